"""Search by words. Which duties are found is promised here; what stands first is measured elsewhere.

A search may find duties by further, everyday words too: every duty a naive scan finds is found, and perhaps others.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import lishi_duties as ld
from lishi_duties.model import KINDS, field_text
from lishi_duties.text import fold

if TYPE_CHECKING:
    from conftest import Python, WriteFile

LIST = ld.load(edition=1)
ALL = len(LIST)


def texts_of(duty: ld.Duty) -> list[str]:
    """Titles, tasks, methods, department names: what is promised to be searched."""
    texts = [duty.title]
    if isinstance(duty, ld.CooperativeDuty):
        texts += [*duty.departments, *duty.town_tasks]
        for part in duty.responsibilities:
            texts += [*part.departments, *part.tasks]
    elif isinstance(duty, ld.ReclaimedItem):
        for handover in duty.handover:
            texts += [handover.department, *handover.method]
        if duty.discontinued:
            texts.append(duty.discontinued.statement)
    return texts


FOLDED = {duty.id: [fold(text) for text in texts_of(duty)] for duty in LIST}
SEARCHED = sorted({text for texts in FOLDED.values() for text in texts})


def naive(words: list[str]) -> set[str]:
    return {found for found, texts in FOLDED.items() if all(any(word in text for text in texts) for word in words)}


@st.composite
def words(draw: st.DrawFn, least: int = 1) -> list[str]:
    """Words that stand somewhere in the list, at times two of one duty."""
    found = []
    source = draw(st.sampled_from(sorted(FOLDED)))
    for _ in range(draw(st.integers(least, 3))):
        text = draw(st.sampled_from(FOLDED[source]) | st.sampled_from(SEARCHED))
        start = draw(st.integers(0, len(text) - 1))
        found.append(text[start : start + draw(st.integers(1, 8))])
    return found


def ids(hits: tuple[ld.Hit, ...]) -> list[str]:
    return [hit.duty.id for hit in hits]


# What is found


@given(words())
def test_every_duty_a_naive_scan_finds_is_found(wanted: list[str]) -> None:
    found = ids(LIST.search(" ".join(wanted), ALL))
    assert naive(wanted) <= set(found)
    assert len(set(found)) == len(found)


def test_every_single_character_of_the_list_is_found() -> None:
    for char in sorted({char for text in SEARCHED for char in text}):
        assert naive([char]) <= set(ids(LIST.search(char, ALL))), char


@given(words())
def test_every_word_a_hit_of_the_scan_holds_is_pointed_at(wanted: list[str]) -> None:
    scanned = naive(wanted)
    for hit in LIST.search(" ".join(wanted), ALL):
        if hit.duty.id in scanned:
            pointed = {fold(text[m.start : m.end]) for m in hit.matches if (text := field_text(hit.duty, m.field))}
            assert set(map(fold, wanted)) <= pointed


@given(words(least=2))
def test_more_words_never_find_more(wanted: list[str]) -> None:
    assert set(ids(LIST.search(" ".join(wanted), ALL))) <= set(ids(LIST.search(" ".join(wanted[:-1]), ALL)))


@given(words())
def test_a_word_that_stands_nowhere_leaves_nothing(wanted: list[str]) -> None:
    assert LIST.search(" ".join([*wanted, "xyzzyq"]), ALL) == ()


@pytest.mark.parametrize("part", [LIST.basic, LIST.reclaimed, LIST.by_department("区公安局"), LIST[100:200]])
@pytest.mark.parametrize("query", ["安全", "燃气", "安全 检查", "监督管理"])
def test_a_set_searches_only_itself(part: ld.DutySet[Any], query: str) -> None:
    found = set(ids(part.search(query, ALL)))
    assert naive(query.split()) & set(part.ids) <= found
    assert found <= set(part.ids)


def test_departments_are_found_by_their_names_as_published(duties: ld.DutyList) -> None:
    # 区应急局 stands so in the column of C039
    for duty in duties.cooperative:
        for name in duty.departments_as_published:
            assert duty.id in ids(duties.search(name.removesuffix("等"), ALL))


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("ａｐｐ", "APP"),
        ("ＡＰＰ", "app"),
        ("噪声，喇叭", "噪声 喇叭"),
        ("噪声　喇叭", "噪声 喇叭"),
        ("“噪声”、（喇叭）", "噪声 喇叭"),
        ("  噪声\n喇叭\t", "噪声 喇叭"),
        ("噪声 噪声 喇叭", "噪声 喇叭"),
        ("噪声\ud800 喇叭", "噪声 喇叭"),
    ],
)
def test_width_case_and_punctuation_do_not_count(duties: ld.DutyList, query: str, same: str) -> None:
    assert duties.search(query, ALL)
    assert duties.search(query, ALL) == duties.search(same, ALL)


def test_words_are_found_across_punctuation_of_the_text(duties: ld.DutyList) -> None:
    title = duties["C045"].title
    task = next(task for duty in duties.cooperative for task in duty.town_tasks if "、" in task)
    left, _, right = task.partition("、")
    duty = next(duty for duty in duties.cooperative if task in duty.town_tasks)
    assert duty.id in ids(duties.search(left[-3:] + right[:3], ALL))
    assert ids(duties.search(title, ALL))[0] == "C045"


# What a hit says


@given(words())
def test_matches_point_at_words(wanted: list[str]) -> None:
    for hit in LIST.search(" ".join(wanted), 20):
        for match in hit.matches:
            text = field_text(hit.duty, match.field)
            assert text is not None
            assert 0 <= match.start < match.end <= len(text)
            assert fold(text[match.start : match.end]) in hit.words
            assert text[match.start].isalnum()
            assert text[match.end - 1].isalnum()


def test_matches_stand_in_the_order_of_the_record(duties: ld.DutyList) -> None:
    matches = next(hit for hit in duties.search("噪声", ALL) if hit.duty.id == "C047").matches
    fields = list(dict.fromkeys(match.field for match in matches))
    assert fields[0] == "title"
    wanted = ["title", "responsibilities[0].tasks[0]", "responsibilities[1].tasks[0]", "town_tasks[0]"]
    assert [field for field in fields if field in wanted] == wanted
    starts = [match.start for match in matches if match.field == "responsibilities[0].tasks[4]"]
    assert len(starts) > 1
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("title", "query", "slice_"),
    [
        ("建筑面积100㎡以上", "以上", "以上"),
        ("建筑面积100㎡以上", "100m2", "100㎡"),
        ("第①类、第②类", "1类", "①类"),
        ("使用ＡＰＰ、小程序", "app小程序", "ＡＰＰ、小程序"),
        ("使用ａｐｐ签到", "app", "ａｐｐ"),
        ("½以上表决", "以上", "以上"),
        ("Straße 与ß", "strasse", "Straße"),
    ],
)
def test_matches_in_texts_whose_characters_fold_to_several(
    document: dict[str, Any], write: WriteFile, title: str, query: str, slice_: str
) -> None:
    document["basic"][0]["title"] = title
    duties = ld.read(write(document))
    (hit,) = (hit for hit in duties.search(query) if hit.duty.id == "B001")
    assert [title[match.start : match.end] for match in hit.matches] == [slice_]


def test_search_works_in_any_towns_list(small: ld.DutyList) -> None:
    assert ids(small.search("巡逻")) == ["C001"]
    assert ids(small.search("林业局 申请")) == ["R001"]
    assert ids(small.search("党员教育")) == ["B001"]


# Order, limit, filters


@given(words())
def test_the_same_question_has_the_same_answer(wanted: list[str]) -> None:
    query = " ".join(wanted)
    first = LIST.search(query, ALL)
    assert LIST.search(query, ALL) == first
    assert [hit.score for hit in first] == sorted((hit.score for hit in first), reverse=True)


def test_the_answer_does_not_depend_on_the_process(python: Python) -> None:
    queries = ["安全", "安全 检查", "燃气", "监督 管理 部门"]
    code = (
        "import json, lishi_duties as ld; "
        f"print(json.dumps([[[h.duty.id, h.score] for h in ld.load(edition=1).search(q, 400)] for q in {queries!r}]))"
    )
    here = [[[hit.duty.id, hit.score] for hit in LIST.search(query, ALL)] for query in queries]
    for seed in ("1", "2"):
        assert json.loads(python("-c", code, PYTHONHASHSEED=seed).stdout) == here


@given(words(), st.integers(1, 400))
def test_a_limit_cuts_the_end(wanted: list[str], limit: int) -> None:
    query = " ".join(wanted)
    assert LIST.search(query, limit) == LIST.search(query, ALL)[:limit]


def test_ten_are_given_unless_told(duties: ld.DutyList) -> None:
    assert len(duties.search("安全")) == 10


@given(
    words(),
    st.none() | st.sampled_from(KINDS),
    st.none() | st.sampled_from(LIST.edition.categories),
    st.none() | st.sampled_from(["区公安局", "应急局", "区级相关部门"]),
)
def test_filters_narrow_the_same_hits(
    wanted: list[str], kind: ld.Kind | None, category: str | None, department: str | None
) -> None:
    assume(kind or category or department)
    query = " ".join(wanted)
    allowed = LIST.filter(kind=kind, category=category, department=department)
    expected = [found for found in ids(LIST.search(query, ALL)) if found in allowed]
    assert ids(LIST.search(query, ALL, kind=kind, category=category, department=department)) == expected
    assert ids(LIST.search(query, 2, kind=kind, category=category, department=department)) == expected[:2]


# What is refused


@pytest.mark.parametrize("query", ["", " ", "\n\t　", "，。、", "“”（）", "-_*", "\ud800", "\0", "🙂"])
def test_a_query_without_a_word_is_refused(duties: ld.DutyList, query: str) -> None:
    with pytest.raises(ld.ArgumentError, match="holds no word; give one or more, such as") as caught:
        duties.search(query)
    str(caught.value).encode()


def test_a_huge_query_is_refused(duties: ld.DutyList) -> None:
    assert duties.search("区" * 2000) == ()
    with pytest.raises(ld.ArgumentError) as caught:
        duties.search("区" * 2001)
    assert str(caught.value) == "the query has 2,001 characters; 2,000 are the most"


@pytest.mark.parametrize("query", [None, 3, b"x", ["燃气"], ("燃气", "安全")])
def test_a_query_of_the_wrong_type_is_refused(duties: ld.DutyList, query: Any) -> None:
    with pytest.raises(ld.ArgumentError, match=f"a query is a str, not {type(query).__name__}"):
        duties.search(query)


@pytest.mark.parametrize("limit", [0, -1, True, None, "10", 1.0])
def test_a_limit_that_makes_no_sense_is_refused(duties: ld.DutyList, limit: Any) -> None:
    for query in ("燃气", "xyzzyq"):
        with pytest.raises(ld.ArgumentError) as caught:
            duties.search(query, limit)
        assert str(caught.value) == f"limit is how many results at most, an int from 1, not {limit!r}"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"kind": "coop"}, ld.ArgumentError),
        ({"category": "民生"}, ld.CategoryNotFoundError),
        ({"department": "区外星局"}, ld.DepartmentNotFoundError),
        ({"department": 3}, ld.ArgumentError),
    ],
)
def test_bad_filters_are_refused_even_where_nothing_is_found(
    duties: ld.DutyList, arguments: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        duties.search("xyzzyq", **arguments)
