"""The answer to a request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias, TypedDict

from lishi_duties.labels import LISTS_SHORT
from lishi_duties.model import CooperativeDuty, Duty, Kind, ReclaimedItem

__all__ = [
    "REVIEW_REASONS",
    "Assignment",
    "AssignmentDict",
    "Dispatch",
    "DispatchDict",
    "Matter",
    "MatterDict",
    "Rerank",
    "ReviewReason",
    "TownRole",
]

TownRole: TypeAlias = Literal["responsible", "assists", "none"]
"""What the town does: all of it, its part beside a department, or nothing."""

ReviewReason: TypeAlias = Literal["uncertain", "close", "several", "elsewhere", "little", "nothing_certain"]
"""Why a person should look at an answer.

`uncertain` the words fit no duty well, `close` two duties are too near, `several` the message holds several matters, `elsewhere`
it names another place, `little` it says too little, `nothing_certain` nothing fits, yet a duty came near.
"""

REVIEW_REASONS: Mapping[ReviewReason, str] = MappingProxyType(
    {
        "uncertain": "把握不大",
        "close": "前两项不相上下",
        "several": "不止一件事",
        "elsewhere": "提到别的地方",
        "little": "说得太少",
        "nothing_certain": "有一项差一点就相合",
    }
)
"""The same in Chinese."""


class AssignmentDict(TypedDict):
    """What `Assignment.to_dict` gives: its fields but for the request, the duty by its id, kind, number and title."""

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


class MatterDict(TypedDict):
    """What `Matter.to_dict` gives: its fields."""

    text: str
    assignments: list[AssignmentDict]


class DispatchDict(TypedDict):
    """What `Dispatch.to_dict` gives: its fields, and whether a person should look."""

    request: str
    jurisdiction: str
    edition: int
    assignments: list[AssignmentDict]
    matters: list[MatterDict]
    topic: str | None
    needs_review: bool
    why: list[ReviewReason]
    directory: Literal["own", "borrowed"]
    error: str | None


@dataclass(frozen=True, slots=True)
class Assignment:
    """A duty a request may belong to.

    Attributes:
        request: the request, or the piece of it that this is about.
        duty: the duty.
        score: how sure it is, from 0 to 1: of first answers with 0.9, about nine in ten are right. The page on
            evaluation shows how far that holds.
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
        """Plain values, as the command line and the server for assistants give them.

        >>> import lishi_duties as ld
        >>> ld.dispatch("路灯不亮").assignments[0].to_dict()["title"]
        '开展本镇市政设施养护和市政消火栓的维护保养工作。'
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
class Matter:
    """One of several matters of a message.

    Attributes:
        text: the piece of the message that is about it.
        assignments: the duties it may belong to, best first.
    """

    text: str
    assignments: tuple[Assignment, ...]

    def to_dict(self) -> MatterDict:
        """Plain values."""
        return {"text": self.text, "assignments": [assignment.to_dict() for assignment in self.assignments]}


@dataclass(frozen=True, slots=True)
class Dispatch:
    """The answer to a request.

    Attributes:
        request: the request.
        jurisdiction: whose list answered: `str(edition.jurisdiction)`.
        edition: the number of that list's edition.
        assignments: the duties it may belong to, best first; empty where nothing on the list fits.
        matters: where the message holds more than one: each with its piece of the text and its own assignments; else empty.
        topic: where nothing fits: what the request seems to be about, if the directory knows.
        why: why a person should look at the answer; empty where it is sure.
        directory: whose wordings were used: `"own"`, or `"borrowed"` where the list is another town's and the directory of the
            packaged one serves the duties that are like its own.
        error: of an answer of `dispatch_many`: why the text could not be asked; else None.
    """

    request: str
    jurisdiction: str
    edition: int
    assignments: tuple[Assignment, ...] = ()
    matters: tuple[Matter, ...] = ()
    topic: str | None = None
    why: tuple[ReviewReason, ...] = ()
    directory: Literal["own", "borrowed"] = "own"
    error: str | None = None

    @property
    def needs_review(self) -> bool:
        """Whether a person should look at the answer before it is acted on; `why` says for which reasons.

        >>> import lishi_duties as ld
        >>> ld.dispatch("楼上漏水，物业不管").needs_review, ld.dispatch("这个那个怎么办").needs_review
        (False, True)
        """
        return bool(self.why) or self.error is not None

    def __repr__(self) -> str:
        fitting = ", ".join(f"{a.duty.id} {a.score:.2f}" for a in self.assignments) or self.error or "nothing fits"
        return f"<Dispatch {self.request[:20]!r}: {fitting}>"

    def to_dict(self) -> DispatchDict:
        """Plain values, as the command line and the server for assistants give them."""
        return {
            "request": self.request,
            "jurisdiction": self.jurisdiction,
            "edition": self.edition,
            "assignments": [assignment.to_dict() for assignment in self.assignments],
            "matters": [matter.to_dict() for matter in self.matters],
            "topic": self.topic,
            "needs_review": self.needs_review,
            "why": list(self.why),
            "directory": self.directory,
            "error": self.error,
        }


Rerank: TypeAlias = Callable[[str, tuple[Assignment, ...]], Iterable[Assignment]]
"""Puts candidates in another order, with whatever it knows; may drop some, may not add any."""
