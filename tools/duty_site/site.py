"""All generated pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import lishi_duties as ld
from duty_site.page import Page
from lishi_duties.query import DutyList

__all__ = ["packaged_pages", "pages"]


def packaged_pages() -> Iterator[Page]:
    """The pages of the packaged editions."""
    return pages([ld.load(edition=known.number) for known in ld.editions()])


def pages(lists: Sequence[DutyList]) -> Iterator[Page]:
    """The pages of the editions of one town, oldest first; what is not about history is told of the newest."""
    yield from ()
