"""The command: the steps of a release, one after the other."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

import release
from release.agreement import agreed
from release.building import built_twice
from release.data import data_follow
from release.errors import ReleaseError
from release.placing import last_words, put
from release.programs import is_repository
from release.project import ROOT
from release.trial import tried
from release.wheel import build_system_of, checked_wheel


def make(root: Path, output: Path, *, allow_dirty: bool, check_only: bool) -> None:
    """Make the release, step by step, saying so."""
    furthest = datetime.now(timezone(timedelta(hours=14))).date()  # what is today anywhere is not in the future
    planned = agreed(root, allow_dirty=allow_dirty, today=furthest)
    editions = ", ".join(str(number) for number in planned.editions)
    say(f"1 version, changelog and data agree: {planned.version} of {planned.day}, with edition {editions}")
    say(f"2 the data follow from the sources: {data_follow(root)}")
    if check_only:
        return
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        work = Path(folder).resolve()
        built, tree = built_twice(root, planned, work)
        say(f"3 built twice and from the source distribution, the same bytes each time ({build_system_of(built.wheel)})")
        say(f"4 the wheel is as it should be: {checked_wheel(built.wheel, tree, planned.version)}")
        say(f"5 a clean environment passes tests/smoke.py: {tried(built.wheel, tree, planned.version, work)}")
        placed = put(built, output)
    say(f"6 written to {output}")
    for line in last_words(placed, planned, in_repository=is_repository(root)):
        say(line)


def say(line: str) -> None:
    print(line, flush=True)


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """The command. Returns its exit code: 0 made, 1 something is wrong; wrong usage ends it with 2."""
    parser = argparse.ArgumentParser(prog="python tools/release", description=(release.__doc__ or "").splitlines()[0])
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
