"""Whatever text of a record is revised, a comparison says so and rebuilds it, those of fields added later as well."""

from __future__ import annotations

import copy
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from revised_lists import CHOSEN, EXCERPT, OLD, Document, duty_in, made

import lishi_duties as ld
from lishi_duties.compare.diff import diff
from lishi_duties.compare.fields import ENTRY_FIELDS, RECORDS
from lishi_duties.compare.phrases import PHRASES, Phrases
from lishi_duties.model import Discontinuation, Handover, RecordText, Responsibility, texts_of
from lishi_duties.model.walk import Path as FieldPath
from lishi_duties.model.walk import text_fields

DEPARTMENTS = [entry["name"] for entry in EXCERPT["departments"]]


def another(text: RecordText, duty: ld.Duty) -> str:
    """A text that could stand in the place of this one."""
    if text.kind == "department":
        named = {other.text for other in texts_of(duty) if other.kind == "department"}
        return next(name for name in DEPARTMENTS if name not in named)
    if text.kind == "quotation":
        return text.text[:-1]
    return text.text + "（另有规定的除外）"


def put(duty: Document, path: FieldPath, text: str) -> None:
    """Write a text at its place in a record."""
    *way, last = path
    place: object = duty
    for step in way:
        place = place[step]  # type: ignore[index]
    place[last] = text  # type: ignore[index]


@pytest.mark.parametrize("id", CHOSEN)
def test_each_text_that_is_revised_is_found_and_rebuilt(id: str) -> None:
    duty = OLD[id]
    for text in texts_of(duty):
        document = copy.deepcopy(EXCERPT)
        after = another(text, duty)
        put(duty_in(document, id), text.path, after)
        new = made(document)
        difference = diff(OLD, new)
        assert difference.apply(OLD).file == new.file
        assert difference.mirrored().apply(new).file == OLD.file
        if text.kind == "title":
            assert [(rename.id, rename.after) for rename in difference.renamed] == [(id, after)]
            continue
        assert [changed.id for changed in difference.changed] == [id], text.field
        changes = difference.changed[0].changes
        assert (text.field, text.text) in {(change.old_field, change.before) for change in changes}
        assert (text.field, after) in {(change.new_field, change.after) for change in changes}
        assert f"**{id}**" in difference.to_markdown()


STATED = {"edition", "id", "kind", "number", "category", "place"}
"""What an edition states anew of each duty; a comparison keeps it beside the texts."""


def test_every_field_of_a_record_is_compared_or_stated_anew() -> None:
    for record in RECORDS.values():
        assert {path[0] for path, _ in text_fields(record)} == record.model_fields.keys() - STATED
    for part in (Responsibility, Handover, Discontinuation):
        assert {path[0] for path, _ in text_fields(part)} == part.model_fields.keys()


@pytest.mark.parametrize("phrases", PHRASES.values(), ids=list(PHRASES))
def test_there_are_phrases_for_every_kind_of_entry(phrases: Phrases) -> None:
    for forms in (phrases.tasks, phrases.entry, phrases.quote, phrases.instead):
        assert forms.keys() >= {*ENTRY_FIELDS}


COMPARED = """
import copy, json
import lishi_duties as ld

def made(document):
    return ld.DutyList(ld.DutyListFile.model_validate_json(json.dumps(document)))

document = json.loads(ld.load(edition=1).file.model_dump_json())
lists = [made(document)]
duty = next(duty for duty in document["cooperative"] if duty["id"] == "C047")
for remark, hints, note in (("每年一次。", ["报区政府", "存档"], None), ("每年两次。", ["存档", "报市政府"], "会同办理。")):
    duty["remark"], duty["hints"], duty["responsibilities"][1]["note"] = remark, hints, note
    lists.append(made(document))
for old in lists:
    for new in lists:
        difference = ld.diff(old, new)
        assert bool(difference) == (old is not new)
        assert difference.apply(old).file == new.file
        assert difference.mirrored() == ld.diff(new, old)
        assert ("**C047**" in difference.to_markdown()) == (old is not new)
print(ld.diff(lists[1], lists[2]).to_markdown("en"))
"""


def test_a_field_added_to_the_models_needs_nothing_here(tmp_path: Path) -> None:
    package = Path(ld.__file__).parent
    shutil.copytree(package, tmp_path / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    models = tmp_path / package.name / "model" / "records.py"
    text = models.read_text(encoding="utf-8")
    for field, more in (
        ("    town_tasks: Annotated[tuple[Text, ...], Field(min_length=1)]\n", "    remark: str | None = None\n"),
        ("    town_tasks: Annotated[tuple[Text, ...], Field(min_length=1)]\n", "    hints: tuple[Text, ...] = ()\n"),
        ("    tasks: Annotated[tuple[Text, ...], Field(min_length=1)]\n", "    note: str | None = None\n"),
    ):
        assert text.count(field) == 1
        text = text.replace(field, field + more)
    models.write_text(text, encoding="utf-8")
    answer = subprocess.run(
        [sys.executable, "-c", COMPARED],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert "    - field remark: “每年~~一~~ **两**次。”\n" in answer.stdout
    assert "    - field hints 2: “~~报区~~ **报市**政府”\n" in answer.stdout
    assert "    - 区公安局, task added: “会同办理。”\n" in answer.stdout
