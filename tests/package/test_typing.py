"""Type checkers see everything: a program that uses all of the library passes them, and its mistakes are found.

`LISHI_DUTIES_CONSUMER_PYTHON` may name the Python of another environment, where the built wheel is installed: then it is the
wheel that is checked, as its users get it.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import types
from pathlib import Path

import pytest

import lishi_duties as ld

CONSUMER = Path(__file__).parents[1] / "typed" / "consumer.py"
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
    found = [f"{entry['range']['start']['line'] + 1}: {entry['message']}" for entry in report["generalDiagnostics"]]
    assert found == []
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
