"""The cells of a Word table, put into the columns and rows a reader sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lishi_duties.intake.document import clean
from lishi_duties.intake.readers.docx.numbering import W
from lishi_duties.intake.readers.ooxml import Element

if TYPE_CHECKING:
    pass
from lishi_duties.intake.readers.docx.markup import all_text, holds_text


@dataclass(slots=True)
class TableCell:
    """A cell of a Word table.

    `start` and `across` are in the table's own columns, of which Word has more than a reader sees; `column` and `width` in
    those of the list. `covered` is a cell that a merged one above runs over.
    """

    start: int
    across: int
    merge: str
    members: list[Element]
    column: int = 0
    width: int = 1
    down: int = 1
    covered: bool = False

    @property
    def paragraphs(self) -> list[Element]:
        return [member for member in self.members if member.tag == W + "p"]

    @property
    def nested(self) -> list[Element]:
        """Tables in the cell that hold text."""
        return [member for member in self.members if member.tag == W + "tbl" and holds_text(member)]


@dataclass(slots=True)
class TableRow:
    number: int
    cells: list[TableCell]


def align(rows: Sequence[TableRow]) -> None:
    """Give each cell its column in the list.

    Word's own columns are one for every border in any row: a border moved by a hair in some rows makes two of one. So a row with
    as many cells as the header row, or as most rows have, is taken cell by cell, if each lies at least partly where it should;
    in others a cell takes the columns whose middle it covers.
    """
    several = [row for row in rows if len(row.cells) > 1]
    if not several:
        return
    counts = Counter(len(row.cells) for row in several)
    usual = max(counts, key=lambda count: (counts[count], count))
    header = next((row for row in several if clean("".join(map(all_text, row.cells[0].paragraphs))) == "序号"), None)
    if header is not None:
        usual = max(usual, len(header.cells))
    reference = [(c.start, c.start + c.across) for c in next(row for row in several if len(row.cells) == usual).cells]
    for row in rows:
        bounds = [(cell.start, cell.start + cell.across) for cell in row.cells]
        as_usual = len(bounds) == usual and all(a < d and c < b for (a, b), (c, d) in zip(bounds, reference, strict=True))
        free = 0
        for index, cell in enumerate(row.cells):
            start, end = bounds[index]
            covered = [k for k, (a, b) in enumerate(reference) if 2 * start <= a + b < 2 * end]
            if as_usual:
                cell.column, cell.width = index, 1
            else:
                cell.column = max(free, covered[0] if covered else sum(a + b < 2 * start for a, b in reference))
                cell.width = max(1, (covered[-1] + 1 if covered else 0) - cell.column)
            free = cell.column + cell.width


def merge(rows: Sequence[TableRow]) -> None:
    """Let cells run down over those that continue them; one that continues nothing begins anew."""
    above: dict[int, TableCell] = {}
    for row in rows:
        now: dict[int, TableCell] = {}
        for cell in row.cells:
            upper = above.get(cell.column)
            if cell.merge == "continue" and upper is not None and upper.width == cell.width:
                cell.covered = True
                upper.down += 1
                now[cell.column] = upper
            elif cell.merge:
                now[cell.column] = cell
        above = now
