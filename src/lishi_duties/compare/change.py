"""One text that differs between two records of a duty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypedDict

from lishi_duties.compare.fields import is_entry, kind_of, reading_rank
from lishi_duties.compare.words import Segment, SegmentDict, segments_of
from lishi_duties.model.walk import parse_path
from lishi_duties.text import fold

__all__ = ["Change", "ChangeDict", "ChangeKind", "in_reading_order", "is_wording"]

ChangeKind: TypeAlias = Literal["added", "removed", "changed", "moved"]
_KINDS: tuple[ChangeKind, ...] = ("removed", "changed", "moved", "added")


class ChangeDict(TypedDict):
    """What `Change.to_dict` gives: its fields, its kind and its words."""

    kind: ChangeKind
    old_field: str | None
    new_field: str | None
    before: str | None
    after: str | None
    words: list[SegmentDict]


@dataclass(frozen=True, slots=True)
class Change:
    """One text of a record that differs.

    Attributes:
        old_field: where it stood, as a path: `town_tasks[1]`, `responsibilities[0].tasks[3]`, `handover[0].department`; None
            where it is new.
        new_field: where it stands; None where it is gone.
        before: the text as it was; None where it is new.
        after: the text as it is; None where it is gone.

    A whole entry that came, went or changed places (`responsibilities[2]`, `handover[0]`) has a change of its own, whose texts
    are its heading; its departments and tasks have theirs besides.

    >>> change = Change("town_tasks[0]", "town_tasks[1]", "每季度报送情况。", "每月报送情况。")
    >>> change.kind, change.field
    ('changed', 'town_tasks[1]')
    >>> [(segment.kind, segment.text) for segment in change.words]
    [('removed', '每季度'), ('added', '每月'), ('same', '报送情况。')]
    """

    old_field: str | None
    new_field: str | None
    before: str | None
    after: str | None

    @property
    def kind(self) -> ChangeKind:
        """`"added"`, `"removed"`, `"changed"` (another text), or `"moved"` (the same text in another place of the record)."""
        if self.old_field is None:
            return "added"
        if self.new_field is None:
            return "removed"
        return "moved" if self.before == self.after or is_entry(parse_path(self.new_field)) else "changed"

    @property
    def field(self) -> str:
        """Where it stands now; where it stood, if it is gone."""
        return self.new_field or self.old_field or ""

    @property
    def words(self) -> tuple[Segment, ...]:
        """What stayed, went and came, in runs a person can read."""
        return segments_of(self.before, self.after)

    def turned(self) -> Change:
        """The same seen from the new list."""
        return Change(self.new_field, self.old_field, self.after, self.before)

    def to_dict(self) -> ChangeDict:
        """Plain values, as the command line gives them.

        >>> Change(None, "town_tasks[2]", None, "报送情况。").to_dict()["new_field"]
        'town_tasks[2]'
        """
        return {
            "kind": self.kind,
            "old_field": self.old_field,
            "new_field": self.new_field,
            "before": self.before,
            "after": self.after,
            "words": [segment.to_dict() for segment in self.words],
        }


def in_reading_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Changes of one record as it is read; of those at one place what is gone comes first, what is new last."""
    return tuple(sorted(changes, key=_rank))


def _rank(change: Change) -> tuple[tuple[int, ...], int, tuple[int, ...]]:
    old = parse_path(change.old_field) if change.old_field else ()
    return reading_rank(parse_path(change.field)), _KINDS.index(change.kind), reading_rank(old)


def is_wording(change: Change) -> bool:
    """Whether a change leaves open who does what: headings, the published form of names, punctuation, the order in one list."""
    path, old = parse_path(change.field), parse_path(change.old_field or change.field)
    if kind_of(path) in ("heading", "published_name"):
        return True
    if change.kind == "moved":
        return path[:-1] == old[:-1] or is_entry(path)
    return change.kind == "changed" and fold(change.before or "") == fold(change.after or "")
