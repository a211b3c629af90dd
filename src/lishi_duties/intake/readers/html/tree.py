"""The text of a web page as a tree in which every element knows its line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from lishi_duties.errors import IntakeError

if TYPE_CHECKING:
    from lxml import etree


Element: TypeAlias = "etree._Element"


MOST_TAGS = 500_000


_LINE = "data-line-of-source"


_OPENS = re.compile(r"<[A-Za-z][A-Za-z0-9:_-]*(?=[ \t\n\f/>])")


_BREAK_CLOSED = re.compile(r"</br[ \t]*/?>", re.IGNORECASE)


_LINE_IN_TEXT = re.compile(rf" {_LINE}=\d+ ")


def parse_page(text: str, path: Path) -> Element:
    """The tree of a page, broken markup mended. Runs no script, opens no connection and reads no other file.

    Raises:
        IntakeError: the page is empty, or goes beyond the limits of lxml, so that its end would be missing.
    """
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", recover=True, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    markup = _with_lines(_BREAK_CLOSED.sub("<br>", text), path)  # browsers show </br> as <br>
    root: Element | None
    try:
        root = etree.fromstring(markup.encode(), parser)
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
