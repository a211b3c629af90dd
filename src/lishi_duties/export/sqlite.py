"""One list or many as an SQLite database: a table for each kind of record, full-text search, and views as `tables` has them.

Every list is a row of `editions`, which belongs to a row of `towns`; all else belongs to an edition, directly or through the
record it is part of. `key` is the primary key of the tables others refer to, and `position` counts from 1. `read_sqlite` gives
an equal list back.

`duties_fts` finds Chinese words, which nothing parts from one another: each text is stored there as pairs of characters that
overlap, so that a word of two characters is a term, a longer one a phrase of its pairs, and one character the beginning of a
term; `match` makes such a query of words. Only the index is kept (its rowid is `duties.key`); the texts stand in their tables.
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from lishi_duties.errors import ArgumentError, DataFileError, EditionNotFoundError, LishiDutiesError
from lishi_duties.model import KINDS, Duty, Place, departments_of
from lishi_duties.text import fold, nearest, shown

if TYPE_CHECKING:
    import sqlite3

    from lishi_duties.duties.duty_set import DutyList

APPLICATION_ID = int.from_bytes(b"LSdl")
"""Stands in the file's header, by which `file` and others may know what it is."""

LAYOUT = 1
"""The version of the tables, in the header as `user_version`; raised where a column goes or changes its meaning."""

_TABLES = """
CREATE TABLE towns (
  key INTEGER PRIMARY KEY, province TEXT NOT NULL, city TEXT, district TEXT NOT NULL, town TEXT NOT NULL);
CREATE TABLE editions (
  key INTEGER PRIMARY KEY, town INTEGER NOT NULL REFERENCES towns (key), number INTEGER NOT NULL, title TEXT NOT NULL,
  published TEXT, document TEXT NOT NULL, sha256 TEXT NOT NULL, schema_version INTEGER NOT NULL, UNIQUE (town, number));
CREATE TABLE categories (
  key INTEGER PRIMARY KEY, edition INTEGER NOT NULL REFERENCES editions (key), position INTEGER NOT NULL, name TEXT NOT NULL,
  UNIQUE (edition, position));
CREATE TABLE departments (
  key INTEGER PRIMARY KEY, edition INTEGER NOT NULL REFERENCES editions (key), position INTEGER NOT NULL, name TEXT NOT NULL,
  kind TEXT NOT NULL, UNIQUE (edition, position));
CREATE TABLE department_names (
  department INTEGER NOT NULL REFERENCES departments (key), position INTEGER NOT NULL, name TEXT NOT NULL,
  PRIMARY KEY (department, position)) WITHOUT ROWID;
CREATE TABLE duties (
  key INTEGER PRIMARY KEY, edition INTEGER NOT NULL REFERENCES editions (key), id TEXT NOT NULL, kind TEXT NOT NULL,
  number INTEGER NOT NULL, category INTEGER NOT NULL REFERENCES categories (key), title TEXT NOT NULL, statement TEXT, basis TEXT,
  place TEXT NOT NULL, first_line INTEGER, last_line INTEGER, first_page INTEGER, last_page INTEGER, sheet TEXT,
  source_table INTEGER, first_row INTEGER, last_row INTEGER, UNIQUE (edition, id));
CREATE TABLE duty_departments (
  duty INTEGER NOT NULL REFERENCES duties (key), position INTEGER NOT NULL, as_published TEXT NOT NULL,
  department INTEGER NOT NULL REFERENCES departments (key), PRIMARY KEY (duty, position)) WITHOUT ROWID;
CREATE TABLE responsibilities (
  key INTEGER PRIMARY KEY, duty INTEGER NOT NULL REFERENCES duties (key), position INTEGER NOT NULL, heading TEXT,
  UNIQUE (duty, position));
CREATE TABLE responsibility_departments (
  responsibility INTEGER NOT NULL REFERENCES responsibilities (key), position INTEGER NOT NULL,
  department INTEGER NOT NULL REFERENCES departments (key), PRIMARY KEY (responsibility, position)) WITHOUT ROWID;
CREATE TABLE tasks (
  responsibility INTEGER NOT NULL REFERENCES responsibilities (key), position INTEGER NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (responsibility, position)) WITHOUT ROWID;
CREATE TABLE town_tasks (
  duty INTEGER NOT NULL REFERENCES duties (key), position INTEGER NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (duty, position)) WITHOUT ROWID;
CREATE TABLE handovers (
  key INTEGER PRIMARY KEY, duty INTEGER NOT NULL REFERENCES duties (key), position INTEGER NOT NULL,
  department INTEGER NOT NULL REFERENCES departments (key), heading TEXT NOT NULL, UNIQUE (duty, position));
CREATE TABLE methods (
  handover INTEGER NOT NULL REFERENCES handovers (key), position INTEGER NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (handover, position)) WITHOUT ROWID;
CREATE TABLE notes (
  edition INTEGER NOT NULL REFERENCES editions (key), position INTEGER NOT NULL, duty INTEGER NOT NULL REFERENCES duties (key),
  field TEXT NOT NULL, kind TEXT NOT NULL, written TEXT NOT NULL, meant TEXT, reason TEXT NOT NULL,
  PRIMARY KEY (edition, position)) WITHOUT ROWID;
CREATE TABLE lineage (
  key INTEGER PRIMARY KEY, edition INTEGER NOT NULL REFERENCES editions (key), position INTEGER NOT NULL, id TEXT NOT NULL,
  kind TEXT NOT NULL, since INTEGER NOT NULL, title TEXT NOT NULL, list TEXT NOT NULL, new_list TEXT, UNIQUE (edition, position));
CREATE TABLE lineage_into (
  lineage INTEGER NOT NULL REFERENCES lineage (key), position INTEGER NOT NULL, duty INTEGER NOT NULL REFERENCES duties (key),
  PRIMARY KEY (lineage, position)) WITHOUT ROWID;
CREATE VIRTUAL TABLE duties_fts USING fts5(title, departments, text, content='', tokenize='unicode61 remove_diacritics 0');
"""

_INDEXES = """
CREATE UNIQUE INDEX towns_by_name ON towns (province, district, town, ifnull(city, ''));
CREATE INDEX departments_by_name ON departments (name);
CREATE INDEX department_names_by_name ON department_names (name);
CREATE INDEX duties_by_category ON duties (category);
CREATE INDEX duty_departments_by_department ON duty_departments (department);
CREATE INDEX responsibility_departments_by_department ON responsibility_departments (department);
CREATE INDEX handovers_by_department ON handovers (department);
CREATE INDEX notes_by_duty ON notes (duty);
CREATE INDEX lineage_into_by_duty ON lineage_into (duty);
CREATE VIEW duties_flat AS
SELECT t.province, t.city, t.district, t.town, e.number AS edition, d.id, e.published, d.kind, d.number, c.name AS category,
  d.title,
  (SELECT group_concat(name, '、') FROM (
    SELECT n.name FROM (
      SELECT department, position AS place FROM duty_departments WHERE duty = d.key
      UNION ALL SELECT rd.department, r.position * 1000000 + rd.position
      FROM responsibilities r JOIN responsibility_departments rd ON rd.responsibility = r.key WHERE r.duty = d.key
      UNION ALL SELECT department, position FROM handovers WHERE duty = d.key
    ) JOIN departments n ON n.key = department GROUP BY department ORDER BY min(place))) AS departments,
  d.statement IS NOT NULL AS discontinued, d.statement, d.place
FROM duties d JOIN editions e ON e.key = d.edition JOIN towns t ON t.key = e.town JOIN categories c ON c.key = d.category;
"""

_ARMS = (
    (
        "'responsibility' AS part, r.position AS entry, k.position, n.name AS department, r.heading, k.text",
        "JOIN responsibilities r ON r.duty = d.key JOIN tasks k ON k.responsibility = r.key "
        "JOIN responsibility_departments rd ON rd.responsibility = r.key JOIN departments n ON n.key = rd.department",
    ),
    ("'town_task', 1, k.position, NULL, NULL, k.text", "JOIN town_tasks k ON k.duty = d.key"),
    (
        "'method', h.position, k.position, n.name, h.heading, k.text",
        "JOIN handovers h ON h.duty = d.key JOIN methods k ON k.handover = h.key JOIN departments n ON n.key = h.department",
    ),
)
_TASKS_FLAT = "CREATE VIEW tasks_flat AS " + " UNION ALL ".join(  # at the top, where a condition reaches each arm
    f"SELECT t.province, t.city, t.district, t.town, e.number AS edition, d.id, {what} "  # noqa: S608
    f"FROM towns t JOIN editions e ON e.town = t.key JOIN duties d ON d.edition = e.key {tables}"
    for what, tables in _ARMS
)
_RUN = re.compile("[0-9a-z]+|[^0-9a-z]+")


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
    sqlite3 = _sqlite()
    rough = path.with_name(f"{path.name}-rough")
    try:
        with closing(sqlite3.connect(rough, isolation_level=None)) as connection:
            connection.executescript(
                f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32768; "
                f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={LAYOUT}; BEGIN; {_TABLES}"
            )
            yield _Adding(connection).add
            connection.execute("INSERT INTO duties_fts(duties_fts) VALUES ('optimize')")
            connection.executescript(f"{_INDEXES}{_TASKS_FLAT};")
            connection.execute("VACUUM INTO ?", (str(path),))
    except sqlite3.Error as error:
        if "no such module: fts5" in str(error):
            raise LishiDutiesError(
                "SQLite databases are written with full-text search: use a Python whose SQLite has FTS5"
            ) from None
        raise OSError(f"SQLite: {error}") from None
    finally:
        rough.unlink(missing_ok=True)


class _Adding:
    """Adds lists to the tables, with keys that count up."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._towns: dict[tuple[str | None, ...], int] = {}
        self._keys: dict[str, int] = defaultdict(int)
        self._rows: dict[str, list[tuple[object, ...]]] = defaultdict(list)

    def add(self, duties: DutyList) -> None:
        file, edition = duties.file, duties.edition
        place = edition.jurisdiction
        town = (place.province, place.city, place.district, place.town)
        if town not in self._towns:
            self._towns[town] = self._keyed("towns", *town)
        key = self._keyed(
            "editions", self._towns[town], edition.number, edition.title, edition.published and edition.published.isoformat(),
            edition.source.document, edition.source.sha256, file.schema_version,
        )  # fmt: skip
        categories = {name: self._keyed("categories", key, n, name) for n, name in enumerate(edition.categories, 1)}
        departments: dict[str, int] = {}
        for n, department in enumerate(file.departments, 1):
            departments[department.name] = own = self._keyed("departments", key, n, department.name, department.kind)
            self._each("department_names", own, department.aliases)
        keys = {duty.id: self._duty(duty, key, categories, departments) for duty in duties}
        for n, note in enumerate(file.notes, 1):
            self._row("notes", key, n, keys[note.duty], note.field, note.kind, note.written, note.meant, note.reason)
        for n, event in enumerate(file.lineage, 1):
            lists = (*event.lists, None)[:2]
            own = self._keyed("lineage", key, n, event.id, event.kind, event.edition, event.title, *lists)
            self._each("lineage_into", own, (keys[new] for new in event.into))
        self._write()

    def _duty(self, duty: Duty, edition: int, categories: dict[str, int], departments: dict[str, int]) -> int:
        ended = duty.discontinued if duty.kind == "reclaimed" else None
        key = self._keyed(
            "duties", edition, duty.id, duty.kind, duty.number, categories[duty.category], duty.title,
            ended and ended.statement, ended and ended.basis, str(duty.place), *_flat(duty.place),
        )  # fmt: skip
        texts: list[str] = []
        if duty.kind == "cooperative":
            for n, (name, written) in enumerate(zip(duty.departments, duty.departments_as_published, strict=True), 1):
                self._row("duty_departments", key, n, written, departments[name])
            for n, part in enumerate(duty.responsibilities, 1):
                own = self._keyed("responsibilities", key, n, part.heading)
                self._each("responsibility_departments", own, (departments[name] for name in part.departments))
                self._each("tasks", own, part.tasks)
                texts += part.tasks
            self._each("town_tasks", key, duty.town_tasks)
            texts += duty.town_tasks
        elif duty.kind == "reclaimed":
            for n, handover in enumerate(duty.handover, 1):
                own = self._keyed("handovers", key, n, departments[handover.department], handover.heading)
                self._each("methods", own, handover.method)
                texts += handover.method
            texts += [ended.statement] if ended else []
        columns = ((duty.title,), dict.fromkeys(departments_of(duty)), texts)
        self._row("duties_fts", key, *(" ".join(" ".join(_terms(text)) for text in part) for part in columns))
        return key

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


def read_sqlite(path: str | os.PathLike[str], *, town: str | None = None, edition: int | None = None) -> DutyList:
    """A list in a database that `write_sqlite` or `write_dataset` wrote, equal to the one written.

    Args:
        path: the database.
        town: the town's name, alone or with all that stands above it (重庆市江津区李市镇); may be left out where there is one.
        edition: the edition's number; the newest where it is not given.

    Raises:
        DataFileError: the file cannot be read or is no such database.
        ArgumentError: there are several towns, or several of this name.
        EditionNotFoundError: there is no such town or edition.
    """
    from lishi_duties.catalogue import validated

    sqlite3 = _sqlite()
    file = Path(path)
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            _check(connection, file)
            connection.row_factory = sqlite3.Row
            return validated(json.dumps(_document(connection, _chosen(connection, file, town, edition))).encode(), str(file))
    except sqlite3.Error as error:
        problem = f"cannot be read as an SQLite database of duty lists ({error}); {_ADVICE}"
        raise DataFileError(problem, path=file) from None


def _check(connection: sqlite3.Connection, file: Path) -> None:
    (application,), (layout,) = (connection.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version"))
    if application != APPLICATION_ID:
        raise DataFileError(f"an SQLite database, but none of duty lists; {_ADVICE}", path=file)
    if layout > LAYOUT:
        upgrade = "upgrade with pip install -U lishi-duties"
        raise DataFileError(f"tables of version {layout}, this package reads up to {LAYOUT}: {upgrade}", path=file)


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
        told = ", ".join(map(str, numbers))
        raise EditionNotFoundError(f"{file}: there is no edition {edition} of {name}; it holds {told}", asked=str(edition))
    return numbers[edition]


def _no_town(connection: sqlite3.Connection, file: Path, town: str | None) -> EditionNotFoundError:
    held = {row["name"]: row["town"] for row in connection.execute(f"SELECT {_WHOLE_NAME} AS name, town FROM towns ORDER BY 1")}  # noqa: S608
    if town is None or not held:
        return EditionNotFoundError(f"{file}: holds no list", asked=str(town))
    near = nearest(town, held) or nearest(town, held.values())
    told = f"did you mean {' or '.join(near)}?" if near else f"it holds {'、'.join(list(held)[:3])}{'…' if len(held) > 3 else ''}"
    return EditionNotFoundError(f"{file}: holds no list of {town}; {told}", asked=town, suggestions=near)


def _document(connection: sqlite3.Connection, key: int) -> dict[str, Any]:
    """An edition file's content out of the tables."""
    query = "SELECT t.*, e.* FROM editions e JOIN towns t ON t.key = e.town WHERE e.key = ?"  # of both towns the first: its name
    edition = connection.execute(query, (key,)).fetchone()
    rows = {table: _rows(connection, table, key) for table in _OWNERS}
    categories, departments = ({row["key"]: row["name"] for row in rows[table][key]} for table in ("categories", "departments"))
    ids = {row["key"]: row["id"] for row in rows["duties"][key]}

    def texts(table: str, owner: int) -> list[str]:
        return [row["text"] for row in rows[table][owner]]

    def names(table: str, owner: int) -> list[str]:
        return [departments[row["department"]] for row in rows[table][owner]]

    def duty(row: sqlite3.Row) -> dict[str, Any]:
        own = row["key"]
        record = {name: row[name] for name in ("id", "kind", "number", "title")}
        record |= {"edition": edition["number"], "category": categories[row["category"]], "place": _place(row)}
        if row["kind"] == "cooperative":
            record["departments"] = names("duty_departments", own)
            record["departments_as_published"] = [part["as_published"] for part in rows["duty_departments"][own]]
            record["responsibilities"] = [
                {
                    "departments": names("responsibility_departments", part["key"]),
                    "heading": part["heading"],
                    "tasks": texts("tasks", part["key"]),
                }
                for part in rows["responsibilities"][own]
            ]
            record["town_tasks"] = texts("town_tasks", own)
        elif row["kind"] == "reclaimed":
            record["handover"] = [
                {
                    "department": departments[part["department"]],
                    "heading": part["heading"],
                    "method": texts("methods", part["key"]),
                }
                for part in rows["handovers"][own]
            ]
            ended = {"statement": row["statement"], "basis": row["basis"]}
            record["discontinued"] = None if row["statement"] is None else ended
        return record

    records = [duty(row) for row in rows["duties"][key]]
    return {
        "schema_version": edition["schema_version"],
        "edition": {name: edition[name] for name in ("number", "title", "published")}
        | {
            "jurisdiction": {name: edition[name] for name in ("province", "city", "district", "town")},
            "source": {name: edition[name] for name in ("document", "sha256")},
            "categories": list(categories.values()),
        },
        "departments": [
            {
                "name": row["name"],
                "kind": row["kind"],
                "aliases": [other["name"] for other in rows["department_names"][row["key"]]],
            }
            for row in rows["departments"][key]
        ],
        **{kind: [record for record in records if record["kind"] == kind] for kind in KINDS},
        "notes": [
            {name: row[name] for name in ("field", "kind", "written", "meant", "reason")} | {"duty": ids[row["duty"]]}
            for row in rows["notes"][key]
        ],
        "lineage": [
            {name: row[name] for name in ("id", "kind", "title")}
            | {
                "edition": row["since"],
                "into": [ids[part["duty"]] for part in rows["lineage_into"][row["key"]]],
                "lists": [name for name in (row["list"], row["new_list"]) if name],
            }
            for row in rows["lineage"][key]
        ],
    }


_OWNERS = {
    "categories": "edition",
    "departments": "edition",
    "department_names": "department",
    "duties": "edition",
    "duty_departments": "duty",
    "responsibilities": "duty",
    "responsibility_departments": "responsibility",
    "tasks": "responsibility",
    "town_tasks": "duty",
    "handovers": "duty",
    "methods": "handover",
    "notes": "edition",
    "lineage": "edition",
    "lineage_into": "lineage",
}
"""What the rows of each table belong to; a column of that name has its key."""
_OWNING = {"department": "departments", "duty": "duties", "responsibility": "responsibilities", "handover": "handovers"}


def _rows(connection: sqlite3.Connection, table: str, edition: int) -> dict[int, list[sqlite3.Row]]:
    """The rows of a table in an edition, in order, by the key of what they belong to."""
    tables, inner, owner = f"{table} AS x0", "x0", _OWNERS[table]
    while owner != "edition":
        outer, above = f"{inner}0", _OWNING.get(owner, owner)
        tables += f" JOIN {above} AS {outer} ON {outer}.key = {inner}.{owner}"
        inner, owner = outer, _OWNERS[above]
    found: dict[int, list[sqlite3.Row]] = defaultdict(list)
    query = f"SELECT x0.* FROM {tables} WHERE {inner}.edition = ? ORDER BY 1, 2"  # noqa: S608 - names of our own
    for row in connection.execute(query, (edition,)):
        found[row[_OWNERS[table]]].append(row)
    return found


def _flat(place: Place) -> tuple[object, ...]:
    """A place as the columns of `duties` have it."""
    return (
        *(place.lines or (None, None)),
        *(place.pages or (None, None)),
        place.sheet,
        place.table,
        *(place.rows or (None, None)),
    )


def _place(row: sqlite3.Row) -> dict[str, Any]:
    spans = {f"{what}s": [row[f"first_{what}"], row[f"last_{what}"]] for what in ("line", "page", "row")}
    return {"sheet": row["sheet"], "table": row["source_table"]} | {name: span for name, span in spans.items() if span[0]}


def _sqlite() -> ModuleType:
    try:
        import sqlite3
    except ImportError:
        raise LishiDutiesError("SQLite databases need a Python with the module sqlite3; this one was built without it") from None
    return sqlite3


def match(words: str) -> str:
    """The query with which `duties_fts` finds the duties that hold every word; words are parted by spaces.

    Raises:
        ArgumentError: there is no word.

    >>> match("燃气 森林防火 APP")
    '"燃气" "森林 林防 防火" "app"'
    >>> match("坝")
    '"坝"*'
    """
    phrases = []
    for word in words.split():
        terms, last = _terms(word), _RUN.findall(fold(word))[-1:]
        within = bool(last) and not last[0].isascii()  # a word may end where the text goes on
        if within and len(last[0]) > 1:
            terms.pop()
        if terms:
            phrases.append(f'"{" ".join(terms)}"' + ("*" if within and len(last[0]) == 1 else ""))
    if not phrases:
        raise ArgumentError(f"there is no word in {shown(words)} to search for")
    return " ".join(phrases)


def _terms(text: str) -> list[str]:
    """The terms of a text in the index: letters and digits whole, all else in overlapping pairs and then its last character."""
    terms: list[str] = []
    for run in _RUN.findall(fold(text)):
        if run[0].isascii():
            terms.append(run)
        else:
            terms += map(str.__add__, run, run[1:])
            terms.append(run[-1])
    return terms
