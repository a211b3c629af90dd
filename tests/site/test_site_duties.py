"""The pages of duties: nothing of a record is lost on them, and each says whose matter it is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from site_pages import Pages, first_edition_pages, html, linked, plain, published_texts, sections, tasks_in

import lishi_duties as ld
from duty_site.page import category_path, department_path, duty_path, heading, list_path
from duty_site.record import field_name
from duty_site.related import distinctions, related
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.model import KINDS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pages() -> Pages:
    return first_edition_pages()


def test_every_duty_section_and_department_has_its_page(pages: Pages, duties: DutyList) -> None:
    named = [
        *(duty_path(duty.id) for edition in ld.editions() for duty in ld.load(edition=edition.number)),
        *(list_path(kind) for kind in KINDS),
        *(category_path(name) for name in duties.edition.categories),
        *(department_path(department.name) for department in duties.departments),
        *("lists/index.md", "categories/index.md", "departments/index.md"),
    ]
    assert set(named) == pages.keys()


def test_every_text_of_every_record_stands_on_its_page(pages: Pages, duties: DutyList) -> None:
    for duty in duties:
        page = pages[duty_path(duty.id)]
        assert heading(1, duty.title) in page.text
        visible = plain(page.text)
        place = 0
        for text in published_texts(duty):
            start = visible.find(text, place)
            assert start >= 0, (duty.id, text)
            place = max(place, start)


def test_tasks_stand_beside_their_departments_with_their_numbers(duties: DutyList, pages: Pages) -> None:
    for duty in duties.cooperative:
        root = html(sections(pages[duty_path(duty.id)])["responsibilities"])
        rows = root.xpath("//table//tbody/tr")
        assert len(rows) == len(duty.responsibilities)
        for row, part in zip(rows, duty.responsibilities, strict=True):
            assert row.xpath("./th")[0].text_content().startswith(part.heading or "、".join(part.departments))
            assert tuple(tasks_in(row)) == part.tasks
        town = html(sections(pages[duty_path(duty.id)])["town-tasks"])
        assert tuple(tasks_in(town)) == duty.town_tasks


def test_what_was_taken_back_names_who_took_it_and_how(duties: DutyList, pages: Pages) -> None:
    for item in duties.reclaimed:
        parts = sections(pages[duty_path(item.id)])
        if item.discontinued:
            assert "handover" not in parts
            assert "不再开展" in plain(parts[""])
            assert f"<strong>{item.discontinued.basis}</strong>" in parts["discontinued"]
            continue
        rows = html(parts["handover"]).xpath("//table//tbody/tr")
        assert [row.xpath("./th")[0].text_content() for row in rows] == [entry.heading for entry in item.handover]
        assert [tuple(tasks_in(row)) for row in rows] == [entry.method for entry in item.handover]


@pytest.mark.parametrize(
    ("id", "says"),
    [
        ("B049", "由李市镇自己负责。"),
        ("C010", "区住房城乡建委牵头，李市镇配合。"),
        ("R120", "由江津区消防救援局收回承接，李市镇不再办理。"),
        ("R119", "不再开展：李市镇不办，也没有部门承接。"),
    ],
)
def test_each_says_in_a_sentence_whose_matter_it_is(id: str, says: str, pages: Pages) -> None:
    page = pages[duty_path(id)]
    assert says in plain(sections(page)[""])
    assert says in page.text.split("---")[1]  # and so does a link's preview


def test_departments_are_shown_as_published_and_linked_by_their_canonical_names(pages: Pages) -> None:
    alcohol = sections(pages[duty_path("C039")])
    assert "区应急局（规范名称：区应急管理局）" in plain(alcohol["responsibilities"])
    assert "区应急管理局" in linked("duties/C039.md", alcohol["responsibilities"], "departments")
    assert "应急管理局（规范名称：区应急管理局）" in plain(sections(pages[duty_path("C040")])[""])
    vouchers = plain(sections(pages[duty_path("C070")])["responsibilities"])
    assert "区财政局、区司法局、区国资委、区教委等（规范名称：区财政局、区司法局、区国资委、区教委）" in vouchers


def test_what_people_say_is_shown_as_such_and_folded_away(pages: Pages, duties: DutyList) -> None:
    directory = ld.dispatch_directory().duties
    for duty in duties:
        wordings = directory.get(duty.id)
        if wordings is None:
            assert "wordings" not in sections(pages[duty_path(duty.id)])
            continue
        block = sections(pages[duty_path(duty.id)])["wordings"]
        assert "不是清单的文字" in block
        assert [item.text_content() for item in html(block).xpath("//details//li")] == [*wordings.all()]


def test_near_duties_are_shown_with_what_tells_them_apart(pages: Pages, duties: DutyList) -> None:
    near, apart = related(duties), distinctions(duties)
    for duty in duties:
        block = sections(pages[duty_path(duty.id)]).get("related", "")
        assert linked(duty_path(duty.id), block, "duties") == list(near[duty.id])
        items = html(block).xpath("//li") if block else []
        for item, other in zip(items, near[duty.id], strict=True):
            why = apart.get(duty.id, {}).get(other)
            assert item.text_content().endswith(duties[other].title + (f"怎样分：{why}" if why else ""))


def test_every_note_is_shown_and_referred_to_where_it_stands(pages: Pages, duties: DutyList) -> None:
    for duty in duties:
        notes = duties.notes_on(duty.id)
        parts = sections(pages[duty_path(duty.id)])
        assert ("notes" in parts) == bool(notes)
        if not notes:
            continue
        items = html(parts["notes"]).xpath("//ol[@class='duty-notes']/li")
        for number, (note, item) in enumerate(zip(notes, items, strict=True), 1):
            assert item.get("id") == f"note-{number}"
            assert all(text in item.text_content() for text in (note.written, note.meant or "", note.reason))
            marked = f'href="#note-{number}"' in pages[duty_path(duty.id)].text
            assert marked or note.field == "title"
            assert field_name(duty, note.field) in item.text_content()


def test_places_in_a_record_are_told_in_chinese(duties: DutyList) -> None:
    assert field_name(duties["C039"], "responsibilities[1].heading") == "上级部门职责·区应急局（标题）"
    assert field_name(duties["C040"], "departments_as_published[7]") == "对应上级部门第8个"
    assert field_name(duties["C047"], "responsibilities[2].tasks[0]").endswith("区城市管理局、区文化旅游委第1条")
    assert field_name(duties["C047"], "town_tasks[0]") == "配合职责第1条"
    assert field_name(duties["R143"], "handover[6].method[0]") == "承接部门及工作方式·江津区市场监管局第1条"
    assert field_name(duties["R119"], "discontinued.basis") == "不再开展此项工作"
    for strange in ("handover[9].method[0]", "responsibilities[9].tasks[0]", "", "nothing"):
        assert field_name(duties["R143"], strange) == strange
    for note in duties.notes:
        assert re.search("[\u4e00-\u9fff]", field_name(duties[note.duty], note.field))


def test_anchors_stay(pages: Pages) -> None:
    def anchors(id: str) -> list[str]:
        return [*sections(pages[duty_path(id)])][1:]

    rest = ["history", "citation", "python"]
    assert anchors("C047") == ["responsibilities", "town-tasks", "related", "wordings", "notes", *rest]
    assert anchors("R143") == ["handover", "wordings", *rest]
    assert anchors("R119") == ["discontinued", "related", "wordings", *rest]
    assert anchors("B001") == ["wordings", *rest]


def test_source_citation_and_programs(pages: Pages) -> None:
    noise = sections(pages[duty_path("C047")])
    cited = "《重庆市江津区李市镇履职事项清单》（第1版，未载明日期），配合履职事项第47项（编号C047）：噪声污染防治监管。"
    assert "lishi-duty-list.txt 第274–277行" in noise["citation"]
    assert cited in noise["citation"]
    assert 'duty = ld.load()["C047"]' in noise["python"]
    assert "lishi-duties show C047\n" in noise["python"]


def test_the_programs_shown_run(pages: Pages) -> None:
    for asked in ("B049", "C047", "R143", "R119"):
        (code,) = re.findall(r"```python\n(.*?)```", pages[duty_path(asked)].text, re.DOTALL)
        names: dict[str, Any] = {}
        exec(code, names)
        assert names["duty"].id == asked


def test_neighbours_lead_through_a_list(pages: Pages, duties: DutyList) -> None:
    for kind in KINDS:
        ids = [duty.id for duty in duties.filter(kind=kind)]
        for place, path in enumerate(map(duty_path, ids)):
            nav = pages[path].text.rpartition('<nav class="duty-siblings"')[2]
            assert linked(path, nav, "duties") == ids[max(place - 1, 0) : place] + ids[place + 1 : place + 2]
