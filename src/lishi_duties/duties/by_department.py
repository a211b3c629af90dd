"""Which duties a department has, and which of their tasks are its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from lishi_duties.duties.answers import DepartmentTask
from lishi_duties.model import ROLES, BasicDuty, Duty, Kind, Role, departments_of
from lishi_duties.model.walk import field_path

if TYPE_CHECKING:
    from lishi_duties.duties.departments import Departments

__all__ = ["members_by_department", "tasks_by_department"]

D = TypeVar("D", bound=Duty)

_ROLES: dict[Kind, Role] = {"cooperative": "leads", "reclaimed": "receives"}


def members_by_department(
    duties: Iterable[D], departments: Departments
) -> Iterator[tuple[tuple[str, ...], Role | None, list[D]]]:
    """For each department and each role, None being any: its names, the role, and the duties, in their order."""
    members: dict[tuple[str, Role | None], list[D]] = {}
    for duty in duties:
        for name in dict.fromkeys(departments_of(duty)):
            for role in (_ROLES[duty.kind], None):
                members.setdefault((name, role), []).append(duty)
    for department in departments:
        names = (department.name, *department.aliases)
        for role in (*ROLES, None):
            yield names, role, members.get((department.name, role), [])


def tasks_by_department(duties: Iterable[Duty]) -> dict[str, list[DepartmentTask]]:
    """The tasks of each department in these duties, in their order, by its canonical name."""
    tasks: dict[str, list[DepartmentTask]] = {}
    for duty in duties:
        if isinstance(duty, BasicDuty):  # the town's own
            continue
        for part in duty.parts():
            if part.role is None:
                continue
            fields = tuple(map(field_path, part.paths))
            for name in dict.fromkeys(part.departments):
                others = tuple(other for other in part.departments if other != name)
                tasks.setdefault(name, []).extend(
                    DepartmentTask(duty, part.role, text, field, others) for text, field in zip(part.texts, fields, strict=True)
                )
    return tasks
