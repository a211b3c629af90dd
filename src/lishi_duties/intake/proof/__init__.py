"""Proof that nothing was lost or invented: the records, followed character by character through the document.

This shares no code with what it proves. It knows records and blocks, tabs, tags and the row number; no reader and no parser
of cells.

`tables` compares the rows a reader gave with the items made of them; `records` walks through a text, the document as it was
received or the items written out, with what the records say of it: every heading, every number, every task, nothing left over.
"""

from lishi_duties.intake.proof.records import first_difference
from lishi_duties.intake.proof.tables import first_loss
from lishi_duties.intake.proof.text_form import Difference, Replacement

__all__ = ["Difference", "Replacement", "first_difference", "first_loss"]
