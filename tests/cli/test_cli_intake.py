"""`lishi-duties intake` and `lishi-duties diff`: options, files, JSON, exit codes, and what is never overwritten."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from office import set_docx
from papers import set_paper
from terminal import seen_on
from town import BASIC, COOPERATIVE, RECLAIMED, TITLE, TOWN, exchanged, with_cell

import lishi_duties as ld
from lishi_duties.cli import intake as taking_in
from lishi_duties.cli import run
from lishi_duties.files import write_atomically
from lishi_duties.intake import read_document
from lishi_duties.model.canonical import edition_json

if TYPE_CHECKING:
    from conftest import Python

REVISED = (
    exchanged(BASIC, 2, ("2", "推广使用清洁能源取暖设备。")),
    with_cell(COOPERATIVE, 2, 4, ("做好宣传动员，建立工作台账。",)),
    RECLAIMED,
)
"""B002 withdrawn, B005 new, C002 changed."""


@dataclass(frozen=True)
class Answer:
    """What a command gave."""

    code: int
    out: str
    err: str


Ask = Callable[..., Answer]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ask:
    """Runs a command in this process and in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def ask(*arguments: str | Path) -> Answer:
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return ask


@pytest.fixture
def document(tmp_path: Path) -> Path:
    return set_docx(tmp_path / "list.docx", TOWN)


@pytest.fixture
def first(tmp_path: Path, document: Path) -> Path:
    """The first edition as a file."""
    path = tmp_path / "first.json"
    path.write_bytes(edition_json(read_document(document).file))
    return path


@pytest.fixture
def revision(tmp_path: Path) -> Path:
    return set_docx(tmp_path / "revised.docx", REVISED)


OUTPUT = ("--output", "draft.json", "--report", "report.md")


# ---- what it writes and says ---------------------------------------------------------------------------------------------


def test_a_draft_and_a_report_are_written(ask: Ask, document: Path, tmp_path: Path) -> None:
    answer = ask("intake", document, *OUTPUT)
    assert answer.code == 0
    assert answer.out.splitlines() == [
        f"{TITLE}（第1版，未载明日期）：基本履职事项4项、配合履职事项3项、上级部门收回事项2项",
        "草稿 draft.json，报告 report.md",
    ]
    assert answer.err == "1 doubt is open; the report lists what is to be reviewed, and publishing refuses until it is\n"
    draft = read_document(document)
    assert (tmp_path / "draft.json").read_bytes() == edition_json(draft.file)
    assert (tmp_path / "report.md").read_text(encoding="utf-8") == draft.report()
    assert ld.read("draft.json") == draft.duties


def test_short_options_and_folders_that_do_not_exist_yet(ask: Ask, document: Path, first: Path, tmp_path: Path) -> None:
    answer = ask("intake", document, "-o", "new/draft.json", "--report", "new/deep/report.md", "-p", first)
    assert answer.code == 0
    assert (tmp_path / "new/draft.json").is_file()
    assert (tmp_path / "new/deep/report.md").is_file()


def test_with_a_previous_edition_it_says_what_became_of_the_ids(ask: Ask, revision: Path, first: Path) -> None:
    answer = ask("intake", revision, *OUTPUT, "--previous", first)
    assert answer.code == 0
    assert "沿用编号8项，新编号1项，不再有1项" in answer.out
    assert answer.err == ""
    assert ld.read("draft.json").edition.number == 2


def test_a_packaged_edition_is_named_by_its_number(ask: Ask, tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "sources"
    answer = ask(
        *("intake", source / "1/lishi-duty-list.txt", *OUTPUT, "--previous", "1"),
        *("--review", source / "1", "--departments", source / "departments.toml"),
    )
    assert answer.code == 0
    assert "沿用编号329项，新编号0项，不再有0项" in answer.out
    assert answer.err == ""


def test_json_is_one_document_for_programs(ask: Ask, revision: Path, first: Path) -> None:
    answer = ask("intake", revision, *OUTPUT, "--previous", first, "--json")
    assert (answer.code, answer.err) == (0, "")
    values: dict[str, Any] = json.loads(answer.out)
    assert list(values) == ["draft", "report", "edition", "counts", "events", "doubts"]
    assert values["counts"] == {"basic": 4, "cooperative": 3, "reclaimed": 2}
    assert values["edition"]["number"] == 2
    assert [(event["id"], event["kind"]) for event in values["events"]] == [("B002", "withdrawn")]
    assert values["doubts"] == []
    assert (values["draft"], values["report"]) == ("draft.json", "report.md")


def test_json_tells_every_doubt_with_its_place_and_candidates(ask: Ask, first: Path, tmp_path: Path) -> None:
    document = set_docx(tmp_path / "list.docx", (exchanged(BASIC, 1, ("1", "抓好党员学习培训。")), COOPERATIVE, RECLAIMED))
    answer = ask("intake", document, *OUTPUT, "--previous", first, "--json")
    assert (answer.code, answer.err) == (0, "")
    (doubt,) = json.loads(answer.out)["doubts"]
    assert (doubt["kind"], doubt["row"], doubt["text"]) == ("identity", "basic 1", "抓好党员学习培训。")
    assert doubt["place"] == {"table": 1, "rows": [3, 3]}
    assert [candidate["id"] for candidate in doubt["candidates"]] == ["B001"]
    assert 0 < doubt["candidates"][0]["score"] < 1
    assert doubt["key"] in (tmp_path / "report.md").read_text(encoding="utf-8")


def test_review_registry_and_day_are_honoured(ask: Ask, document: Path, first: Path, tmp_path: Path) -> None:
    (tmp_path / "review").mkdir()
    note = '[[note]]\nduty = "B001"\nfield = "title"\nkind = "wording"\nwritten = "党员"\nreason = "示例。"\n'
    (tmp_path / "review/notes.toml").write_text(note, encoding="utf-8")
    names = ("县民政局", "县市场监管局", "县教育局", "县公安局", "县交通运输局")
    registry = "".join(f'[[department]]\nname = "{name}"\nkind = "vertical"\n' for name in names)
    (tmp_path / "departments.toml").write_text(registry, encoding="utf-8")
    answer = ask(
        *("intake", document, *OUTPUT, "--review", "review", "--departments", "departments.toml", "--published", "2026-05-01"),
    )
    assert (answer.code, answer.err) == (0, "")
    draft = ld.read("draft.json")
    assert str(draft.edition.published) == "2026-05-01"
    assert [note.duty for note in draft.notes] == ["B001"]
    assert {department.kind for department in draft.departments} == {"vertical"}


def test_a_title_without_a_province_takes_the_jurisdiction_given(ask: Ask, tmp_path: Path) -> None:
    parts = (exchanged(BASIC, 0, BASIC.rows[0]), COOPERATIVE, RECLAIMED)
    document = set_docx(
        tmp_path / "short.docx", [type(BASIC)(("青石镇履职事项清单", BASIC.headings[1]), *_rest(parts[0])), *parts[1:]]
    )
    answer = ask("intake", document, *OUTPUT)
    assert answer.code == 3
    assert "on the command line --jurisdiction 重庆市/江津区/李市镇" in answer.err
    answer = ask("intake", document, *OUTPUT, "--jurisdiction", "某某省/某某市/平安县/青石镇")
    assert answer.code == 0
    assert str(ld.read("draft.json").edition.jurisdiction) == "某某省某某市平安县青石镇"


def _rest(part: Any) -> tuple[Any, ...]:
    return part.header, part.rows, part.widths


# ---- what is refused -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("intake",), 2, "Missing argument 'DOCUMENT'"),
        (("intake", "list.docx"), 2, "Missing option '--output'"),
        (("intake", "list.docx", "--output", "a.json"), 2, "Missing option '--report'"),
        (("intake", "list.docx", *OUTPUT, "--format", "pdf"), 2, "No such option: --format"),
        (("intake", "none.docx", *OUTPUT), 3, "none.docx: cannot be read"),
        (("intake", "list.docx", *OUTPUT, "--previous", "99"), 1, "there is no edition 99"),
        (("intake", "list.docx", *OUTPUT, "--previous", "none.json"), 3, "none.json: cannot be read"),
        (("intake", "list.docx", *OUTPUT, "--previous", "list.docx"), 3, "list.docx"),
        (("intake", "list.docx", *OUTPUT, "--previous", "9" * 5000), 3, "cannot be read"),
        (("intake", "list.docx", *OUTPUT, "--previous", "1"), 2, "read another town's list without a previous edition"),
        (("intake", "list.docx", *OUTPUT, "--published", "1 May"), 2, "--published is a day such as 2026-05-01, not '1 May'"),
        (("intake", "list.docx", *OUTPUT, "--published", ""), 2, "--published is a day such as 2026-05-01, not ''"),
        (("intake", "list.docx", *OUTPUT, "--jurisdiction", "青石镇"), 2, "a jurisdiction is province/district/town"),
        (("intake", "list.docx", *OUTPUT, "--jurisdiction", ""), 2, "a jurisdiction is province/district/town"),
        (("intake", "list.docx", *OUTPUT, "--review", "none"), 3, "none: no such folder"),
        (("intake", "list.docx", *OUTPUT, "--departments", "none.toml"), 3, "none.toml: cannot be read"),
        (("intake", "list.docx", "--output", "same", "--report", "same"), 2, "--output and --report are the same file"),
        (("intake", "list.docx", "--output", "a", "--report", "./x/../a"), 2, "--output and --report are the same file"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_written(
    ask: Ask, document: Path, tmp_path: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    before = sorted(tmp_path.rglob("*"))
    answer = ask(*arguments)
    assert (answer.code, answer.out) == (code, "")
    assert says in answer.err
    assert "Traceback" not in answer.err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("option", ["--output", "--report"])
@pytest.mark.parametrize(
    "target", ["list.docx", "./sub/../list.docx", "link.docx", "first.json", "review/decisions.toml", "reg.toml"]
)
def test_what_a_draft_is_made_from_is_never_overwritten(
    ask: Ask, document: Path, first: Path, tmp_path: Path, option: str, target: str
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "review").mkdir()
    (tmp_path / "review/decisions.toml").write_text("# mine\n", encoding="utf-8")
    (tmp_path / "reg.toml").write_text("# mine\n", encoding="utf-8")
    (tmp_path / "link.docx").symlink_to(document)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    other = "--report" if option == "--output" else "--output"
    answer = ask(
        *("intake", "list.docx", option, target, other, "other", "--previous", "first.json"),
        *("--review", "review", "--departments", "reg.toml"),
    )
    assert answer.code == 2
    assert f"{option} {Path(target)} is " in answer.err
    assert "which stays as it is; give another name" in answer.err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("earlier", [True, False])
@pytest.mark.parametrize("blocked", ["draft.json", "report.md"])
def test_where_one_file_cannot_be_written_neither_is(
    ask: Ask, document: Path, tmp_path: Path, blocked: str, earlier: bool
) -> None:
    """A folder stands in the way; an earlier draft or report stays as it was."""
    other = "report.md" if blocked == "draft.json" else "draft.json"
    (tmp_path / blocked).mkdir()
    if earlier:
        (tmp_path / other).write_text("earlier", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    answer = ask("intake", document, *OUTPUT)
    assert (answer.code, answer.out) == (3, "")
    assert f"error: {blocked}: cannot be written (" in answer.err
    assert "nothing was written" in answer.err
    assert sorted(tmp_path.rglob("*")) == before
    assert not earlier or (tmp_path / other).read_text(encoding="utf-8") == "earlier"


def test_a_draft_and_a_report_are_written_anew(ask: Ask, document: Path, tmp_path: Path) -> None:
    for name in ("draft.json", "report.md"):
        write_atomically(tmp_path / name, b"earlier")
    assert ask("intake", document, *OUTPUT).code == 0
    assert ld.read("draft.json").edition.title == TITLE
    assert sorted(path.name for path in tmp_path.iterdir()) == ["draft.json", "list.docx", "report.md"]


def test_a_document_that_cannot_be_read_leaves_an_earlier_draft(ask: Ask, tmp_path: Path) -> None:
    document = set_docx(tmp_path / "list.docx", (exchanged(BASIC, 2), COOPERATIVE, RECLAIMED))
    write_atomically(tmp_path / "draft.json", b"earlier")
    answer = ask("intake", document, *OUTPUT)
    assert answer.code == 3
    assert "table 1, row 5: number 3 where 2 is due" in answer.err
    assert (tmp_path / "draft.json").read_bytes() == b"earlier"
    assert not (tmp_path / "report.md").exists()


def test_what_is_missing_to_read_a_format_is_named(python: Python, document: Path, tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['docx'] = None\n"
        "from lishi_duties.cli import run\n"
        f"sys.exit(run(['intake', {str(document)!r}, '--output', {str(tmp_path / 'a')!r}, '--report', {str(tmp_path / 'b')!r}]))"
    )
    done = python("-c", program)
    assert done.returncode == 2
    assert "pip install 'lishi-duties[intake]'" in done.stderr
    assert "Traceback" not in done.stderr


# ---- the progress bar ----------------------------------------------------------------------------------------------------


def on_terminal(arguments: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """The exit code of the command and what a person sees on standard error, a terminal."""
    pty = pytest.importorskip("pty")
    import subprocess

    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "lishi_duties", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=terminal,
        env=environment | {"TERM": "xterm-256color", "COLUMNS": "100"},
    )
    os.close(terminal)
    seen = seen_on(controller)
    return process.wait(timeout=60), seen.decode(errors="replace")


def test_a_bar_is_shown_on_a_terminal(tmp_path: Path, environment: dict[str, str]) -> None:
    document = set_paper(tmp_path / "list.pdf", TOWN)
    code, seen = on_terminal(
        ["intake", str(document), "--output", str(tmp_path / "a.json"), "--report", str(tmp_path / "b.md")], environment
    )
    assert code == 0
    assert "list.pdf" in seen
    assert "3/3" in seen
    assert "1 doubt is open" in seen


def test_no_bar_is_shown_in_a_pipe(ask: Ask, tmp_path: Path) -> None:
    document = set_paper(tmp_path / "list.pdf", TOWN)
    answer = ask("intake", document, *OUTPUT)
    assert answer.code == 0
    assert answer.err == "1 doubt is open; the report lists what is to be reviewed, and publishing refuses until it is\n"


def test_the_reader_tells_the_bar_how_far_it_is(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reported: list[tuple[int, int]] = []
    real = taking_in.read_document

    def watched(*arguments: Any, **options: Any) -> Any:
        return real(*arguments, **options | {"progress": lambda done, total: reported.append((done, total))})

    monkeypatch.setattr(taking_in, "read_document", watched)
    assert ask("intake", set_paper(tmp_path / "list.pdf", TOWN), *OUTPUT).code == 0
    assert reported[-1] == (3, 3)
    assert [done for done, _ in reported] == sorted(done for done, _ in reported)


# ---- diff ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def second(ask: Ask, revision: Path, first: Path, tmp_path: Path) -> Path:
    """The second edition as a file."""
    assert ask("intake", revision, "--output", "second.json", "--report", "report.md", "--previous", first).code == 0
    return tmp_path / "second.json"


def test_diff_prints_one_row_a_difference_in_a_pipe(ask: Ask, first: Path, second: Path) -> None:
    answer = ask("diff", first, second)
    assert (answer.code, answer.err) == (0, "")
    rows = [line.split("\t") for line in answer.out.splitlines()]
    assert {len(row) for row in rows} == {5}
    assert [row[:3] for row in rows] == [["added", "B005", ""], ["removed", "B002", ""], ["changed", "C002", "town_tasks[0]"]]
    assert rows[2][3:] == ["做好宣传动员。", "做好宣传动员，建立工作台账。"]


def test_diff_of_equal_lists_says_so_and_succeeds(ask: Ask, first: Path) -> None:
    answer = ask("diff", first, first)
    assert (answer.code, answer.out) == (0, "")
    assert answer.err
    assert json.loads(ask("diff", first, first, "--json").out)["added"] == []


def test_diff_as_json_is_what_the_library_gives(ask: Ask, first: Path, second: Path) -> None:
    answer = ask("diff", first, second, "--json")
    assert (answer.code, answer.err) == (0, "")
    assert json.loads(answer.out) == json.loads(json.dumps(ld.diff(ld.read(first), ld.read(second)).to_dict()))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_diff_as_markdown_is_the_release_note(ask: Ask, first: Path, second: Path, language: Any) -> None:
    answer = ask("diff", first, second, "--markdown", "--language", language)
    assert answer.out == ld.diff(ld.read(first), ld.read(second)).to_markdown(language)
    assert "B005" in answer.out
    if language == "zh":
        assert ask("diff", first, second, "--markdown").out == answer.out


def test_diff_backwards_mirrors(ask: Ask, first: Path, second: Path) -> None:
    rows = [line.split("\t")[:2] for line in ask("diff", second, first).out.splitlines()]
    assert rows == [["added", "B002"], ["removed", "B005"], ["changed", "C002"]]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("diff",), 2, "Missing argument 'OLD'"),
        (("diff", "1"), 2, "Missing argument 'NEW'"),
        (("diff", "1", "2", "3"), 2, "unexpected extra argument"),
        (("diff", "1", "99"), 1, "there is no edition 99"),
        (("diff", "0", "1"), 1, "there is no edition 0"),
        (("diff", "1", "none.json"), 3, "none.json: cannot be read"),
        (("diff", "first.json", "list.docx"), 3, "list.docx"),
        (("diff", "first.json", "first.json", "--json", "--markdown"), 2, "give --json or --markdown, not both"),
        (("diff", "first.json", "first.json", "--language", "en"), 2, "--language is that of the note; give --markdown too"),
        (("diff", "first.json", "first.json", "--markdown", "--language", "fr"), 2, "fr"),
        (("diff", "first.json", "1"), 2, ""),
    ],
)
def test_diff_refuses_what_makes_no_sense(
    ask: Ask, document: Path, first: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    answer = ask(*arguments)
    assert (answer.code, answer.out) == (code, "")
    assert says in answer.err
    assert "Traceback" not in answer.err
