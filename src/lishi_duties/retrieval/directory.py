"""The dispatch directory (派单目录): what people say for each duty, what is on no list, and spoken words for official ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import importlib_resources

from lishi_duties import _first_use

__all__ = ["Directory", "Topic", "Wordings", "directory"]


@dataclass(frozen=True)
class Wordings:
    """What people say for one duty.

    Attributes:
        title: the duty's title, in the newest edition that has it.
        keywords: words and short phrases: objects, places, people, actions, everyday names.
        citizen: requests as citizens put them.
        staff: requests as village cadres, clerks and dispatchers put them.
        lead: wordings that point at one of several departments, by canonical name.
    """

    title: str
    keywords: tuple[str, ...]
    citizen: tuple[str, ...]
    staff: tuple[str, ...]
    lead: Mapping[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        object.__setattr__(self, "lead", MappingProxyType(dict(self.lead)))

    def __reduce__(self) -> tuple[object, ...]:
        return Wordings, (self.title, self.keywords, self.citizen, self.staff, dict(self.lead))

    def all(self) -> tuple[str, ...]:
        """Every wording, those for single departments included."""
        return (*self.keywords, *self.citizen, *self.staff, *(w for wordings in self.lead.values() for w in wordings))


@dataclass(frozen=True)
class Topic:
    """Something people ask for that is on no list.

    Attributes:
        name: what it is, in Chinese.
        keywords: words that say so by themselves.
        says: requests as people put them.
    """

    name: str
    keywords: tuple[str, ...]
    says: tuple[str, ...]


@dataclass(frozen=True)
class Directory:
    """The whole directory, as `data/dispatch.gb18030.json` has it.

    Attributes:
        jurisdiction: the town it was written for, as `str(edition.jurisdiction)` has it.
        town: the town's own name.
        duties: wordings by duty id.
        outside: topics on no list.
        places: names of other towns, districts, provinces and cities.
        terms: official terms for each spoken word.
        idle: words a request is full of that say nothing of its matter.
        traditional: a table for `str.translate` from traditional to simplified characters.
        sounds: characters that sound the same, without tones, one text a syllable.
    """

    jurisdiction: str
    town: str
    duties: Mapping[str, Wordings]
    outside: tuple[Topic, ...]
    places: tuple[str, ...]
    terms: Mapping[str, tuple[str, ...]]
    idle: tuple[str, ...]
    traditional: Mapping[int, int]
    sounds: tuple[str, ...]

    def __post_init__(self) -> None:
        for name in _MAPPINGS:
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __reduce__(self) -> tuple[object, ...]:
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return _directory_of, (values | {name: dict(values[name]) for name in _MAPPINGS},)

    def simplified(self, text: str) -> str:
        """`text` in simplified characters, as far as the list and the directory use them."""
        return text if text.isascii() else text.translate(self.traditional)


_MAPPINGS = ("duties", "terms", "traditional")


def _directory_of(values: dict[str, Any]) -> Directory:
    return Directory(**values)


_packaged: list[Directory] = []


def directory() -> Directory:
    """The packaged dispatch directory; read once.

    >>> import lishi_duties as ld
    >>> "骨灰" in ld.dispatch_directory().duties["C013"].keywords
    True
    """
    if not _packaged:
        with _first_use:
            if not _packaged:
                data = importlib_resources.files("lishi_duties") / "data" / "dispatch.gb18030.json"
                _packaged.append(_from_json(json.loads(data.read_bytes().decode("gb18030"))))
    return _packaged[0]


def _from_json(document: dict[str, Any]) -> Directory:
    """The build validated it; here it is only given its types."""
    return Directory(
        jurisdiction=document["jurisdiction"],
        town=document["town"],
        duties={
            entry["id"]: Wordings(
                entry["title"],
                tuple(entry["keywords"]),
                tuple(entry["citizen"]),
                tuple(entry["staff"]),
                {name: tuple(wordings) for name, wordings in entry["lead"].items()},
            )
            for entry in document["duties"]
        },
        outside=tuple(Topic(t["name"], tuple(t["keywords"]), tuple(t["says"])) for t in document["outside"]),
        places=tuple(document["places"]),
        terms={t["spoken"]: tuple(t["official"]) for t in document["terms"]},
        idle=tuple(document["idle"]),
        traditional=str.maketrans(document["traditional"]["from"], document["traditional"]["to"]),
        sounds=tuple(document["sounds"]),
    )
