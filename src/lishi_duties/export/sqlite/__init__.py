"""One list or many as an SQLite database: a table for each kind of record, full-text search, and views as `tables` has them.

Every list is a row of `editions`, which belongs to a row of `towns`; all else belongs to an edition, directly or through the
record it is part of. `key` is the primary key of the tables others refer to, and `position` counts from 1. `edition_files` keeps
the edition file of each list, compressed by zlib: it is what `read_sqlite` reads, so that nothing can be lost on the way.

`duties_fts` finds Chinese words, which nothing parts from one another: each text is stored there as pairs of characters that
overlap, so that a word of two characters is a term, a longer one a phrase of its pairs, and one character the beginning of a
term; `match` makes such a query of words. Only the index is kept (its rowid is `duties.key`); the texts stand in their tables.
"""

from lishi_duties.export.sqlite.layout import APPLICATION_ID, LAYOUT
from lishi_duties.export.sqlite.reading import read_sqlite
from lishi_duties.export.sqlite.terms import match
from lishi_duties.export.sqlite.writing import database, write_sqlite

__all__ = ["APPLICATION_ID", "LAYOUT", "database", "match", "read_sqlite", "write_sqlite"]
