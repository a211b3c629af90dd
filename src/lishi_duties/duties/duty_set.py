"""Lookups and filters over a list of duties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, Literal, TypedDict, TypeVar, Unpack, cast, overload

from lishi_duties import _first_use
from lishi_duties.arguments import one_of
from lishi_duties.duties.answers import CategoryCount, DepartmentLoad, DepartmentTask
from lishi_duties.duties.by_department import members_by_department, tasks_by_department
from lishi_duties.duties.departments import Departments
from lishi_duties.duties.exports import Exporting
from lishi_duties.duties.misses import check_category, no_duty, no_place
from lishi_duties.errors import ArgumentError
from lishi_duties.model import (
    KINDS,
    ROLES,
    BasicDuty,
    CooperativeDuty,
    Duty,
    Edition,
    Kind,
    Lineage,
    ReclaimedItem,
    Role,
)
from lishi_duties.text import quoted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from lishi_duties.retrieval.keyword import Hit

__all__ = ["Conditions", "DutySet"]

D_co = TypeVar("D_co", bound=Duty, covariant=True)
D = TypeVar("D", bound=Duty)
T = TypeVar("T")


class Conditions(TypedDict, total=False):
    """What `DutySet.filter` takes beside the kind, which decides what the duties are."""

    category: str | None
    department: str | None
    role: Role | None
    discontinued: bool | None


class DutySet(Exporting, Sequence[D_co], Generic[D_co]):
    """An immutable sequence of duties of one edition, in list order, with queries. Queries give sets again.

    >>> import lishi_duties as ld
    >>> duties = ld.load()
    >>> duties.cooperative.by_department("区公安局").by_category("生态环保")
    <DutySet of 2: C045, C047>
    >>> duties.basic[0].category
    '党的建设'
    """

    __slots__ = ("_by_department", "_by_id", "_departments", "_derived", "_duties", "_edition", "_lineage")

    _duties: tuple[D_co, ...]

    def __init__(
        self, duties: Iterable[D_co], edition: Edition, departments: Departments, lineage: tuple[Lineage, ...] = ()
    ) -> None:
        self._duties = tuple(duties)
        self._lineage = lineage
        self._edition = edition
        self._departments = departments
        self._by_id: dict[str, D_co] | None = None
        self._by_department: dict[tuple[str, Role | None], DutySet[D_co]] | None = None
        self._derived: dict[str, Any] = {}

    # A sequence, and by id a mapping

    def __len__(self) -> int:
        return len(self._duties)

    def __iter__(self) -> Iterator[D_co]:
        return iter(self._duties)

    @overload
    def __getitem__(self, key: str | int) -> D_co: ...
    @overload
    def __getitem__(self, key: slice) -> DutySet[D_co]: ...
    def __getitem__(self, key: str | int | slice) -> D_co | DutySet[D_co]:
        """The duty of an id or at a place; a set for a slice.

        A whole number is a place in this sequence, counted from 0, and never the number of a duty.

        Raises:
            DutyNotFoundError: no duty of this set has the id; names what it may have been meant to be.
            IndexError: there is no such place.

        >>> import lishi_duties as ld
        >>> duties = ld.load()
        >>> duties["C047"], duties.cooperative[46], duties[-1].id
        (CooperativeDuty(C047 生态环保 噪声污染防治监管), CooperativeDuty(C047 生态环保 噪声污染防治监管), 'R143')
        """
        if isinstance(key, str):
            duty = self.get(key)
            if duty is None:
                raise no_duty(key, self.ids, self._lineage)
            return duty
        if isinstance(key, slice):
            return self._subset(self._duties[key])
        if isinstance(key, int) and not isinstance(key, bool):
            if not -len(self) <= key < len(self):
                raise no_place(key, len(self))
            return self._duties[key]
        raise ArgumentError(f"a duty is looked up by its id, such as 'C047', or its place, not {type(key).__name__}")

    def get(self, id: str) -> D_co | None:
        """The duty of this id; None where the set has none.

        >>> import lishi_duties as ld
        >>> ld.load().get("Z001") is None
        True
        """
        if not isinstance(id, str):
            raise ArgumentError(f"an id is a str such as 'C047', not {type(id).__name__}")
        return (self._by_id or self._index()).get(id)

    def __contains__(self, item: object) -> bool:
        if isinstance(item, str):
            return item in (self._by_id or self._index())
        return item in self._duties

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, in list order."""
        return tuple(duty.id for duty in self._duties)

    @property
    def edition(self) -> Edition:
        """The edition these duties belong to."""
        return self._edition

    @property
    def departments(self) -> Departments:
        """All departments of the edition, in document order."""
        return self._departments

    # Queries

    @overload
    def filter(self, *, kind: Literal["basic"], **conditions: Unpack[Conditions]) -> DutySet[BasicDuty]: ...
    @overload
    def filter(self, *, kind: Literal["cooperative"], **conditions: Unpack[Conditions]) -> DutySet[CooperativeDuty]: ...
    @overload
    def filter(self, *, kind: Literal["reclaimed"], **conditions: Unpack[Conditions]) -> DutySet[ReclaimedItem]: ...
    @overload
    def filter(  # spelled out, as editors complete the names by it
        self,
        *,
        kind: Kind | None = None,
        category: str | None = None,
        department: str | None = None,
        role: Role | None = None,
        discontinued: bool | None = None,
    ) -> DutySet[D_co]: ...
    def filter(
        self,
        *,
        kind: Kind | None = None,
        category: str | None = None,
        department: str | None = None,
        role: Role | None = None,
        discontinued: bool | None = None,
    ) -> DutySet[Any]:
        """The duties that meet every condition given, in list order.

        Args:
            kind: `"basic"`, `"cooperative"` or `"reclaimed"`.
            category: a section, as `edition.categories` names it.
            department: any name or alias of a department.
            role: what that department does, `"leads"` or `"receives"`; needs `department`.
            discontinued: True for items nobody does any more, False for all others.

        Raises:
            ArgumentError: a kind or role that does not exist, a wrong type, or a role without a department.
            CategoryNotFoundError: a section the edition does not have.
            DepartmentNotFoundError: a department the edition does not name.

        >>> import lishi_duties as ld
        >>> ld.load().filter(kind="cooperative", category="生态环保", department="区公安局").ids
        ('C045', 'C047')
        """
        if role is not None and department is None:
            raise ArgumentError("a role goes with a department: give both")
        members: DutySet[Any] = self if department is None else self.by_department(department, role=role)
        if kind is not None:
            one_of("kind", kind, KINDS)
        if category is not None:
            check_category(category, self._edition.categories)
        if discontinued is not None and not isinstance(discontinued, bool):
            raise ArgumentError(f"discontinued is True, False or None, not {quoted(discontinued)}")
        if kind is None and category is None and discontinued is None:
            return members
        return self._subset(
            duty
            for duty in members
            if (kind is None or duty.kind == kind)
            and (category is None or duty.category == category)
            and (discontinued is None or is_discontinued(duty) is discontinued)
        )

    def by_category(self, name: str) -> DutySet[D_co]:
        """The duties of one section.

        Raises:
            CategoryNotFoundError: the edition has no such section.

        >>> import lishi_duties as ld
        >>> [len(ld.load().by_category(c)) for c in ld.load().edition.categories]
        [24, 27, 47, 130, 15, 21, 46, 11, 8]
        """
        check_category(name, self._edition.categories)
        return self._subset(duty for duty in self._duties if duty.category == name)

    def by_department(self, name: str, *, role: Role | None = None) -> DutySet[D_co]:
        """The duties this department leads or received.

        Args:
            name: any name or alias of a department.
            role: `"leads"` for cooperative duties only, `"receives"` for reclaimed items only.

        Raises:
            DepartmentNotFoundError: no department is called so; names the nearest.
            ArgumentError: there is no such role.

        >>> import lishi_duties as ld
        >>> ld.load().by_department("消防救援局", role="receives")
        <DutySet of 1: R120>
        """
        if role is not None and role not in ROLES:
            one_of("role", role, ROLES)
        index = self._by_department or self._index_departments()
        duties = index.get((name, role)) if isinstance(name, str) else None
        return duties if duties is not None else index[self._departments[name].name, role]

    def reclaimed_by(self, name: str) -> DutySet[ReclaimedItem]:
        """What this department took back from the town.

        Raises:
            DepartmentNotFoundError: no department is called so; names the nearest.
        """
        return cast("DutySet[ReclaimedItem]", self.by_department(name, role="receives"))

    def discontinued(self) -> DutySet[ReclaimedItem]:
        """The items nobody does any more.

        >>> import lishi_duties as ld
        >>> ld.load().discontinued().ids
        ('R016', 'R018', 'R019', 'R020', 'R119')
        """
        return cast("DutySet[ReclaimedItem]", self.filter(discontinued=True))

    def tasks_of(self, department: str) -> tuple[DepartmentTask, ...]:
        """Every task this department has in these duties, with its duty, in list order.

        Raises:
            DepartmentNotFoundError: no department is called so; names the nearest.

        >>> import lishi_duties as ld
        >>> first = ld.load().tasks_of("区气象局")[0]
        >>> first.duty.id, first.text
        ('C031', '牵头开展天气预警监测和信息发布。')
        """
        name = self._departments[department].name
        return tuple(self._derive("tasks", tasks_by_department).get(name, ()))

    def search(
        self,
        query: str,
        limit: int = 10,
        *,
        kind: Kind | None = None,
        category: str | None = None,
        department: str | None = None,
    ) -> tuple[Hit, ...]:
        """The duties in which every word of `query` occurs, best first.

        Width, case, punctuation and spaces inside words do not count. Words are parted by spaces or punctuation.

        Args:
            query: one or more words, 2,000 characters at most.
            limit: how many at most, from 1.
            kind: only this list.
            category: only this section.
            department: only duties this department leads or received.

        Raises:
            ArgumentError: the query holds no word, or an argument makes no sense.
            CategoryNotFoundError: the edition has no such section.
            DepartmentNotFoundError: no department is called so.

        >>> import lishi_duties as ld
        >>> hits = ld.load().search("噪声 喇叭")
        >>> hits[0].duty.id
        'C047'
        """
        with _first_use:
            from lishi_duties.retrieval.keyword import search

        return search(self, query, limit, kind=kind, category=category, department=department)

    def statistics(self) -> tuple[tuple[CategoryCount, ...], tuple[DepartmentLoad, ...]]:
        """How many duties each section has in each list, and what each department carries.

        >>> import lishi_duties as ld
        >>> sections, loads = ld.load().statistics()
        >>> sections[3].category, sections[3].basic, sections[3].cooperative, sections[3].reclaimed
        ('平安法治', 12, 14, 104)
        >>> max(loads, key=lambda load: load.receives).department.name
        '区应急管理局'
        """
        from lishi_duties.duties.statistics import category_counts, department_loads

        return category_counts(self), department_loads(self)

    # The rest

    def __eq__(self, other: object) -> bool:
        return self._duties == other._duties if isinstance(other, DutySet) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._duties)

    def __repr__(self) -> str:
        first = ", ".join(self.ids[:5]) + (", …" if len(self) > 5 else "")
        return f"<DutySet of {len(self)}{': ' + first if first else ''}>"

    def __rich__(self) -> RenderableType:
        from lishi_duties.duties.display import rich_table

        return rich_table(self)

    def _repr_html_(self) -> str:
        from lishi_duties.duties.display import html_table

        return html_table(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return DutySet, (self._duties, self._edition, self._departments, self._lineage)

    def _subset(self, duties: Iterable[D]) -> DutySet[D]:
        return DutySet(duties, self._edition, self._departments, self._lineage)

    def _derive(self, name: str, make: Callable[[tuple[D_co, ...]], T]) -> T:
        """Something made of these duties once and kept, such as a search index."""
        derived: T | None = self._derived.get(name)
        if derived is None:
            derived = self._derived[name] = make(self._duties)
        return derived

    def _index(self) -> dict[str, D_co]:
        self._by_id = {duty.id: duty for duty in self._duties}
        return self._by_id

    def _index_departments(self) -> dict[tuple[str, Role | None], DutySet[D_co]]:
        index: dict[tuple[str, Role | None], DutySet[D_co]] = {}
        for names, role, duties in members_by_department(self._duties, self._departments):
            index |= dict.fromkeys(((name, role) for name in names), self._subset(duties))
        self._by_department = index
        return index


def is_discontinued(duty: Duty) -> bool:
    """Whether nobody does it any more."""
    return duty.kind == "reclaimed" and duty.discontinued is not None
