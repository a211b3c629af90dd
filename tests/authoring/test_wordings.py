"""The dispatch directory as data: its form, its linter, its sources."""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import lishi_duties as ld
from lishi_duties.authoring.dispatch import FEWEST, PENDING, DirectoryFile, DutyEntry, OutsideEntry, copied, lint, read_directory
from lishi_duties.model import DutyListFile
from lishi_duties.publish.build import DATA

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "sources" / "dispatch"


@pytest.fixture(scope="module")
def files() -> tuple[DutyListFile, ...]:
    """Every packaged edition, the newest last."""
    return tuple(ld.load(edition=edition.number).file for edition in ld.editions())


@pytest.fixture(scope="module")
def directory(files: tuple[DutyListFile, ...]) -> DirectoryFile:
    *earlier, newest = files
    return read_directory(SOURCES, newest, earlier)


@pytest.fixture(scope="module")
def pending() -> list[str]:
    """The duties nobody has written wordings for yet."""
    path = SOURCES / PENDING
    return tomllib.loads(path.read_text(encoding="utf-8"))["pending"] if path.exists() else []


def test_every_duty_has_wordings_in_list_order(
    directory: DirectoryFile, files: tuple[DutyListFile, ...], pending: list[str]
) -> None:
    ids = dict.fromkeys(duty.id for file in reversed(files) for duty in file.duties())
    assert [entry.id for entry in directory.duties] == [duty_id for duty_id in ids if duty_id not in pending]
    assert all(len(entry.keywords) >= FEWEST and len(entry.citizen) >= FEWEST and entry.staff for entry in directory.duties)


def test_every_duty_with_several_leaders_says_what_points_at_whom(
    directory: DirectoryFile, files: tuple[DutyListFile, ...]
) -> None:
    """Those it had when it came on the list, and no department that never led it."""
    by_id = {entry.id: entry for entry in directory.duties}
    first: dict[str, set[str]] = {}
    ever: dict[str, set[str]] = {}
    for file in files:
        for duty in file.cooperative:
            single = {name for name in duty.departments if not name.endswith("部门")}
            first.setdefault(duty.id, single)
            ever.setdefault(duty.id, set()).update(single)
    for duty_id in first.keys() & by_id.keys():
        if len(first[duty_id]) > 1:
            assert first[duty_id] <= set(by_id[duty_id].lead) <= ever[duty_id], duty_id


def test_the_packaged_directory_is_what_the_sources_say(directory: DirectoryFile) -> None:
    packaged = ld.dispatch_directory()
    for entry in directory.duties:
        wordings = packaged.duties[entry.id]
        assert wordings.all() == tuple(entry.all())
        assert wordings.lead == entry.lead
    assert [t.name for t in packaged.outside] == [t.name for t in directory.outside]
    assert packaged.simplified("樓上漏水") == "楼上漏水"


def test_the_packaged_directory_fits_its_schema() -> None:
    schema = json.loads((DATA / "schemas" / "dispatch-directory-1.json").read_bytes())
    document = json.loads((DATA / "dispatch.gb18030.json").read_bytes().decode("gb18030"))
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(document)) == []
    document["duties"][0]["keywords"].append("a word with spaces")
    assert list(Draft202012Validator(schema).iter_errors(document))


def test_the_packaged_directory_cannot_be_changed() -> None:
    packaged: Any = ld.dispatch_directory()
    with pytest.raises(TypeError):
        packaged.duties["B001"] = None
    with pytest.raises(AttributeError):
        packaged.town = "某镇"


def test_no_wording_is_a_request_the_directory_is_measured_by(directory: DirectoryFile) -> None:
    """LISHI_DUTIES_EVALUATION may name one more file of requests."""
    sets = [ROOT / "evaluation" / "sentences" / "tuning.json", ROOT / "evaluation" / "sentences" / "held-out.json"]
    if other := os.environ.get("LISHI_DUTIES_EVALUATION"):
        sets.append(Path(other))
    requests = [entry["query"] for path in sets for entry in json.loads(path.read_text(encoding="utf-8"))]
    assert list(copied(directory, requests)) == []


def test_a_copied_request_is_found(directory: DirectoryFile) -> None:
    long = next(w for w in of(directory, "B001").citizen if len(w) > 10)
    assert list(copied(directory, ["别的话", f"{long}！"])) == [f"B001: {long!r} is a request the directory is measured by"]
    assert list(copied(directory, ["骨灰"])) == []  # the only word for it


# ---- the linter ----------------------------------------------------------------------------------------------------------

Change = Callable[[DirectoryFile], DirectoryFile]


def entry(directory: DirectoryFile, duty: str, **instead: object) -> DirectoryFile:
    """The directory with one duty's entry changed."""
    entries = [e.model_copy(update=instead) if e.id == duty else e for e in directory.duties]
    return directory.model_copy(update={"duties": tuple(entries)})


def of(directory: DirectoryFile, duty: str) -> DutyEntry:
    return next(e for e in directory.duties if e.id == duty)


def with_word(duty: str, word: str) -> Change:
    return lambda d: entry(d, duty, keywords=(*of(d, duty).keywords, word))


FAULTS: dict[str, tuple[Change, str]] = {
    "a duty without wordings": (
        lambda d: d.model_copy(update={"duties": tuple(e for e in d.duties if e.id != "B001")}),
        "B001 has no wordings; add a table [B001]",
    ),
    "too few keywords": (lambda d: entry(d, "B040", keywords=("灭鼠",)), f"B040: 1 keywords, {FEWEST} are the fewest"),
    "too few requests": (lambda d: entry(d, "B040", citizen=("放耗子药",)), f"B040: 1 citizen, {FEWEST} are the fewest"),
    "nothing said": (with_word("B040", "！？"), "B040: '！？' says nothing"),
    "given twice": (with_word("C013", "骨 灰"), "C013: '骨 灰' is given twice"),
    "a department that does not lead": (
        lambda d: entry(d, "C013", lead={"区教委": ("坟",)}),
        "C013.lead: 区教委 does not lead this duty; it is led by ",
    ),
    "apart from no duty": (lambda d: entry(d, "C013", apart={"C999": "…"}), "C013.apart: C999 is no other duty"),
    "apart from itself": (lambda d: entry(d, "C013", apart={"C013": "…"}), "C013.apart: C013 is no other duty"),
    "one wording for two duties": (
        with_word("B001", "骨灰"),
        "'骨灰' is given to B001 and C013; say how to tell them apart in [B001.apart] or [C013.apart], or take it from one",
    ),
    "a wording of an off-list topic": (
        lambda d: d.model_copy(update={"outside": (*d.outside, OutsideEntry(name="某话题", keywords=("骨灰",), says=()))}),
        "'骨灰' is given to C013 and to the off-list topic 某话题",
    ),
    "traditional characters without their simplified ones": (
        lambda d: d.model_copy(update={"traditional": d.traditional.model_copy(update={"to": d.traditional.to[:-1]})}),
        "traditional: as many traditional as simplified characters are needed",
    ),
    "a traditional character of the list's own": (
        lambda d: d.model_copy(
            update={
                "traditional": d.traditional.model_copy(
                    update={"from_": d.traditional.from_ + "镇", "to": d.traditional.to + "镇"}
                )
            }
        ),
        "traditional: 镇 stands in the list or its wordings as it is",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.slow
def test_the_linter_names_the_fault(
    directory: DirectoryFile, files: tuple[DutyListFile, ...], pending: list[str], name: str
) -> None:
    change, message = FAULTS[name]
    *earlier, newest = files
    found = list(lint(change(directory), newest, earlier=earlier, pending=pending))
    assert any(fault.startswith(message) for fault in found), found
    assert list(lint(directory, newest, earlier=earlier, pending=pending)) == []


def test_a_shared_wording_is_allowed_where_the_duties_are_told_apart(
    directory: DirectoryFile, files: tuple[DutyListFile, ...], pending: list[str]
) -> None:
    shared = entry(with_word("B001", "骨灰")(directory), "C013", apart={"B001": "骨灰归C013"})
    *earlier, newest = files
    assert list(lint(shared, newest, earlier=earlier, pending=pending)) == []


# ---- its sources ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("basic.toml", "[B001", "[B901", "B901 is no duty of the list"),
        ("basic.toml", "[B001", "[C001", "C001 has wordings in two files"),
        ("basic.toml", "keywords = [", "keyword = [", "basic.toml: [B001]: keywords: Field required"),
        ("basic.toml", '"第一议题"', '"第一 议题"', "basic.toml: [B001]: keywords[0]: String should match pattern"),
        ("outside.toml", "[passport]", "[passport", "outside.toml: not TOML"),
    ],
)
def test_a_wrong_source_is_refused(
    tmp_path: Path, files: tuple[DutyListFile, ...], name: str, old: str, new: str, message: str
) -> None:
    folder = shutil.copytree(SOURCES, tmp_path / "dispatch")
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    *earlier, newest = files
    with pytest.raises(ld.DataFileError) as caught:
        read_directory(folder, newest, earlier)
    assert message in str(caught.value)


@pytest.mark.parametrize("name", ["basic", "cooperative", "reclaimed", "outside", "terms", "idle", "traditional"])
def test_a_missing_source_is_refused(tmp_path: Path, files: tuple[DutyListFile, ...], name: str) -> None:
    folder = shutil.copytree(SOURCES, tmp_path / "dispatch")
    (folder / f"{name}.toml").unlink()
    *earlier, newest = files
    with pytest.raises(ld.DataFileError, match=rf"{name}\.toml: cannot be read"):
        read_directory(folder, newest, earlier)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("outside.toml", "topic = ", "topics = "), ("outside.toml", "[places]", "[place]"), ("terms.toml", "[terms]", "[term]")],
)
def test_a_source_of_another_form_is_refused(
    tmp_path: Path, files: tuple[DutyListFile, ...], name: str, old: str, new: str
) -> None:
    folder = shutil.copytree(SOURCES, tmp_path / "dispatch")
    text = (folder / name).read_text(encoding="utf-8")
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    *earlier, newest = files
    with pytest.raises(ld.DataFileError, match=name):
        read_directory(folder, newest, earlier)
