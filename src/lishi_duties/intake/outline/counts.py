"""The counts that headings state, against the items that were read."""

from __future__ import annotations

from collections.abc import Sequence

from lishi_duties.intake.outline.items import Item
from lishi_duties.intake.outline.lists import Lists, Total
from lishi_duties.intake.outline.remarks import Remarks
from lishi_duties.model import KINDS, LIST_NAMES, Place


def check_counts(items: Sequence[Item], lists: Lists, remarks: Remarks, end: Place | None) -> None:
    """Refuse a section or a list that has more or fewer items than its heading states, or none.

    Args:
        items: what was read.
        lists: what the headings state.
        remarks: takes what is to be looked at.
        end: where the document ends.

    Raises:
        IntakeError: for the first that does.
    """
    for section in lists.sections:
        count = sum(item.kind == section.kind and item.category == section.name for item in items)
        if section.stated is None:
            problem = f"{LIST_NAMES[section.kind]}“{section.name}”没有写明项数，读到{count}项。"
            remarks.add(problem, section.place, section.name)
        if (section.stated is None and not count) or section.stated not in (None, count):
            where = f"section {section.name} of {LIST_NAMES[section.kind]}"
            problem = f"{where} states {section.stated or 'no'} items, but has {count}"
            raise remarks.fault(problem, section.place, section.name)
    for kind in KINDS:
        count = sum(item.kind == kind for item in items)
        if not count:
            raise remarks.fault(f"the list {LIST_NAMES[kind]} has no items", end)
        total = lists.totals.get(kind, Total(count, Place(), ""))
        if total.count != count:
            problem = f"the heading of {LIST_NAMES[kind]} states {total.count} items, but the list has {count}"
            raise remarks.fault(problem, total.place, total.text)
