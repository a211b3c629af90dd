"""Part of a list as files and frames: the rows of the whole list that are its own, and never mistaken for the whole."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pyarrow.parquet
import pytest

import lishi_duties as ld
from lishi_duties.duties.exports import Exporting
from lishi_duties.export import FORMATS, FormatName
from lishi_duties.intake import read_document

HOLDING = [row.name for row in FORMATS.values() if row.selections]
WHOLE = [row.name for row in FORMATS.values() if not row.selections]

Choice = Callable[[ld.DutyList], ld.DutySet[ld.Duty]]

choices = pytest.mark.parametrize(
    "choose",
    [
        lambda duties: duties.by_department("区公安局"),
        lambda duties: duties.basic,
        lambda duties: duties.filter(category="生态环保"),
        lambda duties: duties[100:110],
        lambda duties: duties[:0],
    ],
    ids=["a department's", "a list", "a section", "a slice", "none"],
)


@choices
def test_the_tables_have_the_rows_of_the_whole_list_that_are_its_own(duties: ld.DutyList, tmp_path: Path, choose: Choice) -> None:
    part = choose(duties)
    header, *lines = duties.to_csv(tmp_path / "all.csv").read_text(encoding="utf-8").splitlines()
    own = [line for line in lines if line.split(",")[5] in part.ids]
    assert part.to_csv(tmp_path / "part.csv").read_text(encoding="utf-8").splitlines() == [header, *own]
    for name in ("duties", "tasks"):
        table = pyarrow.parquet.read_table(duties.to_parquet(tmp_path / "all", force=True) / f"{name}.parquet")
        kept = [row for row in table.to_pylist() if row["id"] in part.ids]
        chosen = pyarrow.parquet.read_table(part.to_parquet(tmp_path / "part", force=True) / f"{name}.parquet")
        assert chosen.to_pylist() == kept
        assert chosen.schema == table.schema


@choices
def test_so_have_the_frames(duties: ld.DutyList, choose: Choice) -> None:
    part = choose(duties)
    pandas_all, polars_all = duties.to_pandas("tasks"), duties.to_polars("tasks")
    pandas_part, polars_part = part.to_pandas("tasks"), part.to_polars("tasks")
    assert pandas_part.equals(pandas_all[pandas_all["id"].isin(part.ids)].reset_index(drop=True))
    assert polars_part.equals(polars_all.filter(polars_all["id"].is_in(part.ids)))
    assert pandas_part.dtypes.equals(pandas_all.dtypes)
    assert part.to_pandas("editions").equals(duties.to_pandas("editions"))


def test_markdown_says_that_it_is_an_excerpt(small: ld.DutyList, tmp_path: Path) -> None:
    text = small.by_department("林业局").to_markdown(tmp_path / "part.md").read_text(encoding="utf-8")
    assert text.splitlines()[:8] == [
        "# 样例市样例区样例镇履职事项清单（节选）",
        "",
        "第1版，2025-03-01。配合履职事项1项、上级部门收回事项1项，共2项。",
        "",
        "## 配合履职事项",
        "",
        "### 生态环保（1项）",
        "",
    ]
    assert "#### 2. 古树名木保护（C002）" in text  # the number is that of the whole list
    assert "B001" not in text


def test_a_workbook_of_part_of_a_list(small: ld.DutyList, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(small.by_department("林业局").to_xlsx(tmp_path / "part.xlsx"))
    assert book.sheetnames == ["配合履职事项清单", "上级部门收回事项清单"]
    rows = list(book["配合履职事项清单"].iter_rows(values_only=True))
    assert rows[0][0] == "样例市样例区样例镇履职事项清单（节选）"
    assert rows[3][0] == "生态环保（1项）"  # without a numeral, which would be that of another section in the whole list
    assert rows[4][:2] == (2, "古树名木保护")
    assert book.properties.title == "样例市样例区样例镇履职事项清单（节选）"
    footer = book["配合履职事项清单"].oddFooter
    assert footer is not None
    assert footer.left.text == "样例市样例区样例镇履职事项清单（第1版，2025-03-01）节选"


def test_a_word_document_of_part_of_a_list(small: ld.DutyList, tmp_path: Path) -> None:
    document = docx.Document(str(small.by_department("林业局").to_docx(tmp_path / "part.docx")))
    assert [paragraph.text for paragraph in document.paragraphs] == [
        "样例市样例区样例镇履职事项清单（节选）",
        "配合履职事项清单",
        "上级部门收回事项清单",
    ]
    assert not document.paragraphs[1].paragraph_format.page_break_before
    assert [[row.cells[0].text for row in table.rows] for table in document.tables] == [
        ["序号", "生态环保（1项）", "2"],
        ["序号", "生态环保（1项）", "1"],
    ]
    assert "节选" in document.sections[0].footer.paragraphs[0].text


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
@choices
def test_the_intake_takes_no_excerpt_for_a_list(duties: ld.DutyList, tmp_path: Path, choose: Choice, suffix: str) -> None:
    path = choose(duties).export(tmp_path / f"part.{suffix}", suffix)
    with pytest.raises(ld.IntakeError):
        read_document(path)


@pytest.mark.parametrize("format", HOLDING)
def test_an_empty_set_can_be_written(duties: ld.DutyList, tmp_path: Path, format: FormatName) -> None:
    assert duties[:0].export(tmp_path / f"none{FORMATS[format].suffix}", format).exists()


@pytest.mark.parametrize("format", WHOLE)
@choices
def test_a_format_of_whole_editions_refuses_part_of_one(
    duties: ld.DutyList, tmp_path: Path, format: FormatName, choose: Choice
) -> None:
    part = choose(duties)
    message = (
        f"{format} holds a whole edition, and here are {len(part)} of its duties; "
        f"export them as csv, markdown, xlsx, docx or parquet, or export the whole list"
    )
    for write in (lambda path: part.export(path, format), getattr(part, f"to_{format}")):
        with pytest.raises(ld.ArgumentError) as refused:
            write(tmp_path / "part")
        assert str(refused.value) == message
    assert not list(tmp_path.iterdir())


def test_whatever_a_list_is_written_as_a_set_has_too() -> None:
    methods = {name for name, _ in inspect.getmembers(Exporting, inspect.isfunction)}
    assert {f"to_{name}" for name in FORMATS} | {"to_pandas", "to_polars", "export"} == methods
    for name in methods:
        assert getattr(ld.DutySet, name) is getattr(ld.DutyList, name) is getattr(Exporting, name)
