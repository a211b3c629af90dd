"""A document taken apart: lists, sections, items; what has no place in a duty list is an error, never skipped."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest
from typeset import HEADERS, SMALL, SOURCE, outline_of, setting

from lishi_duties import IntakeError
from lishi_duties.intake.document import cell_text
from lishi_duties.intake.outline import Item, Outline, Section
from lishi_duties.intake.readers.text import load_text
from lishi_duties.intake.received import receive
from lishi_duties.model import Kind, Place

DOCUMENT = setting(SMALL)


@pytest.fixture(scope="module")
def published() -> Outline:
    """The real document, taken apart."""
    return outline_of(load_text(receive(SOURCE)), SOURCE)


def fault(text: str) -> IntakeError:
    assert text != DOCUMENT
    with pytest.raises(IntakeError) as caught:
        outline_of(text, Path("list.txt"))
    assert caught.value.path == "list.txt"
    return caught.value


def line_of(words: str, text: str = DOCUMENT) -> int:
    (line,) = (number for number, line in enumerate(text.split("\n"), 1) if words in line)
    return line


# ---- the real document ---------------------------------------------------------------------------------------------------

# the counts of the headings, as the published document states them
STATED: dict[Kind, dict[str, int]] = {
    "basic": {
        "党的建设": 24,
        "经济发展": 10,
        "民生服务": 18,
        "平安法治": 12,
        "乡村振兴": 9,
        "生态环保": 7,
        "城乡建设": 11,
        "文化和旅游": 4,
        "综合政务": 8,
    },
    "cooperative": {
        "经济发展": 9,
        "民生服务": 17,
        "平安法治": 14,
        "乡村振兴": 3,
        "生态环保": 10,
        "城乡建设": 23,
        "文化和旅游": 7,
    },
    "reclaimed": {"经济发展": 8, "民生服务": 12, "平安法治": 104, "乡村振兴": 3, "生态环保": 4, "城乡建设": 12},
}


def test_sections_are_those_of_the_document_with_as_many_items_as_stated(published: Outline) -> None:
    """Bold, plain, Markdown; full-width, half-width and spaced parentheses: every form of a heading the document has."""
    assert published.title == "重庆市江津区李市镇履职事项清单"
    stated: dict[Kind, dict[str, int]] = {"basic": {}, "cooperative": {}, "reclaimed": {}}
    for section in published.sections:
        stated[section.kind][section.name] = section.stated
    assert stated == STATED
    counted = {kind: dict.fromkeys(sections, 0) for kind, sections in STATED.items()}
    for item in published.items:
        counted[item.kind][item.category] += 1
    assert counted == STATED
    assert {kind: sum(sections.values()) for kind, sections in counted.items()} == {
        "basic": 103,
        "cooperative": 83,
        "reclaimed": 143,
    }


def test_sections_keep_the_order_of_the_document(published: Outline) -> None:
    for kind, sections in STATED.items():
        assert [s.name for s in published.sections if s.kind == kind] == list(sections)
        assert [name for name, _ in groupby(i.category for i in published.items if i.kind == kind)] == list(sections)
    assert published.categories == tuple(STATED["basic"])


def test_rows_over_pages_are_joined_in_the_middle_of_a_sentence(published: Outline) -> None:
    by_place = {(item.kind, item.number): item for item in published.items}
    assert "恢复农业生产等情况要及时向社会公开" in cell_text(by_place["cooperative", 7].columns[1])
    assert "落实养护责任单位、责任人" in cell_text(by_place["cooperative", 44].columns[1])
    assert cell_text(by_place["reclaimed", 89].title) == (
        "对生产经营单位及其主要负责人或者其他人员拒不执行安全监管监察部门依法下达的安全监管监察指令的处罚"
    )
    assert "的开展行政检查。" in cell_text(by_place["reclaimed", 85].columns[0])


# ---- a made-up document --------------------------------------------------------------------------------------------------


def test_items_know_their_list_section_number_and_line() -> None:
    outlined = outline_of(DOCUMENT)
    found = [(item.kind, item.category, item.number, cell_text(item.title)) for item in outlined.items]
    assert found == [
        ("basic", "党的建设", 1, "开展理论学习。"),
        ("basic", "党的建设", 2, "发展党员。"),
        ("basic", "民生服务", 3, "办理社保卡。"),
        ("cooperative", "民生服务", 1, "养老机构监管"),
        ("cooperative", "民生服务", 2, "社区教育"),
        ("reclaimed", "平安法治", 1, "货运源头监管"),
        ("reclaimed", "平安法治", 2, "指标考核"),
    ]
    assert [item.place.lines for item in outlined.items[:2]] == [(line_of("开展理论"),) * 2, (line_of("发展党员"),) * 2]


@pytest.mark.parametrize(
    ("received", "instead"),
    [
        ("<b>二、民生服务 ( 1项 )</b>\t", "二、民生服务（1项）\t"),
        ("<b>二、民生服务 ( 1项 )</b>\t", "#### 二、民生服务（1项）"),
        ("<b>二、民生服务 ( 1项 )</b>\t", "\n## 二、 民生 服务(1 项)\n"),
        ("# 基本履职事项清单", "第一部分 基本履职事项清单"),
        ("# 基本履职事项清单", "一、基本履职事项清单"),
        ("目录\n", "# 目  录\n"),
        ("1.基本履职事项清单\t1\n", "1.基本履职事项清单……1\n2.配合履职事项清单\t\t5\n"),
        ("目录\n1.基本履职事项清单\t1\n", ""),
        ("镇配合职责", "乡镇（街道）配合职责"),
        ("镇配合职责", "街道配合职责"),
        ("序号\t事项名称\n", "序 号\t事项 名称\n"),
        ("2\t发展党员。", "\n序号\t事项名称\n\t\n2\t发展党员。"),
        ("2\t发展党员。", "２\t发展党员。"),
        ("2\t发展党员。", "2.\t发展党员。"),
        ("2\t发展党员。", "（2）\t发展党员。"),
        ("二、民生服务 ( 1项 )", "（二）民生服务（共1项）"),
        ("# 基本履职事项清单", "样例镇基本履职事项清单（共3项）"),
        ("# 基本履职事项清单", "附件1：基本履职事项清单"),
        ("# 基本履职事项清单", "样例市样例区样例镇履职事项清单·基本履职事项清单"),
        ("\n## 配合履职事项清单", "\n# 基本履职事项清单（续）\n## 配合履职事项清单"),
    ],
)
def test_other_forms_of_the_same_document_say_the_same(received: str, instead: str) -> None:
    assert DOCUMENT.count(received) >= 1

    def bare(outlined: Outline) -> list[object]:
        return [outlined.title, [(s.kind, s.name, s.stated) for s in outlined.sections], *map(without_place, outlined.items)]

    assert bare(outline_of(DOCUMENT.replace(received, instead, 1))) == bare(outline_of(DOCUMENT))


def without_place(item: Item) -> Item:
    return Item(item.kind, item.category, item.number, item.title, item.columns, Place())


@pytest.mark.parametrize(
    ("orders", "merged"),
    [
        (["abc", "abc", "abc"], "abc"),
        (["abcd", "bd", "ad"], "abcd"),
        (["ac", "bc", "ab"], "abc"),
        (["a", "xa", "ya"], "xya"),
    ],
)
def test_categories_agree_with_every_list_where_the_lists_agree(orders: list[str], merged: str) -> None:
    kinds: tuple[Kind, ...] = ("basic", "cooperative", "reclaimed")
    sections = tuple(Section(kind, name, 1, Place()) for kind, order in zip(kinds, orders, strict=True) for name in order)
    assert "".join(Outline("", sections, ()).categories) == merged


def test_categories_are_all_named_once_where_the_lists_disagree() -> None:
    kinds: tuple[Kind, ...] = ("basic", "cooperative", "reclaimed")
    sections = tuple(
        Section(kind, name, 1, Place()) for kind, order in zip(kinds, ["ab", "ba", "c"], strict=True) for name in order
    )
    assert sorted(Outline("", sections, ()).categories) == ["a", "b", "c"]


# ---- refused -------------------------------------------------------------------------------------------------------------

# what is replaced, by what, the words of the line that is named, what the error says
REFUSED = {
    "a row is missing": (
        "2\t发展党员。\n",
        "",
        "3\t办理社保卡",
        "number 3 where 2 is due in 基本履职事项: a row is missing before it",
    ),
    "the last row of a section is missing": (
        "3\t办理社保卡。\n",
        "",
        "二、民生服务 ( 1项 )</b>\t\n",
        "section 民生服务 of 基本履职事项 states 1 items, but has 0",
    ),
    "a row stands twice": (
        "2\t发展党员。\n",
        "2\t发展党员。\n2\t发展党团员。\n",
        "2\t发展党团员",
        "number 2 where 3 is due in 基本履职事项: given twice or out of order",
    ),
    "a number is lost": ("2\t发展党员。", "\t发展党员。", "3\t办理社保卡", "number 3 where 2 is due"),
    "the last number of a section is lost": (
        "3\t办理社保卡。",
        "\t办理社保卡。",
        "\t办理社保卡。",
        "a row without a number that continues no item",
    ),
    "a number in words": (
        "2\t发展党员。",
        "二\t发展党员。",
        "二\t发展党员",
        "the first cell is neither a number nor empty: '二'",
    ),
    "a title is missing": ("2\t发展党员。", "2\t", "2\t\n", "item 2 has no title"),
    "a cell too many": ("2\t发展党员。", "2\t发展党员。\t", "2\t发展党员", "3 cells where 基本履职事项 has 2 columns"),
    "a cell too few": ("2\t指标考核\t", "2\t指标考核，", "2\t指标考核", "2 cells where 上级部门收回事项 has 3 columns"),
    "a column too many": (
        "序号\t事项名称\t承接部门及工作方式",
        "序号\t事项名称\t承接部门及工作方式\t备注",
        "备注",
        "the columns of 上级部门收回事项 are 序号、事项名称、承接部门及工作方式; this header reads: "
        "'序号、事项名称、承接部门及工作方式、备注'",
    ),
    "a column of another name": ("镇配合职责", "村配合职责", "村配合职责", "镇（乡、街道）配合职责; this header reads"),
    "a header row is missing": (
        f"{HEADERS['reclaimed']}\n",
        "",
        "1\t货运源头监管",
        "a row before the header row of its list",
    ),
    "a list of the columns of another": (
        HEADERS["reclaimed"],
        HEADERS["cooperative"],
        HEADERS["cooperative"],
        "the columns of 上级部门收回事项 are",
    ),
    "a section heading is missing": (
        "<b>二、民生服务 ( 1项 )</b>\t\n",
        "",
        "一、党的建设",
        "section 党的建设 of 基本履职事项 states 2 items, but has 3",
    ),
    "the first section heading is missing": (
        "<b>一、党的建设 ( 2项 )</b>\t\n",
        "",
        "<b>二、民生服务",
        "section 二 where 一 is due",
    ),
    "a section heading stands twice": (
        "2\t发展党员。\n",
        "2\t发展党员。\n<b>一、党的建设 ( 2项 )</b>\t\n",
        "<b>一、党的建设",
        "the section 党的建设 begins a second time in this list",
    ),
    "a heading states another number": (
        "一、党的建设 ( 2项 )",
        "一、党的建设 ( 3项 )",
        "一、党的建设",
        "section 党的建设 of 基本履职事项 states 3 items, but has 2",
    ),
    "a list begins again after another": (
        "\n上级部门收回事项清单",
        "\n# 基本履职事项清单\n上级部门收回事项清单",
        "# 基本履职事项清单",
        "the list 基本履职事项 begins a second time",
    ),
    "text nobody knows": (
        "2\t发展党员。\n",
        "2\t发展党员。\n注：以上事项每年调整。\n",
        "注：",
        "text outside the tables that is no heading of a list or a section: '注：以上事项每年调整。'",
    ),
    "a page number": ("2\t发展党员。\n", "2\t发展党员。\n- 12 -\n", "- 12 -", "text outside the tables"),
    "a second title": (
        "目录\n",
        "另一镇履职事项清单\n",
        "另一镇",
        "text outside the tables",
    ),
    "a row before any list": ("目录\n", "1\t开展理论学习。\n", "1\t开展理论学习。\n1.", "a table row before any list has begun"),
    "a section before any list": (
        "目录\n",
        "一、党的建设（2项）\n",
        "一、党的建设（2项）",
        "a section before any list has begun",
    ),
    "a row without a number before any item": (
        "1\t开展理论学习。\n",
        "\t事项\n1\t开展理论学习。\n",
        "\t事项\n",
        "a row without a number that continues no item",
    ),
}


@pytest.mark.parametrize(("received", "instead", "where", "problem"), REFUSED.values(), ids=REFUSED.keys())
def test_what_has_no_place_is_refused_with_its_line(received: str, instead: str, where: str, problem: str) -> None:
    assert DOCUMENT.count(received) == 1 or received == "目录\n"
    spoilt = DOCUMENT.replace(received, instead, 1)
    error = fault(spoilt)
    shown = f"{error.problem}: {error.text!r}" if error.text else error.problem
    assert problem in shown
    assert error.line == spoilt[: spoilt.rindex(where)].count("\n") + 1
    assert str(error).startswith(f"list.txt:{error.line}: ")


def without(start: str, end: str) -> str:
    """The document without what stands between two places."""
    return DOCUMENT[: DOCUMENT.index(start)] + (DOCUMENT[DOCUMENT.index(end) :] if end else "")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (without("## 配合", "上级部门收回事项清单\n"), "the list 配合履职事项清单 is missing; its heading was not found"),
        (without("上级部门收回", ""), "the list 上级部门收回事项清单 is missing; its heading was not found"),
        (without("# 样例", "目录"), "no title: a line that ends in 履职事项清单 before the first list"),
        (without("<b>一、平安法治", ""), "the list 上级部门收回事项 has no items"),
        ("", "no title"),
        ("\n \n", "no title"),
    ],
    ids=["the second list", "the last list", "the title", "all items of a list", "everything", "everything but empty lines"],
)
def test_what_is_missing_altogether_is_named(text: str, problem: str) -> None:
    assert problem in fault(text).problem


def test_lists_stand_in_their_order() -> None:
    start, end = DOCUMENT.index("## 配合"), DOCUMENT.index("上级部门收回事项清单\n")
    swapped = DOCUMENT[:start] + DOCUMENT[end:] + "\n" + DOCUMENT[start:end]
    error = fault(swapped)
    assert error.problem == "the list 配合履职事项 stands after 上级部门收回事项"
    assert error.line == line_of("## 配合", swapped)


@pytest.mark.parametrize("numeral", ["三", "一", "十"])
def test_sections_are_numbered_from_one(numeral: str) -> None:
    error = fault(DOCUMENT.replace("<b>二、民生服务", f"<b>{numeral}、民生服务"))
    assert error.line == line_of("民生服务 ( 1项")
    assert "民生服务" in str(error)
