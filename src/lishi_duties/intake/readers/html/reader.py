"""Reader of saved web pages: the duty list as a browser shows it, told apart from the website around it.

A page passes through four stages: bytes to text (`encoding`), text to a tree (`tree`), the tree to what is shown (`render`),
and that to blocks (here).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from lishi_duties.errors import IntakeError
from lishi_duties.intake.document import (
    ADVICE,
    Block,
    Document,
    Outside,
    Piece,
    Progress,
    Remark,
    TableRow,
    cell_text,
    clean,
    no_progress,
)
from lishi_duties.intake.invisible import Unseen
from lishi_duties.intake.readers.grid import MOST_COLUMNS, Grid, GridError, Spanning
from lishi_duties.intake.readers.html.encoding import load_page
from lishi_duties.intake.readers.html.flow import Flow, Run, Table, TableCell, collapsed, shortened, visible
from lishi_duties.intake.readers.html.render import read_page, titles_of
from lishi_duties.intake.readers.html.tree import parse_page
from lishi_duties.intake.received import Received
from lishi_duties.intake.template import LISTS, TITLE_ENDING
from lishi_duties.model import Place

_HEADER = "序号"
_FORM = "(?:（[^（）]{1,20}）)?"  # （试行）, （2025年版）
_TITLE = re.compile(rf"[^>›»/|：:]*{TITLE_ENDING}{_FORM}》?{_FORM}")
_LIST_NAME = re.compile("(?:" + "|".join(LISTS) + ")清单$")
_TOWN = re.compile(r".*(?:镇|乡|街道|街道办事处|苏木)")
_SEPARATORS = re.compile(r"\s*[-_|–—‐－＿｜>›»·]+\s*")
_SECTION = re.compile(r"[一二三四五六七八九十]+、.+（\d+项）")
_NUMBERED_BY_HAND = re.compile(r"[(（]?\d{1,2}\s*[.．、)）]")
_NO_LIST = (
    "Open the page in a browser; if the list stands in a frame, a tab that is not open or an attached file, save that one instead"
)


def read_html(received: Received, progress: Progress = no_progress) -> Document:
    """The blocks of a saved web page, with their lines.

    What stands before the list's title and after its last table belongs to the website: it is handed on with `margin=True`,
    and one remark sums it up. What a browser does not show is left out, with a remark where it holds text.

    Args:
        received: the page.
        progress: is told how many of the list's tables are read.

    Raises:
        IntakeError: the page cannot be decoded, is too large or too deeply nested, shows no table of a duty list, or has a table
            inside a cell of the list or a character nobody sees.
    """
    path = received.path
    text, remarks = load_page(received)
    root = parse_page(text, path)
    page = read_page(root, path)
    return _Reading(path, page, tuple(titles_of(root)), remarks).document(progress)


# ---- what a table is -----------------------------------------------------------------------------------------------------


def _own_text(cell: TableCell) -> str:
    """The text of a cell, cleaned; empty where it holds a table."""
    if any(isinstance(item, Table) for item in cell.flow.items):
        return ""
    return clean("".join(item.text for item in cell.flow.items if isinstance(item, Run)))


def _is_list(table: Table) -> bool:
    """Whether a table says of itself that it is a duty list: by a row that begins with 序号."""
    return any(row.cells and _own_text(row.cells[0]) == _HEADER for row in table.rows)


def _is_layout(table: Table) -> bool:
    """Whether a table only puts things in their places: it holds other tables, or has one column."""
    holds_tables = any(isinstance(item, Table) for row in table.rows for cell in row.cells for item in cell.flow.items)
    return not _is_list(table) and (holds_tables or _width(table) <= 1)


def _width(table: Table) -> int:
    """How many columns a table has."""
    grid = Grid()
    try:
        for row in table.in_order():
            grid.add([Spanning((), cell.across, cell.down) for cell in row.cells], Place())
    except GridError:
        return MOST_COLUMNS + 1
    return grid.width


def _goes_on(table: Table) -> bool:
    """Whether a table without a header row holds items or sections of a list."""
    first = [_own_text(row.cells[0]) for row in table.rows if row.cells]
    return any((text.isascii() and text.isdigit()) or _SECTION.fullmatch(text) for text in first)


def _unfold(flow: Flow) -> Iterator[Run | Table | Remark]:
    """What a page shows, in order, without the tables that only put things in their places."""
    for item in flow.items:
        if not isinstance(item, Table):
            yield item
            continue
        yield from _unfold(item.before)
        if _is_layout(item):
            yield from item.remarks
            yield from _cells_of(item)
        else:
            yield item
        yield from _unfold(item.after)


def _cells_of(table: Table) -> Iterator[Run | Table | Remark]:
    for row in table.in_order():
        for cell in row.cells:
            yield from _unfold(cell.flow)


# ---- the list and the website around it ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Laid:
    """A table of the list, laid out."""

    rows: tuple[TableRow, ...]
    width: int


_Entry: TypeAlias = Run | Table | Remark | _Laid


class _Reading:
    """What a page shows, and which part of it is the list."""

    def __init__(self, path: Path, page: Flow, titles: tuple[Run, ...], remarks: Sequence[Remark]) -> None:
        self.path = path
        self.titles = titles
        self.remarks = list(remarks)
        self.unseen = Unseen(path)
        self.blocks: list[Block] = []
        self.entries: list[_Entry] = []
        for item in _unfold(page):
            self.entries += self.list_of(item) if isinstance(item, Table) and _is_list(item) else [item]

    def document(self, progress: Progress) -> Document:
        tables = [at for at, entry in enumerate(self.entries) if isinstance(entry, _Laid)]
        if not tables:
            raise IntakeError(f"no table with a column {_HEADER} is shown on this page", path=self.path, advice=_NO_LIST)
        first, last = tables[0], self.end_of_list(tables[-1])
        title = self.title_before(first)
        begin = self.heading_before(first) if title is None else title
        before, after = self.margin(self.entries[:begin]), self.entries[last + 1 :]
        if title is None:
            self.title_of_window()
        elif (joined := self.title_in_two_lines(title)) is not None:
            self.entries[title : title + 2] = [joined, Remark("标题分两行，已连成一行；请核对。", joined.place, joined.text)]
        self.body(self.entries[begin : len(self.entries) - len(after)], first - begin, progress)
        self.sum_up(before, self.margin(after))
        return Document(self.path, tuple(self.blocks), (*self.remarks, *self.unseen.remarks()))

    # ---- where the list begins and ends

    def heading_before(self, table: int) -> int:
        """Where the heading of the first list stands; at its table if it has none."""
        return self.nearest(table, lambda text: bool(_LIST_NAME.search(text)), table)

    def title_before(self, table: int) -> int | None:
        """Where the title stands: the nearest line above the first list that ends as the titles of duty lists do."""
        at = self.nearest(self.heading_before(table), _is_title, -1)
        if at < 0:
            return None
        return at - 1 if at and self.title_in_two_lines(at - 1) is not None else at

    def title_in_two_lines(self, at: int) -> Run | None:
        """The title that begins at `at` with the name of the town, and has its last words in the line below."""
        town, rest = self.entries[at], self.entries[at + 1]
        if not isinstance(town, Run) or not isinstance(rest, Run) or not re.fullmatch(TITLE_ENDING, clean(rest.text)):
            return None
        if not _TOWN.fullmatch(clean(town.text)):
            return None
        lines = (town.lines[0], rest.lines[1])
        return Run(f"{town.raw}\n{rest.raw}", collapsed(f"{town.text}\n{rest.text}"), "paragraph", lines)

    def nearest(self, before: int, fits: Callable[[str], bool], otherwise: int) -> int:
        """The last line above `before` whose text fits."""
        above = ((at, self.entries[at]) for at in range(before - 1, -1, -1))
        return next((at for at, entry in above if isinstance(entry, Run) and fits(clean(entry.text))), otherwise)

    def end_of_list(self, last: int) -> int:
        """Where the last table stands that belongs to the list: one without a header row may go on with the one before."""
        table = self.entries[last]
        assert isinstance(table, _Laid)
        for at, entry in enumerate(self.entries[last + 1 :], last + 1):
            if isinstance(entry, Table) and _width(entry) == table.width:
                if _goes_on(entry):
                    last = at
                else:
                    words = " ".join(item.text for item in _cells_of(entry) if isinstance(item, Run))
                    problem = "清单之后有一个列数相同的表格，当作网站的内容，未收入；请核对。"
                    self.remarks.append(Remark(problem, Place(lines=(entry.line, entry.line)), shortened(words)))
        return last

    # ---- blocks

    def body(self, entries: list[_Entry], first: int, progress: Progress) -> None:
        """Everything from the title to the last table; `first` is where the first table of the list stands."""
        total = sum(isinstance(entry, Table | _Laid) for entry in entries[first:])
        count = 0
        for at, entry in enumerate(entries):
            if isinstance(entry, Remark):
                self.remarks.append(entry)
            elif isinstance(entry, Run):
                if text := self.visible_text(entry):
                    self.blocks.append(Outside(text, entry.place))
            elif isinstance(entry, Table) and at < first:
                self.blocks += self.notices(entry)
            else:
                self.blocks += entry.rows if isinstance(entry, _Laid) else self.rows_of(entry)
                count += 1
                progress(count, total)

    def notices(self, table: Table) -> Iterator[Outside]:
        """A table above the first list, such as publisher and date, or a table of contents: text, row by row."""
        for row in self.rows_of(table):
            if text := " ".join(piece.text for cell in row.cells for piece in cell):
                yield Outside(text, row.place)

    def list_of(self, table: Table) -> list[_Entry]:
        """A table of the list; rows over its whole width above the header row are titles set inside it, and stand outside."""
        rows = self.rows_of(table)
        titles: list[_Entry] = []
        while rows[0].whole and len(rows) > 1 and cell_text(rows[0].cells[0]) != _HEADER:
            row = rows.pop(0)
            lines = row.place.lines or (table.line, table.line)
            titles += [Run(piece.text, piece.text, "paragraph", lines) for piece in row.cells[0]]
        rows[0] = replace(rows[0], begins_table=True)
        return [*titles, _Laid(tuple(rows), len(rows[0].cells))]

    def margin(self, entries: Sequence[_Entry]) -> list[Outside]:
        """The text of the website, that of its tables too."""
        items = (item for entry in entries for item in (_cells_of(entry) if isinstance(entry, Table) else [entry]))
        texts = [Outside(item.text, item.place, margin=True) for item in items if isinstance(item, Run) and item.text]
        self.blocks += texts
        return texts

    def title_of_window(self) -> None:
        """Take the title the browser shows in its window, where the page itself has none."""
        for title in self.titles:
            for part in _SEPARATORS.split(title.text):
                if _is_title(clean(part)):
                    self.blocks.append(Outside(part, title.place))
                    problem = "正文中没有清单的标题，取自网页的窗口标题（<title>）；请核对。"
                    self.remarks.append(Remark(problem, title.place, part))
                    return

    def sum_up(self, before: list[Outside], after: list[Outside]) -> None:
        """Say what was taken for the website's."""
        if margins := [*before, *after]:
            counts = [f"{where}{len(texts)}段" for where, texts in (("之前", before), ("之后", after)) if texts]
            words = [shortened(" ".join(block.text for block in texts)) for texts in (before, after) if texts]
            problem = f"清单{'、'.join(counts)}文字是网站的内容，未收入；请核对。"
            self.remarks.append(Remark(problem, margins[0].place, " …… ".join(words)))

    # ---- rows and cells

    def rows_of(self, table: Table) -> list[TableRow]:
        grid = Grid()
        self.remarks += table.remarks
        under = 0  # how many rows a first cell that runs down still covers
        try:
            for row in table.in_order():
                cells: list[Spanning] = []
                last = row.line
                for cell in row.cells:
                    runs = list(self.runs_of(cell.flow))
                    last = max(last, cell.line, *(run.lines[1] for run in runs))
                    is_first = cell is row.cells[0] and not under
                    if is_first:
                        under = cell.down
                    pieces = self.number(runs) if is_first else self.pieces(runs)
                    cells.append(Spanning(tuple(pieces), cell.across, cell.down))
                under = max(0, under - 1)
                grid.add(cells, Place(lines=(row.line, last)))
            rows = list(grid.rows())
        except GridError as error:
            raise IntakeError(f"{error}. Is this the right page?", path=self.path, line=table.line) from None
        self.remarks += grid.remarks
        return rows

    def runs_of(self, flow: Flow) -> Iterator[Run]:
        """The text of a cell; a table of one column in it only puts it in its place."""
        for item in flow.items:
            if isinstance(item, Run):
                yield item
            elif isinstance(item, Remark):
                self.remarks.append(item)
            elif _is_list(item) or _width(item) > 1:
                raise IntakeError(
                    "a table inside a cell of the list; what stands in which column of the list cannot be told",
                    path=self.path,
                    line=item.line,
                    advice=ADVICE,
                )
            else:
                self.remarks += item.remarks
                for inner in (item.before, *(cell.flow for row in item.in_order() for cell in row.cells), item.after):
                    yield from self.runs_of(inner)

    def number(self, runs: Sequence[Run]) -> Iterator[Piece]:
        """The pieces of a number or a section's heading, with the automatic number a browser shows."""
        for run in runs:
            text = self.visible_text(run)
            if run.number is not None:
                text = f"{run.number}.{text}" if text else str(run.number)
            if text:
                yield Piece(text)

    def pieces(self, runs: Sequence[Run]) -> Iterator[Piece]:
        """The pieces of any other cell: the numbers of its items are left to count, those below them are written out."""
        by_hand = any(run.number is None and _NUMBERED_BY_HAND.match(run.text) for run in runs)
        highest = min((run.level for run in runs if run.number is not None), default=0)
        numbered: list[str] = []
        for run in runs:
            text = self.visible_text(run)
            if not text:
                if run.number is not None:
                    self.remarks.append(Remark("自动编号的空段落，已略去。", run.place, f"{run.number}."))
            elif run.number is not None and (by_hand or run.level > highest):
                numbered.append(f"{run.number}.{text}")
                yield Piece(numbered[-1])
            else:
                yield Piece(text, run.begins)
        if numbered:
            problem = "单元格中有几级编号或手工、自动编号混用，自动编号已写成文字；请核对。"
            self.remarks.append(Remark(problem, runs[0].place, shortened(visible(" ".join(numbered)))))

    def visible_text(self, run: Run) -> str:
        """The text of a run of the list, all of which is seen."""
        return collapsed(self.unseen.visible(run.raw, run.place))


def _is_title(text: str) -> bool:
    return bool(_TITLE.fullmatch(text)) and not _LIST_NAME.search(text)
