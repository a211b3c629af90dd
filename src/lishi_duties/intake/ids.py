"""Which id each row of a new edition bears, and what became of the ids it does not have any more.

The matching proposes, the maintainer's decisions have the last word. Ids of certain pairs stay; a new duty gets the next free
number of its list's letter; no number is ever used again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lishi_duties.authoring.forms import Decisions
from lishi_duties.errors import DataFileError
from lishi_duties.intake.decisions import check_decisions
from lishi_duties.intake.doubts import row_name
from lishi_duties.intake.identity import Identity
from lishi_duties.intake.identity_doubts import identity_doubts, name_of
from lishi_duties.intake.matching import Matching, match, row_of
from lishi_duties.model import LETTERS, Duty, DutyListFile, Kind, Lineage


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
    check_decisions(decisions, old, new, path)
    ids = _decided(matching, decisions, path)
    doubts = tuple(identity_doubts(matching, decisions, old, new))
    undecided = {doubt.row for doubt in doubts if doubt.row}
    certain = sum(1 for name in ids if name not in undecided)
    used = {*old, *(event.id for event in previous.lineage)}
    for name, duty in new.items():
        if name not in ids:
            ids[name] = _next_id(duty.kind, used)
            used.add(ids[name])
    events = tuple(_events(ids, decisions, old, new, edition))
    return Identity({name: ids[name] for name in new}, events, doubts, certain)


def _next_id(kind: Kind, used: set[str]) -> str:
    letter = LETTERS[kind]
    highest = max((int(id_[1:]) for id_ in used if id_.startswith(letter)), default=0)
    return f"{letter}{highest + 1:03}"


def _decided(matching: Matching, decisions: Decisions, path: Path) -> dict[str, str]:
    """The proposed ids with the decisions carried out."""
    ended = {*(s.id for s in decisions.split), *(id_ for m in decisions.merged for id_ in m.ids)}
    by_row = {entry.row: entry.id for entry in decisions.identity}
    for pair in matching.pairs:
        name = name_of(pair.row)
        if pair.certain and name not in by_row and (pair.id in by_row.values() or pair.id in ended - _taken_up(decisions, name)):
            problem = f"{name} is certainly {pair.id}, and no decision is about that row; say in [[identity]] what it is"
            raise DataFileError(f"{pair.id}: {problem}", path=path)
    ids = {name_of(pair.row): pair.id for pair in matching.pairs}
    decided = {name: id_ for name, id_ in ids.items() if id_ not in ended and id_ not in by_row.values() and name not in by_row}
    decided |= {name: id_ for name, id_ in by_row.items() if id_ != "new"}
    for split in decisions.split:
        for name in split.into:
            if name in decided and name not in by_row:
                problem = f"{name} is also {decided[name]}; say in [[identity]] which it is"
                raise DataFileError(f"[[split]] of {split.id}: {problem}", path=path)
    return decided


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
