"""Folding for comparison, and the nearest of several names."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lishi_duties.text import fold, nearest

NAMES = ["区公安局", "区教委", "区水利局", "区水务中心", "江津区市场监管局", "GPS中心"]

chinese = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=12)
mixed = st.text(
    alphabet=st.one_of(
        st.sampled_from("，。、；：“”（）《》 　·—…-_,.()"),
        st.sampled_from("大棚房问题区公安局"),
        st.characters(min_codepoint=0x21, max_codepoint=0x7E),
        st.characters(min_codepoint=0xFF01, max_codepoint=0xFF5E),
        st.sampled_from("①Ⅳ½㎡ﬁßİǅ"),
    ),
    max_size=20,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＰＰ 、“大棚房” 问题", "app大棚房问题"),
        ("ａｐｐ", "app"),
        ("ＡＰＰ", "app"),
        ("App", "app"),
        ("ﬁ", "fi"),
        ("12345 热线（试行）", "12345热线试行"),
        ("１２３４５", "12345"),
        ("100㎡", "100m2"),
        ("_under_score_", "underscore"),
        ("。！？、", ""),
        ("", ""),
        (" \t\n　", ""),
        ("\ud800", ""),
        ("\0", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(mixed)
@example("ａｐｐ大棚房")
@example("ＡＰＰ")
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(mixed)
def test_only_letters_and_digits_are_left(text: str) -> None:
    assert all(char.isalnum() for char in fold(text))


@given(mixed)
def test_width_does_not_count(text: str) -> None:
    wide = text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    assert fold(wide) == fold(text)


@given(mixed)
def test_case_does_not_count(text: str) -> None:
    ascii_upper = "".join(char.upper() if char.isascii() else char for char in text)
    ascii_lower = "".join(char.lower() if char.isascii() else char for char in text)
    assert fold(ascii_upper) == fold(ascii_lower) == fold(text)


@given(chinese, st.data())
def test_spaces_and_punctuation_do_not_count(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    noise = data.draw(st.text(alphabet=" 　\n\t，。、；：“”（）《》·—…-_,.()", max_size=5))
    assert fold(text[:at] + noise + text[at:]) == fold(text)


@given(st.text())
def test_any_text_can_be_folded(text: str) -> None:
    assert isinstance(fold(text), str)


def test_nearest_puts_the_best_first() -> None:
    assert nearest("区公安分局", NAMES) == ("区公安局",)
    assert nearest("区水利局局", NAMES)[0] == "区水利局"
    assert nearest("市场监管局", NAMES) == ("江津区市场监管局",)


def test_nearest_looks_through_width_and_case() -> None:
    assert nearest("ｇｐｓ", NAMES) == ("GPS中心",)


def test_nearest_of_nothing_alike_is_empty() -> None:
    assert nearest("xyzzy", NAMES) == ()
    assert nearest("", NAMES) == ()
    assert nearest("。。", NAMES) == ()
    assert nearest("区公安局", []) == ()


def test_nearest_gives_no_more_than_asked() -> None:
    alike = [f"区公安{i}局" for i in range(9)]
    assert len(nearest("区公安局", alike)) == 3
    assert len(nearest("区公安局", alike, 1)) == 1


@given(st.sampled_from(NAMES), st.text(max_size=8))
def test_nearest_gives_only_names_that_exist(name: str, noise: str) -> None:
    found = nearest(name + noise, NAMES)
    assert set(found) <= set(NAMES)
    assert len(set(found)) == len(found)
    assert nearest(name, NAMES)[0] == name
