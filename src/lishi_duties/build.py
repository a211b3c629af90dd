"""Rebuild the packaged data from `sources/`, byte for byte: `python -m lishi_duties.build`.

    sources/departments.toml          the registry
    sources/<edition>/edition.toml    the document, its sha256, title, jurisdiction, date
    sources/<edition>/corrections.toml, notes.toml
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
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lishi_duties.checks import faults
from lishi_duties.departments import Departments
from lishi_duties.errors import DataFileError, IntakeError, LishiDutiesError
from lishi_duties.intake.faithful import Received, first_difference
from lishi_duties.intake.outline import outline
from lishi_duties.intake.readers import text as text_reader
from lishi_duties.intake.records import RecordMaker, first_ids
from lishi_duties.model import (
    LIST_NAMES,
    SCHEMA_VERSION,
    Department,
    Duty,
    DutyListFile,
    Edition,
    EditorialNote,
    Kind,
    Record,
    Source,
)
from lishi_duties.sources import Correction, Corrections, EditionFacts, Note, Notes, Registry, read_form
from lishi_duties.validation import explain
from lishi_duties.wordings import DirectoryFile, read_directory

DATA = Path(__file__).parent / "data"


def read_registry(path: Path, district: str) -> tuple[Department, ...]:
    """The registered departments, with the forms that follow from the district's name added to their aliases."""
    found = []
    for entry in read_form(path, Registry).department:
        aliases = [*entry.variants, *entry.everyday]
        if entry.kind not in ("collective", "party"):
            if entry.name.startswith("区"):
                aliases.append(district + entry.name[1:])
            elif entry.name.startswith(district):
                aliases += ["区" + entry.name.removeprefix(district), entry.name.removeprefix(district)]
        found.append(Department(name=entry.name, kind=entry.kind, aliases=tuple(dict.fromkeys(aliases))))
    return tuple(found)


def build_edition(folder: Path) -> DutyListFile:
    """Read an edition's sources and check them against the document.

    Args:
        folder: `sources/<edition>/`.

    Raises:
        IntakeError: the document has a place that cannot be read with certainty, or a correction no longer applies.
        DataFileError: a file of the sources is wrong, or a check of the result failed.
    """
    facts = read_form(folder / "edition.toml", EditionFacts)
    corrections = read_form(folder / "corrections.toml", Corrections).correction
    notes = read_form(folder / "notes.toml", Notes).note
    registered = read_registry(folder.parent / "departments.toml", facts.jurisdiction.district)
    document = folder / facts.document
    actual = hashlib.sha256(_bytes(document)).hexdigest()
    if actual != facts.sha256:
        problem = f"sha256 is {actual}, edition.toml says {facts.sha256}; the document was changed"
        raise DataFileError(f"{document}: {problem}", path=str(document))

    raw = text_reader.load_text(document)
    if not raw.strip():
        raise IntakeError("the document is empty", path=document)
    corrected, stale = apply_corrections(raw, corrections, document)
    try:
        outlined = outline(text_reader.read(corrected, document), document)
    except IntakeError as error:
        raise error from stale
    if stale:
        raise stale
    if outlined.title != facts.title:
        problem = f"the title reads {outlined.title!r}, edition.toml says {facts.title!r}"
        raise DataFileError(f"{document}: {problem}", path=str(document))
    counted: dict[Kind, int] = facts.counts.model_dump()  # type: ignore[assignment]
    for kind, stated in counted.items():
        found = sum(item.kind == kind for item in outlined.items)
        if found != stated:
            problem = f"{LIST_NAMES[kind]} has {found} items, edition.toml counts {stated}: is a section missing?"
            raise DataFileError(f"{document}: {problem}", path=str(document))

    maker = RecordMaker(Departments(registered), first_ids(outlined), facts.number, document)
    duties = [maker.record(item) for item in outlined.items]
    file = _validated(
        folder,
        schema_version=SCHEMA_VERSION,
        edition=Edition(
            number=facts.number,
            title=facts.title,
            jurisdiction=facts.jurisdiction,
            published=facts.published,
            source=Source(document=document.name, sha256=facts.sha256),
            categories=outlined.categories,
        ),
        departments=registered,
        basic=tuple(d for d in duties if d.kind == "basic"),
        cooperative=tuple(d for d in duties if d.kind == "cooperative"),
        reclaimed=tuple(d for d in duties if d.kind == "reclaimed"),
        notes=_notes(folder, corrections, notes, duties),
    )
    received = [Received(c.line, c.text, c.reading) for c in corrections]
    if difference := first_difference(raw, file, received):
        raise DataFileError(f"{document}: not lossless: {difference}", path=str(document))
    for fault in faults(file):
        where = folder / "notes.toml" if fault.startswith("note on ") else document
        raise DataFileError(f"{where}: {fault}", path=str(where))
    return file


def apply_corrections(text: str, corrections: list[Correction], document: Path) -> tuple[str, IntakeError | None]:
    """The document's text with each correction applied in its line, and what to say of the first that no longer applies."""
    lines = text.split("\n")
    stale = None
    for correction in corrections:
        line = correction.line
        if 1 <= line <= len(lines) and lines[line - 1].count(correction.text) == 1:
            lines[line - 1] = lines[line - 1].replace(correction.text, correction.reading)
        else:
            stale = stale or IntakeError(
                "a correction no longer applies: its text does not stand in this line exactly once",
                path=document,
                line=line,
                text=correction.text,
                advice="Look the line up in the document, then mend or delete the entry in corrections.toml",
            )
    return "\n".join(lines), stale


def _notes(folder: Path, corrections: list[Correction], notes: list[Note], duties: list[Duty]) -> tuple[EditorialNote, ...]:
    found = [
        EditorialNote(duty=c.duty, field=c.field, kind="correction", written=c.text, meant=c.reading, reason=c.reason)
        for c in corrections
    ]
    for note in notes:
        if note.kind == "correction":
            path = folder / "notes.toml"
            raise DataFileError(
                f"{path}: the note on {note.duty} is a correction; those stand in corrections.toml", path=str(path)
            )
        found.append(EditorialNote.model_validate(note.model_dump()))
    order = {duty.id: place for place, duty in enumerate(duties)}
    return tuple(sorted(found, key=lambda note: (order.get(note.duty, -1), note.field, note.written)))


def _validated(folder: Path, **parts: object) -> DutyListFile:
    try:
        return DutyListFile.model_validate(parts)
    except ValidationError as error:
        raise DataFileError(f"{folder}: {explain(error)}", path=str(folder)) from None


def canonical_json(document: dict[str, Any]) -> bytes:
    """JSON as it is kept: members in the model's order, one record a line, UTF-8, a line end at the end."""

    def compact(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    members = []
    for key, value in document.items():
        if isinstance(value, list):
            body = ",\n".join(compact(element) for element in value)
            members.append(f'"{key}":[\n{body}\n]' if value else f'"{key}":[]')
        else:
            members.append(f'"{key}":{compact(value)}')
    return ("{\n" + ",\n".join(members) + "\n}\n").encode()


def edition_json(file: DutyListFile) -> bytes:
    """An edition file as it is packaged."""
    return canonical_json(file.model_dump(mode="json"))


def schema_json(model: type[Record], name: str) -> bytes:
    """The JSON Schema (2020-12) of a data file, generated from its model."""
    schema = model.model_json_schema(mode="validation")
    identity = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:lishi-duties:schema:{name}"}
    return (json.dumps(identity | schema, ensure_ascii=False, indent=1) + "\n").encode()


def build(sources: Path) -> dict[str, bytes]:
    """Every packaged data file that follows from the sources, by its path below `data/`."""
    folders = sorted((f for f in sources.iterdir() if f.name.isdecimal()), key=lambda f: int(f.name))
    if not folders:
        raise DataFileError(f"{sources}: holds no edition; an edition's folder bears its number", path=str(sources))
    files = [build_edition(folder) for folder in folders]
    for folder, file in zip(folders, files, strict=True):
        if folder.name != str(file.edition.number):
            raise DataFileError(f"{folder}: holds edition {file.edition.number}", path=str(folder))
    index = {"editions": [file.edition.model_dump(mode="json") for file in files]}
    built = {f"editions/{file.edition.number}.json": edition_json(file) for file in files}
    built["editions/index.json"] = canonical_json(index)
    directory = read_directory(sources / "dispatch", files[-1])
    # how to tell duties apart is for those who write wordings; in GB18030 the text is a seventh smaller in the wheel
    compiled = directory.model_dump(mode="json", by_alias=True, exclude={"duties": {"__all__": {"apart"}}})
    built["dispatch.gb18030.json"] = canonical_json(compiled).decode().encode("gb18030")
    for model, name in ((DutyListFile, f"duty-list-{SCHEMA_VERSION}"), (DirectoryFile, "dispatch-directory-1")):
        built[f"schemas/{name}.json"] = schema_json(model, name)
    return built


def write_atomically(path: Path, data: bytes) -> None:
    """Write beside the place and move there, so that nobody ever sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataFileError(f"{path}: cannot be read ({error.strerror})", path=str(path)) from None


def main(arguments: list[str] | None = None, say: Callable[[str], object] = print) -> int:
    """The command. Returns its exit code: 0 done, 1 the packaged data differ (`--check`), 2 the sources are wrong."""
    parser = argparse.ArgumentParser(prog="python -m lishi_duties.build", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sources", type=Path, default=Path("sources"), help="the folder of the sources (default: sources)")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder to write to (default: the package's data)")
    parser.add_argument("--check", action="store_true", help="write nothing, compare bytes")
    options = parser.parse_args(arguments)
    try:
        if not options.sources.is_dir():
            raise DataFileError(f"{options.sources}: no such folder; run this in the project's root", path=str(options.sources))
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
            say(f"{options.data / name}: differs from what the sources give; run python -m lishi_duties.build")
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
