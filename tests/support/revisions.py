"""Revisions of a small list, made step by step, with what a comparison has to find in them."""

from __future__ import annotations

from hypothesis import assume
from hypothesis import strategies as st
from revised_lists import CHOSEN, EXCERPT, Document, body_of, duty_in, record, revised, without

from lishi_duties.model import KINDS, LETTERS


class Revision:
    """A revision of the excerpt made step by step, with what a comparison has to say of it."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.document = revised()
        self.added: set[str] = set()
        self.removed: dict[str, str] = {}
        self.moved: dict[str, tuple[str, str]] = {}
        self.renamed: dict[str, str] = {}
        self.changes: dict[str, set[tuple[str, str | None, str | None]]] = {}

    def remove(self, id: str) -> None:
        duty = without(self.document, id)
        event: Document = {"id": id, "edition": 2, "title": duty["title"], "lists": [duty["kind"]]}
        heirs = [kept for kept in CHOSEN if kept not in self.removed and kept != id][-2:]
        event["kind"] = self.draw(st.sampled_from(["withdrawn", "split", "merged"]))
        event["into"] = {"withdrawn": [], "split": heirs, "merged": heirs[:1]}[event["kind"]]
        self.removed[id] = event["kind"]
        for earlier in self.document["lineage"]:
            earlier["into"] = [heir for heir in earlier["into"] if heir != id]
        self.document["lineage"].append(event)

    def add(self, number: int) -> None:
        kind = self.draw(st.sampled_from(KINDS))
        category = self.draw(st.sampled_from(self.document["edition"]["categories"]))
        name = f"{LETTERS[kind]}{number:03}"
        body = body_of(kind, "区公安局", "负责办理新的事项。")
        self.document[kind].insert(0, record(kind, name, category, "新的事项", **body))
        self.added.add(name)

    def rename(self, id: str) -> None:
        duty = duty_in(self.document, id)
        duty["title"] = self.renamed[id] = self.draw(st.sampled_from(["依法", "新"])) + duty["title"]

    def other_section(self, id: str) -> None:
        duty = duty_in(self.document, id)
        others = [name for name in self.document["edition"]["categories"] if name != duty["category"]]
        before, duty["category"] = duty["category"], self.draw(st.sampled_from(others))
        self.moved[id] = (before, duty["category"])

    def other_list(self, id: str) -> None:
        duty = without(self.document, id)
        kind = self.draw(st.sampled_from([kind for kind in KINDS if kind != duty["kind"]]))
        body = body_of(kind, "区公安局", "负责办理移入的事项。")
        self.document[kind].append(record(kind, id, duty["category"], duty["title"], **body))
        self.moved[id] = (duty["kind"], kind)

    def tasks_of(self, duty: Document) -> tuple[str, list[str]]:
        """One of the lists of tasks or steps of a duty that has any, with its path."""
        lists: list[tuple[str, list[str]]]
        lists = [(f"responsibilities[{i}].tasks", part["tasks"]) for i, part in enumerate(duty.get("responsibilities", ()))]
        lists += [("town_tasks", duty[name]) for name in ("town_tasks",) if name in duty]
        lists += [(f"handover[{i}].method", part["method"]) for i, part in enumerate(duty.get("handover", ()))]
        return self.draw(st.sampled_from(lists))

    def add_task(self, id: str) -> None:
        path, tasks = self.tasks_of(duty_in(self.document, id))
        at = self.draw(st.integers(0, len(tasks)))
        tasks.insert(at, "每季度向上一级报告。")
        self.changes[id] = {("added", None, f"{path}[{at}]")}

    def remove_task(self, id: str) -> None:
        path, tasks = self.tasks_of(duty_in(self.document, id))
        assume(len(tasks) > 1)
        at = self.draw(st.integers(0, len(tasks) - 1))
        del tasks[at]
        self.changes[id] = {("removed", f"{path}[{at}]", None)}

    def edit_task(self, id: str) -> None:
        path, tasks = self.tasks_of(duty_in(self.document, id))
        at = self.draw(st.integers(0, len(tasks) - 1))
        middle = len(tasks[at]) // 2
        tasks[at] = tasks[at][:middle] + "及复核" + tasks[at][middle:]
        self.changes[id] = {("changed", f"{path}[{at}]", f"{path}[{at}]")}

    def put_task_last(self, id: str) -> None:
        path, tasks = self.tasks_of(duty_in(self.document, id))
        assume(len(tasks) > 2)
        at = self.draw(st.integers(0, len(tasks) - 3))
        tasks.append(tasks.pop(at))
        self.changes[id] = {("moved", f"{path}[{at}]", f"{path}[{len(tasks) - 1}]")}

    def add_department(self, id: str) -> None:
        duty = duty_in(self.document, id)
        others = [entry["name"] for entry in self.document["departments"] if entry["name"] not in duty["departments"]]
        name = self.draw(st.sampled_from(others))
        at = self.draw(st.integers(0, len(duty["departments"])))
        for field in ("departments", "departments_as_published"):
            duty[field].insert(at, name)
        self.changes[id] = {("added", None, f"{field}[{at}]") for field in ("departments", "departments_as_published")}

    def hand_over_to_another(self, id: str) -> None:
        duty = duty_in(self.document, id)
        taken = {entry["department"] for entry in duty["handover"]}
        at = self.draw(st.integers(0, len(duty["handover"]) - 1))
        others = [entry["name"] for entry in self.document["departments"] if entry["name"] not in taken]
        name = self.draw(st.sampled_from(others))
        duty["handover"][at] |= {"department": name, "heading": name}
        self.changes[id] = {("changed", f"handover[{at}].{f}", f"handover[{at}].{f}") for f in ("department", "heading")}

    def discontinue(self, id: str) -> None:
        duty = duty_in(self.document, id)
        removed = set()
        for i, entry in enumerate(duty["handover"]):
            removed |= {f"handover[{i}]", f"handover[{i}].department", f"handover[{i}].heading"}
            removed |= {f"handover[{i}].method[{j}]" for j in range(len(entry["method"]))}
        added = {("added", None, "discontinued.statement"), ("added", None, "discontinued.basis")}
        self.changes[id] = {("removed", path, None) for path in removed} | added
        duty |= {"handover": [], "discontinued": {"statement": "根据规定，不再开展此项工作。", "basis": "根据规定"}}


def steps_for(id: str) -> list[str]:
    duty = duty_in(EXCERPT, id)
    steps = ["remove", "rename", "other_section", "other_list"]
    if duty["kind"] == "cooperative" or duty.get("handover"):
        steps += ["add_task", "remove_task", "edit_task", "put_task_last"]
    if duty["kind"] == "cooperative":
        steps.append("add_department")
    if duty.get("handover"):
        steps += ["hand_over_to_another", "discontinue"]
    return steps


@st.composite
def revisions(draw: st.DrawFn) -> Revision:
    """A revision in which every duty suffers one thing at most, so that it is known what must be found."""
    revision = Revision(draw)
    for chosen in draw(st.lists(st.sampled_from(CHOSEN), unique=True, max_size=8)):
        step = draw(st.sampled_from(steps_for(chosen)))
        getattr(revision, step)(chosen)
    for number in range(200, 200 + draw(st.integers(0, 3))):
        revision.add(number)
    for kind in KINDS:
        revision.document[kind] = draw(st.permutations(revision.document[kind]))
    return revision
