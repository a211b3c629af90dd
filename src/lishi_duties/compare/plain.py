"""A comparison in plain values, as JSON has it: the keys and types of what `to_dict` gives."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

from lishi_duties.compare.change import ChangeDict
from lishi_duties.compare.words import SegmentDict
from lishi_duties.model import Became, Kind

__all__ = [
    "ChangedDutyDict",
    "DepartmentChangeDict",
    "DepartmentsDiffDict",
    "DiffDict",
    "ListCountDict",
    "MoveDict",
    "PositionDict",
    "RemovalDict",
    "RenameDict",
    "SuccessorDict",
    "VersionPart",
]

VersionPart: TypeAlias = Literal["major", "minor", "patch"]


class SuccessorDict(TypedDict):
    """A duty that took the place of one that is gone, as `RemovalDict` has it."""

    id: str
    title: str


class RemovalDict(TypedDict):
    """What a comparison's `to_dict` gives for a `Removal`: the record, what became of it and when, and what took its place."""

    duty: dict[str, object]
    became: Became | None
    edition: int | None
    into: list[SuccessorDict]


class PositionDict(TypedDict):
    """What `Position.to_dict` gives: its fields."""

    kind: Kind
    category: str
    number: int


class MoveDict(TypedDict):
    """What `Move.to_dict` gives: its fields."""

    id: str
    title: str
    before: PositionDict
    after: PositionDict


class RenameDict(TypedDict):
    """What `Rename.to_dict` gives: its fields and its words."""

    id: str
    before: str
    after: str
    words: list[SegmentDict]


class ChangedDutyDict(TypedDict):
    """What `ChangedDuty.to_dict` gives: the id, the title it has now, and the changes."""

    id: str
    title: str
    changes: list[ChangeDict]


class DepartmentChangeDict(TypedDict):
    """What `DepartmentChange.to_dict` gives: the two entries."""

    before: dict[str, object]
    after: dict[str, object]


class DepartmentsDiffDict(TypedDict):
    """The departments of two registries that differ, as `DiffDict` has them."""

    added: list[dict[str, object]]
    removed: list[dict[str, object]]
    changed: list[DepartmentChangeDict]


class ListCountDict(TypedDict):
    """What `ListCount.to_dict` gives: the two counts; `DiffDict` has them by the kind."""

    before: int
    after: int


class DiffDict(TypedDict):
    """What `Diff.to_dict` gives: the two editions, the part of the version, the counts, and every difference."""

    old: dict[str, object]
    new: dict[str, object]
    version_part: VersionPart | None
    counts: dict[Kind, ListCountDict]
    added: list[dict[str, object]]
    removed: list[RemovalDict]
    moved: list[MoveDict]
    renamed: list[RenameDict]
    changed: list[ChangedDutyDict]
    departments: DepartmentsDiffDict
