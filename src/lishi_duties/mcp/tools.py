"""The tools: the signature of each is its input schema, its docstring the description an assistant chooses by."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, TypeAlias, cast

from pydantic import Field, WithJsonSchema

import lishi_duties
from lishi_duties.catalogue import editions as packaged
from lishi_duties.catalogue import load
from lishi_duties.compare.diff import diff
from lishi_duties.errors import ArgumentError
from lishi_duties.mcp.answers import (
    Answer,
    Assigned,
    Brief,
    CategoriesAnswer,
    Category,
    CompareAnswer,
    DepartmentAnswer,
    DepartmentsAnswer,
    DispatchAnswer,
    DutiesAnswer,
    DutyAnswer,
    DutyHit,
    DutyTasks,
    EditionAnswer,
    Load,
    MatterOfMessage,
    SearchAnswer,
    advice_on,
    facts_of,
    passages_of,
)
from lishi_duties.model import KINDS, ROLES, Duty, Kind, Role

if TYPE_CHECKING:
    from lishi_duties.duties.duty_list import DutyList

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


class Tools:
    """The tools, answering from one list."""

    def __init__(self, duties: DutyList) -> None:
        self._duties = duties
        self._facts = facts_of(duties.edition)

    def dispatch_request(
        self,
        request: Annotated[str, Field(description="What the caller said, in Chinese, 2 to 20,000 characters, as it was said.")],
        limit: Annotated[int, Field(description="How many duties at most.", ge=1, le=20)] = 3,
    ) -> DispatchAnswer:
        """Decide whose matter a citizen's request or complaint is (12345 hotline dispatch), from free text in the caller's words.

        Answers which duty it falls under, which department leads, and the town's role: `responsible` (the town itself), `assists`
        (a department leads, the town helps) or `none` (departments took it back, or nobody does it any more). A hotline must not
        send the town what a department has to do: follow `advice`. Where `fits` is false, nothing on the list fits, and the list
        gives no ground for sending it to the town; do not pick a duty of your own.
        """
        dispatch = self._duties.dispatch(request, limit)
        return DispatchAnswer(
            edition=self._facts,
            request=dispatch.request,
            fits=bool(dispatch.assignments),
            advice=advice_on(dispatch, self._duties.edition.jurisdiction.town),
            assignments=tuple(Assigned.model_validate(one.to_dict(), strict=False) for one in dispatch.assignments),
            matters=tuple(MatterOfMessage.model_validate(matter.to_dict(), strict=False) for matter in dispatch.matters),
            needs_review=dispatch.needs_review,
            why=dispatch.why,
            topic=dispatch.topic,
            directory=dispatch.directory,
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
        quoted = (DutyHit(**dict(self._brief(hit.duty)), score=hit.score, passages=tuple(passages_of(hit))) for hit in hits)
        return SearchAnswer(edition=self._facts, query=query, hits=tuple(quoted))

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
        return DutyAnswer(edition=facts_of(duties.edition), duty=duties[id], notes=duties.notes_on(id))

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
        duties = self._duties.filter(
            kind=cast("Kind | None", kind),
            category=category,
            department=department,
            role=cast("Role | None", role),
            discontinued=discontinued,
        )
        end = offset + limit
        return DutiesAnswer(
            edition=self._facts,
            total=len(duties),
            offset=offset,
            next_offset=end if end < len(duties) else None,
            duties=tuple(self._brief(duty) for duty in duties[offset:end]),
        )

    def department_tasks(self, name: DepartmentName) -> DepartmentAnswer:
        """Read every task one department has, word for word, by duty: where it leads, and how it handles what it took back."""
        tasks = self._duties.tasks_of(name)
        return DepartmentAnswer(
            edition=self._facts,
            department=self._duties.departments[name],
            duties=tuple(
                DutyTasks(
                    id=duty.id,
                    kind=duty.kind,
                    number=duty.number,
                    title=duty.title,
                    role=role,
                    tasks=tuple(task.text for task in group),
                    shared_with=shared,
                )
                for (duty, role, shared), group in groupby(tasks, key=lambda t: (t.duty, t.role, t.shared_with))
            ),
        )

    def list_departments(self) -> DepartmentsAnswer:
        """List all departments the list names, with short forms that are understood, and how much each has to do."""
        loads = self._duties.statistics()[1]
        return DepartmentsAnswer(
            edition=self._facts,
            departments=tuple(Load.model_validate(load.to_dict(), strict=False) for load in loads),
        )

    def list_categories(self) -> CategoriesAnswer:
        """List the sections (党的建设, 民生服务, …), with how many duties each has in the three lists."""
        return CategoriesAnswer(
            edition=self._facts,
            categories=tuple(Category.model_validate(count.to_dict()) for count in self._duties.statistics()[0]),
        )

    def compare_editions(
        self,
        old: Annotated[EditionNumber | None, Field(description="The earlier edition; the one before `new` by default.")] = None,
        new: Annotated[EditionNumber | None, Field(description="The later one; the one served by default.")] = None,
    ) -> CompareAnswer:
        """Compare two editions of the list: duties added, removed (and what became of them), moved, renamed, changed in words."""
        after = self._edition(new)
        before = self._before(after) if old is None else self._edition(old)
        difference = diff(before, after)
        return CompareAnswer(
            edition=self._facts,
            old=facts_of(before.edition),
            new=facts_of(after.edition),
            differs=bool(difference),
            difference={**difference.to_dict()},
            note=difference.to_markdown(),
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
            packaged=tuple(facts_of(edition) for edition in packaged()),
            package_version=lishi_duties.__version__,
        )

    def _edition(self, number: int | None) -> DutyList:
        """An edition of the town whose list is served; the one served where no number is given."""
        served = self._duties.edition
        if number is None or number == served.number:
            return self._duties
        other = load(edition=number)
        if other.edition.jurisdiction != served.jurisdiction:
            raise ArgumentError(
                f"edition {number} is one of {other.edition.jurisdiction}; served is only edition {served.number} "
                f"of {served.jurisdiction}: leave the number out"
            )
        return other

    def _before(self, duties: DutyList) -> DutyList:
        """The packaged edition before this one."""
        this = duties.edition
        earlier = [e.number for e in packaged() if e.jurisdiction == this.jurisdiction and e.number < this.number]
        if not earlier:
            raise ArgumentError(f"edition {this.number} of {this.jurisdiction} is the first here: there is none to compare with")
        return load(edition=max(earlier))

    def _brief(self, duty: Duty) -> Brief:
        responsible = (self._duties.edition.jurisdiction.town,) if duty.kind == "basic" else duty.departments
        return Brief(
            id=duty.id, kind=duty.kind, number=duty.number, category=duty.category, title=duty.title, responsible=responsible
        )


TOOLS: tuple[Callable[..., Answer], ...] = (
    Tools.dispatch_request,
    Tools.search_duties,
    Tools.get_duty,
    Tools.list_duties,
    Tools.department_tasks,
    Tools.list_departments,
    Tools.list_categories,
    Tools.compare_editions,
    Tools.edition_info,
)
"""In the order assistants get them: what is asked for most comes first."""
