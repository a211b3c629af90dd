"""The three lists and the sections: which duties stand in each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from duty_site.page import KIND_LABELS, Page, category_path, escape, heading, list_path, page, url
from duty_site.parts import anchor, entries, jumps, link, tag
from lishi_duties.duties.answers import CategoryCount
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.model import KINDS, LIST_NAMES, Duty, Kind

__all__ = ["category_pages", "list_pages"]

LISTS_PATH = "lists/index.md"
CATEGORIES_PATH = "categories/index.md"


# ---- the lists -------------------------------------------------------------------------------------------------------------


def list_pages(lists: Sequence[DutyList]) -> Iterator[Page]:
    """The lists at a glance, and a page for each of the three."""
    duties = lists[-1]
    yield _overview(duties)
    for kind in KINDS:
        yield _list_page(duties, kind)


def _overview(duties: DutyList) -> Page:
    path, edition = LISTS_PATH, duties.edition
    counts, _ = duties.statistics()
    cards = "\n".join(
        f'<li>{tag(kind)} <a class="duty-card" href="{url(path, list_path(kind))}">{LIST_NAMES[kind]}清单</a> '
        f'<span class="duty-count">{len(_of(duties, kind))}项</span>'
        f'<span class="duty-aside">{_meaning(kind, edition.jurisdiction.town)}</span></li>'
        for kind in KINDS
    )
    return page(
        path,
        "三张清单",
        [
            f'<p class="duty-facts"><span>{escape(str(edition))}</span> <span>共{len(duties)}项</span></p>',
            "<p>清单上没有的，不能往下压。</p>",
            f'<ul class="duty-cards">\n{cards}\n</ul>',
            heading(2, "各类别的项数", "counts"),
            count_table(path, counts, "各类别在三张清单里的项数"),
        ],
        description=f"{edition.title}：" + "，".join(f"{LIST_NAMES[kind]}{len(_of(duties, kind))}项" for kind in KINDS),
    )


def _meaning(kind: Kind, town: str) -> str:
    """What stands in a list, in a sentence."""
    return {
        "basic": f"{escape(town)}自己负责的事项。",
        "cooperative": f"上级部门牵头、{escape(town)}配合的事项：部门做什么，镇（乡、街道）做什么，逐条写明。",
        "reclaimed": f"上级部门收回、{escape(town)}不再办理的事项：由哪个部门承接、怎样做；也有不再开展的。",
    }[kind]


def _of(duties: DutyList, kind: Kind) -> Sequence[Duty]:
    """The duties of one list."""
    return duties.filter(kind=kind)


def count_table(path: str, counts: Sequence[CategoryCount], caption: str) -> str:
    """How many duties each section has in each list; each number leads to where they stand."""

    def row(count: CategoryCount) -> str:
        numbers = {"basic": count.basic, "cooperative": count.cooperative, "reclaimed": count.reclaimed}
        cells = "".join(
            f'<td><a href="{url(path, f"{list_path(kind)}#{anchor(count.category)}")}">{numbers[kind]}'
            f'<span class="duty-hidden">项{KIND_LABELS[kind]}</span></a></td>'
            if numbers[kind]
            else "<td>0</td>"
            for kind in KINDS
        )
        name = link(path, category_path(count.category), count.category)
        return f'<tr><th scope="row">{name}</th>{cells}<td>{count.total}</td></tr>'

    head = "".join(f'<th scope="col">{KIND_LABELS[kind]}</th>' for kind in KINDS)
    sums = [sum(c.basic for c in counts), sum(c.cooperative for c in counts), sum(c.reclaimed for c in counts)]
    foot = "".join(f"<td>{number}</td>" for number in (*sums, sum(sums)))
    return (
        f'<table class="duty-numbers">\n<caption>{escape(caption)}</caption>\n'
        f'<thead><tr><th scope="col">类别</th>{head}<th scope="col">合计</th></tr></thead>\n<tbody>\n'
        + "\n".join(map(row, counts))
        + f'\n</tbody>\n<tfoot><tr><th scope="row">合计</th>{foot}</tr></tfoot>\n</table>'
    )


def _list_page(duties: DutyList, kind: Kind) -> Page:
    path, town = list_path(kind), duties.edition.jurisdiction.town
    all_of_it = _of(duties, kind)
    sections = [(name, tuple(members)) for name, members in groupby(all_of_it, lambda duty: duty.category)]
    blocks = [
        f'<p class="duty-facts">{tag(kind)} <span>{escape(str(duties.edition))}</span> <span>共{len(all_of_it)}项</span></p>',
        f"<p>{_meaning(kind, town)}</p>",
        jumps("各类别", ((f"#{anchor(name)}", name, len(members)) for name, members in sections)),
    ]
    for name, members in sections:
        blocks += [heading(2, f"{name}（{len(members)}项）", anchor(name)), entries(path, members, duties.departments)]
    return page(
        path,
        f"{LIST_NAMES[kind]}清单",
        blocks,
        description=f"{duties.edition.title}：{LIST_NAMES[kind]}{len(all_of_it)}项，按类别排列。",
    )


# ---- the sections ----------------------------------------------------------------------------------------------------------


def category_pages(lists: Sequence[DutyList]) -> Iterator[Page]:
    """All sections with their counts, and a page for each with its duties of all three lists."""
    duties = lists[-1]
    counts, _ = duties.statistics()
    yield page(
        CATEGORIES_PATH,
        "类别",
        [
            f'<p class="duty-facts"><span>{escape(str(duties.edition))}</span> <span>{len(counts)}个类别</span></p>',
            "<p>次序照清单。数字通到那一张清单的那一类。</p>",
            count_table(CATEGORIES_PATH, counts, "各类别在三张清单里的项数"),
            *_former(duties, lists),
        ],
        description=f"{duties.edition.title}的类别：{'、'.join(duties.edition.categories)}",
    )
    for count in counts:
        yield _category_page(duties, count.category)


def _former(duties: DutyList, lists: Sequence[DutyList]) -> Iterator[str]:
    """The sections that only earlier editions have."""
    former = dict.fromkeys(c for earlier in lists[:-1] for c in earlier.edition.categories if c not in duties.edition.categories)
    if former:
        yield heading(2, "以前的版本有过的类别", "former")
        yield "<ul>\n" + "\n".join(f"<li>{escape(name)}</li>" for name in former) + "\n</ul>"


def _category_page(duties: DutyList, name: str) -> Page:
    path = category_path(name)
    by_kind: dict[Kind, Collection[Duty]] = {kind: duties.filter(kind=kind, category=name) for kind in KINDS}
    present: list[Kind] = [kind for kind in KINDS if by_kind[kind]]
    total = sum(map(len, by_kind.values()))
    blocks = [
        f'<p class="duty-facts"><span>{escape(str(duties.edition))}</span> <span>共{total}项</span></p>',
        jumps("三张清单", ((f"#{kind}", LIST_NAMES[kind], len(by_kind[kind])) for kind in present)),
    ]
    for kind in present:
        blocks += [
            heading(2, f"{LIST_NAMES[kind]}（{len(by_kind[kind])}项）", kind),
            entries(path, by_kind[kind], duties.departments),
        ]
    if not present:
        blocks = ["<p>这一类别现在没有事项。</p>"]
    counts = "，".join(f"{LIST_NAMES[kind]}{len(by_kind[kind])}项" for kind in present)
    return page(path, name, blocks, description=f"{duties.edition.title}的“{name}”类：{counts}")
