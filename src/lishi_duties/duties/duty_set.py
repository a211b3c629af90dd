"""Lookups and filters over a list of duties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, Literal, NoReturn, TypedDict, TypeVar, Unpack, cast, overload

from lishi_duties import _first_use
from lishi_duties.duties.answers import CategoryCount, DepartmentLoad, DepartmentTask
from lishi_duties.duties.departments import Departments
from lishi_duties.duties.exports import Exporting
from lishi_duties.errors import ArgumentError, CategoryNotFoundError, DutyNotFoundError
from lishi_duties.model import (
    KINDS,
    ROLES,
    BasicDuty,
    CooperativeDuty,
    Duty,
    DutyListFile,
    Edition,
    EditorialNote,
    Kind,
    Lineage,
    ReclaimedItem,
    Role,
)
from lishi_duties.text import fold, nearest, shown

if TYPE_CHECKING:
    from rich.console import RenderableType

    from lishi_duties.retrieval.answers import Dispatch, Rerank
    from lishi_duties.retrieval.keyword import Hit

__all__ = ["DutyList", "DutySet"]

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

    # A sequence, found in by id as well

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
            found = self.get(key)
            return found if found is not None else self._no_duty(key)
        if isinstance(key, slice):
            return self._subset(self._duties[key])
        if isinstance(key, int) and not isinstance(key, bool):
            return self._duties[key] if -len(self) <= key < len(self) else self._no_place(key)
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
        found: DutySet[Any] = self if department is None else self.by_department(department, role=role)
        if kind is not None:
            one_of("kind", kind, KINDS)
        if category is not None:
            self._check_category(category)
        if discontinued is not None and not isinstance(discontinued, bool):
            raise ArgumentError(f"discontinued is True, False or None, not {shown(discontinued)}")
        if kind is None and category is None and discontinued is None:
            return found
        return self._subset(
            duty
            for duty in found
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
        self._check_category(name)
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
        found = index.get((name, role)) if isinstance(name, str) else None
        if found is None:
            found = index[self._departments[name].name, role]
        return found

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
        found: list[DepartmentTask] = []
        for duty in self.by_department(name):
            if isinstance(duty, CooperativeDuty):
                for i, part in enumerate(duty.responsibilities):
                    if name in part.departments:
                        others = tuple(other for other in part.departments if other != name)
                        found += (
                            DepartmentTask(duty, "leads", task, f"responsibilities[{i}].tasks[{j}]", others)
                            for j, task in enumerate(part.tasks)
                        )
            elif isinstance(duty, ReclaimedItem):
                for i, handover in enumerate(duty.handover):
                    if handover.department == name:
                        found += (
                            DepartmentTask(duty, "receives", step, f"handover[{i}].method[{j}]", ())
                            for j, step in enumerate(handover.method)
                        )
        return tuple(found)

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
        shown = ", ".join(self.ids[:5]) + (", …" if len(self) > 5 else "")
        return f"<DutySet of {len(self)}{': ' + shown if shown else ''}>"

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
        found: T | None = self._derived.get(name)
        if found is None:
            found = self._derived[name] = make(self._duties)
        return found

    def _index(self) -> dict[str, D_co]:
        self._by_id = {duty.id: duty for duty in self._duties}
        return self._by_id

    def _index_departments(self) -> dict[tuple[str, Role | None], DutySet[D_co]]:
        found: dict[tuple[str, Role | None], list[D_co]] = {}
        for duty in self._duties:
            names: Iterable[str] = ()
            role: Role = "leads"
            if isinstance(duty, CooperativeDuty):
                names = (*duty.departments, *(name for r in duty.responsibilities for name in r.departments))
            elif isinstance(duty, ReclaimedItem):
                names, role = (handover.department for handover in duty.handover), "receives"
            for name in dict.fromkeys(names):
                found.setdefault((name, role), []).append(duty)
                found.setdefault((name, None), []).append(duty)
        index: dict[tuple[str, Role | None], DutySet[D_co]] = {}
        for department in self._departments:
            for role_or_none in (None, *ROLES):
                duties = self._subset(found.get((department.name, role_or_none), ()))
                for name in (department.name, *department.aliases):
                    index[name, role_or_none] = duties
        self._by_department = index
        return index

    def _check_category(self, name: str) -> None:
        if not isinstance(name, str):
            raise ArgumentError(f"a category is asked for by its name, a str, not {type(name).__name__}")
        if name not in self._edition.categories:
            suggestions = nearest(name, self._edition.categories)
            hint = f" did you mean {'、'.join(suggestions)}?" if suggestions else ""
            raise CategoryNotFoundError(
                f"no section is called {name[:40]!r};{hint} There are {'、'.join(self._edition.categories)}",
                asked=name,
                suggestions=suggestions,
            )

    def _no_place(self, place: int) -> NoReturn:
        places = f"0 to {len(self) - 1}" if self else "none, the set is empty"
        raise IndexError(f"there is no place {place} here: places are {places}; a duty is looked up by its id, such as 'C047'")

    def _no_duty(self, id: str) -> NoReturn:
        key = fold(id[:40]).upper()
        went = next((event for event in self._lineage if event.id == key and event.kind != "moved"), None)
        if went is not None:
            raise DutyNotFoundError(_what_became(went), asked=id, suggestions=went.into, lineage=went)
        number = key.lstrip("BCR") if not key.isdecimal() else key
        letters = key[: len(key) - len(number)] or "BCR"
        near = [f"{letter}{int(number):03}" for letter in letters] if number.isdecimal() and len(number) < 9 else []
        suggestions = tuple(i for i in near if self.get(i) is not None)
        hint = f"; did you mean {', '.join(suggestions)}?" if suggestions else "."
        spans = ", ".join(f"{ids[0]}–{ids[-1]}" for letter in "BCR" if (ids := [i for i in self.ids if i.startswith(letter)]))
        raise DutyNotFoundError(
            f"no duty has the id {id[:40]!r} here{hint} Ids here: {spans or 'none, the set is empty'}",
            asked=id,
            suggestions=suggestions,
        )


class DutyList(DutySet[Duty]):
    """A whole duty list: its three lists, its departments, its edition, its editorial notes.

    >>> import lishi_duties as ld
    >>> duties = ld.load()
    >>> len(duties), len(duties.basic), len(duties.cooperative), len(duties.reclaimed)
    (329, 103, 83, 143)
    >>> duties["C047"].departments[1]
    '区公安局'
    """

    __slots__ = ("_basic", "_cooperative", "_file", "_reclaimed")

    def __init__(self, file: DutyListFile) -> None:
        super().__init__(file.duties(), file.edition, Departments(file.departments), file.lineage)
        self._file = file
        self._basic = self._subset(file.basic)
        self._cooperative = self._subset(file.cooperative)
        self._reclaimed = self._subset(file.reclaimed)

    @property
    def basic(self) -> DutySet[BasicDuty]:
        """What the town itself is responsible for."""
        return self._basic

    @property
    def cooperative(self) -> DutySet[CooperativeDuty]:
        """What departments lead and the town assists with."""
        return self._cooperative

    @property
    def reclaimed(self) -> DutySet[ReclaimedItem]:
        """What departments took back from the town."""
        return self._reclaimed

    def dispatch(self, request: str, limit: int = 5, *, rerank: Rerank | None = None) -> Dispatch:
        """Whose matter a request is: the duties it may belong to, who leads, what the town does.

        Args:
            request: what the caller said, in free text of 2 to 2,000 characters.
            limit: how many assignments at most, from 1.
            rerank: a function that is handed the request and up to 20 candidates and gives them back in the order it prefers; it
                may drop some. Without it nothing is missing.

        Returns:
            Assignments, best first; none where nothing on the list fits.

        Raises:
            ArgumentError: the request is no str, too short or too long, or another argument makes no sense.

        >>> import lishi_duties as ld
        >>> first = ld.load().dispatch("隔壁修了一座大理石的活人墓").assignments[0]
        >>> first.duty.id, first.lead, first.town_role
        ('C013', ('区民政局',), 'assists')
        >>> ld.load().dispatch("护照过期了去哪里换").assignments
        ()
        """
        if "dispatch" not in self._derived:
            with _first_use:
                from lishi_duties.retrieval.dispatch import prepare

                prepare(self)
        from lishi_duties.retrieval.dispatch import dispatch

        return dispatch(self, request, limit, rerank=rerank)

    @property
    def notes(self) -> tuple[EditorialNote, ...]:
        """The editorial notes: doubtful places of the document, in list order."""
        return self._file.notes

    @property
    def lineage(self) -> tuple[Lineage, ...]:
        """What became of ids in the revisions up to this edition: moved, split, merged, withdrawn; in order of the editions.

        >>> import lishi_duties as ld
        >>> ld.load(edition=1).lineage
        ()
        """
        return self._lineage

    def notes_on(self, id: str) -> tuple[EditorialNote, ...]:
        """The editorial notes on one duty.

        Raises:
            DutyNotFoundError: no duty has this id.

        >>> import lishi_duties as ld
        >>> [note.written for note in ld.load().notes_on("C070") if note.kind == "department_column"]
        ['区教委等', '房源单位', '区教委等']
        """
        self[id]
        return tuple(note for note in self._file.notes if note.duty == id)

    @property
    def file(self) -> DutyListFile:
        """The edition file this list was made of."""
        return self._file

    def __repr__(self) -> str:
        return (
            f"<DutyList {self._edition.title}, edition {self._edition.number}: {len(self.basic)} basic, "
            f"{len(self.cooperative)} cooperative, {len(self.reclaimed)} reclaimed>"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return DutyList, (self._file,)


def _what_became(event: Lineage) -> str:
    title = event.title if len(event.title) <= 24 else f"{event.title[:23]}…"
    told = f"{event.id} ({title}) was {event.kind} in edition {event.edition}"
    if event.kind == "withdrawn":
        return f"{told}; nothing took its place. Edition {event.edition - 1} still has it"
    if not event.into:
        return f"{told}; what took its place was withdrawn since. Edition {event.edition - 1} still has it"
    return f"{told}; look up {' and '.join(event.into)} instead"


def is_discontinued(duty: Duty) -> bool:
    """Whether nobody does it any more."""
    return duty.kind == "reclaimed" and duty.discontinued is not None


def one_of(what: str, value: object, allowed: tuple[str, ...]) -> None:
    """Refuse a value that is not among those allowed, with the nearest one."""
    if not isinstance(value, str) or value not in allowed:
        close = nearest(value, allowed, 1) if isinstance(value, str) else ()
        hint = f" did you mean {close[0]!r}?" if close else ""
        raise ArgumentError(f"there is no {what} {shown(value)};{hint} allowed: {', '.join(map(repr, allowed))}")
