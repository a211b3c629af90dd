"""Lookups and filters: a list of duties as an immutable sequence that answers questions."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lishi_duties as ld
from lishi_duties.model import KINDS, ROLES, field_text

LIST = ld.load(edition=1)
FORMS = {form: d.name for d in LIST.departments for form in (d.name, *d.aliases)}


def names_of(duty: ld.Duty, role: str | None = None) -> set[str]:
    """The departments of a duty, read off the record in the plainest way."""
    if isinstance(duty, ld.CooperativeDuty) and role in (None, "leads"):
        return {*duty.departments, *(name for part in duty.responsibilities for name in part.departments)}
    if isinstance(duty, ld.ReclaimedItem) and role in (None, "receives"):
        return {handover.department for handover in duty.handover}
    return set()


def meets(duty: ld.Duty, conditions: dict[str, Any]) -> bool:
    kind, category, department = conditions["kind"], conditions["category"], conditions["department"]
    discontinued = isinstance(duty, ld.ReclaimedItem) and duty.discontinued is not None
    return (
        (kind is None or duty.kind == kind)
        and (category is None or duty.category == category)
        and (department is None or FORMS[department] in names_of(duty, conditions["role"]))
        and (conditions["discontinued"] is None or discontinued == conditions["discontinued"])
    )


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    department = draw(st.none() | st.sampled_from(sorted(FORMS)))
    return {
        "kind": draw(st.none() | st.sampled_from(KINDS)),
        "category": draw(st.none() | st.sampled_from(LIST.edition.categories)),
        "department": department,
        "role": draw(st.none() | st.sampled_from(ROLES)) if department else None,
        "discontinued": draw(st.none() | st.booleans()),
    }


subsets = st.sampled_from([LIST, LIST.basic, LIST.cooperative, LIST.reclaimed, LIST[50:250], LIST[::7], LIST[:0]])


# A sequence


def test_lists_in_order(duties: ld.DutyList) -> None:
    assert [duty.kind for duty in duties] == ["basic"] * 103 + ["cooperative"] * 83 + ["reclaimed"] * 143
    assert tuple(duties) == (*duties.basic, *duties.cooperative, *duties.reclaimed)
    for part in (duties.basic, duties.cooperative, duties.reclaimed):
        assert [duty.number for duty in part] == list(range(1, len(part) + 1))


def test_sections_hold_what_the_headings_of_the_document_say(duties: ld.DutyList) -> None:
    def counts(part: ld.DutySet[Any]) -> list[int]:
        return [n for category in duties.edition.categories if (n := len(part.by_category(category)))]

    assert counts(duties.basic) == [24, 10, 18, 12, 9, 7, 11, 4, 8]
    assert counts(duties.cooperative) == [9, 17, 14, 3, 10, 23, 7]
    assert counts(duties.reclaimed) == [8, 12, 104, 3, 4, 12]


def test_is_a_sequence(duties: ld.DutyList) -> None:
    assert isinstance(duties, Sequence)
    assert isinstance(duties.basic, ld.DutySet)
    assert duties[0] is duties.basic[0]
    assert duties[-1] is duties.reclaimed[-1]
    assert list(reversed(duties)) == list(duties)[::-1]
    assert duties.index(duties["C047"]) == 103 + 46
    assert duties.count(duties["C047"]) == 1
    with pytest.raises(
        IndexError, match=r"^there is no place 329 here: places are 0 to 328; a duty is looked up by its id, such as"
    ):
        duties[len(duties)]
    with pytest.raises(IndexError, match="there is no place -330 here"):
        duties[-len(duties) - 1]
    with pytest.raises(IndexError, match="there is no place 47 here: places are none, the set is empty"):
        duties[:0][47]


def test_a_whole_number_is_a_place_and_not_the_number_of_a_duty(duties: ld.DutyList) -> None:
    assert duties.cooperative[46] is duties["C047"]
    assert duties.cooperative[47].id == "C048"


@given(subsets, st.slices(400))
def test_slices_are_sets_of_the_same_edition(part: ld.DutySet[ld.Duty], cut: slice) -> None:
    piece = part[cut]
    assert isinstance(piece, ld.DutySet)
    assert tuple(piece) == tuple(part)[cut]
    assert piece.edition is part.edition
    assert piece.departments is part.departments


def test_found_in_by_id_and_by_record(duties: ld.DutyList) -> None:
    for duty in duties:
        assert duties[duty.id] is duty
        assert duties.get(duty.id) is duty
        assert duty.id in duties
        assert duty in duties
    assert duties.ids == tuple(duty.id for duty in duties)
    assert "C999" not in duties
    assert 47 not in duties
    assert None not in duties
    assert "C047" not in duties.basic
    assert duties["C047"] not in duties.basic
    assert duties.get("C999") is None
    assert duties.basic.get("C047") is None


def test_an_empty_set_is_false_and_answers(duties: ld.DutyList) -> None:
    nothing = duties[:0]
    assert not nothing
    assert nothing.ids == ()
    assert nothing.get("C047") is None
    assert not nothing.by_department("区公安局")
    assert not nothing.by_category("民生服务")
    assert not nothing.discontinued()
    assert nothing.tasks_of("区公安局") == ()
    assert nothing.search("燃气") == ()


def test_elements_and_attributes_cannot_be_changed(duties: ld.DutyList) -> None:
    with pytest.raises(TypeError):
        duties[0] = duties[1]  # type: ignore[index]
    with pytest.raises(TypeError):
        del duties[0]  # type: ignore[attr-defined]
    for name in ("ids", "edition", "departments", "notes", "file", "added"):
        with pytest.raises(AttributeError):
            setattr(duties, name, ())


@pytest.mark.parametrize("name", ["basic", "cooperative", "reclaimed"])
def test_the_three_lists_cannot_be_replaced(name: str, small: ld.DutyList) -> None:
    with pytest.raises(AttributeError):
        setattr(small, name, ())
    with pytest.raises(AttributeError):
        delattr(small, name)


def test_equal_and_hashable(duties: ld.DutyList, package: Any) -> None:
    again = ld.read(package / "data" / "editions" / "1.json")
    assert again is not duties
    assert again == duties
    assert hash(again) == hash(duties)
    assert duties[:] == duties
    assert hash(duties[:]) == hash(duties)
    assert duties.basic != duties.cooperative
    assert duties != tuple(duties)
    assert len({duties, again, duties.basic, again.basic}) == 2


def test_equal_sets_hash_alike_even_when_empty(duties: ld.DutyList) -> None:
    other = ld.DutySet[ld.Duty]((), duties.edition.model_copy(update={"number": 2}), duties.departments)
    assert other != duties[:0] or hash(other) == hash(duties[:0])


@pytest.mark.parametrize(
    "duplicate", [copy.copy, copy.deepcopy, *(lambda v, p=p: pickle.loads(pickle.dumps(v, p)) for p in (2, 5))]
)
def test_lists_and_sets_can_be_copied_and_pickled(duties: ld.DutyList, duplicate: Callable[[Any], Any]) -> None:
    for part in (duties, duties.reclaimed, duties.by_department("区公安局"), duties[:0]):
        back = duplicate(part)
        assert type(back) is type(part)
        assert back == part
        assert hash(back) == hash(part)
        assert back.edition == part.edition
        assert back.departments == part.departments
        assert back.by_department("公安局") == part.by_department("公安局")
    assert duplicate(duties).notes == duties.notes
    assert duplicate(duties).reclaimed == duties.reclaimed


def test_repr(duties: ld.DutyList) -> None:
    assert repr(duties) == ("<DutyList 重庆市江津区李市镇履职事项清单, edition 1: 103 basic, 83 cooperative, 143 reclaimed>")
    assert repr(duties[:2]) == "<DutySet of 2: B001, B002>"
    assert repr(duties.reclaimed) == "<DutySet of 143: R001, R002, R003, R004, R005, …>"
    assert repr(duties[:0]) == "<DutySet of 0>"


# Filters


@given(subsets, conditions())
def test_filter_agrees_with_a_naive_scan(part: ld.DutySet[ld.Duty], wanted: dict[str, Any]) -> None:
    members = part.filter(**wanted)
    assert isinstance(members, ld.DutySet)
    assert members.ids == tuple(duty.id for duty in part if meets(duty, wanted))
    assert members.edition is part.edition


@given(subsets, conditions())
def test_filters_combine_in_any_order(part: ld.DutySet[ld.Duty], wanted: dict[str, Any]) -> None:
    stepwise = part
    for name in ("discontinued", "department", "category", "kind"):
        role = {"role": wanted["role"]} if name == "department" else {}
        stepwise = stepwise.filter(**{name: wanted[name]}, **role)
    assert stepwise == part.filter(**wanted)


def test_no_condition_keeps_all(duties: ld.DutyList) -> None:
    assert duties.filter() == duties


@given(subsets, st.sampled_from(sorted(FORMS)), st.none() | st.sampled_from(ROLES))
def test_by_department_with_every_form_and_role(part: ld.DutySet[ld.Duty], form: str, role: ld.Role | None) -> None:
    members = part.by_department(form, role=role)
    assert members.ids == tuple(duty.id for duty in part if FORMS[form] in names_of(duty, role))
    assert members == part.by_department(f" {form}　", role=role)


def test_by_department_knows_departments_only_a_heading_names(duties: ld.DutyList) -> None:
    only_heading = [(duty, name) for duty in duties.cooperative for name in sorted(names_of(duty) - set(duty.departments))]
    assert only_heading
    for duty, name in only_heading:
        assert duty in duties.by_department(name, role="leads")


@given(subsets, st.sampled_from(LIST.edition.categories))
def test_by_category_agrees_with_a_naive_scan(part: ld.DutySet[ld.Duty], category: str) -> None:
    assert part.by_category(category).ids == tuple(duty.id for duty in part if duty.category == category)


@given(subsets, st.sampled_from(sorted(FORMS)))
def test_reclaimed_by_is_what_the_department_receives(part: ld.DutySet[ld.Duty], form: str) -> None:
    members = part.reclaimed_by(form)
    assert members == part.by_department(form, role="receives")
    assert all(duty.kind == "reclaimed" for duty in members)


def test_discontinued(duties: ld.DutyList) -> None:
    discontinued = duties.discontinued()
    assert discontinued.ids == tuple(item.id for item in duties.reclaimed if item.discontinued)
    assert discontinued
    assert not any(item.handover for item in discontinued)
    assert not duties.basic.discontinued()


# Tasks, notes, counts


@given(subsets, st.sampled_from(sorted(FORMS)))
def test_tasks_of_is_every_task_of_the_department_in_order(part: ld.DutySet[ld.Duty], form: str) -> None:
    name = FORMS[form]
    expected = []
    for duty in part:
        if isinstance(duty, ld.CooperativeDuty):
            expected += [(duty.id, "leads", t) for r in duty.responsibilities if name in r.departments for t in r.tasks]
        elif isinstance(duty, ld.ReclaimedItem):
            expected += [(duty.id, "receives", s) for h in duty.handover if h.department == name for s in h.method]
    tasks = part.tasks_of(form)
    assert [(task.duty.id, task.role, task.text) for task in tasks] == expected
    for task in tasks:
        assert field_text(task.duty, task.field) == task.text
        assert task.duty is part[task.duty.id]
        assert name not in task.shared_with


def test_a_shared_task_names_the_others(duties: ld.DutyList) -> None:
    shared = [task for task in duties.tasks_of("区城市管理局") if task.duty.id == "C047"]
    assert [task.shared_with for task in shared] == [("区住房城乡建委", "区交通运输委", "区文化旅游委")]


def test_a_department_without_tasks_in_a_set_has_none(duties: ld.DutyList) -> None:
    assert duties.basic.tasks_of("区公安局") == ()


def test_notes_stand_in_list_order_and_on_their_duty(duties: ld.DutyList) -> None:
    places = [duties.ids.index(note.duty) for note in duties.notes]
    assert places
    assert places == sorted(places)
    for duty in duties:
        assert duties.notes_on(duty.id) == tuple(note for note in duties.notes if note.duty == duty.id)


def test_notes_quote_the_record(duties: ld.DutyList) -> None:
    for note in duties.notes:
        text = field_text(duties[note.duty], note.field)
        assert text is not None
        assert note.kind == "correction" or note.written in text


def test_notes_on_an_unknown_duty(duties: ld.DutyList) -> None:
    with pytest.raises(ld.DutyNotFoundError, match="did you mean C047"):
        duties.notes_on("c47")


@given(subsets)
def test_statistics_count_what_is_there(part: ld.DutySet[ld.Duty]) -> None:
    sections, loads = part.statistics()
    assert [row.category for row in sections] == list(part.edition.categories)
    for row in sections:
        for kind in KINDS:
            assert getattr(row, kind) == sum(duty.category == row.category and duty.kind == kind for duty in part)
        assert row.total == len(part.by_category(row.category))
    assert [load.department for load in loads] == list(part.departments)
    for load in loads:
        name = load.department.name
        assert load.leads == sum(name in names_of(duty, "leads") for duty in part)
        assert load.receives == sum(name in names_of(duty, "receives") for duty in part)
        assert load.duties == len(part.by_department(name))
        assert load.tasks == len(part.tasks_of(name))


def test_shortcuts_ask_the_newest_edition() -> None:
    newest = ld.load()
    assert ld.get(newest.ids[-1]) is newest[newest.ids[-1]]
    assert ld.get("X") is None
    assert ld.by_department("公安局", role="receives") == newest.by_department("区公安局", role="receives")
    assert ld.by_category("民生服务") == newest.by_category("民生服务")
    assert ld.reclaimed_by("林业局") == newest.reclaimed_by("区林业局")
    assert ld.search("燃气", 3, kind="cooperative") == newest.search("燃气", 3, kind="cooperative")


# Misses and bad values


@pytest.mark.parametrize(
    ("asked", "suggestions"),
    [
        ("c47", ("C047",)),
        ("C47", ("C047",)),
        ("C-047", ("C047",)),
        (" C047", ("C047",)),
        ("Ｃ０４７", ("C047",)),
        ("ｃ０４７", ("C047",)),
        ("47", ("B047", "C047", "R047")),
        ("143", ("R143",)),
        ("C999", ()),
        ("X", ()),
        ("", ()),
        ("噪声", ()),
        ("\ud800", ()),
        ("9" * 5000, ()),
    ],
)
def test_an_unknown_id_is_answered_with_what_may_be_meant(duties: ld.DutyList, asked: str, suggestions: tuple[str, ...]) -> None:
    assert duties.get(asked) is None
    with pytest.raises(ld.DutyNotFoundError) as caught:
        duties[asked]
    assert caught.value.asked == asked
    assert caught.value.suggestions == suggestions
    message = str(caught.value)
    assert message.startswith("no duty has the id ")
    assert "Ids here: B001–B103, C001–C083, R001–R143" in message
    assert ("; did you mean " + ", ".join(suggestions) + "?" in message) == bool(suggestions)
    assert len(message.encode()) < 400


def test_suggestions_exist_in_the_set_that_was_asked(duties: ld.DutyList) -> None:
    with pytest.raises(ld.DutyNotFoundError, match="did you mean B047, C047, R047") as caught:
        duties["47"]
    assert set(caught.value.suggestions) <= set(duties.ids)
    with pytest.raises(ld.DutyNotFoundError) as caught:
        duties.cooperative["47"]
    assert caught.value.suggestions == ("C047",)
    assert "Ids here: C001–C083" in str(caught.value)
    with pytest.raises(ld.DutyNotFoundError, match="the set is empty"):
        duties[:0]["C047"]


def test_an_unknown_category(duties: ld.DutyList) -> None:
    for ask in (duties.by_category, lambda name: duties.filter(category=name), lambda name: duties.search("燃气", category=name)):
        with pytest.raises(ld.CategoryNotFoundError) as caught:
            ask("民生")
        assert caught.value.asked == "民生"
        assert caught.value.suggestions == ("民生服务",)
        assert str(caught.value) == (
            f"no section is called '民生'; did you mean 民生服务? There are {'、'.join(duties.edition.categories)}"
        )


def test_names_nobody_knows_are_refused_even_where_nothing_can_be_found(duties: ld.DutyList) -> None:
    nothing = duties[:0]
    with pytest.raises(ld.CategoryNotFoundError):
        nothing.by_category("民生")
    with pytest.raises(ld.CategoryNotFoundError):
        nothing.filter(category="民生")
    for ask in (nothing.by_department, nothing.reclaimed_by, nothing.tasks_of):
        with pytest.raises(ld.DepartmentNotFoundError):
            ask("区外星局")


def test_a_hopeless_category_still_lists_what_exists(duties: ld.DutyList) -> None:
    with pytest.raises(ld.CategoryNotFoundError) as caught:
        duties.by_category("xyzzy")
    assert caught.value.suggestions == ()
    assert "did you mean" not in str(caught.value)
    assert all(category in str(caught.value) for category in duties.edition.categories)


def test_an_unknown_department(duties: ld.DutyList) -> None:
    for ask in (
        duties.by_department,
        duties.reclaimed_by,
        duties.tasks_of,
        lambda name: duties.filter(department=name),
        lambda name: duties.search("燃气", department=name),
    ):
        with pytest.raises(ld.DepartmentNotFoundError, match="did you mean 区公安局") as caught:
            ask("区公安分局")
        assert caught.value.asked == "区公安分局"
        assert caught.value.suggestions[0] == "区公安局"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"kind": "coop"}, "there is no kind 'coop'; did you mean 'cooperative'? allowed: 'basic', 'cooperative', 'reclaimed'"),
        ({"kind": "配合"}, "there is no kind '配合'; allowed: 'basic', 'cooperative', 'reclaimed'"),
        ({"kind": ""}, "there is no kind ''; allowed: 'basic', 'cooperative', 'reclaimed'"),
        ({"kind": 1}, "there is no kind 1; allowed: 'basic', 'cooperative', 'reclaimed'"),
        ({"kind": ["basic"]}, "there is no kind ['basic']; allowed: 'basic', 'cooperative', 'reclaimed'"),
        (
            {"department": "区公安局", "role": "lead"},
            "there is no role 'lead'; did you mean 'leads'? allowed: 'leads', 'receives'",
        ),
        ({"department": "区公安局", "role": ["leads"]}, "there is no role ['leads']; allowed: 'leads', 'receives'"),
        ({"role": "leads"}, "a role goes with a department: give both"),
        ({"category": 3}, "a category is asked for by its name, a str, not int"),
        ({"category": ["民生服务"]}, "a category is asked for by its name, a str, not list"),
        ({"department": 3}, "a department is asked for by its name, a str, not int"),
        ({"department": ["区公安局"]}, "a department is asked for by its name, a str, not list"),
        ({"discontinued": 1}, "discontinued is True, False or None, not 1"),
        ({"discontinued": "yes"}, "discontinued is True, False or None, not 'yes'"),
    ],
)
def test_filter_refuses_what_makes_no_sense(duties: ld.DutyList, arguments: dict[str, Any], message: str) -> None:
    for part in (duties, duties[:0]):  # a bad argument is refused even where nothing can be found
        with pytest.raises(ld.ArgumentError) as caught:
            part.filter(**arguments)
        assert str(caught.value) == message


def test_filter_takes_no_unknown_argument(duties: ld.DutyList) -> None:
    with pytest.raises(TypeError, match="town"):
        duties.filter(town="李市镇")  # type: ignore[call-overload]


def test_by_department_refuses_an_unknown_role(duties: ld.DutyList) -> None:
    with pytest.raises(ld.ArgumentError, match="there is no role 'receive'; did you mean 'receives'"):
        duties.by_department("区公安局", role="receive")  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [None, True, 1.0, b"C047", ("C047",), ["C047"]])
def test_a_lookup_by_anything_but_id_and_place_is_refused(duties: ld.DutyList, wrong: Any) -> None:
    with pytest.raises(ld.ArgumentError, match=f"not {type(wrong).__name__}"):
        duties[wrong]


@pytest.mark.parametrize("wrong", [None, True, 47, 1.0, b"C047", ("C047",), ["C047"]])
def test_get_by_anything_but_an_id_is_refused(duties: ld.DutyList, wrong: Any) -> None:
    with pytest.raises(ld.ArgumentError, match=f"not {type(wrong).__name__}"):
        duties.get(wrong)


@pytest.mark.parametrize(
    "arguments",
    [
        {"kind": "x" * 100_000},
        {"kind": ["x"] * 100_000},
        {"category": "区" * 100_000},
        {"discontinued": "x" * 100_000},
    ],
    ids=["kind", "list", "category", "discontinued"],
)
def test_messages_stay_short_whatever_was_asked(duties: ld.DutyList, arguments: dict[str, Any]) -> None:
    with pytest.raises(ld.LishiDutiesError) as caught:
        duties.filter(**arguments)
    assert len(str(caught.value)) < 400


def test_a_huge_department_name_is_refused_at_once(python: Callable[..., Any]) -> None:
    code = """if True:
        import lishi_duties as ld
        try:
            ld.by_department("区" * 100_000)
        except ld.DepartmentNotFoundError as error:
            print(len(str(error)) < 400)
    """
    assert python("-c", code, timeout=5).stdout.strip() == "True"
