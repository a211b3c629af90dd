"""Plain text as other programs save it, decoded with the standard library alone.

Spreadsheets in China write CSV in GB18030 (as its older parts GB2312 and GBK), or in UTF-8 or UTF-16 with a byte order mark.
"""

from __future__ import annotations

import codecs
import re

from lishi_duties.errors import ArgumentError

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_PRIVATE = re.compile("[\ue000-\uf8ff]")
"""What text of another encoding, such as Big5, becomes in GB18030."""


def decode_text(data: bytes, source: str = "standard input") -> str:
    r"""Text in UTF-8, with or without a byte order mark, in UTF-16 with one, or in GB18030. Its line ends stay as they are.

    UTF-8 is tried before GB18030: beyond a word or two, no text in GB18030 passes for it by chance, but not the other way round.

    >>> decode_text("楼上漏水，物业不管\r\n".encode("gbk"))
    '楼上漏水，物业不管\r\n'

    Args:
        data: the bytes, whole.
        source: where they are from, for the message.

    Raises:
        ArgumentError: they are in none of these, or hold what no text does; the message names the line.
    """
    unmarked, encoding = without_bom(data)
    if not encoding:
        encoding = "utf-8" if is_utf8(data) or is_faulty_utf8(data) else "gb18030"
    text, fault = _decoded(unmarked, encoding)
    problem = f"byte 0x{unmarked[fault]:02X} is no {encoding.upper()} text" if fault is not None else ""
    if "\0" in text:
        text, problem = text[: text.index("\0")], "a zero byte; it is no text, or in UTF-16 without a byte order mark"
    elif encoding == "gb18030" and (private := _PRIVATE.search(text)):
        text, problem = text[: private.start()], f"U+{ord(private[0]):04X}, read as GB18030; it may be in another encoding"
    if problem:
        raise ArgumentError(f"{source}, line {line_number(text)}: {problem}. Save it again as UTF-8")
    return text


def _decoded(data: bytes, encoding: str) -> tuple[str, int | None]:
    """The text, up to the byte that is none; and where that byte is."""
    try:
        return data.decode(encoding), None
    except UnicodeDecodeError as error:
        return data[: error.start].decode(encoding), error.start


def without_bom(data: bytes) -> tuple[bytes, str]:
    """The bytes after a byte order mark and the encoding it stands for; all of them and `""` where there is none."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data[len(mark) :], encoding
    return data, ""


def is_utf8(data: bytes) -> bool:
    """Whether these bytes are UTF-8 throughout."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def is_faulty_utf8(data: bytes) -> bool:
    """Whether these are UTF-8 with a few bytes broken, which must not be taken for another encoding.

    >>> is_faulty_utf8("安全生产监督管理，应急救援".encode() + b"\\xe5"), is_faulty_utf8("安全生产".encode("gbk"))
    (True, False)
    """
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode())
    return len(text) - len(text.encode("ascii", "ignore")) > 10 * broken > 0


def line_number(before: str) -> int:
    """The line, from 1, in which what follows this text stands."""
    return before.count("\n") + before.count("\r") - before.count("\r\n") + 1
