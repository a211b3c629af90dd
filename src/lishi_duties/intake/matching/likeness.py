"""How alike duties and rows are, in pairs of neighbouring characters weighted by their rarity: one by one, and all with all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from lishi_duties.intake.matching.entries import Entry, Weights
from lishi_duties.intake.matching.thresholds import ELSEWHERE
from lishi_duties.model import KINDS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix: TypeAlias = NDArray[np.float64]
    _Sparse: TypeAlias = tuple[NDArray[np.int64], NDArray[np.int64]]

_Number = TypeVar("_Number", float, "Matrix")
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike a duty and a row are.

    Attributes:
        score: all in all, from 0 to 1.
        title: how alike the titles are, measured against both.
        body: how alike the bodies are, measured against both.
        body_weight: how much the bodies say beside the titles, in rare bigrams; the one that says less counts.
    """

    score: float
    title: float
    body: float
    body_weight: float


def likeness_of(duty: Entry, row: Entry, weights: Weights) -> Likeness:
    """How alike a duty and a row are."""
    titles = weights.sum(duty.title_grams), weights.sum(row.title_grams)
    bodies = weights.sum(duty.body_grams), weights.sum(row.body_grams)
    title, title_score = _alike(weights.shared(duty.title_grams, row.title_grams), *titles)
    body, body_score = _alike(weights.shared(duty.body_grams, row.body_grams), *bodies)
    body_weight = min(bodies)
    return Likeness(round(min(1.0, _score(title_score, body_score, body_weight)), 4), title, body, body_weight)


def scores(before: Sequence[Entry], after: Sequence[Entry], weights: Weights) -> Matrix:
    """How alike each duty is with each row; in different lists somewhat less."""
    import numpy as np

    def alike(grams: Callable[[Entry], tuple[str, ...]]) -> tuple[Matrix, Matrix]:
        left, right = ([grams(entry) for entry in side] for side in (before, after))
        duties, rows = (np.array([weights.sum(text) for text in side], dtype=float) for side in (left, right))
        return _alike(overlap(left, right, weights), duties[:, None], rows[None, :])[1], np.minimum.outer(duties, rows)

    title, _ = alike(lambda entry: entry.title_grams)
    body, body_weight = alike(lambda entry: entry.body_grams)
    lists = [np.array([KINDS.index(entry.row.kind) for entry in side]) for side in (before, after)]
    factor = np.where(np.not_equal.outer(*lists), ELSEWHERE, 1.0)
    matrix: Matrix = np.round(_score(title, body, body_weight) * factor, 4)
    return matrix


def overlap(left: Sequence[tuple[str, ...]], right: Sequence[tuple[str, ...]], weights: Weights) -> Matrix:
    """The weight of the bigrams that each text of the left shares with each of the right."""
    import numpy as np
    from scipy.sparse import csr_array  # type: ignore[import-untyped]

    here = {gram for text in right for gram in text}
    columns: dict[str, int] = {}
    for text in left:
        for gram in text:
            if gram in here:
                columns.setdefault(gram, len(columns))
    if not columns:
        return np.zeros((len(left), len(right)))
    weight = np.array([weights.of[gram] for gram in columns])
    rows, others = _sparse(left, columns), _sparse(right, columns)
    weighted = csr_array((weight[rows[0]], *rows), shape=(len(left), len(columns)))
    plain = csr_array((np.ones(len(others[0])), *others), shape=(len(right), len(columns)))
    shared: Matrix = (weighted @ plain.T).toarray()
    return shared


def _sparse(texts: Sequence[tuple[str, ...]], columns: dict[str, int]) -> _Sparse:
    """The columns of the bigrams of each text, one after the other, and where each text begins."""
    import numpy as np

    places = [[columns[gram] for gram in text if gram in columns] for text in texts]
    return np.array([place for line in places for place in line], dtype=np.int64), np.cumsum([0, *map(len, places)])


def _alike(shared: _Number, left: _Number, right: _Number) -> tuple[_Number, _Number]:
    """How alike texts of these weights are: measured against both, and with allowance for what was only added or only dropped."""
    both = 2 * shared / (left + right + _TINY)
    smaller = (left + right - abs(left - right)) / 2
    return both, (both + shared / (smaller + _TINY)) / 2


def _score(title: _Number, body: _Number, body_weight: _Number) -> _Number:
    """How alike duty and row are; a body counts the more, the more it says, but at most as much as the title."""
    return title + (body - title) * (0.5 * body_weight / (body_weight + 25))
