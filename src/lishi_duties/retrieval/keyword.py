"""Keyword search: every word must occur, in the list or among what people say for it; the best places count.

A word also stands for the department it is a short form of, and a spoken word for the official terms the dispatch directory
gives. All folded text of a set of duties stands in one string, so that a word is found by `str.find` at the speed of memory; the
positions then tell duty and field.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Any, TypedDict

from lishi_duties.arguments import check_limit
from lishi_duties.errors import ArgumentError
from lishi_duties.model import Duty, Kind
from lishi_duties.model.walk import TextKind, texts_of
from lishi_duties.retrieval.directory import directory
from lishi_duties.retrieval.lending import wordings_for
from lishi_duties.text import fold

if TYPE_CHECKING:
    from lishi_duties.duties.departments import Departments
    from lishi_duties.duties.duty_set import DutySet

MOST_CHARACTERS = 2000

_TITLE, _DEPARTMENT, _KEYWORD, _TASK = 6.0, 3.0, 1.2, 1.0
_REPETITION = 0.5  # a heading or a name as published, where it says anything of its own
_WEIGHTS: dict[TextKind, float] = {
    "title": _TITLE,
    "department": _DEPARTMENT,
    "task": _TASK,
    "statement": _TASK,
    "text": _TASK,
}
_WHOLE_KEYWORD = 5.0  # a word that is a keyword of the duty in the dispatch directory
_SYNONYM = 0.5  # an official term that a spoken word stands for
_WHOLE_FIELD = 4.0  # a word that is the whole of a field counts so much more
_BEGINS_FIELD = 1.3
_REPEATED = 0.1
_FEW = 40  # a word that more duties hold tells nothing by being repeated
_END = ("", "\n")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


class MatchDict(TypedDict):
    """What `Match.to_dict` gives: its fields."""

    field: str
    start: int
    end: int


class HitDict(TypedDict):
    """What `Hit.to_dict` gives: its fields, the duty by its id, kind, number and title."""

    id: str
    kind: Kind
    number: int
    title: str
    score: float
    words: list[str]
    matches: list[MatchDict]


@dataclass(frozen=True, slots=True)
class Match:
    """A place where a word of the query stands.

    Attributes:
        field: the place in the record, such as `title` or `responsibilities[1].tasks[0]`.
        start: where it begins in the text as published, counted from 0.
        end: where it ends, exclusive.
    """

    field: str
    start: int
    end: int

    def to_dict(self) -> MatchDict:
        """Plain values, as the command line gives them.

        >>> import lishi_duties as ld
        >>> ld.search("噪声 喇叭")[0].matches[0].to_dict()
        {'field': 'title', 'start': 0, 'end': 2}
        """
        return {"field": self.field, "start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class Hit:
    """A duty that was found.

    Attributes:
        duty: the duty.
        score: the higher the better; comparable within one search.
        words: the folded words that were looked for, with the department names and official terms they stand for.
    """

    duty: Duty
    score: float
    words: tuple[str, ...]

    @property
    def matches(self) -> tuple[Match, ...]:
        """Where the words stand, in the order of the record; worked out when asked for.

        Empty where the duty was found by what people say for it only.
        """
        return tuple(_matches(self.duty, self.words))

    def to_dict(self) -> HitDict:
        """Plain values, as the command line gives them.

        >>> import lishi_duties as ld
        >>> ld.search("噪声 喇叭")[0].to_dict()["words"]
        ['噪声', '喇叭']
        """
        return {
            "id": self.duty.id,
            "kind": self.duty.kind,
            "number": self.duty.number,
            "title": self.duty.title,
            "score": self.score,
            "words": list(self.words),
            "matches": [match.to_dict() for match in self.matches],
        }


class _Index:
    """The folded text of a set of duties in one string, and what stands where in it."""

    __slots__ = ("departments", "directory", "duties", "ends", "keywords", "owners", "starts", "text", "weights")

    def __init__(self, duties: tuple[Duty, ...], jurisdiction: str, departments: Departments) -> None:
        self.duties = duties
        self.departments = departments
        self.directory = directory()
        self.keywords: dict[str, list[int]] = {}
        own = jurisdiction == self.directory.jurisdiction
        wordings = wordings_for(duties, self.directory, own=own)
        self.starts: list[int] = []
        self.owners: list[int] = []
        self.weights: list[float] = []
        self.ends: list[int] = []
        parts: list[str] = []
        at = 0
        for place, duty in enumerate(duties):
            entry = wordings[place]
            keywords = entry.keywords if entry else ()
            for keyword in keywords:
                self.keywords.setdefault(fold(keyword), []).append(place)
            for _, weight, text in sorted((*_fields(duty), *(("", _KEYWORD, k) for k in keywords)), key=lambda field: -field[1]):
                folded = fold(text)
                self.starts.append(at)
                self.owners.append(place)
                self.weights.append(weight)
                parts.append(folded)
                at += len(folded) + 1
            self.ends.append(at)
        self.text = "\n".join(parts)

    def score(self, word: str) -> dict[int, float]:
        """The duties a word occurs in, by place, with how much it counts there.

        The fields of a duty stand in order of their weight, so that the first occurrence is the one that counts.
        """
        scores: dict[int, float] = {}
        text, starts, ends, length = self.text, self.starts, self.ends, len(word)
        owners, weights, find = self.owners, self.weights, self.text.find
        at = find(word)
        while at >= 0:
            segment = bisect_right(starts, at) - 1
            owner, value = owners[segment], weights[segment]
            if at == starts[segment]:
                value *= _WHOLE_FIELD if text[at + length : at + length + 1] in _END else _BEGINS_FIELD
            scores[owner] = value
            at = find(word, ends[owner])
        if len(scores) <= _FEW:
            for owner in scores:
                begin = ends[owner - 1] if owner else 0
                scores[owner] += _REPEATED * (text.count(word, begin, ends[owner]) - 1)
        for owner in self.keywords.get(word, ()):
            scores[owner] = max(scores.get(owner, 0.0), _WHOLE_KEYWORD)
        rarity = log(1 + len(self.duties) / (1 + len(scores)))
        return {owner: value * rarity for owner, value in scores.items()}

    def forms(self, word: str) -> tuple[tuple[str, float], ...]:
        """What a word stands for besides itself, with what each form counts."""
        forms: dict[str, float] = {}
        if department := self.departments.get(word):
            forms[fold(department.name)] = 1.0
        for term in self.directory.terms.get(word, ()):
            forms.setdefault(fold(term), _SYNONYM)
        forms.pop(word, None)
        return tuple(forms.items())


def _fields(duty: Duty) -> Iterator[tuple[str, float, str]]:
    """The texts that are searched: each with its place and what a word counts in it.

    A heading, a name as published or a quotation mostly repeats a name or a task; it counts little, and only where it does not.
    """
    texts = tuple(texts_of(duty))
    column = {text.text for text in texts if text.path[0] == "departments"}
    elsewhere = "\n".join(text.text for text in texts if text.kind in _WEIGHTS)
    for text in texts:
        weight = _WEIGHTS.get(text.kind)
        if weight is None:
            if text.text not in elsewhere:
                yield text.field, _REPETITION, text.text
        elif text.kind != "department" or text.path[0] == "departments" or text.text not in column:
            yield text.field, weight, text.text


def words_of(query: str) -> tuple[str, ...]:
    """The folded words of a query; words are parted by spaces and punctuation.

    Raises:
        ArgumentError: it is no str, holds no word, or is too long.
    """
    if not isinstance(query, str):
        raise ArgumentError(f"a query is a str, not {type(query).__name__}")
    if len(query) > MOST_CHARACTERS:
        raise ArgumentError(f"the query has {len(query):,} characters; {MOST_CHARACTERS:,} are the most")
    simple = directory().simplified(unicodedata.normalize("NFKC", query))
    parts = _BETWEEN_WORDS.split(simple)
    words = tuple(dict.fromkeys(word for part in parts if (word := fold(part))))
    if not words:
        raise ArgumentError(f"the query {query[:40]!r} holds no word; give one or more, such as 燃气 or '噪声 喇叭'")
    return words


def search(
    duties: DutySet[Any],
    query: str,
    limit: int = 10,
    *,
    kind: Kind | None = None,
    category: str | None = None,
    department: str | None = None,
) -> tuple[Hit, ...]:
    """See `DutySet.search`."""
    words = words_of(query)
    check_limit(limit)
    wanted = None
    if kind is not None or category is not None or department is not None:
        wanted = set(duties.filter(kind=kind, category=category, department=department).ids)
    place = str(duties.edition.jurisdiction)
    index = duties._derive("lexical", lambda members: _Index(members, place, duties.departments))
    total: dict[int, float] | None = None
    looked_for: list[str] = []
    for word in words:
        scores = index.score(word)
        looked_for.append(word)
        for form, weight in index.forms(word):
            looked_for.append(form)
            for owner, value in index.score(form).items():
                scores[owner] = max(scores.get(owner, 0.0), weight * value)
        total = scores if total is None else {o: total[o] + value for o, value in scores.items() if o in total}
        if not total:
            return ()
    assert total is not None
    if wanted is not None:
        total = {owner: score for owner, score in total.items() if index.duties[owner].id in wanted}
    ranked = sorted(sorted(total), key=total.__getitem__, reverse=True)[:limit]
    forms = tuple(dict.fromkeys(looked_for))
    return tuple(Hit(index.duties[owner], round(total[owner], 3), forms) for owner in ranked)


def _matches(duty: Duty, words: tuple[str, ...]) -> Iterator[Match]:
    for field, _, text in _fields(duty):
        folded = fold(text)
        spans = sorted({(at, at + len(word)) for word in words for at in _occurrences(folded, word)})
        if spans:
            places = unfold(text, len(folded))
            for start, end in spans:
                yield Match(field, places[start], places[end - 1] + 1)


def _occurrences(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def unfold(text: str, length: int) -> list[int]:
    """For each of the `length` characters of `fold(text)`, the place in `text` it comes from."""
    places = [place for place, char in enumerate(text) if char.isalnum()]
    if len(places) != length:  # a character that folds to several, such as ㎡
        places = [place for place, char in enumerate(text) for _ in fold(char)]
    return places
