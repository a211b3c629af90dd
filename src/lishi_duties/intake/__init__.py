"""The intake: from a published document to a checked draft of an edition.

>>> from lishi_duties.intake import read_document
>>> draft = read_document("tests/samples/qingshi-1.xlsx")
>>> draft.duties
<DutyList 某某省平安县青石街道履职事项清单, edition 1: 26 basic, 18 cooperative, 24 reclaimed>
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lishi_duties.intake.doubts import Doubt, Likely
    from lishi_duties.intake.draft import Draft, read_document

__all__ = ["Doubt", "Draft", "Likely", "read_document"]

_HOME = {"Doubt": "doubts", "Draft": "draft", "Likely": "doubts", "read_document": "draft"}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        home = _HOME.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{home}"), name)
