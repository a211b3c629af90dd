"""The readers: each turns its format into the same blocks. They are imported when a document of that format is read."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol
from warnings import catch_warnings, simplefilter

from lishi_duties.errors import MissingExtraError
from lishi_duties.intake.document import Document, Progress, no_progress
from lishi_duties.intake.formats import Format
from lishi_duties.intake.received import Received

__all__ = ["Reader", "read_blocks", "reader_of"]


class Reader(Protocol):
    """What reads the documents of a format."""

    def __call__(self, received: Received, progress: Progress = ..., /) -> Document:
        """The blocks of a document.

        Raises:
            IntakeError: it is damaged, encrypted, or has a place that cannot be read with certainty.
        """
        ...


def read_blocks(received: Received, progress: Progress = no_progress) -> Document:
    """The blocks of a document of any format.

    Raises:
        IntakeError: it is damaged, encrypted, or has a place that cannot be read with certainty.
        MissingExtraError: the libraries of its format are not installed.
    """
    return reader_of(received.format)(received, progress)


def reader_of(form: Format) -> Reader:
    """The reader of a format, imported.

    Raises:
        MissingExtraError: the libraries of the format are not installed.
    """
    module, _, name = form.reader.partition(":")
    with catch_warnings():
        simplefilter("ignore")  # libraries warn of what they themselves use of others
        for library in form.libraries:
            try:
                import_module(library)
            except ImportError:
                raise MissingExtraError(f"reading {form.documents}", form.extra) from None
        reader: Reader = getattr(import_module(module), name)
    return reader
