"""How well, and how fast, requests are dispatched; beside other ways of searching the same texts, in the same run.

    python evaluation/evaluate.py evaluation/letters/tuning.json     figures of the package; `measures.py` says what they mean
    ... --peers       and of FTS5, tantivy and BM25 over jieba words (extra: bench)
    ... --forms       and in the forms a hotline sends (`forms.py`)
    ... --by-length   by the length of the requests
    ... --misses      with every request that went wrong

A file of requests is a JSON array of {"query", "kind", "gold", "acceptable", "lead"}; gold and acceptable name duties as
{"list", "no"}.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from forms import FORMS, in_form
from measures import by_length, duty_id, figures, line, right
from peers import PEERS, Ranker, documents

import lishi_duties as ld


def measure_package(entries: list[dict[str, Any]], *, lengths: bool) -> None:
    """Print the package's figures."""
    ld.dispatch("预热请求")
    times: list[float] = []

    def dispatch(request: str) -> ld.Dispatch:
        begin = time.perf_counter()
        answer = ld.dispatch(request)
        times.append(time.perf_counter() - begin)
        return answer

    rows = figures(entries, dispatch, by_length) if lengths else figures(entries, dispatch)
    for kind, row in rows.items():
        print(f"{kind:10} {line(row)}")
    times.sort()
    print(f"time       p50 {times[len(times) // 2] * 1e6:.0f} µs  p99 {times[int(len(times) * 0.99) - 1] * 1e6:.0f} µs")


def print_misses(entries: Iterable[dict[str, Any]]) -> None:
    """Print every request that went wrong, with what is right and what was answered."""
    for entry in entries:
        ranked = package(entry["query"])
        if right(entry).isdisjoint(ranked[:1]) if entry["gold"] else ranked:
            print(entry["query"], [duty_id(label) for label in entry["gold"]], ranked[:3], sep=" | ")


def measure_forms(entries: list[dict[str, Any]]) -> None:
    """Print the figures of the requests in each form."""
    for form in FORMS:
        written = [{**entry, "query": in_form(form, entry["query"]), "kind": "all"} for entry in entries]
        rows = figures(written)
        print(f"\n{form}", *(f"  {kind:8} {line(row)}" for kind, row in rows.items()), sep="\n")


def measure_peer(name: str, rank: Ranker, entries: Iterable[dict[str, Any]]) -> None:
    """Print a peer's figures on the requests to which something fits."""
    rank("预热请求")
    firsts: dict[str, list[bool]] = defaultdict(list)
    threes: dict[str, list[bool]] = defaultdict(list)
    times = []
    for entry in entries:
        if not entry["gold"]:
            continue
        fine = right(entry)
        begin = time.perf_counter()
        ranked = rank(entry["query"])
        times.append(time.perf_counter() - begin)
        firsts[entry["kind"]].append(not fine.isdisjoint(ranked[:1]))
        threes[entry["kind"]].append(not fine.isdisjoint(ranked[:3]))
    means = "  ".join(f"{kind} {statistics.mean(firsts[kind]):.2f}/{statistics.mean(threes[kind]):.2f}" for kind in firsts)
    times.sort()
    print(f"{name:34} {means}  p50 {times[len(times) // 2] * 1e6:.0f} µs")


def package(query: str) -> list[str]:
    """The package as one more ranker."""
    return [a.duty.id for a in ld.dispatch(query, limit=5).assignments]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("requests", type=Path, nargs="+")
    parser.add_argument("--misses", action="store_true", help="print every request that went wrong")
    parser.add_argument("--forms", action="store_true", help="measure the requests in the forms a hotline sends too")
    parser.add_argument("--by-length", action="store_true", help="by the length of the requests, not by their kind")
    parser.add_argument("--peers", action="store_true", help="measure FTS5, tantivy and BM25 over jieba words too")
    options = parser.parse_args()
    entries = [entry for path in options.requests for entry in json.loads(path.read_text(encoding="utf-8"))]
    if options.misses:
        print_misses(entries)
    measure_package(entries, lengths=options.by_length)
    if options.forms:
        measure_forms(entries)
    if options.peers:
        print("\nright first / right among three, of the requests to which something fits")
        measure_peer("lishi-duties", package, entries)
        for with_directory, texts_name in ((False, "the list"), (True, "list and directory")):
            texts = documents(with_directory)
            for name, make in PEERS.items():
                measure_peer(f"{name}, {texts_name}", make(texts), entries)


if __name__ == "__main__":
    main()
