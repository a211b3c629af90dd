"""The words of two texts: what stayed, what was removed and what was added, in runs a person can read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, TypedDict

__all__ = ["Segment", "SegmentDict", "segments_of"]

_TOKEN = re.compile(r"[0-9A-Za-z]+(?:[.,/-][0-9A-Za-z]+)*%?|.", re.DOTALL)  # a number or a Latin word is never cut
_LEAST_SAME = 0.25  # the share of the longer text that must stand in both, or it is another text altogether


class SegmentDict(TypedDict):
    """What `Segment.to_dict` gives: its fields."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of characters of two texts that differ.

    Attributes:
        kind: `"same"` in both texts, `"removed"` in the old one only, `"added"` in the new one only.
        text: the characters.
    """

    kind: Literal["same", "removed", "added"]
    text: str

    def to_dict(self) -> SegmentDict:
        """Plain values, as the command line gives them.

        >>> Segment("added", "每月").to_dict()
        {'kind': 'added', 'text': '每月'}
        """
        return {"kind": self.kind, "text": self.text}


@dataclass(slots=True)
class _Run:
    """Tokens that stand in both texts (`old` and `new` are the same), or what stands between two such runs."""

    same: bool
    old: list[str]
    new: list[str]

    @property
    def replaces(self) -> bool:
        return not self.same and bool(self.old) and bool(self.new)

    @property
    def most(self) -> int:
        return max(len(self.old), len(self.new))


def segments_of(before: str | None, after: str | None) -> tuple[Segment, ...]:
    """What of `before` stayed and was removed, and what `after` added."""
    old, new = before or "", after or ""
    is_reversed = (len(old), old) > (len(new), new)  # difflib does not answer alike from both sides
    runs = _runs(new, old) if is_reversed else _runs(old, new)
    segments: list[Segment] = []
    for run in runs:
        removed, added = ("".join(part) for part in ((run.new, run.old) if is_reversed else (run.old, run.new)))
        if run.same:
            segments.append(Segment("same", removed))
        else:
            segments += [Segment("removed", removed)] * bool(removed) + [Segment("added", added)] * bool(added)
    return tuple(segments)


def _runs(old: str, new: str) -> list[_Run]:
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    runs = [_Run(tag == "equal", a[i:k], b[j:m]) for tag, i, k, j, m in matcher.get_opcodes()]
    _slide(runs)
    runs = _without_scraps(runs)
    kept = sum(len(run.old) for run in runs if run.same)
    return runs if kept >= _LEAST_SAME * max(len(a), len(b)) else [_Run(a == b, a, b)] * bool(a or b)


def _slide(runs: list[_Run]) -> None:
    """Let what was only put in, or only taken out, begin and end with a clause where the same tokens allow it.

    Where 检查、 was put into 巡查、排查, 查、检 can be said to be new just as well; nobody would say so.
    """
    for before, run, after in zip(runs, runs[1:], runs[2:], strict=False):
        if run.same or run.replaces or not (before.same and after.same):
            continue
        tokens = run.old or run.new
        whole = before.old + tokens + after.old
        start = _best_start(whole, len(before.old), len(tokens))
        end = start + len(tokens)
        before.old, after.old = whole[:start], whole[end:]
        before.new, after.new = before.old, after.old
        if run.old:
            run.old = whole[start:end]
        else:
            run.new = whole[start:end]


def _best_start(tokens: list[str], start: int, length: int) -> int:
    """Where a run of this length that can be taken to begin at `start` begins best for a reader."""
    lowest = highest = start
    while lowest and tokens[lowest - 1] == tokens[lowest - 1 + length]:
        lowest -= 1
    while highest + length < len(tokens) and tokens[highest] == tokens[highest + length]:
        highest += 1
    return max(range(lowest, highest + 1), key=lambda at: (_clause(tokens, at, at + length), -abs(at - start), -at))


def _clause(tokens: list[str], start: int, end: int) -> int:
    """How well a cut suits a reader: a clause with its mark behind it, one with its mark before it, or neither."""
    starts = start == 0 or not _is_word(tokens[start - 1])
    if starts and not _is_word(tokens[end - 1]):
        return 3
    if not _is_word(tokens[start]) and (end == len(tokens) or not _is_word(tokens[end])):
        return 2
    return int(starts or end == len(tokens) or not _is_word(tokens[end]))


def _without_scraps(runs: list[_Run]) -> list[_Run]:
    """Runs in which no scrap of one or two characters stands between words that changed."""
    runs = [run for run in runs if run.old or run.new]
    while True:
        at = next((i for i, run in enumerate(runs) if run.same and _is_scrap(runs, i)), None)
        if at is None:
            return runs
        around = runs[max(0, at - 1) : at + 2]
        old, new = ([token for run in around for token in getattr(run, side)] for side in ("old", "new"))
        runs[max(0, at - 1) : at + 2] = [_Run(False, old, new)]


def _is_scrap(runs: list[_Run], at: int) -> bool:
    """Whether a run that stayed is too short to be read between words that did not."""
    run = runs[at]
    size = sum(len(token) for token in run.old if _is_word(token))
    around = [runs[i] for i in (at - 1, at + 1) if 0 <= i < len(runs)]
    if len(around) < 2:  # one character at an end was cut off a word
        return size == len(run.old) == 1 and any(other.replaces for other in around)
    if size == 0:
        return any(other.replaces for other in around)
    return size == 1 or (size <= 3 and all(other.replaces and other.most >= size for other in around))


def _is_word(token: str) -> bool:
    return token[0].isalnum()
