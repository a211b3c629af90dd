"""A document as it was received: opened once, within bounds, and known by what its bytes are."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lishi_duties.errors import DataFileError, IntakeError, LishiDutiesError
from lishi_duties.intake.formats import SUFFIXES, Format, called, is_package, of_bytes
from lishi_duties.intake.packages import check_package

MOST_BYTES = 64 * 1024 * 1024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Received:
    """A document whose bytes are in memory; nothing opens its file again.

    Attributes:
        path: the file it came from, for messages.
        data: its bytes.
        format: its format, by the suffix of the file and by what the bytes are.
        sha256: the hash of these bytes.
    """

    path: Path
    data: bytes = field(repr=False)
    format: Format
    sha256: str


def receive(path: Path, *, expected: str | None = None) -> Received:
    """A document, opened and read once.

    Args:
        path: the file.
        expected: the sha256 that `edition.toml` states; None where nothing is stated yet.

    >>> received = receive(Path("tests/samples/qingshi-1.docx"))
    >>> received.format.name, received.sha256[:8]
    ('docx', '36f6167e')

    Raises:
        IntakeError: it cannot be read, is too large, is of no known format or of another than its suffix says, is encrypted,
            or is a package that unpacks to more than any duty list needs.
        DataFileError: it is not the document that is stated.
    """
    data = _bytes_of(path)
    sha256 = hashlib.sha256(data).hexdigest()
    if expected is not None and sha256 != expected:
        raise DataFileError(f"sha256 is {sha256}, edition.toml says {expected}; the document was changed", path=path)
    return Received(path, data, _format_of(data, path), sha256)


@contextmanager
def faults_of(path: Path, what: str, advice: str) -> Iterator[None]:
    """Within it, whatever a library raises over a broken file is an `IntakeError`: that the file is not `what`, and `advice`."""
    try:
        yield
    except LishiDutiesError:
        raise
    except Exception as error:
        raise IntakeError(f"cannot be read as {what} ({type(error).__name__}: {str(error)[:80]}); {advice}", path=path) from error


def _bytes_of(path: Path) -> bytes:
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise IntakeError("is a folder; give the document in it", path=path)
        if not stat.S_ISREG(about.st_mode):  # reading a pipe or a device may never end
            raise IntakeError("is no file; give the document itself", path=path)
        size, data = about.st_size, b""
        if size <= MOST_BYTES:
            with path.open("rb") as stream:
                data = stream.read(MOST_BYTES + 1)  # it may have grown
            size = len(data)
    except OSError as error:
        raise IntakeError(f"cannot be read ({error.strerror or error}); check the path", path=path) from None
    except IntakeError:
        raise
    except ValueError as error:  # a path that can be no path
        raise IntakeError(f"cannot be read ({error}); check the path", path=path) from None
    if size > MOST_BYTES:
        raise IntakeError(f"{size:,} bytes; a duty list has less than {MOST_BYTES:,}. Is this the right file?", path=path)
    if not data:
        raise IntakeError("the document is empty", path=path)
    return data


def _format_of(data: bytes, path: Path) -> Format:
    """The format the suffix says, if the bytes are of it."""
    if data.startswith(_OLD_OFFICE):
        raise IntakeError(
            "an Office file of the old form (.doc, .xls) or one with a password; open it in Word, Excel or LibreOffice and "
            "save it as .docx or .xlsx without a password",
            path=path,
        )
    suffix = path.suffix.lower()
    expected = SUFFIXES.get(suffix)
    if expected is None:
        what = f"no reader for {suffix} files" if suffix else "a file name without a suffix"
        raise IntakeError(f"{what}; there are readers for {', '.join(SUFFIXES)}", path=path)
    if is_package(data):
        check_package(data, path)
    form = of_bytes(data)
    if form is None or (form is not expected and form.name not in expected.accepts):
        raise IntakeError(f"the name says {suffix}, but it is {called(data)}; give it its right suffix", path=path)
    return expected
