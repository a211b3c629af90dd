"""Reader of Excel workbooks: each sheet's rows as a reader of the screen sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lishi_duties.intake.document import Block, Document, Progress, Remark, no_progress
from lishi_duties.intake.invisible import Unseen
from lishi_duties.intake.received import Received, faults_of

if TYPE_CHECKING:
    pass
from lishi_duties.intake.readers.xlsx.package import sheets_of
from lishi_duties.intake.readers.xlsx.sheet import SheetReading

_SAVE = "open it in Excel, WPS or LibreOffice and save it again as .xlsx (not Strict, not a template)"


def read_xlsx(received: Received, progress: Progress = no_progress) -> Document:
    """The rows of a workbook's sheets, in order.

    The name of a sheet stands before its rows if it names a list; what stands above the header row (序号) is text outside
    the table. Hidden sheets, rows and columns are left out, with a remark that shows what they hold.

    Args:
        received: the workbook.
        progress: is told how many sheets of how many are read.

    Raises:
        IntakeError: the workbook is damaged, or a cell cannot be read: an error value, a formula without a result, a date that
            once was text, a character nobody sees.
    """
    path = received.path
    unseen = Unseen(path)
    blocks: list[Block] = []
    remarks: list[Remark] = []
    with faults_of(path, "an Excel workbook", _SAVE):
        sheets = sheets_of(received)
    for count, sheet in enumerate(sheets, 1):
        with faults_of(path, "an Excel workbook", _SAVE):
            reading = SheetReading(path, sheet, unseen)
            blocks += reading.blocks()
            remarks += reading.remarks
        progress(count, len(sheets))
    return Document(path, tuple(blocks), (*remarks, *unseen.remarks()))
