"""The rows of one list put together to items: those that run over pages joined, all numbered through."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lishi_duties.errors import IntakeError
from lishi_duties.intake.document import Cell, TableRow, join_cells, span
from lishi_duties.intake.outline.items import Item, Section
from lishi_duties.intake.outline.remarks import Remarks
from lishi_duties.model import LIST_NAMES, Kind

_NUMBER = re.compile(r"^\(?(\d{1,4})(?:\)?[.、]?|\.0)$")  # programs write numbers as 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is neither header nor heading.

    Attributes:
        section: the section it stands in.
        row: the row.
        texts: the texts of its cells.
        begins_page: whether it is the first of a page.
    """

    section: Section | None
    row: TableRow
    texts: tuple[str, ...]
    begins_page: bool

    @property
    def number(self) -> int | None:
        """The number in its first cell; None where there is none."""
        match = _NUMBER.match(unicodedata.normalize("NFKC", self.texts[0]).replace(" ", ""))
        return int(match[1]) if match else None

    @property
    def line(self) -> str:
        """All its texts, for a message."""
        return " | ".join(self.texts)


def items_of(kind: Kind, rows: Sequence[Row], remarks: Remarks, *, paged: bool) -> list[Item]:
    """The items of a list.

    Raises:
        IntakeError: a number is not the one that is due, or a row has no place.
    """
    return _Items(kind, rows, remarks, paged).read()


class _Items:
    def __init__(self, kind: Kind, rows: Sequence[Row], remarks: Remarks, paged: bool) -> None:
        self._kind: Kind = kind
        self._rows = rows
        self._remarks = remarks
        self._paged = paged
        self._items: list[Item] = []
        self._numbered = any(row.number is not None for row in rows)
        self._restarts = _restarts(rows)

    def read(self) -> list[Item]:
        name = LIST_NAMES[self._kind]
        if self._rows and not self._numbered and not any(row.texts[0] for row in self._rows):
            self._remark(f"{name}清单各行没有序号，已依次编号。", self._rows[0])
        elif self._restarts:
            self._remark(f"{name}清单的序号在每个类别重新起编，已改为通编。", self._rows[0])
        for row in self._rows:
            if row.number is None and row.texts[0]:
                raise self._fault("the first cell is neither a number nor empty", row, row.texts[0])
            if row.number is None and (self._numbered or not row.texts[1]):
                self._continue(row)
            else:
                self._begin(row)
        return self._items

    def _remark(self, problem: str, row: Row) -> None:
        self._remarks.add(problem, row.row.place, row.line[:60])

    def _fault(self, problem: str, row: Row, text: str) -> IntakeError:
        return self._remarks.fault(problem, row.row.place, text)

    def _begin(self, row: Row) -> None:
        """Begin an item."""
        section = row.section
        if section is None:
            raise self._fault("an item before the first section of its list", row, row.line)
        number, due = row.number, self._due(section)
        if number is None:
            if row.begins_page and row.row.place.pages and self._items:
                self._remark("页首一行没有序号，按新事项读；若是上页末行的续行，请更正。", row)
            number = due
        if number != due:
            why = "given twice or out of order" if number < due else "a row is missing before it"
            raise self._fault(f"number {number} where {due} is due in {LIST_NAMES[self._kind]}: {why}", row, row.texts[1])
        if not row.texts[1]:
            raise self._fault(f"item {number} has no title", row, row.line)
        _, title, *columns = row.row.cells
        self._items.append(Item(self._kind, section.name, len(self._items) + 1, title, tuple(columns), row.row.place))

    def _due(self, section: Section) -> int:
        """The number that the next item bears in the document."""
        if self._restarts:
            return sum(item.category == section.name for item in self._items) + 1
        return len(self._items) + 1

    def _continue(self, row: Row) -> None:
        """Join a row without a number to the item before it."""
        cells, place = row.row.cells, row.row.place
        category = row.section.name if row.section else None
        if not self._items or self._items[-1].category != category:
            raise self._fault("a row without a number that continues no item", row, row.line)
        if row.texts[1] and (not self._paged or (place.pages and not row.begins_page)):
            raise self._fault("a row with a title but without a number", row, row.line)
        item = self._items[-1]
        join = join_cells if self._paged else _under_each_other
        self._items[-1] = replace(
            item,
            title=join(item.title, cells[1]),
            columns=tuple(join(above, below) for above, below in zip(item.columns, cells[2:], strict=True)),
            place=span((item.place, place)),
        )


def _restarts(rows: Sequence[Row]) -> bool:
    """Whether every section counts from one."""
    first: dict[str, int] = {}
    for row in rows:
        if row.section is not None and row.number is not None:
            first.setdefault(row.section.name, row.number)
    return len(first) > 1 and all(number == 1 for number in first.values())


def _under_each_other(before: Cell, after: Cell) -> Cell:
    """A cell and the cell under it, where no page ends in between."""
    return before + after
