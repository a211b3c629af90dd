"""The list served to assistants: asked by the SDK's own client, in memory and over a pipe, and by clients that talk nonsense."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from threading import Timer
from typing import Any

import anyio
import jsonschema
import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult, ReadResourceResult, TextContent, TextResourceContents, Tool

import lishi_duties as ld
from lishi_duties.cli import run
from lishi_duties.mcp import server as mcp_server
from lishi_duties.model.canonical import edition_json

SECONDS = 60
ROOT = Path(__file__).resolve().parents[2]

CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("dispatch_request", {"request": "楼上漏水，物业不管", "limit": 2}),
    ("dispatch_request", {"request": "护照过期了去哪里换"}),
    ("search_duties", {"query": "噪声 喇叭"}),
    ("search_duties", {"query": "没有这样的词句"}),
    ("get_duty", {"id": "B001"}),
    ("get_duty", {"id": "C070", "edition": 1}),
    ("get_duty", {"id": "R119"}),
    ("list_duties", {}),
    ("list_duties", {"kind": "reclaimed", "discontinued": True, "category": None}),
    ("department_tasks", {"name": "公安局"}),
    ("list_departments", {}),
    ("list_categories", {}),
    ("compare_editions", {"old": 1, "new": 1}),
    ("edition_info", {}),
)
"""Every tool at least once."""


@cache
def served(duties: ld.DutyList) -> Any:
    """A server of this list; stating its schemas takes longer than an answer."""
    return mcp_server.server(duties)


def ask(duties: ld.DutyList, *calls: tuple[str, dict[str, Any]]) -> list[CallToolResult]:
    """What a server of this list answers a client in memory."""

    async def asked() -> list[CallToolResult]:
        with anyio.fail_after(SECONDS):
            async with Client(served(duties)) as client:
                return [await client.call_tool(name, arguments) for name, arguments in calls]

    return anyio.run(asked)


def answer(duties: ld.DutyList, tool: str, /, **arguments: Any) -> dict[str, Any]:
    (result,) = ask(duties, (tool, arguments))
    assert not result.is_error, text_of(result)
    content: dict[str, Any] = result.structured_content
    return content


def refusal(duties: ld.DutyList, name: str, arguments: dict[str, Any]) -> str:
    (result,) = ask(duties, (name, arguments))
    assert result.is_error
    assert result.structured_content is None
    return text_of(result)


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def revised(duties: ld.DutyList, write: Any) -> ld.DutyList:
    """A second edition of the list, in which one title reads otherwise."""
    file = json.loads(edition_json(duties.file))
    file["edition"]["number"] = 2
    for kind in ("basic", "cooperative", "reclaimed"):
        for duty in file[kind]:
            duty["edition"] = 2
    file["reclaimed"][0]["title"] += "（修订）"
    return ld.read(write(file))


@pytest.fixture(scope="module")
def tools() -> dict[str, Tool]:
    async def listed() -> list[Tool]:
        async with Client(served(ld.load(edition=1))) as client:
            return (await client.list_tools()).tools

    return {tool.name: tool for tool in anyio.run(listed)}


# What a client is told


def test_the_tools_say_what_they_are_for(tools: dict[str, Tool]) -> None:
    assert set(tools) == {name for name, _ in CALLS}
    for tool in tools.values():
        assert tool.description
        assert len(tool.description.splitlines()[0]) > 40
        assert tool.annotations
        assert tool.annotations.read_only_hint
        assert tool.annotations.destructive_hint is False
        assert tool.annotations.open_world_hint is False


def test_the_schemas_are_closed_and_describe_every_argument(tools: dict[str, Tool]) -> None:
    for tool in tools.values():
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        assert tool.input_schema["additionalProperties"] is False
        for name, argument in tool.input_schema["properties"].items():
            assert "description" in json.dumps(argument), f"{tool.name} {name}"
    kinds = json.dumps(tools["list_duties"].input_schema["properties"]["kind"])
    assert '"basic", "cooperative", "reclaimed"' in kinds
    assert tools["get_duty"].input_schema["required"] == ["id"]


def test_the_server_says_who_it_is_and_when_to_ask_it() -> None:
    async def greeting() -> tuple[Any, str | None]:
        async with Client(served(ld.load(edition=1))) as client:
            return client.server_info, client.instructions

    info, instructions = anyio.run(greeting)
    assert (info.name, info.version, info.title) == ("lishi-duties", ld.__version__, "重庆市江津区李市镇履职事项清单")
    assert instructions
    assert "dispatch_request" in instructions


# Answers


@pytest.mark.parametrize(("name", "arguments"), CALLS)
def test_every_answer_fits_its_schema_and_carries_the_edition(
    duties: ld.DutyList, tools: dict[str, Tool], name: str, arguments: dict[str, Any]
) -> None:
    (result,) = ask(duties, (name, arguments))
    assert not result.is_error
    schema = tools[name].output_schema
    assert schema
    assert schema["type"] == "object"
    jsonschema.validate(result.structured_content, schema)
    assert result.structured_content["edition"] == {
        "number": 1,
        "title": duties.edition.title,
        "jurisdiction": str(duties.edition.jurisdiction),
        "published": None,
    }
    first, second = text_of(result).splitlines()[:2]
    assert first == "【重庆市江津区李市镇履职事项清单，第1版，未载明日期】"
    assert second


def test_a_duty_in_full_is_the_record_and_its_notes(duties: ld.DutyList) -> None:
    for id_ in ("B001", "C070", "R119"):
        content = answer(duties, "get_duty", id=id_)
        assert content["duty"] == duties[id_].model_dump(mode="json")
        assert content["notes"] == [note.model_dump(mode="json") for note in duties.notes_on(id_)]


def test_the_text_of_a_duty_holds_every_task(duties: ld.DutyList) -> None:
    (result,) = ask(duties, ("get_duty", {"id": "C047"}))
    duty = duties.cooperative["C047"]
    for task in (*duty.town_tasks, *(task for part in duty.responsibilities for task in part.tasks)):
        assert task in text_of(result)


def test_pages_of_a_list_hold_every_duty_once(duties: ld.DutyList) -> None:
    offset: int | None = 0
    seen: list[str] = []
    while offset is not None:
        page = answer(duties, "list_duties", limit=100, offset=offset)
        assert page["total"] == len(duties)
        seen += [duty["id"] for duty in page["duties"]]
        offset = page["next_offset"]
    assert seen == list(duties.ids)
    beyond = answer(duties, "list_duties", offset=1000)
    assert (beyond["duties"], beyond["next_offset"]) == ([], None)


def test_conditions_combine_as_they_do_in_the_library(duties: ld.DutyList) -> None:
    listed = answer(duties, "list_duties", kind="cooperative", category="生态环保", department="公安局", role="leads")
    assert [duty["id"] for duty in listed["duties"]] == ["C045", "C047"]
    listed = answer(duties, "list_duties", discontinued=True)
    assert [duty["responsible"] for duty in listed["duties"]] == [[]] * len(duties.discontinued())
    (town,) = answer(duties, "list_duties", kind="basic", limit=1)["duties"]
    assert town["responsible"] == ["李市镇"]


def test_a_search_quotes_a_sentence_for_every_word(duties: ld.DutyList) -> None:
    content = answer(duties, "search_duties", query="噪声 喇叭", kind="cooperative", department="区公安局")
    (hit,) = content["hits"]
    assert hit["id"] == "C047"
    assert "喇叭" in "".join(passage["text"] for passage in hit["passages"])
    assert all(passage["field"] != "title" for passage in hit["passages"])


def test_department_tasks_are_all_of_them_in_order(duties: ld.DutyList) -> None:
    for name in ("区应急管理局", "公安局", "气象局"):
        content = answer(duties, "department_tasks", name=name)
        assert content["department"]["name"] == duties.departments[name].name
        tasks = [(duty["id"], task, duty["shared_with"]) for duty in content["duties"] for task in duty["tasks"]]
        assert tasks == [(task.duty.id, task.text, list(task.shared_with)) for task in duties.tasks_of(name)]


def test_departments_categories_and_facts_are_those_of_the_list(duties: ld.DutyList) -> None:
    sections, loads = duties.statistics()
    assert answer(duties, "list_departments")["departments"] == [load.to_dict() for load in loads]
    assert answer(duties, "list_categories")["categories"] == [section.to_dict() for section in sections]
    facts = answer(duties, "edition_info")
    assert facts["counts"] == {"basic": 103, "cooperative": 83, "reclaimed": 143}
    assert duties.edition.source.sha256 in facts["source"]
    assert [e["number"] for e in facts["packaged"]] == [e.number for e in ld.editions()]
    assert facts["package_version"] == ld.__version__


# Whose matter


@pytest.mark.parametrize(
    ("request_", "id_", "role", "advice"),
    [
        ("楼上漏水，物业不管", "B049", "responsible", "派给李市镇：由本镇负责。"),
        ("隔壁修了一座大理石的活人墓", "C013", "assists", "派给区民政局牵头办理，李市镇配合；不要派给李市镇单独办理。"),
        ("出具法律援助经济状况证明", "R119", "none", "不要派单：这一事项已不再开展，李市镇和部门都不办，请向来电人说明依据。"),
    ],
)
def test_a_request_is_answered_with_who_leads_and_what_the_town_does(
    duties: ld.DutyList, request_: str, id_: str, role: str, advice: str
) -> None:
    content = answer(duties, "dispatch_request", request=request_)
    best = content["assignments"][0]
    assert (content["fits"], best["id"], best["town_role"], content["advice"]) == (True, id_, role, advice)
    assert best["reason"] == duties.dispatch(request_).assignments[0].reason


def test_nothing_on_the_list_is_said_clearly(duties: ld.DutyList) -> None:
    content = answer(duties, "dispatch_request", request="护照过期了去哪里换")
    assert (content["fits"], content["assignments"], content["topic"]) == (False, [], "护照与出入境")
    assert content["advice"] == "清单上没有这一事项，像是：护照与出入境。不能据此派给李市镇，请按其他渠道办理。"


def test_the_town_is_never_sent_what_a_department_has_to_do(duties: ld.DutyList) -> None:
    requests = [
        entry["query"]
        for entry in json.loads((ROOT / "evaluation" / "sentences" / "tuning.json").read_text(encoding="utf-8"))[::4]
    ]
    roles = set()
    for result in ask(duties, *(("dispatch_request", {"request": request, "limit": 1}) for request in requests)):
        content = result.structured_content
        advice = content["advice"]
        if not content["fits"]:
            assert "不能据此派给李市镇" in advice
            continue
        (best,) = content["assignments"]
        roles.add(best["town_role"])
        assert all(name in advice for name in best["lead"])
        assert (best["town_role"] == "responsible") == advice.startswith("派给李市镇：")
        assert (best["town_role"] != "responsible") == ("不要派" in advice)
        assert content["needs_review"] == ("人工核对" in advice)
    assert roles == {"responsible", "assists", "none"}


# Editions


def test_the_edition_before_is_what_is_compared_with(duties: ld.DutyList, write: Any) -> None:
    comparison = answer(revised(duties, write), "compare_editions")
    assert (comparison["old"]["number"], comparison["new"]["number"], comparison["edition"]["number"]) == (1, 2, 2)
    assert comparison["differs"]
    assert [rename["id"] for rename in comparison["difference"]["renamed"]] == ["R001"]
    assert "（修订）" in comparison["note"]
    assert not answer(revised(duties, write), "compare_editions", old=2)["differs"]


def test_an_earlier_edition_of_the_same_town_can_be_asked(duties: ld.DutyList, write: Any) -> None:
    second = revised(duties, write)
    (now, then) = ask(second, ("get_duty", {"id": "R001"}), ("get_duty", {"id": "R001", "edition": 1}))
    assert (now.structured_content["edition"]["number"], then.structured_content["edition"]["number"]) == (2, 1)
    assert now.structured_content["duty"]["title"] == then.structured_content["duty"]["title"] + "（修订）"


def test_another_town_is_not_answered_with_the_packaged_list(document: dict[str, Any], write: Any) -> None:
    document["edition"]["number"] = 2
    for kind in ("basic", "cooperative", "reclaimed"):
        for duty in document[kind]:
            duty["edition"] = 2
    other = ld.read(write(document))
    assert answer(other, "get_duty", id="C001", edition=2)["duty"]["title"] == "校园周边安全"
    assert "served is only edition 2 of 样例市样例区样例镇" in refusal(other, "get_duty", {"id": "C001", "edition": 1})
    assert "is the first here" in refusal(other, "compare_editions", {})


# Errors


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("get_dutty", {}, "there is no tool 'get_dutty' (did you mean 'get_duty'?). Tools: dispatch_request, search_duties"),
        ("", {}, "there is no tool ''. Tools:"),
        ("x" * 100_000, {}, "there is no tool 'xxx"),
        ("get_duty", {}, "get_duty: id is missing. It takes id, edition (optional)"),
        ("get_duty", {"id": "C047", "editoin": 1}, "there is no argument 'editoin' (did you mean 'edition'?)"),
        ("get_duty", {"id": "C047", "self": 1}, "there is no argument 'self'"),
        ("get_duty", {"id": "C047", "y" * 100_000: 1}, "there is no argument 'yyy"),
        ("get_duty", {"id": 47}, "id: input should be a valid string, not 47"),
        ("get_duty", {"id": ["C047"]}, "id: input should be a valid string"),
        ("get_duty", {"id": "x" * 1_000_000}, "id: string should have at most 40 characters"),
        ("get_duty", {"id": "C47"}, "did you mean C047?"),
        ("get_duty", {"id": ""}, "no duty has the id ''"),
        ("get_duty", {"id": "C047", "edition": 99}, "there is no edition 99; packaged: 1"),
        ("get_duty", {"id": "C047", "edition": "1"}, "edition: input should be a valid integer, not '1'"),
        ("get_duty", {"id": "C047", "edition": True}, "edition: input should be a valid integer, not True"),
        ("list_duties", {"kind": "basci"}, "did you mean 'basic'?"),
        ("list_duties", {"category": "民生"}, "did you mean 民生服务?"),
        ("list_duties", {"department": "区公安分局"}, "did you mean 区公安局?"),
        ("list_duties", {"role": "leads"}, "a role goes with a department"),
        ("list_duties", {"department": "公安局", "role": "lead"}, "did you mean 'leads'?"),
        ("list_duties", {"discontinued": "yes"}, "discontinued: input should be a valid boolean"),
        ("list_duties", {"limit": 0, "offset": -1}, "limit: input should be greater than or equal to 1, not 0; offset: input"),
        ("list_duties", {"limit": 10**30}, "limit: input should be less than or equal to 500"),
        ("search_duties", {"query": "，。"}, "word"),
        ("search_duties", {"query": "水" * 1_000_000}, "2,000 are the most"),
        ("search_duties", {"query": "火", "limit": None}, "limit: input should be a valid integer, not None"),
        ("dispatch_request", {"request": ""}, "fewer than 2 characters"),
        ("dispatch_request", {"request": "水" * 1_000_000}, "20,000 are the most"),
        ("dispatch_request", {"request": {"text": "火"}}, "request: input should be a valid string"),
        ("department_tasks", {"name": "区公安分局"}, "did you mean 区公安局?"),
        ("department_tasks", {"name": "局" * 101}, "name: string should have at most 100 characters"),
        ("compare_editions", {}, "is the first here: there is none to compare with"),
        ("compare_editions", {"old": 7}, "there is no edition 7"),
        ("edition_info", {"edition": 1}, "edition_info: there is no argument 'edition'. It takes no arguments"),
    ],
)
def test_a_wrong_call_is_answered_with_what_is_wrong(
    duties: ld.DutyList, name: str, arguments: dict[str, Any], message: str
) -> None:
    refused = refusal(duties, name, arguments)
    assert message in refused
    assert len(refused) < 500
    assert "\n" not in refused
    assert "Traceback" not in refused


# Resources


def test_a_duty_is_a_resource(duties: ld.DutyList) -> None:
    async def asked() -> tuple[ReadResourceResult, list[str], list[Any]]:
        async with Client(served(duties)) as client:
            templates = (await client.list_resource_templates()).resource_templates
            listed = (await client.list_resources()).resources
            return await client.read_resource("duty://C047"), [template.uri_template for template in templates], listed

    read, templates, listed = anyio.run(asked)
    (content,) = read.contents
    assert isinstance(content, TextResourceContents)
    assert (content.uri, content.mime_type) == ("duty://C047", "text/plain")
    assert content.text == text_of(ask(duties, ("get_duty", {"id": "C047"}))[0])
    assert (templates, listed) == (["duty://{id}"], [])


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("duty://C47", "did you mean C047?"),
        ("duty://", "no duty has the id ''"),
        ("duty://../../etc/passwd", "no duty has the id"),
        ("file:///etc/passwd", "there is no resource 'file:///etc/passwd'; a duty is duty:// and its id"),
    ],
)
def test_a_resource_that_is_not_there(duties: ld.DutyList, uri: str, message: str) -> None:
    async def asked() -> str:
        async with Client(served(duties)) as client:
            try:
                await client.read_resource(uri)
            except MCPError as error:
                return error.message
        return ""

    assert message in anyio.run(asked)


# Over a pipe


COMMAND = (sys.executable, "-m", "lishi_duties", "mcp")


def over_a_pipe(options: list[str], calls: tuple[tuple[str, dict[str, Any]], ...], errors: Path) -> list[CallToolResult]:
    """What the command answers the SDK's client; `errors` gets its standard error."""
    parameters = StdioServerParameters(command=COMMAND[0], args=[*COMMAND[1:], *options], env=dict(os.environ))

    async def asked() -> list[CallToolResult]:
        with anyio.fail_after(SECONDS), errors.open("w", encoding="utf-8") as log:
            async with Client(stdio_client(parameters, errlog=log)) as client:
                return [await client.call_tool(name, arguments) for name, arguments in calls]

    return anyio.run(asked)


@pytest.mark.slow
def test_the_command_answers_as_the_server_does(duties: ld.DutyList, tmp_path: Path) -> None:
    wrong = ("get_duty", {"id": "C47"})
    got = over_a_pipe(["--edition", "1"], (*CALLS, wrong), tmp_path / "errors")
    wanted = ask(duties, *CALLS, wrong)
    assert [(r.structured_content, text_of(r), r.is_error) for r in got] == [
        (r.structured_content, text_of(r), r.is_error) for r in wanted
    ]
    assert (tmp_path / "errors").read_text(encoding="utf-8") == ""


@pytest.mark.slow
def test_the_command_serves_a_file(small: ld.DutyList, tmp_path: Path) -> None:
    (result,) = over_a_pipe(["--file", str(tmp_path / "list.json")], (("edition_info", {}),), tmp_path / "errors")
    assert result.structured_content["edition"]["jurisdiction"] == str(small.edition.jurisdiction)
    assert result.structured_content["edition"]["published"] == "2025-03-01"


@contextmanager
def started() -> Iterator[subprocess.Popen[bytes]]:
    """The command with a client that has shaken hands, on bare pipes; ended when it takes too long."""
    process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    limit = Timer(SECONDS, process.kill)
    limit.start()
    try:
        client = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "0"}}
        assert exchange(process, 0, "initialize", client)["result"]["serverInfo"]["name"] == "lishi-duties"
        send(process, json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}).encode())
        yield process
    finally:
        limit.cancel()
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            assert stream
            with suppress(BrokenPipeError):
                stream.close()


def send(process: subprocess.Popen[bytes], line: bytes) -> None:
    assert process.stdin
    process.stdin.write(line + b"\n")
    process.stdin.flush()


def exchange(process: subprocess.Popen[bytes], id_: int, method: str, parameters: object) -> dict[str, Any]:
    """A request and the next line that comes back."""
    send(process, json.dumps({"jsonrpc": "2.0", "id": id_, "method": method, "params": parameters}).encode())
    assert process.stdout
    response: dict[str, Any] = json.loads(process.stdout.readline())
    assert response["id"] == id_
    return response


def test_nonsense_is_survived() -> None:
    lines = (
        b"",
        b"nonsense",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"jsonrpc":"1.0","id":1,"method":"tools/list"}',
        b'{"jsonrpc":"2.0","id":{"a":1},"method":"tools/list"}',
        b'{"jsonrpc":"2.0","id":1,"method":5}',
        b'{"jsonrpc":"2.0","id":77,"result":{}}',
        b'{"jsonrpc":"2.0","method":"notifications/nope"}',
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_duty","arguments":{"id":"\\ud800"}}}',
        "水".encode() * 1_000_000,
    )
    requests: tuple[tuple[str, object], ...] = (
        ("nope", {}),
        ("tools/call", {}),
        ("tools/call", {"name": 3}),
        ("tools/call", {"name": "get_duty", "arguments": ["C047"]}),
        ("tools/call", {"name": "get_duty", "arguments": "C047"}),
        ("resources/read", {"uri": 3}),
        ("prompts/get", {"name": "x"}),
        ("initialize", {}),
    )
    with started() as process:
        for line in lines:
            send(process, line)
        for number, (method, parameters) in enumerate(requests, 1):
            assert "error" in exchange(process, number, method, parameters), method
        last = exchange(process, 100, "tools/call", {"name": "get_duty", "arguments": {"id": "C047"}})
        assert last["result"]["structuredContent"]["duty"]["id"] == "C047"
        assert process.stdin
        process.stdin.close()
        assert process.wait(SECONDS) == 0
        assert process.stderr
        assert process.stderr.read() == b""


@pytest.mark.slow
def test_a_client_that_hangs_up_leaves_no_trace() -> None:
    with started() as process:
        assert process.stdout
        process.stdout.close()
        send(process, b'{"jsonrpc":"2.0","id":5,"method":"tools/list"}')
        assert process.stdin
        process.stdin.close()
        assert process.wait(SECONDS) == 0
        assert process.stderr
        assert process.stderr.read() == b""


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.slow
def test_an_interrupt_ends_it_at_once() -> None:
    with started() as process:
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS) == -signal.SIGINT
        assert process.stderr
        assert process.stderr.read() == b""


# The page


def test_the_page_names_every_tool_and_argument(tools: dict[str, Tool]) -> None:
    page = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) ?\| ", page, flags=re.MULTILINE))
    documented = {name: re.findall(r"`(\w+\??)`", cell) for name, cell in rows.items()}
    wanted = {
        name: [
            argument if argument in tool.input_schema.get("required", ()) else f"{argument}?"
            for argument in tool.input_schema["properties"]
        ]
        for name, tool in tools.items()
    }
    assert documented == wanted


# The command


def test_a_list_that_is_not_there_is_an_error_before_anything_is_served(capsys: pytest.CaptureFixture[str]) -> None:
    for options, code in ((["--edition", "99"], 1), (["--file", "nope.json"], 3), (["--edition", "1", "--file", "x"], 2)):
        assert run(["mcp", *options]) == code
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.startswith("error: ")


def test_without_the_extra_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "mcp_types", None)
    with pytest.raises(ld.MissingExtraError, match=r"lishi-duties\[mcp\]"):
        mcp_server.server(ld.load())
    assert run(["mcp"]) == 2
    assert capsys.readouterr().err == "error: the MCP server needs more than the base install: pip install 'lishi-duties[mcp]'\n"


def test_a_person_at_a_terminal_is_told_what_it_waits_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lists: list[ld.DutyList] = []
    monkeypatch.setattr(mcp_server, "serve", lists.append)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    before = signal.getsignal(signal.SIGINT)
    assert run(["mcp"]) == 0
    assert "Ctrl-C ends it" in capsys.readouterr().err
    assert lists == [ld.load()]
    assert signal.getsignal(signal.SIGINT) is before


def test_the_sdk_is_imported_only_to_serve(python: Any) -> None:
    code = "import sys, lishi_duties.mcp.server, lishi_duties.cli.app; print({'mcp', 'mcp_types', 'anyio'} & {*sys.modules})"
    done = python("-c", code)
    assert (done.stdout, done.stderr) == ("set()\n", "")
