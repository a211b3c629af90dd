"""Text as Markdown shows it: as it is."""

from __future__ import annotations

import re

__all__ = ["BLOCK", "escaped"]

BLOCK = re.compile(r"^([0-9]*)([-+#=.)])")
"""What would begin a list, a heading or a rule where it begins a line."""

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "~": "&#126;", "|": "&#124;"}
_SPECIAL = re.compile(r"[\\`*_\[\]&<>~|]")


def escaped(text: str) -> str:
    r"""Text that Markdown and HTML show as it is, on one line.

    >>> escaped("a*b <c>")
    'a\\*b &lt;c&gt;'
    """
    return _SPECIAL.sub(lambda match: _ENTITIES.get(match[0], "\\" + match[0]), " ".join(text.splitlines()))
