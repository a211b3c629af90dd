"""Departments nobody has registered yet: which names are one department, what kind it is, and that no form means two."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import BASIC, COOPERATIVE, RECLAIMED, SETTERS, with_cell

from lishi_duties.duties.departments import Departments
from lishi_duties.intake import read_document
from lishi_duties.intake.departments import NamedDepartment, departments_named, derived_names, kind_of
from lishi_duties.intake.document import Piece
from lishi_duties.intake.outline import Item, Outline
from lishi_duties.model import (
    BasicDuty,
    Department,
    DutyListFile,
    Edition,
    Jurisdiction,
    Place,
    Source,
)


def cooperative(number: int, names: Sequence[str], headed: bool = True) -> Item:
    """A cooperative duty these departments lead."""
    lines = [line for name in names for line in ((f"{name}：", "开展工作。") if headed else ("开展工作。",))]
    return Item(
        "cooperative",
        "民生服务",
        number,
        (Piece("事项"),),
        (tuple(map(Piece, names)), tuple(map(Piece, lines)), (Piece("协助。"),)),
        Place(rows=(number, number)),
    )


def reclaimed(number: int, names: Sequence[str]) -> Item:
    """A reclaimed item these departments took over together."""
    lines = (f"承接部门：{'、'.join(names)}", "工作方式：", "开展工作。")
    return Item("reclaimed", "民生服务", number, (Piece("事项"),), (tuple(map(Piece, lines)),), Place(rows=(number, number)))


def named(district: str, *rows: Sequence[str], registry: Sequence[Department] = ()) -> tuple[NamedDepartment, ...]:
    """What is found in a document of cooperative duties led by these departments."""
    items = tuple(cooperative(number, names) for number, names in enumerate(rows, 1))
    return departments_named(Outline("", (), items), district, registry)


def one(district: str, *names: str) -> Department:
    """The one department these names stand for."""
    (found,) = named(district, *((name,) for name in names))
    return found.department


# ---- forms of a name -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "district", "forms"),
    [
        ("区教委", "江津区", ("江津区教委",)),
        ("县教育局", "平安县", ("平安县教育局",)),
        ("旗民政局", "东胜旗", ("东胜旗民政局",)),
        ("市民政局", "江阴市", ("江阴市民政局",)),
        ("江津区税务局", "江津区", ("区税务局", "税务局")),
        ("江阴市市场监管局", "江阴市", ("市市场监管局", "市场监管局")),
        ("市政府办公室", "江阴市", ("江阴市政府办公室",)),
        ("市政务服务局", "江阴市", ("江阴市政务服务局",)),
        ("教育局", "平安县", ()),
        ("市公安局", "平安县", ()),
        ("区教委", "平安县", ()),
        ("江津区", "江津区", ()),
    ],
)
def test_a_name_with_and_without_the_districts(name: str, district: str, forms: tuple[str, ...]) -> None:
    assert derived_names(name, district) == forms


@pytest.mark.parametrize("name", ["市场监管局", "市监局", "市政管理处", "市容环卫中心", "市民服务中心"])
def test_a_word_that_begins_with_the_character_for_city_is_not_cut(name: str) -> None:
    assert derived_names(name, "江阴市") == ()
    found = one("江阴市", name)
    assert found.name == name
    assert found.aliases == ()


@pytest.mark.parametrize(
    ("district", "forms"),
    [
        ("江津区", ("区教委", "江津区教委", "教委")),
        ("平安县", ("县市场监管局", "平安县市场监管局", "市场监管局")),
        ("江阴市", ("江阴市市场监管局", "市场监管局", "市市场监管局")),
        ("江阴市", ("市政府办公室", "江阴市政府办公室")),
        ("江阴市", ("市民政局", "江阴市民政局", "民政局")),
        ("东胜旗", ("旗民政局", "东胜旗民政局")),
    ],
)
def test_the_forms_of_a_name_are_one_department(district: str, forms: tuple[str, ...]) -> None:
    found = one(district, *forms)
    assert found.name == forms[0]
    assert set(forms[1:]) <= set(found.aliases)


def test_the_form_used_most_is_the_name_and_the_first_one_where_they_are_equal() -> None:
    assert one("平安县", "县教育局", "平安县教育局", "平安县教育局").name == "平安县教育局"
    departments = named("平安县", ("教育局",), ("县民政局",))
    items = (cooperative(1, ("县教育局", "县民政局"), headed=False), reclaimed(2, ("教育局",)))
    assert [found.department.name for found in departments] == ["教育局", "县民政局"]
    (first, _) = departments_named(Outline("", (), items), "平安县", ())
    assert first.department.name == "县教育局"


def test_departments_of_the_city_and_of_the_district_stay_apart() -> None:
    found = named("平安县", ("市公安局", "县公安局"), ("公安局",))
    assert [entry.department.name for entry in found] == ["市公安局", "县公安局"]
    assert "公安局" in found[1].department.aliases


def test_departments_come_in_the_order_in_which_they_are_named() -> None:
    items = (cooperative(1, ("县公安局", "县民政局")), cooperative(2, ("县教育局",)), reclaimed(1, ("县林业局", "县公安局")))
    found = departments_named(Outline("", (), items), "平安县", ())
    assert [entry.department.name for entry in found] == ["县公安局", "县民政局", "县教育局", "县林业局"]
    assert [entry.place.rows for entry in found] == [(1, 1), (1, 1), (2, 2), (1, 1)]


# ---- what the registry knows ---------------------------------------------------------------------------------------------


def test_the_registry_is_asked_first() -> None:
    known = Department(name="县教体局", kind="district", aliases=("县教育局", "教育局"))
    found = named("平安县", ("县教育局", "县民政局"), registry=(known,))
    assert [(entry.department.name, entry.registered) for entry in found] == [("县教体局", True), ("县民政局", False)]
    assert found[0].department is known


def test_a_new_department_takes_no_form_from_a_registered_one() -> None:
    known = Department(name="教育和体育局", kind="district", aliases=("教育局",))
    found = named("平安县", ("县教育局",), ("教育和体育局",), registry=(known,))
    assert found[0].department.aliases == ("平安县教育局",)


def test_a_registered_department_the_document_does_not_name_is_left_out() -> None:
    known = Department(name="县民宗局", kind="district")
    assert [entry.department.name for entry in named("平安县", ("县民政局",), registry=(known,))] == ["县民政局"]


def test_an_abbreviation_is_pointed_out_and_not_put_together(tmp_path: Path) -> None:
    part = with_cell(COOPERATIVE, 2, 2, ("县应急局",))
    part = with_cell(part, 4, 2, ("县应急管理局",))
    draft = read_document(SETTERS["docx"](tmp_path / "list.docx", (BASIC, part, RECLAIMED)))
    assert {"县应急局", "县应急管理局"} <= set(draft.duties.departments.names)
    assert "县应急局、县应急管理局" in [doubt.text for doubt in draft.doubts if doubt.problem == "两个名称可能是同一部门。"]


@pytest.mark.parametrize("name", ["县民政局和县教育局", "县民政局县教育局", "县委组织部及县人力社保局"])
def test_a_name_that_may_be_several_departments_is_pointed_out(tmp_path: Path, name: str) -> None:
    part = with_cell(COOPERATIVE, 2, 2, (name,))
    draft = read_document(SETTERS["docx"](tmp_path / "list.docx", (BASIC, part, RECLAIMED)))
    assert name in [doubt.text for doubt in draft.doubts if doubt.problem == "一个名称里可能有几个部门。"]


def test_departments_in_cells_that_cannot_be_read_are_left_to_the_records() -> None:
    broken = cooperative(1, ("负责统筹",))
    assert (
        departments_named(Outline("", (), (broken, cooperative(2, ("县民政局",)))), "平安县", ())[0].department.name == "县民政局"
    )


# ---- kinds ---------------------------------------------------------------------------------------------------------------

KINDS_OF = {
    "district": ("县教育局", "县发展改革委", "县市场监管局", "县人民法院", "县委员会办事处"),
    "party": (
        "县委",
        "县委办公室",
        "县委政法委",
        "县纪委监委",
        "县监委",
        "平安县委组织部",
        "组织部",
        "政法委",
        "县委党校",
        "县党校",
    ),
    "mass": ("县科协", "县妇联", "县总工会", "团县委", "共青团平安县委", "县残联", "县红十字会", "县供销社"),
    "vertical": ("县税务局", "平安县消防救援大队", "县气象局", "国家统计局平安调查队", "国家税务总局平安县税务局"),
    "collective": ("县级相关部门", "有关单位", "各行业主管部门", "各村（社区）"),
}


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for kind, names in KINDS_OF.items() for name in names])
def test_what_kind_of_department_a_name_stands_for(name: str, kind: str) -> None:
    assert kind_of(name, "平安县") == kind


# ---- no form means two departments ---------------------------------------------------------------------------------------

DISTRICTS = ("江津区", "平安县", "江阴市", "东胜旗")
STEMS = ("教育局", "市场监管局", "民政局", "政府办公室", "委组织部", "税务局", "科协", "政务服务局", "相关部门", "公安局")

names = st.builds(
    lambda district, form, stem: {"bare": stem, "letter": district[-1] + stem, "full": district + stem, "city": "市" + stem}[
        form
    ],
    st.shared(st.sampled_from(DISTRICTS), key="district"),
    st.sampled_from(("bare", "letter", "full", "city")),
    st.sampled_from(STEMS),
)


@st.composite
def registries(draw: st.DrawFn) -> tuple[Department, ...]:
    """Departments no two of which have a form in common."""
    taken: set[str] = set()
    found = []
    for forms in draw(st.lists(st.lists(names, min_size=1, max_size=3, unique=True), max_size=4)):
        free = [form for form in forms if form not in taken]
        if free:
            taken.update(free)
            found.append(Department(name=free[0], kind="district", aliases=tuple(free[1:])))
    return tuple(found)


def file_of(departments: Sequence[Department], district: str) -> DutyListFile:
    """An edition file with these departments."""
    jurisdiction = Jurisdiction(province="某某省", district=district, town="青石镇")
    edition = Edition(
        number=1,
        title="青石镇履职事项清单",
        jurisdiction=jurisdiction,
        published=datetime.date(2026, 1, 1),
        source=Source(document="list.docx", sha256="0" * 64),
        categories=("民生服务",),
    )
    duty = BasicDuty(edition=1, id="B001", number=1, category="民生服务", title="事项", place=Place())
    return DutyListFile(
        schema_version=1, edition=edition, departments=tuple(departments), basic=(duty,), cooperative=(), reclaimed=()
    )


@given(
    st.shared(st.sampled_from(DISTRICTS), key="district"),
    st.lists(st.lists(names, min_size=1, max_size=4, unique=True), min_size=1, max_size=6),
    registries(),
)
def test_every_registry_is_valid_and_finds_every_name(
    district: str, rows: list[list[str]], registry: tuple[Department, ...]
) -> None:
    items = tuple(
        reclaimed(number, listed) if number % 2 else cooperative(number, listed) for number, listed in enumerate(rows, 1)
    )
    found = departments_named(Outline("", (), items), district, registry)
    departments = [entry.department for entry in found]
    file = file_of(departments, district)
    known = Departments(file.departments)
    asked = [name for listed in rows for name in listed]
    assert all(known.get(name) is not None for name in asked)
    forms = Counter(form for entry in departments for form in (entry.name, *entry.aliases))
    assert set(forms.values()) == {1}
    assert all(entry.registered == (entry.department in registry) for entry in found)
    for entry in found:  # the name is one the document uses, and none is listed that it does not name
        assert {entry.department.name, *entry.department.aliases} & set(asked)


@given(st.sampled_from(DISTRICTS), st.lists(st.sampled_from(STEMS), min_size=1, max_size=5, unique=True))
def test_letter_and_full_name_are_always_one_department(district: str, stems: list[str]) -> None:
    rows = [(district + stem, district[-1] + stem) for stem in stems]
    found = named(district, *rows)
    assert len(found) == len(stems)
