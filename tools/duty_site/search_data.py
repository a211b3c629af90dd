"""What the site's search looks through: the text of every page, by section, written after the build.

MkDocs' search plugin writes an index for a search that cannot be used from a folder and parts Chinese into single characters.
`search/pages.js` takes its place, which `docs/assets/search.js` reads when somebody searches. The plugin's own files stay,
without the pages, as Material asks for them on every page.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import lishi_duties as ld
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.text import fold

__all__ = ["SearchedPage", "SearchedSection", "article_sections", "search_data", "write_search_data"]


@dataclass(frozen=True, slots=True)
class SearchedSection:
    """What stands under one heading.

    Attributes:
        anchor: the heading's anchor; empty for what stands under the page's title.
        heading: the heading; empty for what stands under the page's title.
        text: plain text; line ends part paragraphs, cells and items.
    """

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class SearchedPage:
    """A page as the search knows it.

    Attributes:
        path: its address within the site, as links write it.
        title: its title.
        sections: what stands on it, first what stands under the title.
    """

    path: str
    title: str
    sections: tuple[SearchedSection, ...]


def write_search_data(site_dir: str | Path) -> None:
    """Write `search/pages.js` of a built site, and leave of the plugin's index what Material needs.

    Raises:
        FileNotFoundError: the search plugin has written no index, or a page it names is not there.
        ValueError: the index names no page, or a page holds no article.
    """
    folder = Path(site_dir)
    index = json.loads((folder / "search" / "search_index.json").read_text(encoding="utf-8"))
    paths = dict.fromkeys(entry["location"].partition("#")[0] for entry in index["docs"])
    if not paths:
        raise ValueError("search/search_index.json names no page: the search plugin has to write it anew in every build")
    titles = {entry["location"]: entry["title"] for entry in index["docs"]}
    pages = [_read_page(folder, path, _plain(titles.get(path, ""))) for path in paths]
    _write(folder / "search" / "pages.js", search_data(pages, ld.load()))
    # Material marks the words of ?h= on a page; its separator parts them
    light = _json({"config": {**index["config"], "separator": r"\s+"}, "docs": []})
    _write(folder / "search" / "search_index.json", light)
    _write(folder / "search" / "search_index.js", f"var __index = {light}\n")  # what it reads from a folder


def search_data(pages: Iterable[SearchedPage], duties: DutyList) -> str:
    """`search/pages.js`: the pages, and what words stand for in this list."""
    directory = ld.dispatch_directory()
    traditional = directory.traditional
    data = {
        "pages": [[page.path, page.title, [[s.anchor, s.heading, s.text] for s in page.sections]] for page in pages],
        "departments": {fold(alias): fold(department.name) for department in duties.departments for alias in department.aliases},
        "terms": {fold(spoken): [fold(term) for term in official] for spoken, official in directory.terms.items()},
        "traditional": ["".join(map(chr, traditional)), "".join(map(chr, traditional.values()))],
    }
    return f"lishiSearch.load({_json(data)})\n"


def _json(data: Mapping[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


# ---- pages as they were built --------------------------------------------------------------------------------------------

_ARTICLE = '<article class="md-content__inner'
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_INLINE = frozenset({
    "a", "abbr", "b", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small",
    "span", "strong", "sub", "sup", "time", "u", "var",
})  # fmt: skip
"""Elements within a line: what stands before them and in them may be one word. All others part what stands around them."""
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
})  # fmt: skip
_PARTING_VOID = frozenset({"br", "hr"})
_LEFT_OUT = frozenset({"button", "nav", "noscript", "script", "select", "style", "svg", "template"})
_LEFT_OUT_CLASSES = frozenset({"headerlink", "md-content__button", "md-source-file"})
_EXCLUDED = "data-search-exclude"


def _read_page(folder: Path, path: str, title: str) -> SearchedPage:
    place = folder / unquote(path)
    html = (place / "index.html" if place.is_dir() else place).read_text(encoding="utf-8")
    begin, end = html.find(_ARTICLE), html.rfind("</article>")
    if not 0 <= begin < end:
        raise ValueError(f"{path or 'index.html'} holds no article of Material's; search_data._ARTICLE says how it begins")
    headed, sections = article_sections(html[begin:end])
    return SearchedPage(path, headed or title, sections)


def article_sections(html: str) -> tuple[str, tuple[SearchedSection, ...]]:
    """The title (the first h1, empty if there is none) and the sections of an article."""
    parser = _Sections()
    parser.feed(html)
    parser.close()
    sections = tuple(
        SearchedSection(anchor, _one_line(heading), _lines(text))
        for anchor, heading, text in parser.sections
        if not anchor or heading or text
    )
    return _one_line(parser.title), sections


def _one_line(parts: Sequence[str]) -> str:
    return " ".join("".join(parts).split())


def _lines(parts: Sequence[str]) -> str:
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(filter(None, lines))


def _plain(html: str) -> str:
    """The text of a title of the plugin's index."""
    parser = _Sections()
    parser.feed(html)
    parser.close()
    return _one_line(parser.sections[0][2])


class _Sections(HTMLParser):
    """Gathers the title, and for each section its anchor, the parts of its heading and of its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title: list[str] = []
        self.sections: list[tuple[str, list[str], list[str]]] = [("", [], [])]
        self._into = self.sections[0][2]
        self._heading = ""  # the tag of the heading we are in
        self._pre = 0  # how many open elements show line ends as they are
        self._left_out: list[str] = []  # open tags, from one whose content does not count

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            if tag in _PARTING_VOID and not self._left_out:
                self._into.append("\n")
            return
        given = dict(attrs)
        if self._left_out or _is_left_out(tag, given):
            self._left_out.append(tag)
        elif tag == "h1" and not self.title:
            self._heading, self._into = tag, self.title
        elif tag in _HEADINGS and (anchor := given.get("id")):
            self.sections.append((anchor, [], []))
            self._heading, self._into = tag, self.sections[-1][1]
        elif tag not in _INLINE:
            self._into.append("\n")
            self._pre += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if self._left_out:
            if tag in self._left_out:
                while self._left_out.pop() != tag:  # tags whose end may be left out, such as li
                    pass
        elif tag == self._heading:
            self._heading, self._into = "", self.sections[-1][2]
        elif tag not in _INLINE:
            self._into.append("\n")
            self._pre -= tag == "pre"

    def handle_data(self, data: str) -> None:
        if not self._left_out:
            self._into.append(data if self._pre else data.replace("\n", " "))


def _is_left_out(tag: str, attributes: Mapping[str, str | None]) -> bool:
    classes = (attributes.get("class") or "").split()
    return tag in _LEFT_OUT or _EXCLUDED in attributes or not _LEFT_OUT_CLASSES.isdisjoint(classes)
