"""Every text a record can hold is walked, searched, compared, rebuilt and survives each format that is read back.

The texts are those the fields of the models say there are, so that a field which is added fails here wherever it is forgotten.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest

import lishi_duties as ld
from lishi_duties.export import read_jsonl, read_sqlite
from lishi_duties.intake import read_document
from lishi_duties.model import Record, texts_of
from lishi_duties.model.canonical import edition_json

NO_TEXT = {"id", "kind", "number", "category", "edition", "place"}
"""What says which record it is and where it stands."""

MARK = "獬豸"
"""Stands in no list."""

NOT_FREE = {"department", "quotation"}
"""A canonical name is one of the registry's, a quotation is a part of another text: neither can be given any mark."""

LIST = ld.load(edition=1)
MODELS: tuple[type[Record], ...] = (ld.BasicDuty, ld.CooperativeDuty, ld.ReclaimedItem)


def leaves(model: type[Record]) -> Iterator[str]:
    """Where a record of this model may hold a text: `responsibilities[].tasks[]`; by the annotations of its fields alone."""
    for name, info in model.model_fields.items():
        if name in NO_TEXT:
            continue
        inner, many = info.annotation, False
        while get_origin(inner) in (Annotated, tuple, Union, UnionType):
            many |= get_origin(inner) is tuple
            inner = next(kind for kind in get_args(inner) if kind is not NoneType)
        place = f"{name}[]" if many else name
        if isinstance(inner, type) and issubclass(inner, Record):
            yield from (f"{place}.{leaf}" for leaf in leaves(inner))
        elif inner is str:
            yield place


LEAVES = [(model, leaf) for model in MODELS for leaf in leaves(model)]


def pattern_of(field: str) -> str:
    """The place of a text without the numbers: `responsibilities[].tasks[]`."""
    return "".join(char for char in field if not char.isdigit())


def holder(model: type[Record], leaf: str) -> tuple[ld.Duty, str]:
    """A duty of the list that has such a text, and where; a text is put in where none has one and the field is its own."""
    for duty in LIST:
        if isinstance(duty, model):
            for text in texts_of(duty):
                if pattern_of(text.field) == leaf:
                    return duty, text.field
    if leaf.isidentifier():
        return next(duty for duty in LIST if isinstance(duty, model)), leaf
    raise AssertionError(
        f"no {model.__name__} has a text at {leaf}, or the walk leaves it out; give the list one, or mend the walk"
    )


def kind_at(duty: ld.Duty, field: str) -> str:
    return next((text.kind for text in texts_of(duty) if text.field == field), "text")


def marked(duty: ld.Duty, field: str) -> ld.DutyList:
    """The list with a mark at the end of this text."""
    document: dict[str, Any] = copy.deepcopy(LIST.file.model_dump(mode="json"))
    record = next(one for one in document[duty.kind] if one["id"] == duty.id)
    *way, last = [int(step) if step.isdigit() else step for step in field.replace("[", ".").replace("]", "").split(".")]
    place: Any = record
    for step in way:
        place = place[step]
    text = place[last] or "另有说明"
    end = "。" if text.endswith("。") else ""
    place[last] = f"{text.removesuffix('。')}{MARK}{end}"
    document["notes"] = [note for note in document["notes"] if note["duty"] != duty.id]
    return ld.DutyList(ld.DutyListFile.model_validate_json(json_of(document)))


def json_of(document: dict[str, Any]) -> str:
    import json

    return json.dumps(document, ensure_ascii=False)


def holds_mark(duties: ld.DutyList, duty: ld.Duty, leaf: str) -> bool:
    """Whether the mark stands where it was put, in the duty of this list and number."""
    one = next(other for other in duties if (other.kind, other.number) == (duty.kind, duty.number))
    return any(MARK in text.text and pattern_of(text.field) == leaf for text in texts_of(one))


ids = [f"{model.__name__}.{leaf}" for model, leaf in LEAVES]
every_leaf = pytest.mark.parametrize(("model", "leaf"), LEAVES, ids=ids)
FREE = [pair for pair in LEAVES if kind_at(*holder(*pair)) not in NOT_FREE]
every_free_leaf = pytest.mark.parametrize(("model", "leaf"), FREE, ids=[f"{model.__name__}.{leaf}" for model, leaf in FREE])


@every_leaf
def test_it_is_walked(model: type[Record], leaf: str) -> None:
    duty, field = holder(model, leaf)
    if kind_at(duty, field) in NOT_FREE:
        assert field in {text.field for text in texts_of(duty)}
    else:
        assert holds_mark(marked(duty, field), duty, leaf)


@every_leaf
def test_it_is_found_by_search(model: type[Record], leaf: str) -> None:
    duty, field = holder(model, leaf)
    if kind_at(duty, field) in NOT_FREE:
        (text,) = (text.text for text in texts_of(duty) if text.field == field)
        assert duty.id in [hit.duty.id for hit in LIST.search(text, limit=len(LIST))]
        return
    (hit,) = marked(duty, field).search(MARK)
    assert hit.duty.id == duty.id
    assert pattern_of(hit.matches[0].field) == leaf


@every_free_leaf
def test_a_comparison_sees_it_and_rebuilds_it(model: type[Record], leaf: str) -> None:
    duty, field = holder(model, leaf)
    new = marked(duty, field)
    difference = ld.diff(LIST, new)
    assert duty.id in {*(one.id for one in difference.changed), *(one.id for one in difference.renamed)}
    assert [*difference.apply(LIST)] == [*new]


@every_free_leaf
def test_it_survives_the_formats_that_hold_the_edition_file(model: type[Record], leaf: str, tmp_path: Path) -> None:
    duty, field = holder(model, leaf)
    new = marked(duty, field)
    (tmp_path / "list.json").write_bytes(edition_json(new.file))
    for again in (
        ld.read(tmp_path / "list.json"),
        read_jsonl(new.to_jsonl(tmp_path / "list.jsonl")),
        read_sqlite(new.to_sqlite(tmp_path / "list.sqlite")),
    ):
        assert again.file == new.file
        assert holds_mark(again, duty, leaf)


@pytest.fixture(scope="module", params=["docx", "xlsx"])
def read_back(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ld.DutyList:
    """The list, written as a document and read again."""
    path = LIST.export(tmp_path_factory.mktemp("document") / f"list.{request.param}", request.param)
    return read_document(path).duties


@pytest.mark.slow
@every_free_leaf
@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_it_survives_a_document(model: type[Record], leaf: str, suffix: str, tmp_path: Path) -> None:
    """A document has no place for a field the template does not know: such a text is refused when it is written, by name."""
    duty, field = holder(model, leaf)
    if kind_at(duty, field) in {"heading", "statement"}:
        pytest.skip("what a heading and 不再开展 look like is the template's; the next test reads them back as they are")
    new = marked(duty, field)
    if leaf in KNOWN_TO_THE_TEMPLATE:
        assert holds_mark(read_document(new.export(tmp_path / f"list.{suffix}", suffix)).duties, duty, leaf)
    else:
        with pytest.raises(ld.LishiDutiesError, match=leaf.split("[")[0]):
            new.export(tmp_path / f"list.{suffix}", suffix)


KNOWN_TO_THE_TEMPLATE = {
    "title",
    "departments_as_published[]",
    "responsibilities[].tasks[]",
    "town_tasks[]",
    "handover[].method[]",
    "discontinued.statement",
}
"""What has a column of its own, or a place in one, in the documents towns publish."""


@pytest.mark.slow
@every_free_leaf
def test_it_is_read_back_from_a_document_as_it_is(model: type[Record], leaf: str, read_back: ld.DutyList) -> None:
    def texts(duties: ld.DutyList) -> list[tuple[str, str, str]]:
        held = ((duty.id, text) for duty in duties if isinstance(duty, model) for text in texts_of(duty))
        return [(member, text.field, text.text) for member, text in held if pattern_of(text.field) == leaf]

    assert texts(read_back) == texts(LIST)


@every_free_leaf
def test_it_is_shown(model: type[Record], leaf: str) -> None:
    """In the list as Markdown and in the card of a duty."""
    duty, field = holder(model, leaf)
    new = marked(duty, field)
    if kind_at(new[duty.id], field) != "published_name":  # the canonical name is shown in its place
        assert MARK in new[duty.id]._repr_html_()
