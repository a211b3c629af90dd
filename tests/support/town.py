"""The duty list of a very small town, as parts that can be set in every format, whole or spoiled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from office import paragraphs, set_docx, set_html, set_xlsx
from papers import Cell, Part, Row, set_paper

from lishi_duties.model import Duty

TITLE = "某某省平安县青石镇履职事项清单"

BASIC = Part(
    (TITLE, "基本履职事项清单"),
    ("序号", "事项名称"),
    (
        "一、党的建设（2项）",
        ("1", "开展党员教育培训。"),
        ("2", "负责党费收缴管理。"),
        "二、民生服务（2项）",
        ("3", "办理社会保障卡申领。"),
        ("4", "受理高龄津贴申请。"),
    ),
    (1, 12),
)
COOPERATIVE = Part(
    ("配合履职事项清单",),
    ("序号", "事项名称", "对应上级部门", "上级部门职责", "镇配合职责"),
    (
        "一、民生服务（2项）",
        (
            "1",
            "养老机构监管",
            ("县民政局", "县市场监管局"),
            ("县民政局：", "1.负责养老机构备案。", "2.受理投诉举报。", "县市场监管局：", "检查食品安全。"),
            ("1.协助开展排查。", "2.上报问题线索。"),
        ),
        ("2", "社区教育", ("县教育局",), ("1.制定工作规划。", "2.组织实施培训。"), ("做好宣传动员。",)),
        "二、平安法治（1项）",
        ("3", "校园周边治安", ("县公安局",), ("开展巡逻防控。",), ("1.配合疏导交通。", "2.报告突发情况。")),
    ),
    (1, 2, 2, 8, 5),
)
RECLAIMED = Part(
    ("上级部门收回事项清单",),
    ("序号", "事项名称", "承接部门及工作方式"),
    (
        "一、平安法治（2项）",
        ("1", "货运源头监管", ("承接部门：县交通运输局", "工作方式：", "1.登记货运企业。", "2.查处违法行为。")),
        ("2", "信访考核指标", ("根据精简考核有关要求，不再开展此项工作。",)),
    ),
    (1, 5, 8),
)
TOWN: tuple[Part, ...] = (BASIC, COOPERATIVE, RECLAIMED)

SAYS: list[dict[str, Any]] = [
    *(
        {"category": category, "title": title}
        for category, title in (
            ("党的建设", "开展党员教育培训。"),
            ("党的建设", "负责党费收缴管理。"),
            ("民生服务", "办理社会保障卡申领。"),
            ("民生服务", "受理高龄津贴申请。"),
        )
    ),
    {
        "category": "民生服务",
        "title": "养老机构监管",
        "departments": ("县民政局", "县市场监管局"),
        "responsibilities": (
            ("县民政局", ("县民政局",), ("负责养老机构备案。", "受理投诉举报。")),
            ("县市场监管局", ("县市场监管局",), ("检查食品安全。",)),
        ),
        "town_tasks": ("协助开展排查。", "上报问题线索。"),
    },
    {
        "category": "民生服务",
        "title": "社区教育",
        "departments": ("县教育局",),
        "responsibilities": ((None, ("县教育局",), ("制定工作规划。", "组织实施培训。")),),
        "town_tasks": ("做好宣传动员。",),
    },
    {
        "category": "平安法治",
        "title": "校园周边治安",
        "departments": ("县公安局",),
        "responsibilities": ((None, ("县公安局",), ("开展巡逻防控。",)),),
        "town_tasks": ("配合疏导交通。", "报告突发情况。"),
    },
    {
        "category": "平安法治",
        "title": "货运源头监管",
        "handover": (("县交通运输局", ("登记货运企业。", "查处违法行为。")),),
        "discontinued": None,
    },
    {
        "category": "平安法治",
        "title": "信访考核指标",
        "handover": (),
        "discontinued": ("根据精简考核有关要求，不再开展此项工作。", "根据精简考核有关要求"),
    },
]
"""What the records of the list must hold, in list order."""


def says(duty: Duty) -> dict[str, Any]:
    """A record in the form of `SAYS`."""
    told: dict[str, Any] = {"category": duty.category, "title": duty.title}
    if duty.kind == "cooperative":
        told["departments"] = duty.departments
        told["responsibilities"] = tuple((part.heading, part.departments, part.tasks) for part in duty.responsibilities)
        told["town_tasks"] = duty.town_tasks
    elif duty.kind == "reclaimed":
        told["handover"] = tuple((part.department, part.method) for part in duty.handover)
        told["discontinued"] = (duty.discontinued.statement, duty.discontinued.basis) if duty.discontinued else None
    return told


def set_text(path: Path, parts: Sequence[Part]) -> Path:
    """The text form: a row a line, its cells parted by tabs, a `<p>` a paragraph."""
    lines: list[str] = []
    for part in parts:
        lines += [*part.headings, "\t".join(part.header)]
        for row in part.rows:
            if isinstance(row, str):
                lines.append(row + "\t" * (len(part.header) - 1))
            else:
                lines.append("\t".join(_marked(cell) for cell in row))
        lines.append("")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _marked(cell: Cell) -> str:
    return cell if isinstance(cell, str) else "".join(f"<p>{text}</p>" for text in paragraphs(cell))


SETTERS: dict[str, Callable[[Path, Sequence[Part]], Path]] = {
    "docx": set_docx,
    "xlsx": set_xlsx,
    "html": set_html,
    "pdf": set_paper,
    "txt": set_text,
}
"""How parts are set as a document, by its suffix."""


def mapped(part: Part, change: Callable[[Row], Row | None]) -> Part:
    """A part with each row changed; None takes it out."""
    return replace(part, rows=tuple(new for row in part.rows if (new := change(row)) is not None))


def exchanged(part: Part, at: int, *rows: Row) -> Part:
    """A part with its row `at` (headings count) replaced by none, one or several."""
    return replace(part, rows=(*part.rows[:at], *rows, *part.rows[at + 1 :]))


def with_cell(part: Part, at: int, column: int, cell: Cell) -> Part:
    """A part with one cell of its row `at` replaced."""
    row = part.rows[at]
    assert not isinstance(row, str)
    return exchanged(part, at, (*row[:column], cell, *row[column + 1 :]))
