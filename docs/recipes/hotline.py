"""A dispatch service for a hotline: POST what the caller said, get whose matter it is. Run it with `uvicorn hotline:app`."""

import datetime
from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

import lishi_duties as ld

EDITION = 1  # pinned: which list is answered from changes when this line does, not when the package is upgraded
MOST_BYTES = 256 * 1024  # of a request; the longest text, with every character escaped, stays below it

duties = ld.load(edition=EDITION)  # a service without its list does not start
duties.dispatch("预热")  # makes the index now, so that no caller waits for it


class Question(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    text: Annotated[str, Field(min_length=2, max_length=20_000, description="来电人的原话、来信，或者整张工单")]
    limit: Annotated[int, Field(ge=1, le=10, description="最多几项")] = 3


class Version(BaseModel):
    title: Annotated[str, Field(description="哪一份清单")]
    edition: Annotated[int, Field(description="清单的第几版")]
    published: Annotated[datetime.date | None, Field(description="这一版的日期；没有载明的为空")]
    package: Annotated[str, Field(description="程序的版本")]


class Assignment(BaseModel):
    id: Annotated[str, Field(description="事项的编号")]
    kind: ld.Kind
    number: Annotated[int, Field(description="在那张清单里的序号")]
    title: str
    score: Annotated[float, Field(description="把握，从 0 到 1")]
    lead: Annotated[tuple[str, ...], Field(description="由谁牵头，最可能的在前；不再开展的为空")]
    town_role: Annotated[Literal["responsible", "assists", "none"], Field(description="镇负责、镇配合、镇不办")]
    town: Annotated[str, Field(description="镇的名字")]
    matched: Annotated[tuple[str, ...], Field(description="来电里的哪些词对上了")]
    reason: Annotated[str, Field(description="可以念给来电人听的一句话")]


class Matter(BaseModel):
    text: Annotated[str, Field(description="说这件事的那一段")]
    assignments: tuple[Assignment, ...]


class Answer(BaseModel):
    assignments: Annotated[tuple[Assignment, ...], Field(description="最可能的在前；清单上没有的为空")]
    topic: Annotated[str | None, Field(description="清单上没有的，看来是什么事")]
    matters: Annotated[tuple[Matter, ...], Field(description="不止一件事的，各件事")]
    needs_review: Annotated[bool, Field(description="要人看一眼")]
    why: Annotated[tuple[str, ...], Field(description="为什么要人看")]
    version: Version


class Health(BaseModel):
    status: Literal["ok"] = "ok"
    duties: Annotated[int, Field(description="清单共有几项")]
    version: Version


class Problem(BaseModel):
    detail: Annotated[str, Field(description="错在哪里")]


VERSION = Version(title=duties.edition.title, edition=EDITION, published=duties.edition.published, package=ld.__version__)
# the pages that show the interface load scripts from the network; /openapi.json needs none
app = FastAPI(title="派单", version=ld.__version__, docs_url=None, redoc_url=None)


@app.post("/dispatch", summary="该谁管", responses={code: {"model": Problem} for code in (411, 413, 422)})
def dispatch(question: Question) -> Answer:
    answer = duties.dispatch(question.text, question.limit)
    return Answer.model_validate({**answer.to_dict(), "version": VERSION})


@app.get("/health", summary="是否正常")
def health() -> Health:
    return Health(duties=len(duties), version=VERSION)


@app.middleware("http")
async def limit_size(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse a body that is too large, or does not say how large it is, before it is read."""
    if request.method == "POST":
        size = request.headers.get("content-length", "")
        if not size.isdecimal():
            return problem(411, "请求没有写明长度（Content-Length）")
        if int(size) > MOST_BYTES:
            return problem(413, f"请求有{size}字节，最多{MOST_BYTES}字节")
    return await go_on(request)


@app.exception_handler(ld.LishiDutiesError)
async def refused(_: Request, error: ld.LishiDutiesError) -> JSONResponse:
    """What the package refuses, in its own words."""
    return problem(422, str(error))


@app.exception_handler(RequestValidationError)
async def not_understood(_: Request, error: RequestValidationError) -> JSONResponse:
    """What is no such request; what the caller said is not repeated."""
    return problem(422, "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()))


def problem(code: int, detail: str) -> JSONResponse:
    return JSONResponse(Problem(detail=detail).model_dump(), status_code=code)
