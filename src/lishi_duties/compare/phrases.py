"""The phrases a comparison is put into, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lishi_duties.compare.change import ChangeKind
from lishi_duties.labels import DEPARTMENT_KINDS, LIST_NAMES, Language
from lishi_duties.model import DepartmentKind, Kind

__all__ = ["PHRASES", "Phrases"]


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of a language. Those that end in a colon are followed by text of the list in quotation marks."""

    edition: str
    sides: tuple[str, str]
    title: str
    nothing: str
    nothing_within: str
    dated: str
    undated: str
    stop: str
    comma: str
    semicolon: str
    pause: str
    aside: str
    heading: str
    lists: Mapping[Kind, str]
    whole_lists: Mapping[Kind, str]
    count_head: tuple[str, str]
    total: str
    summary: Mapping[str, str]
    unchanged: str
    legend: str
    added: str
    removed: str
    moved: str
    changed: str
    sections: str
    departments: str
    position: str
    place: str
    former: str
    responsible: Mapping[Kind, str]
    discontinued: str
    origin: Mapping[str, str]
    became: Mapping[str, str]
    became_nothing: Mapping[str, str]
    heir: str
    move: str
    section: str
    tasks: Mapping[str, str]
    other_field: str
    nth: str
    nth_before: str
    task: Mapping[ChangeKind, str]
    entry: Mapping[str, Mapping[str, str]]
    quote: Mapping[str, Mapping[str, str]]
    instead: Mapping[str, str]
    written: str
    no_heading: str
    column: Mapping[str, str]
    end: Mapping[str, str]
    registry: Mapping[str, str]
    department_kinds: Mapping[DepartmentKind, str]


PHRASES: Mapping[Language, Phrases] = {
    "zh": Phrases(
        edition="第{number}版",
        sides=("（前）", "（后）"),
        title="{title}：{new}与{old}的比较",
        nothing="{old}与{new}的事项和部门没有差别。",
        nothing_within="{edition}前后两个文本的事项和部门没有差别。",
        dated="{edition}于{day.year}年{day.month}月{day.day}日公布",
        undated="{edition}未载明日期",
        stop="。",
        comma="，",
        semicolon="；",
        pause="、",
        aside="（{0}）",
        heading="{0}（{1}项）",
        lists=LIST_NAMES,
        whole_lists=LIST_NAMES,
        count_head=("清单", "增减"),
        total="合计",
        summary={
            "added": "新增{0}项",
            "withdrawn": "撤销{0}项",
            "split": "拆分{0}项",
            "merged": "并入其他事项{0}项",
            "gone": "不再列入{0}项",
            "moved": "移至其他清单{0}项",
            "section": "调整类别{0}项",
            "renamed": "修改名称{0}项",
            "changed": "修改内容{0}项",
        },
        unchanged="其余{0}项没有变化（序号变动不计）",
        legend="划去的字句已删去，加粗的字句为新增。",
        added="新增的事项",
        removed="不再列入的事项",
        moved="移至其他清单的事项",
        changed="有修改的{0}",
        sections="类别",
        departments="部门",
        position="{list}第{number}项，{category}",
        place="{list}第{number}项（{category}）",
        former="原{0}",
        responsible={"basic": "", "cooperative": "{0}牵头", "reclaimed": "{0}承接"},
        discontinued="不再开展",
        origin={"split": "由{0}拆分而来", "merged": "由{0}合并而来"},
        became={"withdrawn": "撤销", "split": "拆分为{0}", "merged": "并入{0}"},
        became_nothing={"split": "拆分，分出的事项其后撤销", "merged": "并入的事项其后撤销"},
        heir="{id}“{title}”",
        move="由{0}移入{1}",
        section="类别由“{0}”改为“{1}”",
        tasks={"responsibilities": "{who}职责", "town_tasks": "{tier}配合职责", "handover": "{who}工作方式"},
        other_field="字段{field}",
        nth="{label}第{n}项",
        nth_before="{label}原第{n}项",
        task={"added": "增加{new}：", "removed": "删去{old}：", "changed": "{new}：", "moved": "{old}改列为{new}："},
        entry={
            "responsibilities": {
                "added": "增加{who}的职责",
                "removed": "删去{who}的职责",
                "moved": "{who}的职责改列第{n}位",
            },
            "handover": {"added": "增加承接部门{who}", "removed": "不再由{who}承接", "moved": "承接部门{who}改列第{n}位"},
        },
        quote={
            "responsibilities": {"added": "：", "removed": "："},
            "handover": {"added": "，工作方式：", "removed": "，原工作方式："},
        },
        instead={"responsibilities": "{old}的职责改由{new}承担", "handover": "承接部门由{old}改为{new}"},
        written="“{old}”改写作“{new}”",
        no_heading="（无标题）",
        column={"title": "对应上级部门：", "added": "增加{0}", "removed": "删去{0}", "moved": "次序改为{0}"},
        end={
            "added": "改为不再开展此项工作：",
            "removed": "恢复开展此项工作，删去：",
            "changed": "不再开展的说明：",
            "basis": "不再开展的依据：",
        },
        registry={
            "added": "新增{0}",
            "removed": "不再列入{0}",
            "renamed": "{0}改称{1}",
            "also": "又称{0}",
            "alias_added": "增加又称{0}",
            "alias_removed": "删去又称{0}",
            "kind": "性质由{0}改为{1}",
            "order": "次序改为{0}",
            "of": "{0}：{1}",
        },
        department_kinds=dict(DEPARTMENT_KINDS),
    ),
    "en": Phrases(
        edition="edition {number}",
        sides=(" (before)", " (after)"),
        title="{title}: {new} compared with {old}",
        nothing="No duty and no department differs between {old} and {new}.",
        nothing_within="No duty and no department differs between the two states of {edition}.",
        dated="{edition} was published on {day}",
        undated="{edition} bears no date",
        stop=".",
        comma=", ",
        semicolon="; ",
        pause=", ",
        aside=" ({0})",
        heading="{0} ({1})",
        lists={"basic": "basic duty", "cooperative": "cooperative duty", "reclaimed": "reclaimed item"},
        whole_lists={"basic": "basic duties", "cooperative": "cooperative duties", "reclaimed": "reclaimed items"},
        count_head=("list", "difference"),
        total="all",
        summary={
            "added": "{0} added",
            "withdrawn": "{0} withdrawn",
            "split": "{0} split",
            "merged": "{0} merged into others",
            "gone": "{0} no longer listed",
            "moved": "{0} moved to another list",
            "section": "{0} moved to another section",
            "renamed": "{0} renamed",
            "changed": "{0} changed otherwise",
        },
        unchanged="the other {0} are the same (shifted numbers do not count)",
        legend="Words struck out were removed, words in bold were added.",
        added="Added",
        removed="No longer listed",
        moved="Moved to another list",
        changed="Changed: {0}",
        sections="Sections",
        departments="Departments",
        position="{list} no. {number}, {category}",
        place="{list} no. {number} ({category})",
        former="was {0}",
        responsible={"basic": "", "cooperative": "led by {0}", "reclaimed": "received by {0}"},
        discontinued="discontinued",
        origin={"split": "split from {0}", "merged": "merged from {0}"},
        became={"withdrawn": "withdrawn", "split": "split into {0}", "merged": "merged into {0}"},
        became_nothing={
            "split": "split; what took its place was withdrawn since",
            "merged": "merged; what took its place was withdrawn since",
        },
        heir="{id} “{title}”",
        move="moved from {0} to {1}",
        section="section “{0}” is now “{1}”",
        tasks={"responsibilities": "{who}, task", "town_tasks": "town, task", "handover": "{who}, step"},
        other_field="field {field}",
        nth="{label} {n}",
        nth_before="{label} {n}",
        task={"added": "{new} added: ", "removed": "{old} removed: ", "changed": "{new}: ", "moved": "{old} is now {new}: "},
        entry={
            "responsibilities": {
                "added": "tasks of {who} added",
                "removed": "tasks of {who} removed",
                "moved": "the tasks of {who} now stand in place {n}",
            },
            "handover": {
                "added": "now received by {who}",
                "removed": "no longer received by {who}",
                "moved": "{who} now stands in place {n}",
            },
        },
        quote={
            "responsibilities": {"added": ": ", "removed": ": "},
            "handover": {"added": "; steps: ", "removed": "; its steps were: "},
        },
        instead={
            "responsibilities": "the tasks of {old} are now those of {new}",
            "handover": "received by {new} instead of {old}",
        },
        written="“{old}” is now written “{new}”",
        no_heading="(no heading)",
        column={"title": "departments: ", "added": "added {0}", "removed": "removed {0}", "moved": "order now {0}"},
        end={
            "added": "discontinued: ",
            "removed": "no longer discontinued; removed: ",
            "changed": "statement on its end: ",
            "basis": "ground for its end: ",
        },
        registry={
            "added": "added {0}",
            "removed": "removed {0}",
            "renamed": "{0} is now called {1}",
            "also": "also {0}",
            "alias_added": "alias added: {0}",
            "alias_removed": "alias removed: {0}",
            "kind": "kind {0} is now {1}",
            "order": "order now {0}",
            "of": "{0}: {1}",
        },
        department_kinds={kind: kind for kind in ("district", "party", "vertical", "mass", "collective")},
    ),
}
