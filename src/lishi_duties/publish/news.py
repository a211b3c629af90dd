"""The page of the news: what each edition changed, newest first."""

from __future__ import annotations

import re

from lishi_duties.compare.diff import Diff
from lishi_duties.model import KINDS, DutyListFile

NEWS = "# 更新\n\n各版清单之间的变化，由数据生成。\n"
"""The page before the first edition."""


def news_with(text: str, file: DutyListFile, change: Diff | None) -> str:
    """The page of the news with this edition first."""
    edition = file.edition
    day = edition.published.isoformat() if edition.published else "未载明日期"
    if change is None:
        counts = "、".join(str(sum(d.kind == kind for d in file.duties())) for kind in KINDS)
        body = f"首次收入。基本履职、配合履职、上级部门收回事项依次为{counts}项。"
    else:
        note = change.to_markdown().strip("\n").split("\n", 1)
        body = re.sub(r"^(#+ )", r"#\1", note[1].strip("\n"), flags=re.MULTILINE) if len(note) > 1 else note[0]
    first = re.search(r"^## ", text, re.MULTILINE)
    at = first.start() if first else len(text)
    entry = f"## 第{edition.number}版（{day}）\n\n{body}\n"
    return text[:at].rstrip("\n") + f"\n\n{entry}" + (f"\n{text[at:]}" if first else "")
