"""The ruled tables of a page, from its lines: where the cells are, and how far each runs.

A row that goes on over the page end may have no rule there; its cells end where the vertical rules do. A table may lack the
rules at its left and right; its cells end where the horizontal rules do.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lishi_duties.intake.readers.pdf.sheet import Rule

NEAR = 4.0
"""Rules nearer to each other than this many points are one (both lines of a double rule, both edges of a thick one)."""
MOST_CROSSINGS = 4_000_000


class TableError(ValueError):
    """Lines that can be no table."""


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: its edges, and which columns and rows of the table it takes.

    Attributes:
        ragged: whether rules are missing, so that it is no cell of its own.
    """

    x0: float
    top: float
    x1: float
    bottom: float
    column: int
    row: int
    across: int
    down: int
    ragged: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table.

    Attributes:
        xs: its vertical rules, from left to right.
        ys: its horizontal rules, from top to bottom.
        boxes: its cells, row by row.
        slots: for each row and column, which of the boxes lies there; -1 where the rules leave it open to the page.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    boxes: tuple[Box, ...]
    slots: tuple[tuple[int, ...], ...]

    def at(self, x: float, y: float) -> int:
        """Which box a point lies in; -1 where in none."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if 0 <= row < len(self.slots) and 0 <= column < len(self.xs) - 1:
            return self.slots[row][column]
        return -1

    @property
    def area(self) -> float:
        """In square points."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])


def tables(rules: Iterable[Rule]) -> tuple[Table, ...]:
    """The tables of a page, from top to bottom; a single box is none.

    >>> across = [Rule(True, y, 0, 100) for y in (0, 20, 40)]
    >>> down = [Rule(False, 0, 0, 40), Rule(False, 30, 20, 40), Rule(False, 100, 0, 40)]
    >>> (table,) = tables(across + down)
    >>> [(box.row, box.column, box.across) for box in table.boxes]
    [(0, 0, 2), (1, 0, 1), (1, 1, 1)]

    Raises:
        TableError: there are more lines than any table has.
    """
    merged = _merged(rules)
    unsorted = [table for group in _connected(merged) if (table := _table(group))]
    return tuple(sorted(unsorted, key=lambda table: (table.ys[0], table.xs[0])))


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules on one line that touch, as one."""
    out: list[Rule] = []
    for across in (True, False):
        ordered = sorted(rule for rule in rules if rule.across == across)
        for group in _near(ordered):
            at = sum(rule.at for rule in group) / len(group)
            begin, end = group[0].begin, group[0].end
            for rule in sorted(group, key=lambda rule: rule.begin):
                if rule.begin > end + NEAR:
                    out.append(Rule(across, at, begin, end))
                    begin = rule.begin
                    end = rule.end
                begin, end = min(begin, rule.begin), max(end, rule.end)
            out.append(Rule(across, at, begin, end))
    return out


def _near(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    group: list[Rule] = []
    for rule in rules:
        if group and rule.at - group[-1].at > NEAR:
            yield group
            group = []
        group.append(rule)
    if group:
        yield group


def _connected(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Rules that cross or touch each other."""
    across = [(number, rule) for number, rule in enumerate(rules) if rule.across]
    down = [(number, rule) for number, rule in enumerate(rules) if not rule.across]
    if len(across) * len(down) > MOST_CROSSINGS:
        raise TableError(f"{len(across):,} horizontal and {len(down):,} vertical lines")
    parents = list(range(len(rules)))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    for one, h in across:
        for other, v in down:
            if h.begin - NEAR <= v.at <= h.end + NEAR and v.begin - NEAR <= h.at <= v.end + NEAR:
                parents[root(one)] = root(other)
    groups: dict[int, list[Rule]] = defaultdict(list)
    for number, rule in enumerate(rules):
        groups[root(number)].append(rule)
    yield from groups.values()


def _closed(edges: Sequence[Rule], others: Sequence[Rule], at_least: int) -> list[Rule]:
    """`edges`, and a first and last one where `at_least` of the `others` run on beyond them and end together."""
    out = sorted(edges)
    begin, end = min(rule.begin for rule in others), max(rule.end for rule in others)
    across = out[0].across
    low, high = min(rule.at for rule in others), max(rule.at for rule in others)
    if begin < out[0].at - NEAR and sum(rule.begin <= begin + NEAR for rule in others) >= at_least:
        out.insert(0, Rule(across, begin, low, high))
    if end > out[-1].at + NEAR and sum(rule.end >= end - NEAR for rule in others) >= at_least:
        out.append(Rule(across, end, low, high))
    return out


def _table(group: Sequence[Rule]) -> Table | None:
    across = [rule for rule in group if rule.across]
    down = [rule for rule in group if not rule.across]
    if not across or not down:
        return None
    across, down = _closed(across, down, 2), _closed(down, across, 2)
    ys, xs = _places(across), _places(down)
    if len(ys) < 2 or len(xs) < 2:
        return None
    slots, boxes = _boxes(xs, ys, _Walls(across), _Walls(down))
    if len(boxes) < 2:
        return None
    return Table(tuple(xs), tuple(ys), boxes, slots)


def _places(rules: Iterable[Rule]) -> list[float]:
    return sorted({rule.at for rule in rules})


class _Walls:
    """Where rules part two neighbouring slots of the grid."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._at: dict[float, list[tuple[float, float]]] = defaultdict(list)
        for rule in rules:
            self._at[rule.at].append((rule.begin - NEAR, rule.end + NEAR))

    def part(self, at: float, begin: float, end: float) -> bool:
        return any(first <= begin and end <= last for first, last in self._at[at])


def _boxes(
    xs: Sequence[float], ys: Sequence[float], across: _Walls, down: _Walls
) -> tuple[tuple[tuple[int, ...], ...], tuple[Box, ...]]:
    """Each slot's box, and the boxes: slots with no rule between them are one."""
    columns, rows = len(xs) - 1, len(ys) - 1
    slots = [[-2] * columns for _ in range(rows)]
    boxes: list[Box] = []
    for row in range(rows):
        for column in range(columns):
            if slots[row][column] != -2:
                continue
            room, leaks = _room(row, column, xs, ys, across, down)
            last_row, last_column = max(r for r, _ in room), max(c for _, c in room)
            first_column = min(c for _, c in room)
            whole = len(room) == (last_row - row + 1) * (last_column - first_column + 1)
            if leaks:
                parts = []
            elif whole:
                parts = [(row, first_column, last_row, last_column)]
            else:
                parts = [(r, c, r, c) for r, c in sorted(room)]
            for r, c in room:
                slots[r][c] = -1
            for r0, c0, r1, c1 in parts:
                for r in range(r0, r1 + 1):
                    slots[r][c0 : c1 + 1] = [len(boxes)] * (c1 - c0 + 1)
                edges = (xs[c0], ys[r0], xs[c1 + 1], ys[r1 + 1])
                boxes.append(Box(*edges, c0, r0, c1 - c0 + 1, r1 - r0 + 1, ragged=not whole))
    return tuple(map(tuple, slots)), tuple(boxes)


def _room(
    row: int, column: int, xs: Sequence[float], ys: Sequence[float], across: _Walls, down: _Walls
) -> tuple[set[tuple[int, int]], bool]:
    """All slots that can be reached from one without passing a rule, and whether the outside can."""
    room = {(row, column)}
    pending = [(row, column)]
    leaks = False
    while pending:
        r, c = pending.pop()
        for to, wall in (
            ((r, c + 1), down.part(xs[c + 1], ys[r], ys[r + 1])),
            ((r, c - 1), down.part(xs[c], ys[r], ys[r + 1])),
            ((r + 1, c), across.part(ys[r + 1], xs[c], xs[c + 1])),
            ((r - 1, c), across.part(ys[r], xs[c], xs[c + 1])),
        ):
            if wall or to in room:
                continue
            if not (0 <= to[0] < len(ys) - 1 and 0 <= to[1] < len(xs) - 1):
                leaks = True
                continue
            room.add(to)
            pending.append(to)
    return room, leaks
