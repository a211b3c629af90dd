"""The edition a list belongs to, its departments and notes, what became of ids, and the file that holds all of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from lishi_duties.labels import LIST_NAMES
from lishi_duties.model.records import BasicDuty, CooperativeDuty, Duty, ReclaimedItem
from lishi_duties.model.rules import check_file
from lishi_duties.model.terms import (
    SCHEMA_VERSION,
    Became,
    BoundedInt,
    DepartmentKind,
    DutyId,
    Kind,
    NoteKind,
    Ordinal,
    Record,
    Text,
)
from lishi_duties.text import shorten_line


class Department(Record, frozen=True):
    """A department the list names.

    Attributes:
        name: its canonical name, the form the document itself uses most.
        kind: what the name stands for; `collective` names stand for no single department.
        aliases: other forms that mean it: those the document uses besides, and everyday short forms.
    """

    name: Text
    kind: DepartmentKind
    aliases: tuple[Text, ...] = ()

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"Department({self.name} {self.kind})"


class Jurisdiction(Record, frozen=True):
    """The town a list belongs to.

    Attributes:
        province: province, autonomous region or municipality.
        city: the prefecture-level city between province and district; None where there is none, as in 重庆市.
        district: district, county or county-level city.
        town: town, township or street office.
    """

    province: Text
    city: Text | None = None
    district: Text
    town: Text

    def __str__(self) -> str:
        return f"{self.province}{self.city or ''}{self.district}{self.town}"


class Source(Record, frozen=True):
    """The document an edition was read from, as it is kept in `sources/<edition>/`."""

    document: Text
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Edition(Record, frozen=True):
    """One published state of a list.

    Attributes:
        number: 1 for the first state that was packaged, then counting up.
        title: the document's title.
        jurisdiction: province, district and town.
        published: the day the document bears; None where it bears none.
        source: the document it was read from.
        categories: the sections of its lists, in the document's order.
    """

    number: Ordinal
    title: Text
    jurisdiction: Jurisdiction
    published: datetime.date | None
    source: Source
    categories: Annotated[tuple[Text, ...], Field(min_length=1)]

    def __str__(self) -> str:
        day = self.published.isoformat() if self.published else "未载明日期"
        return f"{self.title}（第{self.number}版，{day}）"

    def __repr__(self) -> str:
        return f"Edition({self.number} {self.title} {self.published or 'undated'})"


class EditorialNote(Record, frozen=True):
    """A doubtful place of the document, recorded and left as published.

    Attributes:
        duty: id of the duty it stands in.
        field: where in the record, as a path: `title`, `town_tasks[1]`, `responsibilities[0].tasks[3]`, `handover[0].method[1]`,
            `departments_as_published[7]`, `responsibilities[2].heading`.
        kind: `department_name` (abbreviated or unprefixed name), `department_column` (the column and the headings name
            different departments), `numbering`, `punctuation`, `structure` (text that stands where the form has no place for
            it), `wording` (a wrong, doubled or missing word), `correction` (a slip that was corrected; `written` is what was
            received).
        written: the words as written; they stand so in the field, but for a `correction`.
        meant: what is evidently meant; None where that cannot be told.
        reason: why we think so, in Chinese.
    """

    duty: DutyId
    field: Text
    kind: NoteKind
    written: Text
    meant: str | None
    reason: Text


class Lineage(Record, frozen=True):
    """What became of an id when the list was revised.

    Attributes:
        id: the id.
        kind: `moved` (to another list; the id lives on), `split` (into several duties), `merged` (into one), `withdrawn`
            (nothing took its place).
        edition: the edition in which it happened.
        title: the duty's title before.
        into: ids of this edition that took its place; always brought up to date, so that no chain is to be followed.
            Empty where it moved or was withdrawn, or where what took its place was withdrawn in turn.
        lists: the list it stood in and, where it moved, the list it went to.
    """

    id: DutyId
    kind: Became
    edition: Annotated[BoundedInt, Field(ge=2)]
    title: Text
    into: tuple[DutyId, ...] = ()
    lists: Annotated[tuple[Kind, ...], Field(min_length=1, max_length=2)]

    @model_validator(mode="after")
    def _kind_fits(self) -> Self:
        if (self.kind == "moved") != (len(self.lists) == 2) or len(set(self.lists)) != len(self.lists):
            raise ValueError(f"{self.id}: a duty that moved names two different lists, any other one")
        if (self.into and self.kind in ("moved", "withdrawn")) or len(set(self.into)) != len(self.into):
            raise ValueError(f"{self.id}: {self.kind} into {', '.join(self.into)}")
        if self.id in self.into:
            raise ValueError(f"{self.id}: is said to be {self.kind} into itself")
        return self

    def __str__(self) -> str:
        where = f"第{self.edition}版"
        if self.kind == "moved":
            return f"{self.id} {where}由{LIST_NAMES[self.lists[0]]}移入{LIST_NAMES[self.lists[1]]}"
        if self.kind == "withdrawn":
            return f"{self.id} {where}撤销"
        if not self.into:
            return f"{self.id} {where}{'拆分' if self.kind == 'split' else '并入其他事项'}，其后均已撤销"
        return f"{self.id} {where}{'拆分为' if self.kind == 'split' else '并入'}{'、'.join(self.into)}"


class DutyListFile(Record, frozen=True):
    """An edition file: everything that is known of one published list. Validates the rules that cross records."""

    schema_version: Annotated[int, Field(ge=1, le=SCHEMA_VERSION)]
    edition: Edition
    departments: tuple[Department, ...]
    basic: tuple[BasicDuty, ...]
    cooperative: tuple[CooperativeDuty, ...]
    reclaimed: tuple[ReclaimedItem, ...]
    notes: tuple[EditorialNote, ...] = ()
    lineage: tuple[Lineage, ...] = ()

    def __repr__(self) -> str:
        return shorten_line(f"DutyListFile({self.edition!r} {len(self.basic)}+{len(self.cooperative)}+{len(self.reclaimed)})")

    def duties(self) -> Iterator[Duty]:
        """All duties in list order."""
        yield from self.basic
        yield from self.cooperative
        yield from self.reclaimed

    @model_validator(mode="after")
    def _records_agree(self) -> Self:
        check_file(self)
        return self
