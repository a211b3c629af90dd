"""A permanent page for each duty that any edition ever had: who does what, what it is near to, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from duty_site.page import (
    KIND_LABELS,
    Page,
    comparison_path,
    duty_path,
    edition_path,
    escape,
    heading,
    page,
    url,
)
from duty_site.parts import duty_link, link, tag
from duty_site.record import LONG_TITLE, RecordView, whose_matter
from duty_site.related import distinctions, related
from lishi_duties.compare.history import DutyState, duty_history
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.model import (
    LETTERS,
    LIST_NAMES,
    Became,
    Duty,
    Kind,
    Lineage,
)
from lishi_duties.retrieval.directory import Directory, Wordings
from lishi_duties.retrieval.directory import directory as packaged_directory

__all__ = ["duty_pages"]

_FIRST_LIST: Mapping[str, Kind] = {letter: kind for kind, letter in LETTERS.items()}


def duty_pages(lists: Sequence[DutyList]) -> Iterator[Page]:
    """A page for each duty of the newest edition in list order, then for each that is gone."""
    newest = lists[-1]
    near, apart = related(newest), distinctions(newest)
    directory = packaged_directory()
    own = directory if directory.jurisdiction == str(newest.edition.jurisdiction) else None
    neighbours = _neighbours(newest)
    for duty in newest:
        yield _Living(lists, duty, own, near[duty.id], apart.get(duty.id, {}), neighbours[duty.id]).page()
    for former in _former_ids(lists):
        yield _Former(lists, former, own).page()


def _neighbours(duties: DutyList) -> dict[str, tuple[Duty | None, Duty | None]]:
    """The duties before and after each in its own list."""
    neighbours: dict[str, tuple[Duty | None, Duty | None]] = {}
    for part in (duties.basic, duties.cooperative, duties.reclaimed):
        row: list[Duty | None] = [None, *part, None]
        neighbours |= {duty.id: (before, after) for before, duty, after in zip(row[:-2], part, row[2:], strict=True)}
    return neighbours


def _former_ids(lists: Sequence[DutyList]) -> tuple[str, ...]:
    """The ids the newest edition has no more, those an earlier one has and those only the lineage tells of."""
    newest = lists[-1]
    once = {duty.id for duties in lists for duty in duties} | {event.id for event in newest.lineage}
    return tuple(sorted(once.difference(newest.ids), key=lambda former: (former[0], int(former[1:]))))


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
        record = RecordView(self.path, duty, newest, newest)
        blocks = [record.facts(), record.answer(), *record.sections(), *self._related()]
        blocks += [*_wordings(self.directory, duty.id), *record.editorial(), *_history(self.path, duty.id, self.lists)]
        blocks += [*_citation(record), *_programs(duty, newest, newest), self._siblings()]
        whose = whose_matter(duty, "、".join(duty.departments), record.town)
        about = f"{duty.id} {LIST_NAMES[duty.kind]}第{duty.number}项，{duty.category}。{whose}"
        return page(self.path, duty.title, blocks, description=about)

    def _related(self) -> Iterator[str]:
        if not self.near:
            return
        yield heading(2, "相近事项", "related")
        explained = any(other in self.apart for other in self.near)
        source = "“怎样分”取自派单目录，不是清单的文字。" if explained else ""
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
class _Former:
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
            record = RecordView(path, duty, home, newest, past=True)
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
        css = "duty-facts duty-facts--long" if len(title) >= LONG_TITLE else "duty-facts"
        return (
            f'<p class="{css}">\n<span class="duty-tag duty-tag--former">已不在清单上</span>\n'
            f"<span>原{LIST_NAMES[kind]}</span>\n"
            f'<span>编号 <span class="duty-id">{self.id}</span></span>\n</p>'
        )

    def _became(self, path: str, event: Lineage | None) -> str:
        newest = self.lists[-1]
        if event is None:
            return "这一版没有它，也没有记载它的去向。"
        when = link(path, edition_path(event.edition), f"第{event.edition}版")
        sentence = f"{when}<strong>{_ENDS[event.kind]}</strong>"
        if event.kind == "withdrawn":
            return f"{sentence}，没有事项接替。"
        if not event.into:
            return f"{sentence}，接替的事项其后均已撤销。"
        into = "、".join(f"{duty_link(path, newest[other])}（{other}）" for other in event.into)
        return f"{sentence}，由{into}接替。"


# ---- what both have --------------------------------------------------------------------------------------------------------


def _wordings(directory: Directory | None, id: str) -> Iterator[str]:
    """How people ask for it, folded away."""
    wordings = directory.duties.get(id) if directory else None
    if wordings is None:
        return
    yield heading(2, "群众和干部怎么问", "wordings")
    yield '<p class="duty-note">派单目录收的说法：是大家平时怎么问，不是清单的文字。</p>'
    counts = f"关键词{len(wordings.keywords)}个，群众的说法{len(wordings.citizen)}条，干部的说法{len(wordings.staff)}条"
    yield f'<details class="duty-wordings">\n<summary>{counts}</summary>\n{_wording_groups(wordings)}\n</details>'


def _wording_groups(wordings: Wordings) -> str:
    groups = [("关键词", wordings.keywords), ("群众的说法", wordings.citizen), ("干部的说法", wordings.staff)]
    groups += [(f"指向{name}的说法", texts) for name, texts in wordings.lead.items()]
    return "\n".join(
        f'<p class="duty-group">{escape(name)}</p>\n<ul class="duty-sayings">'
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
    events = "；".join(_events(before, state))
    compared = ""
    if before is not None and state.events != ("unchanged",):
        last = max(duties.edition.number for duties in lists if duties.edition.number < edition.number)
        compared = " " + link(path, comparison_path(last, edition.number), "对照两版")
    return f"{link(path, edition_path(edition.number), f'第{edition.number}版')}（{day}）：{events}。{compared}"


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


def _citation(record: RecordView) -> Iterator[str]:
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
    lines = {
        "basic": ("duty.title  # 事项名称",),
        "cooperative": ("duty.responsibilities  # 上级部门职责", "duty.town_tasks  # 配合职责"),
        "reclaimed": ("duty.handover  # 承接部门及工作方式", "duty.discontinued  # 不再开展的，依据是什么"),
    }[duty.kind]
    load = "ld.load()" if now else f"ld.load(edition={number})"
    yield "\n".join(("```python", "import lishi_duties as ld", "", f'duty = {load}["{duty.id}"]', *lines, "```"))
    option = "" if now else f" --edition {number}"
    # one button to copy with is enough: several on a page are landmarks without a name to who listens to it
    yield f"``` {{ .sh .no-copy }}\nlishi-duties show {duty.id}{option}\nlishi-duties show {duty.id}{option} --json\n```"
