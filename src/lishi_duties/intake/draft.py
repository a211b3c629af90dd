"""A document read as a new edition: records with ids, and everything a person has to look at before it is published."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from lishi_duties.authoring.forms import Decisions
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.errors import ArgumentError, DataFileError
from lishi_duties.intake.departments import NamedDepartment, departments_named
from lishi_duties.intake.document import Progress, no_progress
from lishi_duties.intake.doubts import Doubt, conversion_doubts, department_doubts, keyed, reading_doubts
from lishi_duties.intake.identity import first_identity
from lishi_duties.intake.jurisdiction import jurisdiction_of
from lishi_duties.intake.outline import Section
from lishi_duties.intake.pipeline import EditionHead, Identify, make_edition, prove, read_items
from lishi_duties.intake.received import receive
from lishi_duties.intake.review import DECISIONS, Review, read_registry, read_review
from lishi_duties.model import DutyListFile, Jurisdiction, Lineage


@dataclass(frozen=True)
class Draft:
    """What the intake made of a document.

    Attributes:
        file: the edition file; valid, though doubtful places may still be open.
        path: the document.
        sections: the sections as the document's headings state them.
        doubts: what a person has to look at and no decision has settled.
        settled: doubts the maintainer has reviewed.
        departments: the departments it names, and whether the registry had them.
        previous: the edition it was compared with; None for a first edition.
        events: what became of ids in this edition.
        kept: how many rows are duties of the previous edition for certain or by decision.
    """

    file: DutyListFile
    path: Path
    sections: tuple[Section, ...]
    doubts: tuple[Doubt, ...]
    settled: tuple[Doubt, ...]
    departments: tuple[NamedDepartment, ...]
    previous: DutyList | None
    events: tuple[Lineage, ...]
    kept: int

    @cached_property
    def duties(self) -> DutyList:
        """The draft as a duty list, with all its queries."""
        return DutyList(self.file)

    @property
    def reviewed(self) -> bool:
        """Whether no doubt is open."""
        return not self.doubts

    def report(self) -> str:
        """The report for the person who reviews it, in Markdown."""
        from lishi_duties.intake.report import report

        return report(self)


def read_document(
    path: str | os.PathLike[str],
    previous: DutyList | None = None,
    *,
    review: str | os.PathLike[str] | None = None,
    registry: str | os.PathLike[str] | None = None,
    jurisdiction: Jurisdiction | None = None,
    published: datetime.date | None = None,
    progress: Progress = no_progress,
) -> Draft:
    """Read a township's duty list from a document as it was published: .docx, .pdf, .html, .xlsx, or text.

    Args:
        path: the document.
        previous: the edition before it. Duties that are the same keep their ids; without it ids are given anew.
        review: a folder with `decisions.toml`, `corrections.toml` and `notes.toml`, each of which may be missing.
        registry: `departments.toml`, where departments have been registered; by default those of the previous edition are known.
        jurisdiction: province, district and town, where the title does not say them.
        published: the day the document bears; leave it out where it bears none.
        progress: is told how many pages of how many are read.

    Raises:
        IntakeError: the document cannot be read with certainty; the message names page, sheet, table or line.
        DataFileError: a file of the review or the registry is wrong, or a decision no longer applies.
        MissingExtraError: the libraries of this format are not installed.
        ArgumentError: an argument has the wrong type, or the previous edition is another town's.

    >>> from pathlib import Path
    >>> draft = read_document(Path("sources/1/lishi-duty-list.txt"), review="sources/1", registry="sources/departments.toml")
    >>> len(draft.duties), draft.reviewed
    (329, True)
    """
    document_path = _path(path, "the document")
    _check_arguments(previous, jurisdiction, published)
    review_data = read_review(_path(review, "the review folder")) if review is not None else Review(document_path.parent)
    before = previous.file if previous is not None else None
    reading = read_items(receive(document_path), review_data.corrections, progress)
    items = reading.outline
    place = jurisdiction_of(items.title, document_path, before.edition.jurisdiction if before else None, jurisdiction)
    registered = before.departments if before else ()
    if registry is not None:
        registered = read_registry(_path(registry, "the registry"), place.district)
    entries = departments_named(items, place.district, registered)
    facts = EditionHead(before.edition.number + 1 if before else 1, place, published)
    departments = tuple(entry.department for entry in entries)
    identify = _identify(before, review_data, facts.number)
    file, identity = make_edition(reading, facts, departments, identify, review_data, before)
    prove(reading, file)
    doubts = keyed(
        (
            *reading_doubts(reading.document, items),
            *department_doubts(entries, file),
            *conversion_doubts(file, items.items),
            *identity.doubts,
        )
    )
    reviewed = _reviewed(review_data.decisions, doubts, review_data.folder / DECISIONS)
    return Draft(
        file=file,
        path=document_path,
        sections=items.sections,
        doubts=tuple(doubt for doubt in doubts if doubt.key not in reviewed),
        settled=tuple(doubt for doubt in doubts if doubt.key in reviewed),
        departments=entries,
        previous=previous,
        events=identity.events,
        kept=identity.certain,
    )


def _path(path: object, what: str) -> Path:
    if not isinstance(path, (str, os.PathLike)):
        raise ArgumentError(f"{what} is given by its path, not {type(path).__name__}")
    return Path(path)


def _check_arguments(previous: object, jurisdiction: object, published: object) -> None:
    """Refuse arguments of another type, before anything is read."""
    if previous is not None and not isinstance(previous, DutyList):
        raise ArgumentError(f"previous is a duty list, as load() and read() give it, not {type(previous).__name__}")
    if published is not None and (not isinstance(published, datetime.date) or isinstance(published, datetime.datetime)):
        raise ArgumentError(f"published is a day, a datetime.date, not {published!r}")
    if jurisdiction is not None and not isinstance(jurisdiction, Jurisdiction):
        raise ArgumentError(f"jurisdiction is a Jurisdiction, not {type(jurisdiction).__name__}")


def _identify(previous: DutyListFile | None, review: Review, number: int) -> Identify:
    """How the rows get their ids: by matching with the previous edition, or as those of a first one.

    Raises:
        DataFileError: the review decides about the duties of a previous edition, and there is none.
    """
    decisions, path = review.decisions, review.folder / DECISIONS
    if previous is not None:
        from lishi_duties.intake.ids import identify

        return partial(identify, previous, decisions=decisions, edition=number, path=path)
    if decisions.identity or decisions.split or decisions.merged:
        problem = "decides what became of duties, but no previous edition was given; give it, or delete these entries"
        raise DataFileError(problem, path=path)
    return first_identity


def _reviewed(decisions: Decisions, doubts: tuple[Doubt, ...], path: Path) -> set[str]:
    """The keys that were reviewed.

    Raises:
        DataFileError: there is no such doubt (any more), so that nobody relies on a review of another text.
    """
    reviewed = {entry.doubt for entry in decisions.reviewed}
    for key in sorted(reviewed.difference(doubt.key for doubt in doubts)):
        raise DataFileError(
            f"[[reviewed]] {key}: there is no such doubt; the text it was about has changed or was settled in "
            "another way. Delete the entry, or take the key from the new report",
            path=path,
        )
    return reviewed
