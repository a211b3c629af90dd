"""What a browser shows of a page: text and tables, one below the other."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lishi_duties.intake.document import Begins, Remark
from lishi_duties.intake.readers.html.tree import without_marks
from lishi_duties.model import Place

_REMARK_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Run:
    """Text without a break: a paragraph, or what stands between two `<br>`.

    Attributes:
        raw: as the page has it.
        text: as a browser shows it.
        begins: how it begins in its cell.
        lines: the first and the last line of the source.
        number: of a list item, the number a browser shows before it.
        level: in how many numbered lists it stands.
    """

    raw: str
    text: str
    begins: Begins
    lines: tuple[int, int]
    number: int | None = None
    level: int = 0

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(lines=self.lines)


@dataclass(slots=True)
class Flow:
    """What stands one below the other: a page, or a cell."""

    items: list[Run | Table | Remark] = field(default_factory=list)


@dataclass(slots=True)
class TableCell:
    """A cell, and how many columns and rows it says it runs over."""

    flow: Flow
    line: int
    across: int
    down: int


@dataclass(slots=True)
class ShownRow:
    """A row; `order` is 0 in the head of the table, 1 in its body, 2 in its foot."""

    line: int
    group: int
    order: int
    cells: list[TableCell] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A table, whatever it is used for.

    Attributes:
        line: where it begins.
        before: its caption, and what stands between its tags but in no cell, which browsers show above it.
        rows: its rows as written; `in_order` has them as shown.
        remarks: what was left out of it.
        after: tables that begin before this one is closed, but in none of its cells.
    """

    line: int
    before: Flow = field(default_factory=Flow)
    rows: list[ShownRow] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    after: Flow = field(default_factory=Flow)

    def in_order(self) -> list[ShownRow]:
        """The rows as shown, the head first and the foot last wherever they are written, and no cell running out of its group."""
        rows = sorted(self.rows, key=lambda row: row.order)
        remaining: dict[int, int] = {}
        for row in reversed(rows):
            remaining[row.group] = remaining.get(row.group, 0) + 1
            for cell in row.cells:
                cell.down = min(cell.down, remaining[row.group])
        return rows


_HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’—…·"


_WRAP = re.compile(rf"(?<=[{_HAN}])[ \t\r]*\n[ \t\r\n]*(?=[{_HAN}])")


_SPACES = re.compile(r"[ \t\r\n]+")


def collapsed(text: str) -> str:
    """White space as a browser shows it; a line break of the source between two Chinese characters is none.

    >>> collapsed("  安全生\\n  产  APP\\n平台 ")
    '安全生产 APP 平台'
    """
    return _SPACES.sub(" ", _WRAP.sub("", text)).strip()


def visible(text: str) -> str:
    """Text without any character that cannot be seen, for what is only shown to a person.

    >>> visible("首页\\ue001 \\u200b>\\xa0政务公开")
    '首页 > 政务公开'
    """
    text = without_marks(text)
    if not text.isprintable():
        text = "".join(char if char.isprintable() else char if char in "\t\r\n" else " " * char.isspace() for char in text)
    return collapsed(text)


def shortened(text: str) -> str:
    """As much of a text as a remark shows."""
    return text if len(text) <= _REMARK_LENGTH else text[: _REMARK_LENGTH - 1] + "…"
