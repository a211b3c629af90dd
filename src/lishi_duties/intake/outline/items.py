"""What a document is taken apart into."""

from __future__ import annotations

from dataclasses import dataclass

from lishi_duties.intake.document import Cell, Remark
from lishi_duties.intake.template import CATEGORIES
from lishi_duties.model import KINDS, Kind, Place


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a list as its heading states it; `stated` is None where the heading states no count."""

    kind: Kind
    name: str
    stated: int | None
    place: Place


@dataclass(frozen=True, slots=True)
class Item:
    """A row of a list, whole again: its cells after number and title."""

    kind: Kind
    category: str
    number: int
    title: Cell
    columns: tuple[Cell, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Outline:
    """A document taken apart into its lists.

    Attributes:
        title: the document's title.
        sections: the sections of all lists, in order.
        items: the items of all lists, in order.
        remarks: what was left out, supposed or counted by rule.
    """

    title: str
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def categories(self) -> tuple[str, ...]:
        """The names of all sections, in an order that agrees with every list; where they leave it open, in the usual one."""
        orders: list[list[str]] = [[s.name for s in self.sections if s.kind == kind] for kind in KINDS]
        merged: list[str] = []
        while any(orders):
            firsts = dict.fromkeys(order[0] for order in orders if order)
            free = [name for name in firsts if not any(name in order[1:] for order in orders)]
            # where the lists disagree, that of the first one stands
            name = min(free, key=_usual) if free else next(iter(firsts))
            merged.append(name)
            orders = [[n for n in order if n != name] for order in orders]
        return tuple(merged)


def _usual(name: str) -> int:
    """Where a section of this name stands in the national template."""
    return CATEGORIES.index(name) if name in CATEGORIES else -1
