"""The reader of Excel workbooks: what the screen shows, and a remark for all that it hides or computes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

import openpyxl
import pytest
from examples import examples
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet
from packages import SAMPLES, Parts, pack, spoiled, unpack
from receiving import unchecked

from lishi_duties import IntakeError, LishiDutiesError, MissingExtraError
from lishi_duties.intake.document import Document, Outside, Piece, TableRow, cell_text
from lishi_duties.intake.readers import read_blocks
from lishi_duties.intake.readers.xlsx import package as sheets_package
from lishi_duties.intake.readers.xlsx import scan
from lishi_duties.intake.readers.xlsx import sheet as sheet_reader
from lishi_duties.intake.readers.xlsx.reader import read_xlsx
from lishi_duties.intake.received import receive

Read: TypeAlias = Callable[..., Document]
Fill: TypeAlias = Callable[[Worksheet], None]

HEADER = ["序号", "事项名称"]
SHEET1 = "xl/worksheets/sheet1.xml"


def sheet(*rows: Sequence[object], fill: Fill | None = None, name: str = "基本履职事项清单") -> bytes:
    """A workbook of one sheet with these rows."""
    book = openpyxl.Workbook()
    shown = book.active
    assert isinstance(shown, Worksheet)
    shown.title = name
    for row in rows:
        shown.append(list(row))
    if fill:
        fill(shown)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a workbook: bytes, or the rows of its one sheet."""

    def read(*rows: Sequence[object] | bytes, fill: Fill | None = None, name: str = "基本履职事项清单") -> Document:
        path = tmp_path / "list.xlsx"
        given = [row for row in rows if not isinstance(row, bytes)]
        path.write_bytes(rows[0] if isinstance(rows[0], bytes) else sheet(*given, fill=fill, name=name))
        return read_blocks(receive(path))

    return read


def rows(document: Document) -> list[TableRow]:
    return [block for block in document.blocks if isinstance(block, TableRow)]


def texts(document: Document) -> list[list[str]]:
    return [[cell_text(cell) for cell in row.cells] for row in rows(document)]


def outside(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Outside)]


def remarked(document: Document) -> Iterator[tuple[str, tuple[int, int] | None, str]]:
    """The remarks, each by its first words, with its rows and text."""
    for remark in document.remarks:
        yield remark.problem.split("，")[0].split("；")[0], remark.place.rows, remark.text


def fault(read: Read, *rows: Sequence[object] | bytes, fill: Fill | None = None) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        read(*rows, fill=fill)
    return caught.value


def changed(package: bytes, part: str, old: str, new: str) -> bytes:
    """A package with a text in one of its parts replaced."""
    parts = unpack(package)
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    return pack(parts)


# ---- sheets and what stands above their tables ---------------------------------------------------------------------------


def test_sheets_come_in_order_with_their_names_titles_and_places() -> None:
    document = read_blocks(receive(SAMPLES / "qingshi-1.xlsx"))
    title = "某某省平安县青石街道履职事项清单·"
    names = ["基本履职事项清单", "配合履职事项清单", "上级部门收回事项清单"]
    assert outside(document) == [text for name in names for text in (name, title + name)]
    first = [row for row in rows(document) if row.begins_table]
    assert [(row.place.sheet, row.place.rows) for row in first] == [(name, (2, 2)) for name in names]
    assert [cell_text(row.cells[0]) for row in rows(document) if row.whole][:2] == ["一、党的建设（9项）", "二、经济发展（2项）"]


def test_progress_is_told_for_each_sheet() -> None:
    told: list[tuple[int, int]] = []
    read_xlsx(receive(SAMPLES / "qingshi-2.xlsx"), lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_name_of_a_sheet_counts_only_if_it_names_a_list(read: Read) -> None:
    assert outside(read(HEADER, [1, "甲"], name="Sheet1")) == []
    assert outside(read(HEADER, [1, "甲"], name="上级部门收回事项")) == ["上级部门收回事项"]


def test_all_that_stands_above_the_header_is_outside_a_text_for_each_cell(read: Read) -> None:
    document = read(["青石街道\n履职事项清单", None], [None, "（2025年版）"], [None], HEADER, [1, "甲"], name="s")
    assert outside(document) == ["青石街道\n履职事项清单", "（2025年版）"]
    assert [block.place.rows for block in document.blocks] == [(1, 1), (2, 2), (4, 4), (5, 5)]


def test_without_a_header_the_table_begins_with_the_first_number(read: Read) -> None:
    document = read(["某镇履职事项清单"], ["一、党建（1项）"], [1, "甲"], [2, "乙"], name="s")
    assert outside(document) == ["某镇履职事项清单", "一、党建（1项）"]
    assert texts(document) == [["1", "甲"], ["2", "乙"]]
    assert outside(read(["目录"], ["一、基本履职事项清单", "1"], name="s")) == ["目录", "一、基本履职事项清单", "1"]


def test_lists_below_each_other_are_tables_of_their_own(read: Read) -> None:
    document = read(
        *(["基本履职事项清单"], HEADER, ["一、党建（2项）"], [1, "甲"], HEADER, [2, "乙"]),
        *(["配合履职事项清单"], ["序号", "事项名称", "对应上级部门"], [1, "丙", "区民政局"], ["", "", "区公安局"]),
        name="s",
    )
    assert outside(document) == ["基本履职事项清单", "配合履职事项清单"]
    assert [(len(row.cells), row.begins_table) for row in rows(document)] == [
        (2, True),
        *[(2, False)] * 4,
        (3, True),
        *[(3, False)] * 2,
    ]
    assert texts(document)[-1] == ["", "", "区公安局"]


def test_tables_may_stand_anywhere_and_be_merged_over_any_columns(read: Read) -> None:
    def merge(shown: Worksheet) -> None:
        for cells in ("A1:F1", "C2:D2", "B3:F3", "C4:D4", "C5:D5", "B6:E6"):
            shown.merge_cells(cells)

    document = read(
        *(["某镇履职事项清单"], [None, "序号", "事项名称", None, "对应上级部门"], [None, "一、党建（2项）"]),
        *(
            [None, 1, "甲", None, "区民政局"],
            [None, 2, "乙", None, "区公安局"],
            [None, "二、经济（1项）"],
            [None, 3, "丙", None, "丁"],
        ),
        fill=merge,
    )
    assert texts(document)[:2] == [["序号", "事项名称", "对应上级部门"], ["一、党建（2项）", "", ""]]
    assert texts(document)[2:4] == [["1", "甲", "区民政局"], ["2", "乙", "区公安局"]]
    assert [row.whole for row in rows(document)] == [False, True, False, False, True, False]


def test_a_section_that_begins_left_of_its_table_stands_in_its_first_column(read: Read) -> None:
    def merge(shown: Worksheet) -> None:
        shown.merge_cells("A2:C2")

    document = read([None, *HEADER], ["一、党建（1项）"], [None, 1, "甲"], ["二、经济（1项）"], [None, 2, "乙"], fill=merge)
    assert texts(document) == [HEADER, ["一、党建（1项）", ""], ["1", "甲"], ["二、经济（1项）", ""], ["2", "乙"]]
    assert [row.whole for row in rows(document)] == [False, True, False, False, False]


def test_a_duty_merged_over_the_rows_of_its_departments_is_one_row(read: Read) -> None:
    def merge(shown: Worksheet) -> None:
        for cells in ("A2:A4", "B2:B4"):
            shown.merge_cells(cells)

    document = read(
        ["序号", "事项名称", "对应上级部门"], [1, "救助", "区民政局"], [], [None, None, "区公安局"], [2, "甲", "乙"], fill=merge
    )
    assert rows(document)[1].cells[2] == (Piece("区民政局"), Piece("区公安局"))
    assert [row.place.rows for row in rows(document)] == [(1, 1), (2, 4), (5, 5)]
    assert texts(document)[2] == ["2", "甲", "乙"]


def test_charts_are_no_sheets(read: Read) -> None:
    book = openpyxl.Workbook()
    book.create_chartsheet("图")
    shown = book["Sheet"]
    shown.append(HEADER)
    shown.append([1, "甲"])
    assert texts(read(saved(book))) == [HEADER, ["1", "甲"]]


# ---- cells ---------------------------------------------------------------------------------------------------------------


def test_lines_of_a_cell_are_paragraphs(read: Read) -> None:
    document = read(HEADER, [1, " 区民政局：\n1.登记。\r\n\n\t2.救助。_x000D_\n3.帮扶。"])
    assert [piece.text for piece in rows(document)[1].cells[1]] == ["区民政局：", "1.登记。", "2.救助。", "3.帮扶。"]
    assert {piece.begins for piece in rows(document)[1].cells[1]} == {"paragraph"}


def test_whole_numbers_are_read_as_they_are_written(read: Read) -> None:
    assert texts(read(HEADER, [1, "甲"], [2.0, "乙"], ["3", "丙"], ["4 ", 5]))[1:] == [
        ["1", "甲"],
        ["2", "乙"],
        ["3", "丙"],
        ["4", "5"],
    ]


@pytest.mark.parametrize(
    ("value", "form", "text", "problem"),
    [
        (1.5, "General", "1.5", "B2是小数"),
        (3, '"第"0"项"', "3", 'B2的显示格式（"第"0"项"）使其显示与内容不同'),
        (1, "0%", "1", "B2的显示格式（0%）使其显示与内容不同"),
        (1, "[DBNum1]General", "1", "B2的显示格式（[DBNum1]General）使其显示与内容不同"),
        ("甲", ";;;", "甲", "B2的显示格式（;;;）使其显示与内容不同"),
        ("甲", '@"局"', "甲", 'B2的显示格式（@"局"）使其显示与内容不同'),
    ],
)
def test_what_is_shown_otherwise_than_it_is_held_is_remarked(
    read: Read, value: object, form: str, text: str, problem: str
) -> None:
    def style(shown: Worksheet) -> None:
        shown["B2"].number_format = form

    document = read(HEADER, [1, value], fill=style)
    assert texts(document)[1] == ["1", text]
    assert list(remarked(document)) == [(problem, (2, 2), text)]


@pytest.mark.parametrize(
    "form", ["0", "@", "0_ ", "#,##0", "0_);[Red]\\(0\\)", '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ', "0;[红色]0"]
)
def test_ordinary_formats_are_not_remarked(read: Read, form: str) -> None:
    def style(shown: Worksheet) -> None:
        for cell in ("A2", "B2"):
            shown[cell].number_format = form

    assert read(HEADER, [1, "甲"], fill=style).remarks == ()


@pytest.mark.parametrize(
    ("value", "said", "shown"),
    [
        (date(2025, 1, 2), "Set the format of the cell to Text", "2025-01-02"),
        (timedelta(hours=1), "Set the format of the cell to Text", "1:00:00"),
        (True, "logical value", "TRUE"),
        ("#REF!", "error value", "#REF!"),
        ("办\ue004法", "U+E004", "办\ue004法"),
    ],
)
def test_what_nobody_wrote_is_refused_with_its_cell(read: Read, value: object, said: str, shown: str) -> None:
    error = fault(read, HEADER, [1, value])
    assert said in str(error)
    assert shown in error.text
    assert error.place is not None
    assert (error.place.sheet, error.place.rows) == ("基本履职事项清单", (2, 2))


def test_formulas_give_their_saved_results_with_one_remark_a_sheet(read: Read) -> None:
    package = sheet(HEADER, ["=ROW()-1", "甲"], ["=ROW()-1", "乙"], [3, '=""'])
    package = changed(package, SHEET1, "<f>ROW()-1</f><v></v>", "<f>ROW()-1</f><v>7</v>")
    package = changed(package, SHEET1, '<c r="B4"><f>""</f><v></v>', '<c r="B4" t="str"><f>""</f><v></v>')
    document = read(package)
    assert texts(document)[1:] == [["7", "甲"], ["7", "乙"], ["3", ""]]
    assert list(remarked(document)) == [("A2等3个单元格是公式", (2, 4), "=ROW()-1")]


@pytest.mark.parametrize("nothing", ["", "<v></v>"])
def test_a_formula_without_a_saved_result_is_refused(read: Read, nothing: str) -> None:
    package = sheet(HEADER, ["=ROW()-1", "甲"])
    error = fault(read, changed(package, SHEET1, "<f>ROW()-1</f><v></v>", f"<f>ROW()-1</f>{nothing}"))
    assert "cell A2: a formula whose result is not saved" in str(error)
    assert error.text == "=ROW()-1"


def shared(package: bytes, text: str, item: str) -> bytes:
    """A workbook in which a text of its sheet is shared, as Excel has all of them."""
    parts = unpack(package)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{main}"><si><t>无</t></si><si>{item}</si></sst>'.encode()
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = f'<Relationship Id="rIdS" Type="{relations}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    package = changed(pack(parts), "xl/_rels/workbook.xml.rels", "</Relationships>", link)
    return changed(package, SHEET1, f't="inlineStr"><is><t>{text}</t></is>', 't="s"><v>1</v>')


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("<t>负责党建。</t>", "负责党建。"),
        ("<r><t>负责</t></r><r><rPr><b/></rPr><t>党建。</t></r>", "负责党建。"),
        ('<t>东京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh>', "东京"),
        ("<t>甲_x000D_&#10;乙</t>", "甲乙"),
        ("<t/>", ""),
    ],
)
def test_shared_texts_are_read_without_what_stands_above_them(read: Read, item: str, text: str) -> None:
    assert texts(read(shared(sheet(HEADER, [1, "X"]), "X", item)))[1] == ["1", text]


def test_a_shared_text_that_is_missing_is_refused(read: Read) -> None:
    package = changed(shared(sheet(HEADER, [1, "X"]), "X", "<t>甲</t>"), SHEET1, "<v>1</v></c></row>", "<v>9</v></c></row>")
    assert "cannot be read as an Excel workbook" in str(fault(read, package))


def test_rich_text_is_text_and_what_is_struck_is_remarked(read: Read) -> None:
    rich = CellRichText("负责", TextBlock(InlineFont(b=True), "党建"), TextBlock(InlineFont(strike=True), "工作"), "。")

    def strike(shown: Worksheet) -> None:
        shown["B3"].font = Font(strike=True)

    document = read(HEADER, [1, rich], [2, "废止"], fill=strike)
    assert texts(document)[1:] == [["1", "负责党建工作。"], ["2", "废止"]]
    assert [(rows, text) for _, rows, text in remarked(document)] == [((2, 2), "负责党建工作。"), ((3, 3), "废止")]


@pytest.mark.parametrize(
    ("font", "fill", "is_seen"),
    [
        (Font(color="FFFFFFFF"), PatternFill(), False),
        (Font(color=Color(theme=0)), PatternFill(), False),
        (Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FFFFFFFF"), False),
        (Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF4472C4"), True),
        (Font(color=Color(theme=1)), PatternFill(), True),
        (Font(color=Color(theme=0, tint=-0.5)), PatternFill(), True),
    ],
)
def test_white_text_on_white_is_remarked(read: Read, font: Font, fill: PatternFill, is_seen: bool) -> None:
    def paint(shown: Worksheet) -> None:
        shown["B2"].font, shown["B2"].fill = font, fill

    document = read(HEADER, [1, "负责党建工作。"], fill=paint)
    assert texts(document)[1] == ["1", "负责党建工作。"]
    white = ("白色的文字", (2, 2), "负责党建工作。")
    assert list(remarked(document)) == ([] if is_seen else [white])


def test_a_part_of_a_text_in_white_is_remarked(read: Read) -> None:
    rich = CellRichText("负责党建。", TextBlock(InlineFont(color="FFFFFFFF"), "原由县教育局承办。"))
    assert [text for problem, _, text in remarked(read(HEADER, [1, rich])) if problem == "白色的文字"] == [str(rich)]


def test_characters_without_width_are_dropped_with_a_remark(read: Read) -> None:
    document = read(HEADER, [1, "安\u200b全\xa01"])
    assert texts(document)[1] == ["1", "安全1"]
    assert [rows for _, rows, _ in remarked(document)] == [(2, 2)]


# ---- what is not shown ---------------------------------------------------------------------------------------------------


def test_hidden_rows_and_columns_are_left_out_and_remarked_by_their_words(read: Read) -> None:
    def hide(shown: Worksheet) -> None:
        for row in (3, 4, 6):
            shown.row_dimensions[row].hidden = True
        shown.column_dimensions["B"].hidden = True

    package = sheet(
        *(
            ["序号", "内部编号", "事项名称"],
            [1, "x1", "甲"],
            [2, "x2", "乙"],
            [3, "x3", "丙"],
            [2, "x4", "丁"],
            [],
            [9, None, "戊"],
        ),
        fill=hide,
    )
    document = read(changed(package, SHEET1, '<row r="7">', '<row r="7" ht="0" customHeight="1">'))
    assert texts(document) == [["序号", "事项名称"], ["1", "甲"], ["2", "丁"]]
    assert list(remarked(document)) == [
        ("隐藏的行", (3, 4), "2 x2 乙 3 x3 丙"),
        ("隐藏的行", (7, 7), "9 戊"),
        ("隐藏的列（B）", (1, 5), "内部编号 x1 x4"),
    ]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_left_out_and_remarked_whatever_they_hold(read: Read, state: str) -> None:
    book = openpyxl.load_workbook(BytesIO(sheet(HEADER, [1, "甲"])))
    notes = book.create_sheet("底稿")
    notes.append(["旧稿", "#REF!", date(2025, 1, 2)])
    notes.sheet_state = state
    book.create_sheet("空").sheet_state = state
    document = read(saved(book))
    assert texts(document) == [HEADER, ["1", "甲"]]
    assert [(remark.problem, remark.place.sheet) for remark in document.remarks] == [("隐藏的工作表，未读入。", "底稿")]
    assert document.remarks[0].text.startswith("旧稿 #REF!")


def test_a_merged_cell_is_shown_where_its_first_row_is_hidden(read: Read) -> None:
    def merge(shown: Worksheet) -> None:
        shown.merge_cells("A2:A4")
        shown.merge_cells("B2:B4")
        shown.row_dimensions[2].hidden = True

    document = read(
        ["序号", "事项名称", "对应上级部门"],
        [1, "救助", "区民政局"],
        [None, None, "区公安局"],
        [None, None, "区水利局"],
        fill=merge,
    )
    assert texts(document)[1] == ["1", "救助", "区公安局区水利局"]
    assert list(remarked(document)) == [("隐藏的行", (2, 2), "区民政局")]


def test_text_under_a_merged_cell_is_remarked(read: Read) -> None:
    package = sheet(HEADER, [1, "甲"], ["一、党建", "遮住"], [2, "乙"])
    merged = changed(package, SHEET1, "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A3:B3"/></mergeCells>')
    document = read(merged)
    assert texts(document)[2] == ["一、党建", ""]
    assert list(remarked(document)) == [("被合并单元格遮住的文字", (3, 3), "遮住")]


def test_comments_are_remarked(read: Read) -> None:
    def comment(shown: Worksheet) -> None:
        shown["B2"].comment = Comment("待核", "甲")

    assert list(remarked(read(HEADER, [1, "甲"], fill=comment))) == [("批注不属于清单正文", (2, 2), "待核")]


def test_text_boxes_and_pictures_are_remarked(read: Read) -> None:
    parts = unpack(sheet(HEADER, [1, "甲"]))
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relations}/drawing" Target="../drawings/drawing1.xml"/>'
        f'<Relationship Id="rId2" Type="{relations}/oleObject" Target="../drawings/drawing1.xml"/>'
        f'<Relationship Id="rId3" Type="{relations}/image" Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    ).encode()
    parts["xl/drawings/drawing1.xml"] = (
        '<d xmlns="http://schemas.openxmlformats.org/drawingml/2006/main"><cNvPr descr="公章"/><blip/><t>框内</t></d>'
    ).encode()
    document = read(pack(parts))
    assert [(problem, text) for problem, _, text in remarked(document)] == [
        *(("文本框、图形中的文字", "框内"), ("图片", "公章"), ("嵌入的对象", "")),
    ]


# ---- sizes ---------------------------------------------------------------------------------------------------------------


def limit_to(monkeypatch: pytest.MonkeyPatch, limit: str, most: int) -> None:
    """Lower a limit in every module of the reader that goes by it."""
    modules = [module for module in (sheets_package, scan, sheet_reader) if hasattr(module, limit)]
    assert modules
    for module in modules:
        monkeypatch.setattr(module, limit, most)


def test_a_million_formatted_rows_hold_nothing(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    package = sheet(["某镇履职事项清单"], HEADER, [1, "甲"])
    empty = "".join(
        f'<row r="{row}" s="1" customFormat="1"><c r="A{row}" s="0"/><c r="B{row}" s="0"/></row>' for row in range(9, 20_009)
    )
    merged = "".join(f'<mergeCell ref="{cells}"/>' for cells in ("A1:XFD1", "A3:A1048576", "C5:XFD1048576"))
    merged = f"<mergeCells>{merged}</mergeCells>"
    last = '<row r="1048576" ht="15"><c r="XFD1048576" s="0"/></row>'
    limit_to(monkeypatch, "MOST_CELLS", 10)
    document = read(changed(package, SHEET1, "</sheetData>", f"{empty}{last}</sheetData>{merged}"))
    assert texts(document) == [HEADER, ["1", "甲"]]


@pytest.mark.parametrize(
    ("limit", "said"),
    [("MOST_CELLS", "more than 3 cells"), ("MOST_MERGED", "more than 3 merged"), ("MOST_SLOTS", "4 rows of 2 columns")],
)
def test_more_than_any_list_has_is_refused(read: Read, monkeypatch: pytest.MonkeyPatch, limit: str, said: str) -> None:
    def merge(shown: Worksheet) -> None:
        for row in range(2, 7):
            shown.merge_cells(start_row=row, end_row=row, start_column=4, end_column=5)

    limit_to(monkeypatch, limit, 3)
    assert said in str(fault(read, HEADER, [1, "甲"], [2, "乙"], [3, "丙"], fill=merge))


def test_a_cell_far_away_is_no_reason_to_walk_there(read: Read) -> None:
    def far(shown: Worksheet) -> None:
        shown.cell(1_048_576, 16_384, "远")

    document = read(HEADER, [1, "甲"], fill=far)
    assert texts(document)[-1] == ["", "", "远"]
    assert rows(document)[-1].place.rows == (1_048_576, 1_048_576)


def test_a_sheet_wider_than_any_list_is_refused(read: Read) -> None:
    assert "200 columns" in str(fault(read, ["序号", *["列"] * 300]))


# ---- files that are no workbooks -----------------------------------------------------------------------------------------


END = "</sheetData><mergeCells>{}</mergeCells>"
HIDDEN = '<col min="1" max="16384" hidden="1"/>'


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        (SHEET1, "</sheetData>", "</sheetDat>", "cannot be read as an Excel workbook"),
        (SHEET1, 'r="B2"', 'r="A2"', "a cell that is there twice"),
        (SHEET1, 'r="B2"', 'r="B9"', "stands in another row"),
        (SHEET1, 'r="B2"', 'r="ZZZ2"', "beyond the last"),
        (SHEET1, 'row r="2"', 'row r="2000000"', "beyond the last"),
        (SHEET1, "</sheetData>", END.format('<mergeCell ref="A1:B"/>'), "merged cells"),
        (SHEET1, "</sheetData>", END.format('<mergeCell ref="A1:B1"/><mergeCell ref="B1:B2"/>'), "two merged cells"),
        (SHEET1, "<sheetData>", f"<cols>{HIDDEN}{HIDDEN}</cols><sheetData>", "overlap"),
        ("xl/workbook.xml", "schemas.openxmlformats.org/spreadsheetml/2006", "purl.oclc.org/ooxml/spreadsheetml", "Strict"),
        ("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "worksheets/sheet9.xml", "is missing in the file"),
        ("_rels/.rels", '/officeDocument"', '/other"', "without a document"),
    ],
)
def test_a_damaged_workbook_is_refused_by_name(tmp_path: Path, part: str, old: str, new: str, said: str) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(changed(sheet(HEADER, [1, "甲"]), part, old, new))
    with pytest.raises(IntakeError, match=said) as caught:
        read_blocks(receive(path))
    assert caught.value.path == str(path)


@pytest.mark.parametrize("library", ["openpyxl", "lxml.etree"])
def test_without_its_libraries_the_reader_says_what_to_install(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError, match=r"lishi-duties\[intake\]"):
        read_blocks(receive(SAMPLES / "qingshi-1.xlsx"))


def small_parts() -> Parts:
    """A workbook with merged cells, a formula, a hidden row and a hidden sheet."""

    def fill(shown: Worksheet) -> None:
        shown.merge_cells("A1:B1")
        shown.merge_cells("A4:A5")
        shown.row_dimensions[6].hidden = True
        book = shown.parent
        assert book is not None
        book.create_sheet("隐藏").sheet_state = "hidden"

    package = sheet(["某镇履职事项清单"], HEADER, ["=1"], [1, "甲"], [None, "乙"], [2, "丙"], [3.5, "丁"], fill=fill)
    return {name: data for name, data in unpack(package).items() if not name.startswith(("docProps", "xl/theme"))}


SMALL = small_parts()


@examples(100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(package=spoiled(SMALL))
def test_a_spoiled_workbook_is_read_or_refused_in_our_words(tmp_path: Path, package: bytes) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(package)
    with suppress(LishiDutiesError):
        assert all(row.cells for row in rows(read_blocks(receive(path))))
    with suppress(LishiDutiesError):
        assert all(row.cells for row in rows(read_xlsx(unchecked(path))))


CELL = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=8).filter(lambda text: not text.startswith("="))


@examples(40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=4))
def test_every_character_of_a_table_is_read(tmp_path: Path, words: list[tuple[str, str]]) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(sheet(["序号", "事项名称"], *(list(line) for line in words), name="s"))
    read = ["".join(piece.text for cell in row.cells for piece in cell) for row in rows(read_blocks(receive(path)))]
    assert read == ["序号事项名称", *("".join(line) for line in words)]
