"""The rows of the list as data frames, with the types `tables` gives its columns, whatever the values are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lishi_duties.arguments import one_of
from lishi_duties.errors import MissingExtraError
from lishi_duties.export.tables import TABLES, TableName, columns_of

if TYPE_CHECKING:
    import pandas
    import polars

    from lishi_duties.duties.duty_set import DutySet
    from lishi_duties.model import Duty


def pandas_frame(duties: DutySet[Duty], table: TableName = "duties") -> pandas.DataFrame:
    """The rows of a table as a pandas frame: `string`, `datetime64`, lists of texts as tuples; the edition in `attrs`.

    Raises:
        ArgumentError: there is no such table.
        MissingExtraError: pandas is not installed.
    """
    one_of("table", table, tuple(TABLES))
    try:
        import pandas
    except ImportError:
        raise MissingExtraError("making pandas frames", "pandas") from None
    types = {"string": "string", "integer": "int64", "boolean": "bool", "date": "datetime64[s]", "strings": "object"}
    values = columns_of(duties, table)
    frame = pandas.DataFrame(
        {column.name: pandas.Series(values[column.name], dtype=types[column.type]) for column in TABLES[table][0]}
    )
    frame.attrs["edition"] = duties.edition.model_dump(mode="json")
    return frame


def polars_frame(duties: DutySet[Duty], table: TableName = "duties") -> polars.DataFrame:
    """The rows of a table as a polars frame.

    Raises:
        ArgumentError: there is no such table.
        MissingExtraError: polars is not installed.
    """
    one_of("table", table, tuple(TABLES))
    try:
        import polars
    except ImportError:
        raise MissingExtraError("making polars frames", "polars") from None
    types = {
        "string": polars.String(),
        "integer": polars.Int64(),
        "boolean": polars.Boolean(),
        "date": polars.Date(),
        "strings": polars.List(polars.String()),
    }
    return polars.DataFrame(columns_of(duties, table), schema={column.name: types[column.type] for column in TABLES[table][0]})
