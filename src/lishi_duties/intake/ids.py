"""Which id each row of a new edition bears, and what became of the ids it does not have any more.

The matching proposes, the maintainer's decisions have the last word. Ids of certain pairs stay; a new duty gets the next free
number of its list's letter; no number is ever used again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lishi_duties.authoring.forms import Decisions
from lishi_duties.errors import DataFileError
from lishi_duties.intake.doubts import Doubt, Likely, row_name
from lishi_duties.intake.identity import Identity
from lishi_duties.intake.matching import Matching, Row, match, row_of
from lishi_duties.model import KINDS, LETTERS, Duty, DutyListFile, Kind, Lineage
from lishi_duties.text import fold


def identify(
    previous: DutyListFile, duties: Sequence[Duty], decisions: Decisions, edition: int, path: Path = Path("decisions.toml")
) -> Identity:
    """Match the rows of a new edition to the previous one.

    Args:
        previous: the previous edition.
        duties: the rows of the new one as records; their ids count for nothing.
        decisions: what the maintainer decided.
        edition: the new edition's number.
        path: the file of the decisions, for errors.

    Raises:
        DataFileError: a decision names a row or an id that does not exist, or contradicts another.
    """
    old = {duty.id: duty for duty in previous.duties()}
    new = {row_name(duty): duty for duty in duties}
    matching = match(tuple(old.values()), tuple(row_of(duty) for duty in duties))
    _check(decisions, old, new, path)
    ids = _decided(matching, decisions, path)
    doubts = tuple(_doubts(matching, decisions, old, new))
    undecided = {doubt.row for doubt in doubts if doubt.row}
    certain = sum(1 for name in ids if name not in undecided)
    used = {*old, *(event.id for event in previous.lineage)}
    for name, duty in new.items():
        if name not in ids:
            ids[name] = _next_id(duty.kind, used)
            used.add(ids[name])
    events = tuple(_events(ids, decisions, old, new, edition))
    return Identity({name: ids[name] for name in new}, events, doubts, certain)


def _name(row: Row) -> str:
    return f"{row.kind} {row.number}"


def _next_id(kind: Kind, used: set[str]) -> str:
    letter = LETTERS[kind]
    highest = max((int(id_[1:]) for id_ in used if id_.startswith(letter)), default=0)
    return f"{letter}{highest + 1:03}"


def _check(decisions: Decisions, old: dict[str, Duty], new: dict[str, Duty], path: Path) -> None:
    """Refuse decisions about what does not exist."""

    def fault(entry: str, problem: str) -> DataFileError:
        return DataFileError(f"{entry}: {problem}", path=path)

    def row(entry: str, name: str) -> None:
        if name not in new:
            counts = ", ".join(f"{kind} 1–{sum(duty.kind == kind for duty in new.values())}" for kind in KINDS)
            raise fault(entry, f"there is no row {name}; the new list has {counts}")

    def known(entry: str, id_: str) -> None:
        if id_ not in old:
            raise fault(entry, f"{id_} is no duty of the previous edition")

    for kept in decisions.identity:
        entry = f"[[identity]] of {kept.row}"
        row(entry, kept.row)
        if fold(kept.title) != fold(new[kept.row].title):
            raise fault(entry, f"the title there is {new[kept.row].title!r}, not {kept.title!r}; is it another row?")
        if kept.id != "new":
            known(entry, kept.id)
    for split in decisions.split:
        entry = f"[[split]] of {split.id}"
        known(entry, split.id)
        for name in split.into:
            row(entry, name)
            if split.into.count(name) > 1:
                raise fault(entry, f"{name} is given twice; a duty is split into several rows")
    for merged in decisions.merged:
        entry = f"[[merged]] into {merged.into}"
        row(entry, merged.into)
        for id_ in merged.ids:
            known(entry, id_)
    gone = [*(s.id for s in decisions.split), *(id_ for m in decisions.merged for id_ in m.ids)]
    said = [*gone, *(kept.id for kept in decisions.identity if kept.id != "new")]
    for id_ in said:
        if said.count(id_) > 1:
            raise fault(id_, "two decisions say what became of it; keep one")
    rows = [kept.row for kept in decisions.identity]
    for name in rows:
        if rows.count(name) > 1:
            raise fault(f"[[identity]] of {name}", "is given twice; keep one")


def _decided(matching: Matching, decisions: Decisions, path: Path) -> dict[str, str]:
    """The proposed ids with the decisions carried out."""
    gone = {*(s.id for s in decisions.split), *(id_ for m in decisions.merged for id_ in m.ids)}
    kept = {entry.row: entry.id for entry in decisions.identity}
    for pair in matching.pairs:
        name = _name(pair.row)
        if pair.certain and name not in kept and (pair.id in kept.values() or pair.id in gone - _taken_up(decisions, name)):
            problem = f"{name} is certainly {pair.id}, and no decision is about that row; say in [[identity]] what it is"
            raise DataFileError(f"{pair.id}: {problem}", path=path)
    ids = {_name(pair.row): pair.id for pair in matching.pairs}
    found = {name: id_ for name, id_ in ids.items() if id_ not in gone and id_ not in kept.values() and name not in kept}
    found |= {name: id_ for name, id_ in kept.items() if id_ != "new"}
    for split in decisions.split:
        for name in split.into:
            if name in found and name not in kept:
                problem = f"{name} is also {found[name]}; say in [[identity]] which it is"
                raise DataFileError(f"[[split]] of {split.id}: {problem}", path=path)
    return found


def _taken_up(decisions: Decisions, name: str) -> set[str]:
    """The ids that a row takes up by a split or a merger."""
    split = {entry.id for entry in decisions.split if name in entry.into}
    return split | {id_ for entry in decisions.merged if entry.into == name for id_ in entry.ids}


def _events(
    ids: dict[str, str], decisions: Decisions, old: dict[str, Duty], new: dict[str, Duty], edition: int
) -> Iterator[Lineage]:
    rows = {id_: new[name] for name, id_ in ids.items()}
    split = {entry.id: tuple(ids[name] for name in entry.into) for entry in decisions.split}
    merged = {id_: (ids[entry.into],) for entry in decisions.merged for id_ in entry.ids}
    for id_, duty in old.items():
        if id_ in rows:
            if rows[id_].kind != duty.kind:
                lists = (duty.kind, rows[id_].kind)
                yield Lineage(id=id_, kind="moved", edition=edition, title=duty.title, lists=lists)
        elif id_ in split:
            yield Lineage(id=id_, kind="split", edition=edition, title=duty.title, into=split[id_], lists=(duty.kind,))
        elif id_ in merged:
            yield Lineage(id=id_, kind="merged", edition=edition, title=duty.title, into=merged[id_], lists=(duty.kind,))
        else:
            yield Lineage(id=id_, kind="withdrawn", edition=edition, title=duty.title, lists=(duty.kind,))


def _doubts(matching: Matching, decisions: Decisions, old: dict[str, Duty], new: dict[str, Duty]) -> Iterator[Doubt]:
    """What no decision has settled, once each: by the row, or by the id where no row is at stake."""
    rows = {
        *(kept.row for kept in decisions.identity),
        *(name for split in decisions.split for name in split.into),
        *(merged.into for merged in decisions.merged),
    }
    ids = {
        *(kept.id for kept in decisions.identity),
        *(split.id for split in decisions.split),
        *(id_ for merged in decisions.merged for id_ in merged.ids),
    }
    proposed = {_name(pair.row): pair for pair in matching.pairs if pair.certain or pair.id not in ids}
    told: set[str] = set()

    def likely(of: Row | str) -> tuple[Likely, ...]:
        return tuple(Likely(c.id, old[c.id].title, round(c.score, 2)) for c in matching.candidates_for(of) if c.id not in ids)

    for split in matching.splits:
        names = [_name(row) for row in split.rows]
        if split.id not in ids and not rows.issuperset(names):
            told.update(names)
            shares = "；".join(f"{name} {share:.0%}" for name, share in zip(names, split.shares, strict=True))
            problem = f"{split.id} 可能拆分为 {'、'.join(names)}（各含原文 {shares}）。"
            yield Doubt(
                "identity", problem, old[split.id].title, names[0], new[names[0]].place, (), (split.id,), tuple(names), "split"
            )
    for merger in matching.mergers:
        name = _name(merger.row)
        if name not in rows and not ids.issuperset(merger.ids):
            told.add(name)
            shares = "；".join(f"{id_} {share:.0%}" for id_, share in zip(merger.ids, merger.shares, strict=True))
            problem = f"{'、'.join(merger.ids)} 可能并入 {name}（各有原文 {shares}）。"
            own = proposed[name].id if name in proposed else ""
            others = tuple(id_ for id_ in merger.ids if id_ != own)
            yield Doubt(
                "identity", problem, merger.row.title, name, new[name].place, likely(merger.row), others, suggests="merged"
            )
    asked = dict.fromkeys([*(p.row for p in matching.doubtful), *(c.row for c in matching.candidates)])
    for row in asked:
        name = _name(row)
        found = likely(row)
        pair = proposed.get(name)
        settled = name in rows or name in told or (pair is not None and pair.certain)
        if settled or (not found and pair is None):
            continue
        problem = f"可能是 {pair.id}，尚不能确定。" if pair else "可能是新事项，也可能是上一版的事项。"
        yield Doubt("identity", problem, row.title, name, new[name].place, found, (pair.id,) if pair else ())
