"""Reader of the text form: one row a line, cells parted by tabs, with the markup a PDF conversion leaves in cells."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from lishi_duties.errors import IntakeError
from lishi_duties.intake.document import Begins, Block, Cell, Document, Outside, Piece, Progress, TableRow, no_progress
from lishi_duties.intake.invisible import Unseen
from lishi_duties.intake.received import Received
from lishi_duties.model import Place

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)([^<>]*)>")
_BREAKS = {"p", "br", "ol", "ul", "li"}
_MARKUP = _BREAKS | {"b", "strong", "i", "em", "u", "span"}
_EMPTY = {"br"}
_HEADING = re.compile(r"^#{1,6}\s+")
_RULE = re.compile(r"^[-\s|:]+$")
_MEND = "Compare with the original and mend the markup; corrections are about the text, not about tags"


def read_text(received: Received, progress: Progress = no_progress) -> Document:
    """The rows and lines of a document in the text form.

    Raises:
        IntakeError: it is not UTF-8, is empty, or has markup that cannot be told or a character nobody sees.
    """
    text = load_text(received)
    if not text.strip():
        raise IntakeError("the document is empty", path=received.path)
    return document_of(text, received.path)


def load_text(received: Received) -> str:
    """The text of a document, UTF-8 with or without a byte order mark, line ends as `\\n`.

    Raises:
        IntakeError: it is not UTF-8.
    """
    try:
        text = received.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise IntakeError(
            f"not UTF-8 (byte {error.start}); convert it first, for example: iconv -f GB18030 -t UTF-8",
            path=received.path,
            line=received.data.count(b"\n", 0, error.start) + 1,
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def document_of(text: str, path: Path) -> Document:
    """A text document as blocks, each with its line."""
    unseen = Unseen(path)
    return Document(path, tuple(_blocks(text, path, unseen)), unseen.remarks())


def _blocks(text: str, path: Path, unseen: Unseen) -> Iterator[Block]:
    for number, line in enumerate(text.split("\n"), 1):
        place = Place(lines=(number, number))
        line = unseen.visible(line, place)
        if not line.strip():
            continue
        if "\t" in line:
            if not _RULE.match(line):
                yield TableRow(tuple(_Cell(path, number, unseen).read(cell) for cell in line.split("\t")), place)
        else:
            yield Outside(_HEADING.sub("", line).strip(), place)


class _Cell:
    """A cell that is being read: its pieces, and the tags that are open."""

    def __init__(self, path: Path, line: int, unseen: Unseen) -> None:
        self._path = path
        self._line = line
        self._unseen = unseen
        self._pieces: list[Piece] = []
        self._open: list[str] = []
        self._begins: Begins = "paragraph"

    def read(self, markup: str) -> Cell:
        at = 0
        for tag in _TAG.finditer(markup):
            self._texts(markup[at : tag.start()])
            at = tag.end()
            self._tag(tag[2].lower(), bool(tag[1]), markup)
        self._texts(markup[at:])
        if self._open:
            raise self._fault(f"<{self._open[-1]}> is never closed", markup)
        return tuple(self._pieces)

    def _fault(self, problem: str, text: str) -> IntakeError:
        return IntakeError(problem, path=self._path, line=self._line, text=text.strip(), advice=_MEND)

    def _texts(self, raw: str) -> None:
        """The text between two tags; a line separator in it begins a paragraph, as `<br>` does."""
        if "<" in raw or ">" in raw:
            raise self._fault("a tag that does not close with '>'", raw)
        text = self._unseen.visible(html.unescape(raw), Place(lines=(self._line, self._line)))
        for number, part in enumerate(text.split("\n")):
            if number:
                self._begins = "paragraph"
            if part.strip():
                self._text(part)

    def _text(self, text: str) -> None:
        if self._begins == "run" and self._pieces:
            self._pieces[-1] = Piece(self._pieces[-1].text + text, self._pieces[-1].begins)
        else:
            self._pieces.append(Piece(text, "item" if self._begins == "item" else "paragraph"))
        self._begins = "run"

    def _tag(self, name: str, closing: bool, markup: str) -> None:
        if name not in _MARKUP:
            raise self._fault(f"markup this reader does not know, <{name}>", markup)
        if name in _BREAKS:
            if name == "li" and not closing:
                self._begins = "item"
            elif not (name == "p" and not closing and self._begins == "item"):  # <li><p> is still the item
                self._begins = "paragraph"
        if name in _EMPTY:
            return
        if not closing:
            self._open.append(name)
        elif not self._open or self._open.pop() != name:
            raise self._fault(f"</{name}> closes nothing that is open", markup)
