"""The reader of web pages: what a browser shows is read, the website around it told apart, and nothing lost unsaid."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from examples import examples
from hypothesis import example, given
from hypothesis import strategies as st
from receiving import unchecked

from lishi_duties import IntakeError, MissingExtraError
from lishi_duties.errors import LishiDutiesError
from lishi_duties.intake.document import Cell, Document, Outside, Piece, Remark, TableRow, cell_text, clean
from lishi_duties.intake.outline import outline
from lishi_duties.intake.readers import read_blocks
from lishi_duties.intake.readers.html import tree as html_tree
from lishi_duties.intake.readers.html.reader import read_html
from lishi_duties.intake.received import MOST_BYTES, receive

SAMPLES = Path(__file__).parents[2] / "samples"
TITLE = "<h1>平安县青石街道履职事项清单</h1>"
HEAD = "<tr><th>序号</th><th>事项名称</th></tr>"

Read = Callable[..., Document]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a page given as text or bytes."""

    def read(page: str | bytes, encoding: str = "utf-8") -> Document:
        path = tmp_path / "list.html"
        path.write_bytes(page.encode(encoding) if isinstance(page, str) else page)
        return read_html(unchecked(path))

    return read


def page(body: str, before: str = "", after: str = "", head: str = "") -> str:
    """A page with a title and one list; `body` holds the rows after the header row."""
    return f"<html><head>{head}</head><body>{before}{TITLE}<table>{HEAD}{body}</table>{after}</body></html>"


def cell_page(markup: str) -> str:
    """A page whose list has one item, with this in its second cell."""
    return page(f"<tr><td>1</td><td>{markup}</td></tr>")


def rows(document: Document) -> list[TableRow]:
    return [block for block in document.blocks if isinstance(block, TableRow)]


def texts(document: Document) -> list[list[str]]:
    return [[cell_text(cell) for cell in row.cells] for row in rows(document)]


def outside(document: Document, *, margin: bool = False) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Outside) and block.margin == margin]


def lines(document: Document) -> list[tuple[int, int] | None]:
    return [block.place.lines for block in document.blocks]


def second_cell(document: Document) -> Cell:
    return rows(document)[1].cells[1]


def said(document: Document) -> list[tuple[str, str]]:
    return [(remark.problem, remark.text) for remark in document.remarks]


def fault(read: Read, page: str | bytes, encoding: str = "utf-8") -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        read(page, encoding)
    assert caught.value.path.endswith("list.html")
    return caught.value


# ---- the sample documents ------------------------------------------------------------------------------------------------


def excel_rows(path: Path) -> Iterator[list[str]]:
    """The rows of all sheets without their titles, each cell cleaned."""
    for sheet in openpyxl.load_workbook(path):
        for number, row in enumerate(sheet.iter_rows(values_only=True)):
            if number:
                yield [clean("" if value is None else str(value)) for value in row]


@pytest.mark.parametrize("edition", [1, 2])
def test_a_sample_page_holds_what_the_excel_file_holds(edition: int) -> None:
    document = read_html(receive(SAMPLES / f"qingshi-{edition}.html"))
    assert texts(document) == list(excel_rows(SAMPLES / f"qingshi-{edition}.xlsx"))
    assert outside(document) == [
        "某某省平安县青石街道履职事项清单",
        "基本履职事项清单",
        "配合履职事项清单",
        "上级部门收回事项清单",
    ]
    assert outside(document, margin=True) == ["首页 > 政务公开", "主办：某某人民政府办公室 备案号 0000"]
    assert said(document) == [
        (
            "清单之前1段、之后1段文字是网站的内容，未收入；请核对。",
            "首页 > 政务公开 …… 主办：某某人民政府办公室 备案号 0000",
        )
    ]


@pytest.mark.parametrize("edition", [1, 2])
def test_the_lines_of_a_sample_are_those_of_its_source(edition: int) -> None:
    path = SAMPLES / f"qingshi-{edition}.html"
    source = path.read_text(encoding="utf-8").split("\n")
    for row in rows(read_html(receive(path))):
        assert row.place.lines is not None
        first, last = row.place.lines
        assert first == last
        assert row.cells[0][0].text in source[first - 1]
        assert not row.cells[1] or row.cells[1][-1].text in source[first - 1]


@pytest.mark.parametrize(
    ("encoding", "declared"), [("gb18030", "gb2312"), ("gbk", "GBK"), ("utf-16", "utf-16"), ("utf-8-sig", "")]
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_sample_reads_the_same_in_every_encoding_and_with_every_line_end(
    read: Read, encoding: str, declared: str, line_end: str
) -> None:
    path = SAMPLES / "qingshi-1.html"
    source = path.read_text(encoding="utf-8")
    changed = source.replace('charset="utf-8"', f'charset="{declared}"').replace("\n", line_end)
    document, expected = read(changed.encode(encoding)), read_html(receive(path))
    assert document.blocks == expected.blocks
    assert document.remarks == expected.remarks


def test_progress_counts_the_tables_of_the_list() -> None:
    told: list[tuple[int, int]] = []
    read_html(receive(SAMPLES / "qingshi-1.html"), lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


# ---- encodings -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "declaration", "remark"),
    [
        ("utf-8", '<meta charset="utf-8">', None),
        ("utf-8", "", None),
        ("utf-8", "<meta charset=gb2312>", "网页声明的编码是gb2312，实际按UTF-8读取；请核对文字。"),
        ("utf-8", "<meta charset=iso-8859-1>", "网页声明的编码是iso-8859-1，实际按UTF-8读取；请核对文字。"),
        ("gb18030", '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', None),
        ("gb18030", "<META CHARSET='GBK'>", None),
        ("gb18030", "", "网页没有声明编码，实际按GB18030读取；请核对文字。"),
        ("gb18030", "<meta charset=utf-8>", "网页声明的编码是utf-8，实际按GB18030读取；请核对文字。"),
        ("gb18030", "<meta charset=x-unknown-99>", "网页声明的编码是x-unknown-99，实际按GB18030读取；请核对文字。"),
        ("utf-8-sig", "<meta charset=gb2312>", None),
        ("utf-16", "<meta charset=utf-8>", None),
        ("utf-16-le", "", None),
        ("utf-16-be", "", None),
    ],
)
def test_the_encoding_is_found_whatever_the_page_declares(
    read: Read, encoding: str, declaration: str, remark: str | None
) -> None:
    document = read(f"\n{page('<tr><td>1</td><td>镕基街道堃盛社区</td></tr>', head=declaration)}", encoding)
    assert texts(document)[1] == ["1", "镕基街道堃盛社区"]
    assert outside(document) == ["平安县青石街道履职事项清单"]
    assert [problem for problem, _ in said(document)] == ([remark] if remark else [])
    if remark and declaration:
        assert document.remarks[0].place.lines == (2, 2)


def test_traditional_chinese_in_big5_is_read_where_it_is_declared(read: Read) -> None:
    declared = page("<tr><td>1</td><td>鄉鎮協助辦理</td></tr>", head="<meta charset=big5>")
    source = declared.replace("平安县青石街道履职事项清单", "").replace(
        "序号", "序号".encode("ascii", "xmlcharrefreplace").decode()
    )
    source = source.replace("事项名称", "名稱")
    assert texts(read(source, "big5"))[1] == ["1", "鄉鎮協助辦理"]


@pytest.mark.parametrize("declaration", ["", "<meta charset=utf-8>"])
def test_traditional_chinese_in_big5_is_told_from_gb18030(read: Read, declaration: str) -> None:
    body = "<tr><td>1</td><td>負責轄區內養老服務工作，建立老年人臺帳，協助辦理補助</td></tr>"
    source = page(body, head=declaration).replace("平安县青石街道履职事项清单", "青石鎮職責清單")
    document = read(source.replace("序号", "&#24207;&#21495;").replace("事项名称", "名稱"), "big5")
    assert texts(document)[1] == ["1", "負責轄區內養老服務工作，建立老年人臺帳，協助辦理補助"]
    assert "实际按BIG5HKSCS读取" in said(document)[0][0]


@pytest.mark.parametrize("label", ["gb_2312-80", "x-gbk", " GB2312 ", "csiso58gb231280"])
def test_a_label_means_what_it_means_to_browsers_and_gbk_is_read_as_gb18030(read: Read, label: str) -> None:
    document = read(page("<tr><td>1</td><td>䶮塘村𠮷祥路</td></tr>", head=f'<meta charset="{label}">'), "gb18030")
    assert texts(document)[1] == ["1", "䶮塘村𠮷祥路"]
    assert said(document) == []


@pytest.mark.parametrize(
    "head",
    [
        "<!-- <meta charset=big5> --><meta charset=gbk>",
        "<script>var a = '<meta charset=big5>';</script><meta charset=gbk>",
        '<meta name=description content="charset=big5"><meta charset=gbk>',
        "<!--" + "x" * 2000 + "--><meta charset=gbk>",
    ],
    ids=["comment", "script", "description", "far down"],
)
def test_only_what_is_a_declaration_declares(read: Read, head: str) -> None:
    document = read(page("<tr><td>1</td><td>镕基街道堃盛社区</td></tr>", head=head), "gb18030")
    assert texts(document)[1] == ["1", "镕基街道堃盛社区"]
    assert said(document) == []


def test_an_xml_declaration_declares_where_no_meta_does(read: Read) -> None:
    source = f'<?xml version="1.0" encoding="GB2312"?>\n{page("<tr><td>1</td><td>镕基街道</td></tr>")}'
    document = read(source, "gb18030")
    assert texts(document)[1] == ["1", "镕基街道"]
    assert said(document) == []


@pytest.mark.parametrize(
    ("encoding", "broken"),
    [("utf-8", b"\xff"), ("utf-8", b"\xe5\xae"), ("gb18030", b"\xff"), ("gb18030", b"\x80"), ("utf-8-sig", b"\xff")],
)
def test_a_byte_no_encoding_can_read_is_refused_with_its_line(read: Read, encoding: str, broken: bytes) -> None:
    before, after = page("<tr><td>1</td><td>\r\n安全生产\r\n监督|管理</td></tr>").split("|")
    error = fault(read, before.encode(encoding) + broken + after.encode(encoding.removesuffix("-sig")))
    assert error.line == 3
    assert f"0x{broken[0]:02X}" in error.problem
    assert "damaged" in error.problem
    assert error.text == "监督"


def test_one_broken_byte_does_not_turn_a_page_into_another_encoding(read: Read) -> None:
    """In an unlucky place the rest of a UTF-8 page is valid GB18030, of other characters."""
    data = page("<tr><td>1</td><td>安全生产监督管理，安全生产监督管理|监督</td></tr>").encode()
    error = fault(read, data.replace(b"|", b"\xe5"))
    assert "UTF-8" in error.problem


@pytest.mark.parametrize("char", ["\0", "\ud800"])
def test_what_no_page_holds_is_refused_with_its_line(read: Read, char: str) -> None:
    source = page(f"<tr>\n<td>1</td>\n<td>甲{char}</td></tr>")
    error = fault(read, source.encode("utf-8", "surrogatepass"))
    assert error.line == 3


# ---- files ---------------------------------------------------------------------------------------------------------------


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.html", tmp_path / "nul\0.html"):
        with pytest.raises(IntakeError, match=r"cannot be read \(.*check the path"):
            read_html(receive(path))
    with pytest.raises(IntakeError, match="is a folder"):
        read_html(receive(tmp_path))
    large = tmp_path / "large.html"
    with large.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(IntakeError, match="Is this the right file"):
        read_html(receive(large))


@pytest.mark.parametrize(
    "source", ["", " \n", "<!-- nothing -->", "<p>文字", "<table><tr><td>1</td><td>甲</td></tr></table>", "\ufeff"]
)
def test_a_page_without_a_list_is_refused(read: Read, source: str) -> None:
    error = fault(read, source)
    assert "no table with a column 序号" in error.problem or "save it again" in error.problem


def test_a_page_of_frames_says_what_to_save(read: Read) -> None:
    error = fault(read, "<html><frameset><frame src=list.html></frameset></html>")
    assert "save that one instead" in error.advice


def test_lxml_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lxml.etree", None)
    with pytest.raises(MissingExtraError, match=r"reading HTML pages .*lishi-duties\[intake\]"):
        read_blocks(receive(SAMPLES / "qingshi-1.html"))


# ---- the text of a cell --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "pieces"),
    [
        ("区水利局", [Piece("区水利局")]),
        ("<p>区民政局：</p> <p>1.备案。</p>", [Piece("区民政局："), Piece("1.备案。")]),
        ("<div>甲</div><div>乙</div>", [Piece("甲"), Piece("乙")]),
        ("甲<br>乙<br/>丙</br>丁", [Piece("甲"), Piece("乙"), Piece("丙"), Piece("丁")]),
        ("前文<p>段落</p>后文", [Piece("前文"), Piece("段落"), Piece("后文")]),
        ("安全<b>生<i>产</i></b><a href=x>监管</a>", [Piece("安全生产监管")]),
        ("<span style='display:block'>甲</span>乙", [Piece("甲"), Piece("乙")]),
        ("<div style='display: inline'>甲</div>乙", [Piece("甲乙")]),
        ("<p></p> <p>&nbsp;</p> \u3000<p>\u200b</p>", []),
        ("面积&lt;100&amp;增长", [Piece("面积<100&增长")]),
        ("面积<100平方米", [Piece("面积<100平方米")]),
        ("安全生\n    产<br>use\n  of land", [Piece("安全生产"), Piece("use of land")]),
        ("“平安”\n  建设", [Piece("“平安”建设")]),
        ("甲 乙\t丙", [Piece("甲 乙 丙")]),
        ("投资&nbsp;100万", [Piece("投资 100万")]),
        ("<pre>甲\n乙</pre>", [Piece("甲"), Piece("乙")]),
        ("<p style='white-space:pre-wrap'>甲\n乙</p>", [Piece("甲"), Piece("乙")]),
        ("<dl><dt>甲<dd>乙</dl>", [Piece("甲"), Piece("乙")]),
        ("所谓<q>平安</q>", [Piece("所谓“平安”")]),
        ("<label>甲</label><fieldset><legend>乙</legend>丙</fieldset>", [Piece("甲"), Piece("乙"), Piece("丙")]),
        ("<p class=MsoNormal><span lang=EN-US>1.<o:p></o:p></span><span>备案。</span></p>", [Piece("1.备案。")]),
        ("<![if !supportLists]><span>1.<span>&nbsp;&nbsp; </span></span><![endif]>备案。", [Piece("1. 备案。")]),
        ("甲<!--[if gte mso 9]><p>暗</p><![endif]-->乙", [Piece("甲乙")]),
        ("甲<!-- <td>暗</td> -->乙<script>if (a<b) '<td>'</script><style>p{}</style>丙", [Piece("甲乙丙")]),
        ("甲<input value=暗>乙<wbr>丙<img>", [Piece("甲乙丙")]),
        ("<span aria-hidden=true>甲</span>", [Piece("甲")]),
        ("<ins>甲</ins><u>乙</u><details><summary>丙</summary>丁</details>", [Piece("甲乙"), Piece("丙"), Piece("丁")]),
        ("<table><tr><td>甲</td></tr><tr><td>乙</td></tr></table>", [Piece("甲"), Piece("乙")]),
    ],
)
def test_pieces_of_a_cell(read: Read, markup: str, pieces: list[Piece]) -> None:
    assert list(second_cell(read(cell_page(markup)))) == pieces


@pytest.mark.parametrize(
    ("markup", "pieces"),
    [
        ("<ol><li>宣传。</li><li>预案。</li></ol>", [("宣传。", "item"), ("预案。", "item")]),
        ("<ol><li>宣传。<li>预案。</ol>", [("宣传。", "item"), ("预案。", "item")]),
        ("<ol><li><p>宣传。</p><p>再说。</p></li></ol>", [("宣传。", "item"), ("再说。", "paragraph")]),
        ("<ol><li>\n <div><p></p><p>宣传。</p></div></li></ol>", [("宣传。", "item")]),
        ("<ul><li>宣传。</li></ul>局：", [("宣传。", "item"), ("局：", "paragraph")]),
        ("局：<ol start=3 type=1><li value=7>宣传。</li></ol>", [("局：", "paragraph"), ("宣传。", "item")]),
        ("<ol style='list-style-type: none'><li>1.宣传。</li></ol>", [("1.宣传。", "item")]),
        ("<ol type=a><li>宣传。</li></ol>", [("宣传。", "item")]),
        ("<ul><li style='display:inline'>甲</li><li style='display:inline'>乙</li></ul>", [("甲乙", "paragraph")]),
        ("<li>宣传。</li>", [("宣传。", "item")]),
    ],
)
def test_items_lose_their_numbers(read: Read, markup: str, pieces: list[tuple[str, str]]) -> None:
    assert [(piece.text, piece.begins) for piece in second_cell(read(cell_page(markup)))] == pieces


def test_automatic_numbers_beside_others_are_written_out(read: Read) -> None:
    """Else nobody could tell where the second item begins."""
    document = read(cell_page("<p>1.宣传。</p><ol start=2><li>预案。</li><li>演练。</li></ol>"))
    assert [piece.text for piece in second_cell(document)] == ["1.宣传。", "2.预案。", "3.演练。"]
    document = read(cell_page("<ol><li>宣传：<ol><li>上门。</li></ol></li><li>预案。</li></ol>"))
    assert second_cell(document) == (Piece("宣传：", "item"), Piece("1.上门。"), Piece("预案。", "item"))
    assert ("单元格中有几级编号或手工、自动编号混用，自动编号已写成文字；请核对。", "1.上门。") in said(document)


def test_the_automatic_number_of_a_row_is_read(read: Read) -> None:
    body = "<tr><td><ol start=4><li></li></ol></td><td>甲</td></tr><tr><td><ol><li value=5></ol><td>乙<ol><li></ol>"
    document = read(page(body))
    assert texts(document)[1:] == [["4", "甲"], ["5", "乙"]]
    assert said(document) == [("自动编号的空段落，已略去。", "1.")]


@pytest.mark.parametrize(
    ("markup", "kept", "problem", "text"),
    [
        ("甲<span style='DISPLAY : none'>暗</span>乙", "甲乙", "网页上不显示的内容，已略去。", "暗"),
        ("甲<p hidden>暗<b>处</b></p>乙", "甲乙", "网页上不显示的内容，已略去。", "暗处"),
        ("甲<i style='visibility:hidden'>暗</i>", "甲", "网页上不显示的内容，已略去。", "暗"),
        ("甲<span style='mso-hide:all'>暗</span>", "甲", "网页上不显示的内容，已略去。", "暗"),
        ("甲<template>暗</template>", "甲", "网页上不显示的内容，已略去。", "暗"),
        ("甲<noscript>暗</noscript>", "甲", "网页上不显示的内容，已略去。", "暗"),
        ("甲<dialog>暗</dialog>", "甲", "网页上不显示的内容，已略去。", "暗"),
        ("甲<del>暗</del>", "甲", "标为已删除的文字，已略去。", "暗"),
        ("甲<s>明</s>", "甲明", "带删除线的文字，已照录；请核对是否应当删去。", "明"),
        ("甲<span style='text-decoration:line-through'>明</span>", "甲明", "带删除线的文字，已照录；请核对是否应当删去。", "明"),
        ("甲<button>展开</button>", "甲", "按钮、输入框等表单控件中的文字，已略去。", "展开"),
        ("甲<select><option>暗</select>", "甲", "按钮、输入框等表单控件中的文字，已略去。", "暗"),
        ("甲<textarea>暗 <b >处</textarea>", "甲", "按钮、输入框等表单控件中的文字，已略去。", "暗 <b >处"),
        ("<ruby>堃<rp>(</rp><rt>kūn</rt><rp>)</rp></ruby>盛", "堃盛", "注音，已略去。", "kūn"),
        ("甲<img src=a.png alt=流程图>", "甲", "图片或嵌入的内容，其中若有文字，未读入；请核对。", "流程图"),
        ("甲<img src=a.png>", "甲", "图片或嵌入的内容，其中若有文字，未读入；请核对。", "a.png"),
        ("甲<svg><text>图</text></svg>", "甲", "图片或嵌入的内容，其中若有文字，未读入；请核对。", "图"),
        ("甲<iframe src=b.html></iframe>", "甲", "图片或嵌入的内容，其中若有文字，未读入；请核对。", "b.html"),
        ("安\u200b全\u200b生产", "安全生产", "文中有2个看不见的字符（U+200B），已略去；此处为第一个。", "安全生产"),
        ("安全&shy;生产", "安全生产", "文中有1个看不见的字符（U+00AD），已略去；此处为第一个。", "安全生产"),
        ("甲<b class='x old'>明</b>", "甲明", "带删除线的文字，已照录；请核对是否应当删去。", "明"),
        ("甲<b class='x hid'>乙</b>", "甲乙", "按网页的样式表，这部分内容可能不显示，已照录；请核对。", "乙"),
    ],
)
def test_what_is_left_out_or_doubtful_is_remarked(read: Read, markup: str, kept: str, problem: str, text: str) -> None:
    document = read(
        page(
            f"<tr><td>1</td>\n<td>{markup}</td></tr>",
            head="<style>p{} .hid { color:red; display:none } i.old{text-decoration: underline line-through red}</style>",
        )
    )
    assert cell_text(second_cell(document)) == kept
    (remark,) = document.remarks
    assert (remark.problem, remark.text, remark.place.lines) == (problem, text, (2, 2))


def test_what_is_left_out_of_the_website_is_no_matter(read: Read) -> None:
    document = read(page("", before="<p hidden>暗</p><button>搜索</button><del>甲</del>", after="<p hidden>暗</p><img src=a>"))
    assert document.remarks == ()


def test_a_long_text_left_out_is_shortened_in_its_remark(read: Read) -> None:
    (remark,) = read(cell_page(f"甲<p hidden>{'暗' * 500}</p>")).remarks
    assert remark.text == "暗" * 79 + "…"


@pytest.mark.parametrize("char", ["\ue000", "\ufffd", "\x07", "\x85", "\U000f0000"])
def test_a_character_nobody_sees_is_refused_in_the_list_and_dropped_around_it(read: Read, char: str) -> None:
    error = fault(read, page(f"<tr><td>1</td>\n<td>负责发展{char}党员工作。</td></tr>"))
    assert error.line == 2
    assert f"U+{ord(char):04X}" in error.problem
    assert "负责发展" in error.text
    assert fault(read, cell_page(f"<i>{char}</i>")).problem == error.problem
    document = read(page("", before=f"<p><i>\ue001</i> 首页{char}</p>"))
    assert outside(document, margin=True)[0].startswith("首页")


def test_references_to_characters_nobody_sees_are_refused(read: Read) -> None:
    for reference in ("&#0;", "&#xE000;", "&#x110000;"):
        assert "nobody sees" in fault(read, cell_page(f"甲{reference}")).problem


def test_text_that_looks_like_a_tag_is_not_lost(read: Read) -> None:
    error = fault(read, page("<tr><td>1</td>\n<td>C<d级以上>危房</td></tr>"))
    assert error.line == 2
    assert "&lt;" in error.problem


# ---- tables --------------------------------------------------------------------------------------------------------------

FIVE = "<tr><th>序号<th>事项名称<th>对应上级部门<th>上级部门职责<th>镇配合职责"


@pytest.mark.parametrize("across", ["5", "9", "1000", "99999999999", "5px"])
def test_a_heading_over_the_whole_width_is_whole(read: Read, across: str) -> None:
    document = read(
        f"{TITLE}<table>{FIVE}<tr><td colspan='{across}'>一、经济发展（2项）<tr><td>1<td>甲<td>乙<td>丙<td>丁</table>"
    )
    assert texts(document)[1:] == [["一、经济发展（2项）", "", "", "", ""], ["1", "甲", "乙", "丙", "丁"]]
    assert [row.whole for row in rows(document)] == [False, True, False]
    assert [row.begins_table for row in rows(document)] == [True, False, False]


@pytest.mark.parametrize("across", ["0", "-3", "", "many", "0x5"])
def test_a_colspan_that_makes_no_sense_is_one(read: Read, across: str) -> None:
    document = read(page(f"<tr><td colspan='{across}'>1</td><td>甲</td></tr>"))
    assert texts(document)[1] == ["1", "甲"]


@pytest.mark.parametrize("down", ["2", "0", "9999", "2.5"])
def test_cells_that_run_down_make_one_row(read: Read, down: str) -> None:
    document = read(
        f"{TITLE}<table>{FIVE}<tr><td rowspan={down}>1<td rowspan={down}>甲<td>乙局<td>丙<td>丁<tr><td>戊局<td>己<td>庚</table>"
    )
    assert texts(document)[1:] == [["1", "甲", "乙局戊局", "丙己", "丁庚"]]
    assert rows(document)[1].cells[2] == (Piece("乙局"), Piece("戊局"))


def test_a_cell_does_not_run_out_of_its_group(read: Read) -> None:
    """A `rowspan` ends with the head, body or foot it stands in."""
    body = "<tbody><tr><td>1</td><td>甲</td></tr></tbody>"
    document = read(f"{TITLE}<table><thead><tr><th rowspan=9>序号<th rowspan=0>事项名称</thead>{body}</table>")
    assert texts(document) == [["序号", "事项名称"], ["1", "甲"]]


def test_head_and_foot_are_read_where_they_are_shown(read: Read) -> None:
    foot = "<tfoot><tr><td>3<td>丙</tfoot>"
    body = "<tbody><tr><td>1<td>甲</tbody><tbody><tr><td>2<td>乙</tbody>"
    document = read(f"{TITLE}<table>{foot}{body}<thead>{HEAD}</thead></table>")
    assert [row[0] for row in texts(document)] == ["序号", "1", "2", "3"]


@pytest.mark.parametrize(
    "markup",
    [
        f"<table>{HEAD}<tr><td>1<td>甲<tr><td>2<td>乙</table>",
        f"<table>{HEAD}<tr><td><p>1<td><p>甲</p></tr></p><td>2</td><td>乙</table>",
        f"<TABLE><TBODY>{HEAD}<TR><TD>1</TD><TD>甲</TD><TR><TD>2</TD><TD>乙",
        "<table><tr><td>序 号</td><td>事项名称</td></tr><tr><td>1</td><td>甲</td></tr><td>2</td><td>乙</td></table>",
        f"<center><table>{HEAD}<tr><th>1</th><td>甲</td></tr><tr><th>2</th><td>乙</td></tr></table></center>",
    ],
)
def test_tags_that_are_missing_are_supplied(read: Read, markup: str) -> None:
    assert texts(read(TITLE + markup))[1:] == [["1", "甲"], ["2", "乙"]]


def test_rows_and_cells_that_are_not_shown_are_left_out_and_remarked(read: Read) -> None:
    body = """<tr><td>1</td><td hidden>旧</td><td>甲</td></tr>
        <tr style="display:none"><td>2</td><td>乙</td></tr>
        <tbody hidden><tr><td>3</td><td>丙</td></tr></tbody>"""
    document = read(page(body))
    assert texts(document)[1:] == [["1", "甲"]]
    problem = "网页上不显示的内容，已略去。"
    remarks = [Remark(problem, remark.place, text) for remark, text in zip(document.remarks, ["旧", "2乙", "3丙"], strict=True)]
    assert list(document.remarks) == remarks
    assert [remark.place.lines for remark in document.remarks] == [(1, 1), (2, 2), (3, 3)]


def test_a_caption_and_text_in_no_cell_stand_above_the_table(read: Read) -> None:
    document = read(f"{TITLE}<table><caption>基本履职事项清单</caption>{HEAD}漏网<tr><td>1<td>甲</table>")
    assert outside(document) == ["平安县青石街道履职事项清单", "基本履职事项清单", "漏网"]
    assert isinstance(document.blocks[3], TableRow)


def test_titles_set_in_the_first_rows_stand_outside(read: Read) -> None:
    titles = "<tr><td colspan=2>平安县青石街道履职事项清单</td></tr><tr><td colspan=2>基本履职事项清单</td></tr>"
    document = read(f"<p>首页</p><table>{titles}{HEAD}<tr><td>1<td>甲</table>")
    assert outside(document, margin=True) == ["首页"]
    assert outside(document) == ["平安县青石街道履职事项清单", "基本履职事项清单"]
    assert texts(document) == [["序号", "事项名称"], ["1", "甲"]]
    assert [row.begins_table for row in rows(document)] == [True, False]


def test_a_second_table_without_its_end_tag_before_it_is_a_table_of_its_own(read: Read) -> None:
    document = read(f"{TITLE}<table>{HEAD}<tr><td>1<td>甲</td></tr><table>{FIVE}</table>")
    assert [len(row.cells) for row in rows(document)] == [2, 2, 5]
    assert [row.begins_table for row in rows(document)] == [True, False, True]


@pytest.mark.parametrize(
    "inner", [f"<table>{HEAD}</table>", "<table><tr><td>甲<td>乙</table>", "<div><table><tr><td>甲<tr><td>乙<td>丙</table></div>"]
)
def test_a_table_in_a_cell_of_the_list_is_refused_with_its_line(read: Read, inner: str) -> None:
    error = fault(read, page(f"<tr><td>1</td>\n<td>\n{inner}</td></tr>"))
    assert "a table inside a cell" in error.problem
    assert error.line == 3


def test_a_table_no_list_can_be_is_refused(read: Read) -> None:
    error = fault(read, f"{TITLE}\n<table>{HEAD}<tr>{'<td>甲' * 250}</table>")
    assert "no duty list" in error.problem
    assert error.line == 2


# ---- the website around the list -----------------------------------------------------------------------------------------

SITE = """<html><head><title>平安县青石街道履职事项清单_平安县人民政府</title></head><body><table width=100%><tr><td colspan=3>
<table><tr><td><a href=/>首页</a></td><td>政务公开</td></tr></table></td></tr><tr><td width=20%><ul><li>机构<li>政策</ul></td><td>
<table><tr><td>索引号</td><td>0001</td></tr></table>
<div align=center>平安县青石街道履职事项清单</div>
<p>目录</p><ul><li><a href=#1>基本履职事项清单</a></li></ul>
<table><tr><td>发布</td><td>2025年</td></tr></table>
<p>基本履职事项清单</p><table>{0}</table><div>说明</div><table>{1}</table></td>
<td>右栏</td></tr></table><table><tr><td>主办</td><td>备案号</td></tr></table></body></html>"""


def test_a_page_in_layout_tables_is_told_from_its_list(read: Read) -> None:
    document = read(SITE.format(HEAD + "<tr><td>1<td>甲", "<tr><td>2<td>乙"))
    assert texts(document) == [["序号", "事项名称"], ["1", "甲"], ["2", "乙"]]
    assert outside(document) == [
        "平安县青石街道履职事项清单", "目录", "基本履职事项清单", "发布 2025年", "基本履职事项清单", "说明",
    ]  # fmt: skip
    assert outside(document, margin=True) == ["首页", "政务公开", "机构", "政策", "索引号", "0001", "右栏", "主办", "备案号"]
    (remark, other) = document.remarks
    assert (remark.problem, remark.text) == ("清单之后有一个列数相同的表格，当作网站的内容，未收入；请核对。", "主办 备案号")
    assert other.problem == "清单之前6段、之后3段文字是网站的内容，未收入；请核对。"
    assert other.text == "首页 政务公开 机构 政策 索引号 0001 …… 右栏 主办 备案号"


@pytest.mark.parametrize(
    ("table", "belongs"),
    [
        ("<tr><td>2<td>乙", True),
        ("<tr><td colspan=2>二、经济发展（1项）<tr><td>2<td>乙", True),
        ("<tr><td>版权<td>所有", False),
        ("<tr><td>2<td>乙<td>丙", False),
        ("<tr><td>2", False),
    ],
)
def test_a_table_without_a_header_goes_on_with_the_one_before_it(read: Read, table: str, belongs: bool) -> None:
    document = read(page("<tr><td>1<td>甲", after=f"<p>文字</p><table>{table}</table><p>页脚</p>"))
    assert len(rows(document)) == (2 + table.count("<tr>") if belongs else 2)
    assert ("文字" in outside(document)) is belongs
    assert outside(document, margin=True)[-1] == "页脚"


def test_a_section_in_a_table_of_its_own_stands_outside(read: Read) -> None:
    document = read(f"{TITLE}<table>{HEAD}</table><table><tr><td>一、党的建设（1项）</table><table><tr><td>1<td>甲</table>")
    assert outside(document) == ["平安县青石街道履职事项清单", "一、党的建设（1项）"]
    assert texts(document) == [["序号", "事项名称"], ["1", "甲"]]


@pytest.mark.parametrize(
    ("before", "title", "margin"),
    [
        ("<h1>甲镇履职事项清单</h1>", ["甲镇履职事项清单"], []),
        ("<h1>甲镇<br>履职事项清单</h1>", ["甲镇履职事项清单"], []),
        ("<p>平安县甲镇<br>履职事项清单</p>", ["平安县甲镇履职事项清单"], []),
        ("<p>某省甲镇</p><p>履职事项清单</p>", ["某省甲镇履职事项清单"], []),
        (
            "<h1>甲镇履职事项清单</h1><p>发布日期</p><p>甲镇履 职事项清单</p>",
            ["甲镇履 职事项清单"],
            ["甲镇履职事项清单", "发布日期"],
        ),
        ("<h1>甲镇履职事项清单</h1><p>来源：乙</p>", ["甲镇履职事项清单", "来源：乙"], []),
        (
            "<p>当前位置：首页 > 甲镇履职事项清单</p><h2>甲镇履职事项清单</h2>",
            ["甲镇履职事项清单"],
            ["当前位置：首页 > 甲镇履职事项清单"],
        ),
    ],
)
def test_the_title_is_the_nearest_line_above_the_list_that_is_one(
    read: Read, before: str, title: list[str], margin: list[str]
) -> None:
    document = read(f"<title>窗口履职事项清单</title>{before}<p>基本履职事项清单</p><table>{HEAD}</table>")
    assert outside(document) == [*title, "基本履职事项清单"]
    assert outside(document, margin=True) == margin


def test_a_title_in_two_lines_is_remarked(read: Read) -> None:
    document = read(f"<p>某省甲镇</p>\n<p>履职事项清单</p><table>{HEAD}</table>")
    assert said(document) == [("标题分两行，已连成一行；请核对。", "某省甲镇履职事项清单")]
    assert document.blocks[0].place.lines == (1, 2)


@pytest.mark.parametrize(
    "window", ["甲镇履职事项清单", "甲镇履职事项清单 - 平安县", "平安县 | 政务公开_甲镇履职事项清单", "甲镇履职\n  事项清单—首页"]
)
def test_without_a_title_in_the_page_that_of_the_window_is_taken(read: Read, window: str) -> None:
    body = f"<p>首页 > 甲镇履职事项清单</p><h2>基本履职事项清单</h2><table>{HEAD}</table>"
    document = read(f"<html>\n<title>{window}</title>{body}</html>")
    assert outside(document) == ["甲镇履职事项清单", "基本履职事项清单"]
    assert outside(document, margin=True) == ["首页 > 甲镇履职事项清单"]
    assert ("正文中没有清单的标题，取自网页的窗口标题（<title>）；请核对。", "甲镇履职事项清单") in said(document)
    assert document.blocks[1].place.lines == (2, 2)


def test_without_any_title_the_list_is_handed_on_without_one(read: Read) -> None:
    document = read(f"<title>平安县</title><p>首页</p><h2>基本履职事项清单</h2><table>{HEAD}</table>")
    assert outside(document) == ["基本履职事项清单"]
    with pytest.raises(IntakeError):
        outline(document.blocks, document.path)


def test_a_whole_page_passes_through_to_items(read: Read) -> None:
    """The website's text is no part of the list, wherever the list stands in the page."""
    source = (SAMPLES / "qingshi-1.html").read_text(encoding="utf-8")
    body = source.partition("<body>")[2].removesuffix("</body></html>")
    wrapped = f"<table><tr><td>左栏</td><td>{body}</td></tr></table>"
    plain, inside = (outline(read(text).blocks, Path("list.html"), paged=False) for text in (source, wrapped))
    assert inside.title == plain.title
    assert [(item.kind, item.number, item.title, item.columns) for item in inside.items] == [
        (item.kind, item.number, item.title, item.columns) for item in plain.items
    ]


# ---- lines ---------------------------------------------------------------------------------------------------------------


def test_places_are_lines_of_the_source(read: Read) -> None:
    source = f"""<p
 class=x>首页</p>
<script>
 "<tr>"
</script><h1>
 甲镇履职事项清单</h1><!--
--><table>
{HEAD}
<tr>
 <td>1</td>
 <td><p>甲</p>

  <p>乙
  丙</p>
 </td>
</tr></table>"""
    for line_end in ("\n", "\r\n", "\r"):
        assert lines(read(source.replace("\n", line_end))) == [(1, 1), (6, 6), (8, 8), (9, 14)]


def test_lines_are_counted_beyond_those_the_library_counts(read: Read) -> None:
    document = read(page("\n" * 70_000 + "<tr><td>1<td>甲" + "\n" * 10 + "</td></tr>"))
    assert rows(document)[1].place.lines == (70_001, 70_001)


# ---- bounds --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 100_000,
        "<b>" * 100_000 + page(""),
        "<table><tr><td>" * 50_000,
        page("<tr><td>1<td>" + "<span>" * 300 + "甲"),
        f"<p>{'甲' * 4_000_000}{page('')}",
        f"<img src='{'a' * 11_000_000}'>{page('')}",
    ],
    ids=["deep", "unclosed", "tables", "deep in a cell", "long text", "long attribute"],
)
def test_a_page_beyond_all_bounds_is_refused_and_not_cut_short(read: Read, source: str) -> None:
    error = fault(read, source)
    assert "no page with a duty list" in error.problem


def test_more_tags_than_any_list_needs_are_refused(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_tree, "MOST_TAGS", 12)
    assert texts(read(cell_page("<p>甲</p>"))) == [["序号", "事项名称"], ["1", "甲"]]
    error = fault(read, cell_page("<p>甲</p>\n<p>乙</p>"))
    assert "more than 12 tags" in error.problem
    assert error.line == 2


def test_nothing_is_fetched_and_no_entity_is_read(read: Read, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密")
    source = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]>' + cell_page(
        "甲&x;<script src='http://127.0.0.1:9/'></script>"
    )
    document = read(source)
    assert cell_text(second_cell(document)) == "甲&x;"
    assert not any("机密" in text for text in chain(outside(document), outside(document, margin=True)))


# ---- properties ----------------------------------------------------------------------------------------------------------

WORDS = st.text(st.sampled_from("区公安局镇 1.、：。AP\n\t\xa0<&"), max_size=12)
INLINE = ["b", "span", "font", "o:p", "a", "em"]
BLOCK = ["p", "div", "li"]


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


@st.composite
def markups(draw: st.DrawFn) -> tuple[str, str]:
    """The markup of a cell, and its text."""
    parts, plain = [], []
    for word in draw(st.lists(WORDS, max_size=5)):
        tag = draw(st.sampled_from([*INLINE, *BLOCK]))
        parts.append(
            f"<{tag}>{escaped(word)}</{tag}>" + draw(st.sampled_from(["", "<br>", " ", "<!-- x -->", "<script>1</script>"]))
        )
        plain.append(word)
    return "".join(parts), "".join(plain)


@given(st.lists(st.tuples(markups(), markups()), min_size=1, max_size=5))
@examples(60)
def test_no_character_of_a_cell_is_lost_or_invented(tmp_path_factory: pytest.TempPathFactory, cells: Sequence[Any]) -> None:
    body = "".join(f"<tr><td>{a}<td>{b}" for (a, _), (b, _) in cells)
    path = tmp_path_factory.getbasetemp() / "cells.html"
    path.write_text(page(body), encoding="utf-8")
    found = [[cell_text(cell) for cell in row.cells] for row in rows(read_html(receive(path)))[1:]]
    expected = [[a, b] for (_, a), (_, b) in cells]
    assert [["".join(text.split()) for text in row] for row in found] == [
        ["".join(clean(text).split()) for text in row] for row in expected
    ]


PIECES = [
    "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<td colspan=3>", "<td rowspan=2>", "<th>序号", "<thead>",
    "</thead>", "<tfoot>", "<caption>", "<ol>", "<li>", "</li>", "</ol>", "<p>", "</p>", "<br>", "<h1>", "</h1>", "<pre>",
    "</pre>", "<!--", "-->", "<script>", "</script>", "<style>", "<textarea>", "<title>", "<svg>", "<select>", "<plaintext>",
    "<frameset>", "<b", ">", '"', "'", "<", "&", "&#0;", "\0", "\xad", "\ue000", "\ufffd", "\r", "\n", " hidden", "</body>",
    "</html>", "<body>", "<head>", "<![CDATA[", "<?php", "<!DOCTYPE", " style=display:none ", "data-line-of-source=x",
    " data-line-of-source=7 ", "<a级>", "履职事项清单", "序号", "\U0010ffff",
]  # fmt: skip


def mutated(data: bytes, seed: int, changes: int) -> bytes:
    """A page with pieces put in, taken out, doubled and overwritten."""
    rng = random.Random(seed)
    mutant = bytearray(data)
    for _ in range(changes):
        at = rng.randrange(len(mutant) + 1)
        match rng.randrange(5):
            case 0:
                mutant[at:at] = rng.choice(PIECES).encode()
            case 1:
                del mutant[at : at + rng.randrange(1, 400)]
            case 2:
                mutant[at:at] = mutant[at : at + rng.randrange(1, 400)]
            case 3:
                mutant[at : at + 1] = bytes([rng.randrange(256)])
            case _:
                tags = [mutant.find(b"<", at), mutant.find(b">", at)]
                if min(tags) >= 0:
                    mutant[tags[0] : max(tags) + 1] = rng.choice(PIECES).encode()
    return bytes(mutant)


def attempt(path: Path) -> Document | LishiDutiesError:
    try:
        return read_html(unchecked(path))
    except LishiDutiesError as error:
        return error


def reads_or_refuses(path: Path) -> None:
    """Whatever a file holds: a document in which every block has lines of the file, or an error that names it."""
    found = attempt(path)
    if isinstance(found, LishiDutiesError):
        assert str(path) in str(found)
        return
    data = path.read_bytes()
    text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "latin-1")
    count = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert rows(found)
    for block in found.blocks:
        assert block.place.lines is not None
        assert 1 <= block.place.lines[0] <= block.place.lines[1] <= count
        assert isinstance(block, TableRow) or block.text


@given(
    st.sampled_from(["qingshi-1", "site", "cell"]),
    st.sampled_from(["utf-8", "gb18030", "utf-16"]),
    st.integers(0, 2**32),
    st.integers(1, 30),
)
@examples(150)
def test_any_page_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str, encoding: str, seed: int, changes: int
) -> None:
    sources = {
        "qingshi-1": (SAMPLES / "qingshi-1.html").read_text(encoding="utf-8")[-9000:],
        "site": SITE.format(HEAD + "<tr><td>1<td>甲", "<tr><td>2<td>乙"),
        "cell": cell_page("<ol><li><p>甲</p><ol><li>乙</ol></ol><table><tr><td>丙</table><ruby>丁<rt>d</rt></ruby>"),
    }
    path = tmp_path_factory.getbasetemp() / "mutant.html"
    path.write_bytes(mutated(sources[name].encode(encoding), seed, changes))
    reads_or_refuses(path)


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=40))
@example(["<title>", "<tr data-line-of-source=99999999999>"])
@example(["<q>", "<table>", "<th>序号"])
@example(["<table>", "</table>", "<table>", "<th>序号"])
@examples(150)
def test_any_pieces_of_markup_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    path = tmp_path_factory.getbasetemp() / "pieces.html"
    path.write_bytes(f"<html>{page(''.join(pieces))}".encode("utf-8", "surrogatepass"))
    reads_or_refuses(path)
