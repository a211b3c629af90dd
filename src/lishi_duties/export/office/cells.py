"""The cells of a duty in the official layout, set so that the intake reads them back as this duty."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby, pairwise, product
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from lishi_duties.errors import ArgumentError
from lishi_duties.intake.document import Piece
from lishi_duties.intake.outline import Item
from lishi_duties.intake.template import METHOD, RECEIVER
from lishi_duties.model.walk import Part, texts_of

if TYPE_CHECKING:
    from lishi_duties.duties.departments import Departments
    from lishi_duties.intake.records import RecordMaker
    from lishi_duties.model import Duty, Kind

__all__ = ["Lines", "checked", "set_duty"]

Lines: TypeAlias = tuple[str, ...]
"""The paragraphs of a cell."""

_NUMBERS = ("{}.", "{}. ", "{}、", "（{}）", "")
"""How tasks are numbered: as published lists do; then so that `1.` before 5公里 is not 1.5公里; at last not at all."""
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HELD = frozenset(
    {
        "title",
        "departments",
        "departments_as_published",
        "responsibilities.departments",
        "responsibilities.heading",
        "responsibilities.tasks",
        "town_tasks",
        "handover.department",
        "handover.heading",
        "handover.method",
        "discontinued.statement",
        "discontinued.basis",
    }
)
"""The fields for which the layout has a place."""


class _Setting(NamedTuple):
    """A way to set a duty.

    Attributes:
        form: how tasks are numbered.
        single: whether a single task is, too.
        apart: the departments, where names in one line are to be parted that no mark parts.
    """

    form: str
    single: bool
    apart: Departments | None

    def numbered(self, tasks: Lines) -> Lines:
        return tuple(self.form.format(n) + task for n, task in enumerate(tasks, 1)) if self.single or len(tasks) > 1 else tasks


def set_duty(duty: Duty, maker: RecordMaker, departments: Departments) -> tuple[Lines, ...]:
    """The cells of a duty: the first of the ways to set them that is read back as this duty; the first where none is.

    Raises:
        ArgumentError: the layout has no place for a text of it, or XML cannot hold it.
    """
    _check_held(duty)

    def ways() -> Iterator[tuple[Lines, ...]]:
        for form, single, apart in product(_NUMBERS, (False, True), (None, departments)):
            setting = _Setting(form, single, apart)
            cells = ((duty.title,), *(cell(duty, setting) for cell in _CELLS[duty.kind]))
            yield tuple(_lines(cell, duty.id) for cell in cells)

    def reads_back(cells: tuple[Lines, ...]) -> bool:
        title, *columns = (tuple(map(Piece, cell)) for cell in cells)
        try:
            return maker.record(Item(duty.kind, duty.category, duty.number, title, tuple(columns), duty.place)) == duty
        except ValueError:  # what the intake would say
            return False

    return ((str(duty.number),), *(next(filter(reads_back, ways()), None) or next(ways())))


def _check_held(duty: Duty) -> None:
    for text in texts_of(duty):
        if ".".join(step for step in text.path if isinstance(step, str)) not in _HELD:
            problem = f"{duty.id}: the official layout has no column for {text.field} ({text.text[:40]!r})"
            raise ArgumentError(f"{problem}; export as json, jsonl, sqlite or markdown")


def _lines(texts: Lines, whose: str) -> Lines:
    return tuple(line for text in texts for line in checked(text, whose).splitlines() if line.strip())


def checked(text: str, whose: str) -> str:
    """A text that XML can hold.

    Raises:
        ArgumentError: it cannot.
    """
    if bad := _NO_XML.search(text):
        problem = f"{whose}: the control character U+{ord(bad[0]):04X} in {text[:40]!r} cannot stand in a Word or Excel file"
        raise ArgumentError(f"{problem}; take it out of the list, or export as json")
    return text


def _parts(duty: Duty, kind: str) -> list[Part]:
    return [part for part in duty.parts() if part.kind == kind]


def _department_column(duty: Duty, _: _Setting) -> Lines:
    return tuple(text.text for text in texts_of(duty) if text.kind == "published_name")


def _responsibilities(duty: Duty, setting: _Setting) -> Lines:
    lines: list[str] = []
    for part in _parts(duty, "responsibilities"):
        # a sentence that names its departments itself stands after the others, without a number
        closing = part.heading is None and lines
        lines += (f"{part.heading}：",) if part.heading is not None else ()
        lines += part.texts if closing else setting.numbered(part.texts)
    return tuple(lines)


def _town_tasks(duty: Duty, setting: _Setting) -> Lines:
    return tuple(line for part in _parts(duty, "town_tasks") for line in setting.numbered(part.texts))


def _handovers(duty: Duty, setting: _Setting) -> Lines:
    """That nobody does it any more, or who receives it and how; those who do so together stand in one line."""
    lines = [text for part in _parts(duty, "discontinued") for text in part.texts[:1]]
    for (heading, method), group in groupby(_parts(duty, "handover"), lambda part: (part.heading or "", part.texts)):
        names = [name for part in group for name in part.departments]
        together = tuple(dict.fromkeys(names))
        line = _parted(heading, together, setting.apart) if setting.apart and len(together) > 1 else heading
        for _ in range(len(names) // len(together)):
            lines += (f"{RECEIVER}：{line}", f"{METHOD}：", *setting.numbered(method))
    return tuple(lines)


def _parted(heading: str, names: Lines, departments: Departments) -> str:
    """A heading with a space between the names of departments in it; as it is where they do not stand there in this order."""
    forms = (
        "|".join(map(re.escape, sorted((department.name, *department.aliases), key=len, reverse=True)))
        for department in (departments[name] for name in names)
    )
    match = re.fullmatch(".*?".join(f"({form})" for form in forms) + ".*", heading)
    if match is None:
        return heading
    starts = [0, *(match.start(n) for n in range(2, len(names) + 1)), len(heading)]
    return " ".join(heading[a:b] for a, b in pairwise(starts))


_CELLS: Mapping[Kind, tuple[Callable[[Duty, _Setting], Lines], ...]] = MappingProxyType(
    {"basic": (), "cooperative": (_department_column, _responsibilities, _town_tasks), "reclaimed": (_handovers,)}
)
"""What stands in the columns after number and title."""
