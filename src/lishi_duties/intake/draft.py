"""A document read as a new edition: records with ids, and everything a person has to look at before it is published."""

from __future__ import annotations

import datetime
import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lishi_duties.authoring.forms import Decisions
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.errors import ArgumentError, DataFileError, IntakeError
from lishi_duties.intake.assembly import edition_file, editorial_notes, lineage_of, records
from lishi_duties.intake.departments import Named, departments_named
from lishi_duties.intake.document import Progress, no_progress
from lishi_duties.intake.doubts import (
    Doubt,
    conversion_doubts,
    department_doubts,
    keyed,
    reading_doubts,
    row_name,
)
from lishi_duties.intake.outline import Section
from lishi_duties.intake.reading import read_outline, unfaithful
from lishi_duties.intake.received import receive
from lishi_duties.intake.records import first_ids
from lishi_duties.intake.review import Review, read_registry, read_review
from lishi_duties.model import Department, Duty, DutyListFile, Edition, Jurisdiction, Lineage, Place, Source
from lishi_duties.text import shown

_JURISDICTION = re.compile(
    r"^(?P<province>[^省市区]{1,6}(?:省|自治区|特别行政区)|(?:北京|天津|上海|重庆)市)"
    r"(?:(?P<city>[^省]{1,10}?(?:市|自治州|地区|盟))(?=.{1,12}?[区县市旗].))?"
    r"(?P<district>.{1,12}?(?:区|县|市|旗))(?P<town>.{1,12}?(?:镇|乡|街道|苏木))(?:人民政府|办事处)?$"
)


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
    departments: tuple[Named, ...]
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
    if previous is not None and not isinstance(previous, DutyList):
        raise ArgumentError(f"previous is a duty list, as load() and read() give it, not {type(previous).__name__}")
    if published is not None and (not isinstance(published, datetime.date) or isinstance(published, datetime.datetime)):
        raise ArgumentError(f"published is a day, a datetime.date, not {published!r}")
    given = read_review(_path(review, "the review folder")) if review is not None else Review(document_path.parent)
    received = receive(document_path)
    document, outlined = read_outline(received, given.corrections, progress)
    place = _jurisdiction(outlined.title, document_path, previous, jurisdiction)
    known: tuple[Department, ...] = tuple(previous.departments) if previous else ()
    if registry is not None:
        known = read_registry(_path(registry, "the registry"), place.district)
    named = departments_named(outlined, place.district, known)
    departments = tuple(found.department for found in named)
    number = previous.edition.number + 1 if previous else 1
    duties = records(outlined, departments, first_ids(outlined), number, document_path)
    identity_doubts: tuple[Doubt, ...] = ()
    events: tuple[Lineage, ...] = ()
    kept = 0
    decisions_path = given.folder / "decisions.toml"
    if previous is not None:
        from lishi_duties.intake.ids import identify

        identity = identify(previous.file, duties, given.decisions, number, decisions_path)
        duties = tuple(_with_id(duty, identity.ids[row_name(duty)]) for duty in duties)
        identity_doubts, events, kept = identity.doubts, identity.events, identity.certain
    elif given.decisions.identity or given.decisions.split or given.decisions.merged:
        problem = "decides what became of duties, but no previous edition was given; give it, or delete these entries"
        raise DataFileError(problem, path=decisions_path)
    file = edition_file(
        Edition(
            number=number,
            title=outlined.title,
            jurisdiction=place,
            published=published,
            source=Source(document=document_path.name, sha256=received.sha256),
            categories=outlined.categories,
        ),
        departments,
        duties,
        editorial_notes(given.folder, given.corrections, given.notes, duties),
        lineage_of(previous.file, events) if previous else (),
        given.folder,
    )
    if difference := unfaithful(document, outlined, file):
        raise IntakeError(f"not lossless: {difference}; please report this with the document", path=document_path)
    doubts = keyed(
        (
            *reading_doubts(document, outlined),
            *department_doubts(named, file),
            *conversion_doubts(file, outlined.items),
            *identity_doubts,
        )
    )
    reviewed = _reviewed(given.decisions, doubts, decisions_path)
    return Draft(
        file=file,
        path=document_path,
        sections=outlined.sections,
        doubts=tuple(doubt for doubt in doubts if doubt.key not in reviewed),
        settled=tuple(doubt for doubt in doubts if doubt.key in reviewed),
        departments=named,
        previous=previous,
        events=events,
        kept=kept,
    )


def _path(path: object, what: str) -> Path:
    if not isinstance(path, (str, os.PathLike)):
        raise ArgumentError(f"{what} is given by its path, not {type(path).__name__}")
    return Path(path)


def _with_id(duty: Duty, id_: str) -> Duty:
    return duty.model_copy(update={"id": id_})


def _reviewed(decisions: Decisions, doubts: tuple[Doubt, ...], path: Path) -> set[str]:
    """The keys that were reviewed.

    Raises:
        DataFileError: there is no such doubt (any more), so that nobody relies on a review of another text.
    """
    known = {doubt.key for doubt in doubts}
    reviewed = {entry.doubt for entry in decisions.reviewed}
    for key in sorted(reviewed - known):
        raise DataFileError(
            f"[[reviewed]] {key}: there is no such doubt; the text it was about has changed or was settled in "
            "another way. Delete the entry, or take the key from the new report",
            path=path,
        )
    return reviewed


def _jurisdiction(title: str, path: Path, previous: DutyList | None, given: Jurisdiction | None) -> Jurisdiction:
    """Whose list it is: as given, as in the previous edition, or as the title says."""
    town = title.removesuffix("履职事项清单")
    if given is not None and not isinstance(given, Jurisdiction):
        raise ArgumentError(f"jurisdiction is a Jurisdiction, not {type(given).__name__}")
    if previous is not None:
        before = previous.edition.jurisdiction
        if given not in (None, before) or (given is None and before.town not in town):
            raise ArgumentError(
                f"the document is the list of {given or town}, the previous edition that of {before}; "
                "read another town's list without a previous edition"
            )
        return before
    if given is not None:
        return given
    match = _JURISDICTION.match(town)
    if match is None:
        raise IntakeError(
            "the title does not name province, district and town",
            path=path,
            place=Place(),
            text=title,
            advice="Give them: jurisdiction=Jurisdiction(…), on the command line --jurisdiction 重庆市/江津区/李市镇",
        )
    return Jurisdiction(**match.groupdict())


def jurisdiction_named(text: str) -> Jurisdiction:
    """`重庆市/江津区/李市镇`, or with a city between province and district, as a jurisdiction.

    Raises:
        ArgumentError: it has fewer or more parts.
    """
    parts = [part.strip() for part in text.split("/")]
    if len(parts) not in (3, 4) or not all(parts):
        raise ArgumentError(
            "a jurisdiction is province/district/town or province/city/district/town, such as 重庆市/江津区/李市镇, "
            f"not {shown(text)}"
        )
    province, *city, district, town = parts
    return Jurisdiction(province=province, city=city[0] if city else None, district=district, town=town)
