"""What the conversion put between and into the characters is taken out again, and nothing else."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lishi_duties.intake.document import Cell, Piece, cell_text, clean, join_cells, span
from lishi_duties.model import Place

ALPHABET = "区公安局工作一二、。，：；？！（）“”《》—·…　ＡＢ１abcAPP12345.,:;?!()%-+/ \t\n\xa0"
texts = st.text(st.sampled_from(ALPHABET), max_size=30)


@pytest.mark.parametrize(
    ("received", "published"),
    [
        ("国家统计局江津 调查队", "国家统计局江津调查队"),
        ("一、党的建设 ( 24项 )", "一、党的建设（24项）"),
        ("五、生态环保(10项)", "五、生态环保（10项）"),
        ("区民政局 :", "区民政局："),
        ("承接部门 : 区应急管理局", "承接部门：区应急管理局"),
        ("生产经营活动 ,未签订安全管理协议", "生产经营活动，未签订安全管理协议"),
        ("对试生产(使用)方案进行审查", "对试生产（使用）方案进行审查"),
        ("审批( 含砍伐城市树木 , 迁移城市古树名木 )", "审批（含砍伐城市树木，迁移城市古树名木）"),
        ("扶助、救助制度,发放奖励金", "扶助、救助制度，发放奖励金"),
        ("\u3000\u3000安全生\n产\xa0", "安全生产"),
        ("是否办理?未办理!", "是否办理？未办理！"),
        ("((甲)乙)", "（（甲）乙）"),
    ],
)
def test_folds_what_the_conversion_left(received: str, published: str) -> None:
    assert clean(received) == published


@pytest.mark.parametrize("received", ["（24项)", "(24项）", "（24项 )"])
def test_a_pair_of_two_widths_is_folded_too(received: str) -> None:
    assert clean(received) == "（24项）"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "APP",
        "C, D",
        "use (of) land: 12:30",
        "2.5",
        "12345",
        "G212",
        "a  b",
        "推广“科普中国”APP。",
        "引导C、D级危房",
        "（含临时）、《办法》",
    ],
)
def test_leaves_what_the_document_says(text: str) -> None:
    assert clean(text) == text


@given(texts)
@example("a\u3000 b")
@example("甲 a ,乙 (b) 丙")
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(texts)
def test_cleaning_takes_nothing_but_space_and_changes_nothing_but_width(text: str) -> None:
    def bare(text: str) -> str:
        return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))

    assert bare(clean(text)) == bare(text)


@given(texts)
def test_no_space_is_left_beside_a_chinese_character(text: str) -> None:
    assert not re.search(r"\s[区公安局工作一二]|[区公安局工作一二]\s", clean(text))


@given(texts)
def test_no_half_width_mark_is_left_beside_a_chinese_character(text: str) -> None:
    assert not re.search(r"[,:;?!][区公安局工作一二]|[区公安局工作一二][,:;?!]", clean(text))


# ---- cells over pages ----------------------------------------------------------------------------------------------------


def cell(*pieces: str | Piece) -> Cell:
    return tuple(piece if isinstance(piece, Piece) else Piece(piece) for piece in pieces)


def test_a_cell_goes_on_where_its_page_ended() -> None:
    """However the next page begins: as a paragraph, or as an item in the middle of a sentence."""
    assert join_cells(cell("恢复农"), cell("业生产。", "7.排查。")) == (
        Piece("恢复农"),
        Piece("业生产。", "run"),
        Piece("7.排查。"),
    )
    middle = join_cells(cell(Piece("负责排", "item")), cell(Piece("查。", "item"), Piece("上报。", "item")))
    assert [piece.begins for piece in middle] == ["item", "run", "item"]


def test_a_list_item_after_a_finished_sentence_is_an_item_of_its_own() -> None:
    joined = join_cells(cell(Piece("负责排查。", "item")), cell(Piece("上报。", "item")))
    assert [piece.begins for piece in joined] == ["item", "item"]


def test_a_finished_paragraph_says_nothing_about_the_next_page() -> None:
    """A page may end after a sentence within a task."""
    assert join_cells(cell("公开信息。"), cell("设立电话。"))[1].begins == "run"


@pytest.mark.parametrize("one", [cell(), cell("工作。"), cell(Piece("排查。", "item"), "工作。")])
def test_an_empty_part_changes_nothing(one: Cell) -> None:
    assert join_cells(one, ()) == one == join_cells((), one)


@given(st.lists(texts, max_size=3), st.lists(texts, max_size=3))
def test_joining_keeps_every_character(before: list[str], after: list[str]) -> None:
    joined = join_cells(cell(*before), cell(*after))
    assert "".join(piece.text for piece in joined) == "".join([*before, *after])


def test_cell_text_is_one_clean_line() -> None:
    assert cell_text(cell("对生产经营单位 安全生", Piece(" 产的处罚", "run"))) == "对生产经营单位安全生产的处罚"
    assert cell_text(()) == ""


def test_a_span_reaches_from_the_first_to_the_last() -> None:
    places = [Place(lines=(151, 151)), Place(lines=(154, 154)), Place(lines=(140, 141), pages=(2, 3))]
    assert span(places) == Place(lines=(140, 154), pages=(2, 3))
    assert span([Place()]) == Place()
