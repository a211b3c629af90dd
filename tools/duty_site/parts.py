"""What several kinds of pages are made of: links, tags, lists of duties, tables of numbers. All of it is HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from duty_site.page import KIND_LABELS, department_path, duty_path, escape, url
from lishi_duties.duties.departments import Departments
from lishi_duties.model import Duty, Kind

__all__ = [
    "anchor",
    "department_link",
    "department_links",
    "duty_link",
    "entries",
    "jumps",
    "link",
    "number_table",
    "ordered",
    "tag",
    "wide",
]


def link(path: str, target: str, text: str) -> str:
    """A link on the page at `path`."""
    return f'<a href="{url(path, target)}">{escape(text)}</a>'


def tag(kind: Kind) -> str:
    """Which list, in a word; its frame differs from list to list, so that no one has to tell colours apart."""
    return f'<span class="duty-tag duty-tag--{kind}">{KIND_LABELS[kind]}</span>'


def duty_link(path: str, duty: Duty) -> str:
    """A duty by its title."""
    return link(path, duty_path(duty.id), duty.title)


def department_link(path: str, name: str, registry: Departments, label: str | None = None) -> str:
    """A department by its canonical name, or by another that is shown instead; no link where it has no page."""
    text = name if label is None else label
    return link(path, department_path(name), text) if registry.get(name) is not None else escape(text)


def department_links(path: str, names: Iterable[str], registry: Departments) -> str:
    """Several departments, each once."""
    return "、".join(department_link(path, name, registry) for name in dict.fromkeys(names))


def ordered(texts: Sequence[str], css: str = "duty-tasks") -> str:
    """Texts in HTML with their numbers; a single one bears none, as in the document."""
    if len(texts) == 1:
        return f'<p class="{css}">{texts[0]}</p>'
    return f'<ol class="{css}">\n' + "\n".join(f"<li>{text}</li>" for text in texts) + "\n</ol>"


def anchor(name: str) -> str:
    """An anchor of a section's name: the same in every edition, wherever the section stands in it.

    >>> anchor("文化和旅游"), anchor("a {b}")
    ('文化和旅游', 'a-b-')
    """
    return re.sub(r"\W+", "-", name)


def jumps(label: str, targets: Iterable[tuple[str, str, int]]) -> str:
    """A list of places to jump to: address, name, and how many duties stand there."""
    items = "\n".join(
        f'<li><a href="{address}">{escape(name)}</a> <span class="duty-count">{count}项</span></li>'
        for address, name, count in targets
    )
    return f'<nav class="duty-jumps" aria-label="{escape(label)}">\n<ul>\n{items}\n</ul>\n</nav>'


def entries(path: str, duties: Iterable[Duty], registry: Departments) -> str:
    """Duties of one list, each with its number there, its title, its id, and the departments."""
    items = "\n".join(
        f'<li value="{duty.number}">{duty_link(path, duty)}'
        f'<span class="duty-aside"><span class="duty-id">{escape(duty.id)}</span>{_aside(path, duty, registry)}</span></li>'
        for duty in duties
    )
    return f'<ol class="duty-entries">\n{items}\n</ol>'


def _aside(path: str, duty: Duty, registry: Departments) -> str:
    """Who has a duty besides the town."""
    links = department_links(path, duty.departments, registry)
    if duty.kind == "cooperative":
        return f" 牵头：{links}"
    if duty.kind == "reclaimed":
        return f" 承接：{links}" if links else " 不再开展"
    return ""


_NUMBER = ' class="number"'


def number_table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    """A table whose first column names its rows; it scrolls where it is wider than the screen.

    Args:
        caption: what it shows, as text.
        columns: the columns' names, as text.
        rows: cells, as HTML; numbers stand right.
    """
    lines = []
    numeric: set[int] = set()
    for first, *rest in rows:
        numeric |= {place for place, cell in enumerate(rest, 1) if _is_number(cell)}
        cells = "".join(f"<td{_NUMBER if _is_number(cell) else ''}>{cell}</td>" for cell in rest)
        lines.append(f'<tr><th scope="row">{first}</th>{cells}</tr>')
    head = "".join(
        f'<th scope="col"{_NUMBER if place in numeric else ""}>{escape(column)}</th>' for place, column in enumerate(columns)
    )
    body = "\n".join(lines)
    opening = f'<table class="numbers"><caption>{escape(caption)}</caption>'
    return wide(f"{opening}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>", caption)


def _is_number(cell: str | int) -> bool:
    return str(cell).lstrip("+-").isdecimal()


def wide(content: str, label: str) -> str:
    """Something that may be wider than a phone: it scrolls in a container of its own, which the keyboard reaches."""
    return f'<div class="wide" role="region" aria-label="{escape(label)}" tabindex="0">\n{content}\n</div>'
