"""The departments of two lists side by side."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from lishi_duties.compare.differences import DepartmentChange
from lishi_duties.model import Department

__all__ = ["RegistryChanges", "loses_a_name", "registry_changes"]


@dataclass(frozen=True, slots=True)
class RegistryChanges:
    """What differs between two registries.

    Attributes:
        added: departments only the new one has, in its order.
        removed: departments only the old one has, in its order.
        changed: departments whose name, aliases or kind differ.
    """

    added: tuple[Department, ...]
    removed: tuple[Department, ...]
    changed: tuple[DepartmentChange, ...]


def registry_changes(before: tuple[Department, ...], after: tuple[Department, ...]) -> RegistryChanges:
    """Departments added, removed and changed. One is another's former self where either has the other's name as an alias."""
    old, new = ({department.name: department for department in side} for side in (before, after))
    pairs = {name: name for name in old if name in new} | _renamed(
        [department for department in before if department.name not in new],
        [department for department in after if department.name not in old],
    )
    counterparts = set(pairs.values())
    changes = [DepartmentChange(old[a], new[b]) for a, b in pairs.items() if old[a] != new[b]]
    return RegistryChanges(
        tuple(department for department in after if department.name not in counterparts),
        tuple(department for department in before if department.name not in pairs),
        tuple(sorted(changes, key=lambda change: sorted((change.before.name, change.after.name)))),
    )


def _renamed(removed: list[Department], added: list[Department]) -> dict[str, str]:
    """Old names with new ones, where that is beyond doubt."""
    heirs = [(a.name, b.name) for a in removed for b in added if a.name in b.aliases or b.name in a.aliases]
    olds, news = Counter(a for a, _ in heirs), Counter(b for _, b in heirs)
    return {a: b for a, b in heirs if olds[a] == news[b] == 1}


def loses_a_name(before: tuple[Department, ...], after: tuple[Department, ...], changed: tuple[DepartmentChange, ...]) -> bool:
    """Whether a name or alias of a department of the old registry is not known to the new one, or means another one there."""
    same = {department.name: department.name for department in after}
    same |= {change.before.name: change.after.name for change in changed}
    meanings = {name: department.name for department in after for name in (department.name, *department.aliases)}
    return any(
        name not in meanings or meanings[name] != same.get(department.name)
        for department in before
        for name in (department.name, *department.aliases)
    )
