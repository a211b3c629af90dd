"""Wheels and source distributions as the files they hold."""

from __future__ import annotations

import tarfile
import zipfile
from pathlib import Path

from release.errors import ReleaseError


def members(archive: Path) -> dict[str, bytes]:
    """The files of a wheel or a source distribution."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return {name: wheel.read(name) for name in wheel.namelist()}
    with tarfile.open(archive) as sdist:
        return {m.name: content.read() for m in sdist if (content := sdist.extractfile(m))}


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
    first, second = members(one), members(other)
    names = sorted({*first, *second}, key=lambda name: (name.endswith("/RECORD"), name))  # it lists the others
    differing = next((name for name in names if first.get(name) != second.get(name)), None)
    where = f"in {differing}" if differing else "in the order, the dates or the rights of their members"
    raise ReleaseError(f"{what} differ: {one.name}, {where}; make the build reproducible")
