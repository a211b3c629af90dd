"""The pages of the editions: all of them, each of them, and what differs between two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from duty_site.page import (
    KIND_LABELS,
    Page,
    category_path,
    comparison_path,
    department_path,
    duty_path,
    edition_path,
    escape,
    heading,
    page,
)
from duty_site.parts import link, number_table
from lishi_duties.compare.diff import Diff, diff
from lishi_duties.compare.note import Entry, Line, Span
from lishi_duties.compare.release_note import release_note
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.model import KINDS, Edition

__all__ = ["INDEX", "edition_pages"]

INDEX = "editions/index.md"
VERSION_PARTS: Mapping[str, str] = {"major": "主版本", "minor": "次版本", "patch": "修订号"}
_ID = re.compile(r"(?<![A-Za-z0-9])[BCR][0-9]{3,}")
_MARKS: Mapping[str, str] = {"removed": "del", "added": "ins"}


@dataclass(frozen=True, slots=True)
class _Site:
    """What other pages there are to link to.

    Attributes:
        lists: the editions, oldest first.
        ids: every id of any edition.
        comparisons: the pairs of editions that are compared.
    """

    lists: Sequence[DutyList]
    ids: frozenset[str]
    comparisons: tuple[tuple[DutyList, DutyList], ...]

    @property
    def newest(self) -> DutyList:
        return self.lists[-1]


def edition_pages(lists: Sequence[DutyList]) -> Iterator[Page]:
    """The page of all editions, one of each, and one of each comparison: of two that follow each other, and of the first and the
    last."""
    pairs = [*pairwise(lists), *([(lists[0], lists[-1])] if len(lists) > 2 else [])]
    site = _Site(lists, frozenset().union(*(duties.ids for duties in lists)), tuple(pairs))
    yield _index(site)
    for place in range(len(lists)):
        yield _edition(site, place)
    for old, new in pairs:
        yield _comparison(site, old, new)


# All editions


def _index(site: _Site) -> Page:
    rows: list[tuple[str | int, ...]] = [
        (
            link(INDEX, edition_path(duties.edition.number), _name(duties.edition)),
            _day(duties.edition),
            *(len(part) for part in _parts(duties)),
            len(duties),
            escape(duties.edition.title),
        )
        for duties in reversed(site.lists)
    ]
    documents = [
        (
            link(INDEX, edition_path(duties.edition.number), _name(duties.edition)),
            escape(duties.edition.source.document),
            _digest(duties.edition),
        )
        for duties in reversed(site.lists)
    ]
    blocks = [
        _facts(escape(str(site.newest.edition.jurisdiction)), f"{len(site.lists)}版"),
        "<p>清单公布过的每一个状态是一版，编入以后不再改动。新的在前。</p>",
        number_table("各版的项数", ("版本", "公布日期", *KIND_LABELS.values(), "合计", "标题"), rows),
        heading(2, "所据的文件"),
        number_table("各版所据的文件", ("版本", "文件", "SHA-256"), documents),
        heading(2, "两版的比较"),
        _comparisons(site),
    ]
    return page(INDEX, "各版清单", blocks, description="随库的每一版清单：标题、公布日期、项数、所据的文件、两版之间的差别")


def _comparisons(site: _Site) -> str:
    if not site.comparisons:
        return "<p>只有一版，还没有可以比较的。</p>"
    return _items(_compared(INDEX, old, new) for old, new in site.comparisons)


# One edition


def _edition(site: _Site, place: int) -> Page:
    duties = site.lists[place]
    edition = duties.edition
    path = edition_path(edition.number)
    facts = (
        ("标题", escape(edition.title)),
        ("乡镇（街道）", escape(str(edition.jurisdiction))),
        ("公布日期", _day(edition)),
        ("所据文件", escape(edition.source.document)),
        ("文件的 SHA-256", _digest(edition)),
        ("事项", f"{len(duties)}项"),
        ("部门", f"{len(duties.departments)}个"),
        ("编者注", f"{len(duties.notes)}条"),
    )
    blocks = [
        _facts(escape(edition.title), _day(edition)),
        number_table("本版的事实", ("项目", "内容"), facts),
        heading(2, "项数"),
        _counts(site, duties, path),
        heading(2, "部门"),
        f"<p>{'、'.join(_departments(site, duties, path)) or '这一版没有写明部门。'}</p>",
        heading(2, "编者注"),
        _notes(site, duties, path),
        heading(2, "与前后两版的比较"),
        _neighbours(site, place, path),
        heading(2, "在程序里取得"),
        *_code(edition),
    ]
    return page(path, _name(edition), blocks, description=f"{edition}：事实、项数、部门、所据的文件")


def _counts(site: _Site, duties: DutyList, path: str) -> str:
    sections, _ = duties.statistics()
    own = site.newest.edition.categories
    rows: list[tuple[str | int, ...]] = [
        (
            link(path, category_path(count.category), count.category) if count.category in own else escape(count.category),
            *(getattr(count, kind) for kind in KINDS),
            count.total,
        )
        for count in sections
    ]
    rows.append(("合计", *(len(part) for part in _parts(duties)), len(duties)))
    return number_table("各类别的项数", ("类别", *KIND_LABELS.values(), "合计"), rows)


def _departments(site: _Site, duties: DutyList, path: str) -> Iterator[str]:
    """The names of this edition; they lead to what the newest knows by them."""
    for department in duties.departments:
        now = site.newest.departments.get(department.name)
        yield link(path, department_path(now.name), department.name) if now else escape(department.name)


def _notes(site: _Site, duties: DutyList, path: str) -> str:
    if not duties.notes:
        return "<p>本版没有编者注。</p>"
    if duties is site.newest:
        return f"<p>本版有{link(path, 'notes.md', f'{len(duties.notes)}条编者注')}，正文都照原文。</p>"
    code = f"ld.load(edition={duties.edition.number}).notes"
    return f"<p>本版有{len(duties.notes)}条编者注，正文都照原文；用 <code>{code}</code> 取得。</p>"


def _neighbours(site: _Site, place: int, path: str) -> str:
    comparisons = [
        _compared(path, old, new) for old, new in pairwise(site.lists) if site.lists[place] is old or site.lists[place] is new
    ]
    return _items(comparisons) if comparisons else f"<p>只有一版，还没有可以比较的。各版见{link(path, INDEX, '各版清单')}。</p>"


def _code(edition: Edition) -> Iterator[str]:
    number = edition.number
    yield f"```python\nimport lishi_duties as ld\n\nduties = ld.load(edition={number})\n```"
    yield f"```bash\nlishi-duties list --edition {number}\n```"


# Two editions


def _comparison(site: _Site, old: DutyList, new: DutyList) -> Page:
    difference = diff(old, new)
    path = comparison_path(old.edition.number, new.edition.number)
    note = release_note(difference)
    sides = [link(path, edition_path(duties.edition.number), _name(duties.edition)) for duties in (old, new)]
    blocks = [_facts(escape(new.edition.title), " 与 ".join(reversed(sides)))]
    blocks += [f"<p>{escape(remark)}</p>" for remark in (*note.remarks, note.legend) if remark]
    blocks.append(_version_part(difference, path))
    if note.counts:
        head, *rows = note.counts
        blocks.append(number_table("各清单的项数", head, [(escape(name), int(a), int(b), escape(d)) for name, a, b, d in rows]))
    for title, entries in note.sections:
        blocks += [heading(2, title), _items((_entry(site, path, entry) for entry in entries), "comparison")]
    return page(path, _compared_title(old, new), blocks, description=f"{new.edition.title}：{_compared_title(old, new)}")


def _version_part(difference: Diff, path: str) -> str:
    versions = link(path, "versions.md", "版本")
    part = difference.version_part
    sentence = f"这样的变化，进程序版本号的{VERSION_PARTS[part]}" if part else "程序的版本号不必为此变动"
    return f"<p>{sentence}，见{versions}。</p>"


def _entry(site: _Site, path: str, entry: Entry) -> str:
    line = _line(site, path, entry.line)
    return line + (_items(_line(site, path, detail) for detail in entry.details) if entry.details else "")


def _line(site: _Site, path: str, line: Line) -> str:
    return "".join(_span(site, path, span) for span in line)


def _span(site: _Site, path: str, span: Span) -> str:
    mark = _MARKS.get(span.style)
    if mark:
        return f"<{mark}>{escape(span.text)}</{mark}>"
    # the sentences of a comparison name ids besides those that head its entries
    matches = [match for match in _ID.finditer(span.text) if match[0] in site.ids]
    html, end = "", 0
    for match in matches:
        html += escape(span.text[end : match.start()]) + link(path, duty_path(match[0]), match[0])
        end = match.end()
    return html + escape(span.text[end:])


# What all of them write


def _parts(duties: DutyList) -> tuple[Sequence[object], ...]:
    return duties.basic, duties.cooperative, duties.reclaimed


def _facts(*facts: str) -> str:
    """The line below the title."""
    return f'<p class="duty-facts">{" ".join(f"<span>{fact}</span>" for fact in facts)}</p>'


def _name(edition: Edition) -> str:
    return f"第{edition.number}版"


def _day(edition: Edition) -> str:
    if edition.published is None:
        return "未载明日期"
    return f"{edition.published.year}年{edition.published.month}月{edition.published.day}日"


def _digest(edition: Edition) -> str:
    return f'<code class="digest">{edition.source.sha256}</code>'


def _compared_title(old: DutyList, new: DutyList) -> str:
    return f"{_name(new.edition)}与{_name(old.edition)}的比较"


def _compared(path: str, old: DutyList, new: DutyList) -> str:
    return link(path, comparison_path(old.edition.number, new.edition.number), _compared_title(old, new))


def _items(items: Iterable[str], css: str = "") -> str:
    opening = f'<ul class="{css}">' if css else "<ul>"
    return opening + "\n" + "\n".join(f"<li>{item}</li>" for item in items) + "\n</ul>"
