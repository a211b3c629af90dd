"""Two lists side by side on the command line: a note for a person, rows for a pipe, JSON for a program."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest
from revised_lists import OLD, changed_duty, entry, registry, sample

from lishi_duties.cli import run
from lishi_duties.cli.diff import print_diff, rows
from lishi_duties.compare.diff import Diff, diff


class Terminal(io.StringIO):
    """Standard output as a person has it."""

    def isatty(self) -> bool:
        return True


def on_a_terminal(difference: Diff, monkeypatch: pytest.MonkeyPatch, *, columns: int = 120, term: str = "xterm") -> str:
    """What a person sees."""
    terminal = Terminal()
    with monkeypatch.context() as patch:
        for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLORTERM"):
            patch.delenv(name, raising=False)
        patch.setenv("TERM", term)
        patch.setenv("COLUMNS", str(columns))
        patch.setattr(sys, "stdout", terminal)
        print_diff(difference)
    return terminal.getvalue()


def test_rows_for_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    difference = diff(*sample())
    print_diff(difference)
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert {len(line) for line in lines} == {5}
    assert lines[:5] == [
        ["added", "B004", "", "", "负责政务公开*。"],
        ["removed", "B001", "", "负责党员教育。", ""],
        ["removed", "B003", "", "开展普法宣传。", ""],
        ["moved", "C002", "kind", "cooperative", "reclaimed"],
        ["renamed", "B002", "title", "负责人民调解。", "负责人民调解，化解矛盾纠纷。"],
    ]
    assert ["changed", "C002", "responsibilities[0].tasks[0] > handover[0].method[0]", "建立档案。", "建立档案。"] in lines
    assert ["changed", "C001", "town_tasks[1]", "", "报送情况。"] in lines
    assert lines[-1] == ["department", "区数据局", "name", "", "区数据局"]
    changes = sum(len(duty.changes) for duty in difference.changed)
    assert len(lines) == 5 + changes + 1


def test_rows_of_departments_and_sections() -> None:
    old = registry(entry("区教委", "教委"), entry("区公安局"), entry("区数据局"))
    new = registry(entry("区教育局", "区教委", kind="party"), entry("区公安局"))
    assert list(rows(diff(old, new))) == [
        ("department", "区数据局", "name", "区数据局", ""),
        ("department", "区教育局", "name", "区教委", "区教育局"),
        ("department", "区教育局", "kind", "district", "party"),
        ("department", "区教育局", "aliases", "教委", "区教委"),
    ]
    difference = changed_duty("C047", lambda duty: duty.update(category="综合政务"))
    assert list(rows(difference)) == [("moved", "C047", "category", "生态环保", "综合政务")]


def test_no_rows_where_nothing_differs(capsys: pytest.CaptureFixture[str]) -> None:
    print_diff(diff(OLD, OLD))
    answer = capsys.readouterr()
    assert (answer.out, answer.err) == ("", "第1版前后两个文本的事项和部门没有差别。\n")


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_note_for_a_person(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    output = on_a_terminal(diff(*sample()), monkeypatch, columns=columns)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", output)
    for duty in ("B004", "B001", "B003", "C002", "B002", "C001", "R001", "R002"):
        assert len(re.findall(rf"^  {duty} \S", plain, re.MULTILINE)) == 1, "beside its title, however narrow"
    whole = "".join(plain.split())
    assert "有修改的配合履职事项（1项）C001校园周边安全对应上级部门：增加区教委" in whole
    assert "区公安局职责第2项：“受理报警，每季度月通报情况。”" in whole
    assert "\x1b[9;31m季度\x1b[0m" in output
    assert "\x1b[1;32m月\x1b[0m" in output


def test_a_terminal_without_styles_gets_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    output = on_a_terminal(diff(*sample()), monkeypatch, term="dumb")
    assert "受理报警，每[-季度-]{+月+}通报情况。" in output
    assert "[-…-]中的字句已删去，{+…+}中的字句为新增。" in output
    assert "\x1b" not in output


def test_a_person_reads_that_nothing_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert on_a_terminal(diff(OLD, OLD), monkeypatch) == "第1版前后两个文本的事项和部门没有差别。\n"


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = []
    for name, duties in zip("ab", sample(), strict=True):
        paths.append(tmp_path / f"{name}.json")
        paths[-1].write_text(duties.file.model_dump_json(), encoding="utf-8")
    old, new = map(str, paths)
    assert run(["diff", old, new, "--markdown"]) == 0, "a difference is an answer"
    assert capsys.readouterr().out == diff(*sample()).to_markdown()
    assert run(["diff", old, new, "--markdown", "--language", "en"]) == 0
    assert capsys.readouterr().out == diff(*sample()).to_markdown("en")
    assert run(["diff", old, new, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == diff(*sample()).to_dict()
    assert run(["diff", old, old]) == 0
    assert capsys.readouterr().out == ""
    assert run(["diff", old, new, "--markdown", "--json"]) == 2
    assert run(["diff", old, new, "--language", "en"]) == 2
    assert run(["diff", "1", new]) == 0
    assert run(["diff", "1", "99"]) == 1
    assert run(["diff", "1", str(tmp_path / "none.json")]) == 3
