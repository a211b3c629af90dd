"""The markup of the pages of editions, comparisons, notes and the dispatch directory: sound, whatever a list says."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from itertools import combinations, pairwise

import pytest
from lists import AWKWARD, awkward_list
from site_pages import (
    changed,
    dead_links,
    editions_of,
    listed,
    other_paths,
    own_directory,
    read_list,
    rendered,
    sample_town,
    side,
)

import lishi_duties as ld
from duty_site.directory import directory_pages
from duty_site.editions import edition_pages
from duty_site.notes import notes_pages
from duty_site.page import Page
from lishi_duties.model import Department

pytestmark = pytest.mark.slow


def all_pages(lists: Sequence[ld.DutyList]) -> list[Page]:
    return [*edition_pages(lists), *notes_pages(lists), *directory_pages(lists)]


@cache
def towns() -> dict[str, Sequence[ld.DutyList]]:
    return {"packaged": [ld.load()], "sample": sample_town(), "three": [listed(1), listed(2), listed(3)]}


@pytest.mark.parametrize("town", ["packaged", "sample", "three"])
def test_every_link_leads_to_a_page(town: str) -> None:
    pages = all_pages(towns()[town])
    assert not dead_links(pages, other_paths(towns()[town]))
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


def collapsed(text: str) -> str:
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
    old = read_list(document)
    pages = [*all_pages([old, new]), *directory_pages([new], own_directory(new, {}, "<img src=x onerror=alert(1)>|*一*_"))]
    allowed = {
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
    allowed |= {"ul", "ol", "li", "dl", "dt", "dd", "del", "ins", "mark", "b"}
    for page in pages:
        main = rendered(page)
        assert {element.tag for element in main.iter()} <= allowed, page.path
    texts = {page.path: collapsed(rendered(page).text_content()) for page in pages}
    for department in new.departments:
        assert collapsed(department.name) in texts["editions/2.md"]
    for text in AWKWARD:
        assert collapsed(text) in texts["editions/1-2.md"], text
    assert "<i>旧&amp;</i> *一* _二_ |三|" in side(rendered(editions_of([old, new])["editions/1-2.md"]), "del")
    assert "<img src=x onerror=alert(1)>|*一*_" in texts["dispatch/directory.md"]


def test_what_a_department_or_an_edition_is_called_cannot_leave_its_place() -> None:
    duties = ld.load()
    name = '"><script>alert(1)</script>'
    spoiled = changed(
        duties,
        edition={"title": name, "source": {"document": name, "sha256": "0" * 64}},
        departments=[json.loads(Department(name=name, kind="mass").model_dump_json())],
        cooperative=[],
        reclaimed=[],
        notes=[],
    )
    for page in all_pages([spoiled]):
        assert not rendered(page).xpath("//script")
