"""Two lists side by side: every difference is found, none is invented, and the differences rebuild the new list."""

from __future__ import annotations

import copy
import io
import json
import pickle
import re
import sys
from dataclasses import FrozenInstanceError, replace
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest
from examples import examples
from hypothesis import HealthCheck, assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt  # comes with rich

import lishi_duties as ld
from lishi_duties.cli import run
from lishi_duties.cli.diff import print_diff, rows
from lishi_duties.compare.change import Change
from lishi_duties.compare.diff import Diff, diff
from lishi_duties.model import KINDS, LETTERS, field_text

Document = dict[str, Any]
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


# Nothing differs


def test_a_list_does_not_differ_from_itself(duties: ld.DutyList) -> None:
    found = diff(duties, duties)
    assert found.is_empty
    assert not found
    assert found.version_part is None
    assert found.apply(duties).file == duties.file
    assert repr(found) == "<Diff of editions 1 and 1: no differences>"
    assert [(count.kind, count.before, count.after) for count in found.counts] == [
        ("basic", 103, 103), ("cooperative", 83, 83), ("reclaimed", 143, 143),
    ]  # fmt: skip
    for part in (found.added, found.removed, found.moved, found.renamed, found.changed):
        assert part == ()


def test_numbers_places_and_the_edition_are_no_differences() -> None:
    document = revised()
    document["edition"]["published"] = "2026-03-01"
    for duty in document["reclaimed"]:
        duty["place"] = {"pages": [7, 8]}
    same_section = [duty for duty in document["reclaimed"] if duty["category"] == "城乡建设"]
    document["reclaimed"] = [duty for duty in document["reclaimed"] if duty["category"] != "城乡建设"] + same_section[::-1]
    new = made(document)
    assert new["R143"].number != OLD["R143"].number
    found = diff(OLD, new)
    assert not found
    assert found.version_part == "minor", "a new edition is one although nothing in it changed"
    assert found.apply(OLD).file == new.file


def test_an_empty_comparison_says_so_in_one_sentence() -> None:
    new = made(revised())
    assert diff(OLD, new).to_markdown() == "第1版与第2版的事项和部门没有差别。\n"
    assert diff(OLD, new).to_markdown("en") == "No duty and no department differs between edition 1 and edition 2.\n"
    assert diff(OLD, OLD).to_markdown() == "第1版前后两个文本的事项和部门没有差别。\n"


# What is seeded is found, and nothing else


class Revision:
    """A revision of the excerpt made step by step, with what a comparison has to say of it."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.document = revised()
        self.added: set[str] = set()
        self.removed: dict[str, str] = {}
        self.moved: dict[str, tuple[str, str]] = {}
        self.renamed: dict[str, str] = {}
        self.changes: dict[str, set[tuple[str, str | None, str | None]]] = {}

    def remove(self, id: str) -> None:
        duty = without(self.document, id)
        event: Document = {"id": id, "edition": 2, "title": duty["title"], "lists": [duty["kind"]]}
        heirs = [kept for kept in CHOSEN if kept not in self.removed and kept != id][-2:]
        event["kind"] = self.draw(st.sampled_from(["withdrawn", "split", "merged"]))
        event["into"] = {"withdrawn": [], "split": heirs, "merged": heirs[:1]}[event["kind"]]
        self.removed[id] = event["kind"]
        for earlier in self.document["lineage"]:
            earlier["into"] = [heir for heir in earlier["into"] if heir != id]
        self.document["lineage"].append(event)

    def add(self, number: int) -> None:
        kind = self.draw(st.sampled_from(KINDS))
        category = self.draw(st.sampled_from(self.document["edition"]["categories"]))
        name = f"{LETTERS[kind]}{number:03}"
        body = body_of(kind, "区公安局", "负责办理新的事项。")
        self.document[kind].insert(0, record(kind, name, category, "新的事项", **body))
        self.added.add(name)

    def rename(self, id: str) -> None:
        duty = duty_in(self.document, id)
        duty["title"] = self.renamed[id] = self.draw(st.sampled_from(["依法", "新"])) + duty["title"]

    def other_section(self, id: str) -> None:
        duty = duty_in(self.document, id)
        others = [name for name in self.document["edition"]["categories"] if name != duty["category"]]
        before, duty["category"] = duty["category"], self.draw(st.sampled_from(others))
        self.moved[id] = (before, duty["category"])

    def other_list(self, id: str) -> None:
        duty = without(self.document, id)
        kind = self.draw(st.sampled_from([kind for kind in KINDS if kind != duty["kind"]]))
        body = body_of(kind, "区公安局", "负责办理移入的事项。")
        self.document[kind].append(record(kind, id, duty["category"], duty["title"], **body))
        self.moved[id] = (duty["kind"], kind)

    def tasks_of(self, duty: Document) -> tuple[str, list[str]]:
        """One of the lists of tasks or steps of a duty that has any, with its path."""
        lists: list[tuple[str, list[str]]]
        lists = [(f"responsibilities[{i}].tasks", part["tasks"]) for i, part in enumerate(duty.get("responsibilities", ()))]
        lists += [("town_tasks", duty[name]) for name in ("town_tasks",) if name in duty]
        lists += [(f"handover[{i}].method", part["method"]) for i, part in enumerate(duty.get("handover", ()))]
        return self.draw(st.sampled_from(lists))

    def add_task(self, id: str) -> None:
        path, tasks = self.tasks_of(duty_in(self.document, id))
        at = self.draw(st.integers(0, len(tasks)))
        tasks.insert(at, "每季度向上一级报告。")
        self.changes[id] = {("added", None, f"{path}[{at}]")}

    def remove_task(self, id: str) -> None:
        path, tasks = self.tasks_of(duty_in(self.document, id))
        assume(len(tasks) > 1)
        at = self.draw(st.integers(0, len(tasks) - 1))
        del tasks[at]
        self.changes[id] = {("removed", f"{path}[{at}]", None)}

    def edit_task(self, id: str) -> None:
        path, tasks = self.tasks_of(duty_in(self.document, id))
        at = self.draw(st.integers(0, len(tasks) - 1))
        middle = len(tasks[at]) // 2
        tasks[at] = tasks[at][:middle] + "及复核" + tasks[at][middle:]
        self.changes[id] = {("changed", f"{path}[{at}]", f"{path}[{at}]")}

    def put_task_last(self, id: str) -> None:
        path, tasks = self.tasks_of(duty_in(self.document, id))
        assume(len(tasks) > 2)
        at = self.draw(st.integers(0, len(tasks) - 3))
        tasks.append(tasks.pop(at))
        self.changes[id] = {("moved", f"{path}[{at}]", f"{path}[{len(tasks) - 1}]")}

    def add_department(self, id: str) -> None:
        duty = duty_in(self.document, id)
        known = [entry["name"] for entry in self.document["departments"] if entry["name"] not in duty["departments"]]
        name = self.draw(st.sampled_from(known))
        at = self.draw(st.integers(0, len(duty["departments"])))
        for field in ("departments", "departments_as_published"):
            duty[field].insert(at, name)
        self.changes[id] = {("added", None, f"{field}[{at}]") for field in ("departments", "departments_as_published")}

    def hand_over_to_another(self, id: str) -> None:
        duty = duty_in(self.document, id)
        taken = {entry["department"] for entry in duty["handover"]}
        at = self.draw(st.integers(0, len(duty["handover"]) - 1))
        known = [entry["name"] for entry in self.document["departments"] if entry["name"] not in taken]
        name = self.draw(st.sampled_from(known))
        duty["handover"][at] |= {"department": name, "heading": name}
        self.changes[id] = {("changed", f"handover[{at}].{f}", f"handover[{at}].{f}") for f in ("department", "heading")}

    def discontinue(self, id: str) -> None:
        duty = duty_in(self.document, id)
        gone = set()
        for i, entry in enumerate(duty["handover"]):
            gone |= {f"handover[{i}]", f"handover[{i}].department", f"handover[{i}].heading"}
            gone |= {f"handover[{i}].method[{j}]" for j in range(len(entry["method"]))}
        come = {("added", None, "discontinued.statement"), ("added", None, "discontinued.basis")}
        self.changes[id] = {("removed", path, None) for path in gone} | come
        duty |= {"handover": [], "discontinued": {"statement": "根据规定，不再开展此项工作。", "basis": "根据规定"}}


def steps_for(id: str) -> list[str]:
    duty = duty_in(EXCERPT, id)
    steps = ["remove", "rename", "other_section", "other_list"]
    if duty["kind"] == "cooperative" or duty.get("handover"):
        steps += ["add_task", "remove_task", "edit_task", "put_task_last"]
    if duty["kind"] == "cooperative":
        steps.append("add_department")
    if duty.get("handover"):
        steps += ["hand_over_to_another", "discontinue"]
    return steps


@st.composite
def revisions(draw: st.DrawFn) -> Revision:
    """A revision in which every duty suffers one thing at most, so that it is known what must be found."""
    revision = Revision(draw)
    for chosen in draw(st.lists(st.sampled_from(CHOSEN), unique=True, max_size=8)):
        step = draw(st.sampled_from(steps_for(chosen)))
        getattr(revision, step)(chosen)
    for number in range(200, 200 + draw(st.integers(0, 3))):
        revision.add(number)
    for kind in KINDS:
        revision.document[kind] = draw(st.permutations(revision.document[kind]))
    return revision


PROPERTY = examples(40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def id_order(id: str) -> tuple[str, int]:
    return id[0], int(id[1:])


@PROPERTY
@given(revisions())
def test_what_was_revised_is_found_and_nothing_else(revision: Revision) -> None:
    found = diff(OLD, made(revision.document))
    assert {duty.id for duty in found.added} == revision.added
    assert {r.duty.id: r.lineage.kind for r in found.removed if r.lineage} == revision.removed
    assert len(found.removed) == len(revision.removed)
    assert {
        move.id: (move.before.kind, move.after.kind) if move.to_other_list else (move.before.category, move.after.category)
        for move in found.moved
    } == revision.moved
    assert {rename.id: rename.after for rename in found.renamed} == revision.renamed
    elsewhere = {move.id for move in found.moved if move.to_other_list}
    assert {
        duty.id: {(change.kind, change.old_field, change.new_field) for change in duty.changes}
        for duty in found.changed
        if duty.id not in elsewhere
    } == revision.changes
    for part in (found.added, found.moved, found.renamed, found.changed):
        ids = [item.id for item in part]
        assert ids == sorted(ids, key=id_order)


@PROPERTY
@given(revisions())
def test_a_comparison_mirrors_applies_travels_and_tells(revision: Revision) -> None:
    new = made(revision.document)
    found, back = diff(OLD, new), diff(new, OLD)
    assert found.mirrored() == back
    assert back.mirrored() == found
    assert found.apply(OLD).file == new.file
    assert back.apply(new).file == OLD.file
    assert found.mirrored().apply(new).file == OLD.file
    assert bool(found) == (not found.is_empty)
    assert pickle.loads(pickle.dumps(found)) == found
    assert hash(pickle.loads(pickle.dumps(found))) == hash(found)
    assert json.loads(json.dumps(found.to_dict())) == found.to_dict()
    told = found.to_markdown(), found.to_markdown("en")
    differing = {*revision.added, *revision.removed, *revision.moved, *revision.renamed, *revision.changes}
    for text in told if found else ():
        assert sorted(re.findall(r"^- \*\*([BCR]\d+)\*\*", text, re.MULTILINE)) == sorted(differing), "each duty once"
    if revision.removed or any(change[0] in KINDS for change in revision.moved.values()):
        assert found.version_part == "major"
    else:
        assert found.version_part == "minor"


# Two records of any kind: texts few and alike, so that they repeat, change places and go from one list to another

TEXTS = ("开展巡查。", "开展巡查，及时报告。", "开展检查。", "受理申请。", "受理申请并现场核实。", "通报情况。", "A1。")
NAMES = ("区公安局", "区林业局", "区教委", "区水利局")
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


@examples(100, suppress_health_check=[HealthCheck.too_slow])
@given(lone_lists(number=1), lone_lists(number=2))
def test_any_record_can_become_any_other(old: ld.DutyList, new: ld.DutyList) -> None:
    found = diff(old, new)
    assert found.mirrored() == diff(new, old)
    assert found.mirrored().apply(new).file == old.file
    # the record that a changed duty has become is not looked at: the changes alone make it
    blind = replace(found, changed=tuple(replace(duty, after=duty.before) for duty in found.changed))
    assert blind.apply(old).file == new.file
    for duty in found.changed:
        for change in duty.changes:
            for path, text, side in (
                (change.old_field, change.before, duty.before),
                (change.new_field, change.after, duty.after),
            ):
                assert (path is None) == (text is None)
                if path and not re.fullmatch(r"(responsibilities|handover)\[\d\]", path):
                    assert field_text(side, path) == text
    found.to_markdown()


# Tasks


def changed_duty(id: str, change: Any) -> Diff:
    document = revised()
    change(duty_in(document, id))
    return diff(OLD, made(document))


def told(found: Diff) -> list[tuple[str, str | None, str | None]]:
    return [(change.kind, change.old_field, change.new_field) for change in found.changed[0].changes]


def test_a_task_that_another_department_takes_over_has_moved() -> None:
    def change(duty: Document) -> None:
        task = duty["responsibilities"][0]["tasks"].pop(2)
        duty["responsibilities"][1]["tasks"].append(task)

    found = changed_duty("C047", change)
    assert told(found) == [("moved", "responsibilities[0].tasks[2]", "responsibilities[1].tasks[5]")]
    assert "区生态环境局职责原第3项改列为区公安局职责第6项：“负责对噪声污染防治年度目标任务落实情况" in found.to_markdown()
    assert "区生态环境局, task 3 is now 区公安局, task 6: “" in found.to_markdown("en")


def test_a_department_that_takes_all_tasks_over_is_one_change_of_the_heading() -> None:
    def change(duty: Document) -> None:
        duty["responsibilities"][1] |= {"departments": ["区城市管理局"], "heading": "区城市管理局"}

    found = changed_duty("C047", change)
    assert told(found) == [
        ("removed", "responsibilities[1].departments[0]", None),
        ("added", None, "responsibilities[1].departments[0]"),
        ("changed", "responsibilities[1].heading", "responsibilities[1].heading"),
    ]
    assert "    - 区公安局的职责改由区城市管理局承担\n" in found.to_markdown()


def test_entries_that_change_places_keep_their_tasks() -> None:
    def change(duty: Document) -> None:
        duty["responsibilities"].insert(0, duty["responsibilities"].pop())

    found = changed_duty("C047", change)
    assert told(found) == [("moved", "responsibilities[2]", "responsibilities[0]")]


def test_a_name_written_otherwise_is_wording() -> None:
    document = copy.deepcopy(EXCERPT)
    duty_in(document, "C047")["departments_as_published"][1] = "公安局"
    found = diff(OLD, made(document))
    assert told(found) == [("changed", "departments_as_published[1]", "departments_as_published[1]")]
    assert "    - 对应上级部门：“区公安局”改写作“公安局”\n" in found.to_markdown()
    assert found.version_part == "patch"


# Words


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (
            "负责农村人居环境整治工作。",
            "负责农村人居环境整治工作，健全长效工作机制。",
            "负责农村人居环境整治工作{+，健全长效工作机制+}。",
        ),
        ("协助做好巡查，每季度报送情况。", "协助做好巡查，每月报送情况。", "协助做好巡查，每[-季度-]{+月+}报送情况。"),
        ("县应急管理局", "县综合行政执法局", "[-县应急管理局-]{+县综合行政执法局+}"),
        ("负责巡查、排查、上报。", "负责巡查、检查、排查、上报。", "负责巡查、{+检查、+}排查、上报。"),
        ("开展防火宣传，上报隐患。", "开展防火宣传，组织巡查，上报隐患。", "开展防火宣传，{+组织巡查，+}上报隐患。"),
        ("2024年底前完成整治。", "2025年底前完成整治。", "[-2024-]{+2025+}年底前完成整治。"),
        ("负责宣传；负责巡查。", "负责宣传，负责巡查。", "负责宣传[-；-]{+，+}负责巡查。"),
        ("工作。", "开展工程建设制作。", "[-工作。-]{+开展工程建设制作。+}"),
        ("受理群众来信来访。", "编制年度财政预算。", "[-受理群众来信来访。-]{+编制年度财政预算。+}"),
        ("按照职责做好的相关工作。", "按照职责做好相关工作。", "按照职责做好[-的-]相关工作。"),
        ("甲", "甲乙", "甲{+乙+}"),
    ],
)
def test_words_that_changed_can_be_read(before: str, after: str, words: str) -> None:
    signs = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}

    def shown(change: Change) -> str:
        return "".join(signs[s.kind][0] + s.text + signs[s.kind][1] for s in change.words)

    assert shown(Change("title", "title", before, after)) == words
    mirror = re.sub(r"\{\+(.*?)\+\}", r"[=\1=]", words).replace("[-", "{+").replace("-]", "+}")
    mirror = re.sub(r"(\{\+[^}]*\+\})\[=(.*?)=\]", r"[=\2=]\1", mirror).replace("[=", "[-").replace("=]", "-]")
    assert shown(Change("title", "title", after, before)) == mirror


chinese = st.text("负责开展巡查排宣传，、。；12a", max_size=24)


@examples(200)
@given(chinese, chinese)
def test_words_are_the_two_texts(before: str, after: str) -> None:
    words = Change("title", "title", before, after).words
    assert "".join(s.text for s in words if s.kind != "added") == before
    assert "".join(s.text for s in words if s.kind != "removed") == after
    assert all(s.text for s in words)
    turned = {"same": "same", "removed": "added", "added": "removed"}
    back = Change("title", "title", after, before).words
    assert sorted((turned[s.kind], s.text) for s in words) == sorted((s.kind, s.text) for s in back)
    kinds = [s.kind for s in words]
    assert all((a, b) != ("same", "same") and (a, b) != ("added", "removed") for a, b in pairwise(kinds))


@given(chinese, chinese)
def test_no_single_character_is_left_between_words_that_changed(before: str, after: str) -> None:
    words = Change("title", "title", before, after).words
    for left, same, right in zip(words, words[1:], words[2:], strict=False):
        if same.kind == "same" and left.kind != "same" and right.kind != "same":
            assert sum(char.isalnum() for char in same.text) != 1


# The release note


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


CHINESE = """\
# 重庆市江津区李市镇履职事项清单：第2版与第1版的比较

第1版未载明日期；第2版于2026年3月1日公布。

新增1项，撤销1项，并入其他事项1项，移至其他清单1项，修改名称1项，修改内容4项。

划去的字句已删去，加粗的字句为新增。

| 清单 | 第1版 | 第2版 | 增减 |
| --- | ---: | ---: | ---: |
| 基本履职事项 | 3 | 2 | -1 |
| 配合履职事项 | 2 | 1 | -1 |
| 上级部门收回事项 | 2 | 3 | +1 |
| 合计 | 7 | 6 | -1 |

## 新增的事项（1项）

- **B004** 负责政务公开\\*。（基本履职事项第2项，综合政务）

## 不再列入的事项（2项）

- **B001** 负责党员教育。（原基本履职事项第1项，党的建设；撤销）
- **B003** 开展普法宣传。（原基本履职事项第3项，平安法治；并入B002“负责人民调解，化解矛盾纠纷”）

## 移至其他清单的事项（1项）

- **C002** 古树名木保护
    - 由配合履职事项第2项（生态环保）移入上级部门收回事项第3项（生态环保）
    - 对应上级部门：删去区林业局
    - 删去区林业局的职责
    - 删去镇配合职责：“协助开展巡查。”
    - 增加承接部门区林业局
    - 区林业局职责改列为区林业局工作方式：“建立档案。”

## 有修改的基本履职事项（1项）

- **B002** 负责人民调解 **，化解矛盾纠纷**。

## 有修改的配合履职事项（1项）

- **C001** 校园周边安全
    - 对应上级部门：增加区教委
    - 区公安局职责第2项：“受理报警，每~~季度~~ **月**通报情况。”
    - 增加区教委的职责：“开展安全教育。”“督促整改。”
    - 增加镇配合职责第2项：“报送情况。”

## 有修改的上级部门收回事项（2项）

- **R001** 采伐许可
    - 承接部门由区林业局改为区公安局
- **R002** 指标考核
    - 不再由区林业局承接，原工作方式：“按要求考核。”
    - 改为不再开展此项工作：“根据通知，不再开展此项工作。”

## 部门

- 新增区数据局（又称数据局）
"""

ENGLISH = """\
# 重庆市江津区李市镇履职事项清单: edition 2 compared with edition 1

Edition 1 bears no date; edition 2 was published on 2026-03-01.

1 added, 1 withdrawn, 1 merged into others, 1 moved to another list, 1 renamed, 4 changed otherwise.

Words struck out were removed, words in bold were added.

| list | edition 1 | edition 2 | difference |
| --- | ---: | ---: | ---: |
| basic duties | 3 | 2 | -1 |
| cooperative duties | 2 | 1 | -1 |
| reclaimed items | 2 | 3 | +1 |
| all | 7 | 6 | -1 |

## Added (1)

- **B004** 负责政务公开\\*。 (basic duty no. 2, 综合政务)

## No longer listed (2)

- **B001** 负责党员教育。 (was basic duty no. 1, 党的建设; withdrawn)
- **B003** 开展普法宣传。 (was basic duty no. 3, 平安法治; merged into B002 “负责人民调解，化解矛盾纠纷”)

## Moved to another list (1)

- **C002** 古树名木保护
    - moved from cooperative duty no. 2 (生态环保) to reclaimed item no. 3 (生态环保)
    - departments: removed 区林业局
    - tasks of 区林业局 removed
    - town, task removed: “协助开展巡查。”
    - now received by 区林业局
    - 区林业局, task is now 区林业局, step: “建立档案。”

## Changed: basic duties (1)

- **B002** 负责人民调解 **，化解矛盾纠纷**。

## Changed: cooperative duties (1)

- **C001** 校园周边安全
    - departments: added 区教委
    - 区公安局, task 2: “受理报警，每~~季度~~ **月**通报情况。”
    - tasks of 区教委 added: “开展安全教育。”“督促整改。”
    - town, task 2 added: “报送情况。”

## Changed: reclaimed items (2)

- **R001** 采伐许可
    - received by 区公安局 instead of 区林业局
- **R002** 指标考核
    - no longer received by 区林业局; its steps were: “按要求考核。”
    - discontinued: “根据通知，不再开展此项工作。”

## Departments

- added 区数据局 (also 数据局)
"""


def test_the_release_note_in_chinese() -> None:
    assert diff(*sample()).to_markdown() == CHINESE


def test_the_release_note_in_english() -> None:
    assert diff(*sample()).to_markdown("en") == ENGLISH


def test_what_took_the_place_of_a_duty_is_told_from_both_ends() -> None:
    old, _ = sample()
    document = written(old)
    document["edition"]["number"] = 2
    without(document, "C001")
    body = body_of("cooperative", "区公安局", "开展巡逻。")
    heirs = ("C003", "C004")
    document["cooperative"] += [record("cooperative", heir, "平安法治", "校园安全" + heir, **body) for heir in heirs]
    gone = {"id": "C001", "edition": 2, "title": "校园周边安全", "lists": ["cooperative"]}
    document["lineage"] = [{**gone, "kind": "split", "into": [*heirs]}]
    new = made(document)
    note = diff(old, new).to_markdown()
    assert "- **C001** 校园周边安全（原配合履职事项第1项，平安法治；拆分为C003“校园安全C003”、C004“校园安全C004”）\n" in note
    assert "- **C003** 校园安全C003（配合履职事项第1项，平安法治；区公安局牵头；由C001拆分而来）\n" in note
    back = diff(new, old)
    assert [removal.lineage for removal in back.removed] == [None, None], "the older list cannot know"
    assert "- **C003** 校园安全C003（原配合履职事项第1项，平安法治）\n" in back.to_markdown()


@pytest.mark.parametrize(("town", "tier"), [("青石街道", "街道"), ("青石街道办事处", "街道"), ("青石乡", "乡"), ("乡里镇", "镇")])
def test_the_town_is_called_what_it_is(town: str, tier: str) -> None:
    old, new = (written(duties) for duties in sample())
    for document in (old, new):
        document["edition"]["jurisdiction"]["town"] = town
    assert f"增加{tier}配合职责第2项：“报送情况。”" in diff(made(old), made(new)).to_markdown()


def test_sections_that_come_and_go_are_told() -> None:
    old, new = (written(duties) for duties in sample())
    new["edition"]["categories"] = ["法治平安", *new["edition"]["categories"][:1:-1], "党的建设"]
    for kind in KINDS:
        for duty in new[kind]:
            duty["category"] = duty["category"].replace("平安法治", "法治平安")
    found = diff(made(old), made(new))
    note = found.to_markdown()
    assert "## 类别\n\n- 新增法治平安\n- 不再列入平安法治\n- 次序改为法治平安、综合政务、生态环保、党的建设\n" in note
    assert "- **C001** 校园周边安全\n    - 类别由“平安法治”改为“法治平安”\n" in note
    assert "调整类别2项" in note


# Departments


def registry(*departments: Document) -> ld.DutyList:
    return made({**small(1), "departments": list(departments)})


def entry(name: str, *aliases: str, kind: str = "district") -> Document:
    return {"name": name, "kind": kind, "aliases": list(aliases)}


@pytest.mark.parametrize(
    ("before", "after", "part", "line"),
    [
        ([entry("区教委")], [entry("区教委"), entry("区数据局")], "minor", "新增区数据局"),
        ([entry("区教委"), entry("区数据局")], [entry("区教委")], "major", "不再列入区数据局"),
        ([entry("区教委")], [entry("区教委", "教委")], "minor", "区教委：增加又称教委"),
        ([entry("区教委", "教委")], [entry("区教委")], "major", "区教委：删去又称教委"),
        ([entry("区教委")], [entry("区教育局", "区教委")], "minor", "区教委改称区教育局；增加又称区教委"),
        ([entry("区教委")], [entry("区教委", kind="party")], "minor", "区教委：性质由政府部门改为党委部门"),
        ([entry("区教委", "教委", "教育")], [entry("区教委", "教育", "教委")], "minor", "区教委：次序改为教育、教委"),
    ],
)
def test_departments_that_differ(before: list[Document], after: list[Document], part: str, line: str) -> None:
    old, new = registry(*before), registry(*after)
    found = diff(old, new)
    assert found
    assert found.version_part == part
    assert found.to_markdown().endswith(f"## 部门\n\n- {line}\n")
    assert found.mirrored() == diff(new, old)
    assert found.apply(old).file == new.file


def test_an_alias_that_means_another_department_breaks_programs() -> None:
    old = registry(entry("区公安局", "公安"), entry("区教委"))
    new = registry(entry("区公安局"), entry("区教委", "公安"))
    assert diff(old, new).version_part == "major"


# Which part of the version


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda duty: duty.update(title="噪声污染防治和监管"), "patch"),
        (lambda duty: duty["town_tasks"].__setitem__(0, "开展噪声污染防治，法律法规宣传。"), "patch"),
        (lambda duty: duty["town_tasks"].reverse(), "patch"),
        (lambda duty: duty["responsibilities"][0].update(heading="生态环境局"), "patch"),
        (lambda duty: duty.update(place={"pages": [1, 1]}), "patch"),
        (lambda duty: duty["town_tasks"].__setitem__(0, "牵头开展噪声污染防治法律法规宣传。"), "minor"),
        (lambda duty: duty["town_tasks"].append("报送情况。"), "minor"),
        (lambda duty: duty.update(category="综合政务"), "minor"),
    ],
)
def test_within_one_edition_wording_is_a_patch(change: Any, part: str) -> None:
    document = copy.deepcopy(EXCERPT)
    change(duty_in(document, "C047"))
    found = diff(OLD, made(document))
    assert found.version_part == part
    document["edition"]["number"] = 2
    assert diff(OLD, made(document)).version_part == "minor", "a new edition is never less"


# Markdown that shows what is meant

NASTY = st.text("甲乙丙，。、“”（）*_~<>&[]()`#|!\\-+.1a ", min_size=1, max_size=12).filter(lambda text: text.strip() == text)


def spaceless(text: str) -> str:
    return "".join(text.split())


@examples(100)
@given(NASTY, NASTY)
def test_no_character_of_a_title_is_taken_for_markup(before: str, after: str) -> None:
    assume(before != after)
    lists = []
    for number, title in enumerate((before, after), 1):
        document = small(number)
        document["basic"] = [record("basic", "B001", "党的建设", title)]
        lists.append(made(document))
    found = diff(*lists)
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(found.to_markdown())
    item = re.search(r"<li><strong>B001</strong> (.*?)</li>", html, re.DOTALL)
    assert item
    words = found.renamed[0].words
    for tag, kind in (("s", "removed"), ("strong", "added")):
        shown = [spaceless(unescape(text)) for text in re.findall(f"<{tag}>(.*?)</{tag}>", item[1], re.DOTALL)]
        assert shown == [spaceless(segment.text) for segment in words if segment.kind == kind and segment.text.strip()]
    plain = spaceless(unescape(re.sub(r"</?(s|strong)>", "", item[1])))
    assert plain == spaceless("".join(segment.text for segment in words))


def test_a_heading_cannot_begin_a_list() -> None:
    def change(duty: Document) -> None:
        duty["responsibilities"][0]["heading"] = "1. 区生态环境局"
        duty["responsibilities"][0]["tasks"][0] += "报告。"

    html = MarkdownIt("commonmark").render(changed_duty("C047", change).to_markdown())
    assert "<ol>" not in html
    assert "<li>1. 区生态环境局职责第1项：" in html


# Refusals


def test_only_duty_lists_are_compared(duties: ld.DutyList) -> None:
    with pytest.raises(ld.ArgumentError, match="old is a DutyList, as load and read give it, not DutySet"):
        diff(duties.basic, duties)  # type: ignore[arg-type]
    with pytest.raises(ld.ArgumentError, match=r"new is a DutyList.* not NoneType"):
        diff(duties, None)  # type: ignore[arg-type]
    with pytest.raises(ld.ArgumentError, match="applied to a DutyList, not to int 1"):
        diff(duties, duties).apply(1)  # type: ignore[arg-type]


def test_lists_of_two_towns_are_not_compared(duties: ld.DutyList) -> None:
    document = revised()
    document["edition"]["jurisdiction"]["town"] = "白沙镇"
    with pytest.raises(ld.ArgumentError, match="重庆市江津区李市镇 and 重庆市江津区白沙镇"):
        diff(duties, made(document))


@pytest.mark.parametrize("language", ["", "ZH", "de", None])
def test_there_are_two_languages(duties: ld.DutyList, language: Any) -> None:
    with pytest.raises(ld.ArgumentError, match="'zh', 'en'"):
        diff(duties, duties).to_markdown(language)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda document: duty_in(document, "C047").update(title="噪声防治"), r"first duty that differs is C047 \(噪声防治\)"),
        (lambda document: without(document, "C048"), r"it lacks C048 \("),
        (
            lambda document: document["basic"].append(record("basic", "B300", "党的建设", "新的事项")),
            r"it has B300 \(新的事项\), which that one lacks|first duty that differs is",
        ),
        (lambda document: document["departments"].pop(0), "duties are the same, but not its edition's facts, departments"),
        (lambda document: document["notes"].clear(), "duties are the same, but not its edition's facts, departments, notes"),
    ],
)
def test_a_comparison_is_applied_to_its_own_list_only(change: Any, message: str) -> None:
    document = copy.deepcopy(EXCERPT)
    document["departments"].insert(0, entry("区样例局"))
    found = diff(made(document), made(revised()))
    change(document)
    with pytest.raises(ld.ArgumentError, match=message):
        found.apply(made(document))


def test_a_comparison_cannot_be_changed() -> None:
    found = diff(*sample())
    with pytest.raises(FrozenInstanceError):
        found.added = ()  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        found.changed[0].changes[0].after = ""  # type: ignore[misc]


# For programs


def test_the_dictionary_says_everything() -> None:
    found = diff(*sample())
    told = json.loads(json.dumps(found.to_dict()))
    assert list(told) == [
        "old", "new", "version_part", "counts", "added", "removed", "moved", "renamed", "changed", "departments",
    ]  # fmt: skip
    assert (told["old"]["number"], told["new"]["published"], told["version_part"]) == (1, "2026-03-01", "major")
    assert told["counts"]["reclaimed"] == {"before": 2, "after": 3}
    assert told["added"][0]["title"] == "负责政务公开*。"
    assert [(gone["duty"]["id"], gone["became"], gone["edition"]) for gone in told["removed"]] == [
        ("B001", "withdrawn", 2), ("B003", "merged", 2),
    ]  # fmt: skip
    assert told["removed"][1]["into"] == [{"id": "B002", "title": "负责人民调解，化解矛盾纠纷。"}]
    assert told["moved"][0]["after"] == {"kind": "reclaimed", "category": "生态环保", "number": 3}
    assert told["renamed"][0]["words"][1] == {"kind": "added", "text": "，化解矛盾纠纷"}
    school = next(duty for duty in told["changed"] if duty["id"] == "C001")
    assert school["changes"][2] == {
        "kind": "changed",
        "old_field": "responsibilities[0].tasks[1]",
        "new_field": "responsibilities[0].tasks[1]",
        "before": "受理报警，每季度通报情况。",
        "after": "受理报警，每月通报情况。",
        "words": [
            {"kind": "same", "text": "受理报警，每"},
            {"kind": "removed", "text": "季度"},
            {"kind": "added", "text": "月"},
            {"kind": "same", "text": "通报情况。"},
        ],
    }
    assert told["departments"]["added"] == [{"name": "区数据局", "kind": "district", "aliases": ["数据局"]}]


def test_its_repr_counts() -> None:
    assert repr(diff(*sample())) == (
        "<Diff of editions 1 and 2: 1 added, 2 removed, 1 moved, 1 renamed, 4 changed, 1 of the departments>"
    )


# On the command line


class Terminal(io.StringIO):
    """Standard output as a person has it."""

    def isatty(self) -> bool:
        return True


def on_a_terminal(found: Diff, monkeypatch: pytest.MonkeyPatch, *, columns: int = 120, term: str = "xterm") -> str:
    """What a person sees."""
    shown = Terminal()
    with monkeypatch.context() as patch:
        for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLORTERM"):
            patch.delenv(name, raising=False)
        patch.setenv("TERM", term)
        patch.setenv("COLUMNS", str(columns))
        patch.setattr(sys, "stdout", shown)
        print_diff(found)
    return shown.getvalue()


def test_rows_for_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    found = diff(*sample())
    print_diff(found)
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert {len(line) for line in lines} == {5}
    assert lines[:5] == [
        ["added", "B004", "", "", "负责政务公开*。"],
        ["removed", "B001", "", "负责党员教育。", ""],
        ["removed", "B003", "", "开展普法宣传。", ""],
        ["moved", "C002", "kind", "cooperative", "reclaimed"],
        ["renamed", "B002", "title", "负责人民调解。", "负责人民调解，化解矛盾纠纷。"],
    ]
    assert ["changed", "C002", "responsibilities[0].tasks[0] > handover[0].method[0]", "建立档案。", "建立档案。"] in lines
    assert ["changed", "C001", "town_tasks[1]", "", "报送情况。"] in lines
    assert lines[-1] == ["department", "区数据局", "name", "", "区数据局"]
    changes = sum(len(duty.changes) for duty in found.changed)
    assert len(lines) == 5 + changes + 1


def test_rows_of_departments_and_sections() -> None:
    old = registry(entry("区教委", "教委"), entry("区公安局"), entry("区数据局"))
    new = registry(entry("区教育局", "区教委", kind="party"), entry("区公安局"))
    assert list(rows(diff(old, new))) == [
        ("department", "区数据局", "name", "区数据局", ""),
        ("department", "区教育局", "name", "区教委", "区教育局"),
        ("department", "区教育局", "kind", "district", "party"),
        ("department", "区教育局", "aliases", "教委", "区教委"),
    ]
    found = changed_duty("C047", lambda duty: duty.update(category="综合政务"))
    assert list(rows(found)) == [("moved", "C047", "category", "生态环保", "综合政务")]


def test_no_rows_where_nothing_differs(capsys: pytest.CaptureFixture[str]) -> None:
    print_diff(diff(OLD, OLD))
    answer = capsys.readouterr()
    assert (answer.out, answer.err) == ("", "第1版前后两个文本的事项和部门没有差别。\n")


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_note_for_a_person(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    shown = on_a_terminal(diff(*sample()), monkeypatch, columns=columns)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    for duty in ("B004", "B001", "B003", "C002", "B002", "C001", "R001", "R002"):
        assert len(re.findall(rf"^  {duty} \S", plain, re.MULTILINE)) == 1, "beside its title, however narrow"
    whole = spaceless(plain)
    assert "有修改的配合履职事项（1项）C001校园周边安全对应上级部门：增加区教委" in whole
    assert "区公安局职责第2项：“受理报警，每季度月通报情况。”" in whole
    assert "\x1b[9;31m季度\x1b[0m" in shown
    assert "\x1b[1;32m月\x1b[0m" in shown


def test_a_terminal_without_styles_gets_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = on_a_terminal(diff(*sample()), monkeypatch, term="dumb")
    assert "受理报警，每[-季度-]{+月+}通报情况。" in shown
    assert "[-…-]中的字句已删去，{+…+}中的字句为新增。" in shown
    assert "\x1b" not in shown


def test_a_person_reads_that_nothing_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert on_a_terminal(diff(OLD, OLD), monkeypatch) == "第1版前后两个文本的事项和部门没有差别。\n"


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = []
    for name, duties in zip("ab", sample(), strict=True):
        paths.append(tmp_path / f"{name}.json")
        paths[-1].write_text(duties.file.model_dump_json(), encoding="utf-8")
    old, new = map(str, paths)
    assert run(["diff", old, new, "--markdown"]) == 0, "a difference is an answer"
    assert capsys.readouterr().out == CHINESE
    assert run(["diff", old, new, "--markdown", "--language", "en"]) == 0
    assert capsys.readouterr().out == ENGLISH
    assert run(["diff", old, new, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == diff(*sample()).to_dict()
    assert run(["diff", old, old]) == 0
    assert capsys.readouterr().out == ""
    assert run(["diff", old, new, "--markdown", "--json"]) == 2
    assert run(["diff", old, new, "--language", "en"]) == 2
    assert run(["diff", "1", new]) == 0
    assert run(["diff", "1", "99"]) == 1
    assert run(["diff", "1", str(tmp_path / "none.json")]) == 3
