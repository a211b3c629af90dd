"""`lishi-duties departments`."""

from __future__ import annotations

from typing import Annotated

import typer

from lishi_duties.cli import completion
from lishi_duties.cli.options import EditionOption, FileOption, JsonOption
from lishi_duties.cli.output import print_json, print_rows
from lishi_duties.cli.target import list_of
from lishi_duties.duties.answers import DepartmentLoad, DepartmentTask
from lishi_duties.labels import DEPARTMENT_KINDS, ROLE_NAMES


def departments(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="One department: every task it has.", autocompletion=completion.departments),
    ] = None,
    edition: EditionOption = None,
    file: FileOption = None,
    json: JsonOption = False,
) -> None:
    """List the departments with what they carry; or every task of one."""
    duties = list_of(edition, file)
    if name is None:
        loads = duties.statistics()[1]
        if json:
            print_json([load.to_dict() for load in loads])
        else:
            _print_loads(loads)
        return
    tasks = duties.tasks_of(name)
    if json:
        print_json([task.to_dict() for task in tasks])
    else:
        _print_tasks(tasks)
    if not tasks:
        raise typer.Exit(1)


def _print_loads(loads: tuple[DepartmentLoad, ...]) -> None:
    print_rows(
        ("部门", "性质", "牵头", "承接", "职责", "又称"),
        (
            (
                load.department.name,
                DEPARTMENT_KINDS[load.department.kind],
                load.leads,
                load.receives,
                load.tasks,
                "、".join(load.department.aliases),
            )
            for load in loads
        ),
        right=("牵头", "承接", "职责"),
        stretch="又称",
        fixed=("性质",),
    )


def _print_tasks(tasks: tuple[DepartmentTask, ...]) -> None:
    print_rows(
        ("编号", "职责", "事项名称", "方式"),
        ((task.duty.id, task.text, task.duty.title, ROLE_NAMES[task.role]) for task in tasks),
        stretch="职责",
        fixed=("编号", "方式"),
    )
