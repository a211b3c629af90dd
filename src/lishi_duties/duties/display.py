"""How sets of duties show themselves in a rich console and in a notebook. Imported when one of them is shown."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from lishi_duties.model.display import who

if TYPE_CHECKING:
    from rich.console import RenderableType

    from lishi_duties.duties.duty_set import DutySet

__all__ = ["html_table", "rich_table"]

MOST_ROWS = 60


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


def html_table(duties: DutySet[Any]) -> str:
    """A set for a notebook."""
    rows = "".join(
        f"<tr><td>{escape(d.id)}</td><td>{escape(d.category)}</td><td>{escape(d.title)}</td><td>{escape(who(d))}</td></tr>"
        for d in duties[:MOST_ROWS]
    )
    more = f"<caption>前{MOST_ROWS}项，共{len(duties)}项</caption>" if len(duties) > MOST_ROWS else ""
    head = "<tr><th>编号</th><th>类别</th><th>事项名称</th><th>责任主体</th></tr>"
    return f"<table lang='zh-CN'>{more}<thead>{head}</thead><tbody>{rows}</tbody></table>"
