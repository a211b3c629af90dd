"""Dispatch on the command line: one answer for a person, or a stream of them for a program."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from io import TextIOWrapper
from typing import TextIO

from rich.text import Text

from lishi_duties.cli.output import console
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.retrieval.answers import REVIEW_REASONS, Assignment, Dispatch
from lishi_duties.retrieval.arguments import check_limit
from lishi_duties.retrieval.directory import directory
from lishi_duties.retrieval.settings import SETTINGS

_ROLES = {"responsible": "本镇负责", "assists": "本镇配合", "none": "本镇不办"}


def print_dispatch(result: Dispatch) -> None:
    """An answer as a dispatcher wants it: who leads, what the town does, why."""
    if not result.assignments:
        about = f"，像是：{result.topic}" if result.topic else ""
        _print(Text(f"清单上没有这一事项{about}", style="bold"))
        _print_review(result)
        return
    for place, assignment in enumerate(result.assignments):
        if place == 1:
            _print(Text("也可能是", style="dim"))
        _print_assignment(assignment, first=place == 0)
    for place, matter in enumerate(result.matters, 1):
        best = matter.assignments[0]
        text = matter.text if len(matter.text) <= 30 else matter.text[:29] + "…"
        leaders = "、".join(best.lead) or "不再开展"
        _print(Text.assemble((f"其中第{place}件：", "dim"), f"{text}  {leaders}  ", (best.duty.id, "cyan")))
    _print_review(result)
    if result.directory == "borrowed":
        _print(Text(f"（用语取自{directory().town}的派单目录）", style="dim"))


def _print_review(result: Dispatch) -> None:
    if result.needs_review:
        _print(Text(f"请人看一眼：{'，'.join(REVIEW_REASONS[reason] for reason in result.why)}", style="yellow"))


def _print_assignment(assignment: Assignment, *, first: bool) -> None:
    duty = assignment.duty
    leaders = "、".join(assignment.lead) if assignment.lead else "不再开展"
    title = duty.title if len(duty.title) <= 40 else duty.title[:39] + "…"
    _print(
        Text.assemble(
            (leaders, "bold green" if first else ""),
            f"  {_ROLES[assignment.town_role]}  ",
            (duty.id, "cyan"),
            f" {title}  ",
            (f"{assignment.score:.2f}", "dim"),
        )
    )
    if first:
        _print(Text(f"  理由：{assignment.reason}"))
        if assignment.matched:
            _print(Text(f"  相符：{'、'.join(assignment.matched)}", style="dim"))


def _print(text: Text) -> None:
    """A line: wrapped and coloured on a terminal, as it is in a pipe."""
    if sys.stdout.isatty():
        console().print(text)
    else:
        print(text.plain)


def dispatch_lines(duties: DutyList, limit: int) -> None:
    """Answer standard input line by line, in constant memory."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    check_limit(limit)  # a wrong limit is an error of the call, not of every line
    for answer in duties.dispatch_many(_with_progress(_lines(sys.stdin)), limit):
        values = answer.to_dict()
        if answer.error:
            values["request"] = answer.request[:80]
        print(json.dumps(values, ensure_ascii=False), flush=True)


def _lines(stream: TextIO) -> Iterator[str]:
    """The lines of a stream without their ends; of an overlong line no more than what shows that it is too long."""
    while line := stream.readline(SETTINGS.most + 2):
        rest = line
        while rest and not rest.endswith("\n"):
            rest = stream.readline(SETTINGS.most + 2)
        yield line.rstrip("\r\n")


def _with_progress(lines: Iterator[str]) -> Iterator[str]:
    """The lines, with a count on a terminal where the answers go elsewhere."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield from lines
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed} requests"), TimeElapsedColumn())
    errors = Console(stderr=True)
    # the answers go to standard output as they are, not through the progress display
    with Progress(*columns, console=errors, transient=True, redirect_stdout=False, redirect_stderr=False) as progress:
        task = progress.add_task("dispatch", total=None)
        for line in lines:
            yield line
            progress.advance(task)
