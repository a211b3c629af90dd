"""Real documents differ: one small list, in all the forms townships give it and in several formats, gives the same records."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from papers import Cell, Part, Row
from town import BASIC, COOPERATIVE, RECLAIMED, SAYS, SETTERS, TITLE, TOWN, exchanged, mapped, says, with_cell

from lishi_duties import IntakeError
from lishi_duties.intake import Draft, read_document
from lishi_duties.model import Jurisdiction

Parts: TypeAlias = Sequence[Part]
ALL = ("docx", "xlsx", "html", "pdf", "txt")
SOME = ("docx", "pdf")
FEW = ("pdf",)
TABLES = ("docx", "html", "pdf")
"""Formats that show where a table begins, without needing a name for each sheet."""


def taken_in(tmp_path: Path, suffix: str, parts: Parts, **arguments: Any) -> Draft:
    return read_document(SETTERS[suffix](tmp_path / f"list.{suffix}", parts), **arguments)


def remarks(draft: Draft) -> list[str]:
    """What a person is asked to look at in the reading, but for the website around the page."""
    return [doubt.problem for doubt in draft.doubts if doubt.kind == "reading" and "网站" not in doubt.problem]


def sections(change: Callable[[str], str]) -> Parts:
    """The list with the rows of its sections written otherwise."""
    return [mapped(part, lambda row: change(row) if isinstance(row, str) else row) for part in TOWN]


def numbers(change: Callable[[str], str]) -> Parts:
    """The list with the numbers of its rows written otherwise."""
    return [mapped(part, lambda row: row if isinstance(row, str) else (change(str(row[0])), *row[1:])) for part in TOWN]


def tasks(mark: Callable[[int], str]) -> Parts:
    """The list with the numbers of its tasks written otherwise."""

    def renumbered(cell: Cell) -> Cell:
        if isinstance(cell, str):
            return cell
        return tuple(mark(int(line[0])) + line[2:] if line[0].isdigit() else line for line in cell)

    return [mapped(part, lambda row: row if isinstance(row, str) else tuple(map(renumbered, row))) for part in TOWN]


def heads(first: Sequence[str], second: Sequence[str] = (), third: Sequence[str] = ()) -> Parts:
    """The list with other lines above its tables."""
    return [replace(part, headings=tuple(lines)) for part, lines in zip(TOWN, (first, second, third), strict=True)]


NAMES = ("基本履职事项", "配合履职事项", "上级部门收回事项")


def headed(form: str) -> Parts:
    """The list with its headings in a form with {n}, {numeral}, {name} and {count}."""
    lines = [
        form.format(n=n, numeral="一二三"[n - 1], name=name, count=count)
        for n, (name, count) in enumerate(zip(NAMES, (4, 3, 2), strict=True), 1)
    ]
    return heads((TITLE, lines[0]), (lines[1],), (lines[2],))


USUAL = (f"{NAMES[1]}清单",), (f"{NAMES[2]}清单",)


def titled(*lines: str) -> Parts:
    """The list with these lines for its title."""
    return heads((*lines, f"{NAMES[0]}清单"), *USUAL)


def restarted() -> Parts:
    """The list with numbers that begin again in each section."""
    found = []
    for part in TOWN:
        rows: list[Row] = []
        number = 0
        for row in part.rows:
            number = 0 if isinstance(row, str) else number + 1
            rows.append(row if isinstance(row, str) else (str(number), *row[1:]))
        found.append(replace(part, rows=tuple(rows)))
    return found


def parted(outside: bool = False) -> Parts:
    """The list with a table for each section; its heading in the table or above it."""
    found = []
    for part in TOWN:
        begins = [at for at, row in enumerate(part.rows) if isinstance(row, str)]
        for place, (a, b) in enumerate(zip(begins, [*begins[1:], len(part.rows)], strict=True)):
            headings = part.headings if place == 0 else ()
            heading = (str(part.rows[a]),) if outside else ()
            found.append(replace(part, headings=(*headings, *heading), rows=part.rows[a + outside : b]))
    return found


def header_again(part: Part, at: int = 2) -> Part:
    return replace(part, rows=(*part.rows[:at], tuple(part.header), *part.rows[at:]))


# what it is: the parts, the formats, the remarks it may give (a regular expression; empty for none)
Form: TypeAlias = tuple[Parts, Sequence[str], str]
NO_COUNT = "没有写明项数"
FORMS: dict[str, Form] = {
    "as the template has it": (TOWN, ALL, ""),
    # sections
    "sections without counts": (sections(lambda row: re.sub("（.*", "", row)), SOME, NO_COUNT),
    "sections without numerals": (sections(lambda row: row.split("、")[1]), SOME, ""),
    "sections with neither": (
        sections(lambda row: re.sub("（.*", "", row.split("、")[1])),
        ("docx", "xlsx", "html", "pdf"),
        NO_COUNT,
    ),
    "sections （一）": (sections(lambda row: f"（{row[0]}）{row[2:]}"), SOME, ""),
    "sections with a dot": (sections(lambda row: row.replace("、", ".")), SOME, ""),
    "sections of half-width brackets": (sections(lambda row: row.replace("（", " (").replace("）", ") ")), SOME, ""),
    "sections of 共2项": (sections(lambda row: row.replace("（", "（共")), SOME, ""),
    "sections of 2个": (sections(lambda row: row.replace("项", "个")), SOME, ""),
    "sections of （二项）": (
        sections(lambda row: row.translate({ord(d): c for d, c in zip("123", "一二三", strict=True)})),
        SOME,
        "",
    ),
    "sections of 2项": (sections(lambda row: row.replace("（", "").replace("）", "")), SOME, ""),
    "sections of 共 2 项": (sections(lambda row: re.sub(r"（(\d)项）", r"共 \1 项", row)), SOME, ""),
    # numbers of rows
    **{
        f"numbers {form}": (numbers(form.format), FEW, "")
        for form in ("{}.", "{}、", "（{}）", "({})", "{}．", "0{}", " {} ", "{}.0")
    },
    "no numbers": (numbers(lambda _: ""), SOME, "没有序号，已依次编号"),
    "numbers that begin again in each section": (restarted(), SOME, "重新起编，已改为通编"),
    # headings of lists
    **{
        f"headings {form}": (headed(form), FEW, "")
        for form in (
            *("{numeral}、{name}清单", "（{numeral}）{name}清单", "第{numeral}部分 {name}", "{n}.{name}清单", "{name}"),
            *("附件{n}：{name}清单", "附件{n} {name}清单", "附件1-{n} {name}清单", "附表{n}：{name}清单"),
            *("{name}清单（{count}项）", "{name}清单（共{count}项）", "青石镇{name}清单", "某某省平安县青石镇{name}清单"),
        )
    },
    **{
        f"the third heading {name}": (heads((TITLE, f"{NAMES[0]}清单"), USUAL[0], (f"{name}清单",)), SOME, "")
        for name in ("上级收回事项", "上级部门收回履职事项")
    },
    "headings after the title": (
        heads(*((f"{TITLE}—{name}清单",) for name in NAMES)),
        SOME,
        "",
    ),
    "headings after the short title": (
        heads((TITLE, f"青石镇履职事项清单：{NAMES[0]}清单"), *((f"青石镇履职事项清单：{name}清单",) for name in NAMES[1:])),
        SOME,
        "",
    ),
    "the annex above its heading": (
        heads(*(("附件" + str(n), *([TITLE] if n == 1 else []), f"{name}清单") for n, name in enumerate(NAMES, 1))),
        ("docx", "xlsx", "html", "txt"),
        "",
    ),
    "a count below the heading": (
        heads((TITLE, f"{NAMES[0]}清单", "（共4项）"), (f"{NAMES[1]}清单", "（3项）"), (f"{NAMES[2]}清单", "（共2项）")),
        ("docx", "html", "pdf", "txt"),
        "",
    ),
    "who made the list, below each heading": (
        heads(*((*([TITLE] if n == 0 else []), f"{name}清单", "填报单位：青石镇人民政府") for n, name in enumerate(NAMES))),
        ("docx", "html", "pdf", "txt"),
        "未收入",
    ),
    "no headings, told by their columns": (heads((TITLE,)), TABLES, "没有标题，按表头认定"),
    "no third heading": (heads((TITLE, f"{NAMES[0]}清单"), USUAL[0]), TABLES, "没有标题，按表头认定"),
    # titles
    "a title in 《》": (titled(f"《{TITLE}》"), ("docx", "pdf"), "标题"),
    "a title with （试行）": (titled(f"{TITLE}（试行）"), ("docx", "pdf"), "标题"),
    "a title with （2025年版）": (titled(f"{TITLE}（2025年版）"), ("docx", "pdf"), "标题"),
    "a title with （试行） in 《》": (titled(f"《{TITLE}（试行）》"), ("docx", "pdf"), "标题"),
    "a title twice": (titled(TITLE, f"《{TITLE}》（试行）"), SOME, "标题"),
    "a title in full and in short": (titled(TITLE, "青石镇履职事项清单"), ("docx", "pdf"), "标题"),
    "a title in short and in full": (titled("青石镇履职事项清单", TITLE), SOME, ""),
    "a title in two lines": (titled("某某省平安县青石镇", "履职事项清单"), SOME, "标题分两行"),
    "a title in two lines of the government": (
        titled("某某省平安县青石镇人民政府", "履职事项清单（试行）"),
        ("docx", "xlsx", "pdf"),
        "标题分两行",
    ),
    "a title after 附件": (titled(f"附件：{TITLE}"), ("docx", "pdf"), "标题"),
    "a preface": (titled(TITLE, "根据上级要求，制定本清单。", "发布日期：2025-01-02"), SOME, "清单之前的文字"),
    # tables of contents
    "contents with page numbers": (
        titled(
            TITLE,
            "目  录",
            *(f"{numeral}、{name}清单……{n}" for n, (numeral, name) in enumerate(zip("一二三", NAMES, strict=True))),
        ),
        SOME,
        "",
    ),
    "contents without page numbers": (titled(TITLE, "目录", *(f"{name}清单" for name in NAMES)), SOME, ""),
    # tables
    "a table for each section": (parted(), ("docx", "html", "pdf", "txt"), ""),
    "headings of sections above their tables": (parted(outside=True), ("docx", "html", "pdf", "txt"), ""),
    "header rows repeated": ([header_again(part) for part in TOWN], SOME, ""),
    "header rows of wide letters": (
        [replace(part, header=("序 号", "事 项 名 称", *part.header[2:])) for part in TOWN],
        SOME,
        "",
    ),
    **{
        f"the head {name}": ((BASIC, replace(COOPERATIVE, header=(*COOPERATIVE.header[:4], name)), RECLAIMED), ("docx",), "")
        for name in (
            *(
                "乡配合职责",
                "街道配合职责",
                "乡镇配合职责",
                "镇（街道）配合职责",
                "乡镇（街道）配合职责",
                "镇街配合职责",
                "苏木配合职责",
                "农场配合职责",
            ),
            *("青石镇配合职责", "镇人民政府配合职责", "街道办事处配合职责"),
        )
    },
    "the head 对应上级主管部门": (
        (BASIC, replace(COOPERATIVE, header=(*COOPERATIVE.header[:2], "对应上级主管部门", *COOPERATIVE.header[3:])), RECLAIMED),
        SOME,
        "",
    ),
    **{
        f"the heads {departments}, {responsibilities}": (
            (
                BASIC,
                replace(COOPERATIVE, header=(*COOPERATIVE.header[:2], departments, responsibilities, COOPERATIVE.header[4])),
                RECLAIMED,
            ),
            ("docx",),
            "",
        )
        for departments, responsibilities in (("对应县直部门", "县级部门职责"), ("对应区级部门", "区直部门职责"))
    },
    **{
        f"the head {name}": ([replace(part, header=(part.header[0], name, *part.header[2:])) for part in TOWN], SOME, "")
        for name in ("履职事项", "履职事项名称")
    },
    "the head 承接部门和工作方式": (
        (BASIC, COOPERATIVE, replace(RECLAIMED, header=(*RECLAIMED.header[:2], "承接部门和工作方式"))),
        SOME,
        "",
    ),
    # numbers of tasks
    **{
        f"tasks {form}": (tasks(form.format), ("xlsx", "html"), "")
        for form in ("{}、", "{}．", "（{}）", "({})", "{} . ", "{}）", "{})")
    },
    **{f"tasks {row[0]}": (tasks(lambda n, row=row: row[n - 1]), SOME, "") for row in ("①②", "⑴⑵", "⒈⒉")},
    **{f"tasks {form}": (tasks(lambda n, form=form: form.format("１２"[n - 1])), SOME, "") for form in ("{}．", "（{}）")},
    "tasks without numbers": (tasks(lambda _: ""), ("docx", "xlsx", "html", "txt"), ""),
    # departments
    **{
        f"the column {text}": ((BASIC, with_cell(COOPERATIVE, 1, 2, text), RECLAIMED), ("docx",), "")
        for text in (
            *("县民政局、县市场监管局", "县民政局，县市场监管局", "县民政局 县市场监管局", "县民政局；县市场监管局"),
            *("县民政局、县市场监管局等", "县民政局（牵头）、县市场监管局", "县民政局（牵头部门） 县市场监管局（配合部门）"),
        )
    },
}


@pytest.mark.parametrize(
    ("parts", "suffix", "remark"),
    [
        pytest.param(parts, suffix, remark, id=f"{name}, {suffix}", marks=[pytest.mark.slow] if suffix != suffixes[0] else [])
        for name, (parts, suffixes, remark) in FORMS.items()
        for suffix in suffixes
    ],
)
def test_every_form_gives_the_same_records(tmp_path: Path, parts: Parts, suffix: str, remark: str) -> None:
    draft = taken_in(tmp_path, suffix, parts)
    assert [says(duty) for duty in draft.duties] == SAYS
    assert [duty.number for duty in draft.duties] == [1, 2, 3, 4, 1, 2, 3, 1, 2]
    assert draft.duties.edition.title.replace("人民政府", "") == TITLE
    assert str(draft.duties.edition.jurisdiction) == "某某省平安县青石镇"
    assert draft.duties.edition.categories == ("党的建设", "民生服务", "平安法治")
    found = remarks(draft)
    if remark:
        assert found
        assert all(re.search(remark, told) for told in found)
    else:
        assert not found


# ---- who takes an item over ----------------------------------------------------------------------------------------------

METHOD = ("登记货运企业。", "查处违法行为。")
NUMBERED = ("1.登记货运企业。", "2.查处违法行为。")


def handed(*lines: str) -> Parts:
    return (BASIC, COOPERATIVE, with_cell(RECLAIMED, 1, 2, lines))


@pytest.mark.parametrize("suffix", ["docx", "txt"])
@pytest.mark.parametrize(
    "who",
    [
        ("县交通运输局、县公安局",),
        ("县交通运输局，县公安局",),
        ("县交通运输局 县公安局",),
        ("县交通运输局；县公安局。",),
        ("县交通运输局、县公安局等部门",),
        ("县交通运输局（牵头）、县公安局（配合）",),
        ("县交通运输局", "县公安局"),
        ("县交通运输局、", "县公安局"),
    ],
    ids="｜".join,
)
def test_several_departments_may_take_an_item_over_together(tmp_path: Path, suffix: str, who: tuple[str, ...]) -> None:
    first, *rest = who
    item = taken_in(tmp_path, suffix, handed(f"承接部门：{first}", *rest, "工作方式：", *NUMBERED)).duties["R001"]
    assert says(item)["handover"] == (("县交通运输局", METHOD), ("县公安局", METHOD))
    assert {handover.heading for handover in item.handover} == {"".join(who).replace(" ", "")}  # type: ignore[union-attr]


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
@pytest.mark.parametrize(
    "lines",
    [
        ("承接部门：县交通运输局", "工作方式：1.登记货运企业。2.查处违法行为。"),
        ("承接部门: 县交通运输局", "工作方式: 1.登记货运企业。", "2.查处违法行为。"),
        ("承接部门：县交通运输局。", "工作方式：", *NUMBERED),
        ("承接部门：县交通运输局 工作方式：1.登记货运企业。2.查处违法行为。",),
    ],
    ids=["one paragraph", "half-width colons", "a full stop", "everything in one line"],
)
def test_one_department_in_other_forms(tmp_path: Path, suffix: str, lines: tuple[str, ...]) -> None:
    draft = taken_in(tmp_path, suffix, handed(*lines))
    assert says(draft.duties["R001"])["handover"] == (("县交通运输局", METHOD),)


def test_departments_one_after_the_other_each_with_its_own_method(tmp_path: Path) -> None:
    lines = ("承接部门：县交通运输局", "工作方式：登记货运企业。", "承接部门：县公安局", "工作方式：", *NUMBERED)
    item = taken_in(tmp_path, "docx", handed(*lines)).duties["R001"]
    assert says(item)["handover"] == (("县交通运输局", METHOD[:1]), ("县公安局", METHOD))


@pytest.mark.parametrize("who", ["无。", "", "由各村自行办理", "有关企业负责登记并报告"])
def test_what_is_no_department_takes_nothing_over(tmp_path: Path, who: str) -> None:
    with pytest.raises(IntakeError, match="承接部门") as caught:
        taken_in(tmp_path, "docx", handed(f"承接部门：{who}", "工作方式：", *NUMBERED))
    assert caught.value.place is not None
    assert (caught.value.place.table, caught.value.place.rows) == (3, (3, 3))


@pytest.mark.parametrize(
    ("statement", "basis"),
    [
        ("根据精简考核有关要求，不再开展该项工作。", "根据精简考核有关要求"),
        ("根据《减负规定》，取消考核，镇不再开展此项工作。", "根据《减负规定》，取消考核"),
        ("落实基层减负要求，不再开展此项工作", "落实基层减负要求"),
    ],
)
def test_an_item_that_is_discontinued(tmp_path: Path, statement: str, basis: str) -> None:
    draft = taken_in(tmp_path, "docx", (BASIC, COOPERATIVE, with_cell(RECLAIMED, 2, 2, statement)))
    assert says(draft.duties["R002"])["discontinued"] == (statement, basis)


# ---- where the town lies -------------------------------------------------------------------------------------------------


def renamed(part: Part, old: str, new: str) -> Part:
    """A part with words replaced wherever they stand."""

    def cell(text: Cell) -> Cell:
        return text.replace(old, new) if isinstance(text, str) else tuple(line.replace(old, new) for line in text)

    rows = tuple(cell(row) if isinstance(row, str) else tuple(map(cell, row)) for row in part.rows)
    return replace(part, rows=rows)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "place", "letter"),
    [
        ("重庆市江津区青石镇", ("重庆市", None, "江津区", "青石镇"), "区"),
        ("四川省成都市锦江区青石街道", ("四川省", "成都市", "锦江区", "青石街道"), "区"),
        ("江苏省无锡市江阴市青石镇", ("江苏省", "无锡市", "江阴市", "青石镇"), "市"),
        ("江苏省江阴市青石镇", ("江苏省", None, "江阴市", "青石镇"), "市"),
        ("湖南省湘西土家族苗族自治州凤凰县青石乡", ("湖南省", "湘西土家族苗族自治州", "凤凰县", "青石乡"), "县"),
        ("内蒙古自治区锡林郭勒盟东乌珠穆沁旗青石苏木", ("内蒙古自治区", "锡林郭勒盟", "东乌珠穆沁旗", "青石苏木"), "旗"),
        ("西藏自治区那曲市色尼区青石镇", ("西藏自治区", "那曲市", "色尼区", "青石镇"), "区"),
        ("北京市延庆区青石镇", ("北京市", None, "延庆区", "青石镇"), "区"),
        ("江西省赣州市赣县区青石镇", ("江西省", "赣州市", "赣县区", "青石镇"), "区"),
        ("湖北省荆州市沙市区青石街道", ("湖北省", "荆州市", "沙市区", "青石街道"), "区"),
        ("山东省枣庄市市中区青石街道", ("山东省", "枣庄市", "市中区", "青石街道"), "区"),
        ("某某省某某市平安县青石镇人民政府", ("某某省", "某某市", "平安县", "青石镇"), "县"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_title_says_where_the_town_lies(
    tmp_path: Path, title: str, place: tuple[str, str | None, str, str], letter: str
) -> None:
    parts = [renamed(part, "县", letter) for part in TOWN]
    parts[0] = replace(parts[0], headings=(f"{title}履职事项清单", parts[0].headings[1]))
    draft = taken_in(tmp_path, "docx", parts)
    province, city, district, town = place
    assert draft.duties.edition.jurisdiction == Jurisdiction(province=province, city=city, district=district, town=town)
    found = draft.duties.departments[f"{letter}民政局"]
    assert {f"{district}民政局", "民政局"} <= set(found.aliases)
    assert draft.duties["C001"].departments == (f"{letter}民政局", f"{letter}市场监管局")  # type: ignore[union-attr]


@pytest.mark.parametrize("suffix", ["docx", "html", "pdf"])
@pytest.mark.parametrize("lines", [("某某省平安县青石镇履行职责事项清单",), ("某某省平安县青石镇", "履行职责事项清单")])
def test_a_title_may_say_what_the_template_calls_it(tmp_path: Path, suffix: str, lines: tuple[str, ...]) -> None:
    draft = taken_in(tmp_path, suffix, titled(*lines))
    assert draft.duties.edition.title == "".join(lines)
    assert str(draft.duties.edition.jurisdiction) == "某某省平安县青石镇"


def test_a_section_may_name_two_things(tmp_path: Path) -> None:
    parts = sections(lambda row: row.replace("平安法治", "平安法治、应急管理"))
    assert taken_in(tmp_path, "docx", parts).duties.edition.categories == ("党的建设", "民生服务", "平安法治、应急管理")


def test_a_task_that_begins_with_a_bare_number_is_doubted(tmp_path: Path) -> None:
    part = with_cell(COOPERATIVE, 2, 4, ("1 做好宣传动员。", "2 组织居民参加。"))
    problems = [doubt.problem for doubt in taken_in(tmp_path, "docx", (BASIC, part, RECLAIMED)).doubts]
    assert "以数字开头，可能是没有断开的序号。" in problems
    part = with_cell(COOPERATIVE, 2, 4, "24小时值守。")
    problems = [doubt.problem for doubt in taken_in(tmp_path, "docx", (BASIC, part, RECLAIMED)).doubts]
    assert "以数字开头，可能是没有断开的序号。" not in problems


def test_a_title_without_a_province_needs_to_be_told(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="does not name province, district and town"):
        taken_in(tmp_path, "docx", titled("青石镇履职事项清单"))
    place = Jurisdiction(province="某某省", city="某某市", district="平安县", town="青石镇")
    draft = taken_in(tmp_path, "docx", titled("青石镇履职事项清单"), jurisdiction=place)
    assert draft.duties.edition.jurisdiction == place
    assert draft.duties.edition.title == "青石镇履职事项清单"


# ---- what stands around the lists ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["docx", "pdf", "txt"])
def test_notes_after_a_list_are_left_out_with_a_remark(tmp_path: Path, suffix: str) -> None:
    """After the last list or between two: they belong to no item, and a person is told of each."""
    notes = ("注：本清单每年调整一次。", "解释权归青石镇人民政府。")
    parts = (BASIC, replace(COOPERATIVE, headings=(notes[0], *COOPERATIVE.headings)), RECLAIMED)
    draft = taken_in(tmp_path, suffix, parts)
    assert [says(duty) for duty in draft.duties] == SAYS
    assert [(doubt.problem, doubt.text) for doubt in draft.doubts if doubt.kind == "reading"] == [
        ("清单之后的文字，不属于任何事项，未收入。", notes[0])
    ]


def test_notes_after_the_last_list(tmp_path: Path) -> None:
    document = SETTERS["txt"](tmp_path / "list.txt", TOWN)
    with document.open("a", encoding="utf-8") as file:
        file.write("\n注：本清单每年调整一次。\n")
    draft = read_document(document)
    assert [says(duty) for duty in draft.duties] == SAYS
    assert [doubt.text for doubt in draft.doubts if doubt.kind == "reading"] == ["注：本清单每年调整一次。"]


def test_text_among_the_rows_of_a_list_is_never_left_out(tmp_path: Path) -> None:
    document = SETTERS["txt"](tmp_path / "list.txt", TOWN)
    text = document.read_text(encoding="utf-8")
    document.write_text(text.replace("2\t负责党费", "接上表：\n2\t负责党费"), encoding="utf-8")
    with pytest.raises(IntakeError, match="text outside the tables that is no heading of a list or a section: '接上表：'"):
        read_document(document)


# ---- what comes close but is not the form --------------------------------------------------------------------------------

UNREADABLE: dict[str, tuple[Parts, str]] = {
    "the title of another town": (titled(TITLE, "某某省平安县白水镇履职事项清单"), "白水镇履职事项清单"),
    "sections in other numerals": (sections(lambda row: row.replace("一、", "1.").replace("二、", "2.")), "1.党的建设"),
    "a section out of order": (sections(lambda row: row.replace("二、", "三、")), "section 三 where 二 is due"),
    "the list of villages": (
        (BASIC, replace(COOPERATIVE, header=(*COOPERATIVE.header[:4], "村配合职责")), RECLAIMED),
        "村配合职责",
    ),
    "columns in another order": (
        (BASIC, replace(COOPERATIVE, header=("序号", "事项名称", "上级部门职责", "对应上级部门", "镇配合职责")), RECLAIMED),
        "the columns of 配合履职事项 are",
    ),
    "numbers in words": (numbers(lambda number: f"第{number}项"), "the first cell is neither a number nor empty: '第1项'"),
    "a column of roles": (
        (BASIC, with_cell(COOPERATIVE, 1, 2, "牵头：县民政局 配合：县市场监管局"), RECLAIMED),
        "no name of a department can be made of this; if it is one, register it in departments.toml",
    ),
    "headings without a colon": (
        (BASIC, with_cell(COOPERATIVE, 1, 3, ("县民政局", "1.负责备案。", "2.受理投诉。", "县市场监管局", "检查。")), RECLAIMED),
        "上级部门职责: number 1 where none is due",
    ),
    "tasks of several departments without headings": (
        (BASIC, with_cell(COOPERATIVE, 1, 3, ("1.负责备案。", "2.受理投诉。")), RECLAIMED),
        "tasks under no heading, though 2 departments are named",
    ),
    "a cell that says neither": (
        (BASIC, COOPERATIVE, with_cell(RECLAIMED, 2, 2, "由村民委员会自行组织。")),
        "neither 承接部门 nor 不再开展",
    ),
    "a row of two items": (
        (exchanged(BASIC, 1, ("1", "开展党员教育培训。"), ("", "负责党费收缴管理。")), COOPERATIVE, RECLAIMED),
        "a row with a title but without a number",
    ),
}


@pytest.mark.parametrize(("parts", "problem"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_not_in_the_form_is_refused_and_not_guessed(tmp_path: Path, parts: Parts, problem: str) -> None:
    with pytest.raises(IntakeError, match=re.escape(problem)):
        taken_in(tmp_path, "docx", parts)
