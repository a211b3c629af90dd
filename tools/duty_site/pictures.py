"""The page of pictures: each answers a question, says the answer in a sentence, and shows its numbers in a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from typing import TypeAlias

from duty_site.charts import Bar, bar_table, heat_table
from duty_site.page import KIND_LABELS, Page, category_path, department_path, duty_path, escape, heading, page
from duty_site.parts import link, number_table
from lishi_duties.duties.answers import CategoryCount, DepartmentLoad
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.model import KINDS, departments_of

__all__ = ["Pair", "picture_pages", "shared_duties"]

PATH = "pictures.md"
MOST_PAIRS = 12
"""How many pairs of departments have bars."""
MOST_NAMES = 20
"""How many departments a table of each with each can have and still be read."""

Pair: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Picture:
    """A question and its answer."""

    question: str
    anchor: str
    answer: str
    remark: str = ""
    tables: tuple[str, ...] = ()
    details: str = ""


def picture_pages(lists: Sequence[DutyList]) -> Iterator[Page]:
    """The page of pictures of the newest edition."""
    duties = lists[-1]
    sections, loads = duties.statistics()
    ordered = _by_load(loads)
    pictures = [_categories(sections), _loads(duties, ordered), _heat(duties, ordered), _together(duties)]
    blocks = [
        f'<p class="duty-facts"><span>{escape(str(duties.edition))}</span></p>',
        "<p>每张表答一个问题。表里的名称点得开。</p>",
    ]
    blocks += [*(block for picture in pictures for block in _blocks(picture))]
    described = "各类事项有多少，哪些部门事项最多，哪个部门管哪一类，哪些部门常常一起牵头"
    yield page(PATH, "图", blocks, description=described)


def shared_duties(duties: DutyList) -> Mapping[Pair, tuple[str, ...]]:
    """The ids of the duties two departments lead together, for every two that do; collective names are no departments.

    A pair stands in the order of the registry, the pairs with most duties first.
    """
    names = [department.name for department in duties.departments if department.kind != "collective"]
    pairs: dict[Pair, list[str]] = {}
    for duty in duties.cooperative:
        named = set(departments_of(duty))
        for pair in combinations([name for name in names if name in named], 2):
            pairs.setdefault(pair, []).append(duty.id)
    return {pair: tuple(pairs[pair]) for pair in sorted(pairs, key=lambda pair: -len(pairs[pair]))}


# The four pictures


def _categories(counts: Sequence[CategoryCount]) -> _Picture:
    total = sum(count.total for count in counts)
    most = _most({count.category: count.total for count in counts})
    alone = [count.category for count in counts if count.basic == count.total > 0]
    answer = f"{total}项分属{len(counts)}个类别，最多的是{_in_words(most, total)}"
    answer += f"；{'、'.join(alone)}只有基本履职事项。" if alone else "。"
    rows = [Bar(_category(count.category), tuple(getattr(count, kind) for kind in KINDS), (count.total,)) for count in counts]
    sums = Bar("合计", tuple(sum(getattr(count, kind) for count in counts) for kind in KINDS), (total,))
    series = [KIND_LABELS[kind] for kind in KINDS]
    table = bar_table("各类事项的项数", "类别", series, rows, more=("合计",), total=sums)
    return _Picture("各类事项有多少，分别在哪张清单？", "categories", answer, tables=(table,))


def _loads(duties: DutyList, loads: Sequence[DepartmentLoad]) -> _Picture:
    single = [load for load in loads if load.department.kind != "collective"]
    leads = {load.department.name: load.leads for load in single}
    receives = {load.department.name: load.receives for load in single}
    roles = (("牵头", leads, duties.cooperative, "配合履职事项"), ("承接", receives, duties.reclaimed, "上级部门收回事项"))
    sentences = [
        f"{role}最多的是{_in_words(_most(numbers), len(whole), of)}"
        for role, numbers, whole, of in roles
        if any(numbers.values())
    ]
    answer = "；".join(sentences) + "。" if sentences else NO_DEPARTMENTS
    rows = [Bar(_department(load.department.name), (load.leads, load.receives), (load.duties, load.tasks)) for load in loads]
    table = bar_table("各部门的项数", "部门", ("牵头", "承接"), rows, more=("合计", "职责和步骤"))
    return _Picture("哪些部门的事项最多？", "loads", answer, _collective(loads), (table,) if rows else ())


def _heat(duties: DutyList, loads: Sequence[DepartmentLoad]) -> _Picture:
    categories = duties.edition.categories
    numbers = {
        load.department.name: tuple(len(duties.by_department(load.department.name).by_category(c)) for c in categories)
        for load in loads
    }
    single = [load.department.name for load in loads if load.department.kind != "collective"]
    tops = [
        f"{category}是{_some(top.names)}（{'各' if len(top.names) > 1 else ''}{top.number}项）"
        for place, category in enumerate(categories)
        if (top := _most({name: numbers[name][place] for name in single})).number
    ]
    answer = f"各类里事项最多的部门：{'，'.join(tops)}。" if tops else NO_DEPARTMENTS
    remark = "牵头的和承接的合在一起数，颜色越深项数越多。" + ("统称排在最后。" if len(single) < len(loads) else "")
    rows = [(_department(name), counts) for name, counts in numbers.items()]
    table = heat_table("各部门在各类别里的项数", "部门", [*map(_category, categories)], rows)
    return _Picture("哪个部门管哪一类？", "heat", answer, remark, (table,) if rows else ())


def _together(duties: DutyList) -> _Picture:
    question = "哪些部门常常一起牵头？"
    shared = shared_duties(duties)
    if not shared:
        return _Picture(question, "together", "没有哪个事项由两个以上的部门牵头。")
    times = Counter[str]()
    for pair, ids in shared.items():
        times.update(dict.fromkeys(pair, len(ids)))
    names, least = _who_meets(shared, sorted(times, key=lambda name: -times[name]))
    whom = f"同别的部门至少一起牵头过{least}项的{len(names)}个部门" if least > 1 else "全部有此情形的部门"
    remark = "同一个配合履职事项写明的几个部门，算一起牵头；统称不算。"
    remark += f"方格里是行和列的两个部门一起牵头的项数，颜色越深项数越多；列的是{whom}。"
    tables = [_matrix(shared, names)]
    if strongest := _strongest(shared):
        rows = [Bar("、".join(map(_department, pair)), (len(shared[pair]),)) for pair in strongest]
        tables.insert(0, bar_table("一起牵头最多的部门", "部门", ("项数",), rows))
    answer = _together_in_words(duties, shared)
    return _Picture(question, "together", answer, remark, tuple(tables), _all_pairs(shared))


def _together_in_words(duties: DutyList, shared: Mapping[Pair, Sequence[str]]) -> str:
    together = len({*chain.from_iterable(shared.values())})
    most = max(map(len, shared.values()))
    closest = [f"{one}和{other}" for (one, other), ids in shared.items() if len(ids) == most]
    widest = _most(Counter(chain.from_iterable(shared)))
    return (
        f"{len(duties.cooperative)}项配合履职事项里，{together}项由两个以上的部门牵头。"
        f"一起牵头最多的是{_some(closest)}，{'各' if len(closest) > 1 else ''}{most}项；"
        f"合作面最广的是{_some(widest.names)}，同{widest.number}个部门一起牵头过。"
    )


def _matrix(shared: Mapping[Pair, Sequence[str]], names: Sequence[str]) -> str:
    """What each has with each other, in both directions, so that a row has all of a department."""
    rows = [(_department(a), [None if a == b else len(shared.get((a, b), shared.get((b, a), ()))) for b in names]) for a in names]
    return heat_table("部门两两一起牵头的项数", "部门", [*map(_department, names)], rows)


def _all_pairs(shared: Mapping[Pair, Sequence[str]]) -> str:
    """Every pair with its duties."""
    rows = [
        ("、".join(map(_department, pair)), len(ids), "、".join(link(PATH, duty_path(one), one) for one in ids))
        for pair, ids in shared.items()
    ]
    return number_table("一起牵头的部门", ("部门", "项数", "事项"), rows)


def _who_meets(shared: Mapping[Pair, Sequence[str]], names: Sequence[str]) -> tuple[list[str], int]:
    """The departments a table of each with each has room for, and how many duties each of them shares with another at least."""
    least, most = 1, max(map(len, shared.values()))
    while len(met := {name for pair, ids in shared.items() if len(ids) >= least for name in pair}) > MOST_NAMES and least < most:
        least += 1
    return [name for name in names if name in met], least


def _strongest(shared: Mapping[Pair, Sequence[str]]) -> list[Pair]:
    """The pairs that share most, none of them left out that shares as much as another; none where that would be too many."""
    for least in sorted({len(ids) for ids in shared.values()}):
        pairs = [pair for pair, ids in shared.items() if len(ids) >= least]
        if len(pairs) <= MOST_PAIRS:
            return pairs
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


def _in_words(top: _Top, whole: int, of: str = "全部") -> str:
    """The highest number in words; with its share where there is a whole and one has it alone."""
    words = f"{_some(top.names)}，{'各' if len(top.names) > 1 else ''}{top.number}项"
    return words + (f"，占{of}的{top.number / whole:.0%}" if whole and len(top.names) == 1 else "")


def _some(names: Sequence[str], most: int = 3) -> str:
    return "、".join(names[:most]) + (f"等{len(names)}个" if len(names) > most else "")


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
    for table in picture.tables:
        yield f'<div class="picture">\n{table}\n</div>'
    if picture.details:
        summary = f"<summary>数字表：{escape(picture.question)}</summary>"
        yield f'<details class="chart-table">\n{summary}\n{picture.details}\n</details>'


def _category(name: str) -> str:
    return link(PATH, category_path(name), name)


def _department(name: str) -> str:
    return link(PATH, department_path(name), name)
