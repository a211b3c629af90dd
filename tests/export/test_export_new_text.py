"""A text that a later model may have: each format holds it where it can, and refuses it where it cannot."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import lishi_duties as ld
from lishi_duties.export.office.cells import _HELD
from lishi_duties.export.sqlite import match
from lishi_duties.export.tables import duty_rows, task_rows
from lishi_duties.model.walk import texts_of

REMARK = "视频巡查另行安排。"


class RemarkedPart(ld.Responsibility, frozen=True):
    """A responsibility with one text more."""

    remark: str | None = None


class RemarkedDuty(ld.CooperativeDuty, frozen=True):  # type: ignore[misc]  # which is final
    """A duty with one text more."""

    remark: str | None = None


class DutyOfRemarkedParts(ld.CooperativeDuty, frozen=True):  # type: ignore[misc]
    """A duty whose parts have one text more."""

    responsibilities: tuple[RemarkedPart, ...]


def with_first(duties: ld.DutyList, duty: ld.CooperativeDuty) -> ld.DutyList:
    """The list with another first cooperative duty."""
    file = duties.file
    return ld.DutyList(file.model_copy(update={"cooperative": (duty, *file.cooperative[1:])}))


@pytest.fixture
def remarked(small: ld.DutyList) -> ld.DutyList:
    """A list in which a duty has a text that the tables and the layout do not know."""
    return with_first(small, RemarkedDuty(**dict(small.cooperative[0]), remark=REMARK))


@pytest.fixture
def remarked_part(small: ld.DutyList) -> ld.DutyList:
    """A list in which a part of a duty has such a text."""
    duty = small.cooperative[0]
    part = RemarkedPart(**dict(duty.responsibilities[0]), remark=REMARK)
    return with_first(small, DutyOfRemarkedParts(**dict(duty) | {"responsibilities": (part,)}))


def test_it_is_a_row_of_the_tasks(remarked: ld.DutyList, remarked_part: ld.DutyList) -> None:
    (row,) = (row for row in task_rows(remarked) if row["text"] == REMARK)
    assert (row["id"], row["part"], row["entry"], row["position"], row["department"]) == ("C001", "remark", 1, 1, None)
    (row,) = (row for row in task_rows(remarked_part) if row["text"] == REMARK)
    assert (row["id"], row["part"], row["entry"], row["position"]) == ("C001", "responsibility", 1, 3)


def test_it_stands_in_markdown(remarked: ld.DutyList, remarked_part: ld.DutyList, tmp_path: Path) -> None:
    blocks = remarked.to_markdown(tmp_path / "a.md").read_text(encoding="utf-8").split("\n\n")
    assert blocks[blocks.index("remark：") + 1] == REMARK
    assert f"\n3. {REMARK}\n" in remarked_part.to_markdown(tmp_path / "b.md").read_text(encoding="utf-8")


def test_the_database_finds_it(remarked: ld.DutyList, remarked_part: ld.DutyList, tmp_path: Path) -> None:
    for number, duties in enumerate((remarked, remarked_part)):
        with closing(sqlite3.connect(duties.to_sqlite(tmp_path / f"{number}.sqlite"))) as connection:
            hits = connection.execute(
                "SELECT id FROM duties WHERE key IN (SELECT rowid FROM duties_fts WHERE duties_fts MATCH ?)", (match("视频巡查"),)
            )
            assert hits.fetchall() == [("C001",)]


@pytest.mark.parametrize("format", ["docx", "xlsx"])
@pytest.mark.parametrize(("which", "field"), [("remarked", "remark"), ("remarked_part", "responsibilities[0].remark")])
def test_the_official_layout_has_no_column_for_it(
    format: str, which: str, field: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    duties: ld.DutyList = request.getfixturevalue(which)
    with pytest.raises(ld.ArgumentError) as refused:
        duties.export(tmp_path / "list", format)
    assert str(refused.value) == (
        f"C001: the official layout has no column for {field} ({REMARK!r}); export as json, jsonl, sqlite or markdown"
    )
    assert not (tmp_path / "list").exists()
    assert duties.basic.export(tmp_path / "list", format).exists()  # those without it can be written


def test_every_text_of_a_record_stands_in_the_tables_but_for_those_they_say_they_leave_out(duties: ld.DutyList) -> None:
    cells: dict[object, set[object]] = {row["id"]: {row["title"], row["statement"]} for row in duty_rows(duties)}
    for row in duty_rows(duties):
        departments = row["departments"]
        assert isinstance(departments, tuple)
        cells[row["id"]].update(departments)
    for row in task_rows(duties):
        cells[row["id"]] |= {row["text"], row["heading"], row["department"]}
    left_out = {
        text.kind for duty in duties for text in texts_of(duty) if text.kind != "heading" and text.text not in cells[duty.id]
    }
    assert left_out == {"published_name", "quotation"}


def test_the_layout_has_a_place_for_every_text_there_is_today(duties: ld.DutyList) -> None:
    fields = {".".join(step for step in text.path if isinstance(step, str)) for duty in duties for text in texts_of(duty)}
    assert fields == _HELD
