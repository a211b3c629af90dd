"""Every kind of page is fit for readers who do not see it, see it on a phone, or in the dark."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import PHONE
from playwright.sync_api import Page

pytestmark = pytest.mark.slow

PAGES = {
    "home": "",
    "English home": "en/",
    "a list": "lists/cooperative/",
    "a long list": "lists/reclaimed/",
    "a basic duty": "duties/B049/",
    "a cooperative duty": "duties/C047/",
    "a reclaimed item": "duties/R143/",
    "a discontinued item": "duties/R119/",
    "departments": "departments/",
    "a department": "departments/区公安局/",
    "a section": "categories/生态环保/",
    "pictures": "pictures/",
    "editorial notes": "notes/",
    "an edition": "editions/1/",
    "dispatch": "dispatch/",
    "the directory": "dispatch/directory/",
    "a guide": "quickstart/",
    "a recipe": "recipes/hotline/",
    "the reference": "reference/",
}


def violations(page: Page) -> str:
    """What axe finds on a page with everything unfolded, a line each."""
    page.locator("details").evaluate_all("nodes => nodes.forEach(node => { node.open = true })")
    violated = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return "\n".join(f"{one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in violated)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES.values(), ids=list(PAGES))
def test_axe_finds_nothing(path: str, scheme: str, visit: Any) -> None:
    assert not violations(visit(path, color_scheme=scheme))


@pytest.mark.parametrize("path", PAGES.values(), ids=list(PAGES))
def test_a_phone_shows_it_without_scrolling_sideways(path: str, visit: Any) -> None:
    page = visit(path, viewport=PHONE)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    heading = page.locator("h1").first.bounding_box()
    assert heading["x"] >= 0
    assert heading["x"] + heading["width"] <= PHONE["width"]
