"""The files of the project's root say what the package says, and the hooks and CI run the checks."""

from __future__ import annotations

import datetime
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import check
import lishi_duties as ld

ROOT = Path(__file__).resolve().parents[2]


def project() -> dict[str, Any]:
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    table: dict[str, Any] = whole["project"]
    return table


@pytest.fixture(scope="module")
def citation() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    return content


def test_the_citation_has_the_required_keys_of_its_format_and_no_unknown_one(citation: dict[str, Any]) -> None:
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= set(citation)
    keys = {"cff-version", "message", "title", "authors", "type", "abstract", "version", "date-released", "license", "keywords"}
    assert set(citation) <= keys
    assert citation["type"] == "software"


def test_the_citation_names_who_and_what_the_package_names(citation: dict[str, Any]) -> None:
    declared = project()
    assert citation["authors"] == declared["authors"]
    assert citation["license"] == declared["license"]
    assert citation["keywords"] == declared["keywords"]
    assert citation["title"].startswith(declared["name"])


def test_the_citation_is_of_this_version(citation: dict[str, Any]) -> None:
    assert citation["version"] == ld.__version__
    released = re.findall(r"^## \[([\d.]+)\] - ([\d-]+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    day = dict(released).get(ld.__version__)
    assert citation.get("date-released") == (datetime.date.fromisoformat(day) if day else None)


def test_the_source_distribution_holds_the_files_of_the_root() -> None:
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    held = whole["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert {"/CITATION.cff", "/.pre-commit-config.yaml", "/CHANGELOG.md", "/changes", "/tools", "/.ci"} <= set(held)


def test_the_hooks_run_the_checks_and_fetch_nothing() -> None:
    settings = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repo["repo"] for repo in settings["repos"]] == ["local"]
    hooks = settings["repos"][0]["hooks"]
    assert {hook["language"] for hook in hooks} == {"system"}
    assert not any(hook["pass_filenames"] for hook in hooks)
    commands = {hook.get("stages", settings["default_stages"])[0]: shlex.split(hook["entry"]) for hook in hooks}
    assert {*commands} == {*settings["default_install_hook_types"]} == {"pre-commit", "pre-push"}
    for program, script, *arguments in commands.values():
        assert (program, script) == ("python", "tools/check.py")
        assert {name for name in arguments if not name.startswith("--")} <= {*check.CHECKS}
    assert {*commands["pre-push"][2:]} == {*check.CHECKS, "--all"}


def test_ci_runs_every_check() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    (checks,) = (shlex.split(line)[2:] for line in lines if line.startswith("python tools/check.py "))
    assert {*checks, "tests", "docs"} == {*check.CHECKS, "--all"}, (
        "the README's command runs the tests, and a step of its own the site"
    )
    assert any(line.startswith("mkdocs build --strict ") for line in lines)
    assert ".venv-dev/bin/pytest\n" in (ROOT / "README.md").read_text(encoding="utf-8")
