"""A web page's bytes as text, whatever encoding they are in and whatever the page says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from lishi_duties.encodings import is_faulty_utf8, is_utf8, without_bom
from lishi_duties.errors import IntakeError
from lishi_duties.intake.document import Remark
from lishi_duties.intake.readers.html.tree import line_of, parse_page
from lishi_duties.intake.received import Received
from lishi_duties.model import Place

_DECLARED_WITHIN = 64 * 1024
_XML_DECLARATION = re.compile(r"""\s*<\?xml\s[^<>]*?encoding\s*=\s*["']([^"'<>]+)["']""", re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([^\s"';]+)""", re.IGNORECASE)

_CODECS = {"utf-8": "utf-8", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs"}
"""By their names in the Encoding Standard, which reads GBK as GB18030, the encodings that can write a duty list: a page that
declares another one declares it wrongly."""

_DETECTED = ("gb18030", "big5hkscs")
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Declaration:
    """What a page says its encoding is: the label, `""` where it says nothing, and the line."""

    label: str = ""
    line: int = 1


def load_page(received: Received) -> tuple[str, tuple[Remark, ...]]:
    """The text of a page, line ends as `\\n`, and what is to be said of its encoding.

    A byte order mark is certain. Otherwise UTF-8 is tried first, whatever is declared: no text of another encoding passes for
    it by chance, but not the other way round. Then what the page declares, what its characters look like, and GB18030, which
    holds GB2312 and GBK.

    Raises:
        IntakeError: it has a byte that no encoding can read.
    """
    data, mark = _marked_encoding(received.data)
    declared = _Declaration() if mark or data.isascii() else _declaration(data, received.path)
    declared_codec = _codec(declared.label)
    text, codec = _first_that_fits(data, (mark,) if mark else _candidates(data, declared_codec), received.path)
    text = _unix(text)
    if bad := _NO_TEXT.search(text):
        raise IntakeError(
            f"U+{ord(bad[0]):04X}, which no web page holds; the file is damaged or of another kind, ask for it again",
            path=received.path,
            line=text.count("\n", 0, bad.start()) + 1,
        )
    if mark or codec == declared_codec or data.isascii() or (codec == "utf-8" and not declared.label):
        return text, ()
    declares = f"网页声明的编码是{declared.label}" if declared.label else "网页没有声明编码"
    place = Place(lines=(declared.line, declared.line))
    return text, (Remark(f"{declares}，实际按{codec.upper()}读取；请核对文字。", place, declared.label),)


def _marked_encoding(data: bytes) -> tuple[bytes, str]:
    """The bytes without their byte order mark, and the encoding if they leave no doubt of it."""
    unmarked, encoding = without_bom(data)
    first = data[:2]  # a page begins with "<" or a space: in UTF-16 one of the first two bytes is zero
    if not encoding and len(first) == 2 and first.count(0) == 1:
        encoding = "utf-16-be" if first[0] == 0 else "utf-16-le"
    return unmarked, encoding


def _declaration(data: bytes, path: Path) -> _Declaration:
    """What the beginning of a page declares, read as markup: a declaration in a comment or a script is none."""
    head = _unix(data[:_DECLARED_WITHIN].decode("latin-1"))
    try:
        root = parse_page(head, path)
    except IntakeError:  # the whole page may be better, and says itself what is wrong with it
        root = None
    for meta in () if root is None else root.iter("meta"):
        content = meta.get("content", "") if meta.get("http-equiv", "").lower() == "content-type" else ""
        within = _CHARSET.search(content)
        label = meta.get("charset", "").strip() or (within[1] if within else "")
        if label:
            return _Declaration(label, line_of(meta, 1))
    declared = _XML_DECLARATION.match(head)
    return _Declaration(declared[1].strip()) if declared else _Declaration()


def _codec(label: str) -> str:
    """The codec for a label as browsers understand it; `""` for one that no duty list can be in."""
    import webencodings

    encoding = webencodings.lookup(label)
    return _CODECS.get(encoding.name, "") if encoding else ""


def _candidates(data: bytes, declared: str) -> tuple[str, ...]:
    if is_utf8(data) or is_faulty_utf8(data):
        return ("utf-8",)
    likely = _detected(data) if declared in ("", "utf-8") else declared
    return tuple(dict.fromkeys(("utf-8", *filter(None, (likely,)), "gb18030")))


def _detected(data: bytes) -> str:
    """Which of the Chinese encodings the characters look like; `""` if none of them."""
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=list(_DETECTED)).best()
    return best.encoding if best else ""


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
