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
from collections.abc import Iterable, Sequence
from math import log
from typing import TypeAlias

__all__ = ["UNIT", "GramIndex", "grams_of"]

UNIT = 1 << 16
"""Scores are whole numbers of this fraction, so that they add up the same in any order."""

_DENSE = 24
"""From this many texts on, a gram's weights are kept as one long number with a lane of 32 bits for each text: adding two such
numbers adds all lanes at once."""

_Weights: TypeAlias = tuple[int, tuple[int, ...]]
"""What a gram counts in each text: in lanes; or, for few texts, each weight with the text's place in its lowest bits."""


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
        saturation: BM25's k1: from which count on further occurrences add little.
        length_weight: BM25's b: how much a long text is held back.
        single_weight: what a single character counts beside a bigram.
    """

    __slots__ = ("_asked", "_bits", "_counts", "_holders", "_norms", "_once", "_single", "_texts", "_weights")

    def __init__(
        self,
        texts: Sequence[str],
        typical: int,
        *,
        saturation: float = 2.0,
        length_weight: float = 0.6,
        single_weight: float = 0.9,
    ) -> None:
        self._texts = tuple(texts)
        self._bits = len(self._texts).bit_length()
        usual = max(1.0, sum(map(len, texts[:typical])) / max(1, typical))
        self._norms = [saturation * (1 - length_weight + length_weight * len(text) / usual) for text in texts]
        self._once = [1 / (1 + norm) for norm in self._norms]
        self._single = single_weight
        self._weights: dict[str, _Weights] = {}
        self._counts: dict[str, list[int]] | None = None
        self._holders: dict[str, list[int]] = {}
        self._asked = False

    def scores(self, grams: Iterable[str]) -> list[int]:
        """For each text what the grams count there, all together, in units of 1 / `UNIT`."""
        if self._asked and self._counts is None:
            self._index_all()
        self._asked = True
        lanes = 0
        sparse: list[int] = []
        for gram in grams if self._counts is not None else sorted(grams, key=len):
            dense, few = self._weights.get(gram) or self._weigh(gram)
            lanes += dense
            sparse += few
        totals: list[int] = memoryview(lanes.to_bytes(4 * len(self._texts), sys.byteorder)).cast("I").tolist()
        bits, mask = self._bits, (1 << self._bits) - 1
        for code in sparse:
            totals[code & mask] += code >> bits
        return totals

    def rarity(self, holders: int) -> float:
        """How much something tells that so many of the texts hold: its inverse document frequency."""
        return log(1 + (len(self._texts) - holders + 0.5) / (holders + 0.5))

    def _weigh(self, gram: str) -> _Weights:
        """What a gram counts, kept where any text holds it."""
        bits, mask = self._bits, (1 << self._bits) - 1
        counts = self._count(gram) if self._counts is None else self._counts.get(gram, ())
        if not counts:
            return 0, ()
        scale = UNIT * self.rarity(len(counts)) * (self._single if len(gram) == 1 else 1.0)
        norms = self._norms
        if len(counts) <= _DENSE:
            few = [round(scale * (c >> bits) / ((c >> bits) + norms[c & mask])) << bits | c & mask for c in counts]
            found: _Weights = 0, tuple(few)
        else:
            once, row = self._once, array("I", bytes(4 * len(norms)))
            for code in counts:
                place, count = code & mask, code >> bits
                row[place] = int(scale * (once[place] if count == 1 else count / (count + norms[place])) + 0.5)
            found = int.from_bytes(row.tobytes(), sys.byteorder), ()
        self._weights[gram] = found
        return found

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
        """Count every gram once."""
        found: dict[str, list[int]] = {}
        bits = self._bits
        for place, text in enumerate(self._texts):
            counted = Counter(text)
            counted.update(map(str.__add__, text, text[1:]))
            for gram, count in counted.items():
                if gram in found:
                    found[gram].append(count << bits | place)
                else:
                    found[gram] = [count << bits | place]
        self._counts = found
        for gram in found:
            if len(gram) == 1:  # few of them, and in every request
                self._weigh(gram)
