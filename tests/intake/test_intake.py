"""From a document to a draft: the same from every format, ids kept over a revision, nothing doubtful unsaid."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from office import set_docx, set_html, set_xlsx
from papers import Part, parts_of

import lishi_duties as ld
from lishi_duties import ArgumentError, DataFileError, Duty, DutyList, IntakeError
from lishi_duties.compare.diff import diff
from lishi_duties.intake import Draft, read_document
from lishi_duties.intake.jurisdiction import jurisdiction_named
from lishi_duties.model import Jurisdiction
from lishi_duties.model.canonical import edition_json

SAMPLES = Path(__file__).parents[1] / "samples"
SOURCES = Path(__file__).parents[2] / "sources"
FORMATS = ("docx", "html", "pdf", "xlsx")


@cache
def sample(edition: int, suffix: str) -> Draft:
    """A sample document, read without a previous edition."""
    return read_document(SAMPLES / f"qingshi-{edition}.{suffix}")


def bare(duty: Duty) -> dict[str, Any]:
    """A record without its place."""
    return duty.model_dump(exclude={"place"})


# ---- one document, four formats ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", [1, 2])
@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_of_a_document_gives_the_same_records(edition: int, suffix: str) -> None:
    found, word = sample(edition, suffix), sample(edition, "docx")
    assert [bare(duty) for duty in found.duties] == [bare(duty) for duty in word.duties]
    assert found.file.departments == word.file.departments
    assert found.file.edition.categories == word.file.edition.categories
    assert found.file.edition.title == "某某省平安县青石街道履职事项清单"
    assert found.file.edition.jurisdiction == Jurisdiction(province="某某省", district="平安县", town="青石街道")


def test_records_say_where_they_stand_in_the_terms_of_their_format() -> None:
    places = {suffix: sample(1, suffix).duties["C004"].place for suffix in FORMATS}
    assert places["docx"].table == 2
    assert places["docx"].rows == (7, 7)
    assert (places["xlsx"].sheet, places["xlsx"].rows) == ("配合履职事项清单", (8, 8))
    assert places["pdf"].pages == (4, 5)  # this row runs over a page end
    assert places["html"].lines is not None


def test_the_published_list_set_in_other_formats_gives_the_packaged_records(tmp_path: Path) -> None:
    packaged = ld.load(edition=1)
    parts = parts_of(packaged)
    for make, name in ((set_docx, "list.docx"), (set_xlsx, "list.xlsx"), (set_html, "list.html")):
        draft = read_document(make(tmp_path / name, parts), registry=SOURCES / "departments.toml")
        assert [bare(duty) for duty in draft.duties] == [bare(duty) for duty in packaged], name
        assert draft.file.departments == packaged.file.departments


def test_the_text_of_edition_1_gives_the_packaged_file_byte_for_byte() -> None:
    draft = read_document(SOURCES / "1" / "lishi-duty-list.txt", review=SOURCES / "1", registry=SOURCES / "departments.toml")
    assert draft.reviewed
    assert edition_json(draft.file) == edition_json(ld.load(edition=1).file)


def test_slips_of_the_conversion_are_pointed_out() -> None:
    """Read without its corrections and without any registry, the published text shows the very places that needed mending."""
    draft = read_document(SOURCES / "1" / "lishi-duty-list.txt")
    slips = {(doubt.row, doubt.text) for doubt in draft.doubts if doubt.kind == "conversion"}
    assert slips == {("cooperative 63", "2.协助查处损毁测量"), ("cooperative 47", "使用高音广播喇叭叭或者采用其他持")}
    names = [doubt for doubt in draft.doubts if doubt.kind == "department"]
    assert any("区应急局、区应急管理局" in doubt.text for doubt in names)
    assert not draft.reviewed


# ---- a revision ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "after"), [*product(["xlsx"], FORMATS), ("pdf", "html"), ("html", "pdf")])
def test_the_sample_revision_is_found_whatever_the_formats(before: str, after: str) -> None:
    old = sample(1, before).duties
    draft = read_document(SAMPLES / f"qingshi-2.{after}", old)
    assert not [doubt for doubt in draft.doubts if doubt.kind == "identity"]
    found = diff(old, draft.duties)
    wanted = json.loads((SAMPLES / "qingshi-changes.json").read_text(encoding="utf-8"))
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for change in wanted:
        by_kind.setdefault(change["kind"], []).append(change)
    at = {(duty.kind, duty.number): duty.id for duty in old}

    def ids(kind: str) -> set[str]:
        return {at[change.get("old_list", change["list"]), change["old_no"]] for change in by_kind[kind]}

    assert {removal.duty.id for removal in found.removed} == ids("removed")
    assert {duty.title for duty in found.added} == {change["name"] for change in by_kind["added"]}
    moved = {move.id for move in found.moved if move.before.kind != move.after.kind}
    assert moved == ids("moved")
    assert {(r.id, r.before, r.after) for r in found.renamed} == {
        (at[c["list"], c["old_no"]], c["old"], c["new"]) for c in by_kind["renamed"]
    }
    contents = ids("town_tasks") | ids("superior_tasks") | ids("handover_department") | ids("discontinued")
    assert {changed.before.id for changed in found.changed} - moved == contents
    assert {event.id: event.kind for event in draft.events} == dict.fromkeys(ids("removed"), "withdrawn") | dict.fromkeys(
        moved, "moved"
    )
    assert found.apply(old) == draft.duties


def test_ids_stay_while_numbers_shift() -> None:
    old = sample(1, "xlsx").duties
    new = read_document(SAMPLES / "qingshi-2.xlsx", old).duties
    titles = {duty.title: duty for duty in old}
    kept = [duty for duty in new if duty.title in titles]
    assert len(kept) > 50
    assert all(duty.id == titles[duty.title].id for duty in kept)
    assert any(duty.number != titles[duty.title].number for duty in kept)
    assert new["C003"].kind == "reclaimed"
    assert [duty.id for duty in new if duty.id not in old] == ["B027", "R025"]


def test_a_withdrawn_id_says_what_became_of_it() -> None:
    old = sample(1, "xlsx").duties
    new = read_document(SAMPLES / "qingshi-2.xlsx", old).duties
    with pytest.raises(ld.DutyNotFoundError, match="withdrawn in edition 2; nothing took its place") as caught:
        new["B025"]
    assert caught.value.lineage is not None
    assert (caught.value.lineage.kind, caught.value.lineage.edition) == ("withdrawn", 2)
    with pytest.raises(ld.DutyNotFoundError, match="withdrawn"):
        new.basic["B025"]
    assert new.get("B025") is None


def test_the_same_document_again_changes_nothing() -> None:
    old = sample(1, "xlsx").duties
    again = read_document(SAMPLES / "qingshi-1.pdf", old)
    assert again.duties.ids == old.ids
    assert again.events == ()
    assert again.duties.edition.number == 2
    assert not diff(old, again.duties)


# ---- decisions -----------------------------------------------------------------------------------------------------------


def parts_with(changes: dict[str, str | None]) -> tuple[Part, ...]:
    """The first sample edition as parts, its titles replaced, or their rows taken out where the replacement is None."""
    found = []
    for part in parts_of(sample(1, "xlsx").duties):
        rows: list[Any] = []
        for row in part.rows:
            if isinstance(row, str) or row[1] not in changes:
                rows.append(row)
            elif (title := changes[str(row[1])]) is not None:
                rows.append((row[0], title, *row[2:]))
        numbered, sections = [], {}
        section = ""
        for row in rows:
            if isinstance(row, str):
                section = row
                sections[section] = 0
                numbered.append(row)
            else:
                sections[section] += 1
                numbered.append((str(sum(sections.values())), *row[1:]))
        counted = [re.sub(r"\d+项", f"{sections[row]}项", row) if isinstance(row, str) else row for row in numbered]
        found.append(Part(part.headings, town_header(part.header), tuple(r for r in counted if "（0项）" not in r), part.widths))
    return tuple(found)


def town_header(header: Sequence[str]) -> tuple[str, ...]:
    return tuple("街道配合职责" if name == "镇配合职责" else name for name in header)


def decided(folder: Path, text: str) -> Path:
    (folder / "decisions.toml").write_text(text, encoding="utf-8")
    return folder


OLD_TITLE = "负责培育社区慈善基金，开展社区社会组织备案工作。"
NEW_TITLE = "指导社区社会组织备案，协助管理社区基金会。"


@pytest.fixture
def reworded(tmp_path: Path) -> Path:
    """A revision in which one title was written anew, so that nobody can be sure it is the same duty."""
    return set_docx(tmp_path / "list.docx", parts_with({OLD_TITLE: NEW_TITLE}))


def test_a_doubtful_row_is_listed_with_its_candidates(reworded: Path) -> None:
    draft = read_document(reworded, sample(1, "xlsx").duties)
    (doubt,) = (doubt for doubt in draft.doubts if doubt.kind == "identity")
    assert doubt.row == "basic 14"
    assert doubt.text == NEW_TITLE
    assert doubt.candidates[0].id == "B014"
    assert 0.2 < doubt.candidates[0].score < 1
    report = draft.report()
    assert doubt.key in report
    assert 'row = "basic 14"' in report
    assert not draft.reviewed


@pytest.mark.parametrize(("id_", "given"), [("B014", "B014"), ("new", "B027")])
def test_the_maintainer_decides_which_duty_a_row_is(reworded: Path, tmp_path: Path, id_: str, given: str) -> None:
    entry = f'[[identity]]\nrow = "basic 14"\ntitle = "{NEW_TITLE}"\nid = "{id_}"\nreason = "会议记录。"\n'
    draft = read_document(reworded, sample(1, "xlsx").duties, review=decided(tmp_path, entry))
    assert not [doubt for doubt in draft.doubts if doubt.kind == "identity"]
    assert draft.duties.basic[13].id == given
    assert ("B014" in draft.duties) == (given == "B014")


def test_a_split_retires_the_id_and_names_what_took_its_place(reworded: Path, tmp_path: Path) -> None:
    entry = '[[split]]\nid = "B014"\ninto = ["basic 14", "basic 26"]\nreason = "拆分。"\n'
    title = "负责办理答复“12345”“民呼我为”等平台转办的诉求事项。"
    kept = f'[[identity]]\nrow = "basic 26"\ntitle = "{title}"\nid = "new"\nreason = "重订。"\n'
    draft = read_document(reworded, sample(1, "xlsx").duties, review=decided(tmp_path, entry + kept))
    assert {event.id: (event.kind, event.into) for event in draft.events} == {
        "B014": ("split", ("B027", "B028")),
        "B026": ("withdrawn", ()),
    }
    with pytest.raises(ld.DutyNotFoundError, match="look up B027 and B028 instead") as caught:
        draft.duties["B014"]
    assert caught.value.suggestions == ("B027", "B028")


def test_a_merger_keeps_the_id_of_the_row_and_retires_the_other(tmp_path: Path) -> None:
    document = set_xlsx(tmp_path / "list.xlsx", parts_with({OLD_TITLE: None}))
    entry = '[[merged]]\nids = ["B014"]\ninto = "basic 6"\nreason = "并入。"\n'
    draft = read_document(document, sample(1, "xlsx").duties, review=decided(tmp_path, entry))
    (event,) = draft.events
    assert (event.id, event.kind, event.into) == ("B014", "merged", ("B006",))


def test_what_took_the_place_of_an_id_is_brought_up_to_date(tmp_path: Path) -> None:
    """No chain is left to follow: B014 went into B006, which went into B005."""
    first = sample(1, "xlsx").duties
    document = set_xlsx(tmp_path / "2.xlsx", parts_with({OLD_TITLE: None}))
    merged = '[[merged]]\nids = ["{}"]\ninto = "basic {}"\nreason = "并入。"\n'
    second = read_document(document, first, review=decided(tmp_path, merged.format("B014", 6))).duties
    document = set_xlsx(tmp_path / "3.xlsx", parts_with({OLD_TITLE: None, first["B006"].title: None}))
    third = read_document(document, second, review=decided(tmp_path, merged.format("B006", 5))).duties
    assert {event.id: (event.edition, event.into) for event in third.lineage} == {
        "B014": (2, ("B005",)),
        "B006": (3, ("B005",)),
    }
    document = set_xlsx(tmp_path / "4.xlsx", parts_with(dict.fromkeys([OLD_TITLE, first["B006"].title, first["B005"].title])))
    fourth = read_document(document, third).duties
    assert all(event.into == () for event in fourth.lineage)
    with pytest.raises(ld.DutyNotFoundError, match="what took its place was withdrawn since"):
        fourth["B014"]


def test_a_number_once_given_is_never_given_again(tmp_path: Path) -> None:
    """The last id of the list is withdrawn in edition 2; what comes in edition 3 gets the number after it."""
    first = sample(1, "xlsx").duties
    last = first.basic[-1]
    second = read_document(set_xlsx(tmp_path / "2.xlsx", parts_with({last.title: None})), first).duties
    assert last.id not in second
    third = read_document(SAMPLES / "qingshi-2.xlsx", second).duties
    new = [duty.id for duty in third.basic if duty.id not in second]
    assert new
    assert last.id not in new
    assert min(new) > last.id


WRONG_DECISIONS = {
    "a row that does not exist": (
        '[[identity]]\nrow = "basic 99"\ntitle = "x"\nid = "B014"\nreason = "r"\n',
        "there is no row basic 99; the new list has basic 1–26",
    ),
    "a row of another title": (
        '[[identity]]\nrow = "basic 1"\ntitle = "别的事项"\nid = "B014"\nreason = "r"\n',
        "not '别的事项'; is it another row?",
    ),
    "an id that does not exist": (
        f'[[identity]]\nrow = "basic 14"\ntitle = "{NEW_TITLE}"\nid = "B999"\nreason = "r"\n',
        "B999 is no duty of the previous edition",
    ),
    "an id decided twice": (
        '[[merged]]\nids = ["B014"]\ninto = "basic 1"\nreason = "r"\n'
        '[[split]]\nid = "B014"\ninto = ["basic 1", "basic 2"]\nreason = "r"\n',
        "two decisions say what became of it",
    ),
    "a row decided twice": (
        f'[[identity]]\nrow = "basic 14"\ntitle = "{NEW_TITLE}"\nid = "new"\nreason = "r"\n' * 2,
        "is given twice",
    ),
    "a split into a row that is another duty": (
        '[[split]]\nid = "B014"\ninto = ["basic 14", "basic 2"]\nreason = "r"\n',
        "basic 2 is also B002; say in [[identity]] which it is",
    ),
    "a review of no doubt": ('[[reviewed]]\ndoubt = "00000000"\nreason = "r"\n', "there is no such doubt"),
    "an unknown entry": ('[[kept]]\nid = "B014"\n', "kept"),
    "no reason": ('[[reviewed]]\ndoubt = "00000000"\n', "reason"),
}


@pytest.mark.parametrize(("text", "says"), WRONG_DECISIONS.values(), ids=WRONG_DECISIONS.keys())
def test_a_wrong_decision_is_refused_by_name(reworded: Path, tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(DataFileError) as caught:
        read_document(reworded, sample(1, "xlsx").duties, review=decided(tmp_path, text))
    assert str(caught.value).startswith(f"{tmp_path / 'decisions.toml'}: ")
    assert says in str(caught.value)


def test_a_reviewed_doubt_is_settled(tmp_path: Path) -> None:
    draft = sample(1, "html")
    entries = "".join(f'[[reviewed]]\ndoubt = "{doubt.key}"\nreason = "已核对。"\n' for doubt in draft.doubts)
    again = read_document(SAMPLES / "qingshi-1.html", review=decided(tmp_path, entries))
    assert again.reviewed
    assert again.settled == draft.doubts
    assert "可以发布" in again.report()


def test_a_stray_paragraph_of_a_word_file_is_corrected_by_its_words(tmp_path: Path) -> None:
    """Text between tables has no place in Word; an entry without one finds it, as long as the words stand there once."""
    parts = list(parts_of(sample(1, "xlsx").duties))
    stray = "此页无正文，请翻页。"
    cut = replace(parts[0], headings=(stray,), rows=parts[0].rows[5:])  # the list goes on in a second table
    parts[:1] = [replace(parts[0], rows=parts[0].rows[:5]), cut]
    document = set_docx(tmp_path / "list.docx", [replace(p, header=town_header(p.header)) for p in parts])
    with pytest.raises(IntakeError, match=stray):
        read_document(document)
    entry = '[[correction]]\ntext = "{}"\nreading = ""\nreason = "排版用语，非清单文字。"\n'
    (tmp_path / "corrections.toml").write_text(entry.format(stray), encoding="utf-8")
    assert len(read_document(document, review=tmp_path).duties) == len(sample(1, "xlsx").duties)
    (tmp_path / "corrections.toml").write_text(entry.format("此页另有文字。"), encoding="utf-8")
    with pytest.raises(IntakeError, match="此页"):
        read_document(document, review=tmp_path)


# ---- arguments -----------------------------------------------------------------------------------------------------------


def test_another_towns_list_is_no_revision() -> None:
    with pytest.raises(ArgumentError, match="previous edition that of 重庆市江津区李市镇"):
        read_document(SAMPLES / "qingshi-1.xlsx", ld.load())


def test_a_day_is_recorded_only_where_it_is_given() -> None:
    assert sample(1, "xlsx").file.edition.published is None
    day = datetime.date(2026, 5, 1)
    assert read_document(SAMPLES / "qingshi-1.xlsx", published=day).file.edition.published == day


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"path": 7}, "the document is given by its path, not int"),
        ({"previous": "1"}, "previous is a duty list"),
        ({"published": "2026-05-01"}, "published is a day"),
        ({"jurisdiction": "重庆市"}, "jurisdiction is a Jurisdiction"),
        ({"review": 3}, "the review folder is given by its path"),
    ],
)
def test_arguments_of_a_wrong_type_are_refused(arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(ArgumentError, match=says):
        read_document(**({"path": SAMPLES / "qingshi-1.xlsx"} | arguments))


def test_a_missing_review_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"no such folder; it holds decisions\.toml"):
        read_document(SAMPLES / "qingshi-1.xlsx", review=tmp_path / "none")


def test_a_title_that_names_no_province_asks_for_it(tmp_path: Path) -> None:
    parts = list(parts_of(sample(1, "xlsx").duties))
    parts[0] = Part(("青石街道履职事项清单", "基本履职事项清单"), parts[0].header, parts[0].rows, parts[0].widths)
    document = set_docx(tmp_path / "list.docx", parts)
    with pytest.raises(IntakeError, match="does not name province, district and town"):
        read_document(document)
    place = jurisdiction_named("某某省/某某市/平安县/青石街道")
    assert read_document(document, jurisdiction=place).file.edition.jurisdiction == place
    assert str(place) == "某某省某某市平安县青石街道"


@pytest.mark.parametrize("text", ["", "重庆市", "重庆市/江津区", "a/b/c/d/e", "重庆市//李市镇"])
def test_a_jurisdiction_has_three_or_four_parts(text: str) -> None:
    with pytest.raises(ArgumentError, match="province/district/town"):
        jurisdiction_named(text)


def test_another_town_answers_every_query() -> None:
    duties: DutyList = sample(2, "xlsx").duties
    assert duties.by_department("县应急局") if "县应急局" in duties.departments else duties.by_department("县应急管理局")
    assert duties.by_department("应急管理局").ids == duties.by_department("县应急管理局").ids
    assert duties.search("燃气") or duties.search("烟花爆竹")
    assert duties.statistics()
    assert duties.dispatch("广场舞噪声太大").directory == "borrowed"
