"""Duty lists of towns that do not exist, as many as are wanted: for the tests of data sets and their benchmark."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import lishi_duties as ld
from lishi_duties.export.tables import task_rows
from lishi_duties.model import KINDS, LETTERS, DutyListFile, Jurisdiction
from lishi_duties.model.canonical import edition_json

PROVINCES = (
    "北京市", "天津市", "河北省", "山西省", "内蒙古自治区", "辽宁省", "吉林省", "黑龙江省", "上海市", "江苏省", "浙江省",
    "安徽省", "福建省", "江西省", "山东省", "河南省", "湖北省", "湖南省", "广东省", "广西壮族自治区", "海南省", "重庆市",
    "四川省", "贵州省", "云南省", "西藏自治区", "陕西省", "甘肃省", "青海省", "宁夏回族自治区", "新疆维吾尔自治区",
)  # fmt: skip

_MARKS = re.compile("[，；。、]+")


def jurisdiction(number: int) -> Jurisdiction:
    """The town of a number, the same every time, no two alike; municipalities have no cities."""
    province = PROVINCES[number % len(PROVINCES)]
    city = None if province in ("北京市", "天津市", "上海市", "重庆市") else f"第{number % 11}市"
    return Jurisdiction(province=province, city=city, district=f"样{number % 97}县", town=f"例{number}镇")


def moved_to(file: DutyListFile, place: Jurisdiction, edition: int = 1) -> DutyListFile:
    """The same list as that of another town, in another edition."""
    changed = {
        kind: tuple(duty.model_copy(update={"edition": edition}) for duty in file.duties() if duty.kind == kind) for kind in KINDS
    }
    facts = {"jurisdiction": place, "number": edition, "title": f"{place}履职事项清单"}
    return file.model_copy(update=changed | {"edition": file.edition.model_copy(update=facts)})


def made_up(number: int) -> DutyListFile:
    """A list nearly as long as the packaged one, with words of its own.

    A tenth of the packaged list's duties is missing, one in fifty that departments lead has been taken back instead, departments
    are those of a county, and each task is put together anew from the clauses of the packaged list: two towns share titles,
    but hardly a sentence, so that no file is flattered when it is compressed.
    """
    chance = random.Random(number)
    base, clauses = _base()
    document = copy.deepcopy(base)

    def said(text: str) -> str:
        count = max(1, len(_MARKS.split(text)) - 1)
        return "，".join(chance.choice(clauses) for _ in range(count)) + "。"

    order = {name: place for place, name in enumerate(document["edition"]["categories"])}
    kept: dict[str, list[Any]] = {kind: [duty for duty in document[kind] if chance.random() > 0.1] for kind in KINDS}
    taken = [duty for duty in kept["cooperative"] if chance.random() < 0.02]
    kept["cooperative"] = [duty for duty in kept["cooperative"] if duty not in taken]
    kept["reclaimed"] = [
        *kept["reclaimed"],
        *(
            {name: duty[name] for name in ("edition", "category", "title", "place")}
            | {"kind": "reclaimed", "discontinued": None}
            | {
                "handover": [
                    {"department": name, "heading": name, "method": duty["town_tasks"]} for name in duty["departments"][:1]
                ]
            }
            for duty in taken
        ),
    ]
    for kind in KINDS:
        kept[kind].sort(key=lambda duty: order[duty["category"]])
        for place, duty in enumerate(kept[kind], 1):
            duty |= {"number": place, "id": f"{LETTERS[kind]}{place:03}"}
            for part in duty.get("responsibilities", ()):
                part["tasks"] = [said(text) for text in part["tasks"]]
            for handover in duty.get("handover", ()):
                handover["method"] = [said(text) for text in handover["method"]]
            if "town_tasks" in duty:
                duty["town_tasks"] = [said(text) for text in duty["town_tasks"]]
    document.update(kept, notes=[], lineage=[])
    return moved_to(DutyListFile.model_validate_json(json.dumps(document)), jurisdiction(number))


def revised(file: DutyListFile) -> DutyListFile:
    """The second edition of a list: the last basic duty is gone, the first has another title."""
    first, *others = file.basic[:-1]
    later = file.model_copy(update={"basic": (first.model_copy(update={"title": f"依法{first.title}"}), *others)})
    return moved_to(later, file.edition.jurisdiction, 2)


@cache
def _base() -> tuple[dict[str, Any], tuple[str, ...]]:
    """The packaged list with the departments of a county, and the clauses its texts are made of."""
    text = edition_json(ld.load(edition=1).file).decode()
    document: dict[str, Any] = json.loads(text.replace("江津区", "平安县").replace('"区', '"县'))
    texts = (text for row in task_rows(ld.load(edition=1)) for text in _MARKS.split(str(row["text"])))
    return document, tuple(dict.fromkeys(text for text in texts if len(text) > 3))


def write_all(folder: Path, files: Iterator[DutyListFile]) -> list[Path]:
    """The edition files in a folder."""
    paths = []
    for number, file in enumerate(files):
        paths.append(folder / f"{number:05}.json")
        paths[-1].write_bytes(edition_json(file))
    return paths
