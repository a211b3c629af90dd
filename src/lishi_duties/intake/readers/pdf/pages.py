"""Opens a PDF, and gives each page as it is drawn, turned so that its text reads right. Nothing is read from a damaged file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from logging import CRITICAL, getLogger
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from warnings import catch_warnings, simplefilter

from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect, PDFXRefFallback
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import decode_text

from lishi_duties.errors import IntakeError
from lishi_duties.intake.readers.pdf.sheet import Glyph, Picture, Rule, Sheet
from lishi_duties.intake.received import Received
from lishi_duties.model import Place

if TYPE_CHECKING:
    from pdfminer.utils import Point
from lishi_duties.intake.readers.pdf.device import LostError, TooMuchError, Way, _Pen
from lishi_duties.intake.readers.pdf.limits import SAVE_AGAIN, Unpacking, no_bomb

MOST_PAGES = 2_000


class Pages:
    """The pages of an open PDF.

    Attributes:
        hidden_layers: the names of layers that a viewer does not show unless it is told to.

    Raises:
        IntakeError: see `open_pages`.
    """

    def __init__(self, path: Path, document: PDFDocument) -> None:
        self._path = path
        self._unpacking = Unpacking(path)
        self._resources = PDFResourceManager()
        self._pages: list[PDFPage] = []
        with _quietly(path, None):
            for page in PDFPage.create_pages(document):
                self._pages.append(page)
                if len(self._pages) > MOST_PAGES:
                    break
            count = _stated_pages(document)
            self.hidden_layers: tuple[str, ...] = tuple(_hidden_layers(document))
        if len(self._pages) > MOST_PAGES:
            raise IntakeError(f"more than {MOST_PAGES:,} pages; is this the right file?", path=path)
        if not self._pages or (count is not None and count != len(self._pages)):
            raise IntakeError(
                f"damaged or cut off: it states {count or 'no'} pages, and {len(self._pages)} are found",
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
    no_bomb(received.data, received.path)
    return Pages(received.path, _document(received.data, received.path))


def _document(data: bytes, path: Path) -> PDFDocument:
    """A PDF; a site's software may have put something before it, from whose end its places are counted."""
    with _quietly(path, None):
        try:
            document = PDFDocument(PDFParser(BytesIO(data)))
            if _is_searched(document) and (begin := data.find(b"%PDF-")) > 0:
                document = PDFDocument(PDFParser(BytesIO(data[begin:])))
        except PDFPasswordIncorrect:
            raise IntakeError("needs a password; open it with the password and save it without one", path=path) from None
        except PDFEncryptionError as error:
            raise IntakeError(
                f"encrypted in a way that cannot be read ({error}); open it and save it without a password", path=path
            ) from None
    if _is_searched(document):
        raise IntakeError(
            "cut off or damaged: the table of its parts, which stands at the end, cannot be read", path=path, advice=SAVE_AGAIN
        )
    return document


def _is_searched(document: PDFDocument) -> bool:
    """Whether its table of parts could not be read, so that pdfminer has looked for parts itself."""
    return any(isinstance(table, PDFXRefFallback) for table in document.xrefs)


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
    except TooMuchError as error:
        raise IntakeError(
            f"{error} on one page; no page of a duty list has so many. It may be made to do harm", path=path, place=place
        ) from None
    except LostError as error:
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


def _hidden_layers(document: PDFDocument) -> Iterator[str]:
    properties = resolve1(document.catalog.get("OCProperties"))
    default = resolve1(properties.get("D")) if isinstance(properties, dict) else None
    if not isinstance(default, dict):
        return
    base = resolve1(default.get("BaseState"))
    if isinstance(base, PSLiteral) and base.name == "OFF":
        visible = [resolve1(group) for group in resolve1(default.get("ON")) or ()]
        hidden = [group for group in map(resolve1, resolve1(properties.get("OCGs")) or ()) if group not in visible]
    else:
        hidden = [resolve1(group) for group in resolve1(default.get("OFF")) or ()]
    for group in hidden:
        name = resolve1(group.get("Name")) if isinstance(group, dict) else None
        yield decode_text(name) if isinstance(name, bytes) else "?"


_SILENT_ANNOTATIONS = {"Link", "Popup", "Widget", "PrinterMark", "TrapNet"}


def _annotations(page: PDFPage) -> tuple[str, ...]:
    """The kinds of annotations that can say something."""
    kinds = set()
    for annotation in resolve1(page.annots) or ():
        entry = resolve1(annotation)
        kind = entry.get("Subtype") if isinstance(entry, dict) else None
        name = str(kind.name) if isinstance(kind, PSLiteral) else "?"
        if name not in _SILENT_ANNOTATIONS or (name == "Widget" and isinstance(entry, dict) and resolve1(entry.get("V"))):
            kinds.add(name)
    return tuple(sorted(kinds))


def _sheet(number: int, pen: _Pen, annotations: tuple[str, ...]) -> Sheet:
    """A page turned as most of its text runs."""
    ways: Counter[Way] = Counter(
        character.way for character in pen.characters if character.way != "slanted" and not character.text.isspace()
    )
    way: Way = ways.most_common(1)[0][0] if ways else "right"
    turn = _turning(way, pen.width, pen.height)
    along: list[Glyph] = []
    slanted: list[Glyph] = []
    across: list[Glyph] = []
    for text, x, y, width, size, look, runs in pen.characters:
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


def _turning(way: Way, width: float, height: float) -> _Turning:
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
