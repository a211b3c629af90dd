"""What differs between two records of one duty: the texts in them, paired one by one, and the words of each.

A record is taken apart into single texts; equal texts are paired first, then texts that read alike, and the rest came or went.
A comparison is made in one fixed order of the two and turned round where needed, so that it says the same from both sides.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import count, pairwise
from typing import Literal, TypeAlias, TypeVar, cast

from lishi_duties.model import (
    BasicDuty,
    CooperativeDuty,
    Duty,
    Handover,
    Kind,
    ReclaimedItem,
    Responsibility,
)
from lishi_duties.text import fold

__all__ = ["Change", "Segment"]

ChangeKind: TypeAlias = Literal["added", "removed", "changed", "moved"]
Path: TypeAlias = tuple[str | int, ...]  # where a text stands in a record: ("responsibilities", 0, "tasks", 3)
Pair: TypeAlias = tuple[int, int]  # a place in the old list, and the one it has in the new
_T = TypeVar("_T", bound=Hashable)


# One text that differs


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of characters of two texts that differ.

    Attributes:
        kind: `"same"` in both texts, `"removed"` in the old one only, `"added"` in the new one only.
        text: the characters.
    """

    kind: Literal["same", "removed", "added"]
    text: str


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
        return "moved" if self.before == self.after or is_entry(steps_of(self.new_field)) else "changed"

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


# A record taken apart, and put together again


@dataclass(slots=True)
class Body:
    """What a record says beside its title and position: lists of texts and single texts, by their paths."""

    lists: dict[Path, tuple[str, ...]] = field(default_factory=dict)
    texts: dict[Path, str] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)

    def label(self, name: str, place: int) -> str:
        """What an entry is called: its heading, or its departments where it has none."""
        return self.texts.get((name, place, "heading")) or "、".join(self.departments(name, place))

    def departments(self, name: str, place: int) -> tuple[str, ...]:
        single = self.texts.get((name, place, "department"))
        return self.lists[name, place, "departments"] if single is None else (single,)

    def tasks(self, name: str, place: int) -> tuple[str, ...]:
        return self.lists[name, place, TASKS[name]]


TASKS = {"responsibilities": "tasks", "handover": "method"}
NAMES = ("departments", "departments_as_published")
_ORDER = (*NAMES, "responsibilities", "town_tasks", "handover", "discontinued")
_INNER = ("departments", "department", "heading", "tasks", "method", "statement", "basis")


def body_of(duty: Duty) -> Body:
    body = Body()
    if isinstance(duty, CooperativeDuty):
        body.lists = {(name,): getattr(duty, name) for name in (*NAMES, "town_tasks")}
        body.entries["responsibilities"] = len(duty.responsibilities)
        for i, part in enumerate(duty.responsibilities):
            body.lists["responsibilities", i, "departments"] = part.departments
            body.lists["responsibilities", i, "tasks"] = part.tasks
            if part.heading is not None:
                body.texts["responsibilities", i, "heading"] = part.heading
    elif isinstance(duty, ReclaimedItem):
        body.entries["handover"] = len(duty.handover)
        for i, handover in enumerate(duty.handover):
            body.texts["handover", i, "department"] = handover.department
            body.texts["handover", i, "heading"] = handover.heading
            body.lists["handover", i, "method"] = handover.method
        if duty.discontinued:
            body.texts["discontinued", "statement"] = duty.discontinued.statement
            body.texts["discontinued", "basis"] = duty.discontinued.basis
    return body


def _record(kind: Kind, body: Body, stated: dict[str, object]) -> Duty:
    if kind == "basic":
        return BasicDuty.model_validate(stated)
    lists, texts = body.lists, body.texts
    if kind == "cooperative":
        parts = [
            Responsibility(
                departments=body.departments("responsibilities", i),
                heading=texts.get(("responsibilities", i, "heading")),
                tasks=body.tasks("responsibilities", i),
            )
            for i in range(body.entries["responsibilities"])
        ]
        told = {name: lists[(name,)] for name in (*NAMES, "town_tasks")}
        return CooperativeDuty.model_validate(stated | told | {"responsibilities": tuple(parts)})
    handover = [
        Handover(
            department=texts["handover", i, "department"],
            heading=texts["handover", i, "heading"],
            method=body.tasks("handover", i),
        )
        for i in range(body.entries["handover"])
    ]
    ends = {name: texts["discontinued", name] for name in ("statement", "basis") if ("discontinued", name) in texts}
    return ReclaimedItem.model_validate(stated | {"handover": tuple(handover), "discontinued": ends or None})


def revised_record(duty: Duty, *, kind: Kind, changes: tuple[Change, ...], stated: dict[str, object]) -> Duty:
    """A record with changes carried out."""
    if not changes and kind == duty.kind:
        return duty.model_copy(update=stated)
    return _record(kind, _carried_out(body_of(duty), changes), stated | {"id": duty.id})


def _carried_out(before: Body, changes: tuple[Change, ...]) -> Body:
    """What a record says after the changes: what they name goes and comes, the rest keeps its order in the places left."""
    gone = {steps_of(change.old_field) for change in changes if change.old_field is not None}
    come = {steps_of(c.new_field): c.after for c in changes if c.new_field is not None and c.after is not None}
    places = places_now(before, changes)
    after = Body(
        entries={
            name: len({place for (entry, _), place in places.items() if entry == name} | _entries_put(changes, name))
            for name in TASKS
        }
    )
    kept: dict[Path, list[str]] = {}
    for path, texts in before.lists.items():
        if rest := [text for i, text in enumerate(texts) if (*path, i) not in gone]:
            kept[_now(path, places)] = rest
    put: dict[Path, dict[int, str]] = {}
    for path, text in come.items():
        if isinstance(path[-1], int) and not is_entry(path):
            put.setdefault(path[:-1], {})[path[-1]] = text
    for path in kept.keys() | put.keys():
        here, others = put.get(path, {}), iter(kept.get(path, ()))
        length = len(here) + len(kept.get(path, ()))
        after.lists[path] = tuple(here[i] if i in here else next(others) for i in range(length))
    after.texts = {_now(path, places): text for path, text in before.texts.items() if path not in gone}
    after.texts |= {path: text for path, text in come.items() if not isinstance(path[-1], int)}
    return after


def places_now(before: Body, changes: tuple[Change, ...]) -> dict[Path, int]:
    """Where the entries of a record that stay stand after the changes."""
    moves = {steps_of(c.old_field): steps_of(c.new_field) if c.new_field else None for c in changes if c.old_field}
    places: dict[Path, int] = {}
    for name in TASKS:
        put = _entries_put(changes, name)
        free = (place for place in count() if place not in put)
        for i in range(before.entries.get(name, 0)):
            moved = moves.get((name, i), ())
            if moved is not None:
                places[name, i] = cast("int", moved[1]) if moved else next(free)
    return places


def _entries_put(changes: tuple[Change, ...], name: str) -> set[int]:
    """Places to which the changes put an entry, new or from elsewhere."""
    paths = (steps_of(change.new_field) for change in changes if change.new_field)
    return {cast("int", path[1]) for path in paths if is_entry(path) and path[0] == name}


def _now(path: Path, places: dict[Path, int]) -> Path:
    return (path[0], places[path[:2]], *path[2:]) if path[0] in TASKS else path


_STEP = re.compile(r"[a-z_]+|[0-9]+")


def steps_of(path: str) -> Path:
    """A field path as steps.

    >>> steps_of("responsibilities[0].tasks[3]")
    ('responsibilities', 0, 'tasks', 3)
    """
    return tuple(int(step) if step.isdecimal() else step for step in _STEP.findall(path))


def _written(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)[1:]


def is_entry(path: Path) -> bool:
    """Whether a path is that of a whole entry, departments with their tasks."""
    return len(path) == 2 and path[0] in TASKS


# Which texts of two records are the same


def changes_between(before: Duty, after: Duty) -> tuple[Change, ...]:
    """Every text that differs; the same ones whichever record comes first."""
    if before.kind == after.kind and all(
        getattr(before, name) == getattr(after, name) for name in _ORDER if hasattr(before, name)
    ):
        return ()
    old, new = body_of(before), body_of(after)
    if _comparable(old) <= _comparable(new):
        return in_reading_order(_Comparison(old, new).changes())
    return in_reading_order(change.turned() for change in _Comparison(new, old).changes())


def _comparable(body: Body) -> list[tuple[str, tuple[str, ...]]]:
    texts = [(_written(path), (text,)) for path, text in body.texts.items()]
    return sorted([*texts, *((_written(path), found) for path, found in body.lists.items())])


def in_reading_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=_reading_order))


def _reading_order(change: Change) -> tuple[tuple[int, ...], int, tuple[int, ...]]:
    kinds: tuple[ChangeKind, ...] = ("removed", "changed", "moved", "added")
    old = steps_of(change.old_field) if change.old_field else ()
    return _rank(steps_of(change.field)), kinds.index(change.kind), _rank(old)


def _rank(path: Path) -> tuple[int, ...]:
    order = (_ORDER, _INNER)
    return tuple(step if isinstance(step, int) else order[place > 0].index(step) for place, step in enumerate(path))


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

    def left(self) -> tuple[list[int], list[int]]:
        """Where the texts without a counterpart stand."""
        olds = self.elsewhere[0].union(i for i, _ in self.pairs)
        news = self.elsewhere[1].union(j for _, j in self.pairs)
        return [i for i in range(len(self.before)) if i not in olds], [j for j in range(len(self.after)) if j not in news]

    def change(self, i: int | None, j: int | None) -> Change:
        old = None if i is None or self.old is None else _written((*self.old, i))
        new = None if j is None or self.new is None else _written((*self.new, j))
        return Change(old, new, None if i is None else self.before[i], None if j is None else self.after[j])


class _Comparison:
    """What differs between what two records say."""

    def __init__(self, before: Body, after: Body) -> None:
        self.before = before
        self.after = after
        self.entries = {name: _paired_entries(name, before, after) for name in TASKS}

    def changes(self) -> Iterator[Change]:
        for name in TASKS:
            yield from self._whole_entries(name)
        yield from self._single_texts()
        yield from self._names()
        yield from self._tasks()

    def _whole_entries(self, name: str) -> Iterator[Change]:
        pairs, kept = self.entries[name], _in_order(self.entries[name])
        old = {i: (f"{name}[{i}]", self.before.label(name, i)) for i in range(self.before.entries.get(name, 0))}
        new = {j: (f"{name}[{j}]", self.after.label(name, j)) for j in range(self.after.entries.get(name, 0))}
        for i, j in pairs - kept:
            yield Change(old[i][0], new[j][0], old[i][1], new[j][1])
        for i in old.keys() - {i for i, _ in pairs}:
            yield Change(old[i][0], None, old[i][1], None)
        for j in new.keys() - {j for _, j in pairs}:
            yield Change(None, new[j][0], None, new[j][1])

    def _single_texts(self) -> Iterator[Change]:
        for old, new in self._paths(self.before.texts, self.after.texts):
            before = self.before.texts.get(old) if old else None
            after = self.after.texts.get(new) if new else None
            if before != after:
                yield Change(
                    _written(old) if old and before is not None else None,
                    _written(new) if new and after is not None else None,
                    before,
                    after,
                )

    def _names(self) -> Iterator[Change]:
        lanes = self._lanes(names=True)
        columns = {lane.old or lane.new: lane for lane in lanes}
        for lane in lanes:
            if (lane.old or lane.new) == ("departments_as_published",):  # the same names, as the document writes them
                lane.pairs = columns[("departments",)].pairs
            else:
                lane.pairs = _equal(lane.before, lane.after)
        for lane in lanes:
            kept = _in_order(lane.pairs)
            yield from (lane.change(i, j) for i, j in lane.pairs if (i, j) not in kept or lane.before[i] != lane.after[j])
            yield from _unpaired(lane)

    def _tasks(self) -> Iterator[Change]:
        lanes = self._lanes(names=False)
        for lane in lanes:
            lane.pairs = _equal(lane.before, lane.after)
            yield from (lane.change(i, j) for i, j in lane.pairs - _in_order(lane.pairs))
        yield from _elsewhere(lanes)
        for lane in lanes:
            olds, news = lane.left()
            alike = _alike([lane.before[i] for i in olds], [lane.after[j] for j in news])
            changed = {(olds[a], news[b]) for a, b in alike}
            yield from (lane.change(i, j) for i, j in changed)
            lane.pairs |= changed
            yield from _unpaired(lane)

    def _lanes(self, *, names: bool) -> list[_Lane]:
        return [
            _Lane(old, new, self.before.lists.get(old, ()) if old else (), self.after.lists.get(new, ()) if new else ())
            for old, new in self._paths(self.before.lists, self.after.lists)
            if ((old or new or ("",))[-1] in NAMES) is names
        ]

    def _paths(self, old: Iterable[Path], new: Iterable[Path]) -> Iterator[tuple[Path | None, Path | None]]:
        """The paths of both records, side by side."""
        there: dict[Path, int] = {(name, i): j for name, pairs in self.entries.items() for i, j in pairs}
        back: dict[Path, int] = {(name, j): i for name, pairs in self.entries.items() for i, j in pairs}
        seen: set[Path | None] = set()
        for path in old:
            now = _at(path, there)
            seen.add(now)
            yield path, now
        yield from ((_at(path, back), path) for path in new if path not in seen)


def _at(path: Path, places: dict[Path, int]) -> Path | None:
    """The path in the other record; None where that lacks the entry it leads into."""
    if path[0] not in TASKS:
        return path
    place = places.get(path[:2])
    return None if place is None else (path[0], place, *path[2:])


def _elsewhere(lanes: list[_Lane]) -> Iterator[Change]:
    """Texts that stand in another list of the record now: a task that is another department's, or a step of a method."""
    olds = [(lane, i) for lane in lanes for i in lane.left()[0]]
    news = [(lane, j) for lane in lanes for j in lane.left()[1]]
    for a, b in _equal([lane.before[i] for lane, i in olds], [lane.after[j] for lane, j in news]):
        (source, i), (target, j) = olds[a], news[b]
        source.elsewhere[0].add(i)
        target.elsewhere[1].add(j)
        went, came = source.change(i, None), target.change(None, j)
        yield Change(went.old_field, came.new_field, went.before, came.after)


def _unpaired(lane: _Lane) -> Iterator[Change]:
    olds, news = lane.left()
    yield from (lane.change(i, None) for i in olds)
    yield from (lane.change(None, j) for j in news)


def _paired_entries(name: str, before: Body, after: Body) -> set[Pair]:
    """Entries of the same departments; of the rest, those whose departments or tasks are mostly the same."""
    found: list[tuple[bool, float, Pair]] = []
    sides = [
        [
            (set(body.departments(name, place)), _grams("".join(body.tasks(name, place))))
            for place in range(body.entries.get(name, 0))
        ]
        for body in (before, after)
    ]
    for i, (olds, tasks) in enumerate(sides[0]):
        for j, (news, others) in enumerate(sides[1]):
            found.append((olds == news, max(_likeness(tasks, others), len(olds & news) / len(olds | news)), (i, j)))
    return _best((-same, -score, pair) for same, score, pair in found if same or score >= _LEAST_ALIKE)


def _equal(before: Sequence[_T], after: Sequence[_T]) -> set[Pair]:
    """Pairs of equal items: the first with the first, the second with the second."""
    places: dict[_T, list[int]] = {}
    for j in reversed(range(len(after))):
        places.setdefault(after[j], []).append(j)
    return {(i, places[item].pop()) for i, item in enumerate(before) if places.get(item)}


def _in_order(pairs: set[Pair]) -> set[Pair]:
    """As many pairs as can stay where they are while the others are put elsewhere: a longest rising run."""
    ordered = sorted(pairs)
    ends: list[int] = []  # the lowest end of a run of each length
    holders: list[int] = []
    before: list[int] = []
    for place, (_, j) in enumerate(ordered):
        length = bisect_left(ends, j)
        before.append(holders[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        holders[length : length + 1] = [place]
    kept: set[Pair] = set()
    place = holders[-1] if holders else -1
    while place >= 0:
        kept.add(ordered[place])
        place = before[place]
    return kept


def _alike(before: Sequence[str], after: Sequence[str]) -> set[Pair]:
    """Pairs of texts that read alike, the likest first."""
    olds, news = ([_grams(text) for text in texts] for texts in (before, after))
    scored = ((-_likeness(a, b), (i, j)) for i, a in enumerate(olds) for j, b in enumerate(news))
    return _best((score, abs(i - j), (i, j)) for score, (i, j) in scored if -score >= _LEAST_ALIKE)


def _best(scored: Iterable[tuple[float, float, Pair]]) -> set[Pair]:
    """Each item with one other, the lowest scores first."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, (i, j) in sorted(scored):
        if i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return set(found.items())


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """From 0 to 1: the share of characters, and of pairs of neighbouring ones, that two texts have in common."""
    return 2 * (one & other).total() / ((one.total() + other.total()) or 1)


def _grams(text: str) -> Counter[str]:
    folded = fold(text) or text
    return Counter(folded) + Counter(map("".join, pairwise(folded)))


def is_wording(change: Change) -> bool:
    """Whether a change leaves open who does what: headings, the published form of names, punctuation, the order in one list."""
    path, was = steps_of(change.field), steps_of(change.old_field or change.field)
    if "heading" in path or path[0] == "departments_as_published":
        return True
    if change.kind == "moved":
        return path[:-1] == was[:-1] or is_entry(path)
    return change.kind == "changed" and fold(change.before or "") == fold(change.after or "")


# The words of a text


_TOKEN = re.compile(r"[0-9A-Za-z]+(?:[.,/-][0-9A-Za-z]+)*%?|.", re.DOTALL)  # a number or a Latin word is never cut
_LEAST_ALIKE = 0.5  # from which likeness on a text is taken for the other one, changed
_LEAST_SAME = 0.25  # the share of the longer text that must stand in both, or it is another text altogether


@dataclass(slots=True)
class _Run:
    """Tokens that stand in both texts (`old` and `new` are the same), or what stands between two such runs."""

    same: bool
    old: list[str]
    new: list[str]

    @property
    def replaces(self) -> bool:
        return not self.same and bool(self.old) and bool(self.new)

    @property
    def most(self) -> int:
        return max(len(self.old), len(self.new))


def segments_of(before: str | None, after: str | None) -> tuple[Segment, ...]:
    """What of `before` stayed, went and came in `after`."""
    old, new = before or "", after or ""
    turned = (len(old), old) > (len(new), new)  # difflib does not answer alike from both sides
    runs = _runs(new, old) if turned else _runs(old, new)
    found: list[Segment] = []
    for run in runs:
        went, came = ("".join(part) for part in ((run.new, run.old) if turned else (run.old, run.new)))
        if run.same:
            found.append(Segment("same", went))
        else:
            found += [Segment("removed", went)] * bool(went) + [Segment("added", came)] * bool(came)
    return tuple(found)


def _runs(old: str, new: str) -> list[_Run]:
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    runs = [_Run(tag == "equal", a[i:k], b[j:m]) for tag, i, k, j, m in matcher.get_opcodes()]
    _slide(runs)
    runs = _without_scraps(runs)
    kept = sum(len(run.old) for run in runs if run.same)
    return runs if kept >= _LEAST_SAME * max(len(a), len(b)) else [_Run(a == b, a, b)] * bool(a or b)


def _slide(runs: list[_Run]) -> None:
    """Let what was only put in, or only taken out, begin and end with a clause where the same tokens allow it.

    Where 检查、 was put into 巡查、排查, 查、检 can be said to be new just as well; nobody would say so.
    """
    for before, run, after in zip(runs, runs[1:], runs[2:], strict=False):
        if run.same or run.replaces or not (before.same and after.same):
            continue
        tokens = run.old or run.new
        whole = before.old + tokens + after.old
        start = best = len(before.old)
        lowest = highest = start
        while lowest and whole[lowest - 1] == whole[lowest - 1 + len(tokens)]:
            lowest -= 1
        while highest + len(tokens) < len(whole) and whole[highest] == whole[highest + len(tokens)]:
            highest += 1
        best = max(range(lowest, highest + 1), key=lambda at: (_clause(whole, at, at + len(tokens)), -abs(at - start), -at))
        end = best + len(tokens)
        before.old, after.old = whole[:best], whole[end:]
        before.new, after.new = before.old, after.old
        if run.old:
            run.old = whole[best:end]
        else:
            run.new = whole[best:end]


def _clause(tokens: list[str], start: int, end: int) -> int:
    """How well a cut suits a reader: a clause with its mark behind it, one with its mark before it, or neither."""
    starts = start == 0 or not _is_word(tokens[start - 1])
    if starts and not _is_word(tokens[end - 1]):
        return 3
    if not _is_word(tokens[start]) and (end == len(tokens) or not _is_word(tokens[end])):
        return 2
    return int(starts or end == len(tokens) or not _is_word(tokens[end]))


def _without_scraps(runs: list[_Run]) -> list[_Run]:
    """Runs in which no scrap of one or two characters stands between words that changed."""
    runs = [run for run in runs if run.old or run.new]
    while True:
        at = next((i for i, run in enumerate(runs) if run.same and _is_scrap(runs, i)), None)
        if at is None:
            return runs
        around = runs[max(0, at - 1) : at + 2]
        old, new = ([token for run in around for token in getattr(run, side)] for side in ("old", "new"))
        runs[max(0, at - 1) : at + 2] = [_Run(False, old, new)]


def _is_scrap(runs: list[_Run], at: int) -> bool:
    """Whether a run that stayed is too short to be read between words that did not."""
    run = runs[at]
    size = sum(len(token) for token in run.old if _is_word(token))
    around = [runs[i] for i in (at - 1, at + 1) if 0 <= i < len(runs)]
    if len(around) < 2:  # one character at an end was cut off a word
        return size == len(run.old) == 1 and any(other.replaces for other in around)
    if size == 0:
        return any(other.replaces for other in around)
    return size == 1 or (size <= 3 and all(other.replaces and other.most >= size for other in around))


def _is_word(token: str) -> bool:
    return token[0].isalnum()
