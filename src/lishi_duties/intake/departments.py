"""Which departments a document names, where nobody has registered them yet.

A registry that is given is asked first. Names it does not have are put together: `县市场监管局`, `平安县市场监管局` and
`市场监管局` are one department of 平安县. What kind of department a name stands for is supposed from its words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lishi_duties.duties.departments import Departments
from lishi_duties.intake import cell_parser
from lishi_duties.intake.outline import Item, Outline
from lishi_duties.model import Department, DepartmentKind, Place
from lishi_duties.text import fold

_COLLECTIVE = re.compile(r"(?:部门|单位|各.*)$")
_MASS = re.compile(
    r"^(?:共青)?团[^体]|(?:科协|供销社|妇联|总工会|工会|团委|残联|工商联|红十字会|文联|社科联|侨联|计生协|联合会|关工委|慈善会|协会)$"
)
_VERTICAL = re.compile(r"^国家|(?:税务局|气象局|消防救援局|消防救援大队|海关|烟草专卖局|调查队)$")
_PARTY = re.compile(r"^(?:委(?:$|[^员])|纪委|监委)|(?:组织部|宣传部|统战部|社会工作部|政法委|网信办|编办|巡察办|党校)$")
_OWN_SHI = re.compile("市(?:场|容|监|政(?![府务协法研])|民(?:服务|中心|热线))")
"""Words that begin with 市 of their own, not with the 市 of a city."""


@dataclass(frozen=True, slots=True)
class NamedDepartment:
    """A department a document names.

    Attributes:
        department: its entry.
        registered: whether the registry that was given has it.
        place: where it is first named.
    """

    department: Department
    registered: bool
    place: Place


def derived_names(name: str, district: str) -> tuple[str, ...]:
    """The forms of a name with and without the district's: `区教委` is `江津区教委`.

    >>> derived_names("区教委", "江津区")
    ('江津区教委',)
    >>> derived_names("江津区税务局", "江津区")
    ('区税务局', '税务局')
    """
    letter = district[-1:]
    if name.startswith(district):
        rest = name.removeprefix(district)
        return (letter + rest, rest) if rest else ()
    return (district + name[1:],) if _has_letter(name, letter) else ()


def departments_named(outline: Outline, district: str, registry: Sequence[Department]) -> tuple[NamedDepartment, ...]:
    """The departments a document names, in the order in which it first names them.

    Args:
        outline: the document.
        district: the district's full name, such as 江津区.
        registry: departments that are known already.
    """
    departments = Departments(registry)
    groups: dict[str, tuple[Counter[str], Place, Department | None]] = {}
    for name, place in _names(outline, departments):
        registered = departments.get(name)
        key = f"={registered.name}" if registered else fold(_stem(name, district))
        counted, _, _ = groups.setdefault(key, (Counter(), place, registered))
        counted[name] += 1
    forms = {form for department in registry for form in (department.name, *department.aliases)}
    forms |= {name for counted, *_ in groups.values() for name in counted}
    entries = []
    for counted, place, registered in groups.values():
        if registered is None:
            name = counted.most_common(1)[0][0]
            others = [form for form in counted if form != name]
            kind = kind_of(name, district)
            if kind not in ("collective", "party"):  # 委政法委 is no name
                for form in (*derived_names(name, district), _stem(name, district)):
                    if form and form not in forms:
                        others.append(form)
                        forms.add(form)
            department = Department(name=name, kind=kind, aliases=tuple(others))
            entries.append(NamedDepartment(department, False, place))
        else:
            entries.append(NamedDepartment(registered, True, place))
    return tuple(entries)


def kind_of(name: str, district: str) -> DepartmentKind:
    """What a name most likely stands for.

    >>> [kind_of(name, "平安县") for name in ("县委政法委", "县科协", "平安县税务局", "县级相关部门", "县教委")]
    ['party', 'mass', 'vertical', 'collective', 'district']
    """
    stem = _stem(name, district)
    if _COLLECTIVE.search(name):
        return "collective"
    if _PARTY.search(stem):
        return "party"
    if _MASS.search(stem):
        return "mass"
    if name.startswith(district) or _VERTICAL.search(stem):
        return "vertical"
    return "district"


def _has_letter(name: str, letter: str) -> bool:
    """Whether a name begins with 区, 县 or 市 for the district: 市场监管局 does not."""
    return name.startswith(letter) and not (letter == "市" and _OWN_SHI.match(name))


def _stem(name: str, district: str) -> str:
    if name.startswith(district):
        return name.removeprefix(district)
    return name[1:] if _has_letter(name, district[-1:]) else name


def _names(outline: Outline, departments: Departments) -> Iterator[tuple[str, Place]]:
    """Every name of a department in the document, with the place of its row.

    Cells that cannot be read give none: making the records says what is wrong with them.
    """
    columns = {name for item in outline.items if item.kind == "cooperative" for name in _column(item, departments)}

    def knows(name: str) -> bool:
        return name in columns or (departments.get(name) is not None and "、" not in name)

    for item in outline.items:
        names: Iterable[str] = ()
        if item.kind == "cooperative":
            names = (*_column(item, departments), *_headings(item, knows))
        elif item.kind == "reclaimed":
            names = _receivers(item, knows)
        for name in names:
            yield name, item.place


def _column(item: Item, departments: Departments) -> tuple[str, ...]:
    try:
        names = cell_parser.department_names(item.columns[0], lambda name: departments.get(name) is not None)
    except cell_parser.CellError:
        return ()
    return tuple(cell_parser.without_others(name) for name in names)


def _headings(item: Item, knows: cell_parser.Knows) -> tuple[str, ...]:
    try:
        return tuple(name for body in cell_parser.bodies(item.columns[1], knows) for name in body.names)
    except cell_parser.CellError:
        return ()


def _receivers(item: Item, knows: cell_parser.Knows) -> tuple[str, ...]:
    try:
        return tuple(name for receiver in cell_parser.handovers(item.columns[0], knows) for name in receiver.names)
    except cell_parser.CellError:
        return ()
