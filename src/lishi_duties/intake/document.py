"""The common ground of all readers: blocks of a document, with their place.

A reader turns its format into `Outside` text and `TableRow`s; everything after it knows no format.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from lishi_duties.model import Place

Begins: TypeAlias = Literal["paragraph", "item", "run"]
"""How a piece of a cell begins: a new paragraph; a list item that lost its number; or running on from the piece before."""

ADVICE = "Compare with the original; if the document itself reads so, say in corrections.toml how to read it"

SENTENCE_END = "。；！？;"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a cell without a break the document itself shows."""

    text: str
    begins: Begins = "paragraph"


Cell: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table, as it stands on one page.

    Attributes:
        cells: its cells, one a column; a cell over several columns is followed by empty ones.
        place: where it stands.
        whole: whether one cell runs over the whole width, as the headings of sections do.
        begins_table: whether it is the first row of a table of its own.
    """

    cells: tuple[Cell, ...]
    place: Place
    whole: bool = False
    begins_table: bool = False


@dataclass(frozen=True, slots=True)
class Outside:
    """Text outside the tables: titles, headings.

    Attributes:
        text: a paragraph.
        place: where it stands.
        margin: whether it belongs to the page and not to the document: a running head, a page number, a website's navigation.
    """

    text: str
    place: Place
    margin: bool = False


Block: TypeAlias = TableRow | Outside


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a reader was unsure of, for a person to look at.

    Attributes:
        problem: what it is, in Chinese, a whole sentence.
        place: where it stands.
        text: the text in question.
    """

    problem: str
    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader made of a file.

    Attributes:
        path: the file.
        blocks: everything that stands in it, in order.
        remarks: what the reader was unsure of.
    """

    path: Path
    blocks: tuple[Block, ...]
    remarks: tuple[Remark, ...] = ()


Progress: TypeAlias = Callable[[int, int], None]
"""Is told how many pages (sheets, tables) of how many are read."""


def no_progress(count: int, total: int) -> None:
    """For those who do not ask."""


def cell_text(cell: Cell) -> str:
    """All text of a cell in one line, cleaned."""
    return clean("".join(piece.text for piece in cell))


def join_cells(before: Cell, after: Cell) -> Cell:
    """A cell and its continuation on the next page.

    Where a page ends says nothing about where a sentence ends, so the continuation runs on; only a list item after a finished
    sentence is taken for an item of its own, as its number is lost and nothing else could tell.
    """
    if not before or not after:
        return before + after
    first = after[0]
    finished = before[-1].text.rstrip().endswith(tuple(SENTENCE_END))
    if not (first.begins == "item" and finished):
        first = Piece(first.text, "run")
    return (*before, first, *after[1:])


_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…·"
_SPACE = re.compile(rf"(?<=[{_CJK}])\s+|\s+(?=[{_CJK}])|^\s+|\s+$")
_PAIR = re.compile(r"[(（]([^()]{0,400})[)）]")
_CHINESE = re.compile(rf"[{_CJK}]")
_HALF = re.compile(rf"[,:;?!](?=[{_CJK}])|(?<=[{_CJK}])[,:;?!]")
_FULL = str.maketrans(",:;?!", "，：；？！")


def clean(text: str) -> str:
    """`text` without what the conversion put into it: spaces inside Chinese text, half-width punctuation next to it.

    >>> clean("国家统计局江津 调查队 : (24项 )")
    '国家统计局江津调查队：（24项）'
    >>> clean("推广“科普中国”APP")
    '推广“科普中国”APP'
    """
    before = None
    while before != text:  # a change can bring Chinese text next to a further space or mark
        before = text
        text = _SPACE.sub("", text)
        text = _PAIR.sub(_full_width_pair, text)
        text = _HALF.sub(lambda m: m[0].translate(_FULL), text)
    return text


def _full_width_pair(pair: re.Match[str]) -> str:
    """Brackets around Chinese text or next to it, in full width."""
    around = pair.string[max(0, pair.start() - 1) : pair.start()] + pair.string[pair.end() : pair.end() + 1]
    chinese = _CHINESE.search(pair[1]) or _CHINESE.search(around) or pair[0][0] == "（" or pair[0][-1] == "）"
    return f"（{pair[1]}）" if chinese else pair[0]


def span(places: Iterable[Place]) -> Place:
    """The place from the first to the last of several."""
    spanned = list(places)
    return Place(
        lines=_span(p.lines for p in spanned),
        pages=_span(p.pages for p in spanned),
        sheet=next((p.sheet for p in spanned if p.sheet), None),
        table=next((p.table for p in spanned if p.table), None),
        rows=_span(p.rows for p in spanned),
    )


def _span(spans: Iterable[tuple[int, int] | None]) -> tuple[int, int] | None:
    ranges = [s for s in spans if s]
    return (min(s[0] for s in ranges), max(s[1] for s in ranges)) if ranges else None
