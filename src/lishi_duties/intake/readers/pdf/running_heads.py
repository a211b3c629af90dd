"""What belongs to the page and not to the document: page numbers, running heads and feet."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from lishi_duties.intake.readers.pdf.page import Page
from lishi_duties.intake.template import LISTS, TITLE_ENDING

FURNITURE = 0.4
"""On which part of all pages a running head stands at least."""


MARGIN = 0.12
"""How much of a page's height is its upper and its lower margin."""


PAGE_NUMBER = re.compile(
    r"\s*[-—–－]?\s*第[一二三四五六七八九十百〇零]{1,5}页\s*[-—–－]?\s*|"
    r"[\s\-—–－·•.\[(（]*(?:第|page|p\.)?\s*\d{1,4}\s*页?\s*(?:(?:[,，/、]|of|共|\s)*\d{1,4}\s*页?)?[\s\-—–－·•.\])）]*",
    re.IGNORECASE,
)


_ANNOUNCED = re.compile("|".join((*LISTS, TITLE_ENDING)))


DIGITS = re.compile(r"\d+")


def is_number(page: Page, at: int) -> bool:
    return PAGE_NUMBER.fullmatch(page.outside[at].text) is not None


def lines_in_margins(pages: Sequence[Page]) -> set[tuple[int, int]]:
    """Which lines, as page and place among the lines outside, belong to the page and not to the document.

    Page numbers above or below everything else; and the same text, but for its figures, at the same height of many pages. The
    title of a list printed on each of its pages stays once, where nothing else says it.
    """
    margins: set[tuple[int, int]] = set()
    groups: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for at, line in enumerate(page.outside):
            if not _outermost(page, at):
                continue
            if is_number(page, at):
                margins.add((number, at))
            else:
                groups[DIGITS.sub("#", line.text), round(line.baseline / 4)].append((number, at))
    for (text, height), members in groups.items():
        near = [*members, *groups.get((text, height - 1), ()), *groups.get((text, height + 1), ())]
        on = {number for number, _ in near}
        in_margin = all(
            not MARGIN < pages[number].outside[at].middle / pages[number].height < 1 - MARGIN for number, at in members
        )
        if len(on) >= max(3, FURNITURE * len(pages)) or (in_margin and 1 < len(on) == len(pages)):
            margins.update(members)
            says = _says(text)
            elsewhere = (
                _says(line.text)
                for number, page in enumerate(pages)
                for at, line in enumerate(page.outside)
                if (number, at) not in near
            )
            if says and says not in elsewhere:
                margins.discard(min(near))
    return margins


def _says(text: str) -> str:
    """Which list, or the title of all, a line announces; empty where none."""
    names = _ANNOUNCED.findall(text) if text.endswith("清单") else ()
    return names[-1] if names else ""


def _outermost(page: Page, at: int) -> bool:
    """Whether a line stands above or below all tables of its page; where there are none, in its margins."""
    middle = page.outside[at].middle
    if not page.tables:
        return not MARGIN < middle / page.height < 1 - MARGIN
    top, bottom = page.tables[0].table.ys[0], max(filled.table.ys[-1] for filled in page.tables)
    return middle < top or middle > bottom
