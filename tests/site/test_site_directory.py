"""The site's page of the dispatch directory."""

from __future__ import annotations

import pytest
from site_pages import cells, listed, own_directory, rendered, sample_town, text_of

import lishi_duties as ld
from duty_site.directory import directory_pages
from lishi_duties.retrieval.directory import Wordings

pytestmark = pytest.mark.slow


def test_the_directory_shows_what_is_on_no_list() -> None:
    directory = ld.dispatch_directory()
    (page,) = directory_pages([ld.load()])
    main = rendered(page)
    topics = {text_of(heading): heading.getnext() for heading in main.xpath("//h3[starts-with(@id, 'topic-')]")}
    assert list(topics) == [topic.name for topic in directory.outside]
    for topic in directory.outside:
        text = text_of(topics[topic.name])
        assert all(word in text for word in (*topic.keywords, *topic.says))


def test_the_directory_has_the_terms_and_the_number_of_wordings_of_each_duty() -> None:
    directory, duties = ld.dispatch_directory(), ld.load()
    (page,) = directory_pages([duties])
    terms, *lists = (cells(table)[1:] for table in rendered(page).iter("table"))
    pairs = {(official, spoken) for spoken, officials in directory.terms.items() for official in officials}
    assert {(row[0], word) for row in terms for word in row[1].split("、")} == pairs
    rows = [row for table in lists for row in table]
    assert [row[0] for row in rows] == [f"{one.id} {one.title}" for one in duties]
    for row, one in zip(rows, duties, strict=True):
        assert int(row[1]) == len(directory.duties[one.id].all())
        assert all(word in directory.duties[one.id].keywords for word in row[2].split("、"))


def test_another_town_is_told_that_it_has_no_directory() -> None:
    (page,) = directory_pages(sample_town())
    main = rendered(page)
    assert len(main) == 2  # the heading and one sentence
    assert str(sample_town()[1].edition.jurisdiction) in text_of(main)
    assert ld.dispatch_directory().jurisdiction in text_of(main)


def test_new_duties_without_wordings_and_wordings_of_old_ones_are_told() -> None:
    duties = listed(3)
    few = dict.fromkeys(("B001", "B002"), Wordings("名称", ("词",), (), (), {}))
    (page,) = directory_pages([duties], own_directory(duties, few))
    text = text_of(rendered(page))
    assert "有2项新增的还没有写" in text
    assert "另有1项已经撤销、拆分或者并入的" in text
    rows = [row for table in rendered(page).iter("table") for row in cells(table)]
    assert ["B003 发放高龄津贴。", "0", "还没有写"] in rows
