"""What a person has to look at before a draft is published."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, TypeAlias

from lishi_duties.authoring.lint import UNCLEAN, other_names, published_texts
from lishi_duties.intake.departments import NamedDepartment
from lishi_duties.intake.document import Document
from lishi_duties.intake.outline import Item, Outline
from lishi_duties.model import LIST_NAMES, Duty, DutyListFile, Place
from lishi_duties.text import fold

DoubtKind: TypeAlias = Literal["reading", "department", "conversion", "identity"]
"""`reading`: what the reader left out or supposed; `department`: names; `conversion`: what looks like a slip of the conversion;
`identity`: which duty of the previous edition a row is."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A duty of the previous edition a row may be.

    Attributes:
        id: its id.
        title: its title there.
        score: how alike they are, from 0 to 1.
    """

    id: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something the intake was unsure of.

    Attributes:
        kind: what it is about.
        problem: what it is, in Chinese.
        text: the text in question.
        row: the row it is about, as `decisions.toml` names it (`cooperative 12`); empty where it is about none.
        place: where it stands in the document; None where it stands in no one place.
        candidates: for `identity`, the duties it may be, best first.
        ids: for `identity`, the duties of the previous edition it is about; those that may be merged into the row.
        rows: for a suspected split, the rows the duty may have become.
        suggests: for `identity`, the entry of `decisions.toml` that would settle it as it is proposed.
        key: eight hexadecimal digits, by which `decisions.toml` names it; the same as long as problem, row and text are.
    """

    kind: DoubtKind
    problem: str
    text: str
    row: str = ""
    place: Place | None = None
    candidates: tuple[Likely, ...] = ()
    ids: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    suggests: Literal["identity", "split", "merged"] = "identity"
    key: str = ""


def keyed(doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
    """Doubts with their keys; equal ones are told apart by their order."""
    counts: Counter[str] = Counter()
    with_keys = []
    for doubt in doubts:
        content = "\n".join((doubt.kind, doubt.problem, doubt.row, doubt.text))
        counts[content] += 1
        key = hashlib.sha256(f"{content}\n{counts[content]}".encode()).hexdigest()[:8]
        with_keys.append(replace(doubt, key=key))
    return tuple(with_keys)


def row_name(duty: Duty | Item) -> str:
    """A row as `decisions.toml` names it."""
    return f"{duty.kind} {duty.number}"


def reading_doubts(document: Document, outlined: Outline) -> Iterator[Doubt]:
    """What reader and outline left out or supposed."""
    for remark in (*document.remarks, *outlined.remarks):
        yield Doubt("reading", remark.problem, remark.text, place=remark.place)


def department_doubts(entries: Iterable[NamedDepartment], file: DutyListFile) -> Iterator[Doubt]:
    """Names nobody registered, and rows whose department column and headings disagree without a note that says so."""
    new = [entry for entry in entries if not entry.registered]
    if new and len(new) == len(file.departments):
        listing = "、".join(f"{entry.department.name}（{entry.department.kind}）" for entry in new)
        yield Doubt("department", "部门均未登记，性质系按名称推定，请核对。", listing)
    else:
        for entry in new:
            problem = "登记簿中没有的部门，性质系按名称推定，请核对。"
            yield Doubt("department", problem, f"{entry.department.name}（{entry.department.kind}）", place=entry.place)
    for entry in new:
        if _SEVERAL.search(entry.department.name):
            yield Doubt("department", "一个名称里可能有几个部门。", entry.department.name, place=entry.place)
        for other in file.departments:
            name = entry.department.name
            if name != other.name and _shortens(name, other.name):
                yield Doubt("department", "两个名称可能是同一部门。", f"{name}、{other.name}", place=entry.place)
    noted = {(note.duty, note.kind) for note in file.notes}
    for duty in file.cooperative:
        leading = [name for part in duty.responsibilities for name in part.departments]
        apart = [name for name in (*duty.departments, *leading) if (name in duty.departments) != (name in leading)]
        if apart and (duty.id, "department_column") not in noted:
            problem = "“对应上级部门”与“上级部门职责”的部门不一致，须在 notes.toml 加注（department_column）。"
            yield Doubt("department", problem, "、".join(dict.fromkeys(apart)), row_name(duty), duty.place)
        names = other_names(duty, {department.name for department in file.departments})
        if names and (duty.id, "department_name") not in noted:
            problem = "部门名称与登记的不同，须在 notes.toml 加注（department_name）。"
            yield Doubt("department", problem, "、".join(names), row_name(duty), duty.place)


_SEVERAL = re.compile("(?:局|委|办|部|社|会|院|站|所|中心|队)(?:和|及|与|以及|会同)?[县区市旗][\u4e00-\u9fff]{2,}")


def _shortens(name: str, other: str) -> bool:
    """Whether a name is another with some characters left out: 区应急局, 区应急管理局."""
    rest = iter(other)
    return 3 <= len(name) < len(other) and name[-1] == other[-1] and all(char in rest for char in name)


_TWICE = re.compile(r"([\u4e00-\u9fff]{2,8})\1")
_MARKS = re.compile(r"[，。、；：]{2,}")
_NUMBERED = re.compile(r"\d{1,2}\s*[.．、]|[（(]\d{1,2}[)）]|[①-⑳⑴-⒇⒈-⒛]")
_HEADING = re.compile(r"[^。；，]{1,40}[：:]")
_BARE_NUMBER = re.compile(r"\d{1,2}\s*(?![年月日天周时小分个项次人名户类级岁元万亿千百度号家条位处种所亩米公])[\u4e00-\u9fff]")
_PAIRS = (("（", "）"), ("《", "》"), ("“", "”"), ("‘", "’"), ("【", "】"))
_ENDS = tuple("。；！？”）》…")
_NO_BEGINNING = tuple("，。、；：）》”’】")
_UNCLEAN_NAMES = {
    "markup": "留有网页标记。",
    "a stray space": "留有空格。",
    "a list number": "文中似有序号，可能未断开。",
    "half-width punctuation": "中文中夹有半角标点。",
}


def conversion_doubts(file: DutyListFile, items: Iterable[Item]) -> Iterator[Doubt]:
    """What looks like a slip of the conversion rather than the document's own wording."""
    titles = Counter((duty.kind, fold(duty.title)) for duty in file.duties())
    noted = {(note.duty, note.field) for note in file.notes}
    for duty in file.duties():
        row, place = row_name(duty), duty.place
        if titles[duty.kind, fold(duty.title)] > 1:
            problem = f"{LIST_NAMES[duty.kind]}清单中有同名事项。"
            yield Doubt("conversion", problem, duty.title, row, place)
        for path, text in published_texts(duty):
            if (duty.id, path) not in noted:
                for problem, around in _slips(text, path):
                    yield Doubt("conversion", problem, around, row, place)
    for item in items:
        tasks = item.columns[1:] if item.kind == "cooperative" else item.columns
        for cell in tasks:
            text = "".join(piece.text for piece in cell)
            at = 0
            for before, after in pairwise(() if _NUMBERED.search(text) else cell):
                at += len(before.text)
                ended = after.begins == "run" and before.text.rstrip().endswith("。")
                if ended and not _HEADING.match(text, at):
                    problem = "行末句子已完，下一行可能是另一项职责，也可能是同一项。"
                    around = before.text.rstrip()[-8:] + after.text.lstrip()[:8]
                    yield Doubt("conversion", problem, around, row_name(item), item.place)
        for cell in (item.title, *item.columns):
            for before, after in pairwise(cell):
                end, begin = before.text.rstrip()[-1:], after.text.lstrip()[:1]
                if after.begins == "run" and end == begin and "\u4e00" <= end <= "\u9fff":
                    problem = "换页或换行处前后两字相同，可能重复。"
                    around = before.text.rstrip()[-8:] + after.text.lstrip()[:8]
                    yield Doubt("conversion", problem, around, row_name(item), item.place)


def _slips(text: str, path: str) -> Iterator[tuple[str, str]]:
    for name, pattern in UNCLEAN:
        if match := pattern.search(text):
            yield _UNCLEAN_NAMES[name], _around(text, match)
    if match := _TWICE.search(text):
        yield "词语连续重复。", _around(text, match)
    if match := _MARKS.search(text):
        yield "标点连用。", _around(text, match)
    for opening, closing in _PAIRS:
        if text.count(opening) != text.count(closing):
            yield f"{opening}{closing}不成对。", text
    if ("tasks" in path or "method" in path) and not text.endswith(_ENDS):
        yield "句末没有标点，可能不全。", text[-24:]
    if ("tasks" in path or "method" in path) and _BARE_NUMBER.match(text):
        yield "以数字开头，可能是没有断开的序号。", text[:24]
    if text.startswith(_NO_BEGINNING):
        yield "以标点开头，可能不全。", text[:24]


def _around(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - 8) : match.end() + 8]
