"""The files of `sources/`, written by people: their forms, and errors that name file and entry."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, ValidationError

from lishi_duties.errors import DataFileError
from lishi_duties.model import DepartmentKind, DutyId, Jurisdiction, NoteKind
from lishi_duties.validation import explain

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
    """An entry of `corrections.toml`."""

    line: Annotated[int, Field(ge=1)]
    text: Filled
    reading: str
    reason: Filled
    duty: DutyId
    field: Filled


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


class DepartmentEntry(Form, frozen=True):
    """An entry of `departments.toml`."""

    name: Filled
    kind: DepartmentKind
    variants: list[Filled] = Field(default_factory=list)
    everyday: list[Filled] = Field(default_factory=list)


class Registry(Form, frozen=True):
    """`departments.toml`."""

    department: list[DepartmentEntry] = Field(default_factory=list)


F = TypeVar("F", bound=Form)


def read_form(path: Path, form: type[F]) -> F:
    """A TOML file in its form.

    Raises:
        DataFileError: it is missing, not TOML, or not in that form; the message names the entry.
    """
    return in_form(read_toml(path), form, str(path), path)


def in_form(table: object, form: type[F], place: str, path: Path) -> F:
    """A table in its form; an error begins with `place`."""
    try:
        return form.model_validate(table)
    except ValidationError as error:
        raise DataFileError(f"{place}: {explain(error)}", path=str(path)) from None


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file of the sources.

    Raises:
        DataFileError: it is missing or not TOML.
    """
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise DataFileError(f"{path}: cannot be read ({error.strerror})", path=str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path}: not TOML: {error}", path=str(path)) from None
