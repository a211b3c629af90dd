"""From a document taken apart to an edition file: records made, notes added, everything proved.

The build of the packaged data and the reading of a new document share this; they differ in where the ids come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from lishi_duties.authoring.forms import Correction, Note
from lishi_duties.duties.departments import Departments
from lishi_duties.errors import DataFileError
from lishi_duties.intake.outline import Outline
from lishi_duties.intake.records import RecordMaker
from lishi_duties.model import SCHEMA_VERSION, Department, Duty, DutyListFile, Edition, EditorialNote, Kind, Lineage
from lishi_duties.model.validation import explain


def records(
    outlined: Outline, departments: Sequence[Department], ids: Mapping[tuple[Kind, int], str], edition: int, path: Path
) -> tuple[Duty, ...]:
    """The records of all items.

    Raises:
        IntakeError: a cell cannot be read with certainty, or names a department nobody registered.
    """
    maker = RecordMaker(Departments(departments), ids, edition, path)
    return tuple(maker.record(item) for item in outlined.items)


def edition_file(
    edition: Edition,
    departments: Sequence[Department],
    duties: Sequence[Duty],
    notes: Sequence[EditorialNote],
    lineage: Sequence[Lineage],
    place: Path,
) -> DutyListFile:
    """The edition file of these records.

    Args:
        place: where the sources stand, for errors.

    Raises:
        DataFileError: a rule that crosses records is broken.
    """
    try:
        return DutyListFile(
            schema_version=SCHEMA_VERSION,
            edition=edition,
            departments=tuple(departments),
            basic=tuple(d for d in duties if d.kind == "basic"),
            cooperative=tuple(d for d in duties if d.kind == "cooperative"),
            reclaimed=tuple(d for d in duties if d.kind == "reclaimed"),
            notes=tuple(notes),
            lineage=tuple(lineage),
        )
    except ValidationError as error:
        raise DataFileError(explain(error), path=place) from None


def editorial_notes(
    folder: Path, corrections: Sequence[Correction], notes: Sequence[Note], duties: Sequence[Duty]
) -> tuple[EditorialNote, ...]:
    """The notes of an edition, corrections that stand in a record among them, in list order.

    Raises:
        DataFileError: a note is a correction.
    """
    editorial = [
        EditorialNote(duty=c.duty, field=c.field, kind="correction", written=c.text, meant=c.reading, reason=c.reason)
        for c in corrections
        if c.duty is not None and c.field is not None
    ]
    for note in notes:
        if note.kind == "correction":
            path = folder / "notes.toml"
            raise DataFileError(f"the note on {note.duty} is a correction; those stand in corrections.toml", path=path)
        editorial.append(EditorialNote.model_validate(note.model_dump()))
    order = {duty.id: place for place, duty in enumerate(duties)}
    for name, entries in (("corrections.toml", corrections), ("notes.toml", notes)):
        for entry in entries:
            if entry.duty is not None and entry.duty not in order:
                problem = f"{entry.duty} is no duty of this edition; ids are those of the draft, see its report"
                raise DataFileError(problem, path=folder / name)
    return tuple(sorted(editorial, key=lambda note: (order.get(note.duty, -1), note.field, note.written)))


def lineage_of(previous: DutyListFile, events: Sequence[Lineage]) -> tuple[Lineage, ...]:
    """All that became of ids so far, in order of the editions; what took the place of an id is brought up to date."""
    later = {event.id: event for event in events if event.kind != "moved"}

    def now(ids: Iterable[str]) -> Iterator[str]:
        for id_ in ids:
            if id_ in later:
                yield from later[id_].into
            else:
                yield id_

    earlier = (
        event.model_copy(update={"into": tuple(dict.fromkeys(now(event.into)))}) if event.into else event
        for event in previous.lineage
    )
    return (*earlier, *events)
