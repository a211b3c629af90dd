"""The site of a town whose list was revised, in Chromium: what only several editions show. One edition is packaged so far."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from browsing import PHONE, served
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import expect
from test_site_accessibility import violations
from test_site_links import dead_links

from duty_site import site as duty_site
from lishi_duties.intake import read_document

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "samples"
MADE_OF_DATA = ("lists", "categories", "departments", "duties", "editions", "notes", "pictures")
PAGES = {
    "the comparison": "editions/1-2/",
    "the editions": "editions/",
    "an edition that is no longer the newest": "editions/1/",
    "a withdrawn duty": "duties/B025/",
    "a duty that moved to another list": "duties/C003/",
}


@pytest.fixture(scope="module")
def revised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with the sample town's two editions in place of the packaged one."""
    folder = tmp_path_factory.mktemp("revised")
    old = read_document(SAMPLES / "qingshi-1.docx").duties
    new = read_document(SAMPLES / "qingshi-2.docx", old).duties
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the tools
        patch.setattr(duty_site, "packaged_lists", lambda: (old, new))
        logging.getLogger("mkdocs").setLevel(logging.ERROR)  # guides link to duties of the packaged list
        config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder))
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
    return folder


@pytest.fixture(scope="module")
def address(revised: Path) -> Iterator[str]:
    with served(revised) as where:
        yield where


def test_every_link_of_the_pages_made_of_data_leads_somewhere(revised: Path) -> None:
    pages = {
        path: lxml.html.parse(str(path)).getroot()
        for name in MADE_OF_DATA
        for path in sorted((revised / name).rglob("index.html"))
    }
    assert len(pages) > 80
    assert not dead_links(revised, pages)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES.values(), ids=list(PAGES))
def test_axe_finds_nothing(path: str, scheme: str, visit: Any) -> None:
    assert not violations(visit(path, color_scheme=scheme))


@pytest.mark.parametrize("path", PAGES.values(), ids=list(PAGES))
def test_a_phone_shows_it_without_scrolling_sideways(path: str, visit: Any) -> None:
    assert visit(path, viewport=PHONE).evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]


def test_a_withdrawn_duty_is_said_to_be_out_of_force_and_leads_to_the_comparison(visit: Any) -> None:
    page = visit("duties/B025/")
    expect(page.locator("article")).to_contain_text("第2版")
    page.locator("article").get_by_role("link", name="对照两版").first.click()
    expect(page.locator("article")).to_contain_text("B025")
