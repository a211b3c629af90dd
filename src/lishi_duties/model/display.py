"""How a record shows itself: as plain lines, in a rich console and in a notebook. Imported when one is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from lishi_duties.labels import DISCONTINUED, LIST_NAMES, part_heading

if TYPE_CHECKING:
    from rich.console import RenderableType

    from lishi_duties.model.edition import EditorialNote
    from lishi_duties.model.records import Duty

__all__ = ["html_card", "note_line", "numbered", "plain_duty", "rich_card", "sections_of", "who"]


def who(duty: Duty) -> str:
    """Who is responsible: the departments, 本镇, or that it is no longer done."""
    if duty.kind == "basic":
        return "本镇"
    return "、".join(duty.departments) or DISCONTINUED


def sections_of(duty: Duty) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A record in headed parts: (heading, numbered texts)."""
    for part in duty.parts():
        yield part_heading(part.kind, part.label), part.texts


def numbered(texts: tuple[str, ...]) -> Iterator[str]:
    """The texts with their numbers; a single one bears none, as in the document."""
    for number, text in enumerate(texts, 1):
        yield text if len(texts) == 1 else f"{number}.{text}"


def plain_duty(duty: Duty, notes: Sequence[EditorialNote]) -> Iterator[str]:
    """A whole record as plain lines."""
    yield f"{duty.id} {duty.title}"
    yield f"{LIST_NAMES[duty.kind]}第{duty.number}项 · {duty.category} · {who(duty)}"
    for heading, texts in sections_of(duty):
        yield ""
        yield heading
        yield from numbered(texts)
    yield ""
    yield f"来源：{duty.place}"
    yield from map(note_line, notes)


def note_line(note: EditorialNote) -> str:
    """An editorial note in one line."""
    correction = f"，应为“{note.meant}”" if note.meant else ""
    return f"编者注 {note.field}：原文作“{note.written}”{correction}。{note.reason}"


def rich_card(duty: Any) -> RenderableType:
    """A record as a card."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.panel import Panel
    from rich.text import Text

    facts = f"{LIST_NAMES[duty.kind]}第{duty.number}项 · {duty.category}"
    lines: list[RenderableType] = [Text(duty.title, style="bold"), Text(facts, style="dim")]
    for heading, texts in sections_of(duty):
        lines.append(Padding(Text(heading, style="cyan"), (1, 0, 0, 0)))
        lines.extend(Text(text, overflow="fold") for text in numbered(texts))
    place = Text(f"来源：{duty.place}")
    return Panel(Group(*lines), title=Text(duty.id), title_align="left", subtitle=place, subtitle_align="right")


def html_card(duty: Any) -> str:
    """A record for a notebook."""
    parts = [f"<strong>{escape(duty.id)} {escape(duty.title)}</strong>"]
    parts.append(f"<div>{escape(LIST_NAMES[duty.kind])}第{duty.number}项 · {escape(duty.category)} · {escape(who(duty))}</div>")
    for heading, texts in sections_of(duty):
        items = "".join(f"<li>{escape(text)}</li>" for text in texts)
        parts.append(f"<div><em>{escape(heading)}</em></div><ol>{items}</ol>")
    return f"<div lang='zh-CN'>{''.join(parts)}</div>"
