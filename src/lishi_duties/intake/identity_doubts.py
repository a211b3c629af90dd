"""What a person has to decide about ids: suspected splits and mergers, and rows that may be this duty or that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lishi_duties.authoring.forms import Decisions
from lishi_duties.intake.doubts import Doubt, Likely
from lishi_duties.intake.matching import Matching, Row
from lishi_duties.model import Duty


def name_of(row: Row) -> str:
    """A row as `decisions.toml` names it."""
    return f"{row.kind} {row.number}"


def identity_doubts(
    matching: Matching, decisions: Decisions, old: Mapping[str, Duty], new: Mapping[str, Duty]
) -> Iterator[Doubt]:
    """What no decision has settled, once each: by the row, or by the id where no row is at stake."""
    undecided = _Undecided(matching, decisions, old, new)
    yield from undecided.splits()
    yield from undecided.mergers()
    yield from undecided.rows()


class _Undecided:
    def __init__(self, matching: Matching, decisions: Decisions, old: Mapping[str, Duty], new: Mapping[str, Duty]) -> None:
        self._matching = matching
        self._old = old
        self._new = new
        self._decided_rows = {
            *(decision.row for decision in decisions.identity),
            *(name for split in decisions.split for name in split.into),
            *(merged.into for merged in decisions.merged),
        }
        self._decided_ids = {
            *(decision.id for decision in decisions.identity),
            *(split.id for split in decisions.split),
            *(id_ for merged in decisions.merged for id_ in merged.ids),
        }
        pairs = (pair for pair in matching.pairs if pair.certain or pair.id not in self._decided_ids)
        self._proposed = {name_of(pair.row): pair for pair in pairs}
        self._doubtful: set[str] = set()
        """The rows a doubt has been raised about."""

    def splits(self) -> Iterator[Doubt]:
        for split in self._matching.splits:
            names = tuple(map(name_of, split.rows))
            if split.id in self._decided_ids or self._decided_rows.issuperset(names):
                continue
            self._doubtful.update(names)
            shares = "；".join(f"{name} {share:.0%}" for name, share in zip(names, split.shares, strict=True))
            problem = f"{split.id} 可能拆分为 {'、'.join(names)}（各含原文 {shares}）。"
            title, place = self._old[split.id].title, self._new[names[0]].place
            yield Doubt("identity", problem, title, names[0], place, (), (split.id,), names, "split")

    def mergers(self) -> Iterator[Doubt]:
        for merger in self._matching.mergers:
            name = name_of(merger.row)
            if name in self._decided_rows or self._decided_ids.issuperset(merger.ids):
                continue
            self._doubtful.add(name)
            shares = "；".join(f"{id_} {share:.0%}" for id_, share in zip(merger.ids, merger.shares, strict=True))
            problem = f"{'、'.join(merger.ids)} 可能并入 {name}（各有原文 {shares}）。"
            own = self._proposed[name].id if name in self._proposed else ""
            others = tuple(id_ for id_ in merger.ids if id_ != own)
            likely, place = self._likely(merger.row), self._new[name].place
            yield Doubt("identity", problem, merger.row.title, name, place, likely, others, suggests="merged")

    def rows(self) -> Iterator[Doubt]:
        matching = self._matching
        for row in dict.fromkeys([*(pair.row for pair in matching.doubtful), *(entry.row for entry in matching.candidates)]):
            name, likely = name_of(row), self._likely(row)
            pair = self._proposed.get(name)
            settled = name in self._decided_rows or name in self._doubtful or (pair is not None and pair.certain)
            if settled or (not likely and pair is None):
                continue
            problem = f"可能是 {pair.id}，尚不能确定。" if pair else "可能是新事项，也可能是上一版的事项。"
            yield Doubt("identity", problem, row.title, name, self._new[name].place, likely, (pair.id,) if pair else ())

    def _likely(self, row: Row) -> tuple[Likely, ...]:
        candidates = (entry for entry in self._matching.candidates_for(row) if entry.id not in self._decided_ids)
        return tuple(Likely(entry.id, self._old[entry.id].title, round(entry.score, 2)) for entry in candidates)
