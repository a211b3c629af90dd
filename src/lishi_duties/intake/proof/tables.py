"""The tables of a document, as a reader gives them, against what was made of them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lishi_duties.intake.document import Cell, Document, TableRow
from lishi_duties.intake.outline import Item, Outline
from lishi_duties.intake.proof.records import first_difference
from lishi_duties.intake.proof.text_form import ENDS, MAYBE, WIDTH
from lishi_duties.model import KINDS, LIST_NAMES, DutyListFile, Kind


def first_loss(document: Document, outline: Outline, file: DutyListFile) -> str | None:
    """Where the records do not hold what the tables of the document hold, character by character; None where they do.

    Two steps that share no code with what they check: the rows of the tables against the items, column by column; then the
    items, written out as text, against the records.
    """
    rows = _rows(document, {_bare(section.name) for section in outline.sections})
    for kind in KINDS:
        items = [item for item in outline.items if item.kind == kind]
        for number, (published, recorded) in enumerate(zip(_joined(rows[kind]), _columns(items), strict=False), 2):
            if published != recorded:
                at = _parting(published, recorded)
                there, here = published[max(0, at - 12) : at + 12], recorded[max(0, at - 12) : at + 12]
                return f"{LIST_NAMES[kind]}, column {number}: the document has {there!r}, what was read {here!r}"
    difference = first_difference(as_text(outline), file)
    return None if difference is None else str(replace(difference, line=0)).removeprefix("line 0, ")


def _rows(document: Document, sections: set[str]) -> dict[Kind, list[list[str]]]:
    """The rows of each list without headers and headings; the text of each cell."""
    rows: dict[Kind, list[list[str]]] = {kind: [] for kind in KINDS}
    kinds = iter(KINDS)
    kind: Kind | None = None
    columns = 0
    for block in document.blocks:
        if not isinstance(block, TableRow):
            continue
        texts = [_text(cell) for cell in block.cells]
        if texts and texts[0] == "序号":
            if len(texts) != columns:  # the three lists differ in their columns
                kind, columns = next(kinds, None), len(texts)
        elif kind and any(texts) and not _is_heading(texts, sections):
            rows[kind].append(texts)
    return rows


def _is_heading(texts: list[str], sections: set[str]) -> bool:
    filled = [text for text in texts if text]
    return len(filled) == 1 and any(name in filled[0] for name in sections) and filled[0] not in texts[1:]


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    return ["".join(column) for column in zip(*(row[1:] for row in rows), strict=False)]


def _columns(items: Sequence[Item]) -> Iterator[str]:
    for column in zip(*((item.title, *item.columns) for item in items), strict=True):
        yield "".join(map(_text, column))


def _parting(left: str, right: str) -> int:
    shorter = min(len(left), len(right))
    return next((place for place in range(shorter) if left[place] != right[place]), shorter)


def _text(cell: Cell) -> str:
    return _bare("".join(piece.text for piece in cell))


def _bare(text: str) -> str:
    """Text without spaces and in one width: where a page cuts a sentence, the marks at the cut may be widened or not."""
    return re.sub(r"\s", "", text).translate(WIDTH)


def as_text(outline: Outline) -> str:
    """A document in the text form: one item a line, cells parted by tabs, marks where a paragraph or a list item begins."""
    lines = [outline.title]
    for kind in KINDS:
        lines.append(f"{LIST_NAMES[kind]}清单")
        category = ""
        for item in (item for item in outline.items if item.kind == kind):
            if item.category != category:
                category = item.category
                lines.append(f"一、{category}（1项）")
            lines.append("\t".join([str(item.number), *(_markup(cell) for cell in (item.title, *item.columns))]))
    return "\n".join(lines)


def _markup(cell: Cell) -> str:
    tags = {"paragraph": "<p>", "item": "<li>", "run": ""}
    markup = ""
    for piece in cell:
        # where pages were joined nobody sees any more whether an item began, or a second sentence of the one before
        maybe = piece.begins == "item" and markup.rstrip().endswith((*ENDS, ";"))
        markup += (MAYBE if maybe else tags[piece.begins]) + html.escape(re.sub(r"[\t\n]", " ", piece.text), quote=False)
    return markup
