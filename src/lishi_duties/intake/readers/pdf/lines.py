"""From characters to lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from statistics import median
from typing import NamedTuple
from unicodedata import normalize

from lishi_duties.intake.readers.pdf.sheet import Glyph

SAME_LINE = 0.4
"""How far the baselines of one line may differ: a raised figure still belongs to it."""


DOUBLED = 0.3
"""How far a character drawn twice, for want of a bold font, lies from the first, in its own widths."""


OVERPRINTED = 0.7
"""How far different characters may overlap, in their own widths: closing marks are set tight."""


WORD_SPACE = 0.25
"""A gap between Latin letters that is a space."""


WIDE_SPACE = 0.9
"""A gap between Chinese characters that is a space, where the line's others are smaller."""


_OPENING = "（《“‘【〔「『〈([{"


_CLOSING = "。，、；：！？）》”’】〕」』〉…%％),.;:!?]}"


_WORD = re.compile(rf"[{re.escape(_OPENING)}]*(?:[0-9A-Za-zÀ-ɏ.%+\-/]+|.)[{re.escape(_CLOSING)}]*", re.DOTALL)


LATIN = re.compile(r"[0-9A-Za-zÀ-ɏ]")


_RADICALS = dict(
    zip(
        "⺜⺝⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰",
        "日月民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙",
        strict=True,
    )
)
"""Radicals that are a whole character and that Unicode does not map to it."""


_TWINS = dict(zip("⼾㬵〜∕", "户胶～／", strict=True))
"""Characters that share a glyph with an ordinary one in the Noto and Source Han fonts for simplified Chinese: a browser that
prints writes down the lower code of the two. Unicode maps the radical to 戶."""


_CONVERTED = re.compile(f"[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06{''.join(_TWINS)}]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text.

    Attributes:
        text: without the spaces around it.
        x0: where it begins.
        x1: where it ends.
        firm: where it ends without a closing mark, which may hang over the edge.
        baseline: from the top of the page.
        size: of its largest character.
        word: how wide its first word is, with the marks that cannot be parted from it.
        glyphs: how many characters went into it, with those drawn twice.
        doubled: how many were drawn twice.
        parted: whether a space stands before it or after it.
        converted: characters that stood in it in another form.
    """

    text: str
    x0: float
    x1: float
    firm: float
    baseline: float
    size: float
    word: float
    glyphs: int
    doubled: int
    parted: tuple[bool, bool] = (False, False)
    converted: str = ""

    @property
    def middle(self) -> float:
        """Its middle, from the top of the page."""
        return self.baseline - 0.35 * self.size


class OverprintError(ValueError):
    """Different characters stand on one another."""


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """Characters as lines, from top to bottom.

    Raises:
        OverprintError: different characters stand on one another.
    """
    out: list[Line] = []
    group: list[Glyph] = []
    for glyph in sorted(glyphs, key=itemgetter(3)):
        if group and glyph.baseline - group[0].baseline > SAME_LINE * max(glyph.size, group[0].size):
            out += _line(group)
            group = []
        group.append(glyph)
    out += _line(group)
    return out


class _Mark(NamedTuple):
    """A character and whether there is white space before it."""

    glyph: Glyph
    spaced: bool


def _line(glyphs: list[Glyph]) -> list[Line]:
    """The line these are; none where they are but spaces."""
    marks, doubled, ends_spaced = _marks(glyphs)
    if not marks:
        return []
    size = max(mark.glyph.size for mark in marks)
    text = "".join(_spaced(marks, size))
    converted = "".join(_CONVERTED.findall(text))
    if converted:
        text = _CONVERTED.sub(lambda match: ordinary(match[0]), text)
    first, last = marks[0].glyph, marks[-1].glyph
    word = _WORD.match(text)
    in_word = min(len(word[0]) if word else 1, len(marks))
    return [
        Line(
            text,
            first.x0,
            last.x1,
            last.x0 if last.text in _CLOSING else last.x1,
            min(mark.glyph.baseline for mark in marks if mark.glyph.size >= 0.8 * size),
            size,
            marks[in_word - 1].glyph.x1 - first.x0,
            len(marks) + doubled,
            doubled,
            (marks[0].spaced, ends_spaced),
            converted,
        )
    ]


def ordinary(char: str) -> str:
    """A character as it is written, for a form that only conversions produce; itself where there is no other.

    >>> ordinary("⽔"), ordinary("⻔"), ordinary("\\uf901"), ordinary("⼾"), ordinary("水")
    ('水', '门', '更', '户', '水')
    """
    return _RADICALS.get(char) or _TWINS.get(char) or normalize("NFKC", char)


def _marks(glyphs: list[Glyph]) -> tuple[list[_Mark], int, bool]:
    """The characters of a line from left to right, how many are drawn twice, and whether a space follows the last."""
    glyphs.sort(key=itemgetter(1))
    marks: list[_Mark] = []
    doubled = 0
    spaced = False
    last: Glyph | None = None
    for glyph in glyphs:
        text, x0, x1 = glyph[:3]
        if not text or text.isspace():
            spaced = True
            continue
        if last is not None:
            width = last.x1 - last.x0
            if text == last.text and x0 - last.x0 < DOUBLED * width:
                doubled += 1
                continue
            if last.x1 - x0 > OVERPRINTED * min(width, x1 - x0) > 0:
                raise OverprintError("".join(each.text for each in glyphs))
        marks.append(_Mark(glyph, spaced))
        last, spaced = glyph, False
    return marks, doubled, spaced


def _spaced(marks: Sequence[_Mark], size: float) -> Iterator[str]:
    """The texts of a line's characters, with spaces where there are any or where a gap is one."""
    gaps = [after.glyph.x0 - before.glyph.x1 for before, after in pairwise(marks)]
    usual = max(0.0, median(sorted(gaps)[:-1])) if len(gaps) > 1 and max(gaps) > WORD_SPACE * size else 0.0
    before = ""
    for mark, gap in zip(marks, [0.0, *gaps], strict=True):
        text = mark.glyph.text
        if before:
            latin = LATIN.match(before[-1]) and LATIN.match(text)
            if mark.spaced or gap > (WORD_SPACE if latin else WIDE_SPACE) * size + 1.5 * usual:
                yield " "
        yield text
        before = text
