"""The queries of the newest packaged edition, without loading it by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lishi_duties.catalogue import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lishi_duties.duties.duty_set import DutySet
    from lishi_duties.model import Duty, Kind, ReclaimedItem, Role
    from lishi_duties.retrieval.answers import Dispatch, Rerank
    from lishi_duties.retrieval.keyword import Hit

__all__ = ["by_category", "by_department", "dispatch", "dispatch_many", "get", "reclaimed_by", "search"]


def get(id: str) -> Duty | None:
    """The duty of this id in the newest edition; None where there is none. See `DutyList.get`.

    >>> import lishi_duties as ld
    >>> ld.get("R120").handover[0].department
    '江津区消防救援局'
    """
    return load().get(id)


def by_department(name: str, *, role: Role | None = None) -> DutySet[Duty]:
    """The duties of the newest edition this department leads or received. See `DutySet.by_department`.

    >>> import lishi_duties as ld
    >>> len(ld.by_department("区应急局", role="receives"))
    98
    """
    return load().by_department(name, role=role)


def by_category(name: str) -> DutySet[Duty]:
    """The duties of one section of the newest edition. See `DutySet.by_category`.

    >>> import lishi_duties as ld
    >>> len(ld.by_category("民生服务"))
    47
    """
    return load().by_category(name)


def reclaimed_by(name: str) -> DutySet[ReclaimedItem]:
    """What this department took back, in the newest edition. See `DutySet.reclaimed_by`.

    >>> import lishi_duties as ld
    >>> [item.id for item in ld.reclaimed_by("区林业局")]
    ['R128', 'R129', 'R130', 'R131']
    """
    return load().reclaimed_by(name)


def search(
    query: str,
    limit: int = 10,
    *,
    kind: Kind | None = None,
    category: str | None = None,
    department: str | None = None,
) -> tuple[Hit, ...]:
    """Search the newest edition. See `DutySet.search`.

    >>> import lishi_duties as ld
    >>> [hit.duty.id for hit in ld.search("燃气", limit=1)]
    ['C040']
    """
    return load().search(query, limit, kind=kind, category=category, department=department)


def dispatch(request: str, limit: int = 5, *, rerank: Rerank | None = None) -> Dispatch:
    """Whose matter a request is, by the newest edition. See `DutyList.dispatch`.

    >>> import lishi_duties as ld
    >>> ld.dispatch("楼上漏水，物业不管").assignments[0].duty.id
    'B049'
    """
    return load().dispatch(request, limit, rerank=rerank)


def dispatch_many(requests: Iterable[str], limit: int = 5, *, rerank: Rerank | None = None) -> Iterator[Dispatch]:
    """Whose matter each of many requests is, by the newest edition. See `DutyList.dispatch_many`.

    >>> import lishi_duties as ld
    >>> [answer.needs_review for answer in ld.dispatch_many(["楼上漏水，物业不管", ""])]
    [False, True]
    """
    return load().dispatch_many(requests, limit, rerank=rerank)
