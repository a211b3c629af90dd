"""Opens a PDF and takes down what its pages draw. Imported by `pdf` when a PDF is read.

pdfminer runs the page's programme; `_Pen` takes down what it draws. Nothing is read from a file that is damaged, or that
unpacks to more than any duty list needs.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import pairwise
from logging import CRITICAL, getLogger
from math import hypot
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple, TypeAlias
from warnings import catch_warnings, simplefilter

from pdfminer.cmapdb import CMap
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect, PDFXRefFallback
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect

from lishi_duties.errors import IntakeError
from lishi_duties.intake.readers.pdf.sheet import Glyph, Look, Picture, Rule, Sheet
from lishi_duties.intake.received import Received
from lishi_duties.model import Place

if TYPE_CHECKING:
    from pdfminer.pdfcolor import PDFColorSpace
    from pdfminer.pdfdevice import PDFTextSeq
    from pdfminer.pdffont import PDFFont
    from pdfminer.pdfinterp import PDFGraphicState, PDFTextState
    from pdfminer.utils import Matrix, PathSegment, Point, Rect

MOST_PAGES = 2_000
MOST_GLYPHS = 100_000
MOST_RULES = 100_000
MOST_FORMS = 10_000
MOST_UNPACKED = 256 * 1024 * 1024
MOST_CONTENT = 16 * 1024 * 1024
THIN = 3.0
"""How thick a filled box may be, in points, to be a rule and not a background."""

SAVE_AGAIN = "Open it in a PDF program, compare it with the original and print it to PDF again, or ask for the Word file"


class _LostError(Exception):
    """A character that its font has no name for: its code, and the text it stands in."""


class _TooMuchError(Exception):
    """A page that draws more than any page of a duty list."""


_Way: TypeAlias = Literal["right", "up", "left", "down", "slanted"]


class _Drawn(NamedTuple):
    """A character as it is drawn; lengths from the lower left corner, before the page is turned."""

    text: str
    x: float
    y: float
    width: float
    size: float
    look: Look
    way: _Way


class _Pen(PDFTextDevice):
    """Takes down what a page draws."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.width = self.height = 0.0
        self.drawn: list[_Drawn] = []
        self.lines: list[tuple[Point, Point]] = []
        self.images: list[Rect] = []
        self.curves = 0
        self.forms = 0
        self._look: Look = "plain"
        self._before: list[Matrix | None] = []

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        x0, y0, x1, y1 = apply_matrix_rect(ctm, page.mediabox)
        self.width, self.height = abs(x1 - x0), abs(y1 - y0)

    def begin_figure(self, name: str, bbox: Rect, matrix: Matrix) -> None:
        self.forms += 1
        if self.forms > MOST_FORMS:
            raise _TooMuchError(f"more than {MOST_FORMS:,} drawings within drawings")
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
                if isinstance(codes, bytes) and (lost := _undecoded(cmap, codes)):
                    raise _LostError(lost, "".join(drawn.text for drawn in self.drawn[-20:]))

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
        way: _Way
        if abs(b) < 0.02 * stretch:
            way = "right" if a * fontsize > 0 else "left"
        elif abs(a) < 0.02 * stretch:
            way = "up" if b * fontsize > 0 else "down"
        else:
            way = "slanted"
        self.drawn.append(_Drawn(text, e, f, abs(width) * stretch, size, self._look, way))
        if len(self.drawn) > MOST_GLYPHS:
            raise _TooMuchError(f"more than {MOST_GLYPHS:,} characters")
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
            raise _TooMuchError(f"more than {MOST_RULES:,} lines")


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


# ---- pages ---------------------------------------------------------------------------------------------------------------


class Pages:
    """The pages of an open PDF.

    Raises:
        IntakeError: see `open_pages`.
    """

    def __init__(self, path: Path, document: PDFDocument) -> None:
        self._path = path
        self._unpacking = _Unpacking(path)
        self._resources = PDFResourceManager()
        self._pages: list[PDFPage] = []
        with _quietly(path, None):
            for page in PDFPage.create_pages(document):
                self._pages.append(page)
                if len(self._pages) > MOST_PAGES:
                    break
            stated = _stated_pages(document)
        if len(self._pages) > MOST_PAGES:
            raise IntakeError(f"more than {MOST_PAGES:,} pages; is this the right file?", path=path)
        if not self._pages or (stated is not None and stated != len(self._pages)):
            raise IntakeError(
                f"damaged or cut off: it states {stated or 'no'} pages, and {len(self._pages)} are found",
                path=path,
                advice=SAVE_AGAIN,
            )

    def __len__(self) -> int:
        return len(self._pages)

    def __iter__(self) -> Iterator[Sheet]:
        """Each page; none is kept."""
        for number, page in enumerate(self._pages, 1):
            place = Place(pages=(number, number))
            with _quietly(self._path, place):
                self._unpacking.check(page, place)
                pen = _Pen(self._resources)
                PDFPageInterpreter(self._resources, pen).process_page(page)
                annotations = _annotations(page)
            yield _sheet(number, pen, annotations)


def open_pages(received: Received) -> Pages:
    """The pages of a PDF.

    Raises:
        IntakeError: it needs a password, is no PDF, is damaged or cut off, has too many pages, or unpacks to more
            than any duty list needs. While pages are taken, also where one of them is damaged or draws too much.
    """
    _no_bomb(received.data, received.path)
    return Pages(received.path, _document(BytesIO(received.data), received.path))


def _document(stream: BinaryIO, path: Path) -> PDFDocument:
    with _quietly(path, None):
        try:
            document = PDFDocument(PDFParser(stream))
        except PDFPasswordIncorrect:
            raise IntakeError("needs a password; open it with the password and save it without one", path=path) from None
        except PDFEncryptionError as error:
            raise IntakeError(
                f"encrypted in a way that cannot be read ({error}); open it and save it without a password", path=path
            ) from None
    if any(isinstance(table, PDFXRefFallback) for table in document.xrefs):
        raise IntakeError(
            "cut off or damaged: the table of its parts, which stands at the end, cannot be read", path=path, advice=SAVE_AGAIN
        )
    return document


@contextmanager
def _quietly(path: Path, place: Place | None) -> Iterator[None]:
    """Keep pdfminer's log and warnings to itself, and make one error of whatever it stumbles over."""
    log = getLogger("pdfminer")
    level = log.level
    log.setLevel(CRITICAL + 1)
    try:
        with catch_warnings():
            simplefilter("ignore")
            yield
    except IntakeError:
        raise
    except _TooMuchError as error:
        raise IntakeError(
            f"{error} on one page; no page of a duty list has so many. It may be made to do harm", path=path, place=place
        ) from None
    except _LostError as error:
        code, before = error.args
        raise IntakeError(
            f"a character whose font does not say which it is, code {code}, at the end of this text or in it",
            path=path,
            place=place,
            text=before,
            advice=SAVE_AGAIN,
        ) from None
    except Exception as error:  # pdfminer raises whatever a damaged file makes it stumble over
        raise IntakeError(
            f"damaged: {type(error).__name__} while it was read", path=path, place=place, text=str(error), advice=SAVE_AGAIN
        ) from None
    finally:
        log.setLevel(level)


def _stated_pages(document: PDFDocument) -> int | None:
    root = resolve1(document.catalog.get("Pages"))
    count = resolve1(root.get("Count")) if isinstance(root, dict) else None
    return count if isinstance(count, int) else None


_SILENT_ANNOTATIONS = {"Link", "Popup", "Widget", "PrinterMark", "TrapNet"}


def _annotations(page: PDFPage) -> tuple[str, ...]:
    """The kinds of annotations that can say something."""
    kinds = set()
    for annotation in resolve1(page.annots) or ():
        found = resolve1(annotation)
        kind = found.get("Subtype") if isinstance(found, dict) else None
        name = str(kind.name) if isinstance(kind, PSLiteral) else "?"
        if name not in _SILENT_ANNOTATIONS or (name == "Widget" and isinstance(found, dict) and resolve1(found.get("V"))):
            kinds.add(name)
    return tuple(sorted(kinds))


def _sheet(number: int, pen: _Pen, annotations: tuple[str, ...]) -> Sheet:
    """A page turned as most of its text runs."""
    ways: Counter[_Way] = Counter(drawn.way for drawn in pen.drawn if drawn.way != "slanted" and not drawn.text.isspace())
    way: _Way = ways.most_common(1)[0][0] if ways else "right"
    turn = _turning(way, pen.width, pen.height)
    along: list[Glyph] = []
    slanted: list[Glyph] = []
    across: list[Glyph] = []
    for text, x, y, width, size, look, runs in pen.drawn:
        left, top = turn(x, y)
        glyph = Glyph(text, left, left + width, top, size, look)
        (along if runs == way else slanted if runs == "slanted" else across).append(glyph)
    upright = way in ("right", "left")
    return Sheet(
        number,
        pen.width if upright else pen.height,
        pen.height if upright else pen.width,
        tuple(along),
        tuple(slanted),
        tuple(across),
        tuple(_rules(pen.lines, turn)),
        tuple(_pictures(pen, turn)),
        pen.curves,
        annotations,
    )


_Turning: TypeAlias = Callable[[float, float], tuple[float, float]]


def _turning(way: _Way, width: float, height: float) -> _Turning:
    """How a point of a page moves when the page is turned so that text running `way` runs to the right."""
    if way == "up":
        return lambda x, y: (y, x)
    if way == "left":
        return lambda x, y: (width - x, y)
    if way == "down":
        return lambda x, y: (height - y, width - x)
    return lambda x, y: (x, height - y)


def _rules(lines: Sequence[tuple[Point, Point]], turn: _Turning) -> Iterator[Rule]:
    for begin, end in lines:
        x0, y0 = turn(*begin)
        x1, y1 = turn(*end)
        if abs(y1 - y0) <= 1 and abs(x1 - x0) > 1:
            yield Rule(True, (y0 + y1) / 2, min(x0, x1), max(x0, x1))
        elif abs(x1 - x0) <= 1 and abs(y1 - y0) > 1:
            yield Rule(False, (x0 + x1) / 2, min(y0, y1), max(y0, y1))


def _pictures(pen: _Pen, turn: _Turning) -> Iterator[Picture]:
    area = pen.width * pen.height or 1.0
    for x0, y0, x1, y1 in pen.images:
        x, y = turn((x0 + x1) / 2, (y0 + y1) / 2)
        yield Picture(x, y, min(1.0, (x1 - x0) * (y1 - y0) / area))


# ---- unpacking -----------------------------------------------------------------------------------------------------------

_STREAM = re.compile(rb"stream\r?\n")


def _no_bomb(data: bytes, path: Path) -> None:
    """Refuse a file whose parts unpack to too much, before pdfminer unpacks them.

    Sees the parts as they stand in the file: not those of an encrypted file, nor those packed in another way first, which
    `_Unpacking` sees before their page is read.
    """
    view = memoryview(data)
    unpacked = 0
    for begin in _STREAM.finditer(data):
        end = data.find(b"endstream", begin.end())
        try:
            size, _ = _inflated(view[begin.end() : end if end >= 0 else len(data)], MOST_UNPACKED - unpacked)
        except zlib.error:
            continue
        unpacked += size
        if unpacked > MOST_UNPACKED:
            raise _bomb(path)


def _bomb(path: Path, place: Place | None = None) -> IntakeError:
    return IntakeError(
        f"unpacks to more than {MOST_UNPACKED:,} bytes, or to more than {MOST_CONTENT:,} of one page; no duty list does. "
        "It may be made to do harm: do not open it",
        path=path,
        place=place,
    )


def _inflated(data: bytes | memoryview, most: int) -> tuple[int, bool]:
    """To how many bytes this unpacks, counted up to a little over `most`, and whether it is whole."""
    unpacker = zlib.decompressobj()
    size = 0
    while not unpacker.eof and size <= most:
        piece = unpacker.decompress(data, 1 << 20)
        data = unpacker.unconsumed_tail
        size += len(piece)
        if not piece and not data:
            break
    return size, unpacker.eof


class _Unpacking:
    """Looks at what a page is drawn from before pdfminer unpacks it, which knows no limit and takes damage for an empty page."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: set[int] = set()
        self._unpacked = 0

    def check(self, page: PDFPage, place: Place) -> None:
        """Raises:
        IntakeError: something the page is drawn from is damaged, or unpacks to too much.
        """
        content = sum(self._stream(resolve1(part), place, content=True) for part in page.contents)
        if content > MOST_CONTENT:
            raise _bomb(self._path, place)
        left: list[object] = [page.resources]
        while left:
            found = left.pop()
            if isinstance(found, PDFObjRef):
                if found.objid in self._seen:
                    continue
                self._seen.add(found.objid)
                found = resolve1(found)
            if isinstance(found, PDFStream):
                form = isinstance(kind := found.get("Subtype"), PSLiteral) and kind.name == "Form"
                if not (isinstance(kind, PSLiteral) and kind.name == "Image"):  # a picture is never unpacked
                    self._stream(found, place, content=form)
                found = found.attrs
            if isinstance(found, dict):
                left += [value for key, value in found.items() if key not in ("Parent", "P", "StructParents")]
            elif isinstance(found, list):
                left += found

    def _stream(self, stream: object, place: Place, content: bool) -> int:
        """How much it unpacks to."""
        if not isinstance(stream, PDFStream) or stream.rawdata is None:
            return 0
        data = stream.rawdata
        if stream.decipher and stream.objid is not None and stream.genno is not None:
            data = stream.decipher(stream.objid, stream.genno, data, stream.attrs)
        filters = [name for name, _ in stream.get_filters() if isinstance(name, PSLiteral)]
        size = len(data)
        for number, literal in enumerate(filters):
            name, more = literal.name, filters[number + 1 :]
            if name in ("ASCII85Decode", "A85", "ASCIIHexDecode", "AHx") and more:
                data = PDFStream({"Filter": literal}, data).get_data()
            elif name in ("FlateDecode", "Fl"):
                size = self._flate(data, place, content)
                if more:
                    raise _bomb(self._path, place)  # packed twice: nobody's printer does
            elif name in ("LZWDecode", "LZW", "RunLengthDecode", "RL"):
                size = 0 if len(data) < 1 << 20 else MOST_CONTENT + 1
        self._unpacked += size
        if self._unpacked > MOST_UNPACKED or size > MOST_CONTENT * (1 if content else 4):
            raise _bomb(self._path, place)
        return size

    def _flate(self, data: bytes, place: Place, content: bool) -> int:
        try:
            size, whole = _inflated(data, MOST_UNPACKED)
        except zlib.error as error:
            size, whole, data = 0, False, str(error).encode()
        if content and not whole:
            raise IntakeError("the page's content is damaged or cut off", path=self._path, place=place, advice=SAVE_AGAIN)
        return size
