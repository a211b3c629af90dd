"""The formats a document may have: how its bytes are told apart, and which reader is for each.

A further format is a module with a reader in `readers/`, and a row of the table here.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Literal, TypeAlias

FormatName: TypeAlias = Literal["text", "docx", "pdf", "html", "xlsx"]

_HEAD = 1024
_PACKAGE = b"PK"


@dataclass(frozen=True, slots=True)
class Format:
    """A format of documents.

    Attributes:
        name: what it is called here.
        suffixes: how names of its files end.
        documents: what its documents are called in messages, such as `Word documents`.
        is_it: whether bytes are of this format; of no two formats are the same bytes.
        reader: where its reader is, as `module:function`. It is imported when a document of the format is read.
        paged: whether its tables are cut where pages end.
        libraries: the modules its reader imports and that may be missing.
        extra: the extra that installs them.
        accepts: formats whose bytes are taken under its suffixes too.
    """

    name: FormatName
    suffixes: tuple[str, ...]
    documents: str
    is_it: Callable[[bytes], bool]
    reader: str
    paged: bool = False
    libraries: tuple[str, ...] = ()
    extra: str = "intake"
    accepts: tuple[FormatName, ...] = ()


def is_package(data: bytes) -> bool:
    """Whether these are bytes of a zip archive, as Office documents are."""
    return data.startswith(_PACKAGE) and not _is_pdf(data)


def is_package_with(folder: str) -> Callable[[bytes], bool]:
    """Recognises a package with parts in this folder."""

    def is_it(data: bytes) -> bool:
        if not is_package(data):
            return False
        with zipfile.ZipFile(BytesIO(data)) as package:
            return any(name.startswith(folder) for name in package.namelist())

    return is_it


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:_HEAD]


def _is_html(data: bytes) -> bool:
    if _is_pdf(data) or is_package(data):
        return False
    start = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    return b"<html" in start or start.startswith((b"<!doctype html", b"<head", b"<body", b"<!--", b"<?xml", b"<meta"))


def _is_text(data: bytes) -> bool:
    return not (_is_pdf(data) or is_package(data) or _is_html(data))


_READERS = "lishi_duties.intake.readers"

FORMATS = (
    Format("text", (".txt",), "text files", _is_text, f"{_READERS}.text:read_text", paged=True),
    Format(
        "docx",
        (".docx",),
        "Word documents",
        is_package_with("word/"),
        f"{_READERS}.docx.reader:read_docx",
        libraries=("docx", "lxml.etree"),
    ),
    Format("pdf", (".pdf",), "PDF files", _is_pdf, f"{_READERS}.pdf.reader:read_pdf", paged=True, libraries=("pdfminer",)),
    Format(
        "html",
        (".html", ".htm"),
        "HTML pages",
        _is_html,
        f"{_READERS}.html.reader:read_html",
        libraries=("lxml.etree", "webencodings", "charset_normalizer"),
        accepts=("text",),  # a page may begin with a line of text
    ),
    Format(
        "xlsx",
        (".xlsx",),
        "Excel workbooks",
        is_package_with("xl/"),
        f"{_READERS}.xlsx.reader:read_xlsx",
        libraries=("openpyxl", "lxml.etree"),
    ),
)
"""Every format there is a reader for, in the order messages name their suffixes."""

SUFFIXES: dict[str, Format] = {suffix: form for form in FORMATS for suffix in form.suffixes}


def of_bytes(data: bytes) -> Format | None:
    """The format bytes are of, whatever their file is called; None for a package that is no document read here."""
    return next((form for form in FORMATS if form.is_it(data)), None)


def called(data: bytes) -> str:
    """What bytes are, for a message.

    >>> called(b"%PDF-1.7"), called("履职事项清单".encode())
    ('a .pdf file', 'a text file')
    """
    form = of_bytes(data)
    if form is not None:
        return "a text file" if form.name == "text" else f"a .{form.name} file"
    return "a .pptx file" if is_package_with("ppt/")(data) else "a zip archive"
