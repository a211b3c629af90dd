"""Whose matter a request is: the duty, who leads, what the town does; or that nothing on the list fits.

Every duty, and every topic that is on no list, is one text: its title and what the dispatch directory knows people say; the tasks
of the list are long and everybody's, so they only say who leads. A message is scored against all of these texts by what it is
about (`message`); the best off-list topic is the measure a duty has to beat.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import exp, log
from typing import TYPE_CHECKING, Literal, NamedTuple

from lishi_duties.arguments import check_limit
from lishi_duties.errors import ArgumentError
from lishi_duties.labels import town_name
from lishi_duties.model import Duty
from lishi_duties.model.walk import texts_of
from lishi_duties.retrieval.answers import Assignment, Dispatch, Matter, Rerank, ReviewReason, TownRole
from lishi_duties.retrieval.bm25 import GramIndex, grams_of
from lishi_duties.retrieval.directory import Wordings, directory
from lishi_duties.retrieval.leads import Candidate, candidates, leading
from lishi_duties.retrieval.lending import wordings_for
from lishi_duties.retrieval.message import PATTERNS, matter_of, pieces_of
from lishi_duties.retrieval.settings import SETTINGS
from lishi_duties.retrieval.sounds import Sounds
from lishi_duties.text import fold, fold_lines

if TYPE_CHECKING:
    from lishi_duties.duties.departments import Departments
    from lishi_duties.duties.duty_list import DutyList
    from lishi_duties.model import Edition, Kind

__all__ = ["Dispatcher", "dispatch", "dispatch_many", "official_texts", "prepare", "ranked_texts"]

_CANDIDATES = 20
"""How many are handed to a reranker."""
_RIVALS = 5
"""Among so many of the best of a whole message each of its matters is."""

_MANY = 300
"""From so many pairs on it is quicker to look them up in a set than to search a text for each."""

_TOWN_ROLES: dict[Kind, TownRole] = {"basic": "responsible", "cooperative": "assists", "reclaimed": "none"}
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_LATIN = re.compile("[0-9a-z]+")


class _Scores(NamedTuple):
    """A text against all duties and topics.

    Attributes:
        grams: the grams of the text.
        little: whether nothing is left of it without its idle words.
        totals: what each duty, then each topic, scores.
        order: the places of the duties, best first, as many as are wanted.
        against: what the best had to beat.
        topic: the place of the best topic among the topics, if there are any.
        elsewhere: whether it names another place.
    """

    grams: set[str]
    little: bool
    totals: list[int]
    order: list[int]
    against: float
    topic: int | None
    elsewhere: bool

    def of(self, rank: int) -> float:
        """What the duty of this rank scores; 0 where there is none."""
        return self.totals[self.order[rank]] / SETTINGS.unit if rank < len(self.order) else 0.0

    @property
    def fits(self) -> bool:
        """Whether any duty does."""
        return self.of(0) > self.against

    def certainty(self, rank: int) -> float:
        """How sure the duty of this rank is, from 0 to 1."""
        score, rival = self.of(rank), self.of(0 if rank else 1)
        constant, by_ratio, by_lead = SETTINGS.certainty
        return 1 / (1 + exp(-(constant + by_ratio * log(score / self.against) + by_lead * (score - rival) / score)))


class Dispatcher:
    """The texts of one duty list, ready to be asked."""

    def __init__(self, duties: tuple[Duty, ...], departments: Departments, edition: Edition) -> None:
        self._directory = directory()
        place = edition.jurisdiction
        self._jurisdiction, self._edition, self._town = str(place), edition.number, place.town
        own = self._directory.jurisdiction == self._jurisdiction
        self._source: Literal["own", "borrowed"] = "own" if own else "borrowed"
        self._duties = duties
        self._collective = frozenset(department.name for department in departments if department.kind == "collective")
        self._wordings = wordings_for(duties, self._directory, own=own)
        self._topics = self._directory.outside
        ranked = [ranked_texts(duty, wordings) for duty, wordings in zip(duties, self._wordings, strict=True)]
        ranked += [(*topic.keywords, *topic.says) for topic in self._topics]
        self._texts = fold_lines("\n\n".join("\n".join(lines) for lines in ranked)).split("\n\n")
        self._index = GramIndex(self._texts, len(duties), SETTINGS, Sounds(self._directory.sounds))
        written = set(_LATIN.findall("\n".join(self._texts[: len(duties)])))
        self._latin = frozenset(word for word in written if not word.isdecimal())
        names = (name for name in self._directory.places if name != town_name(place.town))
        self._places = "|".join(sorted(map(re.escape, names), key=len, reverse=True)) or "(?!)"
        self._place = re.compile(self._places)
        self._away = re.compile(f"(?:{self._places}){PATTERNS['away']}")
        idle = sorted(map(fold, self._directory.idle), key=len, reverse=True)
        self._idle = re.compile("|".join(map(re.escape, idle)) or "(?!)")
        self._idle_words = frozenset(idle)
        self._official: dict[int, str] = {}
        self._candidates: dict[int, tuple[Candidate, ...]] = {}

    def dispatch(self, request: str, limit: int, rerank: Rerank | None) -> Dispatch:
        """See `DutyList.dispatch`."""
        matter = matter_of(self._directory.simplified(request))
        scores = self._scores(matter, max(limit, _CANDIDATES if rerank else _RIVALS))
        assignments = self._assignments(request, matter, scores)
        if assignments and rerank is not None:
            assignments = _reranked(rerank, request, assignments, limit)
        matters = self._matters(matter, scores, limit) if assignments else ()
        about = None if scores.fits else self._about(scores)
        return Dispatch(
            request,
            self._jurisdiction,
            self._edition,
            assignments[:limit],
            matters,
            about,
            tuple(_why(scores, matters, about)),
            self._source,
        )

    def _scores(self, matter: str, wanted: int) -> _Scores:
        count = len(self._duties)
        folded = fold(matter)
        telling = _LATIN.sub(self._telling_latin, self._idle.sub("\n", folded))
        little = len(telling) - telling.count("\n") < SETTINGS.least
        grams = grams_of(folded if little else telling)
        totals = self._index.scores(self._index.with_homophones(grams))
        topic = max(range(count, len(totals)), key=totals.__getitem__, default=None)
        order = sorted(range(count), key=totals.__getitem__, reverse=True)[:wanted]
        against = min(SETTINGS.margin, SETTINGS.margin_of_a_gram * len(grams))
        if topic is not None:
            against += totals[topic] / SETTINGS.unit
        elsewhere = bool(order) and self._elsewhere(matter)
        if elsewhere:
            top = totals[order[0]] / SETTINGS.unit
            against += SETTINGS.elsewhere * top * min(1.0, SETTINGS.short / (len(grams) or 1))
        return _Scores(grams, little, totals, order, against, None if topic is None else topic - count, elsewhere)

    def _assignments(self, request: str, matter: str, scores: _Scores) -> tuple[Assignment, ...]:
        if not scores.fits:
            return ()
        words = tuple(filter(None, map(fold, _BETWEEN_WORDS.split(matter))))
        pairs = {pair for word in words for pair in map(str.__add__, word, word[1:])}
        ranks = [rank for rank in range(len(scores.order)) if scores.of(rank) >= SETTINGS.keep * scores.of(0)]
        held = self._index.held(pairs, [scores.order[rank] for rank in ranks])
        assignments = []
        for rank in ranks:
            place = scores.order[rank]
            matched = self._matched(place, words, pairs, held[place])
            assignments.append(self._assignment(request, place, scores.certainty(rank), scores.grams, matched))
        return tuple(assignments)

    def _assignment(self, request: str, place: int, certainty: float, grams: set[str], matched: tuple[str, ...]) -> Assignment:
        duty = self._duties[place]
        if place not in self._candidates:
            self._candidates[place] = candidates(duty, self._wordings[place], self._collective)
        lead = (self._town,) if duty.kind == "basic" else leading(self._candidates[place], grams)
        return Assignment(request, duty, round(certainty, 4), lead, _TOWN_ROLES[duty.kind], self._town, matched)

    def _matters(self, matter: str, whole: _Scores, limit: int) -> tuple[Matter, ...]:
        """The matters of a message that holds more than one: the pieces for which the same duty stands first, together."""
        pieces = pieces_of(matter, SETTINGS.piece, SETTINGS.pieces)
        if len(pieces) < 2 or len(matter) > SETTINGS.parted:
            return ()
        by_duty: dict[int, list[str]] = {}
        possible = whole.order[:_RIVALS]
        for piece in pieces:
            scores = self._scores(piece, 2)
            speaks = scores.of(0) >= SETTINGS.matter_share * whole.of(0) and scores.certainty(0) >= SETTINGS.matter
            if scores.fits and speaks and scores.order[0] in possible:
                by_duty.setdefault(scores.order[0], []).append(piece)
        if len(by_duty) < 2:
            return ()
        texts = ["。".join(same) for same in by_duty.values()]
        return tuple(Matter(text, self._assignments(text, text, self._scores(text, max(limit, 2)))[:limit]) for text in texts)

    def _about(self, scores: _Scores) -> str | None:
        """What a request that fits nothing seems to be about."""
        if scores.topic is None or scores.totals[len(self._duties) + scores.topic] / SETTINGS.unit <= SETTINGS.topic:
            return None
        return self._topics[scores.topic].name

    def _matched(self, place: int, words: tuple[str, ...], pairs: set[str], held: set[str]) -> tuple[str, ...]:
        """The longest stretches of a request each two neighbouring characters of which stand together in a duty's text.

        `held` are the pairs that stand in its title and wordings; what the list says besides is looked through here.
        """
        if place not in self._official:
            self._official[place] = fold_lines("\n".join(official_texts(self._duties[place])))
        official = self._official[place]
        held |= pairs & grams_of(official) if len(pairs) > _MANY else {pair for pair in pairs if pair in official}
        runs: list[str] = []
        for word in words:
            start = 0
            while start < len(word) - 1:
                end = start + 1
                while end < len(word) and word[end - 1 : end + 1] in held:
                    end += 1
                if end - start > 1 and word[start:end] not in self._idle_words:
                    runs.append(word[start:end])
                start = end
        return tuple(dict.fromkeys(runs))

    def _telling_latin(self, word: re.Match[str]) -> str:
        """A word in Latin letters if a duty is asked for by it (ktv, 5g); numbers and others say nothing."""
        return word[0] if word[0] in self._latin else "\n"

    def _elsewhere(self, matter: str) -> bool:
        return bool(self._place.search(matter)) and bool(self._place.search(self._away.sub("\n", matter)))


def _why(scores: _Scores, matters: tuple[Matter, ...], about: str | None) -> Iterator[ReviewReason]:
    """Why a person should look at an answer; `about` is what a request that fits nothing seems to be about."""
    if not scores.fits:
        if scores.of(0) > SETTINGS.near * scores.against or not about:
            yield "nothing_certain"
    elif scores.certainty(0) < SETTINGS.sure:
        yield "close" if scores.of(1) >= SETTINGS.close * scores.of(0) else "uncertain"
    if matters:
        yield "several"
    if scores.elsewhere and scores.fits:
        yield "elsewhere"
    if scores.little:
        yield "little"


def ranked_texts(duty: Duty, wordings: Wordings | None) -> tuple[str, ...]:
    """What a request is scored against: a duty's title and wordings; all its texts where nobody wrote any."""
    return (duty.title, *wordings.all()) if wordings else official_texts(duty)


def official_texts(duty: Duty) -> tuple[str, ...]:
    """What the list itself says of a duty."""
    return tuple(text.text for text in texts_of(duty) if text.kind not in ("quotation", "heading", "published_name"))


def dispatch(duties: DutyList, request: str, limit: int = 5, *, rerank: Rerank | None = None) -> Dispatch:
    """See `DutyList.dispatch`."""
    _check_arguments(limit, rerank)
    _check_request(request)
    return prepare(duties).dispatch(request, limit, rerank)


def dispatch_many(
    duties: DutyList, requests: Iterable[str], limit: int = 5, *, rerank: Rerank | None = None
) -> Iterator[Dispatch]:
    """See `DutyList.dispatch_many`."""
    _check_arguments(limit, rerank)
    if isinstance(requests, str):
        raise ArgumentError("dispatch_many takes several requests; a single one is for dispatch")
    return _answers(duties, requests, limit, rerank)


def _answers(duties: DutyList, requests: Iterable[str], limit: int, rerank: Rerank | None) -> Iterator[Dispatch]:
    dispatcher = prepare(duties)
    edition = duties.edition
    for request in requests:
        try:
            _check_request(request)
        except ArgumentError as error:
            text = request if isinstance(request, str) else repr(request)
            yield Dispatch(text, str(edition.jurisdiction), edition.number, error=str(error))
        else:
            yield dispatcher.dispatch(request, limit, rerank)


def _check_arguments(limit: int, rerank: Rerank | None) -> None:
    check_limit(limit)
    if rerank is not None and not callable(rerank):
        raise ArgumentError(f"rerank is a function of the request and its candidates, not {type(rerank).__name__}")


def _check_request(request: str) -> None:
    least, most = SETTINGS.least, SETTINGS.most
    if not isinstance(request, str):
        raise ArgumentError(f"a request is a str, not {type(request).__name__}")
    if len(request) > most:
        raise ArgumentError(
            f"the request has {len(request):,} characters; {most:,} are the most: send what the caller said, not the file"
        )
    if len(fold(request)) < least:
        problem = f"the request {request[:20]!r} has fewer than {least} characters that say anything"
        raise ArgumentError(f"{problem}; give a few words of what it is about")


def prepare(duties: DutyList) -> Dispatcher:
    """What answers requests for a list; made once."""
    return duties._derive("dispatch", lambda members: Dispatcher(members, duties.departments, duties.edition))


def _reranked(rerank: Rerank, request: str, candidates: tuple[Assignment, ...], limit: int) -> tuple[Assignment, ...]:
    order = tuple(rerank(request, candidates))
    if len(set(map(id, order))) != len(order) or not all(any(one is other for other in candidates) for one in order):
        raise ArgumentError("rerank must give back assignments it was given, each at most once")
    return order[:limit]
