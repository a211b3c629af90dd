"""Tables whose cells run over columns and rows: every text in one place, every row of the same width."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lishi_duties.intake.document import Piece, TableRow, cell_text
from lishi_duties.intake.readers.grid import MOST_COLUMNS, MOST_ROWS, MOST_SLOTS, Grid, GridError, Spanning
from lishi_duties.model import Place


def spanning(text: str, across: int = 1, down: int = 1) -> Spanning:
    return Spanning((Piece(text),) if text else (), across, down)


def laid_out(*rows: Sequence[Spanning | str]) -> tuple[list[TableRow], Grid]:
    grid = Grid()
    for number, row in enumerate(rows, 1):
        cells = [spanning(cell) if isinstance(cell, str) else cell for cell in row]
        grid.add(cells, Place(table=1, rows=(number, number)))
    return list(grid.rows()), grid


def texts(rows: list[TableRow]) -> list[list[str]]:
    return [[cell_text(cell) for cell in row.cells] for row in rows]


def test_plain_rows_stay_as_they_are() -> None:
    rows, grid = laid_out(["序号", "事项名称"], ["1", "甲"])
    assert texts(rows) == [["序号", "事项名称"], ["1", "甲"]]
    assert [(row.whole, row.begins_table) for row in rows] == [(False, True), (False, False)]
    assert grid.width == 2
    assert grid.remarks == []


@pytest.mark.parametrize("table", [[], [[]], [[], []]])
def test_a_table_without_cells_has_no_rows(table: list[list[Spanning | str]]) -> None:
    rows, grid = laid_out(*table)
    assert (rows, grid.width) == ([], 0)


def test_a_cell_over_columns_is_followed_by_empty_ones_and_over_all_is_whole() -> None:
    rows, _ = laid_out(["1", "甲", "乙"], [spanning("一、党建（1项）", 3)], ["2", spanning("丙", 2)])
    assert texts(rows) == [["1", "甲", "乙"], ["一、党建（1项）", "", ""], ["2", "丙", ""]]
    assert [row.whole for row in rows] == [False, True, False]


def test_short_rows_are_filled_and_are_not_whole() -> None:
    rows, _ = laid_out(["1", "甲", "乙"], ["2"])
    assert texts(rows)[1] == ["2", "", ""]
    assert not rows[1].whole


def test_the_only_column_of_a_table_is_not_its_width() -> None:
    rows, _ = laid_out(["甲"], ["乙"])
    assert not any(row.whole for row in rows)


def test_rows_under_one_first_cell_are_one_row() -> None:
    rows, _ = laid_out(
        [spanning("1", down=3), spanning("救助", down=3), "区民政局"],
        [spanning("区公安局", down=2)],
        [],
        ["2", "防汛", "区水利局"],
    )
    assert texts(rows) == [["1", "救助", "区民政局区公安局"], ["2", "防汛", "区水利局"]]
    assert rows[0].cells[2] == (Piece("区民政局"), Piece("区公安局"))
    assert [row.place.rows for row in rows] == [(1, 3), (4, 4)]


def test_a_first_cell_may_run_past_the_end() -> None:
    rows, _ = laid_out([spanning("1", down=99), "甲"], ["乙"])
    assert texts(rows) == [["1", "甲乙"]]


def test_a_cell_that_runs_down_past_its_first_cell_is_repeated_with_a_remark() -> None:
    rows, grid = laid_out(["1", spanning("共同职责", down=2)], ["2"], ["3", "丙"])
    assert texts(rows) == [["1", "共同职责"], ["2", "共同职责"], ["3", "丙"]]
    assert [(remark.text, remark.place.rows) for remark in grid.remarks] == [("共同职责", (2, 2))]


def test_an_empty_cell_that_runs_down_is_no_remark() -> None:
    _, grid = laid_out(["1", spanning("", down=2)], ["2"])
    assert grid.remarks == []


def test_columns_in_which_no_cell_begins_are_none() -> None:
    rows, grid = laid_out(
        [spanning("序号", 2), spanning("事项名称", 3)], [spanning("1", 2), spanning("甲", 3)], [spanning("一、党建", 5)]
    )
    assert texts(rows) == [["序号", "事项名称"], ["1", "甲"], ["一、党建", ""]]
    assert rows[2].whole
    assert grid.width == 2


@pytest.mark.parametrize(
    "rows",
    [
        [[spanning("宽", MOST_COLUMNS + 1)]],
        [[spanning("甲") for _ in range(MOST_COLUMNS + 1)]],
        [[spanning("甲", 10**9)]],
        [[spanning("甲")]] * (MOST_ROWS + 1),
        [[spanning("甲", MOST_COLUMNS, 10**9)], *[[]] * (MOST_SLOTS // MOST_COLUMNS)],
    ],
)
@pytest.mark.slow
def test_a_table_larger_than_any_list_is_refused(rows: list[list[Spanning]]) -> None:
    *before, last = rows
    grid = Grid()
    for row in before:
        grid.add(row, Place())
    with pytest.raises(GridError, match="no duty list"):
        grid.add(last, Place())


CELLS = st.builds(spanning, st.text("甲乙丙", max_size=2), st.integers(-1, 3), st.integers(-1, 3))


@given(st.lists(st.lists(CELLS, max_size=4), max_size=6))
def test_every_text_is_in_some_row_and_only_remarked_ones_in_several(table: list[list[Spanning]]) -> None:
    given_texts = [cell_text(cell.cell) for row in table for cell in row]
    rows, grid = laid_out(*table)
    assert {len(row.cells) for row in rows} <= {grid.width}
    found = sorted("".join(text for row in texts(rows) for text in row))
    repeated = "".join(remark.text for remark in grid.remarks)
    assert found == sorted("".join(given_texts) + repeated)
    places = [row.place.rows for row in rows if row.place.rows]
    covered = [number for first, last in places for number in range(first, last + 1)]
    assert covered == (list(range(1, len(table) + 1)) if grid.width else [])
