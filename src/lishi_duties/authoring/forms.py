"""The files of `sources/`, written by people: their forms, and errors that name file and entry."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, Field, ValidationError, model_validator

from lishi_duties.errors import DataFileError
from lishi_duties.model import DepartmentKind, DutyId, Jurisdiction, NoteKind, Place
from lishi_duties.model.validation import explain

Filled = Annotated[str, Field(min_length=1)]


class Form(BaseModel, frozen=True, extra="forbid", strict=True):
    """Base of what people write: nothing unknown, nothing bent to fit."""


class Counts(Form, frozen=True):
    """How many items each list has, as a person counted them in the document."""

    basic: int
    cooperative: int
    reclaimed: int


class EditionFacts(Form, frozen=True):
    """`edition.toml`."""

    number: Annotated[int, Field(ge=1)]
    title: Filled
    document: Filled
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    published: datetime.date | None = None
    jurisdiction: Jurisdiction
    counts: Counts


class Correction(Form, frozen=True):
    """An entry of `corrections.toml`: where the text stands, what is read instead, and why.

    A text or HTML file has lines, a PDF pages, a workbook sheets and rows, a Word file tables and rows; text between the tables
    of a Word file has no place, and is found by its words. Wherever it is, the text must stand there exactly once. `duty` and
    `field` say where the corrected text stands in the records; they are left out where it stands in none.
    """

    line: Annotated[int, Field(ge=1)] | None = None
    page: Annotated[int, Field(ge=1)] | None = None
    sheet: Filled | None = None
    table: Annotated[int, Field(ge=1)] | None = None
    row: Annotated[int, Field(ge=1)] | None = None
    text: Filled
    reading: str
    reason: Filled
    duty: DutyId | None = None
    field: Filled | None = None

    @model_validator(mode="after")
    def _placed(self) -> Self:
        if (self.duty is None) != (self.field is None):
            raise ValueError("duty and field go together: where the corrected text stands in the records")
        return self

    def covers(self, place: Place) -> bool:
        """Whether a place lies where this correction applies."""
        for value, span in ((self.line, place.lines), (self.page, place.pages), (self.row, place.rows)):
            if value is not None and not (span and span[0] <= value <= span[1]):
                return False
        return self.sheet in (None, place.sheet) and self.table in (None, place.table)


class Corrections(Form, frozen=True):
    """`corrections.toml`."""

    correction: list[Correction] = Field(default_factory=list)


class Note(Form, frozen=True):
    """An entry of `notes.toml`."""

    duty: DutyId
    field: Filled
    kind: NoteKind
    written: Filled
    meant: Filled | None = None
    reason: Filled


class Notes(Form, frozen=True):
    """`notes.toml`."""

    note: list[Note] = Field(default_factory=list)


RowName = Annotated[str, Field(pattern="^(?:basic|cooperative|reclaimed) [1-9][0-9]*$")]
"""A row of the new list: its list and its number, `reclaimed 5`."""


class Kept(Form, frozen=True):
    """`[[identity]]` of `decisions.toml`: which duty of the previous edition a row is; `id = "new"` where it is none."""

    row: RowName
    title: Filled
    id: DutyId | Literal["new"]
    reason: Filled


class SplitInto(Form, frozen=True):
    """`[[split]]`: a duty that became several rows. Its id goes, the rows get new ones."""

    id: DutyId
    into: Annotated[list[RowName], Field(min_length=2)]
    reason: Filled


class MergedInto(Form, frozen=True):
    """`[[merged]]`: duties that became part of one row. Their ids go; the row keeps its own id, or gets a new one."""

    ids: Annotated[list[DutyId], Field(min_length=1)]
    into: RowName
    reason: Filled


class Reviewed(Form, frozen=True):
    """`[[reviewed]]`: a doubt of the report that was looked at and found to be read rightly."""

    doubt: Annotated[str, Field(pattern="^[0-9a-f]{8}$")]
    reason: Filled


class Decisions(Form, frozen=True):
    """`decisions.toml`: what the maintainer decided where the intake was in doubt."""

    identity: list[Kept] = Field(default_factory=list)
    split: list[SplitInto] = Field(default_factory=list)
    merged: list[MergedInto] = Field(default_factory=list)
    reviewed: list[Reviewed] = Field(default_factory=list)


class DepartmentEntry(Form, frozen=True):
    """An entry of `departments.toml`."""

    name: Filled
    kind: DepartmentKind
    variants: list[Filled] = Field(default_factory=list)
    everyday: list[Filled] = Field(default_factory=list)


class Registry(Form, frozen=True):
    """`departments.toml`."""

    department: list[DepartmentEntry] = Field(default_factory=list)


def toml_text(text: str) -> str:
    """A text as a TOML string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


F = TypeVar("F", bound=Form)


def read_form(path: Path, form: type[F]) -> F:
    """A TOML file in its form.

    Raises:
        DataFileError: it is missing, not TOML, or not in that form; the message names the entry.
    """
    return in_form(read_toml(path), form, path)


def in_form(table: object, form: type[F], path: Path, entry: str = "") -> F:
    """A table of a file in its form; `entry` says which, where it is not the whole file."""
    try:
        return form.model_validate(table)
    except ValidationError as error:
        raise DataFileError(f"{entry}: {explain(error)}" if entry else explain(error), path=path) from None


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file of the sources.

    Raises:
        DataFileError: it is missing or not TOML.
    """
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise DataFileError(f"cannot be read ({error.strerror})", path=path) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataFileError(f"not TOML: {error}", path=path) from None
