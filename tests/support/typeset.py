"""Duty lists made up for the tests, and how the conversion of a PDF would set them as text.

A `Row` knows what a reader must find in it. `setting` writes rows as a document: every row in one piece, or cut anywhere into
pages, each page set in its own style, with the header row repeated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, TypeAlias

from hypothesis import strategies as st

from lishi_duties.duties.departments import Departments
from lishi_duties.intake.outline import Outline, outline
from lishi_duties.intake.readers.text import document_of
from lishi_duties.intake.records import RecordMaker, first_ids
from lishi_duties.intake.review import read_registry
from lishi_duties.model import Duty, Kind

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "sources"
SOURCE = SOURCES / "1" / "lishi-duty-list.txt"

TITLE = "样例市样例区样例镇履职事项清单"
HEADINGS: dict[Kind, str] = {
    "basic": "# 基本履职事项清单",
    "cooperative": "## 配合履职事项清单",
    "reclaimed": "上级部门收回事项清单",
}
HEADERS: dict[Kind, str] = {
    "basic": "序号\t事项名称",
    "cooperative": "序号\t事项名称\t对应上级部门\t上级部门职责\t镇配合职责",
    "reclaimed": "序号\t事项名称\t承接部门及工作方式",
}

Style: TypeAlias = Literal["plain", "paragraphs", "one paragraph", "items"]


@dataclass(frozen=True)
class Line:
    """What the published page shows as one line or paragraph of a cell."""

    text: str
    item: bool = False
    """Whether it belongs to a numbered list, which a converter may set as `<ol><li>`."""


Cell: TypeAlias = tuple[Line, ...]


@dataclass(frozen=True)
class Row:
    """One item: its cells after the number, and what a reader must find in them."""

    kind: Kind
    cells: tuple[Cell, ...]
    says: dict[str, Any]
    lost_numbers: bool = False
    """Whether the numbers of its lists are gone, so that only `<ol><li>` parts the tasks."""


@dataclass(frozen=True)
class Part:
    """Tasks, and under which departments they stand: a heading in a cell, or the receiver of a handover."""

    names: tuple[str, ...]
    tasks: tuple[str, ...]
    others: bool = field(default=False)
    """Whether the enumeration of names ends in 等."""

    @property
    def heading(self) -> str | None:
        return "、".join(self.names) + "等" * self.others if self.names else None


def task_lines(tasks: Sequence[str], number: str = "{}.", *, lost_numbers: bool = False) -> Cell:
    """Several tasks bear numbers, a single one none."""
    if len(tasks) == 1:
        return (Line(tasks[0]),)
    return tuple(Line(task if lost_numbers else number.format(n) + task, item=True) for n, task in enumerate(tasks, 1))


def basic(title: str) -> Row:
    return Row("basic", ((Line(title),),), {"title": title})


def cooperative(
    title: str,
    column: Sequence[str],
    parts: Sequence[Part],
    town: Sequence[str],
    *,
    number: str = "{}.",
    lost_numbers: bool = False,
) -> Row:
    theirs: list[Line] = []
    for part in parts:
        if part.heading:
            theirs.append(Line(part.heading + "："))
        theirs += task_lines(part.tasks, number, lost_numbers=lost_numbers)
    return Row(
        "cooperative",
        (
            (Line(title),),
            tuple(Line(name) for name in column),
            tuple(theirs),
            task_lines(town, number, lost_numbers=lost_numbers),
        ),
        {
            "title": title,
            "departments_as_published": tuple(column),
            "responsibilities": tuple((part.heading, part.names or tuple(column), tuple(part.tasks)) for part in parts),
            "town_tasks": tuple(town),
        },
        lost_numbers,
    )


def reclaimed(title: str, parts: Sequence[Part], *, number: str = "{}.", lost_numbers: bool = False) -> Row:
    cell: list[Line] = []
    for part in parts:
        cell += [
            Line(f"承接部门：{part.names[0]}"),
            Line("工作方式："),
            *task_lines(part.tasks, number, lost_numbers=lost_numbers),
        ]
    return Row(
        "reclaimed",
        ((Line(title),), tuple(cell)),
        {"title": title, "handover": tuple((part.names[0], tuple(part.tasks)) for part in parts), "discontinued": None},
        lost_numbers,
    )


def discontinued(title: str, basis: str) -> Row:
    statement = f"{basis}，不再开展此项工作。"
    return Row(
        "reclaimed",
        ((Line(title),), (Line(statement),)),
        {"title": title, "handover": (), "discontinued": (statement, basis)},
    )


def what_it_says(duty: Duty) -> dict[str, Any]:
    """A record in the form of `Row.says`."""
    if duty.kind == "basic":
        return {"title": duty.title}
    if duty.kind == "cooperative":
        return {
            "title": duty.title,
            "departments_as_published": duty.departments_as_published,
            "responsibilities": tuple((r.heading, r.departments, r.tasks) for r in duty.responsibilities),
            "town_tasks": duty.town_tasks,
        }
    ended = duty.discontinued
    return {
        "title": duty.title,
        "handover": tuple((h.department, h.method) for h in duty.handover),
        "discontinued": (ended.statement, ended.basis) if ended else None,
    }


# ---- setting -------------------------------------------------------------------------------------------------------------


def set_cell(cell: Cell, style: Style) -> str:
    """A cell as the converter writes it. Line ends of the page become spaces in plain text."""
    if style == "plain":
        return " ".join(line.text for line in cell)
    if style == "one paragraph":
        return f"<p>{' '.join(line.text for line in cell)}</p>" if cell else ""
    if style == "paragraphs":
        return " ".join(f"<p>{line.text}</p>" for line in cell)
    out = ""
    for line in cell:
        if not line.item:
            out += f"<p>{line.text}</p>"
        elif out.endswith("</ol>"):
            out = out.removesuffix("</ol>") + f" <li>{line.text}</li> </ol>"
        else:
            out += f'<ol style="list-style-type: none"> <li>{line.text}</li> </ol>'
    return out


def length(cell: Cell) -> int:
    return sum(len(line.text) for line in cell)


def cut(cell: Cell, at: int) -> tuple[Cell, Cell]:
    """A cell before and after its character `at`; the line that is cut goes on in the second part."""
    before: list[Line] = []
    after: list[Line] = []
    for line in cell:
        if at >= len(line.text):
            before.append(line)
        elif at <= 0:
            after.append(line)
        else:
            before.append(Line(line.text[:at], line.item))
            after.append(Line(line.text[at:], line.item))
        at -= len(line.text)
    return tuple(before), tuple(after)


@dataclass(frozen=True)
class Setting:
    """How one row is set: where each cell is cut (as many cuts in each), and the style of each page."""

    cuts: tuple[tuple[int, ...], ...]
    styles: tuple[Style, ...]


def whole(row: Row, style: Style = "plain") -> Setting:
    """A row on one page."""
    return Setting(((),) * len(row.cells), ("items" if row.lost_numbers else style,))


def set_row(row: Row, number: int, how: Setting) -> list[str]:
    """The parts of a row, one a page."""
    pages: list[list[str]] = [[str(number) if page == 0 else ""] for page in range(len(how.styles))]
    for cell, cuts in zip(row.cells, how.cuts, strict=True):
        bounds = [0, *cuts, length(cell)]
        for page, (start, end) in enumerate(pairwise(bounds)):
            part = cut(cut(cell, end)[0], start)[1]
            pages[page].append(set_cell(part, how.styles[page]))
    return ["\t".join(cells) for cells in pages]


Section: TypeAlias = tuple[str, Sequence[Row]]


def setting(lists: dict[Kind, Sequence[Section]], how: dict[tuple[Kind, int], Setting] | None = None) -> str:
    """A document of these lists; `how` tells how the row of a list and number is set, whole and plain where it does not."""
    numerals = "一二三四五六七八九"
    out = ["", f"# {TITLE}", "", "目录", "1.基本履职事项清单\t1", ""]
    for kind, sections in lists.items():
        out += [HEADINGS[kind], "", HEADERS[kind]]
        number = 0
        for ordinal, (name, rows) in zip(numerals, sections, strict=False):
            out.append(f"<b>{ordinal}、{name} ( {len(rows)}项 )</b>" + "\t" * HEADERS[kind].count("\t"))
            for row in rows:
                number += 1
                pages = set_row(row, number, (how or {}).get((kind, number)) or whole(row))
                out.append(pages[0])
                for page in pages[1:]:
                    out += ["", HEADERS[kind], page]
        out.append("")
    return "\n".join(out)


SMALL: dict[Kind, Sequence[Section]] = {
    "basic": [("党的建设", [basic("开展理论学习。"), basic("发展党员。")]), ("民生服务", [basic("办理社保卡。")])],
    "cooperative": [
        (
            "民生服务",
            [
                cooperative(
                    "养老机构监管",
                    ["区民政局", "江津区市场监管局"],
                    [
                        Part(("区民政局",), ("负责备案。", "开展检查。", "受理投诉。")),
                        Part(("江津区市场监管局",), ("负责登记。",)),
                    ],
                    ["协助排查。", "上报线索。"],
                ),
                cooperative("社区教育", ["区教委"], [Part((), ("制定规划。", "组织实施。"))], ["做好宣传。"]),
            ],
        )
    ],
    "reclaimed": [
        (
            "平安法治",
            [
                reclaimed(
                    "货运源头监管", [Part(("区公安局",), ("登记车辆。", "查处违法。")), Part(("区交通运输委",), ("牵头治超。",))]
                ),
                discontinued("指标考核", "落实减负要求"),
            ],
        )
    ],
}
"""A list with everything the form knows, short enough to be read at a glance."""


# ---- reading -------------------------------------------------------------------------------------------------------------


@cache
def registry() -> Departments:
    return Departments(read_registry(SOURCES / "departments.toml", "江津区"))


def outline_of(text: str, path: Path = Path("list.txt")) -> Outline:
    return outline(document_of(text, path).blocks, path)


def records_of(text: str, path: Path = Path("list.txt")) -> tuple[Duty, ...]:
    """What the intake makes of a text, before any check of the result."""
    outlined = outline_of(text, path)
    maker = RecordMaker(registry(), first_ids(outlined), 1, path)
    return tuple(maker.record(item) for item in outlined.items)


# ---- making up -----------------------------------------------------------------------------------------------------------

DEPARTMENTS = (
    *("区公安局", "区教委", "区水利局", "区统计局", "国家统计局江津调查队", "江津区市场监管局", "江津区规划自然资源局"),
    *("江津区消防救援局", "区委政法委", "区级相关部门", "区民政局", "区林业局", "区政府办公室"),
)
SENTENCES = (
    "开展巡查。",
    "负责登记、备案，发放证件。",
    "协助区公安局、区水利局查处违法行为。",
    "区公安局牵头开展排查。",
    "30个工作日内完成审查，100万元以上的上报区政府。",
    "拨打12345热线、110报警。",
    "落实“三同时”制度；督促整改。",
    "宣传《食品安全法》（含实施条例）。",
    "主要任务包括：劝阻，上报。",
    "引导C、D级危房居民避险。",
    "推广“科普中国”APP。",
    "APP推广。",
    "养护国道G212线、乡道。",
    "提高10%以上。",
    "做好承接部门交办的工作。",
    "统计，不再开展重复调查。",
)
"""Sentences with words that could be taken for a number, a heading or a label."""

_several = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4)
_tasks = _several | _several | st.lists(st.sampled_from(SENTENCES), min_size=10, max_size=12)
_single_sentences = st.lists(st.sampled_from([s for s in SENTENCES if "；" not in s]), min_size=1, max_size=4)
_names = st.lists(st.sampled_from(DEPARTMENTS), min_size=1, max_size=4, unique=True)
_titles = st.sampled_from([sentence.removesuffix("。") for sentence in SENTENCES])
_lost = st.integers(0, 3).map(lambda n: n == 0)
_endings = st.sampled_from(["。", "。", "；", "", "。还要开展复查。"])
_numbers = st.sampled_from(["{}.", "{} . "])


@st.composite
def tasks_of(draw: st.DrawFn, lost_numbers: bool) -> tuple[str, ...]:
    """Tasks as a cell lists them: now and then a long list, an ending other than the others', a second sentence."""
    if lost_numbers:  # then nothing but the end of a sentence tells where a task ends at the end of a page
        return tuple(draw(_single_sentences))
    tasks = draw(_tasks)
    changed = draw(st.integers(0, len(tasks) - 1))
    ending = draw(_endings)
    if ending or not tasks[changed][-2].isascii():
        tasks[changed] = tasks[changed].removesuffix("。") + ending
    return tuple(tasks)


@st.composite
def cooperative_rows(draw: st.DrawFn) -> Row:
    names, lost_numbers = draw(_names), draw(_lost)
    tasks = tasks_of(lost_numbers)
    if len(names) == 1 and draw(st.booleans()):
        parts = [Part((), draw(tasks))]
    else:
        joint = draw(st.integers(1, len(names)))
        groups = [tuple(names[:joint]), *((name,) for name in names[joint:])]
        parts = [Part(group, draw(tasks), others=len(group) > 1 and draw(st.booleans())) for group in groups]
    return cooperative(draw(_titles), names, parts, draw(tasks), number=draw(_numbers), lost_numbers=lost_numbers)


@st.composite
def reclaimed_rows(draw: st.DrawFn) -> Row:
    names, lost_numbers = draw(_names), draw(_lost)
    parts = [Part((name,), draw(tasks_of(lost_numbers))) for name in names]
    return reclaimed(draw(_titles), parts, number=draw(_numbers), lost_numbers=lost_numbers)


rows = st.one_of(
    _titles.map(basic),
    cooperative_rows(),
    reclaimed_rows(),
    _titles.map(lambda title: discontinued(title, "落实党中央精简优化基层考核有关要求")),
)
"""A row of any list."""


@st.composite
def settings_of(draw: st.DrawFn, row: Row) -> Setting:
    """A row cut anywhere into one to three pages, each in a style of its own.

    The first character of the title stands on the first page, beside the number.
    """
    pages = draw(st.integers(1, 3))
    styles = draw(
        st.lists(st.just(_STYLES[-1]) if row.lost_numbers else st.sampled_from(_STYLES), min_size=pages, max_size=pages)
    )
    cuts = []
    for column, cell in enumerate(row.cells):
        anywhere = st.integers(1 if column == 0 else 0, length(cell))
        cuts.append(tuple(sorted(draw(anywhere) for _ in range(pages - 1))))
    return Setting(tuple(cuts), tuple(styles))


_STYLES: tuple[Style, ...] = ("plain", "paragraphs", "one paragraph", "items")


def among_others(row: Row) -> tuple[dict[Kind, Sequence[Section]], tuple[Kind, int]]:
    """The small list with a row between two others, and where it stands."""
    lists = dict(SMALL)
    (name, found), *rest = SMALL[row.kind]
    lists[row.kind] = [(name, [found[0], row, *found[1:]]), *rest]
    return lists, (row.kind, 2)


def rows_in(lists: dict[Kind, Sequence[Section]]) -> Iterator[tuple[Kind, int, str, dict[str, Any]]]:
    """What every row of lists says, with its list, number and section."""
    for kind, sections in lists.items():
        numbered = ((name, row) for name, rows in sections for row in rows)
        for number, (name, row) in enumerate(numbered, 1):
            yield kind, number, name, row.says
