"""The contract of the tables: every row has exactly their columns, filled as they say, and tells all of its record."""

from __future__ import annotations

import datetime
import re
from itertools import groupby
from pathlib import Path

import pytest
from docs_runner import ROOT
from examples import examples
from hypothesis import given
from lists import duty_lists

import lishi_duties as ld
from lishi_duties.export import FORMATS
from lishi_duties.export.tables import DUTIES, EDITIONS, TASKS, Column, Value, duty_rows, edition_rows, task_rows
from lishi_duties.intake import read_document

Row = dict[str, Value]
Part = tuple[tuple[Value, ...], Value, tuple[Value, ...]]

WHOSE = ("province", "city", "district", "town", "edition", "id")


def fits(value: Value, column: Column) -> bool:
    """Whether a value is of the column's type; where one is required, whether there is one."""
    if value is None or value == ():
        return not column.required and (value is None or column.type == "strings")
    match column.type:
        case "string":
            return type(value) is str
        case "integer":
            return type(value) is int
        case "boolean":
            return type(value) is bool
        case "date":
            return type(value) is str and str(datetime.date.fromisoformat(value)) == value
        case "strings":
            return type(value) is tuple and all(type(text) is str for text in value)


def check_contract(duties: ld.DutyList) -> None:
    for columns, rows in ((DUTIES, duty_rows(duties)), (TASKS, task_rows(duties)), (EDITIONS, edition_rows(duties))):
        for row in rows:
            assert list(row) == [column.name for column in columns]
            for column in columns:
                assert fits(row[column.name], column), (column.name, row[column.name])
            place = duties.edition.jurisdiction
            assert [row[name] for name in WHOSE[:5]] == [
                place.province,
                place.city,
                place.district,
                place.town,
                duties.edition.number,
            ]


def parts(rows: list[Row], part: str) -> tuple[Part, ...]:
    """The entries of a duty as its rows tell them: departments, heading, texts in order."""
    entries: list[Part] = []
    for entry, of_entry in groupby((row for row in rows if row["part"] == part), key=lambda row: row["entry"]):
        members = list(of_entry)
        assert entry == len(entries) + 1
        texts = [list(same) for _, same in groupby(members, key=lambda row: row["position"])]
        assert [same[0]["position"] for same in texts] == list(range(1, len(texts) + 1))
        departments = tuple(row["department"] for row in texts[0])
        for same in texts:  # every task of an entry has the entry's departments and heading
            assert tuple(row["department"] for row in same) == departments
            assert {row["text"] for row in same} == {same[0]["text"]}
        (heading,) = {row["heading"] for row in members}
        entries.append((departments, heading, tuple(same[0]["text"] for same in texts)))
    return tuple(entries)


def entries_of(duty: ld.Duty) -> dict[str, tuple[Part, ...]]:
    """A record's entries in the form of `parts`."""
    entries: dict[str, tuple[Part, ...]] = {"responsibility": (), "town_task": (), "method": ()}
    if duty.kind == "cooperative":
        entries["responsibility"] = tuple((part.departments, part.heading, part.tasks) for part in duty.responsibilities)
        entries["town_task"] = (((None,), None, duty.town_tasks),)
    elif duty.kind == "reclaimed":
        entries["method"] = tuple(((part.department,), part.heading, part.method) for part in duty.handover)
    return entries


def check_rebuilt(duties: ld.DutyList) -> None:
    rows = {row["id"]: row for row in duty_rows(duties)}
    tasks: dict[Value, list[Row]] = {key: [] for key in rows}
    for row in task_rows(duties):
        tasks[row["id"]].append(row)
    assert tuple(rows) == duties.ids
    for duty in duties:
        row = rows[duty.id]
        assert (row["kind"], row["number"], row["category"], row["title"]) == (
            duty.kind,
            duty.number,
            duty.category,
            duty.title,
        )
        ended = duty.discontinued if duty.kind == "reclaimed" else None
        assert (row["discontinued"], row["statement"]) == (ended is not None, ended.statement if ended else None)
        for part, entries in entries_of(duty).items():
            assert parts(tasks[duty.id], part) == entries
        assert {task["part"] for task in tasks[duty.id]} <= {"responsibility", "town_task", "method"}


@pytest.fixture(scope="module", params=["packaged", "read from a workbook"])
def some(request: pytest.FixtureRequest, duties: ld.DutyList) -> ld.DutyList:
    if request.param == "packaged":
        return duties
    return read_document(Path(__file__).parents[1] / "samples" / "qingshi-1.xlsx").duties


def test_every_row_keeps_the_contract(some: ld.DutyList) -> None:
    check_contract(some)


def test_the_records_can_be_told_from_the_rows(some: ld.DutyList) -> None:
    check_rebuilt(some)


@given(duty_lists())
@examples(50)
def test_so_it_is_with_any_list(duties: ld.DutyList) -> None:
    check_contract(duties)
    check_rebuilt(duties)


@pytest.mark.parametrize(
    ("columns", "key"), [(DUTIES, ()), (TASKS, ("part", "entry", "position", "department"))], ids=["duties", "tasks"]
)
def test_what_tells_a_row_apart(duties: ld.DutyList, columns: tuple[Column, ...], key: tuple[str, ...]) -> None:
    names = (*WHOSE, *key)
    rows = [tuple(row[name] for name in names) for row in (duty_rows(duties) if columns is DUTIES else task_rows(duties))]
    assert len(rows) == len(set(rows))
    assert tuple(column.name for column in columns[:6]) == WHOSE, "the rows of many lists can lie in one table"


def test_a_task_of_several_departments_has_a_row_for_each(small: ld.DutyList) -> None:
    shared = [row for row in task_rows(small) if row["text"] == "通报情况。"]
    assert [(row["entry"], row["position"], row["department"], row["heading"]) for row in shared] == [
        (2, 1, "区公安局", "公安局、区级相关部门"),
        (2, 1, "区级相关部门", "公安局、区级相关部门"),
    ]


def test_the_departments_of_a_duty_are_those_the_library_finds_it_by(duties: ld.DutyList) -> None:
    rows = {row["id"]: row["departments"] for row in duty_rows(duties)}
    for department in duties.departments:
        ids = {key for key, names in rows.items() if isinstance(names, tuple) and department.name in names}
        assert ids == set(duties.by_department(department.name).ids)


def test_the_tasks_of_a_department_are_those_of_the_library(duties: ld.DutyList) -> None:
    for department in duties.departments:
        tasks = [(row["id"], row["text"]) for row in task_rows(duties) if row["department"] == department.name]
        assert tasks == [(task.duty.id, task.text) for task in duties.tasks_of(department.name)]


def test_an_edition_has_its_facts_in_one_row(small: ld.DutyList) -> None:
    edition = small.edition
    (row,) = edition_rows(small)
    assert (row["title"], row["sha256"], row["categories"]) == (edition.title, edition.source.sha256, edition.categories)
    assert (row["document"], row["published"]) == (edition.source.document, edition.published and str(edition.published))


def test_every_column_is_described() -> None:
    for columns in (DUTIES, TASKS, EDITIONS):
        assert len({column.name for column in columns}) == len(columns)
        assert all(column.title and column.description for column in columns)


# ---- the page that says so -----------------------------------------------------------------------------------------------


def rows_under(heading: str) -> list[list[str]]:
    """The rows of the first table under a heading of docs/exports.md, without code marks."""
    page = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    (part,) = re.findall(rf"^##+ {re.escape(heading)}.*?$(.*?)(?=^##|\Z)", page, flags=re.MULTILINE | re.DOTALL)
    _, _, *rows = re.findall(r"^\|(.*)\|$", part, flags=re.MULTILINE)
    return [[cell.strip().strip("`") for cell in row.split("|")] for row in rows]


@pytest.mark.parametrize(("name", "columns"), [("duties", DUTIES), ("tasks", TASKS), ("editions", EDITIONS)])
def test_the_page_has_every_column_as_it_is(name: str, columns: tuple[Column, ...]) -> None:
    assert [row[:4] for row in rows_under(f"`{name}`")] == [
        [column.name, column.type, "●" if column.required else "", column.title] for column in columns
    ]


def test_the_page_has_every_format_as_it_is() -> None:
    assert [[*row[:4], row[6]] for row in rows_under("格式")] == [
        [
            row.name,
            f"to_{row.name}",
            row.suffix or "文件夹",
            row.extra,
            "●" if row.selections else "",
        ]
        for row in FORMATS.values()
    ]
    assert all(callable(getattr(ld.DutyList, row[1])) and row[4] for row in rows_under("格式"))


def test_the_page_has_every_file_of_the_data_package(tmp_path: Path, small: ld.DutyList) -> None:
    files = {path.name for path in small.to_datapackage(tmp_path / "package").iterdir()} - {"datapackage.json"}
    assert {row[0] for row in rows_under("数据包")} == files
