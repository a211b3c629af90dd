"""What a duty list is: records, departments, edition. Pure types, no behaviour beyond showing themselves.

Every record is a frozen pydantic model: hashable by edition and id, comparable, picklable, copyable. All collections are
tuples. The same models are the JSON Schema of an edition file (`lishi-duties schema`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal, Self, TypeAlias, final
from unicodedata import east_asian_width

from pydantic import BaseModel, Field, model_validator

if TYPE_CHECKING:
    from rich.console import RenderableType

SCHEMA_VERSION = 1
"""The version of the edition file's form that this package reads and writes."""

Kind: TypeAlias = Literal["basic", "cooperative", "reclaimed"]
"""Which of the three lists a duty stands in."""

Role: TypeAlias = Literal["leads", "receives"]
"""What a department does: it leads a cooperative duty (牵头), or it receives a reclaimed item (承接)."""

DepartmentKind: TypeAlias = Literal["district", "party", "vertical", "mass", "collective"]
"""What a name in the list stands for.

`district` 区政府工作部门及其机构, `party` 区委部门, `vertical` 垂直管理或派驻机构 (named 江津区… or 国家…),
`mass` 群团组织及合作社组织, `collective` a name that stands for no single department (区级相关部门, 房源单位).
"""

NoteKind: TypeAlias = Literal[
    "correction", "department_name", "department_column", "numbering", "punctuation", "structure", "wording"
]
"""What an editorial note is about; see `EditorialNote.kind`."""

Became: TypeAlias = Literal["moved", "split", "merged", "withdrawn"]
"""What became of an id; see `Lineage.kind`."""

KINDS: tuple[Kind, ...] = ("basic", "cooperative", "reclaimed")
ROLES: tuple[Role, ...] = ("leads", "receives")
LETTERS: dict[Kind, str] = {"basic": "B", "cooperative": "C", "reclaimed": "R"}
LIST_NAMES: dict[Kind, str] = {
    "basic": "基本履职事项",
    "cooperative": "配合履职事项",
    "reclaimed": "上级部门收回事项",
}

Text: TypeAlias = Annotated[str, Field(min_length=1)]
DutyId: TypeAlias = Annotated[str, Field(pattern=r"^[BCR][0-9]{3,}$")]
_Ordinal: TypeAlias = Annotated[int, Field(le=2**31 - 1)]  # what every database and data frame has room for
Ordinal: TypeAlias = Annotated[_Ordinal, Field(ge=1)]


def shortened(text: str, columns: int = 78) -> str:
    """A line that fits a terminal, with wide characters counted as two columns; a closing bracket stays."""
    room = columns
    for place, char in enumerate(text):
        room -= 2 if east_asian_width(char) in "WF" else 1
        if room < 2:
            return text[:place] + "…" + (text[-1] if text[-1] in ")>" else "")
    return text


class Record(BaseModel, frozen=True, extra="forbid", strict=True):
    """Base of everything in an edition file: frozen, strict, closed to unknown fields."""

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self)
        return shortened(f"{type(self).__name__}({told})")


class Place(Record, frozen=True):
    """Where a record stands in the source document.

    `lines`, `pages` and `rows` are first and last, counted from 1, both inclusive; None where that format has no such count.

    Attributes:
        lines: lines of a text or HTML file.
        pages: pages of a PDF.
        sheet: the name of the sheet of a workbook.
        table: which table of a Word document, counted from 1.
        rows: rows of that sheet or table.
    """

    lines: tuple[_Ordinal, _Ordinal] | None = None
    pages: tuple[_Ordinal, _Ordinal] | None = None
    sheet: Text | None = None
    table: Ordinal | None = None
    rows: tuple[_Ordinal, _Ordinal] | None = None

    @model_validator(mode="after")
    def _first_before_last(self) -> Self:
        for name, span in (("lines", self.lines), ("pages", self.pages), ("rows", self.rows)):
            if span and not 1 <= span[0] <= span[1]:
                raise ValueError(f"{name} are first and last, counted from 1, not {span[0]} and {span[1]}")
        return self

    def __str__(self) -> str:
        parts = []
        if self.sheet is not None:
            parts.append(f"工作表“{self.sheet}”")
        if self.table is not None:
            parts.append(f"表{self.table}")
        for name, span in (("行", self.lines or self.rows), ("页", self.pages)):
            if span:
                first, last = span
                parts.append(f"第{first}{name}" if first == last else f"第{first}–{last}{name}")
        return "，".join(parts) or "—"


class Responsibility(Record, frozen=True):
    """What one or more departments do in a cooperative duty (上级部门职责).

    Attributes:
        departments: canonical names of the departments that do it; several where one heading names several.
        heading: the heading as published, without its colon; None where the cell has no heading (a single department), or
            where the departments stand in the sentence itself.
        tasks: their tasks in order, without their numbers.
    """

    departments: Annotated[tuple[Text, ...], Field(min_length=1)]
    heading: str | None
    tasks: Annotated[tuple[Text, ...], Field(min_length=1)]


class Handover(Record, frozen=True):
    """Which department took a reclaimed item over, and how it works (承接部门及工作方式).

    Attributes:
        department: its canonical name.
        heading: its name as published.
        method: the steps in order, without their numbers.
    """

    department: Text
    heading: Text
    method: Annotated[tuple[Text, ...], Field(min_length=1)]


class Discontinuation(Record, frozen=True):
    """That nobody does an item any more (不再开展此项工作), and on what ground.

    Attributes:
        statement: the sentence as published.
        basis: the part of it that names the ground.
    """

    statement: Text
    basis: Text

    @model_validator(mode="after")
    def _basis_is_quoted(self) -> Self:
        if self.basis not in self.statement:
            raise ValueError(f"basis {self.basis!r} is no part of the statement {self.statement!r}")
        return self


class _Duty(Record, frozen=True):
    """What the rows of the three lists have in common."""

    edition: Ordinal
    id: DutyId
    number: Ordinal
    category: Text
    title: Text
    place: Place

    def __hash__(self) -> int:
        return hash((self.edition, self.id))

    if TYPE_CHECKING:

        def __eq__(self, other: object) -> bool: ...

    def __repr__(self) -> str:
        return shortened(f"{type(self).__name__}({self.id} {self.category} {self.title})")

    def __str__(self) -> str:
        return f"{self.id} {self.title}"

    def __rich__(self) -> RenderableType:
        from lishi_duties.display import rich_card

        return rich_card(self)

    def _repr_html_(self) -> str:
        from lishi_duties.display import html_card

        return html_card(self)


@final
class BasicDuty(_Duty, frozen=True):
    """A duty the town itself is responsible for (基本履职事项).

    Attributes:
        edition: number of the edition this record belongs to.
        id: permanent id, `B` and three digits.
        kind: always `"basic"`.
        number: its place in its list in this edition (序号).
        category: its section (党的建设, 经济发展, …).
        title: the duty as published (事项名称).
        place: where it stands in the source document.
    """

    kind: Literal["basic"] = "basic"


@final
class CooperativeDuty(_Duty, frozen=True):
    """A duty departments lead and the town assists with (配合履职事项).

    Attributes:
        edition: number of the edition this record belongs to.
        id: permanent id, `C` and three digits.
        kind: always `"cooperative"`.
        number: its place in its list in this edition (序号).
        category: its section.
        title: the duty as published (事项名称).
        departments: canonical names of the departments in the department column (对应上级部门), in order.
        departments_as_published: the same names as the column writes them.
        responsibilities: who of them does what (上级部门职责).
        town_tasks: what the town does to assist (镇配合职责).
        place: where it stands in the source document.
    """

    kind: Literal["cooperative"] = "cooperative"
    departments: Annotated[tuple[Text, ...], Field(min_length=1)]
    departments_as_published: Annotated[tuple[Text, ...], Field(min_length=1)]
    responsibilities: Annotated[tuple[Responsibility, ...], Field(min_length=1)]
    town_tasks: Annotated[tuple[Text, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _columns_agree(self) -> Self:
        if len(self.departments) != len(self.departments_as_published):
            raise ValueError(
                f"{self.id}: {len(self.departments)} departments, but {len(self.departments_as_published)} as published"
            )
        return self


@final
class ReclaimedItem(_Duty, frozen=True):
    """An item departments took back from the town (上级部门收回事项).

    Attributes:
        edition: number of the edition this record belongs to.
        id: permanent id, `R` and three digits.
        kind: always `"reclaimed"`.
        number: its place in its list in this edition (序号).
        category: its section.
        title: the item as published (事项名称).
        handover: who took it over and how it works, one entry a department; empty where it is discontinued.
        discontinued: that nobody does it any more, and why; None where it was handed over.
        place: where it stands in the source document.
    """

    kind: Literal["reclaimed"] = "reclaimed"
    handover: tuple[Handover, ...]
    discontinued: Discontinuation | None

    @model_validator(mode="after")
    def _handed_over_or_discontinued(self) -> Self:
        if bool(self.handover) == bool(self.discontinued):
            raise ValueError(f"{self.id}: an item is either handed over or discontinued, never both and never neither")
        return self


Duty: TypeAlias = BasicDuty | CooperativeDuty | ReclaimedItem
"""A row of any of the three lists."""


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
    edition: Annotated[_Ordinal, Field(ge=2)]
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
        return shortened(f"DutyListFile({self.edition!r} {len(self.basic)}+{len(self.cooperative)}+{len(self.reclaimed)})")

    def duties(self) -> Iterator[Duty]:
        """All duties in list order."""
        yield from self.basic
        yield from self.cooperative
        yield from self.reclaimed

    @model_validator(mode="after")
    def _records_agree(self) -> Self:
        names: set[str] = set()
        for department in self.departments:
            for name in (department.name, *department.aliases):
                if name in names:
                    raise ValueError(f"department name {name!r} is given twice in departments")
                names.add(name)
        known = {department.name for department in self.departments}
        for place, category in enumerate(self.edition.categories):
            if category in self.edition.categories[:place]:
                raise ValueError(f"edition.categories names {category!r} twice")
        order = {category: place for place, category in enumerate(self.edition.categories)}
        seen: set[str] = set()
        lists: dict[Kind, tuple[Duty, ...]] = {"basic": self.basic, "cooperative": self.cooperative, "reclaimed": self.reclaimed}
        for kind, duties in lists.items():
            section = -1
            for number, duty in enumerate(duties, 1):
                if duty.id in seen:
                    raise ValueError(f"{kind}[{number - 1}]: id {duty.id} is given twice")
                seen.add(duty.id)
                if duty.edition != self.edition.number:
                    raise ValueError(f"{duty.id}: edition {duty.edition} in the file of edition {self.edition.number}")
                if duty.number != number:
                    raise ValueError(f"{duty.id}: number {duty.number} where {kind} has come to {number}")
                if duty.category not in order:
                    raise ValueError(f"{duty.id}: category {duty.category!r} is not among edition.categories")
                if order[duty.category] < section:
                    raise ValueError(f"{duty.id}: category {duty.category!r} comes after a later section")
                section = order[duty.category]
                for name in departments_of(duty):
                    if name not in known:
                        raise ValueError(f"{duty.id}: department {name!r} is not registered in departments")
        for note in self.notes:
            if note.duty not in seen:
                raise ValueError(f"notes: {note.duty} is no duty of this file")
        gone: set[str] = set()
        for event in self.lineage:
            if event.edition > self.edition.number:
                raise ValueError(f"lineage: {event.id} in edition {event.edition}, which is later than this one")
            if event.kind != "moved":
                if event.id in seen:
                    raise ValueError(f"lineage: {event.id} is said to be {event.kind}, but is a duty of this file")
                if event.id in gone:
                    raise ValueError(f"lineage: {event.id} is gone twice")
                gone.add(event.id)
            for successor in event.into:
                if successor not in seen:
                    raise ValueError(f"lineage: {event.id} {event.kind} into {successor}, which is no duty of this file")
        for event in self.lineage:
            if event.kind == "moved" and event.id not in seen | gone:
                raise ValueError(f"lineage: {event.id} moved, but is no duty of this file")
        return self


def departments_of(duty: Duty) -> Iterator[str]:
    """The canonical names of the departments that lead a duty or received it, as often as the record names them."""
    if duty.kind == "cooperative":
        yield from duty.departments
        for responsibility in duty.responsibilities:
            yield from responsibility.departments
    elif duty.kind == "reclaimed":
        for handover in duty.handover:
            yield handover.department


_STEP = re.compile(r"^([a-z_]+)((?:\[[0-9]+\])?)$")


def field_text(duty: Duty, path: str) -> str | None:
    """The text at `path` of a record (`responsibilities[0].tasks[3]`); None where the record has no such place."""
    value: object = duty
    for step in path.split("."):
        match = _STEP.match(step)
        if not match or not isinstance(value, Record) or match[1] not in type(value).model_fields:
            return None
        value = getattr(value, match[1])
        if match[2]:
            index = int(match[2][1:-1])
            if not isinstance(value, tuple) or index >= len(value):
                return None
            value = value[index]
    return value if isinstance(value, str) else None
