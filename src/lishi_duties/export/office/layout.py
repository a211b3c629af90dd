"""The tables of the official layout: three lists, their sections, and a row for each duty."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lishi_duties.duties.duty_list import DutyList
from lishi_duties.export.office.cells import Lines, checked, set_duty
from lishi_duties.export.selection import lists_of
from lishi_duties.intake.outline import Outline, Section
from lishi_duties.intake.records import RecordMaker
from lishi_duties.intake.template import DEPARTMENTS, HANDOVER, NUMBER, NUMERALS, RESPONSIBILITIES, TITLE
from lishi_duties.labels import LIST_NAMES, tier
from lishi_duties.model import Duty, Kind, Place

if TYPE_CHECKING:
    from lishi_duties.duties.duty_set import DutySet

__all__ = ["FONT", "HEADING_FONT", "Table", "tables_of"]

FONT, HEADING_FONT = "仿宋", "黑体"

_Sections = dict[Kind, dict[str, tuple[Duty, ...]]]


class Table(NamedTuple):
    """One of the three lists; a row is the heading of a section, or the cells of a duty."""

    kind: Kind
    header: Lines
    rows: tuple[str | tuple[Lines, ...], ...]

    @property
    def name(self) -> str:
        return f"{LIST_NAMES[self.kind]}清单"


def tables_of(duties: DutySet[Duty]) -> Iterator[Table]:
    """The tables of a list, or of part of one.

    Raises:
        ArgumentError: a text cannot stand in a Word or Excel file.
    """
    edition = duties.edition
    for text in (edition.title, str(edition.jurisdiction), *edition.categories):
        checked(text, "the edition")
    ids: dict[tuple[Kind, int], str] = {(duty.kind, duty.number): duty.id for duty in duties}
    maker = RecordMaker(duties.departments, ids, edition.number, Path())
    columns = _columns(edition.jurisdiction.town)
    for kind, sections in _sections(duties).items():
        rows: list[str | tuple[Lines, ...]] = []
        for number, (name, members) in enumerate(sections.items()):
            # of part of a list no numeral: in the whole list it is that of another section
            numeral = f"{NUMERALS[number]}、" if isinstance(duties, DutyList) and number < len(NUMERALS) else ""
            rows.append(f"{numeral}{name}（{len(members)}项）")
            rows += (set_duty(duty, maker, duties.departments) for duty in members)
        yield Table(kind, (NUMBER, TITLE, *columns[kind]), tuple(rows))


def _columns(town: str) -> dict[Kind, Lines]:
    """The heads of the columns after number and title."""
    return {
        "basic": (),
        "cooperative": (DEPARTMENTS, RESPONSIBILITIES, f"{tier(town)}配合职责"),
        "reclaimed": (HANDOVER,),
    }


def _sections(duties: DutySet[Duty]) -> _Sections:
    """The duties by list and section; of a whole list with the empty sections, where only these tell their names or order."""
    sections: _Sections = {
        kind: {name: tuple(group) for name, group in groupby(members, lambda duty: duty.category)}
        for kind, members in lists_of(duties).items()
    }
    categories = duties.edition.categories
    headings = tuple(Section(kind, name, None, Place()) for kind in sections for name in sections[kind])
    if isinstance(duties, DutyList) and Outline("", headings, ()).categories != categories:
        sections["basic"] = {name: sections["basic"].get(name, ()) for name in categories}
    return sections
