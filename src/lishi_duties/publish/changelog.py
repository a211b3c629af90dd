"""What the changelog says of an edition: one fragment a line, in a file of its own, which the release gathers.

The ids are named, so that someone who depends on the list sees what changed for them.
"""

from __future__ import annotations

from collections.abc import Iterator

from lishi_duties.compare.diff import Diff
from lishi_duties.compare.differences import Removal
from lishi_duties.model import KINDS, DutyListFile


def fragments(file: DutyListFile, change: Diff | None) -> Iterator[tuple[str, str]]:
    """The name of each fragment, and its line; `change` is None for a first edition.

    >>> import lishi_duties as ld
    >>> [name for name, _ in fragments(ld.load(edition=1).file, None)]
    ['edition-1.added.md']
    """
    number, day = file.edition.number, file.edition.published
    counts = ", ".join(f"{sum(duty.kind == kind for duty in file.duties())} {kind}" for kind in KINDS)
    dated = day.isoformat() if day else "undated"
    yield (
        f"edition-{number}.added.md",
        f"Edition {number}, {dated}: the list of {file.edition.jurisdiction}, with {counts} duties.",
    )
    for name, what, ids in _changes(change) if change else ():
        if ids:
            yield f"edition-{number}-{name}.md", f"Edition {number}, {what}: {', '.join(ids)}."


def _changes(change: Diff) -> Iterator[tuple[str, str, list[str]]]:
    """What the fragment is called, what became of the duties, and their ids."""
    moved = [f"{move.id} ({move.before.kind} → {move.after.kind})" for move in change.moved if move.to_other_list]
    yield "new.added", "new duties", [duty.id for duty in change.added]
    yield "moved.changed", "moved to another list", moved
    yield "renamed.changed", "renamed", [renamed.id for renamed in change.renamed]
    yield "wording.changed", "changed", [changed.id for changed in change.changed]
    yield "withdrawn.removed", "no longer on the list", [_withdrawn(removal) for removal in change.removed]


def _withdrawn(removal: Removal) -> str:
    event = removal.lineage
    into = f" into {' and '.join(event.into)}" if event and event.into else ""
    return f"{removal.duty.id} ({event.kind if event else 'withdrawn'}{into})"
