"""Editors and notebooks complete the public names, although the root imports each only when it is first used."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jedi
import pytest

import lishi_duties as ld
from lishi_duties import intake

if TYPE_CHECKING:
    from conftest import Python

START = "import lishi_duties as ld\n"


def completed(expression: str, start: str = START) -> set[str]:
    """What jedi (Jupyter, Spyder, vim) offers after an expression and a dot, from the source alone."""
    return {completion.name for completion in jedi.Script(f"{start}{expression}.").complete()}


def test_every_public_name_of_the_root() -> None:
    assert set(ld.__all__) <= completed("ld")


def test_every_public_name_of_the_intake() -> None:
    assert set(intake.__all__) <= completed("ld.intake", start="import lishi_duties.intake\nimport lishi_duties as ld\n")


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("ld.get('C047')", {"id", "kind", "number", "category", "title", "place", "departments"}),
        ("ld.load()['C047']", {"id", "kind", "number", "category", "title", "place", "departments"}),
        ("ld.load().cooperative['C047']", {"responsibilities", "town_tasks"}),
        ("ld.load()", {"basic", "cooperative", "reclaimed", "filter", "search", "dispatch", "departments", "export"}),
        ("ld.load().filter(kind='basic')", {"ids", "filter", "by_category"}),
        ("ld.search('燃气')[0]", {"duty", "score", "matches"}),
        ("ld.dispatch('楼上漏水')", {"assignments", "topic"}),
        ("ld.editions()[0]", {"number", "title", "published", "jurisdiction", "source"}),
    ],
)
def test_what_a_call_gives(expression: str, names: set[str]) -> None:
    assert names <= completed(expression)


def test_the_conditions_of_a_filter() -> None:
    offered = {completion.name for completion in jedi.Script(f"{START}ld.load().filter(").complete()}
    assert {"kind=", "category=", "department=", "role=", "discontinued="} <= offered


def test_in_a_running_console_before_any_name_is_used(python: Python) -> None:
    code = """if True:
        import json, jedi, lishi_duties as ld
        texts = "ld.", "ld.get('C047')."
        print(json.dumps([[c.name for c in jedi.Interpreter(text, [{"ld": ld}]).complete()] for text in texts]))
    """
    done = python("-c", code)
    assert done.returncode == 0, done.stderr
    root, duty = json.loads(done.stdout)
    assert set(ld.__all__) <= set(root)
    assert "title" in duty
