"""What is kept of an edition: the files of `sources/<edition>/`, and the duties that wait for wordings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lishi_duties.authoring.forms import read_toml, toml_text
from lishi_duties.intake.draft import Draft
from lishi_duties.intake.review import CORRECTIONS, DECISIONS, IDS, NOTES, GivenIds, ids_json
from lishi_duties.model import KINDS, DutyListFile

WRITTEN = (DECISIONS, CORRECTIONS, NOTES)
"""What the maintainer writes, and what is kept with the document."""
_NONE = {
    DECISIONS: "# Nothing was doubtful.\n",
    CORRECTIONS: "# Nothing was corrected.\n",
    NOTES: "# Nothing was noted.\n",
}


def source_files(draft: Draft, document: Path, review: Path | None) -> Iterator[tuple[str, bytes]]:
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


def wait_for_wordings(sources: Path, file: DutyListFile) -> tuple[str, ...]:
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
