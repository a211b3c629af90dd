"""Data sets of many towns: how long they take, how large they are, how fast they answer: `python benchmarks/dataset.py`.

Makes up lists of realistic size in a temporary folder, writes both kinds of data set, and asks the Parquet one what
docs/datasets.md asks. Each step runs in a process of its own, whose memory at its peak is that of the step. The last column
reckons the processor's seconds and the size for all towns of the country, as both grow with the number of lists.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALL = 38_000
SECOND_EDITIONS = 20  # one town in so many has two


def lists(count: int) -> Iterator[bytes]:
    """The edition files of made-up towns."""
    sys.path.insert(0, str(ROOT / "tests" / "support"))
    from many_towns import made_up, revised

    from lishi_duties.model.canonical import edition_json

    towns = map(made_up, itertools.count())
    editions = ((file, revised(file)) if n % SECOND_EDITIONS == 0 else (file,) for n, file in enumerate(towns))
    yield from map(edition_json, itertools.islice(itertools.chain.from_iterable(editions), count))


def make(count: int) -> Callable[[], object]:
    """The edition files."""
    Path("lists").mkdir()
    return lambda: [Path(f"lists/{number:05}.json").write_bytes(data) for number, data in enumerate(lists(count))]


def write(target: str, format: str) -> Callable[[], object]:
    """A data set of them."""
    from lishi_duties.export.dataset import write_dataset

    return lambda: write_dataset(sorted(Path("lists").iterdir()), target, format)  # type: ignore[arg-type]


def queries() -> tuple[str, list[str]]:
    """The queries of the documentation: the view, and what is asked."""
    page = (ROOT / "docs" / "datasets.md").read_text(encoding="utf-8")
    found = [
        re.sub(r"^\.\.\. ?", "", sql, flags=re.MULTILINE) for sql in re.findall(r'(?:sql|ask)\("""\n(.*?)"""\)', page, re.DOTALL)
    ]
    return found[0], found[1:]


def query(number: int) -> Callable[[], object]:
    """A question to the Parquet files."""
    import duckdb

    view, asked = queries()
    duckdb.sql(view)
    return lambda: duckdb.execute(asked[number]).fetchall()


def search() -> Callable[[], object]:
    """What one looks up in the database: the duties with a word, best first."""
    import sqlite3

    from lishi_duties.export.sqlite import match

    asked = """
    SELECT id, duties.title FROM duties_fts JOIN duties ON key = duties_fts.rowid
    WHERE duties_fts MATCH ? ORDER BY rank LIMIT 10
    """
    connection = sqlite3.connect("data.sqlite")
    return lambda: connection.execute(asked, (match("燃气"),)).fetchall()


STEPS: dict[str, Callable[..., Callable[[], object]]] = {"make": make, "write": write, "query": query, "search": search}


def step(folder: Path, name: str, *arguments: str | int) -> tuple[float, float, float]:
    """Seconds of a step, seconds of the processor, and the memory of its process at its peak, in MiB."""
    command = [sys.executable, __file__, "--step", json.dumps([name, *arguments])]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    seconds, busy, peak = json.loads(done.stdout)
    return seconds, busy, peak


def run(name: str, arguments: list[str | int]) -> None:
    """A step, in its own process: what it imports is not counted."""
    call = STEPS[name](*arguments)
    begin, busy = time.perf_counter(), time.process_time()
    call()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([time.perf_counter() - begin, time.process_time() - busy, peak]))


def size(path: Path) -> float:
    """Megabytes of a file or a folder."""
    return sum(file.stat().st_size for file in (path.iterdir() if path.is_dir() else [path])) / 1e6


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--lists", type=int, default=1000, help="how many lists (default: 1000)")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        name, *arguments = json.loads(options.step)
        run(name, arguments)
        return 0
    count, times = options.lists, ALL / options.lists

    def row(what: str, measured: tuple[float, float, float], megabytes: float | None = None) -> None:
        seconds, busy, peak = measured
        taken = f"{megabytes:8.1f}" if megabytes else f"{'':8}"
        reckoned = f"{busy * times:8.0f} s" + (f"{megabytes * times / 1e3:8.1f} GB" if megabytes else "")
        print(f"{what:20} {seconds:9.3f} {busy:9.3f} {taken} {peak:9.0f} {reckoned}", flush=True)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"{f'{count:,} lists':20} {'seconds':>9} {'CPU':>9} {'MB':>8} {'peak MiB':>9}  reckoned for {ALL:,}")
        row("make edition files", step(folder, "make", count), size(folder / "lists"))
        for target, kind in (("data", "parquet"), ("data.sqlite", "sqlite")):
            measured = step(folder, "write", target, kind)
            row(f"write {kind}", measured, size(folder / target))
        for number in range(len(queries()[1])):
            row(f"DuckDB, query {number + 1}", min(step(folder, "query", number) for _ in range(3)))
        row("SQLite, search", min(step(folder, "search") for _ in range(3)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
