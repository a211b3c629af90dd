"""What no Office document is and no reader may be handed: packages made to do harm, encrypted, with macros, or damaged."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

from lishi_duties.errors import IntakeError

MOST_UNPACKED = 256 * 1024 * 1024
MOST_PARTS = 5_000

_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"'>]*)["']""")
_ASCII_SAFE = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}


def check_package(data: bytes, path: Path) -> None:
    """Look through a package before anything is read of it.

    Raises:
        IntakeError: it unpacks to more than any duty list needs, is encrypted, holds macros, declares entities, or is broken.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
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
                _check_part(package, part, path)
    except IntakeError:
        raise
    except Exception as error:  # zipfile and the decompressors raise what they like on damaged archives
        raise IntakeError(f"a damaged or cut-off package ({error}); ask for it again", path=path) from None


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path) -> None:
    """Refuse XML with a document type: Office writes none, and entities are how XML is made to read files or to explode.

    Whatever its name, a part is XML if it begins like XML. Also reads the part to its end, so that one that unpacks to more
    than it says is found out (zipfile stops there) and a wrong checksum as well.
    """
    tail = b""
    xml: bool | None = None
    with package.open(part) as stream:
        while block := stream.read(1 << 20):
            if xml is None:
                xml = _is_xml(part, block)
                if xml and not _is_readable(block) and not part.filename.startswith("customXml/"):
                    # what other programs keep in customXml is never parsed
                    raise IntakeError(f"{part.filename} is not UTF-8; save the document again in Word or Excel", path=path)
            text = tail + block
            if xml and (b"<!DOCTYPE" in text or b"<!ENTITY" in text):
                raise IntakeError(
                    f"{part.filename} declares a document type or entities, which no Office document does; it may be made "
                    "to do harm: do not open it",
                    path=path,
                )
            tail = block[-16:]


def _is_xml(part: zipfile.ZipInfo, begin: bytes) -> bool:
    xml_name = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    return xml_name or _start(begin).replace(b"\0", b"").lstrip(b"\xff\xfe")[:1] == b"<"


def _is_readable(begin: bytes) -> bool:
    """Whether XML is in an encoding in which a document type can be seen."""
    declared = _ENCODING.match(_start(begin)[:300])
    return b"\0" not in begin[:4] and (not declared or declared[1].lower() in _ASCII_SAFE)


def _start(begin: bytes) -> bytes:
    return begin.removeprefix(b"\xef\xbb\xbf").lstrip()
