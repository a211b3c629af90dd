"""The built site and a real Chromium, for the tests that look at pages as a reader does.

`LISHI_DUTIES_SITE` names a site that is built already; otherwise it is built once.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}


def built_site(folder: Path) -> Path:
    """The site, built strictly."""
    if known := os.environ.get("LISHI_DUTIES_SITE"):
        return Path(known)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"})
    assert done.returncode == 0, done.stderr
    return folder


def chromium() -> str:
    """Where Chromium is; without it the test is left out, but not where everything has to be tested."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        told = "there is no Chromium; install it, on Debian with `apt-get install chromium`"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)
    return found


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of requests."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served, on this machine only."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    with served(site) as found:
        yield found


@pytest.fixture(scope="module")  # its event loop must be gone before another module starts one
def browser() -> Iterator[Browser]:
    path = chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield opened
        opened.close()


class Visit:
    """A page, what it asked of other machines, and what went wrong in it."""

    def __init__(self, page: Page, allowed: tuple[str, ...]) -> None:
        self.page = page
        self.elsewhere: list[str] = []
        self.faults: list[str] = []
        page.on("request", lambda request: self.elsewhere.append(request.url) if not request.url.startswith(allowed) else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)
        page.on("response", lambda answer: self.faults.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Any]:
    """Opens pages; at the end none may have asked another machine for anything, nor met an error."""
    visits: list[Visit] = []

    def open_page(path: str = "", *, base: str = address, **options: Any) -> Page:
        page = browser.new_context(**{"viewport": WIDE, "locale": "zh-CN", **options}).new_page()
        page.set_default_timeout(20_000)
        visits.append(Visit(page, (base, "data:", "blob:")))
        page.goto(base + path)
        return page

    yield open_page
    told = [(one.page.url, one.elsewhere, one.faults) for one in visits]
    for one in visits:
        one.page.context.close()
    assert not [one for one in told if one[1] or one[2]]
