"""The list as files for other programs.

Each format is a module of its own, imported when it is asked for; what it needs beyond the base install comes with an extra.
All formats are made of the same rows, whose columns `tables` defines.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from lishi_duties.duties.duty_set import one_of
from lishi_duties.export.dataset import write_dataset
from lishi_duties.export.sqlite import match, read_sqlite
from lishi_duties.export.text import guarded, read_jsonl, unguarded

if TYPE_CHECKING:
    from lishi_duties.duties.duty_set import DutyList

__all__ = [
    "FORMATS",
    "Format",
    "FormatName",
    "export",
    "guarded",
    "match",
    "read_jsonl",
    "read_sqlite",
    "unguarded",
    "write_dataset",
]

FormatName: TypeAlias = Literal["json", "jsonl", "csv", "xlsx", "parquet", "sqlite", "markdown", "docx", "datapackage"]

Writer: TypeAlias = Callable[["DutyList", Path], None]
"""Writes a list to a path that does not exist yet; a file, or a folder where the format is one."""


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
    """

    name: FormatName
    suffix: str
    what: str
    extra: str
    module: str
    function: str


FORMATS: dict[FormatName, Format] = {
    f.name: f
    for f in (
        Format("json", ".json", "the edition file itself, as `read` takes it", "", "text", "write_json"),
        Format("jsonl", ".jsonl", "one record a line, the edition first", "", "text", "write_jsonl"),
        Format("csv", ".csv", "one row a duty, for spreadsheets", "", "text", "write_csv"),
        Format("markdown", ".md", "to be read and pasted", "", "text", "write_markdown"),
        Format(
            "datapackage",
            "",
            "a folder of CSV files with a Frictionless datapackage.json",
            "",
            "datapackage",
            "write_datapackage",
        ),
        Format("xlsx", ".xlsx", "a workbook in the official layout", "xlsx", "office", "write_xlsx"),
        Format("docx", ".docx", "a Word document in the official layout", "docx", "office", "write_docx"),
        Format("parquet", "", "a folder of Parquet files: duties, tasks, the edition", "parquet", "columnar", "write_parquet"),
        Format("sqlite", ".sqlite", "normalised tables with full-text search", "", "sqlite", "write_sqlite"),
    )
}


def export(duties: DutyList, path: str | os.PathLike[str], format: str, *, force: bool = False, bom: bool = False) -> Path:
    """Write a list in one of the formats, whole or not at all.

    Args:
        duties: the list.
        path: the file, or the folder where the format is one.
        format: a name of `FORMATS`.
        force: whether what stands there already is replaced.
        bom: whether CSV begins with a byte order mark, by which Excel knows UTF-8.

    Raises:
        ArgumentError: there is no such format, `bom` with another format than CSV, or a path that is none.
        TargetError: the path exists already, or cannot be written.
        MissingExtraError: the format's library is not installed.
    """
    from importlib import import_module

    from lishi_duties.errors import ArgumentError
    from lishi_duties.export.target import replacing

    one_of("format", format, tuple(FORMATS))
    if bom and format != "csv":
        raise ArgumentError(f"a byte order mark is for csv, not for {format}")
    if not isinstance(path, (str, os.PathLike)):
        raise ArgumentError(f"an export goes to the path of a file, not to {type(path).__name__}")
    target = Path(path)
    known = FORMATS[cast("FormatName", format)]
    module = import_module(f"{__name__}.{known.module}")
    write: Writer = getattr(module, known.function)
    with replacing(target, force=force) as new:
        if bom:
            module.write_csv(duties, new, bom=True)
        else:
            write(duties, new)
    return target
