"""The list as files for other programs.

Each format is a module of its own, imported when it is asked for; what it needs beyond the base install comes with an extra.
All formats are made of the same rows, whose columns `tables` defines.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from lishi_duties.arguments import one_of
from lishi_duties.export.dataset import write_dataset
from lishi_duties.export.formats import FORMATS, Format, FormatName, whole
from lishi_duties.export.sqlite import match, read_sqlite
from lishi_duties.export.text import guarded, read_jsonl, unguarded

if TYPE_CHECKING:
    from lishi_duties.duties.duty_set import DutySet
    from lishi_duties.model import Duty

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


def export(duties: DutySet[Duty], path: str | os.PathLike[str], format: str, *, force: bool = False, bom: bool = False) -> Path:
    """Write a list, or part of one, in one of the formats, whole or not at all.

    Args:
        duties: the list, or a set of its duties where the format holds such (`Format.selections`).
        path: the file, or the folder where the format is one.
        format: a name of `FORMATS`.
        force: whether what stands there already is replaced.
        bom: whether CSV begins with a byte order mark, by which Excel knows UTF-8.

    Raises:
        ArgumentError: there is no such format, it holds whole editions only and `duties` is part of one, `bom` with another
            format than CSV, or a path that is none.
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
    chosen = FORMATS[cast("FormatName", format)]
    if not chosen.selections:
        whole(duties, chosen.name)
    module = import_module(f"{__name__}.{chosen.module}")
    write: Callable[[DutySet[Duty], Path], None] = getattr(module, chosen.function)
    with replacing(target, force=force) as new:
        if bom:
            module.write_csv(duties, new, bom=True)
        else:
            write(duties, new)
    return target
