"""The command line: tables for people, tab-separated lines in a pipe, JSON for programs, exit codes that mean something."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from terminal import seen_on

import lishi_duties as ld
from lishi_duties.cli import run
from lishi_duties.model import KINDS

if TYPE_CHECKING:
    from conftest import Python, WriteFile

Document = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What a command gave."""

    code: int
    out: str
    err: str


Ask = Callable[..., Answer]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Runs a command in this process."""
    for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)

    def ask(*arguments: str | Path) -> Answer:
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return ask


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


FIRST = ("--edition", "1")
"""What is said of single duties is said of the first edition, and stays true when a newer one appears."""


def test_a_command_starts_without_what_only_some_of_them_need(python: Python) -> None:
    done = python("-c", "import sys; import lishi_duties.cli.app; print(*sys.modules)")
    loaded = {name.removeprefix("lishi_duties.") for name in done.stdout.split() if name.startswith("lishi_duties.")}
    assert "cli.app" in loaded
    assert not loaded & {"authoring", "compare", "export", "intake", "mcp", "publish", "retrieval"}


# JSON


JSON_COMMANDS = [
    ("show", "C047", *FIRST),
    ("show", "B001", "C047", "R143", *FIRST),
    ("list",),
    ("list", "--kind", "cooperative", "--department", "公安局", "--role", "leads", *FIRST),
    ("departments",),
    ("departments", "公安局", *FIRST),
    ("search", "燃气", *FIRST),
    ("search", "噪声", "喇叭", "--limit", "1", *FIRST),
    ("stats",),
    ("editions",),
    ("check",),
]


@pytest.mark.parametrize("command", JSON_COMMANDS, ids=" ".join)
def test_json_is_one_document_and_nothing_else(ask: Ask, command: tuple[str, ...]) -> None:
    answer = ask(*command, "--json")
    assert (answer.code, answer.err) == (0, "")
    assert json.loads(answer.out)
    assert answer.out.endswith("\n")
    assert "\\u" not in answer.out, "Chinese is written as such"


@pytest.mark.parametrize("command", [("list", "-k", "basic", "-d", "公安局", *FIRST), ("search", "xyzzyq")], ids=" ".join)
def test_json_of_nothing_is_still_json(ask: Ask, command: tuple[str, ...]) -> None:
    answer = ask(*command, "--json")
    assert (answer.code, json.loads(answer.out)) == (1, [])


def test_json_of_a_department_without_tasks_is_still_json(ask: Ask, document: Document, write: WriteFile) -> None:
    document["departments"].append({"name": "区委宣传部", "kind": "party"})
    answer = ask("departments", "区委宣传部", "--file", write(document), "--json")
    assert (answer.code, json.loads(answer.out)) == (1, [])


def test_json_of_one_duty_is_its_record_with_its_notes(ask: Ask, duties: ld.DutyList) -> None:
    record = json.loads(ask("show", "C047", "--json", "--edition", "1").out)
    notes = record.pop("notes")
    assert ld.CooperativeDuty.model_validate_json(json.dumps(record)) == duties["C047"]
    assert [note["written"] for note in notes] == [note.written for note in duties.notes_on("C047")]


def test_json_of_several_duties_is_a_list_in_the_order_asked(ask: Ask) -> None:
    assert [record["id"] for record in json.loads(ask("show", "R143", "B001", "--json", *FIRST).out)] == ["R143", "B001"]


def test_json_of_a_list_holds_whole_records(ask: Ask, duties: ld.DutyList) -> None:
    listed = json.loads(ask("list", "--json", "-e", "1").out)
    assert [record["id"] for record in listed] == list(duties.ids)
    assert ld.ReclaimedItem.model_validate_json(json.dumps(listed[-1])) == duties.reclaimed[-1]


def test_json_of_departments_is_what_each_carries(ask: Ask, duties: ld.DutyList) -> None:
    listed = json.loads(ask("departments", "--json", "-e", "1").out)
    assert listed == [load.to_dict() for load in duties.statistics()[1]]


def test_json_of_one_department_is_its_tasks(ask: Ask, duties: ld.DutyList) -> None:
    tasks = json.loads(ask("departments", "公安局", "--json", "-e", "1").out)
    assert tasks == [task.to_dict() for task in duties.tasks_of("区公安局")]


def test_json_of_a_search_is_the_librarys_answer(ask: Ask, duties: ld.DutyList) -> None:
    hits = json.loads(ask("search", "噪声", "喇叭", "-n", "3", "--json", "-e", "1").out)
    assert hits == [hit.to_dict() for hit in duties.search("噪声 喇叭", 3)]


def test_json_of_stats_is_both_counts_with_the_edition(ask: Ask, duties: ld.DutyList) -> None:
    counted = json.loads(ask("stats", "--json", "-e", "1").out)
    sections, loads = duties.statistics()
    assert counted == {
        "edition": 1,
        "categories": [section.to_dict() for section in sections],
        "departments": [load.to_dict() for load in loads],
    }


def test_json_of_editions_is_what_is_packaged(ask: Ask) -> None:
    listed = json.loads(ask("editions", "--json").out)
    assert [ld.Edition.model_validate_json(json.dumps(entry)) for entry in listed] == list(ld.editions())


def test_schema_is_the_packaged_schema(ask: Ask, package: Path) -> None:
    answer = ask("schema")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.encode() == (package / "data" / "schemas" / "duty-list-1.json").read_bytes()


# Pipes


def rows(text: str) -> list[list[str]]:
    assert text.endswith("\n")
    return [line.split("\t") for line in text.removesuffix("\n").split("\n")]


@pytest.mark.parametrize(
    ("command", "columns"),
    [
        (("list",), 4),
        (("departments",), 6),
        (("departments", "公安局", *FIRST), 4),
        (("search", "安全", *FIRST), 4),
        (("stats",), 4),
        (("editions",), 5),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_in_a_pipe_every_line_is_one_row_of_tab_separated_cells(ask: Ask, command: tuple[str, ...], columns: int) -> None:
    answer = ask(*command)
    assert (answer.code, answer.err) == (0, "")
    assert {len(row) for row in rows(answer.out)} == {columns}
    assert "\x1b" not in answer.out
    assert "…" not in answer.out


def test_a_piped_list_holds_ids_titles_sections_and_who(ask: Ask, duties: ld.DutyList) -> None:
    listed = rows(ask("list", "-e", "1").out)
    assert [row[:3] for row in listed] == [[duty.id, duty.title, duty.category] for duty in duties]
    who = {row[0]: row[3] for row in listed}
    assert who["B001"] == "本镇"
    assert who["C047"].split("、") == list(duties["C047"].departments)
    assert who["R016"] == "不再开展"
    assert "区林业局" in who["R128"]


def test_cells_with_tabs_and_line_ends_stay_one_cell(ask: Ask, document: Document, write: WriteFile) -> None:
    document["basic"][0]["title"] = "一\t二\n三\r\n四"
    listed = rows(ask("list", "--file", write(document)).out)
    assert {len(row) for row in listed} == {4}
    assert len(listed) == 6


def test_a_piped_duty_is_plain_text_with_all_of_it(ask: Ask, duties: ld.DutyList) -> None:
    for duty in (duties["B001"], duties["C047"], duties["R143"], duties["R016"]):
        answer = ask("show", duty.id, "-e", "1")
        assert answer.out.startswith(f"{duty.id} {duty.title}\n")
        assert f"来源：{duty.place}" in answer.out
        for part in getattr(duty, "responsibilities", ()):
            assert all(task in answer.out for task in part.tasks)
        for handover in getattr(duty, "handover", ()):
            assert handover.heading in answer.out
            assert all(step in answer.out for step in handover.method)
        for note in duties.notes_on(duty.id):
            assert f"编者注 {note.field}" in answer.out
            assert note.written in answer.out


@pytest.mark.parametrize(
    ("options", "conditions"),
    [
        ((), {}),
        (("--kind", "reclaimed"), {"kind": "reclaimed"}),
        (("-c", "民生服务"), {"category": "民生服务"}),
        (("-d", "应急局"), {"department": "区应急管理局"}),
        (("-d", "应急局", "-r", "leads"), {"department": "区应急管理局", "role": "leads"}),
        (("--discontinued",), {"discontinued": True}),
        (("--current", "-k", "reclaimed"), {"discontinued": False, "kind": "reclaimed"}),
        (("-c", "生态环保", "-d", "公安局"), {"category": "生态环保", "department": "区公安局"}),
    ],
)
def test_list_options_are_the_conditions_of_filter(
    ask: Ask, duties: ld.DutyList, options: tuple[str, ...], conditions: dict[str, Any]
) -> None:
    answer = ask("list", "-e", "1", *options)
    assert answer.code == 0
    assert [row[0] for row in rows(answer.out)] == list(duties.filter(**conditions).ids)


def test_search_options_narrow(ask: Ask, duties: ld.DutyList) -> None:
    answer = ask("search", "安全", "-e", "1", "-n", "5", "-k", "cooperative", "-c", "平安法治", "-d", "公安局")
    expected = duties.search("安全", 5, kind="cooperative", category="平安法治", department="区公安局")
    assert [row[0] for row in rows(answer.out)] == [hit.duty.id for hit in expected]


def test_a_file_of_another_town(ask: Ask, document: Document, write: WriteFile) -> None:
    path = write(document)
    assert [row[0] for row in rows(ask("list", "--file", path).out)] == ["B001", "B002", "C001", "C002", "R001", "R002"]
    assert ask("show", "R002", "-f", path).out.startswith("R002 指标考核\n")
    assert [row[0] for row in rows(ask("departments", "-f", path).out)] == ["区公安局", "区林业局", "区级相关部门"]
    assert [row[0] for row in rows(ask("search", "巡逻", "-f", path).out)] == ["C001"]
    assert rows(ask("stats", "-f", path).out)[0] == ["党的建设", "1", "0", "0"]


# Checks


def test_the_packaged_editions_are_sound(ask: Ask) -> None:
    answer = ask("check")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines() == [f"edition {edition.number}: ok" for edition in ld.editions()]


def test_check_names_every_fault_of_a_file(ask: Ask, document: Document, write: WriteFile) -> None:
    document["basic"][0]["title"] = "负责<b>党员</b>教育。"
    document["reclaimed"][0]["handover"][0]["method"][1] = "2.现场查验。"
    path = write(document)
    answer = ask("check", path)
    assert answer.code == 1
    assert f"{path}: 2 faults" in answer.out
    assert "B001 title" in answer.out
    assert "R001 handover[0].method[1]" in answer.out
    report = json.loads(ask("check", path, "--json").out)
    assert [(entry["file"], len(entry["faults"])) for entry in report] == [(str(path), 2)]


def test_check_goes_on_after_a_file_that_cannot_be_read(ask: Ask, document: Document, write: WriteFile, tmp_path: Path) -> None:
    answer = ask("check", tmp_path / "nope.json", write(document))
    assert answer.code == 1
    assert f"{tmp_path / 'nope.json'}: " in answer.out
    assert "No such file" in answer.out
    assert f"{tmp_path / 'list.json'}: ok" in answer.out


def test_one_fault_is_one_fault(ask: Ask, document: Document, write: WriteFile) -> None:
    document["basic"][0]["title"] = "负责<b>党员教育。"
    assert "1 faults" not in ask("check", write(document)).out


# Help and version


def test_version_names_package_and_data(ask: Ask) -> None:
    answer = ask("--version")
    assert answer.code == 0
    assert re.fullmatch(rf"lishi-duties {re.escape(ld.__version__)}, data edition \d+ \(.+\)\n", answer.out)


COMMANDS = ("show", "list", "departments", "search", "stats", "editions", "check", "publish", "build", "schema")


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_lists_every_command(ask: Ask, option: str) -> None:
    answer = ask(option)
    assert (answer.code, answer.err) == (0, "")
    for command in COMMANDS:
        assert f"\n  {command} " in answer.out


@pytest.mark.parametrize(
    "command", ["show", "list", "departments", "search", "stats", "editions", "check", "publish", "build", "schema"]
)
def test_every_command_has_help(ask: Ask, command: str) -> None:
    answer = ask(command, "--help")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"Usage: lishi-duties {command}")


def test_without_a_command_help_is_shown(ask: Ask) -> None:
    answer = ask()
    assert answer.code == 2
    assert "Commands:" in answer.out + answer.err


# Misses and bad values


BAD_QUESTIONS: list[tuple[tuple[str, ...], int, str]] = [
    (("show", "X9"), 1, "no duty has the id 'X9'"),
    (("show", "C047", "c48", *FIRST), 1, "no duty has the id 'c48' here; did you mean C048?"),
    (("list", "-d", "公安分局", *FIRST), 1, "no department is called '公安分局'; did you mean 区公安局?"),
    (("departments", "公安分局", *FIRST), 1, "no department is called '公安分局'; did you mean 区公安局?"),
    (("search", "燃气", "-d", "外星局"), 1, "no department is called '外星局'"),
    (("list", "-c", "民生", *FIRST), 1, "no section is called '民生'; did you mean 民生服务?"),
    (("search", "燃气", "-c", "民生", *FIRST), 1, "no section is called '民生'; did you mean 民生服务?"),
    (("list", "-e", "999"), 1, "there is no edition 999; packaged: 1 (undated)"),
    (("show", "C047", "--edition", "999"), 1, "there is no edition 999; packaged: 1 (undated)"),
    (("stats", "-e", "0"), 1, "there is no edition 0; packaged: 1 (undated)"),
    (("list", "-k", "coop"), 2, "there is no kind 'coop'; did you mean 'cooperative'?"),
    (("search", "燃气", "-k", "配合"), 2, "there is no kind '配合'; allowed: 'basic', 'cooperative', 'reclaimed'"),
    (("list", "-d", "公安局", "-r", "lead", *FIRST), 2, "there is no role 'lead'; did you mean 'leads'?"),
    (("list", "-r", "leads"), 2, "a role goes with a department"),
    (("search", "，。"), 2, "the query '，。' holds no word"),
    (("search", "区" * 2001), 2, "the query has 2,001 characters"),
    (("search", "燃气", "-n", "0"), 2, "limit is how many results at most"),
    (("list", "-e", "1", "-f", "x.json"), 2, "give --edition or --file, not both"),
    (("departments", "公安局", "-e", "1", "-f", "x.json"), 2, "give --edition or --file, not both"),
]


@pytest.mark.parametrize(("command", "code", "message"), BAD_QUESTIONS, ids=[" ".join(row[0])[:30] for row in BAD_QUESTIONS])
@pytest.mark.parametrize("as_json", [False, True], ids=["", "json"])
def test_a_bad_question_gets_one_clear_line(ask: Ask, command: tuple[str, ...], code: int, message: str, as_json: bool) -> None:
    answer = ask(*command, *(["--json"] if as_json else []))
    assert answer.code == code
    assert answer.out == ""
    assert answer.err.startswith(f"error: {message}")
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize(
    "command",
    [
        ("list", "--edition", "new"),
        ("list", "--bogus"),
        ("list", "surplus"),
        ("bogus",),
        ("show",),
        ("search",),
        ("search", "燃气", "--limit", "ten"),
        ("stats", "--kind", "basic"),
        ("schema", "--json"),
        ("--bogus",),
    ],
    ids=" ".join,
)
def test_a_malformed_command_says_how_to_get_help(ask: Ask, command: tuple[str, ...]) -> None:
    answer = ask(*command)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("Usage: lishi-duties")
    assert re.search(r"Try 'lishi-duties.* -h' for help.", answer.err)
    assert "\nError: " in answer.err


@pytest.mark.parametrize("command", [("show", "B001"), ("list",), ("departments",), ("search", "燃气"), ("stats",)], ids=" ".join)
def test_a_file_that_cannot_be_used(ask: Ask, write: WriteFile, tmp_path: Path, command: tuple[str, ...]) -> None:
    broken = write(b'{"schema_version": 1')
    for path, message in (
        (broken, "not JSON"),
        (tmp_path / "nope.json", "cannot be read (No such file or directory)"),
        (tmp_path, "cannot be read (Is a directory)"),
    ):
        answer = ask(*command, "--file", path)
        assert (answer.code, answer.out) == (3, "")
        assert answer.err.startswith(f"error: {path}: {message}")
        assert answer.err.count("\n") == 1


@pytest.mark.parametrize("command", [("list", "-k", "basic", "-d", "公安局", *FIRST), ("search", "xyzzyq")], ids=" ".join)
def test_nothing_found_is_said_and_told_by_the_exit_code(ask: Ask, command: tuple[str, ...]) -> None:
    answer = ask(*command)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("no duty ")


def test_a_remark_on_the_command_line_speaks_of_its_options(ask: Ask) -> None:
    assert "filter(" not in ask("list", "-r", "leads").err


# In a fresh process


@pytest.mark.slow
def test_the_module_can_be_run(python: Python) -> None:
    done = python("-m", "lishi_duties", "show", "C047", "--json", *FIRST)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["id"] == "C047"
    missed = python("-m", "lishi_duties", "show", "nope")
    assert (missed.returncode, missed.stdout) == (1, "")
    assert missed.stderr.startswith("error: no duty has the id 'nope'")


@pytest.mark.parametrize("absent", ["typer", "rich"])
def test_without_the_extra_it_says_what_to_install(python: Python, absent: str) -> None:
    code = f"""if True:
        import runpy, sys
        sys.modules[{absent!r}] = None  # importing it raises ImportError
        sys.argv = ["lishi-duties", "show", "C047"]
        runpy.run_module("lishi_duties", run_name="__main__")
    """
    done = python("-c", code)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'lishi-duties[cli]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_library_needs_neither_typer_nor_rich(python: Python) -> None:
    code = """if True:
        import sys
        sys.modules["typer"] = sys.modules["rich"] = None
        import lishi_duties as ld
        duties = ld.load(edition=1)
        duties.search("燃气"), duties.statistics(), repr(duties["C047"]), duties._repr_html_()
        print(duties["C047"])
    """
    done = python("-c", code, PYTHONIOENCODING="utf-8")
    assert done.stdout == "C047 噪声污染防治监管\n", done.stderr


@pytest.mark.parametrize(
    "encoding", ["ascii", pytest.param("gbk", marks=pytest.mark.slow), pytest.param("utf-16-le", marks=pytest.mark.slow)]
)
def test_output_is_utf_8_whatever_the_terminal_claims(python: Python, encoding: str) -> None:
    done = python("-m", "lishi_duties", "show", "C047", *FIRST, PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert done.stdout.startswith("C047 噪声污染防治监管\n")
    missed = python("-m", "lishi_duties", "list", "-c", "民生", *FIRST, PYTHONIOENCODING=encoding)
    assert "did you mean 民生服务" in missed.stderr


def test_output_is_utf_8_in_the_c_locale(python: Python) -> None:
    done = python("-m", "lishi_duties", "departments", "公安局", *FIRST, LC_ALL="C")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\t牵头\n" in done.stdout
    bare = python("-m", "lishi_duties", "show", "C047", *FIRST, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (bare.returncode, bare.stderr) == (0, "")
    assert bare.stdout.startswith("C047 噪声污染防治监管\n")


@pytest.mark.parametrize("variable", ["FORCE_COLOR", "TTY_COMPATIBLE"])
def test_a_pipe_stays_a_pipe_where_colour_is_forced(python: Python, variable: str) -> None:
    done = python("-m", "lishi_duties", "list", "-k", "basic", *FIRST, **{variable: "1"})
    assert done.stdout.startswith("B001\t")
    assert "\x1b" not in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
@pytest.mark.parametrize("command", [("list",), ("list", "--json"), ("show", "C047", *FIRST), ("editions",)], ids=" ".join)
def test_a_reader_that_has_seen_enough(environment: dict[str, str], command: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "lishi_duties", *command],
            stdout=writing,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=environment,
            timeout=30,
            check=False,
        )
    finally:
        os.close(writing)
    assert done.stderr == ""
    assert done.returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
def test_head_gets_its_line(environment: dict[str, str]) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f"'{sys.executable}' -m lishi_duties list -e 1 | head -1"],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        timeout=30,
        check=False,
    )
    assert done.stdout.startswith("B001\t")
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", [("list",), ("editions",)], ids=" ".join)
def test_a_full_disk_is_no_stack_trace(environment: dict[str, str], command: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "lishi_duties", *command],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=environment,
            timeout=30,
            check=False,
        )
    assert done.returncode == 3
    assert done.stderr.startswith("error: ")
    assert "No space left" in done.stderr
    assert done.stderr.count("\n") == 1


# On a terminal


@dataclass(frozen=True)
class Screen:
    """What stood on a terminal of so many columns, command by command."""

    columns: int
    outputs: dict[str, str]


SCREENED = [
    ("show", "B001"),
    ("show", "C047"),
    ("show", "C040", "R016", "R143"),
    ("list",),
    ("list", "-k", "reclaimed", "-d", "应急局"),
    ("departments",),
    ("departments", "公安局"),
    ("search", "安全"),
    ("stats",),
    ("editions",),
    ("check",),
]
TABLES = ["list", "list -k reclaimed -d 应急局", "departments", "departments 公安局", "search 安全", "editions"]


@pytest.fixture(scope="module", params=[40, 80, pytest.param(160, marks=pytest.mark.slow)])
def screen(request: pytest.FixtureRequest, environment: dict[str, str]) -> Screen:
    """All commands in one process on a real pseudo-terminal."""
    pty = pytest.importorskip("pty")
    fcntl, termios = pytest.importorskip("fcntl"), pytest.importorskip("termios")
    columns: int = request.param
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, b"".join(n.to_bytes(2, sys.byteorder) for n in (50, columns, 0, 0)))
    code = f"""if True:
        from lishi_duties.cli import run
        for command in {SCREENED!r}:
            print("\\x1e", end="", flush=True)
            run(command if command[0] in {{"editions", "check"}} else (*command, *{FIRST!r}))
    """
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=environment | {"TERM": "xterm-256color"},
    )
    os.close(terminal)
    killer = threading.Timer(60, process.kill)
    killer.start()
    received = seen_on(controller)
    killer.cancel()
    assert process.wait() == 0, received.decode(errors="replace")
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", received.decode("utf-8")).replace("\r\n", "\n")
    parts = text.split("\x1e")[1:]
    assert len(parts) == len(SCREENED), "an answer for every command"
    return Screen(columns, {" ".join(command): part for command, part in zip(SCREENED, parts, strict=True)})


def test_no_line_is_wider_than_the_terminal(screen: Screen) -> None:
    for command, output in screen.outputs.items():
        for line in output.splitlines():
            assert width(line) <= screen.columns, (command, line)


def test_no_character_is_broken(screen: Screen) -> None:
    for output in screen.outputs.values():
        assert "\ufffd" not in output
        assert "\x1b" not in output


def test_every_screen_says_something(screen: Screen) -> None:
    for command, output in screen.outputs.items():
        assert re.search("[\u4e00-\u9fff]|ok", output), command


def test_every_id_is_on_the_screen(screen: Screen, duties: ld.DutyList) -> None:
    assert re.findall(r"(?m)^ ?([BCR]\d{3})\b", screen.outputs["list"]) == list(duties.ids)


def cells_at(line: str, offsets: list[int]) -> list[str] | None:
    """The cells of a line that begin at these columns; None where a character stands across a boundary."""
    cells, column = [""] * len(offsets), 0
    for char in line:
        size = width(char)
        owner = max((i for i, offset in enumerate(offsets) if offset <= column), default=0)
        if any(column < offset < column + size for offset in offsets):
            return None
        cells[owner] += char
        column += size
    return cells


@pytest.mark.parametrize("command", TABLES)
def test_columns_of_tables_are_aligned(screen: Screen, command: str) -> None:
    lines = [line for line in screen.outputs[command].splitlines() if line.strip()]
    if screen.columns == 40:  # too narrow for columns: entries stand one below the other
        assert not [line for line in lines if "─" in line]
        return
    header, rule, *body = lines
    assert set(rule.strip()) == {"─"}
    assert body
    # a column that is flushed left begins in every row where its heading begins, two spaces or more after the one before
    offsets = [0, *(width(header[: match.end()]) for match in re.finditer(r"  +(?=\S)", header))]
    flushed_right = {"牵头", "承接", "职责"} if command == "departments" else set()
    for line in body:
        cells = cells_at(line, offsets)
        assert cells is not None, line
        for heading, before, cell in zip(header.split()[1:], cells, cells[1:], strict=False):
            if heading not in flushed_right:
                assert before.endswith("  "), line
                assert cell[:1] != " " or not cell.strip(), line


@pytest.mark.parametrize("command", ["list -k reclaimed -d 应急局", "departments 公安局", "search 安全", "departments"])
def test_tables_lose_nothing(screen: Screen, command: str, duties: ld.DutyList) -> None:
    assert "…" not in screen.outputs[command]


def test_cards_lose_nothing(screen: Screen, duties: ld.DutyList) -> None:
    def squeezed(text: str) -> str:
        return re.sub(r"[\s\u2500-\u257f]", "", text)

    for command, output in screen.outputs.items():
        if command.startswith("show"):
            for duty in map(duties.__getitem__, command.split()[1:]):
                texts = [duty.title, *getattr(duty, "town_tasks", ())]
                texts += [task for part in getattr(duty, "responsibilities", ()) for task in part.tasks]
                texts += [step for handover in getattr(duty, "handover", ()) for step in handover.method]
                for text in texts:
                    assert squeezed(text) in squeezed(output)


def test_cards_are_framed_to_the_last_column(screen: Screen) -> None:
    for line in screen.outputs["show C047"].splitlines():
        if line.startswith(("│", "╭", "╰")):
            assert width(line) == screen.columns
            assert line[-1] in "│╮╯"


def test_notes_of_the_editor_are_on_the_screen(screen: Screen, duties: ld.DutyList) -> None:
    output = screen.outputs["show C047"]
    assert output.count("编者注") == len(duties.notes_on("C047"))


def test_bars_are_as_long_as_what_they_count(screen: Screen, duties: ld.DutyList) -> None:
    lengths = {}
    for line in screen.outputs["stats"].splitlines():
        for category in duties.edition.categories:
            if line.startswith(category):
                counts = re.search(r"(\d+)/(\d+)/(\d+)", line)
                assert counts
                lengths[category] = line.count("█")
                assert [int(n) for n in counts.groups()] == [len(duties.filter(kind=k, category=category)) for k in KINDS]
    assert set(lengths) == set(duties.edition.categories)
    counted = {category: len(duties.by_category(category)) for category in lengths}
    longest = max(lengths, key=lambda category: lengths[category])
    assert longest == max(counted, key=lambda category: counted[category])
    for category, length in lengths.items():
        assert length >= 1
        assert abs(length - counted[category] * lengths[longest] / counted[longest]) <= 2


def test_every_department_has_its_bar(screen: Screen, duties: ld.DutyList) -> None:
    for department in duties.departments:
        assert (f"\n{department.name} " in screen.outputs["stats"]) == (department.kind != "collective")
