"""The rows every tabular export is made of, and the contract of their columns.

Three tables: `duties`, one row a duty; `tasks`, one row a task and department; `editions`, one row a list. All begin with what
tells a row apart among all towns and editions, so that the rows of many lists can lie in one table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, TypeAlias

from lishi_duties.model import Duty, departments_of

if TYPE_CHECKING:
    from lishi_duties.duties.duty_set import DutySet
    from lishi_duties.model.walk import Part

Value: TypeAlias = str | int | bool | tuple[str, ...] | None
ColumnType: TypeAlias = Literal["string", "integer", "boolean", "date", "strings"]
TableName: TypeAlias = Literal["duties", "tasks", "editions"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the contract.

    Attributes:
        name: its name in every format.
        type: what it holds; `strings` is a list of texts, joined by 、 where a format has no lists; a `date` is written
            2026-05-01.
        required: whether every row has a value.
        title: what it is called in Chinese.
        description: what it means, in English.
    """

    name: str
    type: ColumnType
    required: bool
    title: str
    description: str


_LIST = (
    Column("province", "string", True, "省级", "province, autonomous region or municipality of the town"),
    Column("city", "string", False, "地级", "prefecture-level city between province and district, where there is one"),
    Column("district", "string", True, "县级", "district, county or county-level city"),
    Column("town", "string", True, "乡级", "town, township or street office"),
    Column("edition", "integer", True, "版本", "number of the edition"),
)
_WHOSE = (*_LIST, Column("id", "string", True, "编号", "permanent id of the duty within its town"))
DUTIES: tuple[Column, ...] = (
    *_WHOSE,
    Column("published", "date", False, "发布日期", "the day the edition bears, where it bears one"),
    Column("kind", "string", True, "清单", "basic, cooperative or reclaimed"),
    Column("number", "integer", True, "序号", "place in its list in this edition"),
    Column("category", "string", True, "类别", "its section"),
    Column("title", "string", True, "事项名称", "the duty as published"),
    Column("departments", "strings", False, "责任部门", "canonical names of the departments that lead it or received it"),
    Column("discontinued", "boolean", True, "不再开展", "whether nobody does it any more"),
    Column("statement", "string", False, "不再开展的说明", "the sentence that says so"),
    Column("place", "string", True, "出处", "where it stands in the source document"),
)
TASKS: tuple[Column, ...] = (
    *_WHOSE,
    Column("part", "string", True, "部分", "responsibility, town_task, or method of one that received it"),
    Column("entry", "integer", True, "组", "which responsibility or handover of the duty, counted from 1; 1 for town tasks"),
    Column("position", "integer", True, "项", "which task within it, counted from 1"),
    Column("department", "string", False, "部门", "canonical name of one department that has the task; empty for the town's own"),
    Column("heading", "string", False, "原文标题", "the heading or department as published, where there is one"),
    Column("text", "string", True, "职责", "the task or step as published"),
)
EDITIONS: tuple[Column, ...] = (
    *_LIST,
    Column("title", "string", True, "标题", "title of the document"),
    Column("published", "date", False, "发布日期", "the day the edition bears, where it bears one"),
    Column("document", "string", True, "文件", "name of the document the edition was read from"),
    Column("sha256", "string", True, "校验和", "SHA-256 of that document"),
    Column("categories", "strings", True, "类别", "its sections, in order"),
)


_PARTS = {"responsibilities": "responsibility", "handover": "method", "town_tasks": "town_task"}
"""What the parts of a record are called in `tasks`; any other is called by its field."""


def duty_rows(duties: DutySet[Duty]) -> Iterator[dict[str, Value]]:
    """The rows of `duties`, in list order."""
    for duty in duties:
        statement = next((part.texts[0] for part in duty.parts() if _is_statement(part)), None)
        yield _whose(duties, duty) | {
            "published": _published(duties),
            "kind": duty.kind,
            "number": duty.number,
            "category": duty.category,
            "title": duty.title,
            "departments": tuple(dict.fromkeys(departments_of(duty))),
            "discontinued": statement is not None,
            "statement": statement,
            "place": str(duty.place),
        }


def task_rows(duties: DutySet[Duty]) -> Iterator[dict[str, Value]]:
    """The rows of `tasks`, in list order; a task of several departments has a row for each."""
    for duty in duties:
        whose = _whose(duties, duty)
        for part in duty.parts():
            if _is_statement(part):  # which stands in `duties`
                continue
            for position, text in enumerate(part.texts, 1):
                for department in part.departments or (None,):
                    yield whose | {
                        "part": _PARTS.get(part.kind, part.kind),
                        "entry": entry_of(part),
                        "position": position,
                        "department": department,
                        "heading": part.heading,
                        "text": text,
                    }


def edition_rows(duties: DutySet[Duty]) -> Iterator[dict[str, Value]]:
    """The one row of `editions`."""
    edition = duties.edition
    yield _list(duties) | {
        "title": edition.title,
        "published": _published(duties),
        "document": edition.source.document,
        "sha256": edition.source.sha256,
        "categories": edition.categories,
    }


TABLES: dict[TableName, tuple[tuple[Column, ...], Callable[[DutySet[Duty]], Iterator[dict[str, Value]]]]] = {
    "duties": (DUTIES, duty_rows),
    "tasks": (TASKS, task_rows),
    "editions": (EDITIONS, edition_rows),
}
"""The tables: their columns, and what makes their rows."""


def columns_of(duties: DutySet[Duty], table: TableName) -> dict[str, list[Value | date]]:
    """The rows of a table column by column, a date as a date."""
    columns, make = TABLES[table]
    rows = tuple(make(duties))
    values: dict[str, list[Value | date]] = {column.name: [row[column.name] for row in rows] for column in columns}
    for column in columns:
        if column.type == "date":
            values[column.name] = [day and date.fromisoformat(str(day)) for day in values[column.name]]
    return values


def _list(duties: DutySet[Duty]) -> dict[str, Value]:
    place = duties.edition.jurisdiction
    return {
        "province": place.province,
        "city": place.city,
        "district": place.district,
        "town": place.town,
        "edition": duties.edition.number,
    }


def _published(duties: DutySet[Duty]) -> str | None:
    return duties.edition.published.isoformat() if duties.edition.published else None


def _whose(duties: DutySet[Duty], duty: Duty) -> dict[str, Value]:
    return _list(duties) | {"id": duty.id}


def _is_statement(part: Part) -> bool:
    return part.kind == "discontinued"


def entry_of(part: Part) -> int:
    """Which one of its kind a part is, counted from 1."""
    return part.path[1] + 1 if len(part.path) > 1 and isinstance(part.path[1], int) else 1
