"""Step 2: the packaged data follow from the sources."""

from __future__ import annotations

import sys
from pathlib import Path

from release.errors import ReleaseError
from release.programs import last_line, run
from release.project import PACKAGE


def data_follow(root: Path) -> str:
    """Rebuild the data and compare it with what is packaged. Returns what the build says.

    Raises:
        ReleaseError: the data differ, or the sources are wrong.
    """
    command = [sys.executable, "-m", "lishi_duties", "build", "--check"]
    done = run(command, cwd=root, PYTHONPATH=str(root / "src"))
    if done.returncode:
        reasons = done.stdout.strip().splitlines()[:1] or [last_line(done).removeprefix("error: ")]
        raise ReleaseError(f"{PACKAGE}/data does not follow from sources/: {reasons[0]}")
    return done.stdout.strip().splitlines()[-1]
