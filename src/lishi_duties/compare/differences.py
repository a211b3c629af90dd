"""What a comparison of two lists consists of: duties removed, moved, renamed and changed, departments changed."""

from __future__ import annotations

from dataclasses import dataclass

from lishi_duties.compare.change import Change
from lishi_duties.compare.plain import ChangedDutyDict, DepartmentChangeDict, ListCountDict, MoveDict, PositionDict, RenameDict
from lishi_duties.compare.words import Segment, segments_of
from lishi_duties.model import Department, Duty, Kind, Lineage

__all__ = ["ChangedDuty", "DepartmentChange", "ListCount", "Move", "Position", "Removal", "Rename", "id_order"]


@dataclass(frozen=True, slots=True)
class Removal:
    """A duty the new list does not have.

    Attributes:
        duty: the duty as it was.
        lineage: what became of it (split, merged, withdrawn); None where the new list does not say, as when that is the older.
    """

    duty: Duty
    lineage: Lineage | None


@dataclass(frozen=True, slots=True)
class Position:
    """Where a duty stands in an edition.

    Attributes:
        kind: which list.
        category: its section.
        number: its place in that list (序号).
    """

    kind: Kind
    category: str
    number: int

    def to_dict(self) -> PositionDict:
        """Plain values, as the command line gives them.

        >>> Position("basic", "党的建设", 3).to_dict()
        {'kind': 'basic', 'category': '党的建设', 'number': 3}
        """
        return {"kind": self.kind, "category": self.category, "number": self.number}


@dataclass(frozen=True, slots=True)
class Move:
    """A duty that stands in another list or in another section. One whose number alone shifted has not moved.

    Attributes:
        id: its id, which stays.
        title: its title in the new list.
        before: where it stood.
        after: where it stands.
    """

    id: str
    title: str
    before: Position
    after: Position

    @property
    def to_other_list(self) -> bool:
        """Whether it stands in another of the three lists, and not only in another section."""
        return self.before.kind != self.after.kind

    def to_dict(self) -> MoveDict:
        """Plain values, as the command line gives them.

        >>> Move("B001", "负责党员教育。", Position("basic", "党的建设", 1), Position("basic", "综合政务", 9)).to_dict()["after"]
        {'kind': 'basic', 'category': '综合政务', 'number': 9}
        """
        return {"id": self.id, "title": self.title, "before": self.before.to_dict(), "after": self.after.to_dict()}


@dataclass(frozen=True, slots=True)
class Rename:
    """A duty whose title reads otherwise.

    Attributes:
        id: its id.
        before: the title as it was.
        after: the title as it is.
    """

    id: str
    before: str
    after: str

    @property
    def words(self) -> tuple[Segment, ...]:
        """What of the title stayed, went and came."""
        return segments_of(self.before, self.after)

    def to_dict(self) -> RenameDict:
        """Plain values, as the command line gives them.

        >>> Rename("B001", "负责党员教育。", "负责党员教育管理。").to_dict()["words"][1]
        {'kind': 'added', 'text': '管理'}
        """
        words = [segment.to_dict() for segment in self.words]
        return {"id": self.id, "before": self.before, "after": self.after, "words": words}


@dataclass(frozen=True, slots=True)
class ChangedDuty:
    """A duty of which more than title, section and number differs.

    Attributes:
        before: the record as it was.
        after: the record as it is; of another type where the duty moved to another list.
        changes: every text that differs, in the order of the record.
    """

    before: Duty
    after: Duty
    changes: tuple[Change, ...]

    @property
    def id(self) -> str:
        """Its id, the same in both."""
        return self.after.id

    def to_dict(self) -> ChangedDutyDict:
        """Plain values, as the command line gives them: the id, the title now, and the changes.

        >>> import lishi_duties as ld
        >>> duty = ld.load(edition=1)["C047"]
        >>> list(ChangedDuty(duty, duty, ()).to_dict())
        ['id', 'title', 'changes']
        """
        return {"id": self.id, "title": self.after.title, "changes": [change.to_dict() for change in self.changes]}


@dataclass(frozen=True, slots=True)
class DepartmentChange:
    """A department of both registries whose aliases, kind or name differ; of two names one is an alias of the other.

    Attributes:
        before: the entry as it was.
        after: the entry as it is.
    """

    before: Department
    after: Department

    def to_dict(self) -> DepartmentChangeDict:
        """Plain values, as the command line gives them.

        >>> import lishi_duties as ld
        >>> department = ld.load(edition=1).departments["区公安局"]
        >>> DepartmentChange(department, department).to_dict()["before"]["kind"]
        'district'
        """
        return {"before": self.before.model_dump(mode="json"), "after": self.after.model_dump(mode="json")}


@dataclass(frozen=True, slots=True)
class ListCount:
    """How many duties a list has.

    Attributes:
        kind: which list.
        before: in the old edition.
        after: in the new one.
    """

    kind: Kind
    before: int
    after: int

    def to_dict(self) -> ListCountDict:
        """Plain values, as the command line gives them.

        >>> ListCount("basic", 103, 104).to_dict()
        {'before': 103, 'after': 104}
        """
        return {"before": self.before, "after": self.after}


def id_order(item: Duty | Move | Rename | ChangedDuty) -> tuple[str, int, str]:
    """By this items stand in the order of their ids: B9 before B10."""
    return item.id[0], int(item.id[1:]), item.id
