"""From characters to lines, and from the lines of a cell to its paragraphs.

A PDF has lines only: whether a line ends because the paragraph does or because the column does has to be told from the room that
was left. It is a new paragraph for certain where the next word would still have fitted, where the next line begins at another
place than lines that run on do, or where there is more space between the two; else the line runs on, and numbers and headings
decide later (`cells.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from statistics import median
from typing import NamedTuple
from unicodedata import normalize

from lishi_duties.intake.document import SENTENCE_END, Piece
from lishi_duties.intake.readers.pdf.sheet import Glyph

# All thresholds are in ems: widths of a Chinese character of the text in question.
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
ROOM = 1.25
"""How much more than the next word needs must be left at a line's end for it to end a paragraph: marks may hang over the edge,
and some are set tight."""
EDGE = 1.2
"""How near to the longest line a line must come to bear witness where the column's edge is."""
INDENT = 0.7
"""How far apart two lines must begin for one of them to be indented."""
CENTRED = 0.5
"""How much the white space left and right of a centred line may differ."""
LOOSE = 1.3
"""How many times the leading of other lines there must be between two paragraphs."""

_OPENING = "（《“‘【〔「『〈([{"
_CLOSING = "。，、；：！？）》”’】〕」』〉…%％),.;:!?]}"
_WORD = re.compile(rf"[{re.escape(_OPENING)}]*(?:[0-9A-Za-zÀ-ɏ.%+\-/]+|.)[{re.escape(_CLOSING)}]*", re.DOTALL)
_LATIN = re.compile(r"[0-9A-Za-zÀ-ɏ]")
_RADICALS = dict(
    zip(
        "⺜⺝⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰",
        "日月民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙",
        strict=True,
    )
)
"""Radicals that are a whole character and that Unicode does not map to it."""
_CONVERTED = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06]")


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
        text = _CONVERTED.sub(lambda found: ordinary(found[0]), text)
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

    >>> ordinary("⽔"), ordinary("⻔"), ordinary("\\uf901"), ordinary("水")
    ('水', '门', '更', '水')
    """
    return _RADICALS.get(char) or normalize("NFKC", char)


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
            latin = _LATIN.match(before[-1]) and _LATIN.match(text)
            if mark.spaced or gap > (WORD_SPACE if latin else WIDE_SPACE) * size + 1.5 * usual:
                yield " "
        yield text
        before = text


# ---- paragraphs ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """Lines of a cell, and where the cell begins and ends."""

    x0: float
    x1: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """How a column is set.

    Attributes:
        size: of its text.
        room: how wide a line may be.
        edge: how far from the right rule a line may end.
        centred: whether its lines stand in the middle.
        runs_on_at: how far from the left rule a line begins that runs on; None where that is not always the same.
        leading: from baseline to baseline within a paragraph; 0 where there are no two lines.
    """

    size: float
    room: float
    edge: float
    centred: bool
    runs_on_at: float | None
    leading: float

    def begins(self, before: Line, line: Line, span: Span) -> bool:
        """Whether a line begins a paragraph for certain."""
        if self.leading and line.baseline - before.baseline > LOOSE * self.leading:
            return True
        if not self.full(before, line, span):
            return True
        return self.runs_on_at is not None and abs(line.x0 - span.x0 - self.runs_on_at) > INDENT * self.size

    def full(self, line: Line, after: Line, span: Span) -> bool:
        """Whether the first word of the line after this one would not have fitted on it."""
        left = self.room - (line.x1 - line.x0) if self.centred else span.x1 - self.edge - line.x1
        return left <= after.word + ROOM * self.size


def setting_of(spans: Sequence[Span]) -> Setting:
    """How a column is set, judged by all its cells in the document."""
    lines = [(line, span) for span in spans for line in span.lines]
    size = median(line.size for line, _ in lines)
    left = min(line.x0 - span.x0 for line, span in lines)
    centred = _centred(lines, size, left)
    width = median(span.x1 - span.x0 for span in spans)
    if centred:
        pad = max(0.0, min(min(line.x0 - span.x0, span.x1 - line.x1) for line, span in lines))
        room, edge = _reach([line.firm - line.x0 for line, _ in lines], width - 2 * pad, size), 0.0
    else:
        reach = _reach([line.firm - span.x0 for line, span in lines], width - max(0.0, left), size)
        room, edge = reach - left, width - reach
    leadings = sorted(after.baseline - before.baseline for span in spans for before, after in pairwise(span.lines))
    leading = leadings[len(leadings) // 5] if leadings else 0.0
    setting = Setting(size, room, edge, centred, None, leading)
    return setting if centred else Setting(size, room, edge, centred, _runs_on_at(spans, setting), leading)


def _centred(lines: Sequence[tuple[Line, Span]], size: float, left: float) -> bool:
    in_middle = at_left = 0
    for line, span in lines:
        if line.x1 - line.x0 < 0.8 * (span.x1 - span.x0):
            before, after = line.x0 - span.x0, span.x1 - line.x1
            in_middle += abs(before - after) <= CENTRED * size
            at_left += before <= left + CENTRED * size
    return in_middle > at_left


def _reach(ends: Sequence[float], ruled: float, size: float) -> float:
    """How far lines go: as the longest do, where several do; else as far as the rules leave room."""
    longest = max(ends)
    if sum(end >= longest - EDGE * size for end in ends) >= 3:
        return longest
    return max(longest, ruled)


def _runs_on_at(spans: Iterable[Span], setting: Setting) -> float | None:
    """Where lines begin that certainly run on: those after a full line whose sentence is not finished."""
    begins = [
        after.x0 - span.x0
        for span in spans
        for before, after in pairwise(span.lines)
        if setting.full(before, after, span) and before.text[-1] not in SENTENCE_END + "：:"
    ]
    if len(begins) < 3:
        return None
    usual = median(begins)
    same = sum(abs(begin - usual) <= 0.5 * setting.size for begin in begins)
    return usual if same >= 0.85 * len(begins) else None


@dataclass(frozen=True, slots=True)
class Joint:
    """A line end within a word, or between two: which, cannot be told."""

    before: str
    after: str
    spaced: bool


def pieces_of(span: Span, setting: Setting) -> tuple[tuple[Piece, ...], tuple[Joint, ...]]:
    """The lines of a cell as pieces, with what could not be told of words cut by a line end."""
    pieces: list[Piece] = []
    joints: list[Joint] = []
    for number, line in enumerate(span.lines):
        if not number:
            pieces.append(Piece(line.text))
            continue
        before = span.lines[number - 1]
        if setting.begins(before, line, span):
            pieces.append(Piece(line.text))
            continue
        text = line.text
        if _LATIN.match(before.text[-1]) and _LATIN.match(text):
            spaced, certain = _word_ends(before, line, span, setting)
            text = f" {text}" if spaced else text
            if not certain:
                joints.append(Joint(before.text, line.text, spaced))
        pieces.append(Piece(text, "run"))
    return tuple(pieces), tuple(joints)


def _word_ends(before: Line, line: Line, span: Span, setting: Setting) -> tuple[bool, bool]:
    """Whether a space belongs between two Latin words or figures at a line end, and whether that is certain."""
    if before.parted[1] or line.parted[0]:
        return True, True
    left = setting.room - (before.x1 - before.x0) if setting.centred else span.x1 - setting.edge - before.x1
    if left > 0.6 * setting.size:  # a further letter would have fitted: words are not cut here
        return True, True
    both_words = before.text[-1].isalpha() and line.text[0].isalpha()
    return both_words, False
