"""A table of who in the office answers for each duty. What was filled in is kept apart, by id, and outlives every new edition."""

import argparse
import sys
import tempfile
from pathlib import Path

import pandas as pd

import lishi_duties as ld
from lishi_duties.export import guarded, unguarded

ID, TITLE = "编号", "事项名称"
TO_FILL = ["责任人", "电话"]
COLUMNS = {"id": ID, "kind": "清单", "category": "类别", "title": TITLE, "departments": "责任部门"}
LISTS = {"basic": "基本", "cooperative": "配合", "reclaimed": "收回"}


def table_of(duties: ld.DutyList) -> pd.DataFrame:
    """The list, a duty a row."""
    table = duties.to_pandas()[list(COLUMNS)].rename(columns=COLUMNS)
    return table.assign(清单=table["清单"].map(LISTS), 责任部门=table["责任部门"].map("、".join))


def read_filled(path: Path) -> pd.DataFrame:
    """What people filled in: further columns are welcome, and every cell is a text."""
    try:
        rows = pd.read_csv(path, header=None, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except UnicodeDecodeError:  # saved by Excel as plain CSV
        rows = pd.read_csv(path, header=None, dtype=str, keep_default_na=False, encoding="gb18030")
    rows = rows.fillna("").map(str.strip).map(unguarded)
    rows = rows[rows.map(bool).any(axis="columns")]  # without the empty ones Excel leaves
    filled = rows[1:].set_axis(list(rows.iloc[0]), axis="columns")
    if not filled.columns.is_unique or not {ID, *TO_FILL} <= {*filled}:
        raise ValueError(f"{path}：第一行要有{'、'.join((ID, *TO_FILL))}，各栏名称不能重复")
    if twice := sorted({*filled[ID][filled[ID].duplicated()]}):
        raise ValueError(f"{path}：编号写了不止一行：{'、'.join(twice)}")
    return filled


def with_new(filled: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """The filled-in rows as they are, and an empty one for every duty that has none."""
    new = table[[ID, TITLE]][~table[ID].isin(filled[ID])]
    return pd.concat([filled, new], ignore_index=True).fillna("")


def ledger_of(table: pd.DataFrame, filled: pd.DataFrame) -> pd.DataFrame:
    """The list with what was filled in; the list's own columns are those of the edition."""
    own = filled.drop(columns=[name for name in table if name != ID], errors="ignore")
    return table.merge(own, on=ID, how="left", validate="one_to_one")


def orphans_of(duties: ld.DutyList, filled: pd.DataFrame) -> pd.DataFrame:
    """The filled-in rows whose duty the list no longer has, with what became of it."""
    said = filled.drop(columns=[ID, TITLE], errors="ignore").map(bool).any(axis="columns")
    lost = filled[said & ~filled[ID].isin(duties.ids)]
    return lost.assign(去向=[became(duties, duty_id) for duty_id in lost[ID]])


def became(duties: ld.DutyList, duty_id: str) -> str:
    try:
        return str(duties[duty_id])
    except ld.DutyNotFoundError as error:
        return str(error.lineage or f"{duty_id} 从来没有")


def counts_of(table: pd.DataFrame, categories: tuple[str, ...]) -> pd.DataFrame:
    """How many duties each section has in each list, with the sums."""
    counts = pd.crosstab(table["类别"], table["清单"], margins=True, margins_name="合计")
    return counts.reindex(index=[*categories, "合计"], columns=[*LISTS.values(), "合计"], fill_value=0).reset_index()


def write(path: Path, sheets: dict[str, pd.DataFrame]) -> None:
    """Write a workbook, or its first sheet as CSV: whole or not at all, and nothing a spreadsheet takes for a formula."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        beside = Path(folder) / path.name
        if path.suffix == ".csv":
            next(iter(sheets.values())).map(guarded).to_csv(beside, index=False, encoding="utf-8-sig")
        else:
            with pd.ExcelWriter(beside, engine="openpyxl") as book:
                for name, frame in sheets.items():
                    frame.to_excel(book, sheet_name=name, index=False, freeze_panes=(1, 0))
                    for column in book.sheets[name].columns:
                        width = min(2 * max(len(str(cell.value)) for cell in column) + 2, 80)
                        book.sheets[name].column_dimensions[column[0].column_letter].width = width
                        for cell in column:
                            cell.data_type = "s" if cell.data_type == "f" else cell.data_type
        beside.replace(path)


def main() -> int:
    parser = argparse.ArgumentParser(description="履职事项台账")
    parser.add_argument("filled", type=Path, help="填写的表，.csv；没有的新建，有新的事项就添上")
    parser.add_argument("ledger", type=Path, help="台账，.xlsx 或 .csv，每次重写")
    parser.add_argument("--file", type=Path, help="清单文件，代替随库最新的一版")
    options = parser.parse_args()
    if options.filled.suffix != ".csv" or options.ledger.suffix not in (".xlsx", ".csv"):
        parser.error("填写的表是 .csv，台账是 .xlsx 或 .csv")
    try:
        duties = ld.read(options.file) if options.file else ld.load()
        table = table_of(duties)
        before = read_filled(options.filled) if options.filled.exists() else pd.DataFrame(columns=[ID, TITLE, *TO_FILL])
        filled = with_new(before, table)
        ledger, orphans = ledger_of(table, filled), orphans_of(duties, filled)
        if len(filled) > len(before):
            write(options.filled, {"填写": filled})
        write(options.ledger, {"台账": ledger, "待处理": orphans, "统计": counts_of(table, duties.edition.categories)})
    except (OSError, ValueError, ld.LishiDutiesError) as error:
        print(f"没有写成：{error}", file=sys.stderr)
        return 1
    print(f"{options.filled}：新列入{len(filled) - len(before)}项")
    done = ledger[TO_FILL].map(bool).all(axis="columns").sum()
    print(f"{options.ledger}：{duties.edition}，共{len(ledger)}项，填好{done}项")
    for orphan in orphans["去向"]:
        print(f"待处理：{orphan}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
