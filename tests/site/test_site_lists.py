"""The pages of duties, lists, sections and departments: nothing is lost on them, and every link leads somewhere."""

from __future__ import annotations

import doctest
import json
import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from html import unescape
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote

import lxml.etree
import lxml.html
import markdown
import pytest
from conftest import SMALL
from small_lists import duty as made
from small_lists import event
from small_lists import file as made_file

import lishi_duties as ld
from duty_site import departments
from duty_site import duties as duties_module
from duty_site import lists as lists_module
from duty_site.departments import department_pages
from duty_site.duties import duty_pages
from duty_site.lists import category_pages, list_pages
from duty_site.page import (
    KIND_LABELS,
    Page,
    category_path,
    comparison_path,
    department_path,
    duty_path,
    edition_path,
    heading,
    list_path,
    url,
)
from duty_site.record import field_name
from duty_site.related import distinctions, related
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.intake import read_document
from lishi_duties.model import KINDS, LIST_NAMES, ROLES, Duty, Kind, Lineage, departments_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
MAKERS: tuple[Callable[[Sequence[DutyList]], Iterator[Page]], ...] = (duty_pages, list_pages, category_pages, department_pages)
LINK = re.compile(r'href="([^"]*)"')

Pages = dict[str, Page]


def made_of(lists: Sequence[DutyList]) -> Pages:
    """All pages by path; none stands at the place of another."""
    found = [page for make in MAKERS for page in make(lists)]
    by_path = {page.path: page for page in found}
    assert len(by_path) == len(found)
    return by_path


@pytest.fixture(scope="session")
def pages(duties: DutyList) -> Pages:
    """Those of the first edition: what is asserted of its texts stays true when there are more."""
    return made_of([duties])


@lru_cache
def sample_town() -> tuple[DutyList, DutyList]:
    one = read_document(ROOT / "tests" / "samples" / "qingshi-1.docx").duties
    return one, read_document(ROOT / "tests" / "samples" / "qingshi-2.docx", one).duties


@pytest.fixture(scope="session")
def sample() -> Pages:
    return made_of(sample_town())


def plain(text: str) -> str:
    """What a reader sees of a page's HTML."""
    return unescape(re.sub(r"<[^>]+>", "", text))


def html(text: str) -> Any:
    """HTML as a tree, without references to notes."""
    unmarked = re.sub('<sup class="duty-mark">.*?</sup>', "", text)
    return lxml.html.fromstring(f"<div>{unmarked}</div>")


def texts_of(duty: Duty) -> Iterator[str]:
    """Every text of a record besides its title and section."""
    if duty.kind == "cooperative":
        yield from duty.departments_as_published
        for part in duty.responsibilities:
            yield part.heading or ""
            yield from part.tasks
        yield from duty.town_tasks
    elif duty.kind == "reclaimed":
        for handover in duty.handover:
            yield handover.heading
            yield from handover.method
        if duty.discontinued:
            yield duty.discontinued.statement


def sections(page: Page) -> dict[str, str]:
    """A page's text by the anchors of its headings; what stands before the first by an empty one."""
    parts = re.split(r"^#{2,} .*? \{ #(\S+) \}$", page.text, flags=re.MULTILINE)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def linked(path: str, text: str, folder: str) -> list[str]:
    """The pages of a folder that a text links to, by name, in order."""
    found = []
    for address in LINK.findall(text):
        target = posixpath.normpath(posixpath.join(path.removesuffix(".md"), unquote(address.partition("#")[0])))
        if posixpath.dirname(target) == folder:
            found.append(posixpath.basename(target))
    return found


# ---- nothing is lost -------------------------------------------------------------------------------------------------------


def test_every_duty_section_and_department_has_its_page(pages: Pages, duties: DutyList) -> None:
    named = [
        *(duty_path(duty.id) for known in ld.editions() for duty in ld.load(edition=known.number)),
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
        shown = plain(page.text)
        place = 0
        for text in texts_of(duty):
            found = shown.find(text, place)
            assert found >= 0, (duty.id, text)
            place = max(place, found)


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


def tasks_in(element: Any) -> Iterator[str]:
    """The numbered texts, or the only one."""
    for item in element.xpath(".//ol[@class='duty-tasks']/li | .//p[@class='duty-tasks']"):
        yield item.text_content()


def test_what_was_taken_back_names_who_took_it_and_how(duties: DutyList, pages: Pages) -> None:
    for item in duties.reclaimed:
        found = sections(pages[duty_path(item.id)])
        if item.discontinued:
            assert "handover" not in found
            assert "不再开展" in plain(found[""])
            assert f"<strong>{item.discontinued.basis}</strong>" in found["discontinued"]
            continue
        rows = html(found["handover"]).xpath("//table//tbody/tr")
        assert [row.xpath("./th")[0].text_content() for row in rows] == [part.heading for part in item.handover]
        assert [tuple(tasks_in(row)) for row in rows] == [part.method for part in item.handover]


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
    known = ld.dispatch_directory().duties
    for duty in duties:
        said = known.get(duty.id)
        if said is None:
            assert "wordings" not in sections(pages[duty_path(duty.id)])
            continue
        found = sections(pages[duty_path(duty.id)])["wordings"]
        assert "不是清单的文字" in found
        assert [item.text_content() for item in html(found).xpath("//details//li")] == [*said.all()]


def test_near_duties_are_shown_with_what_tells_them_apart(pages: Pages, duties: DutyList) -> None:
    near, apart = related(duties), distinctions(duties)
    for duty in duties:
        found = sections(pages[duty_path(duty.id)]).get("related", "")
        assert linked(duty_path(duty.id), found, "duties") == list(near[duty.id])
        items = html(found).xpath("//li") if found else []
        for item, other in zip(items, near[duty.id], strict=True):
            why = apart.get(duty.id, {}).get(other)
            assert item.text_content().endswith(duties[other].title + (f"怎样分：{why}" if why else ""))


def test_every_note_is_shown_and_referred_to_where_it_stands(pages: Pages, duties: DutyList) -> None:
    for duty in duties:
        notes = duties.notes_on(duty.id)
        found = sections(pages[duty_path(duty.id)])
        assert ("notes" in found) == bool(notes)
        if not notes:
            continue
        items = html(found["notes"]).xpath("//ol[@class='duty-notes']/li")
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


# ---- lists, sections, departments --------------------------------------------------------------------------------------------


def entries_of(page: Page) -> list[tuple[int, str]]:
    """Number and id of every duty listed, in order."""
    found = []
    for text in re.findall(r'<ol class="duty-entries">\n.*?\n</ol>', page.text, re.DOTALL):
        for item in html(text).xpath("./ol/li"):
            (target,) = linked(page.path, f'href="{item.xpath("./a")[0].get("href")}"', "duties")
            found.append((int(item.get("value")), target))
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_has_its_duties_in_order_by_section(kind: Kind, pages: Pages, duties: DutyList) -> None:
    page = pages[list_path(kind)]
    assert entries_of(page) == [(duty.number, duty.id) for duty in duties.filter(kind=kind)]
    for name in duties.edition.categories:
        count = len(duties.filter(kind=kind, category=name))
        assert (heading(2, f"{name}（{count}项）", name) in page.text) == bool(count)
    shown = plain(page.text)
    assert all(duty.title in shown for duty in duties.filter(kind=kind))


@pytest.mark.parametrize("kind", KINDS[1:])
def test_a_list_names_the_departments_of_each(kind: Kind, pages: Pages, duties: DutyList) -> None:
    page = pages[list_path(kind)]
    items = re.findall(r"<li value=.*?</li>", page.text)
    for item, duty in zip(items, duties.filter(kind=kind), strict=True):
        named = duty.departments if duty.kind == "cooperative" else tuple(departments_of(duty))
        assert linked(page.path, item, "departments") == [*dict.fromkeys(named)]
        assert ("不再开展" in item) == (not named)


def test_a_section_has_exactly_its_duties(pages: Pages, duties: DutyList) -> None:
    for name in duties.edition.categories:
        found = entries_of(pages[category_path(name)])
        assert [listed for _, listed in found] == list(duties.by_category(name).ids)
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
        found = sections(page)
        for role in ROLES:
            ids = list(duties.by_department(department.name, role=role).ids)
            assert re.findall(r'<tr role="row" id="([^"]+)">', found.get(role, "")) == ids
        rows = html(page.text).xpath("//tr[@id]")
        shown = [(row.get("id"), text) for row in rows for text in tasks_in(row)]
        assert sorted(shown) == sorted((task.duty.id, task.text) for task in duties.tasks_of(department.name))
        assert all(alias in plain(page.text) for alias in department.aliases)


def test_a_department_names_those_it_leads_with(pages: Pages, duties: DutyList) -> None:
    for department in duties.departments:
        path = department_path(department.name)
        found = sections(pages[path]).get("partners", "")
        partners: dict[str, list[str]] = {}
        for duty in duties.by_department(department.name, role="leads"):
            for name in dict.fromkeys(departments_of(duty)):
                if name != department.name:
                    partners.setdefault(name, []).append(duty.id)
        items = found.split("<li>")[1:]
        assert {linked(path, item, "departments")[0]: linked(path, item, "duties") for item in items} == partners
        assert [len(linked(path, item, "duties")) for item in items] == sorted(map(len, partners.values()), reverse=True)


def test_a_name_for_no_single_department_says_so(pages: Pages) -> None:
    assert "不指哪一个部门" in pages[department_path("区级相关部门")].text
    assert "不指哪一个部门" not in pages[department_path("区公安局")].text


def test_tasks_under_a_heading_of_several_say_with_whom(pages: Pages) -> None:
    row = pages[department_path("区林业局")].text.partition('id="C044"')[2].partition("</tr>")[0]
    assert "与区城市管理局共同：" in plain(row)


# ---- links, marks, order -----------------------------------------------------------------------------------------------------


def anchors_on(page: Page) -> set[str]:
    return {*re.findall(r"\{ #(\S+) \}$", page.text, re.MULTILINE), *re.findall(r'id="([^"]+)"', page.text)}


def dead(pages: Pages, lists: Sequence[DutyList]) -> set[tuple[str, str]]:
    """Links that lead nowhere. The pages of editions and comparisons are made elsewhere."""
    numbers = [duties.edition.number for duties in lists]
    others = [*map(edition_path, numbers), *(comparison_path(a, b) for a, b in pairwise(numbers))]
    known = {unquote(url("index.md", path)): pages.get(path) for path in (*pages, *others)}
    anchors = {path: anchors_on(page) for path, page in pages.items()}
    bad = set()
    for page in pages.values():
        here = unquote(url("index.md", page.path))
        for address in set(LINK.findall(page.text)):
            target, _, anchor = unquote(unescape(address)).partition("#")
            place = posixpath.normpath(posixpath.join(here, target)) + "/" if target else here
            found = known.get(place)
            if place not in known or (anchor and found and anchor not in anchors[found.path]):
                bad.add((page.path, address))
    return bad


def test_the_html_is_well_formed_and_no_name_is_given_twice(pages: Pages, sample: Pages) -> None:
    for page in (*pages.values(), *sample.values()):
        body = page.text.partition("\n---\n")[2]
        code = re.sub(r"^```.*?^```$", "", body, flags=re.MULTILINE | re.DOTALL)
        html = "\n".join(line for line in code.splitlines() if not line.startswith("#"))
        lxml.etree.fromstring(f"<page>{html}</page>")
        names = [*re.findall(r"\{ #(\S+) \}$", body, re.MULTILINE), *re.findall(r' id="([^"]+)"', body)]
        assert len(names) == len(set(names)), page.path


def test_headings_go_down_step_by_step(pages: Pages, sample: Pages) -> None:
    for page in (*pages.values(), *sample.values()):
        levels = [len(marks) for marks in re.findall(r"^(#+) .* \{ #", page.text, re.MULTILINE)]
        assert all(after <= before + 1 for before, after in zip([1, *levels], levels, strict=False)), page.path


def test_pages_are_the_same_every_time() -> None:
    assert made_of(sample_town()) == made_of(sample_town())


def test_no_style_or_script_stands_in_a_page(pages: Pages) -> None:
    for page in pages.values():
        assert not re.search(r"<(script|style)|\sstyle=|\son[a-z]+=", page.text), page.path


# ---- editions ----------------------------------------------------------------------------------------------------------------


def test_ids_of_all_editions_have_pages_and_links_that_lead_somewhere(sample: Pages) -> None:
    packaged = [ld.load(edition=known.number) for known in ld.editions()]
    for lists, pages in ((sample_town(), sample), (packaged, made_of(packaged))):
        assert all(duty_path(duty.id) in pages for edition in lists for duty in edition)
        assert dead(pages, lists) == set()


def test_what_was_withdrawn_says_so_and_shows_its_last_record(sample: Pages) -> None:
    one, two = sample_town()
    gone = [duty for duty in one if duty.id not in two]
    assert [duty.id for duty in gone] == ["B025", "R008"]
    for record in gone:
        page = sample[duty_path(record.id)]
        assert "已不在清单上" in page.text
        assert "第2版撤销，没有事项接替。" in plain(sections(page)["became"])
        assert "已不再有效" in sections(page)["record"]
        assert heading(1, record.title) in page.text
        assert all(text in plain(page.text) for text in texts_of(record))
        assert f'ld.load(edition=1)["{record.id}"]' in page.text
        assert f"lishi-duties show {record.id} --edition 1" in page.text
        assert "第1版" in sections(page)["citation"]
        assert "related" not in sections(page)
    assert heading(3, "承接部门及工作方式（第1版）", "handover") in sample[duty_path("R008")].text


def test_a_last_record_keeps_its_notes_and_its_department_column(document: dict[str, Any]) -> None:
    old = ld.DutyList(ld.DutyListFile.model_validate_json(json.dumps(document)))
    document["edition"]["number"] = 2
    document["notes"] = []
    document["cooperative"] = [duty | {"number": 1} for duty in document["cooperative"] if duty["id"] != "C001"]
    for kind in KINDS:
        document[kind] = [duty | {"edition": 2} for duty in document[kind]]
    pages = made_of([old, ld.DutyList(ld.DutyListFile.model_validate_json(json.dumps(document)))])
    page = pages[duty_path("C001")]
    assert "当时公安局（规范名称：区公安局）注1、区级相关部门牵头，样例镇配合。" in plain(page.text)
    assert [node.text_content() for node in html(page.text).xpath("//ol[@class='duty-notes']//dd")] == [
        "公安局",
        "区公安局",
        "脱“区”字。",
    ]
    assert all(text in plain(page.text) for text in texts_of(old["C001"]))


def test_what_moved_stands_in_its_new_list_and_tells_of_the_old(sample: Pages) -> None:
    page = sample[duty_path("C003")]
    assert 'class="duty-tag duty-tag--reclaimed"' in sections(page)[""]
    history = plain(sections(page)["history"])
    assert "由配合履职事项移入上级部门收回事项；内容有修改。" in history
    assert history.index("第2版") < history.index("第1版")
    assert "首次列入时在配合清单" in sections(page)["citation"]
    assert "C003" in [listed for _, listed in entries_of(sample[list_path("reclaimed")])]
    assert "C003" not in [listed for _, listed in entries_of(sample[list_path("cooperative")])]


def test_what_was_renamed_tells_its_former_name(sample: Pages) -> None:
    assert "改名，原为：负责农村人居环境整治工作。" in plain(sections(sample[duty_path("B019")])["history"])


def test_another_towns_pages_have_none_of_our_peoples_words(sample: Pages) -> None:
    assert all("wordings" not in sections(page) and "派单目录" not in page.text for page in sample.values())


def test_a_department_or_section_of_earlier_editions_only_is_named_on_the_index(document: dict[str, Any]) -> None:
    old = ld.DutyList(ld.DutyListFile.model_validate_json(json.dumps(document)))
    text = json.dumps(document, ensure_ascii=False)
    for before, after in (("区林业局", "区园林局"), ('"林业局"', '"区林业局"'), ("生态环保", "绿色发展")):
        text = text.replace(before, after)
    changed = json.loads(text)
    changed["edition"]["number"] = 2
    for kind in KINDS:
        for duty in changed[kind]:
            duty["edition"] = 2
    new = ld.DutyList(ld.DutyListFile.model_validate_json(json.dumps(changed)))
    pages = made_of([old, new])
    index = pages["departments/index.md"]
    assert "区林业局：最后见于第1版，现称区园林局" in plain(sections(index)["former"])
    assert department_path("区林业局") not in pages
    assert "former" not in sections(made_of([old])["departments/index.md"])
    assert "生态环保" in sections(pages["categories/index.md"])["former"]
    assert dead(pages, [old, new]) == set()


def history_of(lineage: Sequence[Lineage], numbers: Sequence[int] = (1, 2)) -> Pages:
    """A town that had five duties and has three; what became of the others is recorded."""
    first = made_file([made("basic", n, f"第{n}件事。", f"B{n:03}") for n in range(1, 6)])
    kept = [
        made("basic", 1, "第1件事。", "B001", 2),
        made("basic", 2, "第3件事。", "B003", 2),
        made("reclaimed", 1, "收回的事", "R001", 2),
    ]
    lists = {1: DutyList(first), 2: DutyList(made_file(kept, lineage, 2))}
    found = made_of([lists[number] for number in numbers])
    assert dead(found, [lists[number] for number in numbers]) == set()
    return found


RECORDED = (
    event("B002", "split", into=("B001", "R001"), title="第2件事。"),
    event("B004", "merged", into=("B003",), title="第4件事。"),
    event("B005", "merged", title="第5件事。"),
)


@pytest.mark.parametrize(
    ("id", "says", "into", "told"),
    [
        ("B002", "第2版拆分，由第1件事。（B001）、收回的事（R001）接替。", ["B001", "R001"], "拆分"),
        ("B004", "第2版并入其他事项，由第3件事。（B003）接替。", ["B003"], "并入其他事项"),
        ("B005", "第2版并入其他事项，接替的事项其后均已撤销。", [], "并入其他事项"),
    ],
)
def test_what_was_split_or_merged_leads_to_what_took_its_place(id: str, says: str, into: list[str], told: str) -> None:
    page = history_of(RECORDED)[duty_path(id)]
    became = sections(page)["became"]
    assert says in plain(became)
    assert linked(page.path, became, "duties") == into
    assert f"第2版（未载明日期）：{told}。" in plain(sections(page)["history"])
    assert f"第{id[-1]}件事。" in page.text


def test_an_id_only_the_lineage_tells_of_has_a_page(duties: DutyList) -> None:
    page = history_of(RECORDED, (2,))[duty_path("B004")]
    assert heading(1, "第4件事。") in page.text
    assert "原基本履职事项" in plain(page.text)
    assert "由第3件事。（B003）接替" in plain(sections(page)["became"])
    assert [*sections(page)] == ["", "became"]


def test_an_id_that_went_without_a_word_says_that() -> None:
    page = history_of(())[duty_path("B002")]
    assert "没有记载它的去向" in plain(sections(page)["became"])
    assert "不再列入" in plain(sections(page)["history"])


def test_an_id_that_came_back_is_compared_with_the_edition_before() -> None:
    def edition(number: int, *ids: int) -> DutyList:
        return DutyList(
            made_file([made("basic", place, f"第{n}件事。", f"B{n:03}", number) for place, n in enumerate(ids, 1)], (), number)
        )

    lists = [edition(1, 1, 2), edition(2, 1), edition(3, 1), edition(4, 1, 2)]
    pages = made_of(lists)
    history = sections(pages[duty_path("B002")])["history"]
    assert "第4版（未载明日期）：重新列入。" in plain(history)
    assert dead(pages, lists) == set()


# ---- bad and odd input -------------------------------------------------------------------------------------------------------

MARKS = "*甲*_乙_ |丙| [丁](戊) {#己} `庚` # ! \\ ~辛~ &amp; <b>壬</b> ^癸^ =子= 2 < 3"
TAGS = '<script>alert("1")</script> <b>&amp; &lt;</b> \' "'


@pytest.fixture
def hostile(document: dict[str, Any]) -> Pages:
    """The small town, its texts full of what Markdown and HTML take for marks."""
    text = json.dumps(document, ensure_ascii=False)
    for plain_, spoilt in (
        ("区公安局", "区公安<i>局"),
        ("受理报警。", f"受理{TAGS}{MARKS}报警。"),
        ("脱“区”字。", f"脱{TAGS}字。"),
    ):
        text = text.replace(plain_, json.dumps(spoilt, ensure_ascii=False)[1:-1])
    document = json.loads(text)
    document["cooperative"][0]["title"] = f"校园{MARKS}"
    document["basic"][0]["title"] = f"负责{TAGS}党员教育。"
    document["edition"]["title"] = f"清单{TAGS}"
    document["notes"][0]["meant"] = TAGS
    document["reclaimed"][1]["discontinued"] = {"statement": f"根据{TAGS}，不再开展。", "basis": f"根据{TAGS}"}
    return made_of([ld.DutyList(ld.DutyListFile.model_validate_json(json.dumps(document)))])


def rendered(page: Page) -> Any:
    """A page as MkDocs makes it of its Markdown."""
    extensions = ["admonition", "attr_list", "tables", "toc", "pymdownx.highlight", "pymdownx.superfences", "pymdownx.tilde"]
    body = page.text.partition("\n---\n")[2]
    return html(markdown.markdown(body, extensions=extensions))


def test_hostile_text_is_shown_and_nothing_else(hostile: Pages) -> None:
    for page in hostile.values():
        root = rendered(page)
        assert not root.xpath("//script | //b | //i"), page.path
    school = rendered(hostile[duty_path("C001")])
    assert school.xpath("//h1")[0].text_content() == f"校园{MARKS}"
    assert f"受理{TAGS}{MARKS}报警。" in [item.text_content() for item in school.xpath("//ol[@class='duty-tasks']/li")]
    assert [node.text_content() for node in school.xpath("//ol[@class='duty-notes']//dd")] == ["公安局", TAGS, f"脱{TAGS}字。"]
    ended = rendered(hostile[duty_path("R002")])
    assert ended.xpath("//blockquote")[0].text_content().strip() == f"根据{TAGS}，不再开展。"
    assert ended.xpath("//blockquote//strong")[0].text_content() == f"根据{TAGS}"
    listed = rendered(hostile[list_path("basic")]).xpath("//ol[@class='duty-entries']/li/a")
    assert listed[0].text_content() == f"负责{TAGS}党员教育。"
    assert rendered(hostile[department_path("区公安<i>局")]).xpath("//h2[@id='leads']")


def test_markdown_leaves_the_html_of_a_page_as_it_is(pages: Pages, duties: DutyList) -> None:
    for duty in (duties[name] for name in ("C047", "R143", "R119", "B001", "C070")):
        page = pages[duty_path(duty.id)]
        root = rendered(page)
        assert root.xpath("//h1")[0].text_content() == duty.title
        assert [*tasks_in(root)] == [*tasks_in(html(page.text))]
        links = [link.get("href") for link in root.xpath("//a[@href]")]
        assert links == [unescape(one) for one in LINK.findall(page.text) if not one.startswith("#note-")]


def test_a_town_with_next_to_nothing() -> None:
    empty = json.loads(json.dumps(SMALL)) | {"cooperative": [], "reclaimed": [], "notes": []}
    pages = made_of([ld.DutyList(ld.DutyListFile.model_validate_json(json.dumps(empty)))])
    assert "这一类别现在没有事项" in pages[category_path("生态环保")].text
    assert "没有给它事项" in pages[department_path("区林业局")].text
    assert entries_of(pages[list_path("reclaimed")]) == []
    assert all(
        LIST_NAMES[kind] in pages["lists/index.md"].text and KIND_LABELS[kind] in pages["lists/index.md"].text for kind in KINDS
    )


@pytest.mark.parametrize("module", [duties_module, lists_module, departments])
def test_the_examples_in_docstrings(module: ModuleType) -> None:
    assert not doctest.testmod(module).failed
