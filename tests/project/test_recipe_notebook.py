"""The notebook among the recipes shows what it really prints: every cell is run, and its outputs are those that are kept.

`python tests/project/test_recipe_notebook.py` runs it and keeps the outputs anew, for a reader to look at the difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "recipes" / "duties.ipynb"
FORMAT = 4


def read() -> Any:
    return nbformat.read(NOTEBOOK, as_version=FORMAT)


def executed(notebook: Any) -> Any:
    """The notebook with its outputs as they are now, and nothing in them that differs from run to run."""
    NotebookClient(notebook, timeout=120, kernel_name="python3", record_timing=False, coalesce_streams=True).execute()
    notebook.metadata.language_info = {"name": "python"}
    for number, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), 1):
        cell.execution_count = number
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = number
            for kind, text in output.get("data", {}).items():
                output.data[kind] = re.sub(r" at 0x[0-9a-fA-F]+", "", text)
    return notebook


def written(notebook: Any) -> str:
    """The notebook as it is kept in its file."""
    return f"{nbformat.writes(notebook, version=FORMAT)}\n"


def seen(output: Any) -> Iterator[str]:
    """What a reader sees of an output; how pandas marks a table up changes with its versions."""
    yield output.get("text", "")
    for kind, text in sorted(output.get("data", {}).items()):
        yield kind
        yield from re.sub(r"<style.*?</style>|<[^>]*>", " ", text, flags=re.DOTALL).split()


def test_it_is_kept_as_it_is_written() -> None:
    notebook = read()
    nbformat.validate(notebook)
    assert NOTEBOOK.read_text(encoding="utf-8") == written(notebook)


def test_every_cell_has_been_run_in_order_and_shows_something() -> None:
    cells = [cell for cell in read().cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert all(cell.outputs for cell in cells)


def test_the_outputs_are_small() -> None:
    assert NOTEBOOK.stat().st_size < 40_000


@pytest.mark.slow
def test_every_cell_gives_the_outputs_that_are_kept() -> None:
    kept, now = read(), executed(read())
    for before, after in zip(kept.cells, now.cells, strict=True):
        shown, given = ([list(seen(output)) for output in cell.get("outputs", [])] for cell in (before, after))
        assert shown == given, before.source


if __name__ == "__main__":
    NOTEBOOK.write_text(written(executed(read())), encoding="utf-8")
    print(f"wrote {NOTEBOOK.name}")
