"""Small lists of an invented town, made record by record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lishi_duties.model import (
    BasicDuty,
    Discontinuation,
    Duty,
    DutyListFile,
    Edition,
    Jurisdiction,
    Lineage,
    Place,
    ReclaimedItem,
    Source,
)

CATEGORY = "民生服务"
BASIC = (
    "开展党员教育培训和党费收缴管理。",
    "负责志愿消防队伍的组建、训练和管理。",
    "受理高龄津贴申请并按月发放。",
    "组织实施农村厕所改造和污水治理。",
    "培育社区慈善基金，开展社会组织备案。",
    "维护应急广播设施，发布预警信息。",
)
RECLAIMED = ("烟花爆竹零售许可证换证核查", "货运车辆源头超限监管", "物业专项维修资金的使用审批")
NEW = "推广使用清洁能源取暖设备。"


def duty(kind: str, number: int, title: str, id_: str | None = None, edition: int = 1) -> Duty:
    """A basic duty, or a reclaimed item that nobody does any more."""
    facts: dict[str, Any] = {
        "edition": edition,
        "id": id_ or f"{'B' if kind == 'basic' else 'R'}{number:03}",
        "number": number,
        "category": CATEGORY,
        "title": title,
        "place": Place(),
    }
    if kind == "basic":
        return BasicDuty(**facts)
    ended = Discontinuation(statement="根据要求，不再开展此项工作。", basis="根据要求")
    return ReclaimedItem(**facts, handover=(), discontinued=ended)


def duties(basic: Sequence[str] = BASIC, reclaimed: Sequence[str] = RECLAIMED, edition: int = 1) -> tuple[Duty, ...]:
    """Two lists of these titles."""
    return (
        *(duty("basic", number, title, edition=edition) for number, title in enumerate(basic, 1)),
        *(duty("reclaimed", number, title, edition=edition) for number, title in enumerate(reclaimed, 1)),
    )


def file(found: Sequence[Duty], lineage: Sequence[Lineage] = (), edition: int = 1) -> DutyListFile:
    """An edition file of these duties."""
    return DutyListFile(
        schema_version=1,
        edition=Edition(
            number=edition,
            title="青石镇履职事项清单",
            jurisdiction=Jurisdiction(province="某某省", district="平安县", town="青石镇"),
            published=None,
            source=Source(document="list.docx", sha256="0" * 64),
            categories=(CATEGORY,),
        ),
        departments=(),
        basic=tuple(d for d in found if d.kind == "basic"),
        cooperative=(),
        reclaimed=tuple(d for d in found if d.kind == "reclaimed"),
        lineage=tuple(lineage),
    )


def event(id_: str = "B002", kind: str = "withdrawn", **facts: Any) -> Lineage:
    """Something that became of an id."""
    lists = {"B": "basic", "C": "cooperative", "R": "reclaimed"}[id_[0]]
    defaults: dict[str, Any] = {"edition": 2, "title": "原有事项", "lists": (lists,)}
    return Lineage.model_validate({"id": id_, "kind": kind} | defaults | facts)
