"""Paths of the texts of a record, as comparisons use them: what stands there, and what is read before what.

All of it is taken from the models, so that a field that is added there is compared, ordered and put back like the others.
"""

from __future__ import annotations

from lishi_duties.model import BasicDuty, CooperativeDuty, Duty, Kind, ReclaimedItem
from lishi_duties.model.walk import Path, TextKind, text_fields

__all__ = ["ENTRY_FIELDS", "NAME_KINDS", "RECORDS", "TITLE", "is_entry", "kind_of", "reading_rank", "same_content"]

RECORDS: dict[Kind, type[Duty]] = {"basic": BasicDuty, "cooperative": CooperativeDuty, "reclaimed": ReclaimedItem}

TITLE: Path = ("title",)
"""The one text that is compared apart from the others: a duty is renamed."""

NAME_KINDS: frozenset[TextKind | None] = frozenset({"department", "published_name"})
"""What a text is that names a department."""

_FIELDS = [field for record in RECORDS.values() for field in text_fields(record)]

ENTRY_FIELDS = tuple(dict.fromkeys(str(path[0]) for path, _ in _FIELDS if len(path) > 2 and path[1] == 0))
"""The fields that hold whole entries, departments with their tasks."""


_CONTENT = {
    kind: tuple(dict.fromkeys(str(path[0]) for path, _ in text_fields(record) if path != TITLE))
    for kind, record in RECORDS.items()
}


def _names(path: Path) -> tuple[str, ...]:
    return tuple(step for step in path if isinstance(step, str))


_KINDS: dict[tuple[str, ...], TextKind] = {_names(path): kind for path, kind in _FIELDS}
_RANKS: dict[tuple[str, ...], int] = {}
for _path, _ in _FIELDS:
    for _length in range(1, len(_names(_path)) + 1):
        _RANKS.setdefault(_names(_path)[:_length], len(_RANKS))


def is_entry(path: Path) -> bool:
    """Whether a path is that of a whole entry.

    >>> is_entry(("responsibilities", 2)), is_entry(("town_tasks", 2))
    (True, False)
    """
    return len(path) == 2 and path[0] in ENTRY_FIELDS


def kind_of(path: Path) -> TextKind | None:
    """What the text at a path is; None at the path of a whole entry.

    >>> kind_of(("responsibilities", 2, "heading"))
    'heading'
    """
    return _KINDS.get(_names(path))


def reading_rank(path: Path) -> tuple[int, ...]:
    """By this the paths of a record stand in the order in which it is read.

    >>> reading_rank(("responsibilities", 0, "tasks", 9)) < reading_rank(("town_tasks", 0)) < reading_rank(("town_tasks", 1))
    True
    """
    return tuple(step if isinstance(step, int) else _RANKS[_names(path[: place + 1])] for place, step in enumerate(path))


def same_content(before: Duty, after: Duty) -> bool:
    """Whether two records say the same beside title and position.

    >>> import lishi_duties as ld
    >>> same_content(ld.load()["C047"], ld.load()["C047"]), same_content(ld.load()["C047"], ld.load()["C048"])
    (True, False)
    """
    return before.kind == after.kind and all(getattr(before, name) == getattr(after, name) for name in _CONTENT[after.kind])
