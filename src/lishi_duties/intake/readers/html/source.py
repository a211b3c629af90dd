"""The source of a web page: from bytes of some encoding to a tree in which every element knows its line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from lishi_duties.errors import IntakeError
from lishi_duties.intake.document import Remark
from lishi_duties.intake.received import Received
from lishi_duties.model import Place

if TYPE_CHECKING:
    from lxml import etree

Element: TypeAlias = "etree._Element"

MOST_TAGS = 500_000

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
_LINE = "data-line-of-source"
_OPENS = re.compile(r"<[A-Za-z][A-Za-z0-9:_-]*(?=[ \t\n\f/>])")
_BREAK_CLOSED = re.compile(r"</br[ \t]*/?>", re.IGNORECASE)
_LINE_IN_TEXT = re.compile(rf" {_LINE}=\d+ ")


# ---- bytes to text -------------------------------------------------------------------------------------------------------


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


# ---- text to a tree ------------------------------------------------------------------------------------------------------


def parse_page(text: str, path: Path) -> Element:
    """The tree of a page, broken markup mended. Runs no script, opens no connection and reads no other file.

    Raises:
        IntakeError: the page is empty, or goes beyond the limits of lxml, so that its end would be missing.
    """
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", recover=True, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    marked = _with_lines(_BREAK_CLOSED.sub("<br>", text), path)  # browsers show </br> as <br>
    root: Element | None
    try:
        root = etree.fromstring(marked.encode(), parser)
    except (etree.LxmlError, AssertionError, ValueError) as error:
        raise IntakeError(f"no web page can be made of it ({error}); save it again from the browser", path=path) from None
    for entry in parser.error_log:
        if entry.level_name == "FATAL":
            raise IntakeError(
                f"the page goes beyond a limit ({entry.message.partition(',')[0]}); no page with a duty list does. Open it in a "
                "browser, copy the list into an empty Word document and read that",
                path=path,
            )
    if root is None:
        raise IntakeError("the page is empty; save it again from the browser", path=path)
    return root


def line_of(element: Element, otherwise: int) -> int:
    """The line in which an element begins; `otherwise` for one that lxml has added."""
    mark = element.get(_LINE, "")
    return int(mark) if re.fullmatch(r"[0-9]{1,9}", mark) else otherwise


def without_marks(text: str) -> str:
    """Text as the page has it: in a few elements what looks like a tag is text, and has been given a line."""
    return _LINE_IN_TEXT.sub("", text) if _LINE in text else text


def _with_lines(text: str, path: Path) -> str:
    """The page with its line written into every tag: libxml2 counts no further than 65,535, and Word writes many lines.

    The mark has no quotes and a space on either side, so it does no harm where what looks like a tag is part of a script, a
    comment or an attribute.
    """
    parts: list[str] = []
    line, at = 1, 0
    for number, tag in enumerate(_OPENS.finditer(text)):
        line += text.count("\n", at, tag.start())
        if number >= MOST_TAGS:
            raise IntakeError(f"more than {MOST_TAGS:,} tags; no page with a duty list has so many", path=path, line=line)
        parts += (text[at : tag.end()], f" {_LINE}={line} ")
        at = tag.end()
    return "".join((*parts, text[at:]))
