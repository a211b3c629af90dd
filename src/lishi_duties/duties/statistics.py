"""Counts: duties by section and list, and what each department carries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lishi_duties.duties.answers import CategoryCount, DepartmentLoad
from lishi_duties.model import Department, Duty

if TYPE_CHECKING:
    from lishi_duties.duties.duty_set import DutySet

__all__ = ["category_counts", "department_loads"]


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
