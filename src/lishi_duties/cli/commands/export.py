"""`lishi-duties export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lishi_duties.cli import completion
from lishi_duties.cli.options import (
    CategoryOption,
    DepartmentOption,
    DiscontinuedOption,
    EditionOption,
    FileOption,
    JsonOption,
    KindOption,
    RoleOption,
)
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
    kind: KindOption = None,
    category: CategoryOption = None,
    department: DepartmentOption = None,
    role: RoleOption = None,
    discontinued: DiscontinuedOption = None,
    edition: EditionOption = None,
    file: FileOption = None,
    formats: Annotated[bool, typer.Option("--list", help="List the formats and what each is good for.")] = False,
    json: JsonOption = False,
) -> None:
    """Write the list, or the duties that meet the conditions, as a file for other programs; or several lists as one data set.

    Nothing is overwritten without --force, and a file is written whole or not at all. Conditions are those of list; formats
    that hold whole editions refuse them.
    """
    from lishi_duties.cli.export import export_many, export_one, print_formats

    conditions = _stated(kind=kind, category=category, department=department, role=role, discontinued=discontinued)
    if formats:
        if files or format or output or force or bom or conditions or edition is not None or file:
            raise ArgumentError("--list lists the formats and writes nothing; give it alone, or with --json")
        print_formats(json=json)
        return
    if json:
        raise ArgumentError("--json goes with --list; for the list itself as JSON give --format json --output -")
    if format is None or output is None:
        raise ArgumentError("give --format and --output; the formats: lishi-duties export --list")
    if not files:
        export_one(format, output, edition, file, conditions, force=force, bom=bom)
        return
    _refuse_beside_files(conditions, one_list=edition is not None or file is not None)
    export_many(format, output, files, force=force, bom=bom)


def _stated(**conditions: object) -> dict[str, object]:
    """The conditions that were given."""
    return {name: value for name, value in conditions.items() if value is not None}


def _refuse_beside_files(conditions: dict[str, object], *, one_list: bool) -> None:
    """Refuse what says which duties of which list to write, where whole lists are written."""
    if one_list:
        raise ArgumentError("give FILES, or one list by --edition or --file, not both")
    if conditions:
        raise ArgumentError("a data set of several FILES holds them whole; give conditions with one list, by --edition or --file")
