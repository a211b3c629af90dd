"""Folding of Chinese text for comparison, and the nearest of several names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["fold", "fold_lines", "nearest", "quoted", "shorten_line"]

MOST_COMPARED = 60
"""How many characters of a name are looked at for the nearest one."""

_NO_WORD = re.compile(r"[\W_]+")
_MARKS = re.compile("[，。、？！：；“”（）《》 ]+")  # taken out first: with them, normalizing would have to work on every text
_NO_WORD_IN_LINE = re.compile(r"[^\w\n]+")


def fold(text: str) -> str:
    """What is left of `text` when width, case, punctuation, spaces and symbols do not count.

    >>> fold("ＡＰＰ 、“大棚房” 问题")
    'app大棚房问题'
    """
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", _MARKS.sub("", text)).casefold())


def fold_lines(text: str) -> str:
    r"""Like `fold`, but line ends stay.

    >>> fold_lines("药店\n过期 药。")
    '药店\n过期药'
    """
    return _NO_WORD_IN_LINE.sub("", unicodedata.normalize("NFKC", _MARKS.sub("", text)).casefold()).replace("_", "")


def nearest(asked: str, names: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """The names most like `asked`, best first; empty where none is like it.

    >>> nearest("区公安分局", ["区公安局", "区教委", "区水利局"])
    ('区公安局',)
    """
    import difflib  # on the way to an error only

    key = fold(asked[:MOST_COMPARED])
    if not key:
        return ()
    scored: list[tuple[float, int, str]] = []
    for place, name in enumerate(names):
        other = fold(name)
        ratio = difflib.SequenceMatcher(None, key, other).ratio()
        if key in other or other in key:
            ratio = max(ratio, 0.7)
        if ratio >= 0.5:
            scored.append((-ratio, place, name))
    best = -min(scored)[0] if scored else 0.0
    return tuple(name for ratio, _, name in sorted(scored) if -ratio >= best - 0.15)[:limit]


def quoted(value: object) -> str:
    """A value as an error message shows it: its repr, shortened.

    >>> quoted("燃气" * 1000)[:12]
    "'燃气燃气燃气燃气燃气燃"
    """
    text = repr(value[:60] if isinstance(value, str) else value)
    return text if len(text) <= 60 else text[:59] + "…"


def shorten_line(text: str, columns: int = 78) -> str:
    """A line that fits a terminal, with wide characters counted as two columns; a closing bracket stays."""
    room = columns
    for place, char in enumerate(text):
        room -= 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if room < 2:
            return text[:place] + "…" + (text[-1] if text[-1] in ")>" else "")
    return text
