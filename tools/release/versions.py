"""Which part of the version the data ask for."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from packaging.version import Version

from release.changelog import Changelog
from release.errors import ReleaseError
from release.programs import git, is_repository, tagged
from release.project import EDITIONS, PACKAGE

Part = Literal["major", "minor", "patch"]


def version_faults(root: Path, changelog: Changelog, version: Version, editions: Sequence[int]) -> Iterator[str]:
    """Where the data ask for a greater step than the version makes."""
    earlier = changelog.before(version)
    previous = earlier[0].version if earlier else None
    if previous is None:
        return
    released = {number for section in earlier for number in section.editions}
    tag = f"v{previous}" if is_repository(root) and tagged(root, f"v{previous}") else None
    for number in editions:
        asked = part_of_released(root, number, tag) if number in released else part_of_new(root, number, editions)
        if asked is None:
            continue
        part, why = asked
        least = raised(previous, part)
        if version < least:
            yield (
                f"{PACKAGE}/__init__.py: __version__ is {version}, but {why}, which asks for a {part} version after {previous}, "
                f"at least {least} (docs/versions.md); raise it"
            )


def part_of_new(root: Path, number: int, editions: Sequence[int]) -> tuple[Part, str] | None:
    """The part of the version an edition asks for that was not released before, and why."""
    older = [earlier for earlier in editions if earlier < number]
    if not older:
        return "minor", f"edition {number} is new"
    part = difference(root / EDITIONS / f"{max(older)}.json", root / EDITIONS / f"{number}.json")
    return (part, f"edition {number} is new and differs from edition {max(older)}") if part else None


def part_of_released(root: Path, number: int, tag: str | None) -> tuple[Part, str] | None:
    """The part of the version that changes within a released edition ask for; None where its release is not tagged here."""
    path = f"{EDITIONS}/{number}.json"
    if tag is None or not git(root, "ls-tree", "--name-only", tag, path):
        return None
    with tempfile.TemporaryDirectory() as folder:
        before = Path(folder) / f"{number}.json"
        before.write_text(git(root, "show", f"{tag}:{path}"), encoding="utf-8", newline="")
        part = difference(before, root / path)
    return (part, f"edition {number} is not what {tag} had") if part else None


def difference(old: Path, new: Path) -> Part | None:
    """The part of the version a change of an edition file asks for."""
    from lishi_duties.catalogue import read
    from lishi_duties.compare.diff import diff
    from lishi_duties.errors import DataFileError, LishiDutiesError

    try:
        after = read(new)
    except DataFileError as error:
        raise ReleaseError(f"{error}; run lishi-duties build") from None
    try:
        before = read(old)
    except DataFileError:
        return "major"  # the format changed, and what is out there cannot be read any more
    try:
        return diff(before, after).version_part
    except LishiDutiesError as error:
        raise ReleaseError(f"{new}: cannot be compared with {old.name}: {error}") from None


def raised(previous: Version, part: Part) -> Version:
    """The least version after a release that raises this part. Before 1.0 what asks for a major goes into the minor.

    >>> [str(raised(Version("1.4.2"), part)) for part in ("major", "minor", "patch")]
    ['2.0.0', '1.5.0', '1.4.3']
    >>> [str(raised(Version("0.4.2"), part)) for part in ("major", "minor", "patch")]
    ['0.5.0', '0.5.0', '0.4.3']
    """
    if part == "patch":
        return Version(f"{previous.major}.{previous.minor}.{previous.micro + 1}")
    if part == "major" and previous.major:
        return Version(f"{previous.major + 1}.0.0")
    return Version(f"{previous.major}.{previous.minor + 1}.0")
