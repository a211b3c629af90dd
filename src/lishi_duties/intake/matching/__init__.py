"""Which row of a newly read list is which duty of the previous edition.

First what needs no measuring: rows of the same text; of the same title, where nothing else in the list is called so; of the same
title in another list, where nothing else at all is called so. The rest are paired by the one-to-one assignment of the greatest
likeness, over all lists at once.

Likeness is counted in pairs of neighbouring characters of title and body, weighted by their rarity in the two editions. Most
of the list is formula (对…的处罚, 依法出具行政处罚决定书), which must not make two duties alike. A body counts beside the title
as far as it says something else than the title, which it often only repeats. Numbers count for nothing, and standing between the
same neighbours for a little.

A pair of the assignment is certain if it is clearly ahead of every rival of both sides, stands in one list, does not exchange
words for others (in a whole sentence: hardly any), has no body that speaks against it, and

* the titles hardly differ, or only in words that say nothing of the matter (开展, 负责, 工作); or
* one title has all the clauses of the other, which make up half of it; or
* the bodies say much and hardly differ, or differ little like the titles.

Every other pair is a proposal for a maintainer to decide, and so is what a suspected split or merger touches.

The thresholds (`thresholds`) are chosen by measuring on revisions made up of the packaged list
(`tests/intake/test_matching.py` makes them and repeats a part): a fifth of the rows edited, a tenth replaced by false friends
(a true neighbour that the previous edition lacks, the offence of other people, another offence, the same of another thing
throughout), others added, dropped and moved. In 3,250 of them, with 176,000 certain pairs and 11,000 false friends, no certain
pair was wrong and no duty was lost without a candidate; of the edited rows that stayed in their list 4% were in doubt, of those
that were moved and reworded all, of the untouched ones none.
"""

from lishi_duties.intake.matching.match import match
from lishi_duties.intake.matching.records import Candidate, Matching, Merger, Pair, Row, Split, Why, row_of

__all__ = ["Candidate", "Matching", "Merger", "Pair", "Row", "Split", "Why", "match", "row_of"]
