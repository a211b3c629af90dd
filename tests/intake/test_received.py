"""What a file is, and what no reader is handed: another kind of file, too much, or something made to do harm."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from examples import examples
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from packages import SAMPLES, pack, unpack
from typeset import SOURCE

from lishi_duties import IntakeError
from lishi_duties.intake import packages as office_packages
from lishi_duties.intake import received as opening
from lishi_duties.intake.formats import FORMATS, SUFFIXES, Format
from lishi_duties.intake.readers import read_blocks
from lishi_duties.intake.received import receive

XML = '<?xml version="1.0" encoding="UTF-8"?><w/>'
HTML = "<!DOCTYPE html><html><body>履职事项清单</body></html>"


def written(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def refused(path: Path) -> str:
    with pytest.raises(IntakeError) as caught:
        receive(path)
    assert caught.value.path == str(path)
    return caught.value.problem


# ---- what it is ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["docx", "pdf", "html", "xlsx"])
def test_the_samples_are_what_their_names_say(form: str) -> None:
    assert receive(SAMPLES / f"qingshi-1.{form}").format.name == form


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("a.txt", "履职事项清单", "text"),
        ("a.TXT", b"\xef\xbb\xbftext", "text"),
        ("a.htm", HTML, "html"),
        ("a.html", "\ufeff\n <html>", "html"),
        ("a.html", "履职事项清单 without a tag at its beginning", "html"),
        ("a.pdf", b"\n%PDF-1.7", "pdf"),
        ("a.docx", pack({"word/document.xml": XML}), "docx"),
        ("a.xlsx", pack({"xl/workbook.xml": XML}), "xlsx"),
    ],
)
def test_a_file_is_known_by_suffix_and_beginning(tmp_path: Path, name: str, data: bytes | str, form: str) -> None:
    assert receive(written(tmp_path, name, data)).format.name == form


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docx", pack({"xl/workbook.xml": XML}), "it is a .xlsx file"),
        ("a.xlsx", pack({"word/document.xml": XML}), "it is a .docx file"),
        ("a.docx", pack({"ppt/presentation.xml": XML}), "it is a .pptx file"),
        ("a.docx", pack({"content.xml": XML}), "it is a zip archive"),
        ("a.docx", HTML, "it is a .html file"),
        ("a.pdf", "text", "it is a text file"),
        ("a.txt", b"%PDF-1.7", "it is a .pdf file"),
        ("a.html", b"%PDF-1.7", "it is a .pdf file"),
        ("a.docm", pack({"word/document.xml": XML}), "no reader for .docm files"),
        ("a.json", "{}", "no reader for .json files; there are readers for .txt, .docx, .pdf, .html, .htm, .xlsx"),
        ("list", "text", "a file name without a suffix"),
        ("a.doc", opening._OLD_OFFICE + b"Word.Document", "save it as .docx or .xlsx"),
        ("a.docx", opening._OLD_OFFICE + b"EncryptedPackage", "without a password"),
        ("a.docx", b"", "the document is empty"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, name: str, data: bytes | str, said: str) -> None:
    assert said in refused(written(tmp_path, name, data))


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "folder.docx"
    folder.mkdir()
    assert "is a folder" in refused(folder)
    assert "cannot be read (No such file or directory)" in refused(tmp_path / "missing.docx")
    assert "cannot be read" in refused(Path("nul\0.docx"))
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.docx")  # reading one would wait for ever
        assert "is no file" in refused(tmp_path / "pipe.docx")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_of_200_megabytes_is_refused_unread(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"list{suffix}"
    with path.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    assert "209,715,200 bytes" in refused(path)


def test_a_document_is_read_once_and_its_hash_is_that_of_the_bytes_read(tmp_path: Path) -> None:
    path = written(tmp_path, "list.txt", "履职事项清单")
    received = receive(path)
    path.unlink()
    assert received.data.decode() == "履职事项清单"
    assert received.sha256 == hashlib.sha256(received.data).hexdigest()


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_no_reader_opens_the_file_again(tmp_path: Path, form: Format) -> None:
    suffix = form.suffixes[0]
    path = tmp_path / f"list{suffix}"
    shutil.copy(SOURCE if suffix == ".txt" else SAMPLES / f"qingshi-1{suffix}", path)
    received = receive(path)
    path.unlink()
    assert read_blocks(received).blocks


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_bytes_are_of_one_format_at_most(form: Format) -> None:
    suffix = form.suffixes[0]
    data = (SOURCE if suffix == ".txt" else SAMPLES / f"qingshi-1{suffix}").read_bytes()
    assert [other.name for other in FORMATS if other.is_it(data)] == [form.name]


# ---- packages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [4, 30, 1000, -1000, -1])
@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_a_truncated_package_is_refused(tmp_path: Path, form: str, kept: int) -> None:
    data = (SAMPLES / f"qingshi-1.{form}").read_bytes()[:kept]
    assert "damaged or cut-off" in refused(written(tmp_path, f"list.{form}", data))


@examples(150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_package_overwritten_anywhere_is_known_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    package = bytearray(pack({"word/document.xml": XML, "word/media/image1.png": b"\x89PNG" * 9, "[Content_Types].xml": XML}))
    for _ in range(data.draw(st.integers(1, 4))):
        package[data.draw(st.integers(0, len(package) - 1))] = data.draw(st.integers(0, 255))
    path = written(tmp_path, "list.docx", bytes(package))
    try:
        form = receive(path).format.name
    except IntakeError:
        return
    assert form == "docx"


def test_a_package_of_too_many_parts_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_packages, "MOST_PARTS", 10)
    package = pack({"word/document.xml": XML} | {f"word/{n}.xml": XML for n in range(10)})
    assert "unpacks to 11 parts" in refused(written(tmp_path, "list.docx", package))


def bomb(size: int) -> bytes:
    return pack({"word/document.xml": XML, "word/media/image1.bin": bytes(size)})


def test_a_package_that_unpacks_to_too_much_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_packages, "MOST_UNPACKED", 1_000_000)
    path = written(tmp_path, "list.docx", bomb(2_000_000))
    assert path.stat().st_size < 10_000
    monkeypatch.setattr(office_packages, "_check_part", None)  # nothing is unpacked
    assert "It may be made to do harm" in refused(path)


def test_a_package_that_understates_its_size_is_refused(tmp_path: Path) -> None:
    package = bomb(2_000_000)
    assert package.count(struct.pack("<I", 2_000_000)) == 2  # before the part, and in the directory
    path = written(tmp_path, "list.docx", package.replace(struct.pack("<I", 2_000_000), struct.pack("<I", 2_000)))
    assert "damaged or cut-off" in refused(path)


def test_an_encrypted_part_is_refused(tmp_path: Path) -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", XML)
        archive.filelist[0].flag_bits |= 1
    assert "encrypted; save it without a password" in refused(written(tmp_path, "list.docx", buffer.getvalue()))


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "xl/VBAPROJECT.BIN"])
def test_macros_are_refused(tmp_path: Path, name: str) -> None:
    form = "docx" if name.startswith("word") else "xlsx"
    folder = name.partition("/")[0]
    assert "holds macros" in refused(written(tmp_path, f"list.{form}", pack({f"{folder}/document.xml": XML, name: b"\0"})))


ENTITIES = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'
DECLARATION = '<?xml version="1.0"?>'


@pytest.mark.parametrize("part", ["word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml", "word/other.dat"])
@pytest.mark.parametrize(
    "xml",
    [
        DECLARATION + ENTITIES,
        "\ufeff\n" + ENTITIES,
        "<!--" + "x" * 70_000 + "-->" + ENTITIES,
        "<!--" + "x" * ((1 << 20) - 10) + "-->" + ENTITIES,
    ],
)
def test_entities_are_refused_in_any_part_that_is_xml(tmp_path: Path, part: str, xml: str) -> None:
    package = pack({"word/document.xml": XML, part: xml})
    assert f"{part} declares a document type" in refused(written(tmp_path, "list.docx", package))


@pytest.mark.parametrize(
    "data",
    [
        ENTITIES.encode("utf-16"),
        ENTITIES.encode("utf-16-le"),
        ENTITIES.encode("utf-16-be"),
        ENTITIES.encode("utf-32"),
        b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE w>',
        b"<?xml version='1.0' encoding = 'cp037'?><w/>",
    ],
)
def test_xml_in_an_encoding_that_hides_entities_is_refused(tmp_path: Path, data: bytes) -> None:
    package = pack({"word/document.xml": data})
    assert re.search("is not UTF-8|declares a document type", refused(written(tmp_path, "list.docx", package)))


def test_data_of_other_programs_may_have_another_encoding(tmp_path: Path) -> None:
    parts = unpack(SAMPLES / "qingshi-1.docx") | {"customXml/item2.xml": "<a>甲</a>".encode("utf-16")}
    assert receive(written(tmp_path, "list.docx", pack(parts))).format.name == "docx"


def test_what_a_library_raises_is_a_fault_of_the_file_and_what_we_raise_stays() -> None:
    path = Path("list.docx")
    with (
        pytest.raises(IntakeError, match=r"list\.docx: cannot be read as a document \(KeyError: 'x'\); save it again"),
        opening.faults_of(path, "a document", "save it again"),
    ):
        raise KeyError("x")
    ours = IntakeError("ours", path=path)
    with pytest.raises(IntakeError) as caught, opening.faults_of(path, "a document", "save it again"):
        raise ours
    assert caught.value is ours
