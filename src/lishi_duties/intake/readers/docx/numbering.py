"""Word's automatic numbers: they stand in no text, and are counted here as Word counts them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lishi_duties.intake.readers.ooxml import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9

_OFF = {"0", "false", "off"}
_DIGITS = "〇一二三四五六七八九"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "japaneseCounting",
    "ideographDigital",
}
_DECIMAL = {"decimal", "decimalHalfWidth", "decimalFullWidth", "decimalFullWidth2", "decimalZero"}
_CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
_IN_ORDER = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "chineseLegalSimplified": "壹贰叁肆伍陆柒捌玖拾",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
}


def value(parent: Element | None, *names: str) -> str | None:
    """`w:val` of the child (of the child …) with these names."""
    for name in names:
        if parent is None:
            return None
        parent = parent.find(W + name)
    return None if parent is None else parent.get(W + "val")


def is_on(parent: Element | None, name: str) -> bool | None:
    """Whether a switch such as `w:vanish` is on; None where it is not set."""
    switch = None if parent is None else parent.find(W + name)
    return None if switch is None else switch.get(W + "val") not in _OFF


def whole_number(text: str | None) -> int | None:
    """The number a string is; None where it is none."""
    return int(text) if text is not None and re.fullmatch(r"[+-]?\d{1,9}", text, re.ASCII) else None


class Styles:
    """What paragraphs and runs have from their styles."""

    def __init__(self, root: Element | None) -> None:
        self._by_id: dict[str, Element] = {}
        self._default: str | None = None
        for style in () if root is None else root.iterfind(W + "style"):
            name = style.get(W + "styleId")
            if name is not None:
                self._by_id.setdefault(name, style)
                if style.get(W + "type") == "paragraph" and style.get(W + "default") in {"1", "true", "on"}:
                    self._default = name

    def line(self, name: str | None) -> Iterator[tuple[str, Element]]:
        """A style and those it is based on."""
        names: set[str] = set()
        while name is not None and name not in names and name in self._by_id:
            names.add(name)
            style = self._by_id[name]
            yield name, style
            name = value(style, "basedOn")

    def of_paragraph(self, paragraph: Element) -> str | None:
        """The name of a paragraph's style."""
        return value(paragraph, "pPr", "pStyle") or self._default

    def switch(self, name: str | None, what: str) -> bool | None:
        """Whether a style switches e.g. `vanish` on for its text."""
        states = (is_on(style.find(W + "rPr"), what) for _, style in self.line(name))
        return next((state for state in states if state is not None), None)


@dataclass(frozen=True, slots=True)
class Label:
    """The automatic number of a paragraph.

    Attributes:
        text: as Word shows it, with its marks: `1.`, `（二）`; empty for a bullet.
        number: how far its level has counted.
        level: the level of the list, from 0.
        bullet: whether it is no number but a bullet.
        plain: whether nothing but marks stands around one decimal number.
        sure: whether its form is one that is known here.
    """

    text: str
    number: int
    level: int
    bullet: bool = False
    plain: bool = True
    sure: bool = True

    @property
    def rank(self) -> tuple[int, bool]:
        """What ranks below: a deeper level, or `（1）` and ① below `1.`."""
        return self.level, self.text[:1] in "(（①②③④⑤⑥⑦⑧⑨⑩" and bool(self.text)


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    pattern: str
    restart: int | None
    style: str | None


class Numbering:
    """The lists of a document and how far each has counted; to be asked for each paragraph once, in order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, Element] = {}
        self._lists: dict[str, Element] = {}
        if root is not None:
            self._abstract = {e.get(W + "abstractNumId", ""): e for e in root.iterfind(W + "abstractNum")}
            self._lists = {e.get(W + "numId", ""): e for e in root.iterfind(W + "num")}
        self._counted: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._levels: dict[str, tuple[str, tuple[_Level | None, ...]] | None] = {}

    def label(self, paragraph: Element) -> Label | None:
        """The number of the next paragraph; None where it has none."""
        which = self._list_of(paragraph)
        if which is None:
            return None
        name, at = which
        definition = self._levels_of(name)
        level = definition[1][at] if definition else None
        if definition is None or level is None or level.form == "none":
            return None
        counted = self._count(name, definition[0], definition[1], at)
        if level.form == "bullet":
            return Label("", counted[at] or 0, at, bullet=True, plain=False)
        if not level.pattern:
            return None
        parts = re.split(r"%([1-9])", level.pattern)
        text, sure = parts[0], True
        for digit, marks in zip(parts[1::2], parts[2::2], strict=True):
            number, certain = _in_form(counted[int(digit) - 1] or 1, _form(definition[1][int(digit) - 1], level.form))
            text += number + marks
            sure &= certain
        plain = parts[1::2] == [str(at + 1)] and level.form in _DECIMAL | _CIRCLED
        return Label(text, counted[at] or 0, at, plain=plain, sure=sure)

    def has(self, paragraph: Element) -> bool:
        """Whether a paragraph belongs to a list, without counting it."""
        return self._list_of(paragraph) is not None

    def _list_of(self, paragraph: Element) -> tuple[str, int] | None:
        """The list and the level a paragraph has, directly or from its style."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        name, level = value(own, "numId"), whole_number(value(own, "ilvl"))
        if name is None:
            for style, element in self._styles.line(self._styles.of_paragraph(paragraph)):
                inherited = element.find(f"{W}pPr/{W}numPr")
                name = value(inherited, "numId")
                if name is not None:
                    style_level = whole_number(value(inherited, "ilvl"))
                    level = level if level is not None else self._level_of_style(name, style, style_level)
                    break
        if name is None or name not in self._lists:  # 0, which stands for none, is never defined
            return None
        level = level or 0
        return (name, level) if 0 <= level < LEVELS else None

    def _level_of_style(self, name: str, style: str, default: int | None) -> int | None:
        definition = self._levels_of(name)
        levels = definition[1] if definition else ()
        return next((at for at, level in enumerate(levels) if level and level.style == style), default)

    def _levels_of(self, name: str) -> tuple[str, tuple[_Level | None, ...]] | None:
        if name not in self._levels:
            self._levels[name] = self._define(name)
        return self._levels[name]

    def _define(self, name: str) -> tuple[str, tuple[_Level | None, ...]] | None:
        number = self._lists.get(name)
        abstract = value(number, "abstractNumId") or ""
        definition = self._abstract.get(abstract)
        linked = value(definition, "numStyleLink")
        if linked is not None:  # the levels are kept with a list style
            for _, style in self._styles.line(linked):
                other = self._lists.get(value(style, "pPr", "numPr", "numId") or "")
                if other is not None:
                    abstract = value(other, "abstractNumId") or ""
                    definition = self._abstract.get(abstract)
                    break
        if number is None or definition is None:
            return None
        levels: list[_Level | None] = [None] * LEVELS
        for element in (*definition.iterfind(W + "lvl"), *number.iterfind(f"{W}lvlOverride/{W}lvl")):
            at = whole_number(element.get(W + "ilvl"))
            if at is not None and 0 <= at < LEVELS:
                levels[at] = _Level(
                    start=_or(whole_number(value(element, "start")), 0),
                    form=_form_of(element),
                    pattern=value(element, "lvlText") or "",
                    restart=whole_number(value(element, "lvlRestart")),
                    style=value(element, "pStyle"),
                )
        return abstract, tuple(levels)

    def _count(self, name: str, abstract: str, levels: tuple[_Level | None, ...], at: int) -> list[int | None]:
        counted = self._counted.setdefault(abstract, [None] * LEVELS)
        level = levels[at]
        start = level.start if level else 1
        again = self._starts_again(name, at)
        before = counted[at]
        counted[at] = again if again is not None else start if before is None else before + 1
        for above in range(at):
            upper = levels[above]
            if counted[above] is None and upper is not None:
                counted[above] = upper.start
        for below in range(at + 1, LEVELS):
            lower = levels[below]
            restart = lower.restart if lower else None
            if restart is None or at < restart:
                counted[below] = None
        return counted

    def _starts_again(self, name: str, at: int) -> int | None:
        """The number a list begins with on this level, where it says so and has not begun yet."""
        if (name, at) in self._begun:
            return None
        self._begun.add((name, at))
        for override in self._lists[name].iterfind(W + "lvlOverride"):
            if whole_number(override.get(W + "ilvl")) == at:
                return whole_number(value(override, "startOverride"))
        return None


def _or(number: int | None, other: int) -> int:
    return other if number is None else number


def _form_of(level: Element) -> str:
    """The form of a level's numbers; newer ones stand beside an older one for programs that do not know them."""
    form = level.find(W + "numFmt")
    if form is None:
        form = next(level.iter(W + "numFmt"), None)
    return "decimal" if form is None else form.get(W + "val", "decimal")


def _form(level: _Level | None, own: str) -> str:
    return level.form if level else own


def _in_form(number: int, form: str) -> tuple[str, bool]:
    """A number in one of Word's forms, and whether the form is known."""
    if form == "decimalZero":
        return f"{number:02}", True
    if form in _DECIMAL:
        return str(number), True
    if form in _CIRCLED:
        return (chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)), True
    if form in _CHINESE:
        return chinese(number), 0 <= number < 10_000
    if form in _IN_ORDER and 1 <= number <= len(_IN_ORDER[form]):
        return _IN_ORDER[form][number - 1], True
    return str(number), False


def chinese(number: int) -> str:
    """A number in Chinese numerals, as headings are counted.

    >>> [chinese(n) for n in (1, 10, 12, 20, 105, 110)]
    ['一', '十', '十二', '二十', '一百零五', '一百一十']
    """
    if not 0 < number < 10_000:
        return str(number)
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + name
        gap = not digit
    return text.removeprefix("一") if 10 <= number < 20 else text
