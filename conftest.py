"""Every example in docs and docstrings is a test; tests/support/docs_runner.py says how each kind of block is run."""

from __future__ import annotations

import os
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sybil import Sybil
from sybil.example import Example
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """No workers for one file, which has run before they have started; otherwise as many as there are processors."""
    files = {Path(argument.split("::")[0]) for argument in config.args}
    if len(files) == 1 and files.pop().is_file() and "PYTEST_XDIST_AUTO_NUM_WORKERS" not in os.environ:
        return 0
    return None


def _runner() -> ModuleType:
    """The runner of the documentation; it brings the whole package with it, so only where an example is run."""
    return import_module("docs_runner")


def _console(example: Example) -> None:
    _runner().check_console(str(example.parsed))


def _bash(example: Example) -> None:
    _runner().check_bash(str(example.parsed))


def _json(example: Example) -> None:
    _runner().check_json(str(example.parsed))


def _toml(example: Example) -> None:
    _runner().check_toml(str(example.parsed))


def _enter(namespace: dict[str, Any]) -> None:
    """A page's examples run in a folder of their own, so that they may write files."""
    namespace["_folder"] = ExitStack()
    namespace["_folder"].enter_context(_runner().folder_of_a_page())


def _leave(namespace: dict[str, Any]) -> None:
    namespace.pop("_folder").close()


pages = Sybil(
    parsers=[
        PythonCodeBlockParser(),
        CodeBlockParser("console", _console),
        CodeBlockParser("bash", _bash),
        CodeBlockParser("json", _json),
        CodeBlockParser("toml", _toml),
    ],
    pattern="*.md",
    setup=_enter,
    teardown=_leave,
)
docstrings = Sybil(
    parsers=[DocTestParser()],
    patterns=[*("src/lishi_duties/" + "*/" * depth + "*.py" for depth in range(6)), "tools/*.py", "tools/*/*.py"],
)

pytest_collect_file = (pages + docstrings).pytest()
