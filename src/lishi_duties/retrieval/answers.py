"""The answer to a request."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypedDict

from lishi_duties.labels import LISTS_SHORT
from lishi_duties.model import CooperativeDuty, Duty, Kind, ReclaimedItem

__all__ = ["Assignment", "AssignmentDict", "Dispatch", "DispatchDict", "Rerank", "TownRole"]

TownRole: TypeAlias = Literal["responsible", "assists", "none"]
"""What the town does: all of it, its part beside a department, or nothing."""


class AssignmentDict(TypedDict):
    """`Assignment.to_dict()`."""

    id: str
    kind: Kind
    number: int
    title: str
    score: float
    lead: list[str]
    town_role: TownRole
    town: str
    matched: list[str]
    reason: str


class DispatchDict(TypedDict):
    """`Dispatch.to_dict()`."""

    request: str
    assignments: list[AssignmentDict]
    topic: str | None
    directory: Literal["own", "borrowed"]


@dataclass(frozen=True, slots=True)
class Assignment:
    """A duty a request may belong to.

    Attributes:
        request: the request.
        duty: the duty.
        score: from 0 to 1, comparable between requests; at 0.5 the list is as likely the place as not.
        lead: who leads for this request: canonical names of departments, best first; the town's own name for a basic duty; empty
            where the item is discontinued.
        town_role: `"responsible"` (basic duty), `"assists"` (cooperative duty) or `"none"` (reclaimed item).
        town: the town's own name.
        matched: the words of the request that speak for this duty, in its order.

    >>> import lishi_duties as ld
    >>> ld.dispatch("场上有人卖高价棺材").assignments[0].matched
    ('上有人', '卖高价', '棺材')
    """

    request: str
    duty: Duty
    score: float
    lead: tuple[str, ...]
    town_role: TownRole
    town: str
    matched: tuple[str, ...]

    @property
    def reason(self) -> str:
        """One line a dispatcher can read out.

        >>> import lishi_duties as ld
        >>> ld.dispatch("出具法律援助经济状况证明").assignments[0].reason
        '根据《法律援助法》相关规定，不再开展此项工作（收回清单第119项：出具法律援助经济状况证明）'
        """
        duty = self.duty
        title = duty.title.rstrip("。") if len(duty.title) <= 48 else duty.title[:47] + "…"
        where = f"{LISTS_SHORT[duty.kind]}清单第{duty.number}项：{title}"
        leaders = "、".join(self.lead)
        if isinstance(duty, ReclaimedItem):
            if duty.discontinued:
                return f"{duty.discontinued.statement.rstrip('。')}（{where}）"
            return f"已由{leaders}承接，{self.town}不再办理（{where}）"
        if isinstance(duty, CooperativeDuty):
            return f"{leaders}牵头，{self.town}配合（{where}）"
        return f"{self.town}负责（{where}）"

    def to_dict(self) -> AssignmentDict:
        """Plain values, as the command line and the server for assistants give them; the request stands in the `Dispatch`.

        >>> import lishi_duties as ld
        >>> ld.dispatch("出具法律援助经济状况证明").assignments[0].to_dict()["lead"]
        []
        """
        return {
            "id": self.duty.id,
            "kind": self.duty.kind,
            "number": self.duty.number,
            "title": self.duty.title,
            "score": self.score,
            "lead": list(self.lead),
            "town_role": self.town_role,
            "town": self.town,
            "matched": list(self.matched),
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Dispatch:
    """The answer to a request.

    Attributes:
        request: the request.
        assignments: the duties it may belong to, best first; empty where nothing on the list fits.
        topic: where nothing fits: what the request seems to be about, if the directory knows.
        directory: whose wordings were used: `"own"`, or `"borrowed"` where the list is another town's and the directory of the
            packaged one serves the duties that read the same.
    """

    request: str
    assignments: tuple[Assignment, ...]
    topic: str | None
    directory: Literal["own", "borrowed"]

    def __repr__(self) -> str:
        fitting = ", ".join(f"{a.duty.id} {a.score:.2f}" for a in self.assignments) or "nothing fits"
        return f"<Dispatch {self.request[:20]!r}: {fitting}>"

    def to_dict(self) -> DispatchDict:
        """Plain values, as the command line and the server for assistants give them.

        >>> import lishi_duties as ld
        >>> ld.dispatch("护照过期了去哪里换").to_dict()["topic"]
        '护照与出入境'
        """
        return {
            "request": self.request,
            "assignments": [assignment.to_dict() for assignment in self.assignments],
            "topic": self.topic,
            "directory": self.directory,
        }


Rerank: TypeAlias = Callable[[str, tuple[Assignment, ...]], Iterable[Assignment]]
"""Puts candidates in another order, with whatever it knows; may drop some, may not add any."""
