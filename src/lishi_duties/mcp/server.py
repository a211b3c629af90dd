"""The list for assistants: a server of the Model Context Protocol on standard input and output (`lishi-duties mcp`).

The tools and their answers know nothing of the protocol; this is all that does.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import cleandoc, signature
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError, validate_call

import lishi_duties
from lishi_duties.errors import ArgumentError, LishiDutiesError, MissingExtraError
from lishi_duties.mcp.answers import Answer, readable
from lishi_duties.mcp.tools import TOOLS, Tools
from lishi_duties.text import nearest

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server
    from mcp_types import (
        CallToolRequestParams,
        CallToolResult,
        ListResourcesResult,
        ListResourceTemplatesResult,
        ListToolsResult,
        ReadResourceRequestParams,
        ReadResourceResult,
        Tool,
    )

    from lishi_duties.duties.duty_list import DutyList

__all__ = ["serve", "server"]

INSTRUCTIONS = """\
The duty list (履职事项清单) of one Chinese township: what the town itself must do (basic, B…), what departments of the district
lead and the town assists with (cooperative, C…), and what departments have taken back from the town (reclaimed, R…). What is
not on the list must not be pushed down to the town. For a citizen's request ("whose matter is this?") call dispatch_request with
the words as they were said; for keywords search_duties; for one duty in full get_duty. The data are Chinese, as published: do not
reword duties when citing them, and cite their id and the edition."""

_SCHEME = "duty://"

_Calls: TypeAlias = dict[str, Callable[..., Answer]]


def server(duties: DutyList) -> Server[Any]:
    """An MCP server that answers from a list; its transport is up to the caller.

    Tools answer with structured content, whose schema they state, and with the same as readable text. What goes wrong with a call
    is an answer with `isError` and the message of the package's error.

    Raises:
        MissingExtraError: the `mcp` SDK is not installed.

    >>> import lishi_duties as ld
    >>> server(ld.load()).name
    'lishi-duties'
    """
    try:
        import mcp_types  # noqa: F401
        from mcp.server.lowlevel import Server
    except ImportError:
        raise MissingExtraError("the MCP server", "mcp") from None
    handlers = _Handlers(duties)
    return Server(
        "lishi-duties",
        version=lishi_duties.__version__,
        title=duties.edition.title,
        instructions=INSTRUCTIONS,
        on_list_tools=handlers.list_tools,
        on_call_tool=handlers.call_tool,
        on_list_resources=handlers.list_resources,
        on_list_resource_templates=handlers.list_templates,
        on_read_resource=handlers.read_resource,
    )


class _Handlers:
    """What the server does on each kind of request. Made only where the SDK is installed."""

    def __init__(self, duties: DutyList) -> None:
        import mcp_types as types

        self._tools = Tools(duties)
        checked = validate_call(config=ConfigDict(strict=True))
        self._calls: _Calls = {tool.__name__: checked(getattr(self._tools, tool.__name__)) for tool in TOOLS}
        self._listed = types.ListToolsResult(tools=[_listed(call) for call in self._calls.values()])

    async def list_tools(self, _: object, __: object) -> ListToolsResult:
        return self._listed

    async def call_tool(self, _: object, asked: CallToolRequestParams) -> CallToolResult:
        import mcp_types as types

        try:
            answer = _called(self._calls, asked.name, asked.arguments or {})
        except LishiDutiesError as error:
            return types.CallToolResult(content=[types.TextContent(text=str(error))], is_error=True)
        return types.CallToolResult(
            content=[types.TextContent(text=readable(answer))], structured_content=answer.model_dump(mode="json")
        )

    async def list_resources(self, _: object, __: object) -> ListResourcesResult:
        import mcp_types as types

        return types.ListResourcesResult(resources=[])  # hundreds of duties would be no help; the template finds each

    async def list_templates(self, _: object, __: object) -> ListResourceTemplatesResult:
        import mcp_types as types

        template = types.ResourceTemplate(
            uri_template=f"{_SCHEME}{{id}}",
            name="duty",
            title="履职事项",
            description="One duty in full, as text, by its id, such as duty://C047.",
            mime_type="text/plain",
        )
        return types.ListResourceTemplatesResult(resource_templates=[template])

    async def read_resource(self, _: object, asked: ReadResourceRequestParams) -> ReadResourceResult:
        import mcp_types as types
        from mcp.shared.exceptions import MCPError

        uri = str(asked.uri)
        try:
            if not uri.startswith(_SCHEME):
                raise ArgumentError(f"there is no resource {uri[:60]!r}; a duty is duty:// and its id, such as duty://C047")
            answer = self._tools.get_duty(uri.removeprefix(_SCHEME))
        except LishiDutiesError as error:
            raise MCPError(types.INVALID_PARAMS, str(error)) from None
        return types.ReadResourceResult(
            contents=[types.TextResourceContents(uri=asked.uri, mime_type="text/plain", text=readable(answer))]
        )


def serve(duties: DutyList) -> None:
    """Serve a list on standard input and output until the client hangs up.

    Raises:
        MissingExtraError: the `mcp` SDK is not installed.
    """
    served = server(duties)
    import anyio
    from mcp.server.stdio import stdio_server

    async def run() -> None:
        async with stdio_server() as (read, write):
            await served.run(read, write, served.create_initialization_options())

    try:
        anyio.run(run)
    except* BrokenPipeError:  # the client hung up before it had every answer
        pass


def _listed(call: Callable[..., Answer]) -> Tool:
    """A tool as clients see it."""
    import mcp_types as types

    answer: type[Answer] = signature(call, eval_str=True).return_annotation
    arguments: TypeAdapter[Any] = TypeAdapter(cast("Any", call))
    return types.Tool(
        name=call.__name__,
        description=cleandoc(call.__doc__ or ""),
        input_schema=arguments.json_schema(),
        output_schema=answer.model_json_schema(mode="serialization"),
        annotations=types.ToolAnnotations(
            read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


def _called(calls: _Calls, name: str, arguments: dict[str, Any]) -> Answer:
    call = calls.get(name)
    if call is None:
        raise ArgumentError(f"there is no tool {name[:40]!r}{_meant(name, calls)}. Tools: {', '.join(calls)}")
    try:
        return call(**arguments)
    except ValidationError as error:
        taken = signature(call).parameters
        faults = [_fault(fault, taken) for fault in error.errors(include_url=False)[:3]]
        takes = ", ".join(f"{p.name}{'' if p.default is p.empty else ' (optional)'}" for p in taken.values()) or "no arguments"
        raise ArgumentError(f"{name}: {'; '.join(faults)}. It takes {takes}") from None


def _fault(fault: Any, names: Any) -> str:
    """What is wrong with an argument."""
    place = str(fault["loc"][0])[:40]
    if fault["type"] == "missing_argument":
        return f"{place} is missing"
    if fault["type"] == "unexpected_keyword_argument":
        return f"there is no argument {place!r}{_meant(place, names)}"
    given = repr(fault["input"])
    return f"{place}: {fault['msg'][0].lower()}{fault['msg'][1:]}, not {given if len(given) <= 40 else given[:39] + '…'}"


def _meant(name: str, names: Any) -> str:
    near = nearest(name, names)
    return f" (did you mean {' or '.join(map(repr, near))}?)" if near else ""
