"""The rows of one list or of many as Parquet: a folder with `duties.parquet`, `tasks.parquet`, `editions.parquet`.

The schema is that of `tables`, written out and never guessed from the values: `strings` are lists of texts, a `date` is a date of
32 bits, and each field bears its Chinese title and its description. The same rows give the same bytes with the same pyarrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from lishi_duties.errors import MissingExtraError
from lishi_duties.export.tables import TABLES, Column, TableName, columns_of

if TYPE_CHECKING:
    import pyarrow as pa

    from lishi_duties.duties.duty_set import DutySet
    from lishi_duties.model import Duty

ROWS = 1 << 17
"""How many rows a row group has, about: enough to be read at full speed, few enough to be held while they are gathered."""


def write_parquet(duties: DutySet[Duty], path: Path) -> None:
    """Write the duties as a folder of Parquet files, each with the edition in the metadata of its schema.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    with parquet_folder(path, {"edition": duties.edition.model_dump_json()}) as add:
        add(duties)


@contextmanager
def parquet_folder(path: Path, metadata: Mapping[bytes | str, bytes | str]) -> Iterator[Callable[[DutySet[Duty]], None]]:
    """A function that adds the rows of a list, or part of one, to the Parquet files of a new folder.

    It holds one row group at most.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise MissingExtraError("writing Parquet files", "parquet") from None
    schemas = {name: schema(columns, metadata) for name, (columns, _) in TABLES.items()}
    gathered: dict[str, list[pa.RecordBatch]] = {name: [] for name in TABLES}
    path.mkdir()
    with ExitStack() as open_files:
        files = {
            name: open_files.enter_context(parquet.ParquetWriter(path / f"{name}.parquet", schemas[name], compression="zstd"))
            for name in TABLES
        }

        def write(name: TableName) -> None:
            rows = pa.Table.from_batches(gathered[name], schemas[name])
            files[name].write_table(rows, row_group_size=max(1, len(rows)))
            gathered[name].clear()

        def add(duties: DutySet[Duty]) -> None:
            for name in TABLES:
                gathered[name].append(pa.RecordBatch.from_pydict(columns_of(duties, name), schemas[name]))
                if sum(map(len, gathered[name])) >= ROWS:
                    write(name)

        yield add
        for name in TABLES:
            if gathered[name]:
                write(name)


def schema(columns: tuple[Column, ...], metadata: Mapping[bytes | str, bytes | str]) -> pa.Schema:
    """The Arrow schema of a table's columns."""
    import pyarrow as pa

    types: dict[str, pa.DataType] = {
        "string": pa.string(),
        "integer": pa.int64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "strings": pa.list_(pa.field("element", pa.string(), nullable=False)),
    }
    return pa.schema(
        [
            pa.field(
                column.name,
                types[column.type],
                nullable=not column.required,
                metadata={"title": column.title, "description": column.description},
            )
            for column in columns
        ],
        metadata={**metadata},
    )
