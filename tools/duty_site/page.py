"""What a generated page is, where each stands, and the few things all of them write."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from lishi_duties.model import Kind

__all__ = [
    "KIND_LABELS",
    "Page",
    "category_path",
    "comparison_path",
    "department_path",
    "duty_path",
    "edition_path",
    "escape",
    "heading",
    "list_path",
    "page",
    "url",
]

KIND_LABELS: Mapping[Kind, str] = {"basic": "基本", "cooperative": "配合", "reclaimed": "收回"}
"""How the three lists are told apart where there is little room."""

_MARKS = re.compile(r"[\\`*_{}\[\]()#+!|~-]")


@dataclass(frozen=True, slots=True)
class Page:
    """A page made of data.

    Attributes:
        path: where its source would stand below `docs/`, such as `duties/C047.md`.
        text: Markdown, with a front matter.
    """

    path: str
    text: str


def page(path: str, title: str, blocks: Iterable[str], *, description: str = "", hide: Sequence[str] = ()) -> Page:
    """A page of blocks, a blank line between them. The title is plain text; it is the page's heading as well.

    Args:
        path: where the page stands.
        title: its title.
        blocks: Markdown or HTML, each a block of its own.
        description: what search engines and link previews show.
        hide: what of the frame is left out: `"navigation"`, `"toc"`.
    """
    front = [f"title: {json.dumps(title, ensure_ascii=False)}"]
    if description:
        front.append(f"description: {json.dumps(description, ensure_ascii=False)}")
    if hide:
        front.append(f"hide: [{', '.join(hide)}]")
    return Page(path, "\n\n".join(("---\n" + "\n".join(front) + "\n---", heading(1, title), *blocks)) + "\n")


def heading(level: int, text: str, anchor: str | None = None) -> str:
    r"""A heading whose text Markdown shows as it is; without an anchor MkDocs makes one of the text.

    >>> heading(2, "a*b & <c>", "d")
    '## a\\*b &amp; &lt;c&gt; { #d }'
    """
    escaped = _MARKS.sub(r"\\\g<0>", escape(text, quote=False))
    return f"{'#' * level} {escaped}" + (f" {{ #{anchor} }}" if anchor else "")


def url(path: str, target: str) -> str:
    """The address of a page, or of an asset, as it is written in HTML on the page at `path`.

    >>> url("duties/C047.md", "departments/区公安局.md")
    '../../departments/%E5%8C%BA%E5%85%AC%E5%AE%89%E5%B1%80/'
    >>> url("index.md", "duties/C047.md#departments")
    'duties/C047/#departments'
    """
    target, mark, anchor = target.partition("#")
    place = _address(target)
    relative = posixpath.relpath(place, _address(path) or ".") if place else posixpath.relpath(".", _address(path) or ".")
    return quote(relative + ("/" if not place or place.endswith("/") else "")) + mark + quote(anchor)


def _address(path: str) -> str:
    """Where MkDocs puts a page: a folder for each, so that its address is one without a suffix."""
    stem, suffix = posixpath.splitext(path)
    if suffix != ".md":
        return path
    folder, name = posixpath.split(stem)
    where = folder if name == "index" else stem
    return f"{where}/" if where else ""


def duty_path(id: str) -> str:
    """The page of a duty, by its id: an address that never changes."""
    return f"duties/{id}.md"


def list_path(kind: Kind) -> str:
    """The page of one of the three lists."""
    return f"lists/{kind}.md"


def category_path(name: str) -> str:
    """The page of a section."""
    return f"categories/{name}.md"


def department_path(name: str) -> str:
    """The page of a department, by its canonical name."""
    return f"departments/{name}.md"


def edition_path(number: int) -> str:
    """The page of an edition."""
    return f"editions/{number}.md"


def comparison_path(old: int, new: int) -> str:
    """The page on which two editions are compared."""
    return f"editions/{old}-{new}.md"
