"""The words of the national template: how the parts of a duty list are called, and what may stand in their place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lishi_duties.model import LIST_NAMES, Kind

TITLE_END = "履职事项清单"
"""How the title of a duty list ends."""

TITLE_ENDING = "履(?:职|行职责)事项清单"
"""How it may end, as a pattern: the template's own title has 履行职责."""

LISTS: dict[str, Kind] = {
    **{name: kind for kind, name in LIST_NAMES.items()},
    "上级收回事项": "reclaimed",
    "上级部门收回履职事项": "reclaimed",
}
"""The list of each name, as the template has it and as some places write it."""

NUMBER, TITLE = "序号", "事项名称"
DEPARTMENTS, RESPONSIBILITIES, TOWN_TASKS = "对应上级部门", "上级部门职责", "镇配合职责"
HANDOVER = "承接部门及工作方式"
RECEIVER, METHOD = "承接部门", "工作方式"

CATEGORIES = ("党的建设", "经济发展", "民生服务", "平安法治", "乡村振兴", "生态环保", "城乡建设", "文化和旅游", "综合政务")
"""The sections, in their usual order."""

DIGITS = "一二三四五六七八九十"
NUMERALS = (*DIGITS, *(f"十{digit}" for digit in DIGITS[:9]), "二十")
"""How sections are numbered, from one."""

TOWN = "(?:镇|乡|街道|苏木)(?:人民政府|办事处)?"
"""How the name of a town ends, as a pattern."""

_ANY_TOWN = (
    "[\u4e00-\u9fff]{0,10}(?:乡镇|镇乡|镇街|街镇|民族乡|镇|乡|街道|苏木|农场|林场)"
    "(?:（(?:街道|乡镇|镇|乡)）)?(?:人民政府|办事处)?"
)

_SUPERIOR = "(?:上级|[县区市旗]级|[县区市旗]直)"
"""Whose departments they are, as places write it where the superior is the county."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: how messages call it, and which heads it may have."""

    name: str
    head: re.Pattern[str]


_NUMBER, _TITLE = Column(NUMBER, re.compile(NUMBER)), Column(TITLE, re.compile("事项名称|履职事项(?:名称)?"))

COLUMNS: dict[Kind, tuple[Column, ...]] = {
    "basic": (_NUMBER, _TITLE),
    "cooperative": (
        _NUMBER,
        _TITLE,
        Column(DEPARTMENTS, re.compile(f"对应{_SUPERIOR}(?:主管)?部门")),
        Column(RESPONSIBILITIES, re.compile(f"(?:对应)?{_SUPERIOR}(?:主管)?部门职责")),
        Column("镇（乡、街道）配合职责", re.compile(f"{_ANY_TOWN}配合职责")),
    ),
    "reclaimed": (_NUMBER, _TITLE, Column(HANDOVER, re.compile("承接部门[及和与]工作方式"))),
}


def list_with(heads: tuple[str, ...]) -> Kind | None:
    """The list whose columns have these heads; None where no list has them.

    >>> list_with(("序号", "事项名称", "承接部门和工作方式"))
    'reclaimed'
    """
    for kind, columns in COLUMNS.items():
        if len(heads) == len(columns) and all(c.head.fullmatch(head) for c, head in zip(columns, heads, strict=True)):
            return kind
    return None
