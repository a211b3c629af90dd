"""How records and sets show themselves in a rich console and in a notebook. Imported when one of them is shown."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

from lishi_duties.model import LIST_NAMES, CooperativeDuty, ReclaimedItem

if TYPE_CHECKING:
    from rich.console import RenderableType

    from lishi_duties.query import DutySet

MOST_ROWS = 60


def who(duty: Any) -> str:
    """Who is responsible: the departments, 本镇, or that it is no longer done."""
    if isinstance(duty, CooperativeDuty):
        return "、".join(duty.departments)
    if isinstance(duty, ReclaimedItem):
        return "、".join(handover.department for handover in duty.handover) or "不再开展"
    return "本镇"


def sections_of(duty: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A record in headed parts: (heading, numbered texts)."""
    if isinstance(duty, CooperativeDuty):
        for part in duty.responsibilities:
            yield f"上级部门职责 · {part.heading or '、'.join(part.departments)}", part.tasks
        yield "镇配合职责", duty.town_tasks
    elif isinstance(duty, ReclaimedItem):
        for handover in duty.handover:
            yield f"承接部门 · {handover.heading}", handover.method
        if duty.discontinued:
            yield "不再开展此项工作", (duty.discontinued.statement,)


def numbered(texts: tuple[str, ...]) -> Iterator[str]:
    """The texts with their numbers; a single one bears none, as in the document."""
    for number, text in enumerate(texts, 1):
        yield text if len(texts) == 1 else f"{number}.{text}"


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


def rich_table(duties: DutySet[Any]) -> RenderableType:
    """A set as a table."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, caption=None)
    table.add_column("编号", no_wrap=True, style="cyan")
    table.add_column("类别", no_wrap=True)
    table.add_column("事项名称", ratio=3, min_width=12, overflow="fold")
    table.add_column("责任主体", ratio=2, min_width=8, overflow="fold")
    for duty in duties[:MOST_ROWS]:
        table.add_row(Text(duty.id), Text(duty.category), Text(duty.title), Text(who(duty)))
    if len(duties) > MOST_ROWS:
        table.caption = f"前{MOST_ROWS}项，共{len(duties)}项"
    return table


def html_card(duty: Any) -> str:
    """A record for a notebook."""
    parts = [f"<strong>{escape(duty.id)} {escape(duty.title)}</strong>"]
    parts.append(f"<div>{escape(LIST_NAMES[duty.kind])}第{duty.number}项 · {escape(duty.category)} · {escape(who(duty))}</div>")
    for heading, texts in sections_of(duty):
        items = "".join(f"<li>{escape(text)}</li>" for text in texts)
        parts.append(f"<div><em>{escape(heading)}</em></div><ol>{items}</ol>")
    return f"<div lang='zh-CN'>{''.join(parts)}</div>"


def html_table(duties: DutySet[Any]) -> str:
    """A set for a notebook."""
    rows = "".join(
        f"<tr><td>{escape(d.id)}</td><td>{escape(d.category)}</td><td>{escape(d.title)}</td><td>{escape(who(d))}</td></tr>"
        for d in duties[:MOST_ROWS]
    )
    more = f"<caption>前{MOST_ROWS}项，共{len(duties)}项</caption>" if len(duties) > MOST_ROWS else ""
    head = "<tr><th>编号</th><th>类别</th><th>事项名称</th><th>责任主体</th></tr>"
    return f"<table lang='zh-CN'>{more}<thead>{head}</thead><tbody>{rows}</tbody></table>"
