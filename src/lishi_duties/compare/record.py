"""What differs between two records of one duty: their texts, paired one by one.

Equal texts are paired first, then texts that read alike, and the rest is new or gone. A comparison is made in one fixed order of
the two and turned round where needed, so that it says the same from both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lishi_duties.compare.body import Body
from lishi_duties.compare.change import Change, in_reading_order
from lishi_duties.compare.fields import ENTRY_FIELDS, NAME_KINDS, kind_of, same_content
from lishi_duties.compare.pairing import (
    LEAST_ALIKE,
    Pair,
    alike_pairs,
    best_pairs,
    equal_pairs,
    grams,
    likeness,
    pairs_in_order,
)
from lishi_duties.model import Duty, Part
from lishi_duties.model.walk import Path, field_path

__all__ = ["changes_between"]


def changes_between(before: Duty, after: Duty) -> tuple[Change, ...]:
    """Every text that differs; the same ones whichever record comes first."""
    if same_content(before, after):
        return ()
    old, new = Body.of(before), Body.of(after)
    if old.sort_key() <= new.sort_key():
        return in_reading_order(_Comparison(old, new).changes())
    return in_reading_order(change.turned() for change in _Comparison(new, old).changes())


@dataclass(slots=True)
class _Lane:
    """A list of texts in both records; the path is None where only the other record has it.

    `pairs` are places of texts that have a counterpart here; `elsewhere` are those of old and of new texts whose counterpart
    stands in another list.
    """

    old: Path | None
    new: Path | None
    before: tuple[str, ...]
    after: tuple[str, ...]
    pairs: set[Pair] = field(default_factory=set)
    elsewhere: tuple[set[int], set[int]] = field(default_factory=lambda: (set(), set()))

    @property
    def path(self) -> Path:
        return self.old or self.new or ()

    @property
    def parents(self) -> tuple[Path | None, Path | None]:
        """What the list stands in: the record itself, or an entry of it."""
        return self.old and self.old[:-1], self.new and self.new[:-1]

    def unpaired(self) -> tuple[list[int], list[int]]:
        """Where the texts without a counterpart stand."""
        olds = self.elsewhere[0].union(i for i, _ in self.pairs)
        news = self.elsewhere[1].union(j for _, j in self.pairs)
        return [i for i in range(len(self.before)) if i not in olds], [j for j in range(len(self.after)) if j not in news]

    def change(self, i: int | None, j: int | None) -> Change:
        old = None if i is None or self.old is None else field_path((*self.old, i))
        new = None if j is None or self.new is None else field_path((*self.new, j))
        return Change(old, new, None if i is None else self.before[i], None if j is None else self.after[j])

    def added_and_removed(self) -> Iterator[Change]:
        olds, news = self.unpaired()
        yield from (self.change(i, None) for i in olds)
        yield from (self.change(None, j) for j in news)


class _Comparison:
    """What differs between what two records say."""

    def __init__(self, before: Body, after: Body) -> None:
        self.before = before
        self.after = after
        self.entries = {name: _paired_entries(before.entries_of(name), after.entries_of(name)) for name in ENTRY_FIELDS}

    def changes(self) -> Iterator[Change]:
        for name in ENTRY_FIELDS:
            yield from self._whole_entries(name)
        yield from self._single_texts()
        yield from self._names()
        yield from self._lists()

    def _whole_entries(self, name: str) -> Iterator[Change]:
        pairs = self.entries[name]
        old, new = self.before.entries_of(name), self.after.entries_of(name)
        for i, j in pairs - pairs_in_order(pairs):
            yield Change(old[i].field, new[j].field, old[i].label, new[j].label)
        for i in {*range(len(old))} - {i for i, _ in pairs}:
            yield Change(old[i].field, None, old[i].label, None)
        for j in {*range(len(new))} - {j for _, j in pairs}:
            yield Change(None, new[j].field, None, new[j].label)

    def _single_texts(self) -> Iterator[Change]:
        for old, new in self._paths(self.before.texts, self.after.texts):
            before = self.before.texts.get(old) if old else None
            after = self.after.texts.get(new) if new else None
            if before != after:
                yield Change(
                    field_path(old) if old and before is not None else None,
                    field_path(new) if new and after is not None else None,
                    before,
                    after,
                )

    def _names(self) -> Iterator[Change]:
        """Lists of names: one that is not the same name is another department, however alike the two read."""
        lanes = self._lanes(names=True)
        canonical = {lane.parents: lane for lane in lanes if kind_of(lane.path) == "department"}
        for lane in canonical.values():
            lane.pairs = equal_pairs(lane.before, lane.after)
        for lane in lanes:
            lane.pairs = canonical[lane.parents].pairs  # of the same names, as the document writes them
            kept = pairs_in_order(lane.pairs)
            yield from (lane.change(i, j) for i, j in lane.pairs if (i, j) not in kept or lane.before[i] != lane.after[j])
            yield from lane.added_and_removed()

    def _lists(self) -> Iterator[Change]:
        """All other lists: equal texts in one list, then in another list of the record, then texts that read alike."""
        lanes = self._lanes(names=False)
        for lane in lanes:
            lane.pairs = equal_pairs(lane.before, lane.after)
            yield from (lane.change(i, j) for i, j in lane.pairs - pairs_in_order(lane.pairs))
        yield from _moved_elsewhere(lanes)
        for lane in lanes:
            olds, news = lane.unpaired()
            alike = alike_pairs([lane.before[i] for i in olds], [lane.after[j] for j in news])
            changed = {(olds[a], news[b]) for a, b in alike}
            yield from (lane.change(i, j) for i, j in changed)
            lane.pairs |= changed
            yield from lane.added_and_removed()

    def _lanes(self, *, names: bool) -> list[_Lane]:
        lanes = (
            _Lane(old, new, self.before.lists.get(old, ()) if old else (), self.after.lists.get(new, ()) if new else ())
            for old, new in self._paths(self.before.lists, self.after.lists)
        )
        return [lane for lane in lanes if (kind_of(lane.path) in NAME_KINDS) is names]

    def _paths(self, old: Iterable[Path], new: Iterable[Path]) -> Iterator[tuple[Path | None, Path | None]]:
        """The paths of both records, side by side."""
        forward: dict[Path, int] = {(name, i): j for name, pairs in self.entries.items() for i, j in pairs}
        back: dict[Path, int] = {(name, j): i for name, pairs in self.entries.items() for i, j in pairs}
        seen: set[Path | None] = set()
        for path in old:
            counterpart = _counterpart(path, forward)
            seen.add(counterpart)
            yield path, counterpart
        yield from ((_counterpart(path, back), path) for path in new if path not in seen)


def _counterpart(path: Path, places: dict[Path, int]) -> Path | None:
    """The path in the other record; None where that lacks the entry it leads into."""
    if path[0] not in ENTRY_FIELDS:
        return path
    place = places.get(path[:2])
    return None if place is None else (path[0], place, *path[2:])


def _moved_elsewhere(lanes: list[_Lane]) -> Iterator[Change]:
    """Texts that stand in another list of the record now: a task that is another department's, or a step of a method."""
    olds = [(lane, i) for lane in lanes for i in lane.unpaired()[0]]
    news = [(lane, j) for lane in lanes for j in lane.unpaired()[1]]
    for a, b in equal_pairs([lane.before[i] for lane, i in olds], [lane.after[j] for lane, j in news]):
        (source, i), (target, j) = olds[a], news[b]
        source.elsewhere[0].add(i)
        target.elsewhere[1].add(j)
        removed, added = source.change(i, None), target.change(None, j)
        yield Change(removed.old_field, added.new_field, removed.before, added.after)


def _paired_entries(before: tuple[Part, ...], after: tuple[Part, ...]) -> set[Pair]:
    """Entries of the same departments; of the rest, those whose departments or tasks are mostly the same."""
    scored: list[tuple[bool, float, Pair]] = []
    olds, news = ([(set(part.departments), grams("".join(part.texts))) for part in parts] for parts in (before, after))
    for i, (departments, tasks) in enumerate(olds):
        for j, (others, other_tasks) in enumerate(news):
            shared = len(departments & others) / len(departments | others)
            scored.append((departments == others, max(likeness(tasks, other_tasks), shared), (i, j)))
    return best_pairs((-same, -score, pair) for same, score, pair in scored if same or score >= LEAST_ALIKE)
