"""What the dispatch page knows: a duty list and the dispatch directory, as `docs/assets/dispatch.js` asks them.

The page answers as `DutyList.dispatch` does, in the reader's browser. Folding and choosing words is done here, once; the numbers
the scores depend on come from the package, so that tuning them there tunes the page.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TypeAlias

from duty_site.page import KIND_LABELS
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.labels import town_name
from lishi_duties.model import CooperativeDuty, Duty, ReclaimedItem
from lishi_duties.retrieval import bm25 as grams
from lishi_duties.retrieval import dispatch as dispatching
from lishi_duties.retrieval.directory import Wordings, directory, wordings_for
from lishi_duties.text import fold

__all__ = ["DATA_PATH", "dispatch_data"]

DATA_PATH = "assets/dispatch-data.js"
"""Where the page looks for it, beside its script."""

_NO_WORDINGS = Wordings((), (), (), {})

_Lead: TypeAlias = tuple[str, list[int], list[int]]
"""A department, the lines that are its tasks, the lines that are wordings for it."""


def dispatch_data(duties: DutyList) -> str:
    """The script that hands the page this list, with the wordings `duties.dispatch` uses for it."""
    known = directory()
    place = duties.edition.jurisdiction
    own = known.jurisdiction == str(place)
    collective = {department.name for department in duties.departments if department.kind == "collective"}
    wordings = wordings_for(tuple(duties), known, own=own)
    data = {
        "town": place.town,
        "edition": str(duties.edition),
        "directory": "own" if own else "borrowed",
        "settings": _settings(),
        "kinds": KIND_LABELS,
        "duties": [_duty(duty, told or _NO_WORDINGS, collective) for duty, told in zip(duties, wordings, strict=True)],
        "topics": [{"name": topic.name, "text": _text((*topic.keywords, *topic.says))} for topic in known.outside],
        "places": [name for name in known.places if name != town_name(place.town)],
        "idle": sorted(map(fold, known.idle), key=len, reverse=True),
        "traditional": ["".join(map(chr, known.traditional)), "".join(map(chr, known.traditional.values()))],
    }
    return f"lishiDispatch.load({json.dumps(data, ensure_ascii=False, separators=(',', ':'))})\n"


def _settings() -> dict[str, object]:
    """The numbers of the package's own dispatch."""
    bm25 = grams.GramIndex.__init__.__kwdefaults__ or {}
    return {
        "unit": grams.UNIT,
        "saturation": bm25["saturation"],
        "lengthWeight": bm25["length_weight"],
        "singleWeight": bm25["single_weight"],
        "dense": grams._DENSE,
        "least": dispatching.LEAST,
        "most": dispatching.MOST,
        "marginOfAGram": dispatching._MARGIN_A_GRAM,
        "margin": dispatching._MARGIN,
        "elsewhere": dispatching._ELSEWHERE,
        "short": dispatching._SHORT,
        "topic": dispatching._TOPIC,
        "keep": dispatching._KEEP,
        "leads": dispatching._LEADS,
        "wording": dispatching._WORDING,
    }


def _duty(duty: Duty, wordings: Wordings, collective: set[str]) -> dict[str, object]:
    """A duty: its text in folded lines, and which of them speak for which department. What it has none of is left out."""
    lines = [duty.title]
    tasks: dict[str, list[int]] = {}
    town_tasks: tuple[str, ...] = ()
    discontinued = ""
    if isinstance(duty, CooperativeDuty):
        for part in duty.responsibilities:
            lines += part.departments
            numbers = _append(lines, part.tasks)
            for name in part.departments:
                tasks.setdefault(name, []).extend(numbers)
        town_tasks = duty.town_tasks
        lines += town_tasks
        for name in duty.departments:
            tasks.setdefault(name, [])
    elif isinstance(duty, ReclaimedItem):
        for handover in duty.handover:
            lines.append(handover.department)
            tasks.setdefault(handover.department, []).extend(_append(lines, handover.method))
        discontinued = duty.discontinued.statement if duty.discontinued else ""
    lines += (*wordings.keywords, *wordings.citizen, *wordings.staff)
    pointing = {name: _append(lines, told) for name, told in wordings.lead.items()}
    may_lead = [name for name in tasks if name not in collective] or list(tasks)  # a collective name leads only alone
    leads: list[_Lead] = [(name, tasks[name], pointing.get(name, [])) for name in may_lead]
    found = {
        "id": duty.id,
        "kind": duty.kind,
        "number": duty.number,
        "title": duty.title,
        "text": _text(lines),
        "leads": [(name, [], []) for name, _, _ in leads] if len(leads) == 1 else leads,
        "townTasks": town_tasks,
        "discontinued": discontinued,
    }
    return {key: value for key, value in found.items() if value}


def _append(lines: list[str], more: Iterable[str]) -> list[int]:
    """Add lines, and tell where they stand."""
    before = len(lines)
    lines += more
    return list(range(before, len(lines)))


def _text(lines: Iterable[str]) -> str:
    return "\n".join(map(fold, lines))
