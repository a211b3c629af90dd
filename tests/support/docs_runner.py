"""Runs what the documentation shows: the commands of console and bash blocks, the files and excerpts in TOML blocks.

A console block holds commands after `$ ` and under each of them exactly what it prints in a pipe. Commands of the package run
in this process; `printf`, `cat`, `head`, `mkdir` and `echo $?` are understood as far as the pages use them. A TOML block names
its file in its first line: of a file below `sources/` it is an excerpt, any other is written, for the commands that follow.
A JSON block is the configuration of an assistant.

Each page has a folder of its own, which holds the samples of the project as `tests/samples/`.

`python tests/support/docs_runner.py` sets the output of every console block anew, for a reader to look at the difference.
"""

from __future__ import annotations

import doctest
import io
import json
import os
import re
import shlex
import shutil
import sys
import tempfile
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any
from unittest import mock

import typer.main

from lishi_duties import cli
from lishi_duties.authoring import forms as sources
from lishi_duties.cli.app import app
from lishi_duties.publish import build

ROOT = Path(__file__).resolve().parents[2]
PAGES = tuple(sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]))

FORMS: Mapping[str, type[sources.Form]] = {
    "corrections.toml": sources.Corrections,
    "decisions.toml": sources.Decisions,
    "departments.toml": sources.Registry,
    "notes.toml": sources.Notes,
}
"""The forms of the files a page may write."""

REVISION = "../revision/"
"""The folder in which CONTRIBUTING.md walks through a revision; tests/publish/test_walkthrough.py runs those commands."""

TERMINAL_VARIABLES = {
    "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "PYTHONIOENCODING",
}  # fmt: skip

FENCE = re.compile(r"^(?P<indent>[ \t]*)```(?P<language>[^\n]*)\n(?P<body>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Every fenced block of a page: language, content."""
    for found in FENCE.finditer(text):
        yield found["language"].strip(), found["body"]


class Shell:
    """As much of a shell as the pages use. Remembers the exit code of the last command."""

    def __init__(self) -> None:
        self.code = 0

    def run(self, line: str) -> str:
        """What a command line prints, on standard output and error."""
        if line == "echo $?":
            code, self.code = self.code, 0
            return f"{code}\n"
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|")
        lexer.whitespace_split = True
        lexer.commenters = ""
        stages: list[list[str]] = [[]]
        for token in lexer:
            if token == "|":
                stages.append([])
            else:
                stages[-1].append(token)
        passed = ""
        for stage in stages:
            passed = self._stage(stage, passed)
        return passed

    def _stage(self, words: list[str], given: str) -> str:
        match words:
            case ["printf", "%s\\n", *texts]:
                self.code = 0
                return "".join(f"{text}\n" for text in texts)
            case ["cat", name]:
                self.code = 0
                return Path(name).read_text(encoding="utf-8")
            case ["mkdir", name]:
                self.code = 0
                Path(name).mkdir()
                return ""
            case ["head", count] if re.fullmatch("-[0-9]+", count):
                self.code = 0
                return "".join(given.splitlines(keepends=True)[: int(count[1:])])
            case ["lishi-duties", "build", *arguments]:
                return self._build(arguments)
            case ["lishi-duties", *arguments]:
                with streams(given) as printed:
                    self.code = cli.run(arguments)
                return printed()
        raise AssertionError(f"the documentation shows a command that its tests do not know: {shlex.join(words)}")

    def _build(self, arguments: list[str]) -> str:
        """The build with the project's sources, on a copy of the packaged data, so that a test never writes there."""
        with tempfile.TemporaryDirectory() as folder, streams() as printed:
            data = shutil.copytree(build.DATA, Path(folder) / "data")
            self.code = cli.run(["build", *arguments, "--sources", str(ROOT / "sources"), "--data", str(data)])
        return printed()


@contextmanager
def streams(given: str = "") -> Iterator[Any]:
    """Standard streams as in a pipe; gives a function for what was printed."""
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="utf-8", newline="", write_through=True)
    stdin = io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name not in TERMINAL_VARIABLES} | {"COLUMNS": "80"}
    with (
        mock.patch.dict(os.environ, environment, clear=True),
        mock.patch.multiple(sys, stdin=stdin, stdout=out, stderr=out),
    ):
        yield lambda: (out.flush(), raw.getvalue().decode())[1]  # holds on to `out`, which would close `raw`


def commands(block: str) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with the output shown under it."""
    parts = re.split(r"^\$ (.*)$", block, flags=re.MULTILINE)
    assert not parts[0].strip(), f"a console block begins with a command after '$ ', not with {parts[0][:40]!r}"
    assert len(parts) > 1, "a console block holds no command"
    yield from zip(parts[1::2], parts[2::2], strict=True)


def plain(output: str) -> str:
    """Output as it is compared: without what no reader can see."""
    return "\n".join(line.rstrip() for line in output.splitlines()).strip("\n")


def check_console(block: str) -> None:
    """Run a console block; what it prints must be what is shown."""
    shell = Shell()
    for command, shown in commands(block):
        printed = shell.run(command)
        wanted, got = plain(shown).splitlines(), plain(printed).splitlines()
        for number, (a, b) in enumerate(zip_longest(wanted, got), 1):
            assert a == b, f"$ {command}\nline {number} is shown as {a!r}, printed was {b!r}\n\n{printed}"


def check_bash(block: str) -> None:
    """Check commands that set up environments: what they install is declared, what they call is there. Run the package's own."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        extras = tomllib.load(file)["project"]["optional-dependencies"]
    tools = {re.split(r"[<>=\[]", requirement)[0] for requirement in (*extras["dev"], *extras["docs"])}
    for command in block.strip().splitlines():
        for part in command.split(" && "):
            words = shlex.split(part)
            program = re.sub(r"^\.venv(-dev)?/bin/", "", words[0])
            if any(word.startswith(REVISION) for word in words) or program == "mkdir":
                continue
            if program in ("python3", "python") and words[1:3] == ["-m", "venv"]:
                assert re.fullmatch(r"\.venv(-dev)?", words[3]), part
            elif program == "pip" and words[1] == "install":
                for extra in re.findall(r"\[(.*)\]", words[-1]):
                    assert extra in extras, f"{part}: pyproject.toml declares no extra {extra!r}"
            elif program == "lishi-duties":
                shell = Shell()
                printed = shell.run(shlex.join([program, *words[1:]]))
                assert shell.code == 0, printed
            elif program == ".ci/run":
                assert os.access(ROOT / program, os.X_OK), f"{program} is not there or cannot be run"
            elif program == "python" and "/" in words[1]:
                script = ROOT / words[1]
                assert script.is_file() or (script / "__main__.py").is_file(), f"{words[1]} is not there"
            else:
                assert program in tools or (program == "mkdocs" and "mkdocs-material" in tools), (
                    f"{part}: not a command known here"
                )


def check_json(block: str) -> None:
    """Check the configuration of an assistant: each server it names is a command of the package that takes these options."""
    group: Any = typer.main.get_command(app)
    for server in json.loads(block)["mcpServers"].values():
        assert server["command"] == "lishi-duties", server
        name, *options = server["args"]
        group.commands[name].make_context(name, options)


def check_toml(block: str) -> None:
    """Check that a TOML block says nothing the file below `sources/` it names does not say; write any other file it names."""
    first, _, rest = block.partition("\n")
    named = re.fullmatch(r"# (\w+/\S+\.toml)", first)
    assert named, f"a TOML block names its file in its first line, '# sources/….toml' or '# review/….toml', not {first!r}"
    if not named[1].startswith("sources/"):
        path = Path(named[1])
        sources.in_form(tomllib.loads(rest), FORMS[path.name], path)
        path.parent.mkdir(exist_ok=True)
        path.write_text(rest, encoding="utf-8")
        return
    with (ROOT / named[1]).open("rb") as file:
        whole = tomllib.load(file)
    assert _stands_in(tomllib.loads(rest), whole), f"this does not stand in {named[1]}:\n{rest}"


def _stands_in(part: Any, whole: Any) -> bool:
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(key in whole and _stands_in(value, whole[key]) for key, value in part.items())
    if isinstance(part, list):
        return isinstance(whole, list) and all(any(_stands_in(one, other) for other in whole) for one in part)
    return bool(part == whole)


def rewritten(text: str) -> str:
    """A page with the output of its console blocks as it is now; its other blocks are run for what those need."""
    namespace: dict[str, Any] = {}

    def again(found: re.Match[str]) -> str:
        language = found["language"].strip()
        if language == "toml":
            check_toml(textwrap.dedent(found["body"]))
        elif language == "python":
            _run_python(textwrap.dedent(found["body"]), namespace)
        if language != "console" or found["indent"]:
            return found[0]
        shell = Shell()
        printed = [f"$ {command}\n{plain(shell.run(command))}".rstrip() for command, _ in commands(found["body"])]
        return "```console\n" + "\n".join(printed) + "\n```"

    return FENCE.sub(again, text) if "```console" in text else text


def _run_python(body: str, namespace: dict[str, Any]) -> None:
    """Run a block for the files it writes; whether it prints what it should is for the tests to say."""
    examples = doctest.DocTestParser().get_doctest(body, namespace, "page", None, None)
    if not examples.examples:
        exec(body, namespace)
        return
    doctest.DocTestRunner(verbose=False).run(examples, out=lambda _: None, clear_globs=False)
    namespace.update(examples.globs)


@contextmanager
def folder_of_a_page() -> Iterator[Path]:
    """A folder for a page's examples, with the samples in it; the working directory within the context."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        shutil.copytree(ROOT / "tests" / "samples", Path(folder) / "tests" / "samples")
        yield Path(folder)


def main() -> None:
    """Set the output of every console block anew."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        with folder_of_a_page():
            new = rewritten(text)
        if new != text:
            page.write_text(new, encoding="utf-8")
            print(f"rewrote {page.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
