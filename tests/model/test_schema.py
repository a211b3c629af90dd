"""The JSON Schema of an edition file: what the models give, and what an independent validator makes of it."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from examples import examples
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import lishi_duties as ld
from lishi_duties.model import SCHEMA_VERSION

if TYPE_CHECKING:
    from conftest import WriteFile

Document = dict[str, Any]


@pytest.fixture(scope="module")
def schema(package: Path) -> Document:
    loaded: Document = json.loads((package / "data" / "schemas" / f"duty-list-{SCHEMA_VERSION}.json").read_bytes())
    return loaded


@pytest.fixture(scope="module")
def validator(schema: Document) -> Draft202012Validator:
    return Draft202012Validator(schema)


def test_the_packaged_schema_is_what_the_models_give(schema: Document) -> None:
    identity = {"$schema", "$id"}
    assert {key: value for key, value in schema.items() if key not in identity} == ld.DutyListFile.model_json_schema()


def test_the_schema_is_a_schema_and_says_its_version(schema: Document) -> None:
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert re.search(rf"\D{SCHEMA_VERSION}$", schema["$id"])


def test_the_schema_is_closed(schema: Document) -> None:
    for name, part in {"": schema, **schema["$defs"]}.items():
        if part.get("type") == "object":
            assert part["additionalProperties"] is False, name


@pytest.mark.parametrize("number", [edition.number for edition in ld.editions()])
def test_every_packaged_edition_validates(validator: Draft202012Validator, package: Path, number: int) -> None:
    document = json.loads((package / "data" / "editions" / f"{number}.json").read_bytes())
    assert [error.message for error in validator.iter_errors(document)] == []


def test_what_the_models_write_validates(validator: Draft202012Validator, small: ld.DutyList) -> None:
    assert validator.is_valid(json.loads(small.file.model_dump_json()))


def refused_by_both(document: Document, validator: Draft202012Validator, write: WriteFile) -> None:
    assert not validator.is_valid(document)
    with pytest.raises(ld.DataFileError):
        ld.read(write(document))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema_version",), SCHEMA_VERSION + 1),
        (("schema_version",), 0),
        (("edition",), None),
        (("edition", "number"), "1"),
        (("edition", "categories"), []),
        (("edition", "source", "sha256"), "abc"),
        (("departments", 0, "kind"), "office"),
        (("basic",), {}),
        (("basic", 0, "title"), ""),
        (("basic", 0, "id"), "B1"),
        (("basic", 0, "number"), 0),
        (("basic", 0, "kind"), "reclaimed"),
        (("basic", 0, "remark"), "x"),
        (("basic", 0, "place", "lines"), [1, 2, 3]),
        (("basic", 0, "place", "lines"), [1]),
        (("cooperative", 0, "town_tasks"), []),
        (("cooperative", 0, "town_tasks"), "text"),
        (("cooperative", 0, "responsibilities", 0, "tasks", 0), ""),
        (("reclaimed", 0, "handover"), None),
        (("notes", 0, "kind"), "opinion"),
        (("notes", 0, "duty"), "X001"),
    ],
)
def test_a_broken_file_is_refused_by_schema_and_package(
    document: Document, validator: Draft202012Validator, write: WriteFile, path: tuple[str | int, ...], value: object
) -> None:
    assert validator.is_valid(document)
    holder: Any = document
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    refused_by_both(document, validator, write)


def members(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every member of every object."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from members(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from members(inner, (*path, place))


@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_schema_and_package_agree_on_which_fields_may_be_missing(
    document: Document, validator: Draft202012Validator, write: WriteFile, data: st.DataObject
) -> None:
    document = copy.deepcopy(document)
    *way, last = data.draw(st.sampled_from(sorted(members(document), key=str)))
    holder: Any = document
    for step in way:
        holder = holder[step]
    del holder[last]
    try:
        ld.read(write(document))
        message = ""
    except ld.DataFileError as error:
        message = str(error)
    # where the field itself may be missing, the rules across records may still miss it, and those the schema cannot tell
    missing = "Field required" in message or "no schema_version" in message
    assert validator.is_valid(document) != missing
