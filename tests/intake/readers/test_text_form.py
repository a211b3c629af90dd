"""The reader of the text form: bytes to blocks, markup to pieces, and every fault with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typeset import SOURCE

from lishi_duties import IntakeError
from lishi_duties.intake.document import Block, Cell, Outside, Piece, TableRow
from lishi_duties.intake.readers.text import document_of, load_text
from lishi_duties.intake.received import MOST_BYTES, receive

PATH = Path("list.txt")


def blocks(text: str) -> list[Block]:
    return list(document_of(text, PATH).blocks)


def cell(markup: str) -> Cell:
    (row,) = blocks(f"{markup}\t")
    assert isinstance(row, TableRow)
    return row.cells[0]


def attempt(text: str) -> list[Block] | IntakeError:
    try:
        return blocks(text)
    except IntakeError as error:
        return error


def fault(text: str) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        blocks(text)
    return caught.value


# ---- lines ---------------------------------------------------------------------------------------------------------------


def test_a_line_with_tabs_is_a_row_and_any_other_stands_outside() -> None:
    heading, row, section = blocks("## 配合履职事项清单\n\n序号\t事项名称\n\n#### 四、乡村振兴（3项）\n")
    assert heading == Outside("配合履职事项清单", heading.place)
    assert isinstance(row, TableRow)
    assert [piece.text for cell in row.cells for piece in cell] == ["序号", "事项名称"]
    assert section == Outside("四、乡村振兴（3项）", section.place)
    assert [block.place.lines for block in (heading, row, section)] == [(1, 1), (3, 3), (5, 5)]


def test_empty_cells_are_cells() -> None:
    (row,) = blocks("\t\t\t5.查处。\t")
    assert isinstance(row, TableRow)
    assert row.cells == ((), (), (), (Piece("5.查处。"),), ())


@pytest.mark.parametrize("rule", ["----\t----------\t---", "| --- \t :--- |", "   \t  "])
def test_the_rule_under_a_markdown_header_is_no_row(rule: str) -> None:
    assert blocks(f"54\t电梯\n{rule}\n55\t装修") == [*blocks("54\t电梯"), *blocks("\n\n55\t装修")]


# ---- markup --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "pieces"),
    [
        ("区水利局", [Piece("区水利局")]),
        ("<p>区民政局：</p> <p>1.备案。</p>", [Piece("区民政局："), Piece("1.备案。")]),
        ("<p><b>区民政局：</b></p><p>1.备案。</p>", [Piece("区民政局："), Piece("1.备案。")]),
        ("<b>一、党的建设 ( 24项 )</b>", [Piece("一、党的建设 ( 24项 )")]),
        ("安全<b>生产</b>监管", [Piece("安全生产监管")]),
        ("甲<br>乙<br/>丙", [Piece("甲"), Piece("乙"), Piece("丙")]),
        (
            '<p>区应急管理局：</p> <ol style="list-style-type: none"> <li>宣传。</li> <li>1.预案。</li> </ol> <p>区水利局：</p>',
            [Piece("区应急管理局："), Piece("宣传。", "item"), Piece("1.预案。", "item"), Piece("区水利局：")],
        ),
        ("前文 <p>段落</p> 后文", [Piece("前文 "), Piece("段落"), Piece(" 后文")]),
        ("<P>甲</P><LI>乙</LI>", [Piece("甲"), Piece("乙", "item")]),
        ("投资&lt;100万&amp;增长&nbsp;", [Piece("投资<100万&增长 ")]),
        ("<p></p> <p> </p>", []),
    ],
)
def test_pieces_of_a_cell(markup: str, pieces: list[Piece]) -> None:
    assert cell(markup) == tuple(pieces)


def test_a_paragraph_within_a_list_item_is_still_the_item() -> None:
    """`<li><p>…</p></li>` is how some conversions set list items."""
    pieces = cell("<ol><li><p>宣传。</p></li><li><p>预案。</p></li></ol>")
    assert [(piece.text, piece.begins) for piece in pieces] == [("宣传。", "item"), ("预案。", "item")]


@pytest.mark.parametrize(
    ("markup", "problem"),
    [
        ("<p>备案。", "<p> is never closed"),
        ("<p><b>备案。</p></b>", "</p> closes nothing that is open"),
        ("备案。</p>", "</p> closes nothing that is open"),
        ("<ol><li>备案。</ol>", "</ol> closes nothing that is open"),
        ("<p备案。</p>", "a tag that does not close with '>'"),
        ("面积<100平方米", "a tag that does not close with '>'"),
        ("面积>100平方米", "a tag that does not close with '>'"),
        ("<td>备案。</td>", "markup this reader does not know, <td>"),
        ("<script>1</script>", "markup this reader does not know, <script>"),
    ],
)
def test_markup_that_cannot_be_told_is_refused_with_its_line(markup: str, problem: str) -> None:
    error = fault(f"标题\n\n7\t{markup}\t区民政局")
    assert problem in error.problem
    assert error.line == 3
    assert error.path == "list.txt"
    assert error.text
    assert error.text in markup
    assert str(error).startswith("list.txt:3: ")


# ---- characters ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x0b", "\x0c", "\x1b", "\x1f", "\x7f", "\ufffd", "\uffff"])
def test_a_control_character_is_refused_with_the_text_around_it(char: str) -> None:
    error = fault(f"序号\t事项名称\n1\t负责发展{char}党员工作。")
    assert error.line == 2
    assert f"U+{ord(char):04X}" in error.problem
    assert "look at the original" in error.problem
    assert "负责发展" in error.text
    assert "党员工作" in error.text


@pytest.mark.parametrize("char", ["\x80", "\x9f", "\xad", "\u200b", "\u202e", "\u2060", "\ufeff", "\ue000", "\U000f0000"])
def test_a_character_nobody_sees_never_gets_into_a_cell(char: str) -> None:
    """They come with fonts a conversion could not read; a reader may drop them or stop, but two equal titles must stay equal."""
    found = attempt(f"1\t负责发展{char}党员工作。")
    if isinstance(found, IntakeError):
        assert f"U+{ord(char):04X}" in found.problem
    else:
        assert found == blocks("1\t负责发展党员工作。")


def test_a_character_without_width_is_dropped_with_a_remark_as_in_the_other_formats() -> None:
    document = document_of("1\t负责发展\u200b党员&#8203;工作。", PATH)
    assert document.blocks == document_of("1\t负责发展党员工作。", PATH).blocks
    (remark,) = document.remarks
    assert remark.problem == "文中有2个看不见的字符（U+200B），已略去；此处为第一个。"
    assert remark.place.lines == (1, 1)


def test_a_line_separator_begins_a_paragraph_and_a_wide_space_is_a_space() -> None:
    assert cell("甲\u2028乙\xa01") == (Piece("甲"), Piece("乙 1"))


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_line(text: str) -> None:
    found = attempt(text)
    lines = text.split("\n")
    if isinstance(found, IntakeError):
        assert found.line is not None
        assert 1 <= found.line <= len(lines)
        return
    for block in found:
        assert block.place.lines is not None
        if isinstance(block, TableRow):
            assert len(block.cells) == lines[block.place.lines[0] - 1].count("\t") + 1


# ---- files ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [b"1\t\xe7\x94\xb2\n2\t\n", b"\xef\xbb\xbf1\t\xe7\x94\xb2\n2\t\n", b"1\t\xe7\x94\xb2\r\n2\t\r\n", b"1\t\xe7\x94\xb2\r2\t\r"],
    ids=["unix", "byte order mark", "windows", "old mac"],
)
def test_one_text_whatever_the_line_ends(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(data)
    assert load_text(receive(path)) == "1\t甲\n2\t\n"


@pytest.mark.parametrize(("encoding", "line"), [("gb18030", 2), ("gbk", 2), ("utf-16", 1), ("utf-16-le", 2)])
def test_another_encoding_is_refused_with_what_to_do(tmp_path: Path, encoding: str, line: int) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes("number\ttitle\n1\t区公安局工作\n".encode(encoding))
    with pytest.raises(IntakeError, match=r"not UTF-8 .*convert it first.*iconv") as caught:
        load_text(receive(path))
    assert caught.value.line == line
    assert caught.value.path == str(path)


def test_the_whole_document_in_gb18030_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(SOURCE.read_text(encoding="utf-8").encode("gb18030"))
    with pytest.raises(IntakeError, match="iconv -f GB18030 -t UTF-8") as caught:
        load_text(receive(path))
    assert caught.value.line == 3, "the first two lines are empty"


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="is a folder; give the document in it"):
        load_text(receive(tmp_path))
    with pytest.raises(IntakeError, match=r"cannot be read \(No such file.*\); check the path"):
        load_text(receive(tmp_path / "absent.txt"))


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(IntakeError, match=r"67,108,865 bytes.*Is this the right file"):
        load_text(receive(path))
