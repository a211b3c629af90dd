"""Tables that are pictures as well: a bar under each name, or cells shaded by their numbers.

The numbers are the table; what is drawn is the style of its cells (`docs/assets/charts.css`) and says nothing they do not.
Labels are HTML, everything else is text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from duty_site.page import escape
from duty_site.parts import wide

__all__ = ["LEVELS", "SERIES", "Bar", "bar_table", "heat_table", "levels"]

SERIES = 3
"""How many kinds of marks there are: plain, striped, dotted."""
LEVELS = 5
"""How many shades there are."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A row with a bar.

    Attributes:
        label: what it is of.
        values: how long each part of the bar is; a column each.
        more: the numbers of the columns behind these.
    """

    label: str
    values: tuple[int, ...]
    more: tuple[int, ...] = ()


def bar_table(
    caption: str, head: str, series: Sequence[str], rows: Sequence[Bar], *, more: Sequence[str] = (), total: Bar | None = None
) -> str:
    """A table whose rows have a bar; the column of each series shows the mark it has in the bars.

    Args:
        caption: what it shows.
        head: what the rows are.
        series: what the parts of the bars are.
        rows: the rows.
        more: the columns behind those of the series.
        total: a last row, without a bar.

    Raises:
        ValueError: there are no or too many series, or a row has not as many numbers as there are columns.
    """
    if not 1 <= len(series) <= SERIES:
        raise ValueError(f"a picture has 1 to {SERIES} series, not {len(series)}")
    full = max((sum(row.values) for row in rows), default=0) or 1
    marks = [_mark(nth) if len(series) > 1 else "" for nth in range(1, len(series) + 1)]
    heads = [f"{mark}{escape(name)}" for mark, name in zip(marks, series, strict=True)] + [*map(escape, more)]
    body = [_bar_row(row, len(heads), _bar(row.values, full)) for row in rows]
    foot = [_bar_row(total, len(heads), "")] if total else []
    return _table("bars", caption, escape(head), heads, [*body, *foot])


def heat_table(caption: str, head: str, columns: Sequence[str], rows: Iterable[tuple[str, Sequence[int | None]]]) -> str:
    """A table whose cells are shaded by their numbers; the names of its columns stand upright.

    Args:
        caption: what it shows.
        head: what the rows are.
        columns: labels.
        rows: a label and a number for each column; None where there can be none.

    Raises:
        ValueError: a row has not as many numbers as there are columns.
    """
    rows = list(rows)
    steps = levels(max((number or 0 for _, numbers in rows for number in numbers), default=0))
    body = [_row(label, [_cell(number, steps) for _, number in zip(columns, numbers, strict=True)]) for label, numbers in rows]
    return _table("heat", caption, escape(head), [f"<span>{column}</span>" for column in columns], body)


def levels(most: int) -> tuple[int, ...]:
    """The highest number of each shade, up to `most`: steps that grow, as a few numbers are often far above the rest.

    >>> levels(104), levels(7), levels(2), levels(0)
    ((2, 6, 16, 41, 104), (1, 2, 3, 4, 7), (1, 2), ())
    """
    if most < 1:
        return ()
    return tuple(sorted({*(math.floor(most ** (k / LEVELS) + 1e-9) for k in range(1, LEVELS)), most}))


def _level(number: int, steps: Sequence[int]) -> int:
    """Which of the shades a number has, from 1; few steps are spread over all shades."""
    place = next(i for i, highest in enumerate(steps) if number <= highest)
    return 1 + round(place * (LEVELS - 1) / (len(steps) - 1)) if len(steps) > 1 else LEVELS // 2 + 1


def _cell(number: int | None, steps: Sequence[int]) -> str:
    if number is None:
        return '<td class="number">—</td>'
    return f'<td class="number chart-shade-{_level(number, steps) if number else 0}">{number}</td>'


def _bar_row(row: Bar, columns: int, bar: str) -> str:
    numbers = (*row.values, *row.more)
    if len(numbers) != columns:
        raise ValueError(f"a row has {len(numbers)} numbers for {columns} columns")
    label = f'<span class="chart-label"><span>{row.label}</span>{bar}</span>' if bar else row.label
    return _row(label, [f'<td class="number">{number}</td>' for number in numbers])


def _bar(values: Sequence[int], full: int) -> str:
    parts = [_mark(nth, f"{100 * value / full:.2f}%") for nth, value in enumerate(values, 1) if value]
    return f'<span class="chart-bar" aria-hidden="true">{"".join(parts)}</span>'


def _mark(nth: int, share: str = "") -> str:
    """A part of a bar, or the mark of its series."""
    css = f"chart-mark chart-{nth}"
    return f'<span class="{css}" style="--share: {share}"></span>' if share else f'<span class="{css}" aria-hidden="true"></span>'


def _row(label: str, cells: Iterable[str]) -> str:
    return f'<tr><th scope="row">{label}</th>{"".join(cells)}</tr>'


def _table(css: str, caption: str, head: str, columns: Iterable[str], rows: Iterable[str]) -> str:
    heads = "".join(f'<th scope="col" class="number">{column}</th>' for column in columns)
    body = "\n".join(rows)
    opening = f'<table class="numbers chart-{css}"><caption>{escape(caption)}</caption>'
    head = f'<thead><tr><th scope="col">{head}</th>{heads}</tr></thead>'
    return wide(f"{opening}\n{head}\n<tbody>\n{body}\n</tbody>\n</table>", caption)
