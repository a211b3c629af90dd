"""From a document to an edition file: document → rows → items → records → edition.

The build of the packaged data and the reading of a new document are this; they differ in the ids that rows are given.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from lishi_duties.authoring.forms import Correction
from lishi_duties.errors import IntakeError
from lishi_duties.intake.assembly import edition_file, editorial_notes, lineage_of, records
from lishi_duties.intake.corrections import apply_corrections
from lishi_duties.intake.document import Document, Progress, no_progress
from lishi_duties.intake.identity import Identity, with_ids
from lishi_duties.intake.outline import Outline, outline
from lishi_duties.intake.proof import Replacement, first_difference, first_loss
from lishi_duties.intake.readers import read_blocks
from lishi_duties.intake.readers.text import load_text
from lishi_duties.intake.received import Received
from lishi_duties.intake.records import first_ids
from lishi_duties.intake.review import Review
from lishi_duties.model import Department, Duty, DutyListFile, Edition, Jurisdiction, Source


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, corrected, as blocks and taken apart.

    Attributes:
        received: the document as it was received.
        document: its blocks.
        outline: the title, sections and items they come to.
    """

    received: Received
    document: Document = field(repr=False)
    outline: Outline = field(repr=False)


@dataclass(frozen=True, slots=True)
class EditionHead:
    """What is stated of an edition and does not stand in its lists.

    Attributes:
        number: its number.
        jurisdiction: whose list it is.
        published: the day the document bears.
    """

    number: int
    jurisdiction: Jurisdiction
    published: datetime.date | None


Identify: TypeAlias = Callable[[Sequence[Duty]], Identity]
"""Gives the rows of an edition their ids. The records it is given bear those of a first edition."""


def read_items(received: Received, corrections: Sequence[Correction] = (), progress: Progress = no_progress) -> Reading:
    """A document read, corrected and taken apart.

    Raises:
        IntakeError: it cannot be read with certainty, or a correction no longer applies.
        MissingExtraError: the libraries of its format are not installed.
    """
    document, stale = apply_corrections(read_blocks(received, progress), corrections)
    try:
        items = outline(document.blocks, received.path, paged=received.format.paged)
    except IntakeError as error:
        raise error from stale
    if stale:
        raise stale
    return Reading(received, document, items)


def make_edition(
    reading: Reading,
    facts: EditionHead,
    departments: Sequence[Department],
    identify: Identify,
    review: Review,
    previous: DutyListFile | None,
) -> tuple[DutyListFile, Identity]:
    """The edition file of a document, and how its rows came by their ids.

    Args:
        reading: the document.
        facts: number, jurisdiction and date of the edition.
        departments: the departments every name must be found in.
        identify: gives the rows their ids.
        review: what the maintainer wrote about the document.
        previous: the edition before it; None for a first edition.

    Raises:
        IntakeError: a cell cannot be read with certainty, or names a department nobody registered.
        DataFileError: a file of the review is wrong, or a rule that crosses records is broken.
    """
    path, items = reading.received.path, reading.outline
    rows = records(items, departments, first_ids(items), facts.number, path)
    identity = identify(rows)
    duties = with_ids(rows, identity.ids)
    edition = Edition(
        number=facts.number,
        title=items.title,
        jurisdiction=facts.jurisdiction,
        published=facts.published,
        source=Source(document=path.name, sha256=reading.received.sha256),
        categories=items.categories,
    )
    notes = editorial_notes(review.folder, review.corrections, review.notes, duties)
    lineage = lineage_of(previous, identity.events) if previous else ()
    return edition_file(edition, departments, duties, notes, lineage, review.folder), identity


def prove(reading: Reading, file: DutyListFile, corrections: Sequence[Correction] | None = None) -> None:
    """Refuse records that do not hold every character of the document's tables.

    Args:
        reading: the document.
        file: its records.
        corrections: those of the document; with them a text is walked through as it was received, with no reader in between.

    Raises:
        IntakeError: something was lost or invented.
    """
    loss: object = None
    if corrections is not None and reading.received.format.name == "text":
        replacements = [Replacement(entry.line, entry.text, entry.reading) for entry in corrections]
        loss = first_difference(load_text(reading.received), file, replacements)
    if loss := loss or first_loss(reading.document, reading.outline, file):
        raise IntakeError(f"not lossless: {loss}; please report this with the document", path=reading.received.path)
