"""What the matching is given, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from lishi_duties.intake.matching.thresholds import CANDIDATES
from lishi_duties.model import KINDS, Duty, Kind
from lishi_duties.model.walk import texts_of

Why: TypeAlias = Literal["same", "same title", "moved", "similar"]
"""Why a row is taken for a duty: the same text, the same title, the same title in another list, or a similar text."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the matching knows of a row.

    Attributes:
        kind: the list it stands in.
        number: its number there; only the order counts.
        category: its section.
        title: the title.
        body: departments, tasks, methods or the statement that it is discontinued, in order; empty for a basic duty.
    """

    kind: Kind
    number: int
    category: str
    title: str
    body: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """A row and the duty it is.

    Attributes:
        row: the row.
        id: the duty of the previous edition.
        score: how alike they are, from 0 to 1.
        certain: False for a proposal, which a maintainer decides.
        why: what pairs them.
    """

    row: Row
    id: str
    score: float
    certain: bool
    why: Why


@dataclass(frozen=True, slots=True)
class Candidate:
    """A duty that a row might be.

    Attributes:
        row: the row.
        id: the duty of the previous edition.
        score: how alike they are, from 0 to 1.
    """

    row: Row
    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Split:
    """A duty whose text seems to have gone into several rows. Always a suspicion.

    Attributes:
        id: the duty of the previous edition.
        rows: the rows, in list order; one of them may be paired with it.
        shares: how much of the duty's text each row holds, from 0 to 1.
    """

    id: str
    rows: tuple[Row, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Merger:
    """A row that seems to hold the text of several duties. Always a suspicion.

    Attributes:
        ids: the duties of the previous edition, in list order; one of them may be paired with it.
        row: the row.
        shares: how much of each duty's text the row holds, from 0 to 1.
    """

    ids: tuple[str, ...]
    row: Row
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """The rows of a list and the duties of the previous edition, paired. Everything is in list order.

    Attributes:
        pairs: rows that are duties of the previous edition, certain ones and proposals.
        new: rows that are none.
        dropped: ids of duties that are in no row.
        splits: duties suspected to be split.
        mergers: rows suspected to merge duties.
        candidates: for each row and each id with something to decide, what is most like it, best first.
    """

    pairs: tuple[Pair, ...]
    new: tuple[Row, ...]
    dropped: tuple[str, ...]
    splits: tuple[Split, ...] = ()
    mergers: tuple[Merger, ...] = ()
    candidates: tuple[Candidate, ...] = ()

    @property
    def doubtful(self) -> tuple[Pair, ...]:
        """The pairs that are proposals."""
        return tuple(pair for pair in self.pairs if not pair.certain)

    @property
    def decided(self) -> bool:
        """Whether nothing is left for a maintainer to decide."""
        return not (self.doubtful or self.candidates or self.splits or self.mergers)

    def candidates_for(self, of: Row | str) -> tuple[Candidate, ...]:
        """The candidates of a row, or of the duty of an id, best first."""
        own = [c for c in self.candidates if (c.id if isinstance(of, str) else c.row) == of]
        return tuple(sorted(own, key=lambda candidate: -candidate.score)[:CANDIDATES])


_NOT_IN_BODY = frozenset({"title", "department", "quotation"})


def row_of(duty: Duty) -> Row:
    """A duty as the matching sees a row.

    >>> import lishi_duties as ld
    >>> row_of(ld.load()["R016"]).body
    ('落实党中央精简优化基层考核有关要求，不再开展此项工作。',)
    """
    body = tuple(text.text for text in texts_of(duty) if text.kind not in _NOT_IN_BODY)
    return Row(duty.kind, duty.number, duty.category, duty.title, body)


def place_of(row: Row) -> tuple[int, int]:
    """Where a row stands among all, to sort by."""
    return KINDS.index(row.kind), row.number
