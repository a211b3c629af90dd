"""The maintainer's decisions about ids, looked through before they are carried out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lishi_duties.authoring.forms import Decisions
from lishi_duties.errors import DataFileError
from lishi_duties.model import KINDS, Duty
from lishi_duties.text import fold


def check_decisions(decisions: Decisions, old: Mapping[str, Duty], new: Mapping[str, Duty], path: Path) -> None:
    """Refuse decisions about what does not exist, and such as contradict each other.

    Args:
        decisions: what was decided.
        old: the duties of the previous edition, by id.
        new: the rows of the new one, by name.
        path: the file of the decisions.

    Raises:
        DataFileError: for the first that is wrong.
    """
    check = _Check(old, new, path)
    check.identity(decisions)
    check.splits(decisions)
    check.mergers(decisions)
    check.contradictions(decisions)


class _Check:
    def __init__(self, old: Mapping[str, Duty], new: Mapping[str, Duty], path: Path) -> None:
        self._old = old
        self._new = new
        self._path = path

    def identity(self, decisions: Decisions) -> None:
        for decision in decisions.identity:
            entry = f"[[identity]] of {decision.row}"
            self._row(entry, decision.row)
            title = self._new[decision.row].title
            if fold(decision.title) != fold(title):
                raise self._fault(entry, f"the title there is {title!r}, not {decision.title!r}; is it another row?")
            if decision.id != "new":
                self._id(entry, decision.id)

    def splits(self, decisions: Decisions) -> None:
        for split in decisions.split:
            entry = f"[[split]] of {split.id}"
            self._id(entry, split.id)
            for name in split.into:
                self._row(entry, name)
                if split.into.count(name) > 1:
                    raise self._fault(entry, f"{name} is given twice; a duty is split into several rows")

    def mergers(self, decisions: Decisions) -> None:
        for merged in decisions.merged:
            entry = f"[[merged]] into {merged.into}"
            self._row(entry, merged.into)
            for id_ in merged.ids:
                self._id(entry, id_)

    def contradictions(self, decisions: Decisions) -> None:
        ids = [
            *(split.id for split in decisions.split),
            *(id_ for merged in decisions.merged for id_ in merged.ids),
            *(decision.id for decision in decisions.identity if decision.id != "new"),
        ]
        for id_ in ids:
            if ids.count(id_) > 1:
                raise self._fault(id_, "two decisions say what became of it; keep one")
        rows = [decision.row for decision in decisions.identity]
        for name in rows:
            if rows.count(name) > 1:
                raise self._fault(f"[[identity]] of {name}", "is given twice; keep one")

    def _row(self, entry: str, name: str) -> None:
        if name not in self._new:
            counts = ", ".join(f"{kind} 1–{sum(duty.kind == kind for duty in self._new.values())}" for kind in KINDS)
            raise self._fault(entry, f"there is no row {name}; the new list has {counts}")

    def _id(self, entry: str, id_: str) -> None:
        if id_ not in self._old:
            raise self._fault(entry, f"{id_} is no duty of the previous edition")

    def _fault(self, entry: str, problem: str) -> DataFileError:
        return DataFileError(f"{entry}: {problem}", path=self._path)
