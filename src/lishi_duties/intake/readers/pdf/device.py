"""Takes down what a page draws, while pdfminer runs the page's programme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from pdfminer.cmapdb import CMap
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect

from lishi_duties.intake.readers.pdf.sheet import Look

if TYPE_CHECKING:
    from pdfminer.pdfcolor import PDFColorSpace
    from pdfminer.pdfdevice import PDFTextSeq
    from pdfminer.pdffont import PDFFont
    from pdfminer.pdfinterp import PDFGraphicState, PDFTextState
    from pdfminer.utils import Matrix, PathSegment, Point, Rect


MOST_GLYPHS = 100_000


MOST_RULES = 100_000


MOST_FORMS = 10_000


THIN = 3.0
"""How thick a filled box may be, in points, to be a rule and not a background."""


class LostError(Exception):
    """A character that its font has no name for: its code, and the text it stands in."""


class TooMuchError(Exception):
    """A page that draws more than any page of a duty list."""


Way: TypeAlias = Literal["right", "up", "left", "down", "slanted"]


class _Character(NamedTuple):
    """A character as it is drawn; lengths from the lower left corner, before the page is turned."""

    text: str
    x: float
    y: float
    width: float
    size: float
    look: Look
    way: Way


class _Pen(PDFTextDevice):
    """Takes down what a page draws."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.width: float = 0.0
        self.height: float = 0.0
        self.characters: list[_Character] = []
        self.lines: list[tuple[Point, Point]] = []
        self.images: list[Rect] = []
        self.curves: int = 0
        self.forms: int = 0
        self._look: Look = "plain"
        self._before: list[Matrix | None] = []

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        x0, y0, x1, y1 = apply_matrix_rect(ctm, page.mediabox)
        self.width, self.height = abs(x1 - x0), abs(y1 - y0)

    def begin_figure(self, name: str, bbox: Rect, matrix: Matrix) -> None:
        self.forms += 1
        if self.forms > MOST_FORMS:
            raise TooMuchError(f"more than {MOST_FORMS:,} drawings within drawings")
        self._before.append(self.ctm)

    def end_figure(self, name: str) -> None:
        self.ctm = self._before.pop()

    def render_image(self, name: str, stream: PDFStream) -> None:
        if self.ctm is not None:
            self.images.append(apply_matrix_rect(self.ctm, (0, 0, 1, 1)))

    def render_string(self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState) -> None:
        self._look = _look(textstate.render, graphicstate.ncolor, ncs.name)
        super().render_string(textstate, seq, ncs, graphicstate)
        cmap = getattr(textstate.font, "cmap", None)
        if isinstance(cmap, CMap):
            for codes in seq:
                if isinstance(codes, bytes) and (code := _undecoded(cmap, codes)):
                    raise LostError(code, "".join(character.text for character in self.characters[-20:]))

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> float:
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = f"(cid:{cid})"
        a, b, c, d, e, f = matrix
        advance = font.char_width(cid) * fontsize * scaling
        width, down = advance, rise
        if font.is_vertical():  # the origin lies above the character, which is as wide as the font
            across, above = _displacement(font.char_disp(cid))
            e, f = e - across * fontsize * a, f - across * fontsize * b
            width, down = fontsize, (1 - above) * fontsize + rise + advance + 0.12 * fontsize
        if down:
            e, f = e + down * c, f + down * d
        stretch = hypot(a, b)
        size = abs(fontsize) * hypot(c, d)
        way: Way
        if abs(b) < 0.02 * stretch:
            way = "right" if a * fontsize > 0 else "left"
        elif abs(a) < 0.02 * stretch:
            way = "up" if b * fontsize > 0 else "down"
        else:
            way = "slanted"
        self.characters.append(_Character(text, e, f, abs(width) * stretch, size, self._look, way))
        if len(self.characters) > MOST_GLYPHS:
            raise TooMuchError(f"more than {MOST_GLYPHS:,} characters")
        return advance

    def paint_path(
        self, graphicstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[PathSegment]
    ) -> None:
        if self.ctm is None:
            return
        for outline in _outlines(path):
            points = [apply_matrix_pt(self.ctm, point) for point in outline.points]
            if outline.curved:
                self.curves += 1
            elif fill and (bar := _bar(points)):
                self.lines.append(bar)
            elif stroke:
                self.lines.extend(pairwise(points))
        if len(self.lines) + self.curves > MOST_RULES:
            raise TooMuchError(f"more than {MOST_RULES:,} lines")


def _undecoded(cmap: CMap, codes: bytes) -> str:
    """The first character code that a font's table lacks, in hexadecimal: pdfminer passes over it in silence."""
    level: object = cmap.code2cid
    begin = 0
    for at, byte in enumerate(codes):
        level = level.get(byte) if isinstance(level, dict) else None
        if level is None:
            code = codes[begin : max(at + 1, begin + 2)]
            if not (str(cmap.attrs.get("CMapName")).startswith("Uni") and code.decode("utf-16-be", "replace").isspace()):
                return code.hex()
            level, begin = cmap.code2cid, at + 1
        if isinstance(level, int):
            level, begin = cmap.code2cid, at + 1
    return ""


class _Outline(NamedTuple):
    points: list[Point]
    curved: bool


def _outlines(path: Sequence[PathSegment]) -> Iterator[_Outline]:
    """The pieces of a path, each from where the pen is put down to where it is lifted."""
    points: list[Point] = []
    curved = False
    for operator, *numbers in path:
        if operator == "m":
            if len(points) > 1:
                yield _Outline(points, curved)
            points, curved = [], False
        if operator == "h":
            points += points[:1]
        elif len(numbers) >= 2:
            points.append((float(numbers[-2]), float(numbers[-1])))
            curved = curved or operator not in ("m", "l")
    if len(points) > 1:
        yield _Outline(points, curved)


def _bar(points: Sequence[Point]) -> tuple[Point, Point] | None:
    """The line a thin filled box stands for."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, right, low, high = min(xs), max(xs), min(ys), max(ys)
    if min(right - left, high - low) > THIN:
        return None
    if right - left > high - low:
        return (left, (low + high) / 2), (right, (low + high) / 2)
    return ((left + right) / 2, low), ((left + right) / 2, high)


def _displacement(shift: object) -> tuple[float, float]:
    """How far the origin of a character of a vertical font lies from its corner, in ems."""
    across, above = shift if isinstance(shift, tuple) else (None, 880)
    return (0.5 if across is None else across * 0.001), above * 0.001


def _look(render: int, colour: object, space: str) -> Look:
    if render in (3, 7):
        return "unseen"
    lightness = _lightness(colour, space)
    return "white" if lightness >= 0.97 else "faint" if lightness >= 0.55 else "plain"


def _lightness(colour: object, space: str) -> float:
    """From 0, black, to 1, white; 0 for what has no lightness of its own, as a pattern."""
    parts = colour if isinstance(colour, tuple) else (colour,)
    numbers = [float(part) for part in parts if isinstance(part, int | float)]
    if len(numbers) != len(parts) or space in ("Separation", "Indexed", "Pattern", "Lab", "DeviceN"):
        return 0.0
    if len(numbers) == 4:
        return (1 - max(numbers[:3])) * (1 - numbers[3])
    return min(numbers) if numbers else 0.0
