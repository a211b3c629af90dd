"""The readers: each turns its format into the same blocks. They are imported when a document of that format is read."""

from __future__ import annotations

from pathlib import Path

from lishi_duties.intake.document import Document, Progress, no_progress
from lishi_duties.intake.received import format_of

__all__ = ["read_blocks"]


def read_blocks(path: Path, progress: Progress = no_progress) -> Document:
    """The blocks of a document of any format.

    Raises:
        IntakeError: it cannot be read, is too large, damaged, encrypted, or of another format than its suffix says.
        MissingExtraError: the libraries of its format are not installed.
    """
    form = format_of(path)
    if form == "docx":
        from lishi_duties.intake.readers.docx.reader import read_docx

        return read_docx(path, progress)
    if form == "xlsx":
        from lishi_duties.intake.readers.xlsx.reader import read_xlsx

        return read_xlsx(path, progress)
    if form == "html":
        from lishi_duties.intake.readers.html.reader import read_html

        return read_html(path, progress)
    if form == "pdf":
        from lishi_duties.intake.readers.pdf.reader import read_pdf

        return read_pdf(path, progress)
    from lishi_duties.intake.readers.text import load_text, read

    return Document(path, tuple(read(load_text(path), path)))
