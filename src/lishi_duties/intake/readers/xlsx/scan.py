"""One pass over the XML of a sheet: which cells hold something, which are merged and which hidden."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lishi_duties.errors import IntakeError
from lishi_duties.intake.readers.ooxml import Element
from lishi_duties.model import Place

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet
from lishi_duties.intake.readers.xlsx.addresses import REFERENCE, Position, column_number, letters_of, name_of, whole_number

MOST_CELLS = 200_000


MOST_MERGED = 50_000


_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


MAIN_URI = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


MAIN, A = f"{{{MAIN_URI}}}", "{http://schemas.openxmlformats.org/drawingml/2006/main}"


_HOLDING = (MAIN + "v", MAIN + "is", MAIN + "f")


@dataclass(slots=True)
class Sheet:
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


class Scan:
    """One pass over the XML of a sheet: notes its facts, and keeps the cells that hold something."""

    def __init__(self, path: Path, sheet: Sheet, most: int) -> None:
        from lxml import etree

        self._path = path
        self._sheet = sheet
        self._most = most
        self._row = 0
        self._columns = 0
        self._root = etree.Element(MAIN + "worksheet")
        self._data = etree.SubElement(self._root, MAIN + "sheetData")

    def read(self, package: zipfile.ZipFile, part: str) -> bytes:
        """The sheet's XML with nothing but cells that hold something."""
        from lxml import etree

        handlers: dict[str, Callable[[Element], None]] = {
            MAIN + "row": self._read_row,
            MAIN + "col": self._read_columns,
            MAIN + "mergeCell": self._read_merged,
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
        self._row = whole_number(element.get("r")) or self._row + 1
        if not 1 <= self._row <= _LAST_ROW:
            raise self._fault("a row beyond the last one Excel knows; the file is damaged", 0, element.get("r", ""))
        if next(element.iter(*_HOLDING), None) is None:
            return
        self._keep_row(element)

    def _keep_row(self, element: Element) -> None:
        from lxml import etree

        row: Element | None = None
        column = 0
        for cell in element.iterchildren(MAIN + "c"):
            column = self._column(cell, column)
            value, inline, formula = (cell.find(MAIN + name) for name in ("v", "is", "f"))
            if formula is None and inline is None and (value is None or not value.text):
                continue
            saved = value is not None and (bool(value.text) or cell.get("t") == "str")
            self._note((self._row, column), formula, saved)
            if row is None:
                row = etree.SubElement(self._data, MAIN + "row", r=str(self._row))
            copy = etree.SubElement(row, MAIN + "c", r=f"{letters_of(column)}{self._row}")
            for name in ("s", "t"):
                if (attribute := cell.get(name)) is not None:
                    copy.set(name, attribute)
            copy.extend(part for part in (value, inline) if part is not None)
        if row is not None and (element.get("hidden") in ("1", "true") or _is_zero(element.get("ht"))):
            self._sheet.hidden_rows.add(self._row)

    def _column(self, cell: Element, before: int) -> int:
        address = cell.get("r")
        if address is None:
            return before + 1
        reference = REFERENCE.fullmatch(address)
        if reference is None or int(reference[2]) != self._row:
            raise self._fault("a cell that says it stands in another row; the file is damaged, save it again", self._row, address)
        return column_number(reference[1])

    def _note(self, at: Position, formula: Element | None, saved: bool) -> None:
        sheet = self._sheet
        if at in sheet.positions:
            raise self._fault("a cell that is there twice; the file is damaged, save it again", at[0], name_of(at))
        if at[1] > _LAST_COLUMN:
            raise self._fault("a column beyond the last one Excel knows; the file is damaged", at[0], name_of(at))
        if len(sheet.positions) >= self._most:
            raise self._fault(f"more than {MOST_CELLS:,} cells with content; is this the right file?", at[0])
        sheet.positions.add(at)
        if formula is not None:
            sheet.formulas[at] = f"={formula.text}" if formula.text else "（共用公式）"
            if not saved:
                sheet.uncomputed.add(at)

    def _read_columns(self, element: Element) -> None:
        if element.get("hidden") in ("1", "true") or _is_zero(element.get("width")):
            first, last = whole_number(element.get("min")) or 0, whole_number(element.get("max")) or 0
            columns = range(first, min(last, _LAST_COLUMN) + 1)
            self._columns += len(columns)
            if self._columns > _LAST_COLUMN:
                raise self._fault("hidden columns that overlap; the file is damaged, save it again", 0)
            self._sheet.hidden_columns.update(columns)

    def _read_merged(self, element: Element) -> None:
        corners = [REFERENCE.fullmatch(corner) for corner in element.get("ref", "").split(":")]
        if len(corners) == 1:
            return  # a cell merged with itself
        if len(corners) > 2 or corners[0] is None or corners[1] is None:
            raise self._fault("merged cells that are none; the file is damaged, save it again", 0, element.get("ref", ""))
        if len(self._sheet.merged) >= MOST_MERGED:
            raise self._fault(f"more than {MOST_MERGED:,} merged cells; is this the right file?", 0)
        rows = sorted(int(corner[2]) for corner in corners if corner)
        columns = sorted(column_number(corner[1]) for corner in corners if corner)
        self._sheet.merged.append(((rows[0], columns[0]), (rows[1], columns[1])))


def _is_zero(text: str | None) -> bool:
    return text is not None and re.fullmatch(r"0+(\.0*)?", text, re.ASCII) is not None
