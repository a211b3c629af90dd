"""Which items of two sequences belong together: the equal ones, those that can keep their order, those that read alike."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise
from typing import TypeAlias, TypeVar

from lishi_duties.text import fold

__all__ = ["LEAST_ALIKE", "Pair", "alike_pairs", "best_pairs", "equal_pairs", "grams", "likeness", "pairs_in_order"]

Pair: TypeAlias = tuple[int, int]
"""A place in the old sequence, and the one it has in the new."""

LEAST_ALIKE = 0.5
"""From which likeness on a text is taken for the other one, changed."""

_T = TypeVar("_T", bound=Hashable)


def equal_pairs(before: Sequence[_T], after: Sequence[_T]) -> set[Pair]:
    """Pairs of equal items: the first with the first, the second with the second."""
    places: dict[_T, list[int]] = {}
    for j in reversed(range(len(after))):
        places.setdefault(after[j], []).append(j)
    return {(i, places[item].pop()) for i, item in enumerate(before) if places.get(item)}


def pairs_in_order(pairs: set[Pair]) -> set[Pair]:
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


def alike_pairs(before: Sequence[str], after: Sequence[str]) -> set[Pair]:
    """Pairs of texts that read alike, the likest first."""
    olds, news = ([grams(text) for text in texts] for texts in (before, after))
    scored = ((-likeness(a, b), (i, j)) for i, a in enumerate(olds) for j, b in enumerate(news))
    return best_pairs((score, abs(i - j), (i, j)) for score, (i, j) in scored if -score >= LEAST_ALIKE)


def best_pairs(scored: Iterable[tuple[float, float, Pair]]) -> set[Pair]:
    """Each item with one other, the lowest scores first."""
    partners: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, (i, j) in sorted(scored):
        if i not in partners and j not in taken:
            partners[i] = j
            taken.add(j)
    return set(partners.items())


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """From 0 to 1: the share of characters, and of pairs of neighbouring ones, that two texts have in common."""
    return 2 * (one & other).total() / ((one.total() + other.total()) or 1)


def grams(text: str) -> Counter[str]:
    """The characters of a text and its pairs of neighbouring ones, without punctuation where there is anything else."""
    folded = fold(text) or text
    return Counter(folded) + Counter(map("".join, pairwise(folded)))
