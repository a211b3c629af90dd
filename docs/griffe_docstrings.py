"""Makes docstrings ready for the reference: examples become code blocks, and the public names they mention become links."""

from __future__ import annotations

import re
from typing import Any

from griffe import Docstring, Extension, Object

import lishi_duties

_EXAMPLE = re.compile(r"^>>> .*?(?=\n[ \t]*\n|\Z)", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"(?<!`)`([A-Za-z]\w*(?:\.[a-z]\w*)?)`(?!`)")


def linked(text: str) -> str:
    """Text in which each public name in a code span is a link to its entry.

    >>> linked("See `DutyList.get`, not `limit`.")
    'See [`DutyList.get`][lishi_duties.DutySet.get], not `limit`.'
    """

    def link(found: re.Match[str]) -> str:
        path = entry(found[1])
        return f"[{found[0]}][{path}]" if path else found[0]

    return _NAME.sub(link, text)


def entry(name: str) -> str | None:
    """What the reference has under a name: `load`, `Duty`, `DutyList.get`; None where it has nothing.

    What a public class has of one that is not public stands with the public one.

    >>> entry("DutyList.to_csv")
    'lishi_duties.DutySet.to_csv'
    """
    owner, _, member = name.partition(".")
    if owner not in lishi_duties.__all__:
        return None
    if not member:
        return f"lishi_duties.{owner}"
    public = owner
    for base in getattr(getattr(lishi_duties, owner), "__mro__", ()):
        if base.__name__ in lishi_duties.__all__:
            public = base.__name__
        if member in vars(base) and base.__module__.startswith("lishi_duties.") and vars(base)[member].__doc__:
            return f"lishi_duties.{public}.{member}"
    return None


class Docstrings(Extension):
    """Changes every docstring that was read."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """Called with each object that was read."""
        if isinstance(obj.docstring, Docstring):
            parts = re.split(f"({_EXAMPLE.pattern})", obj.docstring.value, flags=_EXAMPLE.flags)
            texts = (linked(part) if place % 2 == 0 else f"```pycon\n{part}\n```" for place, part in enumerate(parts))
            obj.docstring.value = "".join(texts)
