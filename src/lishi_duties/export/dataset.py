"""The lists of many towns, and of many editions, as one data set.

A data set is laid out as the export of a single list: the same Parquet files, the same tables in SQLite. Its rows are those
of the single exports, sorted by town and edition, so that who asks for one province or town reads little of a file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from lishi_duties.arguments import one_of
from lishi_duties.catalogue import read
from lishi_duties.errors import ArgumentError, DataFileError
from lishi_duties.export.tables import TABLES
from lishi_duties.export.target import replacing

if TYPE_CHECKING:
    from lishi_duties.duties.duty_list import DutyList
    from lishi_duties.model import Edition

DatasetFormat: TypeAlias = Literal["parquet", "sqlite"]

_Key: TypeAlias = tuple[str, str, str, str, int]


def write_dataset(
    files: Sequence[str | os.PathLike[str]],
    path: str | os.PathLike[str],
    format: DatasetFormat,
    *,
    force: bool = False,
    progress: Callable[[int, int], None] = lambda done, steps: None,
) -> Path:
    """Write the lists of many files into one data set, whole or not at all, with one list in memory at a time.

    All files are read twice: first to see that each is a list and that no two are the same edition of a town, then to write
    them in order. Nothing is written while anything is wrong with one of them.

    Args:
        files: edition files, in any order.
        path: the folder of a Parquet data set, or the SQLite database.
        format: `parquet` or `sqlite`.
        force: whether what stands there already is replaced.
        progress: is told how many steps are done of how many; each file is two.

    Raises:
        ArgumentError: there is no such format, no file, or `path` is one of the files.
        DataFileError: a file is no list, or of a newer form; all of them are found, the first are named. Or two files hold the
            same edition of the same town.
        TargetError: the path exists already, or cannot be written.
        MissingExtraError: the format's library is not installed.
    """
    one_of("format", format, ("parquet", "sqlite"))
    target, sources = Path(path), _sources(files)
    if target.resolve() in {source.resolve() for source in sources}:
        raise ArgumentError(f"{target} is one of the files to read; write the data set to another place")
    steps = 2 * len(sources)
    holds = [f"{name}.parquet" for name in TABLES] if format == "parquet" else None
    with replacing(target, force=force, holds=holds) as new, _opened(format, new, len(sources)) as add:
        checked = _checked(sources, lambda done: progress(done, steps))
        for done, (key, source) in enumerate(sorted(checked.items()), len(sources) + 1):
            add(_unchanged(source, key))
            progress(done, steps)
    return target


def _sources(files: Sequence[str | os.PathLike[str]]) -> list[Path]:
    if isinstance(files, (str, os.PathLike)) or not files:
        raise ArgumentError("a data set is made of at least one edition file; give a list of their paths")
    return [Path(file) for file in files]


def _unchanged(source: Path, key: _Key) -> DutyList:
    """The list in a file that was read before.

    Raises:
        DataFileError: it holds another list by now.
    """
    duties = read(source)
    if _sorted_by(duties.edition) != key:
        raise DataFileError("was changed while the data set was being written; try again", path=source)
    return duties


def _opened(format: DatasetFormat, path: Path, lists: int) -> AbstractContextManager[Callable[[DutyList], None]]:
    """A function that adds a list to a new data set."""
    if format == "parquet":
        from lishi_duties.export.columnar import parquet_folder

        return parquet_folder(path, {"lists": str(lists)})
    from lishi_duties.export.sqlite import database

    return database(path)


def _checked(sources: list[Path], progress: Callable[[int], None]) -> dict[_Key, Path]:
    """Each file by the town and the edition it holds.

    Raises:
        DataFileError: a file is no list this package reads, or two are the same edition of a town.
    """
    checked: dict[_Key, Path] = {}
    faults: list[DataFileError] = []
    for done, source in enumerate(sources, 1):
        try:
            edition = read(source).edition
        except DataFileError as error:
            faults.append(error)
        else:
            key = _sorted_by(edition)
            if key in checked:
                other = (
                    f"as {checked[key]} does; give one of them" if checked[key] != source else "but is given twice; give it once"
                )
                problem = f"holds edition {edition.number} of {edition.jurisdiction}, {other}"
                faults.append(DataFileError(problem, path=source))
            checked.setdefault(key, source)
        progress(done)
    if faults:
        problem = f"{len(faults)} of {len(sources)} files cannot go into the data set, so nothing was written:"
        raise DataFileError(problem, path=faults[0].path, faults=tuple(faults))
    return checked


def _sorted_by(edition: Edition) -> _Key:
    place = edition.jurisdiction
    return place.province, place.city or "", place.district, place.town, edition.number
