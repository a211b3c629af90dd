"""Step 4: what the wheel holds, and that it is small enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from email.parser import BytesHeaderParser
from pathlib import Path, PurePosixPath

from packaging.version import Version

from release.archives import members
from release.errors import ReleaseError
from release.project import PACKAGE

MOST_BYTES = 1_000_000
"""A wheel with all editions is no larger."""


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
