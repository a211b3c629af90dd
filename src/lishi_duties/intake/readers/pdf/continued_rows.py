"""Rows whose number or title stands on a later page than their beginning.

A cell in the middle of its row's height may end up on the next page: then the first part of the row has no number and looks as if
it went on from the row above. What can be told is put together here; all other rows over page ends are joined later, for all
formats alike (`outline.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lishi_duties.errors import IntakeError
from lishi_duties.intake.document import ADVICE, Block, Outside, Remark, TableRow, cell_text, join_cells, span

_NUMBER = re.compile(r"[（(]?(\d{1,4})[)）]?[.．、]?")
_UNCERTAIN = "which row it belongs to cannot be told"


def put_together(blocks: Sequence[Block], path: Path) -> tuple[tuple[Block, ...], tuple[Remark, ...]]:
    """The blocks with such rows whole, and a remark for each.

    A row that begins on a page without a number, below a row it cannot belong to, is one with the first row of the next page if
    that has the number that is due.

    Raises:
        IntakeError: it has another number; or elsewhere rows without a number belong to the row above them; or a page without
            any number may belong to either neighbour.
    """
    return _Joining(blocks, path).run()


class _Joining:
    """One walk over the rows of a document."""

    def __init__(self, blocks: Sequence[Block], path: Path) -> None:
        self.blocks: list[Block | None] = list(blocks)
        self.path = path
        self.due = {1}
        self.late: list[Remark] = []
        self.unsure: list[Remark] = []
        self.parted = any(self._is_part_of_another(at) for at in range(len(blocks)))

    def run(self) -> tuple[tuple[Block, ...], tuple[Remark, ...]]:
        for at in range(len(self.blocks)):
            while self._takes_next(at):
                pass
            row = self.blocks[at]
            if isinstance(row, TableRow):
                self._count(row)
        if self.late and self.unsure:
            remark = self.unsure[0]
            problem = f"a row that fills its page has no number, which others have on their last page; {_UNCERTAIN}"
            raise IntakeError(problem, path=self.path, place=remark.place, text=remark.text, advice=ADVICE)
        return tuple(block for block in self.blocks if block is not None), (*self.late, *self.unsure)

    def _count(self, row: TableRow) -> None:
        """Which numbers the next row may have: the following one, or 1 in a new table or section."""
        number = _number_of(row)
        if row.begins_table:
            self.due = {1}
        elif number is not None:
            self.due = {number + 1}
        elif row.whole:
            self.due = self.due | {1}

    def _takes_next(self, at: int) -> bool:
        """Join the first row of the next page to this row, where that is to be done here."""
        row, after = self.blocks[at], self._next_part(at)
        part = self.blocks[after] if after else None
        if not isinstance(row, TableRow) or not isinstance(part, TableRow) or after is None:
            return False
        number, place = _number_of(part), span((row.place, part.place))
        text = " | ".join(filter(None, map(cell_text, row.cells)))
        if self._begins_bare(at):
            if number is not None and (self.parted or number not in self.due):
                problem = f"the last row of the page has no number, the next page begins with {number}; {_UNCERTAIN}"
                raise IntakeError(problem, path=self.path, place=place, text=text, advice=ADVICE)
            if number is not None:
                self.late.append(Remark(f"第{number}项的序号在下一页，已把两页的两部分合为一行，请核对。", place, text))
        elif not _lacks_title(row, part):
            if _is_bare(row) and number is not None and self._fills_its_page(at):
                self.unsure.append(Remark("整页只有一行，没有序号，按上一项的续行读，请核对。", row.place, text))
            return False
        cells = tuple(join_cells(a, b) for a, b in zip(row.cells, part.cells, strict=True))
        self.blocks[at] = replace(row, cells=cells, place=place)
        self.blocks[after] = None
        return True

    def _next_part(self, at: int) -> int | None:
        """Where the first row of the next page stands, if this row is the last of its own and they may belong together."""
        row = self.blocks[at]
        for place in range(at + 1, len(self.blocks) if isinstance(row, TableRow) else 0):
            block = self.blocks[place]
            if isinstance(block, Outside) and not block.margin:
                return None
            if isinstance(row, TableRow) and isinstance(block, TableRow) and not _is_header(block):
                pages, next_pages = row.place.pages, block.place.pages
                follows = pages is not None and next_pages is not None and next_pages[0] == pages[1] + 1
                fits = len(block.cells) == len(row.cells) and not block.whole and not block.begins_table
                return place if follows and fits else None
        return None

    def _begins_bare(self, at: int) -> bool:
        """Whether a row has no number although it cannot go on from the page before."""
        row = self.blocks[at]
        if not isinstance(row, TableRow) or not _is_bare(row):
            return False
        earlier = (self.blocks[n] for n in range(at - 1, -1, -1))
        before = next((block for block in earlier if isinstance(block, TableRow) and not _is_header(block)), None)
        if before is None or before.whole:
            return True
        first, last = row.place.pages, before.place.pages
        return first is not None and last is not None and first[0] <= last[1]

    def _is_part_of_another(self, at: int) -> bool:
        """Whether a row without a number stands between others on its page, so that it belongs to the one above."""
        row, after = self.blocks[at], self.blocks[at + 1] if at + 1 < len(self.blocks) else None
        on_one_page = isinstance(row, TableRow) and isinstance(after, TableRow) and after.place.pages == row.place.pages
        return on_one_page and self._begins_bare(at)

    def _fills_its_page(self, at: int) -> bool:
        """Whether a row is the only one of its page."""
        row = self.blocks[at]
        pages = row.place.pages if row is not None else None
        rows = (block for block in self.blocks if isinstance(block, TableRow) and not _is_header(block))
        return sum(block.place.pages == pages for block in rows) == 1


def _number_of(row: TableRow) -> int | None:
    match = _NUMBER.fullmatch(cell_text(row.cells[0])) if row.cells and not row.whole else None
    return int(match[1]) if match else None


def _is_bare(row: TableRow) -> bool:
    """Whether it has text but no number."""
    return len(row.cells) > 1 and not row.whole and not cell_text(row.cells[0]) and any(map(cell_text, row.cells))


def _lacks_title(row: TableRow, part: TableRow) -> bool:
    """Whether a row has a number, and its title stands on the next page."""
    return _number_of(row) is not None and not cell_text(row.cells[1]) and _is_bare(part) and bool(cell_text(part.cells[1]))


def _is_header(row: TableRow) -> bool:
    return bool(row.cells) and cell_text(row.cells[0]) == "序号"
