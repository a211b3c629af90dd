"""The packaged data, rebuilt from `sources/` byte for byte.

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

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lishi_duties.authoring.dispatch import DirectoryFile, read_directory
from lishi_duties.errors import DataFileError
from lishi_duties.files import write_atomically
from lishi_duties.model import SCHEMA_VERSION, DutyListFile, Record
from lishi_duties.model.canonical import canonical_json, edition_json
from lishi_duties.publish.edition import build_edition

DATA = Path(__file__).parents[1] / "data"
"""The packaged data."""


def schema_json(model: type[Record], name: str) -> bytes:
    """The JSON Schema (2020-12) of a data file, generated from its model."""
    schema = model.model_json_schema(mode="validation")
    identity = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:lishi-duties:schema:{name}"}
    return (json.dumps(identity | schema, ensure_ascii=False, indent=1) + "\n").encode()


def build(sources: Path) -> dict[str, bytes]:
    """Every packaged data file that follows from the sources, by its path below `data/`.

    Raises:
        IntakeError: a document has a place that cannot be read with certainty, or a correction no longer applies.
        DataFileError: a file of the sources is missing or wrong, or a check of the result failed.
    """
    if not sources.is_dir():
        raise DataFileError("no such folder; run this in the project's root", path=sources)
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


@dataclass(frozen=True, slots=True)
class Comparison:
    """Built files and the data that are there, by their paths below `data/`.

    Attributes:
        differing: files that are missing or have other bytes.
        orphans: editions without sources.
    """

    differing: tuple[str, ...]
    orphans: tuple[str, ...]


def compare(built: Mapping[str, bytes], data: Path) -> Comparison:
    """Which files of a data folder are others than the sources give."""
    present = {f"editions/{path.name}" for path in (data / "editions").glob("*.json")}
    return Comparison(
        tuple(name for name, content in built.items() if not (data / name).exists() or (data / name).read_bytes() != content),
        tuple(sorted(present - built.keys())),
    )


def write_file(path: Path, content: bytes) -> None:
    """Write a file of the data.

    Raises:
        DataFileError: it cannot be written.
    """
    try:
        write_atomically(path, content)
    except OSError as error:
        raise DataFileError(f"cannot be written ({error.strerror})", path=path) from None
