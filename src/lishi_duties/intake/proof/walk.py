"""One column of a document, followed from its first character to its last."""

from __future__ import annotations

import re

from lishi_duties.intake.proof.text_form import ENDS, MARKS, MAYBE, WIDTH


class Parting(Exception):  # noqa: N818 - not an error: how the walk says where it ends
    """Where document and record part: what the one has there, and the other."""

    def __init__(self, document: str, record: str) -> None:
        self.document = document
        self.record = record


class Walk:
    """A walk through a column; each step passes what the record says stands there, or raises `Parting`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at: int = 0

    def part(self, record: str) -> Parting:
        """That the document goes on otherwise than the record."""
        around = self.text[max(0, self.at - 12) : self.at + 12]
        return Parting(re.sub(f"[{MARKS}]", "", around), record[:24])

    def marks(self) -> bool:
        """Pass the marks that stand here; whether there were any."""
        begin = self.at
        while self.text[self.at : self.at + 1] in tuple(MARKS):
            self.at += 1
        return self.at > begin

    def separators(self) -> None:
        """Pass what parts the names of departments."""
        while self.text[self.at : self.at + 1] in tuple("、，；。" + MARKS):
            self.at += 1

    def words(self, record: str, *, loose: bool = False, numbered: bool = False) -> None:
        """Pass the very characters of a record's text; `loose`: marks inside it say nothing; `numbered`: numbers tell items."""
        if self.text.startswith(record, self.at):
            self.at += len(record)
            return
        for place, char in enumerate(record.translate(WIDTH)):
            if loose or (place and record[place - 1] not in ENDS):
                self.marks()
            if numbered and self.text[self.at : self.at + 1] == MAYBE:
                self.at += 1
            if re.match(r"\s", char):
                continue
            if self.text[self.at : self.at + 1] != char:
                raise self.part(record[max(0, place - 12) : place + 12])
            self.at += 1

    def number(self, number: int) -> bool:
        """Pass a list number; whether it stands here."""
        digits = "".join(f"[{digit}{chr(ord('０') + int(digit))}]" for digit in str(number))
        single = "".join(chr(ord(first) + number - 1) for first in "①⑴⒈") if number <= 20 else "①"
        match = re.compile(rf"{digits}[.．、）]|（{digits}）|[{single}]").match(self.text, self.at)
        if match:
            self.at = match.end()
        return match is not None

    def tasks(self, tasks: tuple[str, ...]) -> None:
        """Pass tasks: all with their numbers, or each at a mark of its own; a single one as it comes."""
        numbered = False
        for number, task in enumerate(tasks, 1):
            at_mark = self.marks()
            if number == 1:
                numbered = self._first_number(tasks)
            elif numbered:
                if not self.number(number):
                    raise self.part(f"{number}.{task}")
            else:
                self.number(number)  # a number that was kept where others were lost
                if not at_mark:
                    raise self.part(f"{number}.{task}")
            self.words(task, numbered=numbered)

    def _first_number(self, tasks: tuple[str, ...]) -> bool:
        at = self.at
        numbered = self.number(1)
        if numbered and len(tasks) == 1 and not self.text.startswith(tasks[0][:2], self.at):
            self.at = at  # the task itself begins with what looks like a number
        return numbered

    def end(self) -> None:
        """Nothing may be left."""
        self.marks()
        if self.at < len(self.text):
            raise self.part("")
