"""The site's pictures: their numbers, their links, and that they are sound whatever they are made of."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lists import AWKWARD, awkward_list, duty_lists
from site_pages import cells, changed, dead_links, other_paths, rendered, sample_town, text_of
from small_lists import duty, file

import lishi_duties as ld
from duty_site.charts import LEVELS, SERIES, Bar, bar_table, heat_table, levels
from duty_site.page import Page
from duty_site.parts import number_table
from duty_site.pictures import picture_pages, shared_duties
from lishi_duties.model import departments_of

pytestmark = pytest.mark.slow

CSS = (Path(__file__).parents[2] / "docs" / "assets" / "charts.css").read_text(encoding="utf-8")


@cache
def towns() -> dict[str, ld.DutyList]:
    return {"packaged": ld.load(), "sample": sample_town()[1]}


def page_of(duties: ld.DutyList) -> Page:
    (page,) = picture_pages([duties])
    return page


def part(main: lxml.html.HtmlElement, anchor: str) -> list[lxml.html.HtmlElement]:
    """What stands under a heading, up to the next."""
    (heading,) = main.xpath("//h2[@id=$anchor]", anchor=anchor)
    elements = []
    for element in heading.itersiblings():
        if element.tag == "h2":
            break
        elements.append(element)
    return elements


def answer(main: lxml.html.HtmlElement, anchor: str) -> str:
    return text_of(part(main, anchor)[0])


def tables(main: lxml.html.HtmlElement, anchor: str) -> list[lxml.html.HtmlElement]:
    """The tables under a heading."""
    return [table for element in part(main, anchor) for table in element.iter("table")]


def numbers(main: lxml.html.HtmlElement, anchor: str) -> list[list[str]]:
    """The first table under a heading."""
    return cells(tables(main, anchor)[0])


def bar_lengths(table: lxml.html.HtmlElement) -> list[list[float]]:
    """The parts of each bar, in per cent."""
    bars = table.xpath(".//span[@class='chart-bar']")
    return [[float(re.fullmatch("--share: ([0-9.]+)%", mark.get("style"))[1]) for mark in bar] for bar in bars]


# ---- the page: its numbers are those of the list -------------------------------------------------------------------------


@pytest.mark.parametrize("town", ["packaged", "sample"])
def test_the_sections_are_counted_as_statistics_counts_them(town: str) -> None:
    duties = towns()[town]
    sections, _ = duties.statistics()
    page = page_of(duties)
    rows = numbers(rendered(page), "categories")
    assert rows[1:-1] == [[c.category, *map(str, (c.basic, c.cooperative, c.reclaimed, c.total))] for c in sections]
    assert rows[-1][-1] == str(len(duties))


def test_bars_are_as_long_as_their_numbers() -> None:
    sections, _ = ld.load().statistics()
    most = max(count.total for count in sections)
    parts = [[n for n in (count.basic, count.cooperative, count.reclaimed) if n] for count in sections]
    (table,) = tables(rendered(page_of(ld.load())), "categories")
    assert bar_lengths(table) == [[pytest.approx(100 * n / most, abs=0.01) for n in row] for row in parts]


@pytest.mark.parametrize("town", ["packaged", "sample"])
def test_departments_carry_what_statistics_says(town: str) -> None:
    duties = towns()[town]
    _, loads = duties.statistics()
    page = page_of(duties)
    rows = numbers(rendered(page), "loads")[1:]
    expected = {load.department.name: [load.leads, load.receives, load.duties, load.tasks] for load in loads}
    assert {row[0]: [*map(int, row[1:])] for row in rows} == expected


def test_departments_stand_by_load_and_collective_names_last() -> None:
    duties = ld.load()
    names = [row[0] for row in numbers(rendered(page_of(duties)), "loads")[1:]]
    kinds = [duties.departments[name].kind == "collective" for name in names]
    assert kinds == sorted(kinds)
    carried = [len(duties.by_department(name)) for name, collective in zip(names, kinds, strict=True) if not collective]
    assert carried == sorted(carried, reverse=True)


@pytest.mark.parametrize("town", ["packaged", "sample"])
def test_the_heat_map_counts_what_a_query_finds(town: str) -> None:
    duties = towns()[town]
    page = page_of(duties)
    head, *rows = numbers(rendered(page), "heat")
    assert tuple(head[1:]) == duties.edition.categories
    assert {row[0] for row in rows} == {department.name for department in duties.departments}
    for name, *counts in rows:
        for category, count in zip(duties.edition.categories, counts, strict=True):
            assert int(count) == len(duties.filter(department=name, category=category))


@pytest.mark.parametrize("town", ["packaged", "sample"])
def test_pairs_of_departments_are_those_that_lead_duties_together(town: str) -> None:
    duties = towns()[town]
    shared = shared_duties(duties)
    collective = {department.name for department in duties.departments if department.kind == "collective"}
    expected = Counter(
        frozenset(pair) for one in duties.cooperative for pair in combinations(sorted({*departments_of(one)} - collective), 2)
    )
    assert {frozenset(pair): len(ids) for pair, ids in shared.items()} == expected
    rows = cells(tables(rendered(page_of(duties)), "together")[-1])[1:]
    assert [(tuple(names.split("、")), tuple(ids.split("、"))) for names, _, ids in rows] == [*shared.items()]
    assert [int(count) for _, count, _ in rows] == sorted(map(len, shared.values()), reverse=True)


def test_the_matrix_has_every_pair_of_the_departments_it_shows() -> None:
    duties = ld.load()
    shared = {frozenset(pair): len(ids) for pair, ids in shared_duties(duties).items()}
    pairs, matrix, _ = tables(rendered(page_of(duties)), "together")
    (_, *names), *rows = cells(matrix)
    assert len(names) > 10
    assert [row[0] for row in rows] == names
    for name, *counts in rows:
        for other, count in zip(names, counts, strict=True):
            assert count == ("—" if name == other else str(shared.get(frozenset((name, other)), 0)))
    strongest = cells(pairs)[1:]
    assert [int(count) for _, count in strongest] == sorted(shared.values(), reverse=True)[: len(strongest)]
    assert all(shared[frozenset(names.split("、"))] == int(count) for names, count in strongest)


# ---- the page: the sentence reads the answer off the picture -------------------------------------------------------------


def test_the_answers_of_the_packaged_edition() -> None:
    duties = ld.load()
    main = rendered(page_of(duties))
    sections, loads = duties.statistics()
    largest = max(sections, key=lambda count: count.total)
    assert f"最多的是{largest.category}，{largest.total}项，占全部的{largest.total / len(duties):.0%}" in answer(
        main, "categories"
    )
    leader = max(loads, key=lambda load: load.leads)
    receiver = max(loads, key=lambda load: load.receives)
    assert f"牵头最多的是{leader.department.name}，{leader.leads}项" in answer(main, "loads")
    assert f"承接最多的是{receiver.department.name}，{receiver.receives}项" in answer(main, "loads")
    for category in duties.edition.categories:
        match = re.search(f"{category}是(.+?)（([0-9]+)项）", answer(main, "heat"))
        counts = {load.department.name: len(duties.filter(department=load.department.name, category=category)) for load in loads}
        assert (int(match[2]), counts[match[1]]) == (max(counts.values()),) * 2 if match else not any(counts.values())
    (one, other), ids = next(iter(shared_duties(duties).items()))
    assert f"一起牵头最多的是{one}和{other}，{len(ids)}项" in answer(main, "together")


def test_another_list_has_another_answer() -> None:
    duties = changed(ld.load(), reclaimed=[], notes=[])
    main = rendered(page_of(duties))
    assert "最多的是民生服务" in answer(main, "categories")
    assert "承接" not in answer(main, "loads")


def test_what_is_most_alike_is_named_together() -> None:
    main = rendered(page_of(sample_town()[1]))
    assert "牵头最多的是县文化旅游委、县城市管理局，各4项；" in answer(main, "loads")


def test_collective_names_lead_nothing_together_and_win_nothing() -> None:
    duties = ld.load()
    document = json.loads(duties.file.model_dump_json())
    for department in document["departments"]:
        if department["name"] in ("区住房城乡建委", "区应急管理局"):
            department["kind"] = "collective"
    main = rendered(page_of(changed(duties, departments=document["departments"])))
    for anchor in ("loads", "heat", "together"):
        assert "区住房城乡建委" not in answer(main, anchor)
        assert "区应急管理局" not in answer(main, anchor)
    assert "“区住房城乡建委”" in "".join(text_of(element) for element in part(main, "loads"))
    assert not [pair for pair in shared_duties(changed(duties, departments=document["departments"])) if "区应急管理局" in pair]


# ---- every picture -------------------------------------------------------------------------------------------------------


def check(page: Page) -> None:
    """What every page of pictures must keep."""
    main = rendered(page)
    ids = main.xpath("//@id")
    assert len(ids) == len({*ids})
    assert not main.xpath("//script | //svg | //@*[starts-with(name(), 'on')]")
    for table in main.iter("table"):
        assert text_of(table.find("caption"))
        head, *rows = cells(table)
        assert {len(row) for row in rows} <= {len(head)}
        assert all(th.get("scope") == "col" for th in table.xpath("./thead/tr/th"))
        assert all(row[0].tag == "th" and row[0].get("scope") == "row" for row in table.xpath("./tbody/tr"))
        assert all(sum(bar) <= 100.1 for bar in bar_lengths(table))
        for element in table.iter():
            for css in element.get("class", "").split():
                assert re.search(rf"\.{css}\b", CSS), css
            assert not element.get("style") or "chart-mark" in element.get("class")


@pytest.mark.parametrize("town", ["packaged", "sample"])
def test_pictures_are_sound_and_lead_somewhere(town: str) -> None:
    page = page_of(towns()[town])
    check(page)
    assert not dead_links([page], other_paths([towns()[town]]))
    main, duties = rendered(page), towns()[town]
    assert [len(tables(main, anchor)) for anchor in ("categories", "loads", "heat", "together")] == [1, 1, 1, 3]
    links = {link.get("href") for anchor in ("categories", "loads") for table in tables(main, anchor) for link in table.iter("a")}
    assert len(links) == len(duties.edition.categories) + len(duties.departments)


@pytest.mark.parametrize("town", ["packaged", "sample"])
def test_the_same_data_gives_the_same_pictures(town: str) -> None:
    assert page_of(towns()[town]) == page_of(towns()[town])


@cache
def small() -> dict[str, ld.DutyList]:
    """Lists of which there is little to draw."""
    whole = ld.load()
    document = json.loads(whole.file.model_dump_json())
    nothing = {"basic": [], "cooperative": [], "reclaimed": [], "notes": []}
    lists = {
        "one basic duty": ld.DutyList(file([duty("basic", 1, "开展党员教育。")])),
        "one item nobody does": ld.DutyList(file([duty("reclaimed", 1, "许可证换证核查")])),
        "no duty": ld.DutyList(file([])),
        "no duty, but departments": changed(whole, **nothing),
    }
    single = next(one for one in document["cooperative"] if len(one["departments"]) == 1)
    several = next(one for one in document["cooperative"] if len(one["departments"]) > 3)
    for name, one in (("one department", single), ("several departments", several)):
        edition = document["edition"] | {"categories": [one["category"]]}
        lists[name] = changed(whole, **nothing | {"cooperative": [one | {"number": 1}], "edition": edition})
    return lists


SMALL = (
    "one basic duty",
    "one item nobody does",
    "no duty",
    "no duty, but departments",
    "one department",
    "several departments",
)


@pytest.mark.parametrize("name", SMALL)
def test_little_to_draw_gives_sound_pictures(name: str) -> None:
    duties = small()[name]
    page = page_of(duties)
    check(page)
    assert not dead_links([page], other_paths([duties]))
    main = rendered(page)
    assert all(answer(main, anchor) for anchor in ("categories", "loads", "heat", "together"))
    if not any(duties.by_department(department.name) for department in duties.departments):
        assert "没有写明部门" in answer(main, "loads")
    if not shared_duties(duties):
        assert "没有哪个事项由两个以上的部门牵头" in answer(main, "together")


def test_hostile_texts_are_drawn_as_they_are() -> None:
    page = page_of(awkward_list())
    check(page)
    assert not {element.tag for element in rendered(page).iter()} & {"script", "img", "i", "b", "em", "strong"}
    text = "".join(rendered(page).itertext())
    for awkward in AWKWARD:
        assert "".join(awkward.split()) in "".join(text.split())


@given(duty_lists())
def test_any_list_gives_sound_pictures(duties: ld.DutyList) -> None:
    check(page_of(duties))


# ---- charts --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, SERIES + 1])
def test_there_are_as_many_series_as_marks(count: int) -> None:
    with pytest.raises(ValueError, match=f"not {count}"):
        bar_table("表", "名", ["一"] * count, [])


def test_a_row_that_has_not_a_number_for_each_column_is_refused() -> None:
    with pytest.raises(ValueError, match="2 numbers for 1 columns"):
        bar_table("表", "名", ["一"], [Bar("甲", (1, 2))])
    with pytest.raises(ValueError, match="2 numbers for 3 columns"):
        bar_table("表", "名", ["一"], [Bar("甲", (1,), (2,))], more=["二", "三"])
    with pytest.raises(ValueError, match="zip"):
        heat_table("表", "名", ["一"], [("甲", (1, 2))])


@given(st.integers(1, 100_000))
def test_shades_cover_every_number_once(most: int) -> None:
    steps = levels(most)
    assert steps[-1] == most
    assert [*steps] == sorted({*steps})
    assert 1 <= len(steps) <= LEVELS
    assert steps[0] >= 1


def test_a_darker_shade_is_a_higher_number() -> None:
    row = [1, 2, 5, 20, 104]
    table = lxml.html.fromstring(heat_table("表", "名", [str(n) for n in row], [("甲", row)]))
    shades = [int(cell.get("class")[-1]) for cell in table.iter("td")]
    assert shades == sorted(shades)
    assert (shades[0], shades[-1]) == (1, LEVELS)


def test_none_is_no_number_and_has_no_shade() -> None:
    table = lxml.html.fromstring(heat_table("表", "名", ["一", "二"], [("甲", (None, 0))]))
    assert [(text_of(cell), cell.get("class")) for cell in table.iter("td")] == [("—", "number"), ("0", "number chart-shade-0")]


def test_numbers_of_a_table_stand_right() -> None:
    table = lxml.html.fromstring(number_table("表", ("名", "数", "差", "话"), [("甲", 1, "-1", "<b>话</b>")]))
    assert [cell.get("class") for cell in table.iter("td")] == ["number", "number", None]
    assert [cell.get("class") for cell in table.xpath("//thead//th")] == [None, "number", "number", None]


# ---- the colours ---------------------------------------------------------------------------------------------------------

Colour = tuple[float, float, float]


def colours(scheme: str) -> dict[str, Colour]:
    """The variables of a scheme, and the page's ground."""
    light, dark = re.findall(r"\{((?:\s*--chart[^;]*;)+)\s*\}", CSS)
    variables = {"ground": "#ffffff" if scheme == "light" else "#1e2129"}
    variables |= dict(re.findall(r"--chart-([a-z0-9-]+): (#[0-9a-f]{6})", light if scheme == "light" else dark))
    return {
        name: (int(value[1:3], 16) / 255, int(value[3:5], 16) / 255, int(value[5:7], 16) / 255)
        for name, value in variables.items()
    }


def contrast(one: Colour, other: Colour) -> float:
    def luminance(colour: Colour) -> float:
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_and_numbers_have_enough_contrast(scheme: str) -> None:
    scheme_colours = colours(scheme)
    for mark in ("1", "2", "3", "line"):
        assert contrast(scheme_colours[mark], scheme_colours["ground"]) >= 3, mark
    for level in range(1, LEVELS + 1):
        ink = scheme_colours["on-light" if level <= 3 else "on-dark"]
        assert contrast(scheme_colours[f"shade-{level}"], ink) >= 4.5, level


def test_every_shade_is_defined() -> None:
    for level in range(1, LEVELS + 1):
        assert f".chart-shade-{level} {{" in CSS


def test_nothing_is_said_by_colour_alone() -> None:
    """A mark is plain, striped or dotted, in the head of its column as in the bar."""
    table = lxml.html.fromstring(bar_table("表", "名", ["一", "二", "三"], [Bar("甲", (1, 2, 3))]))
    marks = [mark.get("class") for mark in table.xpath("//span[contains(@class, 'chart-mark')]")]
    assert marks[:3] == marks[3:] == ["chart-mark chart-1", "chart-mark chart-2", "chart-mark chart-3"]
    assert "repeating-linear-gradient" in re.search(r"\.chart-2 \{(.*?)\}", CSS, re.DOTALL)[1]
    assert "radial-gradient" in re.search(r"\.chart-3 \{(.*?)\}", CSS, re.DOTALL)[1]
