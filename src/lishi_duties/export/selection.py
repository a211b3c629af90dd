"""How part of a list looks where lists are laid out to be read: it says that it is part of one, and has no empty lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lishi_duties.duties.duty_list import DutyList
from lishi_duties.model import KINDS, Duty, Kind

if TYPE_CHECKING:
    from lishi_duties.duties.duty_set import DutySet

__all__ = ["edition_of", "lists_of", "title_of"]


def title_of(duties: DutySet[Duty]) -> str:
    """The title of the document; of part of a list it says that it is an excerpt.

    >>> import lishi_duties as ld
    >>> title_of(ld.load().by_department("区公安局"))
    '重庆市江津区李市镇履职事项清单（节选）'
    """
    return duties.edition.title if isinstance(duties, DutyList) else f"{duties.edition.title}（节选）"


def edition_of(duties: DutySet[Duty]) -> str:
    """The edition it is, or is part of.

    >>> import lishi_duties as ld
    >>> edition_of(ld.load(edition=1).basic)
    '重庆市江津区李市镇履职事项清单（第1版，未载明日期）节选'
    """
    return str(duties.edition) if isinstance(duties, DutyList) else f"{duties.edition}节选"


def lists_of(duties: DutySet[Duty]) -> dict[Kind, tuple[Duty, ...]]:
    """The duties list by list: of a whole list all three, of part of one those that have any, all three where none has.

    >>> import lishi_duties as ld
    >>> {kind: len(members) for kind, members in lists_of(ld.load().by_department("区公安局")).items()}
    {'cooperative': 8, 'reclaimed': 2}
    """
    lists: dict[Kind, tuple[Duty, ...]] = {kind: tuple(duty for duty in duties if duty.kind == kind) for kind in KINDS}
    if isinstance(duties, DutyList) or not len(duties):
        return lists
    return {kind: members for kind, members in lists.items() if members}
