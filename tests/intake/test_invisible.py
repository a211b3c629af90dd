"""Characters nobody sees: dropped with a remark, made into what they look like, or refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lishi_duties import IntakeError
from lishi_duties.intake.invisible import Unseen
from lishi_duties.model import Place

PATH = Path("list.docx")
EMPTY = re.compile("[\u034f\u115f\u1160\u180b-\u180e\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""What Unicode calls printable although nothing is seen of it."""


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("安全生产", "安全生产"),
        ("甲\u3000乙", "甲\u3000乙"),
        ("a\xa0b\u2009c", "a b c"),
        ("甲\r\n乙\r丙\u2028丁\u2029戊", "甲\n乙\n丙\n丁\n戊"),
        ("安\u200b全\ufeff生\xad产\u202a", "安全生产"),
        ("养\ufe0f老\u3164服\u180e务\u2800台\U000e0100账\u034f\uffa0", "养老服务台账"),
        ("\t甲", "\t甲"),
    ],
)
def test_a_text_becomes_what_it_looks_like(text: str, seen: str) -> None:
    assert Unseen(PATH).visible(text, Place()) == seen


@pytest.mark.parametrize("code", [0x00, 0x0B, 0x1F, 0x85, 0xD800, 0xE000, 0xF0B7, 0xFFFC, 0xFFFD, 0xF0000])
def test_what_cannot_be_known_is_refused_with_its_place(code: int) -> None:
    char = chr(code)
    with pytest.raises(IntakeError, match=f"U\\+{code:04X}") as caught:
        Unseen(PATH).visible(f"{'甲' * 30}{char}{'乙' * 30}", Place(table=2, rows=(3, 3)))
    assert caught.value.text == "甲" * 20 + char + "乙" * 20
    assert caught.value.place == Place(table=2, rows=(3, 3))


def test_each_kind_is_remarked_once_with_its_number_and_first_place() -> None:
    unseen = Unseen(PATH)
    for row, text in enumerate(["甲\u200b\u200b乙", "丙", "丁\xad戊\u200b"], 1):
        unseen.visible(text, Place(rows=(row, row)))
    found = [(remark.problem.split("，")[0], remark.place.rows, remark.text) for remark in unseen.remarks()]
    assert found == [
        ("文中有3个看不见的字符（U+200B）", (1, 1), "甲乙"),
        ("文中有1个看不见的字符（U+00AD）", (3, 3), "丁戊"),
    ]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"], exclude_characters="\ufff9\ufffa\ufffb\ufffc\ufffd")))
def test_nothing_seen_is_lost(text: str) -> None:
    def shown(string: str) -> list[str]:
        return [char for char in string if char.isprintable() and not char.isspace() and not EMPTY.match(char)]

    assert shown(Unseen(PATH).visible(text, Place())) == shown(text)
