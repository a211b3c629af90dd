"""Sections and departments that differ, in words."""

from __future__ import annotations

from collections.abc import Iterator

from lishi_duties.compare.diff import Diff
from lishi_duties.compare.note import Line, Span
from lishi_duties.compare.phrases import Phrases
from lishi_duties.model import Department

__all__ = ["category_lines", "department_lines"]


def category_lines(difference: Diff, phrases: Phrases) -> Iterator[Line]:
    """A line for the sections that are new, for those that are gone, and for another order of the rest."""
    old, new = difference.old.categories, difference.new.categories
    for what, names in (
        ("added", [name for name in new if name not in old]),
        ("removed", [name for name in old if name not in new]),
        ("order", new if [name for name in old if name in new] != [name for name in new if name in old] else ()),
    ):
        if names:
            yield (Span(phrases.registry[what].format(phrases.pause.join(names))),)


def department_lines(difference: Diff, phrases: Phrases) -> Iterator[Line]:
    """A line for each department that is new, gone, or different."""
    for department in difference.departments_added:
        also = phrases.registry["also"].format(phrases.pause.join(department.aliases))
        sentence = phrases.registry["added"].format(department.name)
        yield (Span(sentence + phrases.aside.format(also) * bool(department.aliases)),)
    for department in difference.departments_removed:
        yield (Span(phrases.registry["removed"].format(department.name)),)
    for change in difference.departments_changed:
        yield (Span(_changed(change.before, change.after, phrases)),)


def _changed(before: Department, after: Department, phrases: Phrases) -> str:
    forms, pause = phrases.registry, phrases.pause
    parts = [forms["renamed"].format(before.name, after.name)] if before.name != after.name else []
    for what, names in (
        ("alias_added", [name for name in after.aliases if name not in before.aliases]),
        ("alias_removed", [name for name in before.aliases if name not in after.aliases]),
    ):
        parts += [forms[what].format(pause.join(names))] * bool(names)
    if before.kind != after.kind:
        kinds = phrases.department_kinds
        parts.append(forms["kind"].format(kinds[before.kind], kinds[after.kind]))
    if not parts:
        parts.append(forms["order"].format(pause.join(after.aliases)))
    sentence = phrases.semicolon.join(parts)
    return sentence if before.name != after.name else forms["of"].format(after.name, sentence)
