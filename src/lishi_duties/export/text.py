"""The list as JSON, JSON Lines, CSV and Markdown."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lishi_duties.catalogue import content, members_once, validated
from lishi_duties.errors import DataFileError
from lishi_duties.export.formats import whole
from lishi_duties.export.selection import lists_of, title_of
from lishi_duties.export.tables import DUTIES, Column, Value, duty_rows
from lishi_duties.markdown import BLOCK, escaped
from lishi_duties.model import KINDS, LIST_NAMES, Duty, Kind
from lishi_duties.model.canonical import edition_json
from lishi_duties.model.walk import texts_of

if TYPE_CHECKING:
    from lishi_duties.duties.duty_list import DutyList
    from lishi_duties.duties.duty_set import DutySet
    from lishi_duties.model.walk import Part

__all__ = [
    "TEXTS",
    "csv_table",
    "guarded",
    "read_jsonl",
    "rendered",
    "unguarded",
    "write_csv",
    "write_json",
    "write_jsonl",
    "write_markdown",
]


def rendered(duties: DutySet[Duty], format: str, *, bom: bool = False) -> bytes:
    """A list, or part of one, in one of the formats of `TEXTS`.

    Raises:
        ArgumentError: it is part of a list, and the format holds whole editions.
    """
    return (b"\xef\xbb\xbf" if bom else b"") + TEXTS[format](duties)


def write_json(duties: DutyList, path: Path) -> None:
    """Write the edition file, byte for byte as it is packaged."""
    path.write_bytes(rendered(duties, "json"))


def write_jsonl(duties: DutyList, path: Path) -> None:
    """Write the edition with everything that is not a record as the first line, then a record a line, in list order."""
    path.write_bytes(rendered(duties, "jsonl"))


def write_csv(duties: DutySet[Duty], path: Path, *, bom: bool = False) -> None:
    """Write the rows of `duties` as CSV."""
    path.write_bytes(rendered(duties, "csv", bom=bom))


def write_markdown(duties: DutySet[Duty], path: Path) -> None:
    """Write the duties as they read, list by list and section by section."""
    path.write_bytes(rendered(duties, "markdown"))


# ---- JSON Lines ----------------------------------------------------------------------------------------------------------


def _jsonl(duties: DutyList) -> bytes:
    document = json.loads(edition_json(duties.file))
    records = [record for kind in KINDS for record in document.pop(kind)]
    lines = (json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in (document, *records))
    return "".join(f"{line}\n" for line in lines).encode()


def read_jsonl(path: str | os.PathLike[str]) -> DutyList:
    """The list in a file that `write_jsonl` wrote, equal to the one written.

    Raises:
        DataFileError: the file cannot be read or is no such list; the message names the line, or the place in the list.
    """
    file, data = content(path)
    try:
        lines = data.decode("utf-8-sig").split("\n")  # no other line end: JSON may hold them as they are
    except UnicodeDecodeError as error:
        raise DataFileError(f"not UTF-8 (byte {error.start}); JSON Lines are UTF-8", path=file) from None
    (first, document), *records = [(n, _object(line, file, n)) for n, line in enumerate(lines, 1) if line.strip()] or [(1, {})]
    if "schema_version" not in document or not document.keys().isdisjoint(KINDS):
        raise _fault(file, first, "the first line holds the edition and all that is not a record; is this an export in jsonl?")
    lists: dict[Kind, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for number, record in records:
        if record.get("kind") not in KINDS:
            raise _fault(file, number, f"a record is of the kind {', '.join(KINDS)}, not {record.get('kind')!r}")
        lists[record["kind"]].append(record)
    return validated(json.dumps(document | lists).encode(), str(file))


def _object(line: str, file: Path, number: int) -> dict[str, Any]:
    try:
        value = json.loads(line, object_pairs_hook=lambda members: members_once(members, file))
    except DataFileError:
        raise
    except (ValueError, RecursionError) as error:
        raise _fault(file, number, f"not JSON ({error})") from None
    if not isinstance(value, dict):
        raise _fault(file, number, "every line is a JSON object")
    return value


def _fault(file: Path, line: int, problem: str) -> DataFileError:
    return DataFileError(problem, path=file, line=line)


# ---- CSV -----------------------------------------------------------------------------------------------------------------

_FORMULA = re.compile(r"['\s]*[=+\-@＝＋－＠]|'*[\t\r\n]")


def guarded(text: str) -> str:
    """Text as it stands in a cell of CSV, where a spreadsheet must not take it for a formula.

    Where it begins with one of = + - @, of their full-width forms, or with a tab or a line end, an apostrophe is put before
    it; spaces and apostrophes before such a character do not count. `unguarded` takes it away again, so that nothing is lost.

    >>> guarded("=HYPERLINK(0)"), guarded("-5℃以下停工"), guarded("'=1"), guarded("'再'就业")
    ("'=HYPERLINK(0)", "'-5℃以下停工", "''=1", "'再'就业")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text that `guarded` made a cell of.

    >>> unguarded("'=HYPERLINK(0)"), unguarded("'再'就业")
    ('=HYPERLINK(0)', "'再'就业")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def csv_table(columns: Sequence[Column], rows: Iterable[Mapping[str, Value]]) -> bytes:
    """Rows as CSV after RFC 4180, in UTF-8: the names of the columns, then a row a line, which ends in CR LF.

    A list is joined by 、, a truth is `true` or `false`, and what has no value is empty.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([_cell(row[column.name]) for column in columns] for row in rows)
    return written.getvalue().encode()


def _cell(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return guarded("、".join(value) if isinstance(value, tuple) else value or "")


# ---- Markdown ------------------------------------------------------------------------------------------------------------


def _markdown(duties: DutySet[Duty]) -> bytes:
    return ("\n\n".join(_blocks(duties)) + "\n").encode()


def _blocks(duties: DutySet[Duty]) -> Iterator[str]:
    edition = duties.edition
    lists = lists_of(duties)
    counts = "、".join(f"{LIST_NAMES[kind]}{len(members)}项" for kind, members in lists.items())
    yield f"# {_line(title_of(duties))}"
    yield f"第{edition.number}版，{edition.published or '未载明日期'}。{counts}，共{len(duties)}项。"
    for kind, members in lists.items():
        yield f"## {LIST_NAMES[kind]}"
        for category, group in groupby(members, key=lambda duty: duty.category):
            yield from _section(kind, category, tuple(group))


def _section(kind: Kind, category: str, duties: tuple[Duty, ...]) -> Iterator[str]:
    """The duties of a section: one a line where their titles are all they say."""
    yield f"### {_line(category)}（{len(duties)}项）"
    if kind == "basic" and not any(duty.parts() for duty in duties):
        yield "\n".join(f"{duty.number}. {_line(duty.title)}（{duty.id}）" for duty in duties)
        return
    for duty in duties:
        yield f"#### {duty.number}. {_line(duty.title)}（{duty.id}）"
        yield from _published_column(duty)
        for label, parts in groupby(duty.parts(), key=lambda part: _LABELS.get(part.kind, f"{part.kind}：")):
            if label:
                yield label
            for part in parts:
                yield from _part(part)


_LABELS = {"responsibilities": "上级部门职责：", "town_tasks": "镇配合职责：", "handover": "", "discontinued": ""}
"""What stands above the parts of a kind; above any other stands its field."""


def _published_column(duty: Duty) -> Iterator[str]:
    names = [_line(text.text) for text in texts_of(duty) if text.kind == "published_name"]
    if names:
        yield f"对应上级部门：{'、'.join(names)}"


def _part(part: Part) -> Iterator[str]:
    if part.role == "receives":
        yield f"承接部门：{_line(part.label)}"
        yield "工作方式："
    elif part.heading:
        yield f"**{_line(part.heading)}**："
    yield _items(part.texts)


def _items(texts: tuple[str, ...]) -> str:
    if len(texts) == 1:  # which bears no number, as in the document
        return _line(texts[0])
    return "\n".join(f"{n}. {_line(text)}" for n, text in enumerate(texts, 1))


def _line(text: str) -> str:
    """Text that Markdown shows as it is, wherever it stands in a line; a number sign might end a heading, or become a link."""
    return BLOCK.sub(r"\1\\\2", re.sub("(?<!&)#", "&#35;", escaped(text.strip())))


TEXTS: dict[str, Callable[[DutySet[Duty]], bytes]] = {
    "json": lambda duties: edition_json(whole(duties, "json").file),
    "jsonl": lambda duties: _jsonl(whole(duties, "jsonl")),
    "csv": lambda duties: csv_table(DUTIES, duty_rows(duties)),
    "markdown": _markdown,
}
"""The formats that can go to standard output, and what makes them."""
