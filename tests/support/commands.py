"""The commands, entered in this process."""

from __future__ import annotations

from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from lishi_duties import cli


@dataclass(frozen=True)
class Answer:
    """What a command gave.

    Attributes:
        code: its exit code.
        lines: the lines of standard output.
        error: standard error.
    """

    code: int
    lines: list[str]
    error: str


def enter(*arguments: str | Path) -> Answer:
    """Run `lishi-duties` with these arguments."""
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as error:
        code = cli.run([str(argument) for argument in arguments])
    return Answer(code, out.getvalue().splitlines(), error.getvalue())
