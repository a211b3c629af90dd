"""`lishi-duties build`: the packaged data, rebuilt from the sources of a project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lishi_duties.publish.build import Comparison


def build(
    check: Annotated[bool, typer.Option("--check", help="Write nothing, compare bytes.")] = False,
    sources: Annotated[Path, typer.Option("--sources", metavar="FOLDER", help="The folder of the sources.")] = Path("sources"),
    data: Annotated[
        Path | None, typer.Option("--data", metavar="FOLDER", help="The folder to write to; the package's data by default.")
    ] = None,
) -> None:
    """Rebuild the packaged data from the sources of a project, byte for byte.

    Everything is checked before anything is written. With --check the exit code is 1 where the data differ.
    """
    from lishi_duties.publish import build as building

    target = building.DATA if data is None else data
    built = building.build(sources)
    comparison = building.compare(built, target)
    if check:
        _report(target, comparison, len(built))
        return
    for name in comparison.differing:
        building.write_file(target / name, built[name])
        print(f"wrote {target / name}")
    print(f"{len(built)} files, {len(comparison.differing)} written, the others were up to date")


def _report(data: Path, comparison: Comparison, count: int) -> None:
    for name in comparison.orphans:
        print(f"{data / name}: has no sources; delete it or bring its sources back")
    for name in comparison.differing:
        print(f"{data / name}: differs from what the sources give; run lishi-duties build")
    print(f"{count} files compared, {len(comparison.differing)} differ")
    if comparison.differing or comparison.orphans:
        raise typer.Exit(1)
