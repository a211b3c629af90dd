"""The thresholds of the matching, chosen by measuring."""

FLOOR = 0.3
"""A duty and a row less alike are not proposed as a pair."""
LEAD = 0.15
"""How far ahead of every rival a certain pair is."""
NEARLY_ALL = 0.92
"""How alike two texts are that hardly differ."""
MOST = 0.75
"""How alike title and body are, each, of a duty that was reworded."""
RELATED = 0.3
"""How alike the titles are, at least, of a duty whose body hardly differs."""
EXCHANGED = 0.08
"""How much of a title may be exchanged for other words."""
OTHER = 0.25
"""Bodies less alike are those of different duties, whatever the titles say."""
TELLING_BODY = 50
"""How many rare bigrams a body has, beside those of the title, that tells which duty it is."""
SPEAKING_BODY = 15
"""How many it has, at least, to speak against a title."""
ELSEWHERE = 0.9
"""What likeness counts between different lists."""
SAME_GAP = 0.08
"""What it counts that duty and row stand between the same settled neighbours."""
ORDER = 1e-4
"""What order counts, from one end of the editions to the other: enough to tell equals."""
CANDIDATES = 3
"""How many candidates are kept of each row and each duty."""
PART, COVERED = 0.2, 0.7
"""How much of a duty's text a row must hold that no other part holds, and all parts together, for a split."""
SWALLOWED, ADDED = 0.6, 0.4
"""How much of a duty's text a row must hold for a merger, and how much of it that the row's own duty does not have."""
MADE_OF = 0.6
"""How much of a row's own text comes from a duty that was split into it."""
SOLID = 3
"""How many rare bigrams a part of a split or merger must have at least."""
