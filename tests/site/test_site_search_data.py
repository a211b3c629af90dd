"""What the site's search looks through: the text of the built pages, and what of Material's own search stays."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from site_search import paths, search

from duty_site.search_data import article_sections, write_search_data

ROOT = Path(__file__).parents[2]


def test_an_article_is_parted_at_its_headings_and_cells() -> None:
    html = """<article class="md-content__inner md-typeset"><a class="md-content__button" href="#">编辑</a>
    <h1 id="a">噪声&amp;<code>x &lt; y</code><a class="headerlink" href="#a">¶</a></h1><p>一段
    两行<br>三行</p><style>p { }</style><svg><text>图</text></svg>
    <h2 id="w">怎么<em>问</em><a class="headerlink" href="#w">¶</a></h2>
    <table><tr><th>甲</th><th>乙</th></tr><tr><td>丙<p>丁</p></td><td>戊</td></tr></table><pre><code>a = 1
b = 2</code></pre><h3>没有锚点</h3><ul><li>己<li>庚</ul>
    <div data-search-exclude=""><ul><li>不要</ul></div>辛<nav>下一项</nav></article>"""
    title, sections = article_sections(html)
    assert title == "噪声&x < y"
    assert [(s.anchor, s.heading) for s in sections] == [("", ""), ("w", "怎么问")]
    assert sections[0].text.split("\n") == ["一段 两行", "三行"]
    assert sections[1].text.split("\n") == ["甲", "乙", "丙", "丁", "戊", "a = 1", "b = 2", "没有锚点", "己", "庚", "辛"]


CONFIG = """
site_name: 小样
theme: {{name: material, custom_dir: {theme}, language: zh, font: false}}
plugins: [search]
markdown_extensions: [attr_list, toc]
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site, built by MkDocs with our theme, and what is written after the build."""
    folder = tmp_path_factory.mktemp("site")
    docs = folder / "docs"
    (docs / "departments").mkdir(parents=True)
    table = "<table><tr><td>安全监管</td><td>区公安局</td></tr></table>"
    (docs / "index.md").write_text(f"# 首页\n\n燃气。\n\n## 表 {{ #t }}\n\n{table}\n", encoding="utf-8")
    asks = "---\nscripts: [assets/own.js]\nstyles: [assets/own.css]\n---\n"
    (docs / "departments" / "区公安局.md").write_text(f"{asks}# 区公安局\n\n查处噪声。\n", encoding="utf-8")
    (docs / "hidden.md").write_text("---\nsearch: {exclude: true}\n---\n# 不检索\n", encoding="utf-8")
    config = folder / "mkdocs.yml"
    config.write_text(CONFIG.format(theme=ROOT / "docs" / "theme"), encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(config)]
    subprocess.run(command, check=True, cwd=folder, capture_output=True)
    write_search_data(folder / "site")
    return folder / "site"


def test_a_built_site_is_searched(site: Path) -> None:
    gas, noise, cells, hidden, office = search(site / "search" / "pages.js", "燃气", "噪声", "管区", "不检索", "公安局")
    assert paths(gas) == [""]
    assert gas[0].page["title"] == "首页"
    assert paths(noise) == ["departments/%E5%8C%BA%E5%85%AC%E5%AE%89%E5%B1%80/"]
    assert cells == hidden == []
    assert [item["location"] for item in office[1].items] == ["#t", ""]


def test_every_page_load_stays_light(site: Path) -> None:
    """Material reads its own index on every page: of that only the settings are left, which its highlighting needs."""
    light = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    assert light["docs"] == []
    assert light["config"]["separator"] == r"\s+"
    script = (site / "search" / "search_index.js").read_text(encoding="utf-8")
    assert json.loads(script.removeprefix("var __index = ")) == light


def test_the_theme_loads_our_scripts_before_materials(site: Path) -> None:
    for page, up in (("index.html", ""), ("departments/区公安局/index.html", "../../")):
        html = (site / page).read_text(encoding="utf-8")
        scripts = re.findall(r'<script src="(.+?)"', html)
        own = [f"{up}assets/own.js"] if up else []
        assert scripts[:-1] == [*(f"{up}assets/{name}.js" for name in ("search", "offline")), *own]
        assert re.search(r"/bundle\.\w+\.min\.js$", scripts[-1])
        assert ("assets/own.css" in html) == bool(own)
    assert "/assets/search.js" in (site / "404.html").read_text(encoding="utf-8")


def test_the_search_takes_the_place_of_the_worker_material_starts(site: Path) -> None:
    """It is known by the address in the page's settings; and the messages are numbered as Material numbers them."""
    html = (site / "index.html").read_text(encoding="utf-8")
    settings = re.search(r'<script id="__config" type="application/json">(.+?)</script>', html)
    assert settings
    worker = json.loads(settings[1])["search"]
    (bundle,) = (site / "assets" / "javascripts").glob("bundle.*.min.js")
    assert (site / worker).is_file()
    assert html.index('id="__config"') < html.index("assets/search.js") < html.index("bundle.")
    sources = json.loads(bundle.with_suffix(".js.map").read_text(encoding="utf-8"))["sourcesContent"]
    (messages,) = (source for source in sources if source and "enum SearchMessageType" in source)
    named = re.search(r"enum SearchMessageType \{(.+?)\}", messages, re.DOTALL)
    assert named
    assert re.findall(r"^ +([A-Z]+)", named[1], re.MULTILINE) == ["SETUP", "READY", "QUERY", "RESULT"]


def test_writing_twice_or_too_early_is_refused(site: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="names no page"):
        write_search_data(site)
    with pytest.raises(FileNotFoundError):
        write_search_data(tmp_path)


def test_a_page_that_is_not_materials_is_refused(tmp_path: Path) -> None:
    (tmp_path / "search").mkdir()
    entry = {"location": "", "title": "首页", "text": ""}
    (tmp_path / "search" / "search_index.json").write_text(json.dumps({"config": {}, "docs": [entry]}), encoding="utf-8")
    (tmp_path / "index.html").write_text("<main>别的主题</main>", encoding="utf-8")
    with pytest.raises(ValueError, match="holds no article"):
        write_search_data(tmp_path)
