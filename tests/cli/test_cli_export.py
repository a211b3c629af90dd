"""`lishi-duties export`: one list as a file or on standard output, many lists as a data set, and what is refused."""

from __future__ import annotations

import copy
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from terminal import seen_on

import lishi_duties as ld
from lishi_duties.cli import run
from lishi_duties.export import FORMATS
from lishi_duties.export.text import TEXTS, rendered

COMMAND = [sys.executable, "-m", "lishi_duties", "export"]

Outcome = tuple[int, str, str]
Ask = Callable[..., Outcome]


@pytest.fixture
def ask(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Runs the command in this process, in an empty folder; gives exit code, standard output and error."""
    monkeypatch.chdir(tmp_path)

    def ask(*arguments: str | Path) -> Outcome:
        code = run(["export", *map(str, arguments)])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return ask


@pytest.fixture
def towns(tmp_path: Path, document: dict[str, Any]) -> list[str]:
    """Edition files of three towns."""
    (tmp_path / "towns").mkdir()
    for name in ("甲镇", "乙镇", "丙镇"):
        town = copy.deepcopy(document)
        town["edition"]["jurisdiction"]["town"] = name
        (tmp_path / "towns" / f"{name}.json").write_text(json.dumps(town), encoding="utf-8")
    return [f"towns/{name}.json" for name in ("甲镇", "乙镇", "丙镇")]


# ---- one list ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_is_written(ask: Ask, format: str) -> None:
    path = Path(f"list{FORMATS[format].suffix}")  # type: ignore[index]
    assert ask("--format", format, "--output", path) == (0, f"{path}：{ld.load().edition}，共{len(ld.load())}项\n", "")
    assert path.is_dir() == (FORMATS[format].suffix == "")  # type: ignore[index]
    assert [file.name for file in Path().iterdir()] == [path.name]


@pytest.mark.parametrize("format", TEXTS)
def test_standard_output_gets_what_a_file_would(ask: Ask, duties: ld.DutyList, format: str) -> None:
    code, out, err = ask("--format", format, "--output", "-", "--edition", "1")
    assert (code, err) == (0, "")
    assert out.encode() == rendered(duties, format)
    assert not list(Path().iterdir())


def test_a_byte_order_mark(ask: Ask) -> None:
    _, plain, _ = ask("--format", "csv", "-o", "-")
    assert ask("--format", "csv", "-o", "-", "--bom") == (0, "\ufeff" + plain, "")
    assert ask("--format", "csv", "-o", "list.csv", "--bom")[0] == 0
    assert Path("list.csv").read_bytes().decode() == "\ufeff" + plain


def test_the_list_of_a_file(ask: Ask, document: dict[str, Any]) -> None:
    Path("draft.json").write_text(json.dumps(document), encoding="utf-8")
    assert ask("--format", "markdown", "-o", "-", "--file", "draft.json")[1].startswith("# 样例市样例区样例镇履职事项清单\n")
    assert ask("--format", "csv", "-o", "list.csv", "-f", "draft.json")[1].startswith("list.csv：样例市样例区样例镇")


def test_what_exists_is_replaced_only_by_force(ask: Ask) -> None:
    Path("list.csv").write_text("mine", encoding="utf-8")
    code, out, err = ask("--format", "csv", "--output", "list.csv")
    assert (code, out) == (3, "")
    assert err == "error: list.csv: exists already; give another name, or replace it with --force (force=True)\n"
    assert Path("list.csv").read_text(encoding="utf-8") == "mine"
    assert ask("--format", "csv", "--output", "list.csv", "--force")[0] == 0
    assert Path("list.csv").read_text(encoding="utf-8").startswith("province,")


def test_a_folder_that_is_not_there(ask: Ask) -> None:
    assert ask("--format", "csv", "-o", "nowhere/list.csv") == (
        3,
        "",
        "error: nowhere/list.csv: there is no folder nowhere; make it first\n",
    )


def test_the_file_that_is_read_stays(ask: Ask, document: dict[str, Any]) -> None:
    Path("draft.json").write_text(json.dumps(document), encoding="utf-8")
    code, _, err = ask("--format", "csv", "-o", "./draft.json", "-f", "draft.json", "--force")
    assert (code, err) == (
        2,
        "error: --output ./draft.json is the file to read, which stays as it is; give another name\n",
    )
    assert json.loads(Path("draft.json").read_text(encoding="utf-8")) == document


def test_a_missing_library_is_named_with_its_extra(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    code, out, err = ask("--format", "xlsx", "-o", "list.xlsx")
    assert (code, out) == (2, "")
    assert "pip install 'lishi-duties[xlsx]'" in err
    assert not list(Path().iterdir())


# ---- part of a list -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "conditions"),
    [
        (("--department", "公安局"), {"department": "公安局"}),
        (("-d", "林业局", "-r", "receives"), {"department": "林业局", "role": "receives"}),
        (("--kind", "cooperative", "--category", "生态环保"), {"kind": "cooperative", "category": "生态环保"}),
        (
            ("-k", "reclaimed", "-c", "平安法治", "--current"),
            {"kind": "reclaimed", "category": "平安法治", "discontinued": False},
        ),
        (("--discontinued",), {"discontinued": True}),
    ],
    ids=" ".join,
)
def test_the_duties_that_meet_the_conditions(
    ask: Ask, duties: ld.DutyList, options: tuple[str, ...], conditions: dict[str, Any]
) -> None:
    chosen = duties.filter(**conditions)
    assert ask("--format", "csv", "-o", "-", "-e", "1", *options) == (0, rendered(chosen, "csv").decode(), "")
    for holding in (holding for holding in FORMATS.values() if holding.selections):
        path = f"part{holding.suffix}"
        line = f"{path}：{duties.edition}，选出{len(chosen)}项\n"
        assert ask("--format", holding.name, "-o", path, "-e", "1", "--force", *options) == (0, line, "")


@pytest.mark.parametrize("output", ["part", "-"])
@pytest.mark.parametrize("format", [whole.name for whole in FORMATS.values() if not whole.selections])
def test_a_format_of_whole_editions_refuses_conditions(ask: Ask, format: str, output: str) -> None:
    code, out, err = ask("--format", format, "-o", output, "-e", "1", "--department", "公安局")
    assert (code, out) == (2, "")
    if output != "-" or format in TEXTS:
        assert err == (
            f"error: {format} holds a whole edition, and here are 10 of its duties; "
            "export them as csv, markdown, xlsx, docx or parquet, or export the whole list\n"
        )
    assert not list(Path().iterdir())


@pytest.mark.parametrize("output", ["part.csv", "-"])
def test_where_no_duty_meets_them_nothing_is_written(ask: Ask, output: str) -> None:
    conditions = ("--kind", "basic", "--discontinued")
    assert ask("--format", "csv", "-o", output, *conditions) == (
        1, "", "no duty meets all these conditions; nothing was written\n",
    )  # fmt: skip
    assert not list(Path().iterdir())


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (("--kind", "base"), 2, "there is no kind 'base'; did you mean 'basic'?"),
        (("--category", "环保"), 1, "no section is called '环保'; did you mean 生态环保?"),
        (("--department", "外交部"), 1, "no department is called '外交部'"),
        (("--role", "leads"), 2, "a role goes with a department: give both"),
    ],
)
def test_a_condition_that_makes_no_sense(ask: Ask, options: tuple[str, ...], code: int, message: str) -> None:
    assert ask("--format", "csv", "-o", "part.csv", *options)[0] == code
    assert message in ask("--format", "csv", "-o", "part.csv", *options)[2]
    assert not list(Path().iterdir())


# ---- standard output that fails ------------------------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_standard_output_that_is_full(environment: dict[str, str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "--format", "csv", "-o", "-"], stdout=full, stderr=subprocess.PIPE, env=environment, check=False
        )
    assert (done.returncode, done.stderr) == (3, b"error: the output cannot be written: No space left on device\n")


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_a_reader_that_has_seen_enough(environment: dict[str, str]) -> None:
    line = f"{' '.join(COMMAND)} --format jsonl -o - | head -c 10; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, encoding="utf-8", env=environment, check=False)
    assert (done.stdout, done.stderr) == ('{"schema_v0\n', "")


# ---- many lists ----------------------------------------------------------------------------------------------------------


def test_many_lists_in_a_database(ask: Ask, towns: list[str]) -> None:
    assert ask("--format", "sqlite", "-o", "all.sqlite", *towns) == (0, "all.sqlite：3份清单\n", "")
    connection = sqlite3.connect("all.sqlite")
    assert connection.execute("select 1 from sqlite_master").fetchone()
    connection.close()


def test_many_lists_in_parquet(ask: Ask, towns: list[str]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    assert ask("--format", "parquet", "-o", "all", *towns) == (0, "all：3份清单\n", "")
    table = parquet.read_table("all/duties.parquet")
    assert set(table.column("town").to_pylist()) == {"甲镇", "乙镇", "丙镇"}
    assert len(table) == 18
    assert ask("--format", "parquet", "-o", "all", *towns)[0] == 3
    assert ask("--format", "parquet", "-o", "all", "--force", *towns[:1])[:2] == (0, "all：1份清单\n")


def test_what_is_asked_for_reaches_the_writer(ask: Ask, towns: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from lishi_duties.export import dataset

    asked: list[object] = []

    def write_dataset(files: object, path: object, format: object, *, force: bool, progress: Callable[[int, int], None]) -> None:
        progress(1, 2)
        asked.extend((files, path, format, force))

    monkeypatch.setattr(dataset, "write_dataset", write_dataset)
    assert ask("--format", "sqlite", "-o", "all.sqlite", "--force", *towns)[0] == 0
    assert asked == [[Path(town) for town in towns], Path("all.sqlite"), "sqlite", True]


@pytest.mark.parametrize("format", ["parquet", "sqlite"])
def test_one_bad_file_among_good_ones(ask: Ask, towns: list[str], format: str) -> None:
    Path("bad.json").write_text('{"schema_version": 9}', encoding="utf-8")
    code, out, err = ask("--format", format, "-o", "all", *towns, "bad.json", towns[0])
    assert (code, out) == (3, "")
    assert "bad.json: schema version 9" in err
    assert f"{towns[0]}: holds edition 1 of 样例市样例区甲镇, but is given twice" in err
    assert sorted(path.name for path in Path().iterdir()) == ["bad.json", "towns"]


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal")
def test_the_progress_goes_to_the_terminal_alone(towns: list[str], tmp_path: Path, environment: dict[str, str]) -> None:
    import pty

    terminal, stderr = pty.openpty()
    command = [*COMMAND, "--format", "sqlite", "-o", "all.sqlite", *towns]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=stderr, env=environment | {"TERM": "xterm"})
    os.close(stderr)
    seen = seen_on(terminal)
    out, _ = process.communicate()
    assert (process.returncode, out.decode()) == (0, "all.sqlite：3份清单\n")
    assert "all.sqlite" in seen.decode()


# ---- what there is -------------------------------------------------------------------------------------------------------


def test_the_formats_are_listed(ask: Ask) -> None:
    code, out, err = ask("--list")
    assert (code, err) == (0, "")
    assert [line.split("\t") for line in out.splitlines()] == [
        [row.name, row.suffix or "/", row.extra, "●" if row.selections else "", row.what] for row in FORMATS.values()
    ]


def test_the_formats_as_json(ask: Ask) -> None:
    code, out, err = ask("--list", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == [
        {"name": row.name, "suffix": row.suffix, "what": row.what, "extra": row.extra or None} | {"selections": row.selections}
        for row in FORMATS.values()
    ]


def test_an_unknown_format_says_what_there_is_and_what_it_is_good_for(ask: Ask) -> None:
    code, out, err = ask("--format", "exel", "-o", "list")
    assert (code, out) == (2, "")
    first, *lines = err.splitlines()
    assert first == "error: there is no format 'exel'; did you mean 'xlsx'? there are:"
    assert [line.split(None, 1) for line in lines] == [[row.name, row.what] for row in FORMATS.values()]
    assert ask("--format", "zzzzzz", "-o", "list")[2].startswith("error: there is no format 'zzzzzz'; there are:\n")
    assert ask("--format", "exel", "-o", "list", "a.json")[2] == err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "give --format and --output; the formats: lishi-duties export --list"),
        (("--format", "csv"), "give --format and --output"),
        (("--output", "list.csv"), "give --format and --output"),
        (("a.json", "b.json"), "give --format and --output"),
        (("--format", "json", "-o", "list.json", "--bom"), "a byte order mark is for csv, not for json"),
        (("--format", "json", "-o", "-", "--bom"), "a byte order mark is for csv, not for json"),
        (("--format", "sqlite", "-o", "all", "--bom", "a.json"), "a byte order mark is for csv, not for sqlite"),
        (("--format", "csv", "-o", "-", "--force"), "--force replaces a file; nothing is replaced on standard output"),
        (("--format", "xlsx", "-o", "-"), "xlsx cannot go to standard output, json, jsonl, csv, markdown can"),
        (("--format", "datapackage", "-o", "-"), "datapackage cannot go to standard output"),
        (("--format", "sqlite", "-o", "-", "a.json"), "sqlite cannot go to standard output; give a name to write to"),
        (("--format", "csv", "-o", "all.csv", "a.json", "b.json"), "csv holds one list: give its file with --file"),
        (("--format", "sqlite", "-o", "all", "--edition", "1", "a.json"), "give FILES, or one list by --edition or --file"),
        (("--format", "sqlite", "-o", "all", "--file", "a.json", "b.json"), "give FILES, or one list by --edition or --file"),
        (("--format", "csv", "-o", "a.csv", "--edition", "1", "--file", "a.json"), "give --edition or --file, not both"),
        (("--format", "csv", "-o", "a.csv", "--json"), "--json goes with --list; for the list itself as JSON give --format json"),
        (("--list", "--format", "csv"), "--list lists the formats and writes nothing; give it alone"),
        (("--list", "--bom"), "--list lists the formats and writes nothing"),
        (("--list", "--force"), "--list lists the formats and writes nothing"),
        (("--list", "-o", "x"), "--list lists the formats and writes nothing"),
        (("--list", "--edition", "1"), "--list lists the formats and writes nothing"),
        (("--list", "--file", "a.json"), "--list lists the formats and writes nothing"),
        (("--list", "--kind", "basic"), "--list lists the formats and writes nothing"),
        (("--list", "--current"), "--list lists the formats and writes nothing"),
        (("--format", "sqlite", "-o", "all", "-d", "公安局", "a.json"), "a data set of several FILES holds them whole"),
        (("--list", "a.json"), "--list lists the formats and writes nothing"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_no_argument_is_ignored(ask: Ask, arguments: tuple[str, ...], message: str) -> None:
    code, out, err = ask(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {message}")
    assert err.count("\n") == 1
    assert not list(Path().iterdir())


def test_an_edition_or_a_file_that_is_not_there(ask: Ask) -> None:
    assert ask("--format", "csv", "-o", "-", "--edition", "99")[0] == 1
    code, _, err = ask("--format", "csv", "-o", "-", "--file", "nowhere.json")
    assert (code, err) == (3, "error: nowhere.json: cannot be read (No such file or directory); check the path\n")
