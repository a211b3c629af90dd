"""From items to records: cells read, departments resolved, ids given."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from lishi_duties.duties.departments import Departments
from lishi_duties.errors import IntakeError, NotFoundError
from lishi_duties.intake import cell_parser, template
from lishi_duties.intake.document import ADVICE, Cell, cell_text
from lishi_duties.intake.outline import Item, Outline
from lishi_duties.model import (
    LETTERS,
    BasicDuty,
    CooperativeDuty,
    Discontinuation,
    Duty,
    Handover,
    Kind,
    ReclaimedItem,
    Responsibility,
)

T = TypeVar("T")
_NAME = re.compile(r"\w+(?:（\w+）\w*)?")  # the registry does not mind marks around a name; a cell means them


def first_ids(outline: Outline) -> dict[tuple[Kind, int], str]:
    """The ids of a list that has no previous edition: the letter of its list and its number."""
    return {(item.kind, item.number): f"{LETTERS[item.kind]}{item.number:03}" for item in outline.items}


class RecordMaker:
    """Turns items into records of one edition.

    Args:
        departments: the registry every name must be found in.
        ids: the id of each item, by kind and number.
        edition: the edition's number.
        path: the document, for errors.
    """

    def __init__(self, departments: Departments, ids: Mapping[tuple[Kind, int], str], edition: int, path: Path) -> None:
        self._departments = departments
        self._ids = ids
        self._edition = edition
        self._path = path

    def record(self, item: Item) -> Duty:
        """The record of an item.

        Raises:
            IntakeError: a cell cannot be read with certainty, or names a department nobody registered.
        """
        facts = {
            "edition": self._edition,
            "id": self._ids[item.kind, item.number],
            "number": item.number,
            "category": item.category,
            "title": cell_text(item.title),
            "place": item.place,
        }
        if item.kind == "basic":
            return BasicDuty.model_validate(facts)
        if item.kind == "cooperative":
            return CooperativeDuty.model_validate(facts | self._cooperation(item))
        return ReclaimedItem.model_validate(facts | self._reclaiming(item))

    def _cooperation(self, item: Item) -> dict[str, object]:
        column, responsible, town = item.columns
        published = self._read(item, template.DEPARTMENTS, cell_parser.department_names, column, self._knows)
        departments = tuple(self._resolve(item, cell_parser.without_others(name)) for name in published)
        bodies = self._read(item, template.RESPONSIBILITIES, cell_parser.bodies, responsible, self._knows)
        responsibilities = []
        for body in bodies:
            if not body.names and len(departments) > 1:
                raise self._fault(item, f"tasks under no heading, though {len(departments)} departments are named", body.tasks[0])
            responsibilities.append(
                Responsibility(
                    departments=tuple(self._resolve(item, name) for name in body.names) or departments,
                    heading=body.heading,
                    tasks=body.tasks,
                )
            )
        return {
            "departments": departments,
            "departments_as_published": published,
            "responsibilities": tuple(responsibilities),
            "town_tasks": self._read(item, template.TOWN_TASKS, cell_parser.town_tasks, town),
        }

    def _reclaiming(self, item: Item) -> dict[str, object]:
        (column,) = item.columns
        receivers = self._read(item, template.HANDOVER, cell_parser.handovers, column, self._knows)
        ended = None if receivers else cell_parser.discontinuation(column)
        if not receivers and not ended:
            raise self._fault(item, f"neither {template.RECEIVER} nor 不再开展 in {template.HANDOVER}", cell_text(column))
        return {
            "handover": tuple(
                Handover(department=self._resolve(item, name), heading=r.heading, method=r.method)
                for r in receivers
                for name in r.names
            ),
            "discontinued": Discontinuation(statement=ended[0], basis=ended[1]) if ended else None,
        }

    def _knows(self, name: str) -> bool:
        return _NAME.fullmatch(name) is not None and self._departments.get(name) is not None

    def _resolve(self, item: Item, name: str) -> str:
        try:
            return self._departments[name].name
        except NotFoundError as error:
            hint = f" (like {'、'.join(error.suggestions)}?)" if error.suggestions else ""
            raise self._fault(item, f"a department nobody registered{hint}; add it to departments.toml", name, "") from None

    def _read(self, item: Item, column: str, reader: Callable[..., T], *args: Cell | Callable[[str], bool]) -> T:
        try:
            return reader(*args)
        except cell_parser.CellError as error:
            raise self._fault(item, f"{column}: {error.problem}", error.text) from None

    def _fault(self, item: Item, problem: str, text: str = "", advice: str = ADVICE) -> IntakeError:
        problem = f"item {item.number} of {item.kind}: {problem}"
        return IntakeError(problem, path=self._path, place=item.place, text=text or cell_text(item.title), advice=advice)
