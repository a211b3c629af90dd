"""What lists and sets of duties are written as. What writes them is imported when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    import os
    from pathlib import Path

    import pandas
    import polars

    from lishi_duties.duties.duty_set import DutySet
    from lishi_duties.model import Duty

__all__ = ["Exporting"]


class Exporting:
    """What `DutySet` and `DutyList` have in common as files and frames for other programs."""

    __slots__ = ()

    def export(self, path: str | os.PathLike[str], format: str, *, force: bool = False, bom: bool = False) -> Path:
        """Write the duties to a file for other programs, whole or not at all.

        A set that is part of a list is written as csv, xlsx, parquet, markdown or docx; the other formats hold whole editions,
        with their notes and the lineage of ids.

        Args:
            path: the file; a folder for `parquet` and `datapackage`.
            format: json, jsonl, csv, xlsx, parquet, sqlite, markdown, docx or datapackage.
            force: whether what stands there already is replaced.
            bom: whether CSV begins with a byte order mark, by which Excel knows UTF-8.

        Raises:
            ArgumentError: there is no such format, it holds whole editions only and this is part of one, or `bom` is given with
                another format than CSV.
            TargetError: the path exists already, or cannot be written.
            MissingExtraError: the format's library is not installed.
        """
        from lishi_duties.export import export

        return export(self._exported, path, format, force=force, bom=bom)

    def to_csv(self, path: str | os.PathLike[str], *, force: bool = False, bom: bool = False) -> Path:
        """Write the duties as CSV, one row a duty; see `export`."""
        return self.export(path, "csv", force=force, bom=bom)

    def to_json(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write the list as the edition file that `read` takes; whole lists only, see `export`."""
        return self.export(path, "json", force=force)

    def to_jsonl(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write the list as JSON Lines: the edition first, then one record a line; whole lists only, see `export`."""
        return self.export(path, "jsonl", force=force)

    def to_xlsx(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write the duties as a workbook in the official layout; see `export`."""
        return self.export(path, "xlsx", force=force)

    def to_docx(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write the duties as a Word document in the official layout; the intake reads a whole list back. See `export`."""
        return self.export(path, "docx", force=force)

    def to_markdown(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write the duties as Markdown; see `export`."""
        return self.export(path, "markdown", force=force)

    def to_datapackage(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write the list as a folder of CSV files with a Frictionless `datapackage.json`; whole lists only, see `export`."""
        return self.export(path, "datapackage", force=force)

    def to_parquet(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write the duties as a folder with a file for each table: duties, tasks, editions; see `export`."""
        return self.export(path, "parquet", force=force)

    def to_sqlite(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write the list as an SQLite database with full-text search; whole lists only, see `export`."""
        return self.export(path, "sqlite", force=force)

    def to_pandas(self, table: Literal["duties", "tasks", "editions"] = "duties") -> pandas.DataFrame:
        """The rows of a table as a pandas frame; see `lishi_duties.export.tables` for its columns.

        Raises:
            ArgumentError: there is no such table.
            MissingExtraError: pandas is not installed.
        """
        from lishi_duties.export.frames import pandas_frame

        return pandas_frame(self._exported, table)

    def to_polars(self, table: Literal["duties", "tasks", "editions"] = "duties") -> polars.DataFrame:
        """The rows of a table as a polars frame; see `lishi_duties.export.tables` for its columns.

        Raises:
            ArgumentError: there is no such table.
            MissingExtraError: polars is not installed.
        """
        from lishi_duties.export.frames import polars_frame

        return polars_frame(self._exported, table)

    @property
    def _exported(self) -> DutySet[Duty]:
        return cast("DutySet[Duty]", self)
