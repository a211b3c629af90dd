"""What kinds, lists, roles, parts and days are called, in Chinese and English: one place for all that shows them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from lishi_duties.model.terms import DepartmentKind, Kind, Role

__all__ = [
    "DEPARTMENT_KINDS",
    "DEPARTMENT_KIND_MEANINGS",
    "DISCONTINUED",
    "LISTS_SHORT",
    "LIST_NAMES",
    "ROLE_NAMES",
    "Language",
    "day",
    "part_heading",
    "tier",
    "town_name",
]

Language: TypeAlias = Literal["zh", "en"]

LIST_NAMES: Mapping[Kind, str] = MappingProxyType(
    {"basic": "基本履职事项", "cooperative": "配合履职事项", "reclaimed": "上级部门收回事项"}
)
"""The three lists, as the national template calls them."""

LISTS_SHORT: Mapping[Kind, str] = MappingProxyType({"basic": "基本", "cooperative": "配合", "reclaimed": "收回"})
"""The three lists in two characters."""

ROLE_NAMES: Mapping[Role, str] = MappingProxyType({"leads": "牵头", "receives": "承接"})
"""What a department does."""

DEPARTMENT_KINDS: Mapping[DepartmentKind, str] = MappingProxyType(
    {"district": "政府部门", "party": "党委部门", "vertical": "垂直管理部门", "mass": "群团组织", "collective": "统称"}
)
"""What a name in the list stands for, in a word."""

DEPARTMENT_KIND_MEANINGS: Mapping[DepartmentKind, str] = MappingProxyType(
    {
        "district": "政府工作部门及其机构",
        "party": "党委部门",
        "vertical": "垂直管理或派驻机构",
        "mass": "群团组织及合作社组织",
        "collective": "统称，不指哪一个部门；来电不派给它，除非只有它",
    }
)
"""The same, said in full."""

DISCONTINUED = "不再开展"
"""Who does an item nobody does any more."""

_PARTS: Mapping[str, str] = MappingProxyType(
    {
        "responsibilities": "上级部门职责 · {label}",
        "town_tasks": "{tier}配合职责",
        "handover": "承接部门 · {label}",
        "discontinued": "不再开展此项工作",
    }
)

_TIER = re.compile("(街道|苏木|镇|乡)(?:人民政府|办事处)?$")


def part_heading(kind: str, label: str, tier: str = "镇") -> str:
    """What stands above a part of a record; a part without a name of its own is called by its field.

    >>> part_heading("handover", "区林业局")
    '承接部门 · 区林业局'
    """
    return _PARTS.get(kind, kind).format(label=label, tier=tier)


def tier(town: str) -> str:
    """What a town is: 镇, 乡, 街道 or 苏木; 乡镇（街道） where its name does not say.

    >>> tier("几江街道办事处")
    '街道'
    """
    match = _TIER.search(town)
    return match[1] if match else "乡镇（街道）"


def town_name(town: str) -> str:
    """The name of a town without what it is.

    >>> town_name("李市镇"), town_name("几江街道"), town_name("乡城镇")
    ('李市', '几江', '乡城')
    """
    return _TIER.sub("", town) or town


def day(date: datetime.date, language: Language = "zh") -> str:
    """A day as a person writes it.

    >>> day(datetime.date(2026, 5, 1)), day(datetime.date(2026, 5, 1), "en")
    ('2026年5月1日', '2026-05-01')
    """
    return f"{date.year}年{date.month}月{date.day}日" if language == "zh" else date.isoformat()
