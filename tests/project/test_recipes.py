"""The recipes are programs that run: every page shows the program itself and what it prints, and the programs do what is said.

`python tests/project/test_recipes.py` sets the outputs that the pages show anew, for a reader to look at the difference.
"""

from __future__ import annotations

import csv
import doctest
import importlib.util
import json
import os
import re
import runpy
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))  # where this is run as a program

import docs_runner
import openpyxl
import pandas as pd
import pytest
from docs_runner import FENCE, ROOT, blocks
from fastapi.testclient import TestClient

import lishi_duties as ld
from lishi_duties import cli
from lishi_duties.intake import read_document

DOCS = ROOT / "docs"
RECIPES = DOCS / "recipes"
PAGES = sorted(RECIPES.glob("*.md"))
PROGRAMS = sorted(RECIPES.glob("*.py"))
FAITHFULNESS = DOCS / "faithfulness.md"
SAMPLES = ROOT / "tests" / "samples"
OTHERS = {"text", "pycon", "{.python}"}
"""The kinds of blocks that are run or compared here and nowhere else."""


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def program(name: str) -> ModuleType:
    """A recipe as a module."""
    spec = importlib.util.spec_from_file_location(name, RECIPES / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    with mock.patch.dict(sys.modules, {name: module}):  # pydantic looks its classes up there
        spec.loader.exec_module(module)
    return module


@cache
def client() -> TestClient:
    return TestClient(program("hotline").app)


# What the pages show


class Shell(docs_runner.Shell):
    """As much of a shell as the recipes use: their programs beside what other pages use, and `>` a file."""

    def run(self, line: str) -> str:
        command, arrow, name = line.partition(" > ")
        printed = super().run(command)
        if not arrow:
            return printed
        Path(name).write_text(printed, encoding="utf-8")
        return ""

    def _stage(self, words: list[str], given: str) -> str:
        match words:
            case ["python", name, *arguments] if name.endswith(".py"):
                return self._python(name, arguments)
            case ["python", "-c", code]:
                Path("code.py").write_text(code, encoding="utf-8")
                return self._python("code.py", [])
            case ["python", "-m", "json.tool", "--no-ensure-ascii"]:
                return json.dumps(json.loads(given), ensure_ascii=False, indent=4) + "\n"
            case ["cat", name]:
                return Path(name).read_text(encoding="utf-8-sig")  # a terminal shows no byte order mark
            case ["curl", "-s", url]:
                return client().get(path_of(url)).text
            case ["curl", "-s", url, "--json", body]:
                return client().post(path_of(url), content=body.encode(), headers={"Content-Type": "application/json"}).text
            case ["uvicorn", *_]:
                return ""  # test_the_service_runs_as_the_page_says
        return super()._stage(words, given)

    def _python(self, name: str, arguments: list[str]) -> str:
        """A program in this process, as `python name` runs it."""
        self.code = 0
        modules = {**sys.modules}
        with (
            docs_runner.streams() as printed,
            mock.patch.multiple(sys, argv=[name, *arguments], path=[str(Path.cwd()), *sys.path], modules=modules),
        ):
            try:
                runpy.run_path(name, run_name="__main__")
            except SystemExit as end:
                self.code = end.code if isinstance(end.code, int) else 0
        return str(printed())


class ProjectShell:
    """A real shell, in a folder that holds the project's sources and data; the build runs in this process."""

    def run(self, line: str) -> str:
        match shlex.split(line):
            case ["lishi-duties", "build", *arguments]:
                with docs_runner.streams() as printed:
                    cli.run(["build", *arguments])
                return str(printed())
        done = subprocess.run(
            ["bash", "-c", line], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False
        )
        return done.stdout


def path_of(url: str) -> str:
    host, slash, path = url.partition("/")
    assert host == "localhost:8000", url
    return slash + path


class Reading:
    """A page's blocks in order, and what each of them would show now."""

    def __init__(self, shell: Shell | ProjectShell) -> None:
        self.shell = shell
        self.cell = ""

    def now(self, language: str, body: str) -> str:
        first = body.partition("\n")[0]
        if language == "python":
            self.cell = body
        elif language in ("text", "console") and first.startswith("$ "):
            outputs = ((command, docs_runner.plain(self.shell.run(command))) for command, _ in docs_runner.commands(body))
            return "".join(f"$ {command}\n{printed}\n" if printed else f"$ {command}\n" for command, printed in outputs)
        elif language == "text" and re.fullmatch(r"# \w+\.toml", first):
            Path(first[2:]).write_text(body, encoding="utf-8")
        elif language == "text":
            return cells()[self.cell.strip()]
        return body


@cache
def cells() -> Mapping[str, str]:
    """What the cells of the notebook print or are, by their code."""
    outputs = {}
    for cell in json.loads(text_of(RECIPES / "duties.ipynb"))["cells"]:
        for output in cell.get("outputs", ()):
            text = output["text"] if output["output_type"] == "stream" else output["data"]["text/plain"]
            outputs["".join(cell["source"])] = docs_runner.plain("".join(text)) + "\n"
    return outputs


@contextmanager
def reading(page: Path) -> Iterator[Reading]:
    """What runs the blocks of a page, in a folder of its own."""
    if page == FAITHFULNESS:
        with tempfile.TemporaryDirectory() as folder, chdir(folder):
            for name in ("sources", "src/lishi_duties/data"):
                shutil.copytree(ROOT / name, name)
            yield Reading(ProjectShell())
    else:
        with docs_runner.folder_of_a_page():
            for path in PROGRAMS:
                shutil.copy(path, path.name)
            yield Reading(Shell())


@pytest.mark.parametrize("page", [*PAGES, FAITHFULNESS], ids=lambda page: page.stem)
@pytest.mark.slow
def test_what_a_page_shows_is_what_is_printed(page: Path) -> None:
    with reading(page) as read:
        for language, body in blocks(text_of(page)):
            if page != FAITHFULNESS or language == "text":
                assert docs_runner.plain(read.now(language, body)) == docs_runner.plain(body)


def test_no_other_page_has_blocks_that_nobody_runs() -> None:
    ours = {*PAGES, FAITHFULNESS}
    for page in docs_runner.PAGES:
        assert page in ours or not OTHERS & {language for language, _ in blocks(text_of(page))}, page


def test_a_page_shows_its_whole_program_and_offers_it() -> None:
    programs = []
    for page in PAGES:
        for language, body in blocks(text_of(page)):
            if language == "{.python}":
                (name,) = re.fullmatch(r'--8<-- "docs/recipes/(\w+\.py)"\n', body).groups()  # type: ignore[union-attr]
                assert f"({name})" in text_of(page)
                programs.append(name)
    assert sorted(programs) == [path.name for path in PROGRAMS]


def test_the_notebook_s_page_shows_its_cells() -> None:
    codes = [body.strip() for language, body in blocks(text_of(RECIPES / "notebook.md")) if language == "python"]
    assert len(codes) > 5
    for code in codes:
        assert code in cells()


def test_the_index_leads_to_every_page() -> None:
    linked = re.findall(r"^\| \[[^]]*\]\(([^)]*)\)", text_of(RECIPES / "index.md"), flags=re.MULTILINE)
    assert sorted(linked) == sorted(page.name for page in PAGES if page.name != "index.md")


def test_the_code_a_sceptic_runs_gives_what_is_shown() -> None:
    (code,) = (body for language, body in blocks(text_of(FAITHFULNESS)) if language == "pycon")
    parsed = doctest.DocTestParser().get_doctest(code, {}, "faithfulness", str(FAITHFULNESS), 0)
    with chdir(ROOT):
        assert doctest.DocTestRunner().run(parsed).failed == 0


# The programs


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_program_is_short(path: Path) -> None:
    assert 60 <= len(text_of(path).splitlines()) <= 120


@pytest.mark.slow
def test_the_programs_are_typed(tmp_path: Path) -> None:
    options = ["--strict", "--config-file=", "--cache-dir", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, *map(str, PROGRAMS)],
        capture_output=True, encoding="utf-8", check=False, env={**os.environ, "MYPYPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


# The dispatch service


def asked(**body: object) -> Any:
    return client().post("/dispatch", json=body)


def test_the_service_says_whose_matter_it_is() -> None:
    answer = asked(text="广场每天晚上放高音喇叭跳舞").json()
    first = answer["assignments"][0]
    assert (first["id"], first["kind"], first["lead"], first["town_role"]) == ("C047", "cooperative", ["区公安局"], "assists")
    assert first == ld.load(edition=1).dispatch("广场每天晚上放高音喇叭跳舞").assignments[0].to_dict()
    assert not answer["needs_review"]
    assert answer["version"] == {
        "title": "重庆市江津区李市镇履职事项清单", "edition": 1, "published": None, "package": ld.__version__,
    }  # fmt: skip
    assert len(asked(text="广场每天晚上放高音喇叭跳舞", limit=1).json()["assignments"]) == 1


def test_the_service_says_that_something_is_on_no_list() -> None:
    answer = asked(text="护照过期了去哪里换").json()
    assert answer["assignments"] == []
    assert answer["topic"] == "护照与出入境"


def test_an_unsure_answer_is_for_a_person() -> None:
    answer = asked(text="德感的路灯不亮了，我们镇上的路灯也不亮").json()
    assert answer["needs_review"]
    assert answer["why"]
    assert not asked(text="楼上漏水，物业不管").json()["needs_review"]


REFUSED: dict[str, tuple[object, int, str]] = {
    "says nothing": ({"text": "？？？"}, 422, "fewer than 2 characters that say anything"),
    "too short": ({"text": "漏"}, 422, "body.text: String should have at least 2 characters"),
    "too long": ({"text": "漏" * 20_001}, 422, "body.text: String should have at most 20000 characters"),
    "no text": ({}, 422, "body.text: Field required"),
    "no string": ({"text": 12345}, 422, "body.text: Input should be a valid string"),
    "a misspelt name": ({"text": "楼上漏水", "limt": 1}, 422, "body.limt: Extra inputs are not permitted"),
    "no limit": ({"text": "楼上漏水", "limit": 0}, 422, "body.limit: Input should be greater than or equal to 1"),
    "too high a limit": ({"text": "楼上漏水", "limit": 11}, 422, "body.limit: Input should be less than or equal to 10"),
    "a limit in words": ({"text": "楼上漏水", "limit": "3"}, 422, "body.limit: Input should be a valid integer"),
    "bad JSON": (b'{"text": "\xe6\xbc\x8f"', 422, "JSON decode error"),
    "half a character": (b'{"text": "\\ud800\\ud800"}', 422, "unable to parse raw data as a unicode string"),
    "a list": ([1], 422, "body: Input should be a valid dictionary"),
    "not UTF-8": ('{"text": "楼上漏水，物业不管"}'.encode("gb18030"), 400, "error parsing the body"),
    "nested too deeply": (b"[" * 30_000, 400, "error parsing the body"),
    "larger than any request": ({"text": "漏" * 200_000}, 413, "最多262144字节"),
}


@pytest.mark.parametrize(("body", "code", "says"), REFUSED.values(), ids=REFUSED.keys())
def test_the_service_refuses_what_makes_no_sense(body: object, code: int, says: str) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = client().post("/dispatch", content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, set(answer.json())) == (code, {"detail"})
    assert says in answer.json()["detail"]


def test_the_longest_request_is_answered_however_it_is_written() -> None:
    assert asked(text="𠮷" * 20_000).status_code == 200  # each is twelve bytes of JSON


def test_the_service_does_not_read_what_does_not_say_how_large_it_is() -> None:
    headers = {"Content-Type": "application/json", "Content-Length": "many"}
    assert client().post("/dispatch", content=b"{}", headers=headers).status_code == 411
    assert client().post("/dispatch", content=iter([b"{}"])).status_code == 411


def test_the_service_says_that_it_is_well() -> None:
    health = client().get("/health").json()
    assert (health["status"], health["duties"], health["version"]["edition"]) == ("ok", len(ld.load(edition=1)), 1)


def test_the_service_states_its_interface_and_loads_nothing_from_the_network() -> None:
    interface = client().get("/openapi.json").json()
    responses = interface["paths"]["/dispatch"]["post"]["responses"]
    assert set(responses) == {"200", "411", "413", "422"}
    question = interface["components"]["schemas"]["Question"]["properties"]["text"]
    assert (question["minLength"], question["maxLength"]) == (2, 20_000)
    assert client().get("/docs").status_code == client().get("/redoc").status_code == 404


def test_the_service_does_not_start_without_its_edition() -> None:
    code = text_of(RECIPES / "hotline.py").replace("EDITION = 1 ", "EDITION = 99 ")
    with pytest.raises(ld.EditionNotFoundError, match="there is no edition 99"):
        exec(compile(code, "hotline.py", "exec"), {"__name__": "hotline"})


@pytest.mark.slow
def test_the_service_runs_as_the_page_says(tmp_path: Path) -> None:
    (command,) = re.findall(r"^\$ (uvicorn .*)$", text_of(RECIPES / "hotline.md"), flags=re.MULTILINE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    shutil.copy(RECIPES / "hotline.py", tmp_path)
    words = shlex.split(command.replace("8000", str(port)))
    served = subprocess.Popen([sys.executable, "-m", *words], cwd=tmp_path, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as answer:
                    assert json.load(answer)["status"] == "ok"
                break
            except OSError:
                assert served.poll() is None
                time.sleep(0.1)
        else:
            pytest.fail("the service does not answer")
    finally:
        served.terminate()
        served.wait(timeout=30)


# The office's table


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The files of the sample town's two editions."""
    folder = tmp_path_factory.mktemp("town")
    old = read_document(SAMPLES / "qingshi-1.xlsx").duties
    new = read_document(SAMPLES / "qingshi-2.xlsx", old).duties
    return old.to_json(folder / "1.json"), new.to_json(folder / "2.json")


def run(name: str, *arguments: str | Path) -> tuple[int, str]:
    """A recipe's exit code, and what it prints."""
    with mock.patch.object(sys, "argv", [name, *map(str, arguments)]), docs_runner.streams() as printed:
        try:
            code = program(name).main()
        except SystemExit as end:
            code = end.code
    return code, printed()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows_of(path: Path, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def fill(path: Path, rows: Sequence[Sequence[str]], encoding: str = "utf-8-sig") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)


def test_the_table_begins_with_an_empty_row_for_every_duty(folder: Path) -> None:
    assert run("table", "own.csv", "all.csv")[0] == 0
    duties = ld.load()
    filled, ledger = rows_of(folder / "own.csv"), rows_of(folder / "all.csv")
    assert [row["编号"] for row in filled] == [row["编号"] for row in ledger] == [duty.id for duty in duties]
    assert {(row["责任人"], row["电话"]) for row in filled} == {("", "")}
    duty = duties.cooperative[0]
    row = ledger[duties.ids.index(duty.id)]
    assert (row["清单"], row["类别"], row["事项名称"]) == ("配合", duty.category, duty.title)
    assert row["责任部门"].split("、")[: len(duty.departments)] == list(duty.departments)


def test_a_new_edition_keeps_what_was_filled_in(folder: Path, town: tuple[Path, Path]) -> None:
    fill(folder / "own.csv", [
        ["编号", "责任人", "电话", "备注"],
        ["B001", "张三", "001", "值班"], ["B025", "李四", "002", ""], ["C003", "王五", "", ""], ["C999", "赵六", "", ""],
    ])  # fmt: skip
    assert run("table", "own.csv", "one.csv", "--file", town[0])[0] == 0
    code, printed = run("table", "own.csv", "two.csv", "--file", town[1])
    assert code == 0
    assert printed.splitlines()[-2:] == ["待处理：B025 第2版撤销", "待处理：C999 从来没有"]
    ledger = {row["编号"]: row for row in rows_of(folder / "two.csv")}
    new = ld.read(town[1])
    assert list(ledger) == [duty.id for duty in new]
    assert [ledger["B001"][name] for name in ("责任人", "电话", "备注")] == ["张三", "001", "值班"]
    assert (ledger["C003"]["责任人"], ledger["C003"]["清单"]) == ("王五", "收回")
    filled = {row["编号"]: row for row in rows_of(folder / "own.csv")}
    assert (filled["B025"]["责任人"], filled["B025"]["电话"]) == ("李四", "002")
    assert {"B027", "R025", "C999"} <= set(filled)


def test_the_filled_in_file_is_left_alone_where_nothing_is_new(folder: Path, town: tuple[Path, Path]) -> None:
    run("table", "own.csv", "all.csv", "--file", town[0])
    text = (folder / "own.csv").read_bytes().replace(b"\r\n", b"\n")
    (folder / "own.csv").write_bytes(text)
    assert "新列入0项" in run("table", "own.csv", "all.csv", "--file", town[0])[1]
    assert (folder / "own.csv").read_bytes() == text


def test_the_workbook_has_the_ledger_what_is_left_to_do_and_the_counts(folder: Path, town: tuple[Path, Path]) -> None:
    fill(folder / "own.csv", [["编号", "责任人", "电话"], ["B025", "李四", "002"], ["B001", "张三", "003"]])
    assert run("table", "own.csv", "all.xlsx", "--file", town[1])[0] == 0
    new = ld.read(town[1])
    sheets = pd.read_excel("all.xlsx", sheet_name=None, dtype=str)
    assert list(sheets) == ["台账", "待处理", "统计"]
    assert list(sheets["台账"]["编号"]) == list(new.ids)
    assert sheets["待处理"][["编号", "责任人", "去向"]].values.tolist() == [["B025", "李四", "B025 第2版撤销"]]
    counts = sheets["统计"].set_index("类别")
    for count in new.statistics()[0]:
        numbers = (count.basic, count.cooperative, count.reclaimed, count.total)
        assert list(counts.loc[count.category]) == [str(number) for number in numbers]
    assert list(counts.loc["合计"]) == [str(len(part)) for part in (new.basic, new.cooperative, new.reclaimed, new)]


def test_nothing_that_was_filled_in_is_a_formula(folder: Path, town: tuple[Path, Path]) -> None:
    fill(folder / "own.csv", [["编号", "责任人", "电话"], ["B001", '=HYPERLINK("x")', "+86 138"], ["B025", "=1+1", ""]])
    for _ in range(2):
        run("table", "own.csv", "all.csv", "--file", town[1])
        assert rows_of(folder / "own.csv")[0]["责任人"] == """'=HYPERLINK("x")"""
        assert rows_of(folder / "all.csv")[0]["电话"] == "'+86 138"
    run("table", "own.csv", "all.xlsx", "--file", town[1])
    book = openpyxl.load_workbook("all.xlsx")
    texts = [cell for sheet in book for row in sheet.iter_rows() for cell in row if str(cell.value)[:1] in ("=", "+")]
    assert sorted(str(cell.value) for cell in texts) == ["+86 138", "=1+1", '=HYPERLINK("x")']
    assert {cell.data_type for cell in texts} == {"s"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_table_reads_what_excel_saves(folder: Path, town: tuple[Path, Path], encoding: str) -> None:
    rows = [["编号", "责任人", "电话", ""], [" B001 ", "张三", "02347831001", ""], ["", "", "", ""], ["", "", "", ""]]
    fill(folder / "own.csv", rows, encoding)
    assert "填好1项" in run("table", "own.csv", "all.csv", "--file", town[0])[1]
    assert rows_of(folder / "all.csv")[0]["电话"] == "02347831001"


def test_a_row_that_ends_early_is_one_with_empty_cells(folder: Path, town: tuple[Path, Path]) -> None:
    (folder / "own.csv").write_text("编号,责任人,电话\nB001,张三\n", encoding="utf-8")
    assert run("table", "own.csv", "all.csv", "--file", town[0])[0] == 0
    assert rows_of(folder / "all.csv")[0]["责任人"] == "张三"


SPOILED = {
    "an id twice": ([["编号", "责任人", "电话"], ["B001", "张三", ""], ["B001", "李四", ""]], "编号写了不止一行：B001"),
    "a column twice": ([["编号", "责任人", "电话", "电话"], ["B001", "张三", "", ""]], "各栏名称不能重复"),
    "a column too few": ([["编号", "责任人"], ["B001", "张三"]], "第一行要有编号、责任人、电话"),
    "a row too long": ([["编号", "责任人", "电话"], ["B001", "张三", "1", "2"]], "Expected 3 fields in line 2, saw 4"),
    "nothing": ([], "No columns"),
}


@pytest.mark.parametrize(("rows", "says"), SPOILED.values(), ids=SPOILED.keys())
def test_the_table_refuses_what_it_would_have_to_guess(folder: Path, rows: list[list[str]], says: str) -> None:
    fill(folder / "own.csv", rows)
    before = (folder / "own.csv").read_bytes()
    code, printed = run("table", "own.csv", "all.csv")
    assert code == 1
    assert printed.startswith("没有写成：")
    assert says in printed
    assert [path.name for path in folder.iterdir()] == ["own.csv"]
    assert (folder / "own.csv").read_bytes() == before


def test_a_table_that_cannot_be_written_leaves_the_old_one(folder: Path, town: tuple[Path, Path]) -> None:
    run("table", "own.csv", "all.xlsx", "--file", town[0])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with mock.patch.object(Path, "replace", side_effect=PermissionError(13, "the file is open")):
        code, printed = run("table", "own.csv", "all.xlsx", "--file", town[1])
    assert code == 1
    assert "the file is open" in printed
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_the_table_is_asked_for_with_suffixes_that_say_what_it_is(folder: Path) -> None:
    assert run("table", "own.txt", "all.xlsx")[0] == run("table", "own.csv", "all.xls")[0] == 2
    assert list(folder.iterdir()) == []


# The assistant's tool


def answered(name: str, arguments: object) -> str:
    assistant = program("assistant")
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return str(assistant.answered(assistant.Call("1", name, text)))


def test_the_tools_are_defined_as_function_calling_takes_them() -> None:
    assistant = program("assistant")
    for name, tool in assistant.TOOLS.items():
        definition = assistant.definition(name, tool)
        assert list(definition) == ["name", "description", "parameters"]
        assert re.fullmatch(r"\w{1,64}", definition["name"])
        assert definition["description"]
        parameters = definition["parameters"]
        assert (parameters["type"], parameters["additionalProperties"]) == ("object", False)
        assert set(parameters["required"]) <= set(parameters["properties"])
        assert all(parameter["description"] for parameter in parameters["properties"].values())
        assert json.loads(json.dumps(definition)) == definition


def test_a_call_is_answered_from_the_list() -> None:
    answer = json.loads(answered("dispatch_request", {"request": "隔壁修了一座大理石的活人墓"}))
    assert (answer["assignments"][0]["id"], answer["assignments"][0]["lead"]) == ("C013", ["区民政局"])
    assert answer == {"edition": 1, **ld.load(edition=1).dispatch("隔壁修了一座大理石的活人墓", 3).to_dict()}
    assert json.loads(answered("dispatch_request", {"request": "护照过期了去哪里换"}))["topic"] == "护照与出入境"
    duty = json.loads(answered("get_duty", {"id": "C047"}))
    assert (duty["title"], duty["edition"]) == ("噪声污染防治监管", 1)


BAD_CALLS: dict[str, tuple[str, object, str]] = {
    "a tool that is not there": ("send_mail", {}, "没有工具 send_mail，只有 dispatch_request、get_duty"),
    "an id that is not there": ("get_duty", {"id": "C47"}, "did you mean C047?"),
    "a parameter too few": ("get_duty", {}, "id: Field required"),
    "a parameter too many": ("get_duty", {"id": "C047", "edition": 2}, "edition: Extra inputs are not permitted"),
    "a wrong type": ("get_duty", {"id": 47}, "id: Input should be a valid string"),
    "no object": ("get_duty", ["C047"], "arguments: Input should be an object"),
    "half of JSON": ("get_duty", '{"id": ', "arguments: Invalid JSON"),
    "nothing": ("get_duty", "", "arguments: Invalid JSON"),
    "a request that says nothing": ("dispatch_request", {"request": "？？？"}, "give a few words of what it is about"),
    "a request that is too long": ("dispatch_request", {"request": "漏" * 20_001}, "at most 20000 characters"),
}


@pytest.mark.parametrize(("name", "arguments", "says"), BAD_CALLS.values(), ids=BAD_CALLS.keys())
def test_a_bad_call_is_answered_with_what_to_do_otherwise(name: str, arguments: object, says: str) -> None:
    answer = answered(name, arguments)
    assert answer.startswith(program("assistant").REFUSED)
    assert says in answer


def test_a_model_gets_every_answer_with_the_call_it_belongs_to() -> None:
    assistant = program("assistant")
    seen: list[Any] = []

    def model(messages: Sequence[Any], tools: Sequence[dict[str, object]]) -> Any:
        seen[:] = messages
        assert [tool["name"] for tool in tools] == list(assistant.TOOLS)
        if len(messages) > 2:
            return assistant.Message("assistant", "好的。")
        calls = tuple(assistant.Call(asked, "get_duty", json.dumps({"id": asked})) for asked in ("B001", "Z001"))
        return assistant.Message("assistant", "", calls)

    conversation = list(assistant.converse(model, "查两项"))
    assert [message.role for message in seen] == ["system", "user", "assistant", "tool", "tool"]
    assert [message.call_id for message in seen[3:]] == ["B001", "Z001"]
    assert json.loads(seen[3].text)["id"] == "B001"
    assert seen[4].text.startswith(assistant.REFUSED)
    assert [message.text for message in (conversation[0], conversation[-1])] == ["查两项", "好的。"]


def test_a_model_that_never_answers_is_stopped() -> None:
    assistant = program("assistant")

    def model(_: Sequence[Any], __: Sequence[dict[str, object]]) -> Any:
        return assistant.Message("assistant", "", (assistant.Call("1", "get_duty", "{}"),))

    with pytest.raises(RuntimeError, match="no answer within 6 turns"):
        list(assistant.converse(model, "楼上漏水"))


@pytest.mark.parametrize("request_", ["", "漏", "护照过期了去哪里换", "楼上漏水，物业不管"])
def test_the_stand_in_comes_to_an_answer(request_: str) -> None:
    assistant = program("assistant")
    last = list(assistant.converse(assistant.scripted, request_))[-1]
    assert last.role == "assistant"
    assert last.text


# The nightly check


def mapping(path: Path, edition: object, queues: Mapping[str, str]) -> Path:
    lines = [f"edition = {edition}", "[queues]", *(f'{duty_id} = "{queue}"' for duty_id, queue in queues.items())]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_table_that_holds_is_well(folder: Path) -> None:
    newest = ld.load()
    path = mapping(folder / "m.toml", newest.edition.number, dict.fromkeys(newest.ids[::50], "组"))
    code, printed = run("nightly_check", path)
    assert code == 0
    assert printed.endswith("全部相符。\n")


def test_what_a_revision_touches_is_told_and_nothing_else(folder: Path, town: tuple[Path, Path]) -> None:
    old, new = map(ld.read, town)
    path = mapping(folder / "m.toml", 1, dict.fromkeys(old.ids, "组"))
    code, printed = run("nightly_check", path, "--lists", *town)
    assert code == 1
    assert re.findall(r"^  (\w\d+)", printed, flags=re.MULTILINE) == ["B025", "R008", "C003", "R014", "R019", "B027", "R025"]
    assert "B025 第2版撤销（原派组）" in printed
    assert "：配合履职事项 → 上级部门收回事项\n" in printed
    assert "县应急管理局 → 县综合行政执法局\n" in printed
    assert "县应急管理局 → 不再开展\n" in printed
    whole = mapping(folder / "m.toml", 2, dict.fromkeys(new.ids, "组"))
    assert run("nightly_check", whole, "--lists", town[1], town[1])[0] == 0


def test_a_table_need_not_be_whole(folder: Path, town: tuple[Path, Path]) -> None:
    path = mapping(folder / "m.toml", 1, {"B001": "组", "B027": "组", "R025": "组"})
    assert run("nightly_check", path, "--lists", *town)[0] == 0


def test_what_took_the_place_of_an_id_is_told(folder: Path, town: tuple[Path, Path]) -> None:
    new = ld.read(town[1])
    document = json.loads(new.file.model_dump_json())
    lineage = {entry["id"]: entry for entry in document["lineage"]}
    lineage["B025"] |= {"kind": "split", "into": ["B024", "B027"]}
    lineage["R008"] |= {"kind": "merged", "into": ["R009"]}
    (folder / "new.json").write_text(json.dumps(document), encoding="utf-8")
    path = mapping(folder / "m.toml", 1, {"B025": "文化站", "R008": "安监", "R099": "安监"})
    code, printed = run("nightly_check", path, "--lists", town[0], folder / "new.json")
    assert code == 1
    assert printed.splitlines()[1:8] == [
        "清单上没有的编号：",
        "  B025 第2版拆分为B024、B027（原派文化站）",
        f"    {new['B024']}",
        f"    {new['B027']}",
        "  R008 第2版并入R009（原派安监）",
        f"    {new['R009']}",
        "  R099 从来没有（原派安监）",
    ]


def test_departments_in_another_order_are_no_change(folder: Path, town: tuple[Path, Path]) -> None:
    document = json.loads(ld.read(town[0]).file.model_dump_json())
    duty = next(duty for duty in document["cooperative"] if len(duty["departments"]) > 1)
    for field in ("departments", "departments_as_published", "responsibilities"):
        duty[field].reverse()
    (folder / "new.json").write_text(json.dumps(document), encoding="utf-8")
    path = mapping(folder / "m.toml", 1, {duty["id"]: "组"})
    assert run("nightly_check", path, "--lists", town[0], folder / "new.json")[0] == 0


UNREADABLE = {
    "no such edition": ("edition = 99\n[queues]\n", "there is no edition 99"),
    "no edition": ("[queues]\n", "Field required"),
    "an edition in words": ('edition = "1"\n[queues]\n', "valid integer"),
    "an unknown key": ("edition = 1\nqueue = 1\n[queues]\n", "Extra inputs"),
    "an id twice": ('edition = 1\n[queues]\nB001 = "a"\nB001 = "b"\n', "Cannot overwrite a value"),
    "not UTF-8": ("edition = 1 # 版本\n".encode("gb18030"), "codec can't decode"),
}


@pytest.mark.parametrize(("content", "says"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_checked_is_neither_well_nor_ill(folder: Path, content: str | bytes, says: str) -> None:
    (folder / "m.toml").write_bytes(content if isinstance(content, bytes) else content.encode())
    code, printed = run("nightly_check", folder / "m.toml")
    assert code == 2
    assert printed.startswith("无法核对：")
    assert says in printed


def test_lists_of_other_editions_or_towns_are_no_check(folder: Path, town: tuple[Path, Path]) -> None:
    path = mapping(folder / "m.toml", 1, {"B001": "组"})
    assert run("nightly_check", path, "--lists", town[1], town[1])[0] == 2
    other = ld.load(edition=1).to_json(folder / "lishi.json")
    assert run("nightly_check", path, "--lists", other, town[1])[0] == 2


# The guides


def commands_in(text: str) -> list[str]:
    return [line for language, body in blocks(text) if language == "bash" for line in map(str.strip, body.splitlines()) if line]


def test_the_guide_to_publishing_gives_the_commands_of_contributing() -> None:
    english = text_of(ROOT / "CONTRIBUTING.md")
    _, _, section = english.partition("\n## Publishing a revision\n")
    revision, _, rest = section.partition("\n## ")
    release, _, _ = rest.partition("\n## ")
    assert commands_in(text_of(DOCS / "publishing.md")) == commands_in(revision) + commands_in(release)


def test_both_quick_starts_show_the_same() -> None:
    english, chinese = (
        [(language, re.sub(r"[ ]{2,}#.*", "", body)) for language, body in blocks(text_of(DOCS / name))]
        for name in ("en/quickstart.md", "quickstart.md")
    )
    assert english == chinese


def main() -> None:
    """Set the outputs the pages show anew."""
    for page in (*PAGES, FAITHFULNESS):
        text = text_of(page)
        with reading(page) as read:

            def again(fence: re.Match[str], read: Reading = read, page: Path = page) -> str:
                language = fence["language"].strip()
                if page == FAITHFULNESS and language != "text":
                    return fence[0]
                return f"```{fence['language']}\n{read.now(language, fence['body'])}```"

            new = FENCE.sub(again, text)
        if new != text:
            page.write_text(new, encoding="utf-8")
            print(f"rewrote {page.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
