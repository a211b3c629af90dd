"""What stands in a database of duty lists: its tables, indexes and views."""

from __future__ import annotations

__all__ = ["APPLICATION_ID", "INDEXES_AND_VIEWS", "LAYOUT", "TABLES"]

APPLICATION_ID = int.from_bytes(b"LSdl")
"""Stands in the file's header, by which `file` and others may know what it is."""

LAYOUT = 2
"""The version of the tables, in the header as `user_version`; raised where a column goes or changes its meaning."""

TABLES = """
CREATE TABLE towns (
  key INTEGER PRIMARY KEY, province TEXT NOT NULL, city TEXT, district TEXT NOT NULL, town TEXT NOT NULL);
CREATE TABLE editions (
  key INTEGER PRIMARY KEY, town INTEGER NOT NULL REFERENCES towns (key), number INTEGER NOT NULL, title TEXT NOT NULL,
  published TEXT, document TEXT NOT NULL, sha256 TEXT NOT NULL, schema_version INTEGER NOT NULL, UNIQUE (town, number));
CREATE TABLE edition_files (
  edition INTEGER PRIMARY KEY REFERENCES editions (key), zlib BLOB NOT NULL);
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
"""

_DUTIES_FLAT = """
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

INDEXES_AND_VIEWS = f"{_INDEXES}{_DUTIES_FLAT}{_TASKS_FLAT};"
"""Made when all rows are there."""
