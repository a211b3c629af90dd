"""How records and sets show themselves in a rich console and in a notebook."""

from __future__ import annotations

import io
import unicodedata
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

import lishi_duties as ld

if TYPE_CHECKING:
    from conftest import WriteFile


def rendered(value: object, columns: int = 100) -> str:
    file = io.StringIO()
    Console(file=file, width=columns, color_system=None, legacy_windows=False).print(value)
    return file.getvalue()


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def squeezed(text: str) -> str:
    """Without the spaces, frames and line ends of the console."""
    return "".join(char for char in text if not char.isspace() and not "\u2500" <= char <= "\u257f")


class Balanced(HTMLParser):
    """Collects the text and fails on tags that do not close."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def texts_of(duty: ld.Duty) -> list[str]:
    texts = [duty.id, duty.title, duty.category]
    if isinstance(duty, ld.CooperativeDuty):
        texts += [task for part in duty.responsibilities for task in part.tasks]
        texts += [part.heading for part in duty.responsibilities if part.heading]
        texts += duty.town_tasks
    elif isinstance(duty, ld.ReclaimedItem):
        texts += [text for handover in duty.handover for text in (handover.heading, *handover.method)]
        texts += [duty.discontinued.statement] if duty.discontinued else []
    return texts


HOSTILE = "[red]“<script>alert(1)</script> & </td>[/red]"


@pytest.fixture
def hostile(document: dict[str, Any], write: WriteFile) -> ld.DutyList:
    """A list whose texts look like markup."""
    for record in (*document["basic"], *document["cooperative"], *document["reclaimed"]):
        record["title"] = HOSTILE
    document["cooperative"][0]["town_tasks"] = [HOSTILE, HOSTILE]
    document["cooperative"][0]["responsibilities"][0] |= {"heading": HOSTILE, "tasks": [HOSTILE]}
    document["reclaimed"][0]["handover"][0] |= {"heading": HOSTILE, "method": [HOSTILE]}
    document["reclaimed"][1]["discontinued"] = {"statement": HOSTILE, "basis": HOSTILE}
    old = document["edition"]["categories"][2]
    document["edition"]["categories"][2] = HOSTILE
    for record in (*document["cooperative"], *document["reclaimed"]):
        record["category"] = HOSTILE if record["category"] == old else record["category"]
    document["departments"].append({"name": HOSTILE, "kind": "district"})
    document["cooperative"][1] |= {"departments": [HOSTILE], "departments_as_published": [HOSTILE]}
    return ld.read(write(document))


# Cards


@pytest.mark.parametrize("columns", [40, 80, 160])
@pytest.mark.parametrize("id", ["B001", "C047", "C040", "R016", "R143"])
def test_a_card_holds_every_text_of_the_record(duties: ld.DutyList, id: str, columns: int) -> None:
    shown = rendered(duties[id], columns)
    assert all(width(line) <= columns for line in shown.splitlines())
    for text in texts_of(duties[id]):
        assert squeezed(text) in squeezed(shown)


@pytest.mark.parametrize("id", ["B001", "C047", "C040", "R016", "R143"])
def test_a_card_says_which_list_and_where_in_the_source(duties: ld.DutyList, id: str) -> None:
    names = {"B": "基本履职事项", "C": "配合履职事项", "R": "上级部门收回事项"}
    shown = rendered(duties[id])
    assert f"{names[id[0]]}第{duties[id].number}项" in shown
    assert f"来源：{duties[id].place}" in shown


def test_several_tasks_are_numbered_and_a_single_one_is_not(small: ld.DutyList) -> None:
    shown = rendered(small["C001"])
    assert "1.开展巡逻。" in shown
    assert "2.受理报警。" in shown
    assert "1.协助巡查。" not in shown
    assert "协助巡查。" in shown


@pytest.mark.parametrize("columns", [40, 80])
def test_a_number_stands_on_the_line_of_its_task(duties: ld.DutyList, columns: int) -> None:
    lines = [squeezed(line) for line in rendered(duties["C047"], columns).splitlines()]
    assert [line for line in lines if line.rstrip(".").isdecimal()] == []


def test_text_that_looks_like_markup_is_shown_as_it_is(hostile: ld.DutyList) -> None:
    for duty in hostile:
        assert squeezed(HOSTILE) in squeezed(rendered(duty))


# Tables


@pytest.mark.parametrize("columns", [40, 80, 160])
def test_a_table_fits_and_shows_every_id(duties: ld.DutyList, columns: int) -> None:
    part = duties.by_department("区公安局")
    shown = rendered(part, columns)
    assert all(width(line) <= columns for line in shown.splitlines())
    assert all(duty.id in shown for duty in part)


@pytest.mark.parametrize("columns", [80, 160])
def test_a_table_cuts_no_title_and_no_department(duties: ld.DutyList, columns: int) -> None:
    part = duties.by_department("区公安局")
    assert "…" not in rendered(part, columns)


def test_a_long_table_says_how_many_there_are(duties: ld.DutyList) -> None:
    shown = rendered(duties)
    assert "共329项" in shown
    assert duties.ids[-1] not in shown
    assert "共" not in rendered(duties[:3])


def test_a_table_says_who_is_responsible(small: ld.DutyList) -> None:
    shown = rendered(small, 120)
    row = {line.split()[0]: line for line in shown.splitlines() if line.strip().startswith(("B", "C", "R"))}
    assert "本镇" in row["B001"]
    assert "区公安局、区级相关部门" in row["C001"]
    assert "区林业局" in row["R001"]
    assert "不再开展" in row["R002"]


def test_text_that_looks_like_markup_is_shown_as_it_is_in_tables(hostile: ld.DutyList) -> None:
    assert rendered(hostile, 400).count(HOSTILE) >= 6


def test_an_empty_set_can_be_shown(duties: ld.DutyList) -> None:
    assert "事项名称" in rendered(duties[:0])


# Notebook


def test_a_notebook_card_is_balanced_html_with_every_text(duties: ld.DutyList) -> None:
    for duty in duties:
        page = Balanced(duty._repr_html_())
        for text in texts_of(duty):
            assert text in page.text


def test_a_notebook_table_is_balanced_html(duties: ld.DutyList) -> None:
    page = Balanced(duties.by_category("乡村振兴")._repr_html_())
    assert page.tags.count("tr") == 1 + len(duties.by_category("乡村振兴"))
    for duty in duties.by_category("乡村振兴"):
        assert duty.id in page.text
        assert duty.title in page.text


def test_a_long_notebook_table_says_how_many_there_are(duties: ld.DutyList) -> None:
    page = Balanced(duties._repr_html_())
    assert page.tags.count("tr") < len(duties)
    assert "共329项" in page.text


def test_html_is_escaped(hostile: ld.DutyList) -> None:
    for shown in (hostile, hostile[:0], *hostile):
        source = shown._repr_html_()
        page = Balanced(source)
        assert "script" not in page.tags
        assert "<script" not in source
        if shown:
            assert HOSTILE in page.text
