"""From a document's text to records: the same whatever the pages, the styles and the spaces; refused where it cannot be told."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from typeset import (
    DEPARTMENTS,
    HEADERS,
    SMALL,
    SOURCE,
    Line,
    Part,
    Row,
    Setting,
    among_others,
    cooperative,
    outline_of,
    reclaimed,
    records_of,
    registry,
    rows,
    rows_in,
    setting,
    settings_of,
    what_it_says,
)

from lishi_duties import CooperativeDuty, Duty, DutyList, IntakeError, ReclaimedItem
from lishi_duties.intake.records import RecordMaker, first_ids

DOCUMENT = setting(SMALL)


def titled(title: str, text: str) -> Duty:
    (duty,) = (duty for duty in records_of(text) if duty.title == title)
    return duty


def said_by(text: str) -> list[tuple[str, int, str, dict[str, object]]]:
    return [(duty.kind, duty.number, duty.category, what_it_says(duty)) for duty in records_of(text)]


# ---- rows anywhere on pages ----------------------------------------------------------------------------------------------


@st.composite
def rows_and_settings(draw: st.DrawFn) -> tuple[Row, Setting]:
    row = draw(rows)
    return row, draw(settings_of(row))


@examples(300)
@given(rows_and_settings())
def test_a_row_says_the_same_however_it_is_cut_into_pages(made: tuple[Row, Setting]) -> None:
    row, how = made
    lists, place = among_others(row)
    assert said_by(setting(lists, {place: how})) == list(rows_in(lists))


@examples(100)
@given(rows, st.integers())
def test_spaces_and_half_width_marks_of_the_conversion_say_nothing(row: Row, seed: int) -> None:
    """Spaces between Chinese characters, as at the end of a line of the page, and ` ,` for `，`, `( … )` for `（…）`."""
    chance = random.Random(seed)
    half = {"，": " ,", "：": " : ", "；": " ;", "（": "( ", "）": " )"}

    def noise(line: Line) -> Line:
        text = re.sub(r"(?<=[一-鿿])(?=[一-鿿])", lambda _: " " * (chance.random() < 0.05), line.text)
        if chance.random() < 0.5:  # only next to Chinese text: between Latin letters a half-width mark is the document's own
            text = re.sub(r"(?<=[一-鿿”])[，：；（）]|[，：；（）](?=[一-鿿“])", lambda mark: half[mark[0]], text)
        return Line(text, line.item)

    noisy = replace(row, cells=tuple(tuple(map(noise, cell)) for cell in row.cells))
    assert said_by(setting(among_others(noisy)[0])) == list(rows_in(among_others(row)[0]))


@given(st.lists(st.sampled_from(DEPARTMENTS), min_size=2, max_size=6, unique=True), st.data())
def test_names_of_the_department_column_may_be_broken_anywhere(names: list[str], data: st.DataObject) -> None:
    """The column is narrow: a long name goes on in the next line, which looks like the space between two names."""
    cuts = [data.draw(st.integers(0, len(name) - 1)) for name in names]
    broken = " ".join(f"{name[:at]} {name[at:]}" for name, at in zip(names, cuts, strict=True))
    row = cooperative("联合执法", [broken], [Part(tuple(names), ("开展检查。",))], ["协助检查。"])
    duty = titled("联合执法", setting(among_others(row)[0]))
    assert isinstance(duty, CooperativeDuty)
    assert duty.departments == duty.departments_as_published == tuple(names)


def test_a_continuation_says_where_the_item_ends() -> None:
    row = reclaimed("许可", [Part(("区公安局",), ("受理申请。", "现场查验。"))])
    lists, place = among_others(row)
    text = setting(lists, {place: Setting(((1, 2), (8, 20)), ("plain", "plain", "plain"))})
    duty = titled("许可", text)
    lines = text.split("\n")
    assert duty.place.lines is not None
    first, last = duty.place.lines
    assert last - first == 6, "three pages, between each two an empty line and the header row"
    assert lines[first - 1].startswith("2\t许\t承接部门：区公安")
    assert lines[last - 1].endswith("查验。")


@pytest.mark.parametrize("style", ["plain", "paragraphs"])
def test_a_closing_sentence_at_the_top_of_a_page_is_never_taken_into_the_task_before(style: str) -> None:
    """As in C047, had the page ended a paragraph earlier."""
    names = ["区公安局", "区水利局", "区教委"]
    row = cooperative("噪声防治", names, [Part(("区公安局",), ("负责宣传。", "查处违法行为。"))], ["开展巡查。"])
    sentence = "区水利局、区教委等部门在各自职责范围内实施监督管理。"
    set_sentence = f"<p>{sentence}</p>" if style == "paragraphs" else sentence
    text = setting(among_others(row)[0])
    cut = text.replace("违法行为。\t开展巡查。", f"违法行为。\t开展巡查。\n\n{HEADERS['cooperative']}\n\t\t\t{set_sentence}\t")
    assert cut != text
    try:
        duty = titled("噪声防治", cut)
    except IntakeError:
        return
    assert isinstance(duty, CooperativeDuty)
    assert [(r.departments, r.tasks) for r in duty.responsibilities] == [
        (("区公安局",), ("负责宣传。", "查处违法行为。")),
        (("区水利局", "区教委"), (sentence,)),
    ]


# ---- ids, places ---------------------------------------------------------------------------------------------------------


def test_first_ids_are_the_letter_of_the_list_and_the_number() -> None:
    outlined = outline_of(DOCUMENT)
    ids = first_ids(outlined)
    assert ids["basic", 3] == "B003"
    assert ids["cooperative", 1] == "C001"
    assert ids["reclaimed", 2] == "R002"
    assert len(set(ids.values())) == len(outlined.items)


def test_ids_are_taken_as_given() -> None:
    """In a later edition numbers shift and ids stay."""
    outlined = outline_of(DOCUMENT)
    ids = first_ids(outlined) | {("basic", 2): "B117"}
    maker = RecordMaker(registry(), ids, 2, Path("list.txt"))
    duty = maker.record(outlined.items[1])
    assert (duty.id, duty.number, duty.edition) == ("B117", 2, 2)


def test_a_single_department_needs_no_heading() -> None:
    duty = titled("社区教育", DOCUMENT)
    assert isinstance(duty, CooperativeDuty)
    (responsibility,) = duty.responsibilities
    assert responsibility.heading is None
    assert responsibility.departments == ("区教委",)


def test_names_are_resolved_and_kept_as_published() -> None:
    row = cooperative("许可", ["应急管理局", "区市场监管局"], [Part(("区应急局", "区市场监管局"), ("核发。",))], ["受理。"])
    lists, _ = among_others(row)
    duty = titled("许可", setting(lists))
    assert isinstance(duty, CooperativeDuty)
    assert duty.departments == ("区应急管理局", "江津区市场监管局")
    assert duty.departments_as_published == ("应急管理局", "区市场监管局")
    assert duty.responsibilities[0].departments == ("区应急管理局", "江津区市场监管局")
    assert duty.responsibilities[0].heading == "区应急局、区市场监管局"
    item = titled("核查", setting(among_others(reclaimed("核查", [Part(("区应急局",), ("受理。",))]))[0]))
    assert isinstance(item, ReclaimedItem)
    assert [(h.department, h.heading) for h in item.handover] == [("区应急管理局", "区应急局")]


# ---- refused -------------------------------------------------------------------------------------------------------------

REFUSED = {
    "a department nobody registered, in the column": (
        ("\t区教委\t", "\t区外星局\t"),
        "社区教育",
        "a department nobody registered",
        "区外星局",
    ),
    "a department nobody registered, in a heading": (
        (" 江津区市场监管局： 负责登记。", " <p>区外星局：</p> <p>负责登记。</p>"),
        "养老机构监管",
        "a department nobody registered",
        "区外星局",
    ),
    "a department nobody registered, as receiver": (
        ("承接部门：区公安局", "承接部门：区外星局"),
        "货运源头监管",
        "a department nobody registered",
        "区外星局",
    ),
    "tasks under no heading": (
        ("\t区教委\t", "\t区教委 区公安局\t"),
        "社区教育",
        "tasks under no heading, though 2 departments are named",
        "制定规划。",
    ),
    "an empty department column": (("\t区教委\t", "\t\t"), "社区教育", "对应上级部门: the department column is empty", ""),
    "an empty column of responsibilities": (
        ("\t1.制定规划。 2.组织实施。\t", "\t\t"),
        "社区教育",
        "上级部门职责: the cell is empty",
        "",
    ),
    "an empty column of the town's tasks": (("\t做好宣传。", "\t"), "社区教育", "镇配合职责: the cell is empty", ""),
    "a heading without a task": ((" 负责登记。", ""), "养老机构监管", "a heading with no task under it", "江津区市场监管局"),
    "neither handed over nor discontinued": (
        ("，不再开展此项工作。", "。"),
        "指标考核",
        "neither 承接部门 nor 不再开展",
        "落实减负要求。",
    ),
    "no method": ((" 工作方式： 牵头治超。", " 工作方式："), "货运源头监管", "工作方式 is empty", "区交通运输委"),
    "a method without a receiver": (
        ("承接部门：区公安局 ", ""),
        "货运源头监管",
        "承接部门 and 工作方式 do not alternate",
        "工作方式：1.登记车辆。",
    ),
    "text before the receiver": (
        ("承接部门：区公安局", "由区里办理。 承接部门：区公安局"),
        "货运源头监管",
        "text before 承接部门",
        "由区里办理。",
    ),
}


@pytest.mark.parametrize(("edit", "title", "problem", "text"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_told_is_refused(edit: tuple[str, str], title: str, problem: str, text: str) -> None:
    spoilt = DOCUMENT.replace(*edit)
    assert spoilt != DOCUMENT
    with pytest.raises(IntakeError) as caught:
        records_of(spoilt)
    error = caught.value
    line = next(n for n, line in enumerate(spoilt.split("\n"), 1) if title in line)
    assert error.line == line
    assert problem in error.problem
    assert text in error.text
    assert str(error).startswith(f"list.txt:{line}: item ")


def test_an_unregistered_department_comes_with_the_nearest_and_what_to_do() -> None:
    with pytest.raises(IntakeError, match=r"like 区公安局.*add it to departments\.toml.*'区公安分局'"):
        records_of(DOCUMENT.replace("承接部门：区公安局", "承接部门：区公安分局"))


@pytest.mark.parametrize("tasks", ["负责发证。", "1.负责发证。 2.负责换证。"], ids=["one task", "numbered tasks"])
def test_the_heading_of_an_unregistered_department_is_never_taken_into_a_task(tasks: str) -> None:
    text = DOCUMENT.replace(" 江津区市场监管局： 负责登记。", f" 江津区市场监管局： 负责登记。 区外星局： {tasks}")
    assert text != DOCUMENT
    with pytest.raises(IntakeError, match="区外星局"):
        records_of(text)


# ---- the real document ---------------------------------------------------------------------------------------------------


def test_every_record_stands_on_its_lines(duties: DutyList) -> None:
    source_lines = SOURCE.read_text(encoding="utf-8").split("\n")
    for duty in duties:
        assert duty.place.lines is not None
        first, last = duty.place.lines
        assert source_lines[first - 1].startswith(f"{duty.number}\t"), duty.id
        parts = [line for line in source_lines[first:last] if line and not line.startswith("序号")]
        assert all(line.startswith("\t") for line in parts), f"{duty.id} goes on in rows without a number"
        assert first == last or source_lines[last - 1].startswith("\t"), duty.id


@pytest.mark.parametrize(("id", "lines"), [("B001", (15, 15)), ("C001", (151, 154)), ("C026", (202, 208)), ("R143", (583, 586))])
def test_items_over_pages_know_their_lines(duties: DutyList, id: str, lines: tuple[int, int]) -> None:
    assert duties[id].place.lines == lines
