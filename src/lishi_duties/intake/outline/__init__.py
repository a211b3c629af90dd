"""From blocks to items: which list, which section, which number; rows that run over pages joined again.

Fails closed: a block that has no place in a duty list is an error. Only what stands before the first list and after the last
may be left out, and a remark says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lishi_duties.intake.document import Block, Outside
from lishi_duties.intake.outline.items import Item, Outline, Section
from lishi_duties.intake.outline.walk import Walk

__all__ = ["Item", "Outline", "Section", "outline"]


def outline(blocks: Iterable[Block], path: Path, *, paged: bool = True) -> Outline:
    """Take a document apart.

    Args:
        blocks: what a reader made of it.
        path: the document, for errors.
        paged: whether its tables are cut where pages end, so that a row may go on in the middle of a sentence.

    Raises:
        IntakeError: a block has no place in a duty list, a number or a column is missing, a section's count is wrong.
    """
    walk = Walk(path, paged)
    for block in blocks:
        if isinstance(block, Outside):
            walk.outside(block)
        else:
            walk.row(block)
        if not (isinstance(block, Outside) and block.margin):  # a running head is not what a page begins with
            walk.last = block
    return walk.close()
