"""What a maintainer corrects in a document, carried out on its blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lishi_duties.authoring.forms import Correction
from lishi_duties.errors import IntakeError
from lishi_duties.intake.document import Block, Cell, Document, Outside, Piece
from lishi_duties.model import Place

_MEND = "Look the place up in the document, then mend or delete the entry in corrections.toml"


def apply_corrections(document: Document, corrections: Sequence[Correction]) -> tuple[Document, IntakeError | None]:
    """A document with each correction applied in its place, and what to say of the first that no longer applies."""
    blocks = list(document.blocks)
    stale = None
    for correction in corrections:
        covered = [n for n, block in enumerate(blocks) if correction.covers(block.place)]
        if sum(text.count(correction.text) for n in covered for text in _texts(blocks[n])) == 1:
            for n in covered:
                blocks[n] = _corrected(blocks[n], correction.text, correction.reading)
        else:
            stale = stale or _stale(document, correction)
    return replace(document, blocks=tuple(blocks)), stale


def _stale(document: Document, correction: Correction) -> IntakeError:
    where = "in this line" if correction.line else "there"
    place = Place(
        lines=(correction.line, correction.line) if correction.line else None,
        pages=(correction.page, correction.page) if correction.page else None,
        sheet=correction.sheet,
        table=correction.table,
        rows=(correction.row, correction.row) if correction.row else None,
    )
    problem = f"a correction no longer applies: its text does not stand {where} exactly once"
    return IntakeError(problem, path=document.path, place=place, text=correction.text, advice=_MEND)


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
            rest = piece.text
        else:  # the reading stands where the text begins; of the other pieces only what is not of the text stays
            rest = piece.text[: max(start, 0)] + (reading if start >= 0 else "") + piece.text[stop:]
        if rest.strip():
            pieces.append(Piece(rest, piece.begins))
    return tuple(pieces)
