"""The columns that tables share from page to page, and how each is set."""

from __future__ import annotations

from collections.abc import Iterable

from lishi_duties.intake.readers.pdf.page import Filled, Page
from lishi_duties.intake.readers.pdf.paragraphs import Setting, Span, setting_of

SAME_COLUMN = 2.0
"""How far, in points, the rules of one column may differ from page to page."""


class Settings:
    """How each column of the document is set."""

    def __init__(self, pages: Iterable[Page]) -> None:
        columns: list[list[Span]] = []
        self._edges: list[tuple[float, float]] = []
        for page in pages:
            for filled in page.tables:
                for box, lines in zip(filled.table.boxes, filled.lines, strict=True):
                    if not lines:
                        continue
                    at = self._find(box.x0, box.x1)
                    if at < 0:
                        at = len(columns)
                        self._edges.append((box.x0, box.x1))
                        columns.append([])
                    columns[at].append(Span(box.x0, box.x1, lines))
        self._settings: list[Setting] = [setting_of(spans) for spans in columns]

    def _find(self, x0: float, x1: float) -> int:
        for at, (first, last) in enumerate(self._edges):
            if abs(first - x0) <= SAME_COLUMN and abs(last - x1) <= SAME_COLUMN:
                return at
        return -1

    def of(self, lines: Span) -> Setting:
        return self._settings[self._find(lines.x0, lines.x1)]


def same_columns(one: Filled, other: Filled) -> bool:
    """Whether a table may be the continuation of another."""
    a, b = one.table.xs, other.table.xs
    same = len(a) == len(b) and all(abs(x - y) <= SAME_COLUMN for x, y in zip(a, b, strict=True))
    narrow = abs(a[0] - b[0]) <= SAME_COLUMN and abs(a[-1] - b[-1]) <= SAME_COLUMN and 2 in (len(a), len(b))
    return same or narrow
