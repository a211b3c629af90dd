"""What is not there: the error says what may have been meant, what became of it, and what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lishi_duties.errors import ArgumentError, CategoryNotFoundError, DutyNotFoundError
from lishi_duties.model import LETTERS
from lishi_duties.text import fold, nearest

if TYPE_CHECKING:
    from lishi_duties.model import Lineage

__all__ = ["check_category", "no_duty", "no_place"]

_ALL_LETTERS = "".join(LETTERS.values())


def no_duty(id: str, ids: tuple[str, ...], lineage: tuple[Lineage, ...]) -> DutyNotFoundError:
    """That no duty has an id: what became of it, or which of `ids` may have been meant."""
    key = fold(id[:40]).upper()
    event = next((event for event in lineage if event.id == key and event.kind != "moved"), None)
    if event is not None:
        return DutyNotFoundError(_what_became(event), asked=id, suggestions=event.into, lineage=event)
    suggestions = _meant(key, ids)
    hint = f"; did you mean {', '.join(suggestions)}?" if suggestions else "."
    return DutyNotFoundError(
        f"no duty has the id {id[:40]!r} here{hint} Ids here: {_spans(ids) or 'none, the set is empty'}",
        asked=id,
        suggestions=suggestions,
    )


def no_place(place: int, count: int) -> IndexError:
    """That a sequence of so many duties has no such place."""
    places = f"0 to {count - 1}" if count else "none, the set is empty"
    return IndexError(f"there is no place {place} here: places are {places}; a duty is looked up by its id, such as 'C047'")


def check_category(name: str, categories: tuple[str, ...]) -> None:
    """Refuse a section the edition does not have, with the nearest ones."""
    if not isinstance(name, str):
        raise ArgumentError(f"a category is asked for by its name, a str, not {type(name).__name__}")
    if name not in categories:
        suggestions = nearest(name, categories)
        hint = f" did you mean {'、'.join(suggestions)}?" if suggestions else ""
        raise CategoryNotFoundError(
            f"no section is called {name[:40]!r};{hint} There are {'、'.join(categories)}",
            asked=name,
            suggestions=suggestions,
        )


def _meant(key: str, ids: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of the same number, whatever the zeros before it: `C47` for `C047`, and of a bare number those of all lists."""
    number = key.lstrip(_ALL_LETTERS) if not key.isdecimal() else key
    letters = key[: len(key) - len(number)] or _ALL_LETTERS
    near = [f"{letter}{int(number):03}" for letter in letters] if number.isdecimal() and len(number) < 9 else []
    return tuple(member for member in near if member in ids)


def _spans(ids: tuple[str, ...]) -> str:
    """First and last id of each list."""
    lists = ([member for member in ids if member.startswith(letter)] for letter in _ALL_LETTERS)
    return ", ".join(f"{members[0]}–{members[-1]}" for members in lists if members)


def _what_became(event: Lineage) -> str:
    title = event.title if len(event.title) <= 24 else f"{event.title[:23]}…"
    became = f"{event.id} ({title}) was {event.kind} in edition {event.edition}"
    if event.kind == "withdrawn":
        return f"{became}; nothing took its place. Edition {event.edition - 1} still has it"
    if not event.into:
        return f"{became}; what took its place was withdrawn since. Edition {event.edition - 1} still has it"
    return f"{became}; look up {' and '.join(event.into)} instead"
