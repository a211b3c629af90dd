"""Rows folded and counted once, and what each pair of neighbouring characters counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum, log

from lishi_duties.intake.matching.records import Row
from lishi_duties.text import fold

_LIGHT = re.compile(
    "本镇|本乡|本街道|镇街|本辖区|辖区内|辖区|负责|承担|开展|做好|组织|实施|加强|推进|推动|落实|抓好|强化|配合|协助|依法依规|依法|相关|有关"
    "|工作|的?处罚$|^对|以及|或者|等|的|及|和|与|或"
)
"""Words of a title that say nothing of what the duty is about; what they part are clauses, as far as punctuation does not."""
_PARTS = re.compile("[，。；、：,;:]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row folded and counted once.

    Attributes:
        row: the row.
        title: the title folded.
        body: the body's parts folded.
        core: the folded title without light words; the whole where there are no others.
        clauses: the title's clauses, folded and without light words.
        title_grams: the bigrams of `core`.
        body_grams: the bigrams of the body that the title does not have.
    """

    row: Row
    title: str
    body: tuple[str, ...]
    core: str
    clauses: frozenset[str]
    title_grams: tuple[str, ...]
    body_grams: tuple[str, ...]

    @property
    def grams(self) -> tuple[str, ...]:
        """All bigrams, each once."""
        return self.title_grams + self.body_grams


def entry_of(row: Row) -> Entry:
    """A row folded and counted."""
    title, body = fold(row.title), tuple(filter(None, map(fold, row.body)))
    core = _LIGHT.sub("", title) or title
    clauses = frozenset(filter(None, (_LIGHT.sub("", fold(part)) for part in _PARTS.split(row.title))))
    own = {*_grams((title, core))}
    return Entry(row, title, body, core, clauses, tuple(_grams((core,))), tuple(gram for gram in _grams(body) if gram not in own))


def _grams(texts: Iterable[str]) -> dict[str, None]:
    """The bigrams of some texts, each once, in order; a text of one character is its own."""
    return {gram: None for text in texts for gram in map(str.__add__, text, text[1:] if len(text) > 1 else ("",))}


class Weights:
    """What each bigram counts: 1 where a single row of an edition has it, next to nothing where all have it."""

    def __init__(self, before: Sequence[Entry], after: Sequence[Entry]) -> None:
        size = log(max(len(before), len(after)) + 1)
        counts = [Counter(gram for entry in side for gram in entry.grams) for side in (before, after)]
        self.of: dict[str, float] = {gram: 1 - log(count) / size for gram, count in (counts[0] | counts[1]).items()}

    def sum(self, grams: Iterable[str]) -> float:
        """The weight of some bigrams; the same in whatever order they come."""
        return fsum(map(self.of.__getitem__, grams))

    def shared(self, left: Iterable[str], right: Iterable[str]) -> float:
        """The weight of the bigrams that two texts have in common."""
        return self.sum(set(left).intersection(right))
