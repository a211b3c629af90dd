"""The proof that nothing was lost or invented: it finds every change of a record, and no change of a document passes unseen."""

from __future__ import annotations

import ast
import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
from examples import examples
from hypothesis import assume, given
from hypothesis import strategies as st
from typeset import (
    HEADERS,
    HEADINGS,
    SMALL,
    SOURCE,
    SOURCES,
    TITLE,
    Row,
    Setting,
    among_others,
    rows,
    setting,
    settings_of,
    what_it_says,
)

from lishi_duties import Duty, DutyListFile, LishiDutiesError
from lishi_duties.authoring.forms import Corrections, read_form
from lishi_duties.authoring.lint import published_texts
from lishi_duties.intake import proof
from lishi_duties.intake.proof import Difference, Replacement, first_difference
from lishi_duties.intake.readers.text import load_text
from lishi_duties.intake.received import receive
from lishi_duties.publish.edition import build_edition

CORRECTIONS = read_form(SOURCES / "1" / "corrections.toml", Corrections).correction
REPLACEMENTS = [Replacement(entry.line, entry.text, entry.reading) for entry in CORRECTIONS]


@pytest.fixture(scope="module")
def edition() -> DutyListFile:
    """The real edition, read afresh."""
    return build_edition(SOURCES / "1")


@pytest.fixture(scope="module")
def corrected() -> str:
    """The real document with its corrections applied."""
    lines = load_text(receive(SOURCE)).split("\n")
    for correction in CORRECTIONS:
        assert correction.line is not None
        line = lines[correction.line - 1]
        assert line.count(correction.text) == 1
        lines[correction.line - 1] = line.replace(correction.text, correction.reading)
    return "\n".join(lines)


# ---- the real edition ----------------------------------------------------------------------------------------------------


def test_the_real_edition_is_lossless(edition: DutyListFile) -> None:
    assert first_difference(load_text(receive(SOURCE)), edition, REPLACEMENTS) is None


def test_it_says_where_a_correction_is_missing(edition: DutyListFile) -> None:
    """What is corrected in the record stands otherwise in the document as received."""
    difference = first_difference(load_text(receive(SOURCE)), edition)
    assert difference is not None
    assert (difference.duty, difference.column, difference.line) == ("C047", 4, 274)
    assert "喇叭叭或者" in difference.document
    assert "喇叭或者" in difference.record
    assert str(difference).startswith("line 274, C047, column 4: the document has '")


def imports_of(path: Path) -> Iterator[tuple[str, str]]:
    """Every name a module imports from this package, with the module it comes from."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield from (("." * node.level + (node.module or ""), alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def test_it_shares_no_code_with_the_reader() -> None:
    """Beside the model it knows what blocks and items are, and nothing that makes them."""
    modules = sorted(Path(proof.__file__).parent.glob("*.py"))
    assert len(modules) > 1
    imported = {
        (module, name)
        for path in modules
        for module, name in imports_of(path)
        if module.startswith((".", "lishi_duties")) and not module.startswith(f"{proof.__name__}.")
    }
    foreign = {(module, name) for module, name in imported if module != "lishi_duties.model"}
    assert foreign == {
        *(("lishi_duties.intake.document", name) for name in ("Cell", "Document", "TableRow")),
        *(("lishi_duties.intake.outline", name) for name in ("Item", "Outline")),
    }


# ---- changes of a record -------------------------------------------------------------------------------------------------


def put(value: object, steps: list[str], text: object) -> object:
    """A record with another text at a path, unchecked."""
    if not steps:
        return text
    step, *rest = steps
    if isinstance(value, tuple):
        at = int(step)
        return (*value[:at], put(value[at], rest, text), *value[at + 1 :])
    return value.model_copy(update={step: put(getattr(value, step), rest, text)})  # type: ignore[attr-defined]


def changed(duty: Duty, path: str, text: object) -> Duty:
    return put(duty, re.findall(r"[a-z_]+|\d+", path), text)  # type: ignore[return-value]


def alone(duty: Duty) -> DutyListFile:
    """A file that holds nothing but this duty."""
    lists: dict[str, tuple[Duty, ...]] = {"basic": (), "cooperative": (), "reclaimed": ()}
    return DutyListFile.model_construct(None, **lists | {duty.kind: (duty,)})


def excerpt(duty: Duty, text: str) -> str:
    """The lines of a document where a duty stands, under the headings of its list and section."""
    assert duty.place.lines is not None
    first, last = duty.place.lines
    return "\n".join([HEADINGS[duty.kind], f"一、{duty.category}（1项）", *text.split("\n")[first - 1 : last]])


Change: TypeAlias = tuple[str, str, object]
"""What was done, the path, what stands there instead."""


def lists_of(duty: Duty) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every list of tasks of a duty, with its path."""
    if duty.kind == "cooperative":
        yield "town_tasks", duty.town_tasks
        for n, responsibility in enumerate(duty.responsibilities):
            yield f"responsibilities[{n}].tasks", responsibility.tasks
    elif duty.kind == "reclaimed":
        for n, handover in enumerate(duty.handover):
            yield f"handover[{n}].method", handover.method


def changes_of_text(duty: Duty) -> Iterator[Change]:
    for path, text in published_texts(duty):
        middle = len(text) // 2
        yield "a character lost", path, text[:middle] + text[middle + 1 :]
        yield "the first character lost", path, text[1:]
        yield "the last character lost", path, text[:-1]
        yield "a character doubled", path, text[: middle + 1] + text[middle:]
        yield "another character", path, text[:middle] + "某" + text[middle + 1 :]


def changes_of_structure(duty: Duty) -> Iterator[Change]:
    for path, tasks in lists_of(duty):
        if len(tasks) > 1:
            yield "the first two joined", path, (tasks[0] + tasks[1], *tasks[2:])
            yield "all joined", path, ("".join(tasks),)
            yield "the last lost", path, tasks[:-1]
            if tasks[0] != tasks[1]:
                yield "the first two exchanged", path, (tasks[1], tasks[0], *tasks[2:])
        middle = len(tasks[-1]) // 2
        yield "the last cut in two", path, (*tasks[:-1], tasks[-1][:middle], tasks[-1][middle:])
        yield "the last doubled", path, (*tasks, tasks[-1])
    if duty.kind == "cooperative" and len(duty.responsibilities) > 1:
        yield "the first heading lost", "responsibilities", duty.responsibilities[1:]
        yield "the headings turned round", "responsibilities", duty.responsibilities[::-1]
    if duty.kind == "cooperative":
        yield "a department lost", "departments_as_published", duty.departments_as_published[:-1]
    if duty.kind == "reclaimed" and duty.handover:
        yield "the last receiver lost", "handover", duty.handover[:-1]
        yield "the first receiver doubled", "handover", (duty.handover[0], *duty.handover)


@pytest.mark.parametrize("changes", [changes_of_text, changes_of_structure])
@pytest.mark.slow
def test_every_change_of_any_record_is_found(
    edition: DutyListFile, corrected: str, changes: Callable[[Duty], Iterator[Change]]
) -> None:
    unseen = []
    for duty in edition.duties():
        text = excerpt(duty, corrected)
        assert first_difference(text, alone(duty)) is None
        for what, path, instead in changes(duty):
            difference = first_difference(text, alone(changed(duty, path, instead)))
            if difference is None or difference.duty != duty.id:
                unseen.append((duty.id, path, what))
    assert unseen == []


@examples(40)
@given(st.data())
def test_a_single_character_is_found_in_the_right_duty(edition: DutyListFile, corrected: str, data: st.DataObject) -> None:
    duty = data.draw(st.sampled_from(list(edition.duties())))
    path, text = data.draw(st.sampled_from(list(published_texts(duty))))
    at = data.draw(st.integers(0, len(text) - 1))
    insert = data.draw(st.sampled_from("区工作某1.、。“》A") | st.none())
    other = changed(duty, path, text[:at] + text[at + 1 :] if insert is None else text[:at] + insert + text[at:])
    duties = tuple(other if d.id == duty.id else d for d in getattr(edition, duty.kind))
    difference = first_difference(corrected, edition.model_copy(update={duty.kind: duties}))
    assert difference is not None
    assert difference.duty == duty.id
    assert duty.place.lines is not None
    assert difference.line == duty.place.lines[0]
    columns = {
        "title": 2,
        "departments_as_published": 3,
        "responsibilities": 4,
        "town_tasks": 5,
        "handover": 3,
        "discontinued": 3,
    }
    assert difference.column == columns[re.split(r"[.\[]", path)[0]]


def test_a_record_without_a_row_and_a_row_without_a_record_are_found(edition: DutyListFile, corrected: str) -> None:
    difference = first_difference(corrected, edition.model_copy(update={"reclaimed": edition.reclaimed[:-1]}))
    assert difference is not None
    assert difference.line == 583
    assert difference.document.startswith("重点货物装载源头单位监管")
    row = corrected.split("\n")[144]
    assert row.startswith("103\t")
    difference = first_difference(corrected.replace(row, ""), edition)
    assert difference is not None
    assert difference.duty == "B103"


def test_another_category_is_found(edition: DutyListFile, corrected: str) -> None:
    moved = edition.basic[23].model_copy(update={"category": "经济发展"})
    other = edition.model_copy(update={"basic": (*edition.basic[:23], moved, *edition.basic[24:])})
    difference = first_difference(corrected, other)
    assert difference is not None
    assert difference.duty == "B024"


def test_brackets_in_a_record_are_characters(edition: DutyListFile, corrected: str) -> None:
    duty = edition.basic[102]
    invented = duty.model_copy(update={"title": duty.title.replace("开展", "开展<虚构>")})
    assert first_difference(excerpt(duty, corrected), alone(invented)) is not None


# ---- other forms of a document that say the same -------------------------------------------------------------------------


NEXT_PAGE = f"\n\n{HEADERS['cooperative']}\n\t\t\t\t"
FORMS = {
    "spaces, width, tags": ("负责开展日常巡查，发现问题上报。", "<p>负责开展日常 巡查 ,发现问题上报。</p>"),
    "a page end": ("负责开展日常巡查，发现问题上报。", f"<p>负责开展日常巡查，</p>{NEXT_PAGE}<p>发现问题上报。</p>"),
    "a list without numbers over two pages": (
        "<li>负责制定街道级防汛抗旱应急预案。</li>",
        f"<li>负责制定街道级防汛</li> </ol>{NEXT_PAGE}<ol> <li>抗旱应急预案。</li>",
    ),
    "character references": ("负责开展日常巡查，发现问题上报。", "负责开展日常&nbsp;巡查，发现问题&#19978;报。"),
    "a number before a single task": ("负责开展日常巡查，发现问题上报。", "1.负责开展日常巡查，发现问题上报。"),
    "numbers with 、": ("1.负责定期开展涉木企业和林业种子的巡查。 2.", "1、负责定期开展涉木企业和林业种子的巡查。 2、"),
    "numbers of one character": ("1.负责定期开展涉木企业和林业种子的巡查。 2.", "⑴负责定期开展涉木企业和林业种子的巡查。 ⑵"),
    "numbers of wide digits": ("1.负责定期开展涉木企业和林业种子的巡查。 2.", "１．负责定期开展涉木企业和林业种子的巡查。 ２．"),
    "numbers with a wide dot": ("1.负责定期开展涉木企业和林业种子的巡查。 2.", "1．负责定期开展涉木企业和林业种子的巡查。 2．"),
}


@pytest.mark.parametrize(("form", "instead"), FORMS.values(), ids=FORMS.keys())
def test_forms_the_reader_knows_are_no_difference(edition: DutyListFile, corrected: str, form: str, instead: str) -> None:
    text = corrected.replace(form, instead)
    assert text != corrected
    assert first_difference(text, edition) is None


UNSEEN = {
    "a space of no width": "噪声\u200b污染防治监管",
    "a reference to one": "噪声&#8203;污染防治监管",
    "a selector of a variant and a filler": "噪声\ufe0f污染\u3164防治监管",
    "a soft hyphen and a mark of direction": "噪声\xad污染\u200e防治监管",
}


@pytest.mark.parametrize("title", UNSEEN.values(), ids=UNSEEN.keys())
def test_characters_nobody_sees_are_no_difference(edition: DutyListFile, corrected: str, title: str) -> None:
    text = corrected.replace("噪声污染防治监管", title)
    assert text != corrected
    assert first_difference(text, edition) is None


@pytest.mark.parametrize(
    "written",
    ["叭或者\u200b采用其他", "叭或者</p><p>采用其他", "叭或者<b>采用</b>其他", "叭或者&#8203;采用其他"],
    ids=["a character nobody sees", "a paragraph", "bold", "a reference"],
)
def test_a_correction_applies_to_what_is_seen(edition: DutyListFile, written: str) -> None:
    """Whatever tags and characters without width stand in its text."""
    text = load_text(receive(SOURCE)).replace("叭或者采用其他", written)
    assert written in text
    assert first_difference(text, edition, REPLACEMENTS) is None


def test_a_correction_without_a_line_applies_where_its_text_stands(edition: DutyListFile) -> None:
    anywhere = [Replacement(None, entry.text, entry.reading) for entry in CORRECTIONS]
    assert first_difference(load_text(receive(SOURCE)), edition, anywhere) is None


def test_paragraphs_without_numbers_are_read_as_they_are_proved(edition: DutyListFile, corrected: str) -> None:
    text = corrected.replace("负责开展日常巡查，发现问题上报。", "<p>负责开展日常巡查。</p><p>发现问题上报。</p>")
    file = attempt(text, Path(SOURCE), edition)
    assert isinstance(file, DutyListFile), file


# ---- changes of a document -----------------------------------------------------------------------------------------------


def attempt(text: str, like: Path | None = None, edition: DutyListFile | None = None) -> DutyListFile | LishiDutiesError:
    """What the build makes of a text: the whole way, with every check, from a folder of sources of its own."""
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder)
        (sources / "1").mkdir()
        (sources / "1" / "list.txt").write_bytes(text.encode())
        facts = 'title = "{}"\nnumber = 1\ndocument = "list.txt"\nsha256 = "{}"\n[jurisdiction]\n{}\n[counts]\n{}'
        lists = re.split("(?:^|\\n)#* *(?:基本履职|配合履职|上级部门收回)事项清单(?=\\n)", text)[1:]
        sums = [sum(map(int, re.findall(r"[（(] *(\d+) *项", part))) for part in (*lists, "", "", "")[:3]]
        counts = "\n".join(f"{kind} = {count}" for kind, count in zip(("basic", "cooperative", "reclaimed"), sums, strict=True))
        place = 'province = "样例市"\ndistrict = "江津区"\ntown = "样例镇"'
        title = edition.edition.title if edition else TITLE
        (sources / "1" / "edition.toml").write_text(
            facts.format(title, hashlib.sha256(text.encode()).hexdigest(), place, counts), encoding="utf-8"
        )
        (sources / "1" / "corrections.toml").write_bytes(b"")
        (sources / "1" / "notes.toml").write_bytes((like.parent / "notes.toml").read_bytes() if like else b"")
        (sources / "departments.toml").write_bytes((SOURCES / "departments.toml").read_bytes())
        try:
            return build_edition(sources / "1")
        except LishiDutiesError as error:
            return error


def content(file: DutyListFile) -> object:
    """What a file says, wherever it stands."""
    return file.edition.title, file.edition.categories, [(d.id, d.category, what_it_says(d)) for d in file.duties()]


@st.composite
def mutations(draw: st.DrawFn, text: str) -> str:
    """A document with one thing wrong in a row."""
    lines = text.split("\n")
    in_lists = range(next(n for n, line in enumerate(lines) if line.startswith("序号")), len(lines))
    at = draw(st.sampled_from([n for n in in_lists if "\t" in lines[n] and not lines[n].startswith("序号")]))
    line = lines[at]
    section = re.match(r"(<b>)?[一二三四五六七八九]、", line)
    what = draw(st.sampled_from(["delete", "double", "exchange", "widen", "narrow"]) if section else _CHANGES)
    place = draw(st.integers(0, len(line) - 1))
    if what == "delete":
        lines[at : at + 1] = []
    elif what == "double":
        lines.insert(at, line)
    elif what == "exchange":
        lines[at : at + 2] = lines[at : at + 2][::-1]
    elif what == "widen":
        lines[at] = line + "\t"
    elif what == "narrow":
        lines[at] = line.rsplit("\t", 1)[0]
    elif what == "lose a character":
        lines[at] = line[:place] + line[place + 1 :]
    elif what == "get a character":
        lines[at] = line[:place] + draw(st.sampled_from("区某1.。：、\t\n <>p\x00")) + line[place:]
    elif what == "turn two characters":
        lines[at] = line[:place] + line[place : place + 2][::-1] + line[place + 2 :]
    elif what == "lose a tag":
        lines[at] = re.sub(r"</(p|li|ol|b)>", "", line, count=1)
    else:
        lines[at] = re.sub(r"^\d+", lambda m: str(int(m[0]) + draw(st.sampled_from([-1, 1, 10]))), line)
    return "\n".join(lines)


_CHANGES = st.sampled_from(
    [
        *("delete", "double", "exchange", "widen", "narrow", "lose a tag", "renumber"),
        *("lose a character", "get a character", "turn two characters") * 2,
    ]
)


def seen(original: DutyListFile, mutated: str, found: DutyListFile | LishiDutiesError) -> bool:
    """Whether a change was noticed: by an error, or by comparing with the records of the original; or it changed nothing."""
    return (
        isinstance(found, LishiDutiesError)
        or first_difference(mutated, original) is not None
        or content(found) == content(original)
    )


@st.composite
def rows_and_settings(draw: st.DrawFn) -> tuple[Row, Setting]:
    row = draw(rows)
    return row, draw(settings_of(row))


@examples(100)
@given(rows_and_settings())
def test_a_document_as_it_should_be_passes_every_check(made: tuple[Row, Setting]) -> None:
    row, how = made
    lists, place = among_others(row)
    found = attempt(setting(lists, {place: how}))
    assert isinstance(found, DutyListFile), found


@examples(120)
@given(rows_and_settings(), st.data())
def test_no_change_of_a_document_passes_unseen(made: tuple[Row, Setting], data: st.DataObject) -> None:
    row, how = made
    lists, place = among_others(row)
    text = setting(lists, {place: how})
    original = attempt(text)
    assume(isinstance(original, DutyListFile))
    assert isinstance(original, DutyListFile)
    mutated = data.draw(mutations(text))
    assert seen(original, mutated, attempt(mutated))


@examples(25)
@given(st.data())
@pytest.mark.slow
def test_no_change_of_the_real_document_passes_unseen(edition: DutyListFile, corrected: str, data: st.DataObject) -> None:
    mutated = data.draw(mutations(corrected))
    assert seen(edition, mutated, attempt(mutated, SOURCE, edition))


@pytest.mark.parametrize(
    ("heading", "mutated"),
    [
        ("一、党的建设 ( 2项 )", "一、党建设 ( 2项 )"),
        ("二、民生服务 ( 1项 )", "二、民生服务服务 ( 1项 )"),
        ("二、民生服务 ( 1项 )", "三、民生服务 ( 1项 )"),
    ],
    ids=["a character lost", "characters doubled", "another numeral"],
)
def test_no_change_of_a_section_heading_passes_unseen(heading: str, mutated: str) -> None:
    text = setting(SMALL)
    original = attempt(text)
    assert isinstance(original, DutyListFile), original
    spoilt = text.replace(heading, mutated, 1)
    assert spoilt != text
    found = attempt(spoilt)
    assert isinstance(found, LishiDutiesError) or first_difference(spoilt, original) is not None


@pytest.mark.parametrize(
    "tasks",
    [
        "1.备案。 3.检查。",
        "1.备案。 2.检查。 4.上报。",
        "1.备案。 2.检查。 2.上报。",
        "1.备案。 2.检查。 1.上报。",
        "1.备案。 2.检查；4.上报。",
        "1.备案。 2.检查 4.上报。",
        "1.备案。 2.检查，4.上报。",
    ],
)
def test_a_wrong_number_of_a_task_never_passes(tasks: str) -> None:
    text = setting(SMALL).replace("1.协助排查。 2.上报线索。", tasks)
    assert tasks in text
    assert isinstance(attempt(text), LishiDutiesError)


def test_a_continuation_with_a_cell_too_many_is_a_difference() -> None:
    text = setting(SMALL).replace("2.发展党员。\n", "").replace("3\t办理社保卡。", "3\t办理\n\t社保卡。\t备注")
    original = attempt(setting(SMALL))
    assert isinstance(original, DutyListFile)
    difference = first_difference(text, original)
    assert isinstance(difference, Difference)
    assert difference.duty == "B003"


def test_a_number_that_stands_twice_is_a_difference() -> None:
    text = setting(SMALL)
    original = attempt(text)
    assert isinstance(original, DutyListFile)
    assert first_difference(text.replace("2\t发展党员。", "2\t发展团员。\n2\t发展党员。"), original) is not None
