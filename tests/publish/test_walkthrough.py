"""CONTRIBUTING.md's walk through a revision, as a maintainer goes it: its commands in order, in a project of another town."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import docs_runner
import pytest
from docs_runner import ROOT, blocks

from lishi_duties import catalogue as loading
from lishi_duties import cli
from lishi_duties.publish import build

SAMPLES = ROOT / "tests" / "samples"
ELSEWHERE = ("pytest", "python tests/support/docs_runner.py")
"""Commands of the walk that test this project itself."""


def walk() -> tuple[str, ...]:
    """The commands of the section, in order."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    _, _, rest = text.partition("\n## Publishing a revision\n")
    section, _, _ = rest.partition("\n## ")
    lines = (line.strip() for language, body in blocks(section) if language == "bash" for line in body.splitlines())
    return tuple(line for line in lines if line and line not in ELSEWHERE)


class Maintainer:
    """Someone with a project that has no edition yet, in a folder of their own. The package's commands run in this process.

    Attributes:
        project: the project's folder; the commands are entered in it.
        revision: the folder of the document.
    """

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.project = folder / "project"
        self.revision = folder / "revision"
        self.data = self.project / "src/lishi_duties/data"
        self.patch = patch
        shutil.copytree(ROOT / "src", self.project / "src")
        for path in (self.data / "editions").glob("*.json"):
            path.unlink()
        for name in ("sources", "docs"):
            (self.project / name).mkdir()
        (self.project / "sources/departments.toml").touch()

    def enter(self, command: str) -> tuple[int, str]:
        """The exit code of a command, and what it prints."""
        match shlex.split(command):
            case ["lishi-duties", *arguments]:
                pass
            case words:
                subprocess.run(words, cwd=self.project, check=True)
                return 0, ""
        with self.patch.context() as patched, chdir(self.project), docs_runner.streams() as printed:
            patched.setattr(build, "DATA", self.data)
            patched.setattr(loading, "_data", lambda: self.data)
            for name, nothing in (("_editions", None), ("_loaded", {}), ("_newest", None)):
                patched.setattr(loading, name, nothing)
            return cli.run(arguments), printed()

    def do(self, command: str) -> str:
        """What a command prints; it must succeed."""
        code, printed = self.enter(command)
        assert code == 0, f"$ {command}\n{printed}"
        return printed

    def files(self) -> dict[Path, bytes]:
        """The project, but for what Python compiles."""
        return {path: path.read_bytes() for path in self.project.rglob("*") if path.is_file() and path.suffix != ".pyc"}

    def review(self) -> None:
        """Do what the report asks for: register the departments, confirm that what the reader left out is no part of the list."""
        report = (self.revision / "report.md").read_text(encoding="utf-8")
        assert "不能发布" in report
        doubts, _, rest = report.partition("## 登记簿中没有的部门")
        entries = "".join(body for _, body in blocks(rest))
        with (self.project / "sources/departments.toml").open("a", encoding="utf-8") as registry:
            registry.write(f"\n{entries}")
        _, _, reading = doubts.partition("### 读取存疑")
        keys = re.findall("^- `([0-9a-f]{8})`", reading.partition("\n### ")[0], flags=re.MULTILINE)
        reviewed = "\n".join(f'[[reviewed]]\ndoubt = "{key}"\nreason = "网站自己的文字。"' for key in keys)
        (self.revision / "decisions.toml").write_text(f"{reviewed}\n", encoding="utf-8")


class AtAShell(Maintainer):
    """Someone whose commands are those of a shell, with the package of their own project."""

    def enter(self, command: str) -> tuple[int, str]:
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        environment = {**os.environ, "PATH": path, "PYTHONPATH": str(self.project / "src"), "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            ["bash", "-c", f"{command} 2>&1"],
            cwd=self.project,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=environment,
            check=False,
        )
        return done.returncode, done.stdout


def commands_of(edition: int, suffix: str) -> tuple[str, ...]:
    """The commands of the walk for a document of the sample."""
    commands = tuple(line.replace("list.pdf", f"list.{suffix}") for line in walk())
    if edition > 1:
        return commands
    first = ("mkdir", "lishi-duties intake", "lishi-duties publish")  # what follows is the same each time
    return tuple(c.replace(" --previous 1", "") for c in commands if c.startswith(first) and "--dry-run" not in c)


def go(someone: Maintainer, edition: int, suffix: str) -> str:
    """The walk with a document of the sample; returns what publishing says."""
    outcome = ""
    commands = commands_of(edition, suffix)
    publish = next(c for c in commands if c.startswith("lishi-duties publish") and "--dry-run" not in c)
    for command in commands:
        before = someone.files()
        printed = someone.do(command)
        if command.startswith("mkdir"):
            shutil.copy(SAMPLES / f"qingshi-{edition}.{suffix}", someone.revision / f"list.{suffix}")
        elif command.startswith("lishi-duties intake"):
            if edition == 1:
                code, refusal = someone.enter(publish)
                assert code == 3
                assert "open" in refusal
            assert someone.files() == before
            someone.review()
            someone.do(command)
            report = (someone.revision / "report.md").read_text(encoding="utf-8")
            assert "**没有待复核之处，可以发布。**" in report
        elif command == publish:
            outcome = printed
        else:
            assert someone.files() == before, f"{command} wrote something"
    shutil.rmtree(someone.revision)
    return outcome


def test_the_walk_has_the_steps_it_is_about() -> None:
    commands = "\n".join(walk())
    for step in (
        "lishi-duties intake",
        "lishi-duties diff",
        "lishi-duties publish",
        "lishi-duties build --check",
    ):
        assert step in commands


@pytest.mark.slow
@pytest.mark.parametrize(("someones", "suffix"), [(Maintainer, "html"), (AtAShell, "pdf")])
def test_a_new_maintainer_publishes_two_editions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, someones: type[Maintainer], suffix: str
) -> None:
    someone = someones(tmp_path, monkeypatch)
    assert "the next minor version" in go(someone, 1, suffix)
    first = someone.files()
    assert "the next major version" in go(someone, 2, suffix)
    sources = someone.project / "sources/2"
    assert {path.name for path in sources.iterdir()} == {
        f"list.{suffix}", "edition.toml", "ids.json", "decisions.toml", "corrections.toml", "notes.toml",
    }  # fmt: skip
    assert (sources / f"list.{suffix}").read_bytes() == (SAMPLES / f"qingshi-2.{suffix}").read_bytes()
    kept = [path for path in first if path.is_relative_to(someone.project / "sources/1") or path.name == "1.json"]
    assert kept
    assert all(path.read_bytes() == first[path] for path in kept)

    withdrawn = (someone.project / "changes/data/edition-2-withdrawn.removed.md").read_text(encoding="utf-8")
    assert withdrawn == "Edition 2, no longer on the list: B025 (withdrawn), R008 (withdrawn).\n"
    news = (someone.project / "docs/news.md").read_text(encoding="utf-8")
    assert re.findall("^## (第.*)$", news, flags=re.MULTILINE) == ["第2版（未载明日期）", "第1版（未载明日期）"]
    code, told = someone.enter("lishi-duties show B025")
    assert code == 1
    assert "withdrawn in edition 2" in told
