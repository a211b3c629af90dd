"""The documentation says what is true: all fields, names, commands and options are there, and every count is that of the data.

The examples in it are run by the conftest.py of the project's root.
"""

from __future__ import annotations

import dataclasses
import doctest
import inspect
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir
from pathlib import Path
from typing import Any, get_args, get_origin

import measures
import pytest
import typer.main
from docs_runner import PAGES, ROOT, blocks
from pydantic import BaseModel, TypeAdapter

import lishi_duties as ld
from lishi_duties import cli, export, intake
from lishi_duties.authoring import dispatch as wordings
from lishi_duties.authoring import forms as sources
from lishi_duties.cli.app import app
from lishi_duties.intake import doubts, formats
from lishi_duties.mcp import server as mcp_server
from lishi_duties.publish import changelog, news
from release.wheel import MOST_BYTES

DOCS = ROOT / "docs"
FRAGMENTS = tuple(sorted((ROOT / "changes").glob("*/*.md")))
"""What the changelog of the next release will say."""
TEXTS = (*PAGES, *FRAGMENTS)


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def sections(text: str, level: str) -> dict[str, str]:
    """The parts of a page under its headings of one level, by the first code span or the text of the heading."""
    parts = re.split(rf"^{level} (.*)$", text, flags=re.MULTILINE)[1:]
    named = {}
    for heading, body in zip(parts[::2], parts[1::2], strict=True):
        code = re.search("`([^`]*)`", heading)
        named[code[1] if code else heading] = body
    return named


# Code blocks


def test_every_code_block_is_of_a_kind_that_is_run() -> None:
    for page in PAGES:
        for language, body in blocks(read(page)):
            assert language in {"python", "console", "bash", "json", "toml", "text", "pycon", "{.python}"}, (
                f"{page}: a block of {language or 'no language'}: {body[:60]}"
            )


def test_both_readmes_show_the_same_code() -> None:
    english, chinese = (
        [(language, re.sub(r"  #.*", "", body)) for language, body in blocks(read(ROOT / name))]
        for name in ("README.md", "README.zh-CN.md")
    )
    assert english == chinese


def test_the_readme_shows_ten_lines_of_use() -> None:
    (example,) = (body for language, body in blocks(read(ROOT / "README.md")) if language == "python")
    assert len([line for line in example.splitlines() if line.strip()]) == 10


# Completeness


def documented_classes() -> dict[str, type]:
    """The public classes that have fields."""
    named = {name: getattr(ld, name) for name in ld.__all__}
    return {
        name: value
        for name, value in named.items()
        if get_origin(value) is None
        and isinstance(value, type)
        and (issubclass(value, BaseModel) or dataclasses.is_dataclass(value))
    }


def fields_of(cls: type) -> set[str]:
    properties = {name for name, _ in inspect.getmembers(cls, lambda member: isinstance(member, property))}
    if issubclass(cls, BaseModel):
        fields = set(cls.model_fields)
    else:
        fields = {field.name for field in dataclasses.fields(cls) if not field.name.startswith("_")}
    return fields | {name for name in properties - {"model_extra", "model_fields_set"} if not name.startswith("_")}


def field_rows(body: str) -> dict[str, str]:
    """The rows of a section's table: field, example."""
    rows = re.findall(r"^\| `(\w+)` \|.*\| `([^`]*)` \|$", body, flags=re.MULTILINE)
    return dict(rows)


def test_the_field_dictionary_has_a_section_for_every_model() -> None:
    assert set(sections(read(DOCS / "fields.md"), "###")) == set(documented_classes())


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    """What the program at the head of the field dictionary defines: the package, and a list in two editions."""
    namespace: dict[str, Any] = {}
    with chdir(ROOT):
        for example in doctest.DocTestParser().get_examples(read(DOCS / "fields.md")):
            exec(example.source, namespace)
    return namespace


@pytest.mark.parametrize("name", sorted(documented_classes()))
def test_the_field_dictionary_has_every_field_with_a_true_example(name: str, shown: dict[str, Any]) -> None:
    body = sections(read(DOCS / "fields.md"), "###")[name]
    rows = field_rows(body)
    assert set(rows) == fields_of(documented_classes()[name])
    expression = re.search("例：`([^`]*)`", body)
    assert expression, f"{name} has no example"
    example = eval(expression[1], shown)
    assert type(example) is documented_classes()[name]
    for field, told in rows.items():
        value = getattr(example, field)
        if isinstance(value, float):
            assert re.fullmatch(r"\d+\.\d", told), f"{name}.{field}"  # a score, which changes with the method
            continue
        value = dict(value) if isinstance(value, Mapping) else value
        if told.endswith("…"):
            assert repr(value).startswith(told[:-1]), f"{name}.{field} is {value!r}"
        else:
            assert repr(value) == told, f"{name}.{field}"


@pytest.mark.parametrize("cls", [intake.Draft, intake.Doubt])
def test_the_page_on_reading_has_every_field_of_draft_and_doubt(cls: type) -> None:
    tables = [set(re.findall(r"^\| `(\w+)` \|", part, flags=re.MULTILINE)) for part in read(DOCS / "intake.md").split("\n\n")]
    assert fields_of(cls) | ({"duties"} if cls is intake.Draft else set()) in tables


def test_every_kind_of_doubt_and_every_entry_of_decisions_is_explained() -> None:
    page = read(DOCS / "intake.md")
    for kind in get_args(doubts.DoubtKind):
        assert re.search(rf"^\| `{kind}` ", page, flags=re.MULTILINE)
    for entry in sources.Decisions.model_fields:
        assert f"[[{entry}]]" in page


def test_every_format_is_named() -> None:
    page = read(DOCS / "intake.md")
    for suffix in formats.SUFFIXES:
        assert f"`{suffix}`" in page


def test_everything_an_id_may_have_become_is_explained() -> None:
    for page, shown in (("revisions.md", "| `{}` |"), ("fields.md", "`{}` ")):
        for kind in get_args(ld.Lineage.model_fields["kind"].annotation):
            assert shown.format(kind) in read(DOCS / page)


def test_the_reference_has_every_public_name() -> None:
    text = read(DOCS / "reference.md")
    names = re.findall(r"^::: lishi_duties\.([\w.]+)$", text, flags=re.MULTILINE)
    assert len(names) == len(set(names))
    assert set(names) == set(ld.__all__) - {"__version__"} | {
        f"{module.__name__.removeprefix('lishi_duties.')}.{name}"
        for module in (export, intake, mcp_server)
        for name in module.__all__
    }
    assert "`lishi_duties.__version__`" in text


def test_the_command_line_page_has_every_command_and_option() -> None:
    parts = sections(read(DOCS / "cli.md"), "##")
    group: Any = typer.main.get_command(app)
    assert set(group.commands) <= set(parts)
    common = parts["各命令共有的选项"]
    for name, command in group.commands.items():
        for parameter in command.params:
            for option in (*parameter.opts, *parameter.secondary_opts):
                if option.startswith("--"):
                    assert option in parts[name] or option in common, f"{name} {option}"
    for parameter in group.params:
        assert parameter.opts[0] in common


def test_every_exit_code_is_explained() -> None:
    stated = set(re.findall(r"^\| ([0-9]+) \|", read(DOCS / "cli.md"), flags=re.MULTILINE))
    described = inspect.getdoc(cli.run) or ""
    assert stated == {*re.findall(r"\b(\d)\b", described), "130"}


def test_every_kind_of_department_and_note_is_explained() -> None:
    text = sections(read(DOCS / "fields.md"), "###")
    duties = ld.load()
    for department in duties.departments:
        assert f"`{department.kind}`" in text["Department"]
    for note in duties.notes:
        assert f"`{note.kind}`" in text["EditorialNote"]


# Counts


def shortest_copy() -> int:
    """From how many characters on the linter calls a wording copied."""
    for length in range(1, 60):
        wording = "字" * length
        entry = wordings.DutyEntry(id="B001", title="", keywords=(wording,), citizen=(), staff=())
        if list(wordings.copied(wordings.DirectoryFile.model_construct(duties=(entry,)), [wording])):
            return length
    raise AssertionError("nothing is called copied")


def default_limit_of_dispatch() -> int:
    group: Any = typer.main.get_command(app)
    return next(int(p.default) for p in group.commands["dispatch"].params if p.name == "limit")


def default_limit() -> int:
    return int(inspect.signature(ld.search).parameters["limit"].default)


DUTIES = ld.load(edition=1)


def entries() -> list[dict[str, Any]]:
    """The requests set aside for measuring."""
    loaded: list[dict[str, Any]] = json.loads(read(ROOT / "evaluation" / "sentences" / "held-out.json"))
    return loaded


def letters(name: str) -> list[dict[str, Any]]:
    """The labelled letters of one of the sets; all, or those of a kind: `blind ticket`."""
    file, *kinds = name.split()
    entries: list[dict[str, Any]] = json.loads((ROOT / "evaluation" / "letters" / f"{file}.json").read_bytes())
    return [entry for entry in entries if entry["kind"] in kinds] if kinds else entries


COUNTS: dict[str, Callable[[], int]] = {
    "# 项基本履职事项": lambda: len(DUTIES.basic),
    "# 项配合履职事项": lambda: len(DUTIES.cooperative),
    "# 项上级部门收回事项": lambda: len(DUTIES.reclaimed),
    "共 # 项": lambda: len(DUTIES),
    "为全部 # 项": lambda: len(ld.dispatch_directory().duties),
    "分属 # 个类别": lambda: len(DUTIES.edition.categories),
    "有 # 项不再开展": lambda: len(DUTIES.discontinued()),
    "# 个部门名称": lambda: len(DUTIES.departments),
    "# 条编者注": lambda: len(DUTIES.notes),
    "# 处更正": lambda: len([note for note in DUTIES.notes if note.kind == "correction"]),
    "C047 写了 # 个部门": lambda: len(DUTIES.cooperative["C047"].departments),
    "少于 # 条": lambda: wordings.FEWEST,
    "来信（调参用） | # |": lambda: len(letters("tuning")),
    "来信（放在一边） | # |": lambda: len(letters("held-out")),
    "工单 | # |": lambda: len(letters("tickets")),
    "一信几事 | # |": lambda: len(letters("several")),
    "另写的来信（最后才量） | # |": lambda: len(letters("blind letter")),
    "另写的工单（最后才量） | # |": lambda: len(letters("blind ticket")),
    "另写的一信几事（最后才量） | # |": lambda: len(letters("blind several")),
    "超过 # 个字": lambda: int(TypeAdapter(wordings.Wording).json_schema()["maxLength"]),
    "（# 个字以上而全同）": shortest_copy,
    "不写是 # 条": default_limit,
    "不写是 # 项": default_limit_of_dispatch,
    "每套 # 条": lambda: len(entries()),
    "群众来电 # 条": lambda: len([e for e in entries() if e["kind"] == "citizen" and e["gold"]]),
    "窗口的问法 # 条": lambda: len([e for e in entries() if e["kind"] == "staff" and e["gold"]]),
    "搜索框里的词 # 条": lambda: len([e for e in entries() if e["kind"] == "keyword" and e["gold"]]),
    "另有 # 条在清单上": lambda: len([e for e in entries() if not e["gold"]]),
    "# basic duties": lambda: len(DUTIES.basic),
    "# cooperative duties": lambda: len(DUTIES.cooperative),
    "# reclaimed items": lambda: len(DUTIES.reclaimed),
    "# in all": lambda: len(DUTIES),
    "# department names": lambda: len(DUTIES.departments),
    "# editorial notes": lambda: len(DUTIES.notes),
    "# of them are corrections": lambda: len([note for note in DUTIES.notes if note.kind == "correction"]),
    "at most # MB": lambda: MOST_BYTES // 1_000_000,
    "不超过 # MB": lambda: MOST_BYTES // 1_000_000,
    "C047 names # departments": lambda: len(DUTIES.cooperative["C047"].departments),
}
NOT_COUNTS = re.compile(
    r"[BCR]\d{3}|Python 3\.11|12345|FTS5|BM25|GB18030|UTF-8|UTF-16|Big5|pypdfium2|"
    r"第 1 版|第 47 项|[Ee]dition 1|\d+\.\d+(\.\d+)?|SHA-256|64 位|0 到 1|从 [01] |Article 5"
    r"|^ *\d+\. |^\| \d+ \||^## \[.*$|^\| (?:不到 )?\d+(?: 到 \d+)? 字.*$|^\| \d\.\d (?:以下|到 \d\.\d) \| \d+ .*$|从 2 到 3",
    re.MULTILINE,
)


def prose(page: Path) -> str:
    """A page without its code and the addresses of its links; the changelog without the lines that are made of the data."""
    text = re.sub(r"^[ \t]*```.*?^[ \t]*```$", "", read(page), flags=re.MULTILINE | re.DOTALL)
    if page.name == "CHANGELOG.md" or page in FRAGMENTS:
        for file, change in published():
            for _, line in changelog.fragments(file, change):
                text = text.replace(f"{line}\n", "")
    text = re.sub(r"`[^`\n]*`", "`", text)
    text = re.sub(r"\s*\n(?=[^\s|#\-0-9])", " ", text)
    return re.sub(r"\]\([^)]*\)|<[^>]*>", "", text)


@pytest.mark.parametrize("page", [page for page in TEXTS if page.name != "news.md"], ids=lambda page: str(page.relative_to(ROOT)))
def test_every_count_in_the_prose_is_that_of_the_data(page: Path) -> None:
    text = prose(page)
    for phrase, count in COUNTS.items():
        pattern = re.escape(phrase).replace(r"\#", r"(\d+)").replace("#", r"(\d+)")
        for found in re.findall(pattern, text):
            assert int(found) == count(), f"{page.name}: {phrase.replace('#', found)}"
        text = re.sub(pattern, "", text)
    text = NOT_COUNTS.sub("", text)
    left = [text[max(0, found.start() - 20) : found.end() + 20] for found in re.finditer(r"\d+", text)]
    assert not left, f"{page.name}: a number nobody checks; add its phrase to COUNTS or NOT_COUNTS: {left}"


def test_the_figures_of_dispatch_are_those_measured() -> None:
    rows = measures.figures(entries())
    page = read(ROOT / "docs" / "dispatch-evaluation.md")
    for name, kind in (("群众", "citizen"), ("干部、窗口", "staff"), ("词", "keyword")):
        figures = " | ".join(
            f"{statistics.mean(rows[kind][what]):.3f}" for what in ("first", "in three", "lead", "to town", "lost")
        )
        assert f"| {name} | {figures} |" in page
    assert f"答“清单上没有”的占 {statistics.mean(rows['nothing']['abstains']):.3f}" in page


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("来信（调参用）", "tuning"),
        ("来信（放在一边）", "held-out"),
        ("工单", "tickets"),
        ("一信几事", "several"),
        ("另写的来信（最后才量）", "blind letter"),
        ("另写的工单（最后才量）", "blind ticket"),
        ("另写的一信几事（最后才量）", "blind several"),
    ],
)
def test_the_figures_of_letters_are_those_measured(row: str, name: str) -> None:
    requests = letters(name)
    rows = measures.figures([entry | {"kind": "citizen"} for entry in requests])
    figures = " | ".join(f"{statistics.mean(rows['citizen'][what]):.3f}" for what in ("first", "in three", "lead", "lost"))
    assert f"| {row} | {len(requests)} | {figures} | " in read(ROOT / "docs" / "dispatch-evaluation.md")
    nothing = rows["nothing"]["abstains"] if "nothing" in rows else []
    if nothing:
        assert f" | {statistics.mean(nothing):.3f} |" in read(ROOT / "docs" / "dispatch-evaluation.md")


def test_every_phrase_with_a_count_is_used() -> None:
    text = "\n".join(prose(page) for page in TEXTS)
    for phrase in COUNTS:
        assert re.search(re.escape(phrase).replace(r"\#", r"\d+").replace("#", r"\d+"), text), phrase


# The news and the changelog


def published() -> Iterator[tuple[ld.DutyListFile, ld.Diff | None]]:
    """The packaged editions, each with what it changed."""
    lists = [ld.load(edition=edition.number) for edition in ld.editions()]
    for before, duties in zip([None, *lists], lists, strict=False):
        yield duties.file, ld.diff(before, duties) if before else None


def test_the_news_are_what_publishing_writes_of_the_packaged_editions() -> None:
    text = news.NEWS
    for file, change in published():
        text = news.news_with(text, file, change)
    assert read(DOCS / "news.md") == text


@pytest.fixture(scope="module")
def next_release() -> str:
    """The section a release would add to the changelog."""
    command = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "99.0.0", "--date", "2999-12-31"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_release_has_code_and_data_changes_apart(next_release: str) -> None:
    releases = re.split(r"^## ", f"{read(ROOT / 'CHANGELOG.md')}\n{next_release}", flags=re.MULTILINE)[1:]
    assert releases[-1].startswith("[99.0.0] - 2999-12-31\n")
    for release in releases:
        title = release.splitlines()[0]
        assert re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}", title)
        assert re.findall(r"^### (.*)$", release, flags=re.MULTILINE) == ["Code", "Data"], title
        kinds = set(re.findall(r"^#### (.*)$", release, flags=re.MULTILINE))
        assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}, title


def test_the_next_release_says_what_every_fragment_says_in_its_half(next_release: str) -> None:
    code, data = next_release.split("\n### Data\n")
    for path in FRAGMENTS:
        half = {"code": code, "data": data}[path.parent.name]
        group = half.split(f"\n#### {path.name.split('.')[1].capitalize()}\n")[1].split("\n#### ")[0]
        text = read(path).strip()
        assert not text.startswith(("-", "*", "#")), f"{path.name}: the dash is put by the release"
        assert "- " + text.replace("\n", "\n  ") in group, path.name


def test_the_newest_release_is_the_version_of_the_package() -> None:
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", read(ROOT / "CHANGELOG.md"), flags=re.MULTILINE)
    assert not released or released[0] == ld.__version__


# The commands of the README


@pytest.mark.slow
def test_the_readme_s_first_command_answers_on_a_fresh_copy(tmp_path: Path) -> None:
    (command, _) = (body for language, body in blocks(read(ROOT / "README.md")) if language == "bash")
    copy = tmp_path / "copy"
    kept_out = shutil.ignore_patterns(".*", "site", "dist", "build", "__pycache__")
    shutil.copytree(ROOT, copy, ignore=kept_out)
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        ["bash", "-c", command], cwd=copy, capture_output=True, encoding="utf-8", check=False, env={**os.environ, "PATH": path}
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
