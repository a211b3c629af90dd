"""What became of ids: the record and its rules, looking up an id that is gone, and that no revision leaves a chain or a cycle."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from small_lists import duty, event, file

import lishi_duties as ld
from lishi_duties.duties.duty_list import DutyList
from lishi_duties.duties.duty_set import DutySet
from lishi_duties.intake.assembly import lineage_of
from lishi_duties.model import DutyListFile, Lineage

# ---- the record ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (event(), "B002 第2版撤销"),
        (event(kind="moved", lists=("basic", "reclaimed")), "B002 第2版由基本履职事项移入上级部门收回事项"),
        (event(kind="split", into=("B003", "B004")), "B002 第2版拆分为B003、B004"),
        (event(kind="merged", into=("B001",), edition=3), "B002 第3版并入B001"),
        (event(kind="merged"), "B002 第2版并入其他事项，其后均已撤销"),
        (event(kind="split"), "B002 第2版拆分，其后均已撤销"),
    ],
)
def test_an_event_says_what_happened(entry: Lineage, told: str) -> None:
    assert str(entry) == told


WRONG = {
    "a move to nowhere": ({"kind": "moved"}, "moved names two different lists"),
    "a move to its own list": ({"kind": "moved", "lists": ("basic", "basic")}, "names two different lists"),
    "a withdrawal from two lists": ({"lists": ("basic", "reclaimed")}, "names two different lists"),
    "a withdrawal into something": ({"into": ("B001",)}, "withdrawn into B001"),
    "a move into something": ({"kind": "moved", "lists": ("basic", "reclaimed"), "into": ("B001",)}, "moved into B001"),
    "a successor twice": ({"kind": "split", "into": ("B001", "B001")}, "split into B001, B001"),
    "its own successor": ({"kind": "merged", "into": ("B002",)}, "said to be merged into itself"),
    "the first edition": ({"edition": 1}, "greater than or equal to 2"),
    "another kind": ({"kind": "renamed"}, "Input should be 'moved', 'split', 'merged' or 'withdrawn'"),
    "no list": ({"lists": ()}, "at least 1"),
    "three lists": ({"kind": "moved", "lists": ("basic", "reclaimed", "cooperative")}, "at most 2"),
    "a list that does not exist": ({"lists": ("other",)}, "Input should be 'basic', 'cooperative' or 'reclaimed'"),
    "no title": ({"title": ""}, "at least 1 character"),
    "no id": ({"id": "X1"}, "should match pattern"),
    "a successor that is no id": ({"kind": "merged", "into": ("X1",)}, "should match pattern"),
    "an unknown field": ({"why": "x"}, "Extra inputs"),
}


@pytest.mark.parametrize(("facts", "says"), WRONG.values(), ids=WRONG.keys())
def test_an_event_that_cannot_be_is_refused(facts: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(says)):
        event(**({"id_": facts.pop("id")} if "id" in facts and facts["id"][0] in "BCR" else {}), **facts)


def test_an_event_is_frozen_hashable_and_comparable() -> None:
    one = event(kind="merged", into=("B001",))
    assert one == event(kind="merged", into=("B001",))
    assert len({one, event(kind="merged", into=("B001",)), event()}) == 2
    with pytest.raises(ValidationError, match="frozen"):
        one.kind = "split"  # type: ignore[misc]


# ---- in a file -----------------------------------------------------------------------------------------------------------


def listed(lineage: Sequence[Lineage], edition: int = 3) -> DutyListFile:
    """A file of B001, B003 and R001 with this lineage."""
    found = [
        duty("basic", 1, "开展党员教育。", "B001", edition),
        duty("basic", 2, "发放高龄津贴。", "B003", edition),
        duty("reclaimed", 1, "许可证换证核查", "R001", edition),
    ]
    return file(found, lineage, edition)


@pytest.mark.parametrize(
    "lineage",
    [
        [],
        [event()],
        [event(kind="merged", into=("B001",)), event("R002", edition=3)],
        [event("R001", "moved", lists=("basic", "reclaimed"))],
        [event("B001", "moved", lists=("basic", "reclaimed")), event("B001", "moved", lists=("reclaimed", "basic"), edition=3)],
        [event("B002", "moved", lists=("basic", "reclaimed")), event("B002", edition=3, lists=("reclaimed",))],
        [event(kind="split", into=("B001", "R001"))],
        [event(kind="merged")],
    ],
    ids=["none", "withdrawn", "two", "moved", "moved there and back", "moved and gone", "split over lists", "dead end"],
)
def test_a_file_holds_its_lineage(lineage: list[Lineage]) -> None:
    found = listed(lineage)
    assert DutyListFile.model_validate_json(found.model_dump_json()) == found
    assert DutyList(found).lineage == tuple(lineage)


@pytest.mark.parametrize(
    ("lineage", "says"),
    [
        ([event("B001")], "B001 is said to be withdrawn, but is a duty of this file"),
        ([event("B001", "merged", into=("B003",))], "B001 is said to be merged, but is a duty of this file"),
        ([event(), event(edition=3)], "B002 is gone twice"),
        ([event(kind="merged", into=("B009",))], "B002 merged into B009, which is no duty of this file"),
        ([event(kind="split", into=("B001", "B009"))], "B002 split into B009, which is no duty of this file"),
        ([event(edition=4)], "B002 in edition 4, which is later than this one"),
        ([event("B009", "moved", lists=("basic", "reclaimed"))], "B009 moved, but is no duty of this file"),
        ([event(kind="merged", into=("B004",)), event("B004", "merged", into=("B001",))], "merged into B004, which is no duty"),
        ([event(kind="merged", into=("B004",)), event("B004", "merged", into=("B002",))], "merged into B004, which is no duty"),
    ],
    ids=[
        *("alive", "merged and alive", "gone twice", "an unknown successor", "one unknown part", "the future"),
        *("moved and unknown", "a chain", "a cycle"),
    ],
)
def test_a_lineage_that_contradicts_the_file_is_refused(lineage: list[Lineage], says: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(says)):
        listed(lineage)


# ---- looking up ----------------------------------------------------------------------------------------------------------

LIST = DutyList(
    listed(
        [
            event("B002", "merged", into=("B001",)),
            event("B004", "split", into=("B001", "R001")),
            event("B005"),
            event("B006", "merged", edition=3),
            event("R001", "moved", lists=("basic", "reclaimed")),
        ]
    )
)
GONE = {
    "B002": ("B002 (原有事项) was merged in edition 2; look up B001 instead", ("B001",)),
    "B004": ("B004 (原有事项) was split in edition 2; look up B001 and R001 instead", ("B001", "R001")),
    "B005": ("B005 (原有事项) was withdrawn in edition 2; nothing took its place.", ()),
    "B006": ("B006 (原有事项) was merged in edition 3; what took its place was withdrawn since.", ()),
}


@pytest.mark.parametrize(("id_", "says"), GONE.items(), ids=GONE.keys())
def test_an_id_that_is_gone_says_what_became_of_it(id_: str, says: tuple[str, tuple[str, ...]]) -> None:
    with pytest.raises(ld.DutyNotFoundError) as caught:
        LIST[id_]
    assert str(caught.value).startswith(says[0])
    assert caught.value.suggestions == says[1]
    assert caught.value.asked == id_
    assert caught.value.lineage is not None
    assert caught.value.lineage.id == id_
    assert isinstance(caught.value, KeyError)
    assert LIST.get(id_) is None
    assert id_ not in LIST


@pytest.mark.parametrize("asked", ["b002", " B002 ", "Ｂ００２", "B-002"])
def test_it_is_found_however_it_is_written(asked: str) -> None:
    with pytest.raises(ld.DutyNotFoundError, match="look up B001 instead") as caught:
        LIST[asked]
    assert caught.value.asked == asked


@pytest.mark.parametrize(
    "part",
    [
        LIST.basic,
        LIST.reclaimed,
        LIST.cooperative,
        LIST[:1],
        LIST[3:],
        LIST.filter(kind="basic"),
        LIST.by_category("民生服务"),
        LIST.discontinued(),
        copy.copy(LIST.basic),
        copy.deepcopy(LIST.basic),
        pickle.loads(pickle.dumps(LIST.basic)),
    ],
    ids=["basic", "reclaimed", "empty", "slice", "empty slice", "filter", "category", "discontinued", "copy", "deep", "pickle"],
)
def test_every_part_of_the_list_knows_what_became_of_an_id(part: DutySet[Any]) -> None:
    with pytest.raises(ld.DutyNotFoundError, match="look up B001 instead"):
        part["B002"]
    assert part.get("B002") is None


def test_notes_on_an_id_that_is_gone_say_the_same() -> None:
    with pytest.raises(ld.DutyNotFoundError, match="look up B001 instead"):
        LIST.notes_on("B002")


def test_an_id_that_moved_is_a_duty_like_any_other() -> None:
    assert LIST["R001"].id == "R001"
    with pytest.raises(ld.DutyNotFoundError) as caught:
        LIST.basic["R001"]  # it stands in another list
    assert caught.value.lineage is None


def test_an_id_that_never_was_has_no_lineage() -> None:
    with pytest.raises(ld.DutyNotFoundError, match="no duty has the id 'B077'") as caught:
        LIST["B077"]
    assert caught.value.lineage is None


@pytest.mark.parametrize("asked", ["B002", "B004", "B077"])
@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])
def test_the_error_survives_copying_and_pickling(asked: str, again: Any) -> None:
    with pytest.raises(ld.DutyNotFoundError) as caught:
        LIST[asked]
    error, twin = caught.value, again(caught.value)
    assert type(twin) is type(error)
    assert (str(twin), twin.asked, twin.suggestions, twin.lineage) == (str(error), error.asked, error.suggestions, error.lineage)


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda found: pickle.loads(pickle.dumps(found))])
def test_the_list_survives_copying_and_pickling(again: Any) -> None:
    twin = again(LIST)
    assert twin == LIST
    assert twin.lineage == LIST.lineage
    with pytest.raises(ld.DutyNotFoundError, match="look up B001 and R001 instead"):
        twin["B004"]


# ---- over many revisions -------------------------------------------------------------------------------------------------


@st.composite
def histories(draw: st.DrawFn) -> list[DutyListFile]:
    """Editions one after the other: in each, duties are split, merged, withdrawn, moved, and new ones come."""
    alive = {f"B{n:03}": "basic" for n in range(1, draw(st.integers(2, 5)) + 1)}
    highest = {"basic": len(alive), "reclaimed": 0}
    editions = [_edition(alive, (), 1)]

    def mint(kind: str) -> str:
        highest[kind] += 1
        return f"{kind[0].upper()}{highest[kind]:03}"

    for number in range(2, draw(st.integers(2, 6)) + 1):
        fates = {id_: draw(st.sampled_from(("stays", "stays", "moved", "split", "merged", "withdrawn"))) for id_ in alive}
        new = {mint(kind): kind for kind in draw(st.lists(st.sampled_from(("basic", "reclaimed")), max_size=2))}
        now = {id_: kind for id_, kind in alive.items() if fates[id_] == "stays"} | new
        events = []
        for id_, fate in fates.items():
            facts: dict[str, Any] = {"id_": id_, "edition": number, "lists": (alive[id_],)}
            if fate == "moved":
                other = "reclaimed" if alive[id_] == "basic" else "basic"
                now[id_] = other
                events.append(event(kind="moved", **facts | {"lists": (alive[id_], other)}))
            elif fate == "split":
                into = tuple(mint(alive[id_]) for _ in range(draw(st.integers(2, 3))))
                now |= dict.fromkeys(into, alive[id_])
                events.append(event(kind="split", into=into, **facts))
            elif fate == "withdrawn":
                events.append(event(kind="withdrawn", **facts))
        now = now or {mint("basic"): "basic"}
        for id_, fate in fates.items():
            if fate == "merged":
                into = (draw(st.sampled_from(sorted(now))),)
                events.append(event(id_, "merged", edition=number, lists=(alive[id_],), into=into))
        editions.append(_edition(now, lineage_of(editions[-1], events), number))
        alive = now
    return editions


def _edition(alive: dict[str, str], lineage: Sequence[Lineage], number: int) -> DutyListFile:
    counts = {"basic": 0, "reclaimed": 0}
    found = []
    for id_, kind in sorted(alive.items()):
        counts[kind] += 1
        found.append(duty(kind, counts[kind], f"事项{id_}", id_, number))
    return file(found, lineage, number)


@given(histories())
def test_no_revision_leaves_a_chain_a_cycle_or_a_dead_end(editions: list[DutyListFile]) -> None:
    """Building each edition's file has checked it already; here it is looked up as users do."""
    ever: set[str] = set()
    for edition in editions:
        found = DutyList(edition)
        ever |= set(found.ids)
        for id_ in ever - set(found.ids):
            with pytest.raises(ld.DutyNotFoundError) as caught:
                found[id_]
            assert caught.value.lineage is not None
            assert all(successor in found for successor in caught.value.suggestions)


@given(histories())
def test_an_event_is_told_once_and_for_ever(editions: list[DutyListFile]) -> None:
    """Later editions keep what earlier ones say of an id, but for what took its place."""

    def said(entry: Lineage) -> Lineage:
        return entry.model_copy(update={"into": ()})

    for before, after in pairwise(editions):
        assert [said(entry) for entry in after.lineage[: len(before.lineage)]] == [said(entry) for entry in before.lineage]
        assert all(entry.edition == after.edition.number for entry in after.lineage[len(before.lineage) :])


@given(histories())
def test_an_id_that_is_gone_never_comes_back(editions: list[DutyListFile]) -> None:
    gone: set[str] = set()
    for edition in editions:
        ids = {found.id for found in edition.duties()}
        assert not ids & gone
        gone |= {entry.id for entry in edition.lineage if entry.kind != "moved"}
        assert not ids & gone


@given(histories())
def test_what_took_the_place_is_what_following_every_revision_leads_to(editions: list[DutyListFile]) -> None:
    """The lineage of the newest edition against a walk through the events of each edition as they were when it appeared."""
    happened: dict[str, tuple[str, ...]] = {}
    for edition in editions:
        for entry in edition.lineage:
            if entry.edition == edition.edition.number and entry.kind != "moved":
                happened[entry.id] = entry.into

    def follow(id_: str) -> set[str]:
        return set().union(*map(follow, happened[id_])) if id_ in happened else {id_}

    for entry in editions[-1].lineage:
        if entry.kind != "moved":
            assert set(entry.into) == follow(entry.id)
