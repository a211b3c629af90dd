"""What the shell offers at the Tab key, from the list the rest of the command line names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import typer

from lishi_duties.cli.target import list_of
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.errors import LishiDutiesError
from lishi_duties.model import KINDS, LIST_NAMES, ROLES

__all__ = ["categories", "departments", "formats", "ids", "kinds", "roles"]

Offer = tuple[str, str]
"""A word, and what a shell that can says beside it."""


def ids(context: typer.Context) -> Iterable[Offer]:
    """Ids of duties that have not been given yet."""
    given = context.params.get("ids") or ()
    for duties in _lists(context):
        yield from ((duty.id, duty.title) for duty in duties if duty.id not in given)


def categories(context: typer.Context) -> Iterable[Offer]:
    """Sections."""
    for duties in _lists(context):
        yield from ((name, "") for name in duties.edition.categories)


def departments(context: typer.Context, incomplete: str) -> Iterable[Offer]:
    """Departments; other names of theirs where the word has been begun."""
    for duties in _lists(context):
        for department in duties.departments:
            yield department.name, ""
            if incomplete:
                yield from ((alias, department.name) for alias in department.aliases)


def kinds() -> Iterable[Offer]:
    """The three lists."""
    yield from ((kind, LIST_NAMES[kind]) for kind in KINDS)


def roles() -> Iterable[str]:
    """What a department does."""
    yield from ROLES


def formats() -> Iterable[Offer]:
    """What the list can be exported as."""
    from lishi_duties.export import FORMATS  # every command starts with this module, few export

    yield from ((entry.name, entry.what) for entry in FORMATS.values())


def _lists(context: typer.Context) -> Iterator[DutyList]:
    """The list that is asked; none where there is none to offer anything from, as the command itself will say so."""
    try:
        yield list_of(context.params.get("edition"), context.params.get("file"))
    except LishiDutiesError:
        return
