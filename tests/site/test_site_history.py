"""What the pages of duties, lists and departments show of several editions: what moved, what was renamed, what is gone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from site_pages import (
    Pages,
    dead_links,
    edition_paths,
    entries_of,
    html,
    linked,
    plain,
    published_texts,
    read_list,
    record_pages,
    sample_pages,
    sample_town,
    sections,
)
from small_lists import duty as made
from small_lists import event
from small_lists import file as made_file

import lishi_duties as ld
from duty_site.page import department_path, duty_path, heading, list_path
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.model import KINDS, Lineage

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sample() -> Pages:
    return sample_pages()


def test_ids_of_all_editions_have_pages_and_links_that_lead_somewhere(sample: Pages) -> None:
    packaged = [ld.load(edition=facts.number) for facts in ld.editions()]
    for lists, pages in ((sample_town(), sample), (packaged, record_pages(packaged))):
        assert all(duty_path(duty.id) in pages for edition in lists for duty in edition)
        assert dead_links(pages.values(), edition_paths(lists)) == set()


def test_what_was_withdrawn_says_so_and_shows_its_last_record(sample: Pages) -> None:
    one, two = sample_town()
    withdrawn = [duty for duty in one if duty.id not in two]
    assert [duty.id for duty in withdrawn] == ["B025", "R008"]
    for record in withdrawn:
        page = sample[duty_path(record.id)]
        assert "已不在清单上" in page.text
        assert "第2版撤销，没有事项接替。" in plain(sections(page)["became"])
        assert "已不再有效" in sections(page)["record"]
        assert heading(1, record.title) in page.text
        assert all(text in plain(page.text) for text in published_texts(record))
        assert f'ld.load(edition=1)["{record.id}"]' in page.text
        assert f"lishi-duties show {record.id} --edition 1" in page.text
        assert "第1版" in sections(page)["citation"]
        assert "related" not in sections(page)
    assert heading(3, "承接部门及工作方式（第1版）", "handover") in sample[duty_path("R008")].text


def test_a_last_record_keeps_its_notes_and_its_department_column(document: dict[str, Any]) -> None:
    old = read_list(document)
    document["edition"]["number"] = 2
    document["notes"] = []
    document["cooperative"] = [duty | {"number": 1} for duty in document["cooperative"] if duty["id"] != "C001"]
    for kind in KINDS:
        document[kind] = [duty | {"edition": 2} for duty in document[kind]]
    pages = record_pages([old, read_list(document)])
    page = pages[duty_path("C001")]
    assert "当时公安局（规范名称：区公安局）注1、区级相关部门牵头，样例镇配合。" in plain(page.text)
    assert [node.text_content() for node in html(page.text).xpath("//ol[@class='duty-notes']//dd")] == [
        "公安局",
        "区公安局",
        "脱“区”字。",
    ]
    assert all(text in plain(page.text) for text in published_texts(old["C001"]))


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
    old = read_list(document)
    text = json.dumps(document, ensure_ascii=False)
    for before, after in (("区林业局", "区园林局"), ('"林业局"', '"区林业局"'), ("生态环保", "绿色发展")):
        text = text.replace(before, after)
    revised = json.loads(text)
    revised["edition"]["number"] = 2
    for kind in KINDS:
        for duty in revised[kind]:
            duty["edition"] = 2
    new = read_list(revised)
    pages = record_pages([old, new])
    index = pages["departments/index.md"]
    assert "区林业局：最后见于第1版，现称区园林局" in plain(sections(index)["former"])
    assert department_path("区林业局") not in pages
    assert "former" not in sections(record_pages([old])["departments/index.md"])
    assert "生态环保" in sections(pages["categories/index.md"])["former"]
    assert dead_links(pages.values(), edition_paths([old, new])) == set()


def history_of(lineage: Sequence[Lineage], numbers: Sequence[int] = (1, 2)) -> Pages:
    """A town that had five duties and has three; what became of the others is recorded."""
    first = made_file([made("basic", n, f"第{n}件事。", f"B{n:03}") for n in range(1, 6)])
    kept = [
        made("basic", 1, "第1件事。", "B001", 2),
        made("basic", 2, "第3件事。", "B003", 2),
        made("reclaimed", 1, "收回的事", "R001", 2),
    ]
    lists = {1: DutyList(first), 2: DutyList(made_file(kept, lineage, 2))}
    pages = record_pages([lists[number] for number in numbers])
    assert dead_links(pages.values(), edition_paths([lists[number] for number in numbers])) == set()
    return pages


RECORDED = (
    event("B002", "split", into=("B001", "R001"), title="第2件事。"),
    event("B004", "merged", into=("B003",), title="第4件事。"),
    event("B005", "merged", title="第5件事。"),
)


@pytest.mark.parametrize(
    ("id", "says", "into", "outcome"),
    [
        ("B002", "第2版拆分，由第1件事。（B001）、收回的事（R001）接替。", ["B001", "R001"], "拆分"),
        ("B004", "第2版并入其他事项，由第3件事。（B003）接替。", ["B003"], "并入其他事项"),
        ("B005", "第2版并入其他事项，接替的事项其后均已撤销。", [], "并入其他事项"),
    ],
)
def test_what_was_split_or_merged_leads_to_what_took_its_place(id: str, says: str, into: list[str], outcome: str) -> None:
    page = history_of(RECORDED)[duty_path(id)]
    became = sections(page)["became"]
    assert says in plain(became)
    assert linked(page.path, became, "duties") == into
    assert f"第2版（未载明日期）：{outcome}。" in plain(sections(page)["history"])
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
    pages = record_pages(lists)
    history = sections(pages[duty_path("B002")])["history"]
    assert "第4版（未载明日期）：重新列入。" in plain(history)
    assert dead_links(pages.values(), edition_paths(lists)) == set()
