"""China's township duty lists (履职事项清单) as typed, queryable data: the list of 重庆市江津区李市镇.

    >>> import lishi_duties as ld
    >>> ld.load()["C047"].title
    '噪声污染防治监管'

The names below are imported when they are first used, so that importing the package costs next to nothing.
"""

from _thread import RLock as _RLock

# type checkers would be content with a constant of this name, but editors complete only by the one of typing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lishi_duties.catalogue import editions, load, read
    from lishi_duties.compare.change import Change, ChangeDict
    from lishi_duties.compare.diff import Diff, diff
    from lishi_duties.compare.differences import (
        ChangedDuty,
        DepartmentChange,
        ListCount,
        Move,
        Position,
        Removal,
        Rename,
    )
    from lishi_duties.compare.history import DutyState, duty_history
    from lishi_duties.compare.plain import (
        ChangedDutyDict,
        DepartmentChangeDict,
        DepartmentsDiffDict,
        DiffDict,
        ListCountDict,
        MoveDict,
        PositionDict,
        RemovalDict,
        RenameDict,
        SuccessorDict,
    )
    from lishi_duties.compare.words import Segment, SegmentDict
    from lishi_duties.duties.answers import (
        CategoryCount,
        CategoryCountDict,
        DepartmentLoad,
        DepartmentLoadDict,
        DepartmentTask,
        DepartmentTaskDict,
    )
    from lishi_duties.duties.departments import Departments
    from lishi_duties.duties.duty_list import DutyList
    from lishi_duties.duties.duty_set import DutySet
    from lishi_duties.errors import (
        ArgumentError,
        CategoryNotFoundError,
        DataFileError,
        DepartmentNotFoundError,
        DutyNotFoundError,
        EditionNotFoundError,
        IntakeError,
        LishiDutiesError,
        MissingExtraError,
        NotFoundError,
        TargetError,
    )
    from lishi_duties.model import (
        BasicDuty,
        CooperativeDuty,
        Department,
        Discontinuation,
        Duty,
        DutyListFile,
        Edition,
        EditorialNote,
        Handover,
        Jurisdiction,
        Kind,
        Lineage,
        Place,
        ReclaimedItem,
        Responsibility,
        Role,
        Source,
    )
    from lishi_duties.retrieval.answers import Assignment, AssignmentDict, Dispatch, DispatchDict, Matter, MatterDict
    from lishi_duties.retrieval.directory import Directory, Topic, Wordings
    from lishi_duties.retrieval.directory import directory as dispatch_directory
    from lishi_duties.retrieval.keyword import Hit, HitDict, Match, MatchDict
    from lishi_duties.shortcuts import by_category, by_department, dispatch, dispatch_many, get, reclaimed_by, search

__version__ = "0.1.0"

_HOMES = {
    "compare.change": ("Change", "ChangeDict"),
    "compare.diff": ("Diff", "diff"),
    "compare.differences": ("ChangedDuty", "DepartmentChange", "ListCount", "Move", "Position", "Removal", "Rename"),
    "compare.plain": (
        "ChangedDutyDict",
        "DepartmentChangeDict",
        "DepartmentsDiffDict",
        "DiffDict",
        "ListCountDict",
        "MoveDict",
        "PositionDict",
        "RemovalDict",
        "RenameDict",
        "SuccessorDict",
    ),
    "compare.words": ("Segment", "SegmentDict"),
    "duties.departments": ("Departments",),
    "compare.history": ("DutyState", "duty_history"),
    "catalogue": ("editions", "load", "read"),
    "errors": (
        "ArgumentError",
        "CategoryNotFoundError",
        "DataFileError",
        "DepartmentNotFoundError",
        "DutyNotFoundError",
        "EditionNotFoundError",
        "IntakeError",
        "LishiDutiesError",
        "MissingExtraError",
        "NotFoundError",
        "TargetError",
    ),
    "model": (
        "BasicDuty",
        "CooperativeDuty",
        "Department",
        "Discontinuation",
        "Duty",
        "DutyListFile",
        "Edition",
        "EditorialNote",
        "Handover",
        "Jurisdiction",
        "Kind",
        "Lineage",
        "Place",
        "ReclaimedItem",
        "Responsibility",
        "Role",
        "Source",
    ),
    "duties.answers": (
        "CategoryCount",
        "CategoryCountDict",
        "DepartmentLoad",
        "DepartmentLoadDict",
        "DepartmentTask",
        "DepartmentTaskDict",
    ),
    "duties.duty_list": ("DutyList",),
    "duties.duty_set": ("DutySet",),
    "retrieval.keyword": ("Hit", "HitDict", "Match", "MatchDict"),
    "retrieval.directory": ("Directory", "Topic", "Wordings"),
    "retrieval.answers": ("Assignment", "AssignmentDict", "Dispatch", "DispatchDict", "Matter", "MatterDict"),
    "shortcuts": ("by_category", "by_department", "dispatch", "dispatch_many", "get", "reclaimed_by", "search"),
}
_HOME = {name: (module, name) for module, names in _HOMES.items() for name in names}
_HOME["dispatch_directory"] = ("retrieval.directory", "directory")

_first_use = _RLock()
"""Held while modules of the package are imported late and what is kept is made, and by a fork, which so waits for it.

Python does not renew, in a child, the locks on modules another thread was importing: the child would wait for them for ever.
"""


def _let_forks_wait() -> None:
    import os  # not at the top: with -S it is one more module to import

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_first_use.acquire, after_in_parent=_first_use.release, after_in_child=_first_use.release)
    globals()["_let_forks_wait"] = lambda: None


__all__ = [
    "ArgumentError",
    "Assignment",
    "AssignmentDict",
    "BasicDuty",
    "CategoryCount",
    "CategoryCountDict",
    "CategoryNotFoundError",
    "Change",
    "ChangeDict",
    "ChangedDuty",
    "ChangedDutyDict",
    "CooperativeDuty",
    "DataFileError",
    "Department",
    "DepartmentChange",
    "DepartmentChangeDict",
    "DepartmentLoad",
    "DepartmentLoadDict",
    "DepartmentNotFoundError",
    "DepartmentTask",
    "DepartmentTaskDict",
    "Departments",
    "DepartmentsDiffDict",
    "Diff",
    "DiffDict",
    "Directory",
    "Discontinuation",
    "Dispatch",
    "DispatchDict",
    "Duty",
    "DutyList",
    "DutyListFile",
    "DutyNotFoundError",
    "DutySet",
    "DutyState",
    "Edition",
    "EditionNotFoundError",
    "EditorialNote",
    "Handover",
    "Hit",
    "HitDict",
    "IntakeError",
    "Jurisdiction",
    "Kind",
    "Lineage",
    "LishiDutiesError",
    "ListCount",
    "ListCountDict",
    "Match",
    "MatchDict",
    "Matter",
    "MatterDict",
    "MissingExtraError",
    "Move",
    "MoveDict",
    "NotFoundError",
    "Place",
    "Position",
    "PositionDict",
    "ReclaimedItem",
    "Removal",
    "RemovalDict",
    "Rename",
    "RenameDict",
    "Responsibility",
    "Role",
    "Segment",
    "SegmentDict",
    "Source",
    "SuccessorDict",
    "TargetError",
    "Topic",
    "Wordings",
    "__version__",
    "by_category",
    "by_department",
    "diff",
    "dispatch",
    "dispatch_directory",
    "dispatch_many",
    "duty_history",
    "editions",
    "get",
    "load",
    "read",
    "reclaimed_by",
    "search",
]


if not TYPE_CHECKING:  # a misspelt name is an error to type checkers

    def __getattr__(name: str) -> object:
        home = _HOME.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module, inner = home
        with _first_use:
            _let_forks_wait()
            from importlib import import_module

            value: object = getattr(import_module(f"{__name__}.{module}"), inner)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(({*globals()} - {"TYPE_CHECKING"}) | {*__all__})
