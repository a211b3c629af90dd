"""`lishi-duties search`."""

from __future__ import annotations

from typing import Annotated, cast

import typer

from lishi_duties.cli.options import CategoryOption, DepartmentOption, EditionOption, FileOption, JsonOption, KindOption
from lishi_duties.cli.output import print_duties, print_json, say
from lishi_duties.cli.target import list_of
from lishi_duties.model import Kind


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORD...", help="Several words narrow: all must occur.")],
    limit: Annotated[int, typer.Option("--limit", "-n", help="How many at most.")] = 10,
    kind: KindOption = None,
    category: CategoryOption = None,
    department: DepartmentOption = None,
    edition: EditionOption = None,
    file: FileOption = None,
    json: JsonOption = False,
) -> None:
    """Search titles, tasks, methods and department names."""
    duties = list_of(edition, file)
    hits = duties.search(" ".join(words), limit, kind=cast("Kind | None", kind), category=category, department=department)
    if json:
        print_json([hit.to_dict() for hit in hits])
    else:
        print_duties(hit.duty for hit in hits)
        if not hits:
            say("no duty holds all these words; fewer words find more")
    if not hits:
        raise typer.Exit(1)
