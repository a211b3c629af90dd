"""The rows of the three lists, and what they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self, TypeAlias, final

from pydantic import Field, model_validator

from lishi_duties.model.terms import BoundedInt, DutyId, Ordinal, Record, Text
from lishi_duties.text import shorten_line

if TYPE_CHECKING:
    from rich.console import RenderableType

    from lishi_duties.model.walk import Part


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

    lines: tuple[BoundedInt, BoundedInt] | None = None
    pages: tuple[BoundedInt, BoundedInt] | None = None
    sheet: Text | None = None
    table: Ordinal | None = None
    rows: tuple[BoundedInt, BoundedInt] | None = None

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
        return shorten_line(f"{type(self).__name__}({self.id} {self.category} {self.title})")

    def __str__(self) -> str:
        return f"{self.id} {self.title}"

    def parts(self) -> tuple[Part, ...]:
        """What the record says beside its title, part by part, in its order; see `Part`.

        >>> import lishi_duties as ld
        >>> [part.field for part in ld.load()["C047"].parts()][-1]
        'town_tasks'
        """
        from lishi_duties.model.walk import parts_of

        return parts_of(self)

    def __rich__(self) -> RenderableType:
        from lishi_duties.model.display import rich_card

        return rich_card(self)

    def _repr_html_(self) -> str:
        from lishi_duties.model.display import html_card

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

    @property
    def departments(self) -> tuple[str, ...]:
        """Always empty: the town itself is responsible."""
        return ()


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

    @property
    def departments(self) -> tuple[str, ...]:
        """Canonical names of the departments that took it over, in order; empty where it is discontinued."""
        return tuple(dict.fromkeys(handover.department for handover in self.handover))

    @model_validator(mode="after")
    def _handed_over_or_discontinued(self) -> Self:
        if bool(self.handover) == bool(self.discontinued):
            raise ValueError(f"{self.id}: an item is either handed over or discontinued, never both and never neither")
        return self


Duty: TypeAlias = BasicDuty | CooperativeDuty | ReclaimedItem
"""A row of any of the three lists."""
