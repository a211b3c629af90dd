"""Where an export goes: what is there stays unless it is to be replaced, and whatever goes wrong, nothing half is left."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import lishi_duties as ld
from lishi_duties.export import FORMATS
from lishi_duties.export.target import replacing

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the tests need POSIX permissions and links")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file, in which nothing else may be left."""
    (tmp_path / "list.csv").write_text("mine", encoding="utf-8")
    return tmp_path


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# ---- what is there already -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
def test_what_exists_stays(folder: Path, small: ld.DutyList, format: str) -> None:
    before = names(folder)
    with pytest.raises(ld.TargetError, match="exists already; give another name, or replace it with --force") as caught:
        small.export(folder / "list.csv", format)
    assert caught.value.path == str(folder / "list.csv")
    assert (folder / "list.csv").read_text(encoding="utf-8") == "mine"
    assert names(folder) == before


@pytest.mark.parametrize("what", ["folder", "link", "dangling link"])
def test_a_folder_or_a_link_exists_too(tmp_path: Path, small: ld.DutyList, what: str) -> None:
    path = tmp_path / "out"
    if what == "folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / ("nowhere" if what == "dangling link" else "list.json"))
    with pytest.raises(ld.TargetError, match="exists already"):
        small.to_csv(path)


def test_force_replaces_a_file(folder: Path, small: ld.DutyList) -> None:
    before = names(folder)
    assert small.to_csv(folder / "list.csv", force=True) == folder / "list.csv"
    assert (folder / "list.csv").read_bytes().startswith(b"province,")
    assert names(folder) == before


def test_force_where_there_is_nothing(tmp_path: Path, small: ld.DutyList) -> None:
    assert small.to_csv(tmp_path / "new.csv", force=True).is_file()


def test_force_replaces_a_folder_of_the_same_files(tmp_path: Path, small: ld.DutyList) -> None:
    small.to_datapackage(tmp_path / "out")
    (tmp_path / "out" / "duties.csv").write_text("old", encoding="utf-8")
    before = names(tmp_path)
    small.to_datapackage(tmp_path / "out", force=True)
    assert (tmp_path / "out" / "duties.csv").read_bytes().startswith(b"province,")
    assert names(tmp_path) == before


def test_force_replaces_an_empty_folder(tmp_path: Path, small: ld.DutyList) -> None:
    (tmp_path / "out").mkdir()
    assert (small.to_datapackage(tmp_path / "out", force=True) / "datapackage.json").is_file()


def test_force_does_not_take_other_files_away_with_a_folder(tmp_path: Path, small: ld.DutyList) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years", encoding="utf-8")
    before = names(tmp_path)
    with pytest.raises(ld.TargetError, match=r"also holds thesis\.txt, which is no part of the export and would be lost"):
        small.to_datapackage(tmp_path / "out", force=True)
    assert names(tmp_path / "out") == ["thesis.txt"]
    assert names(tmp_path) == before


def test_force_does_not_put_a_file_in_place_of_a_folder(tmp_path: Path, small: ld.DutyList) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(ld.TargetError, match="is a folder, and the export is a file"):
        small.to_csv(tmp_path / "out", force=True)
    assert (tmp_path / "out").is_dir()


def test_force_does_not_put_a_folder_in_place_of_a_file(folder: Path, small: ld.DutyList) -> None:
    with pytest.raises(ld.TargetError, match="is no folder, and the export is one"):
        small.to_datapackage(folder / "list.csv", force=True)
    assert (folder / "list.csv").read_text(encoding="utf-8") == "mine"


def test_force_replaces_a_link_and_leaves_what_it_points_to(folder: Path, small: ld.DutyList) -> None:
    (folder / "link").symlink_to(folder / "list.csv")
    small.to_csv(folder / "link", force=True)
    assert not (folder / "link").is_symlink()
    assert (folder / "list.csv").read_text(encoding="utf-8") == "mine"


def test_force_replaces_a_dangling_link(tmp_path: Path, small: ld.DutyList) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    small.to_csv(tmp_path / "link", force=True)
    assert (tmp_path / "link").is_file()
    assert not (tmp_path / "nowhere").exists()


def test_force_leaves_a_link_to_a_folder_alone(tmp_path: Path, small: ld.DutyList) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "data")
    with pytest.raises(ld.TargetError, match="is no folder, and the export is one"):
        small.to_datapackage(tmp_path / "link", force=True)
    assert (tmp_path / "link").is_symlink()


def test_force_leaves_devices_and_pipes_alone(tmp_path: Path, small: ld.DutyList) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/null")
    for name in ("pipe", "link"):
        with pytest.raises(ld.TargetError, match="is neither a file nor a folder, and is not replaced"):
            small.to_csv(tmp_path / name, force=True)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert (tmp_path / "link").is_symlink()


def test_into_a_folder_behind_a_link(tmp_path: Path, small: ld.DutyList) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "data")
    small.to_csv(tmp_path / "link" / "list.csv")
    assert names(tmp_path / "data") == ["list.csv"]


def test_what_comes_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"

    def write() -> None:
        with replacing(path) as new:
            new.write_text("ours", encoding="utf-8")
            path.write_text("another's", encoding="utf-8")

    with pytest.raises(ld.TargetError, match="exists already"):
        write()
    assert path.read_text(encoding="utf-8") == "another's"
    assert names(tmp_path) == ["list.csv"]


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_list_gives_the_same_bytes(tmp_path: Path, small: ld.DutyList, format: str) -> None:
    written = []
    for name in ("one", "two"):
        path = small.export(tmp_path / name, format)
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        written.append({file.name if path.is_dir() else "": file.read_bytes() for file in files})
    assert written[0] == written[1]


# ---- permissions ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("umask")
def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path, small: ld.DutyList) -> None:
    assert mode(small.to_csv(tmp_path / "new.csv")) == 0o640


@pytest.mark.usefixtures("umask")
def test_so_has_a_folder_and_what_is_in_it(tmp_path: Path, small: ld.DutyList) -> None:
    path = small.to_datapackage(tmp_path / "out")
    assert mode(path) == 0o750
    assert {mode(inner) for inner in path.iterdir()} == {0o640}


def test_a_file_that_is_replaced_keeps_its_permissions(folder: Path, small: ld.DutyList) -> None:
    (folder / "list.csv").chmod(0o600)
    small.to_csv(folder / "list.csv", force=True)
    assert mode(folder / "list.csv") == 0o600


# ---- where nothing can be written ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("nowhere/list.csv", "there is no folder .*nowhere; make it first"),
        ("list.csv/inner.csv", "there is no folder .*list.csv; make it first"),
        ("a" * 300, "cannot be written .*name too long"),
        ("a\0b", "cannot be written .*null"),
        ("..", "is no name for a file"),
    ],
)
def test_a_place_that_is_none(folder: Path, small: ld.DutyList, name: str, problem: str) -> None:
    before = names(folder)
    with pytest.raises(ld.TargetError, match=f"(?i){problem}"):
        small.to_csv(folder / name)
    with pytest.raises(ld.TargetError, match=f"(?i){problem}"):
        small.to_datapackage(folder / name)
    assert names(folder) == before


@pytest.mark.parametrize("path", ["", ".", "/"])
def test_force_does_not_replace_the_folder_one_is_in(small: ld.DutyList, path: str) -> None:
    with pytest.raises(ld.TargetError, match="is no name for a file"):
        small.to_datapackage(path, force=True)


def test_a_path_of_another_type(small: ld.DutyList) -> None:
    with pytest.raises(ld.ArgumentError, match="to the path of a file, not to int"):
        small.to_csv(3)  # type: ignore[arg-type]


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="needs a file system nobody can write to")
def test_a_folder_that_takes_no_files(small: ld.DutyList) -> None:
    with pytest.raises(ld.TargetError, match=r"^/sys/list\.csv: cannot be written \(.+\)$"):
        small.to_csv("/sys/list.csv")


def test_a_name_as_long_as_can_be(tmp_path: Path, small: ld.DutyList) -> None:
    path = tmp_path / ("名" * 83 + ".csv")
    assert len(path.name.encode()) == 253
    assert small.to_csv(path).is_file()
    assert small.to_csv(path, force=True).is_file()


# ---- what goes wrong on the way ------------------------------------------------------------------------------------------


def fill(path: Path, text: str, error: BaseException | None = None, *, force: bool = False) -> None:
    """Write a folder with one file, and fail in the middle where there is an error."""
    with replacing(path, force=force) as new:
        new.mkdir()
        (new / "duties.csv").write_text(text, encoding="utf-8")
        if error:
            raise error


@pytest.mark.parametrize("error", [RuntimeError("no"), KeyboardInterrupt(), ld.ArgumentError("no")], ids=repr)
@pytest.mark.parametrize("force", [False, True])
def test_a_writer_that_breaks_leaves_nothing(folder: Path, error: BaseException, force: bool) -> None:
    before = names(folder)
    with pytest.raises(type(error)):
        fill(folder / ("list.csv" if force else "new"), "half", error, force=force)
    assert (folder / "list.csv").read_text(encoding="utf-8") == "mine"
    assert names(folder) == before


def test_a_writer_that_writes_nothing(folder: Path) -> None:
    before = names(folder)
    with pytest.raises(ld.TargetError, match="cannot be written"), replacing(folder / "new.csv"):
        pass
    assert names(folder) == before


def test_a_folder_that_cannot_be_moved_in_is_put_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out"
    fill(path, "old")
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == "out" and target == path:
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(ld.TargetError, match="Input/output error"):
        fill(path, "new", force=True)
    assert (path / "duties.csv").read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["out"]


FULL = """if True:
    import json, os, resource, sys
    import lishi_duties as ld
    folder, limit, *formats = sys.argv[1:]
    os.chdir(folder)
    if int(limit):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))  # from then on no file grows beyond
    messages = {}
    for format in formats:
        for name, force in (("new", False), ("old", True)):
            try:
                ld.load().export(name, format, force=force)
            except ld.TargetError as error:
                messages[f"{format} {name}"] = str(error)
    print(json.dumps([messages, sorted(os.listdir()), open("old").read()]))
"""
MOUNTED = "mount -t tmpfs -o size=16k none '{0}' && printf mine > '{0}/old' && exec \"$@\""


def can_mount() -> bool:
    tool = shutil.which("unshare")
    return bool(tool) and subprocess.run([str(tool), "-rm", "true"], capture_output=True, check=False).returncode == 0


def check_full(
    command: list[str], folder: Path, limit: int, formats: list[str], reason: str, environment: dict[str, str]
) -> None:
    command = [*command, sys.executable, "-c", FULL, str(folder), str(limit), *formats]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    messages, left, old = json.loads(done.stdout)
    assert set(messages) == {f"{name} {what}" for name in formats for what in ("new", "old")}
    for message in messages.values():
        assert re.fullmatch(r"(new|old): cannot be written \(.+\); nothing was changed", message)
    assert reason in messages["csv new"]
    assert (left, old) == (["old"], "mine")


@pytest.mark.slow
def test_no_file_may_grow_any_more(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "old").write_text("mine", encoding="utf-8")
    check_full([], tmp_path, 4096, [name for name in FORMATS if name != "xlsx"], "File too large", environment)


@pytest.mark.skipif(not can_mount(), reason="needs a file system of its own")
@pytest.mark.slow
def test_a_disk_that_is_full_in_the_middle(tmp_path: Path, environment: dict[str, str]) -> None:
    command = ["unshare", "-rm", "sh", "-c", MOUNTED.format(tmp_path), "sh"]  # which is gone with the process
    check_full(command, tmp_path, 0, list(FORMATS), "No space left on device", environment)
