"""Requests as they come to the command: lines in whatever encoding, and tables a hotline exports, answered beside them."""

from __future__ import annotations

import codecs
import csv
import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, BinaryIO

from lishi_duties.encodings import decode_text, without_bom
from lishi_duties.errors import ArgumentError, DataFileError, MissingExtraError
from lishi_duties.export.target import replacing
from lishi_duties.export.text import guarded
from lishi_duties.labels import LISTS_SHORT
from lishi_duties.retrieval.answers import REVIEW_REASONS, Dispatch
from lishi_duties.retrieval.settings import SETTINGS
from lishi_duties.text import nearest

if TYPE_CHECKING:
    from lishi_duties.duties.duty_list import DutyList

__all__ = ["answer_table", "request_lines"]

MOST_BYTES = 64 * 1024 * 1024
"""Of a table; a year of a district's calls stays below it."""

MOST_IN_A_CELL = 32_767
"""Characters, in Excel."""

_LONGEST_LINE = 4 * (SETTINGS.most + 2)
"""In bytes: more than any request has, in any encoding."""

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

COLUMNS = ("派单编号", "派单事项", "派单清单", "牵头单位", "把握", "看来是", "请人看", "出错")
"""What is written beside each request."""


# ---- lines ---------------------------------------------------------------------------------------------------------------


def request_lines(stream: BinaryIO, encoding: str | None = None) -> Iterator[str | bytes]:
    """The lines of a stream without their ends, in constant memory.

    Each is decoded by itself, so that lines of several encodings may follow each other. One that is no text in `encoding`, or in
    any that is recognized, is given as bytes. Of an overlong line no more comes than what shows that it is too long.
    """
    _check_encoding(encoding)
    first = True
    while line := stream.readline(_LONGEST_LINE):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(_LONGEST_LINE)
        if first:
            if line.startswith(UTF_16) and encoding is None:
                raise ArgumentError("standard input is in UTF-16, whose lines cannot be told apart; save it as UTF-8")
            line = line.removeprefix(codecs.BOM_UTF8)
            first = False
        yield _decoded(line.rstrip(b"\r\n"), encoding)


def _decoded(line: bytes, encoding: str | None) -> str | bytes:
    overlong = len(line) >= _LONGEST_LINE - 4  # cut somewhere, perhaps within a character
    try:
        if encoding:
            return line.decode(encoding, "replace" if overlong else "strict")
        if line.isascii() or overlong or _is_chinese_utf8(line):
            return line.decode("utf-8", "replace")
        return _gb2312(line) or (line if line.startswith(UTF_16) else decode_text(line))
    except (UnicodeDecodeError, ArgumentError):
        return line


def _is_chinese_utf8(line: bytes) -> bool:
    """Whether a line holds more Chinese characters in UTF-8 than broken ones; a line in GB18030 holds hardly any."""
    text = line.decode("utf-8", "replace")
    return sum("\u4e00" <= char <= "\u9fff" for char in text) > text.count("\ufffd")


def _gb2312(line: bytes) -> str:
    """A line in GB 2312, the frequent part of GB18030; empty where it is none. Two or three words in it may pass for UTF-8."""
    try:
        return line.decode("gb2312")
    except UnicodeDecodeError:
        return ""


def _check_encoding(encoding: str | None) -> None:
    if encoding is None:
        return
    try:
        wide = "a".encode(encoding) != b"a"
    except (LookupError, UnicodeEncodeError):
        near = nearest(encoding, ("utf-8", "gb18030", "gbk", "big5"))
        hint = f"; did you mean {near[0]}?" if near else "."
        raise ArgumentError(f"there is no encoding {encoding[:40]!r}{hint} Lines come in utf-8, gb18030, gbk, big5") from None
    if wide:
        raise ArgumentError(f"lines in {encoding} cannot be told apart; save them as UTF-8")


# ---- tables --------------------------------------------------------------------------------------------------------------


def answer_table(
    duties: DutyList, source: Path, column: str, target: Path | None, *, encoding: str | None = None, force: bool = False
) -> int:
    """Answer every row of a table, and write it with the answers beside it.

    Args:
        duties: the list that answers.
        source: a CSV or XLSX file whose first row names its columns.
        column: the column of the requests.
        target: the CSV or XLSX file to write; None for CSV on standard output.
        encoding: of a CSV file; None to recognize it.
        force: whether a file that is there already is replaced.

    Returns:
        How many rows were answered.

    Raises:
        DataFileError: the file cannot be read, or has no such column.
        ArgumentError: a file is neither CSV nor XLSX.
        TargetError: the target cannot be written.
        MissingExtraError: openpyxl is not installed.
    """
    _check_encoding(encoding)
    if encoding is not None and source.suffix.lower() == ".xlsx":
        raise ArgumentError("--encoding is for CSV; a workbook says its own")
    for path in filter(None, (source, target)):
        if path.suffix.lower() not in (".csv", ".xlsx"):
            raise ArgumentError(f"{path}: a table is a .csv or an .xlsx file")
    rows = _read(source, encoding)
    if not rows:
        raise DataFileError("an empty table; its first row names its columns", path=source)
    names = [name.strip() for name in rows[0]]
    place = _place_of(column, names, source)
    if clash := [name for name in COLUMNS if name in names]:
        raise DataFileError(f"already has a column {clash[0]}; take the answers of an earlier run out", path=source)
    requests = (row[place] if place < len(row) else "" for row in rows[1:])
    _check_target(source, target)
    answers = duties.dispatch_many(requests, 1)
    width = len(names)
    answered = [[*names, *COLUMNS]]
    for row, answer in zip(rows[1:], answers, strict=True):
        if len(row) > width:  # a comma that was not quoted: nobody can tell which cell goes on in the next
            excess = f"这一行有{len(row)}格，比栏数多；有逗号的格要加引号"
            answered.append([*row[: width - 1], ",".join(row[width - 1 :]), *[""] * (len(COLUMNS) - 1), excess])
        else:
            answered.append([*row, *[""] * (width - len(row)), *_cells(answer)])
    _write(answered, target, force)
    return len(answered) - 1


def _check_target(source: Path, target: Path | None) -> None:
    if target is not None and target.exists() and target.samefile(source):
        raise ArgumentError(f"{target}: is the table itself; its other sheets and formats would be lost. Give another name")


def _place_of(column: str, names: list[str], source: Path) -> int:
    if names.count(column) == 1:
        return names.index(column)
    if column in names:
        raise DataFileError(f"has more than one column {column}; rename the others", path=source)
    near = nearest(column, filter(None, names))
    hint = f"did you mean {near[0]}? " if near else ""
    has = "、".join(filter(None, names))[:300]
    raise DataFileError(
        f"has no column {column[:40]}; {hint}Its first row, of the first sheet, has {has or 'no names'}", path=source
    )


def _cells(answer: Dispatch) -> tuple[str, ...]:
    review = "，".join(REVIEW_REASONS[reason] for reason in answer.why)
    if not answer.assignments:
        return "", "", "", "", "", answer.topic or "", review, answer.error or ""
    best = answer.assignments[0]
    lead = "、".join(best.lead) or "不再开展"
    return best.duty.id, best.duty.title, LISTS_SHORT[best.duty.kind], lead, f"{best.score:.2f}", "", review, ""


def _read(source: Path, encoding: str | None) -> list[list[str]]:
    try:
        with source.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise DataFileError(f"cannot be read ({error.strerror})", path=source) from None
    if len(data) > MOST_BYTES:
        raise DataFileError(f"has more than {MOST_BYTES:,} bytes; part it", path=source)
    return _read_xlsx(data, source) if source.suffix.lower() == ".xlsx" else _read_csv(data, source, encoding)


def _read_csv(data: bytes, source: Path, encoding: str | None) -> list[list[str]]:
    reader = csv.reader(io.StringIO(_text_of(data, encoding), newline=""), strict=True)
    limit = csv.field_size_limit(MOST_BYTES)
    try:
        return [row for row in reader if row]
    except csv.Error as error:
        raise DataFileError(f"no CSV ({error})", path=source, line=reader.line_num) from None
    finally:
        csv.field_size_limit(limit)


def _text_of(data: bytes, encoding: str | None) -> str:
    """A table as text; where some of its bytes are none, what can be read of it, with a mark in the place of the others."""
    if encoding:
        return without_bom(data)[0].decode(encoding, "replace")
    try:
        return decode_text(data)
    except ArgumentError:
        lines = (_decoded(line, None) for line in data.splitlines(keepends=True))
        return "".join(line if isinstance(line, str) else line.decode("gb18030", "replace") for line in lines)


def _read_xlsx(data: bytes, source: Path) -> list[list[str]]:
    openpyxl = _openpyxl()
    from lishi_duties.intake.packages import check_package

    check_package(data, source)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        rows = [["" if value is None else str(value) for value in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    except Exception as error:  # openpyxl raises what it likes on files other programs wrote
        raise DataFileError(f"no XLSX that can be read ({error}); save it anew in Excel", path=source) from None
    return [row for row in rows if any(row)]


def _write(rows: Iterable[list[str]], target: Path | None, force: bool) -> None:
    if target is None:
        csv.writer(sys.stdout, lineterminator="\n").writerows([guarded(cell) for cell in row] for row in rows)
        return
    if target.suffix.lower() == ".xlsx":
        _openpyxl()
        rows = list(rows)
        for number, row in enumerate(rows, 1):
            if any(len(cell) > MOST_IN_A_CELL for cell in row):
                raise ArgumentError(
                    f"row {number} has a cell longer than the {MOST_IN_A_CELL:,} characters Excel holds; write .csv"
                )
    with replacing(target, force=force) as new:
        if target.suffix.lower() == ".xlsx":
            _write_xlsx(rows, new)
        else:
            with new.open("w", encoding="utf-8-sig", newline="") as file:  # by the mark Excel knows UTF-8
                csv.writer(file).writerows([guarded(cell) for cell in row] for row in rows)


def _write_xlsx(rows: Iterable[list[str]], path: Path) -> None:
    openpyxl = _openpyxl()
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("派单")
    for row in rows:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", text))
            cell.data_type = "s"  # whatever it begins with, it is no formula
            cells.append(cell)
        sheet.append(cells)
    book.save(path)


def _openpyxl() -> ModuleType:
    try:
        import openpyxl
    except ImportError:
        raise MissingExtraError("XLSX tables", "xlsx") from None
    module: ModuleType = openpyxl
    return module
