"""All generated pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

import lishi_duties as ld
from duty_site.departments import department_pages
from duty_site.directory import directory_pages
from duty_site.duties import duty_pages
from duty_site.editions import edition_pages
from duty_site.lists import category_pages, list_pages
from duty_site.notes import notes_pages
from duty_site.page import Page
from duty_site.pictures import picture_pages
from lishi_duties.duties.duty_list import DutyList

__all__ = ["packaged_lists", "pages"]

_Maker: TypeAlias = Callable[[Sequence[DutyList]], Iterator[Page]]

_MAKERS: tuple[_Maker, ...] = (
    list_pages,
    category_pages,
    department_pages,
    duty_pages,
    edition_pages,
    notes_pages,
    directory_pages,
    picture_pages,
)


def packaged_lists() -> tuple[DutyList, ...]:
    """The packaged editions, oldest first."""
    return tuple(ld.load(edition=edition.number) for edition in ld.editions())


def pages(lists: Sequence[DutyList]) -> Iterator[Page]:
    """The pages of the editions of one town, oldest first; what is not about history is told of the newest."""
    for make in _MAKERS:
        yield from make(lists)
