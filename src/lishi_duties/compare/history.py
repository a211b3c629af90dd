"""What became of one duty over the editions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

from lishi_duties.catalogue import editions as packaged
from lishi_duties.catalogue import load
from lishi_duties.compare.fields import same_content
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.errors import ArgumentError, DutyNotFoundError
from lishi_duties.model import Duty, Edition, Lineage
from lishi_duties.text import quoted

__all__ = ["DutyState", "duty_history"]

Event: TypeAlias = Literal["first", "unchanged", "moved", "renamed", "changed", "gone", "back"]


@dataclass(frozen=True, slots=True, repr=False)
class DutyState:
    """What an edition says of a duty, and what that edition did to it.

    Attributes:
        edition: the edition.
        duty: the duty in this edition; None where it is gone.
        events: what became of it since the edition before: `("first",)` in the first that has it, `("unchanged",)`, `("gone",)`,
            or all that applies of `"moved"` (to another list or section), `"renamed"` and `"changed"` (anything else). `"back"`
            comes before these where an edition has a duty again that an earlier one had given up.
        lineage: what the edition itself records of it: that it moved to another list, or was split, merged or withdrawn.
    """

    edition: Edition
    duty: Duty | None
    events: tuple[Event, ...]
    lineage: Lineage | None

    def __repr__(self) -> str:
        return f"<DutyState in edition {self.edition.number}: {', '.join(self.events)}>"


def duty_history(id: str, editions: Iterable[DutyList] | None = None) -> tuple[DutyState, ...]:
    """What became of a duty, edition by edition, from the first that has it to the one in which it is gone.

    Args:
        id: its id, such as `"C047"`.
        editions: editions of one town's list, in any order; all packaged editions by default.

    Raises:
        DutyNotFoundError: none of the editions has the id; names what it may have been meant to be.
        ArgumentError: the id is no str, there is no edition, two have the same number, or they belong to different towns.

    >>> duty_history("C047")[0]
    <DutyState in edition 1: first>
    """
    if not isinstance(id, str):
        raise ArgumentError(f"an id is a str such as 'C047', not {type(id).__name__}")
    lists = [load(edition=edition.number) for edition in packaged()] if editions is None else _ordered(editions)
    states: list[DutyState] = []
    last: Duty | None = None
    present = False
    previous = 0  # the number of the edition before
    for duties in lists:
        duty = duties.get(id)
        if duty is not None or present:
            lineage = _recorded(duties, id, since=previous) if states else None
            states.append(DutyState(duties.edition, duty, _events(last, duty, present=present), lineage))
        last, present, previous = duty or last, duty is not None, duties.edition.number
    return tuple(states) if states else _no_duty(id, lists)


def _ordered(editions: Iterable[DutyList]) -> list[DutyList]:
    """The lists, oldest first."""
    try:
        lists = list(editions)
    except TypeError:
        raise ArgumentError(f"editions are duty lists, such as a list of them, not {type(editions).__name__}") from None
    for duties in lists:
        if not isinstance(duties, DutyList):
            raise ArgumentError(f"every edition is a DutyList, as load and read give it, not {quoted(duties)}")
    if not lists:
        raise ArgumentError("there is no edition to look in; give one or more, or none to look in the packaged ones")
    lists.sort(key=lambda duties: duties.edition.number)
    for one, other in pairwise(lists):
        if one.edition.jurisdiction != other.edition.jurisdiction:
            raise ArgumentError(
                f"a duty's history is that of one town's list; these belong to {one.edition.jurisdiction} "
                f"and {other.edition.jurisdiction}"
            )
        if one.edition.number == other.edition.number:
            raise ArgumentError(f"edition {one.edition.number} is given twice; give each edition once")
    return lists


def _events(before: Duty | None, after: Duty | None, *, present: bool) -> tuple[Event, ...]:
    if before is None:
        return ("first",)
    if after is None:
        return ("gone",)
    events: list[Event] = []
    if (before.kind, before.category) != (after.kind, after.category):
        events.append("moved")
    if before.title != after.title:
        events.append("renamed")
    if not same_content(before, after):
        events.append("changed")
    return ("back", *events) if not present else tuple(events) or ("unchanged",)


def _recorded(duties: DutyList, id: str, *, since: int) -> Lineage | None:
    """What an edition records of an id for the editions after `since`; the latest, if there are several."""
    events = [event for event in duties.lineage if event.id == id and since < event.edition <= duties.edition.number]
    return max(events, key=lambda event: event.edition, default=None)


def _no_duty(id: str, lists: list[DutyList]) -> tuple[DutyState, ...]:
    """Raise what the newest list says that knows anything of the id."""
    errors: list[DutyNotFoundError] = []
    for duties in reversed(lists):
        try:
            duties[id]
        except DutyNotFoundError as error:
            errors.append(error)
    raise next((error for error in errors if error.lineage or error.suggestions), errors[0])
