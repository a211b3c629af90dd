"""Duty lists nobody would publish: any text wherever a text may stand, for the properties of the exports."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

import lishi_duties as ld

AWKWARD = (
    "=1+1", "+86", "-5℃以下停工", "@某人", "＝1+1", "\t=1", "\r", " =1", "　＋1", "'=1", "''+", "'再'就业", "a'=b", "=", "'",
    '"', '""', 'a"b', "a,b", "a;b", "甲、乙", "两\n行", "两\r\n行", " 前后有空格 ", "\\", "\\*", "$x$",
    "1.", "1. 一", "- 一", "# 一", "一 #", "> 一", "|一|", "`一`", "*一*", "__一__", "~~一~~", "~~~", "---", "===",
    "[一](二)", "![一](二)", "<b>一</b>", "<!-- 一", "&amp;", "null", "true", "0", "007", "1e5", "2025-01-01",
    "𠮷", "e\u0301", "\u200b", "\u2028", "\ufeff一",
)  # fmt: skip
"""Texts that a format may take for something else."""

texts = st.sampled_from(AWKWARD) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


@st.composite
def duty_lists(draw: st.DrawFn, texts: st.SearchStrategy[str] = texts) -> ld.DutyList:
    """Any list the schema allows, of a few duties."""
    several = st.lists(texts, min_size=1, max_size=3)
    number = draw(st.integers(1, 3))
    names = draw(st.lists(texts, min_size=1, max_size=4, unique=True))
    departments = st.lists(st.sampled_from(names), min_size=1, max_size=3)
    categories = draw(st.lists(texts, min_size=1, max_size=3, unique=True))
    place: dict[str, Any] = {
        "province": draw(texts),
        "city": draw(st.none() | texts),
        "district": draw(texts),
        "town": draw(texts),
    }

    def handover() -> dict[str, Any]:
        return {"department": draw(st.sampled_from(names)), "heading": draw(texts), "method": draw(several)}

    def body(kind: str) -> dict[str, Any]:
        if kind == "cooperative":
            column = draw(departments)
            parts = [
                {"departments": draw(departments), "heading": draw(st.none() | texts), "tasks": draw(several)}
                for _ in range(draw(st.integers(1, 3)))
            ]
            published = draw(st.lists(texts, min_size=len(column), max_size=len(column)))
            whose = {"departments": column, "departments_as_published": published}
            return whose | {"responsibilities": parts, "town_tasks": draw(several)}
        if kind == "reclaimed":
            parts = [handover() for _ in range(draw(st.integers(0, 2)))]
            statement = draw(texts)
            return {"handover": parts, "discontinued": None if parts else {"statement": statement, "basis": statement}}
        return {}

    lists: dict[str, list[dict[str, Any]]] = {}
    for letter, kind in (("B", "basic"), ("C", "cooperative"), ("R", "reclaimed")):
        chosen = sorted(draw(st.lists(st.integers(0, len(categories) - 1), max_size=3)))
        lists[kind] = [
            {
                "edition": number,
                "id": f"{letter}{n:03}",
                "kind": kind,
                "number": n,
                "category": categories[c],
                "title": draw(texts),
            }
            | {"place": {"lines": draw(st.none() | st.just([n, n + 1]))}}
            | body(kind)
            for n, c in enumerate(chosen, 1)
        ]
    ids = [duty["id"] for duties in lists.values() for duty in duties]
    noted = bool(ids) and draw(st.booleans())
    note = {"field": "title", "kind": "wording", "written": draw(texts), "meant": draw(st.none() | texts), "reason": draw(texts)}
    gone = {"id": "B999", "kind": "withdrawn", "edition": number, "title": draw(texts), "into": [], "lists": ["basic"]}
    return ld.DutyList(
        ld.DutyListFile.model_validate_json(
            json.dumps(
                {
                    "schema_version": 1,
                    "edition": {
                        "number": number,
                        "title": draw(texts),
                        "jurisdiction": place,
                        "published": draw(st.none() | st.just("2026-05-01")),
                        "source": {"document": draw(texts), "sha256": "0" * 64},
                        "categories": categories,
                    },
                    "departments": [{"name": name, "kind": "district", "aliases": []} for name in names],
                    **lists,
                    "notes": [note | {"duty": draw(st.sampled_from(ids))}] if noted else [],
                    "lineage": [gone] if number > 1 else [],
                }
            )
        )
    )


def awkward_list() -> ld.DutyList:
    """The second edition of a town whose every text is awkward."""
    categories = list(dict.fromkeys(AWKWARD[:20]))
    basic = [
        {"edition": 2, "id": f"B{n:03}", "number": n, "category": categories[min(n - 1, 19)], "title": text, "place": {}}
        for n, text in enumerate(AWKWARD, 1)
    ]
    cooperative = {
        "edition": 2, "id": "C001", "number": 1, "category": categories[0], "title": "=1", "place": {},
        "departments": AWKWARD[:9], "departments_as_published": AWKWARD[:9],
        "responsibilities": [{"departments": [name], "heading": name, "tasks": AWKWARD} for name in AWKWARD],
        "town_tasks": AWKWARD,
    }  # fmt: skip
    document = {
        "schema_version": 1,
        "edition": {
            "number": 2, "title": "=标题", "published": "2026-05-01", "categories": categories,
            "jurisdiction": {"province": "+省", "city": "-市", "district": "@区", "town": "\t镇"},
            "source": {"document": "=a.pdf", "sha256": "0" * 64},
        },
        "departments": [{"name": name, "kind": "mass", "aliases": [f"{name}局"]} for name in AWKWARD],
        "basic": basic, "cooperative": [cooperative], "reclaimed": [],
        "notes": [{"duty": "B001", "field": "title", "kind": "wording", "written": "=", "meant": None, "reason": "+"}],
        "lineage": [
            {"id": "R001", "kind": "split", "edition": 2, "title": "-", "into": ["B001", "C001"], "lists": ["reclaimed"]},
        ],
    }  # fmt: skip
    return ld.DutyList(ld.DutyListFile.model_validate_json(json.dumps(document)))
