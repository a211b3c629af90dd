"""Two lists side by side: every difference is found, none is invented, and the differences rebuild the new list."""

from __future__ import annotations

import copy
import json
import pickle
import re
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from examples import examples
from hypothesis import HealthCheck, given
from revised_lists import EXCERPT, OLD, Document, duty_in, entry, made, record, registry, revised, sample, without
from revisions import Revision, revisions

import lishi_duties as ld
from lishi_duties.compare.diff import diff
from lishi_duties.model import KINDS


def test_a_list_does_not_differ_from_itself(duties: ld.DutyList) -> None:
    difference = diff(duties, duties)
    assert difference.is_empty
    assert not difference
    assert difference.version_part is None
    assert difference.apply(duties).file == duties.file
    assert repr(difference) == "<Diff of editions 1 and 1: no differences>"
    assert [(count.kind, count.before, count.after) for count in difference.counts] == [
        ("basic", 103, 103), ("cooperative", 83, 83), ("reclaimed", 143, 143),
    ]  # fmt: skip
    for part in (difference.added, difference.removed, difference.moved, difference.renamed, difference.changed):
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
    difference = diff(OLD, new)
    assert not difference
    assert difference.version_part == "minor", "a new edition is one although nothing in it changed"
    assert difference.apply(OLD).file == new.file


PROPERTY = examples(40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def id_order(id: str) -> tuple[str, int]:
    return id[0], int(id[1:])


@PROPERTY
@given(revisions())
def test_what_was_revised_is_found_and_nothing_else(revision: Revision) -> None:
    difference = diff(OLD, made(revision.document))
    assert {duty.id for duty in difference.added} == revision.added
    assert {r.duty.id: r.lineage.kind for r in difference.removed if r.lineage} == revision.removed
    assert len(difference.removed) == len(revision.removed)
    assert {
        move.id: (move.before.kind, move.after.kind) if move.to_other_list else (move.before.category, move.after.category)
        for move in difference.moved
    } == revision.moved
    assert {rename.id: rename.after for rename in difference.renamed} == revision.renamed
    elsewhere = {move.id for move in difference.moved if move.to_other_list}
    assert {
        duty.id: {(change.kind, change.old_field, change.new_field) for change in duty.changes}
        for duty in difference.changed
        if duty.id not in elsewhere
    } == revision.changes
    for part in (difference.added, difference.moved, difference.renamed, difference.changed):
        ids = [item.id for item in part]
        assert ids == sorted(ids, key=id_order)


@PROPERTY
@given(revisions())
def test_a_comparison_mirrors_applies_travels_and_tells(revision: Revision) -> None:
    new = made(revision.document)
    difference, back = diff(OLD, new), diff(new, OLD)
    assert difference.mirrored() == back
    assert back.mirrored() == difference
    assert difference.apply(OLD).file == new.file
    assert back.apply(new).file == OLD.file
    assert difference.mirrored().apply(new).file == OLD.file
    assert bool(difference) == (not difference.is_empty)
    assert pickle.loads(pickle.dumps(difference)) == difference
    assert hash(pickle.loads(pickle.dumps(difference))) == hash(difference)
    assert json.loads(json.dumps(difference.to_dict())) == difference.to_dict()
    notes = difference.to_markdown(), difference.to_markdown("en")
    differing = {*revision.added, *revision.removed, *revision.moved, *revision.renamed, *revision.changes}
    for text in notes if difference else ():
        assert sorted(re.findall(r"^- \*\*([BCR]\d+)\*\*", text, re.MULTILINE)) == sorted(differing), "each duty once"
    if revision.removed or any(change[0] in KINDS for change in revision.moved.values()):
        assert difference.version_part == "major"
    else:
        assert difference.version_part == "minor"


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
    difference = diff(old, new)
    assert difference
    assert difference.version_part == part
    assert difference.to_markdown().endswith(f"## 部门\n\n- {line}\n")
    assert difference.mirrored() == diff(new, old)
    assert difference.apply(old).file == new.file


def test_an_alias_that_means_another_department_breaks_programs() -> None:
    old = registry(entry("区公安局", "公安"), entry("区教委"))
    new = registry(entry("区公安局"), entry("区教委", "公安"))
    assert diff(old, new).version_part == "major"


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
    difference = diff(OLD, made(document))
    assert difference.version_part == part
    document["edition"]["number"] = 2
    assert diff(OLD, made(document)).version_part == "minor", "a new edition is never less"


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
    difference = diff(made(document), made(revised()))
    change(document)
    with pytest.raises(ld.ArgumentError, match=message):
        difference.apply(made(document))


def test_a_comparison_cannot_be_changed() -> None:
    difference = diff(*sample())
    with pytest.raises(FrozenInstanceError):
        difference.added = ()  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        difference.changed[0].changes[0].after = ""  # type: ignore[misc]


def test_the_dictionary_says_everything() -> None:
    difference = diff(*sample())
    document = json.loads(json.dumps(difference.to_dict()))
    assert list(document) == [
        "old", "new", "version_part", "counts", "added", "removed", "moved", "renamed", "changed", "departments",
    ]  # fmt: skip
    assert (document["old"]["number"], document["new"]["published"], document["version_part"]) == (1, "2026-03-01", "major")
    assert document["counts"]["reclaimed"] == {"before": 2, "after": 3}
    assert document["added"][0]["title"] == "负责政务公开*。"
    assert [(removal["duty"]["id"], removal["became"], removal["edition"]) for removal in document["removed"]] == [
        ("B001", "withdrawn", 2), ("B003", "merged", 2),
    ]  # fmt: skip
    assert document["removed"][1]["into"] == [{"id": "B002", "title": "负责人民调解，化解矛盾纠纷。"}]
    assert document["moved"][0]["after"] == {"kind": "reclaimed", "category": "生态环保", "number": 3}
    assert document["renamed"][0]["words"][1] == {"kind": "added", "text": "，化解矛盾纠纷"}
    school = next(duty for duty in document["changed"] if duty["id"] == "C001")
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
    assert document["departments"]["added"] == [{"name": "区数据局", "kind": "district", "aliases": ["数据局"]}]


def test_its_repr_counts() -> None:
    assert repr(diff(*sample())) == (
        "<Diff of editions 1 and 2: 1 added, 2 removed, 1 moved, 1 renamed, 4 changed, 1 of the departments>"
    )


def test_it_knows_the_duties_of_both_lists() -> None:
    difference = diff(*sample())
    assert difference.title_of("B002") == "负责人民调解，化解矛盾纠纷。", "as the new list has it"
    assert difference.title_of("B001") == "负责党员教育。", "where it is gone, as the old list had it"
    assert difference.position_of("C002") == ld.Position("reclaimed", "生态环保", 3)
    with pytest.raises(ld.DutyNotFoundError, match="neither of the two lists has a duty with the id 'B999'") as caught:
        difference.position_of("B999")
    assert caught.value.asked == "B999"


def test_each_part_of_it_shows_itself_as_the_whole_does() -> None:
    difference = diff(*sample())
    document = difference.to_dict()
    for name, parts in (("moved", difference.moved), ("renamed", difference.renamed), ("changed", difference.changed)):
        assert document[name] == [part.to_dict() for part in parts]
    assert document["counts"] == {count.kind: count.to_dict() for count in difference.counts}
    for duty, form in zip(difference.changed, document["changed"], strict=True):
        assert form["changes"] == [change.to_dict() for change in duty.changes]


def test_the_dictionaries_have_the_keys_their_types_name() -> None:
    document = diff(*sample()).to_dict()
    departments = diff(registry(entry("区教委")), registry(entry("区教委", "教委"))).to_dict()["departments"]
    change = document["changed"][0]["changes"][0]
    for value, form in (
        (document, ld.DiffDict),
        (document["counts"]["basic"], ld.ListCountDict),
        (document["removed"][1], ld.RemovalDict),
        (document["removed"][1]["into"][0], ld.SuccessorDict),
        (document["moved"][0], ld.MoveDict),
        (document["moved"][0]["after"], ld.PositionDict),
        (document["renamed"][0], ld.RenameDict),
        (document["changed"][0], ld.ChangedDutyDict),
        (change, ld.ChangeDict),
        (change["words"][0], ld.SegmentDict),
        (departments, ld.DepartmentsDiffDict),
        (departments["changed"][0], ld.DepartmentChangeDict),
    ):
        assert value.keys() == form.__annotations__.keys()
