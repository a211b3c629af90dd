"""`lishi-duties export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lishi_duties.cli import completion
from lishi_duties.cli.options import EditionOption, FileOption, JsonOption
from lishi_duties.errors import ArgumentError


def export(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Edition files of any towns, into one data set; for parquet and sqlite."),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option("--format", metavar="NAME", help="Such as csv; --list names them all.", autocompletion=completion.formats),
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="PATH", help="The file or folder to write; - is standard output.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    bom: Annotated[bool, typer.Option("--bom", help="Begin CSV with a byte order mark, for Excel.")] = False,
    edition: EditionOption = None,
    file: FileOption = None,
    formats: Annotated[bool, typer.Option("--list", help="List the formats and what each is good for.")] = False,
    json: JsonOption = False,
) -> None:
    """Write the list as a file for other programs; or the lists of several files as one data set.

    Nothing is overwritten without --force, and a file is written whole or not at all.
    """
    from lishi_duties.cli.export import export_many, export_one, print_formats

    if formats:
        if files or format or output or force or bom or edition is not None or file:
            raise ArgumentError("--list lists the formats and writes nothing; give it alone, or with --json")
        print_formats(json=json)
        return
    if json:
        raise ArgumentError("--json goes with --list; for the list itself as JSON give --format json --output -")
    if format is None or output is None:
        raise ArgumentError("give --format and --output; the formats: lishi-duties export --list")
    if not files:
        export_one(format, output, edition, file, force=force, bom=bom)
        return
    if edition is not None or file:
        raise ArgumentError("give FILES, or one list by --edition or --file, not both")
    export_many(format, output, files, force=force, bom=bom)
