"""Two lists side by side on the command line: a note for a person, one row a difference in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lishi_duties.cli.output import console, print_rows, say
from lishi_duties.compare.diff import Diff
from lishi_duties.compare.note import Entry, Line, Note
from lishi_duties.compare.release_note import release_note

_COLUMNS = ("kind", "id", "field", "before", "after")
_STYLES = {"plain": "", "id": "bold cyan", "removed": "red strike", "added": "bold green"}
_SIGNS = {"removed": ("[-", "-]"), "added": ("{+", "+}")}  # as of wdiff, where a terminal can show neither colour nor bold
_LEGEND = "[-…-]中的字句已删去，{+…+}中的字句为新增。"


def print_diff(difference: Diff) -> None:
    """A comparison for whoever reads: a note on a terminal, tab-separated rows in a pipe."""
    note = release_note(difference)
    if sys.stdout.isatty():
        _print_note(note)
        return
    print_rows(_COLUMNS, rows(difference))
    if not difference:
        say(note.remarks[0])


def rows(difference: Diff) -> Iterator[tuple[str, str, str, str, str]]:
    """One row a difference: what it is, the id, the field, the text before and after.

    All added duties come first, then removed, moved and renamed ones, then single changes, then departments. For a text that
    stands in another field now both are named: `town_tasks[0] > town_tasks[2]`.
    """
    for duty in difference.added:
        yield "added", duty.id, "", "", duty.title
    for removal in difference.removed:
        yield "removed", removal.duty.id, "", removal.duty.title, ""
    for move in difference.moved:
        if move.to_other_list:
            yield "moved", move.id, "kind", move.before.kind, move.after.kind
        if move.before.category != move.after.category:
            yield "moved", move.id, "category", move.before.category, move.after.category
    for rename in difference.renamed:
        yield "renamed", rename.id, "title", rename.before, rename.after
    for changed in difference.changed:
        for change in changed.changes:
            field = f"{change.old_field} > {change.new_field}" if change.kind == "moved" else change.field
            yield "changed", changed.id, field, change.before or "", change.after or ""
    yield from _department_rows(difference)


def _department_rows(difference: Diff) -> Iterator[tuple[str, str, str, str, str]]:
    for department in difference.departments_added:
        yield "department", department.name, "name", "", department.name
    for department in difference.departments_removed:
        yield "department", department.name, "name", department.name, ""
    for change in difference.departments_changed:
        before, after = change.before, change.after
        for field, old, new in (
            ("name", before.name, after.name),
            ("kind", before.kind, after.kind),
            ("aliases", "、".join(before.aliases), "、".join(after.aliases)),
        ):
            if old != new:
                yield "department", after.name, field, old, new


def _print_note(note: Note) -> None:
    out = console()
    styled = out.color_system is not None
    if note.title:
        out.print(Text(note.title, style="bold"))
    legend = (note.legend if styled else _LEGEND) if note.legend else ""
    for remark in (*note.remarks, legend):
        if remark:
            out.print(Text(remark, style="dim" if note.title else ""))
    if note.counts:
        out.print(_counts(note.counts))
    for place, (title, entries) in enumerate(note.sections):
        out.print(Text("\n" * (place > 0) + title, style="bold"))
        out.print(Padding(_entries(entries, styled=styled), (0, 0, 0, 2)))


def _counts(counts: tuple[tuple[str, ...], ...]) -> Table:
    head, *body = counts
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(head):
        table.add_column(name, justify="right" if place else "left", no_wrap=True)
    for row in body:
        table.add_row(*(Text(value) for value in row))
    return table


def _entries(entries: tuple[Entry, ...], *, styled: bool) -> Table:
    """The ids in a column of their own, so that a title begins beside its id however long it is."""
    table = Table.grid(padding=(0, 1))
    with_ids = any(span.style == "id" for entry in entries for span in entry.line)
    if with_ids:
        table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for entry in entries:
        if not with_ids:
            table.add_row(_text(entry.line, styled=styled))
            continue
        name, _, *title = entry.line
        table.add_row(_text((name,), styled=styled), _text(tuple(title), styled=styled))
        for detail in entry.details:
            table.add_row(Text(), Padding(_text(detail, styled=styled), (0, 0, 0, 2)))
    return table


def _text(line: Line, *, styled: bool) -> Text:
    text = Text(overflow="fold")
    for span in line:
        before, after = ("", "") if styled else _SIGNS.get(span.style, ("", ""))
        text.append(before + span.text + after, style=_STYLES[span.style])
    return text
