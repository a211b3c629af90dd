"""`lishi-duties export`: the list, or many lists, as files for other programs."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import typer

from lishi_duties.arguments import one_of
from lishi_duties.cli.output import print_json, print_rows, progress, say
from lishi_duties.cli.target import list_of
from lishi_duties.errors import ArgumentError
from lishi_duties.export import FORMATS, export

if TYPE_CHECKING:
    from lishi_duties.duties.duty_set import DutySet
    from lishi_duties.model import Duty

_COLUMNS = ("格式", "后缀", "需装", "节选", "用途")
_OF_MANY = ("parquet", "sqlite")


def print_formats(*, json: bool) -> None:
    """What there is to choose from."""
    if json:
        print_json(
            [
                {"name": f.name, "suffix": f.suffix, "what": f.what, "extra": f.extra or None, "selections": f.selections}
                for f in FORMATS.values()
            ]
        )
    else:
        rows = ((f.name, f.suffix or "/", f.extra, "●" if f.selections else "", f.what) for f in FORMATS.values())
        print_rows(_COLUMNS, rows, stretch="用途", fixed=_COLUMNS[:4])


def export_one(
    format: str, output: str, edition: int | None, file: Path | None, conditions: Mapping[str, Any], *, force: bool, bom: bool
) -> None:
    """Write one list, or the duties of it that meet the conditions; to standard output where `output` is -."""
    _check(format, bom)
    whole = list_of(edition, file)
    if file is not None and file.resolve() == Path(output).resolve():
        raise ArgumentError(f"--output {output} is the file to read, which stays as it is; give another name")
    duties: DutySet[Duty] = whole.filter(**conditions)
    if conditions and not duties:
        say("no duty meets all these conditions; nothing was written")
        raise typer.Exit(1)
    if output == "-":
        _to_standard_output(duties, format, force=force, bom=bom)
        return
    path = export(duties, output, format, force=force, bom=bom)
    print(f"{path}：{duties.edition}，{'选出' if conditions else '共'}{len(duties)}项")


def _to_standard_output(duties: DutySet[Duty], format: str, *, force: bool, bom: bool) -> None:
    from lishi_duties.export.text import TEXTS, rendered

    if format not in TEXTS:
        raise ArgumentError(f"{format} cannot go to standard output, {', '.join(TEXTS)} can; give a name to write to")
    if force:
        raise ArgumentError("--force replaces a file; nothing is replaced on standard output")
    text = rendered(duties, format, bom=bom)
    sys.stdout.flush()
    sys.stdout.buffer.write(text)


def export_many(format: str, output: str, files: Sequence[Path], *, force: bool, bom: bool) -> None:
    """Write the lists of several files into one data set."""
    _check(format, bom)
    if format not in _OF_MANY:
        raise ArgumentError(f"{format} holds one list: give its file with --file; {' and '.join(_OF_MANY)} take FILES")
    if output == "-":
        raise ArgumentError(f"{format} cannot go to standard output; give a name to write to")
    from lishi_duties.export.dataset import write_dataset

    with progress(output) as report:
        write_dataset(files, Path(output), cast("Literal['parquet', 'sqlite']", format), force=force, progress=report)
    print(f"{output}：{len(files)}份清单")


def _check(format: str, bom: bool) -> None:
    """Refuse a format that does not exist, and say what those that do are good for; and a mark where none belongs."""
    try:
        one_of("format", format, tuple(FORMATS))
    except ArgumentError as error:
        wide = max(map(len, FORMATS))
        lines = (f"  {f.name:{wide}}  {f.what}" for f in FORMATS.values())
        raise ArgumentError("\n".join((f"{str(error).partition(' allowed:')[0]} there are:", *lines))) from None
    if bom and format != "csv":
        raise ArgumentError(f"a byte order mark is for csv, not for {format}")
