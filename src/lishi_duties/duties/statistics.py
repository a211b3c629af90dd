"""Counts: duties by section and list, and what each department carries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lishi_duties.model import Department, Duty

if TYPE_CHECKING:
    from lishi_duties.duties.duty_set import DutySet

__all__ = ["CategoryCount", "DepartmentLoad", "category_counts", "department_loads"]


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """How many duties a section has in each list."""

    category: str
    basic: int
    cooperative: int
    reclaimed: int

    @property
    def total(self) -> int:
        """In all three lists."""
        return self.basic + self.cooperative + self.reclaimed


@dataclass(frozen=True, slots=True)
class DepartmentLoad:
    """What a department carries: duties it leads, items it received, and the single tasks in them."""

    department: Department
    leads: int
    receives: int
    tasks: int

    @property
    def duties(self) -> int:
        """Led and received together."""
        return self.leads + self.receives


def category_counts(duties: DutySet[Duty]) -> tuple[CategoryCount, ...]:
    """One row a section, in the edition's order."""
    counts = Counter((duty.category, duty.kind) for duty in duties)
    return tuple(
        CategoryCount(c, counts[c, "basic"], counts[c, "cooperative"], counts[c, "reclaimed"]) for c in duties.edition.categories
    )


def department_loads(duties: DutySet[Duty], departments: Iterable[Department] | None = None) -> tuple[DepartmentLoad, ...]:
    """One row a department, in document order; collective names too, as `department.kind` says."""
    return tuple(
        DepartmentLoad(
            d,
            len(duties.by_department(d.name, role="leads")),
            len(duties.by_department(d.name, role="receives")),
            len(duties.tasks_of(d.name)),
        )
        for d in (duties.departments if departments is None else departments)
    )
