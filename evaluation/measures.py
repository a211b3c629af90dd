"""What the package does with labelled requests, as figures.

first        a gold or acceptable duty stands first
in three     ... among the first three
lead         the first answer's lead holds one of those that lead
to town      sent to the town as responsible although it leads in none of the labelled duties
from town    the town's own matter, and the first answer is a department's
lost         something fits, and no answer was given
abstains     nothing fits, and none was given
sure         of the answers given: not marked as needing review
sure right   of these: right first
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import lishi_duties as ld

__all__ = ["NOTHING", "Figures", "by_length", "duty_id", "figures", "line", "right"]

LETTERS = {"basic": "B", "cooperative": "C", "reclaimed": "R"}
TOWN = "李市镇"
NOTHING = "nothing"
"""The kind of the requests nothing fits."""

LENGTHS = ((25, "under 25"), (80, "25 to 79"), (201, "80 to 200"), (20_001, "over 200"))
"""Lengths in characters: below which, and what they are called."""

Figures = dict[str, dict[str, list[bool]]]
"""By kind of request and figure, what is true of each request."""


def duty_id(label: dict[str, Any]) -> str:
    """The id of a label, in edition 1."""
    return f"{LETTERS[label['list']]}{label['no']:03}"


def right(entry: dict[str, Any]) -> set[str]:
    """The ids of the duties that are right for a request."""
    return {duty_id(label) for label in (*entry["gold"], *entry["acceptable"])}


def by_length(entry: dict[str, Any]) -> str:
    """How long a request is, in words."""
    return next(name for most, name in LENGTHS if len(entry["query"]) < most)


def figures(
    entries: Iterable[dict[str, Any]],
    dispatch: Callable[[str], ld.Dispatch] = ld.dispatch,
    kind: Callable[[dict[str, Any]], str] = lambda entry: entry["kind"],
) -> Figures:
    """What is true of each request, by its kind; of those nothing fits, under `NOTHING`."""
    rows: Figures = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        answer = dispatch(entry["query"])
        row = rows[kind(entry) if entry["gold"] else NOTHING]
        for name, value in (_of_gold if entry["gold"] else _of_nothing)(entry, answer):
            row[name].append(value)
    return rows


def _of_nothing(entry: dict[str, Any], answer: ld.Dispatch) -> Iterable[tuple[str, bool]]:
    yield "abstains", not answer.assignments


def _of_gold(entry: dict[str, Any], answer: ld.Dispatch) -> Iterable[tuple[str, bool]]:
    assignments = answer.assignments
    ranked = [assignment.duty.id for assignment in assignments]
    fine = right(entry)
    first = not fine.isdisjoint(ranked[:1])
    yield "first", first
    yield "in three", not fine.isdisjoint(ranked[:3])
    if entry["lead"]:
        yield "lead", bool(assignments) and not set(assignments[0].lead).isdisjoint(entry["lead"])
    if TOWN not in entry["lead"] and not any(name.startswith("B") for name in fine):
        yield "to town", bool(assignments) and assignments[0].town_role == "responsible"
    if all(label["list"] == "basic" for label in entry["gold"]):
        yield "from town", bool(assignments) and assignments[0].town_role != "responsible" and not first
    yield "lost", not ranked
    if assignments:
        yield "sure", not answer.needs_review
        if not answer.needs_review:
            yield "sure right", first


def line(row: dict[str, list[bool]]) -> str:
    """The figures of a kind in one line."""
    means = "  ".join(f"{name} {statistics.mean(values):.3f}" for name, values in row.items())
    return f"{means}  (n = {max(map(len, row.values()))})"
