"""Which duties the site shows beside another: the same matter in another list, and nothing that only shares a word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from conftest import Python

import lishi_duties as ld
from duty_site.related import MOST, distinctions, related
from lishi_duties.intake import read_document
from lishi_duties.model import Jurisdiction

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]

Related = Mapping[str, tuple[str, ...]]


@pytest.fixture(scope="module")
def near() -> Related:
    return related(ld.load(edition=1))


def of_another_town(duties: ld.DutyList) -> ld.DutyList:
    """The same list, as if nobody had written down what people say there."""
    elsewhere = Jurisdiction(province="某某省", district="平安县", town="青石镇")
    edition = duties.edition.model_copy(update={"jurisdiction": elsewhere})
    return ld.DutyList(duties.file.model_copy(update={"edition": edition}))


GROUPS = {
    "污水": ("C046", "R133", "R134"),
    "污水处理费和排水": ("C052", "R134"),
    "小溪治理和管网": ("C053", "R133"),
    "消防": ("B059", "C028", "R120"),
    "医保": ("B039", "C018", "R017"),
    "医保考核": ("C018", "R018"),
    "自建房": ("C060", "R137"),
    "房屋安全": ("C059", "R135"),
    "农村危房": ("C058", "R136"),
    "噪声": ("C047", "R139"),
    "古树": ("C044", "R140"),
    "绿化": ("B089", "R140"),
    "征地": ("C069", "R141"),
    "未成年人进场所": ("C027", "R123"),
    "村镇建设工程": ("B085", "R138"),
    "农机": ("B072", "R125"),
    "动物疫情": ("B033", "C006", "R002"),
    "检疫兽医": ("C004", "R001", "R004"),
    "植物检疫": ("C042", "R128"),
    "食品": ("C034", "C041"),
    "计生扶助": ("C020", "R010"),
    "就业": ("B036", "R015"),
    "防汛": ("C029", "R142"),
    "地质灾害": ("B064", "C030"),
    "林地承包": ("B067", "B068", "C051"),
    "外来物种": ("R007", "R008"),
    "成品油": ("C038", "R049"),
    "电梯": ("C054", "R121"),
    "物业": ("B049", "C010", "C011"),
}
"""Duties that treat one matter, by what it is."""

APART = {
    "污染防治监管": ("C045", "C046", "C047"),
    "养老": ("B042", "C012", "C024"),
    "检疫": ("C042", "R004"),
    "统计": ("C001", "R017"),
    "评估": ("C078", "R135"),
    "鉴定": ("R074", "R136"),
    "药品": ("C036", "R072"),
    "换届": ("B010", "B048"),
    "社区": ("B051", "C025"),
    "公益": ("C082", "R131"),
    "征收": ("C052", "R141"),
    "培训机构": ("C026", "R092"),
    "全民": ("B041", "C043"),
    "普及": ("B059", "C022"),
}
"""Duties that share a word and nothing else, by the word."""


@pytest.mark.parametrize("ids", GROUPS.values(), ids=list(GROUPS))
def test_duties_of_one_matter_are_shown_with_each_other(ids: tuple[str, ...], near: Related) -> None:
    joining = {frozenset((one, other)) for one in ids for other in near[one]}
    joined = {ids[0]}
    for _ in ids:
        joined |= {other for one in joined for other in ids if frozenset((one, other)) in joining}
    assert joined == {*ids}


def test_town_waste_water_leads_through_all_three_lists(near: Related) -> None:
    reached, before = {"C046"}, set[str]()
    while reached != before:
        before, reached = reached, reached | {other for one in reached for other in near[one]}
    assert {"B078", "C046", "C052", "R133", "R134"} <= reached


@pytest.mark.parametrize("ids", APART.values(), ids=list(APART))
def test_duties_that_only_share_a_word_are_not(ids: tuple[str, ...], near: Related) -> None:
    for one, other in combinations(ids, 2):
        assert other not in near[one]
        assert one not in near[other]


@pytest.mark.parametrize("id", ["B098", "B100", "C013", "C021", "C037", "C066", "C082"])
def test_none_is_shown_where_there_is_none(id: str, near: Related) -> None:
    assert near[id] == ()


def test_each_duty_has_a_few_at_most_and_never_itself(near: Related, duties: ld.DutyList) -> None:
    assert tuple(near) == duties.ids
    for one, others in near.items():
        assert len(others) <= MOST
        assert len(set(others)) == len(others)
        assert one not in others
        assert all(other in duties for other in others)


def test_a_pair_stands_with_both_unless_one_has_nearer_ones(near: Related) -> None:
    for one, others in near.items():
        for other in others:
            assert one in near[other] or len(near[other]) == MOST


def test_the_many_penalties_of_one_law_do_not_flood_each_other(near: Related, duties: ld.DutyList) -> None:
    penalties = [duty.id for duty in duties.reclaimed if duty.title.endswith("的处罚")]
    assert len(penalties) >= 90
    assert sum(len(near[one]) for one in penalties) < 2 * len(penalties)


def test_nearly_every_pair_says_how_its_duties_are_told_apart(near: Related, duties: ld.DutyList) -> None:
    apart = distinctions(duties)
    pairs = [(one, other) for one, others in near.items() for other in others]
    assert sum(other in apart[one] for one, other in pairs if one in apart) > 0.95 * len(pairs)


def test_what_tells_two_apart_is_known_from_either_side(duties: ld.DutyList) -> None:
    apart = distinctions(duties)
    assert "R139" in apart["C047"]["R139"]
    for one, others in apart.items():
        for other, why in others.items():
            assert why
            assert one in apart[other]


def test_it_is_the_same_every_time_and_in_every_process(near: Related, python: Python) -> None:
    assert related(ld.load(edition=1)) == near
    code = (
        "import sys; sys.path[:0] = ['src', 'tools']; import json, lishi_duties as ld; from duty_site.related import related; "
        "print(json.dumps(related(ld.load(edition=1))))"
    )
    done = python("-c", f"import os; os.chdir({str(ROOT)!r}); {code}", PYTHONHASHSEED="7")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {one: list(others) for one, others in near.items()}


# ---- lists nobody has written a directory for --------------------------------------------------------------------------------


def test_of_another_town_only_what_the_texts_make_sure_of_is_shown(duties: ld.DutyList) -> None:
    elsewhere = of_another_town(duties)
    assert distinctions(elsewhere) == {}
    near = related(elsewhere)
    for one, other in (("C006", "R002"), ("R007", "R008"), ("C060", "R137"), ("C044", "R140"), ("C047", "R139")):
        assert other in near[one]
        assert one in near[other]
    for ids in APART.values():
        for one, other in combinations(ids, 2):
            assert other not in near[one]
    assert sum(map(len, near.values())) < 60


def test_the_sample_town_has_none() -> None:
    sample = read_document(ROOT / "tests" / "samples" / "qingshi-1.docx").duties
    assert set(related(sample).values()) == {()}


def with_new(duties: ld.DutyList, count: int) -> ld.DutyList:
    """The list with so many new reclaimed items at its end, of a matter it has already."""
    document: dict[str, Any] = json.loads(duties.file.model_dump_json())
    last = document["reclaimed"][-1]
    document["reclaimed"] += (
        {**last, "id": f"R{number}", "number": number, "title": "古树名木保护管理", "handover": last["handover"][4:5]}
        for number in range(last["number"] + 1, last["number"] + 1 + count)
    )
    return ld.DutyList(ld.DutyListFile.model_validate_json(json.dumps(document)))


def test_a_new_duty_without_wordings_is_found_by_its_text(duties: ld.DutyList) -> None:
    assert "C044" in related(with_new(duties, 1))["R144"]


def test_of_many_alike_only_the_most_alike_are_shown(duties: ld.DutyList) -> None:
    near = related(with_new(duties, 8))
    assert {len(near[f"R{number}"]) for number in range(144, 152)} == {MOST}
    assert len(near["C044"]) == MOST
    assert near["R151"][0] == "C044"  # of another list


@pytest.mark.parametrize("size", [0, 1])
def test_a_list_of_next_to_nothing(size: int, duties: ld.DutyList) -> None:
    document = json.loads(duties.file.model_dump_json())
    document |= {"basic": document["basic"][:size], "cooperative": [], "reclaimed": [], "notes": []}
    small = ld.DutyList(ld.DutyListFile.model_validate_json(json.dumps(document)))
    assert related(small) == dict.fromkeys(small.ids, ())
