"""Duty lists set as PDF for tests and benchmarks: any page, columns and font size, and what printing does to a table.

`set_paper` breaks lines as Chinese typesetting does, lets rows run over page ends, repeats the header row, and adds what
stands on every page; its font is one that PDF readers bring along, so no font file is needed. A `Sketch` is a PDF written
operator by operator.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Literal, TypeAlias

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

import lishi_duties as ld

FONT = "STSong-Light"
DOT = "・"
"""What stands for ·, which the font lacks."""
PADDING = 4.0
_NO_BEGIN = "。，、；：！？）》”】%"
_NO_END = "（《“【"
_WORD = re.compile(r"[0-9A-Za-z.%+\-/]+|.", re.S)

Cell: TypeAlias = str | Sequence[str]
"""The paragraphs of a cell; a string is a cell of one."""
Row: TypeAlias = str | Sequence[Cell]
"""The cells of a row; a string is a heading over the whole width."""
Align: TypeAlias = Literal["left", "centre", "justified"]


@dataclass(frozen=True)
class Part:
    """One list: what stands above its table, its header row, its rows, and how its columns share the width."""

    headings: Sequence[str]
    header: Sequence[str]
    rows: Sequence[Row]
    widths: Sequence[float]


@dataclass(frozen=True)
class Layout:
    """How a paper is set.

    Attributes:
        page: width and height.
        margin: white space around.
        size: of the font.
        spacing: of the lines, as a multiple of the font size.
        indent: of the first line of a paragraph, in characters.
        body: how the text of the other columns is aligned.
        narrow: the first columns, whose text is centred.
        middle: whether cells stand in the middle of their row's height, or at its top.
        numbered_on: on which part of a row that runs over a page end its narrow cells stand.
        repeat_header: whether each page begins with the header row.
        cut_rows: whether rows run over page ends, or move to the next page whole.
        open_ends: whether a row that is cut has no rule at the page end.
        page_number: of each page, with {page} and {pages}.
        head: the running head.
        thin_boxes: whether rules are drawn as filled boxes instead of lines.
        watermark: large light text across each page.
        rotate: by how much a viewer has to turn the page, which is set so that it then reads right.
    """

    page: tuple[float, float] = landscape(A4)
    margin: float = 60.0
    size: float = 10.5
    spacing: float = 1.4
    indent: float = 0.0
    body: Align = "left"
    narrow: int = 2
    middle: bool = False
    numbered_on: Literal["first", "last"] = "first"
    repeat_header: bool = True
    cut_rows: bool = True
    open_ends: bool = False
    page_number: str = "— {page} —"
    head: str = ""
    thin_boxes: bool = False
    watermark: str = ""
    rotate: Literal[0, 90, 180, 270] = 0


@lru_cache(maxsize=50_000)
def _width(text: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, FONT, size))


def wrap(paragraph: str, room: float, size: float, indent: float = 0.0) -> list[str]:
    """A paragraph in lines: no closing mark begins one, no opening mark ends one, no word or number is cut."""
    tokens: list[str] = []
    for token in _WORD.findall(paragraph):
        if tokens and (token in _NO_BEGIN or tokens[-1][-1] in _NO_END):
            tokens[-1] += token
        else:
            tokens.append(token)
    lines, line, left = [], "", room - indent
    for token in tokens:
        need = _width(token, size)
        if line and need > left:
            lines.append(line)
            line, left = "", room
        line += token
        left -= need
    return [*lines, line]


@dataclass(frozen=True)
class _Line:
    text: str
    indent: float = 0.0
    last: bool = True


_Lines: TypeAlias = list[_Line]


@dataclass
class _Press:
    """The pages as they are filled."""

    canvas: Canvas
    layout: Layout
    y: float = 0.0

    @property
    def leading(self) -> float:
        return self.layout.size * self.layout.spacing

    @property
    def room(self) -> float:
        """The height left on this page."""
        return self.y - self.layout.margin

    @property
    def across(self) -> float:
        return self.layout.page[0] - 2 * self.layout.margin

    def begin_page(self) -> None:
        width, height = self.layout.page
        if turn := self.layout.rotate:  # what is drawn is turned back, so that the page reads right
            self.canvas.translate(*{90: (height, 0), 180: (width, height), 270: (0, width)}[turn])
            self.canvas.rotate(turn)
        self.y = height - self.layout.margin
        self.canvas.setFont(FONT, self.layout.size)

    def end_page(self) -> None:
        width, height = self.layout.page
        self.canvas.setFont(FONT, 9)
        if self.layout.head:
            self.canvas.drawString(self.layout.margin, height - self.layout.margin * 0.6, self.layout.head)
        if self.layout.page_number:
            text = self.layout.page_number.replace("{page}", str(self.canvas.getPageNumber()))
            self.canvas.drawCentredString(width / 2, self.layout.margin * 0.5, text)
        if self.layout.watermark:
            self.canvas.saveState()
            self.canvas.translate(width / 2, height / 2)
            self.canvas.rotate(45)
            self.canvas.setFillGray(0.8)
            self.canvas.setFont(FONT, 60)
            self.canvas.drawCentredString(0, 0, self.layout.watermark)
            self.canvas.restoreState()
        if self.layout.rotate:
            self.canvas.setPageRotation(self.layout.rotate)
        self.canvas.showPage()

    def turn(self) -> None:
        self.end_page()
        self.begin_page()

    def outside(self, text: str) -> None:
        if self.room < 2 * self.leading:
            self.turn()
        self.y -= self.leading * 1.2
        self.canvas.drawCentredString(self.layout.page[0] / 2, self.y + self.leading * 0.3, text)
        self.y -= self.leading * 0.4

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if self.layout.thin_boxes:
            self.canvas.rect(x0 - 0.25, y0 - 0.25, x1 - x0 + 0.5, y1 - y0 + 0.5, stroke=0, fill=1)
        else:
            self.canvas.line(x0, y0, x1, y1)

    def fragment(self, cells: Sequence[_Lines], widths: Sequence[float], above: bool = True, below: bool = True) -> None:
        """Draw a row, or the part of it that fits."""
        height = max(len(lines) for lines in cells) * self.leading + 2 * PADDING
        x, bottom = self.layout.margin, self.y - height
        for column, (lines, width) in enumerate(zip(cells, widths, strict=True)):
            self.rule(x, bottom, x, self.y)
            y = self.y - PADDING
            if self.layout.middle or column < self.layout.narrow:
                y -= (height - 2 * PADDING - len(lines) * self.leading) / 2 if self.layout.middle else 0
            for line in lines:
                y -= self.leading
                self.line(line, x + PADDING, y + self.leading * 0.3, width - 2 * PADDING, column)
            x += width
        self.rule(x, bottom, x, self.y)
        if above:
            self.rule(self.layout.margin, self.y, x, self.y)
        if below:
            self.rule(self.layout.margin, bottom, x, bottom)
        self.y = bottom

    def line(self, line: _Line, x: float, y: float, room: float, column: int) -> None:
        used = _width(line.text, self.layout.size)
        if column < self.layout.narrow or len(line.text) == 0:
            self.canvas.drawString(x + (room - used) / 2, y, line.text)
        elif self.layout.body == "justified" and not line.last and len(line.text) > 1:
            stretch = (room - line.indent - used) / (len(line.text) - 1)
            self.canvas.drawString(x + line.indent, y, line.text, charSpace=stretch)
        elif self.layout.body == "centre":
            self.canvas.drawString(x + (room - used) / 2, y, line.text)
        else:
            self.canvas.drawString(x + line.indent, y, line.text)


def _set_cell(cell: Cell, width: float, layout: Layout, column: int) -> _Lines:
    room = width - 2 * PADDING
    out: _Lines = []
    for paragraph in [cell] if isinstance(cell, str) else cell:
        paragraph = paragraph.replace("·", DOT)
        indent = 0.0 if column < layout.narrow else layout.indent * layout.size
        lines = wrap(paragraph, room, layout.size, indent)
        out += [_Line(text, 0.0 if at else indent, at == len(lines) - 1) for at, text in enumerate(lines)]
    return out


def _set_row(press: _Press, row: Sequence[_Lines], widths: Sequence[float], header: Callable[[], None]) -> None:
    """Draw a row, over as many pages as it takes; `header` draws the header row again."""
    layout = press.layout
    left, first = list(row), True
    while True:
        fit = int((press.room - 2 * PADDING) / press.leading)
        longest = max(len(lines) for lines in left)
        if longest <= fit:
            press.fragment(left, widths, above=first or not layout.open_ends)
            return
        if layout.cut_rows and fit >= 1:
            now = [lines[:fit] for lines in left]
            left = [lines[fit:] for lines in left]
            if first and layout.numbered_on == "last":
                left[: layout.narrow] = row[: layout.narrow]
                now[: layout.narrow] = [[] for _ in range(layout.narrow)]
            press.fragment(now, widths, above=first or not layout.open_ends, below=not layout.open_ends)
            first = False
        press.turn()
        if layout.repeat_header:
            header()


def set_paper(path: Path, parts: Sequence[Part], layout: Layout = Layout()) -> Path:
    """Write a PDF."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path), pagesize=layout.page, invariant=1)
    press = _Press(canvas, layout)
    press.begin_page()
    for number, part in enumerate(parts):
        if number:
            press.turn()
        for heading in part.headings:
            press.outside(heading)
        widths = [press.across * share / sum(part.widths) for share in part.widths]
        names = [_set_cell(text, width, layout, 0) for text, width in zip(part.header, widths, strict=True)]
        header = partial(press.fragment, names, widths)
        header()
        for row in part.rows:
            if isinstance(row, str):
                _set_row(press, [_set_cell(row, press.across, layout, 0)], [press.across], header)
            else:
                cells = [_set_cell(c, w, layout, n) for n, (c, w) in enumerate(zip(row, widths, strict=True))]
                _set_row(press, cells, widths, header)
    press.end_page()
    canvas.save()
    return path


def parts_of(duties: ld.DutyList) -> tuple[Part, ...]:
    """A duty list as its document has it: tasks with their numbers, each a paragraph."""
    return (
        Part(
            (duties.edition.title, "基本履职事项清单"),
            ("序号", "事项名称"),
            tuple(_rows([(duty, ()) for duty in duties.basic])),
            (1, 12),
        ),
        Part(
            ("配合履职事项清单",),
            ("序号", "事项名称", "对应上级部门", "上级部门职责", "镇配合职责"),
            tuple(_rows([(duty, _cooperative(duty)) for duty in duties.cooperative if isinstance(duty, ld.CooperativeDuty)])),
            (1, 2, 2, 8, 5),
        ),
        Part(
            ("上级部门收回事项清单",),
            ("序号", "事项名称", "承接部门及工作方式"),
            tuple(_rows([(duty, (_reclaimed(duty),)) for duty in duties.reclaimed if isinstance(duty, ld.ReclaimedItem)])),
            (1, 5, 8),
        ),
    )


def _rows(duties: Sequence[tuple[ld.Duty, tuple[Cell, ...]]]) -> Iterator[Row]:
    """The rows of a list, with the heading of each section above its first."""
    counts = Counter(duty.category for duty, _ in duties)
    section = ""
    numerals = iter("一二三四五六七八九十")
    for duty, cells in duties:
        if duty.category != section:
            section = duty.category
            yield f"{next(numerals)}、{section}（{counts[section]}项）"
        yield (str(duty.number), duty.title, *cells)


def _cooperative(duty: ld.CooperativeDuty) -> tuple[Cell, ...]:
    duties = [
        line
        for part in duty.responsibilities
        for line in ((f"{part.heading}：",) if part.heading else ()) + _numbered(part.tasks)
    ]
    return tuple(duty.departments_as_published), tuple(duties), _numbered(duty.town_tasks)


def _reclaimed(item: ld.ReclaimedItem) -> Cell:
    if item.discontinued:
        return (item.discontinued.statement,)
    return tuple(
        line
        for handover in item.handover
        for line in (f"承接部门：{handover.heading}", "工作方式：", *_numbered(handover.method))
    )


def _numbered(tasks: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{number}.{task}" for number, task in enumerate(tasks, 1)) if len(tasks) > 1 else tuple(tasks)


# ---- by hand -------------------------------------------------------------------------------------------------------------


class Sketch:
    """A PDF written operator by operator, for what no printer does: one font, in which each character has the name it is given.

    Heights are counted from the upper edge of the page, as a reader has them.
    """

    def __init__(self, width: float = 400, height: float = 300) -> None:
        self.width, self.height = width, height
        self.codes: dict[str, int] = {}
        self.nameless: set[str] = set()
        self.pages: list[list[str]] = [[]]
        self.page_entries: dict[int, str] = {}
        self.resources = ""
        self.catalog = ""
        self.objects: list[bytes] = []
        self.packed = False

    def turn(self) -> Sketch:
        """Begin a new page."""
        self.pages.append([])
        return self

    def draw(self, *operators: str) -> Sketch:
        """Any operators of the page's programme."""
        self.pages[-1] += operators
        return self

    def text(
        self, x: float, y: float, text: str, *, size: float = 10, mode: int = 0, grey: float = 0, turn: str = "1 0 0 1"
    ) -> Sketch:
        """Text that begins here, one em a character."""
        codes = "".join(f"{self.codes.setdefault(char, len(self.codes) + 1):04x}" for char in text)
        matrix = f"{turn} {x} {self.height - y}"
        return self.draw(f"BT /F1 {size} Tf {mode} Tr {grey} g {matrix} Tm <{codes}> Tj ET")

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> Sketch:
        """A line."""
        return self.draw(f"{x0} {self.height - y0} m {x1} {self.height - y1} l S")

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> Sketch:
        """The rules of a table."""
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        return self

    def table(
        self, rows: Sequence[Sequence[str]], xs: Sequence[float] = (20, 60, 380), top: float = 40, step: float = 20
    ) -> Sketch:
        """A table of one-line rows."""
        self.grid(xs, [top + step * n for n in range(len(rows) + 1)])
        for number, row in enumerate(rows):
            for x, text in zip(xs, row, strict=False):
                self.text(x + 4, top + step * number + 14, text)
        return self

    def stream(self, data: bytes, entries: str = "") -> bytes:
        """An object that holds a stream."""
        if self.packed:
            data, entries = zlib.compress(data), f"{entries} /Filter /FlateDecode"
        return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"

    def add(self, body: bytes) -> str:
        """Add an object; gives the reference to it."""
        self.objects.append(body)
        return f"{len(self.objects) + 4} 0 R"

    def save(self, path: Path) -> Path:
        """Write it."""
        named = [(code, char) for char, code in self.codes.items() if char not in self.nameless]
        names = "\n".join(f"<{code:04x}> <{char.encode('utf-16-be', 'surrogatepass').hex()}>" for code, char in named)
        cmap = (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
            "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
            f"{len(named)} beginbfchar\n{names}\nendbfchar\nendcmap end end"
        )
        to_unicode = self.add(self.stream(cmap.encode()))
        kids = []
        for number, operators in enumerate(self.pages):
            content = self.add(self.stream("\n".join(operators).encode()))
            kids.append(
                self.add(
                    f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {self.width} {self.height}] /Contents {content} "
                    f"/Resources << /Font << /F1 3 0 R >> {self.resources} >> {self.page_entries.get(number, '')} >>".encode()
                )
            )
        fixed = [
            f"<< /Type /Catalog /Pages 2 0 R {self.catalog} >>".encode(),
            f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode(),
            f"<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H /DescendantFonts [4 0 R] "
            f"/ToUnicode {to_unicode} >>".encode(),
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
            b"/Supplement 0 >> /DW 1000 >>",
        ]
        out, places = bytearray(b"%PDF-1.7\n"), []
        for number, body in enumerate((*fixed, *self.objects), 1):
            places.append(len(out))
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        begin = len(out)
        out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
        out += f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{begin}\n%%EOF\n".encode()
        path.write_bytes(out)
        return path
