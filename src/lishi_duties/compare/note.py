"""A comparison in words, as whatever shows it takes it: entries of lines of words, some of which are marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from lishi_duties.compare.change import Change
from lishi_duties.compare.words import Segment

__all__ = ["Entry", "Line", "Note", "Span", "marked", "quoted"]


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of a note.

    Attributes:
        text: the words.
        style: `"removed"` and `"added"` for words of the list that went and came, `"id"` for the id of a duty.
    """

    text: str
    style: Literal["plain", "id", "removed", "added"] = "plain"


Line: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A duty in a note: its line, and a line for each thing that became of it."""

    line: Line
    details: tuple[Line, ...] = ()

    @property
    def is_marked(self) -> bool:
        """Whether any words are marked as removed or added."""
        return any(span.style in ("removed", "added") for line in (self.line, *self.details) for span in line)


@dataclass(frozen=True, slots=True)
class Note:
    """A comparison in words, for whatever shows it.

    Attributes:
        title: the heading; empty where there is no difference.
        remarks: what is said before anything else.
        legend: what the marks mean; empty where there are none.
        counts: a table, its heading first; empty where there is no difference.
        sections: entries under their headings.
    """

    title: str
    remarks: tuple[str, ...]
    legend: str = ""
    counts: tuple[tuple[str, ...], ...] = ()
    sections: tuple[tuple[str, tuple[Entry, ...]], ...] = ()


def marked(segments: Iterable[Segment]) -> list[Span]:
    """The words of two texts, marked where they did not stay."""
    return [Span(segment.text, "plain" if segment.kind == "same" else segment.kind) for segment in segments]


def quoted(phrase: str, change: Change) -> Line:
    """A phrase, and after it the text of a change in quotation marks, with its words marked where it stayed in part."""
    text = marked(change.words) if change.kind == "changed" else [Span(change.after or change.before or "")]
    return (Span(phrase + "“"), *text, Span("”"))
