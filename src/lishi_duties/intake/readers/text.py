"""Reader of the text form: one row a line, cells parted by tabs, with the markup a PDF conversion leaves in cells."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from lishi_duties.errors import IntakeError
from lishi_duties.intake.document import ADVICE, Block, Cell, Outside, Piece, TableRow
from lishi_duties.model import Place

MOST_BYTES = 64 * 1024 * 1024

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)([^<>]*)>")
_BREAKS = {"p", "br", "ol", "ul", "li"}
_KNOWN = _BREAKS | {"b", "strong", "i", "em", "u", "span"}
_EMPTY = {"br"}
_HEADING = re.compile(r"^#{1,6}\s+")
_RULE = re.compile(r"^[-\s|:]+$")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffd-\uffff\ue000-\uf8ff\U000f0000-\U0010ffff]"
)


def load_text(path: Path) -> str:
    """The text of a file, UTF-8 with or without a byte order mark, line ends as `\\n`."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise IntakeError(
                f"the file has {size:,} bytes; a duty list has less than {MOST_BYTES:,}. Is this the right file?", path=path
            )
        data = path.read_bytes()
    except OSError as error:
        raise IntakeError(f"cannot be read ({error.strerror or error}); check the path", path=path) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise IntakeError(
            f"not UTF-8 (byte {error.start}); convert it first, for example: iconv -f GB18030 -t UTF-8",
            path=path,
            line=line,
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read(text: str, path: Path) -> Iterator[Block]:
    """The blocks of a text document, each with its line."""
    for number, line in enumerate(text.split("\n"), 1):
        if bad := _UNSEEN.search(line):
            raise IntakeError(
                f"a character nobody sees, U+{ord(bad[0]):04X}; the conversion broke here, look at the original",
                path=path,
                line=number,
                text=line[max(0, bad.start() - 20) : bad.end() + 20],
            )
        if not line.strip():
            continue
        place = Place(lines=(number, number))
        if "\t" in line:
            if not _RULE.match(line):
                yield TableRow(tuple(_cell(cell, path, number) for cell in line.split("\t")), place)
        else:
            yield Outside(_HEADING.sub("", line).strip(), place)


def _cell(markup: str, path: Path, line: int) -> Cell:
    pieces: list[Piece] = []
    open_tags: list[str] = []
    begins = "paragraph"
    at = 0

    def text(upto: int) -> None:
        nonlocal begins
        raw = markup[at:upto]
        if "<" in raw or ">" in raw:
            raise IntakeError("a tag that does not close with '>'", path=path, line=line, text=raw.strip(), advice=ADVICE)
        raw = html.unescape(raw)
        if raw.strip():
            if begins == "run" and pieces:
                pieces[-1] = Piece(pieces[-1].text + raw, pieces[-1].begins)
            else:
                pieces.append(Piece(raw, "item" if begins == "item" else "paragraph"))
            begins = "run"

    for tag in _TAG.finditer(markup):
        text(tag.start())
        at = tag.end()
        closing, name = bool(tag[1]), tag[2].lower()
        if name not in _KNOWN:
            raise IntakeError(
                f"markup this reader does not know, <{name}>", path=path, line=line, text=markup.strip(), advice=ADVICE
            )
        if name in _BREAKS:
            if name == "li" and not closing:
                begins = "item"
            elif not (name == "p" and not closing and begins == "item"):  # <li><p> is still the item
                begins = "paragraph"
        if name in _EMPTY:
            continue
        if not closing:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            raise IntakeError(f"</{name}> closes nothing that is open", path=path, line=line, text=markup.strip(), advice=ADVICE)
    text(len(markup))
    if open_tags:
        raise IntakeError(f"<{open_tags[-1]}> is never closed", path=path, line=line, text=markup.strip(), advice=ADVICE)
    return tuple(pieces)
