"""Who leads a duty for one request: the departments whose tasks and wordings it touches most."""

from __future__ import annotations

from collections.abc import Collection
from math import log
from typing import NamedTuple

from lishi_duties.model import Duty
from lishi_duties.retrieval.bm25 import grams_of
from lishi_duties.retrieval.directory import Wordings
from lishi_duties.retrieval.settings import SETTINGS
from lishi_duties.text import fold_lines

__all__ = ["Candidate", "candidates", "leading"]


_MANY = 300
"""From so many grams on it is quicker to look each up in a set than to search the texts for it."""


class Candidate(NamedTuple):
    """A department that may lead a duty.

    Attributes:
        name: its canonical name.
        text: what speaks for it, in folded lines: its tasks, and the wordings that point at it as often as they count.
    """

    name: str
    text: str


def tasks_by_department(duty: Duty, collective: Collection[str]) -> dict[str, list[str]]:
    """The tasks or steps of each department that may lead a duty. Collective names (`collective`) lead only alone."""
    tasks: dict[str, list[str]] = {}
    for part in duty.parts():
        if part.role is not None:
            for name in part.departments:
                tasks.setdefault(name, []).extend(part.texts)
    for name in duty.departments:
        tasks.setdefault(name, [])
    return {name: texts for name, texts in tasks.items() if name not in collective} or tasks


def candidates(duty: Duty, wordings: Wordings | None, collective: Collection[str]) -> tuple[Candidate, ...]:
    """Who may lead a duty, in its order; none where nobody does (a basic duty, a discontinued item)."""
    pointing = wordings.lead if wordings else {}
    return tuple(
        Candidate(name, fold_lines("\n".join((*texts, *(*pointing.get(name, ()), name) * SETTINGS.wording))))
        for name, texts in tasks_by_department(duty, collective).items()
    )


def leading(candidates: tuple[Candidate, ...], grams: set[str]) -> tuple[str, ...]:
    """The names of those a request touches most, best first; the first named where it touches none."""
    if len(candidates) < 2:
        return tuple(candidate.name for candidate in candidates)
    scores = [0.0] * len(candidates)
    together = "\n".join(candidate.text for candidate in candidates)
    held = grams & grams_of(together) if len(grams) > _MANY else [gram for gram in grams if gram in together]
    for gram in sorted(held):  # in one order, as sums of fractions hang on it
        counts = [candidate.text.count(gram) for candidate in candidates]
        weight = len(gram) * log(1 + len(candidates) / (len(candidates) - counts.count(0)))
        for place, count in enumerate(counts):
            scores[place] += weight * count / (count + 2)
    best = max(scores)
    if best <= 0:
        return (candidates[0].name,)
    order = sorted(range(len(candidates)), key=lambda place: (-scores[place], place))
    return tuple(candidates[place].name for place in order if scores[place] >= SETTINGS.leads * best)
