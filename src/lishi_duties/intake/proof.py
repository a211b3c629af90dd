"""Proof that nothing was lost or invented: the records, followed character by character through the raw document.

This shares no code with the reader. It knows only tabs, tags and the row number, takes the document apart column by column, and
walks through each column with what the record says of it: every heading, every number, every task, and nothing left over.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lishi_duties.model import Duty, DutyListFile

_ITEM, _PARAGRAPH, _PAGE = "\x01", "\x02", "\x03"
MAYBE = "\x04"
"""A list item at the head of a page, after a finished sentence: one of its own, or a second sentence of the one before."""
_MARKS = _ITEM + _PARAGRAPH + MAYBE
_ENDS = "。；！？"
_WIDTH = {ord(half): full for half, full in zip(",:;?!()", "，：；？！（）", strict=True)}
_LISTS = {"基本履职事项清单": "basic", "配合履职事项清单": "cooperative", "上级部门收回事项清单": "reclaimed"}
_SECTION = re.compile("[一二三四五六七八九十]+、(.*)（[0-9]+项）")


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
class Received:
    """One correction: what a line has, and what is read instead."""

    line: int
    text: str
    reading: str


@dataclass(slots=True)
class _Row:
    """An item of the raw document; of each column its parts on the pages."""

    kind: str
    number: int
    line: int
    category: str
    columns: list[list[str]] = field(default_factory=list)


def first_difference(text: str, file: DutyListFile, corrections: Sequence[Received] = ()) -> Difference | None:
    """The first place in which the tables of `text` and the records of `file` differ; None where there is none."""
    lines = text.removeprefix("\ufeff").split("\n")
    for correction in corrections:
        line = lines[correction.line - 1]
        lines[correction.line - 1] = line.replace(correction.text, correction.reading)
    raw = _raw_rows(lines)
    if isinstance(raw, Difference):
        named = {f"{duty.kind} {duty.number}": duty.id for duty in file.duties()}
        return replace(raw, duty=named.get(raw.duty, raw.duty))
    rows = {(row.kind, row.number): row for row in raw}
    for duty in file.duties():
        row = rows.pop((duty.kind, duty.number), None)
        if row is None:
            return Difference(duty.id, 1, 0, "", f"{duty.number} {duty.title}"[:24])
        if row.category != duty.category:
            return Difference(duty.id, 1, row.line, row.category, duty.category)
        difference = _compare(duty, row)
        if difference:
            return difference
    for row in rows.values():
        return Difference(f"{row.kind} {row.number}", 2, row.line, "".join(map("".join, row.columns))[:24], "")
    return None


def _raw_rows(lines: list[str]) -> list[_Row] | Difference:
    rows: list[_Row] = []
    seen: set[tuple[str, int]] = set()
    kind = category = ""
    for number, line in enumerate(lines, 1):
        bare = _plain(line).lstrip("#")
        kind = _LISTS.get(bare, kind)
        if section := _SECTION.fullmatch(bare):
            category = section[1]
            continue
        cells = line.split("\t")
        if not kind or len(cells) == 1 or set(bare) <= {"-"} or _plain(cells[0]) == "序号":
            continue
        head = _plain(cells[0])
        if head.isdecimal():
            if (kind, int(head)) in seen:
                return Difference(f"{kind} {head}", 1, number, f"{head} a second time", "")
            seen.add((kind, int(head)))
            rows.append(_Row(kind, int(head), number, category, [[cell] for cell in cells[1:]]))
        elif not rows or len(cells) - 1 != len(rows[-1].columns):
            where = f"{rows[-1].kind} {rows[-1].number}" if rows else "a row without a number"
            return Difference(where, 1, number, bare[:24], "")
        else:
            for column, cell in zip(rows[-1].columns, cells[1:], strict=True):
                column.append(cell)
    return rows


def _plain(markup: str) -> str:
    """Markup without tags and spaces, in full width."""
    return re.sub(r"\s", "", html.unescape(re.sub(r"<[^<>]*>", "", markup))).translate(_WIDTH)


def _marked(parts: list[str]) -> str:
    """A column in one line: tags gone but for a mark where a list item or a paragraph begins.

    Where a page ends, a paragraph begins for want of anything else: its mark says nothing, and a list item's only after a
    finished sentence.
    """
    out = []
    for part in parts:
        part = re.sub(r"<li\b[^<>]*>", _ITEM, part)
        part = re.sub(r"<(?:p|br)\b[^<>]*>", _PARAGRAPH, part)
        out.append(_plain(part.replace(_ITEM, "\ue001").replace(_PARAGRAPH, "\ue002")))
    text = _PAGE.join(out).replace("\ue001", _ITEM).replace("\ue002", _PARAGRAPH)
    text = re.sub(f"{_ITEM}{_PARAGRAPH}", _ITEM, text)
    text = re.sub(f"(?<=[{_ENDS}]){_PAGE}{_ITEM}", MAYBE, text)
    return re.sub(f"{_PAGE}[{_MARKS}]?", "", text)


class _Parting(Exception):  # noqa: N818 - not an error: how the walk says where it ends
    def __init__(self, document: str, record: str) -> None:
        self.document = document
        self.record = record


class _Walk:
    """One column, followed from its first character to its last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def part(self, record: str) -> _Parting:
        around = self.text[max(0, self.at - 12) : self.at + 12]
        return _Parting(re.sub(f"[{_MARKS}]", "", around), record[:24])

    def marks(self) -> bool:
        """Pass the marks that stand here; whether there were any."""
        begin = self.at
        while self.text[self.at : self.at + 1] in tuple(_MARKS):
            self.at += 1
        return self.at > begin

    def separators(self) -> None:
        """Pass what parts the names of departments."""
        while self.text[self.at : self.at + 1] in tuple("、，；。" + _MARKS):
            self.at += 1

    def words(self, record: str, *, loose: bool = False, numbered: bool = False) -> None:
        """Pass the very characters of a record's text; `loose`: marks inside it say nothing; `numbered`: numbers tell items."""
        if self.text.startswith(record, self.at):
            self.at += len(record)
            return
        for place, char in enumerate(record.translate(_WIDTH)):
            if loose or (place and record[place - 1] not in _ENDS):
                self.marks()
            if numbered and self.text[self.at : self.at + 1] == MAYBE:
                self.at += 1
            if re.match(r"\s", char):
                continue
            if self.text[self.at : self.at + 1] != char:
                raise self.part(record[max(0, place - 12) : place + 12])
            self.at += 1

    def number(self, number: int) -> bool:
        """Pass a list number; whether it stands here."""
        circled = chr(ord("①") + number - 1) if number <= 20 else "①"
        found = re.compile(rf"{number}[.．、）]|（{number}）|{circled}").match(self.text, self.at)
        if found:
            self.at = found.end()
        return found is not None

    def tasks(self, tasks: tuple[str, ...]) -> None:
        """Pass tasks: all with their numbers, or each at a mark of its own; a single one as it comes."""
        numbered = False
        for number, task in enumerate(tasks, 1):
            marked = self.marks()
            if number == 1 or numbered:
                at = self.at
                found = self.number(number)
                if number == 1:
                    numbered = found
                    if found and len(tasks) == 1 and not self.text.startswith(task[:2], self.at):
                        self.at = at  # the task itself begins with what looks like a number
                elif not found:
                    raise self.part(f"{number}.{task}")
            else:
                self.number(number)  # a number that was kept where others were lost
                if not marked:
                    raise self.part(f"{number}.{task}")
            self.words(task, numbered=numbered)

    def end(self) -> None:
        """Nothing may be left."""
        self.marks()
        if self.at < len(self.text):
            raise self.part("")


def _compare(duty: Duty, row: _Row) -> Difference | None:
    walks = [_Walk(_marked(parts)) for parts in row.columns]
    wanted = {"basic": 1, "cooperative": 4, "reclaimed": 2}[duty.kind]
    if len(walks) != wanted:
        return Difference(duty.id, len(walks) + 1, row.line, f"{len(walks)} columns", f"{wanted} columns")
    column = 0
    try:
        walks[0].words(duty.title, loose=True)
        if duty.kind == "cooperative":
            column = 1
            for name in duty.departments_as_published:
                walks[1].separators()
                walks[1].words(name, loose=True)
            walks[1].separators()
            column = 2
            for part in duty.responsibilities:
                if part.heading is not None:
                    walks[2].marks()
                    walks[2].words(f"{part.heading}：", loose=True)
                walks[2].tasks(part.tasks)
            column = 3
            walks[3].tasks(duty.town_tasks)
        elif duty.kind == "reclaimed":
            column = 1
            for before, handover in zip((None, *duty.handover), duty.handover, strict=False):
                same = before is not None and (before.heading, before.method) == (handover.heading, handover.method)
                if same and before is not None and before.department != handover.department:
                    continue  # the document names them in one breath
                walks[1].marks()
                walks[1].words(f"承接部门：{handover.heading}工作方式：", loose=True)
                walks[1].tasks(handover.method)
            if duty.discontinued:
                walks[1].words(duty.discontinued.statement, loose=True)
        for place, walk in enumerate(walks):
            column = place
            walk.end()
    except _Parting as parting:
        return Difference(duty.id, column + 2, row.line, parting.document, parting.record)
    return None
