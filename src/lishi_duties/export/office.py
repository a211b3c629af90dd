"""The list as a Word document and as a workbook, laid out as such lists are published.

The intake reads either back as the same list: every duty is set in the first of several ways that is read back as itself. The
edition stands in the footer of each page and in the document's properties, not in the tables; ids are not shown. The same list
gives the same bytes: no clock goes into them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from errno import EIO
from html import escape
from io import BytesIO
from itertools import groupby, pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lishi_duties.duties.duty_list import DutyList
from lishi_duties.errors import ArgumentError, MissingExtraError
from lishi_duties.export.selection import edition_of, lists_of, title_of
from lishi_duties.intake.document import Piece
from lishi_duties.intake.outline import Item, Outline, Section
from lishi_duties.intake.records import RecordMaker
from lishi_duties.labels import tier
from lishi_duties.model import LIST_NAMES, Duty, Handover, Kind, Place

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from lishi_duties.duties.duty_set import DutySet

Lines: TypeAlias = tuple[str, ...]
"""The paragraphs of a cell."""

_NUMBERS = ("{}.", "{}. ", "{}、", "（{}）", "")
"""How tasks are numbered: as published lists do; then so that `1.` before 5公里 is not 1.5公里; at last not at all."""
_NUMERALS = ("", *"一二三四五六七八九十", *(f"十{n}" for n in "一二三四五六七八九"), "二十")  # the intake counts no further
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST_IN_CELL = 32_767  # characters, in Excel
_SHORT = 12  # lines of a row that stays on one page
_FONT, _HEADING_FONT = "仿宋", "黑体"
_TWIPS: dict[Kind, tuple[int, ...]] = {
    "basic": (850, 13720),
    "cooperative": (850, 1870, 2040, 6070, 3740),
    "reclaimed": (850, 5200, 8520),
}
"""How wide the columns are in Word: together the 25.7 cm between the margins."""
_CHARACTERS: dict[Kind, tuple[int, ...]] = {"basic": (6, 100), "cooperative": (6, 22, 22, 110, 64), "reclaimed": (6, 50, 90)}
"""How wide they are in Excel; its rows are at most 409 points high, so what is long stands in wide columns and small type."""


class _Table(NamedTuple):
    """One of the three lists; a row is the heading of a section, or the cells of a duty."""

    kind: Kind
    header: Lines
    rows: list[str | tuple[Lines, ...]]

    @property
    def name(self) -> str:
        return f"{LIST_NAMES[self.kind]}清单"


def write_docx(duties: DutySet[Duty], path: Path) -> None:
    """Write the list as a Word document, A4 across, with the header row on every page.

    Raises:
        ArgumentError: a text holds a control character, which no such file can.
        MissingExtraError: python-docx is not installed.
    """
    try:
        from docx import Document
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls
        from docx.shared import Cm
    except ImportError:
        raise MissingExtraError("writing Word documents", "docx") from None
    tables, space = tuple(_tables(duties)), nsdecls("w")
    document = Document()
    styles, package, section = document.styles.element, document.part.package, document.sections[0]
    styles[:] = list(parse_xml(f"<w:styles {space}>{_STYLES}</w:styles>"))
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.orientation = type(section.orientation).LANDSCAPE
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    blocks = [_paragraph(title_of(duties), '<w:pStyle w:val="Title"/>')]
    for table in tables:
        page = "<w:pageBreakBefore/>" * (table is not tables[0])
        blocks += (_paragraph(table.name, f'<w:pStyle w:val="Heading1"/><w:keepNext/>{page}'), _word_table(table))
    end = document.element[0][-1]
    for block in list(parse_xml(f"<w:body {space}>{''.join(blocks)}</w:body>")):
        end.addprevious(block)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for before, field in ((f"{edition_of(duties)}　第", "PAGE"), ("页 共", "NUMPAGES")):
        footer.add_run(before)
        footer._p.append(parse_xml(f'<w:fldSimple {space} w:instr="{field}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
    footer.add_run("页")
    for name, fact in _properties(duties).items():
        setattr(document.core_properties, {"creator": "author", "description": "comments"}.get(name, name), fact)
    document.core_properties.last_modified_by = ""
    if package:  # the template's thumbnail is a picture of another document
        for key in [key for key, part in package.rels.items() if part.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
            del package.rels[key]
    packed = BytesIO()
    document.save(packed)
    _repack(packed, path)


def write_xlsx(duties: DutySet[Duty], path: Path) -> None:
    """Write the list as a workbook, a sheet a list; no cell is a formula, whatever it begins with.

    Raises:
        ArgumentError: a text holds a control character, which no such file can, or a cell is longer than Excel allows.
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
    for table in _tables(duties):
        _sheet(book.create_sheet(table.name), table, duties)
    book.properties = DocumentProperties(**_properties(duties))
    core = tostring(book.properties.to_tree())  # openpyxl writes the time at which it saves into it
    packed = BytesIO()
    try:
        book.save(packed)
    except Exception as error:  # with lxml, that the folder for temporary files is full is no OSError
        if not type(error).__module__.startswith("lxml"):
            raise
        raise OSError(EIO, f"in the folder for temporary files: {error}") from None
    _repack(packed, path, core)


# ---- what stands where ---------------------------------------------------------------------------------------------------


def _tables(duties: DutySet[Duty]) -> Iterator[_Table]:
    edition = duties.edition
    columns: dict[Kind, Lines] = {
        "basic": (),
        "cooperative": ("对应上级部门", "上级部门职责", f"{tier(edition.jurisdiction.town)}配合职责"),
        "reclaimed": ("承接部门及工作方式",),
    }
    lists = lists_of(duties)
    ids: dict[tuple[Kind, int], str] = {(duty.kind, duty.number): duty.id for duty in duties}
    maker = RecordMaker(duties.departments, ids, edition.number, Path())
    sections = {
        kind: {name: tuple(group) for name, group in groupby(members, lambda duty: duty.category)}
        for kind, members in lists.items()
    }
    headings = tuple(Section(kind, name, None, Place()) for kind in lists for name in sections[kind])
    whole = isinstance(duties, DutyList)
    if whole and Outline("", headings, ()).categories != edition.categories:  # only empty sections can tell names or order
        sections["basic"] = {name: sections["basic"].get(name, ()) for name in edition.categories}
    for text in (edition.title, str(edition.jurisdiction), *edition.categories):
        _held(text, "the edition")
    for kind in lists:
        rows: list[str | tuple[Lines, ...]] = []
        for number, (name, members) in enumerate(sections[kind].items(), 1):
            numeral = f"{_NUMERALS[number]}、" if whole and number < len(_NUMERALS) else ""
            rows.append(f"{numeral}{name}（{len(members)}项）")
            rows += (_set(duty, maker, duties) for duty in members)
        yield _Table(kind, ("序号", "事项名称", *columns[kind]), rows)


def _set(duty: Duty, maker: RecordMaker, duties: DutySet[Duty]) -> tuple[Lines, ...]:
    """The cells of a duty: the first of the ways to set them that is read back as this duty; the first where none is."""

    def ways() -> Iterator[tuple[Lines, ...]]:
        return (tuple(_lines(cell, duty.id) for cell in ((duty.title,), *cells)) for cells in _ways(duty, duties))

    def reads_back(cells: tuple[Lines, ...]) -> bool:
        title, *columns = (tuple(map(Piece, cell)) for cell in cells)
        try:
            return maker.record(Item(duty.kind, duty.category, duty.number, title, tuple(columns), duty.place)) == duty
        except ValueError:  # what the intake would say
            return False

    return ((str(duty.number),), *(next(filter(reads_back, ways()), None) or next(ways())))


def _lines(texts: Lines, whose: str) -> Lines:
    return tuple(line for text in texts for line in _held(text, whose).splitlines() if line.strip())


def _held(text: str, whose: str) -> str:
    """A text that XML can hold.

    Raises:
        ArgumentError: it cannot.
    """
    if bad := _NO_XML.search(text):
        problem = f"{whose}: the control character U+{ord(bad[0]):04X} in {text[:40]!r} cannot stand in a Word or Excel file"
        raise ArgumentError(f"{problem}; take it out of the list, or export as json")
    return text


def _ways(duty: Duty, duties: DutySet[Duty]) -> Iterator[tuple[Lines, ...]]:
    """The ways to set the cells of a duty after its title: how its tasks are numbered, whether a single one is, too."""
    if duty.kind == "basic":
        yield ()
    elif duty.kind == "cooperative":
        for form, single in product(_NUMBERS, (False, True)):
            theirs: list[str] = []
            for part in duty.responsibilities:
                # a sentence that names its departments itself stands after the others, without a number
                closing = part.heading is None and theirs
                theirs += (f"{part.heading}：",) if part.heading is not None else ()
                theirs += part.tasks if closing else _numbered(part.tasks, form, single)
            yield duty.departments_as_published, tuple(theirs), _numbered(duty.town_tasks, form, single)
    elif duty.discontinued:
        yield ((duty.discontinued.statement,),)
    else:
        for form, single, apart in product(_NUMBERS, (False, True), (False, True)):
            yield (tuple(_handovers(duty.handover, form, single, duties if apart else None)),)


def _numbered(tasks: Lines, form: str, single: bool) -> Lines:
    return tuple(form.format(n) + task for n, task in enumerate(tasks, 1)) if single or len(tasks) > 1 else tasks


def _handovers(handovers: Sequence[Handover], form: str, single: bool, apart: DutySet[Duty] | None) -> Iterator[str]:
    """Who receives an item and how; those who do so together stand in one line, `apart` where no mark parts their names."""
    for (heading, method), group in groupby(handovers, lambda handover: (handover.heading, handover.method)):
        names = [handover.department for handover in group]
        together = tuple(dict.fromkeys(names))
        line = heading
        if apart and len(together) > 1:
            known = (apart.departments[name] for name in together)
            forms = ("|".join(map(re.escape, sorted((d.name, *d.aliases), key=len, reverse=True))) for d in known)
            if found := re.fullmatch(".*?".join(f"({form})" for form in forms) + ".*", heading):
                starts = [0, *(found.start(n) for n in range(2, len(together) + 1)), len(heading)]
                line = " ".join(heading[a:b] for a, b in pairwise(starts))
        for _ in range(len(names) // len(together)):
            yield from (f"承接部门：{line}", "工作方式：", *_numbered(method, form, single))


# ---- whose it is ---------------------------------------------------------------------------------------------------------


def _properties(duties: DutySet[Duty]) -> dict[str, Any]:
    """The edition as both formats have it in their core properties; its day, or the first a zip archive can tell."""
    edition, day = duties.edition, duties.edition.published
    place = edition.jurisdiction
    made = datetime(day.year, day.month, day.day) if day else datetime(1980, 1, 1)
    told = {
        "title": title_of(duties),
        "subject": "/".join(filter(None, (place.province, place.city, place.district, place.town))),
        "version": str(edition.number),
        "identifier": f"sha256:{edition.source.sha256}",
        "description": edition_of(duties),
        "creator": "lishi-duties",
        "language": "zh-CN",
    }
    return {name: fact[:255] for name, fact in told.items()} | {"created": made, "modified": made}


def _repack(packed: BytesIO, path: Path, core: bytes = b"") -> None:
    """Write a package with its parts in order and without the time at which they were made."""
    with ZipFile(packed) as made, ZipFile(path, "w") as new:
        for name in sorted(made.namelist()):
            part = ZipInfo(name)
            part.compress_type, part.create_system = ZIP_DEFLATED, 3
            new.writestr(part, core if core and name == "docProps/core.xml" else made.read(name))


# ---- Word ----------------------------------------------------------------------------------------------------------------

_STYLES = "".join(
    f'<w:style w:type="paragraph" {key}><w:name w:val="{name}"/><w:qFormat/><w:pPr><w:spacing w:after="{after}"/>{place}</w:pPr>'
    f'<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}"/><w:sz w:val="{size}"/>'
    f'<w:szCs w:val="{size}"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:style>'
    for key, name, after, place, font, size in (
        ('w:styleId="Normal" w:default="1"', "Normal", 0, "", _FONT, 21),
        ('w:styleId="Title"', "Title", 240, '<w:jc w:val="center"/>', _HEADING_FONT, 44),
        ('w:styleId="Heading1"', "heading 1", 160, '<w:jc w:val="center"/><w:outlineLvl w:val="0"/>', _HEADING_FONT, 32),
    )
)
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in _SIDES)


def _paragraph(text: str, properties: str, bold: bool = False) -> str:
    run = f'<w:r>{"<w:rPr><w:b/></w:rPr>" * bold}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def _word_table(table: _Table) -> str:
    """A table as XML; for its thousands of cells python-docx would take minutes."""
    widths = _TWIPS[table.kind]
    rows = [_word_row([(name,) for name in table.header], widths, "<w:cantSplit/><w:tblHeader/>", bold=True)]
    for row in table.rows:
        if isinstance(row, str):
            rows.append(_word_row([(row,)], [sum(widths)], "<w:cantSplit/>", bold=True, across=len(widths)))
            continue
        # a character of 10.5 points is 210 twips wide, and a cell keeps 216 free
        high = max(sum(-(-len(p) * 210 // (width - 216)) for p in cell) for cell, width in zip(row, widths, strict=True))
        rows.append(_word_row(row, widths, "<w:cantSplit/>" * (high <= _SHORT)))
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    margins = "".join(f'<w:{side} w:w="108" w:type="dxa"/>' for side in ("left", "right"))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
    )


def _word_row(cells: Sequence[Lines], widths: Sequence[int], facts: str, *, bold: bool = False, across: int = 1) -> str:
    """A row; a bold one is a heading: shaded, and on one page with the row below."""
    more = f'<w:gridSpan w:val="{across}"/>' * (across > 1) + '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' * bold
    out = []
    for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        properties = "<w:keepNext/>" * bold + '<w:jc w:val="center"/>' * (across == 1 and (bold or not column))
        lines = "".join(_paragraph(line, properties, bold) for line in cell)
        out.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}</w:tcPr>{lines or "<w:p/>"}</w:tc>')
    return f"<w:tr><w:trPr>{facts}</w:trPr>{''.join(out)}</w:tr>"


# ---- Excel ---------------------------------------------------------------------------------------------------------------


def _sheet(sheet: Worksheet, table: _Table, duties: DutySet[Duty]) -> None:
    """Fill a sheet: title, heading, header row, then the rows of the list, all in view and filtered by nothing."""
    from openpyxl.cell import Cell
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.worksheet.properties import PageSetupProperties

    rule = Side(style="thin")
    across, last = len(table.header), "ABCDE"[len(table.header) - 1]
    header = tuple((name,) for name in table.header)
    for at, row in enumerate((title_of(duties), table.name, header, *table.rows), 1):
        whole, heading = isinstance(row, str), isinstance(row, str) or at == 3
        font = Font(name=_HEADING_FONT if heading else _FONT, size={1: 16, 2: 12}.get(at, 10), bold=heading)
        for column, content in enumerate(((row,),) if isinstance(row, str) else row, 1):
            cell, text = sheet.cell(at, column), "\n".join(content)
            assert isinstance(cell, Cell)  # nothing is merged before it is filled
            if len(text) > _MOST_IN_CELL:
                problem = f"a cell of {len(text):,} characters ({text[:20]}…), where Excel allows {_MOST_IN_CELL:,}"
                raise ArgumentError(f"{problem}; export as docx, or in another format")
            if column == 1 and not heading:
                cell.value = int(text)
            else:  # what begins like a formula, a date or an error is none
                cell.value, cell.data_type, cell.quotePrefix = text, "s", text.startswith(("=", "+", "-", "@"))
            centred = at <= 3 or (column == 1 and not heading)
            cell.font = font
            cell.alignment = Alignment("center" if centred else "left", "center" if heading else "top", wrap_text=True)
            if at > 2:
                cell.border = Border(rule, rule, rule, rule)
        if whole:
            sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=across)
    for letter, width in zip("ABCDE", _CHARACTERS[table.kind], strict=False):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes, sheet.print_title_rows = "A4", "3:3"
    sheet.auto_filter.ref = f"A3:{last}{sheet.max_row}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr = 0, PageSetupProperties(fitToPage=True)
    edition = edition_of(duties)
    footer = sheet.oddFooter
    assert footer is not None
    footer.left.text = (edition if len(edition) <= 100 else edition[:99] + "…").replace("&", "&&")
    footer.right.text = "第&P页 共&N页"
