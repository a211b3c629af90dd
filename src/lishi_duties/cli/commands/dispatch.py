"""`lishi-duties dispatch`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lishi_duties.cli.options import EditionOption, FileOption, JsonOption
from lishi_duties.cli.output import print_json, say
from lishi_duties.cli.target import list_of
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.errors import ArgumentError


def dispatch(
    context: typer.Context,
    request: Annotated[
        str | None, typer.Argument(metavar="[REQUEST]", help="What the caller says; - reads requests line by line.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", help="How many duties at most.")] = 3,
    edition: EditionOption = None,
    file: FileOption = None,
    json: JsonOption = False,
    table: Annotated[Path | None, typer.Option("--table", help="A .csv or .xlsx file of requests, a row each.")] = None,
    column: Annotated[str | None, typer.Option("--column", help="The column of --table that holds the requests.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where --table goes with its answers (default: CSV on standard output).")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", help="Of standard input or CSV (default: UTF-8 or GB18030, as it comes).")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what --output names.")] = False,
) -> None:
    """Whose matter is it? Who leads, what the town does, and why.

    With -, every line of standard input gets one line of JSON on standard output, in order, as soon as it is read. With --table
    and --column, every row of a table gets its answer beside it.
    """
    from lishi_duties.cli.dispatch import dispatch_lines, print_dispatch

    duties = list_of(edition, file)
    if table is not None:
        if request is not None or json or column is None:
            raise ArgumentError("--table takes --column, the name of its column of requests, and no REQUEST or --json")
        source = context.get_parameter_source("limit")
        if source is not None and source.name != "DEFAULT":
            raise ArgumentError("--limit does not go with --table, which writes the best answer of each row")
        _answer_table(duties, table, column, output, encoding, force)
        return
    if column is not None or output is not None or force:
        raise ArgumentError("--column, --output and --force belong to --table")
    if request == "-":
        dispatch_lines(duties, limit, encoding)
        return
    if request is None:
        raise ArgumentError("say what the caller says, or - for lines on standard input, or --table FILE --column NAME")
    if encoding is not None:
        raise ArgumentError("--encoding belongs to - and --table")
    readable = request.encode("utf-8", "surrogateescape").decode("utf-8", "replace")  # bytes of an argument that are no text
    answer = duties.dispatch(readable, limit)
    if json:
        print_json(answer.to_dict())
    else:
        print_dispatch(answer, duties)
    if not answer.assignments:
        raise typer.Exit(1)


def _answer_table(duties: DutyList, table: Path, column: str, output: Path | None, encoding: str | None, force: bool) -> None:
    from lishi_duties.cli.requests import answer_table

    count = answer_table(duties, table, column, output, encoding=encoding, force=force)
    if output is not None:
        say(f"{count} rows answered: {output}")
