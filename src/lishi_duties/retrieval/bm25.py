"""Texts scored by the single characters and pairs of characters they share with a request.

Okapi BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009) over characters and
bigrams, which need no dictionary of words.

The first request counts its own grams only, as a program that asks once should not pay for more. The second shows that more will
follow, and indexes all of them. The scores are the same either way.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from math import log
from typing import TypeAlias

from lishi_duties.retrieval.settings import SETTINGS, Settings
from lishi_duties.retrieval.sounds import Sounds

__all__ = ["GramIndex", "grams_of"]

_Weights: TypeAlias = tuple[int, tuple[int, ...]]
"""What a gram counts in each text: from `Settings.dense` texts on as one long number with a lane of 32 bits for each text, as
adding two such numbers adds all lanes at once; for few texts, each weight with the text's place in its lowest bits."""


def grams_of(folded: str) -> set[str]:
    r"""The characters and bigrams of a folded text; line ends part it.

    >>> sorted(grams_of("漏水\n漏"))
    ['水', '漏', '漏水']
    """
    return {gram for gram in (*folded, *map(str.__add__, folded, folded[1:])) if "\n" not in gram}


class GramIndex:
    """Texts to be scored.

    Args:
        texts: folded texts; parts of a text that are no neighbours are kept apart by line ends.
        typical: how many of the texts, from the first, say what length is usual.
        settings: the numbers of the formula.
        sounds: which characters sound the same.
    """

    __slots__ = (
        "_asked",
        "_bits",
        "_counts",
        "_holders",
        "_norms",
        "_once",
        "_pairs",
        "_settings",
        "_sounds",
        "_texts",
        "_weights",
    )

    def __init__(self, texts: Sequence[str], typical: int, settings: Settings = SETTINGS, sounds: Sounds | None = None) -> None:
        self._texts = tuple(texts)
        self._settings = settings
        self._sounds = sounds
        self._bits = len(self._texts).bit_length()
        usual = max(1.0, sum(map(len, texts[:typical])) / max(1, typical))
        saturation, length_weight = settings.saturation, settings.length_weight
        self._norms = [saturation * (1 - length_weight + length_weight * len(text) / usual) for text in texts]
        self._once = [1 / (1 + norm) for norm in self._norms]
        self._weights: dict[str, _Weights] = {}
        self._counts: dict[str, list[int]] | None = None
        self._pairs: dict[tuple[int, int], list[str]] = {}
        self._holders: dict[str, list[int]] = {}
        self._asked = False

    def with_homophones(self, grams: set[str]) -> set[str]:
        """Grams, and for each pair that no text holds the pairs of the texts that sound the same, where these are few."""
        if self._sounds is None or len(grams) > self._settings.heard:
            return grams
        if self._asked and self._counts is None:
            self._index_all()
        counts, sound_of = self._counts, self._sounds.of
        together = "\n".join(self._texts) if counts is None else ""
        more: set[str] = set()
        for gram in grams:
            if len(gram) == 1 or (gram in together if counts is None else gram in counts) or not (sound := sound_of(gram)):
                continue
            if counts is None:
                alike: Collection[str] = set(self._sounds.pattern(sound).findall(together))
            else:
                alike = self._pairs.get(sound, ())
            if len(alike) <= self._settings.homophones:
                more.update(alike)
        return grams | more

    def scores(self, grams: Iterable[str]) -> list[int]:
        """For each text what the grams count there, all together, in units of 1 / `Settings.unit`."""
        if self._asked and self._counts is None:
            self._index_all()
        self._asked = True
        lanes = 0
        sparse: list[int] = []
        counts, weights = self._counts, self._weights
        for gram in sorted(grams, key=len) if counts is None else grams:
            weight = weights.get(gram)
            if weight is None:
                if counts is not None and gram not in counts:
                    continue
                weight = self._weigh(gram)
            lanes += weight[0]
            sparse += weight[1]
        totals: list[int] = memoryview(lanes.to_bytes(4 * len(self._texts), sys.byteorder)).cast("I").tolist()
        bits, mask = self._bits, (1 << self._bits) - 1
        for code in sparse:
            totals[code & mask] += code >> bits
        return totals

    def held(self, grams: Iterable[str], places: Collection[int]) -> dict[int, set[str]]:
        """For some of the texts, by place, which of the grams they hold."""
        held: dict[int, set[str]] = {place: set() for place in places}
        counts, mask = self._counts, (1 << self._bits) - 1
        for gram in grams:
            if counts is None:
                holders: Iterable[int] = (place for place in places if gram in self._texts[place])
            else:
                holders = (code & mask for code in counts.get(gram, ()))
            for place in holders:
                if place in held:
                    held[place].add(gram)
        return held

    def rarity(self, holders: int) -> float:
        """How much something tells that so many of the texts hold: its inverse document frequency."""
        return log(1 + (len(self._texts) - holders + 0.5) / (holders + 0.5))

    def _weigh(self, gram: str) -> _Weights:
        """What a gram counts, kept where any text holds it."""
        bits, mask = self._bits, (1 << self._bits) - 1
        counts = self._count(gram) if self._counts is None else self._counts.get(gram, ())
        if not counts:
            return 0, ()
        scale = self._settings.unit * self.rarity(len(counts)) * (self._settings.single_weight if len(gram) == 1 else 1.0)
        norms = self._norms
        if len(counts) <= self._settings.dense:
            few = [round(scale * (c >> bits) / ((c >> bits) + norms[c & mask])) << bits | c & mask for c in counts]
            weights: _Weights = 0, tuple(few)
        else:
            once, row = self._once, array("I", bytes(4 * len(norms)))
            for code in counts:
                place, count = code & mask, code >> bits
                row[place] = int(scale * (once[place] if count == 1 else count / (count + norms[place])) + 0.5)
            weights = int.from_bytes(row.tobytes(), sys.byteorder), ()
        self._weights[gram] = weights
        return weights

    def _count(self, gram: str) -> list[int]:
        """How often each text holds a gram, without the index: the count, with the text's place in its lowest bits."""
        bits, texts = self._bits, self._texts
        if len(gram) == 1:
            holders = [place for place, text in enumerate(texts) if gram in text]
            self._holders[gram] = holders
        else:  # a pair can only stand where its rarer character does
            first, second = (self._holders[char] if char in self._holders else range(len(texts)) for char in gram)
            holders = [place for place in (first if len(first) < len(second) else second) if gram in texts[place]]
        if len(gram) == 2 and gram[0] == gram[1]:  # 轰轰 stands twice in 轰轰轰, which `str.count` does not see
            twice = re.compile(f"(?={re.escape(gram)})")
            return [len(twice.findall(texts[place])) << bits | place for place in holders]
        return [texts[place].count(gram) << bits | place for place in holders]

    def _index_all(self) -> None:
        """Count every gram once, and note how pairs sound."""
        counts: dict[str, list[int]] = {}
        bits = self._bits
        for place, text in enumerate(self._texts):
            counted = Counter(text)
            counted.update(map(str.__add__, text, text[1:]))
            for gram, count in counted.items():
                if gram in counts:
                    counts[gram].append(count << bits | place)
                else:
                    counts[gram] = [count << bits | place]
        if self._sounds is not None:
            for gram in counts:
                if len(gram) == 2 and (sound := self._sounds.of(gram)):
                    self._pairs.setdefault(sound, []).append(gram)
        self._counts = counts
        for gram in counts:
            if len(gram) == 1:  # few of them, and in every request
                self._weigh(gram)
