"""From blocks to items: which list, which section, which number; rows that run over pages joined again.

Fails closed: a block that has no place in a duty list is an error. Only what stands before the first list and after the last
may be left out, and a remark says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lishi_duties.errors import IntakeError
from lishi_duties.intake.document import ADVICE, Block, Cell, Outside, Remark, TableRow, cell_text, clean, join_cells, span
from lishi_duties.model import KINDS, LIST_NAMES, Kind, Place

_LISTS = "|".join(LIST_NAMES.values())
_COUNT = r"(?:（共?(?P<count>\d+)[项个件条]）)"
_ANNEX = r"附[件表录][一二三四五六七八九十\d]*(?:-\d+)?[：、.\s]*"
_ANNEX_ALONE = re.compile(rf"^{_ANNEX}$")
_FORM = r"(?:（[^（）]{1,20}）)?"  # （试行）, （2025年版）
_TITLE = re.compile(rf"^(?:{_ANNEX})?《?(?P<title>[^《》]+?履职事项清单){_FORM}》?{_FORM}$")
_TITLE_END = re.compile(rf"^履职事项清单》?{_FORM}$")
_TITLE_BEGIN = re.compile(rf"^(?:{_ANNEX})?《?(?P<town>[^，。；：《》]{{2,40}}(?:镇|乡|街道|苏木)(?:人民政府|办事处)?)$")
_LIST = re.compile(
    rf"^(?:(?P<title>.{{2,40}}?履职事项清单)[·—\-：\s]*|{_ANNEX}|[^。；，]{{2,24}}?(?:镇|乡|街道|苏木))?"
    r"(?:第?[一二三123][、.．部分\s]*|（[一二三123]）)?"
    rf"(?P<list>{_LISTS})(?:清单)?(?:（续(?:表)?）)?{_COUNT}?$"
)
_CONTENTS = re.compile(rf"^(?:目\s*录|(?:[一二三123][、.．\s]*|（[一二三]）)?(?:{_LISTS})清单[\s.…·\-—]*\d*)$")
_NUMERAL = "[一二三四五六七八九十]+"
_SECTION = re.compile(
    rf"^(?:(?P<numeral>{_NUMERAL})[、.．]|（(?P<bracketed>{_NUMERAL})）)?(?P<name>[^（）。；：，、\d]{{2,20}}){_COUNT}?$"
)
_NUMERALS = [*"一二三四五六七八九", "十", *(f"十{n}" for n in "一二三四五六七八九"), "二十"]
_ROW_NUMBER = re.compile(r"^\(?(\d{1,4})\)?[.、]?$")
_TOWN = "[\u4e00-\u9fff]{0,10}(?:乡镇|镇乡|镇街|街镇|民族乡|镇|乡|街道|苏木)(?:（(?:街道|乡镇|镇|乡)）)?(?:人民政府|办事处)?"
_COLUMNS: dict[Kind, tuple[re.Pattern[str], ...]] = {
    "basic": (re.compile("序号"), re.compile("事项名称")),
    "cooperative": (
        re.compile("序号"),
        re.compile("事项名称"),
        re.compile("对应上级(?:主管)?部门"),
        re.compile("(?:对应)?上级(?:主管)?部门职责"),
        re.compile(f"{_TOWN}配合职责"),
    ),
    "reclaimed": (re.compile("序号"), re.compile("事项名称"), re.compile("承接部门[及和与]工作方式")),
}
_COLUMN_NAMES: dict[Kind, str] = {
    "basic": "序号、事项名称",
    "cooperative": "序号、事项名称、对应上级部门、上级部门职责、镇（乡、街道）配合职责",
    "reclaimed": "序号、事项名称、承接部门及工作方式",
}
_KIND_OF: dict[str, Kind] = {name: kind for kind, name in LIST_NAMES.items()}
_UNPLACED = "text outside the tables that is no heading of a list or a section"


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a list as its heading states it; `stated` is None where the heading states no count."""

    kind: Kind
    name: str
    stated: int | None
    place: Place


@dataclass(frozen=True, slots=True)
class Item:
    """A row of a list, whole again: its cells after number and title."""

    kind: Kind
    category: str
    number: int
    title: Cell
    columns: tuple[Cell, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Outline:
    """A document taken apart into its lists.

    Attributes:
        title: the document's title.
        sections: the sections of all lists, in order.
        items: the items of all lists, in order.
        remarks: what was left out, supposed or counted by rule.
    """

    title: str
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def categories(self) -> tuple[str, ...]:
        """The names of all sections, in an order that agrees with every list; where they leave it open, in the usual one."""
        orders: list[list[str]] = [[s.name for s in self.sections if s.kind == kind] for kind in KINDS]
        merged: list[str] = []
        while any(orders):
            firsts = dict.fromkeys(order[0] for order in orders if order)
            free = [name for name in firsts if not any(name in order[1:] for order in orders)]
            # where the lists disagree, that of the first one stands
            name = min(free, key=_usual) if free else next(iter(firsts))
            merged.append(name)
            orders = [[n for n in order if n != name] for order in orders]
        return tuple(merged)


def _usual(name: str) -> int:
    """Where a section of this name stands in the national template."""
    return _USUAL.index(name) if name in _USUAL else -1


_USUAL = ("党的建设", "经济发展", "民生服务", "平安法治", "乡村振兴", "生态环保", "城乡建设", "文化和旅游", "综合政务")


@dataclass(frozen=True, slots=True)
class _Content:
    """A row that is neither header nor heading, in its section."""

    section: Section | None
    row: TableRow
    texts: tuple[str, ...]
    begins_page: bool


class _Reading:
    """The state of one walk over a document."""

    def __init__(self, path: Path, paged: bool) -> None:
        self.path = path
        self.paged = paged
        self.title = ""
        self.kind: Kind | None = None
        self.heading: tuple[Kind, int | None] | None = None  # the last heading of a list, until its first row
        self.totals: dict[Kind, tuple[int, Place, str]] = {}
        self.lists: list[Kind] = []
        self.columns = 0
        self.section: Section | None = None
        self.sections: list[Section] = []
        self.contents: dict[Kind, list[_Content]] = {kind: [] for kind in KINDS}
        self.pending: list[Outside] = []  # text that may be left out only if no row of this list follows
        self.remarks: list[Remark] = []
        self.last: Block | None = None
        self.fresh = False  # no content row yet on this page

    def fault(self, problem: str, place: Place | None = None, text: str = "") -> IntakeError:
        where = place or (self.last.place if self.last else None)
        return IntakeError(problem, path=self.path, place=where, text=text, advice=ADVICE)

    # outside the tables

    def outside(self, block: Outside) -> None:
        text = clean(block.text)
        if not text or block.margin:
            return
        section = _SECTION.match(text)
        if heading := _LIST.match(text):
            self.list_heading(heading, block, text)
        elif (title := _TITLE.match(text)) and self.is_title(title["title"]):
            if title["title"] != text or text != self.title:
                self.remarks.append(Remark("标题的书名号、附注或另一种写法，未计入标题。", block.place, text))
        elif not self.title and (town := self.town_above(text)):
            self.title = f"{town}履职事项清单"
            self.remarks[-1] = Remark("标题分两行，已连成一行；请核对。", block.place, self.title)
        elif _ANNEX_ALONE.match(text) or (self.kind is None and _CONTENTS.match(text)):
            pass
        elif section and (section["numeral"] or section["bracketed"]) and (section["count"] or self.lists or self.heading):
            self.begin_section(section, block)
        elif self.heading is not None and (total := _TOTAL.match(text)):
            self.totals[self.heading[0]] = int(total["count"]), block.place, text
        elif (_TITLE.match(text) or _SECTION_LIKE.match(text)) and self.kind != KINDS[-1]:
            raise self.fault(_UNPLACED, block.place, text)
        elif self.kind is None:
            self.remarks.append(Remark("清单之前的文字，不属于任何事项，未收入。", block.place, text))
        elif self.heading is not None:
            self.remarks.append(Remark("清单标题与表格之间的文字，不属于任何事项，未收入。", block.place, text))
        else:
            self.pending.append(Outside(text, block.place))

    def is_title(self, title: str) -> bool:
        """Whether this is the document's title, or a shorter or longer form of it; the longest stays."""
        if not title.endswith(self.title):
            return self.title.endswith(title)
        self.title = title
        return True

    def town_above(self, text: str) -> str | None:
        """The line above, where it names a town and this one is the rest of a title."""
        above = self.last
        if not _TITLE_END.match(text) or not isinstance(above, Outside) or not self.remarks:
            return None
        town = _TITLE_BEGIN.match(clean(above.text))
        return town["town"] if town and self.remarks[-1].place == above.place else None

    def list_heading(self, match: re.Match[str], block: Outside, text: str) -> None:
        kind = _KIND_OF[match["list"]]
        if match["title"] and not self.is_title(match["title"].lstrip("《")):
            raise self.fault(f"another title than {self.title}", block.place, match["title"])
        if kind in self.lists and kind != self.lists[-1]:
            raise self.fault(f"the list {LIST_NAMES[kind]} begins a second time", block.place)
        if self.lists and KINDS.index(kind) < KINDS.index(self.lists[-1]):
            raise self.fault(f"the list {LIST_NAMES[kind]} stands after {LIST_NAMES[self.lists[-1]]}", block.place)
        if match["count"]:
            self.totals[kind] = int(match["count"]), block.place, text
        if kind != self.kind:
            self.leave_out_pending()
            self.heading = kind, None
            self.section, self.columns = None, 0

    def begin_list(self, kind: Kind) -> None:
        self.heading = None
        if kind != self.kind:
            self.kind, self.section, self.columns = kind, None, 0
            self.lists.append(kind)

    def begin_section(self, match: re.Match[str], block: Block) -> None:
        if self.heading is not None:
            self.begin_list(self.heading[0])
        if self.kind is None:
            raise self.fault("a section before any list has begun", block.place, match[0])
        name, count = match["name"], match["count"]
        stated = int(count) if count else None
        now = self.section
        if now is not None and (now.name, now.stated) == (name, stated) and _later_page(now.place, block.place):
            return  # a heading repeated at the head of each page
        if any(s.kind == self.kind and s.name == name for s in self.sections):
            raise self.fault(f"the section {name} begins a second time in this list", block.place, match[0])
        numeral = match["numeral"] or match["bracketed"]
        wanted = _NUMERALS[sum(s.kind == self.kind for s in self.sections) % len(_NUMERALS)]
        if numeral and numeral != wanted:
            raise self.fault(f"section {numeral} where {wanted} is due", block.place, match[0])
        self.section = Section(self.kind, name, stated, block.place)
        self.sections.append(self.section)

    # in the tables

    def row(self, row: TableRow) -> None:
        texts = tuple(cell_text(cell) for cell in row.cells)
        filled = [text for text in texts if text]
        if not filled:
            return
        if self.last is None or _later_page(self.last.place, row.place):
            self.fresh = True
        if texts[0] == "序号":
            self.refuse_pending()
            self.header(row, texts)
            return
        if self.kind is None and self.heading is None:
            if not _CONTENTS.match("".join(filled)):
                raise self.fault("a table row before any list has begun", row.place, " | ".join(filled))
            return
        if self.kind is None and self.heading is not None and _CONTENTS.match("".join(filled)):
            return
        self.refuse_pending()
        section = _SECTION.match(filled[0]) if len(filled) == 1 and (texts[0] or row.whole) else None
        if section and (row.whole or section["numeral"] or section["bracketed"] or section["count"]):
            self.begin_section(section, row)
        else:
            self.content(row, texts)

    def leave_out_pending(self) -> None:
        """What stands after the last row of a list belongs to no item."""
        for block in self.pending:
            self.remarks.append(Remark("清单之后的文字，不属于任何事项，未收入。", block.place, block.text))
        self.pending = []

    def refuse_pending(self) -> None:
        if self.pending:
            raise self.fault(_UNPLACED, self.pending[0].place, self.pending[0].text)

    def header(self, row: TableRow, texts: tuple[str, ...]) -> None:
        if self.heading is not None:
            self.begin_list(self.heading[0])
        found: Kind | None = next((kind for kind, wanted in _COLUMNS.items() if _fits(wanted, texts)), None)
        following = KINDS.index(self.kind) + 1 if self.kind else 0
        begins = row.begins_table and found is not None and found != self.kind
        if begins and found is not None and following < len(KINDS) and found == KINDS[following] and not self.sections_empty():
            self.begin_list(found)
            problem = f"{LIST_NAMES[found]}清单没有标题，按表头认定。"
            self.remarks.append(Remark(problem, row.place, "、".join(texts)))
        kind = self.kind
        if kind is None:
            raise self.fault("a table row before any list has begun", row.place, " | ".join(texts))
        if found != kind:
            raise self.fault(
                f"the columns of {LIST_NAMES[kind]} are {_COLUMN_NAMES[kind]}; this header reads", row.place, "、".join(texts)
            )
        self.columns = len(texts)

    def sections_empty(self) -> bool:
        """Whether the current list has had no row yet, so that another header in its place is a mistake, not the next list."""
        return self.kind is not None and not self.contents[self.kind]

    def content(self, row: TableRow, texts: tuple[str, ...]) -> None:
        if self.heading is not None:
            self.begin_list(self.heading[0])
        kind = self.kind
        assert kind is not None
        if not self.columns:
            raise self.fault("a row before the header row of its list", row.place, " | ".join(texts))
        if len(row.cells) != self.columns:
            raise self.fault(
                f"{len(row.cells)} cells where {LIST_NAMES[kind]} has {self.columns} columns", row.place, " | ".join(texts)
            )
        self.contents[kind].append(_Content(self.section, row, texts, self.fresh))
        self.fresh = False

    # at the end

    def close(self) -> Outline:
        if not self.title:
            raise self.fault("no title: a line that ends in 履职事项清单 before the first list")
        for kind in KINDS:
            if kind not in self.lists and not (self.heading and self.heading[0] == kind):
                raise self.fault(f"the list {LIST_NAMES[kind]}清单 is missing; its heading was not found")
        items = [item for kind in KINDS for item in _Items(kind, self).read()]
        for section in self.sections:
            found = sum(item.kind == section.kind and item.category == section.name for item in items)
            where = f"section {section.name} of {LIST_NAMES[section.kind]}"
            if section.stated is None:
                problem = f"{LIST_NAMES[section.kind]}“{section.name}”没有写明项数，读到{found}项。"
                self.remarks.append(Remark(problem, section.place, section.name))
            if (section.stated is None and not found) or section.stated not in (None, found):
                raise self.fault(f"{where} states {section.stated or 'no'} items, but has {found}", section.place, section.name)
        for kind in KINDS:
            found = sum(item.kind == kind for item in items)
            if not found:
                raise self.fault(f"the list {LIST_NAMES[kind]} has no items")
            total, place, heading = self.totals.get(kind, (found, Place(), ""))
            if total != found:
                problem = f"the heading of {LIST_NAMES[kind]} states {total} items, but the list has {found}"
                raise self.fault(problem, place, heading)
        self.leave_out_pending()
        return Outline(self.title, tuple(self.sections), tuple(items), tuple(self.remarks))


_TOTAL = re.compile(rf"^{_COUNT}$")
_SECTION_LIKE = re.compile(rf"^{_NUMERAL}、[^（）]+{_COUNT}$")


class _Items:
    """The rows of one list put together to items."""

    def __init__(self, kind: Kind, reading: _Reading) -> None:
        self.kind: Kind = kind
        self.reading = reading
        self.rows = reading.contents[kind]
        self.items: list[Item] = []
        self.numbers = [_number(content.texts[0]) for content in self.rows]
        self.numbered = any(number is not None for number in self.numbers)
        self.restarts = self._restarts()

    def read(self) -> list[Item]:
        name = LIST_NAMES[self.kind]
        if self.rows and not self.numbered and not any(content.texts[0] for content in self.rows):
            self._remark(f"{name}清单各行没有序号，已依次编号。", self.rows[0])
        elif self.restarts:
            self._remark(f"{name}清单的序号在每个类别重新起编，已改为通编。", self.rows[0])
        for content, number in zip(self.rows, self.numbers, strict=True):
            self._row(content, number)
        return self.items

    def _restarts(self) -> bool:
        """Whether every section counts from one."""
        first: dict[str, int | None] = {}
        for content, number in zip(self.rows, self.numbers, strict=True):
            if content.section is not None and number is not None:
                first.setdefault(content.section.name, number)
        return len(first) > 1 and all(number == 1 for number in first.values())

    def _remark(self, problem: str, content: _Content) -> None:
        self.reading.remarks.append(Remark(problem, content.row.place, " | ".join(content.texts)[:60]))

    def _fault(self, problem: str, content: _Content, text: str) -> IntakeError:
        return self.reading.fault(problem, content.row.place, text)

    def _row(self, content: _Content, number: int | None) -> None:
        texts = content.texts
        if number is None and texts[0]:
            raise self._fault("the first cell is neither a number nor empty", content, texts[0])
        if number is None and (self.numbered or not texts[1]):
            self._continue(content)
            return
        if content.section is None:
            raise self._fault("an item before the first section of its list", content, " | ".join(texts))
        here = [item for item in self.items if item.category == content.section.name] if self.restarts else self.items
        wanted = len(here) + 1
        if number is None:
            if content.begins_page and content.row.place.pages and self.items:
                self._remark("页首一行没有序号，按新事项读；若是上页末行的续行，请更正。", content)
            number = wanted
        if number != wanted:
            why = "given twice or out of order" if number < wanted else "a row is missing before it"
            raise self._fault(f"number {number} where {wanted} is due in {LIST_NAMES[self.kind]}: {why}", content, texts[1])
        if not texts[1]:
            raise self._fault(f"item {number} has no title", content, " | ".join(texts))
        cells = content.row.cells
        self.items.append(Item(self.kind, content.section.name, len(self.items) + 1, cells[1], cells[2:], content.row.place))

    def _continue(self, content: _Content) -> None:
        """Join a row without a number to the item before it."""
        cells, place = content.row.cells, content.row.place
        category = content.section.name if content.section else None
        text = " | ".join(content.texts)
        if not self.items or self.items[-1].category != category:
            raise self._fault("a row without a number that continues no item", content, text)
        item = self.items[-1]
        paged = self.reading.paged
        if content.texts[1] and (not paged or (place.pages and not content.begins_page)):
            raise self._fault("a row with a title but without a number", content, text)
        join = join_cells if paged else _under_each_other
        self.items[-1] = Item(
            item.kind,
            item.category,
            item.number,
            join(item.title, cells[1]),
            tuple(join(a, b) for a, b in zip(item.columns, cells[2:], strict=True)),
            span((item.place, place)),
        )


def _under_each_other(before: Cell, after: Cell) -> Cell:
    """A cell and the cell under it, where no page ends in between."""
    return before + after


def _number(text: str) -> int | None:
    match = _ROW_NUMBER.match(unicodedata.normalize("NFKC", text).replace(" ", ""))
    return int(match[1]) if match else None


def _fits(wanted: tuple[re.Pattern[str], ...], texts: tuple[str, ...]) -> bool:
    return len(texts) == len(wanted) and all(w.fullmatch(t) for w, t in zip(wanted, texts, strict=True))


def _later_page(before: Place, after: Place) -> bool:
    return bool(before.pages and after.pages and after.pages[0] > before.pages[1])


def outline(blocks: Iterable[Block], path: Path, *, paged: bool = True) -> Outline:
    """Take a document apart.

    Args:
        blocks: what a reader made of it.
        path: the document, for errors.
        paged: whether its tables are cut where pages end, so that a row may go on in the middle of a sentence.

    Raises:
        IntakeError: a block has no place in a duty list, a number or a column is missing, a section's count is wrong.
    """
    reading = _Reading(path, paged)
    for block in blocks:
        if isinstance(block, Outside):
            reading.outside(block)
        else:
            reading.row(block)
        if not (isinstance(block, Outside) and block.margin):  # a running head is not what a page begins with
            reading.last = block
    return reading.close()
