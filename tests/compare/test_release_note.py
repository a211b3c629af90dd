"""A comparison in words: each duty once, in Chinese and English, and Markdown that shows what is meant."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from examples import examples
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt  # comes with rich
from revised_lists import OLD, Document, body_of, changed_duty, made, record, revised, sample, small, without, written

import lishi_duties as ld
from lishi_duties.compare.diff import diff
from lishi_duties.model import KINDS

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
    event = {"id": "C001", "edition": 2, "title": "校园周边安全", "lists": ["cooperative"]}
    document["lineage"] = [{**event, "kind": "split", "into": [*heirs]}]
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
    difference = diff(made(old), made(new))
    note = difference.to_markdown()
    assert "## 类别\n\n- 新增法治平安\n- 不再列入平安法治\n- 次序改为法治平安、综合政务、生态环保、党的建设\n" in note
    assert "- **C001** 校园周边安全\n    - 类别由“平安法治”改为“法治平安”\n" in note
    assert "调整类别2项" in note


def test_an_empty_comparison_says_so_in_one_sentence() -> None:
    new = made(revised())
    assert diff(OLD, new).to_markdown() == "第1版与第2版的事项和部门没有差别。\n"
    assert diff(OLD, new).to_markdown("en") == "No duty and no department differs between edition 1 and edition 2.\n"
    assert diff(OLD, OLD).to_markdown() == "第1版前后两个文本的事项和部门没有差别。\n"


@pytest.mark.parametrize("language", ["", "ZH", "de", None])
def test_there_are_two_languages(duties: ld.DutyList, language: Any) -> None:
    with pytest.raises(ld.ArgumentError, match="'zh', 'en'"):
        diff(duties, duties).to_markdown(language)


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
    difference = diff(*lists)
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(difference.to_markdown())
    item = re.search(r"<li><strong>B001</strong> (.*?)</li>", html, re.DOTALL)
    assert item
    words = difference.renamed[0].words
    for tag, kind in (("s", "removed"), ("strong", "added")):
        marked = [spaceless(unescape(text)) for text in re.findall(f"<{tag}>(.*?)</{tag}>", item[1], re.DOTALL)]
        assert marked == [spaceless(segment.text) for segment in words if segment.kind == kind and segment.text.strip()]
    plain = spaceless(unescape(re.sub(r"</?(s|strong)>", "", item[1])))
    assert plain == spaceless("".join(segment.text for segment in words))


def test_a_heading_cannot_begin_a_list() -> None:
    def change(duty: Document) -> None:
        duty["responsibilities"][0]["heading"] = "1. 区生态环境局"
        duty["responsibilities"][0]["tasks"][0] += "报告。"

    html = MarkdownIt("commonmark").render(changed_duty("C047", change).to_markdown())
    assert "<ol>" not in html
    assert "<li>1. 区生态环境局职责第1项：" in html
