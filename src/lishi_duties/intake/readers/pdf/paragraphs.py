"""From the lines of a cell to its paragraphs.

A PDF has lines only: whether a line ends because the paragraph does or because the column does has to be told from the room that
was left. It is a new paragraph for certain where the next word would still have fitted, where the next line begins at another
place than lines that run on do, or where there is more space between the two; else the line runs on, and numbers and headings
decide later (`cell_parser.py`). All thresholds are in ems: widths of a Chinese character of the text in question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from lishi_duties.intake.document import SENTENCE_END, Piece
from lishi_duties.intake.readers.pdf.lines import LATIN, Line

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
        space = self.room - (line.x1 - line.x0) if self.centred else span.x1 - self.edge - line.x1
        return space <= after.word + ROOM * self.size


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
        if LATIN.match(before.text[-1]) and LATIN.match(text):
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
    space = setting.room - (before.x1 - before.x0) if setting.centred else span.x1 - setting.edge - before.x1
    if space > 0.6 * setting.size:  # a further letter would have fitted: words are not cut here
        return True, True
    both_words = before.text[-1].isalpha() and line.text[0].isalpha()
    return both_words, False
