"""What a set of duties answers: the tasks of a department, and counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from lishi_duties.model import CooperativeDuty, Department, DepartmentKind, Kind, ReclaimedItem, Role

__all__ = [
    "CategoryCount",
    "CategoryCountDict",
    "DepartmentLoad",
    "DepartmentLoadDict",
    "DepartmentTask",
    "DepartmentTaskDict",
]


class DepartmentTaskDict(TypedDict):
    """What `DepartmentTask.to_dict` gives: its fields, the duty by its id, kind, number and title."""

    id: str
    kind: Kind
    number: int
    title: str
    role: Role
    text: str
    field: str
    shared_with: list[str]


class CategoryCountDict(TypedDict):
    """What `CategoryCount.to_dict` gives: its fields, and their sum."""

    category: str
    basic: int
    cooperative: int
    reclaimed: int
    total: int


class DepartmentLoadDict(TypedDict):
    """What `DepartmentLoad.to_dict` gives: the fields of its department, and the counts."""

    name: str
    kind: DepartmentKind
    aliases: list[str]
    leads: int
    receives: int
    duties: int
    tasks: int


@dataclass(frozen=True, slots=True)
class DepartmentTask:
    """One task a department has.

    Attributes:
        duty: the duty it belongs to.
        role: `"leads"` in a cooperative duty, `"receives"` in a reclaimed item.
        text: the task or step as published.
        field: its place in the record, such as `responsibilities[1].tasks[0]`.
        shared_with: other departments the same heading names.
    """

    duty: CooperativeDuty | ReclaimedItem
    role: Role
    text: str
    field: str
    shared_with: tuple[str, ...]

    def to_dict(self) -> DepartmentTaskDict:
        """Plain values, as the command line gives them.

        >>> import lishi_duties as ld
        >>> ld.load().tasks_of("区气象局")[0].to_dict()["field"]
        'responsibilities[3].tasks[0]'
        """
        return {
            "id": self.duty.id,
            "kind": self.duty.kind,
            "number": self.duty.number,
            "title": self.duty.title,
            "role": self.role,
            "text": self.text,
            "field": self.field,
            "shared_with": list(self.shared_with),
        }


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

    def to_dict(self) -> CategoryCountDict:
        """Plain values, as the command line and the server for assistants give them.

        >>> import lishi_duties as ld
        >>> ld.load().statistics()[0][3].to_dict()
        {'category': '平安法治', 'basic': 12, 'cooperative': 14, 'reclaimed': 104, 'total': 130}
        """
        return {
            "category": self.category,
            "basic": self.basic,
            "cooperative": self.cooperative,
            "reclaimed": self.reclaimed,
            "total": self.total,
        }


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

    def to_dict(self) -> DepartmentLoadDict:
        """Plain values, as the command line and the server for assistants give them.

        >>> import lishi_duties as ld
        >>> ld.load().statistics()[1][0].to_dict()["aliases"]
        ['统计局', '江津区统计局']
        """
        return {
            "name": self.department.name,
            "kind": self.department.kind,
            "aliases": list(self.department.aliases),
            "leads": self.leads,
            "receives": self.receives,
            "duties": self.duties,
            "tasks": self.tasks,
        }
