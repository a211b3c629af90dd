"""A page of a PDF as it is drawn: characters, rules, pictures, each at its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from lishi_duties.model import Place

Look: TypeAlias = Literal["plain", "unseen", "white", "faint"]
"""How a character is painted: not at all, in white, or lighter than text is."""


class Glyph(NamedTuple):
    """A character as it stands on a page; lengths in points from the page's upper left corner."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    look: Look


class Rule(NamedTuple):
    """A straight line along the page; `at` is its height where it lies across, else its place from the left."""

    across: bool
    at: float
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Picture:
    """An image: where its middle is, and how much of the page it takes."""

    x: float
    y: float
    share: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page, turned so that its text reads right.

    Attributes:
        number: counted from 1.
        width: in points.
        height: in points.
        glyphs: every character that is no white space, and white space itself.
        slanted: text that runs neither along nor across the others.
        turned: text that runs across the others, or upside down.
        rules: straight lines.
        pictures: images.
        curves: how many other shapes there are.
        annotations: kinds of annotations that may hold text.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    slanted: tuple[Glyph, ...]
    turned: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    pictures: tuple[Picture, ...]
    curves: int
    annotations: tuple[str, ...]

    @property
    def place(self) -> Place:
        """Where a record on this page stands."""
        return Place(pages=(self.number, self.number))
