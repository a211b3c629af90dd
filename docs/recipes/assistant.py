"""An assistant that asks the duty list whose matter something is, by tools of its own; no vendor's SDK is needed."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Literal, NamedTuple, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

import lishi_duties as ld

RULES = "来电人说的事该谁管，只凭工具的回答，写明编号和版本。清单上没有的，照实说没有，不要自己找一项。"
REFUSED = "参数不对"
MOST_TURNS = 6  # a model that goes on calling tools is stopped
DUTIES = ld.load(edition=1)


class Tool(BaseModel):
    """A tool: its fields are its parameters, its docstring is the description a model chooses by."""

    model_config = ConfigDict(extra="forbid", strict=True)

    def answer(self) -> dict[str, object]:
        raise NotImplementedError


class DispatchRequest(Tool):
    """判断群众反映的事该谁管：是清单上的哪一项，谁牵头，镇做什么。assignments 为空，就是清单上没有。"""

    request: Annotated[str, Field(min_length=2, max_length=20_000, description="来电人的原话")]

    def answer(self) -> dict[str, object]:
        return {"edition": DUTIES.edition.number, **DUTIES.dispatch(self.request, limit=3).to_dict()}


class GetDuty(Tool):
    """读一个事项的全文：各部门的职责、镇的职责、收回以后怎么办。"""

    id: Annotated[str, Field(description="事项的编号，如 B001、C047、R143")]

    def answer(self) -> dict[str, object]:
        return DUTIES[self.id].model_dump(mode="json", exclude={"place"})


TOOLS: dict[str, type[Tool]] = {"dispatch_request": DispatchRequest, "get_duty": GetDuty}


def definition(name: str, tool: type[Tool]) -> dict[str, object]:
    """A tool as interfaces with function calling take it: name, description, and the JSON Schema of its parameters."""
    schema = tool.model_json_schema()
    return {"name": name, "description": schema.pop("description"), "parameters": schema}


class Call(NamedTuple):
    id: str
    name: str
    arguments: str  # JSON, as the model wrote it


class Message(NamedTuple):
    role: Literal["system", "user", "assistant", "tool"]
    text: str = ""
    calls: tuple[Call, ...] = ()
    call_id: str = ""


Model: TypeAlias = Callable[[Sequence[Message], Sequence[dict[str, object]]], Message]
"""Takes the conversation and the definitions of the tools, gives the next message. Put a call of your model here."""


def answered(call: Call) -> str:
    """What the model gets for a call: JSON, or in words what to do otherwise."""
    tool = TOOLS.get(call.name)
    if tool is None:
        return f"{REFUSED}：没有工具 {call.name}，只有 {'、'.join(TOOLS)}。"
    try:
        return json.dumps(tool.model_validate_json(call.arguments).answer(), ensure_ascii=False)
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc'])) or 'arguments'}: {fault['msg']}" for fault in error.errors())
        return f"{REFUSED}：{'; '.join(faults)}。改正后再调用。"
    except ld.LishiDutiesError as error:
        return f"{REFUSED}：{error}。改正后再调用。"


def converse(model: Model, question: str) -> Iterator[Message]:
    """The conversation, from the question to the model's answer."""
    definitions = [definition(name, tool) for name, tool in TOOLS.items()]
    conversation = [Message("system", RULES), Message("user", question)]
    yield conversation[-1]
    for _ in range(MOST_TURNS):
        reply = model(conversation, definitions)
        results = [Message("tool", answered(call), call_id=call.id) for call in reply.calls]
        conversation += (reply, *results)
        yield from (reply, *results)
        if not results:
            return
    raise RuntimeError(f"no answer within {MOST_TURNS} turns")


def scripted(conversation: Sequence[Message], _: Sequence[dict[str, object]]) -> Message:
    """Stands in for a model: gets the name of a parameter wrong, mends it, and answers from what the tool says."""
    question, refused = conversation[1].text, conversation[-1].text.startswith(REFUSED)
    if len(conversation) == 2 or (len(conversation) == 4 and refused):
        arguments = json.dumps({"request" if refused else "text": question}, ensure_ascii=False)
        return Message("assistant", calls=(Call(f"call-{len(conversation)}", "dispatch_request", arguments),))
    if refused:
        return Message("assistant", "没有听明白，请说得具体些。")
    answer = json.loads(conversation[-1].text)
    if not answer["assignments"]:
        return Message("assistant", f"第{answer['edition']}版清单上没有这件事，像是：{answer['topic'] or '不清楚是什么事'}。")
    best = answer["assignments"][0]
    return Message("assistant", f"{best['reason']}。依据是第{answer['edition']}版的 {best['id']}。")


if __name__ == "__main__":
    names = {"user": "来电人", "assistant": "助手", "tool": "工具"}
    for message in converse(scripted, " ".join(sys.argv[1:])):
        print(f"{names[message.role]}：{message.text}", *(f"{call.name} {call.arguments}" for call in message.calls), sep="")
