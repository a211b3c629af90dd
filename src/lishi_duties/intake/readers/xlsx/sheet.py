"""One sheet: the text of each cell as a reader of the screen sees it, and the tables the texts stand in."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from lishi_duties.errors import IntakeError
from lishi_duties.intake.document import Block, Cell, Outside, Piece, Remark, clean
from lishi_duties.intake.invisible import Unseen
from lishi_duties.intake.readers.grid import MOST_SLOTS, Grid, GridError, Spanning
from lishi_duties.model import Place

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as ExcelCell
    from openpyxl.cell.text import InlineFont
    from openpyxl.styles.colors import Color
    from openpyxl.worksheet.worksheet import Worksheet
from lishi_duties.intake.readers.xlsx.addresses import Position, letters_of, name_of
from lishi_duties.intake.readers.xlsx.scan import Sheet

_NAMES_LIST = re.compile("履职事项|收回事项")


_NUMBER = re.compile(r"\d{1,4}[.．、]?")


_ESCAPED = re.compile("_x00([01][0-9A-Fa-f])_")


_SHOWS_NO_MORE = re.compile(
    r"\[(?:red|black|blue|green|红色|黑色|蓝色|绿色|\$-[0-9a-f]*)\]|[_*].|\\[ ().-]|general|[0#?@,.()+\- ]", re.IGNORECASE
)
"""What in a number format changes nothing of how a whole number reads."""


@dataclass(frozen=True, slots=True)
class _Merged:
    """Merged cells: their ranges, and the first of them that is shown."""

    rows: tuple[int, int]
    columns: tuple[int, int]
    anchor: Position


class SheetReading:
    """The state of reading one sheet."""

    def __init__(self, path: Path, sheet: Sheet, unseen: Unseen) -> None:
        assert sheet.worksheet is not None
        self._path = path
        self._sheet = sheet
        self._worksheet: Worksheet = sheet.worksheet
        self._unseen = unseen
        self._texts: dict[Position, str] = {}
        self._merged_at: dict[Position, _Merged] = {}
        self.remarks: list[Remark] = []

    def blocks(self) -> list[Block]:
        """What the sheet shows: text above the tables, and their rows."""
        sheet = self._sheet
        if sheet.hidden:
            words = [text for at in sorted(sheet.positions) if (text := self._hidden_text(at))]
            if words:
                self._remark("隐藏的工作表，未读入。", None, " ".join(words))
            return []
        for problem, row, text in sheet.asides:
            self._remark(problem, (row, row) if row else None, text)
        self._read_texts()
        blocks: list[Block] = []
        if _NAMES_LIST.search(sheet.name):
            place = Place(sheet=sheet.name)
            blocks.append(Outside(self._unseen.visible(sheet.name, place), place))
        for above, table in self._parts():
            for row in above:
                blocks += (Outside(text, self._place(row)) for text in self._row_texts(row))
            blocks += self._table(table)
        return blocks

    def _place(self, first: int, last: int | None = None) -> Place:
        return Place(sheet=self._sheet.name, rows=(first, last or first))

    def _remark(self, problem: str, rows: tuple[int, int] | None, text: str) -> None:
        self.remarks.append(Remark(problem, Place(sheet=self._sheet.name, rows=rows), _shorten(text)))

    def _fault(self, at: Position, problem: str, text: str = "") -> IntakeError:
        return IntakeError(f"cell {name_of(at)}: {problem}", path=self._path, place=self._place(at[0]), text=text)

    # ---- what is shown ---------------------------------------------------------------------------------------------------

    def _read_texts(self) -> None:
        """The texts of all cells that are shown, merged ones at the first cell of theirs that is."""
        sheet = self._sheet
        visible = {at for at in sheet.positions if sheet.shows_row(at[0]) and sheet.shows_column(at[1])}
        moved = {}
        merged = [_Merged((top, bottom), (left, right), (top, left)) for (top, left), (bottom, right) in sheet.merged]
        for index, cells in enumerate(merged):
            if cells.anchor in sheet.positions and cells.anchor not in visible:
                at = self._first_visible(cells)
                if at is not None:
                    merged[index] = _Merged(cells.rows, cells.columns, at)
                    moved[cells.anchor] = at
        for at in sorted(visible | moved.keys()):
            if text := self._text(at):
                self._texts[moved.get(at, at)] = text
        self._cover(merged)
        self._remark_formulas(visible | moved.keys())
        self._remark_hidden(sheet.positions - visible - moved.keys())

    def _first_visible(self, cells: _Merged) -> Position | None:
        row = next((r for r in range(cells.rows[0], cells.rows[1] + 1) if self._sheet.shows_row(r)), None)
        column = next((c for c in range(cells.columns[0], cells.columns[1] + 1) if self._sheet.shows_column(c)), None)
        return None if row is None or column is None else (row, column)

    def _cover(self, merged: Iterable[_Merged]) -> None:
        """Note which cells with text, or between such, are merged; drop texts that lie under a merged cell."""
        rows = sorted({row for row, _ in self._texts})
        columns = sorted({column for _, column in self._texts})
        if len(rows) * len(columns) > MOST_SLOTS:
            raise IntakeError(
                f"{len(rows):,} rows of {len(columns):,} columns; is this the right file?",
                path=self._path,
                place=Place(sheet=self._sheet.name),
            )
        for cells in merged:
            for row in _within(rows, cells.rows):
                for column in _within(columns, cells.columns):
                    at = (row, column)
                    if at in self._merged_at:
                        raise self._fault(at, "belongs to two merged cells; the file is damaged, unmerge and save it again")
                    self._merged_at[at] = cells
                    if at != cells.anchor and at in self._texts:
                        self._remark("被合并单元格遮住的文字，已略去。", (row, row), self._texts.pop(at))

    def _remark_formulas(self, positions: Iterable[Position]) -> None:
        computed = sorted(at for at in positions if at in self._sheet.formulas)
        if computed:
            first, last = computed[0], computed[-1]
            names = name_of(first) if len(computed) == 1 else f"{name_of(first)}等{len(computed)}个单元格"
            self._remark(f"{names}是公式，读入的是文件中保存的结果；请核对。", (first[0], last[0]), self._sheet.formulas[first])

    def _remark_hidden(self, hidden: Iterable[Position]) -> None:
        """A remark for each run of hidden rows and of hidden columns that hold text."""
        by_row: dict[int, list[str]] = {}
        by_column: dict[int, list[tuple[int, str]]] = {}
        for at in sorted(hidden):
            if not (text := self._hidden_text(at)):
                continue
            if not self._sheet.shows_row(at[0]):
                by_row.setdefault(at[0], []).append(text)
            else:
                by_column.setdefault(at[1], []).append((at[0], text))
        for first, last in _runs(by_row):
            words = [text for row in range(first, last + 1) for text in by_row[row]]
            self._remark("隐藏的行，未读入。", (first, last), " ".join(words))
        for first, last in _runs(by_column):
            cells = sorted(cell for column in range(first, last + 1) for cell in by_column[column])
            names = letters_of(first) if first == last else f"{letters_of(first)}–{letters_of(last)}"
            self._remark(f"隐藏的列（{names}），未读入。", (cells[0][0], cells[-1][0]), " ".join(text for _, text in cells))

    # ---- one cell --------------------------------------------------------------------------------------------------------

    def _hidden_text(self, at: Position) -> str:
        """What a cell holds that nobody sees: whatever it is, it is no error."""
        value = self._excel_cell(at).value
        return "" if value is None else str(value).strip()

    def _excel_cell(self, at: Position) -> ExcelCell:
        from openpyxl.cell.cell import Cell as Known

        cell = self._worksheet.cell(*at)
        assert isinstance(cell, Known)  # nothing is merged in the sheet openpyxl was handed
        return cell

    def _text(self, at: Position) -> str:
        """The text of a cell, with `\\n` for its line breaks.

        Raises:
            IntakeError: what it shows is not what somebody wrote.
        """
        if at in self._sheet.uncomputed:
            formula = self._sheet.formulas[at]
            raise self._fault(at, "a formula whose result is not saved; open it in Excel and save it again", formula)
        cell = self._excel_cell(at)
        value: object = cell.value
        if value is None:
            return ""
        if cell.data_type == "e":
            raise self._fault(at, "an error value; repair the formula or write the text", str(value))
        if isinstance(value, bool):
            raise self._fault(at, "a logical value, no text; write the text", str(value).upper())
        if isinstance(value, date | time | timedelta):
            advice = "a date or time; Excel makes one of a text like 1-2. Set the format of the cell to Text and write it anew"
            raise self._fault(at, advice, str(value))
        if isinstance(value, int | float):
            text = self._number(at, value)
            section = cell.number_format.split(";")[0]
        else:
            text = self._string(at, value)
            sections = cell.number_format.split(";")
            section = sections[3] if len(sections) > 3 else sections[0] if "@" in sections[0] else ""
        shows_nothing = cell.number_format.replace(" ", "") in (";;", ";;;")
        if text and (shows_nothing or _SHOWS_NO_MORE.sub("", section)):
            self._remark(
                f"{name_of(at)}的显示格式（{cell.number_format}）使其显示与内容不同，读入的是内容；请核对。", (at[0], at[0]), text
            )
        if text and _is_white(cell):
            self._remark("白色的文字，没有底色，看不见，已照录；请核对。", (at[0], at[0]), text)
        if text and self._is_struck(cell):
            self._remark("带删除线的文字，已照录；请核对是否应当删去。", (at[0], at[0]), text)
        return text

    def _number(self, at: Position, value: float) -> str:
        if not math.isfinite(value):
            raise self._fault(at, "no number Excel could show; write the text", str(value))
        if value == int(value):
            return str(int(value))
        text = f"{value:.15g}"
        self._remark(f"{name_of(at)}是小数，显示的位数可能不同；请核对。", (at[0], at[0]), text)
        return text

    def _string(self, at: Position, value: object) -> str:
        text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), str(value))
        lines = self._unseen.visible(text, self._place(at[0])).replace("\t", " ").split("\n")
        return "\n".join(line.strip() for line in lines if line.strip())

    def _is_struck(self, cell: ExcelCell) -> bool:
        return bool(cell.font.strike) or any(font.strike for font in _fonts_within(cell))

    # ---- tables ----------------------------------------------------------------------------------------------------------

    def _row_texts(self, row: int) -> list[str]:
        return [self._texts[at] for at in self._row_positions[row]]

    def _parts(self) -> Iterator[tuple[list[int], list[int]]]:
        """The sheet's tables, each after the rows of text above it. A header row with other columns begins another table."""
        self._row_positions: dict[int, list[Position]] = {}
        for at in sorted(self._texts):
            self._row_positions.setdefault(at[0], []).append(at)
        rows = list(self._row_positions)
        headers = [index for index, row in enumerate(rows) if clean(self._row_texts(row)[0]) == "序号"]
        starts = [
            index
            for before, index in zip([None, *headers], headers, strict=False)
            if before is None or self._labels(rows[before]) != self._labels(rows[index])
        ]
        if not starts:
            first = next((index for index, row in enumerate(rows) if self._is_item(row)), len(rows))
            yield rows[:first], rows[first:]
            return
        begin = 0
        for number, start in enumerate(starts):
            end = starts[number + 1] if number + 1 < len(starts) else len(rows)
            while number + 1 < len(starts) and end - 1 > start and self._is_heading(rows[end - 1], rows[start]):
                end -= 1
            yield rows[begin:start], rows[start:end]
            begin = end

    def _labels(self, row: int) -> list[str]:
        return [clean(text) for text in self._row_texts(row)]

    def _is_item(self, row: int) -> bool:
        texts = self._row_texts(row)
        return len(texts) > 1 and _NUMBER.fullmatch(clean(texts[0])) is not None

    def _is_heading(self, row: int, header: int) -> bool:
        """Whether nothing but one text stands in a row, at the left end of the table: the heading of the next one."""
        positions = self._row_positions[row]
        leftmost = positions[0][1] <= self._row_positions[header][0][1]
        return len(positions) == 1 and leftmost and not _NUMBER.fullmatch(clean(self._texts[positions[0]]))

    def _table(self, rows: Sequence[int]) -> Iterator[Block]:
        """The rows of a table, laid out over the columns that rows of several cells use."""
        columns = sorted({c for row in rows if len(self._row_positions[row]) > 1 for _, c in self._row_positions[row]})
        columns = columns or sorted({c for row in rows for _, c in self._row_positions[row]})
        moved: dict[Position, Position] = {}
        for row in rows:
            for at in self._row_positions[row]:
                if at[1] not in columns:
                    columns = self._settle(at, columns, moved)
        texts = {moved.get(at, at): self._texts[at] for row in rows for at in self._row_positions[row]}
        grid = Grid()
        try:
            for row in rows:
                grid.add(list(self._spanning(row, rows, columns, texts)), self._place(row))
            yield from grid.rows()
        except GridError as error:
            raise IntakeError(f"{error}; is this the right file?", path=self._path, place=Place(sheet=self._sheet.name)) from None
        self.remarks += grid.remarks

    def _settle(self, at: Position, columns: list[int], moved: dict[Position, Position]) -> list[int]:
        """Where the only text of a row goes if its column is none of the table's: a heading that begins further left."""
        cells = self._merged_at.get(at)
        over = _within(columns, cells.columns) if cells else []
        if over:
            moved[at] = (at[0], over[0])
        elif at[1] < columns[0]:
            moved[at] = (at[0], columns[0])
        else:
            return sorted((*columns, at[1]))
        return columns

    def _spanning(self, row: int, rows: Sequence[int], columns: Sequence[int], texts: dict[Position, str]) -> Iterator[Spanning]:
        for column in columns:
            at = (row, column)
            cells = self._merged_at.get(at)
            if cells is None:
                yield Spanning(_pieces(texts.get(at, "")))
                continue
            down, across = _within(rows, cells.rows), _within(columns, cells.columns)
            if (down[0], across[0]) == at:
                yield Spanning(_pieces(texts.get(at, "")), len(across), len(down))


def _is_white(cell: ExcelCell) -> bool:
    """Whether something in a cell is written in white on white."""
    if cell.fill.fill_type is not None and not _white(cell.fill.fgColor):
        return False
    return _white(cell.font.color) or any(_white(font.color) for font in _fonts_within(cell))


def _fonts_within(cell: ExcelCell) -> Iterator[InlineFont]:
    """The fonts of parts of a cell's text."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock

    value: object = cell.value
    yield from (part.font for part in value if isinstance(part, TextBlock)) if isinstance(value, CellRichText) else ()


def _white(color: Color | None) -> bool:
    if color is None:
        return False
    if color.type == "theme":
        return color.theme == 0 and not color.tint  # the background's colour
    return color.type == "rgb" and str(color.rgb)[-6:].upper() == "FFFFFF"


def _pieces(text: str) -> Cell:
    return tuple(map(Piece, text.split("\n"))) if text else ()


def _within(numbers: Sequence[int], bounds: tuple[int, int]) -> Sequence[int]:
    """Those of ascending numbers that lie within bounds, both inclusive."""
    return numbers[bisect_left(numbers, bounds[0]) : bisect_right(numbers, bounds[1])]


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of numbers that follow each other."""
    first = last = 0
    for number in sorted(numbers):
        if first and number == last + 1:
            last = number
            continue
        if first:
            yield first, last
        first = last = number
    if first:
        yield first, last


def _shorten(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 120 else flat[:119] + "…"
