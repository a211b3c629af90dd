"""Making a release (tools/release): what it refuses, what it says then, and that a whole release can be made."""

from __future__ import annotations

import copy
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docs_runner import ROOT
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from release import agreement, archives, building, command, data, placing, project, trial, versions
from release import tree as trees
from release import wheel as wheels
from release.errors import ReleaseError
from release.project import Release

TODAY = date(2026, 3, 9)
HALVES = "### Code\n\n### Data\n"
FIRST = "## [0.1.0] - 2026-01-05\n\n### Code\n\n- The first.\n\n### Data\n\n- Edition 1: the list.\n"
SECOND = "## [0.2.0] - 2026-03-09\n\n### Code\n\n- More.\n\n### Data\n\n- Edition 2 (2026-03-01).\n"


@dataclass
class Tree:
    """As much of a project as says which version it is."""

    root: Path
    small: dict[str, Any]
    editions: list[int] = field(default_factory=list)

    def version(self, text: str) -> None:
        self.write(f"{project.PACKAGE}/__init__.py", f'"""A package."""\n\n__version__ = "{text}"\n')

    def changelog(self, *sections: str, end: str = "") -> None:
        self.write(project.CHANGELOG, "\n".join(("# Changelog\n", *sections)) + end)

    def edition(self, number: int, change: Callable[[dict[str, Any]], object] = lambda document: None) -> None:
        """Package an edition: the small list, changed."""
        document = copy.deepcopy(self.small)
        document["edition"]["number"] = number
        change(document)
        for kind in ("basic", "cooperative", "reclaimed"):
            for record in document[kind]:
                record["edition"] = number
        self.write(f"{project.EDITIONS}/{number}.json", json.dumps(document, ensure_ascii=False))
        self.editions = sorted({*self.editions, number})
        self.write(f"{project.EDITIONS}/index.json", json.dumps({"editions": [{"number": n} for n in self.editions]}))

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def git(self, *arguments: str) -> str:
        who = ("-c", "user.name=A Maintainer", "-c", "user.email=maintainer@example.org", "-c", "commit.gpgsign=false")
        command = ["git", "-C", str(self.root), *who, *arguments]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout

    def commit(self, tag: str | None = None) -> None:
        if not (self.root / ".git").exists():
            self.git("init", "--quiet")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "A state")
        if tag:
            self.git("tag", tag)

    def agreed(self, *, allow_dirty: bool = False) -> Release:
        return agreement.agreed(self.root, allow_dirty=allow_dirty, today=TODAY)

    def faults(self, *, allow_dirty: bool = False) -> list[str]:
        with pytest.raises(ReleaseError) as caught:
            self.agreed(allow_dirty=allow_dirty)
        assert all("\n" not in sentence and ";" in sentence for sentence in caught.value.sentences), "one line, with what to do"
        return list(caught.value.sentences)

    def fault(self, *, allow_dirty: bool = False) -> str:
        (only,) = self.faults(allow_dirty=allow_dirty)
        return only


@pytest.fixture
def tree(tmp_path: Path, document: dict[str, Any]) -> Tree:
    """A tree ready for its first release, outside a repository."""
    made = Tree(tmp_path / "tree", document)
    made.version("0.1.0")
    made.changelog(FIRST)
    made.edition(1)
    return made


def add_a_duty(document: dict[str, Any]) -> None:
    document["basic"].append({**document["basic"][-1], "id": "B003", "number": 3, "title": "负责防火宣传。"})


def drop_a_duty(document: dict[str, Any]) -> None:
    document["reclaimed"].pop()


def reword(document: dict[str, Any]) -> None:
    document["notes"][0]["reason"] = "应为“区公安局”。"


# Version, changelog and editions


def test_what_agrees_is_the_release(tree: Tree) -> None:
    planned = tree.agreed()
    assert planned == Release(Version("0.1.0"), date(2026, 1, 5), (1,), commit=None)
    assert planned.epoch == 1_767_571_200


@pytest.mark.parametrize("stated", ["0.1", "v0.1.0", "0.1.0.dev1", "00.1.0", "1.0.0rc1", "", "next"])
def test_a_version_has_three_numbers(tree: Tree, stated: str) -> None:
    tree.version(stated)
    assert f"__version__ is {stated!r}" in tree.fault()


def test_a_version_must_be_stated(tree: Tree) -> None:
    tree.write(f"{project.PACKAGE}/__init__.py", "version = (0, 1)\n")
    assert "no line `__version__" in tree.fault()


@pytest.mark.parametrize(
    ("sections", "problem"),
    [
        ((), "the newest release is none, __version__ is 0.1.0"),
        (("## [Unreleased]\n\n- Late.\n", FIRST), "line 3: '[Unreleased]' is no heading of a release"),
        ((FIRST.replace("0.1.0", "0.0.9"),), "the newest release is 0.0.9, __version__ is 0.1.0"),
        ((FIRST.replace("01-05", "02-30"),), "line 3: there is no such day"),
        ((FIRST.replace("2026-01-05", "2026-03-10"),), "line 3: 2026-03-10 is in the future"),
        ((FIRST.replace("### Code\n", ""),), "has not the two halves"),
        ((FIRST, "## Older things\n"), "'Older things' is no heading of a release"),
        ((FIRST, FIRST.replace("0.1.0", "0.1.1")), "0.1.1 stands below 0.1.0"),
        ((FIRST, FIRST.replace("0.1.0] - 2026", "0.0.9] - 2027")), "2027-01-05 is in the future"),
        ((FIRST, FIRST.replace("0.1.0] - 2026-01", "0.0.9] - 2026-02")), "0.1.0 is dated before 0.0.9"),
        ((FIRST.replace("Edition 1", "The edition"),), "edition 1 is packaged, but no release names it"),
        ((FIRST.replace("Edition 1", "Editions 1 and"),), "edition 1 is packaged, but no release names it"),
        ((FIRST + "- Edition 2, too.\n",), "0.1.0 names edition 2, which is not packaged"),
        (
            (FIRST, FIRST.replace("0.1.0", "0.0.9").replace(" 1:", " 4:")),
            "edition 4 was released and is gone",
        ),
    ],
)
def test_a_changelog_that_does_not_agree_is_told(tree: Tree, sections: tuple[str, ...], problem: str) -> None:
    tree.changelog(*sections)
    assert any(problem in fault for fault in tree.faults())


def test_an_edition_is_named_in_the_half_about_the_data(tree: Tree) -> None:
    tree.changelog(FIRST.replace("The first", "Reads Edition 1").replace("Edition 1:", "All of"))
    assert "edition 1 is packaged, but no release names it" in tree.fault()


def test_a_section_that_says_nothing_is_refused(tree: Tree) -> None:
    tree.version("0.1.1")
    tree.changelog(f"## [0.1.1] - 2026-02-01\n\n{HALVES}", FIRST)
    assert "the section says nothing" in tree.fault()


def test_everything_is_told_at_once(tree: Tree) -> None:
    tree.version("0.3.0")
    tree.changelog("## [Unreleased]\n\n- Late.\n", FIRST.replace("01-05", "13-05").replace("### Data", "### The data"))
    assert len(tree.faults()) == 4


def test_addresses_are_complete_where_there_are_any(tree: Tree) -> None:
    address = "\n[0.1.0]: https://example.org/0.1.0\n"
    tree.version("0.2.0")
    tree.edition(2, add_a_duty)
    tree.changelog(SECOND, FIRST, end=address)
    assert "[0.2.0] has no address" in tree.fault()
    tree.changelog(SECOND, FIRST, end=f"{address}[0.2.0]: https://example.org/0.2.0\n")
    assert tree.agreed().version == Version("0.2.0")


def test_what_the_changelog_does_not_say_yet_is_named(tree: Tree) -> None:
    tree.write("changes/README.md", "How to write one.\n")
    tree.write("changes/data/edition-1.added.md", "Edition 1: the list.\n")
    assert tree.fault().startswith("changes/data/edition-1.added.md: not in CHANGELOG.md yet; ")
    tree.write("changes/code/search.fixed.md", "Search.\n")
    advice = "write the section with `towncrier build --version 0.1.0`"
    assert tree.fault() == f"changes/code/search.fixed.md and 1 more: not in CHANGELOG.md yet; {advice}"


@pytest.mark.parametrize("name", [project.CHANGELOG, f"{project.EDITIONS}/index.json", f"{project.PACKAGE}/__init__.py"])
def test_a_missing_file_is_named(tree: Tree, name: str) -> None:
    (tree.root / name).unlink()
    assert tree.fault().startswith(f"{name}: cannot be read (")


@pytest.mark.parametrize("index", ["", "[]", '{"editions": [{}]}', '{"editions": []}', '{"editions": 1}'])
def test_a_broken_index_is_refused(tree: Tree, index: str) -> None:
    tree.write(f"{project.EDITIONS}/index.json", index)
    assert "index.json" in tree.fault()


def test_a_citation_says_the_same(tree: Tree) -> None:
    tree.write("CITATION.cff", 'cff-version: 1.2.0\nversion: "0.0.9"\n')
    problems = tree.faults()
    assert [sentence.split(";")[0] for sentence in problems] == [
        "CITATION.cff: version is 0.0.9",
        "CITATION.cff: date-released is not given",
    ]
    tree.write("CITATION.cff", "cff-version: 1.2.0\nversion: 0.1.0\ndate-released: '2026-01-05'\n")
    assert tree.agreed().version == Version("0.1.0")


# The part of the version the data ask for


@pytest.mark.parametrize(
    ("previous", "change", "refused", "least"),
    [
        ("0.1.0", add_a_duty, "0.1.1", "0.2.0"),
        ("0.1.0", drop_a_duty, "0.1.1", "0.2.0"),
        ("1.4.2", add_a_duty, "1.4.3", "1.5.0"),
        ("1.4.2", drop_a_duty, "1.5.0", "2.0.0"),
    ],
)
def test_a_new_edition_asks_for_its_part_of_the_version(
    tree: Tree, previous: str, change: Callable[[dict[str, Any]], object], refused: str, least: str
) -> None:
    tree.edition(2, change)
    for version in (refused, least):
        tree.version(version)
        tree.changelog(SECOND.replace("0.2.0", version), FIRST.replace("0.1.0", previous))
        if version == refused:
            assert "edition 2 is new and differs from edition 1, which asks for a m" in tree.fault()
            assert f"version after {previous}, at least {least} " in tree.fault()
    assert tree.agreed().editions == (1, 2)


def test_editions_released_before_ask_for_nothing(tree: Tree) -> None:
    tree.edition(2, drop_a_duty)
    tree.version("0.2.1")
    fix = "## [0.2.1] - 2026-03-09\n\n### Code\n\n- Mended.\n\n### Data\n"
    tree.changelog(fix, SECOND, FIRST)
    assert tree.agreed().version == Version("0.2.1")


@pytest.mark.parametrize(
    ("change", "part"),
    [(lambda document: None, None), (reword, "patch"), (add_a_duty, "minor"), (drop_a_duty, "major")],
)
def test_a_released_edition_that_changed_asks_for_its_part(
    tree: Tree, change: Callable[[dict[str, Any]], object], part: str | None
) -> None:
    tree.commit(tag="v0.1.0")
    tree.edition(1, change)
    asked = versions.part_of_released(tree.root, 1, "v0.1.0")
    assert asked == (part and (part, "edition 1 is not what v0.1.0 had"))


def test_a_released_edition_is_compared_with_its_tag(tree: Tree) -> None:
    tree.commit(tag="v0.1.0")
    tree.edition(1, add_a_duty)
    tree.version("0.1.1")
    section = "## [0.1.1] - 2026-03-09\n\n### Code\n\n### Data\n\n- Edition 1 has B003.\n"
    tree.changelog(section, FIRST)
    tree.commit()
    assert "edition 1 is not what v0.1.0 had, which asks for a minor version" in tree.fault()


def test_an_edition_nobody_can_read_any_more_asks_for_a_major(tree: Tree) -> None:
    tree.write(f"{project.EDITIONS}/old.json", '{"schema_version": 0}')
    folder = tree.root / project.EDITIONS
    assert versions.difference(folder / "old.json", folder / "1.json") == "major"
    with pytest.raises(ReleaseError, match=r"no duty list|old\.json"):
        versions.difference(folder / "1.json", folder / "old.json")


any_version = st.builds(lambda a, b, c: Version(f"{a}.{b}.{c}"), *[st.integers(0, 40)] * 3)


@given(any_version)
def test_a_greater_part_asks_for_a_greater_version(previous: Version) -> None:
    patch, minor, major = (versions.raised(previous, part) for part in ("patch", "minor", "major"))
    assert previous < patch < minor <= major
    assert (minor == major) == (previous.major == 0)


# The repository


def test_the_commit_is_known(tree: Tree) -> None:
    tree.commit()
    assert tree.agreed().commit == tree.git("rev-parse", "HEAD").strip()


def test_a_tagged_version_is_not_released_again(tree: Tree) -> None:
    tree.commit(tag="v0.1.0")
    assert tree.fault().startswith("v0.1.0 is tagged already")


def test_what_is_not_committed_is_named(tree: Tree) -> None:
    tree.commit()
    tree.write("清单.txt", "新")
    tree.write("README.md", "new")
    assert tree.fault() == "not committed: README.md, 清单.txt; commit, or try it with --allow-dirty"
    assert tree.agreed(allow_dirty=True).commit is None


def test_the_files_of_the_tree_are_the_same_with_git_and_without(tree: Tree) -> None:
    tree.write(".gitignore", "/dist/\n__pycache__/\n/.cache/\n")
    for name in ("dist/old.whl", "src/lishi_duties/__pycache__/a.pyc", ".cache/x"):
        tree.write(name, "gathered")
    without = trees.tree_files(tree.root)
    tree.commit()
    assert trees.tree_files(tree.root) == without
    assert {".gitignore", project.CHANGELOG} < set(without)
    (tree.root / project.CHANGELOG).unlink()
    assert project.CHANGELOG not in trees.tree_files(tree.root)


def test_copies_have_the_same_content_and_nothing_else_in_common(tree: Tree, tmp_path: Path) -> None:
    program = tree.root / "run"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    names = trees.tree_files(tree.root)
    here, there = tmp_path / "here", tmp_path / "there"
    trees.copy_tree(tree.root, names, here)
    trees.copy_tree(tree.root, names, there, otherwise=True)
    for name in names:
        one, other = here / name, there / name
        assert one.read_bytes() == other.read_bytes() == (tree.root / name).read_bytes()
        assert one.stat().st_mode != other.stat().st_mode
        assert one.stat().st_mtime != other.stat().st_mtime
        assert bool(one.stat().st_mode & 0o100) == bool(other.stat().st_mode & 0o100) == (name == "run")


# The data


@pytest.mark.slow
def test_data_that_do_not_follow_from_the_sources_are_told(tmp_path: Path) -> None:
    for name in ("src", "sources"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    edition = tmp_path / project.EDITIONS / "1.json"
    edition.write_bytes(edition.read_bytes().replace("噪声".encode(), "噪音".encode(), 1))
    with pytest.raises(ReleaseError, match=r"1\.json: differs from what the sources give; run lishi-duties build"):
        data.data_follow(tmp_path)
    (tmp_path / "sources" / "1" / "edition.toml").unlink()
    with pytest.raises(ReleaseError, match=r"sources/: .*edition\.toml"):
        data.data_follow(tmp_path)


# What is built


def wheel_of(folder: Path, content: dict[str, bytes], name: str = "lishi_duties-0.1.0-py3-none-any.whl") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / name, "w") as wheel:
        for member, data in content.items():
            wheel.writestr(zipfile.ZipInfo(member), data)
    return folder / name


def sdist_of(folder: Path, content: dict[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "lishi_duties-0.1.0.tar.gz"
    with tarfile.open(path, "w:gz") as sdist:
        for member, data in content.items():
            about = tarfile.TarInfo(f"lishi_duties-0.1.0/{member}")
            about.size = len(data)
            sdist.addfile(about, io.BytesIO(data))
    return path


@pytest.fixture
def content(tree: Tree) -> dict[str, bytes]:
    """What a wheel of the tree holds."""
    tree.write(f"{project.PACKAGE}/py.typed", "")
    metadata = b"Metadata-Version: 2.4\nName: lishi-duties\nVersion: 0.1.0\n\nA text.\n"
    described = {"METADATA": metadata, "WHEEL": b"Wheel-Version: 1.0\nGenerator: a builder 7\n", "RECORD": b""}
    about = {f"lishi_duties-0.1.0.dist-info/{name}": data for name, data in described.items()}
    return wheels.package_files(tree.root) | about


def wheel_faults(content: dict[str, bytes], tree: Tree) -> list[str]:
    wheel = wheel_of(tree.root / "dist", content)
    with pytest.raises(ReleaseError) as caught:
        wheels.checked_wheel(wheel, tree.root, Version("0.1.0"))
    assert all(sentence.startswith(f"{wheel.name}: ") for sentence in caught.value.sentences)
    return [sentence.removeprefix(f"{wheel.name}: ").split(";")[0] for sentence in caught.value.sentences]


def test_a_wheel_as_it_should_be_is_described(tree: Tree, content: dict[str, bytes]) -> None:
    wheel = wheel_of(tree.root / "dist", content)
    description = wheels.checked_wheel(wheel, tree.root, Version("0.1.0"))
    assert description == f"{wheel.stat().st_size:,} of at most 1,000,000 bytes, 4 files as in src/lishi_duties, 2 of them data"
    assert wheels.build_system_of(wheel) == "a builder 7"


def test_a_wheel_that_lacks_or_adds_or_changes_a_file_is_refused(tree: Tree, content: dict[str, bytes]) -> None:
    edition = "lishi_duties/data/editions/1.json"
    typed = "lishi_duties/py.typed"
    others = {name: data for name, data in content.items() if name not in (edition, typed)}
    assert wheel_faults({**others, typed: b""}, tree) == [f"it lacks {edition}"]
    assert wheel_faults({**content, edition: content[edition] + b" "}, tree) == [f"its {edition} is not that of src"]
    assert wheel_faults({**content, "sources/1/list.txt": b"", "tests/test_a.py": b""}, tree) == [
        "it holds sources/1/list.txt, which is no part of the package",
        "it holds tests/test_a.py, which is no part of the package",
    ]
    assert f"it has no {typed}" in wheel_faults({**others, edition: content[edition]}, tree)


def test_a_wheel_that_states_another_version_is_refused(tree: Tree, content: dict[str, bytes]) -> None:
    name = "lishi_duties-0.1.0.dist-info/METADATA"
    other = content[name].replace(b"0.1.0", b"0.1.1")
    assert wheel_faults({**content, name: other}, tree) == ["its metadata state Version 0.1.1, not 0.1.0"]
    assert wheel_faults({k: v for k, v in content.items() if k != name}, tree) == ["it has no METADATA for 0.1.0"]


def test_a_wheel_over_its_budget_is_refused(tree: Tree, content: dict[str, bytes]) -> None:
    heavy = b"0" * wheels.MOST_BYTES
    tree.write(f"{project.PACKAGE}/data/heavy.json", heavy.decode())
    (problem,) = wheel_faults({**content, "lishi_duties/data/heavy.json": heavy}, tree)
    assert problem.startswith("it has 1,00")
    assert problem.endswith(" more than a wheel may have")


def test_builds_that_differ_are_told_with_the_file(tmp_path: Path) -> None:
    for make in (wheel_of, sdist_of):
        one = make(tmp_path / "one", {"a.dist-info/RECORD": b"1", "b.py": b"2"})
        archives.expect_same(one, one, "two builds")
        changed = make(tmp_path / "two", {"a.dist-info/RECORD": b"0", "b.py": b"3"})
        with pytest.raises(ReleaseError, match=r"two builds differ: .*b\.py;"):
            archives.expect_same(one, changed, "two builds")
        turned = make(tmp_path / "three", {"b.py": b"2", "a.dist-info/RECORD": b"1"})
        with pytest.raises(ReleaseError, match="in the order, the dates or the rights"):
            archives.expect_same(one, turned, "two builds")
    renamed = wheel_of(tmp_path, {"a.py": b"1"}, "lishi_duties-0.1.1-py3-none-any.whl")
    with pytest.raises(ReleaseError, match="are called"):
        archives.expect_same(wheel_of(tmp_path, {"a.py": b"1"}), renamed, "two builds")


def test_a_source_distribution_unpacks_to_what_it_holds(tmp_path: Path) -> None:
    sdist = sdist_of(tmp_path, {"pyproject.toml": b"x", "src/a/b.py": b"y"})
    root = archives.unpack(sdist, tmp_path / "unpacked")
    assert {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()} == {
        "pyproject.toml": b"x",
        "src/a/b.py": b"y",
    }


def test_a_build_that_fails_says_why_in_a_line(tree: Tree) -> None:
    tree.write("pyproject.toml", '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n')
    tree.write("backend.py", "def build_wheel(*given, **named):\n    raise RuntimeError('no room left')\n")
    with building.Builder(0) as builder, pytest.raises(ReleaseError) as caught:
        builder.wheel(tree.root, tree.root / "dist")
    assert str(caught.value) == "the wheel cannot be built: RuntimeError: no room left; `python -m build` shows all of it"


# The end


def test_the_files_are_put_into_place_whole(tmp_path: Path) -> None:
    built = building.Built(sdist_of(tmp_path / "work", {"a": b"1"}), wheel_of(tmp_path / "work", {"a": b"1"}))
    output = tmp_path / "new" / "dist"
    wheel_of(output, {"a": b"of an earlier trial"})
    placed = placing.put(built, output)
    assert placed == building.Built(output / built.sdist.name, output / built.wheel.name)
    assert placed.wheel.read_bytes() == built.wheel.read_bytes()
    assert sorted(path.name for path in output.iterdir()) == sorted([built.sdist.name, built.wheel.name])


def test_the_last_words_are_the_checksums_and_the_commands(tmp_path: Path) -> None:
    folder = tmp_path / "a folder"
    built = building.Built(sdist_of(folder, {"a": b"1"}), wheel_of(folder, {"a": b"1"}))
    made = Release(Version("0.2.0"), TODAY, (1,), "c0ffee")
    words = list(placing.last_words(built, made, in_repository=True))
    assert words[:2] == [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path}" for path in (built.sdist, built.wheel)]
    assert words[-3:] == [
        "  git tag --annotate v0.2.0 --message 'lishi-duties 0.2.0' c0ffee",
        "  git push --atomic origin HEAD v0.2.0",
        f"  python -m twine upload '{built.sdist}' '{built.wheel}'",
    ]


def test_a_trial_gives_no_commands(tmp_path: Path) -> None:
    built = building.Built(sdist_of(tmp_path, {"a": b"1"}), wheel_of(tmp_path, {"a": b"1"}))
    made = Release(Version("0.2.0"), TODAY, (1,), None)
    trial = "\n".join(placing.last_words(built, made, in_repository=True))
    assert "this was a trial" in trial
    assert "twine" not in trial
    elsewhere = "\n".join(placing.last_words(built, made, in_repository=False))
    assert "twine upload" in elsewhere
    assert "git tag" not in elsewhere


# The command


def test_what_is_wrong_is_told_on_standard_error(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    tree.version("0.2.0")
    assert command.main(["--check-only"], tree.root) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split(":")[0] for line in err.splitlines()] == ["error"]
    assert "the newest release is 0.1.0, __version__ is 0.2.0" in err


def test_data_are_checked_after_the_version(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--check-only"], tree.root) == 1
    out, err = capsys.readouterr()
    assert out == "1 version, changelog and data agree: 0.1.0 of 2026-01-05, with edition 1\n"
    assert err.startswith("error: src/lishi_duties/data does not follow from sources/: ")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("arguments", [["--nope"], ["extra"], ["--check-only", "--output", "dist"], ["--output", "CHANGELOG.md"]])
def test_wrong_usage_ends_with_2(
    tree: Tree, arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tree.root)
    with pytest.raises(SystemExit) as ended:
        command.main(arguments, tree.root)
    assert ended.value.code == 2
    assert "error:" in capsys.readouterr().err


@pytest.mark.slow
def test_a_whole_release_is_made_in_a_copy(tmp_path: Path) -> None:
    tree = Tree(tmp_path / "tree", {})
    trees.copy_tree(ROOT, trees.tree_files(ROOT), tree.root)
    init = tree.root / project.PACKAGE / "__init__.py"
    init.write_text(project.VERSION.sub('__version__ = "99.0.0"', init.read_text("utf-8")), "utf-8")
    write_changelog = [sys.executable, "-m", "towncrier", "build", "--version", "99.0.0", "--yes"]
    subprocess.run(write_changelog, cwd=tree.root, capture_output=True, check=True)
    citation = tree.root / "CITATION.cff"
    cited = [line for line in citation.read_text("utf-8").splitlines() if not line.startswith("version: ")]
    cited += ["version: 99.0.0", f"date-released: {date.today()}", ""]
    citation.write_text("\n".join(cited), "utf-8")
    tree.commit()

    output = tmp_path / "dist"
    command = [sys.executable, "tools/release", "--output", str(output)]
    done = subprocess.run(command, cwd=tree.root, capture_output=True, encoding="utf-8", check=False, timeout=600)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert [line[0] for line in done.stdout.splitlines()[:6]] == ["1", "2", "3", "4", "5", "6"]
    files = sorted(path.name for path in output.iterdir())
    assert files == ["lishi_duties-99.0.0-py3-none-any.whl", "lishi_duties-99.0.0.tar.gz"]
    for name in files:
        assert f"{hashlib.sha256((output / name).read_bytes()).hexdigest()}  {output / name}" in done.stdout
    assert f"git tag --annotate v99.0.0 --message 'lishi-duties 99.0.0' {tree.git('rev-parse', 'HEAD').strip()}" in done.stdout
    assert tree.git("tag") == tree.git("status", "--porcelain") == "", "nothing is tagged or left behind"

    smoke = tree.root / "tests" / "smoke.py"
    smoke.write_text("raise SystemExit('it does not work')\n", "utf-8")
    with pytest.raises(ReleaseError, match=r"smoke\.py fails with the installed wheel: it does not work"):
        trial.tried(output / files[0], tree.root, Version("99.0.0"), tmp_path)
