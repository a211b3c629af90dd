"""A list as the tables of a database tell it, without the edition file kept beside them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Rows = Callable[..., list[Row]]


def lists_of_tables(path: Path) -> list[dict[str, Any]]:
    """The content of an edition file for each list in a database, made of its tables alone."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row

        def rows(query: str, *values: object) -> list[Row]:
            return [dict(row) for row in connection.execute(query, values)]

        facts = "number, title, published, document, sha256, schema_version, province, city, district, t.town"
        editions = rows(f"SELECT e.key, {facts} FROM editions e JOIN towns t ON t.key = e.town ORDER BY e.key")
        return [_document(rows, edition) for edition in editions]


def _document(rows: Rows, edition: Row) -> dict[str, Any]:
    key = edition["key"]
    departments = rows("SELECT * FROM departments WHERE edition = ? ORDER BY position", key)
    notes = rows("SELECT n.*, d.id FROM notes n JOIN duties d ON d.key = n.duty WHERE n.edition = ? ORDER BY position", key)
    lineage = rows("SELECT * FROM lineage WHERE edition = ? ORDER BY position", key)
    categories = rows("SELECT name FROM categories WHERE edition = ? ORDER BY position", key)
    return {
        "schema_version": edition["schema_version"],
        "edition": _taken(edition, "number", "title", "published")
        | {"jurisdiction": _taken(edition, "province", "city", "district", "town")}
        | {"source": _taken(edition, "document", "sha256"), "categories": [row["name"] for row in categories]},
        "departments": [_taken(row, "name", "kind") | {"aliases": _aliases(rows, row["key"])} for row in departments],
        **{
            kind: [_duty(rows, row, edition) for row in _duties(rows, key, kind)]
            for kind in ("basic", "cooperative", "reclaimed")
        },
        "notes": [_taken(row, "field", "kind", "written", "meant", "reason") | {"duty": row["id"]} for row in notes],
        "lineage": [_event(rows, row) for row in lineage],
    }


def _taken(row: Row, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _column(rows: Rows, query: str, *values: object) -> list[Any]:
    """The first column of what a query gives."""
    return [next(iter(row.values())) for row in rows(query, *values)]


def _aliases(rows: Rows, department: int) -> list[str]:
    return _column(rows, "SELECT name FROM department_names WHERE department = ? ORDER BY position", department)


def _duties(rows: Rows, edition: int, kind: str) -> list[Row]:
    tables = "duties d JOIN categories c ON c.key = d.category"
    return rows(f"SELECT d.*, c.name FROM {tables} WHERE d.edition = ? AND kind = ? ORDER BY number", edition, kind)


def _duty(rows: Rows, row: Row, edition: Row) -> dict[str, Any]:
    spans = {f"{what}s": [row[f"first_{what}"], row[f"last_{what}"]] for what in ("line", "page", "row")}
    place = {name: span if span[0] else None for name, span in spans.items()}
    record = _taken(row, "id", "kind", "number", "title") | {"category": row["name"], "edition": edition["number"]}
    record["place"] = place | {"sheet": row["sheet"], "table": row["source_table"]}
    bodies = {"basic": lambda *_: {}, "cooperative": _cooperative, "reclaimed": _reclaimed}
    return record | bodies[row["kind"]](rows, row)


def _cooperative(rows: Rows, row: Row) -> dict[str, Any]:
    key = row["key"]
    names = "JOIN departments n ON n.key = x.department WHERE"
    tasks = "SELECT text FROM {} WHERE {} = ? ORDER BY position"
    parts = rows("SELECT * FROM responsibilities WHERE duty = ? ORDER BY position", key)
    column = f"FROM duty_departments x {names} duty = ? ORDER BY x.position"
    shared = f"SELECT n.name FROM responsibility_departments x {names} responsibility = ? ORDER BY x.position"
    return {
        "departments": _column(rows, f"SELECT n.name {column}", key),
        "departments_as_published": _column(rows, f"SELECT as_published {column}", key),
        "responsibilities": [
            _taken(part, "heading")
            | {"departments": _column(rows, shared, part["key"])}
            | {"tasks": _column(rows, tasks.format("tasks", "responsibility"), part["key"])}
            for part in parts
        ],
        "town_tasks": _column(rows, tasks.format("town_tasks", "duty"), key),
    }


def _reclaimed(rows: Rows, row: Row) -> dict[str, Any]:
    query = "SELECT h.*, n.name FROM handovers h JOIN departments n ON n.key = h.department WHERE duty = ? ORDER BY h.position"
    method = "SELECT text FROM methods WHERE handover = ? ORDER BY position"
    handovers = [
        {"department": part["name"], "heading": part["heading"], "method": _column(rows, method, part["key"])}
        for part in rows(query, row["key"])
    ]
    ended = None if row["statement"] is None else _taken(row, "statement", "basis")
    return {"handover": handovers, "discontinued": ended}


def _event(rows: Rows, row: Row) -> dict[str, Any]:
    query = "SELECT d.id FROM lineage_into i JOIN duties d ON d.key = i.duty WHERE lineage = ? ORDER BY position"
    lists = [name for name in (row["list"], row["new_list"]) if name]
    return _taken(row, "id", "kind", "title") | {
        "edition": row["since"],
        "into": _column(rows, query, row["key"]),
        "lists": lists,
    }
