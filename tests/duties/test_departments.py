"""The registry of departments."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lishi_duties as ld

ALL = [(form, d.name) for d in ld.load(edition=1).departments for form in (d.name, *d.aliases)]


@pytest.fixture(scope="module")
def departments(duties: ld.DutyList) -> ld.Departments:
    return duties.departments


def test_iterates_over_departments_in_the_order_the_document_names_them(duties: ld.DutyList) -> None:
    seen: dict[str, None] = {}
    for duty in duties.cooperative:
        seen |= dict.fromkeys(duty.departments)
        seen |= dict.fromkeys(name for part in duty.responsibilities for name in part.departments)
    for item in duties.reclaimed:
        seen |= dict.fromkeys(handover.department for handover in item.handover)
    assert list(duties.departments.names) == list(seen)
    assert [d.name for d in duties.departments] == list(duties.departments.names)
    assert len(duties.departments) == len(seen)


def test_every_name_and_alias_finds_its_department(departments: ld.Departments) -> None:
    for form, name in ALL:
        assert departments[form].name == name
        assert departments.get(form) is departments[name]
        assert form in departments


@given(st.sampled_from(ALL), st.data())
def test_spaces_and_punctuation_do_not_count(entry: tuple[str, str], data: st.DataObject) -> None:
    form, name = entry
    at = data.draw(st.integers(0, len(form)))
    noise = data.draw(st.sampled_from([" ", "　", "、", "（", "“", "\n", "-"]))
    assert ld.load(edition=1).departments[form[:at] + noise + form[at:]].name == name


def test_width_and_case_do_not_count() -> None:
    departments = ld.Departments([ld.Department(name="区12345热线Center", kind="district")])
    for asked in ("区12345热线center", "区１２３４５热线ＣＥＮＴＥＲ", "区12345热线CENTER", "区１２３４５热线ｃｅｎｔｅｒ"):
        assert departments[asked].name == "区12345热线Center"


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("应急局", "区应急管理局"),
        ("区应急局", "区应急管理局"),
        ("公安局", "区公安局"),
        ("市场监管局", "江津区市场监管局"),
        ("区农委", "区农业农村委"),
        ("消防救援局", "江津区消防救援局"),
    ],
)
def test_everyday_short_forms(departments: ld.Departments, short: str, name: str) -> None:
    assert departments[short].name == name


def test_collective_names_are_no_single_departments(departments: ld.Departments) -> None:
    assert departments["区级相关部门"].kind == "collective"
    assert departments["房源单位"].kind == "collective"
    assert departments["区公安局"].kind == "district"


def test_etc_is_no_department(departments: ld.Departments) -> None:
    assert "等" not in departments
    assert not [d.name for d in departments if d.name.endswith("等")]


def test_a_miss_names_the_nearest(departments: ld.Departments) -> None:
    with pytest.raises(ld.DepartmentNotFoundError) as caught:
        departments["区公安分局"]
    assert caught.value.asked == "区公安分局"
    assert caught.value.suggestions[0] == "区公安局"
    assert "no department is called '区公安分局'; did you mean 区公安局" in str(caught.value)
    assert "lishi-duties departments" in str(caught.value)


def test_suggestions_are_canonical_names_without_doubles(departments: ld.Departments) -> None:
    for form, _ in ALL:
        with pytest.raises(ld.DepartmentNotFoundError) as caught:
            departments[form + "处"]
        suggestions = caught.value.suggestions
        assert len(set(suggestions)) == len(suggestions)
        assert set(suggestions) <= set(departments.names)


@pytest.mark.parametrize("name", ["xyzzy", "", " ", "。", "\ud800", "\0"])
def test_a_hopeless_miss_suggests_nothing_but_where_to_look(departments: ld.Departments, name: str) -> None:
    assert departments.get(name) is None
    assert name not in departments
    with pytest.raises(ld.DepartmentNotFoundError) as caught:
        departments[name]
    assert caught.value.suggestions == ()
    assert "did you mean" not in str(caught.value)
    assert f"All {len(departments)}:" in str(caught.value)
    str(caught.value).encode()


@pytest.mark.parametrize("wrong", [None, 3, b"x", ("区公安局",), ["区公安局"]])
def test_wrong_types_are_refused(departments: ld.Departments, wrong: object) -> None:
    with pytest.raises(ld.ArgumentError, match=f"a str, not {type(wrong).__name__}"):
        departments[wrong]  # type: ignore[index]
    with pytest.raises(ld.ArgumentError, match=f"a str, not {type(wrong).__name__}"):
        departments.get(wrong)  # type: ignore[arg-type]


def test_contains_takes_departments_too(departments: ld.Departments, small: ld.DutyList) -> None:
    assert departments["区公安局"] in departments
    assert small.departments["区公安局"] not in departments  # of another list, with other aliases
    assert 3 not in departments


def test_equal_hashable_picklable_copyable(departments: ld.Departments, small: ld.DutyList) -> None:
    again = ld.Departments(tuple(departments))
    assert departments == again
    assert hash(departments) == hash(again)
    assert departments != small.departments
    assert departments != tuple(departments)
    for back in (pickle.loads(pickle.dumps(departments)), copy.copy(departments), copy.deepcopy(departments)):
        assert back == departments
        assert back["应急局"].name == "区应急管理局"


def test_cannot_be_changed(departments: ld.Departments) -> None:
    with pytest.raises(TypeError):
        departments["区新局"] = departments["区公安局"]  # type: ignore[index]
    with pytest.raises(TypeError):
        del departments["区公安局"]  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        departments.names = ()  # type: ignore[misc]
    with pytest.raises(AttributeError):
        departments.added = 1  # type: ignore[attr-defined]


def test_repr_is_short(departments: ld.Departments) -> None:
    assert repr(departments).startswith(f"<Departments: {len(departments)}, 区统计局、")
    assert len(repr(departments)) < 60


def test_repr_of_few_promises_no_more() -> None:
    assert "…" not in repr(ld.Departments([ld.Department(name="区公安局", kind="district")]))
    assert repr(ld.Departments([])) == "<Departments: 0>"
