"""Write `sources/dispatch/sounds.toml`: which characters sound the same.

    pip install pypinyin
    python tools/sounds.py

Every character of the first level of GB 2312, and of the list and its wordings, stands once, under its most frequent reading.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from pypinyin import Style, pinyin  # type: ignore[import-not-found, unused-ignore]

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = ("sounds.toml", "traditional.toml")
FIRST_LEVEL = ((0xB0, 0xA1), (0xD7, 0xF9))


def characters() -> set[str]:
    """What a request is likely to hold."""
    first, last = FIRST_LEVEL
    frequent = "".join(
        bytes((row, column)).decode("gb2312")
        for row in range(first[0], last[0] + 1)
        for column in range(0xA1, 0xFF)
        if (row, column) <= last
    )
    written = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "sources").rglob("*.toml") if path.name not in LEFT_OUT
    )
    return {c for c in frequent + written if "\u4e00" <= c <= "\u9fff"}


def main() -> None:
    alike: dict[str, list[str]] = defaultdict(list)
    for character in sorted(characters()):
        alike[pinyin(character, style=Style.NORMAL)[0][0].replace("ü", "v")].append(character)
    lines = ["# Characters that sound the same, without tones; written by tools/sounds.py.", "[sounds]"]
    lines += [f'{syllable} = "{"".join(same)}"' for syllable, same in sorted(alike.items()) if syllable.isascii()]
    (ROOT / "sources" / "dispatch" / "sounds.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
