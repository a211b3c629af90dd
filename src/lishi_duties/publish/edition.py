"""An edition made of its sources, `sources/<edition>/`, and checked against its document."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from lishi_duties.authoring.forms import EditionFacts, read_form
from lishi_duties.authoring.lint import faults
from lishi_duties.errors import DataFileError, IntakeError
from lishi_duties.intake.departments import departments_named
from lishi_duties.intake.doubts import keyed, reading_doubts
from lishi_duties.intake.identity import first_identity
from lishi_duties.intake.pipeline import EditionHead, Reading, make_edition, prove, read_items
from lishi_duties.intake.received import receive
from lishi_duties.intake.review import IDS, NOTES, Review, read_ids, read_registry, read_review
from lishi_duties.model import LIST_NAMES, DutyListFile, Kind

_REVIEW = "Look at it; if it is read rightly, say so in decisions.toml: [[reviewed]] with this doubt and a reason"


def build_edition(folder: Path, previous: DutyListFile | None = None) -> DutyListFile:
    """Read an edition's sources and check them against the document.

    Args:
        folder: `sources/<edition>/`.
        previous: the edition before it; None for the first.

    Raises:
        IntakeError: the document has a place that cannot be read with certainty, or a correction no longer applies.
        DataFileError: a file of the sources is wrong, or a check of the result failed.
    """
    facts = read_form(folder / "edition.toml", EditionFacts)
    review = read_review(folder, complete=True)
    registry = read_registry(folder.parent / "departments.toml", facts.jurisdiction.district)
    given = read_ids(folder / IDS) if previous else None
    reading = read_items(receive(folder / facts.document, expected=facts.sha256), review.corrections)
    _check_facts(reading, facts)
    _check_reviewed(reading, review)
    named = departments_named(reading.outline, facts.jurisdiction.district, registry)
    file, _ = make_edition(
        reading,
        EditionHead(facts.number, facts.jurisdiction, facts.published),
        tuple(entry.department for entry in named if entry.registered),
        partial(given.identity, path=folder / IDS) if given else first_identity,
        review,
        previous,
    )
    prove(reading, file, review.corrections)
    for fault in faults(file):
        raise DataFileError(fault, path=folder / NOTES if fault.startswith("note on ") else reading.received.path)
    return file


def _check_facts(reading: Reading, facts: EditionFacts) -> None:
    """Refuse a document whose title or sums are others than `edition.toml` states."""
    path, items = reading.received.path, reading.outline
    if items.title != facts.title:
        raise DataFileError(f"the title reads {items.title!r}, edition.toml says {facts.title!r}", path=path)
    counts: dict[Kind, int] = facts.counts.model_dump()  # type: ignore[assignment]
    for kind, stated in counts.items():
        count = sum(item.kind == kind for item in items.items)
        if count != stated:
            problem = f"{LIST_NAMES[kind]} has {count} items, edition.toml counts {stated}: is a section missing?"
            raise DataFileError(problem, path=path)


def _check_reviewed(reading: Reading, review: Review) -> None:
    """Refuse a document of which the reader was unsure and nobody has said that it is read rightly."""
    reviewed = {entry.doubt for entry in review.decisions.reviewed}
    for doubt in keyed(reading_doubts(reading.document, reading.outline)):
        if doubt.key not in reviewed:
            problem = f"not reviewed: {doubt.problem} (doubt {doubt.key})"
            raise IntakeError(problem, path=reading.received.path, place=doubt.place, text=doubt.text, advice=_REVIEW)
