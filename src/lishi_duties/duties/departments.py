"""The registry of departments: one canonical name each, looked up by every form that cannot mean another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from lishi_duties.errors import ArgumentError, DepartmentNotFoundError
from lishi_duties.text import fold, nearest

if TYPE_CHECKING:
    from lishi_duties.model import Department


class Departments:
    """The departments of a duty list, in the order the document first names them.

    Behaves like a read-only mapping from any name or alias to `Department`, that iterates over the departments themselves.

    >>> import lishi_duties as ld
    >>> departments = ld.load().departments
    >>> departments["应急管理局"].name
    '区应急管理局'
    >>> "区农委" in departments
    True
    """

    __slots__ = ("_all", "_by_name", "_folded")

    def __init__(self, departments: Iterable[Department]) -> None:
        self._all = tuple(departments)
        self._by_name = {name: d for d in self._all for name in (d.name, *d.aliases)}
        self._folded: dict[str, Department] | None = None

    def __iter__(self) -> Iterator[Department]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def __contains__(self, name: object) -> bool:
        return name in self._all if not isinstance(name, str) else self.get(name) is not None

    def __eq__(self, other: object) -> bool:
        return self._all == other._all if isinstance(other, Departments) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(d.name for d in self._all))

    def __getitem__(self, name: str) -> Department:
        """The department of this name or alias; width, case, spaces and punctuation do not count.

        Raises:
            DepartmentNotFoundError: no department is called so; names the nearest ones.
        """
        department = self.get(name)
        if department is None:
            suggestions = nearest(name, (n for d in self._all for n in (d.name, *d.aliases)))
            canonical = tuple(dict.fromkeys(self._by_name[n].name for n in suggestions))
            hint = f"; did you mean {'、'.join(canonical)}?" if canonical else "."
            raise DepartmentNotFoundError(
                f"no department is called {name[:40]!r}{hint} All {len(self)}: `duties.departments`, "
                "or the command `lishi-duties departments`",
                asked=name,
                suggestions=canonical,
            )
        return department

    def get(self, name: str) -> Department | None:
        """The department of this name or alias; None where there is none."""
        if not isinstance(name, str):
            raise ArgumentError(f"a department is asked for by its name, a str, not {type(name).__name__}")
        department = self._by_name.get(name)
        if department is None:
            if self._folded is None:
                self._folded = {fold(n): d for n, d in self._by_name.items()}
            department = self._folded.get(fold(name))
        return department

    @property
    def names(self) -> tuple[str, ...]:
        """The canonical names."""
        return tuple(d.name for d in self._all)

    def __repr__(self) -> str:
        return f"<Departments: {len(self)}{', ' if self._all else ''}{'、'.join(self.names[:3])}{'…' if len(self) > 3 else ''}>"

    def __reduce__(self) -> tuple[object, ...]:
        return Departments, (self._all,)
