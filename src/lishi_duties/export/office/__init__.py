"""The list as a Word document and as a workbook, laid out as such lists are published.

The intake reads either back as the same list: every duty is set in the first of several ways that is read back as itself. The
edition stands in the footer of each page and in the document's properties, not in the tables; ids are not shown. A record with
a text that the layout has no column for is refused. The same list gives the same bytes: no clock goes into them.
"""

from lishi_duties.export.office.excel import write_xlsx
from lishi_duties.export.office.word import write_docx

__all__ = ["write_docx", "write_xlsx"]
