"""The one walk over a record: every text in it, with its place, in the order of its fields.

The walk is made of the fields of the pydantic models, so a field that is added there is walked from then on. Whatever reads the
texts of a record (search, dispatch, comparison, checks, exports, display) reads them through here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, TypeAlias, Union, get_args, get_origin

from lishi_duties.model.terms import Record

if TYPE_CHECKING:
    from lishi_duties.model.terms import Role

__all__ = [
    "Part",
    "Path",
    "RecordText",
    "TextKind",
    "departments_of",
    "field_path",
    "field_text",
    "parse_path",
    "parts_of",
    "record_of",
    "text_fields",
    "texts_of",
]

Path: TypeAlias = tuple[str | int, ...]
"""Where a text stands in a record: `("responsibilities", 0, "tasks", 3)`."""

TextKind: TypeAlias = Literal["title", "department", "published_name", "heading", "task", "statement", "quotation", "text"]
"""What a text of a record is.

`title` 事项名称, `department` a canonical name, `published_name` a name as the department column writes it, `heading` a heading
or department as published, `task` a task or step, `statement` that nobody does it any more, `quotation` a part of another text of
the record, `text` anything else.
"""

_KINDS: dict[str, TextKind] = {
    "title": "title",
    "departments": "department",
    "department": "department",
    "departments_as_published": "published_name",
    "heading": "heading",
    "tasks": "task",
    "town_tasks": "task",
    "method": "task",
    "statement": "statement",
    "basis": "quotation",
}
_NO_TEXT = frozenset({"edition", "id", "kind", "number", "category", "place"})
"""What says which record it is and where it stands, not what it says."""

_IN_PARTS = frozenset({"task", "statement", "text"})
_ROLES: dict[str, Role] = {"responsibilities": "leads", "handover": "receives"}


class RecordText(NamedTuple):
    """A text of a record.

    Attributes:
        path: where it stands.
        kind: what it is.
        text: the text.
    """

    path: Path
    kind: TextKind
    text: str

    @property
    def field(self) -> str:
        """The path as notes and comparisons write it: `responsibilities[0].tasks[3]`."""
        return field_path(self.path)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a record: what one heading says, what the town does, that nobody does it any more.

    Attributes:
        kind: the field of the record it stands in: `responsibilities`, `town_tasks`, `handover`, `discontinued`.
        path: where it stands: `("responsibilities", 0)`.
        role: what its departments do; None where it is no department's.
        departments: canonical names of the departments it is about.
        heading: the heading as published, where there is one.
        texts: its tasks, steps or statement, in order.
        paths: where each of these stands.
    """

    kind: str
    path: Path
    role: Role | None
    departments: tuple[str, ...]
    heading: str | None
    texts: tuple[str, ...]
    paths: tuple[Path, ...]

    @property
    def field(self) -> str:
        """The path as notes and comparisons write it: `responsibilities[0]`."""
        return field_path(self.path)

    @property
    def label(self) -> str:
        """What it is called: its heading, or its departments where it has none; empty where it is no department's."""
        return self.heading or "、".join(self.departments)


class _Field(NamedTuple):
    """A field of a model that holds text: directly, or in a record below it."""

    name: str
    many: bool
    kind: TextKind
    below: tuple[_Field, ...] | None
    names: bool  # whether it holds canonical names of departments, or something below it does


def texts_of(duty: Record) -> Iterator[RecordText]:
    """Every text of a record, in the order of its fields.

    >>> import lishi_duties as ld
    >>> [(text.field, text.kind) for text in texts_of(ld.load(edition=1)["R120"])][:3]
    [('title', 'title'), ('handover[0].department', 'department'), ('handover[0].heading', 'heading')]
    """
    return _texts(duty, _fields_of(type(duty)), ())


def text_fields(cls: type[Record]) -> Iterator[tuple[Path, TextKind]]:
    """The fields of a model that hold text, in order: where the first text of each stands, and what it is.

    >>> from lishi_duties.model import ReclaimedItem
    >>> [field_path(path) for path, _ in text_fields(ReclaimedItem)][1:]
    ['handover[0].department', 'handover[0].heading', 'handover[0].method[0]', 'discontinued.statement', 'discontinued.basis']
    """
    return _first_places(_fields_of(cls), ())


def departments_of(duty: Record) -> Iterator[str]:
    """The canonical names of the departments that lead a duty or received it, as often as the record names them."""
    return _names(duty, _fields_of(type(duty)))


def parts_of(duty: Record) -> tuple[Part, ...]:
    """What a record says beside its title, part by part. See `Duty.parts`."""
    parts: list[Part] = []
    for field in _fields_of(type(duty)):
        value = getattr(duty, field.name)
        if field.below is None:
            if field.kind in _IN_PARTS and value:
                parts.append(_part((field.name,), list(_values(value, field, ()))))
        elif field.many:
            parts += (_part((field.name, i), list(_texts(entry, field.below, (field.name, i)))) for i, entry in enumerate(value))
        elif value is not None:
            parts.append(_part((field.name,), list(_texts(value, field.below, (field.name,)))))
    return tuple(parts)


def record_of(cls: type[Record], stated: dict[str, object], texts: dict[Path, str]) -> Any:
    """A record made of its texts, as `texts_of` gives them, and of what it states beside them.

    Raises:
        ValidationError: they make no record of this class.
    """
    return cls.model_validate(stated | _filled(_fields_of(cls), texts))


def field_path(path: Path) -> str:
    """A path as notes and comparisons write it.

    >>> field_path(("responsibilities", 0, "tasks", 3))
    'responsibilities[0].tasks[3]'
    """
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)[1:]


_STEPS = re.compile(r"[a-z_]+(?:\[[0-9]+\])?(?:\.[a-z_]+(?:\[[0-9]+\])?)*")
_STEP = re.compile(r"[a-z_]+|[0-9]+")


def parse_path(field: str) -> Path:
    """The steps of a path as notes and comparisons write it.

    >>> parse_path("responsibilities[0].tasks[3]")
    ('responsibilities', 0, 'tasks', 3)
    """
    return tuple(int(step) if step.isdecimal() else step for step in _STEP.findall(field))


def field_text(duty: Record, field: str) -> str | None:
    """The text at a path of a record (`responsibilities[0].tasks[3]`); None where the record has no such place."""
    if not _STEPS.fullmatch(field):
        return None
    value: object = duty
    for step in parse_path(field):
        if isinstance(step, int):
            if not isinstance(value, tuple) or step >= len(value):
                return None
            value = value[step]
        elif not isinstance(value, Record) or step not in type(value).model_fields:
            return None
        else:
            value = getattr(value, step)
    return value if isinstance(value, str) else None


@cache
def _fields_of(cls: type[Record]) -> tuple[_Field, ...]:
    """The fields of a model that hold text, in order."""
    fields: list[_Field] = []
    for name, info in cls.model_fields.items():
        if name in _NO_TEXT:
            continue
        inner, many = _inner(info.annotation)
        if isinstance(inner, type) and issubclass(inner, Record):
            below = _fields_of(inner)
            fields.append(_Field(name, many, "text", below, any(field.names for field in below)))
        elif inner is str:
            kind = _KINDS.get(name, "text")
            fields.append(_Field(name, many, kind, None, kind == "department"))
    return tuple(fields)


def _inner(annotation: Any) -> tuple[Any, bool]:
    """What an annotation comes to without its constraints and None, and whether it stands for a tuple of such."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _inner(get_args(annotation)[0])
    if origin in (Union, UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not NoneType]
        return _inner(kinds[0]) if len(kinds) == 1 else (annotation, False)
    if origin is tuple:
        return _inner(get_args(annotation)[0])[0], True
    return annotation, False


def _texts(record: Record, fields: tuple[_Field, ...], path: Path) -> Iterator[RecordText]:
    for field in fields:
        value = getattr(record, field.name)
        if value is None:
            continue
        if field.below is None:
            yield from _values(value, field, path)
        elif field.many:
            for i, entry in enumerate(value):
                yield from _texts(entry, field.below, (*path, field.name, i))
        else:
            yield from _texts(value, field.below, (*path, field.name))


def _first_places(fields: tuple[_Field, ...], path: Path) -> Iterator[tuple[Path, TextKind]]:
    for field in fields:
        here: Path = (*path, field.name, 0) if field.many else (*path, field.name)
        if field.below is None:
            yield here, field.kind
        else:
            yield from _first_places(field.below, here)


def _values(value: Any, field: _Field, path: Path) -> Iterator[RecordText]:
    if field.many:
        for i, text in enumerate(value):
            yield RecordText((*path, field.name, i), field.kind, text)
    else:
        yield RecordText((*path, field.name), field.kind, value)


def _names(record: Record, fields: tuple[_Field, ...]) -> Iterator[str]:
    for field in fields:
        if not field.names:
            continue
        value = getattr(record, field.name)
        entries = value if field.many else (value,) if value is not None else ()
        if field.below is None:
            yield from entries
        else:
            for entry in entries:
                yield from _names(entry, field.below)


def _part(path: Path, texts: list[RecordText]) -> Part:
    kind = str(path[0])
    body = [text for text in texts if text.kind in _IN_PARTS]
    return Part(
        kind,
        path,
        _ROLES.get(kind),
        tuple(text.text for text in texts if text.kind == "department"),
        next((text.text for text in texts if text.kind == "heading"), None),
        tuple(text.text for text in body),
        tuple(text.path for text in body),
    )


def _filled(fields: tuple[_Field, ...], texts: dict[Path, str]) -> dict[str, object]:
    """The members of a record; those without a text are empty or None."""
    members: dict[str, object] = {}
    for field in fields:
        own = {path[1:]: text for path, text in texts.items() if path[0] == field.name}
        if field.many:
            entries: dict[int, dict[Path, str]] = {}
            for path, text in own.items():
                entries.setdefault(int(path[0]), {})[path[1:]] = text
            ordered = [entries[place] for place in sorted(entries)]
            if field.below is None:
                members[field.name] = tuple(entry[()] for entry in ordered)
            else:
                members[field.name] = tuple(_filled(field.below, entry) for entry in ordered)
        elif field.below is None:
            members[field.name] = own.get(())
        else:
            members[field.name] = _filled(field.below, own) if own else None
    return members
