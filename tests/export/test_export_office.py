"""The list as Word document and workbook: read back it is the same list, and both are fit to be printed and handed on."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import docx
import lxml.etree
import openpyxl
import pytest
from conftest import SMALL, Python
from docx.enum.section import WD_ORIENT
from docx.shared import Cm
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell import Cell
from typeset import SMALL as LISTS
from typeset import SOURCES, Row, rows, setting

from lishi_duties import ArgumentError, Duty, DutyList, MissingExtraError, TargetError
from lishi_duties.export.office import write_docx, write_xlsx
from lishi_duties.intake import Draft, read_document
from lishi_duties.intake.readers import read_blocks
from lishi_duties.intake.received import receive
from lishi_duties.model import DutyListFile, Jurisdiction

SAMPLES = Path(__file__).parents[1] / "samples"
REGISTRY = SOURCES / "departments.toml"
WRITERS: dict[str, Callable[[DutyList, Path], None]] = {"docx": write_docx, "xlsx": write_xlsx}

both = pytest.mark.parametrize("suffix", WRITERS)


def written(duties: DutyList, folder: Path, suffix: str) -> Path:
    path = folder / f"list.{suffix}"
    WRITERS[suffix](duties, path)
    return path


@pytest.fixture(scope="module")
def papers(duties: DutyList, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The packaged list in both formats."""
    return {suffix: written(duties, tmp_path_factory.mktemp("papers"), suffix) for suffix in WRITERS}


def bare(duty: Duty) -> dict[str, Any]:
    """A record without what another document or edition changes."""
    return duty.model_dump(exclude={"place", "edition"})


def read_again(duties: DutyList, folder: Path, suffix: str) -> Draft:
    """Write a list, and read it as the next edition of itself: every record must be the same."""
    draft = read_document(written(duties, folder, suffix), duties, jurisdiction=duties.edition.jurisdiction)
    assert [bare(duty) for duty in draft.duties] == [bare(duty) for duty in duties]
    assert draft.events == ()
    assert draft.file.edition.title == duties.edition.title
    assert draft.file.edition.categories == duties.edition.categories
    assert not [doubt for doubt in draft.doubts if doubt.kind in ("reading", "identity")]
    return draft


def made(
    basic: Sequence[dict[str, Any]] = ({},),
    cooperative: Sequence[dict[str, Any]] = ({},),
    reclaimed: Sequence[dict[str, Any]] = ({},),
    **edition: Any,
) -> DutyList:
    """A list of another town with these duties; what they do not say is as in the small list, in the last section."""
    file = deepcopy(SMALL) | {"notes": []}
    file["edition"] |= edition
    lists: dict[str, Sequence[dict[str, Any]]] = {"basic": basic, "cooperative": cooperative, "reclaimed": reclaimed}
    for kind, duties in lists.items():
        usual = file[kind][0] | {"category": file["edition"]["categories"][-1]}
        file[kind] = [usual | {"id": f"{kind[0].upper()}{n:03}", "number": n} | duty for n, duty in enumerate(duties, 1)]
    return DutyList(DutyListFile.model_validate_json(json.dumps(file)))


def handover(heading: str, *method: str, department: str = "") -> dict[str, Any]:
    return {"department": department or heading, "heading": heading, "method": list(method)}


def part(heading: str | None, *tasks: str, of: Sequence[str] = ()) -> dict[str, Any]:
    return {"departments": list(of or (heading or "").split("、")), "heading": heading, "tasks": list(tasks)}


# ---- read back -----------------------------------------------------------------------------------------------------------


@both
def test_the_packaged_list_is_read_back_whole(duties: DutyList, papers: dict[str, Path], suffix: str) -> None:
    draft = read_document(papers[suffix], registry=REGISTRY)
    assert [bare(duty) for duty in draft.duties] == [bare(duty) for duty in duties]
    assert draft.file.departments == duties.file.departments
    assert draft.file.edition.jurisdiction == duties.edition.jurisdiction
    assert {doubt.kind for doubt in draft.doubts} <= {"department"}
    assert read_blocks(receive(draft.path)).remarks == ()


@both
@pytest.mark.parametrize("edition", ["packaged", "qingshi"])
@pytest.mark.slow
def test_ids_stay_when_the_list_itself_is_the_previous_edition(
    duties: DutyList, tmp_path: Path, suffix: str, edition: str
) -> None:
    if edition == "qingshi":  # a revised list, whose numbers are no longer those of its ids
        duties = read_document(SAMPLES / "qingshi-2.xlsx", read_document(SAMPLES / "qingshi-1.xlsx").duties).duties
        assert any(duty.number != int(duty.id[1:]) for duty in duties)
    read_again(duties, tmp_path, suffix)


@both
@pytest.mark.parametrize("edition", [1, 2])
def test_a_list_nobody_registered_departments_for_is_read_back(tmp_path: Path, suffix: str, edition: int) -> None:
    first = read_document(SAMPLES / f"qingshi-{edition}.docx")
    again = read_document(written(first.duties, tmp_path, suffix))
    assert [bare(duty) for duty in again.duties] == [bare(duty) for duty in first.duties]
    assert again.file.departments == first.file.departments
    assert again.file.edition.categories == first.file.edition.categories
    assert again.sections == tuple(
        replace(section, place=other.place) for section, other in zip(first.sections, again.sections, strict=True)
    )


@both
@examples(12)
@given(st.lists(rows, min_size=1, max_size=6))
def test_any_list_the_intake_can_read_is_read_back(suffix: str, listed: list[Row]) -> None:
    lists = dict(LISTS)
    for row in listed:
        (name, before), *rest = lists[row.kind]
        lists[row.kind] = [(name, [*before, row]), *rest]
    with TemporaryDirectory() as folder:
        source = Path(folder) / "list.txt"
        source.write_text(setting(lists), encoding="utf-8")
        town = Jurisdiction(province="重庆市", district="江津区", town="样例镇")
        duties = read_document(source, registry=REGISTRY, jurisdiction=town).duties
        again = read_document(written(duties, Path(folder), suffix), registry=REGISTRY, jurisdiction=town)
        assert [bare(duty) for duty in again.duties] == [bare(duty) for duty in duties]
        assert again.file.departments == duties.file.departments


@both
def test_ids_of_another_list_and_discontinued_items_are_kept(tmp_path: Path, suffix: str) -> None:
    duties = made(
        basic=[{"id": "R007", "title": "开展森林防火巡查。"}, {"id": "B001", "title": "负责党员教育。", "category": "生态环保"}],
        reclaimed=[
            {"id": "C002", "title": "采伐许可", "handover": [handover("区林业局", "现场查验。")]},
            {
                "id": "R002",
                "title": "指标考核",
                "handover": [],
                "discontinued": {"statement": "根据通知要求，不再开展此项工作。", "basis": "根据通知要求"},
            },
        ],
    )
    read_again(duties, tmp_path, suffix)


JOINT = ("区公安局", "区林业局")
HANDOVERS = {
    "一名有顿号": [handover("区公安局、区林业局", "查验。", "登记。", department=name) for name in JOINT],
    "一名无标点": [handover("公安局林业局", "查验。", department=name) for name in JOINT],
    "同一部门两次": [handover("区公安局", "查验。"), handover("区公安局", "查验。")],
    "分列同法": [handover("区公安局", "查验。"), handover("区林业局", "查验。")],
    "同名异法": [handover("区公安局", "查验。"), handover("区公安局", "登记。")],
}


@both
def test_who_receives_an_item_is_read_back(tmp_path: Path, suffix: str) -> None:
    items = [{"title": f"采伐许可（{name}）", "handover": entries} for name, entries in HANDOVERS.items()]
    read_again(made(reclaimed=items), tmp_path, suffix)


def test_departments_of_one_heading_stand_in_one_line(tmp_path: Path) -> None:
    duties = made(reclaimed=[{"title": "采伐许可", "handover": HANDOVERS["一名有顿号"]}])
    cell = docx.Document(str(written(duties, tmp_path, "docx"))).tables[2].cell(2, 2)
    assert cell.text.split("\n") == ["承接部门：区公安局、区林业局", "工作方式：", "1.查验。", "2.登记。"]


TASKS = {
    "单项": ("建立档案。",),
    "多项": ("建立档案。", "30个工作日内审查。", "3处以上联防。"),
    "量词": ("5公里以内巡查。", "10%以上抽查。", "建档。"),
    "小数": ("1.5公里以内巡查。",),
    "似首项": ("1.建档",),
    "似次项": ("建档，", "2024年底前完成；3、5年各评估一次。"),
    "标题": ("区公安局：巡查。",),
    "夹标题": ("巡查。", "区公安局：登记。", "建档。"),
    "括号": ("（1）类场所巡查。", "（2）类场所登记。"),
    "圈码": ("①类场所巡查。",),
    "很多": tuple(f"开展第{n}号林区巡查。" for n in range(1, 41)),
    "过百": tuple(f"开展第{n}号林区巡查。" for n in range(1, 121)),
    "无句号": ("巡查", "登记"),
    "符号": ("a<b & c>d", "\"引号\" '撇号'。"),
}


@both
def test_tasks_are_read_back_whatever_they_begin_with(tmp_path: Path, suffix: str) -> None:
    cooperative, reclaimed = [], []
    for name, tasks in TASKS.items():
        own = {"departments": ["区林业局"], "departments_as_published": ["区林业局"], "town_tasks": ["日常养护。"]}
        alone, headed = part(None, *tasks, of=["区林业局"]), part("区林业局", *tasks)
        cooperative += [
            own | {"title": f"古树名木保护（{name}）", "responsibilities": [alone]},
            own | {"title": f"林区防火（{name}）", "responsibilities": [headed], "town_tasks": list(tasks)},
        ]
        reclaimed.append({"title": f"采伐许可（{name}）", "handover": [handover("区林业局", *tasks)]})
    read_again(made(cooperative=cooperative, reclaimed=reclaimed), tmp_path, suffix)


@both
def test_responsibilities_with_and_without_headings_are_read_back(tmp_path: Path, suffix: str) -> None:
    names = ["区公安局", "区级相关部门"]
    together = part(None, "区公安局、区级相关部门等部门在各自职责范围内开展工作。", of=names)
    cases = (
        [part("公安局", "巡逻。", "登记。", of=names[:1]), together],
        [part("区公安局", "巡逻。"), part("区级相关部门", "通报。"), together],
        [part("公安局、区级相关部门等", "巡逻。", of=names), part("区级相关部门", "通报。", "督办。")],
    )
    own = {"departments": names, "departments_as_published": ["公安局", "区级相关部门"], "town_tasks": ["协助巡查。"]}
    duties = made(
        cooperative=[{"title": f"校园周边安全{n}", **own, "responsibilities": r} for n, r in zip("甲乙丙", cases, strict=True)]
    )
    read_again(duties, tmp_path, suffix)


@both
@pytest.mark.parametrize(
    "categories", [["党的建设", "平安法治", "生态环保"], ["生态环保", "党的建设", "平安法治"], [*"甲乙", "生态环保"]]
)
def test_sections_keep_their_order_even_where_no_duty_tells_it(tmp_path: Path, suffix: str, categories: list[str]) -> None:
    names = [name * 2 if len(name) == 1 else name for name in categories]
    duties = made(
        basic=[{"title": "负责党员教育。", "category": names[1]}, {"title": "负责人民调解。"}],
        reclaimed=[{"title": "采伐许可", "category": names[0], "handover": [handover("区林业局", "现场查验。")]}],
        categories=names,
    )
    read_again(duties, tmp_path, suffix)


@both
def test_a_list_of_more_sections_than_numerals_is_read_back(tmp_path: Path, suffix: str) -> None:
    names = [f"{ten}{one}类" for ten in "甲乙丙" for one in "子丑寅卯辰巳午未"]
    read_again(made([{"title": f"负责{n}事务。", "category": n} for n in names], categories=names), tmp_path, suffix)


@both
def test_a_text_of_several_lines_loses_none(tmp_path: Path, suffix: str) -> None:
    duties = made(reclaimed=[{"title": "采伐\n许可", "handover": [handover("区林业局", "受理。\n查验。\u2028登记。")]}])
    again = read_document(written(duties, tmp_path, suffix), duties).duties.reclaimed[0]
    assert again.title == "采伐许可"
    assert "".join(again.handover[0].method) == "受理。查验。登记。"


# ---- what is refused -----------------------------------------------------------------------------------------------------


@both
@pytest.mark.parametrize("char", ["\0", "\x07", "\x1b", "\ufffe"])
def test_a_control_character_is_refused_and_nothing_written(tmp_path: Path, suffix: str, char: str) -> None:
    path = tmp_path / f"list.{suffix}"
    with pytest.raises(ArgumentError, match=rf"B001: the control character U\+{ord(char):04X} .* take it out .* json"):
        made(basic=[{"title": f"开展{char}巡查。"}]).export(path, suffix)
    with pytest.raises(ArgumentError, match="the edition: the control character"):
        made(title=f"样例镇{char}履职事项清单").export(path, suffix)
    assert list(tmp_path.iterdir()) == []


def test_a_cell_longer_than_excel_holds_is_refused_not_cut(tmp_path: Path) -> None:
    duties = made(basic=[{"title": "查" * 32_768}])
    with pytest.raises(ArgumentError, match=r"a cell of 32,768 characters \(查查.*32,767; export as docx"):
        written(duties, tmp_path, "xlsx")
    read_again(duties, tmp_path, "docx")


@pytest.mark.parametrize(("suffix", "library"), [("docx", "docx"), ("xlsx", "openpyxl")])
def test_a_missing_library_is_named_by_its_extra(
    tmp_path: Path, suffix: str, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError, match=rf"pip install 'lishi-duties\[{suffix}\]'"):
        written(made(), tmp_path, suffix)


def test_the_libraries_are_imported_only_to_write(python: Python) -> None:
    code = "import sys, lishi_duties.export.office; print({'docx', 'openpyxl', 'lxml'} & set(sys.modules))"
    assert python("-c", code).stdout == "set()\n"


# ---- the edition, and the same bytes -------------------------------------------------------------------------------------


def core_of(path: Path) -> Any:
    return docx.Document(str(path)).core_properties if path.suffix == ".docx" else openpyxl.load_workbook(path).properties


@both
def test_the_edition_stands_in_the_properties(duties: DutyList, tmp_path: Path, suffix: str) -> None:
    core = core_of(written(duties, tmp_path, suffix))
    assert (core.title, core.version, core.subject) == (duties.edition.title, "1", "重庆市/江津区/李市镇")
    assert core.identifier == f"sha256:{duties.edition.source.sha256}"
    assert (core.comments if suffix == "docx" else core.description) == str(duties.edition)
    assert core.created.year == core.modified.year == 1980  # it bears no day
    dated = core_of(written(made(), tmp_path, suffix))
    assert (dated.created.isoformat()[:10], dated.subject) == ("2025-03-01", "样例市/样例区/样例镇")


@both
def test_the_edition_stands_at_the_foot_of_each_page(tmp_path: Path, suffix: str) -> None:
    path = written(made(title="样例&镇履职事项清单"), tmp_path, suffix)
    if suffix == "docx":
        footer = docx.Document(str(path)).sections[0].footer.paragraphs[0]
        assert footer.text.startswith("样例&镇履职事项清单（第1版，2025-03-01）")
        assert footer._p.xpath("w:fldSimple/@w:instr") == ["PAGE", "NUMPAGES"]
    else:
        for sheet in openpyxl.load_workbook(path).worksheets:
            assert sheet.oddFooter is not None
            assert sheet.oddFooter.left.text == "样例&&镇履职事项清单（第1版，2025-03-01）"
            assert sheet.oddFooter.right.text == "第&P页 共&N页"


LATER = """
import datetime, sys, time
from pathlib import Path
days = int(sys.argv[1])
now, local, Day = time.time, time.localtime, datetime.datetime
time.time = lambda: now() + days * 86400
time.localtime = lambda at=None: local(time.time() if at is None else at)
class AnyDay(type):
    def __instancecheck__(cls, value):
        return isinstance(value, Day)
class Later(Day, metaclass=AnyDay):
    @classmethod
    def now(cls, tz=None):
        return Day.now(tz) + datetime.timedelta(days=days)
datetime.datetime = Later
import lishi_duties as ld
for format in ("docx", "xlsx"):
    ld.load(edition=1).export(Path(sys.argv[2]) / f"list.{format}", format)
"""


@pytest.mark.slow
def test_the_same_list_gives_the_same_bytes_at_any_time(python: Python, tmp_path: Path) -> None:
    for name, days, seed, zone in (("a", "0", "1", "UTC"), ("b", "400", "2", "Asia/Shanghai")):
        (tmp_path / name).mkdir()
        done = python("-c", LATER, days, str(tmp_path / name), PYTHONHASHSEED=seed, TZ=zone)
        assert done.returncode == 0, done.stderr
    for suffix in WRITERS:
        one, other = (tmp_path / name / f"list.{suffix}" for name in "ab")
        assert one.read_bytes() == other.read_bytes(), suffix
        with ZipFile(one) as package:
            assert package.namelist() == sorted(package.namelist())
            assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert package.namelist()[0] == "[Content_Types].xml"


# ---- Word ----------------------------------------------------------------------------------------------------------------


def test_the_document_is_laid_out_as_lists_are_published(papers: dict[str, Path]) -> None:
    document = docx.Document(str(papers["docx"]))
    page = document.sections[0]
    assert page.orientation == WD_ORIENT.LANDSCAPE
    assert page.page_width == pytest.approx(Cm(29.7), abs=999)
    assert page.page_height == pytest.approx(Cm(21), abs=999)
    assert [(p.style.name, p.text) for p in document.paragraphs if p.style] == [
        ("Title", "重庆市江津区李市镇履职事项清单"),
        ("Heading 1", "基本履职事项清单"),
        ("Heading 1", "配合履职事项清单"),
        ("Heading 1", "上级部门收回事项清单"),
    ]
    basic, cooperative, reclaimed = document.tables
    assert [cell.text for cell in basic.rows[0].cells] == ["序号", "事项名称"]
    assert [cell.text for cell in cooperative.rows[0].cells] == [
        *("序号", "事项名称", "对应上级部门", "上级部门职责", "镇配合职责")
    ]
    assert [cell.text for cell in reclaimed.rows[0].cells] == ["序号", "事项名称", "承接部门及工作方式"]
    assert {cell.text for cell in cooperative.rows[1].cells} == {"一、经济发展（9项）"}
    assert page.left_margin == page.right_margin == pytest.approx(Cm(2), abs=999)
    for table in document.tables:
        xml = table._tbl
        assert [len(xml.xpath(f"w:tr[{n}]/w:trPr/w:tblHeader")) for n in (1, 2)] == [1, 0]
        assert sum(int(w) for w in xml.xpath("w:tblGrid/w:gridCol/@w:w")) == pytest.approx(Cm(25.7).twips, abs=5)
        assert xml.xpath("w:tr[2]/w:tc/w:tcPr/w:gridSpan/@w:val") == [str(len(table.columns))]
        assert xml.xpath("w:tr[2]//w:pPr/w:keepNext")  # a heading does not stand alone at the foot of a page
    fonts = document.styles["Normal"].element.xpath("w:rPr/w:rFonts/@w:eastAsia")
    assert fonts == ["仿宋"]


def test_short_rows_are_not_cut_and_long_ones_may_be(papers: dict[str, Path]) -> None:
    rows = docx.Document(str(papers["docx"])).tables[1]._tbl.xpath("w:tr")
    whole = {row.xpath("string(w:tc[1])"): bool(row.xpath("w:trPr/w:cantSplit")) for row in rows}
    assert (whole["2"], whole["13"]) == (True, False)
    assert sum(whole.values()) > len(whole) / 2


def test_departments_headings_and_tasks_are_a_paragraph_each(duties: DutyList, papers: dict[str, Path]) -> None:
    duty = duties.cooperative[11]
    rows = docx.Document(str(papers["docx"])).tables[1]._tbl.xpath("w:tr[w:tc[1]='12']")
    cells = [[p.xpath("string(.)") for p in cell.xpath("w:p")] for cell in rows[0].xpath("w:tc")]
    assert cells[:3] == [["12"], [duty.title], list(duty.departments_as_published)]
    wanted: list[str] = []
    for entry in duty.responsibilities:
        wanted += [f"{entry.heading}：", *(f"{n}.{task}" for n, task in enumerate(entry.tasks, 1))]
    assert cells[3] == wanted


TOWNS = (("李市镇", "镇"), ("青石街道", "街道"), ("街道口乡", "乡"), ("某某街道办事处", "街道"), ("开发区", "乡镇（街道）"))


@pytest.mark.parametrize(("town", "name"), TOWNS)
def test_the_towns_column_is_named_after_what_the_town_is(tmp_path: Path, town: str, name: str) -> None:
    place = {"province": "样例市", "district": "样例区", "town": town}
    draft = read_again(made(title=f"样例市样例区{town}履职事项清单", jurisdiction=place), tmp_path, "docx")
    assert docx.Document(str(draft.path)).tables[1].cell(0, 4).text == f"{name}配合职责"


# ---- Excel ---------------------------------------------------------------------------------------------------------------


def test_the_workbook_is_laid_out_as_lists_are_published(duties: DutyList, papers: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(papers["xlsx"])
    assert book.sheetnames == ["基本履职事项清单", "配合履职事项清单", "上级部门收回事项清单"]
    for sheet, last in zip(book.worksheets, "BEC", strict=True):
        assert sheet.sheet_state == "visible"
        assert (sheet["A1"].value, sheet["A2"].value) == (duties.edition.title, sheet.title)
        assert sheet["A3"].value == "序号"
        assert sheet.freeze_panes == "A4"
        assert sheet.auto_filter.ref == f"A3:{last}{sheet.max_row}"
        assert not sheet.auto_filter.filterColumn
        assert not [row for row, facts in sheet.row_dimensions.items() if facts.hidden]
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert (sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
        assert f"A4:{last}4" in sheet.merged_cells
        assert (sheet["A5"].value, sheet["B5"].alignment.wrap_text) == (1, True)
        assert sheet.column_dimensions[last].width > 2 * sheet.column_dimensions["A"].width
    assert book.worksheets[1]["A4"].value == "一、经济发展（9项）"


def test_no_cell_of_the_packaged_list_is_higher_than_a_row_can_be(papers: dict[str, Path]) -> None:
    sheet = openpyxl.load_workbook(papers["xlsx"]).worksheets[1]
    for row in sheet.iter_rows(min_row=5):
        for cell in row:
            room = sheet.column_dimensions[cell.coordinate[0]].width * 7 / (10 * 96 / 72)  # characters of 10 points in a line
            lines = sum(-(-len(line) // int(room)) for line in str(cell.value or "").split("\n"))
            assert lines * 12.75 <= 409, cell.coordinate


def test_a_folder_for_temporary_files_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: DutyList) -> None:
    def full(*_: object) -> None:
        raise lxml.etree.SerialisationError("IO_WRITE")

    monkeypatch.setattr(openpyxl.Workbook, "save", full)
    with pytest.raises(TargetError, match=r"in the folder for temporary files: IO_WRITE.*nothing was changed"):
        small.to_xlsx(tmp_path / "list.xlsx")
    assert not (tmp_path / "list.xlsx").exists()


FORMULAS = ("=1+1", "+86区号", "-1项", "@SUM(A1)", "=HYPERLINK(1)", "#N/A", "TRUE", "2024-1-2", "1e5", "'1")


def test_no_text_becomes_a_formula_or_anything_else(tmp_path: Path) -> None:
    duties = made(
        basic=[{"title": text} for text in FORMULAS],
        cooperative=[{"title": text, "town_tasks": [text]} for text in FORMULAS],
        reclaimed=[{"title": text, "handover": [handover("区林业局", text)]} for text in FORMULAS],
    )
    path = written(duties, tmp_path, "xlsx")
    with ZipFile(path) as package:
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 3
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = [row[1] for row in sheet.iter_rows(min_row=4) if isinstance(row[0].value, int)]
    assert [cell.value for cell in cells] == list(FORMULAS)
    assert {cell.data_type for cell in cells if isinstance(cell, Cell)} <= {"s"}
    assert [bool(cell.quotePrefix) for cell in cells] == [text[0] in "=+-@" for text in FORMULAS]
