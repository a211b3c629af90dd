"""Reader of Excel workbooks: each sheet's rows as a reader of the screen sees them.

openpyxl tells what a cell holds. It is handed the cells that hold something, and nothing else: a sheet of a million formatted
rows, drawings, links and whatever other programs write are no part of a list. Which cells are merged and which hidden is read
here, on the way.
"""

from __future__ import annotations

import math
import re
import warnings
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from lishi_duties.errors import IntakeError
from lishi_duties.intake.document import Block, Cell, Document, Outside, Piece, Progress, Remark, clean, no_progress
from lishi_duties.intake.invisible import Unseen
from lishi_duties.intake.readers.grid import MOST_SLOTS, Grid, GridError, Spanning
from lishi_duties.intake.readers.ooxml import RELATIONS, Element, Package, build
from lishi_duties.intake.received import Received, faults_of
from lishi_duties.model import Place

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as ExcelCell
    from openpyxl.worksheet.worksheet import Worksheet

Position: TypeAlias = tuple[int, int]
"""Row and column, from 1."""

MOST_CELLS = 200_000
MOST_MERGED = 50_000
MOST_SHEETS = 200

_SAVE = "open it in Excel, WPS or LibreOffice and save it again as .xlsx (not Strict, not a template)"
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384

_MAIN_URI = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MAIN, _A = f"{{{_MAIN_URI}}}", "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_HOLDING = (_MAIN + "v", _MAIN + "is", _MAIN + "f")
_OTHER_SHEETS = {"chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"}
"""Sheets of a chart or a dialog have no cells; macros are never read."""

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})", re.ASCII)
_NAMES_LIST = re.compile("履职事项|收回事项")
_NUMBER = re.compile(r"\d{1,4}[.．、]?")
_ESCAPED = re.compile("_x00([01][0-9A-Fa-f])_")
_SHOWS_NO_MORE = re.compile(
    r"\[(?:red|black|blue|green|红色|黑色|蓝色|绿色|\$-[0-9a-f]*)\]|[_*].|\\[ ().-]|general|[0#?@,.()+\- ]", re.IGNORECASE
)
"""What in a number format changes nothing of how a whole number reads."""


def read_xlsx(received: Received, progress: Progress = no_progress) -> Document:
    """The rows of a workbook's sheets, in order.

    The name of a sheet stands before its rows if it names a list; what stands above the header row (序号) is text outside
    the table. Hidden sheets, rows and columns are left out, with a remark that shows what they hold.

    Args:
        received: the workbook.
        progress: is told how many sheets of how many are read.

    Raises:
        IntakeError: the workbook is damaged, or a cell cannot be read: an error value, a formula without a result, a date that
            once was text, a character nobody sees.
    """
    path = received.path
    unseen = Unseen(path)
    blocks: list[Block] = []
    remarks: list[Remark] = []
    with faults_of(path, "an Excel workbook", _SAVE):
        sheets = _sheets(received)
    for done, sheet in enumerate(sheets, 1):
        with faults_of(path, "an Excel workbook", _SAVE):
            shown = _SheetReading(path, sheet, unseen)
            blocks += shown.blocks()
            remarks += shown.remarks
        progress(done, len(sheets))
    return Document(path, tuple(blocks), (*remarks, *unseen.remarks()))


# ---- the package ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Sheet:
    """A sheet as its XML has it.

    Attributes:
        name: its name.
        hidden: whether it is not shown at all.
        formulas: the cells that are computed, with the formula.
        uncomputed: those of them whose result was not saved.
        positions: the cells that hold something.
        merged: first and last row and column of merged cells.
        hidden_rows: the rows that hold something, but are not shown.
        hidden_columns: the columns not shown.
        asides: what lies on the sheet and is no cell: what it is, row (0 where it has none), text.
        worksheet: the cells as openpyxl reads them.
    """

    name: str
    hidden: bool
    formulas: dict[Position, str] = field(default_factory=dict)
    uncomputed: set[Position] = field(default_factory=set)
    positions: set[Position] = field(default_factory=set)
    merged: list[tuple[Position, Position]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    asides: list[tuple[str, int, str]] = field(default_factory=list)
    worksheet: Worksheet | None = None

    def shows_row(self, row: int) -> bool:
        return row not in self.hidden_rows

    def shows_column(self, column: int) -> bool:
        return column not in self.hidden_columns


def _sheets(received: Received) -> list[_Sheet]:
    """All sheets with cells of a workbook, read."""
    path = received.path
    with zipfile.ZipFile(BytesIO(received.data)) as archive:
        package = Package(path, archive)
        main = package.main()
        workbook = package.tree(main)
        links = {name: (kind, target) for name, kind, target in package.links(main)}
        sheets: list[_Sheet] = []
        slim: list[bytes] = []
        left = MOST_CELLS
        for element in workbook.iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
            name = element.get("name", "")
            kind, target = links.get(element.get(f"{{{RELATIONS}}}id", ""), ("", ""))
            if kind in _OTHER_SHEETS:
                continue
            if kind != "worksheet":
                raise IntakeError(f"the sheet {name!r} is missing in the file; ask for it again", path=path)
            if len(sheets) >= MOST_SHEETS:
                raise IntakeError(f"more than {MOST_SHEETS} sheets; is this the right file?", path=path)
            sheet = _Sheet(name, element.get("state", "visible") != "visible")
            slim.append(_Scan(path, sheet, left).read(archive, target))
            left -= len(sheet.positions)
            sheet.asides += _asides(package, target)
            sheets.append(sheet)
        if not sheets:
            raise IntakeError(
                "a workbook without sheets, or saved as Strict Open XML; open it in Excel and save it as Excel Workbook (.xlsx)",
                path=path,
            )
        shared = {kind: package.data(part) for kind, part in links.values() if kind in ("sharedStrings", "styles")}
        properties = workbook.find(_MAIN + "workbookPr")
        since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    for sheet, worksheet in zip(sheets, _worksheets(slim, shared, since_1904), strict=True):
        sheet.worksheet = worksheet
    return sheets


def _asides(package: Package, sheet: str) -> Iterator[tuple[str, int, str]]:
    """Comments, text boxes, pictures, embedded objects of a sheet."""
    for _, kind, target in package.links(sheet):
        if kind == "comments":
            for comment in package.tree(target).iter(_MAIN + "comment"):
                reference = _REFERENCE.fullmatch(comment.get("ref", ""))
                row = int(reference[2]) if reference else 0
                yield "批注不属于清单正文，未读入。", row, "".join(t.text or "" for t in comment.iter(_MAIN + "t"))
        elif kind == "drawing":
            drawing = package.tree(target)
            if text := "".join(t.text or "" for t in drawing.iter(_A + "t")):
                yield "文本框、图形中的文字，未读入。", 0, text
            if next(drawing.iter(_A + "blip"), None) is not None:
                described = (e.get("descr", "") for e in drawing.iter("{*}cNvPr"))
                yield "图片，其中的文字（如有）未读入。", 0, " ".join(filter(None, described))
        elif kind in ("oleObject", "package"):
            yield "嵌入的对象，未读入。", 0, ""


class _Scan:
    """One pass over the XML of a sheet: notes its facts, and keeps the cells that hold something."""

    def __init__(self, path: Path, sheet: _Sheet, most: int) -> None:
        from lxml import etree

        self._path = path
        self._sheet = sheet
        self._most = most
        self._row = 0
        self._columns = 0
        self._root = etree.Element(_MAIN + "worksheet")
        self._kept = etree.SubElement(self._root, _MAIN + "sheetData")

    def read(self, package: zipfile.ZipFile, part: str) -> bytes:
        """The sheet's XML with nothing but cells that hold something."""
        from lxml import etree

        handlers: dict[str, Callable[[Element], None]] = {
            _MAIN + "row": self._read_row,
            _MAIN + "col": self._read_columns,
            _MAIN + "mergeCell": self._read_merged,
        }
        with package.open(part) as stream:
            for _, element in etree.iterparse(stream, events=("end",), tag=[*handlers], resolve_entities=False, no_network=True):
                handlers[element.tag](element)
                parent = element.getparent()
                element.clear()
                while parent is not None and element.getprevious() is not None:  # else a million empty rows stay in memory
                    del parent[0]
        return etree.tostring(self._root)

    def _fault(self, problem: str, row: int, text: str = "") -> IntakeError:
        place = Place(sheet=self._sheet.name or None, rows=(row, row) if row else None)
        return IntakeError(problem, path=self._path, place=place, text=text)

    def _read_row(self, element: Element) -> None:
        self._row = _whole(element.get("r")) or self._row + 1
        if not 1 <= self._row <= _LAST_ROW:
            raise self._fault("a row beyond the last one Excel knows; the file is damaged", 0, element.get("r", ""))
        if next(element.iter(*_HOLDING), None) is None:
            return
        self._keep_row(element)

    def _keep_row(self, element: Element) -> None:
        from lxml import etree

        row: Element | None = None
        column = 0
        for cell in element.iterchildren(_MAIN + "c"):
            column = self._column(cell, column)
            value, inline, formula = (cell.find(_MAIN + name) for name in ("v", "is", "f"))
            if formula is None and inline is None and (value is None or not value.text):
                continue
            saved = value is not None and (bool(value.text) or cell.get("t") == "str")
            self._note((self._row, column), formula, saved)
            if row is None:
                row = etree.SubElement(self._kept, _MAIN + "row", r=str(self._row))
            kept = etree.SubElement(row, _MAIN + "c", r=f"{_letters(column)}{self._row}")
            for name in ("s", "t"):
                if (attribute := cell.get(name)) is not None:
                    kept.set(name, attribute)
            kept.extend(part for part in (value, inline) if part is not None)
        if row is not None and (element.get("hidden") in ("1", "true") or _is_zero(element.get("ht"))):
            self._sheet.hidden_rows.add(self._row)

    def _column(self, cell: Element, before: int) -> int:
        given = cell.get("r")
        if given is None:
            return before + 1
        reference = _REFERENCE.fullmatch(given)
        if reference is None or int(reference[2]) != self._row:
            raise self._fault("a cell that says it stands in another row; the file is damaged, save it again", self._row, given)
        return _column_number(reference[1])

    def _note(self, at: Position, formula: Element | None, saved: bool) -> None:
        sheet = self._sheet
        if at in sheet.positions:
            raise self._fault("a cell that is there twice; the file is damaged, save it again", at[0], _name(at))
        if at[1] > _LAST_COLUMN:
            raise self._fault("a column beyond the last one Excel knows; the file is damaged", at[0], _name(at))
        if len(sheet.positions) >= self._most:
            raise self._fault(f"more than {MOST_CELLS:,} cells with content; is this the right file?", at[0])
        sheet.positions.add(at)
        if formula is not None:
            sheet.formulas[at] = f"={formula.text}" if formula.text else "（共用公式）"
            if not saved:
                sheet.uncomputed.add(at)

    def _read_columns(self, element: Element) -> None:
        if element.get("hidden") in ("1", "true") or _is_zero(element.get("width")):
            first, last = _whole(element.get("min")) or 0, _whole(element.get("max")) or 0
            columns = range(first, min(last, _LAST_COLUMN) + 1)
            self._columns += len(columns)
            if self._columns > _LAST_COLUMN:
                raise self._fault("hidden columns that overlap; the file is damaged, save it again", 0)
            self._sheet.hidden_columns.update(columns)

    def _read_merged(self, element: Element) -> None:
        corners = [_REFERENCE.fullmatch(corner) for corner in element.get("ref", "").split(":")]
        if len(corners) == 1:
            return  # a cell merged with itself
        if len(corners) > 2 or corners[0] is None or corners[1] is None:
            raise self._fault("merged cells that are none; the file is damaged, save it again", 0, element.get("ref", ""))
        if len(self._sheet.merged) >= MOST_MERGED:
            raise self._fault(f"more than {MOST_MERGED:,} merged cells; is this the right file?", 0)
        rows = sorted(int(corner[2]) for corner in corners if corner)
        columns = sorted(_column_number(corner[1]) for corner in corners if corner)
        self._sheet.merged.append(((rows[0], columns[0]), (rows[1], columns[1])))


def _worksheets(slim: Sequence[bytes], shared: dict[str, bytes], since_1904: bool) -> list[Worksheet]:
    """The sheets as openpyxl reads them, from a package of nothing but these cells, texts and styles."""
    import openpyxl

    content = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
    parts = {f"worksheets/sheet{n}.xml": ("worksheet", content.format("worksheet"), data) for n, data in enumerate(slim, 1)}
    parts |= {f"{kind}.xml": (kind, content.format(kind), data) for kind, data in shared.items()}
    names = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, len(slim) + 1))
    workbook = (
        f'<workbook xmlns="{_MAIN_URI}" xmlns:r="{RELATIONS}"><workbookPr date1904="{int(since_1904)}"/>'
        f"<sheets>{names}</sheets></workbook>"
    )
    package = build("xl/workbook.xml", content.format("sheet.main"), parts, workbook)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles that openpyxl does not know
        book = openpyxl.load_workbook(package, data_only=True, keep_links=False, rich_text=True)
    return [book[str(n)] for n in range(1, len(slim) + 1)]


# ---- one sheet -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Merged:
    """Merged cells: their ranges, and the first of them that is shown."""

    rows: tuple[int, int]
    columns: tuple[int, int]
    shown: Position


class _SheetReading:
    """The state of reading one sheet."""

    def __init__(self, path: Path, sheet: _Sheet, unseen: Unseen) -> None:
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
            blocks.append(Outside(self._unseen.seen(sheet.name, place), place))
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
        return IntakeError(f"cell {_name(at)}: {problem}", path=self._path, place=self._place(at[0]), text=text)

    # ---- what is shown ---------------------------------------------------------------------------------------------------

    def _read_texts(self) -> None:
        """The texts of all cells that are shown, merged ones at the first cell of theirs that is."""
        sheet = self._sheet
        shown = {at for at in sheet.positions if sheet.shows_row(at[0]) and sheet.shows_column(at[1])}
        moved = {}
        merged = [_Merged((top, bottom), (left, right), (top, left)) for (top, left), (bottom, right) in sheet.merged]
        for index, cells in enumerate(merged):
            if cells.shown in sheet.positions and cells.shown not in shown:
                at = self._first_shown(cells)
                if at is not None:
                    merged[index] = _Merged(cells.rows, cells.columns, at)
                    moved[cells.shown] = at
        for at in sorted(shown | moved.keys()):
            if text := self._text(at):
                self._texts[moved.get(at, at)] = text
        self._cover(merged)
        self._remark_formulas(shown | moved.keys())
        self._remark_hidden(sheet.positions - shown - moved.keys())

    def _first_shown(self, cells: _Merged) -> Position | None:
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
                    if at != cells.shown and at in self._texts:
                        self._remark("被合并单元格遮住的文字，已略去。", (row, row), self._texts.pop(at))

    def _remark_formulas(self, shown: Iterable[Position]) -> None:
        computed = sorted(at for at in shown if at in self._sheet.formulas)
        if computed:
            first, last = computed[0], computed[-1]
            names = _name(first) if len(computed) == 1 else f"{_name(first)}等{len(computed)}个单元格"
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
            names = _letters(first) if first == last else f"{_letters(first)}–{_letters(last)}"
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
            text = self._written(at, value)
            sections = cell.number_format.split(";")
            section = sections[3] if len(sections) > 3 else sections[0] if "@" in sections[0] else ""
        shows_nothing = cell.number_format.replace(" ", "") in (";;", ";;;")
        if text and (shows_nothing or _SHOWS_NO_MORE.sub("", section)):
            self._remark(
                f"{_name(at)}的显示格式（{cell.number_format}）使其显示与内容不同，读入的是内容；请核对。", (at[0], at[0]), text
            )
        if text and self._is_struck(cell):
            self._remark("带删除线的文字，已照录；请核对是否应当删去。", (at[0], at[0]), text)
        return text

    def _number(self, at: Position, value: float) -> str:
        if not math.isfinite(value):
            raise self._fault(at, "no number Excel could show; write the text", str(value))
        if value == int(value):
            return str(int(value))
        text = f"{value:.15g}"
        self._remark(f"{_name(at)}是小数，显示的位数可能不同；请核对。", (at[0], at[0]), text)
        return text

    def _written(self, at: Position, value: object) -> str:
        text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), str(value))
        lines = self._unseen.seen(text, self._place(at[0])).replace("\t", " ").split("\n")
        return "\n".join(line.strip() for line in lines if line.strip())

    def _is_struck(self, cell: ExcelCell) -> bool:
        from openpyxl.cell.rich_text import CellRichText, TextBlock

        value: object = cell.value
        parts = value if isinstance(value, CellRichText) else ()
        return bool(cell.font.strike) or any(isinstance(part, TextBlock) and part.font.strike for part in parts)

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
        left = positions[0][1] <= self._row_positions[header][0][1]
        return len(positions) == 1 and left and not _NUMBER.fullmatch(clean(self._texts[positions[0]]))

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


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and len(text) < 10 and text.isascii() and text.isdigit() else None


def _is_zero(text: str | None) -> bool:
    return text is not None and re.fullmatch(r"0+(\.0*)?", text, re.ASCII) is not None


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _name(at: Position) -> str:
    return f"{_letters(at[1])}{at[0]}"
