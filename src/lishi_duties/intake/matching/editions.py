"""The two editions that are compared."""

from __future__ import annotations

from dataclasses import dataclass

from lishi_duties.intake.matching.entries import Entry, Weights
from lishi_duties.intake.matching.exact import Links
from lishi_duties.intake.matching.likeness import Likeness, likeness_of


@dataclass(frozen=True, slots=True)
class Editions:
    """Duties and rows in list order; everything goes by their places in these."""

    before: tuple[Entry, ...]
    after: tuple[Entry, ...]
    weights: Weights

    def same_list(self, duty: int, row: int) -> bool:
        """Whether a duty and a row stand in the same list."""
        return self.before[duty].row.kind == self.after[row].row.kind

    def likeness(self, duty: int, row: int) -> Likeness:
        """How alike a duty and a row are."""
        return likeness_of(self.before[duty], self.after[row], self.weights)

    def unlinked(self, links: Links) -> tuple[list[int], list[int]]:
        """The duties and the rows that no link has."""
        linked = {link.duty for link in links.values()}
        duties = [place for place in range(len(self.before)) if place not in linked]
        return duties, [place for place in range(len(self.after)) if place not in links]
