"""The page of pictures: each answers a question, says the answer in a sentence, and has its numbers in a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from typing import TypeAlias

from duty_site.charts import About, Bar, Words, bars, heat_map, matrix, stacked_bars
from duty_site.page import KIND_LABELS, Page, category_path, department_path, duty_path, escape, heading, page, url
from duty_site.parts import link, number_table, wide
from lishi_duties.duties.duty_set import DutyList
from lishi_duties.duties.statistics import CategoryCount, DepartmentLoad
from lishi_duties.model import KINDS, departments_of

__all__ = ["Pair", "picture_pages", "shared_duties"]

PATH = "pictures.md"
MOST_PAIRS = 12
"""How many pairs of departments are shown as bars."""
MOST_NAMES = 20
"""How many departments a table of each with each can have and still be read."""

Pair: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Picture:
    """A question and its answer."""

    question: str
    anchor: str
    answer: str
    remark: str
    drawings: tuple[str, ...]
    numbers: str


def picture_pages(lists: Sequence[DutyList]) -> Iterator[Page]:
    """The page of pictures of the newest edition."""
    duties = lists[-1]
    sections, loads = duties.statistics()
    ordered = _by_load(loads)
    pictures = [_categories(sections), _loads(duties, ordered), _heat(duties, ordered), _together(duties)]
    blocks = [
        f'<p class="duty-facts"><span>{escape(str(duties.edition))}</span></p>',
        "<p>每幅图答一个问题。图上的名称点得开，数字在图下的数字表里。</p>",
    ]
    blocks += [*(block for picture in pictures for block in _blocks(picture))]
    described = "各类事项有多少，哪些部门事项最多，哪个部门管哪一类，哪些部门常常一起牵头"
    yield page(PATH, "图", blocks, description=described)


def shared_duties(duties: DutyList) -> Mapping[Pair, tuple[str, ...]]:
    """The ids of the duties two departments lead together, for every two that do; collective names are no departments.

    A pair stands in the order of the registry, the pairs with most duties first.
    """
    names = [department.name for department in duties.departments if department.kind != "collective"]
    found: dict[Pair, list[str]] = {}
    for duty in duties.cooperative:
        named = set(departments_of(duty))
        for pair in combinations([name for name in names if name in named], 2):
            found.setdefault(pair, []).append(duty.id)
    return {pair: tuple(found[pair]) for pair in sorted(found, key=lambda pair: -len(found[pair]))}


# The four pictures


def _categories(counts: Sequence[CategoryCount]) -> _Picture:
    question = "各类事项有多少，分别在哪张清单？"
    total = sum(count.total for count in counts)
    most = _most({count.category: count.total for count in counts})
    alone = [count.category for count in counts if count.basic == count.total > 0]
    answer = f"{total}项分属{len(counts)}个类别，最多的是{_told(most, total)}"
    answer += f"；{'、'.join(alone)}只有基本履职事项。" if alone else "。"
    rows = [
        Bar(
            (_category(count.category),),
            tuple(getattr(count, kind) for kind in KINDS),
            _split(count),
        )
        for count in counts
    ]
    numbers = [(link(PATH, category_path(c.category), c.category), c.basic, c.cooperative, c.reclaimed, c.total) for c in counts]
    sums = ("合计", *(sum(getattr(count, kind) for count in counts) for kind in KINDS), total)
    return _Picture(
        question,
        "categories",
        answer,
        "",
        (stacked_bars(About("categories", question, answer), rows, [KIND_LABELS[kind] for kind in KINDS]),),
        number_table("各类事项的项数", ("类别", *(KIND_LABELS[kind] for kind in KINDS), "合计"), [*numbers, sums]),
    )


def _loads(duties: DutyList, loads: Sequence[DepartmentLoad]) -> _Picture:
    question = "哪些部门的事项最多？"
    single = [load for load in loads if load.department.kind != "collective"]
    leads = {load.department.name: load.leads for load in single}
    receives = {load.department.name: load.receives for load in single}
    told = [
        f"{role}最多的是{_told(_most(found), whole, of)}"
        for role, found, whole, of in (
            ("牵头", leads, len(duties.cooperative), "配合履职事项"),
            ("承接", receives, len(duties.reclaimed), "上级部门收回事项"),
        )
        if any(found.values())
    ]
    answer = "；".join(told) + "。" if told else NO_DEPARTMENTS
    rows = [Bar((_department(load.department.name),), (load.leads, load.receives), _burden(load)) for load in loads]
    numbers = [
        (
            link(PATH, department_path(load.department.name), load.department.name),
            load.leads,
            load.receives,
            load.duties,
            load.tasks,
        )
        for load in loads
    ]
    return _Picture(
        question,
        "loads",
        answer,
        _collective(loads),
        (bars(About("loads", question, answer), rows, ("牵头", "承接")),) if rows else (),
        number_table("各部门的项数", ("部门", "牵头", "承接", "合计", "职责和步骤"), numbers) if rows else "",
    )


def _heat(duties: DutyList, loads: Sequence[DepartmentLoad]) -> _Picture:
    question = "哪个部门管哪一类？"
    categories = duties.edition.categories
    table = {
        load.department.name: tuple(len(duties.by_department(load.department.name).by_category(c)) for c in categories)
        for load in loads
    }
    single = [load.department.name for load in loads if load.department.kind != "collective"]
    tops = [
        f"{category}是{_some(top.names)}（{'各' if len(top.names) > 1 else ''}{top.number}项）"
        for place, category in enumerate(categories)
        if (top := _most({name: table[name][place] for name in single})).number
    ]
    answer = f"各类里事项最多的部门：{'，'.join(tops)}。" if tops else NO_DEPARTMENTS
    rows = list(table)
    picture = heat_map(
        About("heat", question, answer),
        [_department(name) for name in rows],
        [_category(c) for c in categories],
        list(table.values()),
        "项",
    )
    numbers: list[tuple[str | int, ...]] = [
        (link(PATH, department_path(name), name), *table[name], sum(table[name])) for name in rows
    ]
    return _Picture(
        question,
        "heat",
        answer,
        "牵头的和承接的合在一起数；空格是没有。" + ("统称排在最后。" if len(single) < len(loads) else ""),
        (wide(picture, "部门与类别对照图"),) if rows else (),
        number_table("各部门在各类别里的项数", ("部门", *categories, "合计"), numbers) if rows else "",
    )


def _together(duties: DutyList) -> _Picture:
    question = "哪些部门常常一起牵头？"
    shared = shared_duties(duties)
    if not shared:
        return _Picture(question, "together", "没有哪个事项由两个以上的部门牵头。", "", (), "")
    partners, times = Counter[str](), Counter[str]()
    for pair, ids in shared.items():
        for name in pair:
            partners[name] += 1
            times[name] += len(ids)
    together = len({*chain.from_iterable(shared.values())})
    most = max(map(len, shared.values()))
    closest = [f"{one}和{other}" for (one, other), ids in shared.items() if len(ids) == most]
    widest = _most(partners)
    answer = (
        f"{len(duties.cooperative)}项配合履职事项里，{together}项由两个以上的部门牵头。"
        f"一起牵头最多的是{_some(closest)}，{'各' if len(closest) > 1 else ''}{most}项；"
        f"合作面最广的是{_some(widest.names)}，同{widest.number}个部门一起牵头过。"
    )
    names, least = _who_meets(shared, sorted(times, key=lambda name: -times[name]))
    half = [[len(shared.get((a, b), shared.get((b, a), ()))) for b in names[:i]] for i, a in enumerate(names)]
    strongest = _strongest(shared)
    drawings = [matrix(About("together", question, answer), [_department(name) for name in names], half, "项")]
    drawings[0] = wide(drawings[0], "部门两两一起牵头的项数")
    if strongest:
        rows = [Bar(tuple(map(_department, pair)), (len(shared[pair]),), f"{len(shared[pair])}项") for pair in strongest]
        drawings.insert(0, stacked_bars(About("pairs", "一起牵头最多的部门", answer), rows, ("一起牵头",)))
    remark = "同一个配合履职事项写明的几个部门，算一起牵头；统称不算。"
    whom = f"同别的部门至少一起牵头过{least}项的{len(names)}个部门" if least > 1 else "全部有此情形的部门"
    remark += f"方格图照里程表的样子读：横着看、竖着看，到名称为止；画的是{whom}。"
    numbers = [
        (
            "、".join(link(PATH, department_path(name), name) for name in pair),
            len(ids),
            "、".join(link(PATH, duty_path(known), known) for known in ids),
        )
        for pair, ids in shared.items()
    ]
    caption = "一起牵头的部门"
    return _Picture(
        question, "together", answer, remark, tuple(drawings), number_table(caption, ("部门", "项数", "事项"), numbers)
    )


def _who_meets(shared: Mapping[Pair, Sequence[str]], names: Sequence[str]) -> tuple[list[str], int]:
    """The departments a table of each with each has room for, and how many duties each of them shares with another at least."""
    least, most = 1, max(map(len, shared.values()))
    while len(met := {name for pair, ids in shared.items() if len(ids) >= least for name in pair}) > MOST_NAMES and least < most:
        least += 1
    return [name for name in names if name in met], least


def _strongest(shared: Mapping[Pair, Sequence[str]]) -> list[Pair]:
    """The pairs that share most, none of them left out that shares as much as another; none where that would be too many."""
    for least in sorted({len(ids) for ids in shared.values()}):
        found = [pair for pair, ids in shared.items() if len(ids) >= least]
        if len(found) <= MOST_PAIRS:
            return found
    return []


# Sentences


@dataclass(frozen=True, slots=True)
class _Top:
    """The highest number, and all that have it."""

    names: tuple[str, ...]
    number: int


NO_DEPARTMENTS = "这份清单没有写明部门。"


def _most(numbers: Mapping[str, int]) -> _Top:
    number = max(numbers.values(), default=0)
    return _Top(tuple(name for name, n in numbers.items() if n == number), number)


def _told(top: _Top, whole: int, of: str = "全部") -> str:
    """The highest number in words; with its share where there is a whole and one has it alone."""
    said = f"{_some(top.names)}，{'各' if len(top.names) > 1 else ''}{top.number}项"
    return said + (f"，占{of}的{top.number / whole:.0%}" if whole and len(top.names) == 1 else "")


def _some(names: Sequence[str], most: int = 3) -> str:
    return "、".join(names[:most]) + (f"等{len(names)}个" if len(names) > most else "")


def _split(count: CategoryCount) -> str:
    told = [f"{KIND_LABELS[kind]}{number}" for kind in KINDS if (number := getattr(count, kind))]
    return f"{count.total}项" + f"：{'、'.join(told)}" * bool(told)


def _burden(load: DepartmentLoad) -> str:
    told = [f"{role}{number}" for role, number in (("牵头", load.leads), ("承接", load.receives)) if number]
    return (" ".join(told) or "无") + "（统称）" * (load.department.kind == "collective")


def _collective(loads: Sequence[DepartmentLoad]) -> str:
    names = [f"“{load.department.name}”" for load in loads if load.department.kind == "collective"]
    return f"{'、'.join(names)}是统称，不指哪一个部门，排在最后，不参加比较。" if names else ""


def _by_load(loads: Iterable[DepartmentLoad]) -> list[DepartmentLoad]:
    """Those that carry most first, collective names last."""
    return sorted(loads, key=lambda load: (load.department.kind == "collective", -load.duties, -load.leads))


# HTML


def _blocks(picture: _Picture) -> Iterator[str]:
    yield heading(2, picture.question, picture.anchor)
    yield f'<p class="chart-answer">{escape(picture.answer)}</p>'
    if picture.remark:
        yield f'<p class="chart-remark">{escape(picture.remark)}</p>'
    for drawing in picture.drawings:
        yield f'<figure class="picture" data-search-exclude>\n{drawing}\n</figure>'
    if picture.numbers:
        summary = f"<summary>数字表：{escape(picture.question)}</summary>"
        yield f'<details class="chart-table">\n{summary}\n{picture.numbers}\n</details>'


def _category(name: str) -> Words:
    return Words(name, url(PATH, category_path(name)))


def _department(name: str) -> Words:
    return Words(name, url(PATH, department_path(name)))
