"""Step 6: the two files put into place, and how they are published."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterator
from pathlib import Path

from release.building import Built
from release.project import Release


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
