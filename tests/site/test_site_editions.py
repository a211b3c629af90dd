"""The site's pages of editions, comparisons, editorial notes and the dispatch directory."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, get_args
from urllib.parse import unquote

import lxml.html
import pytest
from lists import AWKWARD, awkward_list
from markdown import markdown
from small_lists import duty, file

import lishi_duties as ld
from duty_site.directory import directory_pages
from duty_site.editions import edition_pages
from duty_site.notes import NOTE_KINDS, notes_pages
from duty_site.page import Page, category_path, comparison_path, department_path, duty_path, edition_path, list_path
from lishi_duties.intake import read_document
from lishi_duties.model import KINDS, LIST_NAMES, Department, Lineage, NoteKind
from lishi_duties.retrieval.directory import Directory, Topic, Wordings

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[1] / "samples"
EXTENSIONS = ["attr_list", "tables", "toc", "pymdownx.superfences"]
WRITTEN_BY_HAND = ("index.md", "versions.md", "dispatch-directory.md", "dispatch/index.md")
OTHERS = ("lists/index.md", "categories/index.md", "departments/index.md", "pictures.md")


# What a page shows, and where it leads


def rendered(page: Page) -> lxml.html.HtmlElement:
    """A page as MkDocs renders it, without the frame."""
    matter, found = re.subn(r"\A---\n.*?\n---\n", "", page.text, flags=re.DOTALL)
    assert found == 1
    return lxml.html.fromstring(f"<main>{markdown(matter, extensions=EXTENSIONS)}</main>")


def text_of(element: lxml.html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def address(path: str) -> str:
    """Where a page stands on the site."""
    return re.sub(r"(^|/)index$", r"\1", path.removesuffix(".md")).rstrip("/")


def leads_to(page: Page, href: str) -> str:
    """The address an address written on a page stands for."""
    return posixpath.normpath(posixpath.join(address(page.path) or ".", unquote(href.partition("#")[0]))).removeprefix(".")


def pages_of(lists: Sequence[ld.DutyList], own: Iterable[Page]) -> set[str]:
    """The addresses of all pages there are, by the functions that say where a page stands."""
    newest = lists[-1]
    paths = {page.path for page in own} | {*WRITTEN_BY_HAND, *OTHERS}
    paths |= {duty_path(one.id) for duties in lists for one in duties} | {duty_path(event.id) for event in newest.lineage}
    paths |= {department_path(department.name) for department in newest.departments}
    paths |= {category_path(name) for name in newest.edition.categories} | {list_path(kind) for kind in KINDS}
    paths |= {edition_path(duties.edition.number) for duties in lists} | {"editions/index.md", "notes.md"}
    return {address(path) for path in paths}


def dead_links(lists: Sequence[ld.DutyList], pages: Sequence[Page]) -> list[tuple[str, str]]:
    known = pages_of(lists, pages)
    dead = []
    for page in pages:
        main = rendered(page)
        anchors = {f"#{name}" for name in main.xpath("//@id")}
        for href in main.xpath("//@href"):
            found = href in anchors if href.startswith("#") else leads_to(page, href) in known
            dead += [] if found else [(page.path, href)]
    return dead


@cache
def sample() -> tuple[ld.DutyList, ld.DutyList]:
    one = read_document(SAMPLES / "qingshi-1.docx").duties
    return one, read_document(SAMPLES / "qingshi-2.docx", one).duties


def written(lists: Sequence[ld.DutyList]) -> dict[str, Page]:
    return {page.path: page for page in edition_pages(lists)}


def section(main: lxml.html.HtmlElement, title: str) -> lxml.html.HtmlElement:
    """What stands under a heading that begins so."""
    (heading,) = [one for one in main.iter("h2") if text_of(one).startswith(title)]
    return heading.getnext()


def cells(table: lxml.html.HtmlElement) -> list[list[str]]:
    return [[text_of(cell) for cell in row.iter("th", "td")] for row in table.iter("tr")]


# ---- editions ------------------------------------------------------------------------------------------------------------


def test_one_edition_has_a_page_and_nothing_to_compare_with() -> None:
    pages = written([ld.load(edition=1)])
    assert list(pages) == ["editions/index.md", "editions/1.md"]
    assert "只有一版，还没有可以比较的" in text_of(rendered(pages["editions/index.md"]))


def test_the_index_names_every_edition_its_document_and_its_counts() -> None:
    main = rendered(written(sample())["editions/index.md"])
    numbers, documents = (cells(table) for table in main.iter("table"))
    for row, document, duties in zip(numbers[1:], documents[1:], reversed(sample()), strict=True):
        counts = [len(duties.basic), len(duties.cooperative), len(duties.reclaimed), len(duties)]
        name = f"第{duties.edition.number}版"
        assert row == [name, "未载明日期", *map(str, counts), duties.edition.title]
        assert document == [name, duties.edition.source.document, duties.edition.source.sha256]
    assert main.xpath("//ul/li/a/@href") == ["1-2/"]


def dated(duties: ld.DutyList, **facts: Any) -> ld.DutyList:
    """A list with other facts of its edition or its file."""
    document = json.loads(duties.file.model_dump_json())
    document["edition"] |= facts.pop("edition", {})
    return ld.DutyList(ld.DutyListFile.model_validate_json(json.dumps(document | facts)))


def test_a_date_is_written_as_people_write_it() -> None:
    duties = dated(ld.load(edition=1), edition={"published": "2026-05-01"})
    pages = written([duties])
    assert "2026年5月1日" in text_of(rendered(pages["editions/index.md"]))
    assert "2026年5月1日" in text_of(rendered(pages["editions/1.md"]))


def test_the_page_of_an_edition_has_its_facts() -> None:
    duties = ld.load(edition=1)
    main = rendered(written([duties])["editions/1.md"])
    facts, counts = (cells(table) for table in main.iter("table"))
    told = dict(facts[1:])
    edition = duties.edition
    assert told["标题"] == edition.title
    assert told["所据文件"] == edition.source.document
    assert told["文件的 SHA-256"] == edition.source.sha256
    assert (told["事项"], told["部门"], told["编者注"]) == (
        f"{len(duties)}项",
        f"{len(duties.departments)}个",
        f"{len(duties.notes)}条",
    )
    sections, _ = duties.statistics()
    assert counts[1:-1] == [[c.category, *map(str, (c.basic, c.cooperative, c.reclaimed, c.total))] for c in sections]
    assert counts[-1] == [
        "合计",
        str(len(duties.basic)),
        str(len(duties.cooperative)),
        str(len(duties.reclaimed)),
        str(len(duties)),
    ]
    assert text_of(section(main, "部门")).split("、") == [department.name for department in duties.departments]
    code = "".join(main.xpath("//pre//text()"))
    assert "ld.load(edition=1)" in code
    assert "lishi-duties list --edition 1" in code


def test_the_python_of_the_page_gets_the_edition() -> None:
    (code,) = re.findall("```python\n(.*?)```", written([ld.load(edition=1)])["editions/1.md"].text, flags=re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    assert names["duties"] == ld.load(edition=1)


def test_editions_lead_to_their_neighbours() -> None:
    pages = written([listed(1), listed(2), listed(3)])
    for number, links in ((1, {"1-2"}), (2, {"1-2", "2-3"}), (3, {"2-3"})):
        page = pages[f"editions/{number}.md"]
        found = {leads_to(page, href) for href in rendered(page).xpath("//a/@href")}
        assert {one for one in found if "-" in one} == {f"editions/{one}" for one in links}


def test_an_edition_of_old_leads_to_departments_and_sections_there_still_are() -> None:
    new = sample()[1]
    document = json.loads(new.file.model_dump_json())
    document["edition"] |= {"number": 3, "categories": [*document["edition"]["categories"][:-1], "新类别"]}
    document["departments"] = [{"name": "县新局", "kind": "district", "aliases": [new.departments.names[0]]}]
    document |= {"basic": [], "cooperative": [], "reclaimed": [], "notes": [], "lineage": []}
    newest = ld.DutyList(ld.DutyListFile.model_validate_json(json.dumps(document)))
    pages = [*edition_pages([new, newest])]
    page = pages[1]
    assert page.path == "editions/2.md"
    found = {leads_to(page, href) for href in rendered(page).xpath("//a/@href")}
    assert "departments/县新局" in found  # renamed: what it is called now
    assert f"categories/{new.edition.categories[0]}" in found
    assert not dead_links([new, newest], pages)


# ---- comparisons ---------------------------------------------------------------------------------------------------------


def lineage(id_: str, kind: str, edition: int, into: Sequence[str] = ()) -> Lineage:
    lists = ({"B": "basic", "R": "reclaimed"}[id_[0]],)
    return Lineage.model_validate(
        {"id": id_, "kind": kind, "edition": edition, "title": "原有事项", "into": tuple(into), "lists": lists}
    )


def listed(edition: int) -> ld.DutyList:
    """One of three editions: B002 is split in the second, R001 withdrawn in the third."""
    found = [duty("basic", 1, "开展党员教育。", "B001", edition)]
    if edition == 1:
        found.append(duty("basic", 2, "发放高龄津贴和残疾人补贴。", "B002"))
    else:
        found += [duty("basic", 2, "发放高龄津贴。", "B003", edition), duty("basic", 3, "发放残疾人补贴。", "B004", edition)]
    if edition < 3:
        found.append(duty("reclaimed", 1, "许可证换证核查", "R001", edition))
    events = [lineage("B002", "split", 2, ("B003", "B004")), lineage("R001", "withdrawn", 3)]
    return ld.DutyList(file(found, [event for event in events if event.edition <= edition], edition))


def entry(main: lxml.html.HtmlElement, title: str, words: str) -> lxml.html.HtmlElement:
    """The entry of a section that names a duty."""
    (found,) = [item for item in section(main, title).iterchildren("li") if words in side(item, "ins") + side(item, "del")]
    return found


def side(item: lxml.html.HtmlElement, mark: str) -> str:
    """What an entry says with only one of the marks: `ins` for the words that are, `del` for those that were."""
    other = "del" if mark == "ins" else "ins"
    texts = item.xpath(f".//text()[not(ancestor::{other})]")
    return re.sub(r"\s+", " ", "".join(texts))


def test_the_comparison_names_every_change_of_the_sample_town() -> None:
    main = rendered(written(sample())["editions/1-2.md"])
    changes = json.loads((SAMPLES / "qingshi-changes.json").read_text(encoding="utf-8"))
    assert len(changes) == 11
    for change in changes:
        kind = change["kind"]
        revised = f"有修改的{LIST_NAMES[change['list']]}"
        if kind == "added":
            entry(main, "新增的事项", change["name"])
        elif kind == "removed":
            assert "撤销" in text_of(entry(main, "不再列入的事项", change["name"]))
        elif kind == "moved":
            told = text_of(entry(main, "移至其他清单的事项", change["name"]))
            assert f"由{LIST_NAMES[change['old_list']]}第{change['old_no']}项" in told
            assert f"移入{LIST_NAMES[change['list']]}" in told
        elif kind == "renamed":
            item = entry(main, revised, change["new"])
            assert change["old"] in side(item, "del")
            assert item.xpath(".//ins | .//del")
        elif kind in ("town_tasks", "superior_tasks"):
            told = text_of(entry(main, revised, change["name"]))
            for text in change["added"]:
                assert re.search(f"增加[^“]*“{re.escape(text)}", told)
            for text in change["removed"]:
                assert re.search(f"删去[^“]*“{re.escape(text)}", told)
        elif kind == "handover_department":
            assert f"承接部门由{change['old']}改为{change['new']}" in text_of(entry(main, revised, change["name"]))
        else:
            assert kind == "discontinued"
            assert "改为不再开展此项工作" in text_of(entry(main, revised, change["name"]))


def test_words_that_went_and_came_are_marked_as_such() -> None:
    old = listed(1)
    document = json.loads(old.file.model_dump_json())
    document["edition"]["number"] = 2
    for record in (*document["basic"], *document["reclaimed"]):
        record["edition"] = 2
    document["basic"][0]["title"] = "组织党员教育。"
    new = ld.DutyList(ld.DutyListFile.model_validate_json(json.dumps(document)))
    main = rendered(written([old, new])["editions/1-2.md"])
    assert main.xpath("//del/text()") == ["开展"]
    assert main.xpath("//ins/text()") == ["组织"]
    assert "划去的字句已删去，加粗的字句为新增" in text_of(main)


def test_the_counts_of_a_comparison_are_those_of_the_lists() -> None:
    old, new = sample()
    (table,) = rendered(written(sample())["editions/1-2.md"]).iter("table")
    rows = cells(table)[1:]
    parts = [(old.basic, new.basic), (old.cooperative, new.cooperative), (old.reclaimed, new.reclaimed), (old, new)]
    assert [(int(row[1]), int(row[2]), int(row[3])) for row in rows] == [(len(a), len(b), len(b) - len(a)) for a, b in parts]


def test_every_id_of_a_comparison_leads_to_its_duty() -> None:
    lists = [listed(1), listed(2), listed(3)]
    page = written(lists)["editions/1-2.md"]
    main = rendered(page)
    ids = re.findall("[BCR][0-9]{3}", text_of(main))
    linked = [text_of(link) for link in main.iter("a") if re.fullmatch("[BCR][0-9]{3}", text_of(link))]
    assert ids == linked
    assert {"B002", "B003", "B004"} <= {*ids}
    assert {leads_to(page, link.get("href")) for link in main.iter("a") if text_of(link) == "B002"} == {"duties/B002"}


@pytest.mark.parametrize(("old", "new", "part"), [(1, 2, "主版本"), (2, 3, "主版本"), (3, 4, "次版本")])
def test_it_says_which_part_of_the_version_the_change_asks_for(old: int, new: int, part: str) -> None:
    lists = [listed(old), listed(new)]
    assert f"进程序版本号的{part}" in text_of(rendered(written(lists)[comparison_path(old, new)]))


def test_editions_between_which_nothing_differs_are_compared_as_well() -> None:
    main = rendered(written([listed(3), listed(4)])["editions/3-4.md"])
    assert "没有差别" in text_of(main)
    assert not main.xpath("//table | //h2")


def test_more_than_two_editions_are_compared_from_end_to_end() -> None:
    pages = written([listed(1), listed(2), listed(3)])
    assert [path for path in pages if "-" in path] == ["editions/1-2.md", "editions/2-3.md", "editions/1-3.md"]
    told = text_of(rendered(pages["editions/1-3.md"]))
    assert "拆分1项" in told
    assert "撤销1项" in told
    assert rendered(pages["editions/index.md"]).xpath("//ul/li/a/@href") == ["1-2/", "2-3/", "1-3/"]


# ---- editorial notes -----------------------------------------------------------------------------------------------------


def test_every_note_is_shown_under_its_kind_with_all_it_says() -> None:
    duties = ld.load()
    (page,) = notes_pages([duties])
    main = rendered(page)
    shown = 0
    for kind in get_args(NoteKind):
        notes = [note for note in duties.notes if note.kind == kind]
        headings = main.xpath("//h2[@id=$kind]", kind=kind)
        assert len(headings) == bool(notes)
        if notes:
            assert text_of(headings[0]) == f"{NOTE_KINDS[kind][0]}（{len(notes)}条）"
            items = headings[0].xpath("following-sibling::ol[1]/li")
            for item, note in zip(items, notes, strict=True):
                shown += 1
                assert item.xpath(".//a/@href")[0] == f"../duties/{note.duty}/"
                told = [text_of(part) for part in item.iter("dd")]
                assert told == [note.written, note.meant or "不能断定", note.reason]
    assert shown == len(duties.notes) > 100


def test_a_note_leads_to_its_place_on_the_page_of_its_duty() -> None:
    duties = ld.load()
    (page,) = notes_pages([duties])
    links = rendered(page).xpath("//span[@class='editorial-field']/a")
    by_place = {(link.get("href"), text_of(link)) for link in links}
    for noted in {note.duty for note in duties.notes}:
        for number, note in enumerate(duties.notes_on(noted), 1):
            if note.field == "title":
                assert (f"../duties/{noted}/#note-{number}", "事项名称") in by_place
    assert not [text for _, text in by_place if re.search(r"[\[\]a-z]", text)]  # told in Chinese


def test_what_differs_between_written_and_meant_is_marked() -> None:
    (page,) = notes_pages([ld.load()])
    (item,) = [one for one in rendered(page).xpath("//li") if "区应急局" in text_of(one) and "C039" in text_of(one)]
    assert item.xpath(".//mark/text()") == ["管理"]


def test_a_list_without_notes_says_so() -> None:
    (page,) = notes_pages([listed(1)])
    assert "没有编者注" in text_of(rendered(page))


def test_only_the_notes_of_the_newest_edition_have_a_page() -> None:
    old = ld.load(edition=1)
    new = dated(old, edition={"number": 2}, notes=[], basic=[], cooperative=[], reclaimed=[])
    pages = written([old, new])
    told = rendered(pages["editions/1.md"])
    assert "ld.load(edition=1).notes" in text_of(told)
    assert "notes" not in {leads_to(pages["editions/1.md"], href) for href in told.xpath("//a/@href")}


# ---- the dispatch directory ----------------------------------------------------------------------------------------------


def test_the_directory_shows_what_is_on_no_list() -> None:
    known = ld.dispatch_directory()
    (page,) = directory_pages([ld.load()])
    main = rendered(page)
    topics = {text_of(heading): heading.getnext() for heading in main.xpath("//h3[starts-with(@id, 'topic-')]")}
    assert list(topics) == [topic.name for topic in known.outside]
    for topic in known.outside:
        told = text_of(topics[topic.name])
        assert all(word in told for word in (*topic.keywords, *topic.says))


def test_the_directory_has_the_terms_and_the_number_of_wordings_of_each_duty() -> None:
    known, duties = ld.dispatch_directory(), ld.load()
    (page,) = directory_pages([duties])
    terms, *lists = (cells(table)[1:] for table in rendered(page).iter("table"))
    pairs = {(official, spoken) for spoken, officials in known.terms.items() for official in officials}
    assert {(row[0], word) for row in terms for word in row[1].split("、")} == pairs
    rows = [row for table in lists for row in table]
    assert [row[0] for row in rows] == [f"{one.id} {one.title}" for one in duties]
    for row, one in zip(rows, duties, strict=True):
        assert int(row[1]) == len(known.duties[one.id].all())
        assert all(word in known.duties[one.id].keywords for word in row[2].split("、"))


def test_another_town_is_told_that_it_has_no_directory() -> None:
    (page,) = directory_pages(sample())
    main = rendered(page)
    assert len(main) == 2  # the heading and one sentence
    assert str(sample()[1].edition.jurisdiction) in text_of(main)
    assert ld.dispatch_directory().jurisdiction in text_of(main)


def own_directory(duties: ld.DutyList, wordings: dict[str, Wordings], text: str = "词") -> Directory:
    return Directory(
        jurisdiction=str(duties.edition.jurisdiction),
        town="镇",
        duties=wordings,
        outside=(Topic(text, (text,), (text,)),),
        places=(),
        terms={text: (text,)},
        idle=(),
        traditional={},
    )


def test_new_duties_without_wordings_and_wordings_of_old_ones_are_told() -> None:
    duties = listed(3)
    few = dict.fromkeys(("B001", "B002"), Wordings(("词",), (), (), {}))
    (page,) = directory_pages([duties], own_directory(duties, few))
    told = text_of(rendered(page))
    assert "有2项新增的还没有写" in told
    assert "另有1项已经撤销、拆分或者并入的" in told
    rows = [row for table in rendered(page).iter("table") for row in cells(table)]
    assert ["B003 发放高龄津贴。", "0", "还没有写"] in rows


# ---- all of them ---------------------------------------------------------------------------------------------------------


def all_pages(lists: Sequence[ld.DutyList]) -> list[Page]:
    return [*edition_pages(lists), *notes_pages(lists), *directory_pages(lists)]


@cache
def towns() -> dict[str, Sequence[ld.DutyList]]:
    return {"packaged": [ld.load()], "sample": sample(), "three": [listed(1), listed(2), listed(3)]}


@pytest.mark.parametrize("town", ["packaged", "sample", "three"])
def test_every_link_leads_to_a_page(town: str) -> None:
    pages = all_pages(towns()[town])
    assert not dead_links(towns()[town], pages)
    for one, other in combinations(pages, 2):
        assert one.path != other.path
        assert one.text.splitlines()[1] != other.text.splitlines()[1], "two pages have the same title"


@pytest.mark.parametrize("town", ["packaged", "sample", "three"])
def test_the_same_data_gives_the_same_pages(town: str) -> None:
    assert all_pages(towns()[town]) == all_pages(towns()[town])


@pytest.mark.parametrize("town", ["packaged", "sample", "three"])
def test_pages_have_headings_in_order_and_neither_styles_nor_scripts(town: str) -> None:
    for page in all_pages(towns()[town]):
        main = rendered(page)
        assert not main.xpath("//@style | //script | //style | //@onclick")
        levels = [int(one.tag[1]) for one in main.xpath("//h1 | //h2 | //h3 | //h4")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        for table in main.iter("table"):
            assert {*table.getparent().attrib} >= {"tabindex", "role", "aria-label"}
            assert table.find("caption") is not None
            assert all(cell.get("scope") for cell in table.iter("th"))


def shown(text: str) -> str:
    """A text as a browser shows it."""
    return re.sub(r"\s+", " ", text).strip()


def test_hostile_texts_are_shown_as_they_are() -> None:
    new = awkward_list()
    document = json.loads(new.file.model_dump_json())
    document |= {"basic": document["basic"][:1], "lineage": []}
    document["cooperative"] = []
    document["edition"] |= {"number": 1, "title": "<b>旧</b>"}
    document["basic"][0] |= {"edition": 1, "title": "<i>旧&amp;</i> *一* _二_ |三|"}
    document["departments"] = document["departments"][:2]
    old = ld.DutyList(ld.DutyListFile.model_validate_json(json.dumps(document)))
    pages = [*all_pages([old, new]), *directory_pages([new], own_directory(new, {}, "<img src=x onerror=alert(1)>|*一*_"))]
    known = {
        "main",
        "h1",
        "h2",
        "h3",
        "p",
        "span",
        "a",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "div",
        "code",
        "pre",
    }
    known |= {"ul", "ol", "li", "dl", "dt", "dd", "del", "ins", "mark", "b"}
    for page in pages:
        main = rendered(page)
        assert {element.tag for element in main.iter()} <= known, page.path
    told = {page.path: shown(rendered(page).text_content()) for page in pages}
    for department in new.departments:
        assert shown(department.name) in told["editions/2.md"]
    for text in AWKWARD:
        assert shown(text) in told["editions/1-2.md"], text
    assert "<i>旧&amp;</i> *一* _二_ |三|" in side(rendered(written([old, new])["editions/1-2.md"]), "del")
    assert "<img src=x onerror=alert(1)>|*一*_" in told["dispatch/directory.md"]


def test_what_a_department_or_an_edition_is_called_cannot_leave_its_place() -> None:
    duties = ld.load()
    name = '"><script>alert(1)</script>'
    spoiled = dated(
        duties,
        edition={"title": name, "source": {"document": name, "sha256": "0" * 64}},
        departments=[json.loads(Department(name=name, kind="mass").model_dump_json())],
        cooperative=[],
        reclaimed=[],
        notes=[],
    )
    for page in all_pages([spoiled]):
        assert not rendered(page).xpath("//script")
