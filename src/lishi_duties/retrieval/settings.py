"""The numbers dispatch depends on, chosen by measuring: `docs/dispatch-evaluation.md` shows what was tried.

The page of the site asks with the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["SETTINGS", "Settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """The numbers dispatch depends on.

    Attributes:
        least: how many characters a request has at least.
        most: how many at most.
        unit: scores are whole numbers of this fraction, so that they add up the same in any order.
        dense: from how many texts on a gram's weights are kept as one long number.
        saturation: BM25's k1: from which count on further occurrences add little.
        length_weight: BM25's b: how much a long text is held back.
        single_weight: what a single character counts beside a pair.
        homophones: how many known pairs a pair that no text holds may sound like.
        heard: up to how many grams a request may have been misheard; longer ones were written.
        margin_of_a_gram: by how much a duty must beat the best off-list topic, for each gram.
        margin: by how much at most.
        elsewhere: the share of its score a duty loses where the request names another place.
        short: up to how many grams it loses all of that share; a long letter often names a place by the way.
        topic: from which score on an off-list topic is named.
        keep: of the best score: what is weaker is not offered.
        certainty: the logistic curve of the share of first answers that are right: constant, weight of the logarithm of the
            score by what it had to beat, weight of its lead over the next one.
        sure: from which certainty on an answer needs no review.
        close: of the best score: a duty that reaches it is too near to tell apart.
        near: of what had to be beaten: a duty that came so near makes "nothing fits" doubtful.
        piece: how many characters a piece of a long message has at least.
        pieces: how many pieces a message is cut into at most.
        parted: up to how many characters a message is parted into its matters.
        matter: from which certainty on a piece has a matter of its own.
        matter_share: how much of the best score of the whole message such a piece has at least by itself.
        leads: of the best department's score: who reaches it leads too.
        wording: what a wording, or the name, of a department counts beside a task, between departments.
    """

    least: int = 2
    most: int = 20_000
    unit: int = 1 << 16
    dense: int = 24
    saturation: float = 2.5
    length_weight: float = 0.4
    single_weight: float = 0.9
    homophones: int = 4
    heard: int = 2000
    margin_of_a_gram: float = 0.1
    margin: float = 2.0
    elsewhere: float = 0.55
    short: int = 20
    topic: float = 4.0
    keep: float = 0.4
    certainty: tuple[float, float, float] = (-0.69, 2.45, 7.0)
    sure: float = 0.78
    close: float = 0.85
    near: float = 0.8
    piece: int = 6
    pieces: int = 40
    parted: int = 5000
    matter: float = 0.7
    matter_share: float = 0.35
    leads: float = 0.8
    wording: int = 3


SETTINGS = Settings()
"""What dispatch uses."""
