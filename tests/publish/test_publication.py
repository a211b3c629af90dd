"""From a reviewed draft to an edition: everything that is written, and everything that is refused with nothing written."""

from __future__ import annotations

import datetime
import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from commands import Answer, enter
from office import set_docx
from papers import Part, parts_of
from town import BASIC, COOPERATIVE, RECLAIMED, SETTERS, TOWN, exchanged, with_cell

import lishi_duties as ld
from lishi_duties import DataFileError, DutyList
from lishi_duties.intake import Draft, read_document
from lishi_duties.model.canonical import edition_json
from lishi_duties.publish.build import build
from lishi_duties.publish.news import NEWS, news_with
from lishi_duties.publish.project import Project
from lishi_duties.publish.publication import prepare, write

ROOT = Path(__file__).parents[2]
SAMPLES = Path(__file__).parents[1] / "samples"
REGISTRY = "".join(
    f'[[department]]\nname = "{name}"\nkind = "district"\n\n'
    for name in ("县民政局", "县市场监管局", "县教育局", "县公安局", "县交通运输局")
)
SECOND: tuple[Part, ...] = (
    exchanged(exchanged(BASIC, 2, ("2", "推广使用清洁能源取暖设备。")), 4, ("3", "办理社会保障卡申领和挂失。")),
    with_cell(COOPERATIVE, 2, 4, ("做好宣传动员，建立工作台账。",)),
    RECLAIMED,
)
"""A revision: B002 withdrawn, B005 new, B003 renamed, C002 changed."""
RENAMED = '[[identity]]\nrow = "basic 3"\ntitle = "办理社会保障卡申领和挂失。"\nid = "B003"\nreason = "增加挂失。"\n'
"""What a maintainer has to decide in it."""


@dataclass
class Desk:
    """A project in a folder of its own, and a maintainer at work on it."""

    folder: Path

    @property
    def project(self) -> Project:
        return Project(self.folder / "sources", self.folder / "data", self.folder / "changes", self.folder / "docs/news.md")

    @property
    def newest(self) -> DutyList:
        number = max(int(path.stem) for path in (self.folder / "data/editions").glob("[0-9]*.json"))
        return ld.read(self.folder / f"data/editions/{number}.json")

    @property
    def review(self) -> Path:
        return self.folder / "review"

    @property
    def draft(self) -> Path:
        return self.folder / "draft.json"

    def note(self, name: str, text: str) -> None:
        self.review.mkdir(exist_ok=True)
        (self.review / name).write_text(text, encoding="utf-8")

    def take_in(self, document: Path, previous: DutyList | None = None, *, accept: bool = True) -> Draft:
        """Read a document, say of every doubt that it was looked at, and write the draft."""
        self.review.mkdir(exist_ok=True)
        registry = self.folder / "sources/departments.toml"
        draft = read_document(document, previous, review=self.review, registry=registry)
        if accept and draft.doubts:
            assert not [doubt for doubt in draft.doubts if doubt.kind == "identity"]
            decisions = self.review / "decisions.toml"
            kept = decisions.read_text(encoding="utf-8") if decisions.exists() else ""
            looked_at = "".join(f'[[reviewed]]\ndoubt = "{doubt.key}"\nreason = "已核对。"\n' for doubt in draft.doubts)
            decisions.write_text(kept + looked_at, encoding="utf-8")
            draft = read_document(document, previous, review=self.review, registry=registry)
        self.draft.write_bytes(edition_json(draft.file))
        return draft

    def publish(self, document: Path, *options: str) -> Answer:
        """The command."""
        project = self.project
        return enter(
            *("publish", self.draft, "--document", document, "--review", self.review, "--sources", project.sources),
            *("--data", project.data, "--changes", project.changes, "--news", project.news, *options),
        )

    def files(self) -> dict[str, bytes]:
        """Everything the project holds; the maintainer's own files aside."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for top in ("sources", "data", "docs", "changes")
            for path in [self.folder / top, *(self.folder / top).rglob("*")]
            if path.is_file()
        }

    def folders(self) -> set[Path]:
        return {path for path in self.folder.rglob("*") if path.is_dir()}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A project that has published the first edition of the small town."""
    desk = Desk(tmp_path_factory.mktemp("first"))
    (desk.folder / "sources").mkdir()
    (desk.folder / "sources/departments.toml").write_text(REGISTRY, encoding="utf-8")
    document = SETTERS["xlsx"](desk.folder / "received-1.xlsx", TOWN)
    desk.take_in(document)
    assert desk.publish(document).code == 0
    shutil.rmtree(desk.review)
    return desk


@pytest.fixture
def desk(first: Desk, tmp_path: Path) -> Desk:
    """The same, in a copy."""
    shutil.copytree(first.folder, tmp_path / "project")
    return Desk(tmp_path / "project")


@pytest.fixture
def second(desk: Desk) -> Path:
    """The document of the second edition; what is doubtful in it is decided."""
    desk.note("decisions.toml", RENAMED)
    return set_docx(desk.folder / "received-2.docx", SECOND)


def refusal(desk: Desk, document: Path, review: Path | None = None) -> str:
    """Why publishing is refused; nothing is written."""
    before = desk.files()
    with pytest.raises(DataFileError) as caught:
        prepare(desk.project, desk.draft, document, review or desk.review)
    assert desk.files() == before
    return str(caught.value)


# ---- what is written -----------------------------------------------------------------------------------------------------


def test_the_first_edition_has_everything(first: Desk) -> None:
    found = first.files()
    assert sorted(found) == [
        "changes/data/edition-1.added.md",
        "data/editions/1.json",
        "data/editions/index.json",
        "data/schemas/dispatch-directory-1.json",
        "data/schemas/duty-list-1.json",
        "docs/news.md",
        *(
            f"sources/1/{name}"
            for name in ("corrections.toml", "decisions.toml", "edition.toml", "notes.toml", "received-1.xlsx")
        ),
        "sources/departments.toml",
    ]
    assert found["sources/1/received-1.xlsx"] == (first.folder / "received-1.xlsx").read_bytes()
    assert found["changes/data/edition-1.added.md"].decode() == (
        "Edition 1, undated: the list of 某某省平安县青石镇, with 4 basic, 3 cooperative, 2 reclaimed duties.\n"
    )
    assert "## 第1版（未载明日期）\n\n首次收入。" in found["docs/news.md"].decode()
    assert first.newest.edition.jurisdiction.town == "青石镇"


def test_a_revision_adds_its_edition_and_leaves_the_one_before_as_it_is(desk: Desk, second: Path) -> None:
    before = desk.files()
    desk.take_in(second, desk.newest)
    answer = desk.publish(second)
    assert answer.code == 0
    after = desk.files()
    assert {name for name in before if before[name] != after[name]} == {
        "data/editions/index.json",
        "docs/news.md",
    }
    assert after.keys() - before.keys() == {
        *(f"changes/data/edition-2{name}.md" for name in (".added", "-new.added", "-renamed.changed", "-wording.changed")),
        "changes/data/edition-2-withdrawn.removed.md",
        "data/editions/2.json",
        *(f"sources/2/{name}" for name in ("corrections.toml", "decisions.toml", "edition.toml", "ids.json", "notes.toml")),
        "sources/2/received-2.docx",
    }
    assert sum(line.startswith("wrote ") for line in answer.lines) == 14
    assert answer.lines[-1] == "the change asks for the next major version; docs/versions.md says why"
    assert desk.newest.ids[:4] == ("B001", "B005", "B003", "B004")
    with pytest.raises(ld.DutyNotFoundError, match="withdrawn in edition 2"):
        desk.newest["B002"]


def test_what_is_published_is_what_the_sources_build_byte_for_byte(desk: Desk, second: Path) -> None:
    draft = desk.take_in(second, desk.newest)
    assert desk.publish(second).code == 0
    for name, content in build(desk.folder / "sources").items():
        assert (desk.folder / "data" / name).read_bytes() == content
    assert (desk.folder / "data/editions/2.json").read_bytes() == edition_json(draft.file) == desk.draft.read_bytes()
    index = json.loads((desk.folder / "data/editions/index.json").read_bytes())
    assert [entry["number"] for entry in index["editions"]] == [1, 2]


def test_changelog_and_news_tell_the_change(desk: Desk, second: Path) -> None:
    desk.take_in(second, desk.newest)
    desk.publish(second)
    written = {path.name: path.read_text(encoding="utf-8") for path in (desk.folder / "changes/data").glob("edition-2*")}
    assert written["edition-2.added.md"].startswith("Edition 2, undated: the list of ")
    assert written["edition-2-new.added.md"] == "Edition 2, new duties: B005.\n"
    assert written["edition-2-renamed.changed.md"] == "Edition 2, renamed: B003.\n"
    assert written["edition-2-wording.changed.md"] == "Edition 2, changed: C002.\n"
    assert written["edition-2-withdrawn.removed.md"] == "Edition 2, no longer on the list: B002 (withdrawn).\n"
    news = (desk.folder / "docs/news.md").read_text(encoding="utf-8")
    assert news.startswith(NEWS)
    assert news.index("## 第2版") < news.index("推广使用清洁能源取暖设备") < news.index("## 第1版")
    assert news.count("\n# ") == 0


def test_decisions_corrections_and_notes_are_kept_as_they_were_written(desk: Desk, tmp_path: Path) -> None:
    slip = with_cell(COOPERATIVE, 2, 4, ("做好宣穿动员。",))
    document = set_docx(tmp_path / "received-2.docx", (BASIC, slip, RECLAIMED))
    desk.note(
        "corrections.toml",
        '# 错字\n[[correction]]\ntable = 2\nrow = 4\ntext = "宣穿"\nreading = "宣传"\nreason = "错字。"\n'
        'duty = "C002"\nfield = "town_tasks[0]"\n',
    )
    desk.note("notes.toml", '[[note]]\nduty = "B001"\nfield = "title"\nkind = "wording"\nwritten = "党员"\nreason = "示例。"\n')
    desk.note("decisions.toml", "# 没有疑问\n")
    draft = desk.take_in(document, desk.newest)
    assert desk.publish(document).code == 0
    for name in ("corrections.toml", "notes.toml", "decisions.toml"):
        assert (desk.folder / "sources/2" / name).read_bytes() == (desk.review / name).read_bytes()
    assert [(note.duty, note.kind) for note in desk.newest.notes] == [("B001", "wording"), ("C002", "correction")]
    assert desk.newest == draft.duties


def test_a_day_is_kept(desk: Desk, second: Path) -> None:
    day = datetime.date(2026, 5, 1)
    registry = desk.folder / "sources/departments.toml"
    draft = read_document(second, desk.newest, review=desk.review, registry=registry, published=day)
    desk.draft.write_bytes(edition_json(draft.file))
    assert desk.publish(second).code == 0
    assert desk.newest.edition.published == day
    assert "published = 2026-05-01" in (desk.folder / "sources/2/edition.toml").read_text(encoding="utf-8")
    assert "## 第2版（2026-05-01）" in (desk.folder / "docs/news.md").read_text(encoding="utf-8")


def test_a_prefecture_and_a_title_with_quotation_marks_survive(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/departments.toml").write_text(REGISTRY, encoding="utf-8")
    title = '某某省某某市平安县"青石"镇履职事项清单'
    parts = (replace(BASIC, headings=(title, BASIC.headings[1])), COOPERATIVE, RECLAIMED)
    document = set_docx(tmp_path / 'a"b\\c.docx', parts)
    desk.take_in(document)
    assert desk.publish(document).code == 0
    assert desk.newest.edition.title == title
    assert desk.newest.edition.jurisdiction.city == "某某市"
    assert desk.newest.edition.source.document == document.name


def test_a_dry_run_writes_nothing(desk: Desk, second: Path) -> None:
    desk.take_in(second, desk.newest)
    before, folders = desk.files(), desk.folders()
    answer = desk.publish(second, "--dry-run")
    assert answer.code == 0
    assert sum(line.startswith("would write ") for line in answer.lines) == 14
    assert (desk.files(), desk.folders()) == (before, folders)
    assert desk.publish(second).code == 0


def test_a_third_edition_brings_the_lineage_up_to_date(desk: Desk, second: Path) -> None:
    """B002 is merged into B001, which is withdrawn in turn."""
    rows = (
        SECOND[0].rows[0].replace("2项", "1项"),
        SECOND[0].rows[1],
        SECOND[0].rows[3],
        *(("2", SECOND[0].rows[4][1]), ("3", SECOND[0].rows[5][1])),
    )
    parts = (replace(SECOND[0], rows=rows), *SECOND[1:])
    merged = '[[merged]]\nids = ["B002"]\ninto = "basic 1"\nreason = "并入。"\n'
    desk.note("decisions.toml", merged + RENAMED.replace("basic 3", "basic 2"))
    document = set_docx(desk.folder / "received-2.docx", parts)
    desk.take_in(document, desk.newest)
    assert desk.publish(document).code == 0
    assert str(desk.newest.lineage[0]) == "B002 第2版并入B001"
    shutil.rmtree(desk.review)
    other = replace(parts[0], rows=(parts[0].rows[0], ("1", "推广使用清洁能源取暖设备。"), *parts[0].rows[2:]))
    document = set_docx(desk.folder / "received-3.docx", (other, *parts[1:]))
    desk.take_in(document, desk.newest)
    assert desk.publish(document).code == 0
    assert [(event.id, event.kind, event.into, event.edition) for event in desk.newest.lineage] == [
        ("B002", "merged", (), 2),
        ("B001", "withdrawn", (), 3),
    ]
    for name, content in build(desk.folder / "sources").items():
        assert (desk.folder / "data" / name).read_bytes() == content


# ---- what is refused -----------------------------------------------------------------------------------------------------


def test_open_doubts_are_refused(desk: Desk) -> None:
    parts = (replace(BASIC, headings=(*BASIC.headings[:1], "编制说明", BASIC.headings[1])), COOPERATIVE, RECLAIMED)
    document = set_docx(desk.folder / "received-2.docx", parts)
    draft = desk.take_in(document, desk.newest, accept=False)
    (doubt,) = draft.doubts
    assert f"1 doubts are open ({doubt.key} {doubt.problem})" in refusal(desk, document)
    desk.take_in(document, desk.newest)
    assert desk.publish(document).code == 0


def test_a_doubtful_identity_is_refused(desk: Desk) -> None:
    parts = (exchanged(BASIC, 1, ("1", "抓好党员学习培训。")), COOPERATIVE, RECLAIMED)
    document = set_docx(desk.folder / "received-2.docx", parts)
    draft = desk.take_in(document, desk.newest, accept=False)
    assert [doubt.kind for doubt in draft.doubts] == ["identity"]
    assert "doubts are open" in refusal(desk, document)
    desk.note("decisions.toml", '[[identity]]\nrow = "basic 1"\ntitle = "抓好党员学习培训。"\nid = "B001"\nreason = "改写。"\n')
    desk.take_in(document, desk.newest)
    assert desk.publish(document).code == 0
    assert desk.newest["B001"].title == "抓好党员学习培训。"


def test_a_draft_that_was_edited_by_hand_is_refused(desk: Desk, second: Path) -> None:
    desk.take_in(second, desk.newest)
    text = desk.draft.read_text(encoding="utf-8")
    desk.draft.write_text(text.replace("推广使用清洁能源取暖设备", "推广使用清洁能源"), encoding="utf-8")
    says = refusal(desk, second)
    assert "is not what the document, the review and the registry give now (first difference: B005)" in says
    assert str(desk.draft) in says


def test_a_draft_that_is_stale_is_refused(desk: Desk, second: Path) -> None:
    desk.take_in(second, desk.newest)
    desk.note("notes.toml", '[[note]]\nduty = "B001"\nfield = "title"\nkind = "wording"\nwritten = "党员"\nreason = "后加。"\n')
    assert "first difference: the facts of the edition, its departments, notes or lineage" in refusal(desk, second)


def test_another_document_is_refused(desk: Desk, second: Path) -> None:
    desk.take_in(second, desk.newest)
    other = set_docx(desk.folder / "other.docx", (SECOND[0], COOPERATIVE, RECLAIMED))
    assert "run the intake again" in refusal(desk, other)


def test_the_document_in_another_format_is_refused(desk: Desk, second: Path) -> None:
    """The records are equal, but the draft names the document it was made from."""
    desk.take_in(second, desk.newest)
    other = SETTERS["xlsx"](desk.folder / "received-2.xlsx", SECOND)
    assert "is not what the document" in refusal(desk, other)


def test_a_document_that_cannot_be_read_is_refused(desk: Desk, second: Path) -> None:
    desk.take_in(second, desk.newest)
    before = desk.files()
    second.write_bytes(b"PK\x03\x04")
    answer = desk.publish(second)
    assert (answer.code, answer.lines) == (3, [])
    assert desk.files() == before


def test_a_draft_that_counts_from_another_edition_is_refused(desk: Desk) -> None:
    document = set_docx(desk.folder / "received-2.docx", TOWN)
    desk.take_in(document)
    says = refusal(desk, document)
    assert f"holds edition 1, but the newest of {desk.folder / 'sources'} is 1; run the intake again with --previous 1" in says


def test_an_edition_is_published_once(desk: Desk, second: Path) -> None:
    desk.take_in(second, desk.newest)
    assert desk.publish(second).code == 0
    assert "holds edition 2, but the newest" in refusal(desk, second)


def test_a_department_nobody_registered_is_refused(desk: Desk) -> None:
    parts = (BASIC, with_cell(COOPERATIVE, 2, 2, ("县文化旅游局",)), RECLAIMED)
    document = set_docx(desk.folder / "received-2.docx", parts)
    desk.take_in(document, desk.newest)
    assert "departments nobody registered: 县文化旅游局; add them to departments.toml" in refusal(desk, document)


def test_a_missing_note_is_asked_for(desk: Desk) -> None:
    """The column names another department than the heading; a reviewed doubt is not enough, readers must be told."""
    cell = ("县民政局：", "1.负责养老机构备案。", "2.受理投诉举报。", "县公安局：", "检查食品安全。")
    document = set_docx(desk.folder / "received-2.docx", (BASIC, with_cell(COOPERATIVE, 1, 3, cell), RECLAIMED))
    desk.take_in(document, desk.newest)
    says = refusal(desk, document)
    assert "C001: 县公安局、县市场监管局 stands in only one of department column and headings, and no note says so" in says
    assert "add a note to notes.toml" in says


def test_a_missing_registry_is_named(desk: Desk, second: Path) -> None:
    desk.take_in(second, desk.newest)
    (desk.folder / "sources/departments.toml").unlink()
    assert "departments.toml: cannot be read" in refusal(desk, second)


def test_a_missing_draft_and_a_missing_review_are_named(desk: Desk, second: Path) -> None:
    desk.draft.unlink()
    assert "draft.json: cannot be read" in refusal(desk, second)
    desk.take_in(second, desk.newest)
    assert "no such folder" in refusal(desk, second, desk.folder / "none")


def test_earlier_sources_that_were_changed_are_refused(desk: Desk, second: Path) -> None:
    desk.take_in(second, desk.newest)
    with (desk.folder / "sources/1/received-1.xlsx").open("ab") as file:
        file.write(b"\0")
    assert "the document was changed" in refusal(desk, second)


def test_a_line_of_the_changelog_somebody_wrote_is_not_overwritten(desk: Desk, second: Path) -> None:
    desk.take_in(second, desk.newest)
    (desk.folder / "changes/data/edition-2-new.added.md").write_text("B005.\n", encoding="utf-8")
    assert "edition-2-new.added.md: exists already" in refusal(desk, second)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: path.write_bytes("# 更新\n".encode("gb18030")), "not UTF-8"),
        (lambda path: (path.unlink(), path.mkdir()), "cannot be read"),
    ],
    ids=["not UTF-8", "a folder"],
)
def test_news_that_cannot_be_written_to_are_refused(desk: Desk, second: Path, spoil: object, says: str) -> None:
    desk.take_in(second, desk.newest)
    spoil(desk.folder / "docs/news.md")  # type: ignore[operator]
    problem = refusal(desk, second)
    assert says in problem
    assert "news.md" in problem


@pytest.mark.parametrize("blocked", ["docs", "changes", "sources/2", "data/editions/2.json"])
def test_where_something_cannot_be_written_everything_is_as_before(desk: Desk, second: Path, blocked: str) -> None:
    """A file stands where a folder is needed, or a folder where a file is."""
    desk.take_in(second, desk.newest)
    publication = prepare(desk.project, desk.draft, second, desk.review)
    target = desk.folder / blocked
    if blocked in ("docs", "changes"):
        shutil.rmtree(target)
    if blocked.endswith(".json"):
        target.mkdir()
    else:
        target.write_text("in the way", encoding="utf-8")
    before, folders = desk.files(), desk.folders()
    with pytest.raises(DataFileError, match="nothing was changed"):
        write(publication)
    assert (desk.files(), desk.folders()) == (before, folders)
    if blocked != "data/editions/2.json":
        target.unlink()
    else:
        target.rmdir()
    assert desk.publish(second).code == 0, "nothing may stand in the way of another try"


def test_the_command_says_why_on_standard_error(desk: Desk) -> None:
    document = set_docx(desk.folder / "received-2.docx", TOWN)
    desk.take_in(document)
    answer = desk.publish(document)
    assert (answer.code, answer.lines) == (3, [])
    assert answer.error.startswith(f"error: {desk.draft}: holds edition 1")


@pytest.mark.parametrize("missing", ["docx", "scipy"])
def test_without_the_extras_the_command_says_what_to_install(
    desk: Desk, second: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    desk.take_in(second, desk.newest)
    before = desk.files()
    for name in [name for name in sys.modules if name.partition(".")[0] == missing]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    answer = desk.publish(second)
    assert (answer.code, answer.lines) == (2, [])
    assert answer.error.endswith("needs more than the base install: pip install 'lishi-duties[intake]'\n")
    assert desk.files() == before


# ---- the texts -----------------------------------------------------------------------------------------------------------

FILE = ld.load(edition=1).file


def test_the_news_begin_with_the_newest_edition() -> None:
    text = news_with("# 更新\n\n说明。\n\n## 第0版（旧）\n\n旧闻。\n", FILE, None)
    assert text.startswith("# 更新\n\n说明。\n\n## 第1版（未载明日期）\n\n首次收入。")
    assert text.endswith("\n\n## 第0版（旧）\n\n旧闻。\n")


# ---- the town's own list -------------------------------------------------------------------------------------------------


def own_parts(duties: DutyList, drop: Sequence[str] = (), add: Sequence[str] = ()) -> tuple[Part, ...]:
    """The list as a document, without the basic duties of these ids and with these titles after the last of them."""
    parts = parts_of(duties)
    rows: list[str | tuple[str, str]] = []
    gone = {duties[id_].title for id_ in drop}
    for row in parts[0].rows:
        if isinstance(row, str):
            rows.append(row)
        elif row[1] not in gone:
            rows.append(("", str(row[1])))
    rows += [("", title) for title in add]
    numbered: list[str | tuple[str, str]] = []
    count = 0
    for at, row in enumerate(rows):
        if isinstance(row, str):
            members = next((n for n, other in enumerate(rows[at + 1 :]) if isinstance(other, str)), len(rows) - at - 1)
            numbered.append(f"{row.split('（')[0]}（{members}项）")
        else:
            count += 1
            numbered.append((str(count), row[1]))
    return (replace(parts[0], rows=tuple(numbered)), *parts[1:])


@pytest.mark.slow
def test_new_duties_of_the_towns_own_list_wait_for_their_wordings(tmp_path: Path) -> None:
    """With the dispatch directory: what is new may be without wordings, and is listed; what is gone keeps its own."""
    desk = Desk(tmp_path)
    duties = ld.load(edition=1)
    shutil.copytree(ROOT / "sources/1", tmp_path / "sources/1")
    shutil.copy(ROOT / "sources/departments.toml", tmp_path / "sources")
    directory(tmp_path / "sources/dispatch", duties)  # the project's own may have wordings of later duties
    assert enter("build", "--sources", tmp_path / "sources", "--data", tmp_path / "data").code == 0
    new = ("推广使用清洁能源取暖设备。", "协助做好低空飞行器起降场地的巡查。")
    document = set_docx(tmp_path / "lishi-2.docx", own_parts(duties, ["B050"], new))
    notes = (ROOT / "sources/1/notes.toml").read_text(encoding="utf-8")
    desk.note("notes.toml", notes)
    draft = desk.take_in(document, duties)
    assert [event.id for event in draft.events] == ["B050"]
    assert desk.publish(document).code == 0
    pending = (tmp_path / "sources/dispatch/pending.toml").read_text(encoding="utf-8")
    assert 'pending = ["B104", "B105"]' in pending
    assert desk.newest["B105"].title == new[1]


def directory(folder: Path, duties: DutyList) -> None:
    """A dispatch directory that has wordings for every duty."""
    folder.mkdir()
    for kind in ("basic", "cooperative", "reclaimed"):
        tables = []
        for duty in duties.filter(kind=kind):
            words = [[f'"{duty.id}{what}{n}"' for n in range(8)] for what in ("词", "问")]
            tables.append(f"[{duty.id}]\nkeywords = [{', '.join(words[0])}]\ncitizen = [{', '.join(words[1])}]\nstaff = []\n")
        (folder / f"{kind}.toml").write_text("\n".join(tables), encoding="utf-8")
    for name, text in (
        ("outside", '[places]\ntowns = ["白沙镇"]\n'),
        ("terms", '[terms]\n"机动车" = ["车子"]\n'),
        ("idle", 'idle = ["你好"]\n'),
        ("traditional", '[traditional]\n"车" = ["車"]\n'),
        ("sounds", '[sounds]\nche = "车扯"\n'),
    ):
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")


def test_a_duty_that_goes_before_anybody_has_written_wordings_stays_in_the_way_of_nothing(desk: Desk, second: Path) -> None:
    directory(desk.folder / "sources/dispatch", desk.newest)
    pending = desk.folder / "sources/dispatch/pending.toml"
    desk.take_in(second, desk.newest)
    answer = desk.publish(second)
    assert answer.code == 0
    assert "no wordings yet for B005: write them in " in answer.lines[-2]
    assert 'pending = ["B005"]' in pending.read_text(encoding="utf-8")
    shutil.rmtree(desk.review)
    basic = exchanged(SECOND[0], 2, ("2", "协助做好低空飞行器起降场地的巡查。"))
    document = set_docx(desk.folder / "received-3.docx", (basic, *SECOND[1:]))
    desk.take_in(document, desk.newest)
    answer = desk.publish(document)
    assert answer.code == 0
    assert "no wordings yet for B006: " in answer.lines[-2]
    assert 'pending = ["B005", "B006"]' in pending.read_text(encoding="utf-8")


def test_wordings_that_are_written_are_taken_off_the_waiting_list(desk: Desk, second: Path) -> None:
    directory(desk.folder / "sources/dispatch", desk.newest)
    (desk.folder / "sources/dispatch/pending.toml").write_text('pending = ["B001"]\n', encoding="utf-8")
    desk.take_in(second, desk.newest)
    assert "B001 has wordings now; take it out" in refusal(desk, second)


def test_the_samples_are_published_in_both_editions(tmp_path: Path) -> None:
    """As a new maintainer would: read, register the departments the report lists, review, publish; then the revision."""
    desk = Desk(tmp_path)
    (tmp_path / "sources").mkdir()
    registry = tmp_path / "sources/departments.toml"
    for number, name in ((1, "qingshi-1.html"), (2, "qingshi-2.xlsx")):
        document, previous = SAMPLES / name, desk.newest if number > 1 else None
        first_look = read_document(document, previous, registry=registry if number > 1 else None)
        report = first_look.report()
        start = report.index("[[department]]")
        known = registry.read_text(encoding="utf-8") if number > 1 else ""
        registry.write_text(known + report[start : report.index("```", start)] + "\n", encoding="utf-8")
        desk.take_in(document, previous)
        assert desk.publish(document).code == 0
        shutil.rmtree(desk.review)
    assert len(desk.newest) == 68
    assert [event.id for event in desk.newest.lineage] == ["B025", "C003", "R008"]
    assert desk.newest.edition.number == 2
