"""Dispatch: whose matter a request is."""

from __future__ import annotations

import json
import pickle
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import measures
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

import lishi_duties as ld
from lishi_duties.retrieval.bm25 import GramIndex, grams_of
from lishi_duties.retrieval.lending import wordings_for
from lishi_duties.retrieval.message import matter_of, pieces_of
from lishi_duties.retrieval.settings import SETTINGS
from lishi_duties.text import fold, fold_lines

EVALUATION = Path(__file__).parents[2] / "evaluation"
LIST = ld.load(edition=1)
"""What is said of single duties is said of the first edition, and stays true when a newer one appears."""


def first(request: str) -> ld.Assignment:
    return LIST.dispatch(request).assignments[0]


# ---- what it answers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_", "duty", "lead", "role"),
    [
        ("楼上漏水，物业不管", "B049", ("李市镇",), "responsible"),
        ("镇上那家药店卖过期药", "C036", ("江津区市场监管局",), "assists"),
        ("场上有人卖高价棺材", "C013", ("江津区市场监管局",), "assists"),
        ("有人用面包车改装了拉死人", "C013", ("区公安局",), "assists"),
        ("隔壁修了一座大理石的活人墓", "C013", ("区民政局",), "assists"),
        ("想办砍树的证", "R129", ("区林业局",), "none"),
        ("镇上还出不出法律援助的经济困难证明", "R119", (), "none"),
    ],
)
def test_who_leads_and_what_the_town_does(request_: str, duty: str, lead: tuple[str, ...], role: str) -> None:
    found = first(request_)
    assert (found.duty.id, found.lead, found.town_role) == (duty, lead, role)


@pytest.mark.parametrize(
    "request_", ["护照过期了去哪里换", "银行卡被吞了怎么办", "火车票改签要扣好多钱", "綦江城里的路灯不亮了", "帮我写一首诗"]
)
def test_what_is_on_no_list_gets_no_duty(request_: str) -> None:
    assert LIST.dispatch(request_).assignments == ()


def test_what_is_off_the_list_is_named() -> None:
    assert LIST.dispatch("护照过期了去哪里换").topic == "护照与出入境"


def test_a_discontinued_item_says_so() -> None:
    found = first("出具法律援助经济状况证明")
    assert found.reason.startswith("根据《法律援助法》相关规定，不再开展此项工作")


@pytest.mark.parametrize(
    ("traditional", "simplified"), [("樓上漏水，物業不管", "楼上漏水，物业不管"), ("藥店賣過期藥", "药店卖过期药")]
)
def test_traditional_characters_are_the_same_request(traditional: str, simplified: str) -> None:
    assert [a.duty.id for a in ld.dispatch(traditional).assignments] == [a.duty.id for a in ld.dispatch(simplified).assignments]


def test_full_width_letters_are_the_same_request() -> None:
    assert [a.score for a in ld.dispatch("ＫＴＶ晚上吵人").assignments] == [
        a.score for a in ld.dispatch("KTV晚上吵人").assignments
    ]


def test_every_title_finds_its_own_duty_among_the_first() -> None:
    """The list's own words are a request too; where titles nearly agree, their own duty is among the first three."""
    lost = [d.id for d in LIST if d.id not in [a.duty.id for a in LIST.dispatch(d.title, limit=3).assignments]]
    assert lost == []


# ---- the form of an answer -----------------------------------------------------------------------------------------------

request_texts = st.text(
    st.sampled_from("楼上漏水物业不管药店过期火锅油烟吵死人证明办理镇政府，。？ a1"), min_size=2, max_size=60
).filter(lambda text: len(fold(text)) >= 2)


@examples(150)
@given(request_texts, st.integers(1, 8))
def test_answers_keep_their_form(request_: str, limit: int) -> None:
    answer = ld.dispatch(request_, limit)
    scores = [a.score for a in answer.assignments]
    assert len(scores) <= limit
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    departments = ld.load().departments
    for a in answer.assignments:
        if a.duty.kind == "basic":
            assert (a.lead, a.town_role) == (("李市镇",), "responsible")
        else:
            assert a.town_role == ("assists" if a.duty.kind == "cooperative" else "none")
            assert all(departments[name].name == name for name in a.lead)
            assert bool(a.lead) == (not isinstance(a.duty, ld.ReclaimedItem) or a.duty.discontinued is None)
        assert all(word in fold(ld.dispatch_directory().simplified(request_)) for word in a.matched)
        assert "\n" not in a.reason
    assert ld.dispatch(request_, limit) == answer


@given(request_texts)
def test_a_smaller_limit_cuts_the_answer_only(request_: str) -> None:
    assert ld.dispatch(request_, 2).assignments == ld.dispatch(request_, 5).assignments[:2]


def test_answers_can_be_pickled_and_show_themselves() -> None:
    answer = LIST.dispatch("楼上漏水，物业不管")
    assert pickle.loads(pickle.dumps(answer)) == answer
    assert repr(answer).startswith("<Dispatch '楼上漏水，物业不管': B049 0.")
    assert repr(LIST.dispatch("护照过期了去哪里换")).endswith("nothing fits>")


def test_the_first_answer_of_a_process_is_like_every_later_one() -> None:
    """The first request is scored without the index, the second builds it."""
    code = (
        "import lishi_duties as ld, json\n"
        "duties = ld.load(edition=1)\n"
        "asked = [duties.dispatch('门口烧烤摊油烟大，机器轰轰响') for _ in range(3)]\n"
        "print(json.dumps([[(a.duty.id, a.score) for a in answer.assignments] for answer in asked]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    one, two, three = json.loads(done.stdout)
    assert one == two == three
    assert one


def test_dispatch_on_another_town_says_the_directory_is_borrowed() -> None:
    file = LIST.file
    place = file.edition.jurisdiction.model_copy(update={"town": "某镇"})
    other = ld.DutyList(file.model_copy(update={"edition": file.edition.model_copy(update={"jurisdiction": place})}))
    answer = other.dispatch("楼上漏水，物业不管")
    assert answer.directory == "borrowed"
    assert (answer.assignments[0].duty.id, answer.assignments[0].lead) == ("B049", ("某镇",))
    assert ld.dispatch("楼上漏水，物业不管").directory == "own"


def test_a_borrowed_directory_serves_duties_that_read_the_same() -> None:
    known = ld.dispatch_directory()
    duties = tuple(ld.load())
    assert wordings_for(duties, known, own=False) == wordings_for(duties, known, own=True)


# ---- letters, tickets, several matters, batches ---------------------------------------------------------------------------

TICKETS = (
    "工单编号：20260318114502\n来电时间：2026-03-18 11:45\n诉求人：刘先生\n\n诉求内容：{}\n办理时限：5个工作日",
    "【来电人】王女士【电话】13800000000【地址】大桥村3组12号【反映内容】{}【处理要求】请核实处理并于3日内回复。",
    "DH2601150887\t网络渠道\t2026/3/4\t王女士\t13800000000\t人民街12号3栋\t{}\t待办理\t否",
    "来电人 | 王女士\n电话 | 13800000000\n内容 | {}\n附件 | 无",
    "1、编号：77120045 2、受理时间：3月4日 3、来电人：王女士\n4、诉求内容：{}\n5、承办单位：待定",
    "<p>来电人：王女士</p><p>电话：13800000000</p><p>内容：{}</p>",
    "我叫王芳，住在大桥村3组12号，电话13800000000。{}",
    "{} 我的电话是13800000000",
)


@pytest.mark.parametrize("ticket", TICKETS)
@pytest.mark.parametrize(
    ("request_", "id"), [("集镇上的路灯坏了几盏，晚上看不见路", "B086"), ("农贸市场旁边的广场每天晚上放高音喇叭跳舞", "C047")]
)
def test_what_surrounds_a_request_does_not_count(ticket: str, request_: str, id: str) -> None:
    plain = LIST.dispatch(request_).assignments[0]
    assert plain.duty.id == id
    found = first(ticket.format(request_))
    assert (found.duty.id, found.lead, found.score) == (id, plain.lead, pytest.approx(plain.score, abs=0.02))


@pytest.mark.parametrize(
    "request_",
    [
        "工单编号：1\n来电人：王女士\n联系电话：13800000000\n诉求内容：\n办理时限：5日",
        "【来电人】王女士【电话】13800000000【内容】大桥村3组12号【要求】请回复",
        "大桥村3组12号",
        "这个那个怎么办",
    ],
)
def test_a_message_without_a_matter_is_for_a_person(request_: str) -> None:
    answer = LIST.dispatch(request_)
    assert answer.needs_review
    assert "little" in answer.why


def test_someone_who_works_elsewhere_asks_of_a_matter_here() -> None:
    here, elsewhere = LIST.dispatch("我在广东打工，老家的路灯坏了没人修"), LIST.dispatch("綦江城里的路灯坏了没人修")
    assert here.assignments[0].duty.id == "B086"
    assert "elsewhere" not in here.why
    assert elsewhere.assignments == () or "elsewhere" in elsewhere.why


@pytest.mark.parametrize("misheard", ["集镇的路登坏了，晚上看不见", "楼上露水，物业不管", "场上有人卖高价馆材"])
def test_what_was_misheard_is_found_by_its_sound(misheard: str) -> None:
    assert first(misheard).duty.id == {"集": "B086", "楼": "B049", "场": "C013"}[misheard[0]]


def test_several_matters_are_told_apart() -> None:
    lamp, road = "集镇主街上的路灯有七八盏不亮，晚上散步都打手电", "我们村那条路全是坑，一下雨积水没过脚脖子，请安排修一修"
    answer = LIST.dispatch(f"{road}。{lamp}。")
    assert {matter.assignments[0].duty.id for matter in answer.matters} == {"B091", "B086"}
    assert [matter.text for matter in answer.matters] == [road, lamp]
    assert "several" in answer.why
    assert LIST.dispatch(lamp).matters == ()


@pytest.mark.parametrize(
    "request_",
    [
        "路灯坏了不亮。老板拖欠我三个月工资不给。",
        "1.路灯坏了不亮；2.老板拖欠我三个月工资不给；3.有人在河里电鱼",
        "一是路灯坏了不亮，二是老板拖欠我三个月工资不给",
    ],
)
def test_short_matters_are_told_apart_too(request_: str) -> None:
    answer = LIST.dispatch(request_)
    assert {"B086", "C015"} <= {matter.assignments[0].duty.id for matter in answer.matters}


@pytest.mark.parametrize(
    "around",
    ["{}\n发自我的iPhone", "Dear Sir, {} Thanks.", "内容：{}\n身份证号码：510222198001011234", "坐席：您好，请讲\n市民：{}"],
)
@pytest.mark.parametrize(
    ("request_", "id"), [("自来水停了三天没人管，怎么办啊", "B087"), ("楼上漏水，物业不管，天天往下滴", "B049")]
)
def test_signatures_and_transcripts_do_not_count(around: str, request_: str, id: str) -> None:
    assert LIST.dispatch(request_).assignments[0].duty.id == first(around.format(request_)).duty.id


@pytest.mark.parametrize("request_", ["안녕하세요 가로등", "锟斤拷锟斤拷", "我要投诉"])
def test_what_nothing_is_understood_of_is_for_a_person(request_: str) -> None:
    answer = LIST.dispatch(request_)
    assert answer.assignments == ()
    assert answer.needs_review


def test_ten_matters_in_one_text_are_answered() -> None:
    requests = [duty.title for duty in LIST.basic[:10]]
    assert len(LIST.dispatch("。".join(requests)).matters) <= 5


def test_the_answer_names_its_edition() -> None:
    answer = LIST.dispatch("楼上漏水，物业不管").to_dict()
    assert (answer["jurisdiction"], answer["edition"]) == (str(LIST.edition.jurisdiction), 1)
    assert json.loads(json.dumps(answer)) == answer


def test_a_batch_is_answered_one_by_one_and_nothing_stops_it() -> None:
    requests = ["楼上漏水，物业不管", "", "水" * 20_001, None, "路灯不亮"]
    answers = list(LIST.dispatch_many(requests))  # type: ignore[arg-type]
    assert [answer.error is None for answer in answers] == [True, False, False, False, True]
    assert answers[0] == LIST.dispatch("楼上漏水，物业不管")
    assert all(answer.needs_review and not answer.assignments for answer in answers[1:4])


def test_a_batch_is_lazy_and_refuses_a_wrong_limit_at_once() -> None:
    def endless() -> Iterator[str]:
        while True:
            yield "路灯不亮"

    assert next(LIST.dispatch_many(endless())).assignments[0].duty.id == "B086"
    with pytest.raises(ld.ArgumentError, match="limit is how many"):
        LIST.dispatch_many([], 0)


@given(st.text(max_size=400))
def test_the_parting_of_a_message_invents_nothing(message: str) -> None:
    matter = matter_of(message)
    assert set(matter) <= {*message, "\n"}
    assert sum(map(len, pieces_of(matter, 20, 40))) <= len(matter)
    assert len(pieces_of(matter, 20, 40)) <= 40


@pytest.mark.parametrize(
    "text", ["诉求内容：" * 4000, "【" * 20_000, "3组" * 10_000, "a@" * 10_000, "<" * 20_000, "ab " * 7000, "&amp;" * 4000]
)
def test_no_message_takes_long(text: str) -> None:
    LIST.dispatch("先问一遍，让索引建好")
    LIST.dispatch("再问一遍，让索引建好")
    begin = time.process_time()
    LIST.dispatch(f"路灯{text}"[:20_000])
    assert time.process_time() - begin < 2  # a quadratic pattern would take minutes


REWORDED = (
    ("负责", ""),
    ("开展", "组织开展"),
    ("本镇", "辖区"),
    ("监督管理", "监管"),
    ("管理", "管理工作"),
    ("的处罚", "行政处罚"),
    ("落实", "抓好落实"),
)


def test_wordings_are_lent_to_titles_that_are_like_and_to_no_others() -> None:
    document = LIST.file.model_dump(mode="json")
    for kind in ("basic", "cooperative", "reclaimed"):
        for duty in document[kind]:
            duty["title"] = next(
                (duty["title"].replace(a, b, 1) for a, b in REWORDED if a in duty["title"]),
                f"{duty['title'].rstrip('。')}相关工作",
            )
    document["basic"][0]["title"] = "蚕桑丝绸博览会筹备"
    document["edition"]["jurisdiction"]["town"] = "某镇"
    document["notes"] = []
    other = ld.DutyList(ld.DutyListFile.model_validate_json(json.dumps(document, ensure_ascii=False)))
    own = ld.dispatch_directory().duties
    assert "B001" not in other.wordings
    assert [one for one in other.ids if one != "B001" and other.wordings.get(one) != own[one]] == []
    assert other.dispatch("楼上漏水，物业不管").assignments[0].duty.id == "B049"


# ---- reranking -----------------------------------------------------------------------------------------------------------


def test_a_reranker_reorders_and_drops() -> None:
    seen: list[int] = []

    def backwards(request: str, candidates: tuple[ld.Assignment, ...]) -> list[ld.Assignment]:
        seen.append(len(candidates))
        return [a for a in reversed(candidates) if a.duty.kind != "reclaimed"]

    plain = LIST.dispatch("楼上漏水，物业不管", limit=20).assignments
    turned = LIST.dispatch("楼上漏水，物业不管", limit=3, rerank=backwards).assignments
    assert turned == tuple(a for a in reversed(plain) if a.duty.kind != "reclaimed")[:3]
    assert seen == [len(plain)]


def test_a_reranker_that_drops_all_leaves_nothing_and_names_no_topic() -> None:
    answer = LIST.dispatch("楼上漏水，物业不管", rerank=lambda request, candidates: [])
    assert (answer.assignments, answer.matters, answer.topic) == ((), (), None)


def test_a_reranker_is_not_asked_where_nothing_fits() -> None:
    def never(request: str, candidates: tuple[ld.Assignment, ...]) -> list[ld.Assignment]:
        raise AssertionError

    assert LIST.dispatch("护照过期了去哪里换", rerank=never).assignments == ()


@pytest.mark.parametrize("answer", [lambda _, found: [found[0], found[0]], lambda _, found: [first("有人卖过期药")]])
def test_a_reranker_may_not_invent(answer: object) -> None:
    with pytest.raises(ld.ArgumentError, match="give back assignments it was given"):
        LIST.dispatch("楼上漏水，物业不管", rerank=answer)  # type: ignore[arg-type]


# ---- bad input -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ("", "fewer than 2 characters"),
        (" \t\n", "fewer than 2 characters"),
        ("，。？！", "fewer than 2 characters"),
        ("😀😀😀", "fewer than 2 characters"),
        ("火", "fewer than 2 characters"),
        ("水" * 20_001, "20,001 characters; 20,000 are the most"),
        ("水" * 100_000, "100,000 characters"),
        (b"\xe6", "a request is a str, not bytes"),
        (None, "a request is a str, not NoneType"),
    ],
)
def test_a_request_that_says_nothing_is_refused(request_: str, message: str) -> None:
    with pytest.raises(ld.ArgumentError, match=message):
        ld.dispatch(request_)


@pytest.mark.parametrize("limit", [0, -1, True, 2.0, "3", None])
def test_a_limit_that_is_none_is_refused(limit: int) -> None:
    with pytest.raises(ld.ArgumentError, match="limit is how many"):
        ld.dispatch("楼上漏水", limit)


@pytest.mark.parametrize(
    "request_", ["\ud800\udfff水管爆了", "水\x00管\x07爆了", "​水​管爆了", "水管爆了" * 500, "a" * 2000, "\n" * 500 + "水管爆了"]
)
def test_odd_requests_are_answered(request_: str) -> None:
    ld.dispatch(request_)


@examples(200)
@given(st.text(max_size=300))
def test_no_text_breaks_it(request_: str) -> None:
    if len(fold(request_)) < 2:
        with pytest.raises(ld.ArgumentError, match="fewer than 2 characters"):
            ld.dispatch(request_)
        return
    for a in ld.dispatch(request_).assignments:
        assert a.reason
        assert all(len(word) > 1 for word in a.matched)


def test_time_grows_no_faster_than_the_request() -> None:
    def seconds(request: str) -> float:
        best = 9.0
        for _ in range(15):
            begin = time.process_time()  # not what other programs take meanwhile
            ld.dispatch(request)
            best = min(best, time.process_time() - begin)
        return best

    text = "".join(d.title for d in ld.load())
    ld.dispatch(text[:2000])
    assert seconds(text[:2000]) < 40 * seconds(text[:200])  # ten times the length


# ---- scoring -------------------------------------------------------------------------------------------------------------

texts = st.lists(st.text("甲乙丙丁戊\n", max_size=30), min_size=1, max_size=40)


@given(texts, st.text("甲乙丙丁戊己", min_size=1, max_size=8))
def test_the_index_scores_like_bm25(given_: list[str], query: str) -> None:
    """Against the formula, written out; with and without the index."""
    from math import log

    index = GramIndex(given_, len(given_))
    saturation, length = SETTINGS.saturation, SETTINGS.length_weight
    usual = max(1.0, sum(map(len, given_)) / len(given_))
    wanted = [0.0] * len(given_)
    for gram in grams_of(query):
        holders = sum(gram in text for text in given_)
        rarity = log(1 + (len(given_) - holders + 0.5) / (holders + 0.5)) * (SETTINGS.single_weight if len(gram) == 1 else 1)
        for place, text in enumerate(given_):
            count = sum(text.startswith(gram, at) for at in range(len(text)))
            wanted[place] += rarity * count / (count + saturation * (1 - length + length * len(text) / usual)) if count else 0
    for _ in range(2):
        got = [score / SETTINGS.unit for score in index.scores(grams_of(query))]
        assert got == pytest.approx(wanted, abs=0.01)


@given(st.text())
def test_folding_lines_folds_each_line(text: str) -> None:
    lines = text.split("\n")
    folded = fold_lines(text).split("\n")
    assert len(folded) == len(lines)
    assert folded == [fold_lines(line) for line in lines]


# ---- the measured figures hold -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["tuning.json", "held-out.json"])
def test_requests_are_sent_where_they_belong(name: str) -> None:
    by_kind = measures.figures(json.loads((EVALUATION / "sentences" / name).read_text(encoding="utf-8")))

    def over_all(figure: str) -> float:
        return statistics.mean(value for row in by_kind.values() for value in row.get(figure, ()))

    assert over_all("first") >= 0.8
    assert over_all("in three") >= 0.92
    assert over_all("to town") <= 0.03
    assert over_all("abstains") >= 0.8
    assert over_all("lost") <= 0.04
