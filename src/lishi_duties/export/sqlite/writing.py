"""Writing lists as a database: the rows of its tables, the terms of its index, and the edition file of each list."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lishi_duties.errors import LishiDutiesError
from lishi_duties.export.sqlite.driver import sqlite_module
from lishi_duties.export.sqlite.layout import APPLICATION_ID, INDEXES_AND_VIEWS, LAYOUT, TABLES
from lishi_duties.export.sqlite.terms import terms_of
from lishi_duties.export.tables import entry_of
from lishi_duties.model import Duty, DutyListFile, Edition, Place, departments_of
from lishi_duties.model.canonical import edition_json
from lishi_duties.model.walk import Part, field_text

if TYPE_CHECKING:
    import sqlite3

    from lishi_duties.duties.duty_list import DutyList

__all__ = ["database", "write_sqlite"]

_LEVEL = 6
"""How hard the edition files are compressed: always alike, so that the same list gives the same bytes."""


def write_sqlite(duties: DutyList, path: Path) -> None:
    """Write the list as a database.

    Raises:
        LishiDutiesError: this Python has no SQLite, or one without full-text search.
    """
    with database(path) as add:
        add(duties)


@contextmanager
def database(path: Path) -> Iterator[Callable[[DutyList], None]]:
    """A function that adds a list to a new database, which is complete when the context ends.

    It is first written beside `path`, then copied there without gaps.

    Raises:
        LishiDutiesError: this Python has no SQLite, or one without full-text search.
    """
    sqlite3 = sqlite_module()
    rough = path.with_name(f"{path.name}-rough")
    try:
        with closing(sqlite3.connect(rough, isolation_level=None)) as connection:
            connection.executescript(
                f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32768; "
                f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={LAYOUT}; BEGIN; {TABLES}"
            )
            yield _Adding(connection).add
            connection.execute("INSERT INTO duties_fts(duties_fts) VALUES ('optimize')")
            connection.executescript(INDEXES_AND_VIEWS)
            connection.execute("VACUUM INTO ?", (str(path),))
    except sqlite3.Error as error:
        if "no such module: fts5" in str(error):
            raise LishiDutiesError(
                "SQLite databases are written with full-text search: use a Python whose SQLite has FTS5"
            ) from None
        raise OSError(f"SQLite: {error}") from None
    finally:
        rough.unlink(missing_ok=True)


class _Keys(NamedTuple):
    """The keys of what the records of a list refer to."""

    edition: int
    categories: dict[str, int]
    departments: dict[str, int]


class _Adding:
    """Adds lists to the tables, with keys that count up."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._towns: dict[tuple[str | None, ...], int] = {}
        self._keys: dict[str, int] = defaultdict(int)
        self._rows: dict[str, list[tuple[object, ...]]] = defaultdict(list)

    def add(self, duties: DutyList) -> None:
        file = duties.file
        edition = self._edition(duties.edition, file.schema_version)
        self._row("edition_files", edition, zlib.compress(edition_json(file), _LEVEL))
        keys = _Keys(edition, self._categories(edition, file), self._departments(edition, file))
        ids = {duty.id: self._duty(duty, keys) for duty in duties}
        for n, note in enumerate(file.notes, 1):
            self._row("notes", edition, n, ids[note.duty], note.field, note.kind, note.written, note.meant, note.reason)
        for n, event in enumerate(file.lineage, 1):
            lists = (*event.lists, None)[:2]
            own = self._keyed("lineage", edition, n, event.id, event.kind, event.edition, event.title, *lists)
            self._each("lineage_into", own, (ids[new] for new in event.into))
        self._write()

    def _edition(self, edition: Edition, schema_version: int) -> int:
        place, source = edition.jurisdiction, edition.source
        town = (place.province, place.city, place.district, place.town)
        if town not in self._towns:
            self._towns[town] = self._keyed("towns", *town)
        published = edition.published and edition.published.isoformat()
        facts = (edition.number, edition.title, published, source.document, source.sha256, schema_version)
        return self._keyed("editions", self._towns[town], *facts)

    def _categories(self, edition: int, file: DutyListFile) -> dict[str, int]:
        return {name: self._keyed("categories", edition, n, name) for n, name in enumerate(file.edition.categories, 1)}

    def _departments(self, edition: int, file: DutyListFile) -> dict[str, int]:
        keys: dict[str, int] = {}
        for n, department in enumerate(file.departments, 1):
            keys[department.name] = own = self._keyed("departments", edition, n, department.name, department.kind)
            self._each("department_names", own, department.aliases)
        return keys

    def _duty(self, duty: Duty, keys: _Keys) -> int:
        ended = (field_text(duty, "discontinued.statement"), field_text(duty, "discontinued.basis"))
        facts = (duty.id, duty.kind, duty.number, keys.categories[duty.category], duty.title, *ended)
        own = self._keyed("duties", keys.edition, *facts, str(duty.place), *_columns(duty.place))
        if duty.kind == "cooperative":
            for n, (name, written) in enumerate(zip(duty.departments, duty.departments_as_published, strict=True), 1):
                self._row("duty_departments", own, n, written, keys.departments[name])
        parts = duty.parts()
        for part in parts:
            self._part(part, own, keys.departments)
        indexed = ((duty.title,), dict.fromkeys(departments_of(duty)), (text for part in parts for text in part.texts))
        self._row("duties_fts", own, *(" ".join(" ".join(terms_of(text)) for text in texts) for texts in indexed))
        return own

    def _part(self, part: Part, duty: int, departments: dict[str, int]) -> None:
        """The rows of a part of a record; what is discontinued stands with the duty."""
        if part.kind == "responsibilities":
            own = self._keyed("responsibilities", duty, entry_of(part), part.heading)
            self._each("responsibility_departments", own, (departments[name] for name in part.departments))
            self._each("tasks", own, part.texts)
        elif part.kind == "town_tasks":
            self._each("town_tasks", duty, part.texts)
        elif part.kind == "handover":
            (receiving,) = part.departments
            own = self._keyed("handovers", duty, entry_of(part), departments[receiving], part.heading)
            self._each("methods", own, part.texts)

    def _keyed(self, table: str, *values: object) -> int:
        self._keys[table] += 1
        self._row(table, self._keys[table], *values)
        return self._keys[table]

    def _each(self, table: str, owner: int, values: Iterable[object]) -> None:
        for n, value in enumerate(values, 1):
            self._row(table, owner, n, value)

    def _row(self, table: str, *values: object) -> None:
        self._rows[table].append(values)

    def _write(self) -> None:
        for table, rows in self._rows.items():
            columns = " (rowid, title, departments, text)" if table == "duties_fts" else ""
            self._connection.executemany(f"INSERT INTO {table}{columns} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608
        self._rows.clear()


def _columns(place: Place) -> tuple[object, ...]:
    """A place as the columns of `duties` have it."""
    return (
        *(place.lines or (None, None)),
        *(place.pages or (None, None)),
        place.sheet,
        place.table,
        *(place.rows or (None, None)),
    )
