"""What the dispatch page knows: a duty list and the dispatch directory, as `docs/assets/dispatch.js` asks them.

The page answers as `DutyList.dispatch` does, in the reader's browser. Folding and choosing words is done here, once; the numbers
the scores depend on come from the package, so that tuning them there tunes the page.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TypeAlias

from duty_site.page import KIND_LABELS
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.labels import town_name
from lishi_duties.model import Duty, ReclaimedItem
from lishi_duties.retrieval.answers import REVIEW_REASONS
from lishi_duties.retrieval.directory import Wordings, directory
from lishi_duties.retrieval.dispatch import official_texts, ranked_texts
from lishi_duties.retrieval.leads import tasks_by_department
from lishi_duties.retrieval.lending import wordings_for
from lishi_duties.retrieval.message import PATTERNS
from lishi_duties.retrieval.settings import SETTINGS
from lishi_duties.text import fold

__all__ = ["DATA_PATH", "dispatch_data"]

DATA_PATH = "assets/dispatch-data.js"
"""Where the page looks for it, beside its script."""

_Lead: TypeAlias = tuple[str, list[int], list[int]]
"""A department, the lines that are its tasks, the lines that are wordings for it."""


def dispatch_data(duties: DutyList) -> str:
    """The script that hands the page this list, with the wordings `duties.dispatch` uses for it."""
    packaged = directory()
    place = duties.edition.jurisdiction
    own = packaged.jurisdiction == str(place)
    collective = {department.name for department in duties.departments if department.kind == "collective"}
    wordings = wordings_for(tuple(duties), packaged, own=own)
    data = {
        "town": place.town,
        "edition": str(duties.edition),
        "directory": "own" if own else "borrowed",
        "settings": _in_javascript(asdict(SETTINGS)),
        "patterns": _in_javascript(PATTERNS),
        "kinds": KIND_LABELS,
        "reasons": dict(REVIEW_REASONS),
        "duties": [_duty(duty, lent, collective) for duty, lent in zip(duties, wordings, strict=True)],
        "topics": [{"name": topic.name, "text": _text((*topic.keywords, *topic.says))} for topic in packaged.outside],
        "places": sorted((name for name in packaged.places if name != town_name(place.town)), key=len, reverse=True),
        "idle": sorted(map(fold, packaged.idle), key=len, reverse=True),
        "traditional": ["".join(map(chr, packaged.traditional)), "".join(map(chr, packaged.traditional.values()))],
        "sounds": packaged.sounds,
    }
    return f"lishiDispatch.load({json.dumps(data, ensure_ascii=False, separators=(',', ':'))})\n"


def _in_javascript(values: Mapping[str, object]) -> dict[str, object]:
    """Values by their names as JavaScript writes names: `lengthWeight`."""
    return {first + "".join(map(str.title, more)): value for name, value in values.items() for first, *more in (name.split("_"),)}


def _duty(duty: Duty, wordings: Wordings | None, collective: set[str]) -> dict[str, object]:
    """A duty: its ranked text and what the list says besides, in folded lines, and which of them speak for which department.

    What it has none of is left out.
    """
    ranked, official = ranked_texts(duty, wordings), official_texts(duty)
    lines = [*map(fold, ranked), *map(fold, official)]
    numbers = {text: number for number, text in enumerate(lines)}
    pointing = wordings.lead if wordings else {}
    leads: list[_Lead] = [
        (name, [numbers[fold(task)] for task in tasks], [numbers[fold(wording)] for wording in pointing.get(name, ())])
        for name, tasks in tasks_by_department(duty, collective).items()
    ]
    values = {
        "id": duty.id,
        "kind": duty.kind,
        "number": duty.number,
        "title": duty.title,
        "text": _text(ranked),
        "official": _text(official),
        "leads": [(name, [], []) for name, _, _ in leads] if len(leads) == 1 else leads,
        "townTasks": [text for part in duty.parts() if part.kind == "town_tasks" for text in part.texts],
        "discontinued": duty.discontinued.statement if isinstance(duty, ReclaimedItem) and duty.discontinued else "",
    }
    return {key: value for key, value in values.items() if value}


def _text(lines: Iterable[str]) -> str:
    return "\n".join(map(fold, lines))
