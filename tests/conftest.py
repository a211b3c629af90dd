"""What several test modules share: the packaged list, a small list of another town, a fresh interpreter."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import examples  # noqa: F401  registers the profiles
import pytest
from browsing import address, browser, site, visit  # noqa: F401  fixtures
from hypothesis import settings

import lishi_duties as ld

settings.load_profile("quick")

TERMINAL_VARIABLES = {
    "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE", "TTY_INTERACTIVE",
    "PYTHONIOENCODING", "PYTHONUNBUFFERED", "PYTHONWARNINGS",
}  # fmt: skip

SMALL: dict[str, Any] = {
    "schema_version": 1,
    "edition": {
        "number": 1,
        "title": "样例市样例区样例镇履职事项清单",
        "jurisdiction": {"province": "样例市", "district": "样例区", "town": "样例镇"},
        "published": "2025-03-01",
        "source": {"document": "sample.txt", "sha256": "0" * 64},
        "categories": ["党的建设", "平安法治", "生态环保"],
    },
    "departments": [
        {"name": "区公安局", "kind": "district", "aliases": ["公安局"]},
        {"name": "区林业局", "kind": "district", "aliases": ["林业局"]},
        {"name": "区级相关部门", "kind": "collective"},
    ],
    "basic": [
        {"edition": 1, "id": "B001", "number": 1, "category": "党的建设", "title": "负责党员教育。", "place": {"lines": [3, 3]}},
        {"edition": 1, "id": "B002", "number": 2, "category": "平安法治", "title": "负责人民调解。", "place": {}},
    ],
    "cooperative": [
        {
            "edition": 1,
            "id": "C001",
            "number": 1,
            "category": "平安法治",
            "title": "校园周边安全",
            "departments": ["区公安局", "区级相关部门"],
            "departments_as_published": ["公安局", "区级相关部门"],
            "responsibilities": [
                {"departments": ["区公安局"], "heading": "公安局", "tasks": ["开展巡逻。", "受理报警。"]},
                {"departments": ["区公安局", "区级相关部门"], "heading": "公安局、区级相关部门", "tasks": ["通报情况。"]},
            ],
            "town_tasks": ["协助巡查。"],
            "place": {"lines": [5, 9], "pages": [1, 2]},
        },
        {
            "edition": 1,
            "id": "C002",
            "number": 2,
            "category": "生态环保",
            "title": "古树名木保护",
            "departments": ["区林业局"],
            "departments_as_published": ["区林业局"],
            "responsibilities": [{"departments": ["区林业局"], "heading": None, "tasks": ["建立档案。"]}],
            "town_tasks": ["日常养护。"],
            "place": {},
        },
    ],
    "reclaimed": [
        {
            "edition": 1,
            "id": "R001",
            "number": 1,
            "category": "生态环保",
            "title": "采伐许可",
            "handover": [{"department": "区林业局", "heading": "区林业局", "method": ["受理申请。", "现场查验。"]}],
            "discontinued": None,
            "place": {},
        },
        {
            "edition": 1,
            "id": "R002",
            "number": 2,
            "category": "生态环保",
            "title": "指标考核",
            "handover": [],
            "discontinued": {"statement": "根据通知要求，不再开展此项工作。", "basis": "根据通知要求"},
            "place": {},
        },
    ],
    "notes": [
        {
            "duty": "C001",
            "field": "departments_as_published[0]",
            "kind": "department_name",
            "written": "公安局",
            "meant": "区公安局",
            "reason": "脱“区”字。",
        }
    ],
}

WriteFile = Callable[[object], Path]
Python = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def duties() -> ld.DutyList:
    """The first packaged edition: what is asserted of its text stays true when a newer one appears."""
    return ld.load(edition=1)


@pytest.fixture
def document() -> dict[str, Any]:
    """A small edition file of another town, as JSON has it; each test may spoil its own."""
    return copy.deepcopy(SMALL)


@pytest.fixture
def write(tmp_path: Path) -> WriteFile:
    """Writes bytes as they are, anything else as JSON; gives the path."""

    def write(content: object) -> Path:
        path = tmp_path / "list.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode())
        return path

    return write


@pytest.fixture
def small(document: dict[str, Any], write: WriteFile) -> ld.DutyList:
    """The small list, read."""
    return ld.read(write(document))


@pytest.fixture(scope="session")
def package() -> Path:
    """The folder of the package under test."""
    return Path(ld.__file__).parent


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """The environment of a fresh interpreter, without what would change how a program prints."""
    return {name: value for name, value in os.environ.items() if name not in TERMINAL_VARIABLES}


@pytest.fixture(scope="session")
def python(environment: dict[str, str]) -> Python:
    """Runs a fresh interpreter with these arguments."""

    def run(*arguments: str, timeout: float = 60, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            capture_output=True,
            encoding="utf-8",
            env=environment | variables,
            timeout=timeout,
            check=False,
        )

    return run
