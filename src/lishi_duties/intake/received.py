"""Which reader a file is for, and what no reader may be handed: files too large, of another kind, or made to do harm."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TypeAlias

from lishi_duties.errors import IntakeError, LishiDutiesError

Format: TypeAlias = Literal["text", "docx", "pdf", "html", "xlsx"]

SUFFIXES: dict[str, Format] = {
    ".txt": "text",
    ".docx": "docx",
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".xlsx": "xlsx",
}

MOST_BYTES = 64 * 1024 * 1024
MOST_UNPACKED = 256 * 1024 * 1024
MOST_PARTS = 5_000
_PACKAGES = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def format_of(path: Path) -> Format:
    """The format of a document, by its suffix and checked against what it begins with.

    Raises:
        IntakeError: it cannot be read, is too large, is of no known format or of another than its suffix says, is encrypted,
            or is a package that unpacks to more than any duty list needs.
    """
    suffix = path.suffix.lower()
    try:
        about = path.stat()
        size = about.st_size
        if stat.S_ISDIR(about.st_mode):
            raise IntakeError("is a folder; give the document in it", path=path)
        if not stat.S_ISREG(about.st_mode):  # reading a pipe or a device may never end
            raise IntakeError("is no file; give the document itself", path=path)
        if size > MOST_BYTES:
            raise IntakeError(f"{size:,} bytes; a duty list has less than {MOST_BYTES:,}. Is this the right file?", path=path)
        with path.open("rb") as stream:
            head = stream.read(1024)
    except IntakeError:
        raise
    except OSError as error:
        raise IntakeError(f"cannot be read ({error.strerror or error}); check the path", path=path) from None
    except ValueError as error:  # a path that can be no path
        raise IntakeError(f"cannot be read ({error}); check the path", path=path) from None
    if not size:
        raise IntakeError("the document is empty", path=path)
    if head.startswith(_OLD_OFFICE):
        raise IntakeError(
            "an Office file of the old form (.doc, .xls) or one with a password; open it in Word, Excel or LibreOffice and "
            "save it as .docx or .xlsx without a password",
            path=path,
        )
    wanted = SUFFIXES.get(suffix)
    if wanted is None:
        what = f"no reader for {suffix} files" if suffix else "a file name without a suffix"
        raise IntakeError(f"{what}; there are readers for {', '.join(SUFFIXES)}", path=path)
    found = _found(path, head)
    if found != wanted and not (wanted == "html" and found == "text"):
        named = {"text": "a text file", "zip": "a zip archive"}.get(found, f"a .{found} file")
        raise IntakeError(f"the name says {suffix}, but it is {named}; give it its right suffix", path=path)
    return wanted


@contextmanager
def faults_of(path: Path, what: str, advice: str) -> Iterator[None]:
    """Within it, whatever a library raises over a broken file is an `IntakeError`: that the file is not `what`, and `advice`."""
    try:
        yield
    except LishiDutiesError:
        raise
    except Exception as error:
        raise IntakeError(f"cannot be read as {what} ({type(error).__name__}: {str(error)[:80]}); {advice}", path=path) from error


def _found(path: Path, head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"PK"):
        return _package(path)
    lower = start[:512].lower()
    if lower.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<!--", b"<?xml", b"<meta")) or b"<html" in lower:
        return "html"
    return "text"


def _package(path: Path) -> str:
    """What an Office package holds; refuses those that unpack to too much, hold macros, or are broken."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
                raise IntakeError(
                    f"unpacks to {len(parts):,} parts of {unpacked:,} bytes; a duty list has less than {MOST_UNPACKED:,}. "
                    "It may be made to do harm: do not open it",
                    path=path,
                )
            for part in parts:
                if part.flag_bits & 1:
                    raise IntakeError("encrypted; save it without a password", path=path)
                if part.filename.lower().endswith("vbaproject.bin"):
                    raise IntakeError("holds macros, which no .docx or .xlsx does; save it as one of these", path=path)
                _check(package, part, path)
    except IntakeError:
        raise
    except Exception as error:  # zipfile and the decompressors raise what they like on damaged archives
        raise IntakeError(f"a damaged or cut-off package ({error}); ask for it again", path=path) from None
    return next((kind for folder, kind in _PACKAGES.items() if any(p.filename.startswith(folder) for p in parts)), "zip")


_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"'>]*)["']""")
_ASCII_SAFE = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}


def _check(package: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path) -> None:
    """Refuse XML with a document type: Office writes none, and entities are how XML is made to read files or to explode.

    Whatever its name, a part is XML if it begins like XML. Also reads the part to its end, so that one that unpacks to more
    than it says is found out (zipfile stops there) and a wrong checksum as well.
    """
    named = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    tail = b""
    xml: bool | None = None
    with package.open(part) as stream:
        while block := stream.read(1 << 20):
            if xml is None:
                start = block.removeprefix(b"\xef\xbb\xbf").lstrip()
                xml = named or start.replace(b"\0", b"").lstrip(b"\xff\xfe")[:1] == b"<"
                declared = _ENCODING.match(start[:300])
                readable = b"\0" not in block[:4] and (not declared or declared[1].lower() in _ASCII_SAFE)
                if xml and not readable and not part.filename.startswith("customXml/"):  # other programs' data, never parsed
                    raise IntakeError(f"{part.filename} is not UTF-8; save the document again in Word or Excel", path=path)
            text = tail + block
            if xml and (b"<!DOCTYPE" in text or b"<!ENTITY" in text):
                raise IntakeError(
                    f"{part.filename} declares a document type or entities, which no Office document does; it may be made "
                    "to do harm: do not open it",
                    path=path,
                )
            tail = block[-16:]
