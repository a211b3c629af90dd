"""From blocks to items: which list, which section, which number; rows that run over pages joined again.

Fails closed: a block that has no place in a duty list is an error, never skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lishi_duties.errors import IntakeError
from lishi_duties.intake.rows import ADVICE, Block, Cell, Outside, TableRow, cell_text, clean, join_cells, span
from lishi_duties.model import KINDS, LIST_NAMES, Kind, Place

_TITLE = re.compile(r"^(?P<town>.+?)履职事项清单$")
_LIST = re.compile(r"^(?:第?[一二三123][、.．部分\s]*)?(基本履职事项|配合履职事项|上级部门收回事项)清单$")
_CONTENTS = re.compile(r"^(?:目\s*录|(?:[一二三123][、.．\s]*)?(?:基本履职事项|配合履职事项|上级部门收回事项)清单[\s.…·]*\d*)$")
_SECTION = re.compile(r"^(?P<numeral>[一二三四五六七八九十]+)、(?P<name>[^（）]+)（(?P<count>\d+)项）$")
_NUMERALS = [*"一二三四五六七八九", "十", *(f"十{n}" for n in "一二三四五六七八九"), "二十"]
_COLUMNS: dict[Kind, tuple[re.Pattern[str], ...]] = {
    "basic": (re.compile("序号"), re.compile("事项名称")),
    "cooperative": (
        re.compile("序号"),
        re.compile("事项名称"),
        re.compile("对应上级部门"),
        re.compile("上级部门职责"),
        re.compile("(?:镇|乡|街道|镇街|镇（街道）|乡镇（街道）)配合职责"),
    ),
    "reclaimed": (re.compile("序号"), re.compile("事项名称"), re.compile("承接部门及工作方式")),
}
_KIND_OF: dict[str, Kind] = {name: kind for kind, name in LIST_NAMES.items()}


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a list as its heading states it."""

    kind: Kind
    name: str
    stated: int
    place: Place


@dataclass(frozen=True, slots=True)
class Item:
    """A row of a list, whole again: its cells after number and title."""

    kind: Kind
    category: str
    number: int
    title: Cell
    columns: tuple[Cell, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Outline:
    """A document taken apart into its lists."""

    title: str
    sections: tuple[Section, ...]
    items: tuple[Item, ...]

    @property
    def categories(self) -> tuple[str, ...]:
        """The names of all sections, in an order that agrees with every list."""
        orders: list[list[str]] = [[s.name for s in self.sections if s.kind == kind] for kind in KINDS]
        merged: list[str] = []
        while any(orders):
            for order in orders:
                if order and not any(order[0] in other[1:] for other in orders):
                    name = order[0]
                    break
            else:  # the lists disagree: keep the first list's order
                name = next(order[0] for order in orders if order)
            merged.append(name)
            orders = [[n for n in order if n != name] for order in orders]
        return tuple(merged)


class _Reading:
    """The state of one walk over a document."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.title = ""
        self.kind: Kind | None = None
        self.lists: list[Kind] = []
        self.columns = 0
        self.section: Section | None = None
        self.sections: list[Section] = []
        self.items: list[Item] = []
        self.last_place: Place | None = None

    def fault(self, problem: str, block: Block | None = None, text: str = "") -> IntakeError:
        place = block.place if block else self.last_place
        return IntakeError(
            problem, path=self.path, line=place.lines[0] if place and place.lines else None, text=text, advice=ADVICE
        )

    def outside(self, block: Outside) -> None:
        text = clean(block.text)
        if heading := _LIST.match(text):
            self.begin_list(_KIND_OF[heading[1]], block)
        elif section := _SECTION.match(text):
            self.begin_section(section, block)
        elif self.kind is None and not self.title and _TITLE.match(text):
            self.title = text
        elif self.kind is None and _CONTENTS.match(text):
            pass
        else:
            raise self.fault("text outside the tables that is no heading of a list or a section", block, text)

    def begin_list(self, kind: Kind, block: Block) -> None:
        if kind in self.lists:
            raise self.fault(f"the list {LIST_NAMES[kind]} begins a second time", block)
        if self.lists and KINDS.index(kind) < KINDS.index(self.lists[-1]):
            raise self.fault(f"the list {LIST_NAMES[kind]} stands after {LIST_NAMES[self.lists[-1]]}", block)
        self.kind, self.section, self.columns = kind, None, 0
        self.lists.append(kind)

    def begin_section(self, match: re.Match[str], block: Block) -> None:
        if self.kind is None:
            raise self.fault("a section before any list has begun", block, match[0])
        if any(s.kind == self.kind and s.name == match["name"] for s in self.sections):
            raise self.fault(f"the section {match['name']} begins a second time in this list", block, match[0])
        wanted = _NUMERALS[sum(s.kind == self.kind for s in self.sections) % len(_NUMERALS)]
        if match["numeral"] != wanted:
            raise self.fault(f"section {match['numeral']} where {wanted} is due", block, match[0])
        self.section = Section(self.kind, match["name"], int(match["count"]), block.place)
        self.sections.append(self.section)

    def row(self, row: TableRow) -> None:
        texts = [cell_text(cell) for cell in row.cells]
        filled = [text for text in texts if text]
        if not filled:
            return
        if self.kind is None:
            if not _CONTENTS.match("".join(filled)):
                raise self.fault("a table row before any list has begun", row, " | ".join(filled))
            return
        if texts[0] == "序号":
            self.header(row, texts)
        elif len(filled) == 1 and (section := _SECTION.match(filled[0])):
            self.begin_section(section, row)
        else:
            self.content(row, texts)

    def header(self, row: TableRow, texts: list[str]) -> None:
        kind = self.kind
        assert kind is not None
        wanted = _COLUMNS[kind]
        if len(texts) != len(wanted) or not all(w.fullmatch(t) for w, t in zip(wanted, texts, strict=True)):
            names = "、".join(w.pattern if "(" not in w.pattern else "镇（乡、街道）配合职责" for w in wanted)
            raise self.fault(f"the columns of {LIST_NAMES[kind]} are {names}; this header reads", row, "、".join(texts))
        self.columns = len(wanted)

    def content(self, row: TableRow, texts: list[str]) -> None:
        kind = self.kind
        assert kind is not None
        if not self.columns:
            raise self.fault("a row before the header row of its list", row, " | ".join(texts))
        if len(row.cells) != self.columns:
            raise self.fault(
                f"{len(row.cells)} cells where {LIST_NAMES[kind]} has {self.columns} columns", row, " | ".join(texts)
            )
        if not texts[0]:
            self.continuation(row)
            return
        if not texts[0].isascii() or not texts[0].isdigit():
            raise self.fault("the first cell is neither a number nor empty", row, texts[0])
        if self.section is None:
            raise self.fault("an item before the first section of its list", row, " | ".join(texts))
        number = int(texts[0])
        wanted = 1 + sum(item.kind == kind for item in self.items)
        if number != wanted:
            why = "given twice or out of order" if number < wanted else "a row is missing before it"
            raise self.fault(f"number {number} where {wanted} is due in {LIST_NAMES[kind]}: {why}", row, texts[1])
        if not texts[1]:
            raise self.fault(f"item {number} has no title", row)
        self.items.append(Item(kind, self.section.name, number, row.cells[1], row.cells[2:], row.place))

    def continuation(self, row: TableRow) -> None:
        if not self.items or self.items[-1].kind != self.kind or self.items[-1].category != (self.section and self.section.name):
            raise self.fault("a row without a number that continues no item", row, " | ".join(cell_text(c) for c in row.cells))
        item = self.items[-1]
        self.items[-1] = Item(
            item.kind,
            item.category,
            item.number,
            join_cells(item.title, row.cells[1]),
            tuple(join_cells(a, b) for a, b in zip(item.columns, row.cells[2:], strict=True)),
            span((item.place, row.place)),
        )

    def close(self) -> Outline:
        if not self.title:
            raise self.fault("no title: a line that ends in 履职事项清单 before the first list")
        for kind in KINDS:
            if kind not in self.lists:
                raise self.fault(f"the list {LIST_NAMES[kind]}清单 is missing; its heading was not found")
        for section in self.sections:
            found = sum(item.kind == section.kind and item.category == section.name for item in self.items)
            if found != section.stated:
                raise IntakeError(
                    f"section {section.name} of {LIST_NAMES[section.kind]} states {section.stated} items, but has {found}",
                    path=self.path,
                    line=section.place.lines[0] if section.place.lines else None,
                    advice=ADVICE,
                )
        for kind in KINDS:
            if not any(item.kind == kind for item in self.items):
                raise self.fault(f"the list {LIST_NAMES[kind]} has no items")
        return Outline(self.title, tuple(self.sections), tuple(self.items))


def outline(blocks: Iterable[Block], path: Path) -> Outline:
    """Take a document apart.

    Raises:
        IntakeError: a block has no place in a duty list, a number or a column is missing, a section's count is wrong.
    """
    reading = _Reading(path)
    for block in blocks:
        if isinstance(block, Outside):
            reading.outside(block)
        else:
            reading.row(block)
        reading.last_place = block.place
    return reading.close()
