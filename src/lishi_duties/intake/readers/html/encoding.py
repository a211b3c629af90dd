"""A web page's bytes as text, whatever encoding they are in and whatever the page says of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from lishi_duties.errors import IntakeError
from lishi_duties.intake.document import Remark
from lishi_duties.intake.received import Received
from lishi_duties.model import Place

if TYPE_CHECKING:
    pass


_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


_DECLARED = re.compile(rb"<(?:meta|\?xml)\s[^<>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)


_DECLARED_WITHIN = 64 * 1024


_CODECS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("utf-8", "utf8"), ("utf-8",)),
    **dict.fromkeys(("gb2312", "gb_2312-80", "gbk", "x-gbk", "cp936", "gb18030"), ("gb18030",)),
    **dict.fromkeys(("big5", "x-x-big5", "cp950", "big5-hkscs"), ("cp950", "big5hkscs")),
}
"""Only encodings that can write a duty list: a page that declares another one declares it wrongly."""


_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


def load_page(received: Received) -> tuple[str, tuple[Remark, ...]]:
    """The text of a page, line ends as `\\n`, and what is to be said of its encoding.

    UTF-8 is tried first, whatever is declared: no text of another encoding passes for it by chance, but not the other way
    round. Then what the page declares, and GB18030, which holds GB2312 and GBK.

    Raises:
        IntakeError: it has a byte that no encoding can read.
    """
    path = received.path
    data, codec = _marked_encoding(received.data)
    declared = None if codec else _DECLARED.search(data, 0, _DECLARED_WITHIN)
    name = declared[1].decode("ascii") if declared else ""
    wanted = _CODECS.get(name.lower(), ())
    if codec:
        candidates: tuple[str, ...] = (codec,)
    elif _is_faulty_utf8(data):
        candidates = ("utf-8",)
    else:
        candidates = tuple(dict.fromkeys(("utf-8", *wanted, "gb18030")))
    text, found = _first_that_fits(data, candidates, path)
    text = _unix(text)
    if bad := _NO_TEXT.search(text):
        raise IntakeError(
            f"U+{ord(bad[0]):04X}, which no web page holds; the file is damaged or of another kind, ask for it again",
            path=path,
            line=text.count("\n", 0, bad.start()) + 1,
        )
    if codec or found in wanted or data.isascii() or (found == "utf-8" and not name):
        return text, ()
    line = _unix(data[: declared.start() if declared else 0].decode("latin-1")).count("\n") + 1
    said = f"网页声明的编码是{name}" if name else "网页没有声明编码"
    return text, (Remark(f"{said}，实际按{found.upper()}读取；请核对文字。", Place(lines=(line, line)), name),)


def _marked_encoding(data: bytes) -> tuple[bytes, str]:
    """The bytes without their byte order mark, and the encoding if they leave no doubt of it."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :], codec
    first = data[:2]  # a page begins with "<" or a space: in UTF-16 one of the first two bytes is zero
    if len(first) == 2 and first.count(0) == 1:
        return data, "utf-16-be" if first[0] == 0 else "utf-16-le"
    return data, ""


def _is_faulty_utf8(data: bytes) -> bool:
    """Whether these are UTF-8 with a few bytes broken, which must not be taken for another encoding."""
    read = data.decode("utf-8", "replace")
    broken = read.count("\ufffd") - data.count("\ufffd".encode())
    return len(read) - len(read.encode("ascii", "ignore")) > 10 * broken > 0


def _first_that_fits(data: bytes, codecs: tuple[str, ...], path: Path) -> tuple[str, str]:
    faults: list[UnicodeDecodeError] = []
    for codec in codecs:
        try:
            return data.decode(codec), codec
        except UnicodeDecodeError as error:
            faults.append(error)
    fault = max(faults, key=lambda error: error.start)  # the encoding it has is the one that got furthest
    before = _unix(data[: fault.start].decode(fault.encoding, "replace"))
    raise IntakeError(
        f"byte {fault.start} (0x{data[fault.start]:02X}) is no {fault.encoding.upper()} text; the page is damaged there. "
        "Save it again from the browser, or as UTF-8",
        path=path,
        line=before.count("\n") + 1,
        text=before.rpartition("\n")[2][-20:],
    )


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
