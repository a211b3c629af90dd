"""Pictures as inline SVG, made of numbers: bars, stacked bars, grids of shaded cells; and the tables of those numbers.

Lengths are in `em` and in per cent and nothing is scaled, so that a picture takes the width there is and its text keeps the size
of text. Colours are classes of `docs/assets/charts.css`, and so is the room before and behind a plot: it is the padding of the
picture, so that per cents are those of the plot and labels stand left of its zero.

The outermost element is a group and not an image: what stands inside an image, here text and links, is hidden from screen
readers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate
from unicodedata import east_asian_width

__all__ = [
    "About",
    "Bar",
    "Words",
    "bars",
    "heat_map",
    "levels",
    "matrix",
    "stacked_bars",
]

NARROW = 25.0
"""The width in em that a phone has at least."""
SERIES = 3
"""How many kinds of marks there are: plain, striped, dotted."""
LEVELS = 5
"""How many shades there are."""
MOST_LABEL = 12.0
MOST_TOLD = 12.0
"""What a label before a bar, and the words behind the longest, may take of a phone's width, in em."""
MOST_ROOM = 40
"""The greatest number of em that there is a class for."""
CELL = (2.0, 1.75)
"""The width and height of a cell where it is not stretched, in em."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class About:
    """What a picture is.

    Attributes:
        name: tells it from the other pictures of its page, as the beginning of an id.
        title: what it shows.
        desc: what can be read off it, for who cannot see it.
    """

    name: str
    title: str
    desc: str


@dataclass(frozen=True, slots=True)
class Words:
    """Words that lead to a page, if they have an address."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of one or several parts.

    Attributes:
        label: what it is of; several words are parted by 、.
        values: how long each part is.
        told: the same numbers in words, printed beside it.
    """

    label: tuple[Words, ...]
    values: tuple[int, ...]
    told: str


def stacked_bars(about: About, rows: Sequence[Bar], series: Sequence[str]) -> str:
    """Bars as long as there is room, their labels above them. Several series have a legend."""
    top = 2.4 if len(series) > 1 else 0.0
    step = 3.2
    full = max((sum(row.values) for row in rows), default=0) or 1
    parts = [_patterns(about, series), _legend(about, series) if top else ""]
    for place, row in enumerate(rows):
        y = top + place * step
        label = _label(row.label, NARROW - _width(row.told) - 1)
        told = f'<tspan class="chart-told" dx="0.6em">{_escaped(row.told)}</tspan>'
        parts.append(f'<text x="0" y="{_em(y + 1.1)}">{label}{told}</text>')
        parts += _marks(about, row, full, y + 1.5, 1.1)
    return _picture(about, parts, top + len(rows) * step)


def bars(about: About, rows: Sequence[Bar], series: Sequence[str]) -> str:
    """Bars with their labels before and their numbers behind them, a line each; for many. Several series have a legend."""
    top = 2.4 if len(series) > 1 else 0.0
    step = 1.75
    full = max((sum(row.values) for row in rows), default=0) or 1
    before = math.ceil(min(max((_whole(row.label) for row in rows), default=0.0), MOST_LABEL) + 0.5)
    behind = _behind(rows, full, NARROW - before)
    parts = [_patterns(about, series), _legend(about, series, -before) if top else ""]
    for place, row in enumerate(rows):
        middle = top + (place + 0.5) * step
        y = f'y="{_em(middle)}" dy="0.35em"'
        end = _percent(100 * sum(row.values) / full)
        parts.append(f'<text x="-0.5em" {y} text-anchor="end">{_label(row.label, before - 0.5)}</text>')
        parts += _marks(about, row, full, middle - 0.55, 1.1)
        parts.append(f'<text class="chart-told" x="{end}" dx="0.4em" {y}>{_escaped(row.told)}</text>')
    return _picture(about, parts, top + len(rows) * step, _room(before, behind))


def _behind(rows: Sequence[Bar], full: int, width: float) -> int:
    """The room that is needed behind the plot so that the words behind every bar fit in the width: short bars leave their own."""
    needed = 0.0
    for row in rows:
        if share := sum(row.values) / full:
            needed = max(needed, (_width(row.told) + 0.4 - (1 - share) * width) / share)
    return math.ceil(min(needed, MOST_TOLD))


def heat_map(about: About, rows: Sequence[Words], columns: Sequence[Words], numbers: Sequence[Sequence[int]], unit: str) -> str:
    """A grid of rows and columns, its cells shaded by their numbers; as wide as there is room.

    Args:
        about: what it is.
        rows: what each row is of.
        columns: what each column is of; their names stand upright.
        numbers: for each row a number for each column; no mark where it is 0.
        unit: what is counted, as it follows the number: `项`.
    """
    shade = levels(max((n for row in numbers for n in row), default=0))
    before = math.ceil(min(max((_width(row.text) for row in rows), default=0.0), MOST_LABEL) + 0.5)
    above = 2.2 + max((_width(column.text) for column in columns), default=0.0) + 0.8
    wide, high = 100 / max(len(columns), 1), CELL[1]
    parts = [_scale(shade, unit, -before)]
    for j, column in enumerate(columns):
        place = f'x="{_percent((j + 0.5) * wide)}" y="{_em(above - 0.4)}" text-anchor="end"'
        parts.append(f'<text class="chart-upright" {place}>{_label((column,), math.inf)}</text>')
    for i, (row, line) in enumerate(zip(rows, numbers, strict=True)):
        y = above + i * high
        place = f'x="-0.5em" y="{_em(y + high / 2)}" dy="0.35em" text-anchor="end"'
        parts.append(f"<text {place}>{_label((row,), before - 0.5)}</text>")
        for j, (column, number) in enumerate(zip(columns, line, strict=True)):
            said = f"{row.text}，{column.text}：{number}{unit}"
            box = (_percent(j * wide), _em(y), _percent(wide), _em(high))
            parts.append(_cell(number, shade, box, (_percent((j + 0.5) * wide), _em(y + high / 2)), said))
    digits = 0.55 * len(str(shade[-1])) if shade else 0.0
    least = math.ceil(before + max(digits + 0.1, 1.2) * len(columns))
    room = f"{_room(before)} chart-least-{least}" if least <= MOST_ROOM else _room(before)
    return _picture(about, parts, above + high * len(rows) + 0.2, room, "100%" if least <= MOST_ROOM else _em(least))


def matrix(about: About, names: Sequence[Words], numbers: Sequence[Sequence[int]], unit: str) -> str:
    """Half a table of what each has with each other, as road distances are printed: a name stands at the end of its row, which is
    the head of its column.

    Args:
        about: what it is.
        names: what is compared.
        numbers: for each name a number for each name before it.
        unit: what is counted, as it follows the number.
    """
    shade = levels(max((n for row in numbers for n in row), default=0))
    top = 2.4
    wide, high = CELL
    parts = [_scale(shade, unit)]
    for i, (name, line) in enumerate(zip(names, numbers, strict=True)):
        y = top + i * high
        for j, number in zip(range(i), line, strict=True):
            said = f"{name.text}与{names[j].text}：{number}{unit}"
            middle = (_em((j + 0.5) * wide), _em(y + high / 2))
            parts.append(_cell(number, shade, (_em(j * wide), _em(y), _em(wide), _em(high)), middle, said))
        parts.append(f'<text x="{_em(i * wide + 0.4)}" y="{_em(y + high / 2)}" dy="0.35em">{_label((name,), math.inf)}</text>')
    ends = (i * wide + 0.8 + _width(name.text) for i, name in enumerate(names))
    return _picture(about, parts, top + len(names) * high + 0.2, width=_em(max([*ends, NARROW - 1])))


def levels(most: int) -> tuple[int, ...]:
    """The highest number of each shade, up to `most`: steps that grow, as a few numbers are often far above the rest.

    >>> levels(104), levels(7), levels(2), levels(0)
    ((2, 6, 16, 41, 104), (1, 2, 3, 4, 7), (1, 2), ())
    """
    if most < 1:
        return ()
    return tuple(sorted({*(math.floor(most ** (k / LEVELS) + 1e-9) for k in range(1, LEVELS)), most}))


def _level(number: int, shade: Sequence[int]) -> int:
    """Which of the shades a number has, from 1; few steps are spread over all shades."""
    place = next(i for i, highest in enumerate(shade) if number <= highest)
    return 1 + round(place * (LEVELS - 1) / (len(shade) - 1)) if len(shade) > 1 else LEVELS // 2 + 1


# The parts of a picture


def _room(before: int, behind: int = 0) -> str:
    """The classes that leave room beside a plot."""
    return f"chart-before-{before}" + (f" chart-behind-{behind}" if behind else "")


def _picture(about: About, parts: Iterable[str], height: float, css: str = "", width: str = "100%") -> str:
    name = _escaped(about.name)
    classes = " ".join(["chart", *css.split()])
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{classes}" role="group" aria-labelledby="{name}-title" '
        f'aria-describedby="{name}-desc" width="{width}" height="{_em(height)}">'
    )
    titles = f'<title id="{name}-title">{_escaped(about.title)}</title>\n<desc id="{name}-desc">{_escaped(about.desc)}</desc>'
    return "\n".join([opening, titles, *filter(None, parts), "</svg>"])


def _marks(about: About, row: Bar, full: int, y: float, height: float) -> Iterator[str]:
    for nth, (end, value) in enumerate(zip(accumulate(row.values), row.values, strict=True), 1):
        if value:
            yield _mark(about, nth, (_percent(100 * (end - value) / full), _em(y), _percent(100 * value / full), _em(height)))


def _mark(about: About, nth: int, box: tuple[str, str, str, str]) -> str:
    fill = "" if nth == 1 else f' fill="url(#{_escaped(about.name)}-{nth})"'
    return f'<rect class="chart-mark chart-{nth}" {_box(box)}{fill}/>'


def _patterns(about: About, series: Sequence[str]) -> str:
    """Stripes for the second series and dots for the third, so that they are told apart without colour."""
    if not 1 <= len(series) <= SERIES:
        raise ValueError(f"a picture has 1 to {SERIES} series, not {len(series)}")
    inside = ("", '<path class="chart-gap" d="M0 0h2v7h-2z"/>', '<circle class="chart-gap" cx="2.5" cy="2.5" r="1.2"/>')
    size = ("", 'width="7" height="7" patternTransform="rotate(45)"', 'width="5" height="5"')
    found = "".join(
        f'<pattern id="{_escaped(about.name)}-{nth}" patternUnits="userSpaceOnUse" {size[nth - 1]}>'
        f'<rect class="chart-ground-{nth}" width="7" height="7"/>{inside[nth - 1]}</pattern>'
        for nth in range(2, len(series) + 1)
    )
    return f"<defs>{found}</defs>" if found else ""


def _legend(about: About, series: Sequence[str], x: float = 0.0) -> str:
    parts = []
    for nth, name in enumerate(series, 1):
        parts.append(_mark(about, nth, (_em(x + 0.1), "0.3em", "1.2em", "1em")))
        parts.append(f'<text x="{_em(x + 1.6)}" y="1.15em">{_escaped(name)}</text>')
        x += 1.6 + _width(name) + 0.9
    return "\n".join(parts)


def _scale(shade: Sequence[int], unit: str, x: float = 0.0) -> str:
    """What the shades mean, in cells like those of the picture."""
    if not shade:
        return ""
    parts = [f'<text x="{_em(x)}" y="1.15em">{_escaped(unit)}数</text>']
    lowest, x, wide = 1, x + _width(unit) + 1.6, 4.0
    for highest in shade:
        said = str(highest) if lowest == highest else f"{lowest}–{highest}"
        box = (_em(x), "0.1em", _em(wide), "1.5em")
        parts.append(_shaded(said, _level(highest, shade), box, (_em(x + wide / 2), "0.85em")))
        lowest, x = highest + 1, x + wide
    return "\n".join(parts)


def _cell(number: int, shade: Sequence[int], box: tuple[str, str, str, str], middle: tuple[str, str], said: str) -> str:
    if not number:
        return f'<rect class="chart-empty" {_box(box)}/>'
    return f"<g><title>{_escaped(said)}</title>{_shaded(str(number), _level(number, shade), box, middle)}</g>"


def _shaded(said: str, level: int, box: tuple[str, str, str, str], middle: tuple[str, str]) -> str:
    text = f'x="{middle[0]}" y="{middle[1]}" dy="0.35em" text-anchor="middle">{_escaped(said)}</text>'
    return f'<rect class="chart-cell chart-shade-{level}" {_box(box)}/><text class="chart-number chart-on-{level}" {text}'


def _label(words: Sequence[Words], room: float) -> str:
    """Words, each with its link; shortened evenly where they do not fit, with all of it in a title."""
    each = max((room - _width("、") * (len(words) - 1)) / max(len(words), 1), 2.0)
    short = [_shortened(word.text, each) for word in words] if _whole(words) > room else [word.text for word in words]
    parts = [
        f'<a href="{_escaped(word.href)}">{_titled(word.text, said)}</a>' if word.href else _titled(word.text, said)
        for word, said in zip(words, short, strict=True)
    ]
    return "、".join(parts)


def _titled(text: str, said: str) -> str:
    return f"<tspan><title>{_escaped(text)}</title>{_escaped(said)}</tspan>" if said != text else _escaped(said)


def _shortened(text: str, room: float) -> str:
    if _width(text) <= room:
        return text
    ends = [place for place, width in enumerate(accumulate(map(_width, text)), 1) if width <= room - 1]
    return text[: ends[-1] if ends else 1] + "…"


def _escaped(text: str) -> str:
    """Text as XML has it: without control characters, which it cannot hold."""
    return escape(_CONTROL.sub("\ufffd", text))


def _whole(words: Sequence[Words]) -> float:
    return _width("、".join(word.text for word in words))


def _width(text: str) -> float:
    """About how wide a text is, in em; rather more than less."""
    return sum(1.0 if east_asian_width(char) in "WFA" else 0.6 for char in text)


def _box(box: tuple[str, str, str, str]) -> str:
    x, y, width, height = box
    return f'x="{x}" y="{y}" width="{width}" height="{height}"'


def _em(length: float) -> str:
    return f"{_rounded(length)}em"


def _percent(share: float) -> str:
    return f"{_rounded(share)}%"


def _rounded(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
