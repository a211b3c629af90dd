"""What the tools answer: each record is a structured answer, and its lines are the readable one."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from lishi_duties.labels import ROLE_NAMES
from lishi_duties.model import (
    LIST_NAMES,
    Department,
    Duty,
    Edition,
    EditorialNote,
    Kind,
    Record,
    Role,
    field_text,
)
from lishi_duties.model.display import numbered, plain_duty
from lishi_duties.retrieval.answers import REVIEW_REASONS, ReviewReason

if TYPE_CHECKING:
    from lishi_duties.retrieval.answers import Dispatch, TownRole
    from lishi_duties.retrieval.keyword import Hit

_PASSAGES = 3  # how many texts of a duty that was found are quoted


class EditionFacts(Record, frozen=True):
    """Which list an answer is from."""

    number: int
    title: str
    jurisdiction: str
    published: datetime.date | None

    @property
    def day(self) -> str:
        return self.published.isoformat() if self.published else "未载明日期"


class Answer(Record, frozen=True):
    """What a tool answers, always with the edition it is from."""

    edition: EditionFacts

    def lines(self) -> Iterator[str]:
        """The answer to be read."""
        raise NotImplementedError


class Brief(Record, frozen=True):
    """A duty in one line. `responsible`: the town, the leading or receiving departments; empty where it is discontinued."""

    id: str
    kind: Kind
    number: int
    category: str
    title: str
    responsible: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.id} {self.title}（{LIST_NAMES[self.kind]}，{self.category}；{'、'.join(self.responsible) or '不再开展'}）"


class DutyAnswer(Answer, frozen=True):
    """One duty in full, with the editorial notes on doubtful places of the published text."""

    duty: Duty
    notes: tuple[EditorialNote, ...]

    def lines(self) -> Iterator[str]:
        yield from plain_duty(self.duty, self.notes)


class DutiesAnswer(Answer, frozen=True):
    """A part of the duties that meet the conditions. `next_offset`: where the rest begins; null where this is the end."""

    total: int
    offset: int
    next_offset: int | None
    duties: tuple[Brief, ...]

    def lines(self) -> Iterator[str]:
        span = f"，以下是第{self.offset + 1}–{self.offset + len(self.duties)}项" if len(self.duties) < self.total else ""
        yield f"共{self.total}项{span if self.duties else ''}"
        yield from map(str, self.duties)


class Passage(Record, frozen=True):
    """A text of the duty in which a word of the query stands."""

    field: str
    text: str


class DutyHit(Brief, frozen=True):
    """A duty that was found; scores are comparable within one search only."""

    score: float
    passages: tuple[Passage, ...]


class SearchAnswer(Answer, frozen=True):
    """The duties that hold every word, best first."""

    query: str
    hits: tuple[DutyHit, ...]

    def lines(self) -> Iterator[str]:
        if not self.hits:
            yield f"没有哪一项同时含有“{self.query}”的各个词；词少一些，找到的多一些。来电人的原话请用 dispatch_request"
        for hit in self.hits:
            yield str(hit)
            yield from (f"  {passage.text}" for passage in hit.passages)


class Assigned(Record, frozen=True):
    """A duty the request may belong to. `score`: 0 to 1, how sure it is."""

    id: str
    kind: Kind
    number: int
    title: str
    score: float
    lead: tuple[str, ...]
    town_role: Literal["responsible", "assists", "none"]
    town: str
    matched: tuple[str, ...]
    reason: str


class MatterOfMessage(Record, frozen=True):
    """One of several matters of a message, with the piece of the text that is about it."""

    text: str
    assignments: tuple[Assigned, ...]


class DispatchAnswer(Answer, frozen=True):
    """Whose matter a request is. `fits` is false where nothing on the list fits; `advice` says where to send it and where not.

    `needs_review`: whether a person should look first; `why` says for which reasons. `matters`: where the message holds several.
    """

    request: str
    fits: bool
    advice: str
    assignments: tuple[Assigned, ...]
    matters: tuple[MatterOfMessage, ...]
    topic: str | None
    needs_review: bool
    why: tuple[ReviewReason, ...]
    directory: Literal["own", "borrowed"]

    def lines(self) -> Iterator[str]:
        yield self.advice
        for place, one in enumerate(self.assignments):
            yield f"{'也可能是：' if place else ''}{one.id} {one.title} {one.score:.2f}：{one.reason}"
        for matter in self.matters:
            yield f"其中“{matter.text}”：{matter.assignments[0].id} {matter.assignments[0].reason}"


class DutyTasks(Record, frozen=True):
    """What a department does in one duty; `shared_with` are other departments under the same heading."""

    id: str
    kind: Kind
    number: int
    title: str
    role: Role
    tasks: tuple[str, ...]
    shared_with: tuple[str, ...]


class DepartmentAnswer(Answer, frozen=True):
    """Every task of a department, by duty."""

    department: Department
    duties: tuple[DutyTasks, ...]

    def lines(self) -> Iterator[str]:
        name, count = self.department.name, sum(len(duty.tasks) for duty in self.duties)
        yield f"{name}：{count}条职责"
        for duty in self.duties:
            shared = f"，与{'、'.join(duty.shared_with)}" if duty.shared_with else ""
            yield f"{duty.id} {duty.title}（{ROLE_NAMES[duty.role]}{shared}）"
            yield from (f"  {task}" for task in numbered(duty.tasks))


class Load(Department, frozen=True):
    """A department: how many duties it leads, how many items it received, both together, and the single tasks in them."""

    leads: int
    receives: int
    duties: int
    tasks: int


class DepartmentsAnswer(Answer, frozen=True):
    """The departments in the order the document first names them."""

    departments: tuple[Load, ...]

    def lines(self) -> Iterator[str]:
        for d in self.departments:
            also = f"（又称{'、'.join(d.aliases)}）" if d.aliases else ""
            yield f"{d.name}{also}：牵头{d.leads}项，承接{d.receives}项，职责{d.tasks}条"


class Category(Record, frozen=True):
    """A section, how many duties it has in each list, and in all three."""

    category: str
    basic: int
    cooperative: int
    reclaimed: int
    total: int


class CategoriesAnswer(Answer, frozen=True):
    """The sections in the document's order."""

    categories: tuple[Category, ...]

    def lines(self) -> Iterator[str]:
        for c in self.categories:
            yield f"{c.category}：基本{c.basic}项，配合{c.cooperative}项，收回{c.reclaimed}项"


class CompareAnswer(Answer, frozen=True):
    """What `new` changed against `old`; `difference` is what `lishi-duties diff --json` prints."""

    old: EditionFacts
    new: EditionFacts
    differs: bool
    difference: dict[str, Any]
    note: Annotated[str, Field(description="The difference to be read, in Markdown.")]

    def lines(self) -> Iterator[str]:
        yield self.note.rstrip()


class EditionAnswer(Answer, frozen=True):
    """The edition the server answers from, the packaged editions, and the versions."""

    source: Annotated[str, Field(description="The document it was read from, with its sha256.")]
    counts: dict[Kind, int]
    departments: int
    notes: int
    packaged: tuple[EditionFacts, ...]
    package_version: str

    def lines(self) -> Iterator[str]:
        yield "，".join(f"{LIST_NAMES[kind]}{count}项" for kind, count in self.counts.items())
        yield f"部门名称{self.departments}个，编者注{self.notes}条；来源：{self.source}"
        yield f"随库各版：{'、'.join(f'第{e.number}版（{e.day}）' for e in self.packaged)}"
        yield f"lishi-duties {self.package_version}"


def facts_of(edition: Edition) -> EditionFacts:
    """Which list an edition is."""
    return EditionFacts(
        number=edition.number,
        title=edition.title,
        jurisdiction=str(edition.jurisdiction),
        published=edition.published,
    )


def passages_of(hit: Hit) -> Iterator[Passage]:
    """The first text below the title that holds each of the words, so that every word is seen in its sentence."""
    first: dict[str, Passage] = {}
    for match in hit.matches:
        text = field_text(hit.duty, match.field)
        if text is not None and match.field != "title":
            first.setdefault(text[match.start : match.end], Passage(field=match.field, text=text))
    yield from list(dict.fromkeys(first.values()))[:_PASSAGES]


def advice_on(dispatch: Dispatch, town: str) -> str:
    """Where to send a request, and where not, in one sentence a dispatcher can act on."""
    if not dispatch.assignments:
        about = f"，像是：{dispatch.topic}" if dispatch.topic else ""
        return f"清单上没有这一事项{about}。不能据此派给{town}，请按其他渠道办理。"
    best = dispatch.assignments[0]
    leaders = "、".join(best.lead)
    advice: dict[TownRole, str] = {
        "responsible": f"派给{town}：由本镇负责。",
        "assists": f"派给{leaders}牵头办理，{town}配合；不要派给{town}单独办理。",
        "none": f"派给{leaders}：已由部门收回，不要派给{town}。"
        if leaders
        else f"不要派单：这一事项已不再开展，{town}和部门都不办，请向来电人说明依据。",
    }
    review = f"请先人工核对（{'，'.join(REVIEW_REASONS[reason] for reason in dispatch.why)}）。" if dispatch.needs_review else ""
    return advice[best.town_role] + review


def readable(answer: Answer) -> str:
    """An answer to be read, under the edition it is from."""
    facts = answer.edition
    return "\n".join((f"【{facts.title}，第{facts.number}版，{facts.day}】", *answer.lines()))
