"""Data sets of many towns: the rows of the single exports and no others, sorted; bad files are named and nothing is written."""

from __future__ import annotations

import json
import sqlite3
import sys
import tracemalloc
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from conftest import SMALL, Python, WriteFile
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from many_towns import jurisdiction, made_up, moved_to, write_all
from pyarrow import parquet

import lishi_duties as ld
from lishi_duties.export.dataset import DatasetFormat, write_dataset
from lishi_duties.export.sqlite import read_sqlite
from lishi_duties.export.tables import TableName, columns_of
from lishi_duties.model import DutyListFile, Jurisdiction

TABLE_NAMES: tuple[TableName, ...] = ("duties", "tasks")
FORMATS: tuple[DatasetFormat, ...] = ("parquet", "sqlite")
FILE = DutyListFile.model_validate_json(json.dumps(SMALL))


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Forty lists: twenty towns in two editions each, in no order."""
    (tmp_path / "lists").mkdir()
    made = [moved_to(FILE, jurisdiction(number), edition) for edition in (2, 1) for number in range(19, -1, -1)]
    return write_all(tmp_path / "lists", iter(made))


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def parquet_rows(path: Path, table: TableName) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in parquet.read_table(path / f"{table}.parquet").to_pylist()]


# What a data set holds


words = st.text(min_size=1, max_size=3)
towns = st.builds(Jurisdiction, province=words, city=st.none() | words, district=words, town=words)


@examples(20)
@given(st.lists(st.tuples(towns, st.integers(1, 3)), min_size=1, max_size=6, unique=True))
def test_the_rows_are_those_of_the_single_exports(keys: list[tuple[Jurisdiction, int]]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        made = [moved_to(FILE, place, edition) for place, edition in keys]
        paths = write_all(folder, iter(made))
        ordered = sorted(
            made,
            key=lambda file: (
                *((name or "") for name in file.edition.jurisdiction.model_dump().values()),
                file.edition.number,
            ),
        )
        write_dataset(paths, folder / "set", "parquet")
        for table in TABLE_NAMES:
            wanted = [row for file in ordered for row in zip(*columns_of(ld.DutyList(file), table).values(), strict=True)]
            got = [tuple(tuple(v) if isinstance(v, list) else v for v in row) for row in parquet_rows(folder / "set", table)]
            assert got == wanted
        write_dataset(paths, folder / "set.sqlite", "sqlite")
        with closing(sqlite3.connect(folder / "set.sqlite")) as connection:
            for table in TABLE_NAMES:
                count = sum(len(columns_of(ld.DutyList(file), table)["id"]) for file in made)
                assert connection.execute(f"SELECT count(*) FROM {table}_flat").fetchone() == (count,)
            ((whole, several),) = connection.execute("SELECT count(*), count(DISTINCT key) FROM towns")
            assert whole == several == len({place for place, _ in keys})
        for file in made:
            place = file.edition.jurisdiction
            if {other for other, _ in keys if str(place) in (str(other), other.town)} == {place}:
                assert read_sqlite(folder / "set.sqlite", town=str(place), edition=file.edition.number).file == file


def test_a_data_set_of_one_list_has_the_rows_of_its_export(files: list[Path], tmp_path: Path) -> None:
    write_dataset(files[:1], tmp_path / "set", "parquet")
    duties = ld.read(files[0])
    duties.to_parquet(tmp_path / "single")
    for table in TABLE_NAMES:
        assert parquet_rows(tmp_path / "set", table) == parquet_rows(tmp_path / "single", table)
    write_dataset(files[:1], tmp_path / "set.sqlite", "sqlite")
    assert (tmp_path / "set.sqlite").read_bytes() == duties.to_sqlite(tmp_path / "single.sqlite").read_bytes()


@pytest.mark.parametrize("format", FORMATS)
def test_the_order_of_the_files_does_not_matter(format: DatasetFormat, files: list[Path], tmp_path: Path) -> None:
    write_dataset(files, tmp_path / "a", format)
    write_dataset(files[::-1], str(tmp_path / "b"), format)
    for path in (tmp_path / "a").iterdir() if format == "parquet" else [tmp_path / "a"]:
        other = tmp_path / "b" / path.name if format == "parquet" else tmp_path / "b"
        assert path.read_bytes() == other.read_bytes()


def test_the_files_say_how_many_lists_they_hold(files: list[Path], tmp_path: Path) -> None:
    write_dataset(files, tmp_path / "set", "parquet")
    for table in TABLE_NAMES:
        assert parquet.read_schema(tmp_path / "set" / f"{table}.parquet").metadata == {b"lists": b"40"}


@pytest.mark.parametrize("format", FORMATS)
def test_progress_is_told_step_by_step(format: DatasetFormat, files: list[Path], tmp_path: Path) -> None:
    steps_done: list[tuple[int, int]] = []
    write_dataset(files, tmp_path / "set", format, progress=lambda done, steps: steps_done.append((done, steps)))
    assert steps_done == [(done, 80) for done in range(1, 81)]


# What is refused


def spoil(**changes: object) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(FILE.model_dump_json())
    return document | changes


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (spoil(schema_version=2), "schema version 2, this package reads up to 1: upgrade"),
        (b"{", "not JSON"),
        ({"title": "something else"}, "no edition file"),
        (spoil(basic=[{}]), r"basic\[0\]"),
    ],
)
def test_a_bad_file_among_good_ones_is_named_and_nothing_written(
    bad: object, problem: str, format: DatasetFormat, files: list[Path], tmp_path: Path, write: WriteFile
) -> None:
    path = write(bad)
    with pytest.raises(ld.DataFileError, match=f"1 of 41 files .* nothing was written:\n  .*list.json: .*{problem}") as caught:
        write_dataset([*files[:20], path, *files[20:]], tmp_path / "set", format)
    assert caught.value.path == str(path)
    assert left(tmp_path) == ["list.json", "lists"]


def test_all_bad_files_are_counted_and_the_first_named(files: list[Path], tmp_path: Path) -> None:
    for path in files[::4]:
        path.write_bytes(b"[]")
    with pytest.raises(ld.DataFileError) as caught:
        write_dataset(files, tmp_path / "set", "parquet")
    message = str(caught.value)
    assert message.startswith("10 of 40 files cannot go into the data set, so nothing was written:\n")
    assert [path.name in message for path in files[::4]] == [True] * 5 + [False] * 5
    assert message.endswith("\n  and 5 more")


@pytest.mark.parametrize("format", FORMATS)
def test_two_files_of_one_edition_are_both_named(format: DatasetFormat, files: list[Path], tmp_path: Path) -> None:
    again = tmp_path / "again.json"
    again.write_bytes(files[7].read_bytes())
    edition = ld.read(again).edition
    with pytest.raises(ld.DataFileError) as caught:
        write_dataset([*files, again], tmp_path / "set", format)
    problem = f"{again}: holds edition {edition.number} of {edition.jurisdiction}, as {files[7]} does; give one of them"
    assert problem in str(caught.value)
    assert left(tmp_path) == ["again.json", "lists"]
    with pytest.raises(ld.DataFileError, match="but is given twice"):
        write_dataset([again, again], tmp_path / "set", format)


def test_a_file_that_is_not_there(files: list[Path], tmp_path: Path) -> None:
    with pytest.raises(ld.DataFileError, match=r"absent\.json: cannot be read"):
        write_dataset([*files, tmp_path / "absent.json"], tmp_path / "set", "sqlite")
    assert left(tmp_path) == ["lists"]


def test_a_file_that_changes_meanwhile_is_noticed(files: list[Path], tmp_path: Path) -> None:
    def change(done: int, steps: int) -> None:
        if done == steps // 2:
            write_all(files[0].parent, iter([moved_to(FILE, jurisdiction(77))]))

    with pytest.raises(ld.DataFileError, match=r"00000\.json: was changed while"):
        write_dataset(files, tmp_path / "set", "parquet", progress=change)
    assert left(tmp_path) == ["lists"]


@pytest.mark.parametrize("nothing", [[], (), "list.json", Path("list.json")])
def test_a_data_set_is_made_of_several_files(nothing: Any, tmp_path: Path) -> None:
    with pytest.raises(ld.ArgumentError, match="at least one edition file"):
        write_dataset(nothing, tmp_path / "set", "parquet")


@pytest.mark.parametrize("format", ["json", "Parquet", "", None])
def test_there_are_two_formats(format: Any, files: list[Path], tmp_path: Path) -> None:
    with pytest.raises(ld.ArgumentError, match="there is no format"):
        write_dataset(files, tmp_path / "set", format)


@pytest.mark.parametrize("format", FORMATS)
def test_what_exists_is_replaced_only_by_force(format: DatasetFormat, files: list[Path], tmp_path: Path) -> None:
    target = tmp_path / "set"
    write_dataset(files[:3], target, format)
    before = target.stat().st_ino
    with pytest.raises(ld.TargetError, match="exists already"):
        write_dataset(files, target, format)
    assert target.stat().st_ino == before
    files[3].write_bytes(b"")
    with pytest.raises(ld.DataFileError):
        write_dataset(files, target, format, force=True)
    assert target.stat().st_ino == before
    write_dataset(files[:2], target, format, force=True)
    assert target.stat().st_ino != before
    assert left(tmp_path) == ["lists", "set"]


def test_what_is_in_the_way_is_said_before_any_file_is_read(files: list[Path], tmp_path: Path) -> None:
    def progress(done: int, steps: int) -> None:
        raise AssertionError("a file was read")

    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "thesis.txt").write_text("years", encoding="utf-8")
    with pytest.raises(ld.TargetError, match=r"also holds thesis\.txt"):
        write_dataset(files, tmp_path / "set", "parquet", force=True, progress=progress)
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(ld.TargetError, match="is no folder, and the export is one"):
        write_dataset(files, tmp_path / "file", "parquet", force=True, progress=progress)


@pytest.mark.parametrize("format", FORMATS)
def test_a_source_is_never_written_over(format: DatasetFormat, files: list[Path]) -> None:
    content = files[0].read_bytes()
    with pytest.raises(ld.ArgumentError, match="is one of the files to read"):
        write_dataset(files, files[0], format, force=True)
    with pytest.raises(ld.LishiDutiesError):
        write_dataset(files, files[0].parent, format, force=True)
    assert files[0].read_bytes() == content


def test_a_missing_library_is_said_before_any_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ld.MissingExtraError, match=r"lishi-duties\[parquet\]"):
        write_dataset([tmp_path / "absent.json"], tmp_path / "set", "parquet")
    assert left(tmp_path) == []


# Memory


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
def test_memory_does_not_grow_with_the_number_of_lists(
    format: DatasetFormat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyarrow

    monkeypatch.setattr("lishi_duties.export.columnar.ROWS", 2048)  # so that few lists fill several row groups
    (tmp_path / "lists").mkdir()
    paths = write_all(tmp_path / "lists", map(made_up, range(30)))

    def peak(count: int, target: str) -> tuple[int, int]:
        before = pyarrow.total_allocated_bytes()
        arrow = 0

        def measure(done: int, steps: int) -> None:
            nonlocal arrow
            arrow = max(arrow, pyarrow.total_allocated_bytes() - before)

        tracemalloc.start()
        write_dataset(paths[:count], tmp_path / target, format, progress=measure)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most, arrow

    peak(2, "warm")
    (few, few_arrow), (many, many_arrow) = peak(6, "few"), peak(30, "many")
    assert many < few * 1.2
    assert many_arrow <= few_arrow * 1.5


@pytest.mark.slow
def test_the_benchmark_measures_every_query_of_the_documentation(python: Python) -> None:
    done = python(str(Path(__file__).parents[2] / "benchmarks" / "dataset.py"), "--lists", "4", timeout=300)
    assert done.returncode == 0, done.stderr
    assert [f"DuckDB, query {number}" in done.stdout for number in range(1, 7)] == [True] * 5 + [False]
