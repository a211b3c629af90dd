"""Every link of the built site leads somewhere, and no page asks anything of another machine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest

pytestmark = pytest.mark.slow

LOADED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
    "object": "data",
}
LOADING_LINKS = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "manifest"}


@pytest.fixture(scope="module")
def documents(site: Path) -> dict[Path, lxml.html.HtmlElement]:
    """Every page by its file."""
    return {path: lxml.html.parse(str(path)).getroot() for path in sorted(site.rglob("*.html"))}


def target(site: Path, page: Path, address: str) -> Path:
    """The file an address of a page stands for, as a web server finds it."""
    path = unquote(urlsplit(address).path)
    # the page for what is not found is served at any address, so its own are written from the root
    file = site / path.lstrip("/") if path.startswith("/") else page.parent / path if path else page
    file = file.resolve()
    return file / "index.html" if file.is_dir() else file


def addresses(document: lxml.html.HtmlElement) -> Iterator[str]:
    """Where a page leads or what it loads, but for other machines."""
    for element in document.iter():
        if not isinstance(element.tag, str):
            continue
        for name in ("href", "src", "data", "{http://www.w3.org/1999/xlink}href"):
            value = element.get(name)
            if value is not None and not urlsplit(value).scheme and not value.startswith("//"):
                yield value


def dead_links(site: Path, documents: Mapping[Path, lxml.html.HtmlElement]) -> list[tuple[str, str, str]]:
    """Links that lead nowhere: page, address, and what is missing."""
    anchors = {path.resolve(): {*document.xpath("//@id"), *document.xpath("//a/@name")} for path, document in documents.items()}
    bad = set()
    for path, document in documents.items():
        for address in addresses(document):
            file = target(site, path, address)
            anchor = unquote(urlsplit(address).fragment)
            if not file.is_file():
                bad.add((str(path.relative_to(site)), address, "no such file"))
            elif anchor and file in anchors and anchor not in anchors[file] and anchor != "__skip":
                bad.add((str(path.relative_to(site)), address, "no such anchor"))
    return sorted(bad)


def test_every_link_leads_to_a_page_or_file_of_the_site(site: Path, documents: dict[Path, lxml.html.HtmlElement]) -> None:
    assert not dead_links(site, documents)


def test_nothing_is_loaded_from_another_machine(site: Path, documents: dict[Path, lxml.html.HtmlElement]) -> None:
    for path, document in documents.items():
        for element in document.iter(*LOADED, "link"):
            if element.tag == "link" and not LOADING_LINKS & set((element.get("rel") or "").split()):
                continue
            address = element.get("href" if element.tag == "link" else LOADED[element.tag])
            assert address is None or not re.match("([a-z]+:)?//", address), f"{path.relative_to(site)} loads {address}"
    for path in site.rglob("*.css"):
        loaded = re.findall(r"@import[^;]*|url\([^)]*\)", path.read_text(encoding="utf-8"))
        assert not [one for one in loaded if "//" in one and "data:" not in one], path.relative_to(site)


def test_every_duty_department_section_and_edition_has_its_address(site: Path) -> None:
    import lishi_duties as ld

    duties = ld.load()
    for duty in duties:
        assert (site / "duties" / duty.id / "index.html").is_file()
    for department in duties.departments:
        assert (site / "departments" / department.name / "index.html").is_file()
    for category in duties.edition.categories:
        assert (site / "categories" / category / "index.html").is_file()
    for edition in ld.editions():
        assert (site / "editions" / str(edition.number) / "index.html").is_file()


def test_every_page_has_one_title_of_its_own(documents: dict[Path, lxml.html.HtmlElement], site: Path) -> None:
    titles: dict[str, Path] = {}
    for path, document in documents.items():
        assert len(document.xpath("//h1")) == 1, path.relative_to(site)
        if path.name == "404.html":  # which bears the name of the site, as the home page does
            continue
        (title,) = document.xpath("//head/title/text()")
        assert title not in titles, f"{path.relative_to(site)} and {titles.get(title)} are both called {title}"
        titles[title] = path
        assert document.get("lang"), path


def test_the_reference_links_the_names_it_mentions(documents: dict[Path, lxml.html.HtmlElement], site: Path) -> None:
    reference = documents[site / "reference" / "index.html"]
    links = {(link.text_content(), link.get("href")) for link in reference.xpath("//article//a")}
    assert ("DutyList.get", "#lishi_duties.DutySet.get") in links  # in the text of `get`
    assert ("DutySet", "#lishi_duties.DutySet") in links  # in the signature of `by_department`
