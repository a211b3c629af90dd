"""The terms of the full-text index, in which Chinese words are found although nothing parts them."""

from __future__ import annotations

import re

from lishi_duties.errors import ArgumentError
from lishi_duties.text import fold, quoted

__all__ = ["match", "terms_of"]

_RUN = re.compile("[0-9a-z]+|[^0-9a-z]+")


def match(words: str) -> str:
    """The query with which `duties_fts` finds the duties that hold every word; words are parted by spaces.

    Raises:
        ArgumentError: there is no word.

    >>> match("燃气 森林防火 APP")
    '"燃气" "森林 林防 防火" "app"'
    >>> match("坝")
    '"坝"*'
    """
    phrases = []
    for word in words.split():
        terms, last = terms_of(word), _RUN.findall(fold(word))[-1:]
        within = bool(last) and not last[0].isascii()  # a word may end where the text goes on
        if within and len(last[0]) > 1:
            terms.pop()
        if terms:
            phrases.append(f'"{" ".join(terms)}"' + ("*" if within and len(last[0]) == 1 else ""))
    if not phrases:
        raise ArgumentError(f"there is no word in {quoted(words)} to search for")
    return " ".join(phrases)


def terms_of(text: str) -> list[str]:
    """The terms of a text in the index: letters and digits whole, all else in overlapping pairs and then its last character."""
    terms: list[str] = []
    for run in _RUN.findall(fold(text)):
        if run[0].isascii():
            terms.append(run)
        else:
            terms += map(str.__add__, run, run[1:])
            terms.append(run[-1])
    return terms
