"""Printing: who reads decides the form."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lishi_duties.model import Duty, EditorialNote
from lishi_duties.model.display import note_line, plain_duty, who

NARROW = 72


def console() -> Console:
    """Standard output as rich sees it now."""
    return Console(highlight=False, soft_wrap=False)


def print_json(value: object) -> None:
    """One JSON document, and nothing else, on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def print_rows(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Sequence[str] = (),
    stretch: str = "",
    fixed: Sequence[str] = (),
) -> None:
    """Rows for whoever reads: a table on a terminal, a stack of entries on a narrow one, tab-separated lines in a pipe."""
    out = console()
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(_cell(value) for value in row))
        return
    cells = [[str(value) for value in row] for row in rows]
    if out.width < NARROW and len(columns) > 2:
        for row in cells:
            out.print(Text.assemble((row[0], "bold cyan"), "  ", (row[1], "bold")))
            rest = [f"{name} {value}" for name, value in zip(columns[2:], row[2:], strict=True) if value]
            out.print(Text("  " + " · ".join(rest), style="dim"))
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        table.add_column(
            name,
            justify="right" if name in right else "left",
            no_wrap=name in right or name in fixed,
            ratio=3 if name == stretch else None,
            style="cyan" if name == columns[0] else None,
            overflow="fold",
        )
    for row in cells:
        table.add_row(*(Text(value) for value in row))
    out.print(table)


def print_duties(duties: Iterable[Duty]) -> None:
    """Duties, one a row."""
    print_rows(
        ("编号", "事项名称", "类别", "责任主体"),
        ((duty.id, duty.title, duty.category, who(duty)) for duty in duties),
        stretch="事项名称",
        fixed=("编号", "类别"),
    )


def _cell(value: object) -> str:
    return "".join(" " if c in "\t\r\n" else c for c in str(value))


def print_duty(duty: Duty, notes: Sequence[EditorialNote]) -> None:
    """A whole record."""
    out = console()
    if sys.stdout.isatty():
        out.print(duty)
        for note in notes:
            out.print(Text(note_line(note), style="yellow"))
        return
    for line in plain_duty(duty, notes):
        print(line)


def bar(parts: Sequence[tuple[int, str]], most: int, width: int) -> Text:
    """A bar of several colours whose full length is `most`."""
    text = Text()
    drawn = 0
    total = 0
    for count, style in parts:
        total += count
        upto = max(round(total / most * width), drawn + 1 if count else drawn) if most else 0
        text.append("█" * (upto - drawn), style=style)
        drawn = upto
    return text


def say(message: str) -> None:
    """A remark for a person; never on standard output."""
    print(message, file=sys.stderr)


def record_json(duty: Duty) -> dict[str, Any]:
    """A record as programs get it."""
    return duty.model_dump(mode="json")


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, where a person sees it; gives what takes how much is done, and of how much."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as display:
        task = display.add_task(what, total=None)
        yield lambda done, total: display.update(task, completed=done, total=total)
