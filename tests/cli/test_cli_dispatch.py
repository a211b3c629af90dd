"""`lishi-duties dispatch`: an answer for a person, JSON for a program, a stream of both."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from terminal import seen_on

import lishi_duties as ld
from lishi_duties.cli import run
from lishi_duties.cli.requests import request_lines
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
    assert out.endswith("（用语取自李市镇的派单目录，329项中329项有相近的）\n")


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


def test_line_ends_of_other_systems_and_a_byte_order_mark() -> None:
    answers = streamed(b"\xef\xbb\xbf" + "楼上漏水，物业不管\r\n药店卖过期药".encode())
    assert [answer["request"] for answer in answers] == ["楼上漏水，物业不管", "药店卖过期药"]


def test_lines_of_several_encodings_are_recognized_and_what_is_no_text_says_so() -> None:
    lines = ["楼上漏水，物业不管".encode(), "楼上漏水，物业不管".encode("gb18030"), b"\xff\xff\xff\xff", "路灯不亮".encode("gbk")]
    answers = streamed(b"\n".join(lines))
    assert [[a["id"] for a in answer["assignments"]][:1] for answer in answers] == [["B049"], ["B049"], [], ["B086"]]
    assert answers[2]["error"] == "line 3 is no text in UTF-8 or GB18030; name its encoding with --encoding"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_every_wording_is_recognized_in_both_encodings(encoding: str) -> None:
    """Some short ones in GB18030 would pass for UTF-8 (漏水)."""
    wordings = [wording for entry in ld.load().wordings.values() for wording in entry.all()]
    lines = list(request_lines(io.BytesIO("\n".join(wordings).encode(encoding))))
    assert [(line, wording) for line, wording in zip(lines, wordings, strict=True) if line != wording] == []


def test_a_line_in_utf_8_that_was_cut_within_a_character_stays_utf_8() -> None:
    (answer,) = streamed("楼上漏水，物业不管".encode()[:-1])
    assert answer["request"].startswith("楼上漏水，物业不")


def test_an_encoding_that_is_named_is_used() -> None:
    (answer,) = streamed("樓上漏水，物業不管".encode("big5"), "--encoding", "big5", "--limit", "1")
    assert answer["assignments"][0]["id"] == "B049"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-", "--encoding", "gb180330"], "there is no encoding 'gb180330'; did you mean gb18030?"),
        (["-", "--encoding", "utf-16"], "lines in utf-16 cannot be told apart"),
        (["楼上漏水", "--encoding", "gbk"], "--encoding belongs to - and --table"),
        (["楼上漏水", "--column", "内容"], "belong to --table"),
        ([], "say what the caller says"),
        (["--table", "calls.csv"], "--table takes --column"),
        (["--table", "calls.csv", "--column", "内容", "--limit", "2"], "--limit does not go with --table"),
        (["--table", "calls.xlsx", "--column", "内容", "--encoding", "gbk"], "--encoding is for CSV"),
        (["--table", "calls.ods", "--column", "内容"], "a table is a .csv or an .xlsx file"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert run(["dispatch", *arguments]) == 2
    assert message in capsys.readouterr().err


# ---- tables --------------------------------------------------------------------------------------------------------------

ROWS = [
    ["工单号", "诉求内容"],
    ["1", "楼上漏水，物业不管"],
    ["2", ""],
    ["3", "护照过期了去哪里换"],
    ["+4", "路灯不亮，晚上走路摔跤"],
]


def written(folder: Path, suffix: str, encoding: str = "utf-8") -> Path:
    path = folder / f"calls{suffix}"
    if suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in ROWS:
            book.active.append(row)
        book.save(path)
    else:
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(ROWS)
    return path


def read_table(path: Path) -> list[list[str]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))
    return [["" if value is None else str(value) for value in row] for row in openpyxl.load_workbook(path).active.values]


@pytest.mark.parametrize("target", [".csv", ".xlsx"])
@pytest.mark.parametrize(("suffix", "encoding"), [(".csv", "utf-8"), (".csv", "utf-8-sig"), (".csv", "gb18030"), (".xlsx", "")])
def test_a_table_gets_its_answers_beside_it(tmp_path: Path, suffix: str, encoding: str, target: str) -> None:
    source, out = written(tmp_path, suffix, encoding), tmp_path / f"answers{target}"
    assert run(["dispatch", "--table", str(source), "--column", "诉求内容", "-o", str(out)]) == 0
    names, *rows = read_table(out)
    assert names[:2] == ROWS[0]
    column = names.index
    assert [row[1] for row in rows] == [row[1] for row in ROWS[1:]]
    assert [row[column("派单编号")] for row in rows] == ["B049", "", "", "B086"]
    assert rows[0][column("牵头单位")] == "李市镇"
    assert rows[2][column("看来是")] == "护照与出入境"
    assert "fewer than 2 characters" in rows[1][column("出错")]
    assert rows[3][0] == ("'+4" if target == ".csv" else "+4")  # neither is a formula
    if target == ".xlsx":
        assert openpyxl.load_workbook(out).active["A5"].data_type == "s"


def test_a_table_goes_to_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dispatch", "--table", str(written(tmp_path, ".csv")), "--column", "诉求内容"]) == 0
    names, first, *_ = csv.reader(io.StringIO(capsys.readouterr().out))
    assert dict(zip(names, first, strict=True))["派单编号"] == "B049"


def test_a_table_without_the_column_names_the_nearest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dispatch", "--table", str(written(tmp_path, ".csv")), "--column", "诉求内溶"]) == 3
    assert (
        "has no column 诉求内溶; did you mean 诉求内容? Its first row, of the first sheet, has 工单号、诉求内容"
        in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "an empty table"),
        ("内容,内容\n漏水,漏水\n".encode(), "more than one column 内容"),
        ("内容,派单编号\n漏水,\n".encode(), "already has a column 派单编号"),
        ('内容\n"漏水'.encode(), "no CSV"),
    ],
)
def test_a_table_that_cannot_be_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes, message: str) -> None:
    (tmp_path / "calls.csv").write_bytes(data)
    out = tmp_path / "out.csv"
    assert run(["dispatch", "--table", str(tmp_path / "calls.csv"), "--column", "内容", "-o", str(out)]) == 3
    assert message in capsys.readouterr().err
    assert not out.exists()


def test_a_bad_row_is_answered_with_what_is_wrong_and_the_others_are_answered(tmp_path: Path) -> None:
    rows = [
        "号,内容".encode(),
        "1,路灯不亮,楼上漏水".encode(),
        b"2,\xe8\xb7\xff",
        "3,楼上漏水，物业不管".encode(),
        ("4," + "水" * 100_000).encode(),
    ]
    (tmp_path / "calls.csv").write_bytes(b"\n".join(rows))
    out = tmp_path / "out.csv"
    assert run(["dispatch", "--table", str(tmp_path / "calls.csv"), "--column", "内容", "-o", str(out)]) == 0
    names, *answered = read_table(out)
    assert answered[0][1] == "路灯不亮,楼上漏水"
    assert "有逗号的格要加引号" in answered[0][names.index("出错")]
    assert answered[1][names.index("出错")]
    assert answered[2][names.index("派单编号")] == "B049"
    assert "20,000 are the most" in answered[3][names.index("出错")]
    too_long = tmp_path / "out.xlsx"
    assert run(["dispatch", "--table", str(tmp_path / "calls.csv"), "--column", "内容", "-o", str(too_long)]) == 2
    assert not too_long.exists()


def test_a_control_character_does_not_stop_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_bytes("内容\n路灯\x01不亮\n".encode())
    assert run(["dispatch", "--table", str(tmp_path / "calls.csv"), "--column", "内容", "-o", str(tmp_path / "out.xlsx")]) == 0
    assert read_table(tmp_path / "out.xlsx")[1][0] == "路灯\ufffd不亮"


def test_a_table_is_not_written_over_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = written(tmp_path, ".xlsx")
    before = source.read_bytes()
    assert run(["dispatch", "--table", str(source), "--column", "诉求内容", "-o", str(source), "--force"]) == 2
    assert source.read_bytes() == before
    assert "is the table itself" in capsys.readouterr().err


def test_what_is_there_is_not_replaced_without_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = written(tmp_path, ".csv"), tmp_path / "out.csv"
    out.write_text("mine", encoding="utf-8")
    command = ["dispatch", "--table", str(source), "--column", "诉求内容", "-o", str(out)]
    assert run(command) == 3
    assert out.read_text(encoding="utf-8") == "mine"
    assert run([*command, "--force"]) == 0
    assert "4 rows answered" in capsys.readouterr().err


def test_a_table_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dispatch", "--table", str(tmp_path / "calls.csv"), "--column", "内容"]) == 3
    assert "calls.csv: cannot be read" in capsys.readouterr().err


def test_a_workbook_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "calls.xlsx").write_bytes(b"PK\x03\x04 cut off")
    assert run(["dispatch", "--table", str(tmp_path / "calls.xlsx"), "--column", "内容"]) == 3
    assert "a damaged or cut-off package" in capsys.readouterr().err


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
