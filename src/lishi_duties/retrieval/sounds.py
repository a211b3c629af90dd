"""Pairs of characters that sound the same: what speech recognition and hurried typing mix up."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["Sounds"]


class Sounds:
    """Characters by how they sound.

    Args:
        alike: for each syllable, the characters that sound so, without tones.

    >>> sounds = Sounds(["卢炉路", "灯登"])
    >>> sounds.of("炉登") == sounds.of("路灯"), sounds.of("漏水")
    (True, None)
    """

    __slots__ = ("_alike", "_syllables")

    def __init__(self, alike: Iterable[str]) -> None:
        self._alike = tuple(alike)
        self._syllables = {character: place for place, characters in enumerate(self._alike) for character in characters}

    def of(self, pair: str) -> tuple[int, int] | None:
        """How a pair of characters sounds; None where that is not known."""
        first, second = self._syllables.get(pair[0]), self._syllables.get(pair[-1])
        return None if first is None or second is None else (first, second)

    def pattern(self, sound: tuple[int, int]) -> re.Pattern[str]:
        """Matches every pair of this sound; pairs that overlap too."""
        first, second = (self._alike[syllable] for syllable in sound)
        return re.compile(f"(?=([{first}][{second}]))")
