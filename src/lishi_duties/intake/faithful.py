"""Proof that nothing was lost or invented: the records, set again as the document sets them, against the raw document.

This shares no code with the reader. It knows only tabs, tags and the row number, takes the document apart column by column, and
compares every character that is left when spaces, width of punctuation and tags are removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lishi_duties.model import Duty, DutyListFile

_TAGS = re.compile(r"<[^<>]*>")
_WIDTH = {ord(half): full for half, full in zip(",:;?!()", "，：；？！（）", strict=True)}
_LISTS = (("基本履职事项清单", "basic"), ("配合履职事项清单", "cooperative"), ("上级部门收回事项清单", "reclaimed"))


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where record and document part."""

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


def first_difference(text: str, file: DutyListFile, corrections: Sequence[Received] = ()) -> Difference | None:
    """The first character in which the table cells of `text` and the records of `file` differ; None where there is none."""
    lines = text.lstrip("\ufeff").splitlines()
    for correction in corrections:
        line = lines[correction.line - 1]
        lines[correction.line - 1] = line.replace(correction.text, correction.reading)
    rows = {(kind, number): (first, columns) for kind, number, first, columns in _raw_rows(lines)}
    for duty in file.duties():
        first, columns = rows.pop((duty.kind, duty.number), (0, []))
        told = [_plain(column) for column in _columns(duty)]
        for place, (raw, record) in enumerate(zip(columns + [""] * 9, told + [""] * (9 - len(told)), strict=False), 2):
            document = _numbered_items(raw) if record != _plain(raw) else _plain(raw)
            if document != record:
                at = next(
                    (i for i, (a, b) in enumerate(zip(document, record, strict=False)) if a != b), min(len(document), len(record))
                )
                cut = slice(max(0, at - 12), at + 12)
                return Difference(duty.id, place, first, document[cut], record[cut])
    for (kind, number), (first, columns) in rows.items():
        return Difference(f"{kind} {number}", 2, first, _plain("".join(columns))[:24], "")
    return None


def _raw_rows(lines: list[str]) -> Iterator[tuple[str, int, int, list[str]]]:
    """Every item of the raw file: list, number, first line, and its columns put together over the pages."""
    kind = ""
    seen = 0
    current: tuple[str, int, int, list[str]] | None = None
    for line_number, line in enumerate(lines, 1):
        bare = re.sub(r"[\s#]", "", line)
        for heading, name in _LISTS:
            if bare == heading:
                kind = name
        cells = line.split("\t")
        if not kind or len(cells) == 1 or set(bare) <= {"-"}:
            continue
        head = _plain(cells[0])
        if head == "序号" or re.fullmatch("[一二三四五六七八九十]+、.*（[0-9]+项）", _plain(line)):
            continue
        seen += 1
        if head.isdecimal():
            if current:
                yield current
            current = (kind, int(head), line_number, list(cells[1:]))
        elif current:
            for place, cell in enumerate(cells[1:]):
                current[3][place] += cell
    if current:
        yield current


def _plain(markup: str) -> str:
    return re.sub(r"\s", "", _TAGS.sub("", markup)).translate(_WIDTH)


def _numbered_items(markup: str) -> str:
    """A cell in which list items lost their numbers, with the numbers set again."""
    out = ""
    for block in re.split(r"(<ol.*?</ol>)", markup, flags=re.DOTALL):
        if block.startswith("<ol"):
            items = re.findall(r"<li>(.*?)</li>", block, flags=re.DOTALL)
            block = "".join(i if re.match(rf"\s*{n}\s*\.", i) else f"{n}.{i}" for n, i in enumerate(items, 1))
        out += block
    return _plain(out)


def _columns(duty: Duty) -> list[str]:
    """A record as the document's row has it, after the number."""
    if duty.kind == "basic":
        return [duty.title]
    if duty.kind == "cooperative":
        theirs = "".join((f"{r.heading}：" if r.heading else "") + _numbered(r.tasks) for r in duty.responsibilities)
        return [duty.title, "".join(duty.departments_as_published), theirs, _numbered(duty.town_tasks)]
    if duty.discontinued:
        return [duty.title, duty.discontinued.statement]
    return [duty.title, "".join(f"承接部门：{h.heading}工作方式：{_numbered(h.method)}" for h in duty.handover)]


def _numbered(tasks: tuple[str, ...]) -> str:
    """Several tasks bear numbers, a single one none."""
    return tasks[0] if len(tasks) == 1 else "".join(f"{n}.{task}" for n, task in enumerate(tasks, 1))
