"""A permanent page for each duty that any edition ever had: who does what, what it is near to, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from duty_site.page import (
    KIND_LABELS,
    Page,
    category_path,
    comparison_path,
    duty_path,
    edition_path,
    escape,
    heading,
    list_path,
    page,
    url,
)
from duty_site.parts import department_links, duty_link, link, ordered, tag
from duty_site.related import related, told_apart
from lishi_duties.compare.history import DutyState, duty_history
from lishi_duties.duties.duty_set import DutyList
from lishi_duties.model import (
    LETTERS,
    LIST_NAMES,
    Became,
    CooperativeDuty,
    Duty,
    EditorialNote,
    Kind,
    Lineage,
    ReclaimedItem,
    Responsibility,
)
from lishi_duties.retrieval.directory import Directory, Wordings, directory

__all__ = ["duty_pages", "field_name"]

_LONG_TITLE = 40
"""From so many characters on a title is set as a paragraph is, not as a headline."""

_FIRST_LIST: Mapping[str, Kind] = {letter: kind for kind, letter in LETTERS.items()}


def duty_pages(lists: Sequence[DutyList]) -> Iterator[Page]:
    """A page for each duty of the newest edition in list order, then for each that is gone."""
    newest = lists[-1]
    near, apart = related(newest), told_apart(newest)
    known = directory() if directory().jurisdiction == str(newest.edition.jurisdiction) else None
    neighbours = _neighbours(newest)
    for duty in newest:
        yield _Living(lists, duty, known, near[duty.id], apart.get(duty.id, {}), neighbours[duty.id]).page()
    for gone in _gone(lists):
        yield _Gone(lists, gone, known).page()


def _neighbours(duties: DutyList) -> dict[str, tuple[Duty | None, Duty | None]]:
    """The duties before and after each in its own list."""
    found: dict[str, tuple[Duty | None, Duty | None]] = {}
    for part in (duties.basic, duties.cooperative, duties.reclaimed):
        row: list[Duty | None] = [None, *part, None]
        found |= {duty.id: (before, after) for before, duty, after in zip(row[:-2], part, row[2:], strict=True)}
    return found


def _gone(lists: Sequence[DutyList]) -> tuple[str, ...]:
    """The ids the newest edition has no more, those an earlier one has and those only the lineage tells of."""
    newest = lists[-1]
    once = {duty.id for duties in lists for duty in duties} | {event.id for event in newest.lineage}
    return tuple(sorted(once.difference(newest.ids), key=lambda gone: (gone[0], int(gone[1:]))))


# ---- a record in sections --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Record:
    """How one record is shown on the page at `path`.

    Attributes:
        path: the page.
        duty: the record.
        home: the edition it belongs to.
        newest: the newest edition, whose departments and sections have pages.
        past: whether it is the last record of a duty that is gone: each heading says so, and stands below that of the record.
    """

    path: str
    duty: Duty
    home: DutyList
    newest: DutyList
    past: bool = False

    @property
    def town(self) -> str:
        return self.home.edition.jurisdiction.town

    @cached_property
    def notes(self) -> tuple[EditorialNote, ...]:
        return self.home.notes_on(self.duty.id)

    def facts(self) -> str:
        """The line below the title: list, number, section, edition, id. A past number says nothing in the list of today."""
        duty, edition = self.duty, self.home.edition
        known = duty.category in self.newest.edition.categories
        section = link(self.path, category_path(duty.category), duty.category) if known else escape(duty.category)
        name = f"{LIST_NAMES[duty.kind]}第{duty.number}项"
        css = "duty-facts duty-facts--long" if len(duty.title) >= _LONG_TITLE else "duty-facts"
        return (
            f'<p class="{css}">\n{tag(duty.kind)}\n'
            f"<span>{name if self.past else link(self.path, list_path(duty.kind), name)}</span>\n"
            f"<span>{section}</span>\n"
            f"<span>{link(self.path, edition_path(edition.number), f'第{edition.number}版')}</span>\n"
            f'<span>编号 <span class="duty-id">{duty.id}</span></span>\n</p>'
        )

    def answer(self) -> str:
        """Whose matter it is, in a sentence; the departments of a cooperative duty as their column writes them."""
        duty = self.duty
        departments = (
            "、".join(
                self._named(name, (canonical,)) + self._marks(f"departments_as_published[{place}]")
                for place, (name, canonical) in enumerate(zip(duty.departments_as_published, duty.departments, strict=True))
            )
            if duty.kind == "cooperative"
            else department_links(self.path, _leaders(duty), self.newest.departments)
        )
        whose = _whose(duty, departments, f"<strong>{escape(self.town)}</strong>")
        return f"<p>当时{whose}</p>" if self.past else f'<p class="duty-answer" id="who">{whose}</p>'

    def sections(self) -> Iterator[str]:
        """What the list says of it besides the title; of a basic duty it says no more."""
        duty = self.duty
        if duty.kind == "cooperative":
            yield from self._cooperative(duty)
        elif duty.kind == "reclaimed":
            yield from self._reclaimed(duty)

    def heading(self, text: str, anchor: str) -> str:
        """A heading of this record."""
        if self.past:
            return heading(3, f"{text}（第{self.home.edition.number}版）", anchor)
        return heading(2, text, anchor)

    def _departments(self, names: Sequence[str]) -> str:
        return department_links(self.path, names, self.newest.departments)

    def _cooperative(self, duty: CooperativeDuty) -> Iterator[str]:
        yield self.heading("上级部门职责", "responsibilities")
        rows = (
            (self._who(place, part), f"responsibilities[{place}].tasks", part.tasks)
            for place, part in enumerate(duty.responsibilities)
        )
        yield self._table(("部门", "职责"), rows)
        yield self.heading(f"{self.town}配合职责", "town-tasks")
        yield self._tasks("town_tasks", duty.town_tasks)

    def _reclaimed(self, duty: ReclaimedItem) -> Iterator[str]:
        if duty.discontinued:
            yield self.heading("不再开展此项工作", "discontinued")
            before, basis, after = duty.discontinued.statement.partition(duty.discontinued.basis)
            marks = self._marks("discontinued.statement") + self._marks("discontinued.basis")
            said = f"{escape(before)}<strong>{escape(basis)}</strong>{escape(after)}{marks}"
            yield f'<blockquote>\n<p>{said}</p>\n</blockquote>\n<p class="duty-note">加粗的是依据。</p>'
            return
        yield self.heading("承接部门及工作方式", "handover")
        rows = (
            (
                self._named(part.heading, (part.department,)) + self._marks(f"handover[{place}].heading"),
                f"handover[{place}].method",
                part.method,
            )
            for place, part in enumerate(duty.handover)
        )
        yield self._table(("承接部门", "工作方式"), rows)

    def _who(self, place: int, part: Responsibility) -> str:
        """A heading of the responsibilities, or the departments where the document gives none."""
        if part.heading is not None:
            return self._named(part.heading, part.departments) + self._marks(f"responsibilities[{place}].heading")
        names = self._departments(part.departments)
        return names if len(part.departments) == 1 else f'{names}<span class="duty-aside">原文没有另立标题</span>'

    def _named(self, shown: str, names: Sequence[str]) -> str:
        """Departments as the document writes them, linked to the canonical ones; these are named where they read otherwise."""
        known = self.newest.departments
        if shown == "、".join(names):
            return department_links(self.path, names, known)
        also = f'<span class="duty-also">（规范名称：{self._departments(names)}）</span>'
        return f"{escape(shown)}{also}"

    def _table(self, columns: tuple[str, str], rows: Iterator[tuple[str, str, Sequence[str]]]) -> str:
        """Departments beside their tasks. The roles are said as well: on a phone the table is no table to the browser."""
        head = "".join(f'<th scope="col" role="columnheader">{column}</th>' for column in columns)
        body = "\n".join(
            f'<tr role="row"><th scope="row" role="rowheader">{who}</th>\n'
            f'<td role="cell">\n{self._tasks(field, tasks)}\n</td></tr>'
            for who, field, tasks in rows
        )
        return (
            f'<table class="duty-roles" role="table">\n<thead role="rowgroup"><tr role="row">{head}</tr></thead>\n'
            f'<tbody role="rowgroup">\n{body}\n</tbody>\n</table>'
        )

    def _tasks(self, field: str, tasks: Sequence[str]) -> str:
        return ordered([f"{escape(task)}{self._marks(f'{field}[{place}]')}" for place, task in enumerate(tasks)])

    def _marks(self, field: str) -> str:
        """References to the editorial notes on a field."""
        return "".join(
            f'<sup class="duty-mark"><a href="#note-{number}">注{number}</a></sup>'
            for number, note in enumerate(self.notes, 1)
            if note.field == field
        )

    def editorial(self) -> Iterator[str]:
        """The editorial notes."""
        if not self.notes:
            return
        yield self.heading("编者注", "notes")
        yield '<p class="duty-note">正文照原文。下面各处原文可疑，记在这里，供读的人判断；除“更正”外，正文没有改动。</p>'
        yield '<ol class="duty-notes">\n' + "\n".join(map(self._note, enumerate(self.notes, 1))) + "\n</ol>"

    def _note(self, numbered: tuple[int, EditorialNote]) -> str:
        number, note = numbered
        corrected = note.kind == "correction"
        written = f"<dt>{'收到时' if corrected else '原文'}</dt><dd>{escape(note.written)}</dd>"
        meant = f"<dt>{'更正为' if corrected else '应为'}</dt><dd>{escape(note.meant)}</dd>" if note.meant is not None else ""
        return (
            f'<li id="note-{number}"><span class="duty-where">{escape(field_name(self.duty, note.field))}</span>\n'
            f"<dl>{written}{meant}<dt>说明</dt><dd>{escape(note.reason)}</dd></dl></li>"
        )


def _leaders(duty: Duty) -> tuple[str, ...]:
    """The departments whose matter it is: those of the department column, or those that received it."""
    if duty.kind == "cooperative":
        return duty.departments
    return tuple(handover.department for handover in duty.handover) if duty.kind == "reclaimed" else ()


def _whose(duty: Duty, departments: str, town: str) -> str:
    """Whose matter a duty is."""
    if duty.kind == "cooperative":
        return f"{departments}牵头，{town}配合。"
    if duty.kind == "reclaimed":
        return f"不再开展：{town}不办，也没有部门承接。" if duty.discontinued else f"由{departments}收回承接，{town}不再办理。"
    return f"由{town}自己负责。清单对基本履职事项只列名称，不列上级部门和职责分工。"


_PLACE = re.compile(r"([a-z_]+)(?:\[([0-9]+)\])?")


def field_name(duty: Duty, field: str) -> str:
    """A place in a record, in Chinese; a path that no record has stays as it is.

    >>> import lishi_duties as ld
    >>> field_name(ld.get("C047"), "responsibilities[1].tasks[0]")
    '上级部门职责·区公安局第1条'
    """
    steps = [(name, int(place) if place else 0) for name, place in _PLACE.findall(field)]
    names = tuple(name for name, _ in steps)
    first = steps[0][1] if steps else 0
    last = steps[-1][1] + 1 if steps else 0
    if names == ("title",):
        return "事项名称"
    if names == ("departments_as_published",):
        return f"对应上级部门第{last}个"
    if names == ("town_tasks",):
        return f"配合职责第{last}条"
    if names[:1] == ("discontinued",):
        return "不再开展此项工作"
    if duty.kind == "cooperative" and names[:1] == ("responsibilities",) and first < len(duty.responsibilities):
        part = duty.responsibilities[first]
        whose = f"上级部门职责·{part.heading or '、'.join(part.departments)}"
        return f"{whose}（标题）" if names[1:] == ("heading",) else f"{whose}第{last}条"
    if duty.kind == "reclaimed" and names[:1] == ("handover",) and first < len(duty.handover):
        whose = f"承接部门及工作方式·{duty.handover[first].heading}"
        return f"{whose}（标题）" if names[1:] == ("heading",) else f"{whose}第{last}条"
    return field


# ---- a duty of the newest edition ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Living:
    """The page of a duty that is on the list."""

    lists: Sequence[DutyList]
    duty: Duty
    directory: Directory | None
    near: Sequence[str]
    apart: Mapping[str, str]
    neighbours: tuple[Duty | None, Duty | None]

    @property
    def path(self) -> str:
        return duty_path(self.duty.id)

    def page(self) -> Page:
        duty, newest = self.duty, self.lists[-1]
        record = _Record(self.path, duty, newest, newest)
        blocks = [record.facts(), record.answer(), *record.sections(), *self._related()]
        blocks += [*_wordings(self.directory, duty.id), *record.editorial(), *_history(self.path, duty.id, self.lists)]
        blocks += [*_citation(record), *_programs(duty, newest, newest), self._siblings()]
        whose = _whose(duty, "、".join(_leaders(duty)), record.town)
        about = f"{duty.id} {LIST_NAMES[duty.kind]}第{duty.number}项，{duty.category}。{whose}"
        return page(self.path, duty.title, blocks, description=about)

    def _related(self) -> Iterator[str]:
        if not self.near:
            return
        yield heading(2, "相近事项", "related")
        told = any(other in self.apart for other in self.near)
        source = "“怎样分”取自派单目录，不是清单的文字。" if told else ""
        yield f'<p class="duty-note">内容相近或者容易相混的事项。{source}</p>'
        yield '<ul class="duty-related">\n' + "\n".join(map(self._near, self.near)) + "\n</ul>"

    def _near(self, id: str) -> str:
        other = self.lists[-1][id]
        why = f'<span class="duty-aside">怎样分：{escape(self.apart[id])}</span>' if id in self.apart else ""
        return f'<li>{tag(other.kind)} <span class="duty-id">{id}</span> {duty_link(self.path, other)}{why}</li>'

    def _siblings(self) -> str:
        """The way to the duties before and after in the same list."""
        before, after = self.neighbours
        parts = [
            f'<a class="duty-{css}" rel="{css}" href="{url(self.path, duty_path(duty.id))}">'
            f'<span class="duty-aside">{label}：第{duty.number}项</span><span class="duty-cut">{escape(duty.title)}</span></a>'
            for css, label, duty in (("prev", "上一项", before), ("next", "下一项", after))
            if duty is not None
        ]
        return (
            f'<nav class="duty-siblings" aria-label="{LIST_NAMES[self.duty.kind]}的上一项和下一项">\n'
            + "\n".join(parts)
            + "\n</nav>"
        )


# ---- a duty that is gone ---------------------------------------------------------------------------------------------------


_ENDS: Mapping[Became, str] = {"withdrawn": "撤销", "split": "拆分", "merged": "并入其他事项"}
"""How an id can go."""


@dataclass(frozen=True)
class _Gone:
    """The page of an id that the newest edition has no more."""

    lists: Sequence[DutyList]
    id: str
    directory: Directory | None

    def page(self) -> Page:
        path, newest = duty_path(self.id), self.lists[-1]
        event = next((e for e in newest.lineage if e.id == self.id and e.kind != "moved"), None)
        home = next((duties for duties in reversed(self.lists) if self.id in duties), None)
        duty = home[self.id] if home else None
        title = duty.title if duty else event.title if event else self.id
        kind = duty.kind if duty else event.lists[-1] if event else _FIRST_LIST[self.id[0]]
        blocks = [
            self._facts(kind, title),
            heading(2, "去向", "became"),
            f'<p class="duty-answer">{self._became(path, event)}</p>',
        ]
        if duty and home:
            number = home.edition.number
            record = _Record(path, duty, home, newest, past=True)
            blocks += [
                heading(2, "最后公布的记录", "record"),
                f'<p class="duty-expired" role="note"><strong>已不再有效。</strong>以下是第{number}版公布的记录，只供查考。</p>',
                record.facts(),
                record.answer(),
                *record.sections(),
                *record.editorial(),
                *_wordings(self.directory, self.id),
                *_history(path, self.id, self.lists),
                *_citation(record),
                *_programs(duty, home, newest),
            ]
        return page(path, title, blocks, description=f"{self.id} 已不在清单上：{title}")

    def _facts(self, kind: Kind, title: str) -> str:
        css = "duty-facts duty-facts--long" if len(title) >= _LONG_TITLE else "duty-facts"
        return (
            f'<p class="{css}">\n<span class="duty-tag duty-tag--gone">已不在清单上</span>\n'
            f"<span>原{LIST_NAMES[kind]}</span>\n"
            f'<span>编号 <span class="duty-id">{self.id}</span></span>\n</p>'
        )

    def _became(self, path: str, event: Lineage | None) -> str:
        newest = self.lists[-1]
        if event is None:
            return "这一版没有它，也没有记载它的去向。"
        when = link(path, edition_path(event.edition), f"第{event.edition}版")
        said = f"{when}<strong>{_ENDS[event.kind]}</strong>"
        if event.kind == "withdrawn":
            return f"{said}，没有事项接替。"
        if not event.into:
            return f"{said}，接替的事项其后均已撤销。"
        into = "、".join(f"{duty_link(path, newest[other])}（{other}）" for other in event.into)
        return f"{said}，由{into}接替。"


# ---- what both have --------------------------------------------------------------------------------------------------------


def _wordings(known: Directory | None, id: str) -> Iterator[str]:
    """How people ask for it, folded away."""
    said = known.duties.get(id) if known else None
    if said is None:
        return
    yield heading(2, "群众和干部怎么问", "wordings")
    yield '<p class="duty-note">派单目录收的说法：是大家平时怎么问，不是清单的文字。</p>'
    counts = f"关键词{len(said.keywords)}个，群众的说法{len(said.citizen)}条，干部的说法{len(said.staff)}条"
    yield f'<details class="duty-wordings">\n<summary>{counts}</summary>\n{_said(said)}\n</details>'


def _said(said: Wordings) -> str:
    groups = [("关键词", said.keywords), ("群众的说法", said.citizen), ("干部的说法", said.staff)]
    groups += [(f"指向{name}的说法", wordings) for name, wordings in said.lead.items()]
    return "\n".join(
        f'<p class="duty-group">{escape(name)}</p>\n<ul class="duty-said">'
        + "".join(f"<li>{escape(text)}</li>" for text in texts)
        + "</ul>"
        for name, texts in groups
        if texts
    )


def _history(path: str, id: str, lists: Sequence[DutyList]) -> Iterator[str]:
    """What each edition did to it, the newest first."""
    states = duty_history(id, lists)
    yield heading(2, "版本沿革", "history")
    before: list[DutyState | None] = [None, *states[:-1]]
    rows = [_state(path, lists, earlier, state) for earlier, state in zip(before, states, strict=True)]
    yield '<ul class="duty-history">\n' + "\n".join(f"<li>{row}</li>" for row in reversed(rows)) + "\n</ul>"


def _state(path: str, lists: Sequence[DutyList], before: DutyState | None, state: DutyState) -> str:
    """An edition and what it did to the duty."""
    edition = state.edition
    day = edition.published.isoformat() if edition.published else "未载明日期"
    told = "；".join(_events(before, state))
    compared = ""
    if before is not None and state.events != ("unchanged",):
        last = max(duties.edition.number for duties in lists if duties.edition.number < edition.number)
        compared = " " + link(path, comparison_path(last, edition.number), "对照两版")
    return f"{link(path, edition_path(edition.number), f'第{edition.number}版')}（{day}）：{told}。{compared}"


def _events(before: DutyState | None, state: DutyState) -> Iterator[str]:
    """What an edition did, event by event."""
    old, new = before.duty if before else None, state.duty
    for event in state.events:
        if event == "first":
            yield "首次列入"
        elif event == "unchanged":
            yield "照旧"
        elif event == "back":
            yield "重新列入"
        elif event == "gone":
            yield _ENDS.get(state.lineage.kind, "不再列入") if state.lineage else "不再列入"
        elif event == "renamed":
            yield f"改名，原为：{escape(old.title.rstrip('。'))}" if old else "改名"
        elif event == "changed":
            yield "内容有修改"
        elif event == "moved":
            yield _moved(old, new) if old and new else "移了位置"


def _moved(old: Duty, new: Duty) -> str:
    if old.kind != new.kind:
        return f"由{LIST_NAMES[old.kind]}移入{LIST_NAMES[new.kind]}"
    return f"由“{escape(old.category)}”类移入“{escape(new.category)}”类"


def _citation(record: _Record) -> Iterator[str]:
    """Where it stands in the document, and how it is cited."""
    duty, edition = record.duty, record.home.edition
    yield heading(2, "出处与引用", "citation")
    place = str(duty.place)
    where = f"{escape(edition.source.document)} {place}" if place != "—" else f"{escape(edition.source.document)}（没有记下位置）"
    yield f"<p>原文件：{where}。</p>"
    day = edition.published.isoformat() if edition.published else "未载明日期"
    yield (
        f"<p>引用时写：</p>\n<blockquote>\n<p>《{escape(edition.title)}》（第{edition.number}版，{day}），"
        f"{LIST_NAMES[duty.kind]}第{duty.number}项（编号{duty.id}）：{escape(duty.title.rstrip('。'))}。</p>\n</blockquote>"
    )
    first = _FIRST_LIST[duty.id[0]]
    moved = f"它首次列入时在{KIND_LABELS[first]}清单，编号照旧。" if first != duty.kind else ""
    yield f'<p class="duty-note">序号随版本变，编号不变；跨版本引用要用编号。{moved}</p>'


def _programs(duty: Duty, home: DutyList, newest: DutyList) -> Iterator[str]:
    """How to get it in Python and on the command line."""
    number = home.edition.number
    now = home is newest
    yield heading(2, "用程序取得", "python")
    told = {
        "basic": ("duty.title  # 事项名称",),
        "cooperative": ("duty.responsibilities  # 上级部门职责", "duty.town_tasks  # 配合职责"),
        "reclaimed": ("duty.handover  # 承接部门及工作方式", "duty.discontinued  # 不再开展的，依据是什么"),
    }[duty.kind]
    load = "ld.load()" if now else f"ld.load(edition={number})"
    yield "\n".join(("```python", "import lishi_duties as ld", "", f'duty = {load}["{duty.id}"]', *told, "```"))
    option = "" if now else f" --edition {number}"
    # one button to copy with is enough: several on a page are landmarks without a name to who listens to it
    yield f"``` {{ .sh .no-copy }}\nlishi-duties show {duty.id}{option}\nlishi-duties show {duty.id}{option} --json\n```"
