"""`lishi-duties dispatch`: an answer for a person, JSON for a program, a stream of both."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from terminal import seen_on

import lishi_duties as ld
from lishi_duties.cli import run
from lishi_duties.model.canonical import edition_json

FIRST = ("--edition", "1")
"""What is said of single duties is said of the first edition, and stays true when a newer one appears."""
COMMAND = [sys.executable, "-m", "lishi_duties", "dispatch", *FIRST]


def streamed(text: str | bytes, *options: str) -> list[dict[str, Any]]:
    """The answers to standard input, one a line."""
    data = text if isinstance(text, bytes) else text.encode()
    done = subprocess.run([*COMMAND, "-", *options], input=data, capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_a_person_reads_who_leads_what_the_town_does_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dispatch", "场上有人卖高价棺材", "--limit", "1", *FIRST]) == 0
    first, reason, matched = capsys.readouterr().out.splitlines()
    assert first.startswith("江津区市场监管局  本镇配合  C013 殡葬管理  0.")
    assert reason == "  理由：江津区市场监管局牵头，李市镇配合（配合清单第13项：殡葬管理）"
    assert matched.startswith("  相符：")


def test_other_duties_follow(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dispatch", "楼上漏水，物业不管", *FIRST]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("李市镇  本镇负责  B049 ")
    assert lines[3] == "也可能是"
    assert len(lines) == 3 + 1 + 2


def test_nothing_fits(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dispatch", "护照过期了去哪里换", *FIRST]) == 1
    assert capsys.readouterr().out == "清单上没有这一事项，像是：护照与出入境\n"


def test_a_discontinued_item(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dispatch", "出具法律援助经济状况证明", "-n", "1", *FIRST]) == 0
    assert capsys.readouterr().out.startswith("不再开展  本镇不办  R119 ")


def test_json_says_what_the_api_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dispatch", "楼上漏水，物业不管", "--json", "--limit", "2"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer == ld.load(edition=1).dispatch("楼上漏水，物业不管", 2).to_dict()


def test_json_of_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dispatch", "护照过期了去哪里换", "--json", *FIRST]) == 1
    assert json.loads(capsys.readouterr().out)["assignments"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["，。"], "fewer than 2 characters"),
        (["水" * 20_001], "20,001 characters; 20,000 are the most"),
        (["楼上漏水", "--limit", "0"], "limit is how many results at most"),
        (["-", "--limit", "-1"], "limit is how many results at most"),
    ],
)
def test_a_wrong_question_is_one_line_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(["dispatch", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: ")
    assert captured.err.count("\n") == 1
    assert message in captured.err


def test_another_town_says_whose_wordings_were_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = ld.load(edition=1).file
    place = file.edition.jurisdiction.model_copy(update={"town": "某镇"})
    other = file.model_copy(update={"edition": file.edition.model_copy(update={"jurisdiction": place})})
    (tmp_path / "other.json").write_bytes(edition_json(other))
    assert run(["dispatch", "楼上漏水，物业不管", "-n", "1", "--file", str(tmp_path / "other.json")]) == 0
    out = capsys.readouterr().out
    assert out.startswith("某镇  本镇负责  B049 ")
    assert out.endswith("（用语取自李市镇的派单目录）\n")


# ---- a stream ------------------------------------------------------------------------------------------------------------


def test_every_line_gets_one_answer_in_order() -> None:
    requests = ["楼上漏水，物业不管", "护照过期了去哪里换", "镇上那家药店卖过期药"]
    answers = streamed("\n".join(requests) + "\n", "--limit", "1")
    assert [answer["request"] for answer in answers] == requests
    assert [[a["id"] for a in answer["assignments"]] for answer in answers] == [["B049"], [], ["C036"]]


def test_a_line_that_cannot_be_answered_says_so_and_the_next_is_answered() -> None:
    text = "\n火\n" + "水" * 50_000 + "\n楼上漏水，物业不管"
    answers = streamed(text)
    assert [answer["error"] is not None for answer in answers] == [True, True, True, False]
    assert "20,000 are the most" in answers[2]["error"]
    assert len(answers[2]["request"]) == 80
    assert answers[3]["assignments"][0]["id"] == "B049"


def test_line_ends_of_other_systems_and_broken_bytes() -> None:
    answers = streamed("楼上漏水，物业不管\r\n".encode() + b"\xff\xfe" + "药店卖过期药".encode())
    assert answers[0]["request"] == "楼上漏水，物业不管"
    assert answers[1]["assignments"][0]["id"] == "C036"


def test_no_input_no_output() -> None:
    assert streamed("") == []


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal")
@pytest.mark.slow
def test_the_progress_on_a_terminal_leaves_the_answers_alone(tmp_path: Path) -> None:
    import pty

    terminal, stderr = pty.openpty()
    with (tmp_path / "answers").open("wb") as out:
        process = subprocess.Popen([*COMMAND, "-"], stdin=subprocess.PIPE, stdout=out, stderr=stderr)
        os.close(stderr)
        assert process.stdin is not None
        process.stdin.write("楼上漏水，物业不管\n".encode() * 300)
        process.stdin.close()
        output = seen_on(terminal)
        assert process.wait() == 0
    answers = (tmp_path / "answers").read_text(encoding="utf-8").splitlines()
    assert len(answers) == 300
    assert {json.loads(line)["assignments"][0]["id"] for line in answers} == {"B049"}
    assert "requests" in output.decode()
    assert "B049" not in output.decode()
