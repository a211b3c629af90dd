"""The options several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from lishi_duties.cli import completion

__all__ = [
    "CategoryOption",
    "DepartmentOption",
    "DiscontinuedOption",
    "EditionOption",
    "FileOption",
    "JsonOption",
    "KindOption",
    "RoleOption",
]

EditionOption: TypeAlias = Annotated[
    int | None, typer.Option("--edition", "-e", metavar="N", help="A packaged edition; the newest by default.")
]
FileOption: TypeAlias = Annotated[
    Path | None, typer.Option("--file", "-f", metavar="FILE", help="An edition file of any town instead.")
]
JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help="JSON on standard output and nothing else.")]
KindOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--kind", "-k", metavar="KIND", help="basic, cooperative or reclaimed.", autocompletion=completion.kinds),
]
CategoryOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--category", "-c", metavar="NAME", help="A section, such as 民生服务.", autocompletion=completion.categories),
]
DepartmentOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--department",
        "-d",
        metavar="NAME",
        help="A department; short forms will do.",
        autocompletion=completion.departments,
    ),
]
RoleOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--role", "-r", metavar="ROLE", help="What it does: leads or receives.", autocompletion=completion.roles),
]
DiscontinuedOption: TypeAlias = Annotated[
    bool | None, typer.Option("--discontinued/--current", help="Only items nobody does any more, or none of them.")
]
