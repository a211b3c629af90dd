"""Reading a list back from a database: the edition file that is kept in it."""

from __future__ import annotations

import os
import zlib
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from lishi_duties.catalogue import MOST_BYTES, validated
from lishi_duties.errors import ArgumentError, DataFileError, EditionNotFoundError
from lishi_duties.export.sqlite.driver import sqlite_module
from lishi_duties.export.sqlite.layout import APPLICATION_ID, LAYOUT
from lishi_duties.text import nearest

if TYPE_CHECKING:
    import sqlite3

    from lishi_duties.duties.duty_list import DutyList

__all__ = ["read_sqlite"]


def read_sqlite(path: str | os.PathLike[str], *, town: str | None = None, edition: int | None = None) -> DutyList:
    """A list in a database that `write_sqlite` or `write_dataset` wrote, equal to the one written.

    What is read is the edition file that the database keeps of each list, not the tables; whoever changes a list changes its
    edition file and exports it anew.

    Args:
        path: the database.
        town: the town's name, alone or with all that stands above it (重庆市江津区李市镇); may be left out where there is one.
        edition: the edition's number; the newest where it is not given.

    Raises:
        DataFileError: the file cannot be read or is no such database.
        ArgumentError: there are several towns, or several of this name.
        EditionNotFoundError: there is no such town or edition.
    """
    sqlite3 = sqlite_module()
    file = Path(path)
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            _check(connection, file)
            connection.row_factory = sqlite3.Row
            data = _edition_file(connection, file, _chosen(connection, file, town, edition))
    except sqlite3.Error as error:
        problem = f"cannot be read as an SQLite database of duty lists ({error}); {_ADVICE}"
        raise DataFileError(problem, path=file) from None
    return validated(data, str(file))


def _check(connection: sqlite3.Connection, file: Path) -> None:
    (application,), (layout,) = (connection.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version"))
    if application != APPLICATION_ID:
        raise DataFileError(f"an SQLite database, but none of duty lists; {_ADVICE}", path=file)
    if layout > LAYOUT:
        upgrade = "upgrade with pip install -U lishi-duties"
        raise DataFileError(f"tables of version {layout}, this package reads up to {LAYOUT}: {upgrade}", path=file)
    if layout < LAYOUT:
        anew = "export the list anew, from its edition file"
        raise DataFileError(f"tables of version {layout}, and this package reads those of version {LAYOUT}: {anew}", path=file)


_ADVICE = "give one that was exported in the format sqlite"
_WHOLE_NAME = "province || ifnull(city, '') || district || town"


def _chosen(connection: sqlite3.Connection, file: Path, town: str | None, edition: int | None) -> int:
    """The key of the edition asked for."""
    towns = connection.execute(
        f"SELECT key, {_WHOLE_NAME} AS name FROM towns WHERE ?1 IS NULL OR ?1 IN (town, name)",  # noqa: S608
        (town,),
    ).fetchmany(4)
    if not towns:
        raise _no_town(connection, file, town)
    if len(towns) > 1:
        names = "、".join(row["name"] for row in towns[:3]) + ("…" if len(towns) > 3 else "")
        raise ArgumentError(f"{file}: holds the lists of several towns ({names}); say which, with its whole name: town=…")
    (key, name), numbers = towns[0], {}
    for row in connection.execute("SELECT number, key FROM editions WHERE town = ? ORDER BY number", (key,)):
        numbers[row["number"]] = int(row["key"])
    if edition is None:
        return numbers[max(numbers)]
    if edition not in numbers:
        held = ", ".join(map(str, numbers))
        raise EditionNotFoundError(f"{file}: there is no edition {edition} of {name}; it holds {held}", asked=str(edition))
    return numbers[edition]


def _no_town(connection: sqlite3.Connection, file: Path, town: str | None) -> EditionNotFoundError:
    held = {row["name"]: row["town"] for row in connection.execute(f"SELECT {_WHOLE_NAME} AS name, town FROM towns ORDER BY 1")}  # noqa: S608
    if town is None or not held:
        return EditionNotFoundError(f"{file}: holds no list", asked=str(town))
    near = nearest(town, held) or nearest(town, held.values())
    hint = f"did you mean {' or '.join(near)}?" if near else f"it holds {'、'.join(list(held)[:3])}{'…' if len(held) > 3 else ''}"
    return EditionNotFoundError(f"{file}: holds no list of {town}; {hint}", asked=town, suggestions=near)


def _edition_file(connection: sqlite3.Connection, file: Path, key: int) -> bytes:
    """The edition file of a list, as it was written.

    Raises:
        DataFileError: there is none, or it is spoiled.
    """
    row = connection.execute("SELECT zlib FROM edition_files WHERE edition = ?", (key,)).fetchone()
    packed = row["zlib"] if row else None
    if not isinstance(packed, bytes):
        raise DataFileError(f"the edition file of the list is missing from the database; {_ADVICE}", path=file)
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(packed, MOST_BYTES)
    except zlib.error as error:
        raise DataFileError(f"the edition file in the database is spoiled ({error}); {_ADVICE}", path=file) from None
    if not unpacking.eof:
        problem = f"the edition file in the database was cut off, or has more than {MOST_BYTES:,} bytes"
        raise DataFileError(f"{problem}; {_ADVICE}", path=file)
    return data
