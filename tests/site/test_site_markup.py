"""The markup of the pages of duties, lists, sections and departments: sound, and the same whatever a list says."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import lxml.etree
import pytest
from conftest import SMALL
from site_pages import (
    LINK,
    Pages,
    entries_of,
    first_edition_pages,
    html,
    read_list,
    record_pages,
    rendered,
    sample_pages,
    sample_town,
    tasks_in,
)

from duty_site.page import KIND_LABELS, category_path, department_path, duty_path, list_path
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.model import KINDS, LIST_NAMES

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pages() -> Pages:
    return first_edition_pages()


@pytest.fixture(scope="module")
def sample() -> Pages:
    return sample_pages()


def test_the_html_is_well_formed_and_no_name_is_given_twice(pages: Pages, sample: Pages) -> None:
    for page in (*pages.values(), *sample.values()):
        body = page.text.partition("\n---\n")[2]
        code = re.sub(r"^```.*?^```$", "", body, flags=re.MULTILINE | re.DOTALL)
        markup = "\n".join(line for line in code.splitlines() if not line.startswith("#"))
        lxml.etree.fromstring(f"<page>{markup}</page>")
        names = [*re.findall(r"\{ #(\S+) \}$", body, re.MULTILINE), *re.findall(r' id="([^"]+)"', body)]
        assert len(names) == len(set(names)), page.path


def test_headings_go_down_step_by_step(pages: Pages, sample: Pages) -> None:
    for page in (*pages.values(), *sample.values()):
        levels = [len(marks) for marks in re.findall(r"^(#+) .* \{ #", page.text, re.MULTILINE)]
        assert all(after <= before + 1 for before, after in zip([1, *levels], levels, strict=False)), page.path


def test_pages_are_the_same_every_time() -> None:
    assert record_pages(sample_town()) == record_pages(sample_town())


def test_no_style_or_script_stands_in_a_page(pages: Pages) -> None:
    for page in pages.values():
        assert not re.search(r"<(script|style)|\sstyle=|\son[a-z]+=", page.text), page.path


# ---- bad and odd input ---------------------------------------------------------------------------------------------------


MARKS = "*甲*_乙_ |丙| [丁](戊) {#己} `庚` # ! \\ ~辛~ &amp; <b>壬</b> ^癸^ =子= 2 < 3"


TAGS = '<script>alert("1")</script> <b>&amp; &lt;</b> \' "'


@pytest.fixture
def hostile(document: dict[str, Any]) -> Pages:
    """The small town, its texts full of what Markdown and HTML take for marks."""
    text = json.dumps(document, ensure_ascii=False)
    for original, spoiled in (
        ("区公安局", "区公安<i>局"),
        ("受理报警。", f"受理{TAGS}{MARKS}报警。"),
        ("脱“区”字。", f"脱{TAGS}字。"),
    ):
        text = text.replace(original, json.dumps(spoiled, ensure_ascii=False)[1:-1])
    document = json.loads(text)
    document["cooperative"][0]["title"] = f"校园{MARKS}"
    document["basic"][0]["title"] = f"负责{TAGS}党员教育。"
    document["edition"]["title"] = f"清单{TAGS}"
    document["notes"][0]["meant"] = TAGS
    document["reclaimed"][1]["discontinued"] = {"statement": f"根据{TAGS}，不再开展。", "basis": f"根据{TAGS}"}
    return record_pages([read_list(document)])


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
    pages = record_pages([read_list(empty)])
    assert "这一类别现在没有事项" in pages[category_path("生态环保")].text
    assert "没有给它事项" in pages[department_path("区林业局")].text
    assert entries_of(pages[list_path("reclaimed")]) == []
    assert all(
        LIST_NAMES[kind] in pages["lists/index.md"].text and KIND_LABELS[kind] in pages["lists/index.md"].text for kind in KINDS
    )
