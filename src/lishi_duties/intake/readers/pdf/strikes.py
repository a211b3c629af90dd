"""Text with a line through it: a PDF says of no text that it is struck out, but draws the line."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from lishi_duties.intake.readers.pdf.sheet import Glyph, Rule

HIGHEST, LOWEST = 0.55, 0.15
"""How far above its baseline a line strikes a character out, in its own size: an underline and a cell's edge lie lower."""


def struck_out(glyphs: Iterable[Glyph], rules: Iterable[Rule]) -> str:
    """The characters that a horizontal line runs through.

    >>> old, new = Glyph("旧", 0, 10, 50, 10, "plain"), Glyph("新", 10, 20, 50, 10, "plain")
    >>> struck_out([old, new], [Rule(True, 47, 0, 10), Rule(True, 51.5, 10, 20)])
    '旧'
    """
    lines = sorted(rule for rule in rules if rule.across)
    return "".join(_struck(glyphs, lines, [line.at for line in lines])) if lines else ""


def _struck(glyphs: Iterable[Glyph], lines: list[Rule], heights: list[float]) -> Iterator[str]:
    for glyph in glyphs:
        first = bisect_left(heights, glyph.baseline - HIGHEST * glyph.size)
        last = bisect_right(heights, glyph.baseline - LOWEST * glyph.size)
        if first < last:
            middle = (glyph.x0 + glyph.x1) / 2
            if any(line.begin <= middle <= line.end for line in lines[first:last]):
                yield glyph.text
