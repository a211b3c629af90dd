"""Which wordings of the packaged directory serve the duties of another town's list: those of the duty that is most like it."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from lishi_duties.model import Duty
from lishi_duties.retrieval.directory import Directory, Wordings
from lishi_duties.text import fold

__all__ = ["wordings_for"]

_LIKE = 0.5
"""From which share of what two titles say they are about the same matter."""


def wordings_for(duties: Sequence[Duty], directory: Directory, *, own: bool) -> tuple[Wordings | None, ...]:
    """The wordings of each duty: by id for the directory's own list, else those of the packaged duty that is most like it.

    Ids say nothing of another town. A title that reads the same lends at once; otherwise the titles are compared by the pairs of
    characters they share, rare ones counting more.
    """
    if own:
        return tuple(directory.duties.get(duty.id) for duty in duties)
    by_title = {fold(wordings.title): wordings for wordings in directory.duties.values()}
    likeness = _Likeness(tuple(by_title))
    return tuple(by_title.get(title) or by_title.get(likeness.nearest(title)) for title in (fold(duty.title) for duty in duties))


class _Likeness:
    """Titles, to be compared with others."""

    def __init__(self, titles: Sequence[str]) -> None:
        self._titles = titles
        self._holders: dict[str, list[int]] = {}
        for place, title in enumerate(titles):
            for pair in _pairs(title):
                self._holders.setdefault(pair, []).append(place)
        self._weights = [self._weight(title) for title in titles]

    def nearest(self, title: str) -> str:
        """The title most like it; empty where none is."""
        shared = [0.0] * len(self._titles)
        for pair in _pairs(title):
            for place in self._holders.get(pair, ()):
                shared[place] += self._rarity(pair)
        own = self._weight(title)
        likeness, place = max(
            ((2 * both / (own + weight), -i) for i, (both, weight) in enumerate(zip(shared, self._weights, strict=True)) if both),
            default=(0.0, 0),
        )
        return self._titles[-place] if likeness >= _LIKE else ""

    def _weight(self, title: str) -> float:
        return sum(map(self._rarity, _pairs(title)))

    def _rarity(self, pair: str) -> float:
        return log((len(self._titles) + 1) / (len(self._holders.get(pair, ())) + 1)) + 0.1


def _pairs(title: str) -> list[str]:
    """In one order, as sums of fractions hang on it."""
    return sorted({*map(str.__add__, title, title[1:])})
