"""`lishi-duties list`."""

from __future__ import annotations

from typing import cast

import typer

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
from lishi_duties.cli.output import print_duties, print_json, record_json, say
from lishi_duties.cli.target import list_of
from lishi_duties.model import Kind, Role


def list_(
    kind: KindOption = None,
    category: CategoryOption = None,
    department: DepartmentOption = None,
    role: RoleOption = None,
    discontinued: DiscontinuedOption = None,
    edition: EditionOption = None,
    file: FileOption = None,
    json: JsonOption = False,
) -> None:
    """List duties; the conditions combine."""
    duties = list_of(edition, file).filter(
        kind=cast("Kind | None", kind),
        category=category,
        department=department,
        role=cast("Role | None", role),
        discontinued=discontinued,
    )
    if json:
        print_json([record_json(duty) for duty in duties])
    else:
        print_duties(duties)
        if not duties:
            say("no duty meets all these conditions")
    if not duties:
        raise typer.Exit(1)
