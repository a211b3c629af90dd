"""The formats there are, and which of them hold part of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from lishi_duties.duties.duty_list import DutyList
from lishi_duties.errors import ArgumentError

if TYPE_CHECKING:
    from lishi_duties.duties.duty_set import DutySet
    from lishi_duties.model import Duty

__all__ = ["FORMATS", "Format", "FormatName", "whole"]

FormatName: TypeAlias = Literal["json", "jsonl", "csv", "xlsx", "parquet", "sqlite", "markdown", "docx", "datapackage"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format the list can be written in.

    Attributes:
        name: what it is asked for by.
        suffix: of its files; empty where it is a folder.
        what: what it is good for, in one line.
        extra: the extra it needs; empty where the base install will do.
        module: the module of this package that writes it.
        function: the function there.
        selections: whether it holds part of a list; the others hold whole editions only.
    """

    name: FormatName
    suffix: str
    what: str
    extra: str
    module: str
    function: str
    selections: bool


FORMATS: dict[FormatName, Format] = {
    f.name: f
    for f in (
        Format("json", ".json", "the edition file itself, as `read` takes it", "", "text", "write_json", selections=False),
        Format("jsonl", ".jsonl", "one record a line, the edition first", "", "text", "write_jsonl", selections=False),
        Format("csv", ".csv", "one row a duty, for spreadsheets", "", "text", "write_csv", selections=True),
        Format("markdown", ".md", "to be read and pasted", "", "text", "write_markdown", selections=True),
        Format(
            "datapackage",
            "",
            "a folder of CSV files with a Frictionless datapackage.json",
            "",
            "datapackage",
            "write_datapackage",
            selections=False,
        ),
        Format("xlsx", ".xlsx", "a workbook in the official layout", "xlsx", "office", "write_xlsx", selections=True),
        Format("docx", ".docx", "a Word document in the official layout", "docx", "office", "write_docx", selections=True),
        Format(
            "parquet",
            "",
            "a folder of Parquet files: duties, tasks, the edition",
            "parquet",
            "columnar",
            "write_parquet",
            selections=True,
        ),
        Format("sqlite", ".sqlite", "normalised tables with full-text search", "", "sqlite", "write_sqlite", selections=False),
    )
}


def whole(duties: DutySet[Duty], format: FormatName) -> DutyList:
    """The list, for a format that holds whole editions: their notes, their departments, what became of ids.

    Raises:
        ArgumentError: it is part of one.
    """
    if isinstance(duties, DutyList):
        return duties
    *others, last = (f.name for f in FORMATS.values() if f.selections)
    raise ArgumentError(
        f"{format} holds a whole edition, and here are {len(duties)} of its duties; "
        f"export them as {', '.join(others)} or {last}, or export the whole list"
    )
