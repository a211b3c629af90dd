"""What can go wrong, in one family: catch `LishiDutiesError` to catch everything this package raises on purpose.

A miss is also a `KeyError`, a bad value also a `ValueError`, so that ordinary code works as it always did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from lishi_duties.model import Lineage, Place

__all__ = [
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
]


class LishiDutiesError(Exception):
    """Base of every error this package raises on purpose. Its text says what, where, and what to do next."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:  # KeyError would show the repr
        return self.message


class NotFoundError(LishiDutiesError, KeyError):
    """Something was asked for by a name that does not exist.

    Attributes:
        asked: the name asked for.
        suggestions: the nearest names that do exist, best first.
    """

    def __init__(self, message: str, *, asked: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.asked = asked
        self.suggestions = suggestions

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, {"asked": self.asked, "suggestions": self.suggestions})


class DutyNotFoundError(NotFoundError):
    """No duty has this id.

    Attributes:
        lineage: what became of the id, where an earlier edition had it; None where there never was one.
    """

    def __init__(self, message: str, *, asked: str, suggestions: tuple[str, ...] = (), lineage: Lineage | None = None) -> None:
        super().__init__(message, asked=asked, suggestions=suggestions)
        self.lineage = lineage

    def __reduce__(self) -> tuple[object, ...]:
        attributes = {"asked": self.asked, "suggestions": self.suggestions, "lineage": self.lineage}
        return _rebuild, (type(self), self.message, attributes)


class DepartmentNotFoundError(NotFoundError):
    """No department has this name or alias."""


class CategoryNotFoundError(NotFoundError):
    """No section has this name."""


class EditionNotFoundError(NotFoundError):
    """No such edition is packaged, or none was in force on that day."""


class ArgumentError(LishiDutiesError, ValueError):
    """An argument has a value or a type that makes no sense here. It is never ignored."""


NAMED = 5
"""How many of several faults a message names."""


def _several(problem: str, faults: tuple[LishiDutiesError, ...]) -> str:
    lines = [problem, *map(str, faults[:NAMED])]
    lines += [f"and {len(faults) - NAMED} more"] if len(faults) > NAMED else []
    return "\n  ".join(lines)


class _FileError(LishiDutiesError, ValueError):
    """What is wrong with a file; the message begins with its path."""

    def __init__(
        self, problem: str, *, path: str | Path, line: int | None = None, faults: tuple[LishiDutiesError, ...] = ()
    ) -> None:
        place = f"{path}:{line}: " if line else f"{path}: "
        super().__init__(_several(problem, faults) if faults else place + problem)
        self.problem = problem
        self.path: str = str(path)
        self.line = line
        self.faults = faults

    def __reduce__(self) -> tuple[object, ...]:
        attributes = {"path": self.path, "line": self.line, "faults": self.faults}
        return _rebuild, (type(self), self.problem, attributes)


class DataFileError(_FileError):
    """A file that should hold a duty list does not.

    Attributes:
        problem: what is wrong, without the file.
        path: the file.
        line: the line, from 1; None where the fault is not in one line.
        faults: the single faults, where there are several; the message then names the first of them, each with its own file.
    """


class TargetError(_FileError):
    """A file cannot be written where it should go. Nothing was changed.

    Attributes:
        problem: what is wrong, without the file.
        path: the file.
        line: the line, from 1; None where the fault is not in one line.
        faults: the single faults, where there are several; the message then names the first of them, each with its own file.
    """


class IntakeError(LishiDutiesError, ValueError):
    """A source document has a place the intake cannot read with certainty. Nothing was written.

    Attributes:
        path: the file.
        line: the line, from 1; None where the fault is not in one line.
        place: where it stands, in the terms of the format: line, page, sheet, table and row; None where it has no one place.
        text: the text in question, shortened.
        advice: what to do next, where the problem does not say so itself.
    """

    def __init__(
        self,
        problem: str,
        *,
        path: str | Path,
        line: int | None = None,
        place: Place | None = None,
        text: str = "",
        advice: str = "",
    ) -> None:
        shown = text if len(text) <= 60 else text[:59] + "…"
        if line is None and place is not None and place.lines:
            line = place.lines[0]
        where = f"{path}:{line}" if line else ", ".join((str(path), *_stand(place)))
        super().__init__(f"{where}: {problem}" + (f": {shown!r}" if shown else "") + (f". {advice}" if advice else ""))
        self.problem = problem
        self.path: str = str(path)
        self.line: int | None = line
        self.place: Place | None = place
        self.text: str = shown
        self.advice = advice

    def __reduce__(self) -> tuple[object, ...]:
        attributes = {
            "path": self.path,
            "line": self.line,
            "place": self.place,
            "text": self.text,
            "advice": self.advice,
        }
        return _rebuild, (type(self), self.problem, attributes)


def _stand(place: Place | None) -> tuple[str, ...]:
    """A place in plain English, for a message."""
    if place is None:
        return ()
    parts = []
    if place.sheet is not None:
        parts.append(f"sheet {place.sheet}")
    if place.table is not None:
        parts.append(f"table {place.table}")
    for name, span in (("row", place.rows), ("page", place.pages)):
        if span:
            parts.append(f"{name} {span[0]}" if span[0] == span[1] else f"{name}s {span[0]}–{span[1]}")
    return tuple(parts)


class MissingExtraError(LishiDutiesError, ImportError):
    """A part of the package needs an optional dependency that is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs more than the base install: pip install 'lishi-duties[{extra}]'")
        self.what = what
        self.extra = extra

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.what, self.extra)


def _rebuild(cls: type[LishiDutiesError], message: str, attributes: dict[str, object]) -> LishiDutiesError:
    return cls(message, **attributes)
