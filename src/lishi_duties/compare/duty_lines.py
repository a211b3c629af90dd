"""The changes of one duty in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from lishi_duties.compare.body import Body
from lishi_duties.compare.change import Change, ChangeKind
from lishi_duties.compare.differences import ChangedDuty
from lishi_duties.compare.fields import ENTRY_FIELDS, is_entry, kind_of
from lishi_duties.compare.note import Line, Span, quoted
from lishi_duties.compare.pairing import Pair
from lishi_duties.compare.patch import entry_places
from lishi_duties.compare.phrases import Phrases
from lishi_duties.model import Part
from lishi_duties.model.walk import Path, field_path, parse_path

__all__ = ["duty_lines"]

_COLUMN: Path = ("departments",)
_PUBLISHED: Path = ("departments_as_published",)
_STATEMENT: Path = ("discontinued", "statement")
_BASIS: Path = ("discontinued", "basis")
_HEAD = frozenset({"department", "heading"})
"""What says whose the tasks of an entry are; told in one line."""


def duty_lines(duty: ChangedDuty, phrases: Phrases, tier: str) -> Iterator[Line]:
    """A line for each change: the department column first, then text by text as the record is read, then its end.

    Args:
        duty: the duty.
        phrases: those of a language.
        tier: what the town is: 镇, 乡, 街道.
    """
    return _Writer(duty, phrases, tier).lines()


class _Writer:
    """Puts the changes of one duty into words."""

    def __init__(self, duty: ChangedDuty, phrases: Phrases, tier: str) -> None:
        self.phrases = phrases
        self.tier = tier
        self.changes = [(parse_path(change.field), change) for change in duty.changes]
        self.old, self.new = Body.of(duty.before), Body.of(duty.after)
        self.places = entry_places(self.old, duty.changes)
        self.removed = {path for path, change in self.changes if change.kind == "removed"}
        self.added = {path for path, change in self.changes if change.kind == "added"}

    def lines(self) -> Iterator[Line]:
        yield from self._column()
        yield from self._texts()
        yield from self._end()

    def _texts(self) -> Iterator[Line]:
        written: set[Path] = set()
        for path, change in self.changes:
            if path[:1] in (_COLUMN, _PUBLISHED) or path in (_STATEMENT, _BASIS) or self._is_of_new_entry(path, change):
                continue
            if is_entry(path):
                yield self._entry(path, change)
            elif kind_of(path) in _HEAD:
                old, new = self._entries(path, change)
                if new.path not in written:
                    written.add(new.path)
                    yield self._head(old, new)
            elif self._is_of_whole_list(path, change):
                if path[:-1] not in written:
                    written.add(path[:-1])
                    yield self._whole_list(path[:-1], change.kind)
            else:
                yield self._text(change)

    # Entries: departments with their tasks

    def _is_of_new_entry(self, path: Path, change: Change) -> bool:
        """Whether a text came or went with its whole entry, and is told with that."""
        entries = self.removed if change.kind == "removed" else self.added
        return len(path) > 2 and change.kind in ("added", "removed") and path[:2] in entries

    def _entries(self, path: Path, change: Change) -> tuple[Part, Part]:
        """The entry a change is found in, as it was and as it is."""
        name, place = str(path[0]), cast("int", path[1])
        i, j = self._entry_places(name, place, change)
        return self.old.entries[name][i], self.new.entries[name][j]

    def _entry_places(self, name: str, place: int, change: Change) -> Pair:
        if change.new_field is None:
            return place, self.places[name, place]
        return next(cast("int", entry[1]) for entry, j in self.places.items() if (entry[0], j) == (name, place)), place

    def _entry(self, path: Path, change: Change) -> Line:
        """An entry that is new, gone, or in another place."""
        name, place = str(path[0]), cast("int", path[1])
        body, ends = (self.old, self.removed) if change.kind == "removed" else (self.new, self.added)
        entry = body.entries[name][place]
        phrase = self.phrases.entry[name][change.kind].format(who=entry.label, n=place + 1)
        texts = [text for at, text in zip(entry.paths, entry.texts, strict=True) if at in ends]
        if change.kind == "moved" or not texts:
            return (Span(phrase),)
        return (Span(phrase + self.phrases.quote[name][change.kind] + "".join(f"“{text}”" for text in texts)),)

    def _head(self, old: Part, new: Part) -> Line:
        """Who does the tasks of an entry, or how its heading is written, where either differs."""
        if old.departments != new.departments:
            names = old.label, new.label
            if old.label == new.label:
                names = self.phrases.pause.join(old.departments), self.phrases.pause.join(new.departments)
            return (Span(self.phrases.instead[new.kind].format(old=names[0], new=names[1])),)
        headings = (part.heading or self.phrases.no_heading for part in (old, new))
        return (Span(self.phrases.written.format(old=next(headings), new=next(headings))),)

    # Single texts

    def _is_of_whole_list(self, path: Path, change: Change) -> bool:
        """Whether the record has got or lost the list a text stands in, as one that moved to another list does."""
        top_level = len(path) == 2 and isinstance(path[1], int)
        both = path[:-1] in self.old.lists and path[:-1] in self.new.lists
        return top_level and not both and change.kind in ("added", "removed")

    def _whole_list(self, path: Path, kind: ChangeKind) -> Line:
        label = self._label_of(path, None)
        texts = (f"“{change.after or change.before}”" for at, change in self.changes if at[:-1] == path and change.kind == kind)
        return (Span(self.phrases.task[kind].format(old=label, new=label) + "".join(texts)),)

    def _text(self, change: Change) -> Line:
        phrase = self.phrases.task[change.kind].format(
            old=self._label(change.old_field, self.old, self.phrases.nth_before),
            new=self._label(change.new_field, self.new, self.phrases.nth),
        )
        return quoted(phrase, change)

    def _label(self, field: str | None, body: Body, form: str) -> str:
        """What a text is called: whose it is, and its number where there are several."""
        if field is None:
            return ""
        path = parse_path(field)
        entry = body.entries[str(path[0])][cast("int", path[1])] if path[0] in ENTRY_FIELDS else None
        if not isinstance(path[-1], int):
            return self._label_of(path, entry)
        label = self._label_of(path[:-1], entry)
        return form.format(label=label, n=path[-1] + 1) if len(body.lists[path[:-1]]) > 1 else label

    def _label_of(self, path: Path, entry: Part | None) -> str:
        form = self.phrases.tasks.get(str(path[0]), self.phrases.other_field)
        return form.format(who=entry.label if entry else "", tier=self.tier, field=field_path(path))

    # The department column, and the end of an item

    def _column(self) -> Iterator[Line]:
        forms, pause = self.phrases.column, self.phrases.pause
        column = [change for path, change in self.changes if path[:1] == _COLUMN]
        parts = [
            forms[kind].format(pause.join(names))
            for kind in ("added", "removed")
            if (names := [change.after or change.before or "" for change in column if change.kind == kind])
        ]
        parts += [
            self.phrases.written.format(old=change.before, new=change.after)
            for path, change in self.changes
            if path[:1] == _PUBLISHED and change.kind == "changed"
        ]
        if any(change.kind == "moved" for change in column):
            parts.append(forms["moved"].format(pause.join(self.new.lists[_COLUMN])))
        if parts:
            yield (Span(forms["title"] + self.phrases.semicolon.join(parts)),)

    def _end(self) -> Iterator[Line]:
        """That it is done no more, done again, or that this is said in other words."""
        ends = dict(self.changes)
        if statement := ends.get(_STATEMENT):
            yield quoted(self.phrases.end[statement.kind], statement)
        elif basis := ends.get(_BASIS):
            yield quoted(self.phrases.end["basis"], basis)
