"""Check a change before it is handed in. `python tools/check.py` runs all but `docs`; names run what they name.

    style    ruff: lint and formatting
    types    mypy; pyright on what changed
    data     the packaged data follow from the sources
    tests    the tests of what changed
    docs     the site, built strictly

What changed is what differs from where the branch left main; --all takes everything instead. Everything runs, two commands at
a time; what failed is printed last. Exit codes: 0 all passed, 1 something failed, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]
CHECKS = {
    "tests": (("pytest", "-q"),),
    "types": (("pyright",), ("mypy",)),
    "docs": (("mkdocs", "build", "--strict", "--quiet"),),
    "data": (("lishi_duties", "build", "--check"),),
    "style": (("ruff", "check", "."), ("ruff", "format", "--check", ".")),
}
"""What each check runs, as modules and their arguments; the longest first."""
USUAL = ("style", "types", "data", "tests")
TYPED = ("src/", "tools/")
NO_TESTS = 5
"""The exit code of pytest where every test of a file is left out, being slow."""

EVERYTHING = ("",)
ELSEWHERE = {
    "model": ("tests/compare",),  # every text of a record
    "sources": ("tests/authoring", "tests/publish/test_build.py", "tests/project/test_docs.py"),
    "evaluation": ("tests/retrieval", "tests/project/test_docs.py"),
    "changes": ("tests/project/test_docs.py",),
    "recipes": ("tests/project/test_recipes.py", "tests/project/test_recipe_notebook.py"),
    "release": ("tests/project/test_release.py",),
    "check": ("tests/project/test_check.py",),
    "duty_site": ("tests/site",),
    "assets": ("tests/site",),
    "theme": ("tests/site",),
}
"""The tests of folders that have none of their own name, or others besides."""
LAYERS = "tests/package/test_layers.py"
"""What any import can break."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command of a check ended.

    Attributes:
        check: the name of the check.
        command: the command, as one would type it.
        passed: whether all is well.
        seconds: how long it took.
        output: everything it printed.
    """

    check: str
    command: str
    passed: bool
    seconds: float
    output: str

    def __str__(self) -> str:
        return f"{'ok    ' if self.passed else 'FAILED'}  {self.check:<6} {self.seconds:5.1f} s  {self.command}"


# What changed, and the tests of it


def changed_files(root: Path, since: str) -> tuple[str, ...]:
    """The files that differ from where the branch left `since`, and new ones; their paths below the root."""
    base = _git(root, "merge-base", "HEAD", since).strip()
    changed = _git(root, "diff", "--name-only", "--relative", "-z", base)
    new = _git(root, "ls-files", "--others", "--exclude-standard", "-z")
    return tuple(sorted({*filter(None, changed.split("\0")), *filter(None, new.split("\0"))}))


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, encoding="utf-8", check=True)  # noqa: S603, S607
    return done.stdout


def selected_tests(root: Path, names: Iterable[str]) -> tuple[str, ...]:
    """What pytest is to be given for these files: none twice, and nothing that is not there; one empty string for everything."""
    wanted = {test for name in names for test in _concerned(root, PurePosixPath(name))}
    if "" in wanted:
        return EVERYTHING
    there = {test for test in wanted if (root / test).exists()}
    return tuple(sorted(test for test in there if not there.intersection(map(str, PurePosixPath(test).parents))))


def _concerned(root: Path, path: PurePosixPath) -> Iterator[str]:
    """The tests of one file: itself, if it holds tests or examples, and those of its folder."""
    match path.parts:
        case ("conftest.py",) | ("tests", "conftest.py"):
            yield ""
        case ("tests", "support", _):
            yield from _importers(root, path.stem)
        case ("tests", _, *_) if path.name.startswith("test_"):
            yield str(path)
        case ("src", "lishi_duties", room, *inner):
            if path.suffix == ".py":
                yield from (str(path), LAYERS)
            yield from _room(root, room, inner) if inner else _named(root, "tests/package", path.stem)
        case ("tools", part, *_):
            yield from (str(path), *ELSEWHERE.get(PurePosixPath(part).stem, ("tests/authoring",)))  # they write sources
        case ("docs", part, *_) if path.suffix != ".md":
            yield from ELSEWHERE.get(part, ("tests/project",))
        case ("docs", *parts):
            yield from (str(path), "tests/project/test_docs.py", *ELSEWHERE.get(parts[0], ()))
        case (folder, _, *_):
            yield from ELSEWHERE.get(folder, ())
        case _:
            yield from ([str(path)] if path.suffix == ".md" else ())
            yield from ("tests/project/test_project_files.py", "tests/project/test_docs.py")


def _room(root: Path, room: str, inner: Sequence[str]) -> Iterator[str]:
    """The tests of a module in a room: those named after it or a folder it is in, otherwise all of the room."""
    yield from ELSEWHERE.get(room, ())
    for name in reversed([PurePosixPath(part).stem for part in inner]):
        named = tuple(_named(root, f"tests/{room}", name, otherwise=False))
        if named:
            yield from named
            return
    yield f"tests/{room}" if (root / "tests" / room).is_dir() else "tests/package"


def _named(root: Path, folder: str, name: str, *, otherwise: bool = True) -> Iterator[str]:
    """The test files of a folder with this word in their names; if there is none, the folder, where that is wanted."""
    files = [path for path in sorted((root / folder).rglob("test_*.py")) if f"_{name}_" in f"{path.stem}_"]
    yield from (path.relative_to(root).as_posix() for path in files)
    if not files and otherwise:
        yield folder


def _importers(root: Path, module: str) -> Iterator[str]:
    """The test files that import a module of tests/support; everything where conftest.py does."""
    for path in sorted((root / "tests").rglob("*.py")):
        if any(line.startswith((f"from {module} import", f"import {module}")) for line in path.read_text("utf-8").splitlines()):
            yield "" if path.name == "conftest.py" else path.relative_to(root).as_posix()


# Running the checks


def commands_of(check: str, changed: Sequence[str] | None, root: Path) -> Iterator[tuple[str, ...]]:
    """What a check runs; `changed` is None for everything. Nothing where nothing changed that concerns a command."""
    for command in CHECKS[check]:
        if changed is None or command[0] not in ("pytest", "pyright"):
            yield command
        elif command[0] == "pytest":
            if tests := selected_tests(root, changed):
                yield (*command, *filter(None, tests))
        elif typed := [name for name in changed if name.startswith(TYPED) and name.endswith(".py") and (root / name).exists()]:
            yield (*command, *typed)


def run(check: str, command: Sequence[str], root: Path) -> Outcome:
    """Run one command of a check with this interpreter, on the package of this tree."""
    path = os.pathsep.join(filter(None, (str(root / "src"), os.environ.get("PYTHONPATH"))))
    start = time.monotonic()
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", *command],
        cwd=root,
        env={**os.environ, "PYTHONPATH": path, "NO_MKDOCS_2_WARNING": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    passed = done.returncode == 0 or (check == "tests" and done.returncode == NO_TESTS)
    return Outcome(check, " ".join(command), passed, time.monotonic() - start, done.stdout)


def run_all(commands: Iterable[tuple[str, Sequence[str]]], root: Path) -> Iterator[Outcome]:
    """Run commands of checks, two at a time, and say how each ended as soon as it has."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        futures = [pool.submit(run, check, command, root) for check, command in commands]
        for future in as_completed(futures):
            yield future.result()


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """The command. Returns its exit code: 0 all passed, 1 something failed; wrong usage ends it with 2."""
    parser = argparse.ArgumentParser(
        prog="python tools/check.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(sorted(CHECKS))} (default: {' '.join(USUAL)})")
    parser.add_argument("--all", action="store_true", help="everything, not only what changed")
    parser.add_argument(
        "--since", metavar="COMMIT", help="what changed since the branch left this (default: main, if there is one)"
    )
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.names if name not in CHECKS]:
        parser.error(f"no check is called {', '.join(unknown)}; there are {', '.join(sorted(CHECKS))}")
    if options.all and options.since:
        parser.error("--all asks for everything; leave --since out")
    try:
        changed = None if options.all else changed_files(root, options.since or _main_branch(root))
    except (OSError, subprocess.CalledProcessError) as error:
        parser.error(f"git cannot say what changed ({_reason(error)}); use --all")
    checks = [check for check in CHECKS if check in (options.names or USUAL)]
    failed = []
    for outcome in run_all([(check, command) for check in checks for command in commands_of(check, changed, root)], root):
        print(outcome, flush=True)
        if not outcome.passed:
            failed.append(outcome)
    for outcome in failed:
        print(f"\n--- {outcome.check}: {outcome.command}\n\n{outcome.output.strip()}")
    return 1 if failed else 0


def _main_branch(root: Path) -> str:
    return "main" if _git(root, "branch", "--list", "--all", "main").strip() else "HEAD"


def _reason(error: OSError | subprocess.CalledProcessError) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return str(error.stderr).strip().splitlines()[0] if error.stderr else str(error)


if __name__ == "__main__":
    sys.exit(main())
