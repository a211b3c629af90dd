"""The report on a draft, for the person who reviews it: Markdown, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lishi_duties.authoring.forms import toml_text
from lishi_duties.intake.departments import derived_names
from lishi_duties.intake.doubts import Doubt, DoubtKind
from lishi_duties.intake.review import CORRECTIONS, DECISIONS
from lishi_duties.model import KINDS, LIST_NAMES

if TYPE_CHECKING:
    from lishi_duties.intake.draft import Draft

_KINDS: dict[DoubtKind, tuple[str, str]] = {
    "identity": ("编号存疑", "这些行是否就是上一版的事项，读取程序不能确定。"),
    "reading": ("读取存疑", "这些文字未收入事项，或按规则认定。"),
    "department": ("部门存疑", "部门名称须与登记簿一致。"),
    "conversion": ("疑似转换差错", "文字与一般写法不符，可能是转换所致，也可能原文如此。"),
}


def report(draft: Draft) -> str:
    """The report, as `lishi-duties intake --report` writes it."""
    parts = [
        _head(draft),
        _counts(draft),
        _open(draft),
        _settled(draft),
        _departments(draft),
        _ids(draft),
        _difference(draft),
    ]
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part))) + "\n"


def _head(draft: Draft) -> Iterator[str]:
    edition = draft.file.edition
    yield f"# 读取报告：{escaped(edition.title)}"
    yield ""
    yield f"- 文件：{escaped(edition.source.document)}（sha256 `{edition.source.sha256}`）"
    yield f"- 版本：第{edition.number}版，{edition.published.isoformat() if edition.published else '未载明日期'}"
    yield f"- 辖区：{escaped(str(edition.jurisdiction))}"
    if draft.previous:
        yield f"- 上一版：{escaped(str(draft.previous.edition))}"
    yield ""
    if draft.doubts:
        yield f"**尚有{len(draft.doubts)}处待复核，不能发布。**"
    else:
        yield "**没有待复核之处，可以发布。**"


def _counts(draft: Draft) -> Iterator[str]:
    yield "## 项数"
    yield ""
    yield "| 清单 | 类别 | 标题所载 | 读到 |"
    yield "| --- | --- | ---: | ---: |"
    for kind in KINDS:
        total = 0
        for section in (section for section in draft.sections if section.kind == kind):
            count = sum(duty.kind == kind and duty.category == section.name for duty in draft.file.duties())
            total += count
            title_count = "未载明" if section.stated is None else section.stated
            yield f"| {LIST_NAMES[kind]} | {escaped(section.name)} | {title_count} | {count} |"
        yield f"| {LIST_NAMES[kind]} | **合计** | | **{total}** |"


def _open(draft: Draft) -> Iterator[str]:
    if not draft.doubts:
        return
    yield "## 待复核"
    for kind, (title, explanation) in _KINDS.items():
        group = [doubt for doubt in draft.doubts if doubt.kind == kind]
        if not group:
            continue
        yield ""
        yield f"### {title}"
        yield ""
        yield explanation
        for doubt in group:
            yield ""
            yield from _doubt(doubt, draft)
    yield ""
    yield f"原文确是如此、读取无误的，在 `{DECISIONS}` 中写明理由；读取有误的，在 `{CORRECTIONS}` 中更正。"
    yield "然后重新读取。"
    yield ""
    yield "```toml"
    yield "[[reviewed]]"
    yield f'doubt = "{draft.doubts[0].key}"'
    yield 'reason = ""'
    yield "```"


def _doubt(doubt: Doubt, draft: Draft) -> Iterator[str]:
    where = f"{doubt.place}：" if doubt.place and str(doubt.place) != "—" else ""
    row = f"（{_row_in_words(doubt.row)}）" if doubt.row else ""
    yield f"- `{doubt.key}` {where}{escaped(doubt.problem)}{row}"
    yield f"  - 文字：{escaped(doubt.text)}"
    for one in doubt.candidates:
        yield f"  - {one.id} {escaped(one.title)}（相似度 {one.score:.2f}）"
    if doubt.kind == "identity":
        yield ""
        yield "    ```toml"
        for line in _decision(doubt, draft):
            yield f"    {line}"
        yield '    reason = ""'
        yield "    ```"


def _decision(doubt: Doubt, draft: Draft) -> Iterator[str]:
    """The entry of `decisions.toml` that would settle a doubt as it is proposed."""
    if doubt.suggests == "split":
        yield "[[split]]"
        yield f'id = "{doubt.ids[0]}"'
        yield f"into = [{', '.join(map(toml_text, doubt.rows))}]"
    elif doubt.suggests == "merged":
        yield "[[merged]]"
        yield f"ids = [{', '.join(map(toml_text, doubt.ids))}]"
        yield f'into = "{doubt.row}"'
    else:
        kind, _, number = doubt.row.partition(" ")
        title = next(d.title for d in draft.file.duties() if d.kind == kind and d.number == int(number))
        yield "[[identity]]"
        yield f'row = "{doubt.row}"'
        yield f"title = {toml_text(title)}"
        likely = doubt.ids[0] if doubt.ids else doubt.candidates[0].id if doubt.candidates else ""
        if likely:
            yield f'id = "{likely}"  # 新事项写 "new"'
        else:
            yield 'id = "new"'


def _settled(draft: Draft) -> Iterator[str]:
    if draft.settled:
        yield "## 已复核"
        yield ""
        for doubt in draft.settled:
            yield f"- `{doubt.key}` {escaped(doubt.problem)}{escaped(doubt.text)}"


def _departments(draft: Draft) -> Iterator[str]:
    new = [entry.department for entry in draft.departments if not entry.registered]
    if new:
        yield "## 登记簿中没有的部门"
        yield ""
        yield "核对后写入 `departments.toml`："
        yield ""
        yield "```toml"
        for place, department in enumerate(new):
            if place:
                yield ""
            yield "[[department]]"
            yield f"name = {toml_text(department.name)}"
            yield f'kind = "{department.kind}"'
            derived = derived_names(department.name, draft.file.edition.jurisdiction.district)
            if everyday := [alias for alias in department.aliases if alias not in derived]:
                yield f"everyday = [{', '.join(map(toml_text, everyday))}]"
        yield "```"


def _ids(draft: Draft) -> Iterator[str]:
    if draft.previous is None:
        return
    before = set(draft.previous.ids)
    new = [duty for duty in draft.file.duties() if duty.id not in before]
    yield "## 编号"
    yield ""
    yield f"- 沿用上一版编号：{len(draft.file.basic + draft.file.cooperative + draft.file.reclaimed) - len(new)}项"
    yield f"- 新编号：{len(new)}项{'：' if new else ''}{'、'.join(duty.id for duty in new)}"
    for event in draft.events:
        yield f"- {event}（{escaped(event.title)}）"


def _difference(draft: Draft) -> Iterator[str]:
    if draft.previous is not None:
        from lishi_duties.compare.diff import diff

        yield "## 与上一版的比较"
        yield ""
        note = diff(draft.previous, draft.duties).to_markdown().strip("\n")
        if note.startswith("# "):
            note = note.split("\n", 1)[1].strip("\n")  # its title says what the report's says
        yield re.sub(r"^#", "##", note, flags=re.MULTILINE)


def _row_in_words(row: str) -> str:
    kind, _, number = row.partition(" ")
    return f"{next(LIST_NAMES[k] for k in KINDS if k == kind)}第{number}项"


_SPECIAL = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>|#"})


def escaped(text: str) -> str:
    """Text in which Markdown sees no markup."""
    return text.translate(_SPECIAL).replace("\n", " ")
