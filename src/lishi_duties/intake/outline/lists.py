"""In which list and section a walk through a document is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lishi_duties.intake.document import Block, TableRow
from lishi_duties.intake.outline.headings import stated
from lishi_duties.intake.outline.items import Section
from lishi_duties.intake.outline.remarks import Remarks
from lishi_duties.intake.template import COLUMNS, LISTS, NUMERALS, list_with
from lishi_duties.model import KINDS, LIST_NAMES, Kind, Place


@dataclass(frozen=True, slots=True)
class Total:
    """The count that the heading of a list states."""

    count: int
    place: Place
    text: str


@dataclass(slots=True)
class Lists:
    """The lists and sections that have begun.

    Attributes:
        remarks: what there is to say of them.
        kind: the list whose rows are read; None before the first.
        announced: the list whose heading was read last, until its first row.
        begun: the lists that have begun, in order.
        columns: how many columns it has; 0 until its header row.
        has_rows: whether an item of it has been read.
        section: the section whose rows are read.
        sections: all so far.
        totals: the counts that headings of lists state.
    """

    remarks: Remarks
    kind: Kind | None = None
    announced: Kind | None = None
    begun: list[Kind] = field(default_factory=list)
    columns: int = 0
    has_rows: bool = False
    section: Section | None = None
    sections: list[Section] = field(default_factory=list)
    totals: dict[Kind, Total] = field(default_factory=dict)

    def announce(self, match: re.Match[str], block: Block, text: str) -> bool:
        """Read the heading of a list; whether it is another than the one being read."""
        kind = LISTS[match["list"]]
        if kind in self.begun and kind != self.begun[-1]:
            raise self.remarks.fault(f"the list {LIST_NAMES[kind]} begins a second time", block.place)
        if self.begun and KINDS.index(kind) < KINDS.index(self.begun[-1]):
            raise self.remarks.fault(f"the list {LIST_NAMES[kind]} stands after {LIST_NAMES[self.begun[-1]]}", block.place)
        if (count := stated(match)) is not None:
            self.totals[kind] = Total(count, block.place, text)
        if kind == self.kind:
            return False
        self.announced, self.section, self.columns = kind, None, 0
        return True

    def begin_announced(self) -> None:
        """Begin the list whose heading was read last, if it has not begun."""
        if self.announced is not None:
            self.begin(self.announced)

    def begin(self, kind: Kind) -> None:
        """Begin a list, if it is not the one being read."""
        self.announced = None
        if kind != self.kind:
            self.kind, self.section, self.columns, self.has_rows = kind, None, 0, False
            self.begun.append(kind)

    def begin_section(self, match: re.Match[str], block: Block) -> None:
        """Begin a section with its heading, unless it is that of the present one, at the head of another page."""
        self.begin_announced()
        if self.kind is None:
            raise self.remarks.fault("a section before any list has begun", block.place, match[0])
        name, count = match["name"], stated(match)
        now = self.section
        if now is not None and (now.name, now.stated) == (name, count) and is_later_page(now.place, block.place):
            return
        earlier = [section for section in self.sections if section.kind == self.kind]
        if any(section.name == name for section in earlier):
            raise self.remarks.fault(f"the section {name} begins a second time in this list", block.place, match[0])
        numeral = match["numeral"] or match["bracketed"]
        due = NUMERALS[len(earlier) % len(NUMERALS)]
        if numeral and numeral != due:
            raise self.remarks.fault(f"section {numeral} where {due} is due", block.place, match[0])
        self.section = Section(self.kind, name, count, block.place)
        self.sections.append(self.section)

    def read_header(self, row: TableRow, heads: tuple[str, ...]) -> None:
        """Read a header row; that of a table of its own may begin the next list, if the present one has rows."""
        self.begin_announced()
        headed = list_with(heads)
        complete = self.kind is None or self.has_rows
        if headed is not None and headed == self._following() and row.begins_table and complete:
            self.begin(headed)
            self.remarks.add(f"{LIST_NAMES[headed]}清单没有标题，按表头认定。", row.place, "、".join(heads))
        kind = self.kind
        if kind is None:
            raise self.remarks.fault("a table row before any list has begun", row.place, " | ".join(heads))
        if headed != kind:
            names = "、".join(column.name for column in COLUMNS[kind])
            problem = f"the columns of {LIST_NAMES[kind]} are {names}; this header reads"
            raise self.remarks.fault(problem, row.place, "、".join(heads))
        self.columns = len(heads)

    def _following(self) -> Kind | None:
        following = KINDS.index(self.kind) + 1 if self.kind else 0
        return KINDS[following] if following < len(KINDS) else None


def is_later_page(before: Place, after: Place) -> bool:
    """Whether a place stands on a later page."""
    return bool(before.pages and after.pages and after.pages[0] > before.pages[1])
