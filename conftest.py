"""Every example in docs and docstrings is a test; tests/support/docs_runner.py says how each kind of block is run."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sybil import Sybil
from sybil.example import Example
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

import docs_runner  # noqa: E402


def _console(example: Example) -> None:
    docs_runner.check_console(str(example.parsed))


def _bash(example: Example) -> None:
    docs_runner.check_bash(str(example.parsed))


def _json(example: Example) -> None:
    docs_runner.check_json(str(example.parsed))


def _toml(example: Example) -> None:
    docs_runner.check_toml(str(example.parsed))


def _enter(namespace: dict[str, Any]) -> None:
    """A page's examples run in a folder of their own, so that they may write files."""
    namespace["_folder"] = ExitStack()
    namespace["_folder"].enter_context(docs_runner.folder_of_a_page())


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
    patterns=[*("src/lishi_duties/" + "*/" * depth + "*.py" for depth in range(6)), "tools/duty_site/*.py"],
)

pytest_collect_file = (pages + docstrings).pytest()
