"""The site's pages of editions and of what differs between two."""

from __future__ import annotations

import json
import re
from typing import Any

import lxml.html
import pytest
from site_pages import (
    SAMPLES,
    cells,
    changed,
    dead_links,
    editions_of,
    leads_to,
    listed,
    other_paths,
    read_list,
    rendered,
    sample_town,
    section,
    side,
    text_of,
)

import lishi_duties as ld
from duty_site.editions import edition_pages
from duty_site.page import comparison_path
from lishi_duties.model import LIST_NAMES

pytestmark = pytest.mark.slow


def test_one_edition_has_a_page_and_nothing_to_compare_with() -> None:
    pages = editions_of([ld.load(edition=1)])
    assert list(pages) == ["editions/index.md", "editions/1.md"]
    assert "只有一版，还没有可以比较的" in text_of(rendered(pages["editions/index.md"]))


def test_the_index_names_every_edition_its_document_and_its_counts() -> None:
    main = rendered(editions_of(sample_town())["editions/index.md"])
    numbers, documents = (cells(table) for table in main.iter("table"))
    for row, document, duties in zip(numbers[1:], documents[1:], reversed(sample_town()), strict=True):
        counts = [len(duties.basic), len(duties.cooperative), len(duties.reclaimed), len(duties)]
        name = f"第{duties.edition.number}版"
        assert row == [name, "未载明日期", *map(str, counts), duties.edition.title]
        assert document == [name, duties.edition.source.document, duties.edition.source.sha256]
    assert main.xpath("//ul/li/a/@href") == ["1-2/"]


def test_a_date_is_written_as_people_write_it() -> None:
    duties = changed(ld.load(edition=1), edition={"published": "2026-05-01"})
    pages = editions_of([duties])
    assert "2026年5月1日" in text_of(rendered(pages["editions/index.md"]))
    assert "2026年5月1日" in text_of(rendered(pages["editions/1.md"]))


def test_the_page_of_an_edition_has_its_facts() -> None:
    duties = ld.load(edition=1)
    main = rendered(editions_of([duties])["editions/1.md"])
    facts, counts = (cells(table) for table in main.iter("table"))
    values = dict(facts[1:])
    edition = duties.edition
    assert values["标题"] == edition.title
    assert values["所据文件"] == edition.source.document
    assert values["文件的 SHA-256"] == edition.source.sha256
    assert (values["事项"], values["部门"], values["编者注"]) == (
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
    (code,) = re.findall("```python\n(.*?)```", editions_of([ld.load(edition=1)])["editions/1.md"].text, flags=re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    assert names["duties"] == ld.load(edition=1)


def test_editions_lead_to_their_neighbours() -> None:
    pages = editions_of([listed(1), listed(2), listed(3)])
    for number, links in ((1, {"1-2"}), (2, {"1-2", "2-3"}), (3, {"2-3"})):
        page = pages[f"editions/{number}.md"]
        targets = {leads_to(page, href) for href in rendered(page).xpath("//a/@href")}
        assert {one for one in targets if "-" in one} == {f"editions/{one}" for one in links}


def test_an_edition_of_old_leads_to_departments_and_sections_there_still_are() -> None:
    new = sample_town()[1]
    document = json.loads(new.file.model_dump_json())
    document["edition"] |= {"number": 3, "categories": [*document["edition"]["categories"][:-1], "新类别"]}
    document["departments"] = [{"name": "县新局", "kind": "district", "aliases": [new.departments.names[0]]}]
    document |= {"basic": [], "cooperative": [], "reclaimed": [], "notes": [], "lineage": []}
    newest = read_list(document)
    pages = [*edition_pages([new, newest])]
    page = pages[1]
    assert page.path == "editions/2.md"
    targets = {leads_to(page, href) for href in rendered(page).xpath("//a/@href")}
    assert "departments/县新局" in targets  # renamed: what it is called now
    assert f"categories/{new.edition.categories[0]}" in targets
    assert not dead_links(pages, other_paths([new, newest]))


# ---- comparisons ---------------------------------------------------------------------------------------------------------


def entry(main: lxml.html.HtmlElement, title: str, words: str) -> lxml.html.HtmlElement:
    """The entry of a section that names a duty."""
    (match,) = [item for item in section(main, title).iterchildren("li") if words in side(item, "ins") + side(item, "del")]
    return match


def test_the_comparison_names_every_change_of_the_sample_town() -> None:
    main = rendered(editions_of(sample_town())["editions/1-2.md"])
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
            line = text_of(entry(main, "移至其他清单的事项", change["name"]))
            assert f"由{LIST_NAMES[change['old_list']]}第{change['old_no']}项" in line
            assert f"移入{LIST_NAMES[change['list']]}" in line
        elif kind == "renamed":
            item = entry(main, revised, change["new"])
            assert change["old"] in side(item, "del")
            assert item.xpath(".//ins | .//del")
        elif kind in ("town_tasks", "superior_tasks"):
            line = text_of(entry(main, revised, change["name"]))
            for text in change["added"]:
                assert re.search(f"增加[^“]*“{re.escape(text)}", line)
            for text in change["removed"]:
                assert re.search(f"删去[^“]*“{re.escape(text)}", line)
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
    new = read_list(document)
    main = rendered(editions_of([old, new])["editions/1-2.md"])
    assert main.xpath("//del/text()") == ["开展"]
    assert main.xpath("//ins/text()") == ["组织"]
    assert "划去的字句已删去，加粗的字句为新增" in text_of(main)


def test_the_counts_of_a_comparison_are_those_of_the_lists() -> None:
    old, new = sample_town()
    (table,) = rendered(editions_of(sample_town())["editions/1-2.md"]).iter("table")
    rows = cells(table)[1:]
    parts = [(old.basic, new.basic), (old.cooperative, new.cooperative), (old.reclaimed, new.reclaimed), (old, new)]
    assert [(int(row[1]), int(row[2]), int(row[3])) for row in rows] == [(len(a), len(b), len(b) - len(a)) for a, b in parts]


def test_every_id_of_a_comparison_leads_to_its_duty() -> None:
    lists = [listed(1), listed(2), listed(3)]
    page = editions_of(lists)["editions/1-2.md"]
    main = rendered(page)
    ids = re.findall("[BCR][0-9]{3}", text_of(main))
    linked = [text_of(link) for link in main.iter("a") if re.fullmatch("[BCR][0-9]{3}", text_of(link))]
    assert ids == linked
    assert {"B002", "B003", "B004"} <= {*ids}
    assert {leads_to(page, link.get("href")) for link in main.iter("a") if text_of(link) == "B002"} == {"duties/B002"}


@pytest.mark.parametrize(("old", "new", "part"), [(1, 2, "主版本"), (2, 3, "主版本"), (3, 4, "次版本")])
def test_it_says_which_part_of_the_version_the_change_asks_for(old: int, new: int, part: str) -> None:
    lists = [listed(old), listed(new)]
    assert f"进程序版本号的{part}" in text_of(rendered(editions_of(lists)[comparison_path(old, new)]))


def test_editions_between_which_nothing_differs_are_compared_as_well() -> None:
    main = rendered(editions_of([listed(3), listed(4)])["editions/3-4.md"])
    assert "没有差别" in text_of(main)
    assert not main.xpath("//table | //h2")


def test_more_than_two_editions_are_compared_from_end_to_end() -> None:
    pages = editions_of([listed(1), listed(2), listed(3)])
    assert [path for path in pages if "-" in path] == ["editions/1-2.md", "editions/2-3.md", "editions/1-3.md"]
    text = text_of(rendered(pages["editions/1-3.md"]))
    assert "拆分1项" in text
    assert "撤销1项" in text
    assert rendered(pages["editions/index.md"]).xpath("//ul/li/a/@href") == ["1-2/", "2-3/", "1-3/"]
