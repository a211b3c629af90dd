"""The list for assistants: a server of the Model Context Protocol on standard input and output (`lishi-duties mcp`).

Every tool is a method of `_Tools`: its signature is the tool's input schema, its docstring the description an assistant chooses
by, the record it returns the structured answer, and the lines of that record are the readable one.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from inspect import cleandoc, signature
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, cast

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, WithJsonSchema, validate_call

import lishi_duties
from lishi_duties.catalogue import editions as packaged
from lishi_duties.catalogue import load
from lishi_duties.compare.diff import diff
from lishi_duties.errors import ArgumentError, LishiDutiesError, MissingExtraError
from lishi_duties.labels import ROLE_NAMES
from lishi_duties.model import (
    KINDS,
    LIST_NAMES,
    ROLES,
    CooperativeDuty,
    Department,
    Duty,
    Edition,
    EditorialNote,
    Kind,
    ReclaimedItem,
    Record,
    Role,
    field_text,
)
from lishi_duties.model.display import numbered
from lishi_duties.text import nearest

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server
    from mcp_types import CallToolResult, Tool

    from lishi_duties.duties.duty_set import DutyList
    from lishi_duties.retrieval.dispatch import Dispatch, TownRole
    from lishi_duties.retrieval.keyword import Hit

__all__ = ["serve", "server"]

INSTRUCTIONS = """\
The duty list (履职事项清单) of one Chinese township: what the town itself must do (basic, B…), what departments of the district
lead and the town assists with (cooperative, C…), and what departments have taken back from the town (reclaimed, R…). What is
not on the list must not be pushed down to the town. For a citizen's request ("whose matter is this?") call dispatch_request with
the words as they were said; for keywords search_duties; for one duty in full get_duty. The data are Chinese, as published: do not
reword duties when citing them, and cite their id and the edition."""

_PASSAGES = 3  # how many texts of a duty that was found are quoted

Limit: TypeAlias = Annotated[int, Field(description="How many at most.", ge=1, le=500)]
KindName: TypeAlias = Annotated[
    str, WithJsonSchema({"type": "string", "enum": list(KINDS), "description": "One of the three lists."})
]
RoleName: TypeAlias = Annotated[
    str, WithJsonSchema({"type": "string", "enum": list(ROLES), "description": "What the department does; needs department."})
]
CategoryName: TypeAlias = Annotated[str, Field(description="A section, such as 民生服务; see list_categories.", max_length=100)]
DepartmentName: TypeAlias = Annotated[
    str, Field(description="A department by its name or a short form, such as 公安局; see list_departments.", max_length=100)
]
EditionNumber: TypeAlias = Annotated[int, Field(description="The number of an edition; see edition_info.")]


# Answers


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
        from lishi_duties.cli.output import plain_duty

        yield from plain_duty(self.duty, self.notes)


class DutiesAnswer(Answer, frozen=True):
    """A part of the duties that meet the conditions. `next_offset`: where the rest begins; null where this is the end."""

    total: int
    offset: int
    next_offset: int | None
    duties: tuple[Brief, ...]

    def lines(self) -> Iterator[str]:
        shown = f"，以下是第{self.offset + 1}–{self.offset + len(self.duties)}项" if len(self.duties) < self.total else ""
        yield f"共{self.total}项{shown if self.duties else ''}"
        yield from map(str, self.duties)


class Passage(Record, frozen=True):
    """A text of the duty in which a word of the query stands."""

    field: str
    text: str


class Found(Brief, frozen=True):
    """A duty that was found; scores are comparable within one search only."""

    score: float
    passages: tuple[Passage, ...]


class SearchAnswer(Answer, frozen=True):
    """The duties that hold every word, best first."""

    query: str
    hits: tuple[Found, ...]

    def lines(self) -> Iterator[str]:
        if not self.hits:
            yield f"没有哪一项同时含有“{self.query}”的各个词；词少一些，找到的多一些。来电人的原话请用 dispatch_request"
        for hit in self.hits:
            yield str(hit)
            yield from (f"  {passage.text}" for passage in hit.passages)


class Assigned(Record, frozen=True):
    """A duty the request may belong to. `score`: 0 to 1; at 0.5 the list is as likely the place as not."""

    id: str
    kind: Kind
    title: str
    score: float
    lead: tuple[str, ...]
    town_role: Literal["responsible", "assists", "none"]
    matched: tuple[str, ...]
    reason: str


class DispatchAnswer(Answer, frozen=True):
    """Whose matter a request is. `fits` is false where nothing on the list fits; `advice` says where to send it and where not."""

    request: str
    fits: bool
    advice: str
    assignments: tuple[Assigned, ...]
    topic: str | None
    directory: Literal["own", "borrowed"]

    def lines(self) -> Iterator[str]:
        yield self.advice
        for place, one in enumerate(self.assignments):
            yield f"{'也可能是：' if place else ''}{one.id} {one.title} {one.score:.2f}：{one.reason}"


class DutyTasks(Record, frozen=True):
    """What a department does in one duty; `shared_with` are other departments under the same heading."""

    id: str
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
    """A department with how many duties it leads, how many items it received, and how many single tasks it has in them."""

    leads: int
    receives: int
    tasks: int


class DepartmentsAnswer(Answer, frozen=True):
    """The departments in the order the document first names them."""

    departments: tuple[Load, ...]

    def lines(self) -> Iterator[str]:
        for d in self.departments:
            also = f"（又称{'、'.join(d.aliases)}）" if d.aliases else ""
            yield f"{d.name}{also}：牵头{d.leads}项，承接{d.receives}项，职责{d.tasks}条"


class Category(Record, frozen=True):
    """A section and how many duties it has in each list."""

    name: str
    basic: int
    cooperative: int
    reclaimed: int


class CategoriesAnswer(Answer, frozen=True):
    """The sections in the document's order."""

    categories: tuple[Category, ...]

    def lines(self) -> Iterator[str]:
        for c in self.categories:
            yield f"{c.name}：基本{c.basic}项，配合{c.cooperative}项，收回{c.reclaimed}项"


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


# Tools


class _Tools:
    """The tools, answering from one list."""

    def __init__(self, duties: DutyList) -> None:
        self._duties = duties
        self._facts = _facts(duties.edition)

    def dispatch_request(
        self,
        request: Annotated[str, Field(description="What the caller said, in Chinese, 2 to 2,000 characters, as it was said.")],
        limit: Annotated[int, Field(description="How many duties at most.", ge=1, le=20)] = 3,
    ) -> DispatchAnswer:
        """Decide whose matter a citizen's request or complaint is (12345 hotline dispatch), from free text in the caller's words.

        Answers which duty it falls under, which department leads, and the town's role: `responsible` (the town itself), `assists`
        (a department leads, the town helps) or `none` (departments took it back, or nobody does it any more). A hotline must not
        send the town what a department has to do: follow `advice`. Where `fits` is false, nothing on the list fits, and the list
        gives no ground for sending it to the town; do not pick a duty of your own.
        """
        found = self._duties.dispatch(request, limit)
        return DispatchAnswer(
            edition=self._facts,
            request=found.request,
            fits=bool(found.assignments),
            advice=_advice(found, self._duties.edition.jurisdiction.town),
            assignments=tuple(
                Assigned(
                    id=a.duty.id,
                    kind=a.duty.kind,
                    title=a.duty.title,
                    score=a.score,
                    lead=a.lead,
                    town_role=a.town_role,
                    matched=a.matched,
                    reason=a.reason,
                )
                for a in found.assignments
            ),
            topic=found.topic,
            directory=found.directory,
        )

    def search_duties(
        self,
        query: Annotated[str, Field(description="One or more Chinese words, parted by spaces; all must occur.")],
        limit: Limit = 10,
        kind: KindName | None = None,
        category: CategoryName | None = None,
        department: DepartmentName | None = None,
    ) -> SearchAnswer:
        """Find duties by keywords in titles, tasks, methods and department names, with the passages that matched.

        For words of the list or of a subject (燃气, 森林防火). For a whole request in a caller's words use dispatch_request.
        """
        hits = self._duties.search(query, limit, kind=cast("Kind | None", kind), category=category, department=department)
        found = (Found(**dict(self._brief(hit.duty)), score=hit.score, passages=tuple(_passages(hit))) for hit in hits)
        return SearchAnswer(edition=self._facts, query=query, hits=tuple(found))

    def get_duty(
        self,
        id: Annotated[str, Field(description="Such as B001, C047 or R143.", max_length=40)],
        edition: EditionNumber | None = None,
    ) -> DutyAnswer:
        """Read one duty in full by its id: every department's tasks, the town's tasks, how a reclaimed item is handled now.

        Also where it stands in the document, and editorial notes on doubtful wording. An id of an earlier edition that is gone is
        answered with what became of it.
        """
        duties = self._edition(edition)
        return DutyAnswer(edition=_facts(duties.edition), duty=duties[id], notes=duties.notes_on(id))

    def list_duties(
        self,
        kind: KindName | None = None,
        category: CategoryName | None = None,
        department: DepartmentName | None = None,
        role: RoleName | None = None,
        discontinued: Annotated[
            bool | None, Field(description="true: only items nobody does any more; false: none of them.")
        ] = None,
        limit: Limit = 50,
        offset: Annotated[int, Field(description="How many to pass over.", ge=0)] = 0,
    ) -> DutiesAnswer:
        """List duties in brief, by list, section or department; conditions combine. For counts and overviews.

        What a department took back from the town is kind=reclaimed with department; what it leads is role=leads with department.
        """
        found = self._duties.filter(
            kind=cast("Kind | None", kind),
            category=category,
            department=department,
            role=cast("Role | None", role),
            discontinued=discontinued,
        )
        end = offset + limit
        return DutiesAnswer(
            edition=self._facts,
            total=len(found),
            offset=offset,
            next_offset=end if end < len(found) else None,
            duties=tuple(self._brief(duty) for duty in found[offset:end]),
        )

    def department_tasks(self, name: DepartmentName) -> DepartmentAnswer:
        """Read every task one department has, word for word, by duty: where it leads, and how it handles what it took back."""
        tasks = self._duties.tasks_of(name)
        return DepartmentAnswer(
            edition=self._facts,
            department=self._duties.departments[name],
            duties=tuple(
                DutyTasks(id=duty.id, title=duty.title, role=role, tasks=tuple(t.text for t in group), shared_with=shared)
                for (duty, role, shared), group in groupby(tasks, key=lambda t: (t.duty, t.role, t.shared_with))
            ),
        )

    def list_departments(self) -> DepartmentsAnswer:
        """List all departments the list names, with short forms that are understood, and how much each has to do."""
        loads = self._duties.statistics()[1]
        return DepartmentsAnswer(
            edition=self._facts,
            departments=tuple(Load(**dict(x.department), leads=x.leads, receives=x.receives, tasks=x.tasks) for x in loads),
        )

    def list_categories(self) -> CategoriesAnswer:
        """List the sections (党的建设, 民生服务, …), with how many duties each has in the three lists."""
        return CategoriesAnswer(
            edition=self._facts,
            categories=tuple(
                Category(name=c.category, basic=c.basic, cooperative=c.cooperative, reclaimed=c.reclaimed)
                for c in self._duties.statistics()[0]
            ),
        )

    def compare_editions(
        self,
        old: Annotated[EditionNumber | None, Field(description="The earlier edition; the one before `new` by default.")] = None,
        new: Annotated[EditionNumber | None, Field(description="The later one; the one served by default.")] = None,
    ) -> CompareAnswer:
        """Compare two editions of the list: duties added, removed (and what became of them), moved, renamed, changed in words."""
        after = self._edition(new)
        before = self._before(after) if old is None else self._edition(old)
        found = diff(before, after)
        return CompareAnswer(
            edition=self._facts,
            old=_facts(before.edition),
            new=_facts(after.edition),
            differs=bool(found),
            difference=found.to_dict(),
            note=found.to_markdown(),
        )

    def edition_info(self) -> EditionAnswer:
        """Say which edition of which town's list is served, its date and source, how much it holds, and which editions exist."""
        duties = self._duties
        return EditionAnswer(
            edition=self._facts,
            source=f"{duties.edition.source.document} ({duties.edition.source.sha256})",
            counts={kind: len(duties.filter(kind=kind)) for kind in KINDS},
            departments=len(duties.departments),
            notes=len(duties.notes),
            packaged=tuple(_facts(edition) for edition in packaged()),
            package_version=lishi_duties.__version__,
        )

    def _edition(self, number: int | None) -> DutyList:
        """An edition of the town whose list is served; the one served where no number is given."""
        served = self._duties.edition
        if number is None or number == served.number:
            return self._duties
        found = load(edition=number)
        if found.edition.jurisdiction != served.jurisdiction:
            raise ArgumentError(
                f"edition {number} is one of {found.edition.jurisdiction}; served is only edition {served.number} "
                f"of {served.jurisdiction}: leave the number out"
            )
        return found

    def _before(self, duties: DutyList) -> DutyList:
        """The packaged edition before this one."""
        this = duties.edition
        earlier = [e.number for e in packaged() if e.jurisdiction == this.jurisdiction and e.number < this.number]
        if not earlier:
            raise ArgumentError(f"edition {this.number} of {this.jurisdiction} is the first here: there is none to compare with")
        return load(edition=max(earlier))

    def _brief(self, duty: Duty) -> Brief:
        if isinstance(duty, CooperativeDuty):
            responsible = duty.departments
        elif isinstance(duty, ReclaimedItem):
            responsible = tuple(handover.department for handover in duty.handover)
        else:
            responsible = (self._duties.edition.jurisdiction.town,)
        return Brief(
            id=duty.id, kind=duty.kind, number=duty.number, category=duty.category, title=duty.title, responsible=responsible
        )


def _facts(edition: Edition) -> EditionFacts:
    return EditionFacts(
        number=edition.number,
        title=edition.title,
        jurisdiction=str(edition.jurisdiction),
        published=edition.published,
    )


def _passages(hit: Hit) -> Iterator[Passage]:
    """The first text below the title that holds each of the words, so that every word is seen in its sentence."""
    first: dict[str, Passage] = {}
    for match in hit.matches:
        text = field_text(hit.duty, match.field)
        if text is not None and match.field != "title":
            first.setdefault(text[match.start : match.end], Passage(field=match.field, text=text))
    yield from list(dict.fromkeys(first.values()))[:_PASSAGES]


def _advice(found: Dispatch, town: str) -> str:
    """Where to send a request, and where not, in one sentence a dispatcher can act on."""
    if not found.assignments:
        about = f"，像是：{found.topic}" if found.topic else ""
        return f"清单上没有这一事项{about}。不能据此派给{town}，请按其他渠道办理。"
    best = found.assignments[0]
    leaders = "、".join(best.lead)
    told: dict[TownRole, str] = {
        "responsible": f"派给{town}：由本镇负责。",
        "assists": f"派给{leaders}牵头办理，{town}配合；不要派给{town}单独办理。",
        "none": f"派给{leaders}：已由部门收回，不要派给{town}。"
        if leaders
        else f"不要派单：这一事项已不再开展，{town}和部门都不办，请向来电人说明依据。",
    }
    unsure = "把握不大，请先人工核对。" if best.score < 0.5 else ""
    return told[best.town_role] + unsure


_Calls: TypeAlias = dict[str, Callable[..., Answer]]

_TOOLS: tuple[Callable[..., Answer], ...] = (
    _Tools.dispatch_request,
    _Tools.search_duties,
    _Tools.get_duty,
    _Tools.list_duties,
    _Tools.department_tasks,
    _Tools.list_departments,
    _Tools.list_categories,
    _Tools.compare_editions,
    _Tools.edition_info,
)
"""In the order assistants get them: what is asked for most comes first."""


# The protocol


def server(duties: DutyList) -> Server[Any]:
    """An MCP server that answers from a list; its transport is up to the caller.

    Tools answer with structured content, whose schema they state, and with the same as readable text. What goes wrong with a call
    is an answer with `isError` and the message of the package's error.

    Raises:
        MissingExtraError: the `mcp` SDK is not installed.

    >>> import lishi_duties as ld
    >>> server(ld.load()).name
    'lishi-duties'
    """
    try:
        import mcp_types as types
        from mcp.server.lowlevel import Server
        from mcp.shared.exceptions import MCPError
    except ImportError:
        raise MissingExtraError("the MCP server", "mcp") from None
    tools = _Tools(duties)
    checked = validate_call(config=ConfigDict(strict=True))
    calls: _Calls = {tool.__name__: checked(getattr(tools, tool.__name__)) for tool in _TOOLS}
    listed = types.ListToolsResult(tools=[_listed(call) for call in calls.values()])
    template = types.ResourceTemplate(
        uri_template="duty://{id}",
        name="duty",
        title="履职事项",
        description="One duty in full, as text, by its id, such as duty://C047.",
        mime_type="text/plain",
    )

    async def list_tools(_: object, __: object) -> types.ListToolsResult:
        return listed

    async def call_tool(_: object, asked: types.CallToolRequestParams) -> CallToolResult:
        try:
            answer = _called(calls, asked.name, asked.arguments or {})
        except LishiDutiesError as error:
            return types.CallToolResult(content=[types.TextContent(text=str(error))], is_error=True)
        return types.CallToolResult(
            content=[types.TextContent(text=_text(answer))], structured_content=answer.model_dump(mode="json")
        )

    async def list_resources(_: object, __: object) -> types.ListResourcesResult:
        return types.ListResourcesResult(resources=[])  # hundreds of duties would be no help; the template finds each

    async def list_templates(_: object, __: object) -> types.ListResourceTemplatesResult:
        return types.ListResourceTemplatesResult(resource_templates=[template])

    async def read_resource(_: object, asked: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        uri = str(asked.uri)
        try:
            if not uri.startswith("duty://"):
                raise ArgumentError(f"there is no resource {uri[:60]!r}; a duty is duty:// and its id, such as duty://C047")
            answer = tools.get_duty(uri.removeprefix("duty://"))
        except LishiDutiesError as error:
            raise MCPError(types.INVALID_PARAMS, str(error)) from None
        return types.ReadResourceResult(
            contents=[types.TextResourceContents(uri=asked.uri, mime_type="text/plain", text=_text(answer))]
        )

    return Server(
        "lishi-duties",
        version=lishi_duties.__version__,
        title=duties.edition.title,
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
    )


def serve(duties: DutyList) -> None:
    """Serve a list on standard input and output until the client hangs up.

    Raises:
        MissingExtraError: the `mcp` SDK is not installed.
    """
    served = server(duties)
    import anyio
    from mcp.server.stdio import stdio_server

    async def run() -> None:
        async with stdio_server() as (read, write):
            await served.run(read, write, served.create_initialization_options())

    try:
        anyio.run(run)
    except* BrokenPipeError:  # the client hung up before it had every answer
        pass


def _listed(call: Callable[..., Answer]) -> Tool:
    """A tool as clients see it."""
    import mcp_types as types

    answer: type[Answer] = signature(call, eval_str=True).return_annotation
    arguments: TypeAdapter[Any] = TypeAdapter(cast("Any", call))
    return types.Tool(
        name=call.__name__,
        description=cleandoc(call.__doc__ or ""),
        input_schema=arguments.json_schema(),
        output_schema=answer.model_json_schema(mode="serialization"),
        annotations=types.ToolAnnotations(
            read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


def _called(calls: _Calls, name: str, arguments: dict[str, Any]) -> Answer:
    call = calls.get(name)
    if call is None:
        raise ArgumentError(f"there is no tool {name[:40]!r}{_meant(name, calls)}. Tools: {', '.join(calls)}")
    try:
        return call(**arguments)
    except ValidationError as error:
        taken = signature(call).parameters
        faults = [_fault(fault, taken) for fault in error.errors(include_url=False)[:3]]
        takes = ", ".join(f"{p.name}{'' if p.default is p.empty else ' (optional)'}" for p in taken.values()) or "no arguments"
        raise ArgumentError(f"{name}: {'; '.join(faults)}. It takes {takes}") from None


def _fault(fault: Any, known: Any) -> str:
    """What is wrong with an argument."""
    place = str(fault["loc"][0])[:40]
    if fault["type"] == "missing_argument":
        return f"{place} is missing"
    if fault["type"] == "unexpected_keyword_argument":
        return f"there is no argument {place!r}{_meant(place, known)}"
    shown = repr(fault["input"])
    return f"{place}: {fault['msg'][0].lower()}{fault['msg'][1:]}, not {shown if len(shown) <= 40 else shown[:39] + '…'}"


def _meant(name: str, known: Any) -> str:
    near = nearest(name, known)
    return f" (did you mean {' or '.join(map(repr, near))}?)" if near else ""


def _text(answer: Answer) -> str:
    """An answer to be read, under the edition it is from."""
    facts = answer.edition
    return "\n".join((f"【{facts.title}，第{facts.number}版，{facts.day}】", *answer.lines()))
