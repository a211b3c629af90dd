"""The pages of lists, sections and departments: each has exactly its duties."""

from __future__ import annotations

import re

import pytest
from site_pages import Pages, entries_of, first_edition_pages, html, linked, plain, sections, tasks_in

from duty_site.page import category_path, department_path, heading, list_path
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.model import KINDS, ROLES, Kind, departments_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pages() -> Pages:
    return first_edition_pages()


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_has_its_duties_in_order_by_section(kind: Kind, pages: Pages, duties: DutyList) -> None:
    page = pages[list_path(kind)]
    assert entries_of(page) == [(duty.number, duty.id) for duty in duties.filter(kind=kind)]
    for name in duties.edition.categories:
        count = len(duties.filter(kind=kind, category=name))
        assert (heading(2, f"{name}（{count}项）", name) in page.text) == bool(count)
    visible = plain(page.text)
    assert all(duty.title in visible for duty in duties.filter(kind=kind))


@pytest.mark.parametrize("kind", KINDS[1:])
def test_a_list_names_the_departments_of_each(kind: Kind, pages: Pages, duties: DutyList) -> None:
    page = pages[list_path(kind)]
    items = re.findall(r"<li value=.*?</li>", page.text)
    for item, duty in zip(items, duties.filter(kind=kind), strict=True):
        assert linked(page.path, item, "departments") == [*dict.fromkeys(duty.departments)]
        assert ("不再开展" in item) == (not duty.departments)


def test_a_section_has_exactly_its_duties(pages: Pages, duties: DutyList) -> None:
    for name in duties.edition.categories:
        entries = entries_of(pages[category_path(name)])
        assert [listed for _, listed in entries] == list(duties.by_category(name).ids)
        assert [*sections(pages[category_path(name)])][1:] == [k for k in KINDS if duties.filter(kind=k, category=name)]


def test_counts_are_those_of_the_statistics(pages: Pages, duties: DutyList) -> None:
    counts, loads = duties.statistics()
    for path in ("lists/index.md", "categories/index.md"):
        (table,) = html(pages[path].text).xpath("//table")
        rows = [[cell.text_content().partition("项")[0] for cell in row] for row in table.xpath("./tbody/tr")]
        assert rows == [[c.category, *map(str, (c.basic, c.cooperative, c.reclaimed, c.total))] for c in counts]
        assert plain("|".join(cell.text_content() for cell in table.xpath("./tfoot/tr/*"))) == "合计|103|83|143|329"
    (table,) = html(pages["departments/index.md"].text).xpath("//table")
    rows = [[cell.text_content() for cell in row] for row in table.xpath("./tbody/tr")]
    assert [[row[0], *row[2:]] for row in rows] == [
        [load.department.name, str(load.leads), str(load.receives), str(load.tasks)] for load in loads
    ]
    assert {row[1] for row in rows if row[0] in ("区级相关部门", "房源单位")} == {"统称"}


def test_a_department_has_exactly_its_duties_and_tasks(pages: Pages, duties: DutyList) -> None:
    for department in duties.departments:
        page = pages[department_path(department.name)]
        parts = sections(page)
        for role in ROLES:
            ids = list(duties.by_department(department.name, role=role).ids)
            assert re.findall(r'<tr role="row" id="([^"]+)">', parts.get(role, "")) == ids
        rows = html(page.text).xpath("//tr[@id]")
        tasks = [(row.get("id"), text) for row in rows for text in tasks_in(row)]
        assert sorted(tasks) == sorted((task.duty.id, task.text) for task in duties.tasks_of(department.name))
        assert all(alias in plain(page.text) for alias in department.aliases)


def test_a_department_names_those_it_leads_with(pages: Pages, duties: DutyList) -> None:
    for department in duties.departments:
        path = department_path(department.name)
        block = sections(pages[path]).get("partners", "")
        partners: dict[str, list[str]] = {}
        for duty in duties.by_department(department.name, role="leads"):
            for name in dict.fromkeys(departments_of(duty)):
                if name != department.name:
                    partners.setdefault(name, []).append(duty.id)
        items = block.split("<li>")[1:]
        assert {linked(path, item, "departments")[0]: linked(path, item, "duties") for item in items} == partners
        assert [len(linked(path, item, "duties")) for item in items] == sorted(map(len, partners.values()), reverse=True)


def test_a_name_for_no_single_department_says_so(pages: Pages) -> None:
    assert "不指哪一个部门" in pages[department_path("区级相关部门")].text
    assert "不指哪一个部门" not in pages[department_path("区公安局")].text


def test_tasks_under_a_heading_of_several_say_with_whom(pages: Pages) -> None:
    row = pages[department_path("区林业局")].text.partition('id="C044"')[2].partition("</tr>")[0]
    assert "与区城市管理局共同：" in plain(row)
