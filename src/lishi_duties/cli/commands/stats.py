"""`lishi-duties stats`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NamedTuple

from rich.table import Table
from rich.text import Text

from lishi_duties.cli.options import EditionOption, FileOption, JsonOption
from lishi_duties.cli.output import bar, console, print_json, print_rows
from lishi_duties.cli.target import list_of
from lishi_duties.duties.answers import CategoryCount, DepartmentLoad
from lishi_duties.labels import LISTS_SHORT
from lishi_duties.model import KINDS, Edition, Kind

_COLOURS: dict[Kind, str] = {"basic": "green", "cooperative": "yellow", "reclaimed": "magenta"}
_SHORTEST = 8  # how long the longest bar is on a terminal that is too narrow for it


class _Row(NamedTuple):
    """A bar with what stands before it.

    Attributes:
        name: what it is about.
        figures: its counts, as text.
        counts: the counts its parts are as long as, each with its colour.
    """

    name: str
    figures: str
    counts: tuple[tuple[int, str], ...]


def stats(edition: EditionOption = None, file: FileOption = None, json: JsonOption = False) -> None:
    """Duties by section and list, and the load of each department, as bars."""
    duties = list_of(edition, file)
    sections, loads = duties.statistics()
    if json:
        print_json(
            {
                "edition": duties.edition.number,
                "categories": [section.to_dict() for section in sections],
                "departments": [load.to_dict() for load in loads],
            }
        )
    elif sys.stdout.isatty():
        _draw(duties.edition, sections, loads)
    else:
        print_rows(("类别", *LISTS_SHORT.values()), ((s.category, s.basic, s.cooperative, s.reclaimed) for s in sections))
        print_rows(("部门", "牵头", "承接", "职责"), ((x.department.name, x.leads, x.receives, x.tasks) for x in loads))


def _draw(edition: Edition, sections: Sequence[CategoryCount], loads: Sequence[DepartmentLoad]) -> None:
    """Bars for the sections, in the document's order, and for the departments, those with most duties first."""
    out = console()
    out.print(Text(str(edition), style="bold"))
    out.print(Text(" ").join(Text.assemble(("■", _COLOURS[kind]), f" {LISTS_SHORT[kind]}") for kind in KINDS))
    out.print(_bars([_section(section) for section in sections], out.width - 30))
    out.print(Text("各部门事项数（牵头、承接；“等”字统称不计）", style="bold"))
    single = sorted((load for load in loads if load.department.kind != "collective"), key=lambda load: -load.duties)
    out.print(_bars([_department(load) for load in single], out.width - 34))


def _section(count: CategoryCount) -> _Row:
    counts: dict[Kind, int] = {"basic": count.basic, "cooperative": count.cooperative, "reclaimed": count.reclaimed}
    figures = "/".join(map(str, counts.values()))
    return _Row(count.category, figures, tuple((counts[kind], _COLOURS[kind]) for kind in KINDS))


def _department(load: DepartmentLoad) -> _Row:
    counts = ((load.leads, _COLOURS["cooperative"]), (load.receives, _COLOURS["reclaimed"]))
    return _Row(load.department.name, f"{load.leads}/{load.receives}", counts)


def _bars(rows: Sequence[_Row], room: int) -> Table:
    """Bars one below the other, the longest as long as there is room."""
    most = max((sum(count for count, _ in row.counts) for row in rows), default=0)
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True, overflow="ellipsis", max_width=22)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True, overflow="crop")
    for row in rows:
        table.add_row(Text(row.name), Text(row.figures), bar(row.counts, most, max(_SHORTEST, room)))
    return table
