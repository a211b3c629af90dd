"""Parquet files and data frames: the columns of the contract with its types, whatever the values; the same bytes every time."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pandas
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st
from many_towns import jurisdiction, moved_to
from pyarrow import parquet

import lishi_duties as ld
from lishi_duties.export.columnar import parquet_folder
from lishi_duties.export.tables import DUTIES, TABLES, Column, TableName, columns_of
from lishi_duties.model import Edition

TABLE_NAMES: tuple[TableName, ...] = ("duties", "tasks", "editions")
ARROW = {
    "string": "string",
    "integer": "int64",
    "boolean": "bool",
    "date": "date32[day]",
    "strings": "list<element: string not null>",
}


@pytest.fixture
def bare(duties: ld.DutyList) -> ld.DutyList:
    """A list of which many columns are empty throughout: no city, no date, nothing that departments do."""
    return ld.DutyList(duties.file.model_copy(update={"cooperative": (), "reclaimed": ()}))


def plain(values: list[object]) -> list[object]:
    """Lists as tuples, as the rows have them."""
    return [tuple(value) if isinstance(value, list) else value for value in values]


@pytest.mark.parametrize("table", TABLE_NAMES)
@pytest.mark.parametrize("which", ["duties", "small", "bare"])
def test_parquet_holds_the_rows_of_the_contract(
    which: str, table: TableName, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    duties: ld.DutyList = request.getfixturevalue(which)
    duties.to_parquet(tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["duties.parquet", "editions.parquet", "tasks.parquet"]
    rows = parquet.read_table(tmp_path / "out" / f"{table}.parquet")
    assert {name: plain(values) for name, values in rows.to_pydict().items()} == columns_of(duties, table)
    for column, field in zip(TABLES[table][0], rows.schema, strict=True):
        assert (field.name, str(field.type), field.nullable) == (column.name, ARROW[column.type], not column.required)
        assert field.metadata == {b"title": column.title.encode(), b"description": column.description.encode()}
    assert Edition.model_validate_json(rows.schema.metadata[b"edition"]) == duties.edition


def test_the_date_is_a_date(small: ld.DutyList, tmp_path: Path) -> None:
    small.to_parquet(tmp_path / "out")
    day = datetime.date(2025, 3, 1)
    assert set(parquet.read_table(tmp_path / "out" / "duties.parquet")["published"].to_pylist()) == {day}
    assert set(small.to_pandas()["published"]) == {pandas.Timestamp(day)}
    assert set(small.to_polars()["published"]) == {day}


def test_the_same_list_gives_the_same_bytes(duties: ld.DutyList, tmp_path: Path) -> None:
    for name in ("a", "b"):
        duties.to_parquet(tmp_path / name)
    for file in ("duties.parquet", "tasks.parquet", "editions.parquet"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_many_rows_make_several_row_groups(small: ld.DutyList, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lishi_duties.export.columnar.ROWS", 10)
    with parquet_folder(tmp_path / "out", {}) as add:
        for number in range(5):
            add(ld.DutyList(moved_to(small.file, jurisdiction(number))))
    file = parquet.ParquetFile(tmp_path / "out" / "duties.parquet")
    groups = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
    assert groups == [12, 12, 6]  # whole lists, of six duties each
    assert len(set(file.read()["town"].to_pylist())) == 5


def test_nothing_is_left_where_writing_fails(small: ld.DutyList, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(parquet.ParquetWriter, "write_table", full)
    with pytest.raises(ld.TargetError, match=r"out: cannot be written \(No space left on device\); nothing was changed"):
        small.to_parquet(tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["list.json"]


PANDAS = {"string": "string", "integer": "int64", "boolean": "bool", "date": "datetime64[s]", "strings": "object"}
POLARS: dict[str, polars.DataType] = {
    "string": polars.String(),
    "integer": polars.Int64(),
    "boolean": polars.Boolean(),
    "date": polars.Date(),
    "strings": polars.List(polars.String()),
}


@pytest.mark.parametrize("table", TABLE_NAMES)
@pytest.mark.parametrize("which", ["duties", "small", "bare"])
def test_frames_hold_the_rows_of_the_contract(which: str, table: TableName, request: pytest.FixtureRequest) -> None:
    duties: ld.DutyList = request.getfixturevalue(which)
    columns: tuple[Column, ...] = TABLES[table][0]
    wanted = columns_of(duties, table)

    frame = duties.to_pandas(table)
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {c.name: PANDAS[c.type] for c in columns}
    for column in columns:
        values = [None if value is pandas.NA or value is pandas.NaT else value for value in frame[column.name]]
        if column.type == "date":
            values = [value and value.date() for value in values]
        assert values == wanted[column.name], column.name
    assert frame.attrs["edition"] == duties.edition.model_dump(mode="json")

    other = duties.to_polars(table)
    assert dict(other.schema) == {c.name: POLARS[c.type] for c in columns}
    assert {name: plain(values) for name, values in other.to_dict(as_series=False).items()} == wanted


def test_frames_of_two_lists_fit_together(duties: ld.DutyList, small: ld.DutyList) -> None:
    together = polars.concat([duties.to_polars(), small.to_polars()])
    assert len(together) == len(duties) + len(small)
    assert len(pandas.concat([duties.to_pandas(), small.to_pandas()])) == len(together)


@pytest.mark.parametrize("method", ["to_pandas", "to_polars"])
@pytest.mark.parametrize("table", ["duty", "", None, 3])
def test_there_are_two_tables(small: ld.DutyList, method: str, table: object) -> None:
    with pytest.raises(ld.ArgumentError, match=r"there is no table .*allowed: 'duties', 'tasks'"):
        getattr(small, method)(table)


@pytest.mark.parametrize(
    ("library", "extra", "use"),
    [
        ("pyarrow", "parquet", lambda duties, path: duties.to_parquet(path)),
        ("pandas", "pandas", lambda duties, path: duties.to_pandas()),
        ("polars", "polars", lambda duties, path: duties.to_polars()),
    ],
)
def test_a_library_that_is_missing_is_named_with_its_extra(
    small: ld.DutyList,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    library: str,
    extra: Literal["parquet", "pandas", "polars"],
    use: Callable[[ld.DutyList, Path], object],
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ld.MissingExtraError, match=rf"pip install 'lishi-duties\[{extra}\]'"):
        use(small, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["list.json"]


@given(st.lists(st.text(min_size=1), min_size=6, max_size=6))
def test_any_text_comes_through(titles: list[str]) -> None:
    file = ld.load(edition=1).file
    basic = tuple(duty.model_copy(update={"title": title}) for duty, title in zip(file.basic, titles, strict=False))
    duties = ld.DutyList(file.model_copy(update={"basic": basic, "cooperative": (), "reclaimed": ()}))
    assert duties.to_polars()["title"].to_list() == titles
    assert list(duties.to_pandas()["title"]) == titles


def test_the_contract_has_types_of_every_kind() -> None:
    assert {column.type for column in DUTIES} == set(ARROW) == set(PANDAS) == set(POLARS)
