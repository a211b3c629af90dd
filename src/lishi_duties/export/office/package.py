"""What Word documents and workbooks have in common: whose list it is, and a package without a clock."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lishi_duties.export.selection import edition_of, title_of

if TYPE_CHECKING:
    from lishi_duties.duties.duty_set import DutySet
    from lishi_duties.model import Duty

__all__ = ["day_of", "properties_of", "repack"]

_LONGEST = 255  # characters of a core property


def properties_of(duties: DutySet[Duty]) -> dict[str, str]:
    """The edition as both formats have it in their core properties."""
    edition, place = duties.edition, duties.edition.jurisdiction
    properties = {
        "title": title_of(duties),
        "subject": "/".join(filter(None, (place.province, place.city, place.district, place.town))),
        "version": str(edition.number),
        "identifier": f"sha256:{edition.source.sha256}",
        "description": edition_of(duties),
        "creator": "lishi-duties",
        "language": "zh-CN",
    }
    return {name: text[:_LONGEST] for name, text in properties.items()}


def day_of(duties: DutySet[Duty]) -> datetime:
    """When the document was made, as its properties say: the day the edition bears, or the first a zip archive can tell."""
    day = duties.edition.published
    return datetime(day.year, day.month, day.day) if day else datetime(1980, 1, 1)


def repack(packed: BytesIO, path: Path, core: bytes = b"") -> None:
    """Write a package with its parts in order and without the time at which they were made.

    Args:
        packed: the package.
        path: where it goes.
        core: its core properties, where those in the package tell the time.
    """
    with ZipFile(packed) as made, ZipFile(path, "w") as new:
        for name in sorted(made.namelist()):
            part = ZipInfo(name)
            part.compress_type, part.create_system = ZIP_DEFLATED, 3
            new.writestr(part, core if core and name == "docProps/core.xml" else made.read(name))
