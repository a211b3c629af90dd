"""Characters nobody sees in a document: some are dropped and remarked, the others mean that a conversion broke."""

from __future__ import annotations

import re
from pathlib import Path

from lishi_duties.errors import IntakeError
from lishi_duties.intake.document import Remark
from lishi_duties.model import Place

_WITHOUT_WIDTH = re.compile(
    "[\xad\u034f\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # selectors of variants
    "\u115f\u1160\u2800\u3164\uffa0]"  # fillers and a Braille pattern without dots, which are wide and empty
)
_BREAKS = re.compile("\r\n?|[\u2028\u2029]")
_WIDE_SPACES = re.compile("[\xa0\u2000-\u200a\u202f\u205f]")
_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff9-\uffff\ue000-\uf8ff\U000f0000-\U0010ffff]")


class Unseen:
    """Makes the text of a document one in which every character can be seen.

    Characters without width or ink (soft hyphens, joiners, marks of direction, selectors of variants, byte order marks,
    fillers) are dropped, with one remark for each kind in the end; spaces of other widths become spaces, line separators
    line breaks. A full-width space is text.

    >>> unseen = Unseen(Path("list.docx"))
    >>> unseen.visible("安全\\u200b生产\\xa01", Place())
    '安全生产 1'
    >>> [(remark.problem, remark.text) for remark in unseen.remarks()]
    [('文中有1个看不见的字符（U+200B），已略去；此处为第一个。', '安全生产\\xa01')]
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._dropped: dict[str, tuple[int, Place, str]] = {}

    def visible(self, text: str, place: Place) -> str:
        """`text` without what nobody sees.

        Raises:
            IntakeError: a control, private-use or replacement character: what stood there cannot be known.
        """
        if bad := _REFUSED.search(_BREAKS.sub("\n", text)):
            raise IntakeError(
                f"a character nobody sees, U+{ord(bad[0]):04X}; the conversion broke here or a symbol font is used: "
                "look at the original and replace it",
                path=self._path,
                place=place,
                text=bad.string[max(0, bad.start() - 20) : bad.end() + 20],
            )
        plain = _WITHOUT_WIDTH.sub("", text)
        if plain != text:
            for match in _WITHOUT_WIDTH.finditer(text):
                around = _WITHOUT_WIDTH.sub("", text[max(0, match.start() - 20) : match.end() + 20])
                count, first, sample = self._dropped.get(match[0], (0, place, around))
                self._dropped[match[0]] = (count + 1, first, sample)
        return _WIDE_SPACES.sub(" ", _BREAKS.sub("\n", plain))

    def remarks(self) -> tuple[Remark, ...]:
        """A remark for each character that was dropped, with its number and its first place."""
        return tuple(
            Remark(f"文中有{count}个看不见的字符（U+{ord(char):04X}），已略去；此处为第一个。", place, text)
            for char, (count, place, text) in self._dropped.items()
        )
