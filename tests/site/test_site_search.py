"""The site's search: what it finds, in which order, and how it shows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from site_search import ASSETS, LIST, address, made_pages, paths, search, section

import lishi_duties as ld
from duty_site.duties import duty_pages
from duty_site.page import category_path, department_path, duty_path
from duty_site.search_data import SearchedPage, search_data
from lishi_duties.text import fold


@pytest.fixture(scope="module")
def pages_js(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "pages.js"
    path.write_text(search_data(made_pages(), LIST), encoding="utf-8")
    return path


# ---- what matches --------------------------------------------------------------------------------------------------------


TWO_CHARACTERS = ("燃气", "噪声", "火化", "漏水", "渔船", "古树")


def test_words_of_two_characters_are_found_wherever_they_stand_and_nowhere_else(pages_js: Path) -> None:
    pages = list(made_pages())
    for word, results in zip(TWO_CHARACTERS, search(pages_js, *TWO_CHARACTERS), strict=True):
        standing = {
            page.path
            for page in pages
            if word in page.title or any(word in fold(line) for part in page.sections for line in part.text.split("\n"))
        }
        terms = {term for spoken, official in ld.dispatch_directory().terms.items() if spoken == word for term in official}
        assert set(paths(results)) >= standing
        assert terms or set(paths(results)) == standing


def test_what_two_neighbouring_cells_make_together_is_no_word(tmp_path: Path) -> None:
    path = tmp_path / "pages.js"
    cells = SearchedPage("a/", "页", (section("", "", ["安全监管", "区公安局"]),))
    path.write_text(search_data([cells], LIST), encoding="utf-8")
    apart, together = search(path, "管区", "公安局")
    assert apart == []
    assert paths(together) == ["a/"]


def test_the_duties_named_so_come_first(pages_js: Path) -> None:
    for word, results in zip(TWO_CHARACTERS[:2], search(pages_js, *TWO_CHARACTERS[:2]), strict=True):
        titled = {address(duty_path(duty.id)) for duty in LIST if word in duty.title}
        assert titled
        assert set(paths(results)[: len(titled)]) == titled


def test_a_section_named_so_comes_before_its_duties(pages_js: Path) -> None:
    (results,) = search(pages_js, "民生服务")
    assert results[0].path == address(category_path("民生服务"))


def test_every_word_must_stand_on_a_page(pages_js: Path) -> None:
    both, one, none, comma = search(pages_js, "噪声 喇叭", "喇叭", "噪声 量子计算机", "噪声，喇叭")
    assert both[0].path == "duties/C047/"
    assert 0 < len(both) < len(one)
    assert none == []
    assert paths(comma) == paths(both)


def test_words_in_one_section_come_before_words_in_two(tmp_path: Path) -> None:
    path = tmp_path / "pages.js"
    apart = SearchedPage("a/", "甲", (section("", "", ["燃气"]), section("x", "一", ["管道"])))
    together = SearchedPage("b/", "乙", (section("", "", ["别的"]), section("x", "二", ["管道", "燃气"])))
    path.write_text(search_data([apart, together], LIST), encoding="utf-8")
    assert paths(search(path, "燃气 管道")[0]) == ["b/", "a/"]


def test_title_before_heading_before_text(tmp_path: Path) -> None:
    path = tmp_path / "pages.js"
    pages = [
        SearchedPage("text/", "甲", (section("", "", ["燃气", "燃气", "燃气"]),)),
        SearchedPage("heading/", "乙", (section("", "", []), section("x", "燃气", ["别的"]))),
        SearchedPage("title/", "燃气管理", (section("", "", ["别的"]),)),
    ]
    path.write_text(search_data(pages, LIST), encoding="utf-8")
    assert paths(search(path, "燃气")[0]) == ["title/", "heading/", "text/"]


@pytest.mark.parametrize("beside", ["wordings", "related"])
def test_what_stands_beside_a_duty_counts_less_than_the_list(beside: str, tmp_path: Path) -> None:
    path = tmp_path / "pages.js"
    pages = [
        SearchedPage("duties/B001/", "甲", (section("", "", []), section(beside, "别的", ["喇叭", "喇叭", "喇叭"]))),
        SearchedPage("duties/B002/", "乙", (section("", "", []), section("town", "镇做什么", ["查处高音广播喇叭"]))),
        SearchedPage("guide/", "丙", (section("", "", ["喇叭", "喇叭", "喇叭"]),)),
    ]
    path.write_text(search_data(pages, LIST), encoding="utf-8")
    assert paths(search(path, "喇叭")[0]) == ["duties/B002/", "duties/B001/", "guide/"]


def test_what_stands_beside_a_duty_is_known_by_the_anchors_of_its_page() -> None:
    script = (ASSETS / "search.js").read_text(encoding="utf-8")
    named = re.search(r"BESIDE = new Set\(\[(.+?)\]\)", script)
    assert named
    page = next(page.text for page in duty_pages([LIST]) if page.path == duty_path("C047"))
    assert all(f"{{ #{anchor} }}" in page for anchor in re.findall(r'"(.+?)"', named[1]))


def test_an_id_is_found_first_however_it_is_typed(pages_js: Path) -> None:
    typed = ("C047", "c047", "c47", "Ｃ０４７", " C47 ", "R119", "b1")
    meant = ("C047", "C047", "C047", "C047", "C047", "R119", "B001")
    for duty_id, results in zip(meant, search(pages_js, *typed), strict=True):
        assert results[0].path == address(duty_path(duty_id))


def test_width_case_spaces_and_traditional_characters_do_not_count(pages_js: Path) -> None:
    queries = ("APP", "ＡＰＰ", "app", "漏水", "漏 水", "樓上漏水", "楼上漏水", "by_department", "by department燃气")
    app, wide, small, leak, apart, traditional, simplified, code, code_apart = search(pages_js, *queries)
    assert paths(app) == paths(wide) == paths(small) != []
    assert set(paths(leak)) <= set(paths(apart))
    assert paths(traditional) == paths(simplified) != []
    assert paths(code) == ["guide/"]
    assert paths(code_apart) == ["guide/"]


def test_a_word_inside_a_longer_latin_word_does_not_make_a_title(pages_js: Path) -> None:
    (results,) = search(pages_js, "APP")
    assert results[0].path != "guide/"  # it is called "apply"
    assert "guide/" in paths(results)


def test_a_spoken_word_finds_the_official_term(pages_js: Path) -> None:
    assert ld.dispatch_directory().terms["打疫苗"] == ("动物防疫",)
    (results,) = search(pages_js, "打疫苗")
    named = {address(duty_path(duty.id)) for duty in LIST if "动物防疫" in duty.title}
    assert named
    assert set(paths(results)[: len(named)]) == named


def test_a_short_form_finds_the_department_and_its_duties(pages_js: Path) -> None:
    (results,) = search(pages_js, "应急局")
    assert results[0].path == address(department_path("区应急管理局"))
    assert set(paths(results)) >= {address(duty_path(duty.id)) for duty in LIST.by_department("区应急管理局")}


def test_one_character_will_do(pages_js: Path) -> None:
    (results,) = search(pages_js, "茶")
    assert "茶" in results[0].page["title"]


def test_what_says_nothing_finds_nothing(pages_js: Path) -> None:
    assert search(pages_js, "", "  ", "，。！", "量子计算机", "constructor", "__proto__") == [[]] * 6


# ---- how it is shown -----------------------------------------------------------------------------------------------------


def text_of(html: str) -> str:
    return re.sub(r"</?mark>", "", html)


def test_results_have_the_form_material_shows(pages_js: Path) -> None:
    for groups in search(pages_js, "燃气", "安全", "喇叭", "C047"):
        for result in groups:
            assert len([item for item in result.items if "#" not in item["location"]]) == 1
            scores = [item["score"] for item in result.items]
            assert max(scores) == scores[0] > 0  # the first says what is shown at once, and Enter opens the highest
            assert all(item["location"].startswith(result.path + "#") for item in result.sections)
            assert len([item for item in result.sections if item["score"] == scores[0]]) <= 2
        best = [result.items[0]["score"] for result in groups]
        assert best == sorted(best, reverse=True)


def test_the_page_comes_first_where_its_title_was_meant_else_the_section(pages_js: Path) -> None:
    titled, inside = search(pages_js, "噪声污染", "高音广播喇叭")
    assert titled[0].items[0] == titled[0].page
    assert inside[0].items[0]["location"] == "duties/C047/#responsibilities"


def test_what_was_found_is_marked_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "pages.js"
    page = SearchedPage("a/", "燃 气", (section("", "", ["前" * 60 + "。下载“ＡＰＰ”，用天然\u3000气的" + "后" * 200]),))
    path.write_text(search_data([page], LIST), encoding="utf-8")
    title, app = search(path, "燃气", "app")
    assert title[0].page["title"] == "<mark>燃 气</mark>"
    assert title[0].page["terms"] == {"燃 气": True}
    assert app[0].page["text"].startswith("…下载“<mark>ＡＰＰ</mark>”，用天然\u3000气的后后")
    assert app[0].page["text"].endswith("…")
    assert len(text_of(app[0].page["text"])) < 120


def test_a_page_is_opened_with_the_words_of_its_sections_marked(pages_js: Path) -> None:
    ((result, *_),) = search(pages_js, "高音广播喇叭 噪声")
    assert result.path == "duties/C047/"
    assert set(result.page["terms"]) == {"高音广播喇叭", "噪声"}
    assert all(item["terms"] for item in result.items)


def test_the_snippet_is_where_most_words_stand(tmp_path: Path) -> None:
    path = tmp_path / "pages.js"
    lines = ["燃气" + "一" * 300, "二" * 50 + "燃气、管道" + "三" * 300]
    path.write_text(search_data([SearchedPage("a/", "甲", (section("", "", lines),))], LIST), encoding="utf-8")
    ((result,),) = search(path, "燃气 管道")
    assert "<mark>燃气</mark>、<mark>管道</mark>" in result.page["text"]


HOSTILE = "<img src=x onerror=alert(1)>&amp;\"'</script><b>噪声𠮷野家"


def test_hostile_text_is_shown_as_text(tmp_path: Path) -> None:
    path = tmp_path / "pages.js"
    parts = (section("", "", [HOSTILE * 20]), section("<x>", HOSTILE, [HOSTILE]))
    path.write_text(search_data([SearchedPage("a/", HOSTILE, parts)], LIST), encoding="utf-8")
    for groups in search(path, "噪声", "img", "script", HOSTILE, "<b>", "𠮷", "b"):
        (result,) = groups
        for item in result.items:
            for html in (item["title"], item["text"]):
                assert "<" not in re.sub("</?mark>", "", html)
                assert html.count("<mark>") == html.count("</mark>")
                assert not re.search("&(?!amp;|lt;|gt;|quot;|#39;)", html)
                assert html.encode("utf-8", errors="strict")  # no character is cut in two
    ((result,),) = search(path, "噪声")
    assert result.page["title"].count("<mark>噪声</mark>") == 1
