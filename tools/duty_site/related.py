"""Which duties treat the same matter, in whichever list they stand: who reads of one is shown the others.

Two things speak for a pair: what the list itself says (the words its titles and tasks share), and what people say who ask
for it (the wordings of the dispatch directory). Neither is sure alone: 植物检疫 and 屠宰检疫 share their rarest word. So a pair
is believed easily where whoever wrote the directory had to say how the two are told apart, and hardly otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import combinations
from math import log, sqrt
from pathlib import Path
from typing import TypeAlias

from lishi_duties.authoring.dispatch import LISTS
from lishi_duties.authoring.forms import read_toml
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.model import Duty, departments_of, texts_of
from lishi_duties.retrieval.directory import Directory, Wordings
from lishi_duties.retrieval.directory import directory as packaged_directory
from lishi_duties.text import fold

__all__ = ["MOST", "distinctions", "related"]

MOST = 6
"""How many duties are shown with one at most."""

SOURCES = Path(__file__).resolve().parents[2] / "sources" / "dispatch"

_DISTINGUISHED = 0.05
"""How alike two duties must be that the directory tells apart; below, they only share a chance word of everyday speech."""

_UNMENTIONED = 0.27
"""How alike two duties must be of which it says nothing."""

_ELSEWHERE = 0.3
"""What likeness counts for between duties that are not close, see `_close`: mostly a word of theirs has two senses."""

_SAME_LIST = 0.7
"""What it counts for within a list, where like duties stand next to each other and are told by their rows."""

_IN_TASKS = 0.6
"""What a word of a title counts that stands in the other's tasks only."""

_COMMON = 20
"""A pair of characters that more than one duty in so many has (监督, 开展) belongs to no matter."""

Pair: TypeAlias = tuple[str, str]
"""Two ids, in list order."""


def related(duties: DutyList) -> Mapping[str, tuple[str, ...]]:
    """For each duty the ids of those that treat the same matter or are easily taken for it, the most alike first; often none.

    A pair stands with both its duties, unless one of them has `MOST` others that are more alike.
    """
    apart = distinctions(duties)
    directory = packaged_directory()
    own = str(duties.edition.jurisdiction) == directory.jurisdiction
    near: dict[str, list[tuple[float, int, str]]] = {duty.id: [] for duty in duties}
    order = {duty.id: place for place, duty in enumerate(duties)}
    for (one, other), likeness in _likenesses(tuple(duties), apart, directory if own else None):
        if likeness >= (_DISTINGUISHED if other in apart.get(one, ()) else _UNMENTIONED):
            near[one].append((-likeness, order[other], other))
            near[other].append((-likeness, order[one], one))
    return {one: tuple(other for _, _, other in sorted(others)[:MOST]) for one, others in near.items()}


def distinctions(duties: DutyList) -> Mapping[str, Mapping[str, str]]:
    """How the dispatch directory tells duties apart, by the ids of both, either way round; empty for the list of another town.

    Where both entries of the directory say it, each duty has the words of its own.
    """
    if str(duties.edition.jurisdiction) != packaged_directory().jurisdiction or not SOURCES.is_dir():
        return {}
    reasons: dict[Pair, str] = {}
    for name in LISTS:
        for one, entry in read_toml(SOURCES / f"{name}.toml").items():
            reasons |= {(one, other): why for other, why in entry.get("apart", {}).items()}
    both = {(other, one): why for (one, other), why in reasons.items()} | reasons
    by_duty: dict[str, dict[str, str]] = {}
    for (one, other), why in both.items():
        if one in duties and other in duties:
            by_duty.setdefault(one, {})[other] = why
    return by_duty


def _likenesses(
    duties: Sequence[Duty], apart: Mapping[str, Mapping[str, str]], directory: Directory | None
) -> Iterator[tuple[Pair, float]]:
    """Every pair that could be alike, with how much it is, from 0 to 1."""
    texts = _Texts(duties)
    spoken = _Spoken({duty.id: directory.duties.get(duty.id) for duty in duties} if directory else {})
    by_id = {duty.id: duty for duty in duties}
    pairs = dict.fromkeys(pair for pair in combinations(by_id, 2) if pair[1] in apart.get(pair[0], ()))
    pairs |= dict.fromkeys(texts.pairs())
    for one, other in pairs:
        likeness = texts.likeness(one, other)
        heard = spoken.likeness(one, other)
        if heard is not None:
            likeness = (likeness + heard) / 2
        if not _close(by_id[one], by_id[other]):
            likeness *= _ELSEWHERE
        if by_id[one].kind == by_id[other].kind:
            likeness *= _SAME_LIST
        yield (one, other), likeness


def _close(one: Duty, other: Duty) -> bool:
    """Whether both belong to one department; to one section, where either of them has no department."""
    departments, others = set(departments_of(one)), set(departments_of(other))
    return bool(departments & others) if departments and others else one.category == other.category


class _Texts:
    """The words of a list's titles and tasks, as pairs of characters, which need no dictionary.

    A pair of characters counts the more the fewer duties have it, and the less the more titles of one list have it: what many
    have (…污染防治监管) is how that list puts things.
    """

    def __init__(self, duties: Sequence[Duty]) -> None:
        folded = {duty.id: [fold(text.text) for text in texts_of(duty) if text.kind in ("title", "task")] for duty in duties}
        holders = Counter(gram for texts in folded.values() for gram in {g for text in texts for g in _grams(text)})
        common = {gram for gram, count in holders.items() if count > max(3, len(duties) // _COMMON)}
        self._all = {one: {g for text in texts for g in _matter(text, common)} for one, texts in folded.items()}
        titles = {one: _matter(texts[0], common) for one, texts in folded.items()}
        in_list = Counter((duty.kind, gram) for duty in duties for gram in titles[duty.id])
        form = Counter[str]()
        for (_, gram), count in in_list.items():
            form[gram] = max(form[gram], count)
        rarity = {gram: log((len(duties) + 1) / count) ** 2 for gram, count in holders.items()}
        self._titles = {one: {gram: rarity[gram] / form[gram] for gram in grams} for one, grams in titles.items()}

    def pairs(self) -> Iterator[Pair]:
        """The pairs whose titles share a word."""
        holders: dict[str, list[str]] = {}
        for one, grams in self._titles.items():
            for gram in grams:
                holders.setdefault(gram, []).append(one)
        for ids in holders.values():
            yield from combinations(ids, 2)

    def likeness(self, one: str, other: str) -> float:
        """How much of either title stands in the other duty."""
        return sqrt(self._share(one, other) * self._share(other, one))

    def _share(self, one: str, other: str) -> float:
        mine, title, everything = self._titles[one], self._titles[other], self._all[other]
        whole = sum(mine.values())
        if not whole:
            return 0.0
        return sum(w if g in title else w * _IN_TASKS for g, w in mine.items() if g in everything) / whole


class _Spoken:
    """What people say for each duty, compared as texts are by the cosine of their pairs of characters."""

    def __init__(self, wordings: Mapping[str, Wordings | None]) -> None:
        counts = {one: Counter(_spoken_grams(entry)) for one, entry in wordings.items() if entry is not None}
        holders = Counter(gram for counted in counts.values() for gram in counted)
        self._vectors: dict[str, dict[str, float]] = {}
        for one, counted in counts.items():
            vector = {gram: count * log((len(counts) + 1) / holders[gram]) for gram, count in counted.items()}
            length = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
            self._vectors[one] = {gram: weight / length for gram, weight in vector.items()}

    def likeness(self, one: str, other: str) -> float | None:
        """None where nobody has written down yet what people say for one of them."""
        vector, other_vector = self._vectors.get(one), self._vectors.get(other)
        if vector is None or other_vector is None:
            return None
        return sum(weight * other_vector[gram] for gram, weight in vector.items() if gram in other_vector)


def _spoken_grams(wordings: Wordings) -> Iterator[str]:
    """The pairs of characters of what people say, each once for a wording."""
    for wording in (*wordings.keywords, *wordings.citizen, *wordings.staff):
        yield from dict.fromkeys(_grams(fold(wording)))


def _grams(text: str) -> Iterator[str]:
    return map(str.__add__, text, text[1:])


def _matter(text: str, common: Container[str]) -> tuple[str, ...]:
    """The pairs of characters that name a matter, each once: those that share no character with a common pair.

    >>> _matter("燃气安全监督管理", {"安全", "监督", "管理"})
    ('燃气',)
    """
    taken = {place for place, gram in enumerate(_grams(text)) if gram in common}
    taken |= {place + 1 for place in taken}
    return tuple(dict.fromkeys(gram for place, gram in enumerate(_grams(text)) if not taken & {place, place + 1}))
