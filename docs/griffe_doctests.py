"""Sets the doctest examples of docstrings as code blocks, so that the reference shows them as such."""

from __future__ import annotations

import re
from typing import Any

from griffe import Docstring, Extension, Object

_EXAMPLE = re.compile(r"^>>> .*?(?=\n[ \t]*\n|\Z)", re.MULTILINE | re.DOTALL)


class Doctests(Extension):
    """Fences every run of lines that begins with `>>>`."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """Called with each object that was read."""
        if isinstance(obj.docstring, Docstring):
            obj.docstring.value = _EXAMPLE.sub(lambda found: f"```pycon\n{found[0]}\n```", obj.docstring.value)
