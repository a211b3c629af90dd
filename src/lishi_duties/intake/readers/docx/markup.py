"""The names of Word's markup, and what an element holds whatever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lishi_duties.intake.readers.docx.numbering import W
from lishi_duties.intake.readers.ooxml import Element

if TYPE_CHECKING:
    pass


MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


VML = "{urn:schemas-microsoft-com:vml}"


OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"


_TEXT = (W + "t", W + "delText", A + "t", MATH + "t")


DELETED = {W + "del", W + "moveFrom"}


NOTES = {
    W + "footnoteReference": ("footnotes", "脚注"),
    W + "endnoteReference": ("endnotes", "尾注"),
    W + "commentReference": ("comments", "批注"),
}


PARTS = {"styles", "numbering", *(kind for kind, _ in NOTES.values())}


def texts_by_id(root: Element | None) -> dict[str, str]:
    """The text of each note of a part."""
    return {} if root is None else {note.get(W + "id", ""): all_text(note) for note in root.iterchildren("*")}


def all_text(element: Element) -> str:
    """All text in an element, whatever it is; of alternatives for the same text one."""
    parts = []
    for text in element.iter(*_TEXT):
        doubled = next((a for a in text.iterancestors(MC + "Fallback") if alternative(a.getparent()) is not a), None)
        if doubled is None and text.text:
            parts.append(text.text)
    return "".join(parts)


def holds_text(element: Element) -> bool:
    return any(text.text and not text.text.isspace() for text in element.iter(*_TEXT))


def alternative(element: Element | None) -> Element | None:
    """Which of several forms of the same content is read: the first with text, else the first."""
    if element is None:
        return None
    choices = [*element.iterchildren(MC + "Choice"), *element.iterchildren(MC + "Fallback")]
    return next((c for c in choices if next(c.iter(*_TEXT), None) is not None), choices[0] if choices else None)


def end_deleted(paragraph: Element) -> bool:
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and any(mark.find(tag) is not None for tag in DELETED)


def has_child(properties: Element | None, name: str) -> bool:
    return properties is not None and properties.find(W + name) is not None


def merging(properties: Element | None, direction: str) -> str:
    """`restart`, `continue`, or nothing for a cell that is not merged."""
    element = None if properties is None else properties.find(W + direction)
    return "" if element is None else "restart" if element.get(W + "val") == "restart" else "continue"


def with_number(number: str, text: str) -> str:
    """An automatic number before its text, as it is printed."""
    return f"{number} {text}" if number[-1:].isalnum() else number + text
