"""`lishi-duties check`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from lishi_duties.catalogue import editions as packaged
from lishi_duties.catalogue import load, read
from lishi_duties.cli.options import JsonOption
from lishi_duties.cli.output import print_json
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.errors import LishiDutiesError


def check(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="Edition files; the packaged editions by default.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Check edition files: form, numbers, ids, departments, texts, notes."""
    report = [(name, _faults(name, opened)) for name, opened in _lists(files or ())]
    if json:
        print_json([{"file": name, "faults": faults} for name, faults in report])
    else:
        for name, faults in report:
            verdict = "ok" if not faults else "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
            print(f"{name}: {verdict}")
            for fault in faults:
                print(f"  {fault}")
    if any(faults for _, faults in report):
        raise typer.Exit(1)


def _lists(files: Sequence[Path]) -> Iterator[tuple[str, Callable[[], DutyList]]]:
    """What each list is called, and what opens it."""
    if files:
        yield from ((str(file), partial(read, file)) for file in files)
    else:
        yield from ((f"edition {edition.number}", partial(load, edition=edition.number)) for edition in packaged())


def _faults(name: str, opened: Callable[[], DutyList]) -> list[str]:
    """What is wrong with a list; that it cannot be opened is a fault like any other."""
    from lishi_duties.authoring.lint import faults

    try:
        return list(faults(opened().file))
    except LishiDutiesError as error:
        return [str(error).removeprefix(f"{name}: ")]
