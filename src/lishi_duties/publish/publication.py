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

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lishi_duties.authoring.forms import read_toml, toml_text
from lishi_duties.authoring.lint import faults
from lishi_duties.catalogue import read
from lishi_duties.compare.diff import Diff, diff
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.errors import DataFileError, LishiDutiesError
from lishi_duties.files import write_all
from lishi_duties.intake.draft import Draft, read_document
from lishi_duties.intake.review import CORRECTIONS, DECISIONS, IDS, NOTES, GivenIds, ids_json
from lishi_duties.model import KINDS, DutyListFile
from lishi_duties.model.canonical import edition_json
from lishi_duties.publish.build import DATA, build
from lishi_duties.publish.changelog import fragments

WRITTEN = (DECISIONS, CORRECTIONS, NOTES)
"""What the maintainer writes, and what is kept with the document."""
_NONE = {
    DECISIONS: "# Nothing was doubtful.\n",
    CORRECTIONS: "# Nothing was corrected.\n",
    NOTES: "# Nothing was noted.\n",
}
NEWS = "# 更新\n\n各版清单之间的变化，由数据生成。\n"


@dataclass(frozen=True, slots=True)
class Project:
    """The places of a project that publishing writes to.

    Attributes:
        sources: the folder of the sources.
        data: the folder of the packaged data.
        changes: the folder of what the changelog will say.
        news: the page of the news.
    """

    sources: Path
    data: Path
    changes: Path
    news: Path


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
    """
    reviewed = read(draft_path)
    previous = _newest(project)
    if previous is not None and reviewed.edition.number != previous.edition.number + 1:
        raise _refusal(
            draft_path,
            f"holds edition {reviewed.edition.number}, but the newest of {project.sources} is {previous.edition.number}; "
            f"run the intake again with --previous {previous.edition.number}",
        )
    registry = project.sources / "departments.toml"
    draft = read_document(
        document,
        previous,
        review=review,
        registry=registry,
        jurisdiction=reviewed.edition.jurisdiction,
        published=reviewed.edition.published,
    )
    _check(draft, reviewed, draft_path)
    folder = project.sources / str(draft.file.edition.number)
    if folder.exists():
        raise _refusal(folder, "exists already; an edition is published once")
    entries = dict(_source_files(draft, document, review))
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "sources"
        if project.sources.is_dir():
            shutil.copytree(project.sources, copy)
        target = copy / folder.name
        target.mkdir(parents=True)
        for name, content in entries.items():
            (target / name).write_bytes(content)
        waiting = _wait_for_wordings(copy, draft.file)
        built = build(copy)
        pending = copy / "dispatch" / "pending.toml"
        pending_text = pending.read_bytes() if waiting else b""
    if built[f"editions/{folder.name}.json"] != edition_json(draft.file):
        raise _refusal(document, "the build of the sources does not give the draft; please report this with the document")
    change = diff(previous, draft.duties) if previous else None
    files = {folder / name: content for name, content in entries.items()}
    if waiting:
        files[project.sources / "dispatch" / "pending.toml"] = pending_text
    files |= {project.data / name: content for name, content in built.items() if _differs(project.data / name, content)}
    files |= _fragments(project.changes / "data", draft.file, change)
    files[project.news] = news_with(_text(project.news, NEWS), draft.file, change).encode()
    return Publication(draft, change, files, waiting)


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


def _newest(project: Project) -> DutyList | None:
    """The newest edition, as it is packaged."""
    folders = [int(folder.name) for folder in project.sources.glob("*") if folder.name.isdecimal()]
    if not folders:
        return None
    return read(project.data / "editions" / f"{max(folders)}.json")


def _check(draft: Draft, reviewed: DutyList, path: Path) -> None:
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
    unregistered = [found.department.name for found in draft.departments if not found.registered]
    if unregistered:
        raise _refusal(path, f"departments nobody registered: {'、'.join(unregistered)}; add them to departments.toml")
    for fault in faults(draft.file):
        raise _refusal(path, f"{fault}; add a note to {NOTES}")


def _source_files(draft: Draft, document: Path, review: Path | None) -> Iterator[tuple[str, bytes]]:
    """What `sources/<edition>/` will hold."""
    yield document.name, document.read_bytes()
    yield "edition.toml", _edition_toml(draft.file).encode()
    for name in WRITTEN:
        written = review is not None and (review / name).exists()
        yield name, (review / name).read_bytes() if review is not None and written else _NONE[name].encode()
    if draft.previous is not None:
        file = draft.file
        ids = GivenIds(
            basic=tuple(d.id for d in file.basic),
            cooperative=tuple(d.id for d in file.cooperative),
            reclaimed=tuple(d.id for d in file.reclaimed),
            events=draft.events,
        )
        yield IDS, ids_json(ids)


def _edition_toml(file: DutyListFile) -> str:
    edition = file.edition
    place = edition.jurisdiction
    lines = [
        "# The facts of this edition.",
        f"number = {edition.number}",
        f"title = {toml_text(edition.title)}",
        f"document = {toml_text(edition.source.document)}",
        f"sha256 = {toml_text(edition.source.sha256)}",
        *([f"published = {edition.published.isoformat()}"] if edition.published else []),
        "",
        "[jurisdiction]",
        f"province = {toml_text(place.province)}",
        *([f"city = {toml_text(place.city)}"] if place.city else []),
        f"district = {toml_text(place.district)}",
        f"town = {toml_text(place.town)}",
        "",
        "# The sums of the section headings.",
        "[counts]",
        *(f"{kind} = {sum(duty.kind == kind for duty in file.duties())}" for kind in KINDS),
    ]
    return "\n".join(lines) + "\n"


def _wait_for_wordings(sources: Path, file: DutyListFile) -> tuple[str, ...]:
    """Enter the duties without wordings in `dispatch/pending.toml`, where there is a dispatch directory."""
    from lishi_duties.authoring.dispatch import PENDING, without_wordings

    folder = sources / "dispatch"
    if not folder.is_dir():
        return ()
    waiting = without_wordings(folder, file)
    if waiting:
        earlier = read_toml(folder / PENDING).get("pending", []) if (folder / PENDING).exists() else []
        names = ", ".join(map(toml_text, dict.fromkeys((*earlier, *waiting))))  # some of them may be gone by now
        text = "# Duties nobody has written wordings for yet; dispatch finds them by their own text only.\n"
        (folder / PENDING).write_text(f"{text}pending = [{names}]\n", encoding="utf-8")
    return waiting


def _fragments(folder: Path, file: DutyListFile, change: Diff | None) -> dict[Path, bytes]:
    """The files the changelog of the next release is made from."""
    files = {folder / name: f"{line}\n".encode() for name, line in fragments(file, change)}
    for path in files:
        if path.exists():
            raise _refusal(path, "exists already, and publishing writes a file of this name; give it another")
    return files


def news_with(text: str, file: DutyListFile, change: Diff | None) -> str:
    """The page of the news with this edition first."""
    edition = file.edition
    day = edition.published.isoformat() if edition.published else "未载明日期"
    if change is None:
        counts = "、".join(str(sum(d.kind == kind for d in file.duties())) for kind in KINDS)
        body = f"首次收入。基本履职、配合履职、上级部门收回事项依次为{counts}项。"
    else:
        told = change.to_markdown().strip("\n").split("\n", 1)
        body = re.sub(r"^(#+ )", r"#\1", told[1].strip("\n"), flags=re.MULTILINE) if len(told) > 1 else told[0]
    first = re.search(r"^## ", text, re.MULTILINE)
    at = first.start() if first else len(text)
    entry = f"## 第{edition.number}版（{day}）\n\n{body}\n"
    return text[:at].rstrip("\n") + f"\n\n{entry}" + (f"\n{text[at:]}" if first else "")


def _differs(path: Path, content: bytes) -> bool:
    return _bytes(path) != content


def _bytes(path: Path) -> bytes | None:
    """What a file holds; None where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _refusal(path, f"cannot be read ({error.strerror}); nothing was changed") from None


def _text(path: Path, otherwise: str) -> str:
    found = _bytes(path)
    try:
        return otherwise if found is None else found.decode()
    except UnicodeDecodeError as error:
        raise _refusal(path, f"not UTF-8 (byte {error.start})") from None


def _refusal(path: Path, problem: str) -> DataFileError:
    return DataFileError(problem, path=path)


def main(arguments: list[str] | None = None, say: Callable[[str], object] = print) -> int:
    """The command. Returns its exit code: 0 published, 2 refused."""
    summary = (__doc__ or "").splitlines()[0]
    parser = argparse.ArgumentParser(prog="python -m lishi_duties.publish.publication", description=summary)
    parser.add_argument("draft", type=Path, metavar="DRAFT", help="the reviewed draft, as lishi-duties intake wrote it")
    parser.add_argument("--document", type=Path, required=True, help="the document it was read from")
    parser.add_argument("--review", type=Path, help="the folder with decisions.toml, corrections.toml, notes.toml")
    parser.add_argument("--sources", type=Path, default=Path("sources"), help="the folder of the sources (default: sources)")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of the packaged data (default: the package's)")
    parser.add_argument(
        "--changes", type=Path, default=Path("changes"), help="the folder of what the changelog will say (default: changes)"
    )
    parser.add_argument("--news", type=Path, default=Path("docs/news.md"), help="default: docs/news.md")
    parser.add_argument("--dry-run", action="store_true", help="say what would be written, write nothing")
    options = parser.parse_args(arguments)
    project = Project(options.sources, options.data, options.changes, options.news)
    try:
        found = prepare(project, options.draft, options.document, options.review)
        if not options.dry_run:
            write(found)
    except LishiDutiesError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for path in found.files:
        say(f"{'would write' if options.dry_run else 'wrote'} {path}")
    if found.waiting:
        say(f"no wordings yet for {', '.join(found.waiting)}: write them in {project.sources / 'dispatch'}")
    part = found.change.version_part if found.change else "minor"
    say(f"the change asks for the next {part} version; docs/versions.md says why" if part else "nothing changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
