"""The list as a Word document, A4 across, with the header row on every page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from lishi_duties.errors import MissingExtraError
from lishi_duties.export.office.layout import FONT, HEADING_FONT, Table, tables_of
from lishi_duties.export.office.package import day_of, properties_of, repack
from lishi_duties.export.selection import edition_of, title_of

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section

    from lishi_duties.duties.duty_set import DutySet
    from lishi_duties.export.office.cells import Lines
    from lishi_duties.model import Duty, Kind

__all__ = ["write_docx"]

_SHORT = 12  # lines of a row that stays on one page
_TWIPS: dict[Kind, tuple[int, ...]] = {
    "basic": (850, 13720),
    "cooperative": (850, 1870, 2040, 6070, 3740),
    "reclaimed": (850, 5200, 8520),
}
"""How wide the columns are: together the 25.7 cm between the margins."""


def write_docx(duties: DutySet[Duty], path: Path) -> None:
    """Write the duties as a Word document.

    Raises:
        ArgumentError: a text holds a control character, which no such file can, or the layout has no column for it.
        MissingExtraError: python-docx is not installed.
    """
    try:
        from docx import Document
    except ImportError:
        raise MissingExtraError("writing Word documents", "docx") from None
    tables = tuple(tables_of(duties))
    document = Document()
    _fill(document, title_of(duties), tables)
    _set_up(document.sections[0], edition_of(duties))
    _say_whose(document, duties)
    packed = BytesIO()
    document.save(packed)
    repack(packed, path)


def _fill(document: Document, title: str, tables: Sequence[Table]) -> None:
    """Styles of our own, then the title and the tables, each list on a new page."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    space = nsdecls("w")
    document.styles.element[:] = list(parse_xml(f"<w:styles {space}>{_STYLES}</w:styles>"))
    blocks = [_paragraph(title, '<w:pStyle w:val="Title"/>')]
    for table in tables:
        page = "<w:pageBreakBefore/>" * (table is not tables[0])
        blocks += (_paragraph(table.name, f'<w:pStyle w:val="Heading1"/><w:keepNext/>{page}'), _word_table(table))
    end = document.element[0][-1]
    for block in list(parse_xml(f"<w:body {space}>{''.join(blocks)}</w:body>")):
        end.addprevious(block)


def _set_up(section: Section, edition: str) -> None:
    """The page, and in its footer the edition and the page's number."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Cm

    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.orientation = type(section.orientation).LANDSCAPE
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for before, field in ((f"{edition}　第", "PAGE"), ("页 共", "NUMPAGES")):
        footer.add_run(before)
        footer._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{field}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
    footer.add_run("页")


def _say_whose(document: Document, duties: DutySet[Duty]) -> None:
    """The core properties; and no thumbnail, which in the template is a picture of another document."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    properties = document.core_properties
    for name, text in properties_of(duties).items():
        setattr(properties, {"creator": "author", "description": "comments"}.get(name, name), text)
    properties.created = properties.modified = day_of(duties)
    properties.last_modified_by = ""
    if package := document.part.package:
        for key in [key for key, part in package.rels.items() if part.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
            del package.rels[key]


_STYLES = "".join(
    f'<w:style w:type="paragraph" {key}><w:name w:val="{name}"/><w:qFormat/><w:pPr><w:spacing w:after="{after}"/>{place}</w:pPr>'
    f'<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}"/><w:sz w:val="{size}"/>'
    f'<w:szCs w:val="{size}"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:style>'
    for key, name, after, place, font, size in (
        ('w:styleId="Normal" w:default="1"', "Normal", 0, "", FONT, 21),
        ('w:styleId="Title"', "Title", 240, '<w:jc w:val="center"/>', HEADING_FONT, 44),
        ('w:styleId="Heading1"', "heading 1", 160, '<w:jc w:val="center"/><w:outlineLvl w:val="0"/>', HEADING_FONT, 32),
    )
)
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in _SIDES)


def _paragraph(text: str, properties: str, bold: bool = False) -> str:
    run = f'<w:r>{"<w:rPr><w:b/></w:rPr>" * bold}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def _word_table(table: Table) -> str:
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
