"""The command line: tables for people, TSV in a pipe, JSON with `--json`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

__all__ = ["run"]


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    0 answered; 1 what was asked for does not exist, nothing was found, or a check failed; 2 the question makes no sense;
    3 a file cannot be used.
    """
    import typer

    from lishi_duties.cli.app import app
    from lishi_duties.errors import DataFileError, IntakeError, LishiDutiesError, NotFoundError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and (stream.encoding or "").lower().replace("-", "") != "utf8":
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(args=list(arguments) if arguments is not None else None, prog_name="lishi-duties", standalone_mode=True)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0
    except LishiDutiesError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1 if isinstance(error, NotFoundError) else 3 if isinstance(error, (DataFileError, IntakeError)) else 2
    except BrokenPipeError:
        # the reader of the pipe has seen enough; keep the interpreter from flushing into it again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, typer.Abort):
        print("stopped", file=sys.stderr)
        return 130
    return 0
