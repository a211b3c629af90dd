"""Two duty lists side by side: what was added, removed, moved, renamed and changed. Duties are paired by their ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from lishi_duties.compare.change import in_reading_order, is_wording
from lishi_duties.compare.contents import Contents, Row, check_made_of, contents_of
from lishi_duties.compare.differences import (
    ChangedDuty,
    DepartmentChange,
    ListCount,
    Move,
    Position,
    Removal,
    Rename,
    id_order,
)
from lishi_duties.compare.patch import revised_record
from lishi_duties.compare.plain import DiffDict, RemovalDict, VersionPart
from lishi_duties.compare.record import changes_between
from lishi_duties.compare.registry import loses_a_name, registry_changes
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.errors import ArgumentError, DutyNotFoundError
from lishi_duties.labels import Language
from lishi_duties.model import (
    KINDS,
    BasicDuty,
    CooperativeDuty,
    Department,
    Duty,
    DutyListFile,
    Edition,
    Kind,
    ReclaimedItem,
)
from lishi_duties.text import quoted

__all__ = ["Diff", "diff"]


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
    _before: Contents
    _after: Contents

    @property
    def is_empty(self) -> bool:
        """Whether no duty and no department differs."""
        return not (self._duties_differ() or self._departments_differ())

    def __bool__(self) -> bool:
        return not self.is_empty

    @property
    def counts(self) -> tuple[ListCount, ...]:
        """How many duties each of the three lists had and has."""
        before, after = (Counter(row.position.kind for row in side.rows) for side in (self._before, self._after))
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
        if self.removed or any(move.to_other_list for move in self.moved):
            return "major"
        if loses_a_name(self._before.departments, self._after.departments, self.departments_changed):
            return "major"
        if self.old.number != self.new.number or self.added or self.moved or self._departments_differ():
            return "minor"
        if not all(is_wording(change) for duty in self.changed for change in duty.changes):
            return "minor"
        return "patch" if self.old != self.new or self._before != self._after else None

    def title_of(self, id: str) -> str:
        """What a duty of either list is called: in the new list, or in the old one where it is gone.

        Raises:
            DutyNotFoundError: neither list has this id.

        >>> import lishi_duties as ld
        >>> diff(ld.load(edition=1), ld.load(edition=1)).title_of("C047")
        '噪声污染防治监管'
        """
        return self._row(id).title

    def position_of(self, id: str) -> Position:
        """Where a duty of either list stands: in the new list, or in the old one where it is gone.

        Raises:
            DutyNotFoundError: neither list has this id.

        >>> import lishi_duties as ld
        >>> diff(ld.load(edition=1), ld.load(edition=1)).position_of("C047")
        Position(kind='cooperative', category='生态环保', number=47)
        """
        return self._row(id).position

    def mirrored(self) -> Diff:
        """The same comparison from the other side: equal to `diff` of the two lists in the other order.

        What became of removed duties is what the list on the new side knows of them.

        >>> import lishi_duties as ld
        >>> difference = diff(ld.load(), ld.load())
        >>> difference.mirrored() == difference
        True
        """
        titles = self._before.by_id
        return _ordered(
            self._after,
            self._before,
            self.new,
            self.old,
            added=(removal.duty for removal in self.removed),
            removed=self.added,
            moved=(Move(move.id, titles[move.id].title, move.after, move.before) for move in self.moved),
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
        if not isinstance(old, DutyList):
            raise ArgumentError(f"a comparison is applied to a DutyList, not to {type(old).__name__} {quoted(old)}")
        check_made_of(old, self._before, same_edition=old.edition == self.old)
        lists = self._revised_lists(old)
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

    def _revised_lists(self, old: DutyList) -> dict[Kind, list[Duty]]:
        """The duties of the new list, in its order."""
        added = {duty.id: duty for duty in self.added}
        positions = {move.id: move.after for move in self.moved}
        titles = {rename.id: rename.after for rename in self.renamed}
        changes = {duty.id: duty.changes for duty in self.changed}
        lists: dict[Kind, list[Duty]] = {kind: [] for kind in KINDS}
        for row in self._after.rows:
            duty = added.get(row.id)
            if duty is None:
                before = old[row.id]
                position = positions.get(row.id) or Position(before.kind, before.category, before.number)
                duty = revised_record(
                    before,
                    kind=position.kind,
                    changes=changes.get(row.id, ()),
                    title=titles.get(row.id, before.title),
                    stated={
                        "edition": self.new.number,
                        "number": row.position.number,
                        "place": row.place,
                        "category": position.category,
                    },
                )
            lists[duty.kind].append(duty)
        return lists

    def to_dict(self) -> DiffDict:
        """Everything but what every edition states anew, ready for JSON.

        >>> import lishi_duties as ld
        >>> diff(ld.load(), ld.load()).to_dict()["counts"]["reclaimed"]
        {'before': 143, 'after': 143}
        """
        return {
            "old": self.old.model_dump(mode="json"),
            "new": self.new.model_dump(mode="json"),
            "version_part": self.version_part,
            "counts": {count.kind: count.to_dict() for count in self.counts},
            "added": [duty.model_dump(mode="json") for duty in self.added],
            "removed": [self._removal_dict(removal) for removal in self.removed],
            "moved": [move.to_dict() for move in self.moved],
            "renamed": [rename.to_dict() for rename in self.renamed],
            "changed": [duty.to_dict() for duty in self.changed],
            "departments": {
                "added": [department.model_dump(mode="json") for department in self.departments_added],
                "removed": [department.model_dump(mode="json") for department in self.departments_removed],
                "changed": [change.to_dict() for change in self.departments_changed],
            },
        }

    def _removal_dict(self, removal: Removal) -> RemovalDict:
        """A removal in plain values, with the titles of what took its place."""
        lineage = removal.lineage
        return {
            "duty": removal.duty.model_dump(mode="json"),
            "became": lineage.kind if lineage else None,
            "edition": lineage.edition if lineage else None,
            "into": [{"id": heir, "title": self.title_of(heir)} for heir in lineage.into] if lineage else [],
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
        from lishi_duties.compare.note_markdown import markdown
        from lishi_duties.compare.release_note import release_note

        return markdown(release_note(self, language))

    def _repr_markdown_(self) -> str:
        return self.to_markdown()

    def __repr__(self) -> str:
        parts = [
            f"{len(items)} {what}"
            for what in ("added", "removed", "moved", "renamed", "changed")
            if (items := getattr(self, what))
        ]
        departments = len(self.departments_added) + len(self.departments_removed) + len(self.departments_changed)
        parts += [f"{departments} of the departments"] if departments else []
        return f"<Diff of editions {self.old.number} and {self.new.number}: {', '.join(parts) or 'no differences'}>"

    def _row(self, id: str) -> Row:
        row = self._after.by_id.get(id) or self._before.by_id.get(id)
        if row is None:
            raise DutyNotFoundError(f"neither of the two lists has a duty with the id {quoted(id)}", asked=id)
        return row

    def _duties_differ(self) -> bool:
        return bool(self.added or self.removed or self.moved or self.renamed or self.changed)

    def _departments_differ(self) -> bool:
        return bool(self.departments_added or self.departments_removed or self.departments_changed)


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
            raise ArgumentError(f"{name} is a DutyList, as load and read give it, not {type(value).__name__} {quoted(value)}")
    if old.edition.jurisdiction != new.edition.jurisdiction:
        raise ArgumentError(
            f"only lists of one town can be compared, as ids mean nothing to another; these belong to {old.edition.jurisdiction} "
            f"and {new.edition.jurisdiction}"
        )
    before, after = ({duty.id: duty for duty in duties} for duties in (old, new))
    both = [(duty, after[duty.id]) for duty in old if duty.id in after]
    contents = contents_of(old), contents_of(new)
    return _ordered(
        *contents,
        old.edition,
        new.edition,
        added=(duty for duty in new if duty.id not in before),
        removed=(duty for duty in old if duty.id not in after),
        moved=(
            Move(b.id, b.title, *(side.by_id[b.id].position for side in contents))
            for a, b in both
            if (a.kind, a.category) != (b.kind, b.category)
        ),
        renamed=(Rename(a.id, a.title, b.title) for a, b in both if a.title != b.title),
        changed=(ChangedDuty(a, b, changes) for a, b in both if (changes := changes_between(a, b))),
    )


def _ordered(
    before: Contents,
    after: Contents,
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
    registry = registry_changes(before.departments, after.departments)
    events = {event.id: event for event in after.lineage if event.kind != "moved"}
    return Diff(
        old,
        new,
        added=tuple(sorted(added, key=id_order)),
        removed=tuple(Removal(duty, events.get(duty.id)) for duty in sorted(removed, key=id_order)),
        moved=tuple(sorted(moved, key=id_order)),
        renamed=tuple(sorted(renamed, key=id_order)),
        changed=tuple(sorted(changed, key=id_order)),
        departments_added=registry.added,
        departments_removed=registry.removed,
        departments_changed=registry.changed,
        _before=before,
        _after=after,
    )
