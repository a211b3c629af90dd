"""The inner loop (tools/check.py): which tests a change asks for, and that every failure is told at the end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docs_runner import ROOT

import check


@pytest.mark.parametrize(
    ("name", "tests"),
    [
        ("src/lishi_duties/text.py", {"src/lishi_duties/text.py", "tests/package/test_text.py"}),
        ("src/lishi_duties/shortcuts.py", {"src/lishi_duties/shortcuts.py", "tests/package"}),
        ("src/lishi_duties/compare/words.py", {"src/lishi_duties/compare/words.py", "tests/compare/test_words.py"}),
        ("src/lishi_duties/model/walk.py", {"src/lishi_duties/model/walk.py", "tests/model", "tests/compare"}),
        ("tests/model/test_model.py", {"tests/model/test_model.py"}),
        ("tools/release/wheel.py", {"tools/release/wheel.py", "tests/project/test_release.py"}),
        ("tools/duty_site/pictures.py", {"tools/duty_site/pictures.py", "tests/site"}),
        ("docs/quickstart.md", {"docs/quickstart.md", "tests/project/test_docs.py"}),
        ("changes/code/search.fixed.md", {"tests/project/test_docs.py"}),
        ("tests/model/test_of_what_is_gone.py", set()),
    ],
)
def test_a_file_asks_for_its_own_tests_and_those_of_its_room(name: str, tests: set[str]) -> None:
    assert set(check.selected_tests(ROOT, [name])) - {check.LAYERS} == tests


def test_what_all_tests_use_asks_for_all() -> None:
    assert check.selected_tests(ROOT, ["docs/cli.md", "tests/conftest.py"]) == check.EVERYTHING
    assert check.selected_tests(ROOT, ["tests/support/examples.py"]) == check.EVERYTHING


def test_a_support_module_asks_for_the_tests_that_import_it() -> None:
    assert "tests/publish/test_publication.py" in check.selected_tests(ROOT, ["tests/support/town.py"])


def test_every_source_file_has_tests_that_are_there() -> None:
    files = [path for folder in ("src", "tools") for path in (ROOT / folder).rglob("*.py")]
    for path in files:
        selected = check.selected_tests(ROOT, [path.relative_to(ROOT).as_posix()])
        assert any(test.startswith("tests/") and test != check.LAYERS for test in selected), path


def test_a_test_is_asked_for_once() -> None:
    selected = check.selected_tests(ROOT, ["src/lishi_duties/model/walk.py", "tests/model/test_model.py"])
    assert "tests/model" in selected
    assert "tests/model/test_model.py" not in selected


def test_what_changed_is_what_git_says(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=A Maintainer", "-c", "user.email=maintainer@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", "-C", str(tmp_path), *who, *arguments], capture_output=True, check=True)

    (tmp_path / "a.py").write_text("a = 1\n")
    (tmp_path / "b.py").write_text("b = 1\n")
    git("init", "--quiet", "--initial-branch", "main")
    git("add", "--all")
    git("commit", "--quiet", "--message", "A state")
    assert check.changed_files(tmp_path, "main") == ()
    git("switch", "--quiet", "--create", "work")
    (tmp_path / "a.py").write_text("a = 2\n")
    git("commit", "--quiet", "--all", "--message", "A change")
    (tmp_path / "清单.py").write_text("c = 1\n", encoding="utf-8")
    assert check.changed_files(tmp_path, "main") == ("a.py", "清单.py")
    assert check.changed_files(tmp_path, "HEAD") == ("清单.py",)


@pytest.fixture
def two_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """One check that passes, with a module that prints nothing, and one that fails."""
    monkeypatch.setattr(check, "CHECKS", {"bad": (("json.tool", "no-such-file.json"),), "good": (("compileall", "-h"),)})
    monkeypatch.setattr(check, "USUAL", ("good", "bad"))


@pytest.mark.usefixtures("two_checks")
def test_what_failed_is_told_last_with_its_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main(["--all"], ROOT) == 1
    lines, _, failures = capsys.readouterr().out.partition("\n--- ")
    assert sorted(line.split()[0] for line in lines.splitlines()) == ["FAILED", "ok"]
    assert failures.startswith("bad: json.tool no-such-file.json\n")
    assert "No such file" in failures
    assert check.main(["good", "--all"], ROOT) == 0


@pytest.mark.parametrize("arguments", [["nothing"], ["--all", "--since", "main"], ["--since", "no-such-commit"]])
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        check.main(arguments, ROOT)
    assert ended.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_the_types_of_what_changed_are_checked() -> None:
    changed = ["src/lishi_duties/text.py", "docs/cli.md", "tests/model/test_model.py"]
    assert list(check.commands_of("types", changed, ROOT)) == [("pyright", "src/lishi_duties/text.py"), ("mypy",)]
    assert list(check.commands_of("types", [], ROOT)) == [("mypy",)]
    assert list(check.commands_of("types", None, ROOT)) == [("pyright",), ("mypy",)]
    assert list(check.commands_of("tests", None, ROOT)) == [("pytest", "-q")]


# Workers


@pytest.mark.parametrize(
    ("arguments", "workers"),
    [
        (["tests/model/test_model.py"], 0),
        (["tests/model/test_model.py::test_a", "tests/model/test_model.py::test_b"], 0),
        (["tests/model"], None),
        (["tests/model/test_model.py", "tests/model/test_schema.py"], None),
    ],
)
def test_one_file_starts_no_workers(
    arguments: list[str], workers: int | None, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("PYTEST_XDIST_AUTO_NUM_WORKERS", raising=False)
    plugin: Any = next(
        p for p in pytestconfig.pluginmanager.get_plugins() if getattr(p, "__file__", "") == str(ROOT / "conftest.py")
    )
    assert plugin.pytest_xdist_auto_num_workers(SimpleNamespace(args=arguments)) == workers


def test_help_names_every_check() -> None:
    done = subprocess.run(
        [sys.executable, "tools/check.py", "--help"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    for name in check.CHECKS:
        assert f"\n    {name} " in done.stdout
