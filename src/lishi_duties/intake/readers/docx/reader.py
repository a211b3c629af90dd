"""Reader of Word documents: paragraphs outside the tables, and the tables' rows, as a reader of the printed page sees them.

The XML is walked once, in order. What is not part of the text as printed (deleted and hidden text, comments, notes, text boxes)
is left out, with a remark that shows it; what cannot be read at all is an error.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from lishi_duties.errors import IntakeError
from lishi_duties.intake.document import Block, Cell, Document, Outside, Piece, Progress, clean, no_progress, span
from lishi_duties.intake.readers.docx.numbering import W, value, whole_number
from lishi_duties.intake.readers.grid import Grid, GridError, Spanning
from lishi_duties.intake.readers.ooxml import Element, Package, build
from lishi_duties.intake.received import Received, faults_of
from lishi_duties.model import Place

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
from lishi_duties.intake.readers.docx.layout import TableCell, TableRow, align, merge
from lishi_duties.intake.readers.docx.markup import PARTS, all_text, end_deleted, has_child, merging, with_number
from lishi_duties.intake.readers.docx.paragraphs import LINE, PAGE, TRACKED, Paragraph, ParagraphWalk

MOST_PARAGRAPHS = 200_000


_SAVE = "open it in Word, WPS or LibreOffice and save it again as .docx (not Strict, not a template)"


_NUMBERED_BY_HAND = re.compile(r"[(（]?\d{1,2}\s*[.．、)）]")


_FIRST_CELL = re.compile(r"序号|\d{1,4}[.．、]?")


def read_docx(received: Received, progress: Progress = no_progress) -> Document:
    """The paragraphs and table rows of a Word document.

    `Place.table` counts the tables that hold rows, not those that only lay out a page; paragraphs outside have no place.

    Args:
        received: the document.
        progress: is told how many paragraphs and tables of how many are read.

    Raises:
        IntakeError: the document is damaged, or a place of it cannot be read: a table within a cell, a character nobody sees,
            a part that lies in another file.
    """
    path = received.path
    with faults_of(path, "a Word document", _SAVE):
        walk = _Reading(path, _open(received))
        parts = walk.parts()
    for count, part in enumerate(parts, 1):
        with faults_of(path, "a Word document", _SAVE):
            walk.part(part)
        progress(count, len(parts))
    return walk.close()


def _open(received: Received) -> WordDocument:
    """The document with the parts that say how its text is read, and nothing else."""
    import docx

    with zipfile.ZipFile(BytesIO(received.data)) as archive:
        package = Package(received.path, archive)
        main = package.main()
        types = {
            override.get("PartName", "").lstrip("/"): override.get("ContentType", "")
            for override in package.tree("[Content_Types].xml").iterchildren("{*}Override")
        }
        if any(word in types.get(main, "") for word in ("macroEnabled", "template")):
            raise IntakeError("a template or a document with macros; open it in Word and save it as .docx", path=received.path)
        parts = {
            f"{kind}.xml": (kind, types.get(part, "application/xml"), package.data(part))
            for _, kind, part in package.links(main)
            if kind in PARTS
        }
        return docx.Document(build("word/document.xml", types.get(main, ""), parts, package.data(main)))


class _Reading(ParagraphWalk):
    """The state of one walk through a document."""

    def __init__(self, path: Path, document: WordDocument) -> None:
        body = document.element.find(W + "body")
        if body is None:
            raise IntakeError(
                "holds no text, or is saved as Strict Open XML; open it in Word and save it as Word Document (.docx)", path=path
            )
        super().__init__(path, document)
        self._body = body
        self._blocks: list[Block] = []
        self._tables = 0
        self._counted: list[tuple[Place, str]] = []

    def parts(self) -> list[list[Element]]:
        """The tables and paragraphs of the document; paragraphs whose end is deleted with those they go on in."""
        if sum(1 for _ in islice(self._body.iter(W + "p"), MOST_PARAGRAPHS + 1)) > MOST_PARAGRAPHS:
            raise IntakeError(f"more than {MOST_PARAGRAPHS:,} paragraphs; is this the right file?", path=self._path)
        parts: list[list[Element]] = []
        goes_on = False
        for member in self._members(self._body, Place()):
            if goes_on and member.tag == W + "p":
                parts[-1].append(member)
            else:
                parts.append([member])
            goes_on = member.tag == W + "p" and end_deleted(member)
        return parts

    def part(self, part: Sequence[Element]) -> None:
        """Read a table or paragraphs that belong together."""
        if part[0].tag == W + "tbl":
            self._table(part[0])
        else:
            self._outside(part)

    def close(self) -> Document:
        """What was read."""
        return Document(self._path, tuple(self._blocks), (*self._remarks, *self._unseen.remarks()))

    # ---- paragraphs outside the tables

    def _outside(self, elements: Sequence[Element]) -> None:
        for paragraph in self._paragraphs(elements, Place()):
            number = paragraph.label.text if paragraph.label else ""
            for page in paragraph.text.split(PAGE):
                if text := LINE.join(line.strip() for line in page.split(LINE) if line.strip()):
                    self._blocks.append(Outside(with_number(number, text), Place()))
                    number = ""

    # ---- tables ----------------------------------------------------------------------------------------------------------

    def _table(self, table: Element) -> None:
        rows = self._table_rows(table)
        holding = [row for row in rows if any(cell.nested for cell in row.cells)]
        if holding and not any(self._is_item(row) for row in rows):
            for row in rows:  # it only lays out the page
                for cell in row.cells:
                    for member in cell.members:
                        self.part([member])
            return
        self._tables += 1
        if holding:
            nested = next(table for cell in holding[0].cells for table in cell.nested)
            raise self._fault(
                "a table within a cell; put its text into the cell and delete it", self._place(holding[0]), all_text(nested)
            )
        align(rows)
        merge(rows)
        grid = Grid()
        self._counted = []
        try:
            for row in rows:
                grid.add(self._spanning(row), self._place(row))
            self._blocks += grid.rows()
        except GridError as error:
            raise self._fault(f"{error}; is this the right file?", Place(table=self._tables)) from None
        self._remarks += grid.remarks
        if self._counted:
            (first, begin), (last, end) = self._counted[0], self._counted[-1]
            place = span((first, last))
            self._remark("序号是 Word 的自动编号，不在文字中，已按其规则推算；请核对。", place, f"{begin} … {end}")

    def _place(self, row: TableRow) -> Place:
        return Place(table=self._tables, rows=(row.number, row.number))

    def _table_rows(self, table: Element) -> list[TableRow]:
        """The rows as they stand, without those whose deletion is tracked."""
        rows: list[TableRow] = []
        here = Place(table=self._tables + 1)
        for number, element in enumerate(self._children(table, (W + "tr",), here), 1):
            place = Place(table=self._tables + 1, rows=(number, number))
            if next(element.iter(*TRACKED), None) is not None:
                self._track(element, place)
            properties = element.find(W + "trPr")
            if has_child(properties, "del"):
                continue
            start = max(0, whole_number(value(properties, "gridBefore")) or 0)
            rows.append(TableRow(number, self._table_cells(element, start, place)))
        return rows

    def _table_cells(self, row: Element, start: int, place: Place) -> list[TableCell]:
        cells: list[TableCell] = []
        for element in self._children(row, (W + "tc",), place):
            properties = element.find(W + "tcPr")
            if has_child(properties, "cellDel"):
                continue
            across = max(1, whole_number(value(properties, "gridSpan")) or 1)
            members = list(self._members(element, place))
            if merging(properties, "hMerge") == "continue" and cells:
                cells[-1].across += across
                cells[-1].members += [member for member in members if all_text(member)]
            else:
                cells.append(TableCell(start, across, merging(properties, "vMerge"), members))
            start += across
        return cells

    def _is_item(self, row: TableRow) -> bool:
        """Whether a row is one of a list: several cells, of which the first holds a number."""
        if len(row.cells) < 2:
            return False
        paragraphs = row.cells[0].paragraphs
        text = clean("".join(all_text(paragraph) for paragraph in paragraphs))
        return bool(_FIRST_CELL.fullmatch(text)) or (not text and any(map(self._numbering.has, paragraphs)))

    def _spanning(self, row: TableRow) -> list[Spanning]:
        """The cells that begin in a row; places without a cell are empty ones."""
        place, at = self._place(row), 0
        cells: list[Spanning] = []
        for cell in row.cells:
            if cell.column > at:
                cells.append(Spanning((), cell.column - at))
            at = cell.column + cell.width
            if not cell.covered:
                cells.append(Spanning(self._cell(cell, place), cell.width, cell.down))
            elif text := "".join(p.text for p in self._paragraphs(cell.paragraphs, place, count=False)):
                self._remark("被纵向合并的单元格遮住的文字，已略去。", place, text)
        return cells

    def _cell(self, cell: TableCell, place: Place) -> Cell:
        paragraphs = self._paragraphs(cell.paragraphs, place)
        return tuple(self._first_column(paragraphs, place) if cell.column == 0 else self._items(paragraphs, place))

    def _first_column(self, paragraphs: Sequence[Paragraph], place: Place) -> Iterator[Piece]:
        """The pieces of a number or a section's heading, with the automatic number a reader sees."""
        for paragraph in paragraphs:
            lines, label = paragraph.lines(), paragraph.label
            if label and label.bullet:
                self._remark("序号列有项目符号，没有数字。", place, " ".join(lines))
            elif label and lines:
                lines[0] = with_number(label.text, lines[0])
            elif label:
                lines = [str(label.number) if label.plain else label.text]
                self._counted.append((place, lines[0]))
            if label and not label.sure:
                self._remark("自动编号的格式不常见，数字是推算的；请核对。", place, " ".join(lines))
            yield from map(Piece, lines)

    def _items(self, paragraphs: Sequence[Paragraph], place: Place) -> Iterator[Piece]:
        """The pieces of any other cell: the numbers of its items are left to count, those below them are written out."""
        labels = [p.label for p in paragraphs if p.label and p.lines()]
        by_hand = any(_NUMBERED_BY_HAND.match(line) for p in paragraphs if not p.label for line in p.lines())
        highest = min((label.rank for label in labels), default=(0, False))
        numbered: list[str] = []
        for paragraph in paragraphs:
            label, lines = paragraph.label, paragraph.lines()
            if label and not lines:
                if not label.bullet:
                    self._remark("自动编号的空段落，已略去。", place, label.text)
            elif label and (by_hand or label.rank > highest):
                lines[0] = with_number(label.text, lines[0])
                numbered.append(lines[0])
                yield Piece(lines[0])
            elif label:
                yield Piece(lines[0], "item")
            elif lines:
                yield Piece(lines[0])
            yield from map(Piece, lines[1:])
        if numbered:
            self._remark("单元格中有几级编号或手工、自动编号混用，自动编号已写成文字；请核对。", place, " ".join(numbered))
