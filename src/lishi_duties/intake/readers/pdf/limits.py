"""What a PDF may unpack to: looked at before pdfminer unpacks it, which knows no limit and takes damage for an empty page."""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.psparser import PSLiteral

from lishi_duties.errors import IntakeError
from lishi_duties.model import Place

if TYPE_CHECKING:
    pass


MOST_UNPACKED = 256 * 1024 * 1024


MOST_CONTENT = 16 * 1024 * 1024


SAVE_AGAIN = "Open it in a PDF program, compare it with the original and print it to PDF again, or ask for the Word file"


_STREAM = re.compile(rb"stream\r?\n")


def no_bomb(data: bytes, path: Path) -> None:
    """Refuse a file whose parts unpack to too much, before pdfminer unpacks them.

    Sees the parts as they stand in the file: not those of an encrypted file, nor those packed in another way first, which
    `Unpacking` sees before their page is read.
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


class Unpacking:
    """Looks at what a page is drawn from before pdfminer unpacks it, which knows no limit and takes damage for an empty page."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._objects: set[int] = set()
        self._unpacked = 0

    def check(self, page: PDFPage, place: Place) -> None:
        """Raises:
        IntakeError: something the page is drawn from is damaged, or unpacks to too much.
        """
        content = sum(self._stream(resolve1(part), place, content=True) for part in page.contents)
        if content > MOST_CONTENT:
            raise _bomb(self._path, place)
        stack: list[object] = [page.resources]
        while stack:
            entry = stack.pop()
            if isinstance(entry, PDFObjRef):
                if entry.objid in self._objects:
                    continue
                self._objects.add(entry.objid)
                entry = resolve1(entry)
            if isinstance(entry, PDFStream):
                form = isinstance(kind := entry.get("Subtype"), PSLiteral) and kind.name == "Form"
                if not (isinstance(kind, PSLiteral) and kind.name == "Image"):  # a picture is never unpacked
                    self._stream(entry, place, content=form)
                entry = entry.attrs
            if isinstance(entry, dict):
                stack += [value for key, value in entry.items() if key not in ("Parent", "P", "StructParents")]
            elif isinstance(entry, list):
                stack += entry

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
