"""The reader of Word documents: what a reader of the printed page sees, and a remark for all that is not part of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from html import escape
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from examples import examples
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from packages import SAMPLES, Parts, pack, spoiled, unpack
from receiving import unchecked

from lishi_duties import IntakeError, LishiDutiesError, MissingExtraError
from lishi_duties.intake.document import Document, Outside, Piece, TableRow, cell_text
from lishi_duties.intake.readers import read_blocks
from lishi_duties.intake.readers.docx.numbering import Numbering, Styles
from lishi_duties.intake.readers.docx.reader import read_docx
from lishi_duties.intake.received import receive

Read = Callable[..., Document]

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = {
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
}
DECLARED = nsdecls("w", "r", "a", "wp") + "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in SPACES.items())


def p(*runs: str, properties: str = "") -> str:
    """A paragraph of runs; a plain text is a run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(r if r.startswith('<') else run(r) for r in runs)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def numbered(text: str, number: int = 1, level: int = 0) -> str:
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def cell(*content: str, across: int = 1, merge: str = "", properties: str = "") -> str:
    """A cell of paragraphs; a plain text is a paragraph."""
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    inside = "".join(c if c.startswith("<") else p(c) for c in content) or p("")
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{across}"/>{merged}{properties}</w:tcPr>{inside}</w:tc>'


def row(*cells: str, properties: str = "") -> str:
    """A row; a plain text is a cell."""
    inside = "".join(c if c.startswith("<") else cell(c) for c in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def table(*rows: str | Sequence[str]) -> str:
    inside = "".join(r if isinstance(r, str) else row(*r) for r in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{inside}</w:tbl>"


def level(form: str, pattern: str, at: int = 0, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{pattern}"/></w:lvl>'


def numbering(*lists: str, nums: str = "") -> str:
    """Lists 1, 2, … with these levels; more instances of them in `nums`."""
    abstract = "".join(f'<w:abstractNum w:abstractNumId="{n}">{levels}</w:abstractNum>' for n, levels in enumerate(lists, 1))
    own = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(1, len(lists) + 1))
    return f"<w:numbering {DECLARED}>{abstract}{own}{nums}</w:numbering>"


def word(*blocks: str, numbers: str = "", styles: str = "") -> bytes:
    """A document of these blocks, made by python-docx."""
    document = docx.Document()
    body = document.element.body
    for child in list(body):
        body.remove(child)
    for child in parse_xml(f"<w:body {DECLARED}>{''.join(blocks)}</w:body>"):
        body.append(child)
    if numbers:
        root = document.part.numbering_part.element
        for child in list(root):
            root.remove(child)
        root.extend(list(parse_xml(numbers)))
    for child in parse_xml(f"<w:styles {DECLARED}>{styles}</w:styles>"):
        document.styles.element.append(child)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a document of these blocks."""

    def read(*blocks: str, numbers: str = "", styles: str = "") -> Document:
        path = tmp_path / "list.docx"
        path.write_bytes(word(*blocks, numbers=numbers, styles=styles))
        return read_blocks(receive(path))

    return read


def rows(document: Document) -> list[TableRow]:
    return [block for block in document.blocks if isinstance(block, TableRow)]


def texts(document: Document) -> list[list[str]]:
    return [[cell_text(cell) for cell in row.cells] for row in rows(document)]


def outside(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Outside)]


def remarked(document: Document) -> list[tuple[str, str]]:
    """The remarks, each by its first words, with its text."""
    return [(remark.problem.split("，")[0].split("；")[0].split("：")[0], remark.text) for remark in document.remarks]


def fault(read: Read, *blocks: str, numbers: str = "") -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        read(*blocks, numbers=numbers)
    return caught.value


# ---- the samples ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", [1, 2])
def test_the_rows_of_the_samples_are_those_of_their_workbooks(edition: int) -> None:
    word, excel = (read_blocks(receive(SAMPLES / f"qingshi-{edition}.{form}")) for form in ("docx", "xlsx"))
    assert [row.cells for row in rows(word)] == [row.cells for row in rows(excel)]
    assert [(row.whole, row.begins_table) for row in rows(word)] == [(row.whole, row.begins_table) for row in rows(excel)]
    assert len(rows(word)) > 80
    assert word.remarks == excel.remarks == ()


def test_paragraphs_and_rows_come_in_order_with_their_places() -> None:
    document = read_blocks(receive(SAMPLES / "qingshi-1.docx"))
    assert outside(document)[:4] == ["某某省平安县青石街道履职事项清单", "目录", "1.基本履职事项清单 1", "2.配合履职事项清单 2"]
    assert outside(document)[5:] == ["基本履职事项清单", "配合履职事项清单", "上级部门收回事项清单"]
    assert {row.place.table for row in rows(document)} == {1, 2, 3}
    first = [row for row in rows(document) if row.begins_table]
    assert [row.place.rows for row in first] == [(1, 1)] * 3
    assert all(cell_text(row.cells[0]) == "序号" for row in first)


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    read_docx(receive(SAMPLES / "qingshi-1.docx"), lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == list(range(1, told[-1][1] + 1))
    assert len({total for _, total in told}) == 1


# ---- paragraphs ----------------------------------------------------------------------------------------------------------


def test_runs_make_one_text_and_breaks_make_paragraphs(read: Read) -> None:
    document = read(table(["1", cell(p("安全", "生产"), p("甲", "<w:r><w:br/></w:r>", "乙"))]))
    assert rows(document)[0].cells[1] == (Piece("安全生产"), Piece("甲"), Piece("乙"))


def test_tabs_hyphens_and_hard_spaces_are_read_as_they_look(read: Read) -> None:
    special = "<w:r><w:t>A</w:t><w:tab/><w:t>B</w:t><w:noBreakHyphen/><w:t>C\xa0D</w:t></w:r>"
    assert outside(read(p(special))) == ["A B-C D"]


def test_a_title_broken_over_lines_is_one_paragraph_and_a_page_break_parts_two(read: Read) -> None:
    document = read(
        p("青石街道", "<w:r><w:br/></w:r>", "履职事项清单"),
        p("目录", '<w:r><w:br w:type="page"/></w:r>', "基本履职事项清单"),
        p("", '<w:r><w:br w:type="page"/></w:r>'),
    )
    assert outside(document) == ["青石街道\n履职事项清单", "目录", "基本履职事项清单"]


def test_fields_give_their_result_and_never_their_code(read: Read) -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = "<w:r><w:instrText>PAGEREF _Toc \\h</w:instrText></w:r>"
    nested = mark("begin") + code + mark("separate") + run("7") + mark("end")
    document = read(
        p("见第", mark("begin"), code, nested, mark("separate"), "3", mark("end"), "页"),
        p(f'<w:fldSimple w:instr="REF x">{run("参照")}</w:fldSimple>', f'<w:hyperlink r:id="rId9">{run("链接")}</w:hyperlink>'),
    )
    assert outside(document) == ["见第3页", "参照链接"]
    assert document.remarks == ()


def test_a_field_only_word_can_draw_is_remarked_and_one_that_never_ends_refused(read: Read) -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>EQ \\o\\ac(○,1)</w:instrText></w:r>'
    document = read(p(begin, '<w:r><w:fldChar w:fldCharType="end"/></w:r>', "负责党建。"))
    assert outside(document) == ["负责党建。"]
    assert remarked(document) == [("域的结果不在文件中（如自动序号、带圈字符）", "EQ \\o\\ac(○,1)")]
    error = fault(read, table(["1", cell(p(begin))], ["2", "甲"]))
    assert error.place is not None
    assert error.place.rows == (1, 1)


def test_content_controls_and_tags_are_looked_through(read: Read) -> None:
    control = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    document = read(
        control.format(p("标题")),
        table(
            control.format(row(control.format(cell("1")), cell(control.format(p("甲", control.format(run("乙")))))))
            + row("2", cell(p("<w:smartTag><w:r><w:t>丙</w:t></w:r></w:smartTag>")))
        ),
    )
    assert outside(document) == ["标题"]
    assert texts(document) == [["1", "甲乙"], ["2", "丙"]]
    assert document.remarks == ()


def test_what_is_hidden_is_left_out_and_what_is_struck_is_kept_both_remarked(read: Read) -> None:
    styles = '<w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
    styles += '<w:style w:type="paragraph" w:styleId="P"><w:basedOn w:val="Q"/></w:style>'
    styles += '<w:style w:type="paragraph" w:styleId="Q"><w:rPr><w:vanish/></w:rPr></w:style>'
    document = read(
        table(
            [
                "1",
                cell(p("甲", run("藏", "<w:vanish/>"), run("乙", '<w:vanish w:val="0"/>'), run("匿", '<w:rStyle w:val="H"/>'))),
            ],
            ["2", cell(p("隐", run("显", '<w:vanish w:val="false"/>'), properties='<w:pStyle w:val="P"/>'))],
            ["3", cell(p("丙", run("丁", "<w:strike/>")))],
        ),
        styles=styles,
    )
    assert texts(document) == [["1", "甲乙"], ["2", "显"], ["3", "丙丁"]]
    assert remarked(document) == [("隐藏的文字", "藏匿"), ("隐藏的文字", "隐"), ("带删除线的文字", "丁")]
    assert [remark.place.rows for remark in document.remarks] == [(1, 1), (2, 2), (3, 3)]


def test_tracked_changes_are_read_as_accepted_with_one_remark(read: Read) -> None:
    def change(kind: str, text: str) -> str:
        tag = "delText" if kind in ("del", "moveFrom") else "t"
        return f'<w:{kind} w:id="1" w:author="x"><w:r><w:{tag}>{text}</w:{tag}></w:r></w:{kind}>'

    document = read(
        table(
            [
                "1",
                cell(p("负责", change("del", "旧"), change("ins", "新"), change("moveTo", "移入"), change("moveFrom", "移出"))),
            ],
            row("2", "删去的行", properties='<w:del w:id="2" w:author="x"/>'),
            row("3", "增加的行", properties='<w:ins w:id="3" w:author="x"/>'),
        )
    )
    assert texts(document) == [["1", "负责新移入"], ["3", "增加的行"]]
    assert rows(document)[1].place.rows == (3, 3)
    assert remarked(document) == [("文档含未接受的修订", "旧")]
    assert document.remarks[0].place.rows == (1, 1)


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next(read: Read) -> None:
    deleted = '<w:rPr><w:del w:id="1" w:author="x"/></w:rPr>'
    document = read(
        p("青石街道", properties=deleted), p("履职事项清单"), table(["1", cell(p("甲", properties=deleted), p("乙"), p("丙"))])
    )
    assert outside(document) == ["青石街道履职事项清单"]
    assert rows(document)[0].cells[1] == (Piece("甲乙"), Piece("丙"))


def test_what_is_no_part_of_the_text_is_remarked_with_its_words(read: Read) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    shape = (
        f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    ruby = f"<w:r><w:ruby><w:rt>{run('wù')}</w:rt><w:rubyBase>{run('戊')}</w:rubyBase></w:ruby></w:r>"
    unfilled = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('单击此处')}</w:sdtContent></w:sdt>"
    document = read(
        table(
            ["1", cell(p("甲", f"<w:r>{shape}</w:r>"))],
            ["2", cell(p("乙", '<w:r><w:sym w:font="Wingdings" w:char="F0B7"/></w:r>'))],
            ["3", cell(p("丙", '<w:r><w:drawing><wp:docPr descr="公章"/><a:blip/></w:drawing></w:r>'))],
            ["4", cell(p("丁", "<w:r><w:object><o:OLEObject/></w:object></w:r>"))],
            ["5", cell(p(ruby))],
            ["6", cell(p("己", "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"))],
            ["7", cell(p("庚", f"<w:unknown>{run('未知')}</w:unknown>"))],
            ["8", cell(p("辛", unfilled))],
        )
    )  # fmt: skip
    assert [text for _, text in texts(document)] == ["甲", "乙", "丙", "丁", "戊", "己x", "庚", "辛"]
    assert remarked(document) == [
        ("文本框、艺术字中的文字", "框内"),
        ("符号字体的字符", "Wingdings F0B7"),
        ("图片", "公章"),
        ("嵌入的对象", ""),
        ("拼音等注音", "wù"),
        ("公式", "x"),
        ("有不能识别的内容", "未知"),
        ("内容控件未填写", "单击此处"),
    ]
    assert [remark.place.rows for remark in document.remarks] == [(n, n) for n in range(1, 9)]


def test_footnotes_and_comments_are_remarked_with_their_words(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("负责党建。")
    document.add_comment(paragraph.runs, text="此处待核", author="甲")
    buffer = BytesIO()
    document.save(buffer)
    parts = unpack(buffer.getvalue())
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    note = f'<w:footnotes {space}><w:footnote w:id="2"><w:p><w:r><w:t>依据某办法</w:t></w:r></w:p></w:footnote></w:footnotes>'
    parts["word/footnotes.xml"] = note.encode()
    link = f'<Relationship Id="rIdF" Type="{RELATIONS}/footnotes" Target="footnotes.xml"/></Relationships>'.encode()
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(b"</Relationships>", link)
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"</w:p>", b'<w:r><w:footnoteReference w:id="2"/></w:r></w:p>', 1
    )
    path = tmp_path / "list.docx"
    path.write_bytes(pack(parts))
    read = read_blocks(receive(path))
    assert outside(read) == ["负责党建。"]
    assert sorted(remarked(read)) == [("批注不属于清单正文", "此处待核"), ("脚注不属于清单正文", "依据某办法")]


def test_characters_nobody_sees_are_dropped_and_remarked_or_refused(read: Read) -> None:
    document = read(
        table(["1", cell(p("安\u200b全"), p("生\xad产\u200b"), p("<w:r><w:t>监</w:t><w:softHyphen/><w:t>管</w:t></w:r>"))])
    )
    assert texts(document) == [["1", "安全生产监管"]]
    assert sorted((remark.problem[:12], remark.text) for remark in document.remarks) == [
        ("文中有2个看不见的字符（", "安全"),
        ("文中有2个看不见的字符（", "生产"),
    ]
    error = fault(read, table(["1", "甲"], ["2", "办\ue004法"]))
    assert "U+E004" in str(error)
    assert error.place is not None
    assert (error.place.table, error.place.rows) == (1, (2, 2))


@pytest.mark.parametrize("part", ['<w:altChunk r:id="rId1"/>', '<w:p><w:subDoc r:id="rId1"/></w:p>'])
def test_what_lies_in_another_file_is_refused(read: Read, part: str) -> None:
    assert "save it as one document" in str(fault(read, p("标题"), part))


# ---- automatic numbers ---------------------------------------------------------------------------------------------------


def test_items_of_a_cell_are_items_whatever_their_form(read: Read) -> None:
    lists = numbering(level("decimal", "%1."), level("bullet", "·"), level("chineseCounting", "%1、"), level("none", ""))
    document = read(
        table(
            ["1", cell(p("区民政局："), numbered("登记。"), numbered("救助。"), p("区公安局："), numbered("巡逻。"))],
            ["2", cell(numbered("甲", 2), numbered("乙", 3), numbered("丙", 4), numbered("丁", 9), numbered("戊", 0))],
        ),
        numbers=lists,
    )
    assert [piece.begins for piece in rows(document)[0].cells[1]] == ["paragraph", "item", "item", "paragraph", "item"]
    assert [(piece.text, piece.begins) for piece in rows(document)[1].cells[1]] == [
        *(("甲", "item"), ("乙", "item")),
        *(("丙", "paragraph"), ("丁", "paragraph"), ("戊", "paragraph")),
    ]


def test_a_list_style_numbers_and_a_zero_takes_the_number_away(read: Read) -> None:
    style = '<w:style w:type="paragraph" w:styleId="L"><w:basedOn w:val="M"/></w:style>'
    style += '<w:style w:type="paragraph" w:styleId="M"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    use = '<w:pStyle w:val="L"/>'
    none = f'{use}<w:numPr><w:numId w:val="0"/></w:numPr>'
    document = read(
        table(["1", cell(p("甲", properties=use), p("乙", properties=none))]),
        numbers=numbering(level("decimal", "%1.")),
        styles=style,
    )
    assert rows(document)[0].cells[1] == (Piece("甲", "item"), Piece("乙"))


def test_a_number_column_numbered_by_word_gets_its_numbers(read: Read) -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride>'
    restarted = f'<w:num w:numId="5"><w:abstractNumId w:val="1"/>{again}</w:num>'
    document = read(
        table(["序号", "事项名称"], [cell(numbered("")), "甲"], [cell("一、党建（2项）", across=2)], [cell(numbered("")), "乙"]),
        p("配合履职事项清单"),
        table(
            [cell(numbered("", 2)), "丙"],
            [cell(numbered("", 1)), "丁"],
            [cell(numbered("", 5)), "戊"],
            [cell(numbered("", 5)), "己"],
        ),
        numbers=numbering(level("decimal", "%1."), level("decimalEnclosedCircle", "%1"), nums=restarted),
    )
    assert [cells[0] for cells in texts(document)] == ["序号", "1", "一、党建（2项）", "2", "1", "3", "4", "5"]
    assert [(text, remark.place.rows) for remark, (_, text) in zip(document.remarks, remarked(document), strict=True)] == [
        ("1 … 2", (2, 4)),
        ("1 … 5", (1, 4)),
    ]


def test_numbers_of_headings_are_written_as_they_are_printed(read: Read) -> None:
    lists = numbering(level("chineseCounting", "%1、"), level("bullet", "·"), level("decimal", "%1"))
    document = read(
        numbered("基本履职事项清单", 2),
        numbered("总则", 3),
        table(
            [cell(numbered("党的建设（1项）"), across=2)], ["1", "甲"], [cell(numbered("经济发展（1项）"), across=2)], ["2", "乙"]
        ),
        numbers=lists,
    )
    assert outside(document) == ["基本履职事项清单", "1 总则"]
    assert [cells[0] for cells in texts(document)] == ["一、党的建设（1项）", "1", "二、经济发展（1项）", "2"]


def test_levels_below_and_numbers_beside_written_ones_are_written_out(read: Read) -> None:
    lists = numbering(level("decimal", "%1.") + level("decimal", "（%2）", 1))
    below = cell(numbered("甲"), numbered("子", 1, 1), numbered("丑", 1, 1), numbered("乙"), numbered("寅", 1, 1))
    document = read(table(["1", below], ["2", cell(p("1.手写。"), numbered("自动。", 1, 1))]), numbers=lists)
    assert rows(document)[0].cells[1] == (
        *(Piece("甲", "item"), Piece("（1）子"), Piece("（2）丑")),
        *(Piece("乙", "item"), Piece("（1）寅")),
    )
    assert rows(document)[1].cells[1] == (Piece("1.手写。"), Piece("（2）自动。"))
    assert [remark.place.rows for remark in document.remarks] == [(1, 1), (2, 2)]


def test_numbers_that_show_nothing_or_in_a_rare_form_are_remarked(read: Read) -> None:
    lists = numbering(level("decimal", "%1."), level("bullet", "·"), level("hebrew1", "%1"))
    document = read(
        table(["1", cell("甲", numbered(""))], [cell(numbered("", 2)), "乙"], [cell(numbered("", 3)), "丙"]), numbers=lists
    )
    assert texts(document) == [["1", "甲"], ["", "乙"], ["1", "丙"]]
    assert [problem for problem, _ in remarked(document)] == [
        *("自动编号的空段落", "序号列有项目符号", "自动编号的格式不常见", "序号是 Word 的自动编号"),
    ]


@pytest.mark.parametrize(
    ("form", "numbers", "shown"),
    [
        ("decimal", (1, 10), ["1", "10"]),
        ("decimalZero", (1, 10), ["01", "10"]),
        ("chineseCountingThousand", (1, 10, 11, 20, 21), ["一", "十", "十一", "二十", "二十一"]),
        ("decimalEnclosedCircle", (1, 20, 21), ["①", "⑳", "21"]),
        ("ideographTraditional", (1, 10), ["甲", "癸"]),
        ("upperLetter", (1, 26), ["A", "Z"]),
    ],
)
def test_forms_of_numbers(form: str, numbers: tuple[int, ...], shown: list[str]) -> None:
    counting = Numbering(parse_xml(numbering(level(form, "%1"))), Styles(None))
    paragraph = parse_xml(p("", properties='<w:numPr><w:numId w:val="1"/></w:numPr>').replace("<w:p>", f"<w:p {DECLARED}>", 1))
    labels = [counting.label(paragraph) for _ in range(max(numbers))]
    found = [labels[number - 1] for number in numbers]
    assert [label.text for label in found if label] == shown


def test_a_deeper_level_starts_again_unless_told_otherwise(read: Read) -> None:
    lists = numbering(
        level("decimal", "%1.") + level("decimal", "%1.%2", 1),
        level("decimal", "%1.") + level("decimal", "%1.%2", 1, '<w:lvlRestart w:val="0"/>'),
    )
    walk = [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1), (2, 0), (2, 1), (2, 0), (2, 1)]
    document = read(*(numbered("甲", number, level) for number, level in walk), numbers=lists)
    shown = [text.removesuffix("甲").strip() for text in outside(document)]
    assert shown == ["1.", "1.1", "1.2", "2.", "2.1", "1.", "1.1", "2.", "2.2"]


def test_levels_kept_with_a_list_style_are_found(read: Read) -> None:
    numbers = numbering("<w:numStyleLink w:val='Nums'/>", level("decimal", "%1."))
    styles = '<w:style w:type="numbering" w:styleId="Nums"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    assert outside(read(numbered("甲"), numbered("乙"), numbers=numbers, styles=styles)) == ["1.甲", "2.乙"]


# ---- tables --------------------------------------------------------------------------------------------------------------


def test_a_duty_merged_over_the_rows_of_its_departments_is_one_row(read: Read) -> None:
    document = read(
        table(
            ["序号", "事项名称", "对应上级部门", "上级部门职责"],
            [cell("1", merge="restart"), cell("救助", merge="restart"), "区民政局", "登记。"],
            [cell(merge="continue"), cell(merge="continue"), "区公安局", "巡逻。"],
            ["2", "防汛", "区水利局", "预报。"],
        )
    )
    assert texts(document)[1:] == [["1", "救助", "区民政局区公安局", "登记。巡逻。"], ["2", "防汛", "区水利局", "预报。"]]
    assert rows(document)[1].cells[2] == (Piece("区民政局"), Piece("区公安局"))
    assert [row.place.rows for row in rows(document)] == [(1, 1), (2, 3), (4, 4)]


def test_text_under_a_merged_cell_is_remarked_and_a_merge_without_beginning_begins(read: Read) -> None:
    document = read(
        table(
            [cell(merge="continue", properties=""), "甲", "乙"],
            [cell("2", merge="restart"), "丙", "丁"],
            [cell("遮", merge="continue"), "戊", "己"],
        )
    )
    assert texts(document) == [["", "甲", "乙"], ["2", "丙戊", "丁己"]]
    assert remarked(document) == [("被纵向合并的单元格遮住的文字", "遮")]


def test_section_rows_merged_or_in_the_first_cell_and_repeated_headers(read: Read) -> None:
    header = row("序号", "事项名称", properties="<w:tblHeader/>")
    document = read(
        table(header, [cell("一、党建（1项）", across=2)], ["1", "甲"], header, ["二、经济（1项）", ""], ["2", "乙"]),
        table(["3", "丙"]),
    )
    found = [(cell_text(row.cells[0]), row.whole, row.begins_table, row.place.table) for row in rows(document)]
    assert found == [
        ("序号", False, True, 1),
        ("一、党建（1项）", True, False, 1),
        ("1", False, False, 1),
        ("序号", False, False, 1),
        ("二、经济（1项）", False, False, 1),
        ("2", False, False, 1),
        ("3", False, True, 2),
    ]
    assert {len(row.cells) for row in rows(document)} == {2}


def test_borders_moved_in_some_rows_make_no_columns(read: Read) -> None:
    document = read(
        table(
            ["序号", "事项名称", cell("对应上级部门", across=2), "上级部门职责", "镇配合职责"],
            [cell("一、平安（2项）", across=6)],
            ["1", cell("甲", across=2), "乙", "丙", "丁"],
            ["2", "戊", cell("己", across=2), "庚", "辛"],
        )
    )
    assert texts(document)[2:] == [["1", "甲", "乙", "丙", "丁"], ["2", "戊", "己", "庚", "辛"]]
    assert [row.whole for row in rows(document)] == [False, True, False, False]


def test_cells_that_stand_aside_or_are_missing_leave_their_columns_empty(read: Read) -> None:
    document = read(
        table(
            ["序号", "事项名称", "承接部门及工作方式"],
            ["1", "甲", "乙"],
            row("丙", "丁", properties='<w:gridBefore w:val="1"/>'),
            row(cell("3"), cell("戊", across=2)),
            row(cell("4"), cell("己", properties='<w:hMerge w:val="restart"/>'), cell("庚", properties="<w:hMerge/>")),
            ["5", "壬", "癸"],
        )
    )
    assert texts(document)[1:] == [["1", "甲", "乙"], ["", "丙", "丁"], ["3", "戊", ""], ["4", "己庚", ""], ["5", "壬", "癸"]]


def test_a_table_that_only_lays_out_the_page_is_looked_through(read: Read) -> None:
    inner = table(["序号", "事项名称"], ["1", "甲"])
    document = read(table([cell("某镇履职事项清单", p(""), inner, p(""))], [cell(p("落款"))]), table(["2", "乙"]))
    assert outside(document) == ["某镇履职事项清单", "落款"]
    assert texts(document) == [["序号", "事项名称"], ["1", "甲"], ["2", "乙"]]
    assert [row.place.table for row in rows(document)] == [1, 1, 2]


def test_a_table_within_a_cell_of_a_list_is_refused(read: Read) -> None:
    error = fault(read, table(["序号", "事项名称"], ["1", cell("甲", table(["乙"]), p(""))]))
    assert error.place is not None
    assert (error.place.table, error.place.rows, error.text) == (1, (2, 2), "乙")
    assert texts(read(table(["1", cell("甲", table([""]), p(""))]))) == [["1", "甲"]]


def test_a_row_with_a_cell_too_many_keeps_it(read: Read) -> None:
    assert texts(read(table(["1", "甲"], ["2", "乙", "丙"], ["3", "丁"])))[1] == ["2", "乙", "丙"]


def test_a_table_wider_than_any_list_is_refused(read: Read) -> None:
    error = fault(
        read, table(["1", cell("甲", across=99999)], [cell("乙", across=3), "丙"], row(*["丁"] * 300), row(*["戊"] * 300))
    )
    assert "200 columns" in str(error)


# ---- files that are no documents -----------------------------------------------------------------------------------------


def test_a_document_that_misses_its_pictures_and_links_is_read(tmp_path: Path) -> None:
    parts = unpack(SAMPLES / "qingshi-1.docx")
    picture = f'<Relationship Id="rX" Type="{RELATIONS}/image" Target="NULL"/>'
    website = f'<Relationship Id="rY" Type="{RELATIONS}/hyperlink" Target="http://127.0.0.1:9/x" TargetMode="External"/>'
    links = picture + website
    name = "word/_rels/document.xml.rels"
    parts[name] = parts[name].replace(b"</Relationships>", links.encode() + b"</Relationships>")
    del parts["docProps/thumbnail.jpeg"]
    path = tmp_path / "list.docx"
    path.write_bytes(pack(parts))
    assert read_blocks(receive(path)).blocks == read_blocks(receive(SAMPLES / "qingshi-1.docx")).blocks


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("[Content_Types].xml", "document.main+xml", "template.main+xml", "template"),
        ("word/document.xml", "</w:body>", "</w:bod>", "cannot be read as a Word document"),
        (
            "word/document.xml",
            "schemas.openxmlformats.org/wordprocessingml/2006",
            "purl.oclc.org/ooxml/wordprocessingml",
            "Strict",
        ),
        ("_rels/.rels", '/officeDocument"', '/other"', "without a document"),
        ("_rels/.rels", "word/document.xml", "word/missing.xml", "without a document"),
    ],
)
def test_a_damaged_document_is_refused_by_name(tmp_path: Path, part: str, old: str, new: str, said: str) -> None:
    parts = unpack(word(p("甲")))
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    path = tmp_path / "list.docx"
    path.write_bytes(pack(parts))
    with pytest.raises(IntakeError, match=said) as caught:
        read_blocks(receive(path))
    assert caught.value.path == str(path)


def test_a_text_part_too_large_for_a_list_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lishi_duties.intake.readers.ooxml.MOST_XML", 400_000)
    path = tmp_path / "list.docx"
    path.write_bytes(word(*[p("甲" * 1000)] * 200))
    with pytest.raises(IntakeError, match=r"word/document\.xml unpacks to"):
        read_blocks(receive(path))


def test_without_its_library_the_reader_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(MissingExtraError, match=r"lishi-duties\[intake\]"):
        read_blocks(receive(SAMPLES / "qingshi-1.docx"))


def small_parts() -> Parts:
    """A sample with a few rows of each table, automatic numbers, and without what is slow to pack."""
    document = docx.Document(str(SAMPLES / "qingshi-2.docx"))
    for shown in document.tables:
        for row in shown._tbl.tr_lst[5:]:
            shown._tbl.remove(row)
        for cells in shown._tbl.tr_lst:
            cells.tc_lst[-1].append(parse_xml(numbered("甲", 1).replace("<w:p>", f"<w:p {DECLARED}>", 1)))
    styles = document.styles.element
    for style in list(styles)[40:]:
        styles.remove(style)
    buffer = BytesIO()
    document.save(buffer)
    wanted = ("document.xml", "styles.xml", "numbering.xml", "_rels/document.xml.rels")
    parts = unpack(buffer.getvalue())
    return {name: parts[name] for name in ("[Content_Types].xml", "_rels/.rels", *(f"word/{name}" for name in wanted))}


SMALL = small_parts()


@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(package=spoiled(SMALL))
def test_a_spoiled_document_is_read_or_refused_in_our_words(tmp_path: Path, package: bytes) -> None:
    path = tmp_path / "list.docx"
    path.write_bytes(package)
    with suppress(LishiDutiesError):
        assert all(row.cells for row in rows(read_blocks(receive(path))))
    with suppress(LishiDutiesError):
        assert all(row.cells for row in rows(read_docx(unchecked(path))))


CELL = st.text(st.characters(categories=["L", "N", "P"]), max_size=8)


@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=4))
def test_every_character_of_a_table_is_read(tmp_path: Path, words: list[tuple[str, str]]) -> None:
    shown = table(*(row(*(cell(p(run(escape(text)))) for text in line)) for line in words))
    document = f"<w:document {DECLARED}><w:body>{shown}</w:body></w:document>"
    path = tmp_path / "list.docx"
    path.write_bytes(pack(SMALL | {"word/document.xml": document.encode()}))
    read = ["".join(piece.text for cell in row.cells for piece in cell) for row in rows(read_blocks(receive(path)))]
    assert read == ["".join(line) for line in words]
