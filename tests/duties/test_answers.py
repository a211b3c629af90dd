"""What the answers give for JSON: all they hold, and nothing JSON does not have."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any, get_type_hints

import pytest

import lishi_duties as ld

DUTIES = ld.load(edition=1)
IDENTITY = {"id", "kind", "number", "title"}
"""What stands for a duty."""

TWO_MATTERS = "我们村那条路烂了半年，坑坑洼洼，请安排人修一修。还有街上的路灯有七八盏不亮，晚上走路摔跤。"

ANSWERS: dict[str, tuple[Any, type]] = {
    "a hit": (DUTIES.search("噪声 喇叭")[0], ld.HitDict),
    "a match": (DUTIES.search("噪声 喇叭")[0].matches[0], ld.MatchDict),
    "a dispatch": (DUTIES.dispatch("楼上漏水，物业不管"), ld.DispatchDict),
    "a dispatch that fits nothing": (DUTIES.dispatch("护照过期了去哪里换"), ld.DispatchDict),
    "a matter of several": (DUTIES.dispatch(TWO_MATTERS).matters[0], ld.MatterDict),
    "an assignment": (DUTIES.dispatch("隔壁修了一座大理石的活人墓").assignments[0], ld.AssignmentDict),
    "a task a department leads": (DUTIES.tasks_of("区气象局")[0], ld.DepartmentTaskDict),
    "a task a department received": (DUTIES.tasks_of("区林业局")[-1], ld.DepartmentTaskDict),
    "a count": (DUTIES.statistics()[0][3], ld.CategoryCountDict),
    "a load": (DUTIES.statistics()[1][0], ld.DepartmentLoadDict),
}


def attributes(answer: Any) -> dict[str, object]:
    """Fields and properties."""
    names = [field.name for field in dataclasses.fields(answer)]
    names += [name for name, value in vars(type(answer)).items() if isinstance(value, property)]
    return {name: getattr(answer, name) for name in names}


def plain(value: Any) -> object:
    """A value as JSON has it."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value.to_dict() if hasattr(value, "to_dict") else value


@pytest.mark.parametrize(("answer", "form"), ANSWERS.values(), ids=ANSWERS.keys())
def test_it_is_the_same_after_json(answer: Any, form: type) -> None:
    assert json.loads(json.dumps(answer.to_dict())) == answer.to_dict()


@pytest.mark.parametrize(("answer", "form"), ANSWERS.values(), ids=ANSWERS.keys())
def test_it_has_the_keys_its_type_names(answer: Any, form: Any) -> None:
    assert answer.to_dict().keys() == get_type_hints(form).keys() == form.__required_keys__
    assert not form.__optional_keys__


@pytest.mark.parametrize(("answer", "form"), ANSWERS.values(), ids=ANSWERS.keys())
def test_nothing_the_answer_holds_is_left_out(answer: Any, form: type) -> None:
    given: Mapping[str, object] = answer.to_dict()
    held = attributes(answer)
    duty, department = held.pop("duty", None), held.pop("department", None)
    if isinstance(answer, ld.Assignment):
        held.pop("request")  # it stands once, in the dispatch
    wanted = {name: plain(value) for name, value in held.items()}
    if duty is not None:
        wanted |= {name: getattr(duty, name) for name in IDENTITY}
    if isinstance(department, ld.Department):
        wanted |= department.model_dump(mode="json")
    assert given == wanted


def test_the_duty_of_every_answer_is_named_alike() -> None:
    for answer, _ in ANSWERS.values():
        assert not hasattr(answer, "duty") or answer.to_dict().keys() >= IDENTITY
