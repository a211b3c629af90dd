"""Which editions are packaged; loading them, and reading any other duty list of the same form."""

from __future__ import annotations

import datetime
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import importlib_resources
from pydantic import ValidationError

from lishi_duties import _first_use
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.errors import ArgumentError, DataFileError, EditionNotFoundError
from lishi_duties.model import SCHEMA_VERSION, DutyListFile, Edition

if TYPE_CHECKING:
    from importlib_resources.abc import Traversable

__all__ = ["editions", "load", "read"]

MOST_BYTES = 64 * 1024 * 1024

_editions: tuple[Edition, ...] | None = None
_loaded: dict[int, DutyList] = {}
_newest: DutyList | None = None


def editions() -> tuple[Edition, ...]:
    """The packaged editions, oldest first.

    >>> import lishi_duties as ld
    >>> [(edition.number, edition.published) for edition in ld.editions()]
    [(1, None)]
    """
    global _editions
    if _editions is None:
        with _first_use:
            _editions = tuple(Edition.model_validate_json(json.dumps(entry)) for entry in _index())
    return _editions


def load(*, edition: int | None = None, as_of: datetime.date | None = None) -> DutyList:
    """A packaged edition: the newest, the one of a number, or the one in force on a day. Each is read once.

    Args:
        edition: the edition's number.
        as_of: a day; gives the newest edition published on or before it.

    Raises:
        EditionNotFoundError: there is no such edition, or none that bears a date early enough.
        ArgumentError: both are given, or one has the wrong type.

    >>> import lishi_duties as ld
    >>> ld.load()
    <DutyList 重庆市江津区李市镇履职事项清单, edition 1: 103 basic, 83 cooperative, 143 reclaimed>
    >>> ld.load(edition=1) is ld.load()
    True
    """
    global _newest
    if edition is None and as_of is None:
        if _newest is None:
            with _first_use:
                _newest = _load(_newest_number())
        return _newest
    if edition is not None and as_of is not None:
        raise ArgumentError("give an edition or a day (as_of), not both")
    if as_of is not None:
        return _load(_in_force(as_of))
    if not isinstance(edition, int) or isinstance(edition, bool):
        raise ArgumentError(f"edition is a number, an int such as 1, not {edition!r}")
    if edition not in {facts.number for facts in editions()}:
        raise EditionNotFoundError(f"there is no edition {edition}; packaged: {_numbers()}", asked=str(edition))
    return _load(edition)


def read(path: str | os.PathLike[str]) -> DutyList:
    """Any township's duty list in the form of an edition file, read and validated.

    Args:
        path: a JSON file; its form is the JSON Schema that `lishi-duties schema` prints.

    Raises:
        DataFileError: the file cannot be read or is no duty list; the message names the place in it.
    """
    file, data = content(path)
    duty_list = validated(data, str(file))
    json.loads(data, object_pairs_hook=lambda members: members_once(members, file))
    return duty_list


def content(path: str | os.PathLike[str]) -> tuple[Path, bytes]:
    """The bytes of a file that may hold a list.

    Raises:
        DataFileError: it cannot be read, or is larger than any list.
    """
    if not isinstance(path, (str, os.PathLike)):
        raise ArgumentError(f"read takes the path of a file, not {type(path).__name__}")
    file = Path(path)
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1) if size <= MOST_BYTES else b""
    except (OSError, ValueError) as error:  # ValueError: a path that can be no path
        reason = getattr(error, "strerror", None) or error
        raise DataFileError(f"cannot be read ({reason}); check the path", path=file) from None
    if max(size, len(data)) > MOST_BYTES:
        raise DataFileError(f"{max(size, len(data)):,} bytes; an edition file has less than {MOST_BYTES:,}", path=file)
    return file, data


def members_once(members: list[tuple[str, Any]], file: Path) -> dict[str, Any]:
    """The members of a JSON object.

    Raises:
        DataFileError: one is given twice, of which JSON readers keep the last without a word.
    """
    mapping = dict(members)
    if len(mapping) < len(members):
        names = [name for name, _ in members]
        twice = next(name for name in names if names.count(name) > 1)
        raise DataFileError(f"the member {twice!r} is given twice in one object; keep one of them", path=file)
    return mapping


def validated(data: bytes, name: str) -> DutyList:
    """The list in the bytes of an edition file; what is wrong with them is told of `name`."""
    try:
        return DutyList(DutyListFile.model_validate_json(data))
    except ValidationError as error:
        raise DataFileError(_what_is_wrong(data, error), path=name) from None


def _what_is_wrong(data: bytes, error: ValidationError) -> str:
    from lishi_duties.model.validation import explain

    if data[:3] == b"\xef\xbb\xbf":
        return "begins with a byte order mark; save it as UTF-8 without one"
    if b"\0" in data[:4]:
        return "not UTF-8 but UTF-16 or UTF-32; an edition file is UTF-8 JSON"
    try:
        document = json.loads(data)
    except UnicodeDecodeError as problem:
        return f"not UTF-8 (byte {problem.start}); an edition file is UTF-8 JSON"
    except json.JSONDecodeError as problem:
        ended = problem.pos >= len(problem.doc.rstrip()) or "Unterminated" in problem.msg
        cut = " (the file ends too early: was it cut off?)" if ended else ""
        return f"not JSON: {problem.msg} at line {problem.lineno}, column {problem.colno}{cut}"
    except RecursionError:
        return "JSON nested too deeply for an edition file"
    except ValueError as problem:  # such as a number of thousands of digits
        return f"not JSON: {problem}"
    version = document.get("schema_version") if isinstance(document, dict) else None
    if isinstance(version, int) and version > SCHEMA_VERSION:
        return f"schema version {version}, this package reads up to {SCHEMA_VERSION}: upgrade with pip install -U lishi-duties"
    if version is None:
        return "no edition file: it has no schema_version. The form: lishi-duties schema"
    return explain(error)


def _load(number: int) -> DutyList:
    duty_list = _loaded.get(number)
    if duty_list is None:
        with _first_use:
            file = _data() / "editions" / f"{number}.json"
            duty_list = _loaded.setdefault(number, validated(file.read_bytes(), f"edition {number}"))
    return duty_list


def _data() -> Traversable:
    return importlib_resources.files("lishi_duties") / "data"


def _index() -> list[dict[str, Any]]:
    """The facts of the packaged editions, oldest first, as the build wrote them."""
    index: list[dict[str, Any]] = json.loads((_data() / "editions" / "index.json").read_bytes())["editions"]
    return index


def _newest_number() -> int:
    number: int = _index()[-1]["number"]
    return number


def _numbers() -> str:
    return ", ".join(f"{e.number} ({e.published or 'undated'})" for e in editions())


def _in_force(day: datetime.date) -> int:
    if isinstance(day, datetime.datetime):
        day = day.date()
    if not isinstance(day, datetime.date):
        raise ArgumentError(f"as_of is a day, a datetime.date, not {day!r}")
    dated = [(e.published, e.number) for e in editions() if e.published is not None and e.published <= day]
    if not dated:
        undated = [str(e.number) for e in editions() if e.published is None]
        why = (
            f" Edition {', '.join(undated)} bears no date, so as_of cannot find it: load(edition={undated[0]})."
            if undated
            else ""
        )
        raise EditionNotFoundError(
            f"no edition is known to have been in force on {day}.{why} Packaged: {_numbers()}", asked=day.isoformat()
        )
    return max(dated)[1]
