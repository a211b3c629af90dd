"""CHANGELOG.md, taken apart, and what is wrong with it for a release."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from packaging.version import Version

from release.project import CHANGELOG, CHANGES, NUMBERS, text_of

RELEASED = re.compile(rf"\[(?P<version>{NUMBERS})\] - (?P<date>\d{{4}}-\d{{2}}-\d{{2}})")
LINK = re.compile(r"^\[([^\]]+)\]:\s+\S")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the changelog.

    Attributes:
        heading: its heading as it stands, without `## `.
        line: the line of the heading.
        body: what follows, as lines.
    """

    heading: str
    line: int
    body: tuple[str, ...]

    @property
    def version(self) -> Version | None:
        """The version it is about; None if it names none."""
        match = RELEASED.fullmatch(self.heading)
        return Version(match["version"]) if match else None

    @property
    def date(self) -> date | None:
        """The day it names; None if it names none that exists."""
        match = RELEASED.fullmatch(self.heading)
        try:
            return date.fromisoformat(match["date"]) if match else None
        except ValueError:
            return None

    @property
    def halves(self) -> tuple[str, ...]:
        return tuple(line.removeprefix("### ").strip() for line in self.body if line.startswith("### "))

    @property
    def texts(self) -> tuple[str, ...]:
        """What it says beside headings."""
        return tuple(line for line in self.body if line.strip() and not line.startswith("#"))

    @property
    def editions(self) -> frozenset[int]:
        """The editions its half about the data names."""
        start = next((i for i, line in enumerate(self.body) if line.strip() == "### Data"), len(self.body))
        return frozenset(int(number) for line in self.body[start:] for number in re.findall(r"\bEdition (\d+)\b", line))


@dataclass(frozen=True, slots=True)
class Changelog:
    """CHANGELOG.md.

    Attributes:
        sections: the parts, in the order of the file.
        links: the names that have an address at the end of the file.
    """

    sections: tuple[Section, ...]
    links: frozenset[str]

    @property
    def releases(self) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.version is not None)

    def before(self, version: Version) -> tuple[Section, ...]:
        """The earlier releases, newest first."""
        return tuple(section for section in self.releases if section.version != version)


def changelog_of(root: Path) -> Changelog:
    """The changelog, taken apart."""
    lines = text_of(root, CHANGELOG).splitlines()
    links = frozenset(match[1] for line in lines if (match := LINK.match(line)))
    starts = [i for i, line in enumerate(lines) if line.startswith("## ")]
    sections = (
        Section(lines[a].removeprefix("## ").strip(), a + 1, tuple(line for line in lines[a + 1 : b] if not LINK.match(line)))
        for a, b in pairwise([*starts, len(lines)])
    )
    return Changelog(tuple(sections), links)


def fragment_faults(root: Path, version: Version) -> Iterator[str]:
    """What the changelog does not say yet."""
    names = [path.relative_to(root).as_posix() for path in sorted((root / CHANGES).glob("*/*"))]
    if names:
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        yield f"{names[0]}{more}: not in {CHANGELOG} yet; write the section with `towncrier build --version {version}`"


def changelog_faults(changelog: Changelog, version: Version, today: date) -> Iterator[str]:
    """What is wrong with the changelog for a release of this version."""
    for section in changelog.sections:
        yield from section_faults(section, today)
    newest = changelog.releases[0].version if changelog.releases else None
    if newest != version:
        yield (
            f"{CHANGELOG}: the newest release is {newest or 'none'}, __version__ is {version}; "
            f"give {version} its section, with `towncrier build --version {version}`"
        )
    for newer, older in pairwise(changelog.releases):
        if newer.version and older.version and newer.version <= older.version:
            yield f"{CHANGELOG}: line {older.line}: {older.version} stands below {newer.version}; the newest release comes first"
        elif newer.date and older.date and newer.date < older.date:
            yield f"{CHANGELOG}: line {newer.line}: {newer.version} is dated before {older.version}; correct the date"
    names = [str(section.version) for section in changelog.releases]
    if changelog.links.intersection(names):
        for name in names:
            if name not in changelog.links:
                yield f"{CHANGELOG}: [{name}] has no address, the others have; add a line `[{name}]: https://…` at the end"


def section_faults(section: Section, today: date) -> Iterator[str]:
    where = f"{CHANGELOG}: line {section.line}"
    if section.version is None:
        yield f"{where}: {section.heading!r} is no heading of a release; write `## [X.Y.Z] - YYYY-MM-DD`"
        return
    if section.date is None:
        yield f"{where}: there is no such day; write the day of the release as YYYY-MM-DD"
    elif section.date > today:
        yield f"{where}: {section.date} is in the future; write the day of the release"
    if section.halves != ("Code", "Data"):
        yield f"{where}: the section has not the two halves `### Code` and `### Data`, in this order; give it both"
    if not section.texts:
        yield f"{where}: the section says nothing; write what changed"
