"""The records of an edition against a document in the text form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from lishi_duties.intake.proof.text_form import Difference, RawRow, Replacement, marked, raw_lines, raw_rows
from lishi_duties.intake.proof.walk import Parting, Walk
from lishi_duties.model import CooperativeDuty, Duty, DutyListFile, ReclaimedItem


def first_difference(text: str, file: DutyListFile, corrections: Sequence[Replacement] = ()) -> Difference | None:
    """The first place in which the tables of `text` and the records of `file` differ; None where there is none."""
    raw = raw_rows(raw_lines(text, corrections))
    if isinstance(raw, Difference):
        ids = {f"{duty.kind} {duty.number}": duty.id for duty in file.duties()}
        return replace(raw, duty=ids.get(raw.duty, raw.duty))
    rows = {(row.kind, row.number): row for row in raw}
    for duty in file.duties():
        row = rows.pop((duty.kind, duty.number), None)
        if row is None:
            return Difference(duty.id, 1, 0, "", f"{duty.number} {duty.title}"[:24])
        if row.category != duty.category:
            return Difference(duty.id, 1, row.line, row.category, duty.category)
        difference = _difference(duty, row)
        if difference:
            return difference
    for row in rows.values():
        return Difference(f"{row.kind} {row.number}", 2, row.line, "".join(map("".join, row.columns))[:24], "")
    return None


def _difference(duty: Duty, row: RawRow) -> Difference | None:
    steps = _steps(duty)
    if len(row.columns) != len(steps):
        width = len(row.columns)
        return Difference(duty.id, width + 1, row.line, f"{width} columns", f"{len(steps)} columns")
    for column, (parts, step) in enumerate(zip(row.columns, steps, strict=True), 2):
        walk = Walk(marked(parts))
        try:
            step(walk)
            walk.end()
        except Parting as parting:
            return Difference(duty.id, column, row.line, parting.document, parting.record)
    return None


def _steps(duty: Duty) -> Sequence[Callable[[Walk], None]]:
    """What a record says of each column."""

    def title(walk: Walk) -> None:
        walk.words(duty.title, loose=True)

    if duty.kind == "cooperative":
        return (
            title,
            lambda walk: _departments(walk, duty),
            lambda walk: _responsibilities(walk, duty),
            lambda walk: walk.tasks(duty.town_tasks),
        )
    if duty.kind == "reclaimed":
        return (title, lambda walk: _handover(walk, duty))
    return (title,)


def _departments(walk: Walk, duty: CooperativeDuty) -> None:
    for name in duty.departments_as_published:
        walk.separators()
        walk.words(name, loose=True)
    walk.separators()


def _responsibilities(walk: Walk, duty: CooperativeDuty) -> None:
    for part in duty.responsibilities:
        if part.heading is not None:
            walk.marks()
            walk.words(f"{part.heading}：", loose=True)
        walk.tasks(part.tasks)


def _handover(walk: Walk, item: ReclaimedItem) -> None:
    for before, handover in zip((None, *item.handover), item.handover, strict=False):
        same = before is not None and (before.heading, before.method) == (handover.heading, handover.method)
        if same and before is not None and before.department != handover.department:
            continue  # the document names them in one breath
        walk.marks()
        walk.words(f"承接部门：{handover.heading}工作方式：", loose=True)
        walk.tasks(handover.method)
    if item.discontinued:
        walk.words(item.discontinued.statement, loose=True)
