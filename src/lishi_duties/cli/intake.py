"""`lishi-duties intake`: a document read as a draft, with its report."""

from __future__ import annotations

import datetime
from pathlib import Path

from lishi_duties.cli.output import print_json, progress, say
from lishi_duties.cli.target import is_number, list_named
from lishi_duties.errors import ArgumentError, DataFileError
from lishi_duties.files import write_all
from lishi_duties.intake.draft import Draft, read_document
from lishi_duties.intake.jurisdiction import jurisdiction_named
from lishi_duties.intake.review import CORRECTIONS, DECISIONS, NOTES
from lishi_duties.model import KINDS, LIST_NAMES
from lishi_duties.model.canonical import edition_json


def take_in(
    document: Path,
    output: Path,
    report: Path,
    previous: str | None,
    review: Path | None,
    registry: Path | None,
    jurisdiction: str | None,
    published: str | None,
) -> Draft:
    """Read a document; write the draft and the report, both or neither."""
    _refuse_overwriting(output, report, _kept(document, previous, review, registry))
    before = list_named(previous) if previous is not None else None
    with progress(document.name) as report_progress:
        draft = read_document(
            document,
            before,
            review=review,
            registry=registry,
            jurisdiction=jurisdiction_named(jurisdiction) if jurisdiction is not None else None,
            published=_day(published) if published is not None else None,
            progress=report_progress,
        )
    _write(output, edition_json(draft.file), report, draft.report().encode())
    return draft


def _write(output: Path, draft: bytes, report: Path, text: bytes) -> None:
    """Write both files, or leave both as they were."""
    try:
        write_all({output: draft, report: text})
    except OSError as error:
        problem = f"cannot be written ({error.strerror}); nothing was written"
        raise DataFileError(problem, path=error.filename or output) from None


def print_draft(draft: Draft, output: Path, report: Path) -> None:
    """What came of it, in a few lines."""
    counts = "、".join(f"{LIST_NAMES[kind]}{sum(d.kind == kind for d in draft.file.duties())}项" for kind in KINDS)
    print(f"{draft.file.edition}：{counts}")
    if draft.previous is not None:
        earlier = set(draft.previous.ids)
        kept = sum(duty.id in earlier for duty in draft.file.duties())
        lost = [event.id for event in draft.events if event.kind != "moved"]
        print(f"沿用编号{kept}项，新编号{len(draft.duties) - kept}项，不再有{len(lost)}项")
    print(f"草稿 {output}，报告 {report}")
    if draft.doubts:
        count = "1 doubt is open" if len(draft.doubts) == 1 else f"{len(draft.doubts)} doubts are open"
        say(f"{count}; the report lists what is to be reviewed, and publishing refuses until it is")


def draft_json(draft: Draft, output: Path, report: Path) -> None:
    """The same for programs."""
    print_json(
        {
            "draft": str(output),
            "report": str(report),
            "edition": draft.file.edition.model_dump(mode="json"),
            "counts": {kind: sum(d.kind == kind for d in draft.file.duties()) for kind in KINDS},
            "events": [event.model_dump(mode="json") for event in draft.events],
            "doubts": [
                {
                    "key": doubt.key,
                    "kind": doubt.kind,
                    "problem": doubt.problem,
                    "text": doubt.text,
                    "row": doubt.row or None,
                    "place": doubt.place.model_dump(mode="json", exclude_none=True) if doubt.place else None,
                    "candidates": [{"id": c.id, "title": c.title, "score": c.score} for c in doubt.candidates],
                }
                for doubt in draft.doubts
            ],
        }
    )


def _kept(document: Path, previous: str | None, review: Path | None, registry: Path | None) -> dict[Path, str]:
    """The files that are read and never written, and what they are."""
    kept = {document.resolve(): "the document"}
    if previous is not None and not is_number(previous):
        kept[Path(previous).resolve()] = "the previous edition"
    if registry is not None:
        kept[registry.resolve()] = "the registry"
    if review is not None:
        kept |= {(review / name).resolve(): "a file of the review" for name in (DECISIONS, CORRECTIONS, NOTES)}
    return kept


def _refuse_overwriting(output: Path, report: Path, kept: dict[Path, str]) -> None:
    """A draft and a report may be written anew, what they are made from never."""
    for name, path in (("--output", output), ("--report", report)):
        what = kept.get(path.resolve())
        if what:
            raise ArgumentError(f"{name} {path} is {what}, which stays as it is; give another name")
    if output.resolve() == report.resolve():
        raise ArgumentError(f"--output and --report are the same file, {output}; give two names")


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ArgumentError(f"--published is a day such as 2026-05-01, not {text!r}") from None
