"""`lishi-duties intake`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lishi_duties.cli.options import JsonOption


def intake(
    document: Annotated[Path, typer.Argument(metavar="DOCUMENT", help="A .docx, .pdf, .html, .xlsx or .txt file.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DRAFT", help="The draft to write, an edition file.")],
    report: Annotated[Path, typer.Option("--report", metavar="REPORT", help="The report to write, in Markdown.")],
    previous: Annotated[
        str | None,
        typer.Option("--previous", "-p", metavar="EDITION", help="The edition before: its number, or an edition file."),
    ] = None,
    review: Annotated[
        Path | None, typer.Option("--review", metavar="FOLDER", help="Holds decisions.toml, corrections.toml, notes.toml.")
    ] = None,
    departments: Annotated[
        Path | None, typer.Option("--departments", metavar="FILE", help="The registry, departments.toml.")
    ] = None,
    jurisdiction: Annotated[
        str | None, typer.Option("--jurisdiction", metavar="P/D/T", help="Where the title does not say: 重庆市/江津区/李市镇.")
    ] = None,
    published: Annotated[
        str | None, typer.Option("--published", metavar="DAY", help="The day the document bears, such as 2026-05-01.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Read a published document as a draft of an edition, with a report on everything to be reviewed."""
    from lishi_duties.cli.intake import draft_json, print_draft, take_in

    draft = take_in(document, output, report, previous, review, departments, jurisdiction, published)
    (draft_json if json else print_draft)(draft, output, report)
