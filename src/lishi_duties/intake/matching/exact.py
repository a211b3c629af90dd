"""What needs no likeness: rows of the same text, of the same title, of the same title in another list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lishi_duties.intake.matching.entries import Entry
from lishi_duties.intake.matching.records import Why


@dataclass(frozen=True, slots=True)
class Link:
    """What pairs a row with a duty, which is given by its place among those of the previous edition."""

    duty: int
    why: Why
    certain: bool = True


Links: TypeAlias = dict[int, Link]
"""The links so far, by the place of the row."""


def settled(before: Sequence[Entry], after: Sequence[Entry]) -> Links:
    """The links of what is the same beyond doubt."""
    links: Links = {}
    linked: set[int] = set()

    def settle(key: Callable[[Entry], Hashable], why: Why, most: int) -> None:
        duties = _places((place, key(entry)) for place, entry in enumerate(before) if place not in linked)
        rows = _places((place, key(entry)) for place, entry in enumerate(after) if place not in links)
        for text, places in rows.items():
            same = duties.get(text, [])
            if len(places) == len(same) <= most:  # equal texts that are several keep their order
                links.update((row, Link(duty, why)) for row, duty in zip(places, same, strict=True))
                linked.update(same)

    settle(lambda entry: (entry.row.kind, entry.title, entry.body), "same", len(before))
    settle(lambda entry: (entry.row.kind, entry.title), "same title", 1)
    counts = [Counter(entry.title for entry in side) for side in (before, after)]
    once = {title for title, count in counts[0].items() if count == 1 == counts[1][title]}
    settle(lambda entry: entry.title if entry.title in once else id(entry), "moved", 1)
    return links


def _places(keys: Iterable[tuple[int, Hashable]]) -> dict[Hashable, list[int]]:
    """The places of each key."""
    places: dict[Hashable, list[int]] = {}
    for place, key in keys:
        places.setdefault(key, []).append(place)
    return places
