"""The reader of PDF files: every character in its cell whatever the layout, rows over page ends, what cannot be read refused."""

from __future__ import annotations

import re
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from papers import DOT, Layout, Part, Row, Sketch, parts_of, set_paper
from receiving import unchecked
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from typeset import registry

import lishi_duties as ld
from lishi_duties import IntakeError, LishiDutiesError, MissingExtraError
from lishi_duties.intake.document import Cell, Document, Outside, TableRow, cell_text, join_cells
from lishi_duties.intake.outline import outline
from lishi_duties.intake.readers.pdf import device, limits
from lishi_duties.intake.readers.pdf import pages as pdf_pages
from lishi_duties.intake.readers.pdf.reader import read_pdf
from lishi_duties.intake.received import receive
from lishi_duties.intake.records import RecordMaker, first_ids

SAMPLES = Path(__file__).parents[2] / "samples"
HEADER = ("序号", "事项名称")
Save = Callable[[Sketch], Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    return lambda sketch: sketch.save(tmp_path / "list.pdf")


@pytest.fixture
def read(save: Save) -> Callable[[Sketch], Document]:
    return lambda sketch: read_pdf(receive(save(sketch)))


@pytest.fixture
def fault(save: Save) -> Callable[[Sketch], IntakeError]:
    def fault(sketch: Sketch) -> IntakeError:
        with pytest.raises(IntakeError) as caught:
            read_pdf(receive(save(sketch)))
        assert caught.value.path.endswith("list.pdf")
        return caught.value

    return fault


Read = Callable[[Sketch], Document]
Fault = Callable[[Sketch], IntakeError]


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def rows_of(document: Document) -> list[TableRow]:
    return [block for block in document.blocks if isinstance(block, TableRow)]


def texts(document: Document) -> list[list[str]]:
    return [[cell_text(cell) for cell in row.cells] for row in rows_of(document)]


def outsides(document: Document) -> list[tuple[str, bool]]:
    return [(block.text, block.margin) for block in document.blocks if isinstance(block, Outside)]


def problems(document: Document) -> list[str]:
    return [remark.problem for remark in document.remarks]


def items(document: Document) -> Iterator[list[Cell]]:
    """The cells of each numbered row, with its continuations on later pages."""
    item: list[Cell] = []
    for row in rows_of(document):
        first = cell_text(row.cells[0])
        if row.whole or first == "序号":
            continue
        if first:
            if item:
                yield item
            item = list(row.cells)
        else:
            item = [join_cells(a, b) for a, b in zip(item, row.cells, strict=True)]
    yield item


def in_one(cell: Cell) -> str:
    return bare("".join(piece.text for piece in cell))


# ---- the samples, printed from Word --------------------------------------------------------------------------------------


@cache
def sample(name: str) -> Document:
    return read_pdf(receive(SAMPLES / f"{name}.pdf"))


@pytest.mark.parametrize("name", ["qingshi-1", "qingshi-2"])
def test_the_printed_list_says_what_the_workbook_says(name: str) -> None:
    document = sample(name)
    workbook = load_workbook(SAMPLES / f"{name}.xlsx")
    expected = [
        [bare(str(cell)) for cell in row]
        for sheet in workbook
        for row in sheet.iter_rows(values_only=True)
        if type(row[0]) is int
    ]
    assert [[in_one(cell) for cell in item] for item in items(document)] == expected
    assert len(expected) == 68
    assert document.remarks == ()


def test_the_printed_list_is_taken_apart_with_its_pages() -> None:
    document = sample("qingshi-1")
    outlined = outline(document.blocks, document.path)
    assert outlined.title == "某某省平安县青石街道履职事项清单"
    ninth = next(item for item in outlined.items if item.kind == "cooperative" and item.number == 9)
    assert ninth.place.pages == (6, 7)
    assert [row.place.pages for row in rows_of(document) if row.begins_table] == [(2, 2), (4, 4), (12, 12)]


# ---- any layout ----------------------------------------------------------------------------------------------------------

HEADINGS = ("样例市样例区李市镇履职事项清单", "基本履职事项清单")


@cache
def parts() -> tuple[Part, ...]:
    """Some rows of each list: long and short ones, with many departments, with and without numbers."""
    basic, cooperative, reclaimed = parts_of(ld.load(edition=1))
    return (
        Part(HEADINGS, basic.header, basic.rows[:10], basic.widths),
        Part(cooperative.headings, cooperative.header, [*cooperative.rows[9:14], *cooperative.rows[59:63]], cooperative.widths),
        Part(reclaimed.headings, reclaimed.header, reclaimed.rows[-3:], reclaimed.widths),
    )


def renumbered(part: Part) -> Part:
    """With the numbers that follow each other."""
    numbers = iter(range(1, 1000))
    rows: list[Row] = [row if isinstance(row, str) else (str(next(numbers)), *row[1:]) for row in part.rows]
    return Part(part.headings, part.header, rows, part.widths)


def paragraphs(part: Part) -> list[list[list[str]]]:
    """The paragraphs of each cell of each row."""
    return [
        [[bare(text).replace("·", DOT) for text in ([cell] if isinstance(cell, str) else cell)] for cell in row]
        for row in part.rows
        if not isinstance(row, str)
    ]


LAYOUTS = {
    "landscape": Layout(),
    "portrait, indented": Layout(page=A4, size=12, indent=2),
    "small, justified, running head": Layout(
        page=A4, size=8, margin=40, body="justified", head="李市镇二〇二五年", page_number="第 {page} 页 共 80 页"
    ),
    "large": Layout(size=18, spacing=1.6, page_number="{page}/80"),
    "thin boxes for rules, no rule at page ends, header once": Layout(open_ends=True, thin_boxes=True, repeat_header=False),
    "in the middle, numbers on the next page": Layout(numbered_on="last", middle=True),
    "rows kept whole": Layout(cut_rows=False, size=9, page_number="- {page} -"),
    "centred": Layout(body="centre", narrow=5, page_number=""),
    "watermark": Layout(watermark="李市镇人民政府"),
    "turned by 90": Layout(rotate=90, page=A4),
    "turned by 270": Layout(rotate=270, page=landscape(A4)),
}


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.slow
def test_whatever_the_layout_every_cell_comes_back_and_no_sentence_is_cut(name: str, tmp_path: Path) -> None:
    wanted = [renumbered(part) for part in parts()]
    document = read_pdf(receive(set_paper(tmp_path / "list.pdf", wanted, LAYOUTS[name])))
    found = list(items(document))
    expected = [row for part in wanted for row in paragraphs(part)]
    assert [[in_one(cell) for cell in item] for item in found] == [["".join(cell) for cell in row] for row in expected]
    ends = told = 0
    for item, row in zip(found, expected, strict=True):
        for cell, paragraph in zip(item, row, strict=True):
            certain = set(beginnings([in_one((piece,)) for piece in cell], [piece.begins != "run" for piece in cell]))
            real = set(beginnings(paragraph, [True] * len(paragraph)))
            assert certain <= real, "a line that runs on was taken for a paragraph"
            ends += len(real)
            told += len(certain)
    assert told > 0.75 * ends
    headings = [text for text, margin in outsides(document) if not margin]
    assert headings == [*HEADINGS, "配合履职事项清单", "上级部门收回事项清单"]


def beginnings(pieces: list[str], which: list[bool]) -> Iterator[int]:
    """At how many characters the pieces that count begin."""
    at = 0
    for piece, counts in zip(pieces, which, strict=True):
        if counts:
            yield at
        at += len(piece)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["landscape", "portrait, indented", "large", "in the middle, numbers on the next page"])
def test_the_records_of_the_whole_list_come_back_from_80_pages(name: str, tmp_path: Path) -> None:
    duties = ld.load(edition=1)
    path = set_paper(tmp_path / "list.pdf", parts_of(duties), LAYOUTS[name])
    outlined = outline(read_pdf(receive(path)).blocks, path)
    maker = RecordMaker(registry(), first_ids(outlined), 1, path)
    for item, duty in zip(outlined.items, [*duties.basic, *duties.cooperative, *duties.reclaimed], strict=True):
        record = maker.record(item)
        assert record.model_dump_json(exclude={"place"}).replace(DOT, "·") == duty.model_dump_json(exclude={"place"})


def test_progress_is_told_after_every_page(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    read_pdf(receive(set_paper(tmp_path / "list.pdf", parts()[:1], Layout(size=30))), lambda *each: told.append(each))
    assert len(told) > 2
    assert told == [(n, len(told)) for n in range(1, len(told) + 1)]


# ---- heads, feet, titles -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form",
    [
        "{page}",
        "— {page} —",
        "- {page} -",
        "第 {page} 页 共 80 页",
        "第{page}页",
        "{page}/80",
        "Page {page} of 80",
        "－{page}－",
        "第{ordinal}页",
    ],
)
def test_page_numbers_are_of_the_page_and_need_no_remark(form: str, read: Read) -> None:
    sketch = Sketch()
    for page in (1, 2, 3):
        sketch = sketch if page == 1 else sketch.turn()
        sketch.table([(str(page), "学习")]).text(150, 280, form.format(page=page, ordinal=" 一二三"[page]))
    document = read(sketch)
    assert [(bare(text), margin) for text, margin in outsides(document)] == [
        (bare(form.format(page=page, ordinal=" 一二三"[page])), True) for page in (1, 2, 3)
    ]
    assert document.remarks == ()


def headed(*heads: str) -> Sketch:
    sketch = Sketch().text(100, 34, "样例区样例镇履职事项清单")
    for number, head in enumerate(heads):
        sketch = sketch.turn() if number else sketch
        sketch.text(20, 20, head).table([(str(number + 1), "学习")])
    return sketch


def test_a_running_head_is_left_out_with_one_remark(read: Read) -> None:
    document = read(headed(*(f"样例镇 第{page}页" for page in (1, 2, 3, 4))))
    assert [margin for text, margin in outsides(document) if text.startswith("样例镇")] == [True] * 4
    assert problems(document) == ["每页重复的页眉页脚“样例镇 第#页”未读入。"]


def test_a_list_named_only_in_the_running_head_is_still_named(read: Read) -> None:
    document = read(headed(*["基本履职事项清单"] * 3))
    assert [margin for text, margin in outsides(document) if text.startswith("基本")] == [False, True, True]
    named = read(headed(*["样例镇履职事项清单"] * 3))
    assert [margin for text, margin in outsides(named) if text.startswith("样例镇")] == [True] * 3


def test_what_stands_on_few_pages_is_no_running_head(read: Read) -> None:
    document = read(headed("基本履职事项清单", "", "", "", "", "", "基本履职事项清单", "", ""))
    assert [margin for _, margin in outsides(document)] == [False] * 3


# ---- rows over page ends -------------------------------------------------------------------------------------------------


def three_columns(*pages: list[tuple[str, str, str]]) -> Sketch:
    sketch = Sketch()
    for number, rows in enumerate(pages):
        if number:
            sketch.turn()
        sketch.table([("序号", "事项名称", "职责"), *rows], xs=(20, 60, 200, 380))
    return sketch


def test_a_number_in_the_middle_of_a_row_over_two_pages_is_found_on_the_second(read: Read) -> None:
    document = read(three_columns([("1", "甲", "子。"), ("", "", "负责乙的前")], [("2", "乙", "半句。"), ("3", "丙", "丑。")]))
    assert texts(document)[1:] == [
        ["1", "甲", "子。"],
        ["2", "乙", "负责乙的前半句。"],
        ["序号", "事项名称", "职责"],
        ["3", "丙", "丑。"],
    ]
    assert rows_of(document)[2].place.pages == (1, 2)
    assert problems(document) == ["第2项的序号在下一页，已把两页的两部分合为一行，请核对。"]


def test_it_may_be_on_the_third(read: Read) -> None:
    document = read(three_columns([("1", "甲", "子。"), ("", "", "负责")], [("", "", "乙的")], [("2", "乙", "工作。")]))
    assert ["2", "乙", "负责乙的工作。"] in texts(document)


def test_a_row_that_cannot_be_told_from_its_neighbours_is_refused(fault: Fault) -> None:
    error = fault(three_columns([("1", "甲", "子。"), ("", "", "负责乙的前")], [("3", "丙", "半句。")]))
    assert "the next page begins with 3; which row it belongs to cannot be told" in error.problem
    assert error.place is not None
    assert error.place.pages == (1, 2)


def test_where_rows_without_numbers_belong_to_the_row_above_no_number_is_taken_from_the_next_page(fault: Fault) -> None:
    pages = [("1", "甲", "子。"), ("", "", "丑。"), ("2", "乙", "寅。"), ("", "", "卯。")], [("3", "丙", "辰。")]
    assert "cannot be told" in fault(three_columns(*pages)).problem


def test_a_title_on_the_next_page_is_put_to_its_number(read: Read) -> None:
    document = read(three_columns([("1", "", "负责")], [("", "甲", "子。")]))
    assert texts(document)[1] == ["1", "甲", "负责子。"]


def test_a_whole_page_without_a_number_goes_on_with_a_remark(read: Read) -> None:
    document = read(three_columns([("1", "甲", "负责")], [("", "", "子、")], [("2", "乙", "丑。")]))
    assert texts(document)[3] == ["", "", "子、"]
    assert problems(document) == ["整页只有一行，没有序号，按上一项的续行读，请核对。"]


def test_but_not_where_numbers_stand_on_the_last_page_of_a_row(fault: Fault) -> None:
    pages = [("1", "甲", "子。"), ("", "", "负责")], [("2", "乙", "丑。")], [("", "", "寅、")], [("3", "丙", "卯。")]
    error = fault(three_columns(*pages))
    assert "fills its page has no number" in error.problem
    assert error.place is not None
    assert error.place.pages == (3, 3)


def test_cells_over_several_rows_make_one_row(read: Read) -> None:
    sketch = Sketch()
    for x in (20, 60, 160, 380):
        sketch.rule(x, 40, x, 120)
    sketch.rule(20, 40, 380, 40).rule(20, 60, 380, 60).rule(20, 120, 380, 120).rule(160, 80, 380, 80).rule(160, 100, 380, 100)
    sketch.text(24, 54, "序号").text(64, 54, "事项名称").text(164, 54, "部门")
    sketch.text(24, 94, "1").text(64, 94, "救助").text(164, 74, "区民政局").text(164, 94, "区公安局").text(164, 114, "区教委")
    document = read(sketch)
    assert [[piece.text for piece in cell] for cell in rows_of(document)[1].cells] == [
        ["1"],
        ["救助"],
        ["区民政局", "区公安局", "区教委"],
    ]


def test_a_heading_over_all_columns_is_one_cell(read: Read) -> None:
    sketch = (
        Sketch().rule(20, 40, 380, 40).rule(20, 60, 380, 60).rule(20, 80, 380, 80).rule(20, 40, 20, 80).rule(380, 40, 380, 80)
    )
    row, item = rows_of(
        read(sketch.rule(60, 60, 60, 80).text(150, 54, "一、党的建设（1项）").text(24, 74, "1").text(64, 74, "学习"))
    )
    assert row.whole
    assert [cell_text(cell) for cell in row.cells] == ["一、党的建设（1项）", ""]
    assert not item.whole
    assert row.begins_table


# ---- characters ----------------------------------------------------------------------------------------------------------


def item(text: str) -> Sketch:
    return Sketch().table([HEADER, ("1", text)])


def test_radicals_and_compatibility_characters_become_ordinary_ones_with_a_remark(read: Read) -> None:
    document = read(item("⽔⼒⻔\uf901民"))
    assert texts(document)[1][1] == "水力门更民"
    (remark,) = document.remarks
    assert remark.problem == "文字层中有4个部首或兼容字符，已换成通常的汉字：⽔→水、⼒→力、⻔→门、\uf901→更。"


def test_characters_that_share_a_glyph_become_the_ordinary_ones(read: Read) -> None:
    document = read(item("农⼾塑㬵厂1〜2次学习强国∕渝快办"))
    assert texts(document)[1][1] == "农户塑胶厂1～2次学习强国／渝快办"
    (remark,) = document.remarks
    assert remark.problem.endswith("⼾→户、㬵→胶、〜→～、∕→／。")


@pytest.mark.parametrize("as_box", [False, True], ids=["line", "thin box"])
def test_text_with_a_line_through_it_is_remarked(read: Read, as_box: bool) -> None:
    sketch = Sketch().grid((20, 60, 380), (40, 60, 80)).text(24, 54, "序号").text(64, 54, "事项名称").text(24, 74, "1")
    sketch.text(64, 74, "旧的").text(64 + 2 * 12, 74, "新的").rule(64, 76, 112, 76)  # an underline strikes nothing out
    document = read(sketch.draw("64 229.3 24 0.8 re f") if as_box else sketch.rule(64, 70.3, 88, 70.3))
    assert texts(document)[1] == ["1", "旧的新的"]
    (remark,) = document.remarks
    assert (remark.problem, remark.text) == ("有横线穿过的文字，可能是删除线，已照录；请核对是否应当删去。", "旧的")


@pytest.mark.parametrize("counted", [False, True], ids=["places from the header", "places from the first byte"])
def test_what_a_site_puts_before_the_file_is_no_part_of_it(tmp_path: Path, counted: bool) -> None:
    path = item("学习").save(tmp_path / "list.pdf")
    before = b"\r\n<!-- -->\r\n"
    data = before + path.read_bytes()
    if counted:
        table, begin = data.index(b"xref\n0"), data.rindex(b"startxref")
        body = re.sub(rb"\d{10}(?= 00000 n)", lambda place: b"%010d" % (int(place[0]) + len(before)), data[:begin])
        data = body + b"startxref\n%d\n%%%%EOF\n" % table
    path.write_bytes(data)
    assert texts(read_pdf(receive(path)))[1] == ["1", "学习"]


@pytest.mark.parametrize("default", ["/OFF [{old}]", "/BaseState /OFF /ON [{new}]"])
def test_layers_that_are_not_shown_are_remarked(read: Read, default: str) -> None:
    sketch = item("学习")
    old, new = (
        sketch.add(f"<< /Type /OCG /Name <feff{name.encode('utf-16-be').hex()}> >>".encode()) for name in ("旧稿", "新稿")
    )
    sketch.catalog = f"/OCProperties << /OCGs [{old} {new}] /D << {default.format(old=old, new=new)} >> >>"
    (remark,) = read(sketch).remarks
    assert (remark.problem, remark.text) == ("文件有不显示的图层“旧稿”，其中如有文字，已照录；请核对。", "旧稿")


def test_layers_that_are_shown_need_no_remark(read: Read) -> None:
    sketch = item("学习")
    layer = sketch.add(b"<< /Type /OCG /Name (A) >>")
    sketch.catalog = f"/OCProperties << /OCGs [{layer}] /D << /OFF [] >> >>"
    assert read(sketch).remarks == ()


@pytest.mark.parametrize("char", ["\ue000", "\ufffd", "\x01", "\U000f0000"])
def test_a_character_that_is_none_is_refused_with_page_and_text(char: str, fault: Fault) -> None:
    error = fault(Sketch().table([HEADER, ("1", "学习")]).turn().table([HEADER, ("2", f"负责{char}教育")]))
    assert f"U+{ord(char):04X}" in error.problem
    assert error.place is not None
    assert error.place.pages == (2, 2)
    assert "负责" in error.text


def test_a_character_whose_font_has_no_name_for_it_is_refused(fault: Fault) -> None:
    sketch = item("负责党员教育")
    sketch.nameless = {"党"}
    error = fault(sketch)
    assert "font does not say which it is" in error.problem
    assert error.text.startswith("负责(cid:")


def test_a_character_the_library_would_drop_in_silence_is_refused(tmp_path: Path) -> None:
    """The font's table of codes has no •, and pdfminer passes over such a code."""
    path = set_paper(tmp_path / "list.pdf", [Part((), HEADER, [("1", "江小宣•橘乡")], (1, 9))])
    with pytest.raises(IntakeError, match="font does not say which it is, code 2022") as caught:
        read_pdf(receive(path))
    assert caught.value.text.endswith("江小宣橘乡")


def test_characters_drawn_twice_for_bold_count_once(read: Read) -> None:
    document = read(item("负责党员").text(64.4, 74.2, "负责党员"))
    assert texts(document)[1] == ["1", "负责党员"]


def test_characters_printed_on_others_are_refused(fault: Fault) -> None:
    assert "printed on one another" in fault(item("负责党员").text(65, 74, "发展团员")).problem


def test_spaces_stay_between_words_and_vanish_from_chinese(read: Read) -> None:
    document = read(item("负责 党员 Smart  City 工作"))
    assert texts(document)[1][1] == "负责党员Smart City工作"


def test_a_gap_between_words_is_a_space_and_stretched_text_has_none(read: Read) -> None:
    stretched = Sketch().grid((20, 60, 380), (40, 60))
    for number, char in enumerate("负责QR码"):
        stretched.text(64 + 14 * number, 54, char)
    assert texts(read(stretched.text(24, 54, "1")))[0][1] == "负责QR码"
    apart = Sketch().grid((20, 60, 380), (40, 60)).text(24, 54, "1").text(64, 54, "Smart").text(118, 54, "City")
    assert texts(read(apart))[0][1] == "Smart City"


@pytest.mark.parametrize(
    ("first", "second", "joined", "remarks"),
    [("负责一二三四五六QR", "码", "负责一二三四五六QR码", 0), ("负责一二三四五六A-", "B", "负责一二三四五六A-B", 0),
     ("负责一二三四五六AB", "CD", "负责一二三四五六AB CD", 1), ("负责一二三四五六20", "25年", "负责一二三四五六2025年", 1)],
)  # fmt: skip
def test_a_line_end_within_latin_text(first: str, second: str, joined: str, remarks: int, read: Read) -> None:
    sketch = Sketch().grid((20, 60, 170), (40, 80)).text(24, 54, "1").text(64, 54, first).text(64, 68, second)
    document = read(sketch)
    assert texts(document)[0][1] == joined
    assert sum("行末断开" in problem for problem in problems(document)) == remarks


# ---- what is there but not plain text ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mode", "grey", "problem"), [(3, 0, "看不见的文字"), (7, 0, "看不见的文字"), (0, 1, "白色的文字")])
def test_text_nobody_sees_is_read_with_a_remark(mode: int, grey: float, problem: str, read: Read) -> None:
    document = read(item("学习").text(200, 74, "秘密", mode=mode, grey=grey))
    assert texts(document)[1][1] == "学习秘密"
    assert [problem in each for each in problems(document)] == [True]


def test_slanted_text_is_a_watermark(read: Read) -> None:
    document = read(item("学习").text(100, 100, "内部资料", size=40, turn="0.7 0.7 -0.7 0.7"))
    assert texts(document)[1] == ["1", "学习"]
    assert [(remark.problem, remark.text) for remark in document.remarks] == [("斜排的文字视为水印，未读入。", "内部资料")]


def test_large_light_text_on_all_pages_is_a_watermark_and_on_one_is_refused(read: Read, fault: Fault) -> None:
    both = (
        item("学习").text(90, 76, "草稿", size=40, grey=0.8).turn().table([("2", "宣传")]).text(90, 56, "草稿", size=40, grey=0.8)
    )
    document = read(both)
    assert texts(document) == [["序号", "事项名称"], ["1", "学习"], ["2", "宣传"]]
    assert problems(document) == ["浅色大字视为水印，未读入（共2页：第1–2页）。"]
    assert "watermark" in fault(item("学习").text(90, 76, "草稿", size=40, grey=0.8)).problem


def test_text_across_the_page_is_left_out_beside_a_table_and_refused_in_it(read: Read, fault: Fault) -> None:
    document = read(item("学习工作").text(390, 200, "内部", turn="0 1 -1 0"))
    assert outsides(document) == [("内部", True)]
    assert problems(document) == ["与正文方向不同的文字视为页边文字，未读入，请核对。"]
    assert "runs across" in fault(item("学习工作").text(200, 75, "内部", turn="0 1 -1 0")).problem


def test_a_page_printed_sideways_reads_right(read: Read) -> None:
    sketch = Sketch(300, 400)
    for y in (20, 240, 280):
        sketch.rule(40, y, 80, y)
    for x in (40, 60, 80):
        sketch.rule(x, 20, x, 280)
    for x, y, text in ((54, 276, "序号"), (54, 236, "事项名称"), (74, 276, "1"), (74, 236, "学习")):
        sketch.text(x, y, text, turn="0 1 -1 0")
    assert texts(read(sketch)) == [["序号", "事项名称"], ["1", "学习"]]


def test_comments_and_pictures_are_remarked(read: Read) -> None:
    sketch = item("学习").draw("q 200 0 0 100 0 0 cm /I Do Q")
    sketch.page_entries[0] = "/Annots [<< /Type /Annot /Subtype /FreeText /Contents (x) /Rect [0 0 9 9] >>]"
    sketch.resources = f"/XObject << /I {picture(sketch)} >>"
    assert problems(read(sketch)) == [
        "页上有批注或表单内容（FreeText），未读入，请核对。",
        "页上有图片，图片里如有文字，读不到，请核对。",
    ]


def picture(sketch: Sketch) -> str:
    kind = "/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceRGB"
    return sketch.add(sketch.stream(b"\0" * 12, kind))


def test_text_on_the_rules_of_its_cell_is_remarked(read: Read) -> None:
    assert problems(read(item("学习").text(56, 74, "宣"))) == ["文字压在表格线上，可能越出了所属的单元格，请核对。"]


# ---- what cannot be read -------------------------------------------------------------------------------------------------

COVER = "q 400 0 0 300 0 0 cm /I Do Q"


def test_a_scan_is_refused(fault: Fault) -> None:
    sketch = Sketch().draw(COVER).turn().draw(COVER)
    sketch.resources = f"/XObject << /I {picture(sketch)} >>"
    error = fault(sketch)
    assert error.problem == "no text layer on pages 1–2: the whole document is a scan"
    assert "OCR" in error.advice


@pytest.mark.parametrize("foot", ["", "— 2 —"])
def test_a_scanned_page_between_others_is_refused(foot: str, fault: Fault) -> None:
    sketch = item("学习").turn().draw(COVER).text(180, 290, foot).turn().table([("2", "宣传")])
    sketch.resources = f"/XObject << /I {picture(sketch)} >>"
    error = fault(sketch)
    assert error.problem.startswith("no text layer on page 2")
    assert error.place is not None
    assert error.place.pages == (2, 2)


def test_an_empty_page_is_none(read: Read) -> None:
    assert len(texts(read(item("学习").turn().turn().table([("2", "宣传")])))) == 3


def test_a_table_without_rules_is_refused(fault: Fault) -> None:
    error = fault(Sketch().text(20, 40, "序号").text(80, 40, "事项名称").text(20, 60, "1").text(80, 60, "学习"))
    assert "without ruled lines, which cannot be read with certainty" in error.problem
    assert "Convert it to Word or Excel" in error.advice


def test_cells_not_closed_on_all_sides_are_refused(fault: Fault) -> None:
    sketch = Sketch().grid((20, 380), (40, 80)).rule(60, 40, 60, 60).rule(20, 60, 60, 60).rule(200, 60, 200, 80)
    sketch.rule(60, 60, 200, 60)
    assert "rules do not close" in fault(sketch.text(24, 54, "1").text(100, 54, "学习").text(300, 74, "宣传")).problem


def test_nothing_at_all_is_refused(fault: Fault) -> None:
    assert "nothing is written" in fault(Sketch()).problem
    assert "no ruled table" in fault(Sketch().text(20, 40, "学习")).problem


def test_what_is_no_pdf_or_cut_off_is_refused(tmp_path: Path, save: Save) -> None:
    whole = save(item("学习").turn().table([("2", "宣传")])).read_bytes()
    path = tmp_path / "cut.pdf"
    for data in (b"", b"%PDF-1.7\n", b"hello", whole[: len(whole) // 2], whole[:-60], whole.replace(b"/Count 2", b"/Count 3")):
        path.write_bytes(data)
        with pytest.raises(IntakeError, match=r"cut\.pdf.*damaged"):
            read_pdf(unchecked(path))
    with pytest.raises(IntakeError, match="cannot be read"):
        read_pdf(receive(tmp_path / "absent.pdf"))


def test_a_page_whose_content_is_damaged_is_not_taken_for_an_empty_one(fault: Fault, tmp_path: Path) -> None:
    sketch = item("学习").turn().table([("2", "宣传")])
    sketch.packed = True
    raw = bytearray(sketch.save(tmp_path / "list.pdf").read_bytes())
    content = raw.rindex(b"stream\n", 0, raw.rindex(b"endstream")) + 7
    raw[content + 12 : content + 40] = bytes(28)
    path = tmp_path / "list.pdf"
    path.write_bytes(raw)
    with pytest.raises(IntakeError, match=r"page 2: the page's content is damaged"):
        read_pdf(receive(path))


def test_one_with_a_password_is_refused_and_one_only_locked_against_changes_is_read(tmp_path: Path) -> None:
    def locked(name: str, password: str) -> Path:
        path = tmp_path / name
        canvas = Canvas(str(path), encrypt=StandardEncryption(password, ownerPassword="owner", canModify=0))
        canvas.grid((20, 60, 380), (40, 60))
        canvas.drawString(24, 46, "1")
        canvas.drawString(64, 46, "APP")
        canvas.save()
        return path

    with pytest.raises(IntakeError, match="needs a password; open it with the password and save it without one"):
        read_pdf(receive(locked("secret.pdf", "secret")))
    assert texts(read_pdf(receive(locked("open.pdf", "")))) == [["1", "APP"]]


def test_drawings_within_drawings_are_bounded(fault: Fault, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    def form(sketch: Sketch, content: str, inner: str = "") -> str:
        entries = f"/Type /XObject /Subtype /Form /BBox [0 0 400 300] /Resources << /XObject << {inner} >> >>"
        return sketch.add(sketch.stream(content.encode(), entries))

    monkeypatch.setattr(device, "MOST_FORMS", 500)
    sketch = item("学习").draw("/A Do")
    innermost = form(sketch, "")
    for _ in range(40):
        innermost = form(sketch, "/A Do /A Do", f"/A {innermost}")
    sketch.resources = f"/XObject << /A {innermost} >>"
    assert "more than 500 drawings" in fault(sketch).problem
    itself = item("学习").draw("/A Do")
    number = len(itself.objects) + 5
    assert form(itself, "/A Do", f"/A {number} 0 R") == f"{number} 0 R"
    itself.resources = f"/XObject << /A {number} 0 R >>"
    assert texts(read(itself))[1] == ["1", "学习"]


@pytest.mark.parametrize(("limit", "what"), [("MOST_GLYPHS", "characters"), ("MOST_RULES", "lines")])
def test_what_a_page_draws_is_bounded(limit: str, what: str, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, limit, 5)
    assert f"more than 5 {what} on one page" in fault(item("学习")).problem


def test_what_unpacks_to_too_much_is_refused(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_UNPACKED", 1 << 20)
    monkeypatch.setattr(limits, "MOST_CONTENT", 1 << 16)
    of_a_page = Sketch().draw(" " * (1 << 17))
    of_a_page.packed = True
    error = fault(of_a_page)
    assert "unpacks to more than" in error.problem
    assert error.place is not None
    unused = item("学习")
    unused.packed = True
    unused.add(unused.stream(bytes(1 << 21)))
    assert "unpacks to more than" in fault(unused).problem
    twice = item("学习")
    font = twice.stream(zlib.compress(zlib.compress(bytes(1 << 21))), "/Filter [/FlateDecode /FlateDecode]")
    twice.resources = f"/Properties << /F {twice.add(font)} >>"
    assert "unpacks to more than" in fault(twice).problem


def test_more_pages_than_any_list_has_are_refused(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_pages, "MOST_PAGES", 3)
    assert "more than 3 pages" in fault(Sketch().turn().turn().turn()).problem


def test_a_missing_library_is_named() -> None:
    code = (
        "import sys; sys.modules['pdfminer'] = None\n"
        "from pathlib import Path; from lishi_duties import MissingExtraError\n"
        "from lishi_duties.intake.readers import read_blocks; from lishi_duties.intake.received import receive\n"
        "try: read_blocks(receive(Path('tests/samples/qingshi-1.pdf')))\n"
        "except MissingExtraError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=SAMPLES.parents[1])
    assert done.stdout.strip() == str(MissingExtraError("reading PDF files", "intake"))


# ---- damage --------------------------------------------------------------------------------------------------------------

TOKENS = (b" -1 ", b" /X ", b" [ ", b" << ", b" 2 0 R ", b" 1e99 ", b" Q ", b" null ", b"(", b" endobj ")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("spoilt")


@pytest.fixture(scope="module")
def sound(folder: Path) -> bytes:
    """A small PDF to be spoilt."""
    sketch = Sketch().text(100, 20, "基本履职事项清单").table([HEADER, ("1", "学习"), ("2", "宣传")])
    return sketch.turn().table([("", "工作"), ("3", "教育")]).save(folder / "sound.pdf").read_bytes()


@st.composite
def damages(draw: st.DrawFn) -> list[tuple[float, str, int, bytes]]:
    """Where, how, and with what a file is spoilt."""
    kinds = st.sampled_from(["change", "cut", "repeat", "insert"])
    each = st.tuples(st.floats(0, 1, exclude_max=True), kinds, st.integers(1, 60), st.sampled_from(TOKENS))
    return draw(st.lists(each, min_size=1, max_size=4))


@examples(60)
@given(damages())
def test_a_spoilt_file_is_read_or_refused(sound: bytes, folder: Path, spoilt: list[tuple[float, str, int, bytes]]) -> None:
    raw = bytearray(sound)
    for where, how, length, token in spoilt:
        at = int(where * len(raw))
        if how == "change":
            raw[at] = length
        elif how == "cut":
            del raw[at : at + length]
        elif how == "repeat":
            raw[at:at] = raw[at : at + length]
        else:
            raw[at:at] = token
    path = folder / "list.pdf"
    path.write_bytes(raw)
    found = attempt(path)
    if isinstance(found, LishiDutiesError):
        assert str(path) in str(found)
    else:
        assert rows_of(found)


@examples(60)
@given(damages())
def test_a_page_drawn_wrongly_is_read_or_refused(folder: Path, spoilt: list[tuple[float, str, int, bytes]]) -> None:
    """The file is sound, the programme of its page is not."""
    sketch = item("学习")
    content = bytearray("\n".join(sketch.pages[0]).encode())
    for where, how, length, token in spoilt:
        at = int(where * len(content))
        content[at : at + (length if how == "cut" else 0)] = (
            token if how == "insert" else content[at : at + length] * (how == "repeat")
        )
    sketch.pages[0] = [content.decode("latin-1")]
    found = attempt(sketch.save(folder / "drawn.pdf"))
    assert isinstance(found, LishiDutiesError) or rows_of(found)


def attempt(path: Path) -> Document | LishiDutiesError:
    try:
        return read_pdf(unchecked(path))
    except LishiDutiesError as error:
        return error


def test_the_library_keeps_its_warnings_to_itself(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    sketch = item("学习").draw("/X /Y /Z rg")
    assert len(rows_of(read_pdf(receive(sketch.save(tmp_path / "list.pdf"))))) == 2
    assert not caplog.records
