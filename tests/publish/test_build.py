"""Sources to packaged data: byte for byte the same, refused with a reason where they are wrong, never half written."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import Answer, enter
from conftest import Python
from hypothesis import given
from hypothesis import strategies as st
from typeset import SOURCES

from lishi_duties import DataFileError, Duty, DutyListFile, IntakeError, LishiDutiesError
from lishi_duties.authoring.forms import Correction
from lishi_duties.authoring.lint import faults
from lishi_duties.files import write_atomically
from lishi_duties.intake import cell_parser
from lishi_duties.intake.corrections import apply_corrections
from lishi_duties.intake.document import Block, Document, Outside
from lishi_duties.intake.readers.text import document_of
from lishi_duties.intake.review import read_registry
from lishi_duties.model.canonical import canonical_json, edition_json
from lishi_duties.publish import build as building
from lishi_duties.publish.build import DATA, build
from lishi_duties.publish.edition import build_edition

PATH = Path("list.txt")
DOCUMENT = "1/lishi-duty-list.txt"


@pytest.fixture(scope="module")
def built() -> dict[str, bytes]:
    """What the sources of the repository give."""
    return build(SOURCES)


@pytest.fixture(scope="module")
def edition() -> DutyListFile:
    return build_edition(SOURCES / "1")


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of the sources, for a test to spoil."""
    return Path(shutil.copytree(SOURCES, tmp_path / "sources"))


@pytest.fixture
def data(tmp_path: Path, built: dict[str, bytes]) -> Path:
    """A copy of the packaged data."""
    for name, content in built.items():
        write_atomically(tmp_path / "data" / name, content)
    return tmp_path / "data"


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# ---- the command ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", ["0", pytest.param("4711", marks=pytest.mark.slow)])
def test_the_packaged_data_are_what_the_sources_give(python: Python, seed: str) -> None:
    """In a fresh interpreter, whatever the order of its sets."""
    done = python("-m", "lishi_duties", "build", "--check", "--sources", str(SOURCES), PYTHONHASHSEED=seed)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("0 differ\n")
    assert done.stderr == ""


@pytest.mark.slow
def test_building_twice_gives_the_same_bytes(built: dict[str, bytes]) -> None:
    assert build(SOURCES) == built == {name: (DATA / name).read_bytes() for name in built}


@pytest.fixture
def instantly(monkeypatch: pytest.MonkeyPatch, built: dict[str, bytes]) -> None:
    """The command without the seconds of building: its files are given."""
    monkeypatch.setattr(building, "build", lambda sources: dict(built))


def compared(data: Path) -> Answer:
    return enter("build", "--check", "--sources", SOURCES, "--data", data)


@pytest.mark.usefixtures("instantly")
@pytest.mark.parametrize("name", ["editions/1.json", "editions/index.json", "schemas/duty-list-1.json"])
def test_check_names_a_changed_byte_and_writes_nothing(data: Path, name: str) -> None:
    assert compared(data) == Answer(0, ["5 files compared, 0 differ"], "")
    content = bytearray((data / name).read_bytes())
    content[len(content) // 2] ^= 1
    (data / name).write_bytes(content)
    before = tree(data)
    problem = f"{data / name}: differs from what the sources give; run lishi-duties build"
    assert compared(data) == Answer(1, [problem, "5 files compared, 1 differ"], "")
    assert tree(data) == before


@pytest.mark.usefixtures("instantly")
def test_check_names_a_missing_file(data: Path) -> None:
    (data / "editions" / "index.json").unlink()
    answer = compared(data)
    assert answer.code == 1
    assert answer.lines[0].startswith(f"{data / 'editions' / 'index.json'}: ")


@pytest.mark.usefixtures("instantly")
def test_check_names_an_edition_that_has_no_sources(data: Path) -> None:
    shutil.copy(data / "editions" / "1.json", data / "editions" / "2.json")
    answer = compared(data)
    assert answer.code == 1
    assert answer.lines[0].startswith(f"{data / 'editions' / '2.json'}: has no sources")


@pytest.mark.usefixtures("instantly")
def test_only_what_differs_is_written(data: Path, built: dict[str, bytes]) -> None:
    (data / "editions" / "1.json").write_bytes(b"{}")
    index = data / "editions" / "index.json"
    os.utime(index, ns=(0, 0))
    answer = enter("build", "--sources", SOURCES, "--data", data)
    assert answer.code == 0
    assert answer.lines == [f"wrote {data / 'editions' / '1.json'}", "5 files, 1 written, the others were up to date"]
    assert tree(data) == built
    assert index.stat().st_mtime_ns == 0
    assert "0 written" in enter("build", "--sources", SOURCES, "--data", data).lines[-1]


def test_the_data_can_be_built_into_an_empty_place(tmp_path: Path, built: dict[str, bytes]) -> None:
    assert enter("build", "--sources", SOURCES, "--data", tmp_path / "new" / "data").code == 0
    assert tree(tmp_path / "new" / "data") == built


@pytest.mark.slow
@pytest.mark.parametrize("spoil", [shutil.rmtree, lambda data: [path.write_bytes(b"{") for path in data.rglob("*.json")]])
def test_a_checkout_whose_own_data_are_broken_builds_them_anew(
    tmp_path: Path, built: dict[str, bytes], spoil: Callable[[Path], object]
) -> None:
    """The command is of the checkout, and must not ask the very data it is to make."""
    shutil.copytree(SOURCES.parent / "src", tmp_path / "src")
    shutil.copytree(SOURCES, tmp_path / "sources")
    data = tmp_path / "src" / "lishi_duties" / "data"
    spoil(data)
    done = subprocess.run(
        [sys.executable, "-m", "lishi_duties", "build"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "src")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert tree(data) == built


# ---- sources that are wrong ----------------------------------------------------------------------------------------------


def line_of(words: str, text: str) -> int:
    """The line that begins with these words."""
    return next(n for n, line in enumerate(text.split("\n"), 1) if line.startswith(words))


def rewrite(sources: Path, edit: Callable[[str], str | bytes]) -> str:
    """Change the document and state its new sha256; gives the text it had."""
    path = sources / DOCUMENT
    before = path.read_bytes()
    edited = edit(before.decode())
    after = edited if isinstance(edited, bytes) else edited.encode()
    assert after != before
    path.write_bytes(after)
    facts = sources / "1" / "edition.toml"
    old, new = (hashlib.sha256(content).hexdigest() for content in (before, after))
    facts.write_text(facts.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return before.decode()


def replace(sources: Path, name: str, old: str, new: str) -> None:
    """Change a file of the sources in one place."""
    path = sources / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(sources: Path) -> str:
    """What the command says to wrong sources: one line, exit code 3, nothing written."""
    data = sources.parent / "data"
    answer = enter("build", "--sources", sources, "--data", data)
    assert (answer.code, answer.lines) == (3, [])
    assert not data.exists(), "nothing was written"
    assert answer.error.startswith("error: ")
    assert answer.error.count("\n") == 1, "one line"
    return answer.error.removeprefix("error: ").rstrip()


# what is replaced in the document, and by what (by nothing: the line that begins so); the line that is named; what is stated
WRONG_DOCUMENTS: dict[str, tuple[str, str, str, str]] = {
    "a missing row": (
        "22\t负责本镇全面深化改革工作",
        "",
        "23\t",
        "number 23 where 22 is due in 基本履职事项: a row is missing before it",
    ),
    "a missing section heading": (
        "<b>三、民生服务（18项）</b>\t",
        "",
        "<b>四、平安法治（12项）",
        "section 四 where 三 is due",
    ),
    "an extra column": ("22\t负责本镇全面深化改革工作", "22\t备注\t负责", "22\t", "3 cells where 基本履职事项 has 2 columns"),
    "an extra column in a header": (
        "序号\t事项名称\t对应上级部门",
        "序号\t事项名称\t备注\t对应上级部门",
        "序号\t事项名称\t对应",
        "this header reads",
    ),
    "a missing cell": (
        "50\t林木种子、涉木企业的监管\t",
        "50\t林木种子、涉木企业的监管",
        "50\t林木",
        "4 cells where 配合履职事项 has 5 columns",
    ),
    "an unclosed tag": ("<p><b>区民政局：</b></p>", "<p><b>区民政局：</p>", "13\t殡葬管理", "</p> closes nothing that is open"),
    "an unclosed bracket": (
        "<p><b>区民政局：</b></p>",
        "<p><b区民政局：</b></p>",
        "13\t殡葬管理",
        "a tag that does not close with '>'",
    ),
    "a control character": ("103\t开展公共机构", "103\t开展公共\x07机构", "103\t开展", "a character nobody sees, U+0007"),
    "a character that was lost in conversion": ("103\t开展公共机构", "103\t开展公\ufffd机构", "103\t开展", "U+FFFD"),
    "text that belongs nowhere": (
        "\n# 基本履职事项清单",
        "注：本清单动态调整。\n# 基本履职事项清单",
        "",
        "not reviewed: 清单之前的文字",
    ),
    "a department nobody registered": ("\t区科协\t", "\t区外星协会\t", "43\t全民科学", "a department nobody registered"),
}


@pytest.mark.parametrize(("old", "new", "where", "says"), WRONG_DOCUMENTS.values(), ids=WRONG_DOCUMENTS.keys())
def test_a_wrong_document_is_refused_with_file_line_and_text(sources: Path, old: str, new: str, where: str, says: str) -> None:
    text = rewrite(sources, lambda text: text.replace(old, new, 1) if new else drop_line(text, old))
    message = refusal(sources)
    line = line_of(where, text) if where else line_of("# 基本履职", text) - 1
    assert message.startswith(f"{sources / DOCUMENT}:{line}: ")
    assert says in message
    with pytest.raises(IntakeError) as caught:
        build_edition(sources / "1")
    assert (caught.value.path, caught.value.line) == (str(sources / DOCUMENT), line)
    assert str(caught.value) == message


def drop_line(text: str, start: str) -> str:
    """The text with an empty line where a line begins so; the lines after it, and the corrections, keep their numbers."""
    return "\n".join("" if line.startswith(start) else line for line in text.split("\n"))


def drop_section(text: str, heading: str, end: str) -> str:
    """The text with empty lines in place of a whole section."""
    before, section, after = text[: text.index(heading)], text[text.index(heading) : text.index(end)], text[text.index(end) :]
    return before + "\n" * section.count("\n") + after


def test_a_missing_section_is_refused(sources: Path) -> None:
    text = rewrite(sources, lambda text: drop_section(text, "<b>三、民生服务（18项）", "<b>四、平安法治（12项）"))
    message = refusal(sources)
    line = line_of("<b>四、平安法治（12项）", text)
    assert message.startswith(f"{sources / DOCUMENT}:{line}: section 四 where 三 is due")


def test_a_missing_last_section_is_refused(sources: Path) -> None:
    rewrite(sources, lambda text: drop_section(text, "<b>九、综合政务（8项）", "\n## 配合履职事项清单"))
    with pytest.raises(LishiDutiesError, match=r"基本履职事项|综合政务"):
        build_edition(sources / "1")


def test_a_document_of_another_encoding_is_refused(sources: Path) -> None:
    rewrite(sources, lambda text: text.encode("gb18030"))
    message = refusal(sources)
    assert message.startswith(f"{sources / DOCUMENT}:3: not UTF-8")
    assert "iconv -f GB18030 -t UTF-8" in message


def test_an_empty_document_is_called_empty(sources: Path) -> None:
    rewrite(sources, lambda text: b"")
    message = refusal(sources)
    assert message.startswith(str(sources / DOCUMENT))
    assert "empty" in message.removeprefix(str(sources / DOCUMENT))


def test_a_row_that_is_gone_with_its_line_is_named(sources: Path) -> None:
    rewrite(sources, lambda text: text.replace("6\t负责退休干部的教育引导、日常管理、服务保障和关心关怀等工作。\n", ""))
    assert "number 7 where 6 is due in 基本履职事项: a row is missing before it" in refusal(sources)


def test_a_folder_in_place_of_the_document_is_refused(sources: Path) -> None:
    (sources / DOCUMENT).unlink()
    (sources / DOCUMENT).mkdir()
    message = refusal(sources)
    assert message == f"{sources / DOCUMENT}: is a folder; give the document in it"


def test_a_missing_document_is_refused(sources: Path) -> None:
    (sources / DOCUMENT).unlink()
    assert refusal(sources).startswith(f"{sources / DOCUMENT}: cannot be read (No such file")


def test_a_document_other_than_the_one_received_is_refused(sources: Path) -> None:
    path = sources / DOCUMENT
    path.write_bytes(path.read_bytes() + b"\n")
    message = refusal(sources)
    actual = hashlib.sha256(path.read_bytes()).hexdigest()
    assert message.startswith(f"{path}: sha256 is {actual}, edition.toml says 37b8becf")
    assert "the document was changed" in message
    with pytest.raises(DataFileError) as caught:
        build_edition(sources / "1")
    assert caught.value.path == str(path)


def test_a_title_other_than_the_documents_is_refused(sources: Path) -> None:
    replace(sources, "1/edition.toml", "李市镇履职事项清单", "李市街道履职事项清单")
    message = refusal(sources)
    assert "the title reads '重庆市江津区李市镇履职事项清单', edition.toml says '重庆市江津区李市街道履职事项清单'" in message


# what is replaced in which file, by what; what the error says
WRONG_SOURCES: dict[str, tuple[str, str, str, str]] = {
    "a correction of another line": (
        "1/corrections.toml",
        "line = 277",
        "line = 278",
        DOCUMENT + ":278: a correction no longer applies: its text does not stand in this line exactly once: '叭或者采用",
    ),
    "a correction past the end": (
        "1/corrections.toml",
        "line = 277",
        "line = 9999",
        DOCUMENT + ":9999: a correction no longer applies",
    ),
    "a correction of other words": (
        "1/corrections.toml",
        'text = "2.2.协助',
        'text = "3.3.协助',
        DOCUMENT + ":313: a correction no longer applies",
    ),
    "a correction without a reason": (
        "1/corrections.toml",
        'reason = "序号重复',
        'cause = "序号重复',
        "1/corrections.toml: correction[1].reason: Field required",
    ),
    "a correction of a duty that is none": ("1/corrections.toml", '"C047"', '"C847"', "corrections.toml: C847 is no duty"),
    "a note on a duty that is none": ("1/notes.toml", 'duty = "B062"', 'duty = "B862"', "notes.toml: B862 is no duty"),
    "a note of no kind": (
        "1/notes.toml",
        'kind = "wording"',
        'kind = "style"',
        "1/notes.toml: note[0].kind: Input should be 'correction'",
    ),
    "a note with a word misspelt": ("1/notes.toml", "reason = ", "raeson = ", "raeson: Extra inputs are not permitted"),
    "a department left out": (
        "departments.toml",
        'name = "区科协"',
        'name = "区文联"',
        DOCUMENT + ":258: item 43 of cooperative: a department nobody registered",
    ),
    "a department named twice": (
        "departments.toml",
        'everyday = ["统计局"]',
        'everyday = ["统计局", "公安局"]',
        "department name '公安局' is given twice in departments",
    ),
    "no TOML": ("1/edition.toml", "number = 1", "number =", "1/edition.toml: not TOML: Invalid value (at line 2"),
    "another number": ("1/edition.toml", "number = 1", "number = 2", "1: holds edition 2"),
    "a correction without its reading": ("1/corrections.toml", "reading = ", "readings = ", "1/corrections.toml"),
    "a correction without its line": ("1/corrections.toml", "line = 277", "lines = 277", "1/corrections.toml"),
    "a correction whose line is text": ("1/corrections.toml", "line = 277", 'line = "277"', "1/corrections.toml"),
    "a correction of no field": ("1/corrections.toml", "field = ", "fields = ", "1/corrections.toml"),
    "a correction of an id that is none": ("1/corrections.toml", '"C047"', '"047"', "1/corrections.toml"),
    "no document named": ("1/edition.toml", "document = ", "documents = ", "1/edition.toml"),
    "no sha256": ("1/edition.toml", "sha256 = ", "sha = ", "1/edition.toml"),
    "no title": ("1/edition.toml", "title = ", "titel = ", "1/edition.toml"),
    "no number": ("1/edition.toml", "number = 1", "", "1/edition.toml"),
    "no jurisdiction": ("1/edition.toml", "[jurisdiction]", "[place]", "1/edition.toml"),
    "a fact nobody knows": ("1/edition.toml", "number = 1", "number = 1\nvalid = true", "1/edition.toml"),
    "a date that is no date": ("1/edition.toml", "number = 1", 'number = 1\npublished = "2024"', "1/edition.toml"),
    "a department without a name": ("departments.toml", 'name = "区统计局"', 'title = "区统计局"', "departments.toml"),
    "a department without a kind": ("departments.toml", 'kind = "district"', "", "departments.toml"),
    "a department of no kind": ("departments.toml", 'kind = "vertical"', 'kind = "national"', "departments.toml"),
    "a department with a word misspelt": ("departments.toml", "everyday = ", "evryday = ", "departments.toml"),
    "a department whose short forms are one text": (
        "departments.toml",
        'everyday = ["统计局"]',
        'everyday = "统计局"',
        "departments.toml",
    ),
    "a correction among the notes": ("1/notes.toml", 'kind = "wording"', 'kind = "correction"', "1/notes.toml"),
}


# The errors of the last groups are a KeyError, a TypeError, a bare ValidationError, or none.
@pytest.mark.parametrize(("name", "old", "new", "says"), WRONG_SOURCES.values(), ids=WRONG_SOURCES.keys())
def test_wrong_sources_are_refused_with_their_file(sources: Path, name: str, old: str, new: str, says: str) -> None:
    replace(sources, name, old, new)
    message = refusal(sources)
    assert message.startswith(str(sources))
    assert says in message


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('written = "安全隐患督察整改"', 'written = "安全隐患检查整改"', "'安全隐患检查整改' does not stand in title"),
        ('field = "title"', 'field = "town_tasks[0]"', "the record has no town_tasks[0]"),
    ],
    ids=["other words", "no such field"],
)
def test_a_note_that_does_not_fit_is_refused_with_the_file_of_the_notes(sources: Path, old: str, new: str, says: str) -> None:
    replace(sources, "1/notes.toml", old, new)
    message = refusal(sources)
    assert f"note on B062: {says}" in message or f"note on B062: {says}".replace("'", '"') in message
    assert "notes.toml" in message


@pytest.mark.parametrize("name", ["1/edition.toml", "1/corrections.toml", "1/notes.toml", "departments.toml"])
def test_a_missing_file_of_the_sources_is_named(sources: Path, name: str) -> None:
    (sources / name).unlink()
    assert refusal(sources).startswith(f"{sources / name}: cannot be read (No such file")


def test_no_folder_of_sources_says_where_to_run_it(tmp_path: Path) -> None:
    message = refusal(tmp_path / "sources")
    assert message == f"{tmp_path / 'sources'}: no such folder; run this in the project's root"


def test_sources_without_any_edition_are_refused(sources: Path) -> None:
    shutil.rmtree(sources / "1")
    assert str(sources) in refusal(sources)


@pytest.mark.usefixtures("instantly")
def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"")
    answer = enter("build", "--sources", SOURCES, "--data", tmp_path / "data")
    assert answer.code == 3
    assert answer.error.startswith(f"error: {tmp_path / 'data'}")


def test_a_reader_that_loses_something_is_found_out(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = cell_parser.town_tasks
    monkeypatch.setattr(cell_parser, "town_tasks", lambda cell: read(cell)[:2])
    message = refusal(sources)
    assert message.startswith(f"{sources / DOCUMENT}: not lossless: line 151, C001, column 5: the document has '")
    assert "协助区统计局" in message


@pytest.mark.parametrize("option", ["--chekc", "extra"])
def test_an_unknown_option_is_refused(option: str) -> None:
    answer = enter("build", option)
    assert answer.code == 2
    assert option in answer.error


# ---- corrections ---------------------------------------------------------------------------------------------------------

CORRECTION: dict[str, Any] = {"line": 2, "text": "喇叭叭", "reading": "喇叭", "reason": "重复一字。"}


def applied(text: str, corrections: list[dict[str, Any]]) -> Document:
    """The document of a text with corrections applied; what is stale is raised."""
    corrected, stale = apply_corrections(document_of(text, PATH), [Correction(**entry) for entry in corrections])
    if stale:
        raise stale
    return corrected


def cells_of(block: Block) -> list[list[str]]:
    """The pieces of each cell; of what stands outside the tables, the text."""
    return [[block.text]] if isinstance(block, Outside) else [[piece.text for piece in cell] for cell in block.cells]


def test_a_correction_changes_its_line_only() -> None:
    text = "喇叭叭\n使用喇叭叭的\n喇叭叭"
    assert [cells_of(block) for block in applied(text, [CORRECTION]).blocks] == [[["喇叭叭"]], [["使用喇叭的"]], [["喇叭叭"]]]
    both = [CORRECTION, CORRECTION | {"text": "使用", "reading": "用"}]
    assert cells_of(applied(text, both).blocks[1]) == [["用喇叭的"]]


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("1\t使用喇叭叭的", [["1"], ["使用喇叭的"]]),
        ("1\t<p>使用喇叭</p><p>叭的</p>", [["1"], ["使用喇叭", "的"]]),
        ("1\t使用喇<b>叭</b>\u200b叭的", [["1"], ["使用喇叭的"]]),
    ],
    ids=["one piece", "two paragraphs", "tags and characters nobody sees"],
)
def test_a_correction_applies_to_the_text_of_a_cell(row: str, cells: list[list[str]]) -> None:
    assert cells_of(applied(f"清单\n{row}", [CORRECTION]).blocks[1]) == cells


@pytest.mark.parametrize(
    ("text", "correction", "where"),
    [
        ("a\n使用喇叭的\nb", CORRECTION, "in this line"),
        ("喇叭叭\n使用喇叭的\nb", CORRECTION, "in this line"),
        ("a\n喇叭叭和喇叭叭\nb", CORRECTION, "in this line"),
        ("喇叭叭", CORRECTION, "in this line"),
        ("a\n喇叭\t叭", CORRECTION, "in this line"),
        ("喇叭叭\n喇叭叭", CORRECTION | {"line": None}, "there"),
        ("a\n喇叭叭", CORRECTION | {"page": 1}, "in this line"),
    ],
    ids=[
        "gone",
        "in another line",
        "twice",
        "past the end",
        "over two cells",
        "anywhere, twice",
        "on a page, which a text has not",
    ],
)
def test_a_correction_that_no_longer_applies_is_refused(text: str, correction: dict[str, Any], where: str) -> None:
    with pytest.raises(IntakeError, match="a correction no longer applies") as caught:
        applied(text, [correction])
    assert caught.value.problem.endswith(f"its text does not stand {where} exactly once")
    assert caught.value.text == "喇叭叭"
    assert caught.value.path == "list.txt"
    assert caught.value.line == correction["line"]


@given(st.text("喇叭某\n", max_size=12), st.integers(1, 4))
def test_corrections_apply_or_are_refused(text: str, line: int) -> None:
    lines = text.split("\n")
    once = line <= len(lines) and lines[line - 1].count("喇叭") == 1
    try:
        corrected = applied(text, [CORRECTION | {"line": line, "text": "喇叭"}])
    except IntakeError:
        assert not once
    else:
        assert once
        assert corrected == document_of(text, PATH)


def test_characters_nobody_sees_do_not_stop_the_build(sources: Path, edition: DutyListFile) -> None:
    """They are remarked; once that is reviewed, the records are the same."""
    rewrite(
        sources,
        lambda text: text.replace("103\t开展公共机构", "103\t开展\u200b公共机构").replace("叭或者采用", "叭\u200b或者采用"),
    )
    with pytest.raises(IntakeError, match="not reviewed: 文中有2个看不见的字符") as caught:
        build_edition(sources / "1")
    key = caught.value.problem[-9:-1]
    (sources / "1" / "decisions.toml").write_text(f'[[reviewed]]\ndoubt = "{key}"\nreason = "系转换所致。"\n', encoding="utf-8")
    file = build_edition(sources / "1")
    assert list(file.duties()) == list(edition.duties())


# ---- the registry --------------------------------------------------------------------------------------------------------


def test_names_that_follow_from_the_district_are_aliases(tmp_path: Path) -> None:
    (tmp_path / "departments.toml").write_text(
        """
        [[department]]
        name = "区水利局"
        kind = "district"
        variants = ["水利局"]
        everyday = ["水务局"]

        [[department]]
        name = "江津区税务局"
        kind = "vertical"

        [[department]]
        name = "区委政法委"
        kind = "party"

        [[department]]
        name = "区级相关部门"
        kind = "collective"
        """,
        encoding="utf-8",
    )
    found = {d.name: d.aliases for d in read_registry(tmp_path / "departments.toml", "江津区")}
    assert found == {
        "区水利局": ("水利局", "水务局", "江津区水利局"),
        "江津区税务局": ("区税务局", "税务局"),
        "区委政法委": (),
        "区级相关部门": (),
    }


# ---- what a valid file may still have wrong ------------------------------------------------------------------------------


def spoil(file: DutyListFile, id: str, **update: object) -> DutyListFile:
    def spoilt(duties: tuple[Duty, ...]) -> tuple[Duty, ...]:
        return tuple(d.model_copy(update=update) if d.id == id else d for d in duties)

    return file.model_copy(update={name: spoilt(getattr(file, name)) for name in ("basic", "cooperative", "reclaimed")})


def test_the_real_edition_has_no_faults(edition: DutyListFile) -> None:
    assert list(faults(edition)) == []


@pytest.mark.parametrize(
    ("id", "update", "says"),
    [
        ("B001", {"title": "落实<b>制度。"}, "B001 title: markup is left at '落实<b>制度。'"),
        ("B001", {"title": "落实&nbsp;制度。"}, "B001 title: markup is left"),
        ("B001", {"title": "落实 制度。"}, "B001 title: a stray space is left at '落实 制度。'"),
        ("B001", {"title": "落实制度。 "}, "B001 title: a stray space is left"),
        ("B001", {"title": "落实(制度)。"}, "B001 title: half-width punctuation is left"),
        ("C053", {"town_tasks": ("2.巡查。",)}, "C053 town_tasks[0]: a list number is left at '2.巡查。'"),
        ("C053", {"town_tasks": ("宣传。", "巡查。3.上报。")}, "C053 town_tasks[1]: a list number is left at '巡查。3.上报。'"),
        ("C053", {"departments": ("区水利局",)}, "C053: "),
        ("C053", {"departments_as_published": ("住建委",)}, "C053: 住建委 is not the canonical name, and no note says so"),
    ],
)
def test_faults_are_named_with_duty_and_place(edition: DutyListFile, id: str, update: dict[str, object], says: str) -> None:
    found = list(faults(spoil(edition, id, **update)))
    assert found
    assert all(fault.startswith(id) for fault in found), "nothing else is at fault"
    assert found[0].startswith(says)


# ---- files ---------------------------------------------------------------------------------------------------------------

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text("abcdef", min_size=1), values, max_size=4))
def test_canonical_json_is_the_same_json(document: dict[str, Any]) -> None:
    written = canonical_json(document)
    assert json.loads(written) == document
    assert list(json.loads(written)) == list(document)
    assert canonical_json(json.loads(written)) == written
    assert written.endswith(b"\n")
    assert b"\r" not in written


def test_canonical_json_has_one_record_a_line_and_its_characters_as_they_are() -> None:
    document = {"schema_version": 1, "basic": [{"title": "甲", "n": 1}, {"title": "乙\n"}], "notes": []}
    assert canonical_json(document).decode() == (
        '{\n"schema_version":1,\n"basic":[\n{"title":"甲","n":1},\n{"title":"乙\\n"}\n],\n"notes":[]\n}\n'
    )


def test_an_edition_file_read_and_written_is_the_same_file(built: dict[str, bytes]) -> None:
    for name, content in built.items():
        if name.startswith("editions/") and name != "editions/index.json":
            assert edition_json(DutyListFile.model_validate_json(content)) == content


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "data" / "editions" / "1.json"
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(("step", "error"), [("replace", OSError), ("replace", KeyboardInterrupt), ("chmod", OSError)])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: type[BaseException]
) -> None:
    def fail(*_: object) -> None:
        raise error

    path = tmp_path / "1.json"
    path.write_bytes(b"old")
    monkeypatch.setattr(Path, step, fail)
    with pytest.raises(error):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write_atomically(tmp_path / "1.json", "not bytes")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
