"""A whole duty list: what a set of duties is, with the three lists, the notes, the lineage, and dispatch."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from lishi_duties import _first_use
from lishi_duties.duties.departments import Departments
from lishi_duties.duties.duty_set import DutySet
from lishi_duties.model import BasicDuty, CooperativeDuty, Duty, DutyListFile, EditorialNote, Lineage, ReclaimedItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lishi_duties.retrieval.answers import Dispatch, Rerank
    from lishi_duties.retrieval.directory import Wordings

__all__ = ["DutyList"]


class DutyList(DutySet[Duty]):
    """A whole duty list: its three lists, its departments, its edition, its editorial notes.

    >>> import lishi_duties as ld
    >>> duties = ld.load()
    >>> len(duties), len(duties.basic), len(duties.cooperative), len(duties.reclaimed)
    (329, 103, 83, 143)
    >>> duties["C047"].departments[1]
    '区公安局'
    """

    __slots__ = ("_basic", "_cooperative", "_file", "_reclaimed")

    def __init__(self, file: DutyListFile) -> None:
        super().__init__(file.duties(), file.edition, Departments(file.departments), file.lineage)
        self._file = file
        self._basic = self._subset(file.basic)
        self._cooperative = self._subset(file.cooperative)
        self._reclaimed = self._subset(file.reclaimed)

    @property
    def basic(self) -> DutySet[BasicDuty]:
        """What the town itself is responsible for."""
        return self._basic

    @property
    def cooperative(self) -> DutySet[CooperativeDuty]:
        """What departments lead and the town assists with."""
        return self._cooperative

    @property
    def reclaimed(self) -> DutySet[ReclaimedItem]:
        """What departments took back from the town."""
        return self._reclaimed

    def dispatch(self, request: str, limit: int = 5, *, rerank: Rerank | None = None) -> Dispatch:
        """Whose matter a request is: the duties it may belong to, who leads, what the town does.

        Args:
            request: what the caller said, in free text of 2 to 20,000 characters: a sentence, a letter, a call written down, a
                ticket with its fields.
            limit: how many assignments at most, from 1.
            rerank: a function that is handed the request and up to 20 candidates and gives them back in the order it prefers; it
                may drop some. Without it nothing is missing.

        Returns:
            Assignments, best first; none where nothing on the list fits. `needs_review` says whether a person should look
            at them.

        Raises:
            ArgumentError: the request is no str, too short or too long, or another argument makes no sense.

        >>> import lishi_duties as ld
        >>> first = ld.load().dispatch("隔壁修了一座大理石的活人墓").assignments[0]
        >>> first.duty.id, first.lead, first.town_role
        ('C013', ('区民政局',), 'assists')
        >>> ld.load().dispatch("护照过期了去哪里换").assignments
        ()
        """
        self._prepare_dispatch()
        from lishi_duties.retrieval.dispatch import dispatch

        return dispatch(self, request, limit, rerank=rerank)

    def dispatch_many(self, requests: Iterable[str], limit: int = 5, *, rerank: Rerank | None = None) -> Iterator[Dispatch]:
        """Whose matter each of many requests is, one after another, as they come.

        Args:
            requests: texts, as `dispatch` takes them.
            limit: how many assignments at most, from 1.
            rerank: see `dispatch`.

        Returns:
            An answer for each, in their order; for one that cannot be asked (empty, too long, no str) it has `error` and no
            assignments, and the next is answered.

        Raises:
            ArgumentError: limit or rerank makes no sense; at once, not at the first request.

        >>> import lishi_duties as ld
        >>> answers = ld.load().dispatch_many(["楼上漏水，物业不管", "路灯不亮"])
        >>> [answer.assignments[0].duty.id for answer in answers]
        ['B049', 'B086']
        """
        self._prepare_dispatch()
        from lishi_duties.retrieval.dispatch import dispatch_many

        return dispatch_many(self, requests, limit, rerank=rerank)

    @property
    def wordings(self) -> Mapping[str, Wordings]:
        """What people say for each duty, by id, as dispatch and search use it; a duty nobody wrote wordings for is not in it.

        Of another town's list these are lent by the packaged directory, for the duties whose titles are like.

        >>> import lishi_duties as ld
        >>> len(ld.load(edition=1).wordings)
        329
        """
        from lishi_duties.retrieval.directory import directory
        from lishi_duties.retrieval.lending import wordings_for

        packaged = directory()
        own = packaged.jurisdiction == str(self.edition.jurisdiction)
        pairs = zip(self.ids, wordings_for(tuple(self), packaged, own=own), strict=True)
        return MappingProxyType({duty_id: wordings for duty_id, wordings in pairs if wordings is not None})

    def _prepare_dispatch(self) -> None:
        if "dispatch" not in self._derived:
            with _first_use:
                from lishi_duties.retrieval.dispatch import prepare

                prepare(self)

    @property
    def notes(self) -> tuple[EditorialNote, ...]:
        """The editorial notes: doubtful places of the document, in list order."""
        return self._file.notes

    @property
    def lineage(self) -> tuple[Lineage, ...]:
        """What became of ids in the revisions up to this edition: moved, split, merged, withdrawn; in order of the editions.

        >>> import lishi_duties as ld
        >>> ld.load(edition=1).lineage
        ()
        """
        return self._lineage

    def notes_on(self, id: str) -> tuple[EditorialNote, ...]:
        """The editorial notes on one duty.

        Raises:
            DutyNotFoundError: no duty has this id.

        >>> import lishi_duties as ld
        >>> [note.written for note in ld.load().notes_on("C070") if note.kind == "department_column"]
        ['区教委等', '房源单位', '区教委等']
        """
        self[id]
        return tuple(note for note in self._file.notes if note.duty == id)

    @property
    def file(self) -> DutyListFile:
        """The edition file this list was made of."""
        return self._file

    def __repr__(self) -> str:
        return (
            f"<DutyList {self._edition.title}, edition {self._edition.number}: {len(self.basic)} basic, "
            f"{len(self.cooperative)} cooperative, {len(self.reclaimed)} reclaimed>"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return DutyList, (self._file,)
