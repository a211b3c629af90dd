"""The list as a workbook, a sheet a list."""

from __future__ import annotations

from errno import EIO
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from lishi_duties.errors import ArgumentError, MissingExtraError
from lishi_duties.export.office.layout import FONT, HEADING_FONT, Table, tables_of
from lishi_duties.export.office.package import day_of, properties_of, repack
from lishi_duties.export.selection import edition_of, title_of

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from lishi_duties.duties.duty_set import DutySet
    from lishi_duties.export.office.cells import Lines
    from lishi_duties.model import Duty, Kind

__all__ = ["write_xlsx"]

_MOST_IN_CELL = 32_767  # characters, in Excel
_COLUMNS = "ABCDE"
_CHARACTERS: dict[Kind, tuple[int, ...]] = {"basic": (6, 100), "cooperative": (6, 22, 22, 110, 64), "reclaimed": (6, 50, 90)}
"""How wide the columns are; rows are at most 409 points high, so what is long stands in wide columns and small type."""
_LONGEST_FOOTER = 100


def write_xlsx(duties: DutySet[Duty], path: Path) -> None:
    """Write the duties as a workbook, a sheet a list; no cell is a formula, whatever it begins with.

    Raises:
        ArgumentError: a text holds a control character, which no such file can, or the layout has no column for it; or a cell is
            longer than Excel allows.
        MissingExtraError: openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.packaging.core import DocumentProperties
        from openpyxl.xml.functions import tostring
    except ImportError:
        raise MissingExtraError("writing Excel workbooks", "xlsx") from None
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables_of(duties):
        sheet = book.create_sheet(table.name)
        _fill(sheet, table, title_of(duties))
        _set_up(sheet, table, edition_of(duties))
    day = day_of(duties)
    book.properties = DocumentProperties(**properties_of(duties), created=day, modified=day)
    core = tostring(book.properties.to_tree())  # openpyxl writes the time at which it saves into it
    packed = BytesIO()
    try:
        book.save(packed)
    except Exception as error:  # with lxml, that the folder for temporary files is full is no OSError
        if not type(error).__module__.startswith("lxml"):
            raise
        raise OSError(EIO, f"in the folder for temporary files: {error}") from None
    repack(packed, path, core)


def _fill(sheet: Worksheet, table: Table, title: str) -> None:
    """Title, heading and header row, then the rows of the list."""
    from openpyxl.cell import Cell
    from openpyxl.styles import Border, Side

    rule = Side(style="thin")
    border = Border(rule, rule, rule, rule)
    across = len(table.header)
    header = tuple((name,) for name in table.header)
    for at, row in enumerate((title, table.name, header, *table.rows), 1):
        heading = isinstance(row, str) or at == 3
        for column, content in enumerate(((row,),) if isinstance(row, str) else row, 1):
            cell = sheet.cell(at, column)
            assert isinstance(cell, Cell)  # nothing is merged before it is filled
            _fill_cell(cell, content, heading=heading)
            if at > 2:
                cell.border = border
        if isinstance(row, str):
            sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=across)


def _fill_cell(cell: Cell, content: Lines, *, heading: bool) -> None:
    from openpyxl.styles import Alignment, Font

    text = "\n".join(content)
    if len(text) > _MOST_IN_CELL:
        problem = f"a cell of {len(text):,} characters ({text[:20]}…), where Excel allows {_MOST_IN_CELL:,}"
        raise ArgumentError(f"{problem}; export as docx, or in another format")
    number = cell.column == 1 and not heading
    if number:
        cell.value = int(text)
    else:  # what begins like a formula, a date or an error is none
        cell.value, cell.data_type, cell.quotePrefix = text, "s", text.startswith(("=", "+", "-", "@"))
    cell.font = Font(name=HEADING_FONT if heading else FONT, size={1: 16, 2: 12}.get(cell.row, 10), bold=heading)
    centred = cell.row <= 3 or number
    cell.alignment = Alignment("center" if centred else "left", "center" if heading else "top", wrap_text=True)


def _set_up(sheet: Worksheet, table: Table, edition: str) -> None:
    """Widths, what stays in view, and the page: all in view and filtered by nothing."""
    from openpyxl.worksheet.properties import PageSetupProperties

    for letter, width in zip(_COLUMNS, _CHARACTERS[table.kind], strict=False):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes, sheet.print_title_rows = "A4", "3:3"
    sheet.auto_filter.ref = f"A3:{_COLUMNS[len(table.header) - 1]}{sheet.max_row}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr = 0, PageSetupProperties(fitToPage=True)
    footer = sheet.oddFooter
    assert footer is not None
    short = edition if len(edition) <= _LONGEST_FOOTER else edition[: _LONGEST_FOOTER - 1] + "…"
    footer.left.text = short.replace("&", "&&")
    footer.right.text = "第&P页 共&N页"
