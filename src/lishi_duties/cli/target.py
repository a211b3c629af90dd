"""Which list a command is about: a packaged edition or a file."""

from __future__ import annotations

from pathlib import Path

from lishi_duties.catalogue import load, read
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.errors import ArgumentError


def list_of(edition: int | None, file: Path | None) -> DutyList:
    """The list of --edition or --file; the newest packaged one where neither is given."""
    if file is not None:
        if edition is not None:
            raise ArgumentError("give --edition or --file, not both")
        return read(file)
    return load(edition=edition)


def list_named(text: str) -> DutyList:
    """The list of one argument: the number of a packaged edition, or the path of a file."""
    return load(edition=int(text)) if is_number(text) else read(text)


def is_number(text: str) -> bool:
    """Whether an argument is the number of a packaged edition, not the path of a file."""
    return text.isascii() and text.isdigit() and len(text) < 10
