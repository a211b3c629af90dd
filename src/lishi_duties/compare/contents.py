"""What an edition states anew beside the texts of its duties: departments, notes, lineage, and where each duty stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from lishi_duties.compare.differences import Position
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.errors import ArgumentError
from lishi_duties.model import Department, EditorialNote, Lineage, Place

__all__ = ["Contents", "Row", "check_made_of", "contents_of"]


@dataclass(frozen=True, slots=True)
class Row:
    """Where a duty stands in one edition, what it is called, and what its record comes to."""

    id: str
    position: Position
    title: str
    place: Place
    digest: str


@dataclass(frozen=True)
class Contents:
    """What an edition states beside the texts of its duties."""

    schema_version: int
    departments: tuple[Department, ...]
    notes: tuple[EditorialNote, ...]
    lineage: tuple[Lineage, ...]
    rows: tuple[Row, ...]

    @cached_property
    def by_id(self) -> dict[str, Row]:
        """The rows by their ids."""
        return {row.id: row for row in self.rows}


def contents_of(duties: DutyList) -> Contents:
    """What a list states beside the texts of its duties."""
    file = duties.file
    rows = (
        Row(
            duty.id,
            Position(duty.kind, duty.category, duty.number),
            duty.title,
            duty.place,
            blake2b(duty.model_dump_json().encode(), digest_size=12).hexdigest(),
        )
        for duty in duties
    )
    return Contents(file.schema_version, file.departments, file.notes, file.lineage, tuple(rows))


def check_made_of(old: DutyList, contents: Contents, *, same_edition: bool) -> None:
    """Refuse a list that is not the one a comparison was made of; names the first duty that differs."""
    given = contents_of(old)
    if same_edition and given == contents:
        return
    first = next((name for name in contents.by_id | given.by_id if given.by_id.get(name) != contents.by_id.get(name)), None)
    if first is None:
        what = "its duties are the same, but not its edition's facts, departments, notes or lineage"
    elif first not in given.by_id:
        what = f"it lacks {first} ({contents.by_id[first].title[:24]})"
    elif first not in contents.by_id:
        what = f"it has {first} ({given.by_id[first].title[:24]}), which that one lacks"
    else:
        what = f"the first duty that differs is {first} ({given.by_id[first].title[:24]})"
    raise ArgumentError(
        f"this comparison was made of another list than {old.edition.title}, edition {old.edition.number}: {what}. "
        "Compare the two lists again with diff(old, new)"
    )
