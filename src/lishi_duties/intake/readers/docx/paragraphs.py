"""The text of a Word paragraph as printed: without what is deleted, hidden, drawn or noted, each of which is remarked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lishi_duties.errors import IntakeError
from lishi_duties.intake.document import Remark
from lishi_duties.intake.invisible import Unseen
from lishi_duties.intake.readers.docx.numbering import Label, Numbering, Styles, W, is_on, value
from lishi_duties.intake.readers.ooxml import Element
from lishi_duties.model import Place

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
from typing import TYPE_CHECKING

from lishi_duties.intake.readers.docx.markup import (
    DELETED,
    MATH,
    MC,
    NOTES,
    OLE,
    VML,
    A,
    all_text,
    alternative,
    end_deleted,
    texts_by_id,
)

if TYPE_CHECKING:
    from docx.document import Document as WordDocument


LINE, PAGE = "\n", "\f"  # marks of a break; in the text of a run itself a line feed is a space


_WRAPPERS = {W + name for name in ("ins", "moveTo", "hyperlink", "smartTag", "fldSimple", "customXml", "dir", "bdo")}
_INSERTED = {W + "ins", W + "moveTo"}
TRACKED = (*_INSERTED, *DELETED, W + "cellIns", W + "cellDel")
_ELSEWHERE = {W + "altChunk": "another file", W + "subDoc": "a sub-document"}
_DRAWINGS = {W + "drawing", W + "pict", W + "object"}
_CHARACTERS = {
    W + "tab": " ",
    W + "ptab": " ",
    W + "cr": LINE,
    W + "noBreakHyphen": "-",
    W + "softHyphen": "\xad",
}
_SILENT_FIELDS = {"XE", "TC", "TA", "RD", "PRIVATE", "SET", "ADVANCE", "TOC"}


@dataclass(slots=True)
class Field:
    """A field that is open: what it computes, and whether its result has begun."""

    code: str = ""
    result: bool = False


@dataclass(slots=True)
class Paragraph:
    """A paragraph as it is read: its text with marks of breaks, and its automatic number."""

    text: str
    label: Label | None = None

    def lines(self) -> list[str]:
        """Its lines, without empty ones."""
        return [line.strip() for line in re.split(f"[{LINE}{PAGE}]", self.text) if line.strip()]


@dataclass(slots=True)
class Aside:
    """What stands in a paragraph but is hidden, or printed but crossed out."""

    all_hidden: bool = False
    hidden: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)


class ParagraphWalk:
    """A walk through the text of a document: its paragraphs as printed, and remarks on what is no part of them."""

    def __init__(self, path: Path, document: WordDocument) -> None:
        self._path = path
        self._package = document.part
        self._styles = Styles(self._tree("styles"))
        self._numbering = Numbering(self._tree("numbering"), self._styles)
        self._notes = {kind: texts_by_id(self._tree(kind)) for kind, _ in NOTES.values()}
        self._unseen = Unseen(path)
        self._remarks: list[Remark] = []
        self._fields: list[Field] = []
        self._aside = Aside()
        self._tracked = False

    def _tree(self, kind: str) -> Element | None:
        """The root of a part that goes with the document, such as its styles; None where it has none."""
        from lxml import etree

        for relation in self._package.rels.values():
            if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
                part = relation.target_part
                root: Element | None = getattr(part, "element", None)
                if root is not None:
                    return root
                return etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
        return None

    def _remark(self, problem: str, place: Place, text: str) -> None:
        self._remarks.append(Remark(problem, place, text.strip()))

    def _fault(self, problem: str, place: Place, text: str = "") -> IntakeError:
        return IntakeError(problem, path=self._path, place=place, text=text)

    # ---- what holds what -------------------------------------------------------------------------------------------------

    def _members(self, parent: Element, place: Place) -> Iterator[Element]:
        """The paragraphs and tables in a body or a cell, in order."""
        return self._children(parent, (W + "p", W + "tbl"), place)

    def _children(self, parent: Element, tags: Collection[str], place: Place) -> Iterator[Element]:
        """The children of these tags, also those in content controls and other wrappings."""
        for child in parent.iterchildren("*"):
            if child.tag in tags:
                yield child
            elif (inner := self._inside(child, place)) is not None:
                yield from self._children(inner, tags, place)

    def _inside(self, element: Element, place: Place) -> Element | None:
        """The content of what only wraps content; None for what holds none. The text of anything unknown is remarked."""
        tag = element.tag
        if tag in _ELSEWHERE:
            raise self._fault(
                f"a part of the document lies in {_ELSEWHERE[tag]}; open it in Word and save it as one document", place
            )
        if tag == W + "sdt":
            whole_cells = next(element.iter(W + "tc"), None) is not None
            if is_on(element.find(W + "sdtPr"), "showingPlcHdr") and not whole_cells:
                self._remark_omission("内容控件未填写，其提示文字已略去。", element, place)
                return None
            return element.find(W + "sdtContent")
        if tag == MC + "AlternateContent":
            return alternative(element)
        if tag in DELETED:
            self._track(element, place)
            return None
        if tag in _WRAPPERS:
            if tag in _INSERTED:
                self._track(element, place)
            if tag == W + "fldSimple" and not all_text(element):
                self._no_result(element.get(W + "instr", ""), place)
            return element
        self._remark_omission("有不能识别的内容，其文字未读入。", element, place)
        return None

    def _remark_omission(self, problem: str, element: Element, place: Place) -> None:
        if text := all_text(element):
            self._remark(problem, place, text)

    def _track(self, element: Element, place: Place) -> None:
        """Remark, once, that the document has tracked changes."""
        if not self._tracked:
            self._tracked = True
            first = next(element.iter(*TRACKED), element)
            self._remark(
                "文档含未接受的修订：插入的文字已读入，删除的已略去，自动编号可能因此不同；"
                "请在 Word 中接受或拒绝全部修订后重新读入。此处为第一处。",
                place,
                all_text(first) or all_text(element),
            )

    # ---- paragraphs ------------------------------------------------------------------------------------------------------

    def _paragraphs(self, elements: Iterable[Element], place: Place, *, count: bool = True) -> list[Paragraph]:
        """Paragraphs as read; one whose end is deleted goes on in the next."""
        paragraphs: list[Paragraph] = []
        goes_on = False
        for element in elements:
            text = self._paragraph_text(element, place)
            deleted = end_deleted(element)
            hidden = not text.strip() and bool(is_on(element.find(f"{W}pPr/{W}rPr"), "vanish"))
            label = None if not count or hidden or deleted else self._numbering.label(element)
            if deleted:
                self._track(element, place)
            if goes_on:
                paragraphs[-1] = Paragraph(paragraphs[-1].text + text, label)  # Word keeps the properties of the last
            elif not hidden:
                paragraphs.append(Paragraph(text, label))
            goes_on = deleted and (goes_on or not hidden)
        return paragraphs

    def _paragraph_text(self, paragraph: Element, place: Place) -> str:
        style = self._styles.of_paragraph(paragraph)
        self._aside = aside = Aside(all_hidden=bool(self._styles.switch(style, "vanish")))
        out: list[str] = []
        self._content(paragraph, place, out)
        if any(not open_field.result for open_field in self._fields):
            code = " ".join(open_field.code for open_field in self._fields)
            raise self._fault("a field that begins, but has no result; in Word press Ctrl+A and F9, save it again", place, code)
        if aside.hidden:
            self._remark("隐藏的文字，已略去。", place, "".join(aside.hidden))
        if aside.struck:
            self._remark("带删除线的文字，已照录；请核对是否应当删去。", place, "".join(aside.struck))
        return PAGE.join(self._unseen.visible(part, place) for part in "".join(out).split(PAGE))

    def _content(self, parent: Element, place: Place, out: list[str]) -> None:
        """The text of a paragraph, or of a part of one."""
        for child in parent.iterchildren("*"):
            if child.tag == W + "r":
                self._run(child, place, out)
            elif child.tag in (MATH + "oMath", MATH + "oMathPara"):
                self._remark_omission("公式，只读入了其中的文字。", child, place)
                out.append(all_text(child))
            elif (inner := self._inside(child, place)) is not None:
                self._content(inner, place, out)

    def _run(self, run: Element, place: Place, out: list[str]) -> None:
        properties = run.find(W + "rPr")
        hidden = self._switched(properties, "vanish", self._aside.all_hidden)
        struck = self._switched(properties, "strike", False) or self._switched(properties, "dstrike", False)
        self._run_content(run, place, self._aside.hidden if hidden else out, self._aside.struck if struck else None)

    def _switched(self, properties: Element | None, what: str, otherwise: bool) -> bool:
        if properties is None:
            return otherwise
        own = is_on(properties, what)
        if own is None and (style := value(properties, "rStyle")):
            own = self._styles.switch(style, what)
        return otherwise if own is None else own

    def _run_content(self, run: Element, place: Place, out: list[str], struck: list[str] | None) -> None:
        for child in run.iterchildren("*"):
            tag = child.tag
            if tag == W + "t":
                text = re.sub(r"[\n\t\r]", " ", child.text or "")
                if all(open_field.result for open_field in self._fields):
                    out.append(text)
                    if struck is not None:
                        struck.append(text)
            elif tag in _CHARACTERS:
                out.append(_CHARACTERS[tag])
            elif tag == W + "br":
                out.append(PAGE if child.get(W + "type") in ("page", "column") else LINE)
            elif tag == W + "fldChar":
                self._field(child, place)
            elif tag == W + "instrText":
                if self._fields:
                    self._fields[-1].code += child.text or ""
            elif tag in NOTES:
                kind, name = NOTES[tag]
                note = self._notes[kind].get(child.get(W + "id", ""), "")
                self._remark(f"{name}不属于清单正文，未读入。", place, note)
            elif tag == W + "sym":
                font, code = child.get(W + "font", ""), child.get(W + "char", "")
                self._remark("符号字体的字符，未读入；请核对原文。", place, f"{font} {code}")
            elif tag in _DRAWINGS:
                self._drawing(child, place)
            elif tag == W + "ruby":
                self._ruby(child, place, out)
            elif tag == MC + "AlternateContent":
                if (chosen := alternative(child)) is not None:
                    self._run_content(chosen, place, out, struck)
            elif tag not in (W + "rPr", W + "delText"):
                self._remark_omission("有不能识别的内容，其文字未读入。", child, place)

    def _field(self, mark: Element, place: Place) -> None:
        """The beginning, middle or end of a field: its code is no text, its result is."""
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            self._fields.append(Field())
        elif self._fields and kind == "separate":
            self._fields[-1].result = True
        elif self._fields and kind == "end":
            closed = self._fields.pop()
            if not closed.result and all(open_field.result for open_field in self._fields):
                self._no_result(closed.code, place)

    def _no_result(self, code: str, place: Place) -> None:
        """Some fields are drawn by Word alone: numbers, enclosed characters."""
        name = code.split()[0].upper() if code.split() else ""
        if name and name not in _SILENT_FIELDS:
            self._remark("域的结果不在文件中（如自动序号、带圈字符），未读入；请核对原文。", place, code)

    def _ruby(self, ruby: Element, place: Place, out: list[str]) -> None:
        for above in ruby.iterchildren(W + "rt"):
            self._remark_omission("拼音等注音，未读入。", above, place)
        for base in ruby.iterchildren(W + "rubyBase"):
            self._content(base, place, out)

    def _drawing(self, drawing: Element, place: Place) -> None:
        """Text boxes, pictures, embedded objects: none is part of the list, each may hide something of it."""
        words = [all_text(drawing), *(path.get("string", "") for path in drawing.iter(VML + "textpath"))]
        if text := " ".join(filter(None, words)):
            self._remark("文本框、艺术字中的文字，未读入。", place, text)
        if next(drawing.iter(OLE), None) is not None:
            self._remark("嵌入的对象，未读入。", place, "")
        elif next(drawing.iter(A + "blip", VML + "imagedata"), None) is not None:
            described = (e.get("descr", "") for e in drawing.iter("{*}docPr"))
            self._remark("图片，其中的文字（如有）未读入。", place, " ".join(filter(None, described)))
