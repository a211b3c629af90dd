"""How one record of a duty is shown: its facts, whose matter it is, its parts, and the editorial notes on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from duty_site.page import category_path, edition_path, escape, heading, list_path
from duty_site.parts import department_links, link, ordered, tag
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.model import LIST_NAMES, Duty, EditorialNote, Part, Role, field_text, texts_of
from lishi_duties.model.walk import Path, field_path, parse_path

__all__ = ["LONG_TITLE", "RecordView", "field_name", "whose_matter"]

LONG_TITLE = 40
"""From so many characters on a title is set as a paragraph is, not as a headline."""

_PARTS: Mapping[str, str] = {
    "responsibilities": "上级部门职责",
    "town_tasks": "配合职责",
    "handover": "承接部门及工作方式",
    "discontinued": "不再开展此项工作",
}
"""What the parts of a record are called."""

_FIELDS: Mapping[str, str] = {"title": "事项名称", "departments_as_published": "对应上级部门"}
"""What its other fields are called that editorial notes are on."""

_COLUMNS: Mapping[Role, tuple[str, str]] = {"leads": ("部门", "职责"), "receives": ("承接部门", "工作方式")}
"""What stands above departments and what they do."""


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
        current = duty.category in self.newest.edition.categories
        section = link(self.path, category_path(duty.category), duty.category) if current else escape(duty.category)
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
        published = [text for text in texts_of(duty) if text.kind == "published_name"]
        departments = (
            "、".join(
                self._named(name.text, (canonical,)) + self._marks(name.path)
                for name, canonical in zip(published, duty.departments, strict=True)
            )
            if published
            else self._departments(duty.departments)
        )
        whose = whose_matter(duty, departments, f"<strong>{escape(self.town)}</strong>")
        return f"<p>当时{whose}</p>" if self.past else f'<p class="duty-answer" id="who">{whose}</p>'

    def sections(self) -> Iterator[str]:
        """What the list says of it besides the title; of a basic duty it says no more."""
        for kind, group in groupby(self.duty.parts(), key=lambda part: part.kind):
            parts = tuple(group)
            name = _PARTS.get(kind, kind)
            yield self.heading(f"{self.town}{name}" if kind == "town_tasks" else name, kind.replace("_", "-"))
            if (role := parts[0].role) is not None:
                yield self._table(_COLUMNS[role], parts)
            elif (basis := field_text(self.duty, f"{kind}.basis")) is not None:
                yield self._statement(parts[0], basis)
            else:
                yield from map(self._tasks, parts)

    def heading(self, text: str, anchor: str) -> str:
        """A heading of this record."""
        if self.past:
            return heading(3, f"{text}（第{self.home.edition.number}版）", anchor)
        return heading(2, text, anchor)

    def _departments(self, names: Sequence[str]) -> str:
        return department_links(self.path, names, self.newest.departments)

    def _statement(self, part: Part, basis: str) -> str:
        """That nobody does it any more, with the ground in bold."""
        before, basis, after = part.texts[0].partition(basis)
        marks = self._marks(part.paths[0]) + self._marks((*part.path, "basis"))
        statement = f"{escape(before)}<strong>{escape(basis)}</strong>{escape(after)}{marks}"
        return f'<blockquote>\n<p>{statement}</p>\n</blockquote>\n<p class="duty-note">加粗的是依据。</p>'

    def _who(self, part: Part) -> str:
        """The heading of a part, or its departments where the document gives none."""
        if part.heading is not None:
            return self._named(part.heading, part.departments) + self._marks((*part.path, "heading"))
        names = self._departments(part.departments)
        return names if len(part.departments) == 1 else f'{names}<span class="duty-aside">原文没有另立标题</span>'

    def _named(self, label: str, names: Sequence[str]) -> str:
        """Departments as the document writes them, linked to the canonical ones; these are named where they read otherwise."""
        registry = self.newest.departments
        if label == "、".join(names):
            return department_links(self.path, names, registry)
        also = f'<span class="duty-also">（规范名称：{self._departments(names)}）</span>'
        return f"{escape(label)}{also}"

    def _table(self, columns: tuple[str, str], parts: Sequence[Part]) -> str:
        """Departments beside their tasks. The roles are written as well: on a phone the table is no table to the browser."""
        head = "".join(f'<th scope="col" role="columnheader">{column}</th>' for column in columns)
        body = "\n".join(
            f'<tr role="row"><th scope="row" role="rowheader">{self._who(part)}</th>\n'
            f'<td role="cell">\n{self._tasks(part)}\n</td></tr>'
            for part in parts
        )
        return (
            f'<table class="duty-roles" role="table">\n<thead role="rowgroup"><tr role="row">{head}</tr></thead>\n'
            f'<tbody role="rowgroup">\n{body}\n</tbody>\n</table>'
        )

    def _tasks(self, part: Part) -> str:
        return ordered([escape(text) + self._marks(path) for text, path in zip(part.texts, part.paths, strict=True)])

    def _marks(self, path: Path) -> str:
        """References to the editorial notes on a text."""
        field = field_path(path)
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


def whose_matter(duty: Duty, departments: str, town: str) -> str:
    """Whose matter a duty is."""
    if duty.kind == "cooperative":
        return f"{departments}牵头，{town}配合。"
    if duty.kind == "reclaimed":
        return f"不再开展：{town}不办，也没有部门承接。" if duty.discontinued else f"由{departments}收回承接，{town}不再办理。"
    return f"由{town}自己负责。清单对基本履职事项只列名称，不列上级部门和职责分工。"


def field_name(duty: Duty, field: str) -> str:
    """A place in a record, in Chinese; a path that no record has stays as it is.

    >>> import lishi_duties as ld
    >>> field_name(ld.get("C047"), "responsibilities[1].tasks[0]")
    '上级部门职责·区公安局第1条'
    """
    if field_text(duty, field) is None:
        return field
    path = parse_path(field)
    last = path[-1]
    part = next((part for part in duty.parts() if path[: len(part.path)] == part.path), None)
    if part is None:
        name = _FIELDS.get(str(path[0]), field)
        return f"{name}第{last + 1}个" if isinstance(last, int) else name
    name = _PARTS.get(part.kind, part.kind) + (f"·{part.label}" if part.label else "")
    if isinstance(last, int):
        return f"{name}第{last + 1}条"
    return f"{name}（标题）" if last == "heading" else name
