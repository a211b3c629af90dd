"""What a program that uses every public function looks like to a type checker. Checked strictly, and run."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, assert_never, assert_type

import lishi_duties as ld
from lishi_duties.intake import Doubt, Draft, Likely, read_document


def loading(file: Path) -> ld.DutyList:
    assert_type(ld.__version__, str)
    assert_type(ld.editions(), tuple[ld.Edition, ...])
    assert_type(ld.load(), ld.DutyList)
    assert_type(ld.load(edition=1), ld.DutyList)
    assert_type(ld.read(file), ld.DutyList)
    assert_type(ld.read(str(file)), ld.DutyList)
    try:
        ld.load(as_of=datetime.date(1999, 1, 1))
    except ld.EditionNotFoundError as error:
        assert_type(error.asked, str)
        assert_type(error.suggestions, tuple[str, ...])
    return ld.load(edition=1)


def a_sequence(duties: ld.DutyList) -> None:
    as_sequence: Sequence[ld.Duty] = duties
    assert_type(len(as_sequence), int)
    assert_type(duties["C047"], ld.BasicDuty | ld.CooperativeDuty | ld.ReclaimedItem)
    assert_type(duties[0], ld.Duty)
    assert_type(duties[:5], ld.DutySet[ld.Duty])
    assert_type(duties.get("C047"), ld.Duty | None)
    # mypy --strict: Non-overlapping container check; a record with an __eq__ of its own would be let through
    assert_type("C047" in duties, bool)
    assert_type(duties.ids, tuple[str, ...])
    assert_type(duties.index(duties[3]), int)
    for duty in duties:
        assert_type(duty, ld.Duty)


def three_lists(duties: ld.DutyList) -> None:
    assert_type(duties.basic, ld.DutySet[ld.BasicDuty])
    assert_type(duties.cooperative, ld.DutySet[ld.CooperativeDuty])
    assert_type(duties.reclaimed, ld.DutySet[ld.ReclaimedItem])
    assert_type(duties.cooperative["C047"], ld.CooperativeDuty)
    assert_type(duties.reclaimed[0], ld.ReclaimedItem)
    assert_type(duties.reclaimed[:2], ld.DutySet[ld.ReclaimedItem])
    assert_type(duties.basic.get("B001"), ld.BasicDuty | None)
    assert_type(first_kind(duties.basic), ld.Kind)  # a set of basic duties is a set of duties


def first_kind(duties: ld.DutySet[ld.Duty]) -> ld.Kind:
    return duties[0].kind


def filters(duties: ld.DutyList) -> None:
    assert_type(duties.filter(), ld.DutySet[ld.Duty])
    assert_type(duties.filter(kind="basic"), ld.DutySet[ld.BasicDuty])
    assert_type(duties.filter(kind="cooperative", category="生态环保", department="区公安局"), ld.DutySet[ld.CooperativeDuty])
    assert_type(duties.filter(kind="reclaimed", discontinued=True), ld.DutySet[ld.ReclaimedItem])
    assert_type(duties.filter(department="区公安局", role="leads"), ld.DutySet[ld.Duty])
    assert_type(duties.cooperative.filter(category="生态环保"), ld.DutySet[ld.CooperativeDuty])
    kind: ld.Kind | None = None
    assert_type(duties.filter(kind=kind), ld.DutySet[ld.Duty])
    assert_type(duties.by_category("民生服务"), ld.DutySet[ld.Duty])
    assert_type(duties.cooperative.by_category("民生服务"), ld.DutySet[ld.CooperativeDuty])
    assert_type(duties.by_department("区应急局"), ld.DutySet[ld.Duty])
    assert_type(duties.reclaimed.by_department("区应急局", role="receives"), ld.DutySet[ld.ReclaimedItem])
    assert_type(duties.reclaimed_by("区林业局"), ld.DutySet[ld.ReclaimedItem])
    assert_type(duties.discontinued(), ld.DutySet[ld.ReclaimedItem])


def records(duties: ld.DutyList) -> None:
    for duty in duties:
        assert_type(duty.id, str)
        assert_type(duty.number, int)
        assert_type(duty.title, str)
        assert_type(duty.category, str)
        assert_type(duty.edition, int)
        assert_type(duty.place, ld.Place)
        assert_type(duty.place.lines, tuple[int, int] | None)
        if duty.kind == "basic":
            assert_type(duty, ld.BasicDuty)
        elif duty.kind == "cooperative":
            assert_type(duty, ld.CooperativeDuty)
            assert_type(duty.departments, tuple[str, ...])
            assert_type(duty.departments_as_published, tuple[str, ...])
            assert_type(duty.town_tasks, tuple[str, ...])
            for part in duty.responsibilities:
                assert_type(part, ld.Responsibility)
                assert_type(part.departments, tuple[str, ...])
                assert_type(part.heading, str | None)
                assert_type(part.tasks, tuple[str, ...])
        elif duty.kind == "reclaimed":
            assert_type(duty, ld.ReclaimedItem)
            assert_type(duty.discontinued, ld.Discontinuation | None)
            for handover in duty.handover:
                assert_type(handover, ld.Handover)
                assert_type(handover.department, str)
                assert_type(handover.method, tuple[str, ...])
            if duty.discontinued:
                assert_type(duty.discontinued.basis, str)
        else:
            assert_never(duty)


def by_class(duty: ld.Duty) -> str:
    match duty:
        case ld.BasicDuty():
            return duty.title
        case ld.CooperativeDuty():
            return duty.town_tasks[0]
        case ld.ReclaimedItem():
            return duty.handover[0].department if duty.handover else ""


def departments(duties: ld.DutyList) -> None:
    assert_type(duties.departments, ld.Departments)
    assert_type(duties.departments["应急管理局"], ld.Department)
    assert_type(duties.departments.get("应急管理局"), ld.Department | None)
    assert_type(duties.departments.names, tuple[str, ...])
    assert_type("区农委" in duties.departments, bool)
    for department in duties.departments:
        assert_type(department, ld.Department)
        assert_type(department.aliases, tuple[str, ...])
    for task in duties.tasks_of("区公安局"):
        assert_type(task, ld.DepartmentTask)
        assert_type(task.duty, ld.CooperativeDuty | ld.ReclaimedItem)
        assert_type(task.role, ld.Role)
        assert_type(task.shared_with, tuple[str, ...])


def facts(duties: ld.DutyList) -> None:
    assert_type(duties.edition, ld.Edition)
    assert_type(duties.edition.published, datetime.date | None)
    assert_type(duties.edition.jurisdiction, ld.Jurisdiction)
    assert_type(duties.edition.source, ld.Source)
    assert_type(duties.edition.categories, tuple[str, ...])
    assert_type(duties.file, ld.DutyListFile)
    assert_type(duties.notes, tuple[ld.EditorialNote, ...])
    assert_type(duties.notes_on("C047"), tuple[ld.EditorialNote, ...])
    assert_type(duties.notes[0].meant, str | None)
    sections, loads = duties.statistics()
    assert_type(sections, tuple[ld.CategoryCount, ...])
    assert_type(loads, tuple[ld.DepartmentLoad, ...])
    assert_type(sections[0].total, int)
    assert_type(loads[0].department, ld.Department)
    assert_type(sections[0].to_dict(), ld.CategoryCountDict)
    assert_type(loads[0].to_dict(), ld.DepartmentLoadDict)
    assert_type(duties.tasks_of("区公安局")[0].to_dict(), ld.DepartmentTaskDict)


def searching(duties: ld.DutyList) -> None:
    hits = duties.search("燃气", 3, kind="cooperative", category="平安法治", department="区公安局")
    assert_type(hits, tuple[ld.Hit, ...])
    for hit in hits:
        assert_type(hit.duty, ld.Duty)
        assert_type(hit.score, float)
        assert_type(hit.matches, tuple[ld.Match, ...])
        assert_type(hit.to_dict(), ld.HitDict)
        assert_type(hit.to_dict()["matches"], list[ld.MatchDict])
        for match in hit.matches:
            assert_type((match.field, match.start, match.end), tuple[str, int, int])
    assert_type(duties.reclaimed.search("燃气"), tuple[ld.Hit, ...])


def dispatching(duties: ld.DutyList) -> None:
    for one in (*duties.dispatch_many(["楼上漏水，物业不管"]), *ld.dispatch_many(["楼上漏水，物业不管"], limit=1)):
        assert_type(one.error, str | None)
        assert_type(one.needs_review, bool)
    assert_type(duties.wordings["C013"], ld.Wordings)
    answer = duties.dispatch("楼上漏水，物业不管", limit=3)
    for matter in answer.matters:
        assert_type(matter, ld.Matter)
        assert_type(matter.text, str)
    assert_type(answer.to_dict()["assignments"][0]["lead"], list[str])
    assert_type(answer, ld.Dispatch)
    assert_type(answer.topic, str | None)
    assert_type(answer.to_dict(), ld.DispatchDict)
    assert_type(answer.to_dict()["assignments"], list[ld.AssignmentDict])
    for assignment in answer.assignments:
        assert_type(assignment, ld.Assignment)
        assert_type(assignment.duty, ld.Duty)
        assert_type(assignment.score, float)
        assert_type(assignment.lead, tuple[str, ...])
        assert_type(assignment.matched, tuple[str, ...])
        assert_type(assignment.reason, str)
    assert_type(ld.dispatch_directory(), ld.Directory)


def comparing(old: ld.DutyList, new: ld.DutyList) -> None:
    found = ld.diff(old, new)
    assert_type(found, ld.Diff)
    assert_type(found.added, tuple[ld.Duty, ...])
    for removal in found.removed:
        assert_type(removal.lineage, ld.Lineage | None)
    for changed in found.changed:
        assert_type(changed.before, ld.Duty)
        for change in changed.changes:
            assert_type(change, ld.Change)
            assert_type((change.before, change.after), tuple[str | None, str | None])
            assert_type(change.words, tuple[ld.Segment, ...])
            assert_type(change.to_dict(), ld.ChangeDict)
            assert_type(change.words[0].to_dict(), ld.SegmentDict)
    assert_type(found.apply(old), ld.DutyList)
    assert_type(found.version_part, Literal["major", "minor", "patch"] | None)
    assert_type(found.to_markdown("en"), str)
    assert_type(found.to_dict(), ld.DiffDict)
    for changed_values in found.to_dict()["changed"]:
        assert_type(changed_values["changes"], list[ld.ChangeDict])
    assert_type(found.title_of("C047"), str)
    assert_type(found.position_of("C047"), ld.Position)
    for state in ld.duty_history("C047", [old]):
        assert_type(state, ld.DutyState)
        assert_type(state.duty, ld.Duty | None)
        assert_type(state.edition, ld.Edition)


def shortcuts() -> None:
    assert_type(ld.get("C047"), ld.Duty | None)
    assert_type(ld.by_department("区公安局", role="leads"), ld.DutySet[ld.Duty])
    assert_type(ld.by_category("民生服务"), ld.DutySet[ld.Duty])
    assert_type(ld.reclaimed_by("区林业局"), ld.DutySet[ld.ReclaimedItem])
    assert_type(ld.search("燃气", limit=1), tuple[ld.Hit, ...])
    assert_type(ld.dispatch("楼上漏水，物业不管"), ld.Dispatch)


def exporting(duties: ld.DutyList) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "duties.json"
        assert_type(duties.export(file, "json"), Path)
        assert_type(duties.to_json(str(file), force=True), Path)
        assert_type(duties.to_jsonl(file.with_suffix(".jsonl")), Path)
        assert_type(duties.to_csv(file.with_suffix(".csv"), bom=True), Path)
        assert_type(duties.to_markdown(file.with_suffix(".md")), Path)
        assert_type(duties.to_sqlite(file.with_suffix(".sqlite")), Path)
        assert_type(duties.to_datapackage(file.with_suffix("")), Path)
        try:
            duties.to_json(file)
        except ld.TargetError as error:
            assert_type(error.path, str)


def with_extras(duties: ld.DutyList, path: Path) -> None:
    """Never called: the libraries for these may not be installed."""
    assert_type(duties.to_xlsx(path), Path)
    assert_type(duties.to_docx(path, force=True), Path)
    assert_type(duties.to_parquet(path), Path)
    draft = read_document(path, duties, published=datetime.date(2026, 5, 1))
    assert_type(draft, Draft)
    assert_type(draft.file, ld.DutyListFile)
    assert_type(draft.duties, ld.DutyList)
    assert_type(draft.doubts, tuple[Doubt, ...])
    assert_type(draft.report(), str)
    for doubt in draft.doubts:
        assert_type(doubt.candidates, tuple[Likely, ...])


def errors(duties: ld.DutyList) -> None:
    try:
        duties["nope"]
    except ld.NotFoundError as error:
        assert_type(error.suggestions, tuple[str, ...])
        assert_type(error.message, str)
    try:
        ld.read("nope.json")
    except ld.DataFileError as error:
        assert_type(error.path, str)
    base: type[Exception] = ld.LishiDutiesError
    as_key_error: type[KeyError] = ld.DutyNotFoundError
    as_value_error: type[ValueError] = ld.ArgumentError
    assert issubclass(as_key_error, base)
    assert issubclass(as_value_error, base)


def mistakes(duties: ld.DutyList) -> None:
    """Never called: each line is a mistake a type checker must find, or the comment on it is one too many."""
    duties.filter(kind="bogus")  # type: ignore[call-overload]
    duties.filter(role="lead")  # type: ignore[call-overload]
    duties.filter(town="李市镇")  # type: ignore[call-overload]
    duties.by_department(3)  # type: ignore[arg-type]
    duties.search("燃气", "three")  # type: ignore[arg-type]
    ld.load(1)  # type: ignore[call-arg]
    ld.load(edition="1")  # type: ignore[arg-type]
    ld.load(as_of="2026-01-01")  # type: ignore[arg-type]
    ld.diff(1, 2)  # type: ignore[arg-type]
    duties.to_csv("duties.csv", True)  # type: ignore[call-arg]
    duties.to_json("duties.json", bom=True)  # type: ignore[call-arg]
    # found by no checker, as the root has a __getattr__ they can see; it belongs under `if not TYPE_CHECKING`
    print(ld.nope)  # type: ignore[attr-defined]
    duties[0] = duties[1]  # type: ignore[index]
    print(duties["C047"].town_tasks)  # type: ignore[union-attr]
    print(duties.get("C047").title)  # type: ignore[union-attr]
    print(duties.basic["B001"].responsibilities)  # type: ignore[attr-defined]
    duties.edition = ld.editions()[0]  # type: ignore[misc]
    duties.cooperative[0].town_tasks.append("")  # type: ignore[attr-defined]


def changes_of_records(duties: ld.DutyList) -> None:
    """Never called: records are frozen, and a type checker should say so.

    It cannot see the configuration of a model, only `class BasicDuty(_Duty, frozen=True)`, given by every class.
    """
    duties.basic[0].title = ""  # type: ignore[misc]
    duties.departments["区公安局"].name = ""  # type: ignore[misc]


def main() -> None:
    packaged = Path(ld.__file__).parent / "data" / "editions" / "1.json"
    duties = loading(packaged)
    for use in (
        a_sequence,
        three_lists,
        filters,
        records,
        departments,
        facts,
        searching,
        dispatching,
        exporting,
        errors,
    ):
        use(duties)
    assert [by_class(duty) for duty in duties]
    comparing(duties, duties)
    shortcuts()


if __name__ == "__main__":
    main()
