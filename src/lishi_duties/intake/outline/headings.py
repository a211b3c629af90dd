"""How titles, headings of lists and headings of sections are written."""

from __future__ import annotations

import re

from lishi_duties.intake.template import DIGITS, TITLE_END, TOWN
from lishi_duties.model import LIST_NAMES, Kind

_LISTS = "|".join(LIST_NAMES.values())
_COUNT = r"(?:（共?(?P<count>\d+)[项个件条]）)"
_ANNEX = r"附[件表录][一二三四五六七八九十\d]*(?:-\d+)?[：、.\s]*"
_FORM = r"(?:（[^（）]{1,20}）)?"  # （试行）, （2025年版）
_NUMERAL = f"[{DIGITS}]+"

KIND_OF: dict[str, Kind] = {name: kind for kind, name in LIST_NAMES.items()}
"""The list of each name."""

ANNEX = re.compile(rf"^{_ANNEX}$")
"""That this is an annex, and nothing else."""

TITLE = re.compile(rf"^(?:{_ANNEX})?《?(?P<title>[^《》]+?{TITLE_END}){_FORM}》?{_FORM}$")
TITLE_REST = re.compile(rf"^{TITLE_END}》?{_FORM}$")
"""The second line of a title that stands on two; the first names the town."""
TITLE_TOWN = re.compile(rf"^(?:{_ANNEX})?《?(?P<town>[^，。；：《》]{{2,40}}{TOWN})$")

LIST = re.compile(
    rf"^(?:(?P<title>.{{2,40}}?{TITLE_END})[·—\-：\s]*|{_ANNEX}|[^。；，]{{2,24}}?(?:镇|乡|街道|苏木))?"
    r"(?:第?[一二三123][、.．部分\s]*|（[一二三123]）)?"
    rf"(?P<list>{_LISTS})(?:清单)?(?:（续(?:表)?）)?{_COUNT}?$"
)
CONTENTS = re.compile(rf"^(?:目\s*录|(?:[一二三123][、.．\s]*|（[一二三]）)?(?:{_LISTS})清单[\s.…·\-—]*\d*)$")
"""A line of the table of contents."""
TOTAL = re.compile(rf"^{_COUNT}$")
"""The count of a list on a line of its own."""

SECTION = re.compile(
    rf"^(?:(?P<numeral>{_NUMERAL})[、.．]|（(?P<bracketed>{_NUMERAL})）)?(?P<name>[^（）。；：，、\d]{{2,20}}){_COUNT}?$"
)
LIKE_SECTION = re.compile(rf"^{_NUMERAL}、[^（）]+{_COUNT}$")
"""What can be nothing but a heading of a section, though not one that can be read."""
