"""A small list, and lists like it, to be revised and compared."""

from __future__ import annotations

import copy
import json
from typing import Any, TypeAlias, cast

from hypothesis import strategies as st

import lishi_duties as ld
from lishi_duties.compare.diff import Diff, diff
from lishi_duties.model import KINDS

Document: TypeAlias = dict[str, Any]


CHOSEN = (
    "B001",
    "B024",
    "B025",
    "B026",
    "B035",
    "C001",
    "C047",
    "C048",
    "C070",
    "C076",
    "R001",
    "R016",
    "R019",
    "R141",
    "R142",
    "R143",
)


def made(document: Document) -> ld.DutyList:
    """The list of a document whose records may stand anywhere: they are put in order and numbered."""
    document = copy.deepcopy(document)
    order = document["edition"]["categories"].index
    ids = set()
    for kind in KINDS:
        document[kind].sort(key=lambda duty: order(duty["category"]))
        for number, duty in enumerate(document[kind], 1):
            duty |= {"edition": document["edition"]["number"], "number": number}
            ids.add(duty["id"])
    document["notes"] = [note for note in document.get("notes", ()) if note["duty"] in ids]
    return ld.DutyList(ld.DutyListFile.model_validate_json(json.dumps(document)))


def written(duties: ld.DutyList) -> Document:
    return cast("Document", json.loads(duties.file.model_dump_json()))


def excerpt() -> Document:
    """A few duties of the packaged list: all three lists, several sections, many departments, discontinued items."""
    document = written(ld.load(edition=1))
    for kind in KINDS:
        document[kind] = [duty for duty in document[kind] if duty["id"] in CHOSEN]
    return document


EXCERPT = excerpt()

OLD = made(EXCERPT)


def revised(number: int = 2) -> Document:
    """The excerpt as a later edition, to be changed."""
    document = copy.deepcopy(EXCERPT)
    document["edition"]["number"] = number
    return document


def duty_in(document: Document, id: str) -> Document:
    return next(duty for kind in KINDS for duty in document[kind] if duty["id"] == id)


def without(document: Document, id: str) -> Document:
    """The duty, taken out of the document."""
    duty = duty_in(document, id)
    document[duty["kind"]].remove(duty)
    return duty


def body_of(kind: str, department: str, *texts: str) -> Document:
    """What a record of this list has beside its title."""
    if kind == "cooperative":
        parts = [{"departments": [department], "heading": department, "tasks": list(texts)}]
        columns = {"departments": [department], "departments_as_published": [department]}
        return {**columns, "responsibilities": parts, "town_tasks": ["协助开展巡查。"]}
    if kind == "reclaimed":
        return {"handover": [{"department": department, "heading": department, "method": list(texts)}], "discontinued": None}
    return {}


def record(kind: str, id: str, category: str, title: str, **body: Any) -> Document:
    return {"edition": 1, "id": id, "number": 1, "kind": kind, "category": category, "title": title, "place": {}, **body}


TEXTS = ("开展巡查。", "开展巡查，及时报告。", "开展检查。", "受理申请。", "受理申请并现场核实。", "通报情况。", "A1。")

NAMES = ("区公安局", "区林业局", "区教委", "区水利局")

# texts few and alike, so that they repeat, change places and go from one list to another
some_texts = st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4)

some_names = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3)


@st.composite
def cooperative_bodies(draw: st.DrawFn) -> Document:
    names = draw(some_names)
    part = st.fixed_dictionaries(
        {"departments": some_names, "heading": st.none() | st.sampled_from((*NAMES, "")), "tasks": some_texts}
    )
    return {
        "departments": names,
        "departments_as_published": [draw(st.sampled_from((name, name[1:], name + "等"))) for name in names],
        "responsibilities": draw(st.lists(part, min_size=1, max_size=4)),
        "town_tasks": draw(some_texts),
    }


@st.composite
def reclaimed_bodies(draw: st.DrawFn) -> Document:
    part = st.fixed_dictionaries({"department": st.sampled_from(NAMES), "heading": st.sampled_from(NAMES), "method": some_texts})
    handover = draw(st.lists(part, max_size=3))
    basis = draw(st.sampled_from(("根据通知", "根据规定")))
    return {"handover": handover, "discontinued": None if handover else {"statement": f"{basis}，不再开展。", "basis": basis}}


def small(number: int) -> Document:
    """A list without duties."""
    edition = {**EXCERPT["edition"], "number": number, "categories": ["党的建设", "平安法治", "生态环保", "综合政务"]}
    departments = [{"name": name, "kind": "district"} for name in NAMES]
    return {"schema_version": 1, "edition": edition, "departments": departments, **{kind: [] for kind in KINDS}}


@st.composite
def lone_lists(draw: st.DrawFn, number: int) -> ld.DutyList:
    """A list of one duty."""
    kind = draw(st.sampled_from(KINDS))
    body = {"basic": st.just({}), "cooperative": cooperative_bodies(), "reclaimed": reclaimed_bodies()}[kind]
    document = small(number)
    document[kind] = [record(kind, "C001", "平安法治", draw(st.sampled_from(("养老服务", "养老服务监管"))), **draw(body))]
    return made(document)


def sample() -> tuple[ld.DutyList, ld.DutyList]:
    """Two editions of a small list between which everything happens once."""
    part = {"departments": ["区公安局"], "heading": "区公安局"}
    old = small(1) | {
        "basic": [
            record("basic", "B001", "党的建设", "负责党员教育。"),
            record("basic", "B002", "平安法治", "负责人民调解。"),
            record("basic", "B003", "平安法治", "开展普法宣传。"),
        ],
        "cooperative": [
            record(
                "cooperative", "C001", "平安法治", "校园周边安全",
                departments=["区公安局"], departments_as_published=["区公安局"],
                responsibilities=[{**part, "tasks": ["开展巡逻。", "受理报警，每季度通报情况。"]}],
                town_tasks=["协助巡查。"],
            ),
            record("cooperative", "C002", "生态环保", "古树名木保护", **body_of("cooperative", "区林业局", "建立档案。")),
        ],
        "reclaimed": [
            record("reclaimed", "R001", "生态环保", "采伐许可", **body_of("reclaimed", "区林业局", "受理申请。")),
            record("reclaimed", "R002", "生态环保", "指标考核", **body_of("reclaimed", "区林业局", "按要求考核。")),
        ],
    }  # fmt: skip
    new = copy.deepcopy(old)
    new["edition"] |= {"number": 2, "published": "2026-03-01"}
    new["departments"] = [*old["departments"], {"name": "区数据局", "kind": "district", "aliases": ["数据局"]}]
    without(new, "B001")
    without(new, "B003")
    without(new, "C002")
    duty_in(new, "B002")["title"] = "负责人民调解，化解矛盾纠纷。"
    new["basic"].append(record("basic", "B004", "综合政务", "负责政务公开*。"))
    new["reclaimed"].append(
        record("reclaimed", "C002", "生态环保", "古树名木保护", **body_of("reclaimed", "区林业局", "建立档案。"))
    )
    school = duty_in(new, "C001")
    school["departments"] = school["departments_as_published"] = ["区公安局", "区教委"]
    school["responsibilities"][0]["tasks"][1] = "受理报警，每月通报情况。"
    school["responsibilities"].append({"departments": ["区教委"], "heading": "区教委", "tasks": ["开展安全教育。", "督促整改。"]})
    school["town_tasks"].append("报送情况。")
    duty_in(new, "R001")["handover"][0] |= {"department": "区公安局", "heading": "区公安局"}
    duty_in(new, "R002").update(handover=[], discontinued={"statement": "根据通知，不再开展此项工作。", "basis": "根据通知"})
    new["lineage"] = [
        {"id": "B001", "kind": "withdrawn", "edition": 2, "title": "负责党员教育。", "lists": ["basic"]},
        {"id": "B003", "kind": "merged", "edition": 2, "title": "开展普法宣传。", "into": ["B002"], "lists": ["basic"]},
        {"id": "C002", "kind": "moved", "edition": 2, "title": "古树名木保护", "lists": ["cooperative", "reclaimed"]},
    ]
    return made(old), made(new)


def registry(*departments: Document) -> ld.DutyList:
    return made({**small(1), "departments": list(departments)})


def entry(name: str, *aliases: str, kind: str = "district") -> Document:
    return {"name": name, "kind": kind, "aliases": list(aliases)}


def changed_duty(id: str, change: Any) -> Diff:
    document = revised()
    change(duty_in(document, id))
    return diff(OLD, made(document))
