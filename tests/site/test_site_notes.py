"""The site's page of editorial notes."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from site_pages import changed, editions_of, leads_to, listed, rendered, text_of

import lishi_duties as ld
from duty_site.notes import NOTE_KINDS, notes_pages
from lishi_duties.model import NoteKind

pytestmark = pytest.mark.slow


def test_every_note_is_shown_under_its_kind_with_all_it_says() -> None:
    duties = ld.load()
    (page,) = notes_pages([duties])
    main = rendered(page)
    count = 0
    for kind in get_args(NoteKind):
        notes = [note for note in duties.notes if note.kind == kind]
        headings = main.xpath("//h2[@id=$kind]", kind=kind)
        assert len(headings) == bool(notes)
        if notes:
            assert text_of(headings[0]) == f"{NOTE_KINDS[kind][0]}（{len(notes)}条）"
            items = headings[0].xpath("following-sibling::ol[1]/li")
            for item, note in zip(items, notes, strict=True):
                count += 1
                assert item.xpath(".//a/@href")[0] == f"../duties/{note.duty}/"
                texts = [text_of(part) for part in item.iter("dd")]
                assert texts == [note.written, note.meant or "不能断定", note.reason]
    assert count == len(duties.notes) > 100


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
    new = changed(old, edition={"number": 2}, notes=[], basic=[], cooperative=[], reclaimed=[])
    pages = editions_of([old, new])
    main = rendered(pages["editions/1.md"])
    assert "ld.load(edition=1).notes" in text_of(main)
    assert "notes" not in {leads_to(pages["editions/1.md"], href) for href in main.xpath("//a/@href")}
