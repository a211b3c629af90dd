"""Finding duties by words, and whose matter a request is."""

from lishi_duties.retrieval.lexical import Hit, Match, search

__all__ = ["Hit", "Match", "search"]
