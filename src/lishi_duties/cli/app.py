"""The commands, in the order the help lists them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

import lishi_duties
from lishi_duties.catalogue import editions as packaged
from lishi_duties.cli.commands.build import build
from lishi_duties.cli.commands.check import check
from lishi_duties.cli.commands.departments import departments
from lishi_duties.cli.commands.diff import diff
from lishi_duties.cli.commands.dispatch import dispatch
from lishi_duties.cli.commands.editions import editions
from lishi_duties.cli.commands.export import export
from lishi_duties.cli.commands.intake import intake
from lishi_duties.cli.commands.list_ import list_
from lishi_duties.cli.commands.mcp import mcp
from lishi_duties.cli.commands.publish import publish
from lishi_duties.cli.commands.schema import schema
from lishi_duties.cli.commands.search import search
from lishi_duties.cli.commands.show import show
from lishi_duties.cli.commands.stats import stats

__all__ = ["app"]

_COMMANDS: dict[str, Callable[..., None]] = {
    "show": show,
    "list": list_,
    "departments": departments,
    "search": search,
    "dispatch": dispatch,
    "stats": stats,
    "editions": editions,
    "check": check,
    "diff": diff,
    "intake": intake,
    "publish": publish,
    "build": build,
    "export": export,
    "mcp": mcp,
    "schema": schema,
}

app: typer.Typer = typer.Typer(
    help="Ask the duty list (履职事项清单) of 重庆市江津区李市镇, or any other in the same form.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="The versions of package and data.")] = False,
) -> None:
    if version:
        newest = packaged()[-1]
        print(f"lishi-duties {lishi_duties.__version__}, data edition {newest.number} ({newest.published or 'undated'})")
        raise typer.Exit


for _name, _command in _COMMANDS.items():
    app.command(_name)(_command)
