"""The data package: what Frictionless reads of it is what the list holds, and what it checks would be found if it were wrong."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lists import awkward_list

import lishi_duties as ld
from lishi_duties.export.tables import DUTIES, TASKS, Column, Value, duty_rows, task_rows
from lishi_duties.export.text import rendered, unguarded

pytestmark = pytest.mark.filterwarnings("ignore")  # of Frictionless and what it imports

TABLES = ["editions", "departments", "duties", "tasks", "notes", "lineage"]


@pytest.fixture(scope="module")
def validate() -> Callable[[Path], list[str]]:
    """Everything Frictionless finds wrong with a package."""
    frictionless = pytest.importorskip("frictionless")

    def validate(folder: Path) -> list[str]:
        report = frictionless.Package(str(folder / "datapackage.json")).validate()
        assert report.stats["tasks"] == len(TABLES)
        assert not report.errors
        return [f"{task.name} {error.type} {error.message}" for task in report.tasks for error in task.errors]

    return validate


@pytest.fixture(scope="module", params=["packaged", "awkward"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, duties: ld.DutyList) -> Path:
    path = tmp_path_factory.mktemp("package") / "package"
    exported = duties if request.param == "packaged" else awkward_list()
    exported.to_json(path.with_name("list.json"))
    return exported.to_datapackage(path)


def description(folder: Path) -> dict[str, Any]:
    package: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return package


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    return [{key: unguarded(cell) for key, cell in row.items()} for row in rows]


def test_frictionless_finds_nothing_wrong(folder: Path, validate: Callable[[Path], list[str]]) -> None:
    assert validate(folder) == []


@pytest.mark.slow
def test_its_command_accepts_it(tmp_path: Path, small: ld.DutyList) -> None:
    pytest.importorskip("frictionless")
    path = small.to_datapackage(tmp_path / "package") / "datapackage.json"
    command = [sys.executable, "-m", "frictionless", "validate", str(path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("tasks", "区公安局", "区某局", "tasks foreign-key"),
        ("tasks", ",C001,", ",C999,", "tasks foreign-key"),
        ("duties", ",B002,", ",B001,", "duties primary-key"),
        ("duties", ",false,", ",no,", "duties type-error"),
        ("duties", "负责人民调解。", "", "duties constraint-error"),
        ("departments", "区林业局,", "区公安局,", "departments primary-key"),
        ("notes", ",C001,", ",C999,", "notes foreign-key"),
        ("editions", ",1,", ",2,", "duties foreign-key"),
        ("editions", "province", "Province", "editions incorrect-label"),
    ],
)
def test_it_finds_what_is_wrong(
    tmp_path: Path, small: ld.DutyList, validate: Callable[[Path], list[str]], name: str, old: str, new: str, fault: str
) -> None:
    folder = small.to_datapackage(tmp_path / "package")
    path = folder / f"{name}.csv"
    spoiled = path.read_bytes().decode().replace(old, new)
    path.write_bytes(spoiled.encode())
    package = description(folder)
    for resource in package["resources"]:  # as if it had been described so
        data = (folder / resource["path"]).read_bytes()
        resource |= {"bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    assert any(line.startswith(fault) for line in validate(folder))


def test_a_changed_file_no_longer_fits_its_hash(
    tmp_path: Path, small: ld.DutyList, validate: Callable[[Path], list[str]]
) -> None:
    folder = small.to_datapackage(tmp_path / "package")
    path = folder / "duties.csv"
    path.write_bytes(path.read_bytes().replace("调解".encode(), "调节".encode()))
    assert [line.split()[:2] for line in validate(folder)] == [["duties", "hash-count"]]


def test_it_says_what_it_is(folder: Path) -> None:
    edition = ld.read(folder.with_name("list.json")).edition
    package = description(folder)
    assert package["profile"] == "tabular-data-package"
    assert package["name"] == f"duty-list-{edition.source.sha256[:12]}-{edition.number}"
    assert package["title"] == str(edition)
    assert package["version"] == f"{edition.number}.0.0"
    assert [terms["name"] for terms in package["licenses"]] == ["other-pd"]
    assert edition.source.sha256 in package["sources"][0]["title"]
    assert [resource["name"] for resource in package["resources"]] == TABLES
    assert sorted(path.name for path in folder.iterdir()) == sorted(["datapackage.json", *(f"{name}.csv" for name in TABLES)])


def test_every_file_is_described_as_it_is(folder: Path) -> None:
    for resource in description(folder)["resources"]:
        data = (folder / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert data.decode().split("\r\n")[0] == ",".join(names)


@pytest.mark.parametrize(("name", "columns"), [("duties", DUTIES), ("tasks", TASKS)])
def test_the_schema_is_the_contract_of_the_columns(folder: Path, name: str, columns: tuple[Column, ...]) -> None:
    (schema,) = (resource["schema"] for resource in description(folder)["resources"] if resource["name"] == name)
    assert [(f["name"], f["type"], f.get("constraints", {}).get("required", False)) for f in schema["fields"]] == [
        (column.name, "string" if column.type == "strings" else column.type, column.required) for column in columns
    ]
    assert all(field["title"] and field["description"] for field in schema["fields"])


@pytest.mark.parametrize(("name", "rows_of"), [("duties", duty_rows), ("tasks", task_rows)])
def test_frictionless_reads_the_rows_back(
    folder: Path, name: str, rows_of: Callable[[ld.DutyList], list[dict[str, Value]]]
) -> None:
    frictionless = pytest.importorskip("frictionless")
    resource = frictionless.Package(str(folder / "datapackage.json")).get_resource(name)
    read = [
        {
            key: str(value) if key == "published" and value else unguarded(value) if isinstance(value, str) else value
            for key, value in row.to_dict().items()
        }
        for row in resource.read_rows()
    ]
    wanted = [
        {key: ("、".join(value) or None) if isinstance(value, tuple) else value for key, value in row.items()}
        for row in rows_of(ld.read(folder.with_name("list.json")))
    ]
    assert read == wanted


def test_the_other_tables_hold_the_rest(folder: Path) -> None:
    duties = ld.read(folder.with_name("list.json"))
    (edition,) = table(folder, "editions")
    assert (edition["title"], edition["sha256"]) == (duties.edition.title, duties.edition.source.sha256)
    assert edition["categories"] == "、".join(duties.edition.categories)
    assert [(row["name"], row["kind"], row["aliases"]) for row in table(folder, "departments")] == [
        (department.name, department.kind, "、".join(department.aliases)) for department in duties.departments
    ]
    assert [(row["id"], row["field"], row["written"], row["meant"] or None) for row in table(folder, "notes")] == [
        (note.duty, note.field, note.written, note.meant) for note in duties.notes
    ]
    assert [(row["id"], row["kind"], int(row["since"]), row["into"]) for row in table(folder, "lineage")] == [
        (event.id, event.kind, event.edition, "、".join(event.into)) for event in duties.lineage
    ]


def test_its_duties_are_the_export_in_csv(tmp_path: Path, small: ld.DutyList) -> None:
    folder = small.to_datapackage(tmp_path / "package")
    assert (folder / "duties.csv").read_bytes() == rendered(small, "csv")


def test_the_same_list_gives_the_same_bytes(tmp_path: Path, small: ld.DutyList, environment: dict[str, str]) -> None:
    small.to_json(tmp_path / "small.json")
    code = "import sys, lishi_duties as ld; ld.read(sys.argv[1]).to_datapackage(sys.argv[2])"
    for seed in ("1", "2"):
        command = [sys.executable, "-c", code, str(tmp_path / "small.json"), str(tmp_path / seed)]
        subprocess.run(command, check=True, env=environment | {"PYTHONHASHSEED": seed})
    written = [{path.name: path.read_bytes() for path in (tmp_path / seed).iterdir()} for seed in ("1", "2")]
    assert written[0] == written[1]
    assert len(written[0]) == 1 + len(TABLES)
