"""Step 5: the wheel in a clean environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from packaging.version import Version

from release.errors import ReleaseError
from release.programs import last_line, run


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
    output = ""
    for problem, command in steps.items():
        done = run(command, cwd=work)
        if done.returncode:
            raise ReleaseError(f"{problem}: {last_line(done)}; mend it and run this again")
        output = done.stdout.strip()
    if f"lishi-duties {version} " not in output:
        raise ReleaseError(f"tests/smoke.py says {shortened(output)!r}, not that it used lishi-duties {version}; mend it")
    return output.replace(f" from {clean}", " from a clean environment").splitlines()[-1]


def shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
