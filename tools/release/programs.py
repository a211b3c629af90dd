"""Other programs: how they are run, and git among them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from release.errors import ReleaseError


def run(command: Sequence[str], *, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a program, without the variables that change what Python or the build system do."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "HATCH_"))}
    return subprocess.run(  # noqa: S603
        command, cwd=cwd, env={**kept, **variables}, capture_output=True, encoding="utf-8", errors="replace", check=False
    )


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    """The last line a program printed, where it failed."""
    lines = [line.strip() for line in f"{done.stdout}\n{done.stderr}".splitlines() if line.strip()]
    return lines[-1] if lines else f"exit code {done.returncode}"


def git(root: Path, *arguments: str) -> str:
    """What git prints, as it is."""
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    except FileNotFoundError:
        raise ReleaseError("git is not installed, and the tree is a repository; install it") from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or [f"exit code {done.returncode}"]
        raise ReleaseError(f"`git {' '.join(arguments)}` fails: {lines[0]}")
    return done.stdout.decode()


def is_repository(root: Path) -> bool:
    return (root / ".git").exists()


def tagged(root: Path, tag: str) -> bool:
    return bool(git(root, "tag", "--list", tag).strip())


def uncommitted(root: Path) -> tuple[str, ...]:
    """What differs from the commit, or is not part of it and not ignored."""
    return tuple(entry[3:] for entry in git(root, "status", "--porcelain", "--no-renames", "-z").split("\0") if entry)
