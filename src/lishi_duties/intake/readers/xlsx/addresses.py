"""Where a cell stands, in numbers and in Excel's letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    pass


Position: TypeAlias = tuple[int, int]
"""Row and column, from 1."""


REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})", re.ASCII)


def whole_number(text: str | None) -> int | None:
    return int(text) if text is not None and len(text) < 10 and text.isascii() and text.isdigit() else None


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def letters_of(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def name_of(at: Position) -> str:
    return f"{letters_of(at[1])}{at[0]}"
