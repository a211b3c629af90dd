"""How browsers take each element: as a block or a part of a line, shown or hidden, struck out or not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, TypeAlias

from lishi_duties.intake.readers.html.flow import visible
from lishi_duties.intake.readers.html.tree import Element

Kind: TypeAlias = Literal["inline", "block", "heading", "list", "item", "table", "group", "row", "cell", "quote"]


_INVISIBLE = {"dialog", "template", "noscript", "noframes", "datalist", "xml"}


MACHINERY = {"script", "style", "title", "rp"}


CONTROLS = {"button", "select", "textarea"}


PICTURES = {"img", "svg", "math", "canvas", "object", "embed", "applet", "iframe", "video", "audio"}


_STRUCK = {"s", "strike"}


_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "frameset", "header", "hgroup", "hr", "html", "legend", "listing",
    "main", "marquee", "nav", "option", "p", "plaintext", "pre", "search", "section", "summary", "xmp",
}  # fmt: skip


_KINDS: dict[str, Kind] = {
    **dict.fromkeys(_BLOCKS, "block"),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("ol", "ul", "menu", "dir"), "list"),
    **dict.fromkeys(("thead", "tbody", "tfoot"), "group"),
    **dict.fromkeys(("td", "th"), "cell"),
    "li": "item",
    "table": "table",
    "tr": "row",
    "q": "quote",
}


_BLOCK_DISPLAYS = ("block", "flex", "grid", "table", "list-item", "flow-root")


_PREFORMATTED = {"pre", "listing", "xmp", "plaintext"}


ELEMENT_NAME = re.compile(r"[A-Za-z0-9:._-]+")


_DIGITS = re.compile(r"\s*\+?([0-9]{1,9})")


Style: TypeAlias = Mapping[str, str]


@lru_cache(maxsize=1024)
def style_of(attribute: str) -> Style:
    """The declarations of a `style` attribute, names and values in lower case. Word repeats a few thousands of times."""
    declarations = (part.partition(":") for part in attribute.lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in declarations if value}


def is_hidden(element: Element, name: str, style: Style) -> bool:
    """Whether a browser does not show it. `aria-hidden` is for screen readers and hides nothing from the eye."""
    if name == "dialog" and element.get("open") is not None:
        return False
    return (
        name in _INVISIBLE
        or element.get("hidden") is not None
        or style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or style.get("mso-hide") == "all"
    )


def is_struck(name: str, style: Style) -> bool:
    return name in _STRUCK or any("line-through" in style.get(key, "") for key in ("text-decoration", "text-decoration-line"))


def kind_of(name: str, style: Style) -> Kind:
    usual = _KINDS.get(name, "inline")
    display = style.get("display", "")
    if usual == "inline" and display.startswith(_BLOCK_DISPLAYS):
        return "block"
    if usual in ("block", "item") and display.startswith(("inline", "contents")):
        return "inline"
    return usual


def is_preformatted(name: str, style: Style) -> bool:
    return style.get("white-space", "pre" if name in _PREFORMATTED else "").startswith("pre")


def leading_number(value: str | None, otherwise: int) -> int:
    """A number as browsers read it: the digits it begins with."""
    match = _DIGITS.match(value or "")
    return int(match[1]) if match else otherwise


def all_words(element: Element) -> str:
    """All text of an element, for a remark."""
    parts: list[str] = []
    for part in element.iter():
        if part.tag not in MACHINERY:
            parts.append(part.text or "")
        if part is not element:
            parts.append(part.tail or "")
    return visible("".join(parts))
