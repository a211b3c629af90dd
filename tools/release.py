"""Make a release: check that everything agrees, build, try what was built, say how to publish it. `python tools/release.py`.

    the version, CHANGELOG.md, the packaged editions, the tags    agree with each other
    sources/                                                      give the packaged data
    sdist and wheel                                               come out the same, byte for byte, wherever they are built
    the wheel                                                     holds the package, nothing else, and is small enough
    a clean environment                                           installs the wheel and passes tests/smoke.py

Everything happens in a temporary folder; the two files are put into place when all of it has passed. Nothing is tagged, pushed or
uploaded: the commands for that are printed last. Exit codes: 0 made, 1 something is wrong, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.parser import BytesHeaderParser
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Literal

try:
    from packaging.version import InvalidVersion, Version
except ImportError:
    sys.exit("error: the package `packaging` is not installed; install the development tools: pip install -e '.[dev]'")

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))  # the package of this tree, whatever is installed

PACKAGE = "src/lishi_duties"
EDITIONS = f"{PACKAGE}/data/editions"
CHANGELOG = "CHANGELOG.md"
CHANGES = "changes"
MOST_BYTES = 1_000_000
"""A wheel with all editions is no larger."""

Part = Literal["major", "minor", "patch"]


class ReleaseError(Exception):
    """What stands in the way of the release: one sentence for each thing, with what to do."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


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
        found = RELEASED.fullmatch(self.heading)
        return Version(found["version"]) if found else None

    @property
    def date(self) -> date | None:
        """The day it names; None if it names none that exists."""
        found = RELEASED.fullmatch(self.heading)
        try:
            return date.fromisoformat(found["date"]) if found else None
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


@dataclass(frozen=True, slots=True)
class Built:
    """A source distribution and a wheel."""

    sdist: Path
    wheel: Path


VERSION = re.compile(r"^__version__ = \"([^\"]*)\"$", re.MULTILINE)
NUMBERS = r"(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)"
RELEASED = re.compile(rf"\[(?P<version>{NUMBERS})\] - (?P<date>\d{{4}}-\d{{2}}-\d{{2}})")
LINK = re.compile(r"^\[([^\]]+)\]:\s+\S")


# 1. What says which version it is agrees


def agreed(root: Path, *, allow_dirty: bool, today: date) -> Release:
    """The release that version, changelog, data and repository agree about.

    Raises:
        ReleaseError: they do not; it says everything that was found.
    """
    version = version_of(root)
    changelog = changelog_of(root)
    editions = packaged_editions(root)
    faults = [
        *fragment_faults(root, version),
        *changelog_faults(changelog, version, today),
        *edition_faults(changelog, version, editions),
        *version_faults(root, changelog, version, editions),
        *citation_faults(root, changelog, version),
        *repository_faults(root, version, allow_dirty=allow_dirty),
    ]
    if faults:
        raise ReleaseError(*faults)
    day = changelog.releases[0].date
    assert day is not None, "the changelog was checked"
    commit = git(root, "rev-parse", "HEAD").strip() if is_repository(root) and not uncommitted(root) else None
    return Release(version, day, editions, commit)


def version_of(root: Path) -> Version:
    """`__version__`, as the package's root states it."""
    path = f"{PACKAGE}/__init__.py"
    found = VERSION.search(text_of(root, path))
    if found is None:
        raise ReleaseError(f'{path}: no line `__version__ = "X.Y.Z"`; add it')
    try:
        version = Version(found[1])
    except InvalidVersion:
        version = None
    if version is None or not re.fullmatch(NUMBERS, found[1]):
        raise ReleaseError(f"{path}: __version__ is {found[1]!r}; a version has the form X.Y.Z, such as 0.2.0")
    return version


def changelog_of(root: Path) -> Changelog:
    """The changelog, taken apart."""
    lines = text_of(root, CHANGELOG).splitlines()
    links = frozenset(found[1] for line in lines if (found := LINK.match(line)))
    starts = [i for i, line in enumerate(lines) if line.startswith("## ")]
    sections = (
        Section(lines[a].removeprefix("## ").strip(), a + 1, tuple(line for line in lines[a + 1 : b] if not LINK.match(line)))
        for a, b in pairwise([*starts, len(lines)])
    )
    return Changelog(tuple(sections), links)


def packaged_editions(root: Path) -> tuple[int, ...]:
    """The numbers of the packaged editions, oldest first."""
    path = f"{EDITIONS}/index.json"
    try:
        numbers = tuple(int(entry["number"]) for entry in json.loads(text_of(root, path))["editions"])
    except (ValueError, TypeError, KeyError):
        raise ReleaseError(f"{path}: not the index of the editions; run python -m lishi_duties.publish.build") from None
    if not numbers:
        raise ReleaseError(f"{path}: names no edition; run python -m lishi_duties.publish.build")
    return numbers


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


def edition_faults(changelog: Changelog, version: Version, editions: Sequence[int]) -> Iterator[str]:
    """What the changelog and the package say differently about the editions."""
    if version not in (section.version for section in changelog.releases):
        return  # said already, and what its section will name is not known
    named = {number for section in changelog.releases for number in section.editions}
    earlier = {number for section in changelog.before(version) for number in section.editions}
    for number in editions:
        if number not in named:
            yield f"{CHANGELOG}: edition {number} is packaged, but no release names it; write `Edition {number}` under Data"
    for number in sorted(named - set(editions)):
        if number in earlier:
            yield f"{EDITIONS}: edition {number} was released and is gone; released editions stay, bring it back"
        else:
            yield f"{CHANGELOG}: {version} names edition {number}, which is not packaged; publish it or leave it out"


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
    older = [known for known in editions if known < number]
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
        raise ReleaseError(f"{error}; run python -m lishi_duties.publish.build") from None
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


def citation_faults(root: Path, changelog: Changelog, version: Version) -> Iterator[str]:
    """What CITATION.cff, if there is one, says otherwise."""
    if not (root / "CITATION.cff").exists():
        return
    text = text_of(root, "CITATION.cff")
    day = changelog.releases[0].date if changelog.releases else None
    for name, meant in (("version", version), ("date-released", day)):
        found = re.search(rf"^{name}:\s*[\"']?([^\"'\s#]*)", text, re.MULTILINE)
        if meant is not None and (found is None or found[1] != str(meant)):
            yield f"CITATION.cff: {name} is {found[1] if found else 'not given'}; write `{name}: {meant}`"


def repository_faults(root: Path, version: Version, *, allow_dirty: bool) -> Iterator[str]:
    """What is wrong with the state of the repository, where there is one."""
    if not is_repository(root):
        return
    if tagged(root, f"v{version}"):
        yield f"v{version} is tagged already; raise __version__ and give the new version its section in {CHANGELOG}"
    names = uncommitted(root)
    if names and not allow_dirty:
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        yield f"not committed: {', '.join(names[:3])}{more}; commit, or try it with --allow-dirty"


def is_repository(root: Path) -> bool:
    return (root / ".git").exists()


def tagged(root: Path, tag: str) -> bool:
    return bool(git(root, "tag", "--list", tag).strip())


def uncommitted(root: Path) -> tuple[str, ...]:
    """What differs from the commit, or is not part of it and not ignored."""
    return tuple(entry[3:] for entry in git(root, "status", "--porcelain", "--no-renames", "-z").split("\0") if entry)


# 2. The data follow from the sources


def data_follow(root: Path) -> str:
    """Rebuild the data and compare it with what is packaged. Returns what the build says.

    Raises:
        ReleaseError: the data differ, or the sources are wrong.
    """
    command = [sys.executable, "-m", "lishi_duties.publish.build", "--check"]
    done = run(command, cwd=root, PYTHONPATH=str(root / "src"))
    if done.returncode:
        told = done.stdout.strip().splitlines()[:1] or [last_line(done).removeprefix("error: ")]
        raise ReleaseError(f"{PACKAGE}/data does not follow from sources/: {told[0]}")
    return done.stdout.strip().splitlines()[-1]


# 3. Building, twice


def built_twice(root: Path, release: Release, work: Path) -> tuple[Built, Path]:
    """Build two copies of the tree that differ in everything but content. Returns what was built, and the copy it is made from.

    Raises:
        ReleaseError: a build fails, or gives other bytes the second time or from the source distribution.
    """
    names = tree_files(root)
    tree, other, unpacked = work / "tree", work / "elsewhere" / "another-tree", work / "unpacked"
    copy_tree(root, names, tree)
    copy_tree(tree, names, other, otherwise=True)
    with Builder(release.epoch) as builder:
        first = builder.both(tree, work / "first", TZ="UTC")
        second = builder.both(other, work / "second", TZ="Asia/Shanghai", SOURCE_DATE_EPOCH=str(release.epoch))
        expect_same(first.sdist, second.sdist, "two builds of the same tree")
        expect_same(first.wheel, second.wheel, "two builds of the same tree")
        again = builder.wheel(unpack(first.sdist, unpacked), work / "third")
        expect_same(first.wheel, again, "the wheels built from the tree and from the source distribution")
    return first, tree


class Builder:
    """Builds with the project's own build system, in one isolated environment."""

    def __init__(self, epoch: int) -> None:
        try:
            from build.env import DefaultIsolatedEnv
        except ImportError:
            raise ReleaseError(
                "the package `build` is not installed; install the development tools: pip install -e '.[dev]'"
            ) from None
        self._environment = DefaultIsolatedEnv()
        self._epoch = str(epoch)
        self._ready: set[str] = set()

    def __enter__(self) -> Builder:
        self._environment.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._environment.__exit__(*error)

    def both(self, tree: Path, output: Path, **variables: str) -> Built:
        return Built(self._built(tree, "sdist", output, variables), self._built(tree, "wheel", output, variables))

    def wheel(self, tree: Path, output: Path) -> Path:
        return self._built(tree, "wheel", output, {})

    def _built(self, tree: Path, kind: Literal["sdist", "wheel"], output: Path, variables: Mapping[str, str]) -> Path:
        from build import BuildBackendException, BuildException, ProjectBuilder

        def hook(cmd: Sequence[str], cwd: str | None = None, extra_environ: Mapping[str, str] | None = None) -> None:
            stated = {**(extra_environ or {}), "SOURCE_DATE_EPOCH": self._epoch, **variables}
            done = run(cmd, cwd=Path(cwd or tree), **stated)
            if done.returncode:
                raise subprocess.CalledProcessError(done.returncode, list(cmd), last_line(done))

        try:
            builder = ProjectBuilder.from_isolated_env(self._environment, tree, runner=hook)
            if kind not in self._ready:
                self._environment.install(builder.build_system_requires)
                self._environment.install(builder.get_requires_for_build(kind))
                self._ready.add(kind)
            return Path(builder.build(kind, output))
        except (BuildException, BuildBackendException, subprocess.CalledProcessError) as error:
            raise ReleaseError(f"the {kind} cannot be built: {build_problem(error)}; `python -m build` shows all of it") from None


def build_problem(error: BaseException) -> str:
    """What the build system, or pip for it, said last."""
    while isinstance(inner := getattr(error, "exception", None), BaseException):
        error = inner
    if isinstance(error, subprocess.CalledProcessError):
        said = error.stderr or error.output or b""
        text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        if text.strip():
            return text.strip().splitlines()[-1].strip()
    return str(error)


def tree_files(root: Path) -> tuple[str, ...]:
    """The files of the tree, without what a working copy gathers: by git, or by their names outside a repository."""
    if is_repository(root):
        listed = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
        names = {name for name in listed if name and (root / name).is_file()}
    else:
        found = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
        names = {path.as_posix() for path in found if not is_gathered(path)}
    return tuple(sorted(names))


def is_gathered(path: Path) -> bool:
    """Whether a file below the root comes from working there: environments, caches, things built.

    >>> is_gathered(Path(".venv-dev/bin/python")), is_gathered(Path("dist/a.whl")), is_gathered(Path(".ci/run"))
    (True, True, False)
    """
    hidden = path.parts[0].startswith(".") and path.parts[0] not in {".ci", ".gitignore", ".gitattributes"}
    made = path.parts[0] in {"dist", "build", "site"}
    return hidden or made or any(part == "__pycache__" or part.endswith(".egg-info") for part in path.parts)


def copy_tree(root: Path, names: Iterable[str], target: Path, *, otherwise: bool = False) -> None:
    """Copy files; `otherwise` as another machine might hold them: written in another order, on another day, with other rights."""
    ordered = sorted(names, reverse=otherwise)
    for name in ordered:
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((root / name).read_bytes())
        runs = os.access(root / name, os.X_OK)
        path.chmod((0o775 if otherwise else 0o755) if runs else (0o660 if otherwise else 0o644))
        if otherwise:
            os.utime(path, (1_000_000_000, 1_000_000_000))


def unpack(sdist: Path, target: Path) -> Path:
    """Unpack a source distribution. Returns its root."""
    with tarfile.open(sdist) as archive:
        for member in archive:
            if member.isfile() and (content := archive.extractfile(member)):
                path = target / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())
                path.chmod(member.mode)
    return target / sdist.name.removesuffix(".tar.gz")


def expect_same(one: Path, other: Path, what: str) -> None:
    """Refuse two files that differ; names the first of their members that does."""
    if one.name != other.name:
        raise ReleaseError(f"{what} are called {one.name} and {other.name}; make the build reproducible")
    if one.read_bytes() == other.read_bytes():
        return
    mine, theirs = members(one), members(other)
    names = sorted({*mine, *theirs}, key=lambda name: (name.endswith("/RECORD"), name))  # it lists the others
    first = next((name for name in names if mine.get(name) != theirs.get(name)), None)
    where = f"in {first}" if first else "in the order, the dates or the rights of their members"
    raise ReleaseError(f"{what} differ: {one.name}, {where}; make the build reproducible")


def members(archive: Path) -> dict[str, bytes]:
    """The files of a wheel or a source distribution."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return {name: wheel.read(name) for name in wheel.namelist()}
    with tarfile.open(archive) as sdist:
        return {m.name: content.read() for m in sdist if (content := sdist.extractfile(m))}


# 4. What the wheel holds


def checked_wheel(wheel: Path, tree: Path, version: Version) -> str:
    """Compare a wheel with the tree it is made from. Returns what it is, in a line.

    Raises:
        ReleaseError: it is too large, lacks or adds a file, holds another content, or states another version.
    """
    metadata, size, held = f"lishi_duties-{version}.dist-info", wheel.stat().st_size, members(wheel)
    shipped = {name: content for name, content in held.items() if PurePosixPath(name).parts[0] != metadata}
    faults = [
        *content_faults(shipped, package_files(tree)),
        *metadata_faults(held.get(f"{metadata}/METADATA"), version),
    ]
    if size > MOST_BYTES:
        faults.append(f"it has {size:,} bytes, {size - MOST_BYTES:,} more than a wheel may have; make it smaller")
    if faults:
        raise ReleaseError(*(f"{wheel.name}: {fault}" for fault in faults))
    data = sum(name.startswith("lishi_duties/data/") for name in shipped)
    return f"{size:,} of at most {MOST_BYTES:,} bytes, {len(shipped)} files as in {PACKAGE}, {data} of them data"


def package_files(tree: Path) -> dict[str, bytes]:
    """The files of the package, under the names they have in a wheel."""
    files = (path for path in (tree / PACKAGE).rglob("*") if path.is_file())
    return {path.relative_to(tree / "src").as_posix(): path.read_bytes() for path in files}


def content_faults(shipped: Mapping[str, bytes], package: Mapping[str, bytes]) -> Iterator[str]:
    """Where what a wheel installs is not the package, byte for byte."""
    if "lishi_duties/py.typed" not in shipped:
        yield f"it has no lishi_duties/py.typed; put the empty file into {PACKAGE}"
    for name in sorted(package.keys() | shipped.keys()):
        if name not in shipped:
            yield f"it lacks {name}; look at [tool.hatch.build] in pyproject.toml"
        elif name not in package:
            yield f"it holds {name}, which is no part of the package; leave it out"
        elif package[name] != shipped[name]:
            yield f"its {name} is not that of src; look for a build hook that changes it"


def metadata_faults(metadata: bytes | None, version: Version) -> Iterator[str]:
    if metadata is None:
        yield f"it has no METADATA for {version}; look at [tool.hatch.version] in pyproject.toml"
        return
    stated = BytesHeaderParser().parsebytes(metadata)
    for name, meant in (("Name", "lishi-duties"), ("Version", str(version))):
        if stated[name] != meant:
            yield f"its metadata state {name} {stated[name]}, not {meant}; look at [project] in pyproject.toml"


def build_system_of(wheel: Path) -> str:
    """The program that built a wheel: others may compress otherwise."""
    named = next((content for name, content in members(wheel).items() if name.endswith(".dist-info/WHEEL")), b"")
    return BytesHeaderParser().parsebytes(named)["Generator"] or "an unnamed build system"


# 5. A clean environment


def tried(wheel: Path, tree: Path, version: Version, work: Path) -> str:
    """Install the wheel and nothing but what it asks for, and use it. Returns what the test prints.

    Raises:
        ReleaseError: it cannot be installed, or does not do what tests/smoke.py expects.
    """
    clean = work / "clean"
    python = clean / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    steps = {
        "a clean environment cannot be made": [sys.executable, "-m", "venv", str(clean)],
        "the wheel cannot be installed": [
            str(python),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            str(wheel),
        ],
        "tests/smoke.py fails with the installed wheel": [str(python), "-I", "-W", "error", str(tree / "tests" / "smoke.py")],
    }
    said = ""
    for problem, command in steps.items():
        done = run(command, cwd=work)
        if done.returncode:
            raise ReleaseError(f"{problem}: {last_line(done)}; mend it and run this again")
        said = done.stdout.strip()
    if f"lishi-duties {version} " not in said:
        raise ReleaseError(f"tests/smoke.py says {shortened(said)!r}, not that it used lishi-duties {version}; mend it")
    return said.replace(f" from {clean}", " from a clean environment").splitlines()[-1]


# 6. Putting it into place


def put(built: Built, output: Path) -> Built:
    """Copy both files to the output folder, each whole or not at all."""
    output.mkdir(parents=True, exist_ok=True)
    placed = []
    for path in (built.sdist, built.wheel):
        beside = output / f".{path.name}.part"
        try:
            beside.write_bytes(path.read_bytes())
            beside.replace(output / path.name)
        finally:
            beside.unlink(missing_ok=True)
        placed.append(output / path.name)
    return Built(*placed)


def last_words(built: Built, release: Release, *, in_repository: bool) -> Iterator[str]:
    """The checksums, and the commands that publish the release."""
    for path in (built.sdist, built.wheel):
        yield f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path}"
    yield ""
    tag = f"v{release.version}"
    if in_repository and release.commit is None:
        yield f"The tree holds what is not committed: this was a trial. Commit, and make the release of {tag} again."
        return
    yield "Nothing is published yet. To publish it:"
    if release.commit is None:
        yield f"  (no repository here: tag {tag} in the one this tree comes from)"
    else:
        yield f"  git tag --annotate {tag} --message 'lishi-duties {release.version}' {release.commit}"
        yield f"  git push --atomic origin HEAD {tag}"
    yield f"  python -m twine upload {shlex.join([str(built.sdist), str(built.wheel)])}"


# Running other programs


def run(command: Sequence[str], *, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a program, without the variables that change what Python or the build system do."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "HATCH_"))}
    return subprocess.run(  # noqa: S603
        command, cwd=cwd, env={**kept, **variables}, capture_output=True, encoding="utf-8", errors="replace", check=False
    )


def git(root: Path, *arguments: str) -> str:
    """What git prints, as it is."""
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    except FileNotFoundError:
        raise ReleaseError("git is not installed, and the tree is a repository; install it") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or [f"exit code {done.returncode}"]
        raise ReleaseError(f"`git {' '.join(arguments)}` fails: {said[0]}")
    return done.stdout.decode()


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a program said last, where it failed."""
    lines = [line.strip() for line in f"{done.stdout}\n{done.stderr}".splitlines() if line.strip()]
    return lines[-1] if lines else f"exit code {done.returncode}"


def text_of(root: Path, name: str) -> str:
    try:
        return (root / name).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ReleaseError(f"{name}: not UTF-8 (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise ReleaseError(f"{name}: cannot be read ({error.strerror}); the release is made in the whole tree") from None


def shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


# The command


def make(root: Path, output: Path, *, allow_dirty: bool, check_only: bool) -> None:
    """Make the release, step by step, saying so."""
    furthest = datetime.now(timezone(timedelta(hours=14))).date()  # what is today anywhere is not in the future
    release = agreed(root, allow_dirty=allow_dirty, today=furthest)
    editions = ", ".join(str(number) for number in release.editions)
    say(f"1 version, changelog and data agree: {release.version} of {release.day}, with edition {editions}")
    say(f"2 the data follow from the sources: {data_follow(root)}")
    if check_only:
        return
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        work = Path(folder).resolve()
        built, tree = built_twice(root, release, work)
        say(f"3 built twice and from the source distribution, the same bytes each time ({build_system_of(built.wheel)})")
        say(f"4 the wheel is as it should be: {checked_wheel(built.wheel, tree, release.version)}")
        say(f"5 a clean environment passes tests/smoke.py: {tried(built.wheel, tree, release.version, work)}")
        placed = put(built, output)
    say(f"6 written to {output}")
    for line in last_words(placed, release, in_repository=is_repository(root)):
        say(line)


def say(line: str) -> None:
    print(line, flush=True)


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """The command. Returns its exit code: 0 made, 1 something is wrong; wrong usage ends it with 2."""
    parser = argparse.ArgumentParser(prog="python tools/release.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--output", type=Path, help="the folder for the two files (default: dist in the project's root)")
    parser.add_argument("--allow-dirty", action="store_true", help="try it in a tree with changes that are not committed")
    parser.add_argument("--check-only", action="store_true", help="stop before building: only see whether everything agrees")
    options = parser.parse_args(arguments)
    if options.check_only and options.output is not None:
        parser.error("--check-only writes nothing; leave --output out")
    output: Path = options.output if options.output is not None else root / "dist"
    if output.exists() and not output.is_dir():
        parser.error(f"--output {output} is a file; name a folder")
    try:
        make(root, output, allow_dirty=options.allow_dirty, check_only=options.check_only)
    except ReleaseError as error:
        for sentence in error.sentences:
            print(f"error: {sentence}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"error: {error.filename or 'a file'}: {error.strerror or error}; nothing was published", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("error: stopped; nothing was published", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
