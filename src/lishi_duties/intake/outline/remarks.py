"""What an outline has to say of a document: what a person should look at, and what stops it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from lishi_duties.errors import IntakeError
from lishi_duties.intake.document import ADVICE, Remark
from lishi_duties.model import Place


@dataclass(slots=True)
class Remarks:
    """The remarks so far, in order."""

    path: Path
    all: list[Remark] = field(default_factory=list)

    def add(self, problem: str, place: Place, text: str) -> None:
        """For a person to look at."""
        self.all.append(Remark(problem, place, text))

    def fault(self, problem: str, place: Place | None, text: str = "") -> IntakeError:
        """What stops it, to be raised."""
        return IntakeError(problem, path=self.path, place=place, text=text, advice=ADVICE)
