"""Changes of a record carried out: the record they make of an old one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import cast

from lishi_duties.compare.body import Body
from lishi_duties.compare.change import Change
from lishi_duties.compare.fields import ENTRY_FIELDS, RECORDS, TITLE, is_entry
from lishi_duties.model import Duty, Kind
from lishi_duties.model.walk import Path, parse_path, record_of

__all__ = ["entry_places", "revised_record"]


def revised_record(duty: Duty, *, kind: Kind, changes: Sequence[Change], stated: Mapping[str, object], title: str) -> Duty:
    """A record with changes carried out.

    Args:
        duty: the old record.
        kind: the list the duty stands in now.
        changes: what differs in its texts.
        stated: what the new edition states of it beside its texts.
        title: its title now.
    """
    if not changes and kind == duty.kind:
        return duty.model_copy(update={**stated, "title": title})
    texts = _revised_texts(Body.of(duty), changes) | {TITLE: title}
    return cast("Duty", record_of(RECORDS[kind], {**stated, "id": duty.id}, texts))


def _revised_texts(before: Body, changes: Sequence[Change]) -> dict[Path, str]:
    """The texts after the changes: what these name is taken out and put in, the rest keeps its order in the places left."""
    removed = {parse_path(change.old_field) for change in changes if change.old_field is not None}
    added = dict(_texts_put(changes))
    places = entry_places(before, changes)
    kept: dict[Path, str] = {}
    for path, text in before.texts.items():
        if path not in removed:
            kept[_moved(path, places)] = text
    for path, texts in before.lists.items():
        rest = [text for i, text in enumerate(texts) if (*path, i) not in removed]
        if rest:
            now = _moved(path, places)
            free = (place for i in count() if (place := (*now, i)) not in added)
            kept |= zip(free, rest, strict=False)
    return kept | added


def _texts_put(changes: Sequence[Change]) -> Iterator[tuple[Path, str]]:
    """The texts the changes put somewhere, new or from elsewhere."""
    for change in changes:
        if change.new_field is not None and change.after is not None and not is_entry(path := parse_path(change.new_field)):
            yield path, change.after


def entry_places(before: Body, changes: Sequence[Change]) -> dict[Path, int]:
    """Where the entries of a record that stay stand after the changes."""
    moves = {parse_path(c.old_field): parse_path(c.new_field) if c.new_field else None for c in changes if c.old_field}
    places: dict[Path, int] = {}
    for name in ENTRY_FIELDS:
        put = _entries_put(changes, name)
        free = (place for place in count() if place not in put)
        for i in range(len(before.entries_of(name))):
            moved = moves.get((name, i), ())
            if moved is not None:
                places[name, i] = cast("int", moved[1]) if moved else next(free)
    return places


def _entries_put(changes: Sequence[Change], name: str) -> set[int]:
    """Places to which the changes put an entry, new or from elsewhere."""
    paths = (parse_path(change.new_field) for change in changes if change.new_field)
    return {cast("int", path[1]) for path in paths if is_entry(path) and path[0] == name}


def _moved(path: Path, places: dict[Path, int]) -> Path:
    """Where what stood at a path stands after its entry has moved."""
    return (path[0], places[path[:2]], *path[2:]) if path[0] in ENTRY_FIELDS else path
