"""`lishi-duties diff`."""

from __future__ import annotations

from typing import Annotated, Literal, cast

import typer

from lishi_duties.cli.options import JsonOption
from lishi_duties.cli.output import print_json
from lishi_duties.cli.target import list_named
from lishi_duties.errors import ArgumentError


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The number of a packaged edition, or an edition file.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Likewise.")],
    markdown: Annotated[bool, typer.Option("--markdown", help="The release note, in Markdown.")] = False,
    language: Annotated[
        str | None, typer.Option("--language", metavar="LANGUAGE", help="Of the note: zh (default) or en.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Compare two editions: what was added, removed, moved, renamed and changed, down to the words.

    The exit code is 0 whether they differ or not.
    """
    from lishi_duties.cli.diff import print_diff
    from lishi_duties.compare.diff import diff as compared

    if json and markdown:
        raise ArgumentError("give --json or --markdown, not both")
    if language is not None and not markdown:
        raise ArgumentError("--language is that of the note; give --markdown too")
    difference = compared(list_named(old), list_named(new))
    if json:
        print_json(difference.to_dict())
    elif markdown:
        print(difference.to_markdown(cast("Literal['zh', 'en']", language or "zh")), end="")
    else:
        print_diff(difference)
