"""A document read with its corrections, and the proof that the records hold what was read."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from lishi_duties.authoring.forms import Correction
from lishi_duties.errors import IntakeError
from lishi_duties.intake.document import (
    SENTENCE_END,
    Block,
    Cell,
    Document,
    Outside,
    Piece,
    Progress,
    TableRow,
    cell_text,
    no_progress,
)
from lishi_duties.intake.outline import Item, Outline, outline
from lishi_duties.intake.proof import MAYBE, first_difference
from lishi_duties.intake.readers import read_blocks
from lishi_duties.intake.readers import text as text_reader
from lishi_duties.intake.received import Received
from lishi_duties.model import KINDS, LIST_NAMES, DutyListFile, Kind, Place

_STALE = "a correction no longer applies: its text does not stand there exactly once"
_MEND = "Look the place up in the document, then mend or delete the entry in corrections.toml"


def read_outline(
    received: Received, corrections: Sequence[Correction] = (), progress: Progress = no_progress
) -> tuple[Document, Outline]:
    """A document, corrected, as blocks and taken apart.

    Raises:
        IntakeError: it cannot be read with certainty, or a correction no longer applies.
        MissingExtraError: the libraries of its format are not installed.
    """
    path = received.path
    stale: IntakeError | None = None
    if received.format.name == "text":
        text = text_reader.load_text(received)
        if not text.strip():
            raise IntakeError("the document is empty", path=path)
        text, stale = correct_lines(text, corrections, path)
        document = text_reader.document_of(text, path)
    else:
        document = read_blocks(received, progress)
        document, stale = correct_blocks(document, corrections)
    try:
        outlined = outline(document.blocks, path, paged=received.format.paged)
    except IntakeError as error:
        raise error from stale
    if stale:
        raise stale
    return document, outlined


def correct_lines(text: str, corrections: Sequence[Correction], path: Path) -> tuple[str, IntakeError | None]:
    """A text with each correction applied in its line, and what to say of the first that no longer applies."""
    lines = text.split("\n")
    stale = None
    for correction in corrections:
        line = correction.line or 0
        if 1 <= line <= len(lines) and lines[line - 1].count(correction.text) == 1:
            lines[line - 1] = lines[line - 1].replace(correction.text, correction.reading)
        else:
            stale = stale or IntakeError(
                "a correction no longer applies: its text does not stand in this line exactly once",
                path=path,
                line=line or None,
                text=correction.text,
                advice=_MEND,
            )
    return "\n".join(lines), stale


def correct_blocks(document: Document, corrections: Sequence[Correction]) -> tuple[Document, IntakeError | None]:
    """A document with each correction applied in its place, and what to say of the first that no longer applies."""
    blocks = list(document.blocks)
    stale = None
    for correction in corrections:
        there = [n for n, block in enumerate(blocks) if correction.covers(block.place)]
        if sum(text.count(correction.text) for n in there for text in _texts(blocks[n])) == 1:
            for n in there:
                blocks[n] = _corrected(blocks[n], correction.text, correction.reading)
        else:
            place = Place(
                lines=(correction.line, correction.line) if correction.line else None,
                pages=(correction.page, correction.page) if correction.page else None,
                sheet=correction.sheet,
                table=correction.table,
                rows=(correction.row, correction.row) if correction.row else None,
            )
            stale = stale or IntakeError(_STALE, path=document.path, place=place, text=correction.text, advice=_MEND)
    return replace(document, blocks=tuple(blocks)), stale


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Outside):
        yield block.text
    else:
        for cell in block.cells:
            yield "".join(piece.text for piece in cell)


def _corrected(block: Block, text: str, reading: str) -> Block:
    if isinstance(block, Outside):
        return replace(block, text=block.text.replace(text, reading))
    return replace(block, cells=tuple(_corrected_cell(cell, text, reading) for cell in block.cells))


def _corrected_cell(cell: Cell, text: str, reading: str) -> Cell:
    """A cell with `text`, which may run over several of its pieces, read as `reading`."""
    begin = "".join(piece.text for piece in cell).find(text)
    if begin < 0:
        return cell
    pieces: list[Piece] = []
    at = 0
    for piece in cell:
        start, stop = begin - at, begin + len(text) - at
        at += len(piece.text)
        if stop <= 0 or start >= len(piece.text):
            kept = piece.text
        else:  # the reading stands where the text begins; of the other pieces only what is not of the text stays
            kept = piece.text[: max(start, 0)] + (reading if start >= 0 else "") + piece.text[stop:]
        if kept.strip():
            pieces.append(Piece(kept, piece.begins))
    return tuple(pieces)


def unfaithful(document: Document, outlined: Outline, file: DutyListFile) -> str | None:
    """Where the records do not hold what the tables of the document hold, character by character; None where they do.

    Two steps that share no code with what they check: the rows of the tables against the items, column by column; then the
    items, written out as text, against the records.
    """
    rows: dict[Kind, list[list[str]]] = {kind: [] for kind in KINDS}
    names = {section.name for section in outlined.sections}
    kinds = iter(KINDS)
    kind: Kind | None = None
    columns = 0
    for block in document.blocks:
        if not isinstance(block, TableRow):
            continue
        texts = [_bare(cell_text(cell)) for cell in block.cells]
        filled = [text for text in texts if text]
        if texts and texts[0] == "序号":
            if len(texts) != columns:  # the three lists differ in their columns
                kind, columns = next(kinds, None), len(texts)
        elif (
            kind and filled and not (len(filled) == 1 and any(name in filled[0] for name in names) and filled[0] not in texts[1:])
        ):
            rows[kind].append(texts)
    for kind in KINDS:
        items = [item for item in outlined.items if item.kind == kind]
        read = ["".join(_bare(cell_text(cell)) for cell in column) for column in _columns(items)]
        for number, (theirs, ours) in enumerate(zip(_joined(rows[kind]), read, strict=False), 2):
            if theirs != ours:
                at = next((n for n, (a, b) in enumerate(zip(theirs, ours, strict=False)) if a != b), min(len(theirs), len(ours)))
                there, here = theirs[max(0, at - 12) : at + 12], ours[max(0, at - 12) : at + 12]
                return f"{LIST_NAMES[kind]}, column {number}: the document has {there!r}, what was read {here!r}"
    difference = first_difference(as_text(outlined), file)
    return None if difference is None else str(replace(difference, line=0)).removeprefix("line 0, ")


def _columns(items: Sequence[Item]) -> Iterator[tuple[Cell, ...]]:
    yield from zip(*((item.title, *item.columns) for item in items), strict=True)


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    return ["".join(column) for column in zip(*(row[1:] for row in rows), strict=False)]


def _bare(text: str) -> str:
    """Text without spaces and in one width: where a page cuts a sentence, the marks at the cut may be widened or not."""
    return re.sub(r"\s", "", text).translate(_WIDTH)


_WIDTH = str.maketrans(",:;?!()", "，：；？！（）")


def as_text(outlined: Outline) -> str:
    """A document in the text form: one item a line, cells parted by tabs, marks where a paragraph or a list item begins."""
    lines = [outlined.title]
    for kind in KINDS:
        lines.append(f"{LIST_NAMES[kind]}清单")
        category = ""
        for item in (item for item in outlined.items if item.kind == kind):
            if item.category != category:
                category = item.category
                lines.append(f"一、{category}（1项）")
            lines.append("\t".join([str(item.number), *(_markup(cell) for cell in (item.title, *item.columns))]))
    return "\n".join(lines)


def _markup(cell: Cell) -> str:
    tags = {"paragraph": "<p>", "item": "<li>", "run": ""}
    written = ""
    for piece in cell:
        # where pages were joined nobody sees any more whether an item began, or a second sentence of the one before
        maybe = piece.begins == "item" and written.rstrip().endswith(tuple(SENTENCE_END))
        written += (MAYBE if maybe else tags[piece.begins]) + html.escape(re.sub(r"[\t\n]", " ", piece.text), quote=False)
    return written
