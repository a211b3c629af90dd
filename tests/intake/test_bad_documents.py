"""What cannot be read: one clear error that names file, place and text, by function and by command; nothing is written."""

from __future__ import annotations

import os
import re
import socket
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
from examples import examples
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from packages import pack, spoiled, unpack
from papers import Part, Sketch
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from town import BASIC, COOPERATIVE, RECLAIMED, SAYS, SETTERS, TOWN, exchanged, says, with_cell

from lishi_duties import IntakeError, LishiDutiesError
from lishi_duties.cli import run
from lishi_duties.intake import read_document

SAMPLES = Path(__file__).parents[1] / "samples"


@dataclass(frozen=True)
class Refusal:
    """What came of a document: the error of the function, and what the command said."""

    error: IntakeError
    said: str

    @property
    def where(self) -> tuple[object, ...]:
        """The place the error names: line, page, table, sheet, row."""
        place = self.error.place
        if place is None:
            return (self.error.line,)
        rows = place.rows[0] if place.rows else None
        return tuple(x for x in (self.error.line, place.pages and place.pages[0], place.table, place.sheet, rows) if x)


Refused = Callable[[Path], Refusal]


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Refused:
    """Both ways of reading a document, each of which must refuse it in the same words and leave nothing behind."""

    def refused(document: Path) -> Refusal:
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(IntakeError) as caught:
            read_document(document)
        error = caught.value
        output, report = tmp_path / "out" / "draft.json", tmp_path / "out" / "report.md"
        code = run(["intake", str(document), "--output", str(output), "--report", str(report)])
        out, err = capsys.readouterr()
        assert (code, out) == (3, "")
        assert err == f"error: {error}\n"
        assert str(error).startswith(str(document))
        assert str(error).count("\n") == 0
        assert "Traceback" not in err
        assert sorted(tmp_path.rglob("*")) == before, "nothing is written, no temporary file is left"
        return Refusal(error, err)

    return refused


@pytest.fixture(autouse=True)
def nothing_is_fetched_or_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """No document makes the intake open a connection or start a program."""

    def forbidden(*arguments: object, **options: object) -> None:
        raise AssertionError(f"the intake reached out: {arguments}")

    monkeypatch.setattr(socket.socket, "connect", forbidden)
    monkeypatch.setattr(os, "system", forbidden)
    monkeypatch.setattr("subprocess.Popen", forbidden)


# ---- files that are not what they should be ------------------------------------------------------------------------------


def packed(name: str, parts: dict[str, bytes | str]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(pack(parts))
        return folder / name

    return make


def of_bytes(name: str, data: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return make


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def changed(source: str, part: str, change: Callable[[bytes], bytes]) -> Callable[[Path], Path]:
    """A sample with one of its parts changed."""
    parts: dict[str, bytes | str] = dict(unpack(SAMPLES / source))
    parts[part] = change(bytes(parts[part]))  # type: ignore[arg-type]
    return packed(source, parts)


def scanned(folder: Path) -> Path:
    sketch = Sketch().draw("q 400 0 0 300 0 0 cm /I Do Q").turn().draw("q 400 0 0 300 0 0 cm /I Do Q")
    entries = "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    picture = sketch.add(sketch.stream(b"\x80", entries))
    sketch.resources = f"/XObject << /I {picture} >>"
    return sketch.save(folder / "scan.pdf")


def encrypted_pdf(folder: Path) -> Path:
    canvas = Canvas(str(folder / "secret.pdf"), encrypt=StandardEncryption("secret", ownerPassword="owner"))
    canvas.drawString(72, 72, "1")
    canvas.save()
    return folder / "secret.pdf"


def encrypted_zip(folder: Path) -> Path:
    data = bytearray(sample("qingshi-1.docx"))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(signature, at + 4)
    (folder / "secret.docx").write_bytes(data)
    return folder / "secret.docx"


def enormous(folder: Path) -> Path:
    """200 MB of nothing, which take no room on the disk."""
    path = folder / "huge.docx"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    return path


def bomb(folder: Path) -> Path:
    """A few hundred kilobytes that unpack to 300 MB."""
    buffer = BytesIO()
    archive = zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with archive, archive.open("word/document.xml", "w", force_zip64=True) as part:
        for _ in range(300):
            part.write(bytes(1 << 20))
    (folder / "bomb.docx").write_bytes(buffer.getvalue())
    return folder / "bomb.docx"


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

FILES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a scanned PDF": (scanned, "no text layer on pages 1–2: the whole document is a scan"),
    "an encrypted PDF": (encrypted_pdf, "needs a password"),
    "half a PDF": (of_bytes("half.pdf", sample("qingshi-1.pdf")[:150_000]), "damaged: "),
    "a PDF without its end": (of_bytes("end.pdf", sample("qingshi-1.pdf")[:-300]), "damaged: "),
    "a .doc": (of_bytes("list.doc", OLD_OFFICE + b"Word.Document"), "save it as .docx or .xlsx without a password"),
    "an .xls": (of_bytes("list.xls", OLD_OFFICE + b"Workbook"), "save it as .docx or .xlsx without a password"),
    "an encrypted .docx": (of_bytes("list.docx", OLD_OFFICE + b"EncryptedPackage"), "with a password"),
    "an encrypted package": (encrypted_zip, "encrypted; save it without a password"),
    "a Word file called .pdf": (of_bytes("list.pdf", sample("qingshi-1.docx")), "the name says .pdf, but it is a .docx file"),
    "a PDF called .docx": (of_bytes("list.docx", sample("qingshi-1.pdf")), "the name says .docx, but it is a .pdf file"),
    "a web page called .xlsx": (of_bytes("list.xlsx", sample("qingshi-1.html")), "the name says .xlsx, but it is a .html file"),
    "an .xlsx called .docx": (of_bytes("list.docx", sample("qingshi-1.xlsx")), "the name says .docx, but it is a .xlsx file"),
    "an unknown suffix": (of_bytes("list.wps", b"x"), "no reader for .wps files; there are readers for .txt, .docx"),
    "no suffix": (of_bytes("list", b"x"), "a file name without a suffix"),
    "an empty file": (of_bytes("list.docx", b""), "the document is empty"),
    "200 MB": (enormous, "209,715,200 bytes; a duty list has less than"),
    "a zip bomb": (bomb, "unpacks to"),
    "half a .docx": (of_bytes("list.docx", sample("qingshi-1.docx")[:20_000]), "damaged or cut-off package"),
    "half an .xlsx": (of_bytes("list.xlsx", sample("qingshi-1.xlsx")[:9_000]), "damaged or cut-off package"),
    "entities in a .docx": (
        changed("qingshi-1.docx", "word/document.xml", lambda data: ENTITIES + data.split(b"?>", 1)[1]),
        "word/document.xml declares a document type or entities",
    ),
    "entities in an .xlsx": (
        changed("qingshi-1.xlsx", "xl/sharedStrings.xml", lambda data: ENTITIES + data.split(b"?>", 1)[1])
        if "xl/sharedStrings.xml" in unpack(SAMPLES / "qingshi-1.xlsx")
        else changed("qingshi-1.xlsx", "xl/workbook.xml", lambda data: ENTITIES + data.split(b"?>", 1)[-1]),
        "declares a document type or entities",
    ),
    "macros": (
        packed("list.docx", {**unpack(SAMPLES / "qingshi-1.docx"), "word/vbaProject.bin": b"x"}),
        "holds macros, which no .docx or .xlsx does",
    ),
    "text that is not UTF-8": (
        of_bytes("list.txt", "青石镇履职事项清单".encode("gb18030")),
        "not UTF-8 (byte 0); convert it first",
    ),
    "a text of nothing": (of_bytes("list.txt", b"\n \n"), "the document is empty"),
    "another text": (of_bytes("list.txt", "会议通知\n请准时参加。\n".encode()), "no title: a line that ends in 履职事项清单"),
    "a web page without a list": (
        of_bytes("list.html", "<html><body><p>会议通知</p></body></html>".encode()),
        "no table with a column 序号 is shown",
    ),
    "a folder": (lambda folder: folder, "is a folder; give the document in it"),
    "no file": (lambda folder: folder / "none.docx", "cannot be read (No such file or directory); check the path"),
}


@pytest.mark.parametrize(("make", "says"), FILES.values(), ids=FILES.keys())
def test_a_file_that_is_no_readable_list_is_refused(
    tmp_path: Path, refused: Refused, make: Callable[[Path], Path], says: str
) -> None:
    folder = tmp_path / "received"
    folder.mkdir()
    assert says in str(refused(make(folder)).error)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs rights that can be withheld")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, refused: Refused) -> None:
    path = tmp_path / "list.docx"
    path.write_bytes(sample("qingshi-1.docx"))
    path.chmod(0)
    assert "Permission denied" in refused(path).said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path, refused: Refused) -> None:
    os.mkfifo(tmp_path / "list.docx")
    assert "is no file" in str(refused(tmp_path / "list.docx").error)


# ---- lists that are not whole --------------------------------------------------------------------------------------------


def narrowed(part: Part, column: int) -> Part:
    """A part without a column."""

    def without(row: tuple[object, ...]) -> tuple[object, ...]:
        return (*row[:column], *row[column + 1 :])

    rows = tuple(row if isinstance(row, str) else without(tuple(row)) for row in part.rows)
    return replace(part, header=without(tuple(part.header)), rows=rows, widths=part.widths[:-1])  # type: ignore[arg-type]


def widened(part: Part) -> Part:
    """A part with a column too many."""
    rows = tuple(row if isinstance(row, str) else (*row, "无") for row in part.rows)
    return replace(part, header=(*part.header, "备注"), rows=rows, widths=(*part.widths, 1))


SECOND_IN_FIRST = replace(BASIC, rows=(*BASIC.rows, *(row if isinstance(row, str) else row[:2] for row in COOPERATIVE.rows)))
WITH_HEADER = replace(
    COOPERATIVE,
    rows=(
        *COOPERATIVE.rows,
        (*RECLAIMED.header, "", ""),
        *(row if isinstance(row, str) else (*row, "", "") for row in RECLAIMED.rows),
    ),
)
# what is wrong: the parts; the text that must be named; the problem; which row of which table it is in
Place = tuple[int, int]
LISTS: dict[str, tuple[tuple[Part, ...], str, str, Place]] = {
    "a column is missing": (
        (BASIC, narrowed(COOPERATIVE, 2), RECLAIMED),
        "序号、事项名称、上级部门职责、镇配合职责",
        "this header reads",
        (2, 1),
    ),
    "a column too many": ((BASIC, COOPERATIVE, widened(RECLAIMED)), "承接部门及工作方式、备注", "this header reads", (3, 1)),
    "two lists in one table": (
        (SECOND_IN_FIRST, COOPERATIVE, RECLAIMED),
        "一、民生服务（2项）",
        "the section 民生服务 begins a second time in this list",
        (1, 8),
    ),
    "two lists in one table, each with its header row": (
        (BASIC, WITH_HEADER),
        "序号、事项名称、承接部门及工作方式",
        "the columns of 配合履职事项 are",
        (2, 7),
    ),
    "a list cut off after a row": (
        (BASIC, COOPERATIVE, replace(RECLAIMED, rows=RECLAIMED.rows[:2])),
        "平安法治",
        "states 2 items, but has 1",
        (3, 2),
    ),
    "a list cut off in the middle of the document": (
        (BASIC, replace(COOPERATIVE, rows=COOPERATIVE.rows[:3])),
        "",
        "the list 上级部门收回事项清单 is missing",
        (2, 4),
    ),
    "a row is missing": (
        (exchanged(BASIC, 2), COOPERATIVE, RECLAIMED),
        "办理社会保障卡申领。",
        "number 3 where 2 is due in 基本履职事项: a row is missing before it",
        (1, 5),
    ),
    "a number is missing": (
        (exchanged(BASIC, 2, ("", "负责党费收缴管理。")), COOPERATIVE, RECLAIMED),
        "负责党费收缴管理。",
        "a row with a title but without a number",
        (1, 4),
    ),
    "a number twice": (
        (exchanged(BASIC, 2, ("1", "负责党费收缴管理。")), COOPERATIVE, RECLAIMED),
        "负责党费收缴管理。",
        "number 1 where 2 is due in 基本履职事项: given twice or out of order",
        (1, 4),
    ),
    "a number that is none": (
        (exchanged(BASIC, 2, ("二", "负责党费收缴管理。")), COOPERATIVE, RECLAIMED),
        "二",
        "the first cell is neither a number nor empty",
        (1, 4),
    ),
    "a title is missing": ((exchanged(BASIC, 2, ("2", "")), COOPERATIVE, RECLAIMED), "2", "item 2 has no title", (1, 4)),
    "a count too high": (
        (exchanged(BASIC, 0, "一、党的建设（3项）"), COOPERATIVE, RECLAIMED),
        "党的建设",
        "section 党的建设 of 基本履职事项 states 3 items, but has 2",
        (1, 2),
    ),
    "a count too low": (
        (BASIC, exchanged(COOPERATIVE, 0, "一、民生服务（1项）"), RECLAIMED),
        "民生服务",
        "states 1 items, but has 2",
        (2, 2),
    ),
    "an empty department column": (
        (BASIC, with_cell(COOPERATIVE, 2, 2, ""), RECLAIMED),
        "社区教育",
        "item 2 of cooperative: 对应上级部门: the department column is empty",
        (2, 4),
    ),
    "a department column of spaces": (
        (BASIC, with_cell(COOPERATIVE, 2, 2, " 　 "), RECLAIMED),
        "社区教育",
        "the department column is empty",
        (2, 4),
    ),
    "no tasks of the departments": (
        (BASIC, with_cell(COOPERATIVE, 2, 3, ""), RECLAIMED),
        "社区教育",
        "上级部门职责: the cell is empty",
        (2, 4),
    ),
    "no tasks of the town": (
        (BASIC, with_cell(COOPERATIVE, 4, 4, ""), RECLAIMED),
        "校园周边治安",
        "镇配合职责: the cell is empty",
        (2, 6),
    ),
    "nobody takes it over": (
        (BASIC, COOPERATIVE, with_cell(RECLAIMED, 1, 2, "")),
        "货运源头监管",
        "neither 承接部门 nor 不再开展",
        (3, 3),
    ),
    "no method": (
        (BASIC, COOPERATIVE, with_cell(RECLAIMED, 1, 2, ("承接部门：县交通运输局", "工作方式："))),
        "承接部门：县交通运输局工作方式：",
        "工作方式 is empty",
        (3, 3),
    ),
    "a task number is missing": (
        (BASIC, with_cell(COOPERATIVE, 4, 4, ("1.配合疏导交通。", "3.报告突发情况。")), RECLAIMED),
        "3.报告突发情况。",
        "number 3 where 2 is due",
        (2, 6),
    ),
    "a task number twice": (
        (BASIC, with_cell(COOPERATIVE, 4, 4, ("1.配合疏导交通。", "1.报告突发情况。")), RECLAIMED),
        "1.报告突发情况。",
        "number 1 where 2 is due",
        (2, 6),
    ),
    "an empty list": ((BASIC, replace(COOPERATIVE, rows=()), RECLAIMED), "", "the list 配合履职事项 has no items", (3, 4)),
}


# where a format tells more or less than the others
ELSEWISE = {
    ("a number is missing", "txt"),  # such a row goes on with the one before, which the count then finds out
    ("two lists in one table, each with its header row", "xlsx"),  # a workbook can be read, see below
}
SPOILT = [
    pytest.param(suffix, *LISTS[name], id=f"{name}, {suffix}")
    for at, name in enumerate(LISTS)
    for suffix in (SETTERS if at % 3 == 0 else ("docx", "xlsx") if at % 3 == 1 else ("pdf", "docx"))
    if (name, suffix) not in ELSEWISE
]


@pytest.mark.parametrize(("suffix", "parts", "text", "problem", "place"), SPOILT)
def test_a_list_that_is_not_whole_is_refused_with_its_place_and_text(
    tmp_path: Path, refused: Refused, suffix: str, parts: tuple[Part, ...], text: str, problem: str, place: Place
) -> None:
    found = refused(SETTERS[suffix](tmp_path / f"list.{suffix}", parts))
    assert problem in found.error.problem
    assert text in found.error.text
    assert found.where, "the error says where it is"
    table, row = place
    if suffix == "docx":
        assert found.where == place
        assert f", table {table}, row {row}: " in found.said
    elif suffix == "xlsx":
        assert f"sheet {parts[table - 1].headings[-1]}, row {row + len(parts[table - 1].headings)}: " in found.said
    elif suffix == "pdf":
        assert f", page {table}: " in found.said
    else:
        assert re.search(rf"list\.{suffix}:\d+: ", found.said)


def test_a_row_without_a_number_of_the_text_form_is_found_out_by_the_next_number(tmp_path: Path, refused: Refused) -> None:
    parts, *_ = LISTS["a number is missing"]
    found = refused(SETTERS["txt"](tmp_path / "list.txt", parts))
    assert "number 3 where 2 is due" in found.error.problem
    assert found.error.line == 8


def test_two_lists_on_one_sheet_are_told_apart_by_their_header_rows(tmp_path: Path) -> None:
    draft = read_document(SETTERS["xlsx"](tmp_path / "list.xlsx", (BASIC, WITH_HEADER)))
    assert [says(duty) for duty in draft.duties] == SAYS
    assert "上级部门收回事项清单没有标题，按表头认定。" in [doubt.problem for doubt in draft.doubts]


def test_a_sentence_cut_off_is_pointed_out(tmp_path: Path) -> None:
    """The end of a cell looks like the end of a cell: nothing but its missing full stop tells."""
    cut = ("承接部门：县交通运输局", "工作方式：", "1.登记货运企业。", "2.查处违")
    parts = (BASIC, COOPERATIVE, with_cell(RECLAIMED, 1, 2, cut))
    draft = read_document(SETTERS["docx"](tmp_path / "list.docx", parts))
    assert [(doubt.row, doubt.text) for doubt in draft.doubts if doubt.problem == "句末没有标点，可能不全。"] == [
        ("reclaimed 1", "查处违")
    ]


# ---- what is never run ---------------------------------------------------------------------------------------------------


def test_the_scripts_of_a_page_are_neither_run_nor_read(tmp_path: Path) -> None:
    page = SETTERS["html"](tmp_path / "list.html", TOWN)
    text = page.read_text(encoding="utf-8")
    script = "<script src='http://198.51.100.1/x.js'>document.title='负责偷走数据。'</script><style>@import 'http://198.51.100.1/x.css'</style>"
    loads = "<img src='http://198.51.100.1/x.png' onerror='alert(1)'><iframe src='http://198.51.100.1/'></iframe>"
    text = text.replace("</head>", f"{script}</head>").replace("<table>", f"{script}{loads}<table>")
    text = text.replace("<td>", f"<td onclick='alert(2)'>{script}")
    page.write_text(text, encoding="utf-8")
    draft = read_document(page)
    assert [says(duty) for duty in draft.duties] == SAYS
    assert "198.51.100.1" not in draft.file.model_dump_json()
    assert "alert" not in draft.report()


# ---- spoiled samples -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The small list in every format."""
    folder = tmp_path_factory.mktemp("small")
    return {suffix: setter(folder / f"list.{suffix}", TOWN).read_bytes() for suffix, setter in SETTERS.items()}


def survives(path: Path) -> None:
    """A draft or an error of this package that names the file; whatever else is raised fails the test."""
    try:
        draft = read_document(path)
    except LishiDutiesError as error:
        if str(path) in str(error):
            return
        raise
    assert len(draft.duties) > 0
    assert draft.report()


def parts_of_xml(package: bytes) -> dict[str, bytes]:
    """A package without its picture, which is no XML to be spoiled."""
    parts = {name: data for name, data in unpack(package).items() if name.endswith((".xml", ".rels"))}
    parts["_rels/.rels"] = re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", parts["_rels/.rels"])
    return parts


FUZZ = examples(30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@FUZZ
@given(data=st.data())
@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_a_spoiled_package_raises_nothing_but_our_errors(
    suffix: str, data: st.DataObject, small: dict[str, bytes], tmp_path: Path
) -> None:
    path = tmp_path / f"list.{suffix}"
    path.write_bytes(data.draw(spoiled(parts_of_xml(small[suffix]))))
    survives(path)


@st.composite
def mangled(draw: st.DrawFn, data: bytes, puts: tuple[bytes, ...]) -> bytes:
    """Bytes with one to three stretches cut out, doubled, moved or overwritten; or cut off."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from((0, 1, 3, 20, 300))))
        put = draw(st.sampled_from((*puts, data[start:end] * 2, data[:40])))
        data = data[:start] + put + data[end:]
    return data[: draw(st.integers(1, len(data)))] if draw(st.integers(0, 9)) == 0 else data


MARKS = {
    "html": (
        b"",
        b"<td>",
        b"</table>",
        b"<tr>",
        b"<li>",
        b"<table>",
        b"\xff",
        b"&#0;",
        b"<!--",
        b"<script>",
        "①".encode(),
        b"</td>",
    ),
    "txt": (
        b"",
        b"\t",
        b"\n",
        b"<p>",
        b"</p>",
        b"\xff",
        b"1.",
        "：".encode(),
        "、".encode(),
        "（".encode(),
        b"</ol>",
        b"&#57344;",
    ),
    "pdf": (b"", b"\0", b"endstream", b"endobj", b"<<", b">>", b"BT", b"999999999", b"-1", b"(", b"/Kids [", b"1 0 R"),
}


@FUZZ
@given(data=st.data())
@pytest.mark.parametrize("suffix", ["html", "txt", "pdf"])
def test_a_mangled_file_raises_nothing_but_our_errors(
    suffix: str, data: st.DataObject, small: dict[str, bytes], tmp_path: Path
) -> None:
    path = tmp_path / f"list.{suffix}"
    path.write_bytes(data.draw(mangled(small[suffix], MARKS[suffix])))
    survives(path)


FRAGMENTS = (
    "1.",
    "2、",
    "（3）",
    "①",
    "县民政局：",
    "县公安局、",
    "承接部门：",
    "工作方式：",
    "不再开展此项工作。",
    "，",
    "。",
    "；",
    " ",
    "一、",
    "（2项）",
    "等",
    "、",
    "：",
    "序号",
)


@st.composite
def garbled(draw: st.DrawFn) -> tuple[Part, ...]:
    """The small list with words of the form thrown in anywhere."""

    def cell(text: str) -> str:
        for _ in range(draw(st.sampled_from((1, 2))) if draw(st.integers(0, 19)) == 0 else 0):
            at = draw(st.integers(0, len(text)))
            text = text[:at] + draw(st.sampled_from(FRAGMENTS)) + text[at:]
        return text

    def part(one: Part) -> Part:
        rows = []
        for row in one.rows:
            if isinstance(row, str):
                rows.append(cell(row))
            else:
                rows.append(tuple(cell(c) if isinstance(c, str) else tuple(map(cell, c)) for c in row))
        return replace(one, rows=tuple(rows))

    return tuple(map(part, TOWN))


@FUZZ
@given(parts=garbled(), suffix=st.sampled_from(["docx", "html", "txt"]))
def test_words_of_the_form_in_wrong_places_are_read_or_refused(parts: tuple[Part, ...], suffix: str, tmp_path: Path) -> None:
    """What is read is proved to be what the document has, what cannot be read is refused with a place: the proof never fails."""
    path = SETTERS[suffix](tmp_path / f"list.{suffix}", parts)
    try:
        read_document(path)
    except IntakeError as error:
        if "not lossless" in str(error) or not (error.place or error.line):
            raise
