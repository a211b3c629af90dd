"""Step 1: version, changelog, data, citation and repository agree about what is released."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from packaging.version import Version

from release.changelog import Changelog, changelog_faults, changelog_of, fragment_faults
from release.errors import ReleaseError
from release.programs import git, is_repository, tagged, uncommitted
from release.project import CHANGELOG, EDITIONS, Release, packaged_editions, text_of, version_of
from release.versions import version_faults


def agreed(root: Path, *, allow_dirty: bool, today: date) -> Release:
    """The release that version, changelog, data and repository agree about.

    Raises:
        ReleaseError: they do not; it says everything that does not.
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


def edition_faults(changelog: Changelog, version: Version, editions: Sequence[int]) -> Iterator[str]:
    """What the changelog and the package say differently about the editions."""
    if version not in (section.version for section in changelog.releases):
        return  # refused already, and nobody knows yet what its section will name
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


def citation_faults(root: Path, changelog: Changelog, version: Version) -> Iterator[str]:
    """What CITATION.cff, if there is one, says otherwise."""
    if not (root / "CITATION.cff").exists():
        return
    text = text_of(root, "CITATION.cff")
    day = changelog.releases[0].date if changelog.releases else None
    for name, meant in (("version", version), ("date-released", day)):
        match = re.search(rf"^{name}:\s*[\"']?([^\"'\s#]*)", text, re.MULTILINE)
        if meant is not None and (match is None or match[1] != str(meant)):
            yield f"CITATION.cff: {name} is {match[1] if match else 'not given'}; write `{name}: {meant}`"


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
