"""What can be wrong with a list although its file is valid: the texts, the names, the notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator

from lishi_duties.model import CooperativeDuty, Duty, DutyListFile, field_text, texts_of

__all__ = ["UNCLEAN", "faults", "other_names", "published_texts"]

_MARKUP = re.compile(r"<[a-zA-Z/]|&[a-z]{2,8}[;；]|\*\*|^#")
_STRAY_SPACE = re.compile(r"^\s|\s$|(?<=[\u3000-\uffef])\s|\s(?=[\u3000-\uffef])|\s\s|[\t\n]")
_LIST_NUMBER = re.compile(r"^\d{1,2}\s*[.．、]|[。；]\s*\d{1,2}\s*[.．、]")
_HALF_WIDTH = re.compile(r"(?<=[\u4e00-\u9fff])[,:;?!()]|[,:;?!()](?=[\u4e00-\u9fff])")

UNCLEAN: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("markup", _MARKUP),
    ("a stray space", _STRAY_SPACE),
    ("a list number", _LIST_NUMBER),
    ("half-width punctuation", _HALF_WIDTH),
)
"""What no text of a record should hold, by what it is called."""


def published_texts(duty: Duty) -> Iterator[tuple[str, str]]:
    """Every text of a record that stands so in the document, with its path; canonical names and quotations do not."""
    return ((text.field, text.text) for text in texts_of(duty) if text.kind not in ("department", "quotation"))


def other_names(duty: CooperativeDuty, canonical: Container[str]) -> tuple[str, ...]:
    """The names in a duty's department column and headings that are not canonical ones."""
    published = [*duty.departments_as_published, *(r.heading or "" for r in duty.responsibilities)]
    names = (name.removesuffix("等") for text in published for name in text.split("、"))
    return tuple(sorted({name for name in names if name and name not in canonical}))


def faults(file: DutyListFile) -> Iterator[str]:
    """What is wrong with the texts, departments and notes of a list, one sentence each."""
    for duty in file.duties():
        for path, text in published_texts(duty):
            for name, pattern in UNCLEAN:
                if match := pattern.search(text):
                    yield f"{duty.id} {path}: {name} is left at {text[max(0, match.start() - 8) : match.end() + 8]!r}"
    by_id = {duty.id: duty for duty in file.duties()}
    for note in file.notes:
        stands = field_text(by_id[note.duty], note.field)
        if stands is None:
            yield f"note on {note.duty}: the record has no {note.field}"
        elif note.kind != "correction" and note.written not in stands:
            yield f"note on {note.duty}: {note.written!r} does not stand in {note.field}, which reads {stands!r}"
    canonical = {department.name for department in file.departments}
    named = Counter((note.duty, note.kind) for note in file.notes)
    for duty in file.cooperative:
        lead = {name for r in duty.responsibilities for name in r.departments}
        if lead != set(duty.departments) and not named[duty.id, "department_column"]:
            differing = "、".join(sorted(lead ^ set(duty.departments)))
            yield f"{duty.id}: {differing} stands in only one of department column and headings, and no note says so"
        variants = other_names(duty, canonical)
        if variants and not named[duty.id, "department_name"]:
            yield f"{duty.id}: {'、'.join(variants)} is not the canonical name, and no note says so"
