"""What a cell says: names, headings, numbered tasks, handovers; in the forms the real document has, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from typeset import SOURCE, outline_of, registry

from lishi_duties.intake import cell_parser as cells
from lishi_duties.intake.cell_parser import Body, CellError, Receiver
from lishi_duties.intake.document import Cell, TableRow, cell_text, join_cells
from lishi_duties.intake.outline import Item
from lishi_duties.intake.readers.text import document_of, load_text
from lishi_duties.intake.received import receive
from lishi_duties.model import Kind


def cell(markup: str, *pages: str) -> Cell:
    """A cell from its markup, and its continuations on further pages."""
    read_cells = []
    for part in (markup, *pages):
        (row,) = document_of(f"1\t{part}", Path("list.txt")).blocks
        assert isinstance(row, TableRow)
        read_cells.append(row.cells[1])
    whole, *rest = read_cells
    for part_cell in rest:
        whole = join_cells(whole, part_cell)
    return whole


def knows(name: str) -> bool:
    return registry().get(name) is not None


@pytest.fixture(scope="module")
def items() -> dict[tuple[Kind, int], Item]:
    """The items of the real document, before their cells are read."""
    return {(item.kind, item.number): item for item in outline_of(load_text(receive(SOURCE)), SOURCE).items}


# ---- tasks ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "tasks"),
    [
        ("负责备案。", ("负责备案。",)),
        ("<p>负责备案。</p>", ("负责备案。",)),
        ("1.备案。 2.检查。", ("备案。", "检查。")),
        ("1.备案。2.检查。", ("备案。", "检查。")),
        ("<p>1.备案。</p> <p>2.检查。</p>", ("备案。", "检查。")),
        ("<p>1.备案。 2.检查。</p>", ("备案。", "检查。")),
        ("<p>1 . 备案。</p><p>2 . 检查。</p>", ("备案。", "检查。")),
        ("1．备案。 2．检查。", ("备案。", "检查。")),
        ("1、备案。 2、检查。", ("备案。", "检查。")),
        ("1.备案 2.检查", ("备案", "检查")),
        ("1.备案； 2.检查；", ("备案；", "检查；")),
        ("<ol><li>备案。</li><li>检查。</li></ol>", ("备案。", "检查。")),
        ("<ol><li>备案</li><li>检查</li></ol>", ("备案", "检查")),
        ("<ol><li>1.备案。</li><li>2.检查。</li></ol>", ("备案。", "检查。")),
        ("<ol><li>备案。</li><li>2.检查。</li></ol>", ("备案。", "检查。")),
        ("<p>备案。</p><p>检查。</p>", ("备案。", "检查。")),
        (" ".join(f"{n}.第{n}项。" for n in range(1, 13)), tuple(f"第{n}项。" for n in range(1, 13))),
        ("（1）备案。（2）检查。", ("备案。", "检查。")),
        ("<p>(1)备案：1.登记；2.归档。</p><p>(2)检查。</p>", ("备案：1.登记；2.归档。", "检查。")),
        ("①备案。②检查（1）现场；（2）书面。", ("备案。", "检查（1）现场；（2）书面。")),
        ("1.备案。 2．检查。", ("备案。", "检查。")),
    ],
)
def test_tasks_are_parted_where_the_document_parts_them(markup: str, tasks: tuple[str, ...]) -> None:
    assert cells.town_tasks(cell(markup)) == tasks


@pytest.mark.parametrize(
    "task",
    [
        "设立电话。畅通渠道。",
        "提高2.5%以上。",
        "完成率达到100%。",
        "目标为两成。2.5%以上为优秀。",
        "不少于3个工作日。",
        "核查12350线索。",
        "引导C、D级危房居民避险。",
        "巡查G212国道。",
        "达到100万或500平方米的，上报。",
        "重点为：劝阻、上报。",
        "依据《条例》第2、3条处理。",
        "分步办理：（1）宣传；（2）上报。",
        "分步办理：①宣传；②上报。",
    ],
)
def test_numbers_within_a_task_are_no_list_numbers(task: str) -> None:
    assert cells.town_tasks(cell(task)) == (task,)
    assert cells.town_tasks(cell(f"1.{task} 2.{task}")) == (task, task)
    assert cells.town_tasks(cell(f"<p>1.{task}</p><p>2.{task}</p><p>3.{task}</p>")) == (task, task, task)


@pytest.mark.parametrize("task", ["30个工作日内办结。", "APP推广。", "C、D级危房排查。"])
@pytest.mark.parametrize("number", ["{}. ", "{} . "])
def test_no_space_is_left_between_number_and_task(number: str, task: str) -> None:
    markup = f"<p>{number.format(1)}宣传。</p> <p>{number.format(2)}{task}</p>"
    assert cells.town_tasks(cell(markup)) == ("宣传。", task)


@pytest.mark.parametrize("task", ["推广“科普中国”APP", "提高到50%", "推广APP", "使用B"])
def test_a_task_that_ends_in_no_chinese_mark_ends_at_the_next_number(task: str) -> None:
    assert cells.town_tasks(cell(f"1.宣传。 2.{task} 3.上报。")) == ("宣传。", task, "上报。")


@pytest.mark.parametrize(
    ("pages", "tasks"),
    [
        (["1.宣传。 2.间距不小于", "3.5米。"], ("宣传。", "间距不小于3.5米。")),
        (["1.宣传。 2.依据第1、2、", "3、4条处理。"], ("宣传。", "依据第1、2、3、4条处理。")),
        (["1.宣传。 2.增长目标为两倍。3.5倍为优秀。"], ("宣传。", "增长目标为两倍。3.5倍为优秀。")),
        (["1.宣传。 2.要求如下：3.5米以上。"], ("宣传。", "要求如下：3.5米以上。")),
    ],
)
def test_a_number_in_a_place_where_one_is_due_is_told_or_refused(pages: list[str], tasks: tuple[str, ...]) -> None:
    try:
        found = cells.town_tasks(cell(*pages))
    except CellError:
        return
    assert found == tasks


@pytest.mark.parametrize(
    ("markup", "problem", "text"),
    [
        ("", "the cell is empty", ""),
        ("2.检查。 3.上报。", "the numbering begins with 2", "2.检查。3.上报。"),
        ("<p>1.备案。</p><p>3.上报。</p>", "number 3 where 2 is due", "3.上报。"),
        ("<p>1.</p><p>1.备案。</p>", "number 1 where 2 is due", "1.备案。"),
        ("<p>1.备案。</p><p>2.检查。</p><p>2.上报。</p>", "number 2 where 3 is due", "2.上报。"),
        ("<p>1.备案。</p><p>检查。</p><p>2.上报。</p>", "a paragraph without a number before task 2", "检查。"),
        (
            "<p>1.备案。</p><p>2.检查。</p><p>区水利局负责。</p>",
            "a paragraph without a number after the last task",
            "区水利局负责。",
        ),
    ],
)
def test_numbering_that_cannot_be_told_is_refused(markup: str, problem: str, text: str) -> None:
    with pytest.raises(CellError) as caught:
        cells.town_tasks(cell(markup))
    assert caught.value.problem == problem
    assert caught.value.text == text


# ---- tasks over pages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pages", "tasks"),
    [
        (["<p>1.恢复农", "<p>业生产。</p><p>2.上报。</p>"], ("恢复农业生产。", "上报。")),
        (["1.恢复农业生产。", "2.上报。"], ("恢复农业生产。", "上报。")),
        (["1.恢复农业生产。 2", ".上报。"], ("恢复农业生产。", "上报。")),
        (["1.恢复农业生产。 2.", "上报。"], ("恢复农业生产。", "上报。")),
        (["1.公开信息。", "设立电话。 2.上报。"], ("公开信息。设立电话。", "上报。")),
        (["1.公开", "信", "息。 2.上报。"], ("公开信息。", "上报。")),
        (["1.公开。 2.养护1", "03.5公里。"], ("公开。", "养护103.5公里。")),
        (
            ["<ol><li>公开信息。</li><li>上报</li></ol>", "<ol><li>线索。</li><li>评估。</li></ol>"],
            ("公开信息。", "上报线索。", "评估。"),
        ),
        (["<ol><li>公开信息。</li></ol>", "<ol><li>上报。</li></ol>"], ("公开信息。", "上报。")),
        ([" ".join(f"{n}.做。" for n in range(1, 10)) + " 1", "0.完。"], ("做。",) * 9 + ("完。",)),
    ],
)
def test_a_cell_over_pages_is_one_cell(pages: list[str], tasks: tuple[str, ...]) -> None:
    closed = [part + "</p>" * (part.count("<p>") - part.count("</p>")) for part in pages]
    assert cells.town_tasks(cell(*closed)) == tasks


# ---- department names ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "names"),
    [
        ("区水利局", ("区水利局",)),
        ("区统计局 国家统计局江津 调查队", ("区统计局", "国家统计局江津调查队")),
        ("区水利局、区公安局，区教委", ("区水利局", "区公安局", "区教委")),
        ("<p>区水利局</p><p>区公安局</p>", ("区水利局", "区公安局")),
        ("区财政局 区教委等", ("区财政局", "区教委等")),
        ("江津区 消防 救援局 区公 安局", ("江津区消防救援局", "区公安局")),
        ("应急管理局 区公安局", ("应急管理局", "区公安局")),
        ("区级相关部门 房源单位", ("区级相关部门", "房源单位")),
        ("区外星局 区公安局", ("区外星局", "区公安局")),
    ],
)
def test_names_of_the_department_column(markup: str, names: tuple[str, ...]) -> None:
    """An unregistered name is left whole: the registry says what it thinks of it."""
    assert cells.department_names(cell(markup), knows) == names


def test_a_name_that_begins_with_another_is_taken_whole() -> None:
    names = {"区政府", "区政府办公室", "区公安局"}
    assert cells.department_names(cell("区政府 办公室 区公安局 区政府"), names.__contains__) == (
        "区政府办公室",
        "区公安局",
        "区政府",
    )


@pytest.mark.parametrize(
    ("markup", "problem"), [("", "is empty"), (" 、", "is empty"), ("负责登记。", "no name of a department")]
)
def test_a_department_column_without_names_is_refused(markup: str, problem: str) -> None:
    with pytest.raises(CellError, match=problem):
        cells.department_names(cell(markup), knows)


# ---- responsibilities ----------------------------------------------------------------------------------------------------


def body(heading: str | None, *tasks: str, names: tuple[str, ...] | None = None) -> Body:
    return Body(heading, tuple(heading.split("、")) if names is None and heading else names or (), tasks)


@pytest.mark.parametrize(
    ("markup", "bodies"),
    [
        ("1.备案。 2.检查。", [body(None, "备案。", "检查。")]),
        ("区水利局： 备案。", [body("区水利局", "备案。")]),
        ("区水利局 : 备案。", [body("区水利局", "备案。")]),
        ("区水利局： 1.备案。 2.检查。 区公安局： 查处。", [body("区水利局", "备案。", "检查。"), body("区公安局", "查处。")]),
        (
            "<p>区水利局： 备案。</p> <p>区公安局： 1.查处。 2.上报。</p>",
            [body("区水利局", "备案。"), body("区公安局", "查处。", "上报。")],
        ),
        (
            "<p><b>区水利局：</b></p><p>备案。</p><p><b>区公安局：</b></p><p>查处。</p>",
            [body("区水利局", "备案。"), body("区公安局", "查处。")],
        ),
        ("区水利局、区公安局： 1.备案。 2.检查。", [body("区水利局、区公安局", "备案。", "检查。")]),
        ("区水利局、区教委等： 备案。", [body("区水利局、区教委等", "备案。", names=("区水利局", "区教委"))]),
        ("<p>区外星局：</p><p>备案。</p>", [body("区外星局", "备案。")]),
        ("区水利局： 1.移交区公安局：由其查处。 2.上报。", [body("区水利局", "移交区公安局：由其查处。", "上报。")]),
        ("区水利局： 主要任务：备案。", [body("区水利局", "主要任务：备案。")]),
        (
            "<p>区水利局：</p><p>1.备案。</p><p>区公安局、区教委等部门在各自职责范围内负责。</p>",
            [
                body("区水利局", "备案。"),
                body(None, "区公安局、区教委等部门在各自职责范围内负责。", names=("区公安局", "区教委")),
            ],
        ),
    ],
)
def test_headings_and_their_tasks(markup: str, bodies: list[Body]) -> None:
    assert list(cells.bodies(cell(markup), knows)) == bodies


@pytest.mark.parametrize(
    ("markup", "problem", "text"),
    [
        ("", "the cell is empty", ""),
        ("区水利局： 区公安局： 查处。", "a heading with no task under it", "区水利局"),
        ("<p>区水利局：</p><p>备案。</p><p>区公安局：</p>", "a heading with no task under it", "区公安局"),
        (
            "<p>区水利局：</p><p>1.备案。</p><p>其他事项另行通知。</p>",
            "a paragraph without a number after the last task that names no department",
            "其他事项另行通知。",
        ),
    ],
)
def test_responsibilities_that_cannot_be_told_are_refused(markup: str, problem: str, text: str) -> None:
    with pytest.raises(CellError) as caught:
        cells.bodies(cell(markup), knows)
    assert (caught.value.problem, caught.value.text) == (problem, text)


# ---- reclaimed items -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pages", "receivers"),
    [
        (["承接部门：区水利局 工作方式： 1.受理。 2.核发。"], [Receiver("区水利局", ("区水利局",), ("受理。", "核发。"))]),
        (
            ["<p>承接部门 : 区水利局</p> <p>工作方式 :</p> <ol><li>1.受理。</li></ol>"],
            [Receiver("区水利局", ("区水利局",), ("受理。",))],
        ),
        (
            ["承接部门：区水利局 工作方式： 牵头。 承接部门：区公安局 工作方式： 1.查处。 2.上报。"],
            [Receiver("区水利局", ("区水利局",), ("牵头。",)), Receiver("区公安局", ("区公安局",), ("查处。", "上报。"))],
        ),
        (
            ["承接部门：区水利局", "<p>工作方式：</p><p>1.受理。</p><p>2.核发。</p>"],
            [Receiver("区水利局", ("区水利局",), ("受理。", "核发。"))],
        ),
        (["承接部", "门：区水", "利局 工作方", "式： 受理。"], [Receiver("区水利局", ("区水利局",), ("受理。",))]),
        (["落实减负要求，不再开展此项工作。"], []),
    ],
)
def test_handovers(pages: list[str], receivers: list[Receiver]) -> None:
    assert list(cells.handovers(cell(*pages), knows)) == receivers


@pytest.mark.parametrize(
    ("markup", "problem"),
    [
        ("由区里办理。 承接部门：区水利局 工作方式： 受理。", "text before 承接部门"),
        ("承接部门：区水利局 承接部门：区公安局 工作方式： 受理。", "do not alternate"),
        ("承接部门：区水利局", "do not alternate"),
        ("承接部门：区水利局 工作方式： 受理。 工作方式： 核发。", "do not alternate"),
        ("承接部门：区水利局 工作方式：", "工作方式 is empty"),
        ("承接部门：区水利局 工作方式： 承接部门：区公安局 工作方式： 受理。", "工作方式 is empty"),
        ("<p>承接部门：区水利局 工作方式：</p><p>1.受理。</p><p>联系电话另行公布。</p>", "without a number after the last step"),
    ],
)
def test_handovers_that_cannot_be_told_are_refused(markup: str, problem: str) -> None:
    with pytest.raises(CellError, match=problem):
        cells.handovers(cell(markup), knows)


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("落实党中央精简优化基层考核有关要求，不再开展此项工作。", "落实党中央精简优化基层考核有关要求"),
        ("根据《法律援助法》相关规定 ,不再开展此项工作。", "根据《法律援助法》相关规定"),
        ("根据规定，自2025年起，不再开展该项工作。", "根据规定，自2025年起"),
        ("根据规定，镇不再开展此项工作", "根据规定"),
        ("根据精简考核有关要求，取消该项考核指标。", "根据精简考核有关要求"),
    ],
)
def test_a_discontinuation_names_its_ground(text: str, basis: str) -> None:
    found = cells.discontinuation(cell(text))
    assert found == (cell_text(cell(text)), basis)


@pytest.mark.parametrize(
    "text",
    [
        "不再开展此项工作。",
        "承接部门：区水利局",
        "根据规定，继续开展此项工作。",
        "根据规定，不再开展此项工作，由区水利局承担。",
        "取消该项考核。",
    ],
)
def test_nothing_else_is_a_discontinuation(text: str) -> None:
    assert cells.discontinuation(cell(text)) is None


# ---- the real document ---------------------------------------------------------------------------------------------------


def test_numbers_lost_in_the_conversion(items: dict[tuple[Kind, int], Item]) -> None:
    """C029: `<ol><li>` without a number anywhere, between headings that are paragraphs."""
    _, theirs, town = items["cooperative", 29].columns
    assert [(b.heading, len(b.tasks)) for b in cells.bodies(theirs, knows)] == [
        ("区应急管理局", 3),
        ("区水利局", 3),
        ("区住房城乡建委", 4),
        ("区发展改革委", 2),
        ("区级相关部门", 1),
    ]
    assert len(cells.town_tasks(town)) == 9
    assert cells.town_tasks(town)[-1] == "负责组织灾后恢复重建。"


def test_numbers_kept_in_list_items(items: dict[tuple[Kind, int], Item]) -> None:
    """C032: the same markup, but the numbers are there; the list goes on in paragraphs of the next page."""
    _, theirs, town = items["cooperative", 32].columns
    first, second = cells.bodies(theirs, knows)
    assert first.tasks[0] == "牵头开展安全生产法律法规宣传。"
    assert first.tasks[8] == "协同其他负有安全生产监督管理职责的部门，对本行业、本领域的安全生产工作实施监督管理。"
    assert (first.heading, len(first.tasks), second.heading, len(second.tasks)) == ("区应急管理局", 9, "区级相关部门", 2)
    assert cells.town_tasks(town)[3] == "生产事故发生后，迅速启动应急预案，并组织群众疏散撤离。"


def test_numbers_with_a_space_before_the_dot(items: dict[tuple[Kind, int], Item]) -> None:
    """C026: `1 .` to `5 .` under two headings, over three pages."""
    _, theirs, _ = items["cooperative", 26].columns
    found = cells.bodies(theirs, knows)
    assert [len(b.tasks) for b in found] == [5, 5, 2, 1, 1, 1, 1]
    assert found[1].tasks[1] == "协助区教委开展行业整治、专项检查、重大舆情处置等工作。"
    assert found[6] == Body("区文化旅游委", ("区文化旅游委",), ("配合教育部门做好线上教育监管工作。",))


def test_a_name_broken_by_the_width_of_its_column(items: dict[tuple[Kind, int], Item]) -> None:
    column, _, _ = items["cooperative", 1].columns
    assert cells.department_names(column, knows) == ("区统计局", "国家统计局江津调查队")


def test_joint_headings(items: dict[tuple[Kind, int], Item]) -> None:
    """C007, C042, C044: two departments under one heading."""
    for number, count in ((7, 8), (42, 5), (44, 4)):
        (only,) = cells.bodies(items["cooperative", number].columns[1], knows)
        assert len(only.names) == 2
        assert only.heading == "、".join(only.names)
        assert len(only.tasks) == count


def test_a_closing_sentence_that_stands_for_four_headings(items: dict[tuple[Kind, int], Item]) -> None:
    """C047: a paragraph without number and colon after the last task."""
    *_, before, closing = cells.bodies(items["cooperative", 47].columns[1], knows)
    assert before.heading == "区公安局"
    assert before.tasks[4] == "负责依法查处其他违反法律规定造成社会生活噪声污染的违法行为。"
    assert closing == Body(
        None,
        ("区住房城乡建委", "区交通运输委", "区城市管理局", "区文化旅游委"),
        ("区住房城乡建委、区交通运输委、区城市管理局、区文化旅游委等部门在各自职责范围内对噪声污染防治实施监督管理。",),
    )


def test_and_others(items: dict[tuple[Kind, int], Item]) -> None:
    """C070: 等 in the column and in a heading is no part of a name; a heading that the column has not."""
    column, theirs, _ = items["cooperative", 70].columns
    assert cells.department_names(column, knows)[-1] == "区教委等"
    found = cells.bodies(theirs, knows)
    assert [b.names for b in found] == [
        ("区住房城乡建委", "江津区规划自然资源局"),
        ("区政府办公室",),
        ("房源单位",),
        ("区财政局", "区司法局", "区国资委", "区教委"),
    ]
    assert found[3].heading == "区财政局、区司法局、区国资委、区教委等"


@pytest.mark.parametrize(("number", "heading"), [(39, "区应急局"), (41, "区市场监管局")])
def test_abbreviated_names_in_headings(items: dict[tuple[Kind, int], Item], number: int, heading: str) -> None:
    assert heading in [b.heading for b in cells.bodies(items["cooperative", number].columns[1], knows)]


def test_an_abbreviated_name_in_the_column(items: dict[tuple[Kind, int], Item]) -> None:
    """C040 has 应急管理局 in the column and 区应急管理局 as a heading."""
    column, theirs, _ = items["cooperative", 40].columns
    assert cells.department_names(column, knows)[7] == "应急管理局"
    assert "区应急管理局" in [b.heading for b in cells.bodies(theirs, knows)]


def test_seven_handovers_and_one_cut_by_a_page(items: dict[tuple[Kind, int], Item]) -> None:
    """R143: the page ends between 承接部门 and 工作方式 of the second."""
    found = cells.handovers(items["reclaimed", 143].columns[0], knows)
    assert [receiver.heading for receiver in found] == [
        "区交通运输委",
        "区公安局",
        "区经济信息委",
        "区住房城乡建委",
        "区城市管理局",
        "区应急管理局",
        "江津区市场监管局",
    ]
    assert found[1].method == ("负责货车注册登记和检验，依法对非法和违规车辆登记使用予以处罚。",)


def test_a_number_alone_on_the_next_page(items: dict[tuple[Kind, int], Item]) -> None:
    """R113: 工作方式： ends the page, the steps stand on the next; R065: only the third step does."""
    (receiver,) = cells.handovers(items["reclaimed", 113].columns[0], knows)
    assert receiver.method == ("制定安全生产年度监督检查计划。", "依法查处安全生产违法行为。", "督促企业落实安全生产主体责任。")
    (receiver,) = cells.handovers(items["reclaimed", 65].columns[0], knows)
    assert receiver.method[1:] == ("依法出具行政处罚决定书。", "监督检查整改落实情况。")


def test_discontinued_items(items: dict[tuple[Kind, int], Item]) -> None:
    found = {
        number: ended[1]
        for (kind, number), item in items.items()
        if kind == "reclaimed" and (ended := cells.discontinuation(item.columns[0]))
    }
    exam = "落实党中央精简优化基层考核有关要求"
    assert found == {16: exam, 18: exam, 19: exam, 20: exam, 119: "根据《法律援助法》相关规定"}
    assert not any(cells.handovers(items["reclaimed", number].columns[0], knows) for number in found)


def test_nothing_begins_at_a_closing_mark() -> None:
    """The space before a half-width mark is the conversion's, and the registry does not mind the mark."""
    read_as = cells.bodies(cell("区公安局： 宣传《食品安全法》( 含实施条例 ) 区教委 ： 开展巡查 ; 区水利局： 1.巡河。"), knows)
    assert [(body.heading, body.tasks) for body in read_as] == [
        ("区公安局", ("宣传《食品安全法》（含实施条例）",)),
        ("区教委", ("开展巡查；",)),
        ("区水利局", ("巡河。",)),
    ]
