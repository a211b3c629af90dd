"""Reader of Word documents: paragraphs outside the tables, and the tables' rows, as a reader of the printed page sees them.

The XML is walked once, in order. What is not part of the text as printed (deleted and hidden text, comments, notes, text boxes)
is left out, with a remark that shows it; what cannot be read at all is an error.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from lishi_duties.errors import IntakeError
from lishi_duties.intake.document import Block, Cell, Document, Outside, Piece, Progress, Remark, clean, no_progress, span
from lishi_duties.intake.invisible import Unseen
from lishi_duties.intake.readers.docx.numbering import Label, Numbering, Styles, W, is_on, value, whole_number
from lishi_duties.intake.readers.grid import Grid, GridError, Spanning
from lishi_duties.intake.readers.ooxml import Element, Package, build
from lishi_duties.intake.received import Received, faults_of
from lishi_duties.model import Place

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

MOST_PARAGRAPHS = 200_000

_SAVE = "open it in Word, WPS or LibreOffice and save it again as .docx (not Strict, not a template)"

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VML = "{urn:schemas-microsoft-com:vml}"
_OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"

_TEXT = (W + "t", W + "delText", _A + "t", _MATH + "t")
_WRAPPERS = {W + name for name in ("ins", "moveTo", "hyperlink", "smartTag", "fldSimple", "customXml", "dir", "bdo")}
_INSERTED = {W + "ins", W + "moveTo"}
_DELETED = {W + "del", W + "moveFrom"}
_TRACKED = (*_INSERTED, *_DELETED, W + "cellIns", W + "cellDel")
_ELSEWHERE = {W + "altChunk": "another file", W + "subDoc": "a sub-document"}
_DRAWN = {W + "drawing", W + "pict", W + "object"}
_NOTES = {
    W + "footnoteReference": ("footnotes", "脚注"),
    W + "endnoteReference": ("endnotes", "尾注"),
    W + "commentReference": ("comments", "批注"),
}
_PARTS = {"styles", "numbering", *(kind for kind, _ in _NOTES.values())}
_LINE, _PAGE = "\n", "\f"  # marks of a break; in the text of a run itself a line feed is a space
_WRITTEN = {
    W + "tab": " ",
    W + "ptab": " ",
    W + "cr": _LINE,
    W + "noBreakHyphen": "-",
    W + "softHyphen": "\xad",
}
_SILENT_FIELDS = {"XE", "TC", "TA", "RD", "PRIVATE", "SET", "ADVANCE", "TOC"}
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
    for done, part in enumerate(parts, 1):
        with faults_of(path, "a Word document", _SAVE):
            walk.part(part)
        progress(done, len(parts))
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
            if kind in _PARTS
        }
        return docx.Document(build("word/document.xml", types.get(main, ""), parts, package.data(main)))


@dataclass(slots=True)
class _Field:
    """A field that is open: what it computes, and whether its result has begun."""

    code: str = ""
    result: bool = False


@dataclass(slots=True)
class _Paragraph:
    """A paragraph as it is read: its text with marks of breaks, and its automatic number."""

    text: str
    label: Label | None = None

    def lines(self) -> list[str]:
        """Its lines, without empty ones."""
        return [line.strip() for line in re.split(f"[{_LINE}{_PAGE}]", self.text) if line.strip()]


@dataclass(slots=True)
class _Aside:
    """What stands in a paragraph but is hidden, or printed but crossed out."""

    all_hidden: bool = False
    hidden: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _TableCell:
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
        return [member for member in self.members if member.tag == W + "tbl" and _holds_text(member)]


@dataclass(slots=True)
class _TableRow:
    number: int
    cells: list[_TableCell]


class _Reading:
    """The state of one walk through a document."""

    def __init__(self, path: Path, document: WordDocument) -> None:
        body = document.element.find(W + "body")
        if body is None:
            raise IntakeError(
                "holds no text, or is saved as Strict Open XML; open it in Word and save it as Word Document (.docx)", path=path
            )
        self._path = path
        self._body = body
        self._package = document.part
        self._styles = Styles(self._tree("styles"))
        self._numbering = Numbering(self._tree("numbering"), self._styles)
        self._notes = {kind: _by_id(self._tree(kind)) for kind, _ in _NOTES.values()}
        self._unseen = Unseen(path)
        self._blocks: list[Block] = []
        self._remarks: list[Remark] = []
        self._fields: list[_Field] = []
        self._aside = _Aside()
        self._tables = 0
        self._tracked = False
        self._counted: list[tuple[Place, str]] = []

    def _tree(self, kind: str) -> Element | None:
        """The root of a part that goes with the document, such as its styles; None where it has none."""
        from lxml import etree

        for relation in self._package.rels.values():
            if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
                part = relation.target_part
                root: Element | None = getattr(part, "element", None)
                if root is not None:
                    return root
                return etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
        return None

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
            goes_on = member.tag == W + "p" and _end_deleted(member)
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

    def _remark(self, problem: str, place: Place, text: str) -> None:
        self._remarks.append(Remark(problem, place, text.strip()))

    def _fault(self, problem: str, place: Place, text: str = "") -> IntakeError:
        return IntakeError(problem, path=self._path, place=place, text=text)

    # ---- what holds what -------------------------------------------------------------------------------------------------

    def _members(self, parent: Element, place: Place) -> Iterator[Element]:
        """The paragraphs and tables in a body or a cell, in order."""
        return self._found(parent, (W + "p", W + "tbl"), place)

    def _found(self, parent: Element, wanted: Collection[str], place: Place) -> Iterator[Element]:
        """The children wanted, also those in content controls and other wrappings."""
        for child in parent.iterchildren("*"):
            if child.tag in wanted:
                yield child
            elif (inner := self._inside(child, place)) is not None:
                yield from self._found(inner, wanted, place)

    def _inside(self, element: Element, place: Place) -> Element | None:
        """The content of what only wraps content; None for what holds none. The text of anything unknown is remarked."""
        tag = element.tag
        if tag in _ELSEWHERE:
            raise self._fault(
                f"a part of the document lies in {_ELSEWHERE[tag]}; open it in Word and save it as one document", place
            )
        if tag == W + "sdt":
            whole_cells = next(element.iter(W + "tc"), None) is not None
            if is_on(element.find(W + "sdtPr"), "showingPlcHdr") and not whole_cells:
                self._left_out("内容控件未填写，其提示文字已略去。", element, place)
                return None
            return element.find(W + "sdtContent")
        if tag == _MC + "AlternateContent":
            return _alternative(element)
        if tag in _DELETED:
            self._track(element, place)
            return None
        if tag in _WRAPPERS:
            if tag in _INSERTED:
                self._track(element, place)
            if tag == W + "fldSimple" and not _all_text(element):
                self._no_result(element.get(W + "instr", ""), place)
            return element
        self._left_out("有不能识别的内容，其文字未读入。", element, place)
        return None

    def _left_out(self, problem: str, element: Element, place: Place) -> None:
        if text := _all_text(element):
            self._remark(problem, place, text)

    def _track(self, element: Element, place: Place) -> None:
        """Remark, once, that the document has tracked changes."""
        if not self._tracked:
            self._tracked = True
            first = next(element.iter(*_TRACKED), element)
            self._remark(
                "文档含未接受的修订：插入的文字已读入，删除的已略去，自动编号可能因此不同；"
                "请在 Word 中接受或拒绝全部修订后重新读入。此处为第一处。",
                place,
                _all_text(first) or _all_text(element),
            )

    # ---- paragraphs ------------------------------------------------------------------------------------------------------

    def _outside(self, elements: Sequence[Element]) -> None:
        for paragraph in self._paragraphs(elements, Place()):
            number = paragraph.label.text if paragraph.label else ""
            for page in paragraph.text.split(_PAGE):
                if text := _LINE.join(line.strip() for line in page.split(_LINE) if line.strip()):
                    self._blocks.append(Outside(_join(number, text), Place()))
                    number = ""

    def _paragraphs(self, elements: Iterable[Element], place: Place, *, count: bool = True) -> list[_Paragraph]:
        """Paragraphs as read; one whose end is deleted goes on in the next."""
        read: list[_Paragraph] = []
        goes_on = False
        for element in elements:
            text = self._paragraph_text(element, place)
            deleted = _end_deleted(element)
            hidden = not text.strip() and bool(is_on(element.find(f"{W}pPr/{W}rPr"), "vanish"))
            label = None if not count or hidden or deleted else self._numbering.label(element)
            if deleted:
                self._track(element, place)
            if goes_on:
                read[-1] = _Paragraph(read[-1].text + text, label)  # Word keeps the properties of the last
            elif not hidden:
                read.append(_Paragraph(text, label))
            goes_on = deleted and (goes_on or not hidden)
        return read

    def _paragraph_text(self, paragraph: Element, place: Place) -> str:
        style = self._styles.of_paragraph(paragraph)
        self._aside = aside = _Aside(all_hidden=bool(self._styles.switch(style, "vanish")))
        out: list[str] = []
        self._content(paragraph, place, out)
        if any(not open_field.result for open_field in self._fields):
            code = " ".join(open_field.code for open_field in self._fields)
            raise self._fault("a field that begins, but has no result; in Word press Ctrl+A and F9, save it again", place, code)
        if aside.hidden:
            self._remark("隐藏的文字，已略去。", place, "".join(aside.hidden))
        if aside.struck:
            self._remark("带删除线的文字，已照录；请核对是否应当删去。", place, "".join(aside.struck))
        return _PAGE.join(self._unseen.seen(part, place) for part in "".join(out).split(_PAGE))

    def _content(self, parent: Element, place: Place, out: list[str]) -> None:
        """The text of a paragraph, or of a part of one."""
        for child in parent.iterchildren("*"):
            if child.tag == W + "r":
                self._run(child, place, out)
            elif child.tag in (_MATH + "oMath", _MATH + "oMathPara"):
                self._left_out("公式，只读入了其中的文字。", child, place)
                out.append(_all_text(child))
            elif (inner := self._inside(child, place)) is not None:
                self._content(inner, place, out)

    def _run(self, run: Element, place: Place, out: list[str]) -> None:
        properties = run.find(W + "rPr")
        hidden = self._switched(properties, "vanish", self._aside.all_hidden)
        struck = self._switched(properties, "strike", False) or self._switched(properties, "dstrike", False)
        self._run_content(run, place, self._aside.hidden if hidden else out, self._aside.struck if struck else None)

    def _switched(self, properties: Element | None, what: str, otherwise: bool) -> bool:
        if properties is None:
            return otherwise
        own = is_on(properties, what)
        if own is None and (style := value(properties, "rStyle")):
            own = self._styles.switch(style, what)
        return otherwise if own is None else own

    def _run_content(self, run: Element, place: Place, out: list[str], struck: list[str] | None) -> None:
        for child in run.iterchildren("*"):
            tag = child.tag
            if tag == W + "t":
                text = re.sub(r"[\n\t\r]", " ", child.text or "")
                if all(open_field.result for open_field in self._fields):
                    out.append(text)
                    if struck is not None:
                        struck.append(text)
            elif tag in _WRITTEN:
                out.append(_WRITTEN[tag])
            elif tag == W + "br":
                out.append(_PAGE if child.get(W + "type") in ("page", "column") else _LINE)
            elif tag == W + "fldChar":
                self._field(child, place)
            elif tag == W + "instrText":
                if self._fields:
                    self._fields[-1].code += child.text or ""
            elif tag in _NOTES:
                kind, name = _NOTES[tag]
                note = self._notes[kind].get(child.get(W + "id", ""), "")
                self._remark(f"{name}不属于清单正文，未读入。", place, note)
            elif tag == W + "sym":
                font, code = child.get(W + "font", ""), child.get(W + "char", "")
                self._remark("符号字体的字符，未读入；请核对原文。", place, f"{font} {code}")
            elif tag in _DRAWN:
                self._drawn(child, place)
            elif tag == W + "ruby":
                self._ruby(child, place, out)
            elif tag == _MC + "AlternateContent":
                if (chosen := _alternative(child)) is not None:
                    self._run_content(chosen, place, out, struck)
            elif tag not in (W + "rPr", W + "delText"):
                self._left_out("有不能识别的内容，其文字未读入。", child, place)

    def _field(self, mark: Element, place: Place) -> None:
        """The beginning, middle or end of a field: its code is no text, its result is."""
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
        elif self._fields and kind == "separate":
            self._fields[-1].result = True
        elif self._fields and kind == "end":
            closed = self._fields.pop()
            if not closed.result and all(open_field.result for open_field in self._fields):
                self._no_result(closed.code, place)

    def _no_result(self, code: str, place: Place) -> None:
        """Some fields are drawn by Word alone: numbers, enclosed characters."""
        name = code.split()[0].upper() if code.split() else ""
        if name and name not in _SILENT_FIELDS:
            self._remark("域的结果不在文件中（如自动序号、带圈字符），未读入；请核对原文。", place, code)

    def _ruby(self, ruby: Element, place: Place, out: list[str]) -> None:
        for above in ruby.iterchildren(W + "rt"):
            self._left_out("拼音等注音，未读入。", above, place)
        for base in ruby.iterchildren(W + "rubyBase"):
            self._content(base, place, out)

    def _drawn(self, drawing: Element, place: Place) -> None:
        """Text boxes, pictures, embedded objects: none is part of the list, each may hide something of it."""
        words = [_all_text(drawing), *(path.get("string", "") for path in drawing.iter(_VML + "textpath"))]
        if text := " ".join(filter(None, words)):
            self._remark("文本框、艺术字中的文字，未读入。", place, text)
        if next(drawing.iter(_OLE), None) is not None:
            self._remark("嵌入的对象，未读入。", place, "")
        elif next(drawing.iter(_A + "blip", _VML + "imagedata"), None) is not None:
            described = (e.get("descr", "") for e in drawing.iter("{*}docPr"))
            self._remark("图片，其中的文字（如有）未读入。", place, " ".join(filter(None, described)))

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
                "a table within a cell; put its text into the cell and delete it", self._place(holding[0]), _all_text(nested)
            )
        _align(rows)
        _merge(rows)
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

    def _place(self, row: _TableRow) -> Place:
        return Place(table=self._tables, rows=(row.number, row.number))

    def _table_rows(self, table: Element) -> list[_TableRow]:
        """The rows as they stand, without those whose deletion is tracked."""
        rows: list[_TableRow] = []
        here = Place(table=self._tables + 1)
        for number, element in enumerate(self._found(table, (W + "tr",), here), 1):
            place = Place(table=self._tables + 1, rows=(number, number))
            if next(element.iter(*_TRACKED), None) is not None:
                self._track(element, place)
            properties = element.find(W + "trPr")
            if _has(properties, "del"):
                continue
            start = max(0, whole_number(value(properties, "gridBefore")) or 0)
            rows.append(_TableRow(number, self._table_cells(element, start, place)))
        return rows

    def _table_cells(self, row: Element, start: int, place: Place) -> list[_TableCell]:
        cells: list[_TableCell] = []
        for element in self._found(row, (W + "tc",), place):
            properties = element.find(W + "tcPr")
            if _has(properties, "cellDel"):
                continue
            across = max(1, whole_number(value(properties, "gridSpan")) or 1)
            members = list(self._members(element, place))
            if _merged(properties, "hMerge") == "continue" and cells:
                cells[-1].across += across
                cells[-1].members += [member for member in members if _all_text(member)]
            else:
                cells.append(_TableCell(start, across, _merged(properties, "vMerge"), members))
            start += across
        return cells

    def _is_item(self, row: _TableRow) -> bool:
        """Whether a row is one of a list: several cells, of which the first holds a number."""
        if len(row.cells) < 2:
            return False
        paragraphs = row.cells[0].paragraphs
        text = clean("".join(_all_text(paragraph) for paragraph in paragraphs))
        return bool(_FIRST_CELL.fullmatch(text)) or (not text and any(map(self._numbering.has, paragraphs)))

    def _spanning(self, row: _TableRow) -> list[Spanning]:
        """The cells that begin in a row; places without a cell are empty ones."""
        place, at = self._place(row), 0
        found: list[Spanning] = []
        for cell in row.cells:
            if cell.column > at:
                found.append(Spanning((), cell.column - at))
            at = cell.column + cell.width
            if not cell.covered:
                found.append(Spanning(self._cell(cell, place), cell.width, cell.down))
            elif text := "".join(p.text for p in self._paragraphs(cell.paragraphs, place, count=False)):
                self._remark("被纵向合并的单元格遮住的文字，已略去。", place, text)
        return found

    def _cell(self, cell: _TableCell, place: Place) -> Cell:
        paragraphs = self._paragraphs(cell.paragraphs, place)
        return tuple(self._first_column(paragraphs, place) if cell.column == 0 else self._items(paragraphs, place))

    def _first_column(self, paragraphs: Sequence[_Paragraph], place: Place) -> Iterator[Piece]:
        """The pieces of a number or a section's heading, with the automatic number a reader sees."""
        for paragraph in paragraphs:
            lines, label = paragraph.lines(), paragraph.label
            if label and label.bullet:
                self._remark("序号列有项目符号，没有数字。", place, " ".join(lines))
            elif label and lines:
                lines[0] = _join(label.text, lines[0])
            elif label:
                lines = [str(label.number) if label.plain else label.text]
                self._counted.append((place, lines[0]))
            if label and not label.sure:
                self._remark("自动编号的格式不常见，数字是推算的；请核对。", place, " ".join(lines))
            yield from map(Piece, lines)

    def _items(self, paragraphs: Sequence[_Paragraph], place: Place) -> Iterator[Piece]:
        """The pieces of any other cell: the numbers of its items are left to count, those below them are written out."""
        labels = [p.label for p in paragraphs if p.label and p.lines()]
        by_hand = any(_NUMBERED_BY_HAND.match(line) for p in paragraphs if not p.label for line in p.lines())
        highest = min((label.rank for label in labels), default=(0, False))
        written: list[str] = []
        for paragraph in paragraphs:
            label, lines = paragraph.label, paragraph.lines()
            if label and not lines:
                if not label.bullet:
                    self._remark("自动编号的空段落，已略去。", place, label.text)
            elif label and (by_hand or label.rank > highest):
                lines[0] = _join(label.text, lines[0])
                written.append(lines[0])
                yield Piece(lines[0])
            elif label:
                yield Piece(lines[0], "item")
            elif lines:
                yield Piece(lines[0])
            yield from map(Piece, lines[1:])
        if written:
            self._remark("单元格中有几级编号或手工、自动编号混用，自动编号已写成文字；请核对。", place, " ".join(written))


def _align(rows: Sequence[_TableRow]) -> None:
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
    header = next((row for row in several if clean("".join(map(_all_text, row.cells[0].paragraphs))) == "序号"), None)
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


def _merge(rows: Sequence[_TableRow]) -> None:
    """Let cells run down over those that continue them; one that continues nothing begins anew."""
    above: dict[int, _TableCell] = {}
    for row in rows:
        now: dict[int, _TableCell] = {}
        for cell in row.cells:
            upper = above.get(cell.column)
            if cell.merge == "continue" and upper is not None and upper.width == cell.width:
                cell.covered = True
                upper.down += 1
                now[cell.column] = upper
            elif cell.merge:
                now[cell.column] = cell
        above = now


def _by_id(root: Element | None) -> dict[str, str]:
    """The text of each note of a part."""
    return {} if root is None else {note.get(W + "id", ""): _all_text(note) for note in root.iterchildren("*")}


def _all_text(element: Element) -> str:
    """All text in an element, whatever it is; of alternatives for the same text one."""
    parts = []
    for text in element.iter(*_TEXT):
        doubled = next((a for a in text.iterancestors(_MC + "Fallback") if _alternative(a.getparent()) is not a), None)
        if doubled is None and text.text:
            parts.append(text.text)
    return "".join(parts)


def _holds_text(element: Element) -> bool:
    return any(text.text and not text.text.isspace() for text in element.iter(*_TEXT))


def _alternative(element: Element | None) -> Element | None:
    """Which of several forms of the same content is read: the first with text, else the first."""
    if element is None:
        return None
    choices = [*element.iterchildren(_MC + "Choice"), *element.iterchildren(_MC + "Fallback")]
    return next((c for c in choices if next(c.iter(*_TEXT), None) is not None), choices[0] if choices else None)


def _end_deleted(paragraph: Element) -> bool:
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and any(mark.find(tag) is not None for tag in _DELETED)


def _has(properties: Element | None, name: str) -> bool:
    return properties is not None and properties.find(W + name) is not None


def _merged(properties: Element | None, direction: str) -> str:
    """`restart`, `continue`, or nothing for a cell that is not merged."""
    element = None if properties is None else properties.find(W + direction)
    return "" if element is None else "restart" if element.get(W + "val") == "restart" else "continue"


def _join(number: str, text: str) -> str:
    """An automatic number before its text, as it is printed."""
    return f"{number} {text}" if number[-1:].isalnum() else number + text
