"""Two duty lists side by side: what was added, removed, moved, renamed and changed. Duties are paired by their ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal, TypeAlias, cast

from lishi_duties.compare.changes import (
    Change,
    Segment,
    changes_between,
    in_reading_order,
    is_wording,
    revised_record,
    segments_of,
)
from lishi_duties.duties.duty_set import DutyList
from lishi_duties.errors import ArgumentError
from lishi_duties.model import (
    KINDS,
    BasicDuty,
    CooperativeDuty,
    Department,
    Duty,
    DutyListFile,
    Edition,
    EditorialNote,
    Kind,
    Lineage,
    Place,
    ReclaimedItem,
)
from lishi_duties.text import shown

__all__ = [
    "ChangedDuty",
    "DepartmentChange",
    "Diff",
    "ListCount",
    "Move",
    "Position",
    "Removal",
    "Rename",
    "diff",
]

VersionPart: TypeAlias = Literal["major", "minor", "patch"]
Language: TypeAlias = Literal["zh", "en"]


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


@dataclass(frozen=True, slots=True)
class DepartmentChange:
    """A department of both registries whose aliases, kind or name differ; of two names one is an alias of the other.

    Attributes:
        before: the entry as it was.
        after: the entry as it is.
    """

    before: Department
    after: Department


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


@dataclass(frozen=True, slots=True)
class _Row:
    """Where a duty stands in one edition, and what its record comes to."""

    id: str
    kind: Kind
    category: str
    number: int
    title: str
    place: Place
    digest: str

    @property
    def position(self) -> Position:
        return Position(self.kind, self.category, self.number)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What every edition states anew, beside the duties themselves."""

    schema_version: int
    departments: tuple[Department, ...]
    notes: tuple[EditorialNote, ...]
    lineage: tuple[Lineage, ...]
    rows: tuple[_Row, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Diff:
    """What differs between two duty lists; made by `diff`. Every tuple of duties is in the order of the ids.

    A duty may be in `moved`, `renamed` and `changed` at once. Numbers that shift, and the edition and the place in the document
    that a record names, are no differences. A comparison without differences is false.

    Attributes:
        old: the edition that is compared.
        new: the edition it is compared with.
        added: duties only the new list has.
        removed: duties only the old list has, with what became of them.
        moved: duties that stand in another list or in another section.
        renamed: duties whose title differs.
        changed: duties of which anything else differs.
        departments_added: departments only the new registry has, in its order.
        departments_removed: departments only the old registry has, in its order.
        departments_changed: departments whose name, aliases or kind differ.
    """

    old: Edition
    new: Edition
    added: tuple[Duty, ...]
    removed: tuple[Removal, ...]
    moved: tuple[Move, ...]
    renamed: tuple[Rename, ...]
    changed: tuple[ChangedDuty, ...]
    departments_added: tuple[Department, ...]
    departments_removed: tuple[Department, ...]
    departments_changed: tuple[DepartmentChange, ...]
    _before: _Facts
    _after: _Facts

    @property
    def is_empty(self) -> bool:
        """Whether no duty and no department differs."""
        duties = self.added or self.removed or self.moved or self.renamed or self.changed
        return not (duties or self.departments_added or self.departments_removed or self.departments_changed)

    def __bool__(self) -> bool:
        return not self.is_empty

    @property
    def counts(self) -> tuple[ListCount, ...]:
        """How many duties each of the three lists had and has."""
        before, after = (Counter(row.kind for row in facts.rows) for facts in (self._before, self._after))
        return tuple(ListCount(kind, before[kind], after[kind]) for kind in KINDS)

    @property
    def version_part(self) -> VersionPart | None:
        """Which part of the program's version the new list asks for, if it is packaged after the old one or in its place.

        `"major"` where an id is gone, a duty has become a record of another type, or a name of a department is not known any more
        or means another one. `"minor"` for any other new edition; within one edition for new duties, departments and aliases, and
        for duties whose section, departments, tasks or methods differ. `"patch"` where within one edition only wording, notes,
        places or the edition's facts differ. None where nothing at all does.

        >>> import lishi_duties as ld
        >>> diff(ld.load(), ld.load()).version_part is None
        True
        """
        if self.removed or any(move.to_other_list for move in self.moved) or self._names_lost():
            return "major"
        more = self.added or self.moved or self.departments_added or self.departments_removed or self.departments_changed
        if self.old.number != self.new.number or more:
            return "minor"
        if not all(is_wording(change) for duty in self.changed for change in duty.changes):
            return "minor"
        return "patch" if self.old != self.new or self._before != self._after else None

    def mirrored(self) -> Diff:
        """The same comparison from the other side: equal to `diff` of the two lists in the other order.

        What became of removed duties is what the list on the new side knows of them.

        >>> import lishi_duties as ld
        >>> found = diff(ld.load(), ld.load())
        >>> found.mirrored() == found
        True
        """
        titles = {row.id: row.title for row in self._before.rows}
        return _diff(
            self._after,
            self._before,
            self.new,
            self.old,
            added=(removal.duty for removal in self.removed),
            removed=self.added,
            moved=(Move(move.id, titles[move.id], move.after, move.before) for move in self.moved),
            renamed=(Rename(rename.id, rename.after, rename.before) for rename in self.renamed),
            changed=(
                ChangedDuty(duty.after, duty.before, in_reading_order(change.turned() for change in duty.changes))
                for duty in self.changed
            ),
        )

    def apply(self, old: DutyList) -> DutyList:
        """The new list, made of the old one and the differences.

        Duties without a difference are taken from `old`; in changed ones every change is carried out on the old record. What an
        edition states anew (its facts, numbers, places in the document, departments, notes, lineage) this comparison has kept.

        Raises:
            ArgumentError: `old` is not the list this comparison was made of; names the first duty that differs.

        >>> import lishi_duties as ld
        >>> duties = ld.load()
        >>> diff(duties, duties).apply(duties) == duties
        True
        """
        self._check_made_of(old)
        added = {duty.id: duty for duty in self.added}
        positions = {move.id: move.after for move in self.moved}
        titles = {rename.id: rename.after for rename in self.renamed}
        changes = {duty.id: duty.changes for duty in self.changed}
        lists: dict[Kind, list[Duty]] = {kind: [] for kind in KINDS}
        for row in self._after.rows:
            duty = added.get(row.id)
            if duty is None:
                duty = old[row.id]
                moved = positions.get(row.id)
                duty = revised_record(
                    duty,
                    kind=moved.kind if moved else duty.kind,
                    changes=changes.get(row.id, ()),
                    stated={
                        "edition": self.new.number,
                        "number": row.number,
                        "place": row.place,
                        "category": moved.category if moved else duty.category,
                        "title": titles.get(row.id, duty.title),
                    },
                )
            lists[duty.kind].append(duty)
        return DutyList(
            DutyListFile(
                schema_version=self._after.schema_version,
                edition=self.new,
                departments=self._after.departments,
                basic=cast("tuple[BasicDuty, ...]", tuple(lists["basic"])),
                cooperative=cast("tuple[CooperativeDuty, ...]", tuple(lists["cooperative"])),
                reclaimed=cast("tuple[ReclaimedItem, ...]", tuple(lists["reclaimed"])),
                notes=self._after.notes,
                lineage=self._after.lineage,
            )
        )

    def to_dict(self) -> dict[str, object]:
        """Everything but what every edition states anew, ready for JSON.

        >>> import lishi_duties as ld
        >>> diff(ld.load(), ld.load()).to_dict()["counts"]["reclaimed"]
        {'before': 143, 'after': 143}
        """
        titles = {row.id: row.title for row in self._after.rows}
        return {
            "old": self.old.model_dump(mode="json"),
            "new": self.new.model_dump(mode="json"),
            "version_part": self.version_part,
            "counts": {count.kind: {"before": count.before, "after": count.after} for count in self.counts},
            "added": [duty.model_dump(mode="json") for duty in self.added],
            "removed": [
                {
                    "duty": removal.duty.model_dump(mode="json"),
                    "became": removal.lineage.kind if removal.lineage else None,
                    "edition": removal.lineage.edition if removal.lineage else None,
                    "into": [{"id": heir, "title": titles[heir]} for heir in (removal.lineage.into if removal.lineage else ())],
                }
                for removal in self.removed
            ],
            "moved": [
                {"id": move.id, "title": move.title, "before": _position_dict(move.before), "after": _position_dict(move.after)}
                for move in self.moved
            ],
            "renamed": [
                {"id": rename.id, "before": rename.before, "after": rename.after, "words": _words_dict(rename.words)}
                for rename in self.renamed
            ],
            "changed": [
                {"id": duty.id, "title": duty.after.title, "changes": [_change_dict(change) for change in duty.changes]}
                for duty in self.changed
            ],
            "departments": {
                "added": [department.model_dump(mode="json") for department in self.departments_added],
                "removed": [department.model_dump(mode="json") for department in self.departments_removed],
                "changed": [
                    {"before": change.before.model_dump(mode="json"), "after": change.after.model_dump(mode="json")}
                    for change in self.departments_changed
                ],
            },
        }

    def to_markdown(self, language: Language = "zh") -> str:
        """The release note: what the new edition changed, each duty once with all that became of it.

        Words that went are struck out, words that came are bold: `每~~季度~~ **月**报送`. The texts of the list stay Chinese in
        both languages. One sentence where there is no difference.

        Args:
            language: `"zh"` or `"en"`.

        Raises:
            ArgumentError: there is no such language.

        >>> import lishi_duties as ld
        >>> print(diff(ld.load(edition=1), ld.load(edition=1)).to_markdown("en"), end="")
        No duty and no department differs between the two states of edition 1.
        """
        from lishi_duties.compare.note import markdown, release_note

        return markdown(release_note(self, language))

    def _repr_markdown_(self) -> str:
        return self.to_markdown()

    def __repr__(self) -> str:
        parts = [
            f"{len(found)} {what}"
            for what in ("added", "removed", "moved", "renamed", "changed")
            if (found := getattr(self, what))
        ]
        departments = len(self.departments_added) + len(self.departments_removed) + len(self.departments_changed)
        parts += [f"{departments} of the departments"] if departments else []
        return f"<Diff of editions {self.old.number} and {self.new.number}: {', '.join(parts) or 'no differences'}>"

    def _names_lost(self) -> bool:
        """Whether a name or alias of a department is not known any more, or means another one."""
        same = {department.name: department.name for department in self._after.departments}
        same |= {change.before.name: change.after.name for change in self.departments_changed}
        known = {name: d.name for d in self._after.departments for name in (d.name, *d.aliases)}
        return any(
            name not in known or known[name] != same.get(d.name)
            for d in self._before.departments
            for name in (d.name, *d.aliases)
        )

    def _check_made_of(self, old: DutyList) -> None:
        if not isinstance(old, DutyList):
            raise ArgumentError(f"a comparison is applied to a DutyList, not to {type(old).__name__} {shown(old)}")
        facts = _facts(old)
        if (old.edition, facts) == (self.old, self._before):
            return
        theirs = {row.id: row for row in facts.rows}
        ours = {row.id: row for row in self._before.rows}
        first = next((known for known in (*ours, *theirs) if theirs.get(known) != ours.get(known)), None)
        if first is None:
            what = "its duties are the same, but not its edition's facts, departments, notes or lineage"
        elif first not in theirs:
            what = f"it lacks {first} ({ours[first].title[:24]})"
        elif first not in ours:
            what = f"it has {first} ({theirs[first].title[:24]}), which that one lacks"
        else:
            what = f"the first duty that differs is {first} ({theirs[first].title[:24]})"
        raise ArgumentError(
            f"this comparison was made of another list than {old.edition.title}, edition {old.edition.number}: {what}. "
            "Compare the two lists again with diff(old, new)"
        )


# Making it


def diff(old: DutyList, new: DutyList) -> Diff:
    """What differs between two duty lists of one town, in either order: duties are paired by id.

    Args:
        old: a list.
        new: the list it is compared with; usually the later edition.

    Returns:
        Added, removed, moved, renamed and changed duties, with what changed in them.

    Raises:
        ArgumentError: an argument is no `DutyList`, or the lists belong to different towns.

    >>> import lishi_duties as ld
    >>> diff(ld.load(edition=1), ld.load(edition=1))
    <Diff of editions 1 and 1: no differences>
    """
    for name, value in (("old", old), ("new", new)):
        if not isinstance(value, DutyList):
            raise ArgumentError(f"{name} is a DutyList, as load and read give it, not {type(value).__name__} {shown(value)}")
    if old.edition.jurisdiction != new.edition.jurisdiction:
        raise ArgumentError(
            f"only lists of one town can be compared, as ids mean nothing to another; these belong to {old.edition.jurisdiction} "
            f"and {new.edition.jurisdiction}"
        )
    before, after = ({duty.id: duty for duty in duties} for duties in (old, new))
    both = [(duty, after[duty.id]) for duty in old if duty.id in after]
    facts = _facts(old), _facts(new)
    positions = [{row.id: row.position for row in one.rows} for one in facts]
    return _diff(
        *facts,
        old.edition,
        new.edition,
        added=(duty for duty in new if duty.id not in before),
        removed=(duty for duty in old if duty.id not in after),
        moved=(
            Move(b.id, b.title, positions[0][a.id], positions[1][b.id])
            for a, b in both
            if (a.kind, a.category) != (b.kind, b.category)
        ),
        renamed=(Rename(a.id, a.title, b.title) for a, b in both if a.title != b.title),
        changed=(ChangedDuty(a, b, changes) for a, b in both if (changes := changes_between(a, b))),
    )


def _diff(
    before: _Facts,
    after: _Facts,
    old: Edition,
    new: Edition,
    *,
    added: Iterable[Duty],
    removed: Iterable[Duty],
    moved: Iterable[Move],
    renamed: Iterable[Rename],
    changed: Iterable[ChangedDuty],
) -> Diff:
    """A comparison put in order, with what the two lists themselves say of departments and lineage."""
    come, gone, differing = _registry(before.departments, after.departments)
    events = {event.id: event for event in after.lineage if event.kind != "moved"}
    return Diff(
        old,
        new,
        added=tuple(sorted(added, key=by_id)),
        removed=tuple(Removal(duty, events.get(duty.id)) for duty in sorted(removed, key=by_id)),
        moved=tuple(sorted(moved, key=by_id)),
        renamed=tuple(sorted(renamed, key=by_id)),
        changed=tuple(sorted(changed, key=by_id)),
        departments_added=come,
        departments_removed=gone,
        departments_changed=differing,
        _before=before,
        _after=after,
    )


def by_id(item: Duty | Move | Rename | ChangedDuty) -> tuple[str, int, str]:
    return item.id[0], int(item.id[1:]), item.id


def _facts(duties: DutyList) -> _Facts:
    file = duties.file
    rows = (
        _Row(
            duty.id,
            duty.kind,
            duty.category,
            duty.number,
            duty.title,
            duty.place,
            blake2b(duty.model_dump_json().encode(), digest_size=12).hexdigest(),
        )
        for duty in duties
    )
    return _Facts(file.schema_version, file.departments, file.notes, file.lineage, tuple(rows))


def _registry(
    before: tuple[Department, ...], after: tuple[Department, ...]
) -> tuple[tuple[Department, ...], tuple[Department, ...], tuple[DepartmentChange, ...]]:
    """Departments added, removed and changed. One is another's former self where either has the other's name as an alias."""
    old, new = ({department.name: department for department in side} for side in (before, after))
    pairs = {name: name for name in old if name in new}
    gone, come = [d for d in before if d.name not in new], [d for d in after if d.name not in old]
    heirs = [(a.name, b.name) for a in gone for b in come if a.name in b.aliases or b.name in a.aliases]
    olds, news = Counter(a for a, _ in heirs), Counter(b for _, b in heirs)
    pairs |= {a: b for a, b in heirs if olds[a] == news[b] == 1}
    renamed = set(pairs.values())
    changes = [DepartmentChange(old[a], new[b]) for a, b in pairs.items() if old[a] != new[b]]
    return (
        tuple(d for d in come if d.name not in renamed),
        tuple(d for d in gone if d.name not in pairs),
        tuple(sorted(changes, key=lambda c: sorted((c.before.name, c.after.name)))),
    )


def _position_dict(position: Position) -> dict[str, object]:
    return {"kind": position.kind, "category": position.category, "number": position.number}


def _change_dict(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind,
        "old_field": change.old_field,
        "new_field": change.new_field,
        "before": change.before,
        "after": change.after,
        "words": _words_dict(change.words),
    }


def _words_dict(words: tuple[Segment, ...]) -> list[dict[str, str]]:
    return [{"kind": segment.kind, "text": segment.text} for segment in words]
