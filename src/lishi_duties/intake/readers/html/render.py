"""The walk over the tree of a page, which gathers what a browser shows and remarks what it leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lishi_duties.errors import IntakeError
from lishi_duties.intake.document import Begins, Remark
from lishi_duties.intake.readers.html.elements import (
    CONTROLS,
    ELEMENT_NAME,
    MACHINERY,
    PICTURES,
    Kind,
    Style,
    all_words,
    is_hidden,
    is_preformatted,
    is_struck,
    kind_of,
    leading_number,
    style_of,
)
from lishi_duties.intake.readers.html.flow import Flow, Run, ShownRow, Table, TableCell, shortened, visible
from lishi_duties.intake.readers.html.tree import Element, line_of, without_marks
from lishi_duties.model import Place

MOST_DEPTH = 250


MOST_ACROSS = 100
"""Pages made by hand write a `colspan` far larger than the table is wide; as much as any list can need."""


_TALLEST = 65_534


def read_page(root: Element, path: Path) -> Flow:
    """What a browser shows of a page.

    Raises:
        IntakeError: elements are nested too deeply, or something is no markup.
    """
    return _Rendering(root, path).page()


def titles_of(root: Element) -> Iterator[Run]:
    """What the browser shows in the title of its window."""
    for element in root.iter("title"):
        raw = "".join(part for part in element.itertext() if isinstance(part, str))
        line = line_of(element, 1)
        yield Run(raw, visible(raw), "paragraph", (line, line))


_BLANK = re.compile("[ \t\r\n\xa0\xad\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff]*")


_RULE = r"\.([A-Za-z0-9_-]{1,80})\s*\{[^{}]{0,2000}?"
_RULE_THAT_HIDES = re.compile(_RULE + r"\bdisplay\s*:\s*none", re.IGNORECASE)
_RULE_THAT_STRIKES = re.compile(_RULE + r"\btext-decoration(?:-line)?\s*:[^;{}]{0,80}\bline-through\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that is being read."""

    element: Element
    children: Iterator[Element]
    kind: Kind
    preformatted: bool


@dataclass(slots=True)
class _OpenTable:
    """A table that is being read: the row and the group of rows that are open, and which groups there were."""

    table: Table
    row: ShownRow | None = None
    group: int = 0
    order: int = 1
    head_and_foot: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _OpenList:
    """A list that is being read, and the number of its next item."""

    ordered: bool
    decimal: bool
    next: int


class _Rendering:
    """Walks over the tree and gathers what a browser shows: in a loop, so that no page can exhaust the stack."""

    def __init__(self, root: Element, path: Path) -> None:
        self.root = root
        self.path = path
        self.contexts: list[Flow | _OpenTable] = [Flow()]
        self.lists: list[_OpenList] = []
        self.buffer: list[tuple[str, int]] = []
        self.begins: Begins = "paragraph"
        self.number: int | None = None
        self.line = 1
        self.headings = 0
        self.preformatted = 0
        sheets = "\n".join(style.text or "" for style in root.iter("style"))
        self.hiding = frozenset(_RULE_THAT_HIDES.findall(sheets))
        self.striking = frozenset(_RULE_THAT_STRIKES.findall(sheets))

    def page(self) -> Flow:
        page = self.flow
        stack: list[_Open] = []
        self.enter(self.root, stack)
        while stack:
            child = next(stack[-1].children, None)
            if child is None:
                innermost = stack.pop()
                self.leave(innermost)
                if stack:
                    self.text(innermost.element.tail)
            elif not self.enter(child, stack):
                self.text(child.tail)
        self.flush()
        return page

    def enter(self, element: Element, stack: list[_Open]) -> bool:
        """Begin an element, unless nothing of it is read."""
        name = str(element.tag)
        self.line = line_of(element, self.line)
        if not ELEMENT_NAME.fullmatch(name):
            raise IntakeError(
                f"markup that is no HTML, <{name[:40]}>; if it is text, write its < as &lt; in the page",
                path=self.path,
                line=self.line,
            )
        style = style_of(element.get("style") or "")
        if self.omits(element, name, style):
            return False
        if len(stack) >= MOST_DEPTH:
            raise IntakeError(
                f"elements nested more than {MOST_DEPTH} deep; no page with a duty list is. Open it in a browser, copy the list "
                "into an empty Word document and read that",
                path=self.path,
                line=self.line,
            )
        opened = _Open(element, iter(element), kind_of(name, style), is_preformatted(name, style))
        self.begin(opened, name, style)
        stack.append(opened)
        self.text(element.text)
        return True

    def begin(self, opened: _Open, name: str, style: Style) -> None:
        kind, element = opened.kind, opened.element
        if kind not in ("inline", "quote"):
            self.flush()
        if kind == "table":
            self.begin_table()
        elif kind == "group":
            self.begin_group(name)
        elif kind == "row":
            self.begin_row()
        elif kind == "cell":
            self.begin_cell(element)
        elif kind == "list":
            self.begin_list(element, name, style)
        elif kind == "item":
            self.begin_item(element)
        elif kind == "heading":
            self.headings += 1
        elif kind == "quote":
            self.text("“")
        elif name == "br":
            self.line_break()
        self.preformatted += opened.preformatted

    def leave(self, opened: _Open) -> None:
        kind = opened.kind
        if kind == "quote":
            self.text("”")
        elif kind != "inline":
            self.flush()
        self.preformatted -= opened.preformatted
        table = self.table if kind in ("cell", "row", "group") else None
        if kind == "heading":
            self.headings -= 1
        elif kind == "list":
            self.lists.pop()
        elif kind == "item":
            self.end_item()
        elif kind == "table" or (kind == "cell" and table):
            self.contexts.pop()
            self.plain_paragraph()
        elif kind == "row" and table:
            table.row = None
        elif kind == "group" and table:
            table.row, table.group, table.order = None, table.group + 1, 1

    # ---- text

    @property
    def flow(self) -> Flow:
        """Where text goes at this point."""
        context = self.contexts[-1]
        return context if isinstance(context, Flow) else context.table.before

    def text(self, text: str | None) -> None:
        if not text:
            return
        text = without_marks(text).replace("\f", " ")
        if not self.preformatted:
            self.buffer.append((text, self.line))
            self.line += text.count("\n")
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                self.flush()
                self.line += 1
            self.buffer.append((line, self.line))

    def line_break(self) -> None:
        if self.headings:  # a heading set in two lines is one heading
            self.buffer.append(("\n", self.line))
        else:
            self.flush()

    def flush(self) -> None:
        """End the run of text that was being read."""
        filled = [(text, line) for text, line in self.buffer if not _BLANK.fullmatch(text)]
        raw = "".join(text for text, _ in self.buffer)
        self.buffer.clear()
        if not filled:
            return
        (first, begin), (last, end) = filled[0], filled[-1]
        begin += first[: len(first) - len(first.lstrip())].count("\n")
        end += last.rstrip().count("\n")
        level = sum(open_list.ordered for open_list in self.lists)
        self.flow.items.append(Run(raw, visible(raw), self.begins, (begin, end), self.number, level))
        self.plain_paragraph()

    def plain_paragraph(self) -> None:
        """What follows is no list item."""
        self.begins, self.number = "paragraph", None

    # ---- lists

    def begin_list(self, element: Element, name: str, style: Style) -> None:
        kind = style.get("list-style-type") or style.get("list-style") or element.get("type") or "decimal"
        decimal = kind in ("1", "decimal", "decimal-leading-zero")
        self.lists.append(_OpenList(name == "ol", name == "ol" and decimal, leading_number(element.get("start"), 1)))

    def begin_item(self, element: Element) -> None:
        self.plain_paragraph()
        self.begins = "item"
        if self.lists and self.lists[-1].ordered:
            number = leading_number(element.get("value"), self.lists[-1].next)
            self.lists[-1].next = number + 1
            self.number = number if self.lists[-1].decimal else None

    def end_item(self) -> None:
        if self.begins == "item" and self.number is not None:  # a number and nothing else, as in a column of numbers
            level = sum(open_list.ordered for open_list in self.lists)
            self.flow.items.append(Run("", "", "item", (self.line, self.line), self.number, level))
        self.plain_paragraph()

    # ---- tables

    @property
    def table(self) -> _OpenTable | None:
        """The innermost table that is open."""
        return next((context for context in reversed(self.contexts) if isinstance(context, _OpenTable)), None)

    def begin_table(self) -> None:
        table = Table(self.line)
        context = self.contexts[-1]
        (context if isinstance(context, Flow) else context.table.after).items.append(table)
        self.contexts.append(_OpenTable(table))
        self.plain_paragraph()

    def begin_group(self, name: str) -> None:
        if table := self.table:
            orders = {} if name in table.head_and_foot else {"thead": 0, "tfoot": 2}  # only the first head and foot change place
            table.row, table.group, table.order = None, table.group + 1, orders.get(name, 1)
            table.head_and_foot.add(name)

    def begin_row(self) -> None:
        if table := self.table:
            table.row = ShownRow(self.line, table.group, table.order)
            table.table.rows.append(table.row)

    def begin_cell(self, element: Element) -> None:
        if table := self.table:
            if table.row is None:  # a cell without <tr>
                self.begin_row()
            assert table.row is not None
            across = min(leading_number(element.get("colspan"), 1) or 1, MOST_ACROSS)
            down = min(leading_number(element.get("rowspan"), 1) or _TALLEST, _TALLEST)  # 0: to the end of the group
            cell = TableCell(Flow(), self.line, across, down)
            table.row.cells.append(cell)
            self.contexts.append(cell.flow)
            self.plain_paragraph()

    # ---- what is not read, or only with doubts

    def omits(self, element: Element, name: str, style: Style) -> bool:
        """Whether nothing of an element is read; a remark says so where text is lost to it."""
        if name in MACHINERY:
            return True
        if is_hidden(element, name, style):
            self.remark("网页上不显示的内容，已略去。", element)
        elif name == "del":
            self.remark("标为已删除的文字，已略去。", element)
        elif name in CONTROLS:
            self.remark("按钮、输入框等表单控件中的文字，已略去。", element)
        elif name in ("rt", "rtc"):
            self.remark("注音，已略去。", element)
        elif name in PICTURES:
            source = element.get("alt") or all_words(element) or element.get("src") or element.get("data") or name
            self.remark("图片或嵌入的内容，其中若有文字，未读入；请核对。", element, source)
        else:
            classes = (element.get("class") or "").split() if self.hiding or self.striking else ()
            if is_struck(name, style) or not self.striking.isdisjoint(classes):
                self.remark("带删除线的文字，已照录；请核对是否应当删去。", element)
            if not self.hiding.isdisjoint(classes):
                self.remark("按网页的样式表，这部分内容可能不显示，已照录；请核对。", element)
            return False
        return True

    def remark(self, problem: str, element: Element, text: str | None = None) -> None:
        text = all_words(element) if text is None else visible(text)
        if text:
            context = self.contexts[-1]
            remark = Remark(problem, Place(lines=(self.line, self.line)), shortened(text))
            (context.items if isinstance(context, Flow) else context.table.remarks).append(remark)
