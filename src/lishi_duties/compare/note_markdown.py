"""A comparison in words, written as Markdown."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from lishi_duties.compare.note import Line, Note
from lishi_duties.markdown import BLOCK, escaped

__all__ = ["markdown"]


def markdown(note: Note) -> str:
    """A note in Markdown; what stands in it is shown as it is."""
    blocks = [f"# {escaped(note.title)}"] * bool(note.title)
    blocks += [escaped(remark) for remark in (*note.remarks, note.legend) if remark]
    if note.counts:
        head, *rows = ["| " + " | ".join(map(escaped, row)) + " |" for row in note.counts]
        rule = "| --- |" + " ---: |" * (len(note.counts[0]) - 1)
        blocks.append("\n".join([head, rule, *rows]))
    for title, entries in note.sections:
        blocks.append(f"## {escaped(title)}")
        lines = [
            line
            for entry in entries
            # four spaces: some programs take a list for nested with no fewer
            for line in (f"- {_inline(entry.line)}", *(f"    - {_inline(detail)}" for detail in entry.details))
        ]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


_MARKS = {"plain": "", "id": "**", "added": "**", "removed": "~~"}


def _inline(line: Line) -> str:
    r"""A line with its marks; with a space where Markdown would not take a mark for one, as between a word and a comma.

    >>> from lishi_duties.compare.note import Span
    >>> _inline((Span("整治"), Span("，建档", "added"), Span("。")))
    '整治 **，建档**。'
    """
    written = marked = ""  # `marked` is what stands in the mark closed just before
    for text, mark in _chunks(line):
        if mark:
            apart = bool(marked) or (_is_mark(text[0]) and not _stops(written[-1:]))
        else:
            apart = bool(marked) and _is_mark(marked[-1]) and not _stops(text[0])
        written += " " * apart + mark + text + mark
        marked = text if mark else ""
    return str(BLOCK.sub(r"\1\\\2", written))


def _chunks(line: Line) -> Iterator[tuple[str, str]]:
    """Escaped texts with their marks; spaces at the ends of a marked text stand outside of its mark."""
    for span in line:
        text, mark = escaped(span.text), _MARKS[span.style]
        inner = text.strip() if mark else text
        start = text.find(inner)
        parts = ((text[:start], ""), (inner, mark), (text[start + len(inner) :], ""))
        yield from ((part, around) for part, around in parts if part)


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _stops(char: str) -> bool:
    """Whether a mark may stand between this character, or an end of the line, and a punctuation mark."""
    return not char or char.isspace() or unicodedata.category(char)[0] == "P"
