"""Publish a reviewed draft as the next edition.

    the draft, the document, the maintainer's decisions, corrections and notes
        ↓
    sources/<edition>/           the document, edition.toml, ids.json, and what the maintainer wrote
    data/editions/<edition>.json and whatever else the build makes
    changes/data/                what changed, for the changelog of the next release
    docs/news.md                 the same for readers

The document is read once more and must give the very draft, without a doubt left open. Everything is tried in a copy first;
what the project holds is touched only when the copy builds.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from lishi_duties.authoring.dispatch import PENDING
from lishi_duties.authoring.lint import faults
from lishi_duties.catalogue import read
from lishi_duties.compare.diff import Diff, diff
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.errors import DataFileError
from lishi_duties.files import write_all
from lishi_duties.intake.draft import Draft, read_document
from lishi_duties.intake.review import NOTES
from lishi_duties.model import DutyListFile
from lishi_duties.model.canonical import edition_json
from lishi_duties.publish.build import build
from lishi_duties.publish.changelog import fragments
from lishi_duties.publish.news import NEWS, news_with
from lishi_duties.publish.project import Project, content_of, text_of
from lishi_duties.publish.sources import source_files, wait_for_wordings


@dataclass(frozen=True, slots=True)
class Publication:
    """A draft that may be published.

    Attributes:
        draft: what the document gives.
        change: what it changes; None for a first edition.
        files: everything to be written, by its path.
        waiting: new duties nobody has written wordings for.
    """

    draft: Draft
    change: Diff | None
    files: dict[Path, bytes]
    waiting: tuple[str, ...]


def prepare(project: Project, draft_path: Path, document: Path, review: Path | None = None) -> Publication:
    """Read the document again, compare it with the reviewed draft, and build everything in a copy.

    Raises:
        DataFileError: the draft is not what the document gives, doubts are open, the edition exists already, or the build fails.
        IntakeError: the document cannot be read with certainty.
        MissingExtraError: the libraries for reading the document, or for comparing it with the edition before, are not installed.
    """
    reviewed = read(draft_path)
    previous = project.newest()
    _check_number(reviewed, previous, project, draft_path)
    draft = read_document(
        document,
        previous,
        review=review,
        registry=project.sources / "departments.toml",
        jurisdiction=reviewed.edition.jurisdiction,
        published=reviewed.edition.published,
    )
    _check_draft(draft, reviewed, draft_path)
    folder = project.sources / str(draft.file.edition.number)
    if folder.exists():
        raise _refusal(folder, "exists already; an edition is published once")
    entries = dict(source_files(draft, document, review))
    trial = _build_copy(project.sources, draft.file, entries)
    if trial.built[f"editions/{folder.name}.json"] != edition_json(draft.file):
        raise _refusal(document, "the build of the sources does not give the draft; please report this with the document")
    change = diff(previous, draft.duties) if previous else None
    files = {folder / name: content for name, content in entries.items()}
    if trial.pending:
        files[project.sources / "dispatch" / PENDING] = trial.pending
    built = {project.data / name: content for name, content in trial.built.items()}
    files |= {path: content for path, content in built.items() if content_of(path) != content}
    files |= _fragments(project.changes / "data", draft.file, change)
    files[project.news] = news_with(text_of(project.news, NEWS), draft.file, change).encode()
    return Publication(draft, change, files, trial.waiting)


def write(publication: Publication) -> None:
    """Write everything; what was there before comes back if something cannot be written.

    Raises:
        DataFileError: a file cannot be written.
    """
    try:
        write_all(publication.files)
    except OSError as error:
        problem = f"cannot be written ({error.strerror}); nothing was changed"
        raise DataFileError(problem, path=error.filename or ".") from None


@dataclass(frozen=True, slots=True)
class _Trial:
    """What a copy of the sources with the new edition gives.

    Attributes:
        built: the data files.
        waiting: new duties nobody has written wordings for.
        pending: the file that names them; empty where there are none.
    """

    built: dict[str, bytes]
    waiting: tuple[str, ...]
    pending: bytes


def _build_copy(sources: Path, file: DutyListFile, entries: dict[str, bytes]) -> _Trial:
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "sources"
        if sources.is_dir():
            shutil.copytree(sources, copy)
        folder = copy / str(file.edition.number)
        folder.mkdir(parents=True)
        for name, content in entries.items():
            (folder / name).write_bytes(content)
        waiting = wait_for_wordings(copy, file)
        pending = (copy / "dispatch" / PENDING).read_bytes() if waiting else b""
        return _Trial(build(copy), waiting, pending)


def _check_number(reviewed: DutyList, previous: DutyList | None, project: Project, path: Path) -> None:
    if previous is not None and reviewed.edition.number != previous.edition.number + 1:
        raise _refusal(
            path,
            f"holds edition {reviewed.edition.number}, but the newest of {project.sources} is {previous.edition.number}; "
            f"run the intake again with --previous {previous.edition.number}",
        )


def _check_draft(draft: Draft, reviewed: DutyList, path: Path) -> None:
    if draft.doubts:
        first = "；".join(f"{doubt.key} {doubt.problem}" for doubt in draft.doubts[:3])
        raise _refusal(
            path, f"{len(draft.doubts)} doubts are open ({first}); review them as the report says, and run the intake again"
        )
    if draft.file != reviewed.file:
        where = next(
            (new.id for new, old in zip(draft.duties, reviewed, strict=False) if new != old),
            "the facts of the edition, its departments, notes or lineage",
        )
        raise _refusal(
            path,
            f"is not what the document, the review and the registry give now (first difference: {where}); run the intake again",
        )
    unregistered = [entry.department.name for entry in draft.departments if not entry.registered]
    if unregistered:
        raise _refusal(path, f"departments nobody registered: {'、'.join(unregistered)}; add them to departments.toml")
    for fault in faults(draft.file):
        raise _refusal(path, f"{fault}; add a note to {NOTES}")


def _fragments(folder: Path, file: DutyListFile, change: Diff | None) -> dict[Path, bytes]:
    """The files the changelog of the next release is made from."""
    files = {folder / name: f"{line}\n".encode() for name, line in fragments(file, change)}
    for path in files:
        if path.exists():
            raise _refusal(path, "exists already, and publishing writes a file of this name; give it another")
    return files


def _refusal(path: Path, problem: str) -> DataFileError:
    return DataFileError(problem, path=path)
