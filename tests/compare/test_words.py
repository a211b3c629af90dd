"""The words of two texts: a person can read what changed, and nothing is lost or invented."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from lishi_duties.compare.change import Change


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

    def signed(change: Change) -> str:
        return "".join(signs[s.kind][0] + s.text + signs[s.kind][1] for s in change.words)

    assert signed(Change("title", "title", before, after)) == words
    mirror = re.sub(r"\{\+(.*?)\+\}", r"[=\1=]", words).replace("[-", "{+").replace("-]", "+}")
    mirror = re.sub(r"(\{\+[^}]*\+\})\[=(.*?)=\]", r"[=\2=]\1", mirror).replace("[=", "[-").replace("=]", "-]")
    assert signed(Change("title", "title", after, before)) == mirror


chinese = st.text("负责开展巡查排宣传，、。；12a", max_size=24)


@examples(200)
@given(chinese, chinese)
def test_words_are_the_two_texts(before: str, after: str) -> None:
    words = Change("title", "title", before, after).words
    assert "".join(s.text for s in words if s.kind != "added") == before
    assert "".join(s.text for s in words if s.kind != "removed") == after
    assert all(s.text for s in words)
    opposite = {"same": "same", "removed": "added", "added": "removed"}
    back = Change("title", "title", after, before).words
    assert sorted((opposite[s.kind], s.text) for s in words) == sorted((s.kind, s.text) for s in back)
    kinds = [s.kind for s in words]
    assert all((a, b) != ("same", "same") and (a, b) != ("added", "removed") for a, b in pairwise(kinds))


@given(chinese, chinese)
def test_no_single_character_is_left_between_words_that_changed(before: str, after: str) -> None:
    words = Change("title", "title", before, after).words
    for left, same, right in zip(words, words[1:], words[2:], strict=False):
        if same.kind == "same" and left.kind != "same" and right.kind != "same":
            assert sum(char.isalnum() for char in same.text) != 1
