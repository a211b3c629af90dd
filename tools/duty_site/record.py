"""How one record of a duty is shown: its facts, whose matter it is, its parts, and the editorial notes on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from duty_site.page import (
    category_path,
    edition_path,
    escape,
    heading,
    list_path,
)
from duty_site.parts import department_links, link, ordered, tag
from lishi_duties.duties.duty_set import DutyList
from lishi_duties.model import (
    LIST_NAMES,
    CooperativeDuty,
    Duty,
    EditorialNote,
    ReclaimedItem,
    Responsibility,
)

__all__ = ["LONG_TITLE", "RecordView", "field_name", "leaders", "whose_matter"]

LONG_TITLE = 40
"""From so many characters on a title is set as a paragraph is, not as a headline."""


@dataclass(frozen=True)
class RecordView:
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
        css = "duty-facts duty-facts--long" if len(duty.title) >= LONG_TITLE else "duty-facts"
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
            else department_links(self.path, leaders(duty), self.newest.departments)
        )
        whose = whose_matter(duty, departments, f"<strong>{escape(self.town)}</strong>")
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


def leaders(duty: Duty) -> tuple[str, ...]:
    """The departments whose matter it is: those of the department column, or those that received it."""
    if duty.kind == "cooperative":
        return duty.departments
    return tuple(handover.department for handover in duty.handover) if duty.kind == "reclaimed" else ()


def whose_matter(duty: Duty, departments: str, town: str) -> str:
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
