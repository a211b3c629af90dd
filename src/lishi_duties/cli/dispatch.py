"""Dispatch on the command line: one answer for a person, or a stream of them for a program."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

from rich.text import Text

from lishi_duties.arguments import check_limit
from lishi_duties.cli.output import console
from lishi_duties.cli.requests import request_lines
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.errors import ArgumentError
from lishi_duties.retrieval.answers import REVIEW_REASONS, Assignment, Dispatch
from lishi_duties.retrieval.directory import directory

_ROLES = {"responsible": "本镇负责", "assists": "本镇配合", "none": "本镇不办"}


def print_dispatch(result: Dispatch, duties: DutyList) -> None:
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
        lent = f"{len(duties)}项中{len(duties.wordings)}项有相近的"
        _print(Text(f"（用语取自{directory().town}的派单目录，{lent}）", style="dim"))


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


def dispatch_lines(duties: DutyList, limit: int, encoding: str | None = None) -> None:
    """Answer standard input line by line, in constant memory."""
    check_limit(limit)  # a wrong limit is an error of the call, not of every line
    if sys.stdin is None:
        raise ArgumentError("standard input is closed; - reads requests from it")
    edition = duties.edition
    for number, line in enumerate(_with_progress(request_lines(sys.stdin.buffer, encoding)), 1):
        if isinstance(line, bytes):
            problem = f"line {number} is no text in {encoding or 'UTF-8 or GB18030'}; name its encoding with --encoding"
            answer = Dispatch(repr(line)[2:-1], str(edition.jurisdiction), edition.number, error=problem)
        else:
            (answer,) = duties.dispatch_many([line], limit)
        values = answer.to_dict()
        if answer.error:
            values["request"] = answer.request[:80]
        print(json.dumps(values, ensure_ascii=False), flush=True)


def _with_progress(lines: Iterator[str | bytes]) -> Iterator[str | bytes]:
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
