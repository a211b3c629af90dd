"""Pages as the site's generator makes them, and what a reader meets on them."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import lxml.html
from markdown import markdown
from small_lists import duty, event, file

import lishi_duties as ld
from duty_site.departments import department_pages
from duty_site.duties import duty_pages
from duty_site.editions import edition_pages
from duty_site.lists import category_pages, list_pages
from duty_site.page import Page, category_path, comparison_path, department_path, duty_path, edition_path, list_path
from lishi_duties.intake import read_document
from lishi_duties.model import KINDS, Duty, texts_of
from lishi_duties.retrieval.directory import Directory, Topic, Wordings

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "samples"
BY_HAND = ("index.md", "versions.md", "dispatch-directory.md", "dispatch/index.md")
LINK = re.compile(r'href="([^"]*)"')
EXTENSIONS = ["admonition", "attr_list", "tables", "toc", "pymdownx.highlight", "pymdownx.superfences", "pymdownx.tilde"]

Pages = dict[str, Page]


# ---- towns -----------------------------------------------------------------------------------------------------------------


@cache
def sample_town() -> tuple[ld.DutyList, ld.DutyList]:
    """The two editions of the sample documents."""
    one = read_document(SAMPLES / "qingshi-1.docx").duties
    return one, read_document(SAMPLES / "qingshi-2.docx", one).duties


def read_list(document: object) -> ld.DutyList:
    """A list of a document as it stands in a file."""
    return ld.DutyList(ld.DutyListFile.model_validate_json(json.dumps(document)))


def changed(duties: ld.DutyList, **facts: Any) -> ld.DutyList:
    """A list with other facts of its edition or its file."""
    document = json.loads(duties.file.model_dump_json())
    document["edition"] |= facts.pop("edition", {})
    return read_list(document | facts)


def listed(edition: int) -> ld.DutyList:
    """One of several editions: B002 is split in the second, R001 withdrawn in the third."""
    duties = [duty("basic", 1, "开展党员教育。", "B001", edition)]
    if edition == 1:
        duties.append(duty("basic", 2, "发放高龄津贴和残疾人补贴。", "B002"))
    else:
        duties += [duty("basic", 2, "发放高龄津贴。", "B003", edition), duty("basic", 3, "发放残疾人补贴。", "B004", edition)]
    if edition < 3:
        duties.append(duty("reclaimed", 1, "许可证换证核查", "R001", edition))
    events = [event("B002", "split", into=("B003", "B004")), event("R001", "withdrawn", edition=3)]
    return ld.DutyList(file(duties, [one for one in events if one.edition <= edition], edition))


def own_directory(duties: ld.DutyList, wordings: dict[str, Wordings], text: str = "词") -> Directory:
    """A dispatch directory of the list's own town."""
    return Directory(
        jurisdiction=str(duties.edition.jurisdiction),
        town="镇",
        duties=wordings,
        outside=(Topic(text, (text,), (text,)),),
        places=(),
        terms={text: (text,)},
        idle=(),
        traditional={},
        sounds=(),
    )


# ---- pages -----------------------------------------------------------------------------------------------------------------


RECORD_MAKERS: tuple[Callable[[Sequence[ld.DutyList]], Iterator[Page]], ...] = (
    duty_pages,
    list_pages,
    category_pages,
    department_pages,
)
"""Who makes the pages of duties, lists, sections and departments."""


def record_pages(lists: Sequence[ld.DutyList]) -> Pages:
    """The pages of duties, lists, sections and departments by path; none stands at the place of another."""
    pages = [page for make in RECORD_MAKERS for page in make(lists)]
    by_path = {page.path: page for page in pages}
    assert len(by_path) == len(pages)
    return by_path


@cache
def first_edition_pages() -> Pages:
    """Those of the first edition: what is asserted of its texts stays true when there are more."""
    return record_pages([ld.load(edition=1)])


@cache
def sample_pages() -> Pages:
    """Those of the sample town."""
    return record_pages(sample_town())


def editions_of(lists: Sequence[ld.DutyList]) -> Pages:
    """The pages of editions and comparisons by path."""
    return {page.path: page for page in edition_pages(lists)}


# ---- what a page shows -----------------------------------------------------------------------------------------------------


def rendered(page: Page) -> lxml.html.HtmlElement:
    """A page as MkDocs renders it, without the frame and without references to notes."""
    body, fronts = re.subn(r"\A---\n.*?\n---\n", "", page.text, flags=re.DOTALL)
    assert fronts == 1
    return html(markdown(body, extensions=EXTENSIONS))


def html(text: str) -> lxml.html.HtmlElement:
    """HTML as a tree, without references to notes."""
    unmarked = re.sub('<sup class="duty-mark">.*?</sup>', "", text)
    return lxml.html.fromstring(f"<main>{unmarked}</main>")


def plain(text: str) -> str:
    """What a reader sees of a page's HTML."""
    return unescape(re.sub(r"<[^>]+>", "", text))


def text_of(element: lxml.html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def sections(page: Page) -> dict[str, str]:
    """A page's text by the anchors of its headings; what stands before the first by an empty one."""
    parts = re.split(r"^#{2,} .*? \{ #(\S+) \}$", page.text, flags=re.MULTILINE)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def section(main: lxml.html.HtmlElement, title: str) -> lxml.html.HtmlElement:
    """What stands under a heading that begins so."""
    (heading,) = [one for one in main.iter("h2") if text_of(one).startswith(title)]
    return heading.getnext()


def cells(table: lxml.html.HtmlElement) -> list[list[str]]:
    return [[text_of(cell) for cell in row.iter("th", "td")] for row in table.iter("tr")]


def tasks_in(element: lxml.html.HtmlElement) -> Iterator[str]:
    """The numbered texts, or the only one."""
    for item in element.xpath(".//ol[@class='duty-tasks']/li | .//p[@class='duty-tasks']"):
        yield item.text_content()


def entries_of(page: Page) -> list[tuple[int, str]]:
    """Number and id of every duty listed, in order."""
    entries = []
    for text in re.findall(r'<ol class="duty-entries">\n.*?\n</ol>', page.text, re.DOTALL):
        for item in html(text).xpath("./ol/li"):
            (target,) = linked(page.path, f'href="{item.xpath("./a")[0].get("href")}"', "duties")
            entries.append((int(item.get("value")), target))
    return entries


def side(item: lxml.html.HtmlElement, mark: str) -> str:
    """What a comparison says with only one of its marks: `ins` for the words that are, `del` for those that were."""
    other = "del" if mark == "ins" else "ins"
    texts = item.xpath(f".//text()[not(ancestor::{other})]")
    return re.sub(r"\s+", " ", "".join(texts))


def published_texts(duty: Duty) -> Iterator[str]:
    """Every text of a record besides its title, as the document has it."""
    return (text.text for text in texts_of(duty) if text.kind not in ("title", "department", "quotation"))


# ---- where a page leads ----------------------------------------------------------------------------------------------------


def address(path: str) -> str:
    """Where a page stands on the site."""
    return re.sub(r"(^|/)index$", r"\1", path.removesuffix(".md")).rstrip("/")


def leads_to(page: Page, href: str) -> str:
    """The address an address written on a page stands for."""
    return posixpath.normpath(posixpath.join(address(page.path) or ".", unquote(href.partition("#")[0]))).removeprefix(".")


def linked(path: str, text: str, folder: str) -> list[str]:
    """The pages of a folder that a text on the page at `path` links to, by name, in order."""
    targets = [leads_to(Page(path, ""), unescape(href)) for href in LINK.findall(text)]
    return [posixpath.basename(target) for target in targets if posixpath.dirname(target) == folder]


def anchors_on(page: Page) -> set[str]:
    return {*re.findall(r"\{ #(\S+) \}$", page.text, re.MULTILINE), *re.findall(r'id="([^"]+)"', page.text)}


def edition_paths(lists: Sequence[ld.DutyList]) -> set[str]:
    """Where editions and comparisons of neighbours stand."""
    numbers = [duties.edition.number for duties in lists]
    return {*map(edition_path, numbers), *(comparison_path(old, new) for old, new in pairwise(numbers))}


def other_paths(lists: Sequence[ld.DutyList]) -> set[str]:
    """Where all pages stand besides the comparisons, by the functions that say it, and those written by hand."""
    newest = lists[-1]
    paths = {
        "index.md",
        "versions.md",
        "dispatch-directory.md",
        "dispatch/index.md",
        "editions/index.md",
        "notes.md",
        "pictures.md",
    }
    paths |= {"lists/index.md", "categories/index.md", "departments/index.md", *map(list_path, KINDS)}
    paths |= {edition_path(duties.edition.number) for duties in lists}
    paths |= {duty_path(one.id) for duties in lists for one in duties} | {duty_path(one.id) for one in newest.lineage}
    paths |= {department_path(department.name) for department in newest.departments}
    return paths | {category_path(name) for name in newest.edition.categories}


def dead_links(pages: Iterable[Page], others: Iterable[str]) -> set[tuple[str, str]]:
    """Links that lead to none of these pages nor to the others, or on one of these to no anchor: page and address."""
    anchors = {address(page.path): anchors_on(page) for page in pages}
    places = {*anchors, *map(address, others)}
    dead = set()
    for page in pages:
        for href in {unescape(one) for one in LINK.findall(page.text)}:
            place, anchor = leads_to(page, href), unquote(href.partition("#")[2])
            if place not in places or (anchor and place in anchors and anchor not in anchors[place]):
                dead.add((page.path, href))
    return dead
