"""A comparison in words: the release note, in Chinese or English, as Markdown or for whatever else shows it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from lishi_duties.compare.changes import (
    NAMES,
    TASKS,
    Body,
    Change,
    ChangeKind,
    Pair,
    Path,
    Segment,
    body_of,
    is_entry,
    places_now,
    segments_of,
    steps_of,
)
from lishi_duties.compare.diff import ChangedDuty, Diff, Language, Position, Removal, by_id
from lishi_duties.duties.duty_set import one_of
from lishi_duties.labels import DEPARTMENT_KINDS, tier
from lishi_duties.markdown import BLOCK, escaped
from lishi_duties.model import (
    KINDS,
    LIST_NAMES,
    CooperativeDuty,
    Department,
    DepartmentKind,
    Duty,
    Kind,
    ReclaimedItem,
)

__all__ = ["Entry", "Line", "Note", "Span", "markdown", "release_note"]


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of a note.

    Attributes:
        text: the words.
        style: `"removed"` and `"added"` for words of the list that went and came, `"id"` for the id of a duty.
    """

    text: str
    style: Literal["plain", "id", "removed", "added"] = "plain"


Line: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A duty in a note: its line, and a line for each thing that became of it."""

    line: Line
    details: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A comparison in words, for whatever shows it.

    Attributes:
        title: the heading; empty where there is no difference.
        remarks: what is said before anything else.
        legend: what the marks mean; empty where there are none.
        counts: a table, its heading first; empty where there is no difference.
        sections: entries under their headings.
    """

    title: str
    remarks: tuple[str, ...]
    legend: str = ""
    counts: tuple[tuple[str, ...], ...] = ()
    sections: tuple[tuple[str, tuple[Entry, ...]], ...] = ()


def release_note(found: Diff, language: Language = "zh") -> Note:
    """A comparison in words: each duty once, with all that became of it.

    Raises:
        ArgumentError: there is no such language.
    """
    one_of("language", language, tuple(_VOICES))
    return _Writer(found, _VOICES[language]).note()


def markdown(note: Note) -> str:
    blocks = [f"# {escaped(note.title)}"] * bool(note.title)
    blocks += [escaped(remark) for remark in (*note.remarks, note.legend) if remark]
    if note.counts:
        head, *rows = ["| " + " | ".join(map(escaped, row)) + " |" for row in note.counts]
        rule = "| --- |" + " ---: |" * (len(note.counts[0]) - 1)
        blocks.append("\n".join([head, rule, *rows]))
    for title, entries in note.sections:
        blocks.append(f"## {escaped(title)}")
        lines = [
            line
            for entry in entries
            # four spaces: some programs take a list for nested with no fewer
            for line in (f"- {inline(entry.line)}", *(f"    - {inline(detail)}" for detail in entry.details))
        ]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


_MARKS = {"plain": "", "id": "**", "added": "**", "removed": "~~"}


def inline(line: Line) -> str:
    r"""A line with its marks; with a space where Markdown would not take a mark for one, as between a word and a comma.

    >>> inline((Span("整治"), Span("，建档", "added"), Span("。")))
    '整治 **，建档**。'
    """
    written = marked = ""  # `marked` is what stands in the mark closed just before
    for text, mark in _chunks(line):
        if mark:
            apart = bool(marked) or (_is_mark(text[0]) and not _stops(written[-1:]))
        else:
            apart = bool(marked) and _is_mark(marked[-1]) and not _stops(text[0])
        written += " " * apart + mark + text + mark
        marked = text if mark else ""
    return str(BLOCK.sub(r"\1\\\2", written))


def _chunks(line: Line) -> Iterator[tuple[str, str]]:
    """Escaped texts with their marks; spaces at the ends of a marked text stand outside of its mark."""
    for span in line:
        text, mark = escaped(span.text), _MARKS[span.style]
        inner = text.strip() if mark else text
        start = text.find(inner)
        parts = ((text[:start], ""), (inner, mark), (text[start + len(inner) :], ""))
        yield from ((part, around) for part, around in parts if part)


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _stops(char: str) -> bool:
    """Whether a mark may stand between this character, or an end of the line, and a punctuation mark."""
    return not char or char.isspace() or unicodedata.category(char)[0] == "P"


@dataclass(frozen=True, slots=True)
class _Voice:
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
    summary: dict[str, str]
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
    was: str
    who: dict[Kind, str]
    discontinued: str
    origin: dict[str, str]
    became: dict[str, str]
    became_nothing: dict[str, str]
    heir: str
    move: str
    section: str
    tasks: dict[str, str]
    nth: str
    nth_before: str
    task: dict[ChangeKind, str]
    entry: dict[str, dict[str, str]]
    quote: dict[str, dict[str, str]]
    instead: dict[str, str]
    written: str
    no_heading: str
    column: dict[str, str]
    end: dict[str, str]
    registry: dict[str, str]
    department_kinds: dict[DepartmentKind, str]


_VOICES: dict[Language, _Voice] = {
    "zh": _Voice(
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
        was="原{0}",
        who={"basic": "", "cooperative": "{0}牵头", "reclaimed": "{0}承接"},
        discontinued="不再开展",
        origin={"split": "由{0}拆分而来", "merged": "由{0}合并而来"},
        became={"withdrawn": "撤销", "split": "拆分为{0}", "merged": "并入{0}"},
        became_nothing={"split": "拆分，分出的事项其后撤销", "merged": "并入的事项其后撤销"},
        heir="{id}“{title}”",
        move="由{0}移入{1}",
        section="类别由“{0}”改为“{1}”",
        tasks={"responsibilities": "{who}职责", "town_tasks": "{tier}配合职责", "handover": "{who}工作方式"},
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
    "en": _Voice(
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
        was="was {0}",
        who={"basic": "", "cooperative": "led by {0}", "reclaimed": "received by {0}"},
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


class _Writer:
    """Puts a comparison into the words of a language."""

    def __init__(self, found: Diff, voice: _Voice) -> None:
        self.found = found
        self.voice = voice
        self.tier = tier(found.new.jurisdiction.town)
        names = [voice.edition.format(number=edition.number) for edition in (found.old, found.new)]
        self.within = names[0] == names[1]
        self.old, self.new = (name + side * self.within for name, side in zip(names, voice.sides, strict=True))
        self.rows = {row.id: row for row in found._after.rows}
        self.rows_before = {row.id: row for row in found._before.rows}
        self.changed = {duty.id: duty for duty in found.changed}

    def note(self) -> Note:
        found, voice = self.found, self.voice
        if found.is_empty:
            edition = voice.edition.format(number=found.new.number)
            said = voice.nothing_within if self.within else voice.nothing
            return Note("", (said.format(edition=edition, old=self.old, new=self.new),))
        sections = tuple((title, entries) for title, entries in self._sections() if entries)
        marked = any(
            span.style in ("added", "removed")
            for _, entries in sections
            for entry in entries
            for line in (entry.line, *entry.details)
            for span in line
        )
        return Note(
            voice.title.format(title=found.new.title, old=self.old, new=self.new),
            (self._dates(), self._summary()),
            voice.legend * marked,
            self._counts(),
            sections,
        )

    def _dates(self) -> str:
        told = []
        for name, edition in ((self.old, self.found.old), (self.new, self.found.new)):
            form = self.voice.dated if edition.published else self.voice.undated
            told.append(form.format(edition=name, day=edition.published))
        return self._sentence(self.voice.semicolon.join(told))

    def _sentence(self, text: str) -> str:
        return text[0].upper() + text[1:] + self.voice.stop

    def _summary(self) -> str:
        found = self.found
        became = Counter(removal.lineage.kind if removal.lineage else "gone" for removal in found.removed)
        counts = {
            "added": len(found.added),
            **{kind: became[kind] for kind in ("withdrawn", "split", "merged", "gone")},
            "moved": sum(move.to_other_list for move in found.moved),
            "section": sum(not move.to_other_list for move in found.moved),
            "renamed": len(found.renamed),
            "changed": len(found.changed),
        }
        told = [self.voice.summary[what].format(count) for what, count in counts.items() if count]
        differing = {duty.id for part in (found.added, found.moved, found.renamed, found.changed) for duty in part}
        rest = len(self.rows) - len(differing)
        parts = [self.voice.comma.join(told)] * bool(told) + [self.voice.unchanged.format(rest)] * bool(rest)
        return self._sentence(self.voice.semicolon.join(parts)) if parts else ""

    def _counts(self) -> tuple[tuple[str, ...], ...]:
        voice = self.voice
        counted = [(voice.whole_lists[count.kind], count.before, count.after) for count in self.found.counts]
        counted.append((voice.total, sum(row[1] for row in counted), sum(row[2] for row in counted)))
        head = (voice.count_head[0], self.old, self.new, voice.count_head[1])
        return (head, *((name, str(a), str(b), f"{b - a:+}" if a != b else "0") for name, a, b in counted))

    def _sections(self) -> Iterator[tuple[str, tuple[Entry, ...]]]:
        found, voice = self.found, self.voice
        elsewhere = {move.id for move in found.moved if move.to_other_list}
        differing = {item.id: item for part in (found.moved, found.renamed, found.changed) for item in part}
        revised = sorted(differing.values(), key=by_id)
        yield self._headed(voice.added, [self._added(duty) for duty in found.added])
        yield self._headed(voice.removed, [self._removed(removal) for removal in found.removed])
        yield self._headed(voice.moved, [self.revised_record(item.id) for item in revised if item.id in elsewhere])
        for kind in KINDS:
            here = [item.id for item in revised if item.id not in elsewhere and self.rows[item.id].kind == kind]
            yield self._headed(voice.changed.format(voice.whole_lists[kind]), [self.revised_record(known) for known in here])
        yield voice.sections, tuple(self._categories())
        yield voice.departments, tuple(self._departments())

    def _headed(self, title: str, entries: Sequence[Entry]) -> tuple[str, tuple[Entry, ...]]:
        return self.voice.heading.format(title, len(entries)), tuple(entries)

    # Duties

    def _position(self, position: Position, form: str = "") -> str:
        name = self.voice.lists[position.kind]
        return (form or self.voice.position).format(list=name, number=position.number, category=position.category)

    def _headline(self, id: str, title: Iterable[Span], aside: Sequence[str] = ()) -> Line:
        told = self.voice.aside.format(self.voice.semicolon.join(part for part in aside if part))
        return (Span(id, "id"), Span(" "), *title, *([Span(told)] * bool(aside)))

    def _added(self, duty: Duty) -> Entry:
        origins = [
            self.voice.origin[kind].format(self.voice.pause.join(ids))
            for kind in ("split", "merged")
            if (
                ids := [
                    r.duty.id for r in self.found.removed if r.lineage and r.lineage.kind == kind and duty.id in r.lineage.into
                ]
            )
        ]
        aside = [self._position(self.rows[duty.id].position), self._who(duty), *origins]
        return Entry(self._headline(duty.id, [Span(duty.title)], aside))

    def _who(self, duty: Duty) -> str:
        names: Iterable[str] = ()
        if isinstance(duty, CooperativeDuty):
            names = duty.departments
        elif isinstance(duty, ReclaimedItem):
            if duty.discontinued:
                return self.voice.discontinued
            names = (handover.department for handover in duty.handover)
        return self.voice.who[duty.kind].format(self.voice.pause.join(names))

    def _removed(self, removal: Removal) -> Entry:
        duty, event, voice = removal.duty, removal.lineage, self.voice
        aside = [voice.was.format(self._position(self.rows_before[duty.id].position))]
        if event:
            into = voice.pause.join(voice.heir.format(id=heir, title=self.rows[heir].title.rstrip("。")) for heir in event.into)
            aside.append(
                voice.became[event.kind].format(into) if into or event.kind == "withdrawn" else voice.became_nothing[event.kind]
            )
        return Entry(self._headline(duty.id, [Span(duty.title)], aside))

    def revised_record(self, id: str) -> Entry:
        """A duty with everything that differs: its title in the line, the rest below it."""
        before, after = self.rows_before[id], self.rows[id]
        title = _marked(segments_of(before.title, after.title))
        details: list[Line] = []
        if before.kind != after.kind:
            places = (self._position(row.position, self.voice.place) for row in (before, after))
            details.append((Span(self.voice.move.format(*places)),))
        elif before.category != after.category:
            details.append((Span(self.voice.section.format(before.category, after.category)),))
        if changed := self.changed.get(id):
            details += _DutyWriter(self.voice, self.tier, changed).lines()
        return Entry(self._headline(id, title), tuple(details))

    # What is not a duty

    def _categories(self) -> Iterator[Entry]:
        old, new = self.found.old.categories, self.found.new.categories
        for what, names in (
            ("added", [name for name in new if name not in old]),
            ("removed", [name for name in old if name not in new]),
            ("order", new if [n for n in old if n in new] != [n for n in new if n in old] else ()),
        ):
            if names:
                yield Entry((Span(self.voice.registry[what].format(self.voice.pause.join(names))),))

    def _departments(self) -> Iterator[Entry]:
        phrases, pause = self.voice.registry, self.voice.pause
        for department in self.found.departments_added:
            also = phrases["also"].format(pause.join(department.aliases))
            told = phrases["added"].format(department.name) + self.voice.aside.format(also) * bool(department.aliases)
            yield Entry((Span(told),))
        for department in self.found.departments_removed:
            yield Entry((Span(phrases["removed"].format(department.name)),))
        for change in self.found.departments_changed:
            yield Entry((Span(self._department(change.before, change.after)),))

    def _department(self, before: Department, after: Department) -> str:
        phrases, pause = self.voice.registry, self.voice.pause
        told = [phrases["renamed"].format(before.name, after.name)] if before.name != after.name else []
        for what, names in (
            ("alias_added", [name for name in after.aliases if name not in before.aliases]),
            ("alias_removed", [name for name in before.aliases if name not in after.aliases]),
        ):
            told += [phrases[what].format(pause.join(names))] * bool(names)
        if before.kind != after.kind:
            kinds = self.voice.department_kinds
            told.append(phrases["kind"].format(kinds[before.kind], kinds[after.kind]))
        if not told:
            told.append(phrases["order"].format(pause.join(after.aliases)))
        said = self.voice.semicolon.join(told)
        return said if before.name != after.name else phrases["of"].format(after.name, said)


class _DutyWriter:
    """Puts the changes of one duty into words."""

    def __init__(self, voice: _Voice, tier: str, duty: ChangedDuty) -> None:
        self.voice = voice
        self.tier = tier
        self.changes = duty.changes
        self.old, self.new = body_of(duty.before), body_of(duty.after)
        self.places = places_now(self.old, duty.changes)
        self.gone = {steps_of(c.old_field) for c in duty.changes if c.kind == "removed" and c.old_field}
        self.come = {steps_of(c.new_field) for c in duty.changes if c.kind == "added" and c.new_field}

    def lines(self) -> Iterator[Line]:
        yield from self._column()
        said: set[Path] = set()
        for change in self.changes:
            path = steps_of(change.field)
            if path[0] in NAMES or path[0] == "discontinued" or self._told_with_entry(change, path):
                continue
            if is_entry(path):
                yield self._entry(change, path)
            elif path[0] in TASKS and path[2] != TASKS[str(path[0])]:
                name = str(path[0])
                i, j = self._places(change, name, cast("int", path[1]))
                if (name, j) not in said:  # its departments and its heading are told together
                    said.add((name, j))
                    yield self._headed(name, i, j)
            elif path[0] == "town_tasks" and change.kind in ("added", "removed") and not self._both_have(path[:1]):
                if path[:1] not in said:  # it moved to another list, and all of them went or came
                    said.add(path[:1])
                    yield self._town_tasks(change.kind)
            else:
                yield self._task(change)
        yield from self._end()

    def _both_have(self, path: Path) -> bool:
        return path in self.old.lists and path in self.new.lists

    def _places(self, change: Change, name: str, place: int) -> Pair:
        """Where the entry a change is found in stood, and where it stands."""
        if change.new_field is None:
            return place, self.places[name, place]
        return next(cast("int", entry[1]) for entry, j in self.places.items() if (entry[0], j) == (name, place)), place

    def _told_with_entry(self, change: Change, path: Path) -> bool:
        whole = self.gone if change.kind == "removed" else self.come
        return len(path) > 2 and change.kind in ("added", "removed") and path[:2] in whole

    def _entry(self, change: Change, path: Path) -> Line:
        """An entry that came, went or changed places."""
        name, place = str(path[0]), cast("int", path[1])
        body, ends = (self.old, self.gone) if change.kind == "removed" else (self.new, self.come)
        told = self.voice.entry[name][change.kind].format(who=body.label(name, place), n=place + 1)
        texts = [text for i, text in enumerate(body.tasks(name, place)) if (*path, TASKS[name], i) in ends]
        if change.kind == "moved" or not texts:
            return (Span(told),)
        return (Span(told + self.voice.quote[name][change.kind] + "".join(f"“{text}”" for text in texts)),)

    def _headed(self, name: str, i: int, j: int) -> Line:
        """Who does the tasks of an entry, or how its heading is written, where either differs."""
        old, new = self.old.label(name, i), self.new.label(name, j)
        before, after = self.old.departments(name, i), self.new.departments(name, j)
        if before != after:
            if old == new:
                old, new = self.voice.pause.join(before), self.voice.pause.join(after)
            return (Span(self.voice.instead[name].format(old=old, new=new)),)
        headings = (body.texts.get((name, place, "heading")) for body, place in ((self.old, i), (self.new, j)))
        old, new = (heading or self.voice.no_heading for heading in headings)
        return (Span(self.voice.written.format(old=old, new=new)),)

    def _town_tasks(self, kind: ChangeKind) -> Line:
        label = self.voice.tasks["town_tasks"].format(tier=self.tier)
        texts = (c.after or c.before or "" for c in self.changes if c.kind == kind and steps_of(c.field)[0] == "town_tasks")
        return (Span(self.voice.task[kind].format(old=label, new=label) + "".join(f"“{text}”" for text in texts)),)

    def _task(self, change: Change) -> Line:
        told = self.voice.task[change.kind].format(
            old=self._label(change.old_field, self.old, self.voice.nth_before),
            new=self._label(change.new_field, self.new, self.voice.nth),
        )
        return (Span(told + "“"), *_quoted(change), Span("”"))

    def _label(self, place: str | None, body: Body, form: str) -> str:
        """What a task is called: whose it is, and its number where there are several."""
        if place is None:
            return ""
        *container, nth = steps_of(place)
        name = str(container[0])
        who = body.label(name, cast("int", container[1])) if name in TASKS else ""
        label = self.voice.tasks[name].format(who=who, tier=self.tier)
        return form.format(label=label, n=cast("int", nth) + 1) if len(body.lists[tuple(container)]) > 1 else label

    def _column(self) -> Iterator[Line]:
        phrases, pause = self.voice.column, self.voice.pause
        column = [change for change in self.changes if steps_of(change.field)[0] == "departments"]
        told = [
            phrases[kind].format(pause.join(names))
            for kind in ("added", "removed")
            if (names := [change.after or change.before or "" for change in column if change.kind == kind])
        ]
        told += [
            self.voice.written.format(old=change.before, new=change.after)
            for change in self.changes
            if steps_of(change.field)[0] == "departments_as_published" and change.kind == "changed"
        ]
        if any(change.kind == "moved" for change in column):
            told.append(phrases["moved"].format(pause.join(self.new.lists["departments",])))
        if told:
            yield (Span(phrases["title"] + self.voice.semicolon.join(told)),)

    def _end(self) -> Iterator[Line]:
        """That it is done no more, done again, or that this is said in other words."""
        ends = {change.field: change for change in self.changes if steps_of(change.field)[0] == "discontinued"}
        statement, basis = ends.get("discontinued.statement"), ends.get("discontinued.basis")
        change = statement or basis
        if change:
            told = self.voice.end[change.kind if statement else "basis"]
            yield (Span(told + "“"), *_quoted(change), Span("”"))


def _quoted(change: Change) -> list[Span]:
    """The text of a change, with its words marked where it stayed in part."""
    return _marked(change.words) if change.kind == "changed" else [Span(change.after or change.before or "")]


def _marked(segments: Iterable[Segment]) -> list[Span]:
    return [Span(segment.text, "plain" if segment.kind == "same" else segment.kind) for segment in segments]
