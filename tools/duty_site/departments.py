"""The departments: what each leads, what it took back, with whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from duty_site.page import Page, category_path, department_path, duty_path, edition_path, escape, heading, page, url
from duty_site.parts import department_link, department_links, duty_link, link, ordered, tag
from lishi_duties.duties.answers import DepartmentLoad, DepartmentTask
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.labels import DEPARTMENT_KIND_MEANINGS, DEPARTMENT_KINDS
from lishi_duties.model import Department, DepartmentKind, Duty, Role, departments_of

__all__ = ["department_pages"]

INDEX_PATH = "departments/index.md"

ROLE_NAMES: Mapping[Role, tuple[str, str]] = {
    "leads": ("牵头的事项", "这些事项由它牵头（或与别的部门一起牵头），{town}配合。"),
    "receives": ("收回的事项", "这些事项由它从{town}收回承接，{town}不再办理。"),
}


def department_pages(lists: Sequence[DutyList]) -> Iterator[Page]:
    """All departments with what they carry, and a page for each."""
    duties = lists[-1]
    _, loads = duties.statistics()
    yield _index(lists, loads)
    for load in loads:
        yield _department_page(duties, load)


def _index(lists: Sequence[DutyList], loads: Sequence[DepartmentLoad]) -> Page:
    edition = lists[-1].edition
    rows = "\n".join(
        f'<tr><th scope="row">{link(INDEX_PATH, department_path(load.department.name), load.department.name)}</th>'
        f"<td>{DEPARTMENT_KINDS[load.department.kind]}</td><td>{load.leads}</td><td>{load.receives}</td><td>{load.tasks}</td></tr>"
        for load in loads
    )
    columns = ("部门", "性质", "牵头", "承接", "职责")
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    used: dict[DepartmentKind, None] = dict.fromkeys(load.department.kind for load in loads)
    meanings = "；".join(f"{DEPARTMENT_KINDS[kind]}：{DEPARTMENT_KIND_MEANINGS[kind]}" for kind in used)
    blocks = [
        f'<p class="duty-facts"><span>{escape(str(edition))}</span> <span>提到{len(loads)}个部门名称</span></p>',
        "<p>次序照清单。“牵头”“承接”是事项数，“职责”是其中逐条写明的职责和步骤数。</p>",
        f'<table class="duty-numbers duty-numbers--departments">\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table>",
    ]
    if meanings:
        blocks.append(f'<p class="duty-note">{meanings}。</p>')
    return page(
        INDEX_PATH,
        "部门",
        [*blocks, *_former(lists)],
        description=f"{edition.title}提到的{len(loads)}个部门：各牵头几项、收回几项",
    )


def _former(lists: Sequence[DutyList]) -> Iterator[str]:
    """The departments that only earlier editions name, with the last of these."""
    registry = lists[-1].departments
    last = {department.name: duties.edition.number for duties in lists[:-1] for department in duties.departments}
    former = {name: number for name, number in last.items() if all(name != department.name for department in registry)}
    if not former:
        return
    yield heading(2, "只在以前的版本里提到的", "former")
    items: list[str] = []
    for name, number in former.items():
        now = registry.get(name)
        renamed = f"，现称{department_link(INDEX_PATH, now.name, registry)}" if now else ""
        items.append(f"<li>{escape(name)}：最后见于{link(INDEX_PATH, edition_path(number), f'第{number}版')}{renamed}</li>")
    yield "<ul>\n" + "\n".join(items) + "\n</ul>"


def _department_page(duties: DutyList, load: DepartmentLoad) -> Page:
    department, path = load.department, department_path(load.department.name)
    tasks: dict[str, list[DepartmentTask]] = {}
    for task in duties.tasks_of(department.name):
        tasks.setdefault(task.duty.id, []).append(task)
    blocks = [_facts(duties, load)]
    if department.kind == "collective":
        blocks.append(f"<p>“{escape(department.name)}”是清单用的统称，不指哪一个部门。</p>")
    if not load.duties:
        blocks.append("<p>清单提到了它，没有给它事项。</p>")
    roles: tuple[Role, ...] = ("leads", "receives")
    for role in roles:
        role_duties = duties.by_department(department.name, role=role)
        if role_duties:
            name, meaning = ROLE_NAMES[role]
            blocks += [
                heading(2, f"{name}（{len(role_duties)}项）", role),
                f"<p>{escape(meaning.format(town=duties.edition.jurisdiction.town))}</p>",
                _duty_table(path, role_duties, tasks, duties, department),
            ]
    blocks += _partners(path, duties, department)
    counts = f"牵头{load.leads}项，收回{load.receives}项，职责和步骤{load.tasks}条"
    return page(path, department.name, blocks, description=f"{department.name}：{counts}")


def _facts(duties: DutyList, load: DepartmentLoad) -> str:
    department = load.department
    parts = [DEPARTMENT_KIND_MEANINGS[department.kind].partition("，")[0], f"牵头{load.leads}项", f"收回{load.receives}项"]
    parts.append(f"职责和步骤{load.tasks}条")
    facts = "\n".join(f"<span>{escape(part)}</span>" for part in (*parts, f"第{duties.edition.number}版"))
    other = f'\n<p class="duty-note">也作：{escape("、".join(department.aliases))}</p>' if department.aliases else ""
    return f'<p class="duty-facts">\n{facts}\n</p>{other}'


def _duty_table(
    path: str,
    role_duties: Sequence[Duty],
    tasks: Mapping[str, Sequence[DepartmentTask]],
    duties: DutyList,
    department: Department,
) -> str:
    """Duties beside what this department does in each."""
    rows = "\n".join(_duty_row(path, duty, tasks.get(duty.id, ()), duties, department) for duty in role_duties)
    what = "工作方式" if role_duties[0].kind == "reclaimed" else "它的职责"
    return (
        '<table class="duty-roles duty-roles--duties" role="table">\n<thead role="rowgroup"><tr role="row">'
        f'<th scope="col" role="columnheader">事项</th><th scope="col" role="columnheader">{what}</th></tr></thead>\n'
        f'<tbody role="rowgroup">\n{rows}\n</tbody>\n</table>'
    )


def _duty_row(path: str, duty: Duty, tasks: Sequence[DepartmentTask], duties: DutyList, department: Department) -> str:
    """A duty with the tasks, grouped by who shares them."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for task in tasks:
        groups.setdefault(task.shared_with, []).append(escape(task.text))
    cell = "\n".join(
        (f'<p class="duty-shared">与{department_links(path, others, duties.departments)}共同：</p>\n' if others else "")
        + ordered(texts)
        for others, texts in groups.items()
    )
    if not tasks:
        cell = f'<p class="duty-note">部门栏列了{escape(department.name)}，没有另写它的职责。</p>'
    section = link(path, category_path(duty.category), duty.category)
    return (
        f'<tr role="row" id="{duty.id}"><th scope="row" role="rowheader">{duty_link(path, duty)}'
        f'<span class="duty-aside">{tag(duty.kind)} <span class="duty-id">{duty.id}</span> {section}</span></th>\n'
        f'<td role="cell">\n{cell}\n</td></tr>'
    )


def _partners(path: str, duties: DutyList, department: Department) -> Iterator[str]:
    """With whom it leads together, those with the most duties in common first."""
    shared: dict[str, list[Duty]] = {}
    for duty in duties.by_department(department.name, role="leads"):
        for name in dict.fromkeys(departments_of(duty)):
            if name != department.name:
                shared.setdefault(name, []).append(duty)
    if not shared:
        return
    yield heading(2, f"一起牵头的部门（{len(shared)}个）", "partners")
    items = "\n".join(
        f'<li>{department_link(path, name, duties.departments)} <span class="duty-count">{len(common)}项</span>'
        f'<span class="duty-aside">{_ids(path, common)}</span></li>'
        for name, common in sorted(shared.items(), key=lambda entry: -len(entry[1]))
    )
    yield f'<ul class="duty-partners">\n{items}\n</ul>'


def _ids(path: str, duties: Sequence[Duty]) -> str:
    """Duties by their ids, the titles for who hovers over them or listens."""
    return " ".join(
        f'<a class="duty-id" href="{url(path, duty_path(duty.id))}" title="{escape(duty.title)}">{duty.id}</a>' for duty in duties
    )
