"""`lishi-duties publish`: a reviewed draft as the next edition of a project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def publish(
    draft: Annotated[Path, typer.Argument(metavar="DRAFT", help="The reviewed draft, as lishi-duties intake wrote it.")],
    document: Annotated[Path, typer.Option("--document", metavar="DOCUMENT", help="The document it was read from.")],
    review: Annotated[
        Path | None, typer.Option("--review", metavar="FOLDER", help="Holds decisions.toml, corrections.toml, notes.toml.")
    ] = None,
    sources: Annotated[Path, typer.Option("--sources", metavar="FOLDER", help="The folder of the sources.")] = Path("sources"),
    data: Annotated[
        Path | None, typer.Option("--data", metavar="FOLDER", help="The folder of the packaged data; the package's by default.")
    ] = None,
    changes: Annotated[
        Path, typer.Option("--changes", metavar="FOLDER", help="The folder of what the changelog will say.")
    ] = Path("changes"),
    news: Annotated[Path, typer.Option("--news", metavar="FILE", help="The page of the news.")] = Path("docs/news.md"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be written, write nothing.")] = False,
) -> None:
    """Publish a reviewed draft as the next edition of a project.

    The document is read once more and must give the very draft, without a doubt left open. Nothing is touched unless all of it
    builds.
    """
    from lishi_duties.publish import build as building
    from lishi_duties.publish.project import Project
    from lishi_duties.publish.publication import prepare, write

    project = Project(sources, building.DATA if data is None else data, changes, news)
    publication = prepare(project, draft, document, review)
    if not dry_run:
        write(publication)
    for path in publication.files:
        print(f"{'would write' if dry_run else 'wrote'} {path}")
    if publication.waiting:
        print(f"no wordings yet for {', '.join(publication.waiting)}: write them in {sources / 'dispatch'}")
    part = publication.change.version_part if publication.change else "minor"
    print(f"the change asks for the next {part} version; docs/versions.md says why" if part else "nothing changed")
