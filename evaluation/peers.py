"""Other ways of searching the same texts, to be measured beside the package; those beyond SQLite need the extra `bench`."""

from __future__ import annotations

import math
import sqlite3
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable

import lishi_duties as ld
from lishi_duties.retrieval.dispatch import official_texts
from lishi_duties.text import fold

__all__ = ["PEERS", "Ranker", "documents"]

Ranker = Callable[[str], list[str]]
"""The ids of the duties that fit a request, best first."""


def documents(with_directory: bool) -> dict[str, str]:
    """One text for each duty: what the list says, and what the directory knows people say."""
    wordings = ld.dispatch_directory().duties
    return {
        duty.id: "\n".join((*official_texts(duty), *(wordings[duty.id].all() if with_directory else ()))) for duty in ld.load()
    }


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
        hits = searcher.search(tantivy.Query.boolean_query(terms), 5).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]

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


PEERS = {"SQLite FTS5": fts5, "tantivy": tantivy_bigrams, "BM25 over jieba words": bm25_words}
"""What makes a ranker of texts, by name."""
