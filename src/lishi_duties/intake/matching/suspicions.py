"""Splits and mergers that are suspected among what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from lishi_duties.intake.matching.editions import Editions
from lishi_duties.intake.matching.exact import Links
from lishi_duties.intake.matching.likeness import overlap
from lishi_duties.intake.matching.thresholds import ADDED, COVERED, MADE_OF, PART, SOLID, SWALLOWED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A duty that was split, or a row that merges several.

    Attributes:
        place: that of the duty, or of the row.
        parts: the rows it was split into, or the duties that are merged; each with the share of the duty's text.
    """

    place: int
    parts: dict[int, float]


def suspicions(editions: Editions, links: Links) -> tuple[list[Suspicion], list[Suspicion]]:
    """Splits and mergers among what changed.

    Only what is open or doubtful takes part, and what is linked to the duty or row in question.
    """
    import numpy as np

    changed = _Changed(editions, links)
    texts = [editions.before[duty].grams for duty in changed.duties]
    shared = overlap(texts, [editions.after[row].grams for row in changed.rows], editions.weights)
    wholes = np.array([editions.weights.sum(text) for text in texts])
    has_part = shared >= np.maximum(SOLID, PART * wholes)[:, None]
    swallows = (shared >= np.maximum(SOLID, SWALLOWED * wholes)[:, None]).T
    return [*changed.splits(has_part)], [*changed.mergers(swallows)]


class _Changed:
    """The duties and rows that are not the same in both editions; some are loose, as nothing certain has them."""

    def __init__(self, editions: Editions, links: Links) -> None:
        same = {row: link.duty for row, link in links.items() if link.why == "same"}
        certain = {row: link.duty for row, link in links.items() if link.certain}
        self.duties = sorted(set(range(len(editions.before))).difference(same.values()))
        self.rows = [row for row in range(len(editions.after)) if row not in same]
        self._editions = editions
        self._duty_of = {row: link.duty for row, link in links.items()}
        self._row_of = {link.duty: row for row, link in links.items()}
        self._loose_duties = set(self.duties).difference(certain.values())
        self._loose_rows = set(self.rows).difference(certain)

    def splits(self, has_part: Mask) -> Iterator[Suspicion]:
        """The duties that may be split; the matrix says which row holds a part of which duty."""
        for duty, holders in zip(self.duties, has_part, strict=True):
            own = self._row_of.get(duty)
            able = [row for row in _chosen(self.rows, holders) if row == own or row in self._loose_rows]
            if len(able) > 1 and (parts := _parts(self._editions, duty, able, own)):
                yield Suspicion(duty, parts)

    def mergers(self, swallows: Mask) -> Iterator[Suspicion]:
        """The rows that may merge several duties; the matrix says which duty is in which row."""
        for row, mask in zip(self.rows, swallows, strict=True):
            own = self._duty_of.get(row)
            able = [duty for duty in _chosen(self.duties, mask) if duty == own or duty in self._loose_duties]
            if len(able) > 1 and (parts := _swallowed(self._editions, row, able, own)):
                yield Suspicion(row, parts)


def _chosen(places: Sequence[int], mask: Mask) -> Iterator[int]:
    return (places[int(index)] for index in mask.nonzero()[0])


def _parts(editions: Editions, duty: int, rows: Iterable[int], own: int | None) -> dict[int, float]:
    """The rows that the duty's text went into, with the share each holds; empty if it is not split."""
    weights, text = editions.weights, frozenset(editions.before[duty].grams)
    whole, rest, parts = weights.sum(text), set(text), dict[int, float]()
    shares = {row: weights.shared(text, editions.after[row].grams) for row in rows}
    candidates = [row for row in shares if row == own or shares[row] >= MADE_OF * weights.sum(editions.after[row].grams)]
    while candidates:
        adds = {row: weights.shared(rest, editions.after[row].grams) for row in candidates}
        best = max(candidates, key=lambda row: (row == own, adds[row], -row))
        if adds[best] < max(SOLID, PART * whole):
            break
        parts[best] = round(shares[best] / whole, 4)
        rest.difference_update(editions.after[best].grams)
        candidates.remove(best)
    covered = weights.sum(text - rest)
    return dict(sorted(parts.items())) if len(parts) > 1 and covered >= COVERED * whole else {}


def _swallowed(editions: Editions, row: int, duties: Iterable[int], own: int | None) -> dict[int, float]:
    """The duties whose text the row holds, with the share it holds; empty if it is no merger."""
    weights, text = editions.weights, frozenset(editions.after[row].grams)
    rest, parts = set(text), dict[int, float]()
    for duty in sorted(duties, key=lambda duty: (duty != own, duty)):
        grams = editions.before[duty].grams
        whole = weights.sum(grams)
        if duty == own or weights.shared(rest, grams) >= max(SOLID, ADDED * whole):
            parts[duty] = round(weights.shared(text, grams) / whole, 4)
            rest.difference_update(grams)
    return dict(sorted(parts.items())) if len(parts) > 1 else {}


def in_doubt(links: Links, splits: Sequence[Suspicion], mergers: Sequence[Suspicion]) -> Links:
    """The links, none certain that a suspicion touches."""
    rows = {row for split in splits for row in split.parts} | {merger.place for merger in mergers}
    duties = {split.place for split in splits} | {duty for merger in mergers for duty in merger.parts}
    return {
        row: replace(link, certain=link.certain and row not in rows and link.duty not in duties) for row, link in links.items()
    }
