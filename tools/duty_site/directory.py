"""The page of the dispatch directory: what is on no list, everyday words for official ones, a few wordings of each duty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from duty_site.page import Page, duty_path, escape, heading, page
from duty_site.parts import link, number_table
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.model import KINDS, LIST_NAMES, Duty
from lishi_duties.retrieval.directory import Directory, Topic
from lishi_duties.retrieval.directory import directory as packaged_directory

__all__ = ["directory_pages"]

PATH = "dispatch/directory.md"
EXAMPLES = 5
"""How many keywords of a duty are shown; the rest stands on its own page."""


def directory_pages(lists: Sequence[DutyList], directory: Directory | None = None) -> Iterator[Page]:
    """The page of the dispatch directory.

    Args:
        lists: the editions, oldest first.
        directory: the directory; the packaged one if there is none.
    """
    directory = directory or packaged_directory()
    duties = lists[-1]
    town = str(duties.edition.jurisdiction)
    if directory.jurisdiction == town:
        blocks = [*_blocks(duties, directory)]
    else:
        blocks = [f"<p>随库的派单目录是为{escape(directory.jurisdiction)}写的，{escape(town)}还没有自己的派单目录。</p>"]
    described = "群众怎么说各个事项，哪些事清单上没有，口语词对应哪些公文用语"
    yield page(PATH, "说法与话题", blocks, description=described, hide=("toc",))


def _blocks(duties: DutyList, directory: Directory) -> Iterator[str]:
    wordings = {duty.id: directory.duties[duty.id].all() for duty in duties if duty.id in directory.duties}
    official = _official(directory.terms)
    written, try_it = link(PATH, "dispatch-directory.md", "怎样写、怎样加"), link(PATH, "dispatch/index.md", "派单")
    yield f'<p class="duty-facts"><span>{escape(directory.jurisdiction)}</span> <span>{len(wordings)}项</span></p>'
    yield (
        f"<p>派单目录写下群众平时怎么说每一件事，{try_it}时拿来电同它比；{written}另有说明。"
        f"它为{len(wordings)}项写了{sum(map(len, wordings.values()))}种说法，列出{len(directory.outside)}个清单上没有的话题、"
        f"{len(directory.places)}个别处的地名，用{len(directory.terms)}个口语词对应{len(official)}个公文用语。</p>"
    )
    yield (
        '<ul>\n<li><a href="#outside">清单上没有的话题</a></li>\n<li><a href="#terms">口语词与公文用语</a></li>\n'
        '<li><a href="#wordings">各事项的说法</a></li>\n</ul>'
    )
    yield heading(2, "清单上没有的话题", "outside")
    yield "<p>来电最像下面某个话题时，派单回答“清单上没有”，并说明像是什么。词是一说就知道的，说法是群众常说的话。</p>"
    for nth, topic in enumerate(directory.outside, 1):
        yield heading(3, topic.name, f"topic-{nth}")
        yield _topic(topic)
    yield heading(2, "口语词与公文用语", "terms")
    yield "<p>检索口语词，也找得到写着公文用语的事项。</p>"
    rows = [(escape(term), "、".join(map(escape, spoken))) for term, spoken in official.items()]
    yield number_table("口语词与公文用语", ("公文用语", "大家的叫法"), rows)
    yield heading(2, "各事项的说法", "wordings")
    yield f"<p>每项举{EXAMPLES}个词为例，全部说法在事项自己的页上。{_waiting(duties, directory)}</p>"
    for kind in KINDS:
        if part := duties.filter(kind=kind):
            yield heading(3, LIST_NAMES[kind], f"wordings-{kind}")
            columns = ("事项", "说法", "词（举例）")
            yield number_table(f"{LIST_NAMES[kind]}的说法", columns, [_row(duty, directory) for duty in part])


def _official(terms: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The everyday words for each official term, in the directory's order."""
    grouped: dict[str, list[str]] = {}
    for spoken, officials in terms.items():
        for term in officials:
            grouped.setdefault(term, []).append(spoken)
    return grouped


def _topic(topic: Topic) -> str:
    words = "、".join(map(escape, topic.keywords))
    says = "；".join(map(escape, topic.says))
    return f'<div class="topic">\n<p><b>词</b> {words}</p>\n<p><b>说法</b> {says}</p>\n</div>'


def _row(duty: Duty, directory: Directory) -> tuple[str | int, ...]:
    wordings = directory.duties.get(duty.id)
    name = link(PATH, duty_path(duty.id), f"{duty.id} {duty.title}")
    if wordings is None:
        return name, 0, "还没有写"
    return name, len(wordings.all()), "、".join(map(escape, wordings.keywords[:EXAMPLES]))


def _waiting(duties: DutyList, directory: Directory) -> str:
    missing = sum(duty.id not in directory.duties for duty in duties)
    former = len(directory.duties.keys() - {*duties.ids})
    sentence = f"有{missing}项新增的还没有写，派单暂凭它们自己的文字。" if missing else ""
    return sentence + (f"另有{former}项已经撤销、拆分或者并入的，说法留给用旧版的人。" if former else "")
