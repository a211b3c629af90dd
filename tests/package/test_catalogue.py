"""Loading the packaged editions, and reading the list of any other town."""

from __future__ import annotations

import datetime
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from examples import examples
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import lishi_duties as ld

if TYPE_CHECKING:
    from conftest import Python, WriteFile

Document = dict[str, Any]


# What is packaged


def test_editions_count_up_and_the_newest_is_loaded() -> None:
    numbers = [edition.number for edition in ld.editions()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert ld.load().edition.number == numbers[-1]


def test_every_edition_loads_and_is_the_one_listed() -> None:
    for edition in ld.editions():
        loaded = ld.load(edition=edition.number)
        assert isinstance(loaded, ld.DutyList)
        assert loaded.edition == edition
        assert {duty.edition for duty in loaded} == {edition.number}


def test_each_edition_is_read_once() -> None:
    assert ld.load() is ld.load()
    assert ld.load(edition=1) is ld.load(edition=1)
    assert ld.load(edition=ld.editions()[-1].number) is ld.load()


def test_edition_1_knows_its_source_and_invents_no_date() -> None:
    first = ld.editions()[0]
    assert first.title == "重庆市江津区李市镇履职事项清单"
    assert str(first.jurisdiction) == "重庆市江津区李市镇"
    assert first.published is None
    assert first.source.sha256.startswith("37b8becf")


def test_loading_takes_no_place_arguments() -> None:
    with pytest.raises(TypeError):
        ld.load(1)  # type: ignore[misc]


@pytest.mark.parametrize("edition", [0, -1, 999, 10**30])
def test_an_unknown_edition(edition: int) -> None:
    with pytest.raises(ld.EditionNotFoundError) as caught:
        ld.load(edition=edition)
    assert str(caught.value).startswith(f"there is no edition {edition}; packaged: 1 (undated)")
    assert caught.value.asked == str(edition)


@pytest.mark.parametrize("edition", [True, False, "1", 1.0, "newest", [1], b"1"])
def test_an_edition_of_the_wrong_type(edition: Any) -> None:
    with pytest.raises(ld.ArgumentError) as caught:
        ld.load(edition=edition)
    assert str(caught.value) == f"edition is a number, an int such as 1, not {edition!r}"


@pytest.mark.parametrize("day", ["2026-01-01", 2026, 20260101.0, (2026, 1, 1), True])
def test_a_day_of_the_wrong_type(day: Any) -> None:
    with pytest.raises(ld.ArgumentError) as caught:
        ld.load(as_of=day)
    assert str(caught.value) == f"as_of is a day, a datetime.date, not {day!r}"


def test_edition_and_day_together_are_refused() -> None:
    with pytest.raises(ld.ArgumentError, match=r"give an edition or a day .*not both"):
        ld.load(edition=1, as_of=datetime.date(2026, 1, 1))


def test_an_undated_edition_cannot_be_found_by_a_day() -> None:
    day = datetime.date(1999, 12, 31)
    with pytest.raises(ld.EditionNotFoundError) as caught:
        ld.load(as_of=day)
    message = str(caught.value)
    assert "no edition is known to have been in force on 1999-12-31" in message
    assert re.search(r"Editions? 1(, \d+)* bears? no date, so as_of cannot find (it|them): load\(edition=1\)", message)
    assert caught.value.asked == "1999-12-31"


DATES = {1: None, 2: "2025-01-01", 3: "2025-06-30", 4: "2025-06-30", 5: "2024-12-01"}


@pytest.fixture(scope="module")
def later_package(tmp_path_factory: pytest.TempPathFactory, package: Path) -> Path:
    """The package as it may be one day: five editions, one undated, two of one day, the newest with an earlier date."""
    folder = tmp_path_factory.mktemp("later")
    copied = folder / package.name
    shutil.copytree(package, copied, ignore=shutil.ignore_patterns("__pycache__"))
    editions = copied / "data" / "editions"
    first = json.loads((editions / "1.json").read_bytes())
    index = json.loads((editions / "index.json").read_bytes())
    facts = index["editions"][0]
    index["editions"] = [facts | {"number": number, "published": day} for number, day in DATES.items()]
    (editions / "index.json").write_text(json.dumps(index), encoding="utf-8")
    for number, entry in zip(DATES, index["editions"], strict=True):
        later = first | {"edition": entry}
        for kind in ("basic", "cooperative", "reclaimed"):
            later[kind] = [record | {"edition": number} for record in first[kind]]
        (editions / f"{number}.json").write_text(json.dumps(later), encoding="utf-8")
    return folder


def test_as_of_gives_the_edition_in_force_on_that_day(later_package: Path, python: Python) -> None:
    code = """if True:
        import datetime, json, lishi_duties as ld
        answers = {"newest": ld.load().edition.number, "editions": [edition.number for edition in ld.editions()]}
        for day in ["2024-11-30", "2024-12-01", "2024-12-31", "2025-01-01", "2025-06-29", "2025-06-30", "2099-01-01"]:
            try:
                answers[day] = ld.load(as_of=datetime.date.fromisoformat(day)).edition.number
            except ld.EditionNotFoundError as error:
                answers[day] = str(error)
        answers["time"] = ld.load(as_of=datetime.datetime(2025, 1, 1, 23, 59)).edition.number
        answers["same"] = ld.load(as_of=datetime.date(2025, 1, 1)) is ld.load(edition=2)
        print(json.dumps(answers))
    """
    done = python("-c", code, PYTHONPATH=str(later_package))
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    refusal = answers.pop("2024-11-30")
    assert "2024-11-30" in refusal
    assert "Edition 1 bears no date" in refusal
    assert "2 (2025-01-01)" in refusal
    assert answers == {
        "newest": 5,
        "editions": [1, 2, 3, 4, 5],
        "2024-12-01": 5,
        "2024-12-31": 5,
        "2025-01-01": 2,
        "2025-06-29": 2,
        "2025-06-30": 4,  # two of one day: the later number
        "2099-01-01": 4,
        "time": 2,
        "same": True,
    }


def test_a_damaged_package_says_which_edition(later_package: Path, python: Python) -> None:
    (later_package / "lishi_duties" / "data" / "editions" / "3.json").write_bytes(b'{"schema_version": 1, ')
    code = "import lishi_duties as ld\ntry: ld.load(edition=3)\nexcept ld.DataFileError as error: print(error, '|', error.path)"
    done = python("-c", code, PYTHONPATH=str(later_package))
    assert done.stdout.startswith("edition 3: not JSON"), done.stderr


def test_first_use_by_many_threads_gives_one_object(python: Python) -> None:
    code = """if True:
        import sys, threading
        import lishi_duties as ld
        sys.setswitchinterval(1e-5)
        start, found, failed = threading.Barrier(16), [], []
        def use(number):
            start.wait()
            try:
                duties = [ld.load, lambda: ld.load(edition=len(ld.editions()))][number % 2]()
                found.append((id(duties), id(ld.get("C047")), tuple(h.duty.id for h in duties.search("燃气")),
                              duties.by_department("公安局").ids, duties.departments["应急局"].name))
            except BaseException as error:
                failed.append(repr(error))
        threads = [threading.Thread(target=use, args=(number,)) for number in range(16)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        print(len(found), len(set(found)), failed)
    """
    done = python("-c", code)
    assert done.stdout.strip() == "16 1 []", done.stderr


# Reading a file


def test_reads_a_file_of_any_town(document: Document, write: WriteFile) -> None:
    path = write(document)
    for given_as in (path, str(path), Path(os.path.relpath(path))):
        duties = ld.read(given_as)
        assert str(duties.edition.jurisdiction) == "样例市样例区样例镇"
        assert duties.ids == ("B001", "B002", "C001", "C002", "R001", "R002")
        assert duties.edition.published == datetime.date(2025, 3, 1)
        assert duties.by_department("林业局").ids == ("C002", "R001")
        assert duties.notes_on("C001")[0].meant == "区公安局"


def test_the_packaged_file_can_be_read_like_any_other(package: Path) -> None:
    assert ld.read(package / "data" / "editions" / "1.json") == ld.load(edition=1)


def test_reading_does_not_touch_what_is_loaded(small: ld.DutyList) -> None:
    assert small.edition.number == 1
    assert ld.load(edition=1).edition != small.edition


def refused(path: Path) -> str:
    """The message with which a file is refused, after its name."""
    with pytest.raises(ld.DataFileError) as caught:
        ld.read(path)
    assert caught.value.path == str(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    assert len(message) < len(str(path)) + 500
    assert caught.value.__suppress_context__ or caught.value.__context__ is None, "no second traceback beneath"
    return message.removeprefix(f"{path}: ")


def as_json(document: Document) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


BAD_BYTES: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("empty", lambda data: b"", r"not JSON.* line 1, column 1 .*cut off"),
    ("blank", lambda data: b" \n\n ", r"not JSON.*line 3.*cut off"),
    ("half", lambda data: data[: data.index(b'"cooperative"')], r"not JSON.*line \d+, column \d+"),
    ("last bracket lost", lambda data: data.rstrip()[:-1], r"not JSON.*line \d+, column \d+.*cut off"),
    ("text", lambda data: "履职事项清单".encode(), r"not JSON.*line 1, column 1"),
    ("comma too many", lambda data: data.replace(b": 1,", b": 1,,", 1), r"not JSON.*line 2, column 22"),
    ("gb18030", lambda data: data.decode().encode("gb18030"), r"not UTF-8 \(byte \d+\).*UTF-8 JSON"),
    ("binary", lambda data: bytes(range(128, 256)), r"not UTF-8 \(byte 0\)"),
    ("nested", lambda data: b"[" * 1_000_000, r"nested too deeply"),
    ("nested objects", lambda data: b'{"schema_version":1,"basic":' + b'{"a":' * 100_000, r"nested too deeply"),
    ("nested a little", lambda data: b'{"schema_version":1,"basic":' + b"[" * 500 + b"]" * 500 + b"}", r"recursion|nested"),
    ("list", lambda data: b"[" + data + b"]", r"no schema_version.*lishi-duties schema"),
    ("null", lambda data: b"null", r"no schema_version.*lishi-duties schema"),
    ("other object", lambda data: b"{}", r"no schema_version.*lishi-duties schema"),
    ("lone surrogate", lambda data: data.replace("负责".encode(), rb"\ud800", 1), r"line \d+ column \d+"),
    ("not a number", lambda data: data.replace(b'"number": 1', b'"number": NaN', 1), r"edition.number: .*valid integer, not nan"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "message"), [row[1:] for row in BAD_BYTES], ids=[row[0] for row in BAD_BYTES])
def test_a_file_that_is_no_json(document: Document, write: WriteFile, damage: Callable[[bytes], bytes], message: str) -> None:
    assert re.search(message, refused(write(damage(as_json(document)))))


def test_a_newer_schema_says_to_upgrade(document: Document, write: WriteFile) -> None:
    document["schema_version"] = 7
    document["lineage"] = {"unknown": "to this package"}
    assert refused(write(document)) == ("schema version 7, this package reads up to 1: upgrade with pip install -U lishi-duties")


def change(*path: str | int, to: object) -> Callable[[Document], None]:
    def apply(document: Document) -> None:
        holder: Any = document
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = to

    return apply


TWO_WAYS = [{"department": "区林业局", "heading": "区林业局", "method": ["办理。"]}]

BAD_CONTENT: list[tuple[str, Callable[[Document], object], str]] = [
    ("schema version text", change("schema_version", to="1"), r"^schema_version: .*integer, not '1'$"),
    ("schema version zero", change("schema_version", to=0), r"^schema_version: .*greater than or equal to 1, not 0$"),
    ("duplicate id", change("basic", 1, "id", to="B001"), r"^basic\[1\]: id B001 is given twice$"),
    (
        "unregistered department",
        change("cooperative", 1, "departments", to=["区水利局"]),
        r"^C002: department '区水利局' is not registered in departments$",
    ),
    (
        "unregistered in handover",
        change("reclaimed", 0, "handover", 0, "department", to="区水利局"),
        r"^R001: department '区水利局' is not registered in departments$",
    ),
    ("numbers out of order", change("reclaimed", 1, "number", to=3), r"^R002: number 3 where reclaimed has come to 2$"),
    ("number not from one", change("basic", 0, "number", to=2), r"^B001: number 2 where basic has come to 1$"),
    ("unknown category", change("basic", 0, "category", to="外交"), r"^B001: category '外交' is not among edition.categories$"),
    ("wrong type", change("basic", 1, "title", to=3), r"^basic\[1\]\.title: .*valid string, not 3$"),
    ("missing field", lambda d: d["cooperative"][1].pop("town_tasks"), r"^cooperative\[1\]\.town_tasks: Field required$"),
    ("missing list", lambda d: d.pop("reclaimed"), r"^reclaimed: Field required$"),
    ("extra field", change("basic", 1, "remark", to="x"), r"^basic\[1\]\.remark: Extra inputs"),
    ("extra at the top", change("remark", to="x"), r"^remark: Extra inputs"),
    (
        "deep in a record",
        change("cooperative", 0, "responsibilities", 1, "tasks", 0, to=None),
        r"^cooperative\[0\]\.responsibilities\[1\]\.tasks\[0\]: ",
    ),
    ("impossible day", change("edition", "published", to="2025-02-30"), r"^edition.published: .*, not '2025-02-30'$"),
    ("both ways", change("reclaimed", 1, "handover", to=TWO_WAYS), r"R002: .*handed over or discontinued"),
    ("note on nothing", change("notes", 0, "duty", to="B999"), r"^notes: B999 is no duty of this file$"),
    ("list for object", change("edition", to=[]), r"^edition: "),
]


@pytest.mark.parametrize(("spoil", "message"), [row[1:] for row in BAD_CONTENT], ids=[row[0] for row in BAD_CONTENT])
def test_a_file_that_breaks_the_form_names_the_place(
    document: Document, write: WriteFile, spoil: Callable[[Document], object], message: str
) -> None:
    spoil(document)
    assert re.search(message, refused(write(document)))


def test_many_faults_are_told_in_short(document: Document, write: WriteFile) -> None:
    for record in (*document["basic"], *document["cooperative"], *document["reclaimed"]):
        record["title"] = "字" * 10_000 if record["id"] == "R002" else 3
    document["departments"] = "区" * 10_000
    message = refused(write(document))
    assert "; and 3 more" in message


@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_file_cut_anywhere_is_refused_with_the_place(document: Document, write: WriteFile, data: st.DataObject) -> None:
    whole = as_json(document)
    cut = data.draw(st.integers(0, len(whole) - 1))
    assert re.search(r"line \d+, column \d+|byte \d+", refused(write(whole[:cut])))


def test_a_file_cut_inside_a_text_is_said_to_be_cut(document: Document, write: WriteFile) -> None:
    whole = as_json(document)
    inside = whole.index("履职事项".encode()) + 6
    assert "cut off" in refused(write(whole[:inside]))


def test_a_file_with_too_much_is_not_said_to_be_cut(document: Document, write: WriteFile) -> None:
    assert "cut off" not in refused(write(as_json(document) + b"x"))


def test_a_byte_order_mark_is_taken_or_named(document: Document, write: WriteFile) -> None:
    path = write(b"\xef\xbb\xbf" + as_json(document))
    try:
        found = ld.read(path)
    except ld.DataFileError:
        assert re.search("BOM|byte order mark|UTF-8", refused(path))
    else:
        assert len(found) == 6


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_other_unicode_encodings_are_named(document: Document, write: WriteFile, encoding: str) -> None:
    assert "not UTF-8" in refused(write(as_json(document).decode().encode(encoding)))


def test_a_number_of_thousands_of_digits(document: Document, write: WriteFile) -> None:
    data = as_json(document).replace(b'"number": 1', b'"number": ' + b"1" * 5000, 1)
    refused(write(data))


def test_a_member_given_twice_is_refused(document: Document, write: WriteFile) -> None:
    data = as_json(document).replace(b'"schema_version": 1,', b'"schema_version": 1, "notes": [],', 1)
    refused(write(data))


def test_a_missing_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "nope.json") == "cannot be read (No such file or directory); check the path"


def test_a_directory(tmp_path: Path) -> None:
    assert refused(tmp_path) == "cannot be read (Is a directory); check the path"


def test_a_name_no_file_can_have(tmp_path: Path) -> None:
    assert refused(tmp_path / ("x" * 5000)).startswith("cannot be read")
    assert refused(tmp_path / "a\0b").startswith("cannot be read")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(10**9)
    assert refused(path).startswith("1,000,000,000 bytes; an edition file has less than ")


@pytest.mark.parametrize("wrong", [None, 3, b"list.json", ["list.json"], {"schema_version": 1}])
def test_read_takes_a_path(wrong: Any) -> None:
    with pytest.raises(ld.ArgumentError, match=f"read takes the path of a file, not {type(wrong).__name__}"):
        ld.read(wrong)
