"""`lishi-duties show`."""

from __future__ import annotations

from typing import Annotated

import typer

from lishi_duties.cli import completion
from lishi_duties.cli.options import EditionOption, FileOption, JsonOption
from lishi_duties.cli.output import print_duty, print_json, record_json
from lishi_duties.cli.target import list_of


def show(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Such as C047 R143.", autocompletion=completion.ids)],
    edition: EditionOption = None,
    file: FileOption = None,
    json: JsonOption = False,
) -> None:
    """Show whole duties: who does what, and where it stands in the document."""
    duties = list_of(edition, file)
    asked = [duties[i] for i in ids]
    if json:
        records = [record_json(d) | {"notes": [n.model_dump(mode="json") for n in duties.notes_on(d.id)]} for d in asked]
        print_json(records[0] if len(records) == 1 else records)
        return
    for place, duty in enumerate(asked):
        if place:
            print()
        print_duty(duty, duties.notes_on(duty.id))
