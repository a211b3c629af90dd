"""The SQLite database: sound, the same bytes every time, searched by Chinese words, and read back as an equal list."""

from __future__ import annotations

import re
import sqlite3
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from docs_runner import ROOT
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from many_towns import jurisdiction, moved_to
from sqlite_tables import lists_of_tables

import lishi_duties as ld
from lishi_duties.catalogue import MOST_BYTES
from lishi_duties.export.sqlite import APPLICATION_ID, LAYOUT, database, match, read_sqlite, write_sqlite, writing
from lishi_duties.export.tables import TABLES, TableName, Value
from lishi_duties.export.text import rendered
from lishi_duties.intake import read_document
from lishi_duties.model import Place
from lishi_duties.text import fold

SAMPLES = Path(__file__).parents[1] / "samples"
TABLE_NAMES: tuple[TableName, ...] = ("duties", "tasks")


@pytest.fixture(scope="module")
def revised() -> ld.DutyList:
    """A list in its second edition, with a lineage, read from sheets."""
    return read_document(SAMPLES / "qingshi-2.xlsx", read_document(SAMPLES / "qingshi-1.xlsx").duties).duties


@pytest.fixture(scope="module")
def written(duties: ld.DutyList, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The packaged list in a database, which no test changes."""
    with closing(sqlite3.connect(duties.to_sqlite(tmp_path_factory.mktemp("written") / "out.sqlite"))) as connection:
        yield connection


def cell(value: Value) -> Value:
    """A value as a database has it."""
    return ("、".join(value) or None) if isinstance(value, tuple) else value


# Round trip


@pytest.mark.parametrize("which", ["duties", "small", "revised"])
def test_a_list_is_read_back_equal(which: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    duties: ld.DutyList = request.getfixturevalue(which)
    again = read_sqlite(duties.to_sqlite(tmp_path / "out.sqlite"))
    assert again == duties
    assert again.file == duties.file
    assert again.file.model_dump_json() == duties.file.model_dump_json()


@pytest.mark.parametrize("which", ["duties", "small", "revised"])
def test_the_tables_tell_the_same_as_the_edition_file_kept_beside_them(
    which: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    duties: ld.DutyList = request.getfixturevalue(which)
    assert lists_of_tables(duties.to_sqlite(tmp_path / "out.sqlite")) == [duties.file.model_dump(mode="json")]


def test_the_edition_file_is_kept_as_it_is_written_as_json(duties: ld.DutyList, written: sqlite3.Connection) -> None:
    ((packed,),) = written.execute("SELECT zlib FROM edition_files").fetchall()
    assert zlib.decompress(packed) == rendered(duties, "json")
    assert len(packed) < 60_000


spans = st.none() | st.tuples(st.integers(1, 9), st.integers(9, 99))
places = st.builds(
    Place, lines=spans, pages=spans, rows=spans, sheet=st.none() | st.text(min_size=1), table=st.none() | st.integers(1, 9)
)
texts = st.text(min_size=1, max_size=8)
tasks = st.lists(texts, min_size=1, max_size=3).map(tuple)


@examples(30)
@given(st.data())
def test_any_records_come_back(data: st.DataObject) -> None:
    file = ld.load(edition=1).file
    names = st.sampled_from([department.name for department in file.departments])
    cooperative = file.cooperative[0]
    columns = data.draw(st.lists(st.tuples(names, texts), min_size=1, max_size=4))
    part = st.builds(
        ld.Responsibility,
        departments=st.lists(names, min_size=1, max_size=3).map(tuple),
        heading=st.none() | st.text(max_size=8),
        tasks=tasks,
    )
    changed = cooperative.model_copy(
        update={
            "departments": tuple(name for name, _ in columns),
            "departments_as_published": tuple(published for _, published in columns),
            "responsibilities": tuple(data.draw(st.lists(part, min_size=1, max_size=3))),
            "town_tasks": data.draw(tasks),
            "place": data.draw(places),
        }
    )
    part_taken = st.builds(ld.Handover, department=names, heading=texts, method=tasks)
    taken = file.reclaimed[0].model_copy(
        update={"handover": tuple(data.draw(st.lists(part_taken, min_size=1, max_size=3))), "place": data.draw(places)}
    )
    duties = ld.DutyList(
        file.model_copy(update={"basic": (), "cooperative": (changed,), "reclaimed": (taken,), "notes": (), "lineage": ()})
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.sqlite"
        write_sqlite(duties, path)
        assert read_sqlite(path).file == duties.file
        assert lists_of_tables(path) == [duties.file.model_dump(mode="json")]
        with closing(sqlite3.connect(path)) as connection:
            for table in TABLE_NAMES:
                got = connection.execute(f"SELECT * FROM {table}_flat").fetchall()
                assert sorted(map(repr, got)) == sorted(map(repr, rows(duties, table)))


def rows(duties: ld.DutyList, table: TableName) -> list[tuple[Value, ...]]:
    """The rows of the contract as a database has them."""
    cells = [tuple(map(cell, row.values())) for row in TABLES[table][1](duties)]
    return [tuple(int(value) if isinstance(value, bool) else value for value in row) for row in cells]


def test_of_several_lists_one_is_chosen(small: ld.DutyList, tmp_path: Path) -> None:
    path = tmp_path / "out.sqlite"
    lists = [ld.DutyList(moved_to(small.file, jurisdiction(number), edition)) for number in (0, 31, 62) for edition in (1, 2)]
    with database(path) as add:
        for duties in lists:
            add(duties)
    assert lists_of_tables(path) == [duties.file.model_dump(mode="json") for duties in lists]
    for duties in lists:
        place, number = duties.edition.jurisdiction, duties.edition.number
        assert read_sqlite(path, town=str(place), edition=number).file == duties.file
        assert read_sqlite(path, town=place.town, edition=number).file == duties.file
    assert read_sqlite(path, town="例31镇").edition.number == 2
    with pytest.raises(ld.ArgumentError, match=r"holds the lists of several towns.*北京市样0县例0镇.*town="):
        read_sqlite(path)
    with pytest.raises(ld.EditionNotFoundError, match="holds no list of 李市镇; it holds 北京市样0县例0镇"):
        read_sqlite(path, town="李市镇")
    with pytest.raises(
        ld.EditionNotFoundError, match=r"holds no list of 样31县例31镇; did you mean 北京市样31县例31镇"
    ) as missed:
        read_sqlite(path, town="样31县例31镇")
    assert missed.value.suggestions[0] == "北京市样31县例31镇"
    with pytest.raises(ld.EditionNotFoundError, match="there is no edition 3 of 北京市样31县例31镇; it holds 1, 2"):
        read_sqlite(path, town="例31镇", edition=3)


# The file


def test_the_database_is_sound(written: sqlite3.Connection) -> None:
    assert written.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert written.execute("PRAGMA foreign_key_check").fetchall() == []
    assert written.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert written.execute("PRAGMA user_version").fetchone() == (LAYOUT,)
    assert written.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert written.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_every_reference_has_an_index(written: sqlite3.Connection) -> None:
    tables = [
        name for (name,) in written.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
    ]
    counted = 0
    for table in tables:
        for reference in written.execute(f"PRAGMA foreign_key_list({table})").fetchall():
            plan = written.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {reference[3]} = 1").fetchall()
            assert "SEARCH" in plan[0][3], (table, reference[3])
            assert reference[4] == "key"
            counted += 1
    assert counted > 15


def test_the_same_list_gives_the_same_bytes(duties: ld.DutyList, tmp_path: Path) -> None:
    first, second = (duties.to_sqlite(tmp_path / name).read_bytes() for name in ("a.sqlite", "b.sqlite"))
    assert first == second


@pytest.mark.parametrize("table", TABLE_NAMES)
@pytest.mark.parametrize("which", ["duties", "small", "revised"])
def test_the_views_have_the_columns_and_rows_of_the_contract(
    which: str, table: TableName, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    duties: ld.DutyList = request.getfixturevalue(which)
    with closing(sqlite3.connect(duties.to_sqlite(tmp_path / "out.sqlite"))) as connection:
        selected = connection.execute(f"SELECT * FROM {table}_flat")
        assert [column[0] for column in selected.description] == [column.name for column in TABLES[table][0]]
        assert sorted(map(repr, selected)) == sorted(map(repr, rows(duties, table)))


def test_a_town_is_found_without_reading_the_others(written: sqlite3.Connection) -> None:
    for table in TABLE_NAMES:
        plan = written.execute(
            f"EXPLAIN QUERY PLAN SELECT * FROM {table}_flat WHERE province = '重庆市' AND district = '江津区' AND town = '李市镇'"
        ).fetchall()
        scanned = [step[3] for step in plan if step[3].startswith("SCAN") and "subquery" not in step[3]]
        assert scanned in ([], [f"SCAN {table}_flat"]), scanned  # the result itself, where a view has several arms


# Search


def search(connection: sqlite3.Connection, query: str) -> set[str]:
    hits = connection.execute(
        "SELECT id FROM duties WHERE key IN (SELECT rowid FROM duties_fts WHERE duties_fts MATCH ?)", (query,)
    )
    return {hit[0] for hit in hits}


def holding(duties: ld.DutyList, words: Sequence[str]) -> set[str]:
    """The duties in which every word stands, by looking at each text."""
    texts: dict[str, list[str]] = {duty.id: [duty.title] for duty in duties}
    for row in TABLES["tasks"][1](duties):
        texts[str(row["id"])] += [str(row["text"]), str(row["department"] or "")]
    for duty in duties.reclaimed:
        texts[duty.id] += [duty.discontinued.statement] if duty.discontinued else []
    for row in TABLES["duties"][1](duties):
        names = row["departments"]
        assert isinstance(names, tuple)
        texts[str(row["id"])] += names
    return {key for key, parts in texts.items() if all(any(fold(word) in fold(part) for part in parts) for word in words)}


@pytest.mark.parametrize("word", ["燃气", "噪声", "漏水", "公安", "殡葬", "宅基"])
def test_a_word_of_two_characters_is_found_as_it_is(written: sqlite3.Connection, duties: ld.DutyList, word: str) -> None:
    assert search(written, word) == holding(duties, [word])


@pytest.mark.parametrize(
    "words",
    ["森林防火", "燃 气", "坝", "噪声 喇叭", "区公安局", "根据《法律援助法》", "12345", "“大棚房”问题", "。燃气，", "镇12345"],
)
def test_words_of_any_length_are_found_through_match(written: sqlite3.Connection, duties: ld.DutyList, words: str) -> None:
    kept = [word for word in words.split() if fold(word)]
    assert search(written, match(words)) == holding(duties, kept)


@examples(60)
@given(st.data())
def test_whatever_stands_in_a_title_is_found(written: sqlite3.Connection, duties: ld.DutyList, data: st.DataObject) -> None:
    title = data.draw(st.sampled_from([duty.title for duty in duties if duty.title.isalpha()]))
    start = data.draw(st.integers(0, len(title) - 1))
    word = title[start : start + data.draw(st.integers(1, 6))]
    assert search(written, match(word)) == holding(duties, [word])


@pytest.mark.parametrize("words", ["", "  ", "，。", "“”"])
def test_a_query_without_a_word_is_refused(words: str) -> None:
    with pytest.raises(ld.ArgumentError, match="there is no word"):
        match(words)


# What goes wrong


def test_a_file_that_is_no_such_database(tmp_path: Path) -> None:
    with pytest.raises(ld.DataFileError, match=r"absent.sqlite: cannot be read as an SQLite database"):
        read_sqlite(tmp_path / "absent.sqlite")
    assert not list(tmp_path.iterdir())
    (tmp_path / "text").write_text("no database" * 100)
    with pytest.raises(ld.DataFileError, match="text: cannot be read as an SQLite database"):
        read_sqlite(tmp_path / "text")
    with closing(sqlite3.connect(tmp_path / "other.sqlite")) as other:
        other.execute("CREATE TABLE towns (key)")
    with pytest.raises(ld.DataFileError, match="an SQLite database, but none of duty lists"):
        read_sqlite(tmp_path / "other.sqlite")


def changed(path: Path, change: str, *values: object) -> Path:
    """A database in which something was changed by hand."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(change, values)
    return path


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        (LAYOUT + 1, "tables of version 3, this package reads up to 2: upgrade with pip install -U lishi-duties"),
        (1, "tables of version 1, and this package reads those of version 2: export the list anew, from its edition file"),
    ],
)
def test_a_database_of_another_layout(small: ld.DutyList, tmp_path: Path, layout: int, message: str) -> None:
    path = changed(small.to_sqlite(tmp_path / "out.sqlite"), f"PRAGMA user_version = {layout}")
    with pytest.raises(ld.DataFileError) as refused:
        read_sqlite(path)
    assert str(refused.value) == f"{path}: {message}"


def test_the_page_on_versions_names_the_layout() -> None:
    page = (ROOT / "docs" / "versions.md").read_text(encoding="utf-8")
    assert f"`user_version` 里，现在是 `{LAYOUT}`" in page


def test_tables_changed_by_hand_change_nothing_of_what_is_read(small: ld.DutyList, tmp_path: Path) -> None:
    path = changed(small.to_sqlite(tmp_path / "out.sqlite"), "DELETE FROM tasks")
    assert read_sqlite(path).file == small.file


@pytest.mark.parametrize(
    ("change", "value", "message"),
    [
        ("DELETE FROM edition_files WHERE ? IS NULL", None, "the edition file of the list is missing from the database"),
        ("UPDATE edition_files SET zlib = ?", "text", "the edition file of the list is missing from the database"),
        ("UPDATE edition_files SET zlib = ?", b"no zlib", "the edition file in the database is spoiled"),
        ("UPDATE edition_files SET zlib = substr(zlib, ?)", 3, "the edition file in the database is spoiled"),
        ("UPDATE edition_files SET zlib = substr(zlib, 1, ?)", 200, "the edition file in the database was cut off"),
        ("UPDATE edition_files SET zlib = ?", zlib.compress(bytes(MOST_BYTES + 1)), "has more than 67,108,864 bytes"),
        ("UPDATE edition_files SET zlib = ?", zlib.compress(b"{}"), "no edition file: it has no schema_version"),
    ],
    ids=["missing", "no bytes", "no zlib", "without its beginning", "without its end", "too large", "no edition file"],
)
def test_an_edition_file_that_was_spoiled(small: ld.DutyList, tmp_path: Path, change: str, value: object, message: str) -> None:
    path = changed(small.to_sqlite(tmp_path / "out.sqlite"), change, value)
    with pytest.raises(ld.DataFileError, match=re.escape(message)) as refused:
        read_sqlite(path)
    assert refused.value.path == str(path)


def test_nothing_is_left_where_the_disk_is_full(small: ld.DutyList, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "TABLES", f"PRAGMA max_page_count = 20; {writing.TABLES}")
    with pytest.raises(ld.TargetError, match=r"out.sqlite: cannot be written \(SQLite: database or disk is full\); nothing was"):
        small.to_sqlite(tmp_path / "out.sqlite")
    assert [path.name for path in tmp_path.iterdir()] == ["list.json"]


def test_a_python_without_sqlite_says_so(small: ld.DutyList, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    for use in (lambda: small.to_sqlite(tmp_path / "out.sqlite"), lambda: read_sqlite(tmp_path / "out.sqlite")):
        with pytest.raises(ld.LishiDutiesError, match="need a Python with the module sqlite3"):
            use()


def test_an_sqlite_without_full_text_search_says_so(small: ld.DutyList, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def without(*args: object, **options: object) -> sqlite3.Connection:
        raise sqlite3.OperationalError("no such module: fts5")

    monkeypatch.setattr(sqlite3, "connect", without)
    with pytest.raises(ld.LishiDutiesError, match="use a Python whose SQLite has FTS5"):
        small.to_sqlite(tmp_path / "out.sqlite")
    assert [path.name for path in tmp_path.iterdir()] == ["list.json"]
