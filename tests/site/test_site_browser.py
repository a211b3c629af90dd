"""The site as a reader meets it: in Chromium, from a server and from a folder, wide and narrow, light and dark."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from browsing import PHONE, WIDE
from playwright.sync_api import Page, expect

import lishi_duties as ld

pytestmark = pytest.mark.slow

REQUEST = "楼上漏水，物业不管"


def folder(site: Path) -> str:
    return site.as_uri() + "/"


def rgb(page: Page, selector: str, name: str = "background-color") -> tuple[int, ...]:
    value = page.locator(selector).first.evaluate("(node, name) => getComputedStyle(node).getPropertyValue(name)", name)
    return tuple(int(float(part)) for part in re.findall(r"[\d.]+", value)[:3])


# Dark mode


def test_dark_mode_is_dark_and_can_be_chosen(visit: Any) -> None:
    assert max(rgb(visit("duties/C047/", color_scheme="dark"), "body")) < 80
    page = visit("duties/C047/", color_scheme="light")
    assert min(rgb(page, "body")) > 200
    page.get_by_title("切换到深色").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    assert max(rgb(page, "body")) < 80
    assert min(rgb(page, ".md-typeset h2", "color")) > 100


# Home, duty, department


def test_from_home_one_gets_to_the_lists_the_dispatch_page_and_the_quick_start(visit: Any) -> None:
    page = visit()
    for name, heading in (("基本履职事项", "基本履职事项"), ("派单", "派单"), ("快速上手", "快速上手")):
        page.goto(page.url)
        page.locator("article").get_by_role("link", name=re.compile(name)).first.click()
        expect(page.locator("h1")).to_contain_text(heading)
        page.go_back()


def test_a_duty_page_has_all_of_the_duty(visit: Any) -> None:
    duty = ld.load().cooperative["C047"]
    page = visit("duties/C047/")
    expect(page.locator("h1")).to_contain_text(duty.title)
    text = re.sub(r"\s", "", page.locator("article").inner_text())
    for part in duty.responsibilities:
        for task in part.tasks:
            assert task in text
    for task in duty.town_tasks:
        assert task in text
    page.locator("article").get_by_role("link", name="区公安局").first.click()
    expect(page.locator("h1")).to_contain_text("区公安局")


def test_a_department_page_leads_to_each_of_its_duties(visit: Any) -> None:
    page = visit("departments/区公安局/")
    links = page.locator("article a").evaluate_all("nodes => nodes.map(node => node.href)")
    ids = {match[1] for link in links if (match := re.search("/duties/([BCR][0-9]+)/", link))}
    assert ids >= set(ld.load().by_department("区公安局").ids)


# Search


def search(page: Page, words: str) -> list[str]:
    """What the search box finds: the addresses, in order."""
    field = page.get_by_role("textbox").first
    if page.viewport_size == PHONE:
        page.locator("label[for=__search]").first.click()
    field.click()
    field.fill(words)
    results = page.locator(".md-search-result__link")
    expect(results.first).to_be_visible()
    addresses: list[str] = results.evaluate_all("nodes => nodes.map(node => decodeURI(node.href))")
    return addresses


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("from_folder", [False, True], ids=["from a server", "from a folder"])
def test_a_word_of_two_characters_is_found(from_folder: bool, viewport: Any, visit: Any, site: Path) -> None:
    page = visit("index.html", base=folder(site), viewport=viewport) if from_folder else visit(viewport=viewport)
    results = search(page, "燃气")
    titled = {duty.id for duty in ld.load() if "燃气" in duty.title}
    first = [match[1] for link in results if (match := re.search("/duties/([BCR][0-9]+)/", link))]
    assert set(first[: len(titled)]) == titled
    page.locator(".md-search-result__link").first.click()
    expect(page.locator("h1")).to_contain_text("燃气")


def test_a_search_from_a_deep_page_of_a_folder_leads_to_the_page(visit: Any, site: Path) -> None:
    page = visit("duties/B001/index.html", base=folder(site))
    assert "/duties/C047/" in search(page, "噪声污染防治监管")[0]
    page.locator(".md-search-result__link").first.click()
    expect(page.locator("h1")).to_contain_text("噪声污染防治监管")


def test_what_is_nowhere_is_not_found(visit: Any) -> None:
    page = visit()
    search(page, "燃气")
    page.get_by_role("textbox").first.fill("量子计算机")
    expect(page.locator(".md-search-result__meta")).to_contain_text("没有")
    expect(page.locator(".md-search-result__link")).to_have_count(0)


# Dispatch


@pytest.mark.parametrize("from_folder", [False, True], ids=["from a server", "from a folder"])
def test_a_request_is_dispatched_as_the_package_does_it(from_folder: bool, visit: Any, site: Path) -> None:
    page = visit("dispatch/index.html", base=folder(site)) if from_folder else visit("dispatch/")
    best = ld.load().dispatch(REQUEST).assignments[0]
    page.locator("article").get_by_role("textbox").fill(REQUEST)
    page.locator("article").get_by_role("textbox").press("Enter")
    answer = page.locator("article [aria-live]")
    expect(answer).to_contain_text(best.duty.id)
    expect(answer).to_contain_text(best.reason)
    answer.get_by_role("link").first.click()
    expect(page.locator("h1")).to_contain_text(best.duty.title.rstrip("。"))


def test_what_is_on_no_list_is_said_to_be_on_none(visit: Any) -> None:
    page = visit("dispatch/")
    page.locator("article").get_by_role("textbox").fill("护照过期了去哪里换")
    page.locator("article").get_by_role("textbox").press("Enter")
    answer = page.locator("article [aria-live]")
    expect(answer).to_contain_text("护照与出入境")
    expect(answer.get_by_role("link")).to_have_count(0)


def test_a_request_in_the_address_is_shown_as_text(visit: Any) -> None:
    page = visit("dispatch/#q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%E5%99%AA%E5%A3%B0")
    expect(page.locator("article").get_by_role("textbox")).to_have_value("<img src=x onerror=alert(1)>噪声")
    expect(page.locator("article [aria-live] img")).to_have_count(0)


# From a folder


def test_links_work_from_a_folder(visit: Any, site: Path) -> None:
    page = visit("index.html", base=folder(site))
    page.goto(folder(site) + "lists/cooperative/index.html")
    page.locator("article").get_by_role("link", name="噪声污染防治监管").first.click()
    expect(page.locator("h1")).to_contain_text("噪声污染防治监管")
    assert page.url.endswith("duties/C047/index.html")
