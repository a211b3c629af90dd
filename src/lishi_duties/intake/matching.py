"""Which row of a newly read list is which duty of the previous edition.

First what needs no measuring: rows of the same text; of the same title, where nothing else in the list is called so; of the same
title in another list, where nothing else at all is called so. The rest are paired by the one-to-one assignment of the greatest
likeness, over all lists at once.

Likeness is counted in pairs of neighbouring characters of title and body, weighted by their rarity in the two editions. Most
of the list is formula (对…的处罚, 依法出具行政处罚决定书), which must not make two duties alike. A body counts beside the title
as far as it says something else than the title, which it often only repeats. Numbers count for nothing, and standing between the
same neighbours for a little.

A pair of the assignment is certain if it is clearly ahead of every rival of both sides, stands in one list, does not exchange
words for others (in a whole sentence: hardly any), has no body that speaks against it, and

* the titles hardly differ, or only in words that say nothing of the matter (开展, 负责, 工作); or
* one title has all the clauses of the other, which make up half of it; or
* the bodies say much and hardly differ, or differ little like the titles.

Every other pair is a proposal for a maintainer to decide, and so is what a suspected split or merger touches.

The thresholds below are chosen by measuring on revisions made up of the packaged list (`tests/intake/test_matching.py` makes them
and repeats a part): a fifth of the rows edited, a tenth replaced by false friends (a true neighbour that the previous edition
lacks, the offence of other people, another offence, the same of another thing throughout), others added, dropped and moved.
In 3,250 of them, with 176,000 certain pairs and 11,000 false friends, no certain pair was wrong and no duty was lost without a
candidate; of the edited rows that stayed in their list 4% were in doubt, of those that were moved and reworded all, of the
untouched ones none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from math import fsum, log
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

from lishi_duties.errors import ArgumentError, MissingExtraError
from lishi_duties.model import KINDS, Duty, Kind
from lishi_duties.text import fold

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    _Matrix: TypeAlias = NDArray[float64]

_Number = TypeVar("_Number", float, "_Matrix")

__all__ = ["Candidate", "Matching", "Merger", "Pair", "Row", "Split", "Why", "match", "row_of"]

Why: TypeAlias = Literal["same", "same title", "moved", "similar"]
"""Why a row is taken for a duty: the same text, the same title, the same title in another list, or a similar text."""

FLOOR = 0.3
"""A duty and a row less alike are not proposed as a pair."""
LEAD = 0.15
"""How far ahead of every rival a certain pair is."""
NEARLY_ALL = 0.92
"""How alike two texts are that hardly differ."""
MOST = 0.75
"""How alike title and body are, each, of a duty that was reworded."""
RELATED = 0.3
"""How alike the titles are, at least, of a duty whose body hardly differs."""
EXCHANGED = 0.08
"""How much of a title may be exchanged for other words."""
OTHER = 0.25
"""Bodies less alike are those of different duties, whatever the titles say."""
TELLING_BODY = 50
"""How many rare bigrams a body has, beside those of the title, that tells which duty it is."""
SPEAKING_BODY = 15
"""How many it has, at least, to speak against a title."""
ELSEWHERE = 0.9
"""What likeness counts between different lists."""
SAME_GAP = 0.08
"""What it counts that duty and row stand between the same settled neighbours."""
ORDER = 1e-4
"""What order counts, from one end of the editions to the other: enough to tell equals."""
CANDIDATES = 3
"""How many candidates are kept of each row and each duty."""
PART, COVERED = 0.2, 0.7
"""How much of a duty's text a row must hold that no other part holds, and all parts together, for a split."""
SWALLOWED, ADDED = 0.6, 0.4
"""How much of a duty's text a row must hold for a merger, and how much of it that the row's own duty does not have."""
MADE_OF = 0.6
"""How much of a row's own text comes from a duty that was split into it."""
SOLID = 3
"""How many rare bigrams a part of a split or merger must have at least."""
_TINY = 1e-9


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
        gone: ids of duties that are in no row.
        splits: duties suspected to be split.
        mergers: rows suspected to merge duties.
        candidates: for each row and each id with something to decide, what is most like it, best first.
    """

    pairs: tuple[Pair, ...]
    new: tuple[Row, ...]
    gone: tuple[str, ...]
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
        found = [c for c in self.candidates if (c.id if isinstance(of, str) else c.row) == of]
        return tuple(sorted(found, key=lambda candidate: -candidate.score)[:CANDIDATES])


def row_of(duty: Duty) -> Row:
    """A duty as the matching sees a row.

    >>> import lishi_duties as ld
    >>> row_of(ld.load()["R016"]).body
    ('落实党中央精简优化基层考核有关要求，不再开展此项工作。',)
    """
    return Row(duty.kind, duty.number, duty.category, duty.title, tuple(_body(duty)))


def _body(duty: Duty) -> Iterator[str]:
    if duty.kind == "cooperative":
        yield from duty.departments_as_published
        for part in duty.responsibilities:
            if part.heading:
                yield part.heading
            yield from part.tasks
        yield from duty.town_tasks
    elif duty.kind == "reclaimed":
        for handover in duty.handover:
            yield from (handover.heading, *handover.method)
        if duty.discontinued:
            yield duty.discontinued.statement


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
    >>> len(matching.pairs), matching.new, matching.gone, matching.decided
    (102, (), ('B007',), True)
    """
    ids = {(duty.kind, duty.number): duty.id for duty in old}
    if len(set(ids.values())) < len(old):
        raise ArgumentError("two duties of the previous edition have the same id, or the same number in a list")
    if len({(row.kind, row.number) for row in rows}) < len(rows):
        raise ArgumentError("two rows have the same number in a list")
    before = tuple(map(_entry, sorted(map(row_of, old), key=_place)))
    after = tuple(map(_entry, sorted(rows, key=_place)))
    editions = _Editions(before, after, _Weights(before, after))
    names = [ids[entry.row.kind, entry.row.number] for entry in before]
    links = _settled(before, after)
    duties, open_rows = _open(editions, links)
    if not (duties and open_rows) and all(link.why == "same" for link in links.values()):
        return _matching(editions, names, links)
    _check_libraries()
    links, worth = _assigned(editions, links, duties, open_rows)
    splits, mergers = _suspicions(editions, links)
    return _matching(editions, names, _in_doubt(links, splits, mergers), worth, splits, mergers)


def _place(row: Row) -> tuple[int, int]:
    return KINDS.index(row.kind), row.number


_LIGHT = re.compile(
    "本镇|本乡|本街道|镇街|本辖区|辖区内|辖区|负责|承担|开展|做好|组织|实施|加强|推进|推动|落实|抓好|强化|配合|协助|依法依规|依法|相关|有关"
    "|工作|的?处罚$|^对|以及|或者|等|的|及|和|与|或"
)
"""Words of a title that say nothing of what the duty is about; what they part are clauses, as far as punctuation does not."""
_PARTS = re.compile("[，。；、：,;:]")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row folded and counted once.

    Attributes:
        row: the row.
        title: the title folded.
        body: the body's parts folded.
        core: the folded title without light words; the whole where there are no others.
        clauses: the title's clauses, folded and without light words.
        title_grams: the bigrams of `core`.
        body_grams: the bigrams of the body that the title does not have.
    """

    row: Row
    title: str
    body: tuple[str, ...]
    core: str
    clauses: frozenset[str]
    title_grams: tuple[str, ...]
    body_grams: tuple[str, ...]

    @property
    def grams(self) -> tuple[str, ...]:
        """All bigrams, each once."""
        return self.title_grams + self.body_grams


def _entry(row: Row) -> _Entry:
    title, body = fold(row.title), tuple(filter(None, map(fold, row.body)))
    core = _LIGHT.sub("", title) or title
    clauses = frozenset(filter(None, (_LIGHT.sub("", fold(part)) for part in _PARTS.split(row.title))))
    own = {*_grams((title, core))}
    return _Entry(
        row, title, body, core, clauses, tuple(_grams((core,))), tuple(gram for gram in _grams(body) if gram not in own)
    )


def _grams(texts: Iterable[str]) -> dict[str, None]:
    """The bigrams of some texts, each once, in order; a text of one character is its own."""
    return {gram: None for text in texts for gram in map(str.__add__, text, text[1:] if len(text) > 1 else ("",))}


@dataclass(frozen=True, slots=True)
class _Link:
    """A pairing found, by the place of the duty among those of the previous edition."""

    duty: int
    why: Why
    certain: bool = True


_Links: TypeAlias = dict[int, _Link]
"""What is found, by the place of the row."""


def _settled(before: Sequence[_Entry], after: Sequence[_Entry]) -> _Links:
    """What needs no likeness: the same text, the same title, the same title in another list."""
    links: _Links = {}
    taken: set[int] = set()

    def settle(key: Callable[[_Entry], Hashable], why: Why, most: int) -> None:
        duties = _places(((place, key(entry)) for place, entry in enumerate(before) if place not in taken))
        rows = _places(((place, key(entry)) for place, entry in enumerate(after) if place not in links))
        for text, places in rows.items():
            theirs = duties.get(text, [])
            if len(places) == len(theirs) <= most:  # equal texts that are several keep their order
                links.update((row, _Link(duty, why)) for row, duty in zip(places, theirs, strict=True))
                taken.update(theirs)

    settle(lambda entry: (entry.row.kind, entry.title, entry.body), "same", len(before))
    settle(lambda entry: (entry.row.kind, entry.title), "same title", 1)
    counts = [Counter(entry.title for entry in side) for side in (before, after)]
    once = {title for title, count in counts[0].items() if count == 1 == counts[1][title]}
    settle(lambda entry: entry.title if entry.title in once else id(entry), "moved", 1)
    return links


def _places(keys: Iterable[tuple[int, Hashable]]) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = {}
    for place, key in keys:
        found.setdefault(key, []).append(place)
    return found


class _Weights:
    """What each bigram counts: 1 where a single row of an edition has it, next to nothing where all have it."""

    def __init__(self, before: Sequence[_Entry], after: Sequence[_Entry]) -> None:
        size = log(max(len(before), len(after)) + 1)
        counts = [Counter(gram for entry in side for gram in entry.grams) for side in (before, after)]
        self.of: dict[str, float] = {gram: 1 - log(count) / size for gram, count in (counts[0] | counts[1]).items()}

    def sum(self, grams: Iterable[str]) -> float:
        """The weight of some bigrams; the same in whatever order they come."""
        return fsum(map(self.of.__getitem__, grams))

    def shared(self, left: Iterable[str], right: Iterable[str]) -> float:
        return self.sum(set(left).intersection(right))


def _alike(shared: _Number, left: _Number, right: _Number) -> tuple[_Number, _Number]:
    """How alike texts of these weights are: measured against both, and with allowance for what was only added or only dropped."""
    both = 2 * shared / (left + right + _TINY)
    smaller = (left + right - abs(left - right)) / 2
    return both, (both + shared / (smaller + _TINY)) / 2


def _score(title: _Number, body: _Number, said: _Number) -> _Number:
    """How alike duty and row are; a body counts the more, the more it says, but at most as much as the title."""
    return title + (body - title) * (0.5 * said / (said + 25))


@dataclass(frozen=True, slots=True)
class _Likeness:
    """How alike a duty and a row are.

    Attributes:
        score: all in all, from 0 to 1.
        title: how alike the titles are, measured against both.
        body: how alike the bodies are, measured against both.
        said: how much the bodies say beside the titles, in rare bigrams; the one that says less counts.
    """

    score: float
    title: float
    body: float
    said: float


def _likeness(duty: _Entry, row: _Entry, weights: _Weights) -> _Likeness:
    titles = weights.sum(duty.title_grams), weights.sum(row.title_grams)
    bodies = weights.sum(duty.body_grams), weights.sum(row.body_grams)
    title, title_score = _alike(weights.shared(duty.title_grams, row.title_grams), *titles)
    body, body_score = _alike(weights.shared(duty.body_grams, row.body_grams), *bodies)
    said = min(bodies)
    return _Likeness(round(min(1.0, _score(title_score, body_score, said)), 4), title, body, said)


def _scores(before: Sequence[_Entry], after: Sequence[_Entry], weights: _Weights) -> _Matrix:
    """How alike each duty is with each row; in different lists somewhat less."""
    import numpy as np

    def alike(grams: Callable[[_Entry], tuple[str, ...]]) -> tuple[_Matrix, _Matrix]:
        left, right = ([grams(entry) for entry in side] for side in (before, after))
        theirs, ours = (np.array([weights.sum(text) for text in side], dtype=float) for side in (left, right))
        said = np.minimum.outer(theirs, ours)
        return _alike(_overlap(left, right, weights), theirs[:, None], ours[None, :])[1], said

    title, _ = alike(lambda entry: entry.title_grams)
    body, said = alike(lambda entry: entry.body_grams)
    lists = [np.array([KINDS.index(entry.row.kind) for entry in side]) for side in (before, after)]
    scores: _Matrix = np.round(_score(title, body, said) * np.where(np.not_equal.outer(*lists), ELSEWHERE, 1.0), 4)
    return scores


def _overlap(left: Sequence[tuple[str, ...]], right: Sequence[tuple[str, ...]], weights: _Weights) -> _Matrix:
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

    def table(texts: Sequence[tuple[str, ...]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        places = [[columns[gram] for gram in text if gram in columns] for text in texts]
        return np.array([place for line in places for place in line], dtype=np.int64), np.cumsum([0, *map(len, places)])

    theirs, ours = table(left), table(right)
    weighted = csr_array((weight[theirs[0]], *theirs), shape=(len(left), len(columns)))
    plain = csr_array((np.ones(len(ours[0])), *ours), shape=(len(right), len(columns)))
    shared: _Matrix = (weighted @ plain.T).toarray()
    return shared


def _assign(worth: _Matrix) -> list[tuple[int, int]]:
    """The one-to-one assignment of the greatest worth, but for pairs of no worth."""
    from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]

    lines, columns = linear_sum_assignment(worth, maximize=True)
    return [(int(i), int(j)) for i, j in zip(lines, columns, strict=True) if worth[i, j] > 0]


@dataclass(frozen=True, slots=True)
class _Editions:
    """What is compared: duties and rows in list order; below they go by their places in these."""

    before: tuple[_Entry, ...]
    after: tuple[_Entry, ...]
    weights: _Weights

    def same_list(self, duty: int, row: int) -> bool:
        return self.before[duty].row.kind == self.after[row].row.kind

    def likeness(self, duty: int, row: int) -> _Likeness:
        return _likeness(self.before[duty], self.after[row], self.weights)


_Worth: TypeAlias = dict[tuple[int, int], float]
"""What each possible pair of duty and row counts in the assignment."""


def _open(editions: _Editions, links: _Links) -> tuple[list[int], list[int]]:
    """The duties and the rows that no link has."""
    taken = {link.duty for link in links.values()}
    duties = [place for place in range(len(editions.before)) if place not in taken]
    return duties, [place for place in range(len(editions.after)) if place not in links]


def _assigned(editions: _Editions, links: _Links, duties: Sequence[int], rows: Sequence[int]) -> tuple[_Links, _Worth]:
    """The links and those of open duties with open rows, by assignment; and what each possible one counts."""
    if not duties or not rows:
        return links, {}
    import numpy as np

    before, after, weights = editions.before, editions.after, editions.weights
    by_duty = _scores([before[place] for place in duties], after, weights)
    by_row = _scores(before, [after[place] for place in rows], weights)
    worth = by_duty[:, rows] + SAME_GAP * _same_gap(editions, links, duties, rows)
    worth[worth < FLOOR] = 0
    apart = np.abs(np.subtract.outer(np.array(duties) / len(before), np.array(rows) / len(after)))
    found = dict(links)
    for i, j in _assign(np.where(worth, worth - ORDER * apart, 0)):
        duty, row = duties[i], rows[j]
        rival = max(np.delete(by_duty[i], row).max(initial=0), np.delete(by_row[:, j], duty).max(initial=0))
        ahead = float(by_duty[i, row] - rival) >= LEAD
        found[row] = _Link(duty, "similar", ahead and _certain(editions, duty, row))
    return found, {(duties[i], rows[j]): float(worth[i, j]) for i, j in np.argwhere(worth)}


def _same_gap(editions: _Editions, links: _Links, duties: Sequence[int], rows: Sequence[int]) -> _Matrix:
    """1 where duty and row stand between the same neighbours, both linked, else 0."""
    import numpy as np

    kept = {row: link.duty for row, link in links.items() if editions.same_list(link.duty, row)}
    theirs, ours = _gaps(editions.before, {duty: duty for duty in kept.values()}), _gaps(editions.after, kept)
    return np.array([[float(theirs[duty] is not None and theirs[duty] == ours[row]) for row in rows] for duty in duties])


def _gaps(entries: Sequence[_Entry], kept: Mapping[int, int]) -> list[tuple[int | None, int | None] | None]:
    """For each entry the kept duties before and after it in its list; None where there are neither."""
    forth = _neighbours(entries, kept, range(len(entries)))
    back = _neighbours(entries, kept, range(len(entries) - 1, -1, -1))
    return [gap if gap != (None, None) else None for gap in zip(forth, reversed(back), strict=True)]


def _neighbours(entries: Sequence[_Entry], kept: Mapping[int, int], places: Iterable[int]) -> list[int | None]:
    """The last kept duty passed in the same list on the way through these places."""
    found, last, kind = list[int | None](), None, None
    for place in places:
        if entries[place].row.kind != kind:
            last, kind = None, entries[place].row.kind
        found.append(last)
        last = kept.get(place, last)
    return found


def _certain(editions: _Editions, duty: int, row: int) -> bool:
    """Whether duty and row are the same beyond doubt, as far as rivals leave it open."""
    if not editions.same_list(duty, row):
        return False
    old, new, like = editions.before[duty], editions.after[row], editions.likeness(duty, row)
    contradicted = like.said >= SPEAKING_BODY and like.body < OTHER
    if old.core == new.core:
        return not contradicted
    # In a whole sentence a word may change; a name with another word is another duty's
    most = EXCHANGED * min(len(old.core), len(new.core)) if old.row.kind == "basic" else 0
    if contradicted or _exchanged(old.core, new.core) > most:
        return False
    if like.title >= NEARLY_ALL:
        return True
    if like.said >= TELLING_BODY and like.body >= MOST:
        return like.title >= (RELATED if like.body >= NEARLY_ALL else MOST)
    weights = editions.weights
    common = weights.shared(old.title_grams, new.title_grams)
    half = max(weights.sum(old.title_grams), weights.sum(new.title_grams)) / 2
    return common >= half and (old.clauses <= new.clauses or new.clauses <= old.clauses)


def _exchanged(old: str, new: str) -> int:
    """How many characters were exchanged for others; none where there was only something added or only something dropped.

    >>> _exchanged("停车管理", "停车秩序管理"), _exchanged("水污染防治", "噪声污染防治")
    (0, 1)
    """
    kept = sum(block.size for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks())
    return min(len(old), len(new)) - kept


@dataclass(frozen=True, slots=True)
class _Suspicion:
    """A duty that was split, or a row that merges several.

    Attributes:
        place: that of the duty, or of the row.
        parts: the rows it was split into, or the duties that are merged; each with the share of the duty's text.
    """

    place: int
    parts: dict[int, float]


def _suspicions(editions: _Editions, links: _Links) -> tuple[list[_Suspicion], list[_Suspicion]]:
    """Splits and mergers among what changed.

    Only what is open or doubtful takes part, and what is linked to the duty or row in question.
    """
    import numpy as np

    same = {row: link.duty for row, link in links.items() if link.why == "same"}
    duties = sorted(set(range(len(editions.before))).difference(same.values()))
    rows = [row for row in range(len(editions.after)) if row not in same]
    texts, others = [editions.before[duty].grams for duty in duties], [editions.after[row].grams for row in rows]
    shared = _overlap(texts, others, editions.weights)
    wholes = np.array([editions.weights.sum(text) for text in texts])
    row_of_duty = {link.duty: row for row, link in links.items()}
    sure = {row: link.duty for row, link in links.items() if link.certain}
    loose_duties, loose_rows = set(duties).difference(sure.values()), set(rows).difference(sure)
    split_shares = shared >= np.maximum(SOLID, PART * wholes)[:, None]
    swallowed_shares = (shared >= np.maximum(SOLID, SWALLOWED * wholes)[:, None]).T
    splits, mergers = [], []
    for duty, shares in zip(duties, split_shares, strict=True):
        own = row_of_duty.get(duty)
        able = [row for row in (rows[j] for j in shares.nonzero()[0]) if row == own or row in loose_rows]
        if len(able) > 1 and (parts := _parts(editions, duty, able, own)):
            splits.append(_Suspicion(duty, parts))
    for row, shares in zip(rows, swallowed_shares, strict=True):
        linked = links[row].duty if row in links else None
        able = [duty for duty in (duties[i] for i in shares.nonzero()[0]) if duty == linked or duty in loose_duties]
        if len(able) > 1 and (parts := _swallowed(editions, row, able, linked)):
            mergers.append(_Suspicion(row, parts))
    return splits, mergers


def _parts(editions: _Editions, duty: int, rows: Iterable[int], own: int | None) -> dict[int, float]:
    """The rows that the duty's text went into, with the share each holds; empty if it is not split."""
    weights, text = editions.weights, frozenset(editions.before[duty].grams)
    whole, rest, parts = weights.sum(text), set(text), dict[int, float]()
    held = {row: weights.shared(text, editions.after[row].grams) for row in rows}
    left = [row for row in held if row == own or held[row] >= MADE_OF * weights.sum(editions.after[row].grams)]
    while left:
        adds = {row: weights.shared(rest, editions.after[row].grams) for row in left}
        best = max(left, key=lambda row: (row == own, adds[row], -row))
        if adds[best] < max(SOLID, PART * whole):
            break
        parts[best] = round(held[best] / whole, 4)
        rest.difference_update(editions.after[best].grams)
        left.remove(best)
    covered = weights.sum(text - rest)
    return dict(sorted(parts.items())) if len(parts) > 1 and covered >= COVERED * whole else {}


def _swallowed(editions: _Editions, row: int, duties: Iterable[int], own: int | None) -> dict[int, float]:
    """The duties whose text the row holds, with the share it holds; empty if it is no merger."""
    weights, text = editions.weights, frozenset(editions.after[row].grams)
    rest, parts = set(text), dict[int, float]()
    for duty in sorted(duties, key=lambda duty: (duty != own, duty)):
        theirs = editions.before[duty].grams
        whole = weights.sum(theirs)
        if duty == own or weights.shared(rest, theirs) >= max(SOLID, ADDED * whole):
            parts[duty] = round(weights.shared(text, theirs) / whole, 4)
            rest.difference_update(theirs)
    return dict(sorted(parts.items())) if len(parts) > 1 else {}


def _in_doubt(links: _Links, splits: Iterable[_Suspicion], mergers: Iterable[_Suspicion]) -> _Links:
    """The links, none certain that a suspicion touches."""
    rows = {row for split in splits for row in split.parts} | {merger.place for merger in mergers}
    duties = {split.place for split in splits} | {duty for merger in mergers for duty in merger.parts}
    return {
        row: replace(link, certain=link.certain and row not in rows and link.duty not in duties) for row, link in links.items()
    }


def _matching(
    editions: _Editions,
    ids: Sequence[str],
    links: _Links,
    worth: Iterable[tuple[int, int]] = (),
    splits: Iterable[_Suspicion] = (),
    mergers: Iterable[_Suspicion] = (),
) -> Matching:
    """What was found, in the words of the caller."""
    rows = [entry.row for entry in editions.after]
    scores = {row: 1.0 if link.why == "same" else editions.likeness(link.duty, row).score for row, link in links.items()}
    kept = {link.duty for link in links.values()}
    return Matching(
        pairs=tuple(Pair(rows[row], ids[link.duty], scores[row], link.certain, link.why) for row, link in sorted(links.items())),
        new=tuple(row for place, row in enumerate(rows) if place not in links),
        gone=tuple(name for place, name in enumerate(ids) if place not in kept),
        splits=tuple(Split(ids[s.place], tuple(rows[row] for row in s.parts), tuple(s.parts.values())) for s in splits),
        mergers=tuple(Merger(tuple(ids[duty] for duty in m.parts), rows[m.place], tuple(m.parts.values())) for m in mergers),
        candidates=tuple(Candidate(rows[row], ids[duty], score) for row, duty, score in _candidates(editions, links, worth)),
    )


def _candidates(editions: _Editions, links: _Links, worth: Iterable[tuple[int, int]]) -> list[tuple[int, int, float]]:
    """Row, duty and likeness of the best possible pairs of each row and each duty that are not certain."""
    sure = {row: link.duty for row, link in links.items() if link.certain}
    kept = set(sure.values())
    able = {(duty, row) for duty, row in worth if row not in sure and duty not in kept}
    able |= {(link.duty, row) for row, link in links.items() if not link.certain}
    best = sorted((-editions.likeness(duty, row).score, duty, row) for duty, row in able)
    duties, rows, found = Counter[int](), Counter[int](), []
    for score, duty, row in best:
        if duties[duty] < CANDIDATES or rows[row] < CANDIDATES:
            found.append((row, duty, -score))
        duties[duty] += 1
        rows[row] += 1
    return sorted(found, key=lambda candidate: (candidate[0], -candidate[2], candidate[1]))


def _check_libraries() -> None:
    try:
        import numpy as np  # noqa: F401
        import scipy.optimize  # type: ignore[import-untyped]
        import scipy.sparse  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("comparing with the previous edition", "intake") from error
