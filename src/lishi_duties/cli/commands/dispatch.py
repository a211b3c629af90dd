"""`lishi-duties dispatch`."""

from __future__ import annotations

from typing import Annotated

import typer

from lishi_duties.cli.options import EditionOption, FileOption, JsonOption
from lishi_duties.cli.output import print_json
from lishi_duties.cli.target import list_of


def dispatch(
    request: Annotated[str, typer.Argument(metavar="REQUEST", help="What the caller says; - reads requests line by line.")],
    limit: Annotated[int, typer.Option("--limit", "-n", help="How many duties at most.")] = 3,
    edition: EditionOption = None,
    file: FileOption = None,
    json: JsonOption = False,
) -> None:
    """Whose matter is it? Who leads, what the town does, and why.

    With -, every line of standard input gets one line of JSON on standard output, in order, as soon as it is read.
    """
    from lishi_duties.cli.dispatch import dispatch_lines, print_dispatch

    duties = list_of(edition, file)
    if request == "-":
        dispatch_lines(duties, limit)
        return
    answer = duties.dispatch(request, limit)
    if json:
        print_json(answer.to_dict())
    else:
        print_dispatch(answer)
    if not answer.assignments:
        raise typer.Exit(1)
