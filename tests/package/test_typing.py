"""Type checkers see everything: a program that uses all of the library passes them, and its mistakes are found.

`LISHI_DUTIES_CONSUMER_PYTHON` may name the Python of another environment, where the built wheel is installed: then it is the
wheel that is checked, as its users get it.
"""

from __future__ import annotations

import ast
import doctest
import json
import os
import re
import subprocess
import sys
import types
from pathlib import Path

import pytest

import lishi_duties as ld

CONSUMER = Path(__file__).parents[1] / "typed" / "consumer.py"
ROOT = Path(__file__).parents[2]
FIRST_EXAMPLES = (
    "README.md",
    "README.zh-CN.md",
    "docs/index.md",
    "docs/en/index.md",
    "docs/quickstart.md",
    "docs/en/quickstart.md",
)
"""Where one meets the package first: what is written there is copied, and should pass wherever it is pasted."""
PYTHON = os.environ.get("LISHI_DUTIES_CONSUMER_PYTHON") or sys.executable


def checked(folder: Path, environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    # from a folder of its own, so that no settings of the project are found
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def python_of(page: str) -> str:
    """The Python of a page, one block after another, without the lines that show how something is refused."""
    blocks = re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    parser = doctest.DocTestParser()
    sources = []
    for block in blocks:
        examples = parser.get_examples(block)
        sources += [example.source for example in examples if example.exc_msg is None] if examples else [block]
    return "".join(sources)


@pytest.fixture
def first_examples(tmp_path: Path) -> list[str]:
    """The examples of each page as a program, away from the project."""
    names = []
    for page in FIRST_EXAMPLES:
        name = re.sub(r"\W", "_", page) + ".py"
        (tmp_path / name).write_text(python_of((ROOT / page).read_text(encoding="utf-8")), encoding="utf-8")
        names.append(name)
    return names


def test_the_first_examples_are_found(first_examples: list[str], tmp_path: Path) -> None:
    for name in first_examples:
        assert "ld.dispatch(" in (tmp_path / name).read_text(encoding="utf-8"), name


@pytest.mark.slow
def test_the_first_examples_pass_mypy_strict(first_examples: list[str], environment: dict[str, str], tmp_path: Path) -> None:
    options = ["--strict", "--config-file=", "--python-executable", PYTHON, "--cache-dir", "cache"]
    done = checked(tmp_path, environment, "mypy", *options, *first_examples)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"no issues found in {len(first_examples)} source files" in done.stdout


@pytest.mark.slow
def test_the_first_examples_pass_pyright_strict(first_examples: list[str], environment: dict[str, str], tmp_path: Path) -> None:
    # a line that only shows a value is meant to be typed at a prompt
    settings = {"include": first_examples, "typeCheckingMode": "strict", "reportUnusedExpression": "none"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    done = checked(tmp_path, environment, "pyright", "--pythonpath", PYTHON, "--outputjson")
    report = json.loads(done.stdout)
    faults = [
        f"{entry['file']}:{entry['range']['start']['line'] + 1}: {entry['message']}" for entry in report["generalDiagnostics"]
    ]
    assert faults == []
    assert report["summary"]["filesAnalyzed"] == len(first_examples)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The consumer, copied away from the project."""
    copied = tmp_path / "consumer.py"
    copied.write_text(CONSUMER.read_text(encoding="utf-8"), encoding="utf-8")
    return copied


@pytest.mark.slow
def test_the_consumer_runs(environment: dict[str, str]) -> None:
    command = [PYTHON, str(CONSUMER)]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_the_consumer_uses_every_public_function() -> None:
    tree = ast.parse(CONSUMER.read_text(encoding="utf-8"))
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "ld"
    }
    functions = {name for name in ld.__all__ if isinstance(getattr(ld, name), types.FunctionType)}
    assert functions
    assert functions <= used


@pytest.mark.slow
def test_mypy_strict_passes(program: Path, environment: dict[str, str]) -> None:
    options = ["--strict", "--config-file=", "--python-executable", PYTHON, "--cache-dir", "cache"]
    done = checked(program.parent, environment, "mypy", *options, program.name)
    assert (done.returncode, done.stdout.strip()) == (0, "Success: no issues found in 1 source file"), done.stdout + done.stderr


@pytest.mark.slow
def test_pyright_strict_passes(program: Path, environment: dict[str, str]) -> None:
    settings = {
        "include": [program.name],
        "typeCheckingMode": "strict",
        "reportUnnecessaryTypeIgnoreComment": "error",
    }
    (program.parent / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    done = checked(program.parent, environment, "pyright", "--pythonpath", PYTHON, "--outputjson")
    report = json.loads(done.stdout)
    faults = [f"{entry['range']['start']['line'] + 1}: {entry['message']}" for entry in report["generalDiagnostics"]]
    assert faults == []
    assert report["summary"]["filesAnalyzed"] == 1
    assert done.returncode == 0


@pytest.mark.slow
def test_the_package_is_completely_typed(environment: dict[str, str], tmp_path: Path) -> None:
    options = ["--pythonpath", PYTHON, "--verifytypes", "lishi_duties", "--ignoreexternal", "--outputjson"]
    done = checked(tmp_path, environment, "pyright", *options)
    report = json.loads(done.stdout)["typeCompleteness"]
    unknown = [symbol["name"] for symbol in report["symbols"] if symbol["isExported"] and not symbol["isTypeKnown"]]
    # the command line is no interface for programs, and typer may not be there
    assert [name for name in unknown if not name.startswith("lishi_duties.cli.")] == []
