"""From the text of a cell to what it says: names, headings, numbered tasks, handovers.

A cell is read as one stretch of text in which some positions are known to be breaks (a paragraph, a list item) and others
may be (a space, a page end, the end of a sentence). Numbers and headings decide; breaks only say where they may stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from lishi_duties.intake.document import SENTENCE_END, Cell, clean

Knows: TypeAlias = Callable[[str], bool]
"""Whether a name is that of a registered department."""

_NUMBER = re.compile(r"(?:(?P<plain>\d{1,2})\s*(?P<mark>[.．、)）])|（(?P<bracketed>\d{1,2})）|(?P<single>[①-⑳⑴-⒇⒈-⒛]))\s*")
_SINGLE = "①⑴⒈"
"""The first of each row of characters that are a whole list number."""
_DECIMAL = re.compile(r"\d{1,2}[.．]\d{1,2}(?!\d)")
_MEASURES = tuple("%‰倍米公千吨元万亿亩平立度克升")
_SHAPE = re.compile(
    r"^[\u4e00-\u9fff]{1,24}(?:局|委|办|社|会|协|联|队|部|院|所|站|中心|单位|部门|公司|政府|集团|厅|室|馆|校|银行|处|台|组|专班)"
    r"(?:（[\u4e00-\u9fff]{1,12}）)?$"
)
_ROLE = "（(?:牵头|配合|主办|协办|主责|责任|负责)(?:部门|单位)?）"
_AND_OTHERS = re.compile(rf"{_ROLE}$|等(?:相关)?(?:部门|单位)?(?:{_ROLE})?$")
_HALF_WIDTH = dict(zip(",:;?!()", "，：；？！（）", strict=True))
_END = re.compile(f"[{SENTENCE_END}]")
_CLOSING = tuple("）》”】，。、；：！？")
_LABELS = re.compile(r"(承接部门|工作方式)：")
_DISCONTINUED = re.compile(r"^(?P<basis>.+?)，(?:[^，]*不再开展(?:此|该)项(?:工作)?|取消(?:此|该)项[^，。；]{0,12})。?$")


class CellError(ValueError):
    """A cell cannot be read with certainty."""

    def __init__(self, problem: str, text: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.text = text


class Stretch:
    """The text of a cell without stray spaces, and where in it a break is certain or possible."""

    def __init__(self, cell: Cell) -> None:
        joined = ""
        marks: list[tuple[int, str]] = []  # positions in `joined`
        for piece in cell:
            marks.append((len(joined), piece.begins))
            joined += piece.text
        self.text: str = clean(joined)
        # `clean` removes spaces and widens marks one for one, so walking both texts in step finds each position again
        at: dict[int, int] = {}
        spaces: set[int] = set()
        new = 0
        for old, char in enumerate(joined):
            at[old] = new
            counterpart = self.text[new : new + 1]
            if counterpart and (char == counterpart or (char in _HALF_WIDTH and counterpart == _HALF_WIDTH[char])):
                new += 1
                if char.isspace():
                    spaces.add(new)
            else:
                spaces.add(new)
        at[len(joined)] = new
        self.certain: dict[int, str] = {at[old]: begins for old, begins in marks if begins != "run"}
        self.paragraphs: tuple[int, ...] = tuple(p for p, begins in self.certain.items() if begins == "paragraph")
        self.items: tuple[int, ...] = tuple(p for p, begins in self.certain.items() if begins == "item")
        self.spaces: frozenset[int] = frozenset(spaces)
        self.possible: frozenset[int] = self.spaces | {at[old] for old, begins in marks}

    def may_begin(self, position: int) -> bool:
        """Whether a number or a heading may stand at `position`."""
        if self.text[position : position + 1] in _CLOSING:
            return False  # a space before a closing mark is the conversion's
        before = self.text[position - 1] if position else ""
        return (
            not before
            or position in self.certain
            or before in SENTENCE_END + "："
            or (position in self.possible and not before.isdigit())
        )


@dataclass(frozen=True, slots=True)
class Body:
    """Tasks under one heading; `names` are the departments as written, without 等."""

    heading: str | None
    names: tuple[str, ...]
    tasks: tuple[str, ...]


def names_in(text: str) -> tuple[str, ...]:
    """The names of an enumeration, without a closing 等."""
    return tuple(without_others(name) for name in text.split("、"))


def without_others(name: str) -> str:
    """A name without what is no part of it: the 等 that leaves an enumeration open, or its role in brackets, （牵头）."""
    return _AND_OTHERS.sub("", name)


def department_names(cell: Cell, knows: Knows) -> tuple[str, ...]:
    """The names in a department column, as written.

    Punctuation parts names. Spaces do so too, but also stand inside them; fragments are put together until they are a known
    name, or at least have the shape of one.
    """
    names = _names_of((piece.text for piece in cell), knows)
    if not names:
        raise CellError("the department column is empty")
    return names


def _names_of(texts: Iterable[str], knows: Knows) -> tuple[str, ...]:
    """The names in texts between which a name may be cut."""
    groups: list[list[str]] = [[]]
    for text in texts:
        first, *others = (part.split() for part in re.split("[、，,;；。]", text))
        groups[-1] += first
        groups += others
    return tuple(name for group in groups for name in _put_together(group, knows))


def _put_together(fragments: Sequence[str], knows: Knows) -> Iterator[str]:
    at = 0
    while at < len(fragments):
        joins = [clean("".join(fragments[at:end])) for end in range(at + 1, min(at + 8, len(fragments)) + 1)]
        registered = [length for length, name in enumerate(joins, 1) if knows(without_others(name))]
        shaped = [length for length, name in enumerate(joins, 1) if _SHAPE.match(without_others(name))]
        if not registered and not shaped:
            problem = "no name of a department can be made of this; if it is one, register it in departments.toml"
            raise CellError(problem, "".join(fragments[at:]))
        length = registered[-1] if registered else shaped[0]
        yield joins[length - 1]
        at += length


def tasks_in(stretch: Stretch, start: int, end: int, knows: Knows) -> tuple[tuple[str, ...], int]:
    """The tasks between two positions, without numbers, and where they end.

    They may end before `end`: at a sentence of its own after numbered tasks.
    """
    text = stretch.text
    while start < end and text[start].isspace():
        start += 1
    first = _NUMBER.match(text, start, end)
    if first and not _is_decimal(stretch, first):
        if _value(first) != 1:
            raise CellError(f"the numbering begins with {_value(first)}", text[start:end])
        tasks, stop = _numbered(stretch, first, end, knows)
    else:
        tasks, stop = _unnumbered(stretch, start, end), end
    if not all(tasks):
        raise CellError(f"task {tasks.index('') + 1} is empty", text[start:end])
    return tasks, stop


def _unnumbered(stretch: Stretch, start: int, end: int) -> tuple[str, ...]:
    """List items that lost their numbers, or paragraphs that never had any."""
    text = stretch.text
    items = [p for p in stretch.items if start <= p < end]
    breaks = items or [p for p in stretch.paragraphs if start < p < end and text[p - 1] in SENTENCE_END]
    bounds = [start, *(b for b in breaks if b > start), end]
    tasks = []
    for number, (a, b) in enumerate(pairwise(bounds), 1):
        begin = a
        if (marker := _NUMBER.match(text, a, b)) and not _is_decimal(stretch, marker):
            if not items or _value(marker) != number:
                raise CellError(f"number {_value(marker)} where none is due", text[a:b])
            begin = marker.end()
        _refuse_number(stretch, begin, b)
        tasks.append(text[begin:b].strip())
    return tuple(tasks)


def _numbered(stretch: Stretch, first: re.Match[str], end: int, knows: Knows) -> tuple[tuple[str, ...], int]:
    text, style = stretch.text, _style(first)
    tasks: list[str] = []
    marker: re.Match[str] | None = first
    while marker:
        begin, due = marker.end(), len(tasks) + 2
        marker = next(
            (
                m
                for m in _NUMBER.finditer(text, begin, end)
                if _value(m) == due and _style(m) == style and stretch.may_begin(m.start()) and not _is_decimal(stretch, m)
            ),
            None,
        )
        stop = marker.start() if marker else end
        ends = (m.end() for m in _END.finditer(text, begin, stop - 1))
        loose = next((p for p in ends if _stands_alone(stretch, p, stop, knows)), None)
        if loose is not None and marker:
            raise CellError(f"a paragraph without a number before task {due}", text[loose:stop])
        _refuse_number(stretch, begin, stop, f"{due}", style)
        tasks.append(text[begin : stop if loose is None else loose].strip())
        if loose is not None:
            return tuple(tasks), loose
    return tuple(tasks), end


def _value(marker: re.Match[str]) -> int:
    """The number of a list number: `3.`, `3、`, `3）`, `（3）`, `③`, `⑶` or `⒊`."""
    if single := marker["single"]:
        return ord(single) - ord(_row_of(single)) + 1
    return int(marker["plain"] or marker["bracketed"])


def _style(marker: re.Match[str]) -> str:
    """How it is written; a cell numbers its tasks in one way, and what is written in another belongs to the text."""
    if marker["mark"]:
        return {"、": "、", ")": "）", "）": "）"}.get(marker["mark"], ".")
    return "（）" if marker["bracketed"] else _row_of(marker["single"])


def _row_of(single: str) -> str:
    """The first of the row of characters this number is of."""
    return max(first for first in _SINGLE if first <= single)


def _is_decimal(stretch: Stretch, marker: re.Match[str]) -> bool:
    """Whether `3.5` is a number with a fraction, not task 3 that begins with a 5."""
    fraction = _DECIMAL.match(stretch.text, marker.start())
    if not fraction:
        return False
    at = marker.start()
    begins = at == 0 or at in stretch.certain or at in stretch.spaces or stretch.text[at - 1] in SENTENCE_END + "："
    return not begins or stretch.text[fraction.end() : fraction.end() + 1] in _MEASURES


def _stands_alone(stretch: Stretch, position: int, stop: int, knows: Knows) -> bool:
    """Whether, after a finished sentence, one of its own begins here: a new paragraph, or several departments as subject."""
    if position in stretch.certain:
        return stretch.certain[position] == "paragraph"
    return len(_subjects(stretch.text[position:stop], knows)) > 1


def _refuse_number(stretch: Stretch, begin: int, end: int, due: str = "none", style: str = ".") -> None:
    """Refuse a number that stands where a task may begin, but is not the one that is due."""
    text = stretch.text
    for marker in _NUMBER.finditer(text, begin, end):
        at = marker.start()
        if at == begin and at not in stretch.certain:
            continue  # `2.2.`, which stays as it is written
        before = text[at - 1]
        begins = at in stretch.certain or before in SENTENCE_END + "，" or (at in stretch.spaces and not before.isdigit())
        if _style(marker) == style and begins and not _DECIMAL.match(text, at):
            raise CellError(f"number {_value(marker)} where {due} is due", text[at:end])


def bodies(cell: Cell, knows: Knows) -> tuple[Body, ...]:
    """The parts of a responsibilities cell: each heading with its tasks."""
    stretch = Stretch(cell)
    if not stretch.text:
        raise CellError("the cell is empty")
    headings = _headings(stretch, knows)
    all_bodies: list[Body] = []
    starts = [(0, 0, None)] if not headings or headings[0][0] > 0 else []
    parts: list[tuple[int, int, str | None]] = [*starts, *headings]
    for (_, begin, heading), after in zip(parts, [*parts[1:], None], strict=True):
        end = after[0] if after else len(stretch.text)
        if begin >= end:
            raise CellError("a heading with no task under it", heading or "")
        tasks, stop = tasks_in(stretch, begin, end, knows)
        all_bodies.append(Body(heading, names_in(heading) if heading else (), tasks))
        if stop < end:
            sentence = stretch.text[stop:end]
            names = _subjects(sentence, knows)
            if not names:
                raise CellError("a paragraph without a number after the last task that names no department", sentence)
            all_bodies.append(Body(None, names, (sentence,)))
    return tuple(all_bodies)


def _headings(stretch: Stretch, knows: Knows) -> list[tuple[int, int, str | None]]:
    """All headings: where each begins, where its tasks begin, and its text without the colon."""
    text = stretch.text
    spans: list[tuple[int, int, str | None]] = []
    for colon in re.finditer("：", text):
        floor = spans[-1][1] if spans else 0
        starts = [p for p in range(floor, colon.start()) if stretch.may_begin(p)]
        # the longest known heading; else the nearest words that have the shape of one, so that nobody's tasks become another's
        headings = [text[p : colon.start()] for p in starts]
        registered = [all(map(knows, names_in(heading))) for heading in headings]
        shaped = [all(map(_SHAPE.match, names_in(heading))) for heading in headings]
        if any(registered):
            which = registered.index(True)
        elif any(shaped):
            which = len(shaped) - 1 - shaped[::-1].index(True)
        else:
            continue
        spans.append((starts[which], colon.end(), headings[which]))
    return spans


def _subjects(sentence: str, knows: Knows) -> tuple[str, ...]:
    """The departments a sentence begins with: `甲、乙、丙等部门在各自职责范围内…`."""
    names: list[str] = []
    at = 0
    while True:
        part = re.split("[、，。；：]", sentence[at : at + 24], maxsplit=1)[0]
        length = next((n for n in range(len(part), 1, -1) if knows(part[:n])), 0)
        if not length:
            break
        names.append(part[:length])
        at += length
        if sentence[at : at + 1] != "、":
            break
        at += 1
    return tuple(names)


def _knows_none(name: str) -> bool:
    """Outside the departments' own column no sentence of theirs is looked for."""
    return False


def town_tasks(cell: Cell) -> tuple[str, ...]:
    """The tasks of the town's column."""
    stretch = Stretch(cell)
    if not stretch.text:
        raise CellError("the cell is empty")
    tasks, stop = tasks_in(stretch, 0, len(stretch.text), _knows_none)
    if stop < len(stretch.text):
        raise CellError("a paragraph without a number after the last task", stretch.text[stop:])
    return tasks


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who takes an item over, as written, and how; `names` are the departments, without 等."""

    heading: str
    names: tuple[str, ...]
    method: tuple[str, ...]


def handovers(cell: Cell, knows: Knows) -> tuple[Receiver, ...]:
    """Every `承接部门：… 工作方式：…` of a cell; empty where it holds none."""
    stretch = Stretch(cell)
    text = stretch.text
    labels = list(_LABELS.finditer(text))
    if not labels:
        return ()
    if labels[0].start() != 0:
        raise CellError("text before 承接部门", text[: labels[0].start()])
    if [m[1] for m in labels] != ["承接部门", "工作方式"] * (len(labels) // 2):
        raise CellError("承接部门 and 工作方式 do not alternate", text)
    receivers = []
    ends = [*(m.start() for m in labels[2::2]), len(text)]
    for who, how, end in zip(labels[::2], labels[1::2], ends, strict=True):
        if how.end() >= end:
            raise CellError("工作方式 is empty", text[who.start() : end])
        method, stop = tasks_in(stretch, how.end(), end, _knows_none)
        if stop < end:
            raise CellError("a paragraph without a number after the last step", text[stop:end])
        names = _receiving(stretch, who.end(), how.start(), knows)
        receivers.append(Receiver(text[who.end() : how.start()], names, method))
    return tuple(receivers)


def _receiving(stretch: Stretch, start: int, end: int, knows: Knows) -> tuple[str, ...]:
    """The departments between two positions: one, or several that take an item over together."""
    text = stretch.text
    if knows(text[start:end]):
        return (text[start:end],)
    breaks = [start, *(p for p in range(start + 1, end) if p in stretch.certain or p in stretch.spaces), end]
    names = _names_of((text[a:b] for a, b in pairwise(breaks)), knows)
    if not names:
        raise CellError("承接部门 is empty", text[start:end])
    return tuple(map(without_others, names))


def discontinuation(cell: Cell) -> tuple[str, str] | None:
    """Statement and basis of an item that is no longer done; None where the cell says nothing of the kind."""
    text = clean("".join(piece.text for piece in cell))
    match = _DISCONTINUED.match(text)
    return (text, match["basis"]) if match else None
