"""The steps of the matching, one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from lishi_duties.errors import ArgumentError, MissingExtraError
from lishi_duties.intake.matching.assignment import assigned
from lishi_duties.intake.matching.editions import Editions
from lishi_duties.intake.matching.entries import Weights, entry_of
from lishi_duties.intake.matching.exact import Links, settled
from lishi_duties.intake.matching.records import Candidate, Matching, Merger, Pair, Row, Split, place_of, row_of
from lishi_duties.intake.matching.suspicions import Suspicion, in_doubt, suspicions
from lishi_duties.intake.matching.thresholds import CANDIDATES
from lishi_duties.model import Duty


def match(old: Sequence[Duty], rows: Sequence[Row]) -> Matching:
    """Pair rows with the duties of the previous edition, wherever they stand in `rows` and `old`.

    Args:
        old: the duties of the previous edition.
        rows: the rows of the newly read list.

    Raises:
        ArgumentError: an id, or a number of a list, is given twice.
        MissingExtraError: scipy is not installed.

    >>> import lishi_duties as ld
    >>> duties = ld.load().basic
    >>> rows = [row_of(duty) for duty in duties if duty.id != "B007"]
    >>> matching = match(duties, rows)
    >>> len(matching.pairs), matching.new, matching.dropped, matching.decided
    (102, (), ('B007',), True)
    """
    ids = {(duty.kind, duty.number): duty.id for duty in old}
    if len(set(ids.values())) < len(old):
        raise ArgumentError("two duties of the previous edition have the same id, or the same number in a list")
    if len({(row.kind, row.number) for row in rows}) < len(rows):
        raise ArgumentError("two rows have the same number in a list")
    before = tuple(map(entry_of, sorted(map(row_of, old), key=place_of)))
    after = tuple(map(entry_of, sorted(rows, key=place_of)))
    editions = Editions(before, after, Weights(before, after))
    names = [ids[entry.row.kind, entry.row.number] for entry in before]
    links = settled(before, after)
    duties, open_rows = editions.unlinked(links)
    if not (duties and open_rows) and all(link.why == "same" for link in links.values()):
        return _matching(editions, names, links)
    _check_libraries()
    links, worth = assigned(editions, links, duties, open_rows)
    splits, mergers = suspicions(editions, links)
    return _matching(editions, names, in_doubt(links, splits, mergers), worth, splits, mergers)


def _matching(
    editions: Editions,
    ids: Sequence[str],
    links: Links,
    worth: Iterable[tuple[int, int]] = (),
    splits: Iterable[Suspicion] = (),
    mergers: Iterable[Suspicion] = (),
) -> Matching:
    """The outcome in the words of the caller."""
    rows = [entry.row for entry in editions.after]
    scores = {row: 1.0 if link.why == "same" else editions.likeness(link.duty, row).score for row, link in links.items()}
    linked = {link.duty for link in links.values()}
    return Matching(
        pairs=tuple(Pair(rows[row], ids[link.duty], scores[row], link.certain, link.why) for row, link in sorted(links.items())),
        new=tuple(row for place, row in enumerate(rows) if place not in links),
        dropped=tuple(name for place, name in enumerate(ids) if place not in linked),
        splits=tuple(Split(ids[s.place], tuple(rows[row] for row in s.parts), tuple(s.parts.values())) for s in splits),
        mergers=tuple(Merger(tuple(ids[duty] for duty in m.parts), rows[m.place], tuple(m.parts.values())) for m in mergers),
        candidates=tuple(Candidate(rows[row], ids[duty], score) for row, duty, score in _candidates(editions, links, worth)),
    )


def _candidates(editions: Editions, links: Links, worth: Iterable[tuple[int, int]]) -> list[tuple[int, int, float]]:
    """Row, duty and likeness of the best possible pairs of each row and each duty that are not certain."""
    certain = {row: link.duty for row, link in links.items() if link.certain}
    linked = set(certain.values())
    able = {(duty, row) for duty, row in worth if row not in certain and duty not in linked}
    able |= {(link.duty, row) for row, link in links.items() if not link.certain}
    best = sorted((-editions.likeness(duty, row).score, duty, row) for duty, row in able)
    duties, rows, candidates = Counter[int](), Counter[int](), []
    for score, duty, row in best:
        if duties[duty] < CANDIDATES or rows[row] < CANDIDATES:
            candidates.append((row, duty, -score))
        duties[duty] += 1
        rows[row] += 1
    return sorted(candidates, key=lambda candidate: (candidate[0], -candidate[2], candidate[1]))


def _check_libraries() -> None:
    try:
        import numpy as np  # noqa: F401
        import scipy.optimize  # type: ignore[import-untyped]
        import scipy.sparse  # type: ignore[import-untyped]  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("comparing with the previous edition", "intake") from error
