"""The title of a document: it may stand in several forms, and on two lines."""

from __future__ import annotations

from lishi_duties.intake.document import Block, Outside, clean
from lishi_duties.intake.outline.headings import TITLE, TITLE_REST, TITLE_TOWN
from lishi_duties.intake.outline.remarks import Remarks


class Title:
    """The title as far as it has been read."""

    def __init__(self, remarks: Remarks) -> None:
        self.text: str = ""
        self._remarks = remarks

    def read(self, block: Outside, text: str, above: Block | None) -> bool:
        """Whether a line is the title, or completes it."""
        if (match := TITLE.match(text)) and self.accepts(match["title"]):
            if match["title"] != text or text != self.text:
                self._remarks.add("标题的书名号、附注或另一种写法，未计入标题。", block.place, text)
            return True
        rest = TITLE_REST.match(text)
        if self.text or not rest or not (town := self._town_above(above)):
            return False
        self.text = f"{town}{rest['rest']}"
        self._remarks.all.pop()  # that the line above was left out
        self._remarks.add("标题分两行，已连成一行；请核对。", block.place, self.text)
        return True

    def accepts(self, title: str) -> bool:
        """Whether this is the document's title, or a shorter or longer form of it; the longest stays."""
        if not title.endswith(self.text):
            return self.text.endswith(title)
        self.text = title
        return True

    def _town_above(self, above: Block | None) -> str | None:
        """The town that the line above names."""
        remarks = self._remarks.all
        if not isinstance(above, Outside) or not remarks:
            return None
        town = TITLE_TOWN.match(clean(above.text))
        return town["town"] if town and remarks[-1].place == above.place else None
