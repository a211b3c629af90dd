"""Tables whose cells run over several columns or rows, made into plain rows.

Word, HTML and Excel tables share this: a reader adds each row's cells with how far they run, and gets `TableRow`s.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lishi_duties.intake.document import Cell, Remark, TableRow, cell_text, span
from lishi_duties.model import Place

MOST_COLUMNS = 200
MOST_ROWS = 20_000
MOST_SLOTS = 500_000


class GridError(ValueError):
    """A table that cannot be laid out."""


@dataclass(frozen=True, slots=True)
class Spanning:
    """A cell and how many columns and rows it runs over."""

    cell: Cell
    across: int = 1
    down: int = 1


@dataclass(slots=True)
class _Slot:
    """One place of the grid: which cell lies there, counted through, and whether it begins there."""

    number: int
    cell: Cell
    first_column: bool
    first_row: bool
    rows_below: int
    """In how many rows it goes on after this one."""


class Grid:
    """A table as it is laid out.

    >>> from lishi_duties.intake.document import Piece
    >>> number, title = Spanning((Piece("1"),), down=2), Spanning((Piece("救助"),), down=2)
    >>> grid = Grid()
    >>> grid.add([number, title, Spanning((Piece("区民政局"),))], Place(rows=(1, 1)))
    >>> grid.add([Spanning((Piece("区公安局"),))], Place(rows=(2, 2)))
    >>> [[cell_text(cell) for cell in row.cells] for row in grid.rows()]
    [['1', '救助', '区民政局区公安局']]
    """

    def __init__(self) -> None:
        self._rows: list[tuple[list[_Slot | None], Place]] = []
        self._cells = 0
        self._slots = 0
        self.remarks: list[Remark] = []

    def add(self, cells: Sequence[Spanning], place: Place) -> None:
        """Add a row: the cells that begin in it, from left to right.

        Raises:
            GridError: the table is larger than any duty list.
        """
        above = self._rows[-1][0] if self._rows else []
        row: list[_Slot | None] = [
            _Slot(slot.number, slot.cell, slot.first_column, False, slot.rows_below - 1) if slot and slot.rows_below else None
            for slot in above
        ]
        at = 0
        for cell in cells:
            while at < len(row) and row[at] is not None:
                at += 1
            across = max(1, cell.across)
            if at + across > MOST_COLUMNS:
                raise GridError(f"a table of more than {MOST_COLUMNS} columns is no duty list")
            row += [None] * (at + across - len(row))
            self._cells += 1
            for column in range(at, at + across):
                row[column] = _Slot(self._cells, cell.cell, column == at, True, max(1, cell.down) - 1)
            at += across
        self._slots += len(row)
        if len(self._rows) >= MOST_ROWS or self._slots > MOST_SLOTS:
            raise GridError(f"a table of more than {MOST_ROWS:,} rows or {MOST_SLOTS:,} cells is no duty list")
        self._rows.append((row, place))

    @property
    def width(self) -> int:
        """How many columns there are: those in which a cell begins in some row."""
        return len(self._columns())

    def _columns(self) -> list[int]:
        widest = max((len(row) for row, _ in self._rows), default=0)
        begun = {at for row, _ in self._rows for at, slot in enumerate(row) if slot is not None and slot.first_column}
        return [at for at in range(widest) if at in begun]

    def rows(self) -> Iterator[TableRow]:
        """The table's rows, all of the same width.

        Rows whose first cell is one are one row: of each column, the texts of the cells in order. A cell that runs down
        in another column while the first does not is repeated in each row, and a remark says so.
        """
        columns = self._columns()
        if not columns:  # rows without a cell
            return
        group: list[tuple[list[_Slot | None], Place]] = []
        begins = True
        for row, place in self._rows:
            slots = [row[at] if at < len(row) else None for at in columns]
            head = slots[0]
            if group and not (head is not None and not head.first_row):
                yield self._joined(group, begins)
                group, begins = [], False
            group.append((slots, place))
        if group:
            yield self._joined(group, begins)

    def _joined(self, group: list[tuple[list[_Slot | None], Place]], begins: bool) -> TableRow:
        columns = []
        place = span(where for _, where in group)
        for slots in zip(*(row for row, _ in group), strict=True):
            texts: list[Cell] = []
            slot_numbers: set[int] = set()
            for slot in slots:
                if slot is not None and slot.first_column and slot.number not in slot_numbers:
                    slot_numbers.add(slot.number)
                    texts.append(slot.cell)
            columns.append(tuple(piece for cell in texts for piece in cell))
        first = group[0][0]
        for slot in first:
            if slot is not None and slot.first_column and not slot.first_row and cell_text(slot.cell):
                self.remarks.append(Remark("单元格纵向合并，跨几个事项；其文字已逐行重复，请核对。", place, cell_text(slot.cell)))
        numbers = {slot.number for slot in first if slot is not None}
        whole = len(group) == 1 and len(numbers) == 1 and len(first) > 1 and all(slot is not None for slot in first)
        return TableRow(tuple(columns), place, whole, begins)
