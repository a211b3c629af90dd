"""The rest paired by the one-to-one assignment of the greatest likeness, and which of these pairs are certain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, TypeAlias

from lishi_duties.intake.matching.editions import Editions
from lishi_duties.intake.matching.entries import Entry
from lishi_duties.intake.matching.exact import Link, Links
from lishi_duties.intake.matching.likeness import scores
from lishi_duties.intake.matching.thresholds import (
    EXCHANGED,
    FLOOR,
    LEAD,
    MOST,
    NEARLY_ALL,
    ORDER,
    OTHER,
    RELATED,
    SAME_GAP,
    SPEAKING_BODY,
    TELLING_BODY,
)

if TYPE_CHECKING:
    from lishi_duties.intake.matching.likeness import Matrix

Worth: TypeAlias = dict[tuple[int, int], float]
"""What each possible pair of duty and row counts in the assignment."""


def assigned(editions: Editions, links: Links, duties: Sequence[int], rows: Sequence[int]) -> tuple[Links, Worth]:
    """The links and those of open duties with open rows, by assignment; and what each possible one counts."""
    if not duties or not rows:
        return links, {}
    import numpy as np

    before, after, weights = editions.before, editions.after, editions.weights
    by_duty = scores([before[place] for place in duties], after, weights)
    by_row = scores(before, [after[place] for place in rows], weights)
    worth = by_duty[:, rows] + SAME_GAP * _same_gap(editions, links, duties, rows)
    worth[worth < FLOOR] = 0
    apart = np.abs(np.subtract.outer(np.array(duties) / len(before), np.array(rows) / len(after)))
    extended = dict(links)
    for i, j in _assign(np.where(worth, worth - ORDER * apart, 0)):
        duty, row = duties[i], rows[j]
        rival = max(np.delete(by_duty[i], row).max(initial=0), np.delete(by_row[:, j], duty).max(initial=0))
        ahead = float(by_duty[i, row] - rival) >= LEAD
        extended[row] = Link(duty, "similar", ahead and _is_certain(editions, duty, row))
    return extended, {(duties[i], rows[j]): float(worth[i, j]) for i, j in np.argwhere(worth)}


def _assign(worth: Matrix) -> list[tuple[int, int]]:
    """The one-to-one assignment of the greatest worth, but for pairs of no worth."""
    from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]

    lines, columns = linear_sum_assignment(worth, maximize=True)
    return [(int(i), int(j)) for i, j in zip(lines, columns, strict=True) if worth[i, j] > 0]


def _same_gap(editions: Editions, links: Links, duties: Sequence[int], rows: Sequence[int]) -> Matrix:
    """1 where duty and row stand between the same neighbours, both linked, else 0."""
    import numpy as np

    linked = {row: link.duty for row, link in links.items() if editions.same_list(link.duty, row)}
    gaps_before = _gaps(editions.before, {duty: duty for duty in linked.values()})
    gaps_after = _gaps(editions.after, linked)
    return np.array(
        [[float(gaps_before[duty] is not None and gaps_before[duty] == gaps_after[row]) for row in rows] for duty in duties]
    )


def _gaps(entries: Sequence[Entry], linked: Mapping[int, int]) -> list[tuple[int | None, int | None] | None]:
    """For each entry the linked duties before and after it in its list; None where there are neither."""
    forth = _neighbours(entries, linked, range(len(entries)))
    back = _neighbours(entries, linked, range(len(entries) - 1, -1, -1))
    return [gap if gap != (None, None) else None for gap in zip(forth, reversed(back), strict=True)]


def _neighbours(entries: Sequence[Entry], linked: Mapping[int, int], places: Iterable[int]) -> list[int | None]:
    """The last linked duty passed in the same list on the way through these places."""
    neighbours, last, kind = list[int | None](), None, None
    for place in places:
        if entries[place].row.kind != kind:
            last, kind = None, entries[place].row.kind
        neighbours.append(last)
        last = linked.get(place, last)
    return neighbours


def _is_certain(editions: Editions, duty: int, row: int) -> bool:
    """Whether duty and row are the same beyond doubt, as far as rivals leave it open."""
    if not editions.same_list(duty, row):
        return False
    old, new, like = editions.before[duty], editions.after[row], editions.likeness(duty, row)
    contradicted = like.body_weight >= SPEAKING_BODY and like.body < OTHER
    if old.core == new.core:
        return not contradicted
    # In a whole sentence a word may change; a name with another word is another duty's
    most = EXCHANGED * min(len(old.core), len(new.core)) if old.row.kind == "basic" else 0
    if contradicted or _exchanged(old.core, new.core) > most:
        return False
    if like.title >= NEARLY_ALL:
        return True
    if like.body_weight >= TELLING_BODY and like.body >= MOST:
        return like.title >= (RELATED if like.body >= NEARLY_ALL else MOST)
    weights = editions.weights
    common = weights.shared(old.title_grams, new.title_grams)
    half = max(weights.sum(old.title_grams), weights.sum(new.title_grams)) / 2
    return common >= half and (old.clauses <= new.clauses or new.clauses <= old.clauses)


def _exchanged(old: str, new: str) -> int:
    """How many characters were exchanged for others; none where there was only something added or only something dropped.

    >>> _exchanged("停车管理", "停车秩序管理"), _exchanged("水污染防治", "噪声污染防治")
    (0, 1)
    """
    common = sum(block.size for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks())
    return min(len(old), len(new)) - common
