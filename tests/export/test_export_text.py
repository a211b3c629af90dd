"""JSON, JSON Lines, CSV and Markdown: what comes back is what went out, and no text becomes anything else than text."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import importlib_resources
import openpyxl
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from lists import AWKWARD, duty_lists, texts
from markdown_it import MarkdownIt
from markdown_it.token import Token

import lishi_duties as ld
from lishi_duties.export.tables import DUTIES, Value, duty_rows
from lishi_duties.export.text import TEXTS, guarded, read_jsonl, rendered, unguarded
from lishi_duties.model import KINDS
from lishi_duties.model.walk import texts_of

NAMES = [column.name for column in DUTIES]


@pytest.mark.parametrize("format", TEXTS)
def test_the_file_is_what_goes_to_standard_output(tmp_path: Path, small: ld.DutyList, format: str) -> None:
    path = small.export(tmp_path / "list", format)
    assert path.read_bytes() == rendered(small, format) == rendered(small, format)
    assert path.read_bytes().endswith(b"\n")
    path.read_bytes().decode("utf-8")


# ---- JSON ----------------------------------------------------------------------------------------------------------------


def test_json_is_the_packaged_file_byte_for_byte(tmp_path: Path, duties: ld.DutyList) -> None:
    packaged = importlib_resources.files("lishi_duties") / "data" / "editions" / "1.json"
    assert duties.to_json(tmp_path / "1.json").read_bytes() == packaged.read_bytes()
    assert ld.read(tmp_path / "1.json").file == duties.file


def test_json_of_any_town_is_read_back(tmp_path: Path, small: ld.DutyList) -> None:
    assert ld.read(small.to_json(tmp_path / "small.json")).file == small.file


# ---- JSON Lines ----------------------------------------------------------------------------------------------------------


def test_json_lines_are_the_edition_and_a_record_a_line(tmp_path: Path, duties: ld.DutyList) -> None:
    data = duties.to_jsonl(tmp_path / "list.jsonl").read_bytes()
    first, *records = [json.loads(line) for line in data.decode().removesuffix("\n").split("\n")]
    assert set(first) == {"schema_version", "edition", "departments", "notes", "lineage"}
    assert [record["id"] for record in records] == list(duties.ids)
    assert [type(duty).model_validate_json(json.dumps(record)) for duty, record in zip(duties, records, strict=True)] == list(
        duties
    )
    assert b"\\u" not in data, "Chinese is written as such"


@given(duty_lists())
@examples(40)
def test_json_lines_come_back_as_the_same_list(tmp_path_factory: pytest.TempPathFactory, duties: ld.DutyList) -> None:
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    back = read_jsonl(duties.to_jsonl(path, force=True))
    assert (back, back.file) == (duties, duties.file)


def lines_of(duties: ld.DutyList) -> list[bytes]:
    return rendered(duties, "jsonl").removesuffix(b"\n").split(b"\n")


@pytest.mark.parametrize(
    "other",
    [
        lambda lines: b"\r\n".join(lines),
        lambda lines: b"\n\n".join(lines) + b"\n\n",
        lambda lines: b"\xef\xbb\xbf" + b"\n".join(lines),
    ],
    ids=["line ends of another system", "empty lines", "a byte order mark"],
)
def test_json_lines_from_another_editor(tmp_path: Path, small: ld.DutyList, other: Callable[[list[bytes]], bytes]) -> None:
    path = tmp_path / "list.jsonl"
    path.write_bytes(other(lines_of(small)))
    assert read_jsonl(path).file == small.file


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda lines: [], r":1: the first line holds the edition"),
        (lambda lines: lines[1:], r":1: the first line holds the edition"),
        (lambda lines: [lines[0].replace(b"{", b'{"basic":[],', 1), *lines[1:]], r":1: the first line holds the edition"),
        (lambda lines: [*lines[:2], lines[2][:-1]], r":3: not JSON \("),
        (lambda lines: [*lines, b"[]"], r":8: every line is a JSON object"),
        (lambda lines: [*lines, b"9" * 5000], r":8: not JSON \("),
        (lambda lines: [*lines, b"[" * 100_000], r":8: not JSON \("),
        (lambda lines: [*lines, b"{}"], r":8: a record is of the kind basic, cooperative, reclaimed, not None"),
        (lambda lines: [*lines, b'{"kind":["basic"]}'], r":8: a record is of the kind .* not \['basic'\]"),
        (lambda lines: [lines[0], lines[1], lines[1]], r": basic\[1\]: id B001 is given twice"),
        (lambda lines: [lines[0], lines[2], lines[1]], r": B002: number 2 where basic has come to 1"),
        (
            lambda lines: [*lines[:6], lines[6].replace("指标考核".encode(), b"")],
            r": reclaimed\[1\].title: String should have at",
        ),
        (lambda lines: [lines[0].replace(b'"schema_version":1', b'"schema_version":9')], r": schema version 9, .* upgrade"),
        (lambda lines: [lines[0], lines[1].replace(b"{", b'{"id":"B009",', 1)], r": the member 'id' is given twice"),
        (lambda lines: [lines[0], b"\xff"], r": not UTF-8 \(byte \d+\)"),
        (
            lambda lines: [lines[0], lines[1].replace("负责党员教育。".encode(), b"\\ud800")],
            r": Invalid JSON: unexpected end of hex escape",
        ),
    ],
)
def test_what_is_wrong_with_json_lines_is_told(
    tmp_path: Path, small: ld.DutyList, spoil: Callable[[list[bytes]], list[bytes]], message: str
) -> None:
    path = tmp_path / "list.jsonl"
    path.write_bytes(b"\n".join(spoil(lines_of(small))))
    with pytest.raises(ld.DataFileError, match=re.escape(str(path)) + message) as caught:
        read_jsonl(path)
    assert caught.value.path == str(path)


def test_an_edition_file_is_no_json_lines(tmp_path: Path, small: ld.DutyList) -> None:
    with pytest.raises(ld.DataFileError, match=":1: not JSON"):
        read_jsonl(small.to_json(tmp_path / "other.json"))


def test_json_lines_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(ld.DataFileError, match=r"cannot be read \(No such file or directory\)"):
        read_jsonl(tmp_path / "nowhere.jsonl")


# ---- CSV -----------------------------------------------------------------------------------------------------------------


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), strict=True))


def as_cell(value: Value) -> str:
    """How a value is to stand in CSV, but for the apostrophe before what looks like a formula."""
    if isinstance(value, tuple):
        return "、".join(value)
    return {None: "", True: "true", False: "false"}[value] if value is None or isinstance(value, bool) else str(value)


@given(duty_lists())
@examples(40)
def test_csv_holds_the_rows(duties: ld.DutyList) -> None:
    rows = read_csv(rendered(duties, "csv"))
    assert [{name: unguarded(cell) for name, cell in row.items()} for row in rows] == [
        {name: as_cell(value) for name, value in row.items()} for row in duty_rows(duties)
    ]


def test_csv_begins_with_the_names_of_the_columns_and_ends_lines_as_rfc_4180_says(duties: ld.DutyList) -> None:
    lines = rendered(duties, "csv").decode().split("\r\n")
    assert lines[0] == ",".join(NAMES)
    assert (len(lines), lines[-1]) == (1 + len(duties) + 1, "")
    assert not any("\n" in line or "\r" in line for line in lines)


def test_csv_of_the_packaged_list_needs_no_guard(duties: ld.DutyList) -> None:
    assert not [cell for row in read_csv(rendered(duties, "csv")) for cell in row.values() if cell.startswith("'")]


def test_a_byte_order_mark_only_where_it_is_wanted(tmp_path: Path, small: ld.DutyList) -> None:
    plain = small.to_csv(tmp_path / "plain.csv").read_bytes()
    assert small.to_csv(tmp_path / "bom.csv", bom=True).read_bytes() == b"\xef\xbb\xbf" + plain
    assert plain.startswith(b"province,")


@pytest.mark.parametrize("format", ["json", "jsonl", "markdown", "datapackage", "xlsx"])
def test_a_byte_order_mark_with_another_format_is_refused(tmp_path: Path, small: ld.DutyList, format: str) -> None:
    with pytest.raises(ld.ArgumentError, match=f"a byte order mark is for csv, not for {format}"):
        small.export(tmp_path / "list", format, bom=True)
    assert not (tmp_path / "list").exists()


def test_an_unknown_format_names_the_nearest(tmp_path: Path, small: ld.DutyList) -> None:
    with pytest.raises(ld.ArgumentError, match=r"there is no format 'exel'; did you mean 'xlsx'\?"):
        small.export(tmp_path / "list", "exel")


def taken_for_a_formula(cell: str) -> bool:
    """Whether some spreadsheet program might: on the safe side of Excel, LibreOffice and WPS."""
    return cell.lstrip()[:1] in {*"=+-@＝＋－＠"} - {""} or cell[:1] in {*"\t\r\n"}


@given(texts | st.text("'=+-@ \t\r\n＝1一", max_size=6))
def test_no_text_becomes_a_formula_and_none_is_lost(text: str) -> None:
    cell = guarded(text)
    assert not taken_for_a_formula(cell)
    assert unguarded(cell) == text
    assert cell in (text, f"'{text}")


@pytest.mark.parametrize("text", ["负责人民调解。", "3·15", "1-2年", "a=b", "'再'就业", "（一）", "2025-01-01", "—"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


@given(duty_lists())
@examples(40)
def test_no_cell_is_a_formula_to_a_spreadsheet(duties: ld.DutyList) -> None:
    sheet = openpyxl.Workbook().active
    assert sheet is not None
    for row in read_csv(rendered(duties, "csv")):
        for column, text in enumerate(row.values(), 1):
            assert not taken_for_a_formula(text)
            cell = sheet.cell(1, column)
            cell.value = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)  # which no workbook holds
            assert cell.data_type != "f"


def test_csv_of_another_town_in_pandas(tmp_path: Path, small: ld.DutyList) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(small.to_csv(tmp_path / "list.csv", bom=True), keep_default_na=False)
    assert list(frame.columns) == NAMES
    assert frame["discontinued"].dtype == bool
    assert frame["number"].tolist() == [1, 2, 1, 2, 1, 2]
    assert frame["departments"].tolist()[2:4] == ["区公安局、区级相关部门", "区林业局"]


# ---- Markdown ------------------------------------------------------------------------------------------------------------

MARKS = {"softbreak", "hardbreak", "strong_open", "strong_close", "text", "text_special"}
BLOCKS = {"inline", "paragraph", "heading", "ordered_list", "list_item"}


def tokens(data: bytes) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(data.decode())


def shown_text(token: Token) -> str:
    return "".join(child.content for child in token.children or ())


def one_line(text: str) -> str:
    return " ".join(text.split())


def texts_as_read(duties: ld.DutyList) -> list[str]:
    """Every text of the list that has lines of its own, in the order it reads."""
    texts: list[str] = []
    for duty in duties:
        title, *others = texts_of(duty)
        texts.append(f"{one_line(title.text)}（{duty.id}）")
        texts += [one_line(other.text) for other in others if other.kind in ("heading", "task", "statement", "text")]
    return texts


def check_markdown(duties: ld.DutyList) -> None:
    parsed = tokens(rendered(duties, "markdown"))
    assert {token.type.removesuffix("_open").removesuffix("_close") for token in parsed} <= BLOCKS
    inline = [token for token in parsed if token.type == "inline"]
    assert {child.type for token in inline for child in token.children or ()} <= MARKS
    lines = iter([one_line(shown_text(token)) for token in inline])
    for text in texts_as_read(duties):
        assert any(text in line for line in lines), f"{text!r} does not follow"


READS = """# 样例市样例区样例镇履职事项清单

第1版，2025-03-01。基本履职事项2项、配合履职事项2项、上级部门收回事项2项，共6项。

## 基本履职事项

### 党的建设（1项）

1. 负责党员教育。（B001）

### 平安法治（1项）

2. 负责人民调解。（B002）

## 配合履职事项

### 平安法治（1项）

#### 1. 校园周边安全（C001）

对应上级部门：公安局、区级相关部门

上级部门职责：

**公安局**：

1. 开展巡逻。
2. 受理报警。

**公安局、区级相关部门**：

通报情况。

镇配合职责：

协助巡查。

### 生态环保（1项）

#### 2. 古树名木保护（C002）

对应上级部门：区林业局

上级部门职责：

建立档案。

镇配合职责：

日常养护。

## 上级部门收回事项

### 生态环保（2项）

#### 1. 采伐许可（R001）

承接部门：区林业局

工作方式：

1. 受理申请。
2. 现场查验。

#### 2. 指标考核（R002）

根据通知要求，不再开展此项工作。
"""


def test_markdown_reads_as_the_list(small: ld.DutyList) -> None:
    assert rendered(small, "markdown").decode() == READS


def test_markdown_of_the_packaged_list(duties: ld.DutyList) -> None:
    check_markdown(duties)
    headings = [token for token in tokens(rendered(duties, "markdown")) if token.type == "heading_open"]
    assert [sum(token.tag == tag for token in headings) for tag in ("h1", "h2", "h3", "h4")] == [
        1,
        3,
        sum(len({duty.category for duty in duties.filter(kind=kind)}) for kind in KINDS),
        len(duties.cooperative) + len(duties.reclaimed),
    ]


@given(duty_lists(st.sampled_from(AWKWARD).filter(lambda text: bool(text.strip()) and "\u200b" not in text)))
@examples(40)
def test_markdown_shows_any_text_as_it_is(duties: ld.DutyList) -> None:
    check_markdown(duties)


def test_a_list_without_duties_is_a_list_too(tmp_path: Path, document: dict[str, Any]) -> None:
    for kind in KINDS:
        document[kind] = []
    document["notes"] = []
    path = tmp_path / "empty.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    empty = ld.read(path)
    assert read_csv(rendered(empty, "csv")) == []
    assert read_jsonl(empty.to_jsonl(tmp_path / "empty.jsonl")).file == empty.file
    check_markdown(empty)
