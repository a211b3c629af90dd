"""The ids of an edition's rows, however they came by them: of a first edition, given when it was published, or by matching."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lishi_duties.intake.doubts import Doubt, row_name
from lishi_duties.model import Duty, Lineage


@dataclass(frozen=True, slots=True)
class Identity:
    """The ids of a new edition's rows.

    Attributes:
        ids: the id of each row, by its name (`cooperative 12`).
        events: what became of ids in this edition.
        doubts: what the matching was unsure of and no decision has settled.
        certain: how many rows kept their id with certainty or by decision.
    """

    ids: Mapping[str, str]
    events: tuple[Lineage, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    certain: int = 0


def first_identity(duties: Sequence[Duty]) -> Identity:
    """That of a first edition, whose records keep the ids they are made with."""
    return Identity({row_name(duty): duty.id for duty in duties})


def with_ids(duties: Sequence[Duty], ids: Mapping[str, str]) -> tuple[Duty, ...]:
    """The records with the ids of their rows."""
    pairs = ((duty, ids[row_name(duty)]) for duty in duties)
    return tuple(duty if duty.id == id_ else duty.model_copy(update={"id": id_}) for duty, id_ in pairs)
