"""The shell completes commands, options and what stands in the list; asked as a shell asks, by environment variables."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import lishi_duties as ld
from lishi_duties.cli import run

Offered = Callable[..., list[str]]


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Offered:
    """What bash is offered for a line; its last word is the one that has been begun."""

    def ask(*words: str) -> list[str]:
        monkeypatch.setenv("_LISHI_DUTIES_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", " ".join(("lishi-duties", *words)))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        with pytest.raises(SystemExit) as end:
            run([])
        assert end.value.code == 0
        captured = capsys.readouterr()
        assert captured.err == ""
        return captured.out.split()

    return ask


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("dis",), ["dispatch"]),
        (("mc",), ["mcp"]),
        (("list", "--dep"), ["--department"]),
        (("mcp", "--"), ["--edition", "--file", "--help"]),
        (("show", "R14"), ["R140", "R141", "R142", "R143"]),
        (("show", "R140", "R142", "R14"), ["R141", "R143"]),
        (("show", "c04"), []),
        (("list", "--department", "区公"), ["区公安局"]),
        (("list", "-d", "林业"), ["林业局"]),
        (("departments", "气象"), ["气象局"]),
        (("list", "--category", "生"), ["生态环保"]),
        (("search", "火", "--kind", ""), ["basic", "cooperative", "reclaimed"]),
        (("list", "--role", "l"), ["leads"]),
        (("export", "--format", "json"), ["json", "jsonl"]),
        (("show", "--edition", "999", "C"), []),
        (("show", "--file", "nope.json", "C"), []),
    ],
)
def test_what_is_offered(offered: Offered, words: tuple[str, ...], wanted: list[str]) -> None:
    assert offered(*words) == wanted


def test_all_of_the_list_is_offered_where_nothing_is_begun(offered: Offered) -> None:
    duties = ld.load()
    assert offered("show", "") == list(duties.ids)
    assert offered("list", "--category", "") == list(duties.edition.categories)
    assert offered("list", "--department", "") == list(duties.departments.names)


def test_a_file_on_the_line_is_the_list_that_is_completed(offered: Offered, small: ld.DutyList, tmp_path: Path) -> None:
    assert offered("show", "--file", str(tmp_path / "list.json"), "") == list(small.ids)
    assert offered("list", "--file", str(tmp_path / "list.json"), "--category", "") == list(small.edition.categories)


def test_a_shell_that_can_shows_titles(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("_LISHI_DUTIES_COMPLETE", "complete_fish")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "lishi-duties show C047")
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
    with pytest.raises(SystemExit):
        run([])
    assert capsys.readouterr().out == "C047\t噪声污染防治监管\n"


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_itself_completes(tmp_path: Path, environment: dict[str, str]) -> None:
    command = tmp_path / "lishi-duties"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m lishi_duties "$@"\n')
    command.chmod(0o755)
    script = """
        eval "$(lishi-duties --show-completion bash)"
        COMP_WORDS=(lishi-duties list --department 区公) COMP_CWORD=3
        "$(complete -p lishi-duties | grep -o '[_a-z]*completion')" lishi-duties
        echo "${COMPREPLY[@]}"
    """
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--norc", "-c", script], env=environment | {"PATH": path}, capture_output=True, encoding="utf-8", timeout=60
    )
    assert (done.stdout, done.stderr) == ("区公安局\n", "")
