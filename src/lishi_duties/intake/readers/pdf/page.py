"""A page as tables and lines: every character in exactly one cell, one line outside, or among what is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from lishi_duties.intake.readers.pdf.lines import Line
from lishi_duties.intake.readers.pdf.ruled_table import Box, Table
from lishi_duties.intake.readers.pdf.sheet import Glyph
from lishi_duties.model import Place

ASK = "Convert it to Word or Excel first, or ask for the file it was printed from"


LARGE = 1.8
"""How many times larger than other text a watermark is."""


UNREADABLE = re.compile(r"\(cid:\d+\)")


@dataclass(frozen=True, slots=True)
class Filled:
    """A table with the lines of each of its boxes."""

    table: Table
    lines: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page, read.

    Attributes:
        place: its number.
        height: in points.
        tables: its ruled tables, from top to bottom.
        outside: lines outside of them, from top to bottom.
        faint: lines large and light enough for a watermark.
        slanted: text that runs slantwise.
        turned: text that runs across.
        picture: which part of the page its largest picture takes.
        bare: whether nothing is written on it, but something is drawn.
    """

    place: Place
    height: float
    tables: tuple[Filled, ...]
    outside: tuple[Line, ...]
    faint: tuple[Line, ...]
    slanted: str
    turned: str
    picture: float
    bare: bool


LOOKS = {
    "unseen": "页上有看不见的文字（多为扫描件的识别结果），已读入，请逐字核对。",
    "white": "页上有白色的文字，已读入，请核对是否显示。",
}


def is_written(glyph: Glyph) -> bool:
    return bool(glyph.text) and not glyph.text.isspace()


def without_faint(glyphs: Sequence[Glyph]) -> tuple[Sequence[Glyph], list[Glyph]]:
    """The characters of a page without those large and light enough for a watermark, and these."""
    if not any(glyph.look == "faint" for glyph in glyphs):
        return glyphs, []
    sizes = [glyph.size for glyph in glyphs if glyph.look != "faint"]
    if not sizes:
        return glyphs, []
    large = LARGE * median(sizes)
    faint = [glyph for glyph in glyphs if glyph.look == "faint" and glyph.size >= large]
    return [glyph for glyph in glyphs if not (glyph.look == "faint" and glyph.size >= large)], faint


def over_the_rule(box: Box, line: Line) -> bool:
    """Whether a line runs over the edge of its cell."""
    top, bottom = line.middle - 0.4 * line.size, line.middle + 0.4 * line.size
    out = max(box.top - top, bottom - box.bottom, box.x0 - line.x0, line.x1 - box.x1)
    return out > 0.25 * line.size
