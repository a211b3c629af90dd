"""The page of the editorial notes: every doubtful place of the newest edition, by kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from duty_site.page import Page, duty_path, edition_path, escape, heading, page
from duty_site.parts import link
from duty_site.record import field_name
from lishi_duties.compare.words import segments_of
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.model import EditorialNote, NoteKind

__all__ = ["NOTE_KINDS", "notes_pages"]

PATH = "notes.md"

NOTE_KINDS: Mapping[NoteKind, tuple[str, str]] = {
    "correction": (
        "更正",
        "转换文件时出的差错，会使记录出错，又没有规则可循，所以改了：记录里是改正后的样子。其余各类正文都没有动。",
    ),
    "department_name": ("部门名称", "用了简称，漏了字，或者同一个部门前后写法不一。"),
    "department_column": ("部门栏与标题", "“对应上级部门”栏同“上级部门职责”的标题所列的部门不一致，或者没有列明。"),
    "numbering": ("序号", "序号重复、跳号，或者用错了。"),
    "punctuation": ("标点", "标点多了、少了，或者用错了。"),
    "structure": ("结构", "有的话写在了表格没有位置的地方，或者不合表格的体例。"),
    "wording": ("用词", "衍字、脱字、错字，搭配不当，前后说法不一。"),
}
"""What each kind is called, and what it is about."""


def notes_pages(lists: Sequence[DutyList]) -> Iterator[Page]:
    """The page of the notes of the newest edition."""
    duties = lists[-1]
    edition = duties.edition
    number = link(PATH, edition_path(edition.number), f"第{edition.number}版")
    blocks = [
        f'<p class="duty-facts"><span>{escape(edition.title)}</span> <span>{number}</span> '
        f"<span>{len(duties.notes)}条</span></p>",
        "<p>文件自己有差错的，正文照原文不动，可疑之处记成编者注：在哪里，怎么写的，应为什么，为什么。</p>"
        if duties.notes
        else "<p>这一版没有编者注。</p>",
    ]
    for kind in get_args(NoteKind):
        notes = [note for note in duties.notes if note.kind == kind]
        if notes:
            name, about = NOTE_KINDS[kind]
            blocks += [heading(2, f"{name}（{len(notes)}条）", kind), f"<p>{about}</p>", _cards(duties, notes)]
    yield page(PATH, "编者注", blocks, description="清单原文可疑的地方：怎么写的，应为什么，为什么")


def _cards(duties: DutyList, notes: Sequence[EditorialNote]) -> str:
    return '<ol class="editorial">\n' + "\n".join(_card(duties, note) for note in notes) + "\n</ol>"


def _card(duties: DutyList, note: EditorialNote) -> str:
    duty = duties[note.duty]
    corrected = note.kind == "correction"
    written, meant = _marked(note)
    facts = [
        ("收到时" if corrected else "原文", written),
        ("更正为" if corrected else "应为", meant),
        ("说明", escape(note.reason)),
    ]
    rows = "".join(f"<div><dt>{name}</dt><dd>{text}</dd></div>" for name, text in facts)
    # the number a note has on the page of its duty; of two that say the same, the first
    number = duties.notes_on(duty.id).index(note) + 1
    place = link(PATH, f"{duty_path(duty.id)}#note-{number}", field_name(duty, note.field))
    name = link(PATH, duty_path(duty.id), f"{duty.id} {duty.title}")
    return f'<li><p>{name} <span class="editorial-field">{place}</span></p><dl>{rows}</dl></li>'


def _marked(note: EditorialNote) -> tuple[str, str]:
    """What is written and what is meant, with the words marked in which they differ."""
    if note.meant is None:
        return escape(note.written), "不能断定"
    segments = segments_of(note.written, note.meant)
    if not any(segment.kind == "same" for segment in segments):
        return escape(note.written), escape(note.meant)
    sides = []
    for own in ("removed", "added"):
        words = ((segment.kind, escape(segment.text)) for segment in segments if segment.kind in ("same", own))
        sides.append("".join(text if kind == "same" else f"<mark>{text}</mark>" for kind, text in words))
    return sides[0], sides[1]
