"""The text form taken apart without its reader: rows of raw columns, and what in a column is a mark and what a character."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

ITEM, PARAGRAPH, PAGE = "\x01", "\x02", "\x03"
MAYBE = "\x04"
"""A list item at the head of a page, after a finished sentence: one of its own, or a second sentence of the one before."""
MARKS = ITEM + PARAGRAPH + MAYBE
ENDS = "。；！？"
WIDTH = {ord(half): full for half, full in zip(",:;?!()", "，：；？！（）", strict=True)}
_LISTS = {"基本履职事项清单": "basic", "配合履职事项清单": "cooperative", "上级部门收回事项清单": "reclaimed"}
_SECTION = re.compile("[一二三四五六七八九十]+、(.*)（[0-9]+项）")

_WITHOUT_WIDTH = re.compile(
    "[\xad\u034f\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U000e0100-\U000e01ef]"
)
_LINE_SEPARATORS = re.compile("[\u2028\u2029]")
_REFERENCE = re.compile("&#?[0-9A-Za-z]+;")


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where record and document part. Column 1 is the number, 2 the title."""

    duty: str
    column: int
    line: int
    document: str
    record: str

    def __str__(self) -> str:
        return (
            f"line {self.line}, {self.duty}, column {self.column}: the document has {self.document!r}, the record {self.record!r}"
        )


@dataclass(frozen=True, slots=True)
class Replacement:
    """One correction: what a line has, and what is read instead; in whatever line it stands, where `line` is None."""

    line: int | None
    text: str
    reading: str


@dataclass(slots=True)
class RawRow:
    """An item of the raw document; of each column its parts on the pages."""

    kind: str
    number: int
    line: int
    category: str
    columns: list[list[str]] = field(default_factory=list)


def raw_lines(text: str, corrections: Sequence[Replacement] = ()) -> list[str]:
    """The lines of a document in which every character is seen, with the corrections carried out."""
    lines = [_visible(line) for line in text.split("\n")]
    for correction in corrections:
        pattern = _across_tags(correction.text)
        for number in range(len(lines)) if correction.line is None else (correction.line - 1,):
            lines[number] = pattern.sub(partial(_replaced, correction.reading), lines[number])
    return lines


def _visible(line: str) -> str:
    """A line in which characters stand for themselves, nobody overlooks one, and `<br>` is where another line begins."""
    line = _REFERENCE.sub(lambda reference: html.escape(html.unescape(reference[0]), quote=False), line)
    return _LINE_SEPARATORS.sub("<br>", _WITHOUT_WIDTH.sub("", line))


def _across_tags(text: str) -> re.Pattern[str]:
    """Finds a text of the document in its markup: tags stand anywhere in it."""
    chars = (r"\s" if char.isspace() else re.escape(html.escape(char, quote=False)) for char in text)
    return re.compile("(?:<[^<>]*>)*".join(chars))


def _replaced(reading: str, match: re.Match[str]) -> str:
    """The reading, and after it the tags that stood in the text."""
    return html.escape(reading, quote=False) + "".join(re.findall("<[^<>]*>", match[0]))


def raw_rows(lines: list[str]) -> list[RawRow] | Difference:
    """The rows of all lists, each with its continuations on further pages."""
    rows: list[RawRow] = []
    row_keys: set[tuple[str, int]] = set()
    kind = category = ""
    for number, line in enumerate(lines, 1):
        bare = plain(line).lstrip("#")
        kind = _LISTS.get(bare, kind)
        if section := _SECTION.fullmatch(bare):
            category = section[1]
            continue
        cells = line.split("\t")
        if not kind or len(cells) == 1 or set(bare) <= {"-"} or plain(cells[0]) == "序号":
            continue
        head = plain(cells[0])
        if head.isdecimal():
            if (kind, int(head)) in row_keys:
                return Difference(f"{kind} {head}", 1, number, f"{head} a second time", "")
            row_keys.add((kind, int(head)))
            rows.append(RawRow(kind, int(head), number, category, [[cell] for cell in cells[1:]]))
        elif not rows or len(cells) - 1 != len(rows[-1].columns):
            where = f"{rows[-1].kind} {rows[-1].number}" if rows else "a row without a number"
            return Difference(where, 1, number, bare[:24], "")
        else:
            for column, cell in zip(rows[-1].columns, cells[1:], strict=True):
                column.append(cell)
    return rows


def plain(markup: str) -> str:
    """Markup without tags and spaces, in full width."""
    return re.sub(r"\s", "", html.unescape(re.sub(r"<[^<>]*>", "", markup))).translate(WIDTH)


def marked(parts: list[str]) -> str:
    """A column in one line: tags gone but for a mark where a list item or a paragraph begins.

    Where a page ends, a paragraph begins for want of anything else: its mark says nothing, and a list item's only after a
    finished sentence.
    """
    columns = []
    for part in parts:
        part = re.sub(r"<li\b[^<>]*>", ITEM, part)
        part = re.sub(r"<(?:p|br)\b[^<>]*>", PARAGRAPH, part)
        columns.append(plain(part.replace(ITEM, "\ue001").replace(PARAGRAPH, "\ue002")))
    text = PAGE.join(columns).replace("\ue001", ITEM).replace("\ue002", PARAGRAPH)
    text = re.sub(f"{ITEM}{PARAGRAPH}", ITEM, text)
    text = re.sub(f"(?<=[{ENDS}]){PAGE}{ITEM}", MAYBE, text)
    return re.sub(f"{PAGE}[{MARKS}]?", "", text)
