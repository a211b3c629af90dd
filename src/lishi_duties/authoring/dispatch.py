"""The dispatch directory from its authoring form: read, checked, compiled.

sources/dispatch/basic.toml, cooperative.toml, reclaimed.toml    wordings by duty id
sources/dispatch/outside.toml                                    topics on no list, names of other places
sources/dispatch/terms.toml                                      spoken words for official terms
sources/dispatch/idle.toml                                       words that say nothing of a matter
sources/dispatch/traditional.toml                                traditional characters
sources/dispatch/sounds.toml                                     characters that sound the same
sources/dispatch/pending.toml                                    new duties nobody has written wordings for yet
    ↓
src/lishi_duties/data/dispatch.gb18030.json
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import Field

from lishi_duties.authoring.forms import Filled, Form, in_form, read_form, read_toml
from lishi_duties.errors import DataFileError
from lishi_duties.model import DutyId, DutyListFile, Record, departments_of
from lishi_duties.text import fold

LISTS = ("basic", "cooperative", "reclaimed")
PENDING = "pending.toml"
FEWEST = 8
"""How many keywords and citizens' requests a duty has at least."""

Wording: TypeAlias = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^\S+$")]


Character: TypeAlias = Annotated[str, Field(min_length=1, max_length=1)]


class DutyEntry(Record, frozen=True):
    """The wordings of one duty, as the compiled directory has them."""

    id: DutyId
    title: str
    keywords: tuple[Wording, ...]
    citizen: tuple[Wording, ...]
    staff: tuple[Wording, ...]
    lead: dict[str, tuple[Wording, ...]] = Field(default_factory=dict)
    apart: dict[DutyId, str] = Field(default_factory=dict)

    def all(self) -> Iterator[str]:
        """Every wording."""
        yield from self.keywords
        yield from self.citizen
        yield from self.staff
        for wordings in self.lead.values():
            yield from wordings


class OutsideEntry(Record, frozen=True):
    """A topic on no list."""

    name: str
    keywords: tuple[Wording, ...]
    says: tuple[Wording, ...]


class TermEntry(Record, frozen=True):
    """The official terms for a spoken word."""

    spoken: Wording
    official: tuple[Wording, ...]


class Traditional(Record, frozen=True):
    """Traditional characters and, in the same order, their simplified forms."""

    from_: Annotated[str, Field(alias="from")]
    to: str


class DirectoryFile(Record, frozen=True):
    """The compiled directory."""

    schema_version: Annotated[int, Field(ge=1, le=1)] = 1
    jurisdiction: str
    town: str
    duties: tuple[DutyEntry, ...]
    outside: tuple[OutsideEntry, ...]
    places: tuple[str, ...]
    terms: tuple[TermEntry, ...]
    idle: tuple[Wording, ...]
    traditional: Traditional
    sounds: tuple[str, ...]


class _Entry(Form, frozen=True):
    """A table `[C013]` of wordings."""

    keywords: list[Wording]
    citizen: list[Wording]
    staff: list[Wording]
    lead: dict[Filled, list[Wording]] = Field(default_factory=dict)
    apart: dict[DutyId, Filled] = Field(default_factory=dict)


class _Topic(Form, frozen=True):
    """A table of `outside.toml`."""

    topic: Filled
    keywords: list[Wording]
    says: list[Wording]


class _Terms(Form, frozen=True):
    """`terms.toml`: spoken words by official term."""

    terms: dict[Filled, list[Wording]]


class _Idle(Form, frozen=True):
    """`idle.toml`."""

    idle: list[Wording]


class _Characters(Form, frozen=True):
    """`traditional.toml`: traditional forms by simplified character."""

    traditional: dict[Character, list[Character]]


class _Sounds(Form, frozen=True):
    """`sounds.toml`: characters by the syllable they are read as."""

    sounds: dict[Filled, Filled]


class _Places(Form, frozen=True):
    """The table `[places]` of `outside.toml`: names by what they name."""

    places: dict[Filled, list[Filled]]


class _Pending(Form, frozen=True):
    """`pending.toml`: duties nobody has written wordings for yet."""

    pending: list[DutyId] = Field(default_factory=list)


def without_wordings(folder: Path, file: DutyListFile) -> tuple[str, ...]:
    """The duties of a list that have no wordings in the directory's sources, in list order."""
    written = {duty_id for name in LISTS for duty_id in read_toml(folder / f"{name}.toml")}
    return tuple(duty.id for duty in file.duties() if duty.id not in written)


def read_directory(folder: Path, file: DutyListFile, earlier: Sequence[DutyListFile] = ()) -> DirectoryFile:
    """The directory for a duty list, checked.

    Args:
        folder: its sources.
        file: the newest edition.
        earlier: the editions before it; wordings of their duties are kept for those who use them.

    Raises:
        DataFileError: a file is missing or wrong, or the linter found a fault; the first is named.
    """
    editions = (*earlier, file)
    titles = {duty.id: duty.title for edition in editions for duty in edition.duties()}
    entries = _entries(folder, titles)
    path = folder / "outside.toml"
    tables = read_toml(path)
    places = in_form({name: tables.pop(name) for name in ("places",) if name in tables}, _Places, path).places
    topics = [in_form(table, _Topic, path, f"[{key}]") for key, table in tables.items()]
    newest_first = dict.fromkeys(duty.id for edition in reversed(editions) for duty in edition.duties())
    directory = DirectoryFile(
        jurisdiction=str(file.edition.jurisdiction),
        town=file.edition.jurisdiction.town,
        duties=tuple(entries[duty_id] for duty_id in newest_first if duty_id in entries),
        outside=tuple(OutsideEntry(name=t.topic, keywords=tuple(t.keywords), says=tuple(t.says)) for t in topics),
        places=tuple(dict.fromkeys(name for names in places.values() for name in names)),
        terms=_terms(folder),
        idle=tuple(read_form(folder / "idle.toml", _Idle).idle),
        traditional=_traditional(folder),
        sounds=tuple(read_form(folder / "sounds.toml", _Sounds).sounds.values()),
    )
    pending = _pending(folder, entries, titles)
    for fault in lint(directory, file, earlier=earlier, pending=pending):
        raise DataFileError(fault, path=folder)
    return directory


def _entries(folder: Path, titles: Mapping[str, str]) -> dict[str, DutyEntry]:
    """The wordings of each duty, by id; `titles` are those of all duties of all editions."""
    entries: dict[str, DutyEntry] = {}
    for name in LISTS:
        path = folder / f"{name}.toml"
        for duty_id, table in read_toml(path).items():
            if duty_id not in titles:
                raise DataFileError(f"{duty_id} is no duty of the list", path=path)
            if duty_id in entries:
                raise DataFileError(f"{duty_id} has wordings in two files", path=path)
            entry = in_form(table, _Entry, path, f"[{duty_id}]")
            entries[duty_id] = DutyEntry(
                id=duty_id,
                title=titles[duty_id],
                keywords=tuple(entry.keywords),
                citizen=tuple(entry.citizen),
                staff=tuple(entry.staff),
                lead={name: tuple(wordings) for name, wordings in entry.lead.items()},
                apart=entry.apart,
            )
    return entries


def _terms(folder: Path) -> tuple[TermEntry, ...]:
    spoken: dict[str, list[str]] = {}
    for official, words in read_form(folder / "terms.toml", _Terms).terms.items():
        for word in words:
            spoken.setdefault(word, []).append(official)
    return tuple(TermEntry(spoken=word, official=tuple(official)) for word, official in spoken.items())


def _traditional(folder: Path) -> Traditional:
    pairs = read_form(folder / "traditional.toml", _Characters).traditional
    return Traditional.model_validate(
        {
            "from": "".join(form for forms in pairs.values() for form in forms),
            "to": "".join(simplified for simplified, forms in pairs.items() for _ in forms),
        }
    )


def _pending(folder: Path, entries: Container[str], ids: Container[str]) -> list[DutyId]:
    """The duties nobody has written wordings for yet."""
    path = folder / PENDING
    pending = read_form(path, _Pending).pending if path.exists() else []
    for duty_id in pending:
        if duty_id in entries or duty_id not in ids:
            why = "has wordings now" if duty_id in entries else "is no duty of the list"
            raise DataFileError(f"{duty_id} {why}; take it out", path=path)
    return pending


def lint(
    directory: DirectoryFile, file: DutyListFile, *, earlier: Sequence[DutyListFile] = (), pending: Sequence[str] = ()
) -> Iterator[str]:
    """What is wrong with a directory, one sentence each; `pending` duties may be without wordings."""
    by_id = {entry.id: entry for entry in directory.duties}
    leading: dict[str, set[str]] = {}
    for edition in (*earlier, file):
        for duty in edition.duties():
            leading.setdefault(duty.id, set()).update(departments_of(duty))
    for duty_id, names in leading.items():
        entry = by_id.get(duty_id)
        if entry is not None:
            yield from _faults_of(entry, names, by_id)
        elif duty_id not in pending:
            yield f"{duty_id} has no wordings; add a table [{duty_id}]"
    yield from _shared(directory)
    yield from _faults_of_characters(directory, file)


def _faults_of(entry: DutyEntry, leading: Set[str], by_id: Container[str]) -> Iterator[str]:
    """What is wrong with the wordings of one duty, which `leading` lead."""
    for name, wordings in (("keywords", entry.keywords), ("citizen", entry.citizen)):
        if len(wordings) < FEWEST:
            yield f"{entry.id}: {len(wordings)} {name}, {FEWEST} are the fewest"
    seen: set[str] = set()
    for wording in entry.all():
        folded = fold(wording)
        if not folded:
            yield f"{entry.id}: {wording!r} says nothing"
        if folded in seen:
            yield f"{entry.id}: {wording!r} is given twice"
        seen.add(folded)
    for name in entry.lead:
        if name not in leading:
            led = "、".join(sorted(leading)) or "nobody"
            yield f"{entry.id}.lead: {name} does not lead this duty; it is led by {led}"
    for other in entry.apart:
        if other not in by_id or other == entry.id:
            yield f"{entry.id}.apart: {other} is no other duty"


def _faults_of_characters(directory: DirectoryFile, file: DutyListFile) -> Iterator[str]:
    """What is wrong with the tables of traditional characters and of sounds."""
    traditional = directory.traditional
    if len(traditional.from_) != len(traditional.to):
        yield "traditional: as many traditional as simplified characters are needed"
    if len(set(traditional.from_)) != len(traditional.from_):
        yield "traditional: a character is given twice"
    for char, count in Counter("".join(directory.sounds)).items():
        if count > 1:
            yield f"sounds: {char} stands under two syllables"
    corpus = set("".join(w for entry in directory.duties for w in entry.all()) + "".join(d.title for d in file.duties()))
    for char in traditional.from_:
        if char in corpus:
            yield f"traditional: {char} stands in the list or its wordings as it is"


def _shared(directory: DirectoryFile) -> Iterator[str]:
    owners: dict[str, list[DutyEntry]] = {}
    for entry in directory.duties:
        for folded in dict.fromkeys(map(fold, entry.all())):
            owners.setdefault(folded, []).append(entry)
    for wording, entries in owners.items():
        for place, one in enumerate(entries):
            for other in entries[place + 1 :]:
                if other.id not in one.apart and one.id not in other.apart:
                    yield (
                        f"{wording!r} is given to {one.id} and {other.id}; say how to tell them apart in "
                        f"[{one.id}.apart] or [{other.id}.apart], or take it from one"
                    )
    outside = {fold(w): topic.name for topic in directory.outside for w in (*topic.keywords, *topic.says)}
    for wording in owners.keys() & outside.keys():
        yield f"{wording!r} is given to {owners[wording][0].id} and to the off-list topic {outside[wording]}"


def copied(directory: DirectoryFile, requests: list[str]) -> Iterator[str]:
    """Wordings that repeat one of these requests, by which the directory is measured.

    A short keyword is the only way to say some things and stands in both; from 7 characters on it has been copied.
    """
    folded_requests = {fold(request) for request in requests}
    for entry in directory.duties:
        for wording in entry.all():
            folded = fold(wording)
            if len(folded) >= 7 and folded in folded_requests:
                yield f"{entry.id}: {wording!r} is a request the directory is measured by"
