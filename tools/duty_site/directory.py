"""The page of the dispatch directory: what is on no list, everyday words for official ones, a few wordings of each duty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from duty_site.page import Page, duty_path, escape, heading, page
from duty_site.parts import link, number_table
from lishi_duties.duties.duty_set import DutyList
from lishi_duties.model import KINDS, LIST_NAMES, Duty
from lishi_duties.retrieval.directory import Directory, Topic, directory

__all__ = ["directory_pages"]

PATH = "dispatch/directory.md"
SHOWN = 5
"""How many keywords of a duty are shown; the rest stands on its own page."""


def directory_pages(lists: Sequence[DutyList], known: Directory | None = None) -> Iterator[Page]:
    """The page of the dispatch directory.

    Args:
        lists: the editions, oldest first.
        known: the directory; the packaged one if there is none.
    """
    found = known or directory()
    duties = lists[-1]
    town = str(duties.edition.jurisdiction)
    if found.jurisdiction == town:
        blocks = [*_blocks(duties, found)]
    else:
        blocks = [f"<p>随库的派单目录是为{escape(found.jurisdiction)}写的，{escape(town)}还没有自己的派单目录。</p>"]
    described = "群众怎么说各个事项，哪些事清单上没有，口语词对应哪些公文用语"
    yield page(PATH, "说法与话题", blocks, description=described, hide=("toc",))


def _blocks(duties: DutyList, known: Directory) -> Iterator[str]:
    told = {duty.id: known.duties[duty.id].all() for duty in duties if duty.id in known.duties}
    official = _official(known.terms)
    written, try_it = link(PATH, "dispatch-directory.md", "怎样写、怎样加"), link(PATH, "dispatch/index.md", "派单")
    yield f'<p class="duty-facts"><span>{escape(known.jurisdiction)}</span> <span>{len(told)}项</span></p>'
    yield (
        f"<p>派单目录写下群众平时怎么说每一件事，{try_it}时拿来电同它比；{written}另有说明。"
        f"它为{len(told)}项写了{sum(map(len, told.values()))}种说法，列出{len(known.outside)}个清单上没有的话题、"
        f"{len(known.places)}个别处的地名，用{len(known.terms)}个口语词对应{len(official)}个公文用语。</p>"
    )
    yield (
        '<ul>\n<li><a href="#outside">清单上没有的话题</a></li>\n<li><a href="#terms">口语词与公文用语</a></li>\n'
        '<li><a href="#wordings">各事项的说法</a></li>\n</ul>'
    )
    yield heading(2, "清单上没有的话题", "outside")
    yield "<p>来电最像下面某个话题时，派单回答“清单上没有”，并说明像是什么。词是一说就知道的，说法是群众常说的话。</p>"
    for nth, topic in enumerate(known.outside, 1):
        yield heading(3, topic.name, f"topic-{nth}")
        yield _topic(topic)
    yield heading(2, "口语词与公文用语", "terms")
    yield "<p>检索口语词，也找得到写着公文用语的事项。</p>"
    rows = [(escape(term), "、".join(map(escape, spoken))) for term, spoken in official.items()]
    yield number_table("口语词与公文用语", ("公文用语", "大家的叫法"), rows)
    yield heading(2, "各事项的说法", "wordings")
    yield f"<p>每项举{SHOWN}个词为例，全部说法在事项自己的页上。{_waiting(duties, known)}</p>"
    for kind in KINDS:
        if part := duties.filter(kind=kind):
            yield heading(3, LIST_NAMES[kind], f"wordings-{kind}")
            columns = ("事项", "说法", "词（举例）")
            yield number_table(f"{LIST_NAMES[kind]}的说法", columns, [_row(duty, known) for duty in part])


def _official(terms: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The everyday words for each official term, in the directory's order."""
    found: dict[str, list[str]] = {}
    for spoken, officials in terms.items():
        for term in officials:
            found.setdefault(term, []).append(spoken)
    return found


def _topic(topic: Topic) -> str:
    words = "、".join(map(escape, topic.keywords))
    says = "；".join(map(escape, topic.says))
    return f'<div class="topic">\n<p><b>词</b> {words}</p>\n<p><b>说法</b> {says}</p>\n</div>'


def _row(duty: Duty, known: Directory) -> tuple[str | int, ...]:
    wordings = known.duties.get(duty.id)
    name = link(PATH, duty_path(duty.id), f"{duty.id} {duty.title}")
    if wordings is None:
        return name, 0, "还没有写"
    return name, len(wordings.all()), "、".join(map(escape, wordings.keywords[:SHOWN]))


def _waiting(duties: DutyList, known: Directory) -> str:
    missing = sum(duty.id not in known.duties for duty in duties)
    gone = len(known.duties.keys() - {*duties.ids})
    told = f"有{missing}项新增的还没有写，派单暂凭它们自己的文字。" if missing else ""
    return told + (f"另有{gone}项已经撤销、拆分或者并入的，说法留给用旧版的人。" if gone else "")
