"""The walk over a document, block by block: what each is, and what it may follow."""

from __future__ import annotations

import re
from pathlib import Path

from lishi_duties.intake.document import Block, Outside, TableRow, cell_text, clean
from lishi_duties.intake.outline.counts import check_counts
from lishi_duties.intake.outline.headings import ANNEX, CONTENTS, LIKE_SECTION, LIST, SECTION, TITLE, TOTAL, stated
from lishi_duties.intake.outline.items import Outline
from lishi_duties.intake.outline.lists import Lists, Total, is_later_page
from lishi_duties.intake.outline.remarks import Remarks
from lishi_duties.intake.outline.rows import Row, items_of
from lishi_duties.intake.outline.title import Title
from lishi_duties.intake.template import NUMBER, TITLE_END
from lishi_duties.model import KINDS, LIST_NAMES, Kind

_UNPLACED = "text outside the tables that is no heading of a list or a section"
_NO_LIST = "a table row before any list has begun"


class Walk:
    """The state of one walk.

    Attributes:
        last: the block before.
    """

    def __init__(self, path: Path, paged: bool) -> None:
        self.last: Block | None = None
        self._paged = paged
        self._remarks = Remarks(path)
        self._title = Title(self._remarks)
        self._lists = Lists(self._remarks)
        self._rows: dict[Kind, list[Row]] = {kind: [] for kind in KINDS}
        self._pending: list[Outside] = []  # text that may be left out only if no row of this list follows
        self._begins_page = False  # no row yet on this page

    def outside(self, block: Outside) -> None:
        """A paragraph outside the tables."""
        text = clean(block.text)
        if text and not block.margin and not self._heading(block, text):
            self._leave_out(block, text)

    def _heading(self, block: Outside, text: str) -> bool:
        """Whether a paragraph is the title, an annex, a line of the contents, or heads a list or a section."""
        lists = self._lists
        if match := LIST.match(text):
            self._list_heading(match, block, text)
        elif self._title.read(block, text, self.last) or ANNEX.match(text) or (lists.kind is None and CONTENTS.match(text)):
            pass
        elif (section := SECTION.match(text)) and self._heads_section(section):
            lists.begin_section(section, block)
        elif lists.announced is not None and (total := TOTAL.match(text)):
            lists.totals[lists.announced] = Total(stated(total) or 0, block.place, text)
        else:
            return False
        return True

    def _list_heading(self, match: re.Match[str], block: Outside, text: str) -> None:
        if match["title"] and not self._title.accepts(match["title"].lstrip("《")):
            raise self._remarks.fault(f"another title than {self._title.text}", block.place, match["title"])
        if self._lists.announce(match, block, text):
            self._leave_out_pending()

    def _heads_section(self, match: re.Match[str]) -> bool:
        """Whether a paragraph heads a section: it is numbered, and counts its items or stands in a list."""
        numbered = match["numeral"] or match["bracketed"]
        return bool(numbered and (stated(match) is not None or self._lists.begun or self._lists.announced))

    def _leave_out(self, block: Outside, text: str) -> None:
        """Leave out a paragraph that is no heading, where nothing can be lost by it."""
        kind = self._lists.kind
        if (TITLE.match(text) or LIKE_SECTION.match(text)) and kind != KINDS[-1]:
            raise self._remarks.fault(_UNPLACED, block.place, text)
        if kind is None:
            self._remarks.add("清单之前的文字，不属于任何事项，未收入。", block.place, text)
        elif self._lists.announced is not None:
            self._remarks.add("清单标题与表格之间的文字，不属于任何事项，未收入。", block.place, text)
        else:
            self._pending.append(Outside(text, block.place))

    def _leave_out_pending(self) -> None:
        """What stands after the last row of a list belongs to no item."""
        for block in self._pending:
            self._remarks.add("清单之后的文字，不属于任何事项，未收入。", block.place, block.text)
        self._pending = []

    def _refuse_pending(self) -> None:
        if self._pending:
            raise self._remarks.fault(_UNPLACED, self._pending[0].place, self._pending[0].text)

    def row(self, row: TableRow) -> None:
        """A row of a table: a header, a heading over the whole width, or an item."""
        texts = tuple(cell_text(cell) for cell in row.cells)
        filled = [text for text in texts if text]
        if not filled:
            return
        if self.last is None or is_later_page(self.last.place, row.place):
            self._begins_page = True
        lists = self._lists
        if texts[0] == NUMBER:
            self._refuse_pending()
            lists.read_header(row, texts)
        elif lists.kind is None and CONTENTS.match("".join(filled)):
            pass
        elif lists.kind is None and lists.announced is None:
            raise self._remarks.fault(_NO_LIST, row.place, " | ".join(filled))
        else:
            self._refuse_pending()
            if section := _section_in(row, texts, filled):
                lists.begin_section(section, row)
            else:
                self._item(row, texts)

    def _item(self, row: TableRow, texts: tuple[str, ...]) -> None:
        lists = self._lists
        lists.begin_announced()
        kind = lists.kind
        assert kind is not None
        if not lists.columns:
            raise self._remarks.fault("a row before the header row of its list", row.place, " | ".join(texts))
        if len(row.cells) != lists.columns:
            problem = f"{len(row.cells)} cells where {LIST_NAMES[kind]} has {lists.columns} columns"
            raise self._remarks.fault(problem, row.place, " | ".join(texts))
        self._rows[kind].append(Row(lists.section, row, texts, self._begins_page))
        lists.has_rows = True
        self._begins_page = False

    def close(self) -> Outline:
        """What the document comes to; refuses one that is not whole."""
        lists, end = self._lists, self.last.place if self.last else None
        if not self._title.text:
            raise self._remarks.fault(f"no title: a line that ends in {TITLE_END} before the first list", end)
        for kind in KINDS:
            if kind not in lists.begun and lists.announced != kind:
                raise self._remarks.fault(f"the list {LIST_NAMES[kind]}清单 is missing; its heading was not found", end)
        items = [item for kind in KINDS for item in items_of(kind, self._rows[kind], self._remarks, paged=self._paged)]
        check_counts(items, lists, self._remarks, end)
        self._leave_out_pending()
        return Outline(self._title.text, tuple(lists.sections), tuple(items), tuple(self._remarks.all))


def _section_in(row: TableRow, texts: tuple[str, ...], filled: list[str]) -> re.Match[str] | None:
    """The heading of a section that a row is, if it is one."""
    if len(filled) > 1 or not (texts[0] or row.whole):
        return None
    match = SECTION.match(filled[0])
    return match if match and (row.whole or match["numeral"] or match["bracketed"] or stated(match) is not None) else None
