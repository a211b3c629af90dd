"""The command line: tables for people, TSV in a pipe, JSON with `--json`."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

__all__ = ["run"]


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    0 answered; 1 what was asked for does not exist, nothing was found, or a check failed; 2 the question makes no sense;
    3 a file cannot be used, or the output not be written.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and (stream.encoding or "").lower().replace("-", "") != "utf8":
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = _answer(arguments)
        sys.stdout.flush()
    except OSError as error:
        # keep the interpreter from flushing into the same stream again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno == errno.EPIPE:  # the reader of the pipe has seen enough
            return 0
        print(f"error: the output cannot be written: {error.strerror or error}", file=sys.stderr)
        return 3
    return code


def _answer(arguments: Sequence[str] | None) -> int:
    import typer

    from lishi_duties.cli.app import app
    from lishi_duties.errors import DataFileError, IntakeError, LishiDutiesError, NotFoundError, TargetError

    name = "lishi-duties"
    command = typer.main.get_command(app)
    if f"_{name}_COMPLETE".replace("-", "_").upper() in os.environ:  # asked by the shell for completions
        command.main(prog_name=name)
    # typer carries a click of its own, so the class of usage errors is found from one of them
    usage_error: type[Exception] = next(cls for cls in typer.BadParameter.__mro__ if cls.__name__ == "ClickException")
    try:
        # not command.main(), which answers a closed pipe with the code of "nothing found"
        with command.make_context(name, list(sys.argv[1:] if arguments is None else arguments)) as context:
            command.invoke(context)
    except typer.Exit as stop:
        return stop.exit_code
    except usage_error as error:
        error.show()  # type: ignore[attr-defined]
        return 2
    except LishiDutiesError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1 if isinstance(error, NotFoundError) else 3 if isinstance(error, (DataFileError, IntakeError, TargetError)) else 2
    except (KeyboardInterrupt, typer.Abort):
        print("stopped", file=sys.stderr)
        return 130
    return 0
