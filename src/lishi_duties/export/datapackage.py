"""The list as a Tabular Data Package: a folder of CSV files, and a `datapackage.json` that says what is in them.

The form is that of Frictionless Data, version 1: https://specs.frictionlessdata.io/tabular-data-package/
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from lishi_duties.export.tables import DUTIES, EDITIONS, TASKS, Column, Value, duty_rows, edition_rows, task_rows
from lishi_duties.export.text import csv_table

if TYPE_CHECKING:
    from lishi_duties.duties.duty_list import DutyList

_GUARD = (
    "A text that begins like a formula (with = + - @, a tab or a line end, spaces and apostrophes before it aside) has an "
    "apostrophe put before it; take away that one to have the text as published. Lists are joined by 、."
)
_LICENSE = {
    "name": "other-pd",
    "title": "Official document, not under copyright (Copyright Law of the People's Republic of China, Article 5)",
}

_EDITION = next(column for column in DUTIES if column.name == "edition")
DEPARTMENTS: tuple[Column, ...] = (
    _EDITION,
    Column("name", "string", True, "部门", "canonical name"),
    Column("kind", "string", True, "性质", "district, party, vertical, mass or collective"),
    Column("aliases", "strings", False, "又称", "other forms that mean it"),
)
NOTES: tuple[Column, ...] = (
    _EDITION,
    Column("id", "string", True, "编号", "id of the duty"),
    Column("field", "string", True, "位置", "where in its record, as a path"),
    Column("kind", "string", True, "种类", "what the note is about"),
    Column("written", "string", True, "原文", "the words as written"),
    Column("meant", "string", False, "应为", "what is evidently meant, where that can be told"),
    Column("reason", "string", True, "理由", "why"),
)
LINEAGE: tuple[Column, ...] = (
    _EDITION,
    Column("id", "string", True, "编号", "an id that moved or is no more"),
    Column("kind", "string", True, "去向", "moved, split, merged or withdrawn"),
    Column("since", "integer", True, "起于", "number of the edition in which it happened"),
    Column("title", "string", True, "事项名称", "title of the duty before"),
    Column("into", "strings", False, "接替", "ids that took its place"),
    Column("lists", "strings", True, "清单", "the list it stood in and, where it moved, the list it went to"),
)

Rows: TypeAlias = Iterator[Mapping[str, Value]]


class _Table(NamedTuple):
    """A file of the package: its key, and which rows of other tables its own refer to."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Rows
    key: tuple[str, ...] = ()
    refers: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = ()


def write_datapackage(duties: DutyList, path: Path) -> None:
    """Write the folder; the same list gives the same bytes."""
    path.mkdir()
    resources = []
    for table in _tables(duties):
        data = csv_table(table.columns, table.rows)
        (path / f"{table.name}.csv").write_bytes(data)
        resources.append(_resource(table, data))
    package = json.dumps(_package(duties) | {"resources": resources}, ensure_ascii=False, indent=2)
    (path / "datapackage.json").write_bytes(f"{package}\n".encode())


def _package(duties: DutyList) -> dict[str, Any]:
    edition = duties.edition
    return {
        "profile": "tabular-data-package",
        "name": f"duty-list-{edition.source.sha256[:12]}-{edition.number}",
        "title": str(edition),
        "description": f"The duty list of {edition.jurisdiction}, edition {edition.number}. {_GUARD}",
        "version": f"{edition.number}.0.0",
        "keywords": ["履职事项清单"],
        "licenses": [_LICENSE],
        "sources": [{"title": f"{edition.title} ({edition.source.document}, SHA-256 {edition.source.sha256})"}],
    }


def _resource(table: _Table, data: bytes) -> dict[str, Any]:
    keys = [{"fields": list(own), "reference": {"resource": other, "fields": list(named)}} for own, other, named in table.refers]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "dialect": {"delimiter": ",", "doubleQuote": True, "lineTerminator": "\r\n", "quoteChar": '"', "header": True},
        "schema": {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
        | ({"primaryKey": list(table.key)} if table.key else {})
        | ({"foreignKeys": keys} if keys else {}),
    }


def _field(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": "string" if column.type == "strings" else column.type,
        "title": column.title,
        "description": column.description,
    } | ({"constraints": {"required": True}} if column.required else {})


def _tables(duties: DutyList) -> Iterator[_Table]:
    number = duties.edition.number
    of_edition = (("edition",), "editions", ("edition",))
    of_duty = (("edition", "id"), "duties", ("edition", "id"))
    of_department = (("department",), "departments", ("name",))
    yield _Table("editions", "版本", EDITIONS, edition_rows(duties), ("edition",))
    yield _Table(
        "departments",
        "部门",
        DEPARTMENTS,
        ({"edition": number, "name": x.name, "kind": x.kind, "aliases": x.aliases} for x in duties.departments),
        ("name",),
        (of_edition,),
    )
    yield _Table("duties", "事项", DUTIES, duty_rows(duties), ("edition", "id"), (of_edition,))
    # without a key: the town's own tasks have no department, and no part of a key may be empty
    yield _Table("tasks", "职责", TASKS, task_rows(duties), refers=(of_duty, of_department))
    yield _Table(
        "notes",
        "编者注",
        NOTES,
        ({"edition": number, "id": note.duty, **note.model_dump(exclude={"duty"})} for note in duties.notes),
        refers=(of_duty,),
    )
    yield _Table(
        "lineage",
        "编号的去向",
        LINEAGE,
        (event.model_dump() | {"edition": number, "since": event.edition} for event in duties.lineage),
        refers=(of_edition,),
    )
