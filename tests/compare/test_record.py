"""Two records of a duty: every text that differs is found, and the changes alone make the new record."""

from __future__ import annotations

import copy
import re
from dataclasses import replace

from examples import examples
from hypothesis import HealthCheck, given
from revised_lists import EXCERPT, OLD, Document, changed_duty, duty_in, lone_lists, made

import lishi_duties as ld
from lishi_duties.compare.diff import Diff, diff
from lishi_duties.model import field_text


@examples(100, suppress_health_check=[HealthCheck.too_slow])
@given(lone_lists(number=1), lone_lists(number=2))
def test_any_record_can_become_any_other(old: ld.DutyList, new: ld.DutyList) -> None:
    difference = diff(old, new)
    assert difference.mirrored() == diff(new, old)
    assert difference.mirrored().apply(new).file == old.file
    # the record that a changed duty has become is not looked at: the changes alone make it
    blind = replace(difference, changed=tuple(replace(duty, after=duty.before) for duty in difference.changed))
    assert blind.apply(old).file == new.file
    for duty in difference.changed:
        for change in duty.changes:
            for path, text, side in (
                (change.old_field, change.before, duty.before),
                (change.new_field, change.after, duty.after),
            ):
                assert (path is None) == (text is None)
                if path and not re.fullmatch(r"(responsibilities|handover)\[\d\]", path):
                    assert field_text(side, path) == text
    difference.to_markdown()


def paths_of(difference: Diff) -> list[tuple[str, str | None, str | None]]:
    return [(change.kind, change.old_field, change.new_field) for change in difference.changed[0].changes]


def test_a_task_that_another_department_takes_over_has_moved() -> None:
    def change(duty: Document) -> None:
        task = duty["responsibilities"][0]["tasks"].pop(2)
        duty["responsibilities"][1]["tasks"].append(task)

    difference = changed_duty("C047", change)
    assert paths_of(difference) == [("moved", "responsibilities[0].tasks[2]", "responsibilities[1].tasks[5]")]
    assert "区生态环境局职责原第3项改列为区公安局职责第6项：“负责对噪声污染防治年度目标任务落实情况" in difference.to_markdown()
    assert "区生态环境局, task 3 is now 区公安局, task 6: “" in difference.to_markdown("en")


def test_a_department_that_takes_all_tasks_over_is_one_change_of_the_heading() -> None:
    def change(duty: Document) -> None:
        duty["responsibilities"][1] |= {"departments": ["区城市管理局"], "heading": "区城市管理局"}

    difference = changed_duty("C047", change)
    assert paths_of(difference) == [
        ("removed", "responsibilities[1].departments[0]", None),
        ("added", None, "responsibilities[1].departments[0]"),
        ("changed", "responsibilities[1].heading", "responsibilities[1].heading"),
    ]
    assert "    - 区公安局的职责改由区城市管理局承担\n" in difference.to_markdown()


def test_entries_that_change_places_keep_their_tasks() -> None:
    def change(duty: Document) -> None:
        duty["responsibilities"].insert(0, duty["responsibilities"].pop())

    difference = changed_duty("C047", change)
    assert paths_of(difference) == [("moved", "responsibilities[2]", "responsibilities[0]")]


def test_a_name_written_otherwise_is_wording() -> None:
    document = copy.deepcopy(EXCERPT)
    duty_in(document, "C047")["departments_as_published"][1] = "公安局"
    difference = diff(OLD, made(document))
    assert paths_of(difference) == [("changed", "departments_as_published[1]", "departments_as_published[1]")]
    assert "    - 对应上级部门：“区公安局”改写作“公安局”\n" in difference.to_markdown()
    assert difference.version_part == "patch"
