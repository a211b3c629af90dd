"""What a maintainer keeps with an edition's document: decisions, corrections, notes; and the ids that were given.

People write `decisions.toml`, `corrections.toml`, `notes.toml` and the registry `departments.toml`. `ids.json` is written by the
machine when the edition is published, and never again: ids are not derived a second time.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from lishi_duties.authoring.forms import Correction, Corrections, Decisions, Form, Note, Notes, Registry, read_form
from lishi_duties.errors import DataFileError
from lishi_duties.intake.departments import derived_names
from lishi_duties.intake.doubts import row_name
from lishi_duties.intake.identity import Identity
from lishi_duties.model import KINDS, Department, Duty, DutyId, Kind, Lineage, Record
from lishi_duties.model.canonical import canonical_json
from lishi_duties.model.validation import explain

DECISIONS = "decisions.toml"
CORRECTIONS = "corrections.toml"
NOTES = "notes.toml"
IDS = "ids.json"


@dataclass(frozen=True, slots=True)
class Review:
    """The files of a folder that go with a document.

    Attributes:
        folder: where they stand.
        decisions: what was decided where the intake was in doubt.
        corrections: slips that no rule can know.
        notes: editorial notes.
    """

    folder: Path
    decisions: Decisions = field(default_factory=Decisions)
    corrections: tuple[Correction, ...] = ()
    notes: tuple[Note, ...] = ()


def read_review(folder: Path, *, complete: bool = False) -> Review:
    """The files of a folder.

    Args:
        folder: where they stand.
        complete: whether corrections and notes must be there, as with a published edition; otherwise each may be missing.
            Decisions may always be: what nobody has decided stops the build by itself.

    Raises:
        DataFileError: the folder does not exist, or a file is missing or wrong.
    """
    if not folder.is_dir():
        raise DataFileError(f"no such folder; it holds {DECISIONS}, {CORRECTIONS}, {NOTES}", path=folder)

    return Review(
        folder,
        _read(folder / DECISIONS, Decisions, False),
        tuple(_read(folder / CORRECTIONS, Corrections, complete).correction),
        tuple(_read(folder / NOTES, Notes, complete).note),
    )


F = TypeVar("F", bound=Form)


def _read(path: Path, form: type[F], needed: bool) -> F:
    return read_form(path, form) if needed or path.exists() else form()


def read_registry(path: Path, district: str) -> tuple[Department, ...]:
    """The registered departments, with the forms that follow from the district's name added to their aliases.

    Raises:
        DataFileError: the file is missing or wrong.
    """
    departments = []
    for entry in read_form(path, Registry).department:
        aliases = [*entry.variants, *entry.everyday]
        if entry.kind not in ("collective", "party"):
            aliases += derived_names(entry.name, district)
        departments.append(Department(name=entry.name, kind=entry.kind, aliases=tuple(dict.fromkeys(aliases))))
    return tuple(departments)


class GivenIds(Record, frozen=True):
    """`ids.json`: the ids of an edition's rows by list and number, and what became of ids in it."""

    basic: tuple[DutyId, ...]
    cooperative: tuple[DutyId, ...]
    reclaimed: tuple[DutyId, ...]
    events: tuple[Lineage, ...]

    def identity(self, duties: Sequence[Duty], path: Path) -> Identity:
        """The ids as those of the rows.

        Raises:
            DataFileError: there are more or fewer rows than ids.
        """
        lists: dict[Kind, tuple[str, ...]] = {kind: getattr(self, kind) for kind in KINDS}
        for kind, ids in lists.items():
            count = sum(duty.kind == kind for duty in duties)
            if count != len(ids):
                problem = f"{len(ids)} ids for {count} items of {kind}; the document is not the one that was published"
                raise DataFileError(problem, path=path)
        return Identity({row_name(duty): lists[duty.kind][duty.number - 1] for duty in duties}, self.events)


def read_ids(path: Path) -> GivenIds:
    """The ids that were given when an edition was published.

    Raises:
        DataFileError: the file is missing or wrong.
    """
    try:
        return GivenIds.model_validate_json(path.read_bytes())
    except OSError as error:
        problem = f"cannot be read ({error.strerror}); publishing an edition writes it, and it is kept with the sources"
        raise DataFileError(problem, path=path) from None
    except ValidationError as error:
        raise DataFileError(explain(error), path=path) from None


def ids_json(ids: GivenIds) -> bytes:
    """`ids.json` as it is kept."""
    document: dict[str, Any] = json.loads(ids.model_dump_json())
    return canonical_json(document)
