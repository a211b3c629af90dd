"""The files of the project's tree, without what a working copy gathers."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from release.programs import git, is_repository


def tree_files(root: Path) -> tuple[str, ...]:
    """The files of the tree, without what a working copy gathers: by git, or by their names outside a repository."""
    if is_repository(root):
        listed = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
        names = {name for name in listed if name and (root / name).is_file()}
    else:
        paths = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
        names = {path.as_posix() for path in paths if not is_gathered(path)}
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
