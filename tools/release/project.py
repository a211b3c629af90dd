"""What is to be released, and what the project's files say of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from packaging.version import InvalidVersion, Version

from release.errors import ReleaseError

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "src/lishi_duties"
EDITIONS = f"{PACKAGE}/data/editions"
CHANGELOG = "CHANGELOG.md"
CHANGES = "changes"
VERSION = re.compile(r"^__version__ = \"([^\"]*)\"$", re.MULTILINE)
NUMBERS = r"(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)"


@dataclass(frozen=True, slots=True)
class Release:
    """What is to be released.

    Attributes:
        version: the version.
        day: the day the changelog names.
        editions: the numbers of the packaged editions.
        commit: the commit of the tree; None outside a repository, or if the tree holds what is not committed.
    """

    version: Version
    day: date
    editions: tuple[int, ...]
    commit: str | None

    @property
    def epoch(self) -> int:
        """The time every file of the release bears: midnight (UTC) of its day."""
        return int(datetime.combine(self.day, time(), UTC).timestamp())


def version_of(root: Path) -> Version:
    """`__version__`, as the package's root states it."""
    path = f"{PACKAGE}/__init__.py"
    match = VERSION.search(text_of(root, path))
    if match is None:
        raise ReleaseError(f'{path}: no line `__version__ = "X.Y.Z"`; add it')
    try:
        version = Version(match[1])
    except InvalidVersion:
        version = None
    if version is None or not re.fullmatch(NUMBERS, match[1]):
        raise ReleaseError(f"{path}: __version__ is {match[1]!r}; a version has the form X.Y.Z, such as 0.2.0")
    return version


def packaged_editions(root: Path) -> tuple[int, ...]:
    """The numbers of the packaged editions, oldest first."""
    path = f"{EDITIONS}/index.json"
    try:
        numbers = tuple(int(entry["number"]) for entry in json.loads(text_of(root, path))["editions"])
    except (ValueError, TypeError, KeyError):
        raise ReleaseError(f"{path}: not the index of the editions; run lishi-duties build") from None
    if not numbers:
        raise ReleaseError(f"{path}: names no edition; run lishi-duties build")
    return numbers


def text_of(root: Path, name: str) -> str:
    try:
        return (root / name).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ReleaseError(f"{name}: not UTF-8 (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise ReleaseError(f"{name}: cannot be read ({error.strerror}); the release is made in the whole tree") from None
