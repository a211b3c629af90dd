"""Plain text of other programs: decoded where its encoding is certain, refused with the line where it is not."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lishi_duties.encodings import decode_text
from lishi_duties.errors import ArgumentError

TICKETS = "编号,内容\r\n1,楼上漏水，物业不管\r\n2,镕基街道堃盛社区药店卖过期药\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_a_table_from_a_spreadsheet_is_read_in_every_encoding_it_saves(encoding: str) -> None:
    text = decode_text(TICKETS.encode(encoding))
    assert text == TICKETS
    assert [row[0] for row in csv.reader(io.StringIO(text, newline=""))] == ["编号", "1", "2"]


def test_utf_16_of_either_order_and_gb2312() -> None:
    assert decode_text(b"\xfe\xff" + "漏水".encode("utf-16-be")) == "漏水"
    assert decode_text(b"\xff\xfe" + "漏水".encode("utf-16-le")) == "漏水"
    assert decode_text("楼上漏水".encode("gb2312")) == "楼上漏水"
    assert decode_text(b"") == ""


@given(st.text(st.characters(categories=("Lu", "Ll", "Lo", "Nd", "Po")), min_size=1))
def test_utf_8_is_never_taken_for_another_encoding(text: str) -> None:
    assert decode_text(text.encode()) == text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (TICKETS.encode().replace(b"2,", b"2,\xff"), r"^standard input, line 3: byte 0xFF is no UTF-8 text\. Save it again"),
        (TICKETS.encode("gbk").replace(b"2,", b"2\xff,"), r"^standard input, line 3: byte 0xFF is no GB18030 text"),
        (TICKETS.encode("utf-8-sig").replace(b"2,", b"2,\xff"), r"line 3: byte 0xFF is no UTF-8 text"),
        (TICKETS.encode("utf-16") + b"\n", r"line 4: byte 0x0A is no UTF-16-LE text"),
        (TICKETS.encode("utf-16-le"), r"line 1: a zero byte; it is no text, or in UTF-16 without a byte order mark"),
        ("甲\r乙\r\x00".encode(), r"line 3: a zero byte; it is no text"),
        (b"\xff\xfe" + "甲\n\x00".encode("utf-16-le"), r"line 2: a zero byte; it is no text"),
        (
            "負責轄區內養老服務工作，建立老年人臺帳".encode("big5"),
            r"line 1: U\+E\w{3}, read as GB18030; it may be in another encoding",
        ),
    ],
    ids=["utf-8", "gbk", "utf-8 with a mark", "utf-16", "utf-16 without a mark", "zero", "zero in utf-16", "big5"],
)
def test_what_is_in_no_known_encoding_is_refused_with_its_line(data: bytes, message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        decode_text(data)


def test_the_message_names_where_it_came_from() -> None:
    with pytest.raises(ArgumentError, match=r"^tickets\.csv, line 1: "):
        decode_text(b"\xff", "tickets.csv")
