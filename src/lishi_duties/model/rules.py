"""The rules that cross the records of an edition file. Each raises ValueError, which pydantic reports with the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lishi_duties.model.walk import departments_of

if TYPE_CHECKING:
    from lishi_duties.model.edition import DutyListFile

__all__ = ["check_file"]


def check_file(file: DutyListFile) -> None:
    """Refuse a file whose departments, sections, duties, notes or lineage contradict one another."""
    departments = _check_departments(file)
    _check_categories(file)
    ids = _check_duties(file, departments)
    for note in file.notes:
        if note.duty not in ids:
            raise ValueError(f"notes: {note.duty} is no duty of this file")
    _check_lineage(file, ids)


def _check_departments(file: DutyListFile) -> set[str]:
    """Every name means one department; gives the canonical names."""
    names: set[str] = set()
    for department in file.departments:
        for name in (department.name, *department.aliases):
            if name in names:
                raise ValueError(f"department name {name!r} is given twice in departments")
            names.add(name)
    return {department.name for department in file.departments}


def _check_categories(file: DutyListFile) -> None:
    categories = file.edition.categories
    for place, category in enumerate(categories):
        if category in categories[:place]:
            raise ValueError(f"edition.categories names {category!r} twice")


def _check_duties(file: DutyListFile, departments: set[str]) -> set[str]:
    """Ids are given once, numbers count up, sections are in order, departments are registered; gives the ids."""
    order = {category: place for place, category in enumerate(file.edition.categories)}
    edition = file.edition.number
    ids: set[str] = set()
    for kind, duties in (("basic", file.basic), ("cooperative", file.cooperative), ("reclaimed", file.reclaimed)):
        section = -1
        for number, duty in enumerate(duties, 1):
            if duty.id in ids:
                raise ValueError(f"{kind}[{number - 1}]: id {duty.id} is given twice")
            ids.add(duty.id)
            if duty.edition != edition:
                raise ValueError(f"{duty.id}: edition {duty.edition} in the file of edition {edition}")
            if duty.number != number:
                raise ValueError(f"{duty.id}: number {duty.number} where {kind} has come to {number}")
            if duty.category not in order:
                raise ValueError(f"{duty.id}: category {duty.category!r} is not among edition.categories")
            if order[duty.category] < section:
                raise ValueError(f"{duty.id}: category {duty.category!r} comes after a later section")
            section = order[duty.category]
            for name in departments_of(duty):
                if name not in departments:
                    raise ValueError(f"{duty.id}: department {name!r} is not registered in departments")
    return ids


def _check_lineage(file: DutyListFile, ids: set[str]) -> None:
    """An id that is gone is gone once, and what took its place is there."""
    ended_ids: set[str] = set()
    for event in file.lineage:
        if event.edition > file.edition.number:
            raise ValueError(f"lineage: {event.id} in edition {event.edition}, which is later than this one")
        if event.kind != "moved":
            if event.id in ids:
                raise ValueError(f"lineage: {event.id} is said to be {event.kind}, but is a duty of this file")
            if event.id in ended_ids:
                raise ValueError(f"lineage: {event.id} is gone twice")
            ended_ids.add(event.id)
        for successor in event.into:
            if successor not in ids:
                raise ValueError(f"lineage: {event.id} {event.kind} into {successor}, which is no duty of this file")
    for event in file.lineage:
        if event.kind == "moved" and event.id not in ids | ended_ids:
            raise ValueError(f"lineage: {event.id} moved, but is no duty of this file")
