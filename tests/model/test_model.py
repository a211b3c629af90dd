"""Records: they cannot be changed, compare and travel well, show themselves in a line, and refuse what is malformed."""

from __future__ import annotations

import copy
import json
import pickle
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

import lishi_duties as ld
from lishi_duties.model import field_text

Document = dict[str, Any]


def validate(document: Document) -> ld.DutyListFile:
    return ld.DutyListFile.model_validate_json(json.dumps(document))


def records(value: object) -> Iterator[BaseModel]:
    """A record and all records in it."""
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from records(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from records(item)


def samples(file: ld.DutyListFile) -> list[BaseModel]:
    """One record of every type that a file can hold; only an edition after the first knows what became of ids."""
    gone = ld.Lineage(id="B999", kind="withdrawn", edition=2, title="撤销的事项", lists=("basic",))
    return list({type(record): record for record in (*records(file), gone)}.values())


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


# Immutable


def test_samples_hold_every_public_record_type(document: Document) -> None:
    public = {value for name in ld.__all__ if isinstance(value := getattr(ld, name), type) and issubclass(value, BaseModel)}
    assert {type(record) for record in samples(validate(document))} == public


def test_no_field_of_any_record_can_be_changed(document: Document) -> None:
    for record in samples(validate(document)):
        for name in type(record).model_fields:
            before = getattr(record, name)
            with pytest.raises(ValidationError, match="frozen"):
                setattr(record, name, before)
            with pytest.raises(ValidationError, match="frozen"):
                delattr(record, name)
            assert getattr(record, name) is before
        with pytest.raises(ValidationError, match="frozen"):
            record.added = 1  # type: ignore[attr-defined]


def test_every_collection_is_a_tuple(duties: ld.DutyList) -> None:
    def walk(value: object) -> None:
        assert not isinstance(value, (list, dict, set)), value
        if isinstance(value, BaseModel):
            for name in type(value).model_fields:
                walk(getattr(value, name))
        elif isinstance(value, tuple):
            for item in value:
                walk(item)

    walk(duties.file)


# Equal, hashable, picklable, copyable


def test_equal_records_are_equal_and_hash_alike(document: Document) -> None:
    for one, other in zip(records(validate(document)), records(validate(document)), strict=True):
        assert one is not other
        assert one == other
        assert hash(one) == hash(other)
        assert len({one, other}) == 1


def test_a_changed_record_is_not_equal(document: Document) -> None:
    one = validate(document).basic[0]
    document["basic"][0]["title"] = "另一事项"
    other = validate(document).basic[0]
    assert one != other
    assert one.id == other.id
    assert hash(one) == hash(other), "hashed by edition and id alone"


def test_same_id_of_two_editions_differs(document: Document) -> None:
    one = validate(document).basic[0]
    other = ld.BasicDuty(**{**dict(one), "edition": 2})
    assert one != other
    assert hash(one) != hash(other)


def test_every_duty_of_the_edition_has_its_own_hash(duties: ld.DutyList) -> None:
    assert len({hash(duty) for duty in duties}) == len(duties)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_record_survives_pickling(document: Document, protocol: int) -> None:
    for record in records(validate(document)):
        back = pickle.loads(pickle.dumps(record, protocol))
        assert back == record
        assert type(back) is type(record)
        assert hash(back) == hash(record)


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy])
def test_every_record_can_be_copied(document: Document, duplicate: Callable[[BaseModel], BaseModel]) -> None:
    for record in records(validate(document)):
        back = duplicate(record)
        assert back == record
        assert type(back) is type(record)
        assert hash(back) == hash(record)


def test_the_whole_packaged_list_survives_pickling_and_copying(duties: ld.DutyList) -> None:
    assert pickle.loads(pickle.dumps(duties.file)) == duties.file
    assert copy.deepcopy(duties.file) == duties.file


def test_dumped_to_json_and_read_again_it_is_the_same(duties: ld.DutyList) -> None:
    assert ld.DutyListFile.model_validate_json(duties.file.model_dump_json()) == duties.file
    assert ld.DutyListFile.model_validate(duties.file.model_dump()) == duties.file


# Shown


def test_repr_of_a_duty_is_one_line_that_says_what_it_is(duties: ld.DutyList) -> None:
    for duty in duties:
        text = repr(duty)
        assert width(text) <= 80
        assert "\n" not in text
        assert text.startswith(f"{type(duty).__name__}({duty.id} {duty.category} {duty.title[:20]}")


def test_repr_of_the_longest_duty_fits_a_line(duties: ld.DutyList) -> None:
    category = max(duties.edition.categories, key=len)
    for duty in (duties.basic[0], duties.cooperative[0], duties.reclaimed[0]):
        for length in (23, 24, 25, 1000):
            longest = type(duty).model_validate(dict(duty) | {"category": category, "title": "长" * length})
            assert width(repr(longest)) <= 80, length


def test_repr_of_departments_edition_and_place_fits_a_line(duties: ld.DutyList) -> None:
    for record in (*duties.departments, duties.edition, duties.edition.jurisdiction, *(duty.place for duty in duties)):
        assert width(repr(record)) <= 80
    assert repr(duties.departments["区公安局"]) == "Department(区公安局 district)"


@pytest.mark.parametrize(
    "kind", [ld.Responsibility, ld.Handover, ld.Discontinuation, ld.EditorialNote, ld.Source, ld.DutyListFile]
)
def test_repr_of_the_other_records_fits_a_line(duties: ld.DutyList, kind: type[BaseModel]) -> None:
    texts = {repr(record) for record in records(duties.file) if isinstance(record, kind)}
    assert texts
    assert max(map(width, texts)) <= 80


def test_str_of_records_reads_well(duties: ld.DutyList) -> None:
    assert str(duties["C047"]) == "C047 噪声污染防治监管"
    assert str(duties.departments["公安局"]) == "区公安局"
    assert str(duties.edition) == "重庆市江津区李市镇履职事项清单（第1版，未载明日期）"
    assert str(duties.edition.jurisdiction) == "重庆市江津区李市镇"


def test_str_of_a_dated_edition_bears_its_day(small: ld.DutyList) -> None:
    assert "2025-03-01" in str(small.edition)
    assert "2025-03-01" in repr(small.edition)


@pytest.mark.parametrize(
    ("lines", "pages", "text"),
    [
        (None, None, "—"),
        ((3, 3), None, "第3行"),
        ((3, 5), None, "第3–5行"),
        (None, (2, 2), "第2页"),
        ((3, 5), (1, 2), "第3–5行，第1–2页"),
    ],
)
def test_str_of_a_place(lines: tuple[int, int] | None, pages: tuple[int, int] | None, text: str) -> None:
    assert str(ld.Place(lines=lines, pages=pages)) == text


# Strict and closed


def test_unknown_fields_are_refused_everywhere(document: Document) -> None:
    for record in samples(validate(document)):
        with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
            type(record).model_validate(dict(record) | {"remark": ""})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema_version",), "1"),
        (("schema_version",), 1.0),
        (("schema_version",), True),
        (("edition", "number"), "1"),
        (("edition", "number"), 0),
        (("edition", "number"), 2**31),
        (("edition", "published"), "March 2025"),
        (("edition", "published"), 20250301),
        (("edition", "categories"), []),
        (("edition", "source", "sha256"), "0" * 63),
        (("edition", "source", "sha256"), "G" * 64),
        (("departments", 0, "kind"), "office"),
        (("departments", 0, "name"), ""),
        (("basic", 0, "number"), "1"),
        (("basic", 0, "number"), True),
        (("basic", 0, "title"), 1),
        (("basic", 0, "title"), ""),
        (("basic", 0, "title"), None),
        (("basic", 0, "kind"), "cooperative"),
        (("basic", 0, "id"), "B1"),
        (("basic", 0, "id"), "b001"),
        (("basic", 0, "id"), "B001\n"),
        (("basic", 0, "id"), "X001"),
        (("basic", 0, "place", "lines"), [1]),
        (("basic", 0, "place", "lines"), [1, 2**31]),
        (("basic", 0, "place", "lines"), ["1", "2"]),
        (("cooperative", 0, "departments"), []),
        (("cooperative", 0, "responsibilities"), []),
        (("cooperative", 0, "town_tasks"), []),
        (("cooperative", 0, "town_tasks"), "协助巡查。"),
        (("cooperative", 0, "town_tasks"), [""]),
        (("cooperative", 0, "responsibilities", 0, "tasks"), []),
        (("cooperative", 0, "responsibilities", 0, "departments"), []),
        (("reclaimed", 0, "handover", 0, "method"), []),
        (("notes", 0, "kind"), "opinion"),
    ],
)
def test_malformed_values_are_refused_at_their_place(document: Document, path: tuple[str | int, ...], value: object) -> None:
    holder: Any = document
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    with pytest.raises(ValidationError) as caught:
        validate(document)
    assert {error["loc"][: len(path)] for error in caught.value.errors()} == {path}


def test_from_python_lists_do_not_pass_for_tuples(small: ld.DutyList) -> None:
    duty = small.cooperative[0]
    with pytest.raises(ValidationError, match="valid tuple"):
        ld.CooperativeDuty.model_validate(dict(duty) | {"town_tasks": list(duty.town_tasks)})


@pytest.mark.parametrize("span", [(9, 1), (0, 1), (-3, -1)])
@pytest.mark.parametrize("field", ["lines", "pages"])
def test_a_place_counts_from_one_and_forwards(field: str, span: tuple[int, int]) -> None:
    with pytest.raises(ValidationError):
        ld.Place.model_validate({field: span})


def test_sections_are_named_once(document: Document) -> None:
    document["edition"]["categories"].append("党的建设")
    with pytest.raises(ValidationError, match="党的建设"):
        validate(document)


# The rules that cross records


def spoil_columns(d: Document) -> None:
    d["cooperative"][0]["departments_as_published"].pop()


def spoil_both(d: Document) -> None:
    d["reclaimed"][0]["discontinued"] = d["reclaimed"][1]["discontinued"]


def spoil_neither(d: Document) -> None:
    d["reclaimed"][0]["handover"] = []


def spoil_basis(d: Document) -> None:
    d["reclaimed"][1]["discontinued"]["basis"] = "另一依据"


def spoil_department_twice(d: Document) -> None:
    d["departments"][1]["aliases"].append("公安局")


def spoil_department_same_name(d: Document) -> None:
    d["departments"].append(d["departments"][0])


def spoil_id_twice(d: Document) -> None:
    d["basic"][1]["id"] = "B001"


def spoil_edition(d: Document) -> None:
    d["cooperative"][1]["edition"] = 2


def spoil_number_skips(d: Document) -> None:
    d["reclaimed"][1]["number"] = 3


def spoil_numbers_swapped(d: Document) -> None:
    d["basic"].reverse()


def spoil_category_unknown(d: Document) -> None:
    d["basic"][1]["category"] = "综合政务"


def spoil_category_order(d: Document) -> None:
    d["cooperative"][0]["category"], d["cooperative"][1]["category"] = "生态环保", "平安法治"


def spoil_department_in_column(d: Document) -> None:
    d["cooperative"][1]["departments"] = ["区水利局"]


def spoil_department_in_responsibility(d: Document) -> None:
    d["cooperative"][1]["responsibilities"][0]["departments"] = ["区水利局"]


def spoil_department_in_handover(d: Document) -> None:
    d["reclaimed"][0]["handover"][0]["department"] = "区水利局"


def spoil_department_by_alias(d: Document) -> None:
    d["cooperative"][1]["departments"] = ["林业局"]


def spoil_note(d: Document) -> None:
    d["notes"][0]["duty"] = "C009"


def spoil_schema_version(d: Document) -> None:
    d["schema_version"] = 2


RULES: list[tuple[Callable[[Document], None], str]] = [
    (spoil_columns, "C001: 2 departments, but 1 as published"),
    (spoil_both, "R001: an item is either handed over or discontinued, never both and never neither"),
    (spoil_neither, "R001: an item is either handed over or discontinued, never both and never neither"),
    (spoil_basis, "basis '另一依据' is no part of the statement '根据通知要求，不再开展此项工作。'"),
    (spoil_department_twice, "department name '公安局' is given twice in departments"),
    (spoil_department_same_name, "department name '区公安局' is given twice in departments"),
    (spoil_id_twice, "basic[1]: id B001 is given twice"),
    (spoil_edition, "C002: edition 2 in the file of edition 1"),
    (spoil_number_skips, "R002: number 3 where reclaimed has come to 2"),
    (spoil_numbers_swapped, "B002: number 2 where basic has come to 1"),
    (spoil_category_unknown, "B002: category '综合政务' is not among edition.categories"),
    (spoil_category_order, "C002: category '平安法治' comes after a later section"),
    (spoil_department_in_column, "C002: department '区水利局' is not registered in departments"),
    (spoil_department_in_responsibility, "C002: department '区水利局' is not registered in departments"),
    (spoil_department_in_handover, "R001: department '区水利局' is not registered in departments"),
    (spoil_department_by_alias, "C002: department '林业局' is not registered in departments"),
    (spoil_note, "notes: C009 is no duty of this file"),
    (spoil_schema_version, "less than or equal to 1"),
]


@pytest.mark.parametrize(("spoil", "message"), RULES, ids=[spoil.__name__.removeprefix("spoil_") for spoil, _ in RULES])
def test_rules_across_records(document: Document, spoil: Callable[[Document], None], message: str) -> None:
    validate(document)
    spoil(document)
    with pytest.raises(ValidationError) as caught:
        validate(document)
    assert [message in error["msg"] for error in caught.value.errors()] == [True]


def test_duties_of_a_file_come_in_list_order(document: Document) -> None:
    assert [duty.id for duty in validate(document).duties()] == ["B001", "B002", "C001", "C002", "R001", "R002"]


# A field by its path


@pytest.mark.parametrize(
    ("id", "path", "text"),
    [
        ("B001", "title", "负责党员教育。"),
        ("C001", "departments_as_published[0]", "公安局"),
        ("C001", "responsibilities[0].tasks[1]", "受理报警。"),
        ("C001", "responsibilities[1].heading", "公安局、区级相关部门"),
        ("R001", "handover[0].method[1]", "现场查验。"),
        ("R002", "discontinued.basis", "根据通知要求"),
        ("B001", "town_tasks[0]", None),
        ("C001", "town_tasks[9]", None),
        ("C001", "town_tasks", None),
        ("C001", "town_tasks[-1]", None),
        ("C001", "responsibilities[0]", None),
        ("C001", "title[0]", None),
        ("C002", "responsibilities[0].heading", None),
        ("C001", "number", None),
        ("C001", "model_config", None),
        ("C001", "__class__.__name__", None),
        ("C001", "", None),
        ("R001", "discontinued.basis", None),
    ],
)
def test_field_text_finds_text_and_nothing_else(small: ld.DutyList, id: str, path: str, text: str | None) -> None:
    assert field_text(small[id], path) == text
