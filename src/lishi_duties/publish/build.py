"""Rebuild the packaged data from `sources/`, byte for byte: `python -m lishi_duties.publish.build`.

    sources/departments.toml          the registry
    sources/<edition>/edition.toml    the document, its sha256, title, jurisdiction, date
    sources/<edition>/corrections.toml, notes.toml, decisions.toml, ids.json
    sources/dispatch/*.toml           the dispatch directory
        ↓
    src/lishi_duties/data/editions/<edition>.json, index.json
    src/lishi_duties/data/dispatch.gb18030.json
    src/lishi_duties/data/schemas/*.json

Machine output and human corrections never share a file. Everything is checked before anything is written, and each file is
written beside its place and then moved there.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from lishi_duties.authoring.dispatch import DirectoryFile, read_directory
from lishi_duties.authoring.forms import EditionFacts, read_form
from lishi_duties.authoring.lint import faults
from lishi_duties.errors import DataFileError, IntakeError, LishiDutiesError
from lishi_duties.files import write_atomically
from lishi_duties.intake.departments import departments_named
from lishi_duties.intake.doubts import keyed, reading_doubts
from lishi_duties.intake.identity import first_identity
from lishi_duties.intake.pipeline import Reading, Stated, make_edition, prove, read_items
from lishi_duties.intake.received import receive
from lishi_duties.intake.review import IDS, NOTES, Review, read_ids, read_registry, read_review
from lishi_duties.model import LIST_NAMES, SCHEMA_VERSION, DutyListFile, Kind, Record
from lishi_duties.model.canonical import canonical_json, edition_json

DATA = Path(__file__).parents[1] / "data"


def build_edition(folder: Path, previous: DutyListFile | None = None) -> DutyListFile:
    """Read an edition's sources and check them against the document.

    Args:
        folder: `sources/<edition>/`.
        previous: the edition before it; None for the first.

    Raises:
        IntakeError: the document has a place that cannot be read with certainty, or a correction no longer applies.
        DataFileError: a file of the sources is wrong, or a check of the result failed.
    """
    facts = read_form(folder / "edition.toml", EditionFacts)
    review = read_review(folder, complete=True)
    registry = read_registry(folder.parent / "departments.toml", facts.jurisdiction.district)
    given = read_ids(folder / IDS) if previous else None
    reading = read_items(receive(folder / facts.document, stated=facts.sha256), review.corrections)
    _check_facts(reading, facts)
    _check_reviewed(reading, review)
    named = departments_named(reading.outline, facts.jurisdiction.district, registry)
    file, _ = make_edition(
        reading,
        Stated(facts.number, facts.jurisdiction, facts.published),
        tuple(entry.department for entry in named if entry.registered),
        partial(given.identity, path=folder / IDS) if given else first_identity,
        review,
        previous,
    )
    prove(reading, file, review.corrections)
    for fault in faults(file):
        raise DataFileError(fault, path=folder / NOTES if fault.startswith("note on ") else reading.received.path)
    return file


def _check_facts(reading: Reading, facts: EditionFacts) -> None:
    """Refuse a document whose title or sums are others than `edition.toml` states."""
    path, items = reading.received.path, reading.outline
    if items.title != facts.title:
        raise DataFileError(f"the title reads {items.title!r}, edition.toml says {facts.title!r}", path=path)
    counts: dict[Kind, int] = facts.counts.model_dump()  # type: ignore[assignment]
    for kind, stated in counts.items():
        count = sum(item.kind == kind for item in items.items)
        if count != stated:
            problem = f"{LIST_NAMES[kind]} has {count} items, edition.toml counts {stated}: is a section missing?"
            raise DataFileError(problem, path=path)


def _check_reviewed(reading: Reading, review: Review) -> None:
    """Refuse a document of which the reader was unsure and nobody has said that it is read rightly."""
    reviewed = {entry.doubt for entry in review.decisions.reviewed}
    for doubt in keyed(reading_doubts(reading.document, reading.outline)):
        if doubt.key not in reviewed:
            problem = f"not reviewed: {doubt.problem} (doubt {doubt.key})"
            raise IntakeError(problem, path=reading.received.path, place=doubt.place, text=doubt.text, advice=_REVIEW)


_REVIEW = "Look at it; if it is read rightly, say so in decisions.toml: [[reviewed]] with this doubt and a reason"


def schema_json(model: type[Record], name: str) -> bytes:
    """The JSON Schema (2020-12) of a data file, generated from its model."""
    schema = model.model_json_schema(mode="validation")
    identity = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:lishi-duties:schema:{name}"}
    return (json.dumps(identity | schema, ensure_ascii=False, indent=1) + "\n").encode()


def build(sources: Path) -> dict[str, bytes]:
    """Every packaged data file that follows from the sources, by its path below `data/`."""
    folders = sorted((f for f in sources.iterdir() if f.name.isdecimal()), key=lambda f: int(f.name))
    if not folders:
        raise DataFileError("holds no edition; an edition's folder bears its number", path=sources)
    files: list[DutyListFile] = []
    for folder in folders:
        files.append(build_edition(folder, files[-1] if files else None))
    for folder, file in zip(folders, files, strict=True):
        if folder.name != str(file.edition.number):
            raise DataFileError(f"holds edition {file.edition.number}", path=folder)
    index = {"editions": [file.edition.model_dump(mode="json") for file in files]}
    built = {f"editions/{file.edition.number}.json": edition_json(file) for file in files}
    built["editions/index.json"] = canonical_json(index)
    if (sources / "dispatch").is_dir():  # another town's project may have none
        directory = read_directory(sources / "dispatch", files[-1], files[:-1])
        # how to tell duties apart is for those who write wordings; in GB18030 the text is a seventh smaller in the wheel
        compiled = directory.model_dump(mode="json", by_alias=True, exclude={"duties": {"__all__": {"apart"}}})
        built["dispatch.gb18030.json"] = canonical_json(compiled).decode().encode("gb18030")
    for model, name in ((DutyListFile, f"duty-list-{SCHEMA_VERSION}"), (DirectoryFile, "dispatch-directory-1")):
        built[f"schemas/{name}.json"] = schema_json(model, name)
    return built


def main(arguments: list[str] | None = None, say: Callable[[str], object] = print) -> int:
    """The command. Returns its exit code: 0 done, 1 the packaged data differ (`--check`), 2 the sources are wrong."""
    parser = argparse.ArgumentParser(prog="python -m lishi_duties.publish.build", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sources", type=Path, default=Path("sources"), help="the folder of the sources (default: sources)")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder to write to (default: the package's data)")
    parser.add_argument("--check", action="store_true", help="write nothing, compare bytes")
    options = parser.parse_args(arguments)
    try:
        if not options.sources.is_dir():
            raise DataFileError("no such folder; run this in the project's root", path=options.sources)
        built = build(options.sources)
    except LishiDutiesError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    differing = [n for n, data in built.items() if not (options.data / n).exists() or (options.data / n).read_bytes() != data]
    present = {f"editions/{path.name}" for path in (options.data / "editions").glob("*.json")}
    orphans = sorted(present - built.keys())
    if options.check:
        for name in orphans:
            say(f"{options.data / name}: has no sources; delete it or bring its sources back")
        for name in differing:
            say(f"{options.data / name}: differs from what the sources give; run python -m lishi_duties.publish.build")
        say(f"{len(built)} files compared, {len(differing)} differ")
        return 1 if differing or orphans else 0
    for name in differing:
        try:
            write_atomically(options.data / name, built[name])
        except OSError as error:
            print(f"error: {options.data / name}: cannot be written ({error.strerror})", file=sys.stderr)
            return 2
        say(f"wrote {options.data / name}")
    say(f"{len(built)} files, {len(differing)} written, the others were up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
