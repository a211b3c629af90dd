"""Whose matter is a request: the duty, who leads, what the town does; or that nothing on the list fits.

Every duty, and every topic that is on no list, is one text: what the list says and what the dispatch directory knows people say.
A request is scored against all of them; the best off-list topic is the measure a duty has to beat.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import log
from typing import TYPE_CHECKING, Literal

from lishi_duties.errors import ArgumentError
from lishi_duties.labels import town_name
from lishi_duties.model import CooperativeDuty, Duty, ReclaimedItem
from lishi_duties.retrieval.answers import Assignment, Dispatch, Rerank, TownRole
from lishi_duties.retrieval.arguments import check_limit
from lishi_duties.retrieval.bm25 import UNIT, GramIndex, grams_of
from lishi_duties.retrieval.directory import Wordings, directory, wordings_for
from lishi_duties.text import fold, fold_lines

if TYPE_CHECKING:
    from lishi_duties.duties.departments import Departments
    from lishi_duties.duties.duty_list import DutyList
    from lishi_duties.model import Jurisdiction

__all__ = ["dispatch"]

LEAST, MOST = 2, 2000
"""How many characters a request may have."""

_MARGIN_A_GRAM, _MARGIN = 0.1, 2.0  # by how much a duty must beat the best off-list topic: for each gram, and at most
_ELSEWHERE = 0.55  # the share of its score a duty loses where the request names another place
_SHORT = 20  # up to how many grams all of that share; a long letter often names a place by the way
_TOPIC = 4.0  # from which score on an off-list topic is named
_KEEP = 0.4  # of the best score: what is weaker is not offered
_CANDIDATES = 20  # how many are handed to a reranker
_LEADS = 0.8  # of the best department's score: who reaches it leads too
_WORDING = 3  # what a wording, or the name, of a department counts beside a task, between departments


_BETWEEN_WORDS = re.compile(r"[\W_]+")


class Dispatcher:
    """The texts of one duty list, ready to be asked."""

    def __init__(self, duties: tuple[Duty, ...], departments: Departments, place: Jurisdiction) -> None:
        self._directory = directory()
        self._own = self._directory.jurisdiction == str(place)
        self._duties = duties
        self._town = place.town
        self._collective = {department.name for department in departments if department.kind == "collective"}
        wordings = wordings_for(duties, self._directory, own=self._own)
        self._wordings = wordings
        self._topics = self._directory.outside
        told = [(*_texts(duty), *(known.all() if known else ())) for duty, known in zip(duties, wordings, strict=True)]
        told += [(*topic.keywords, *topic.says) for topic in self._topics]
        texts = fold_lines("\n\n".join("\n".join(lines) for lines in told)).split("\n\n")
        self._texts = texts
        self._index = GramIndex(texts, len(duties))
        self._places: dict[str, list[str]] = {}
        for name in self._directory.places:
            if name != town_name(place.town):
                self._places.setdefault(name[0], []).append(name)
        idle = sorted(map(fold, self._directory.idle), key=len, reverse=True)
        self._idle = re.compile("|".join(map(re.escape, idle)) or "(?!)")
        self._idle_words = frozenset(idle)
        self._parts: dict[str, tuple[tuple[str, str], ...]] = {}

    def dispatch(self, request: str, limit: int, rerank: Rerank | None) -> Dispatch:
        """See `DutyList.dispatch`."""
        text = self._directory.simplified(request)
        parts = tuple(filter(None, map(fold, _BETWEEN_WORDS.split(text))))
        grams = self._grams(fold(text))
        totals = self._index.scores(grams)
        count = len(self._duties)
        topic = max(range(count, len(totals)), key=totals.__getitem__, default=None)
        off_list = totals[topic] / UNIT if topic is not None else 0.0
        wanted = max(limit, _CANDIDATES) if rerank else limit
        best = sorted(range(count), key=totals.__getitem__, reverse=True)[:wanted]
        top = totals[best[0]] / UNIT if best else 0.0
        against = off_list + min(_MARGIN, _MARGIN_A_GRAM * len(grams))
        if self._elsewhere(text):
            against += _ELSEWHERE * top * min(1.0, _SHORT / (len(grams) or 1))
        source: Literal["own", "borrowed"] = "own" if self._own else "borrowed"
        if top <= against:
            about = self._topics[topic - count].name if topic is not None and off_list > _TOPIC else None
            return Dispatch(request, (), about, source)
        found = []
        for place in best:
            score = totals[place] / UNIT
            if score >= _KEEP * top:
                found.append(self._assignment(request, place, score / (score + against), grams, parts))
        if rerank is not None:
            return Dispatch(request, _reranked(rerank, request, tuple(found), limit), None, source)
        return Dispatch(request, tuple(found), None, source)

    def _assignment(self, request: str, place: int, score: float, grams: set[str], parts: tuple[str, ...]) -> Assignment:
        duty = self._duties[place]
        lead: tuple[str, ...] = ()
        role: TownRole = "none"
        if isinstance(duty, CooperativeDuty):
            role, lead = "assists", self._lead(place, grams)
        elif isinstance(duty, ReclaimedItem):
            lead = self._lead(place, grams) if duty.handover else ()
        else:
            role, lead = "responsible", (self._town,)
        return Assignment(request, duty, round(score, 4), lead, role, self._town, self._matched(place, parts))

    def _matched(self, place: int, parts: tuple[str, ...]) -> tuple[str, ...]:
        """The longest stretches of a request each two neighbouring characters of which stand together in a duty's text."""
        text = self._texts[place]
        runs: list[str] = []
        for part in parts:
            start = 0
            while start < len(part) - 1:
                end = start + 1
                while end < len(part) and part[end - 1 : end + 1] in text:
                    end += 1
                if end - start > 1 and part[start:end] not in self._idle_words:
                    runs.append(part[start:end])
                start = end
        return tuple(dict.fromkeys(runs))

    def _lead(self, place: int, grams: set[str]) -> tuple[str, ...]:
        """The departments of a duty whose tasks and wordings the request touches most."""
        duty = self._duties[place]
        parts = self._parts.get(duty.id)
        if parts is None:
            parts = self._parts[duty.id] = tuple(_departments(duty, self._wordings[place], self._collective))
        if len(parts) == 1:
            return (parts[0][0],)
        scores = [0.0] * len(parts)
        together = "\n".join(text for _, text in parts)
        for gram in sorted(grams):  # in one order, as sums of fractions hang on it
            if gram not in together:
                continue
            counts = [text.count(gram) for _, text in parts]
            weight = len(gram) * log(1 + len(parts) / (len(parts) - counts.count(0)))
            for i, count in enumerate(counts):
                scores[i] += weight * count / (count + 2)
        best = max(scores)
        if best <= 0:
            return (parts[0][0],)
        order = sorted(range(len(parts)), key=lambda i: (-scores[i], i))
        return tuple(parts[i][0] for i in order if scores[i] >= _LEADS * best)

    def _elsewhere(self, text: str) -> bool:
        return any(text.startswith(place, at) for at, char in enumerate(text) for place in self._places.get(char, ()))

    def _grams(self, folded: str) -> set[str]:
        """The grams of a request without its idle words; with them where nothing else is left."""
        told = self._idle.sub("\n", folded)
        return grams_of(told if len(told) - told.count("\n") >= LEAST else folded)


def dispatch(duties: DutyList, request: str, limit: int = 5, *, rerank: Rerank | None = None) -> Dispatch:
    """See `DutyList.dispatch`."""
    if not isinstance(request, str):
        raise ArgumentError(f"a request is a str, not {type(request).__name__}")
    if len(request) > MOST:
        raise ArgumentError(
            f"the request has {len(request):,} characters; {MOST:,} are the most: send what the caller said, not the file"
        )
    check_limit(limit)
    if len(fold(request)) < LEAST:
        said = f"the request {request[:20]!r} has fewer than {LEAST} characters that say anything"
        raise ArgumentError(f"{said}; give a few words of what it is about")
    if rerank is not None and not callable(rerank):
        raise ArgumentError(f"rerank is a function of the request and its candidates, not {type(rerank).__name__}")
    return prepare(duties).dispatch(request, limit, rerank)


def prepare(duties: DutyList) -> Dispatcher:
    """What answers requests for a list; made once."""
    place = duties.edition.jurisdiction
    return duties._derive("dispatch", lambda members: Dispatcher(members, duties.departments, place))


def _texts(duty: Duty) -> Iterable[str]:
    yield duty.title
    if isinstance(duty, CooperativeDuty):
        for part in duty.responsibilities:
            yield from part.departments
            yield from part.tasks
        yield from duty.town_tasks
    elif isinstance(duty, ReclaimedItem):
        for handover in duty.handover:
            yield handover.department
            yield from handover.method


def _departments(duty: Duty, wordings: Wordings | None, collective: set[str]) -> Iterable[tuple[str, str]]:
    """Who may lead a duty, each with its tasks and the wordings that point at it. Collective names lead only alone."""
    tasks: dict[str, list[str]] = {}
    if isinstance(duty, CooperativeDuty):
        for part in duty.responsibilities:
            for name in part.departments:
                tasks.setdefault(name, []).extend(part.tasks)
        for name in duty.departments:
            tasks.setdefault(name, [])
    elif isinstance(duty, ReclaimedItem):
        for handover in duty.handover:
            tasks.setdefault(handover.department, []).extend(handover.method)
    pointing = wordings.lead if wordings else {}
    single = [name for name in tasks if name not in collective] or list(tasks)
    for name in single:
        told = (*tasks[name], *(*pointing.get(name, ()), name) * _WORDING)
        yield name, fold_lines("\n".join(told))


def _reranked(rerank: Rerank, request: str, found: tuple[Assignment, ...], limit: int) -> tuple[Assignment, ...]:
    order = tuple(rerank(request, found))
    if len(set(map(id, order))) != len(order) or not all(any(one is other for other in found) for one in order):
        raise ArgumentError("rerank must give back assignments it was given, each at most once")
    return order[:limit]
