"""How titles, headings of lists and headings of sections are written."""

from __future__ import annotations

import re

from lishi_duties.intake.template import DIGITS, LISTS, TITLE_ENDING, TOWN

_LISTS = "|".join(LISTS)
_CHINESE_COUNT = "[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_COUNT = rf"(?:（共?\s*(?P<count>\d+|{_CHINESE_COUNT})\s*[项个件条]）)"
_ANNEX = r"附[件表录][一二三四五六七八九十\d]*(?:-\d+)?[：、.\s]*"
_FORM = r"(?:（[^（）]{1,20}）)?"  # （试行）, （2025年版）
_NUMERAL = f"[{DIGITS}]+"

ANNEX = re.compile(rf"^{_ANNEX}$")
"""That this is an annex, and nothing else."""

TITLE = re.compile(rf"^(?:{_ANNEX})?《?(?P<title>[^《》]+?{TITLE_ENDING}){_FORM}》?{_FORM}$")
TITLE_REST = re.compile(rf"^(?P<rest>{TITLE_ENDING})》?{_FORM}$")
"""The second line of a title that stands on two; the first names the town."""
TITLE_TOWN = re.compile(rf"^(?:{_ANNEX})?《?(?P<town>[^，。；：《》]{{2,40}}{TOWN})$")

LIST = re.compile(
    rf"^(?:(?P<title>.{{2,40}}?{TITLE_ENDING})[·—\-：\s]*|{_ANNEX}|[^。；，]{{2,24}}?(?:镇|乡|街道|苏木))?"
    r"(?:第?[一二三123][、.．部分\s]*|（[一二三123]）)?"
    rf"(?P<list>{_LISTS})(?:清单)?(?:（续(?:表)?）)?{_COUNT}?$"
)
CONTENTS = re.compile(rf"^(?:目\s*录|(?:[一二三123][、.．\s]*|（[一二三]）)?(?:{_LISTS})清单[\s.…·\-—]*\d*)$")
"""A line of the table of contents."""
TOTAL = re.compile(rf"^{_COUNT}$")
"""The count of a list on a line of its own."""

SECTION = re.compile(
    rf"^(?:(?P<numeral>{_NUMERAL})[、.．]|（(?P<bracketed>{_NUMERAL})）)?"
    # after a numeral, a name may hold the mark of an enumeration if a count follows, and the count needs no brackets
    r"(?P<name>(?:[^（）。；：，、\d]|(?(numeral)、(?=[^（）。；：]+（[^（）]+[项个件条]）$)|(?!))){2,20}?)"
    rf"(?:{_COUNT}|(?(numeral)共?\s*(?P<bare>\d+)\s*[项个件条]|(?!)))?$"
)
LIKE_SECTION = re.compile(rf"^{_NUMERAL}、[^（）]+{_COUNT}$")
"""What can be nothing but a heading of a section, though not one that can be read."""


def stated(match: re.Match[str]) -> int | None:
    """The count that a heading states; None where it states none.

    >>> headings = ("一、党的建设（十三项）", "二、民生服务3项", "三、平安法治")
    >>> [stated(match) for heading in headings if (match := SECTION.match(heading))]
    [13, 3, None]
    """
    count = match["count"] or match.groupdict().get("bare")
    if not count or count.isdecimal():
        return int(count) if count else None
    tens, ten, ones = count.rpartition("十")
    return (10 * (DIGITS.index(tens) + 1 if tens else 1) if ten else 0) + (DIGITS.index(ones) + 1 if ones else 0)
