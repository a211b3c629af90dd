"""How well, and how fast, requests are dispatched; beside other ways of searching the same texts, in the same run.

    python evaluation/evaluate.py evaluation/tuning.json            figures of the package
    python evaluation/evaluate.py evaluation/held-out.json --peers  and of FTS5, tantivy and BM25 over jieba words (extra: bench)
    python evaluation/evaluate.py FILE --misses                     with every request that went wrong

A file of requests is a JSON array of {"query", "kind", "gold", "acceptable", "lead"}; gold and acceptable name duties as
{"list", "no"}. What the figures mean:

    first      a gold or acceptable duty stands first
    in three   ... among the first three
    lead       the first answer's lead holds one of those that lead
    to town    sent to the town as responsible although it leads in none of the labelled duties
    lost       something fits, and no answer was given
    abstains   nothing fits, and none was given
"""

from __future__ import annotations

import argparse
import json
import math
import sqlite3
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import lishi_duties as ld
from lishi_duties.text import fold

LETTERS = {"basic": "B", "cooperative": "C", "reclaimed": "R"}
Ranker = Callable[[str], list[str]]


def duty_id(label: dict[str, Any]) -> str:
    """The id of a label, in edition 1."""
    return f"{LETTERS[label['list']]}{label['no']:03}"


def right(entry: dict[str, Any]) -> set[str]:
    """The ids of the duties that are right for a request."""
    return {duty_id(label) for label in (*entry["gold"], *entry["acceptable"])}


def official_text(duty: ld.Duty) -> list[str]:
    """What the list itself says of a duty."""
    texts = [duty.title]
    if isinstance(duty, ld.CooperativeDuty):
        texts += [t for part in duty.responsibilities for t in (*part.departments, *part.tasks)]
        texts += duty.town_tasks
    elif isinstance(duty, ld.ReclaimedItem):
        texts += [t for handover in duty.handover for t in (handover.department, *handover.method)]
    return texts


def documents(with_directory: bool) -> dict[str, str]:
    """One text for each duty: what the list says, and what the directory knows people say."""
    known = ld.dispatch_directory().duties
    return {duty.id: "\n".join((*official_text(duty), *(known[duty.id].all() if with_directory else ()))) for duty in ld.load()}


def fts5(texts: dict[str, str]) -> Ranker:
    """SQLite's full-text index over trigrams."""
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table duties using fts5(id unindexed, text, tokenize='trigram')")
    base.executemany("insert into duties values (?, ?)", texts.items())

    def rank(query: str) -> list[str]:
        folded = fold(query)
        grams = {folded[i : i + 3] for i in range(len(folded) - 2)}
        if not grams:
            return [row[0] for row in base.execute("select id from duties where text like ? limit 5", (f"%{folded}%",))]
        asked = " OR ".join(f'"{gram}"' for gram in sorted(grams))
        return [row[0] for row in base.execute("select id from duties where duties match ? order by rank limit 5", (asked,))]

    return rank


def tantivy_bigrams(texts: dict[str, str]) -> Ranker:
    """tantivy, a full-text engine in Rust, over bigrams."""
    import tantivy  # type: ignore[import-not-found, unused-ignore]

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name="whitespace")
    index = tantivy.Index(builder.build())
    writer = index.writer(heap_size=50_000_000, num_threads=1)

    def spaced(text: str) -> str:
        folded = fold(text)
        return " ".join(folded[i : i + 2] for i in range(len(folded) - 1)) or folded

    for name, text in texts.items():
        writer.add_document(tantivy.Document(id=[name], text=[" ".join(map(spaced, text.split("\n")))]))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def rank(query: str) -> list[str]:
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(index.schema, "text", term)) for term in set(spaced(query).split())
        ]
        found = searcher.search(tantivy.Query.boolean_query(terms), 5).hits
        return [searcher.doc(address)["id"][0] for _, address in found]

    return rank


def bm25_words(texts: dict[str, str]) -> Ranker:
    """Okapi BM25 over jieba's words."""
    import jieba  # type: ignore[import-untyped, unused-ignore]

    jieba.setLogLevel(60)
    bags = {name: Counter(w for w in jieba.cut_for_search(text) if fold(w)) for name, text in texts.items()}
    holders = Counter(word for bag in bags.values() for word in bag)
    usual = statistics.mean(sum(bag.values()) for bag in bags.values())
    postings: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for name, bag in bags.items():
        norm = 1.2 * (0.25 + 0.75 * sum(bag.values()) / usual)
        for word, count in bag.items():
            rarity = math.log(1 + (len(bags) - holders[word] + 0.5) / (holders[word] + 0.5))
            postings[word].append((name, rarity * count * 2.2 / (count + norm)))

    def rank(query: str) -> list[str]:
        totals: dict[str, float] = defaultdict(float)
        for word in set(jieba.cut_for_search(query)):
            for name, weight in postings.get(word, ()):
                totals[name] += weight
        return sorted(totals, key=lambda name: (-totals[name], name))[:5]

    return rank


def figures(entries: list[dict[str, Any]]) -> dict[str, dict[str, list[bool]]]:
    """What the package does with each request, by kind (`nothing` where nothing fits) and figure."""
    found: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        assignments = ld.dispatch(entry["query"], limit=5).assignments
        if not entry["gold"]:
            found["nothing"]["abstains"].append(not assignments)
            continue
        ranked = [a.duty.id for a in assignments]
        fine = right(entry)
        row = found[entry["kind"]]
        row["first"].append(not fine.isdisjoint(ranked[:1]))
        row["in three"].append(not fine.isdisjoint(ranked[:3]))
        if entry["lead"]:
            row["lead"].append(bool(assignments) and not set(assignments[0].lead).isdisjoint(entry["lead"]))
        if "李市镇" not in entry["lead"] and not any(name.startswith("B") for name in fine):
            row["to town"].append(bool(assignments) and assignments[0].town_role == "responsible")
        row["lost"].append(not ranked)
    return found


def measure_package(entries: list[dict[str, Any]], show_misses: bool) -> None:
    """Print the package's figures."""
    ld.dispatch("预热请求")
    times = []
    for entry in entries:
        begin = time.perf_counter()
        found = ld.dispatch(entry["query"], limit=5).assignments
        times.append(time.perf_counter() - begin)
        ranked = [a.duty.id for a in found]
        if show_misses and (right(entry).isdisjoint(ranked[:1]) if entry["gold"] else ranked):
            print(entry["query"], [duty_id(label) for label in entry["gold"]], ranked[:3], sep=" | ")
    for kind, row in figures(entries).items():
        shown = "  ".join(f"{name} {statistics.mean(values):.3f}" for name, values in row.items())
        print(f"{kind:8} {shown}  (n = {max(map(len, row.values()))})")
    times.sort()
    print(f"time     p50 {times[len(times) // 2] * 1e6:.0f} µs  p99 {times[int(len(times) * 0.99) - 1] * 1e6:.0f} µs")


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
    shown = "  ".join(f"{kind} {statistics.mean(firsts[kind]):.2f}/{statistics.mean(threes[kind]):.2f}" for kind in firsts)
    times.sort()
    print(f"{name:34} {shown}  p50 {times[len(times) // 2] * 1e6:.0f} µs")


def package(query: str) -> list[str]:
    """The package as one more ranker."""
    return [a.duty.id for a in ld.dispatch(query, limit=5).assignments]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("requests", type=Path)
    parser.add_argument("--misses", action="store_true", help="print every request that went wrong")
    parser.add_argument("--peers", action="store_true", help="measure FTS5, tantivy and BM25 over jieba words too")
    options = parser.parse_args()
    entries = json.loads(options.requests.read_text(encoding="utf-8"))
    measure_package(entries, options.misses)
    if options.peers:
        print("\nright first / right among three, of the requests to which something fits")
        measure_peer("lishi-duties", package, entries)
        for with_directory, texts_name in ((False, "the list"), (True, "list and directory")):
            texts = documents(with_directory)
            for name, make in (("SQLite FTS5", fts5), ("tantivy", tantivy_bigrams), ("BM25 over jieba words", bm25_words)):
                measure_peer(f"{name}, {texts_name}", make(texts), entries)


if __name__ == "__main__":
    main()
