"""What a record says beside its title and position, taken apart into texts, lists of texts and entries."""

from __future__ import annotations

from dataclasses import dataclass

from lishi_duties.compare.fields import TITLE, is_entry
from lishi_duties.model import Duty, Part, texts_of
from lishi_duties.model.walk import Path, field_path

__all__ = ["Body"]


@dataclass(frozen=True, slots=True)
class Body:
    """What a record says beside its title and position.

    Attributes:
        texts: texts that stand alone in their field, by their paths.
        lists: lists of texts, by the paths of the lists; those of the record itself before those of its entries.
        entries: departments with their tasks, by the field they stand in.
    """

    texts: dict[Path, str]
    lists: dict[Path, tuple[str, ...]]
    entries: dict[str, tuple[Part, ...]]

    @classmethod
    def of(cls, duty: Duty) -> Body:
        texts: dict[Path, str] = {}
        lists: dict[Path, list[str]] = {}
        for path, _, text in texts_of(duty):
            if isinstance(path[-1], int):
                lists.setdefault(path[:-1], []).append(text)
            elif path != TITLE:
                texts[path] = text
        entries: dict[str, list[Part]] = {}
        for part in duty.parts():
            if is_entry(part.path):
                entries.setdefault(part.kind, []).append(part)
        return cls(
            texts,
            {path: tuple(lists[path]) for path in sorted(lists, key=len)},
            {field: tuple(parts) for field, parts in entries.items()},
        )

    def entries_of(self, field: str) -> tuple[Part, ...]:
        """The entries of a field; none where this record has none."""
        return self.entries.get(field, ())

    def sort_key(self) -> list[tuple[str, tuple[str, ...]]]:
        """By this any two bodies have an order."""
        texts = {path: (text,) for path, text in self.texts.items()}
        return sorted((field_path(path), texts) for path, texts in (texts | self.lists).items())
