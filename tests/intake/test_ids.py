"""Which id a row of a revision bears: what the matching proposes, what a maintainer decides, and what must be refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from small_lists import BASIC, NEW, RECLAIMED, duties, file

from lishi_duties import DataFileError
from lishi_duties.authoring.forms import Decisions
from lishi_duties.intake.doubts import Doubt
from lishi_duties.intake.ids import Identity, identify
from lishi_duties.model import Duty, Lineage


def decided(**entries: list[dict[str, Any]]) -> Decisions:
    """Decisions, each with a reason."""
    said = {name: [{"reason": "会议记录。"} | entry for entry in found] for name, found in entries.items()}
    return Decisions.model_validate(said)


def revised(new: Sequence[Duty], decisions: Decisions | None = None) -> Identity:
    """What comes of a revision of the two lists."""
    return identify(file(duties()), new, decisions or Decisions(), 2)


def events(found: Identity) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {event.id: (event.kind, event.into) for event in found.events}


def told(doubts: Sequence[Doubt]) -> dict[str, tuple[str, ...]]:
    return {doubt.row: tuple(candidate.id for candidate in doubt.candidates) for doubt in doubts}


def replaced(at: int, *titles: str) -> tuple[str, ...]:
    return (*BASIC[:at], *titles, *BASIC[at + 1 :])


REWORDED = "指导社会组织备案，管好基金会。"
"""What nobody can be sure is the fifth duty."""


# ---- without a decision --------------------------------------------------------------------------------------------------


def test_the_same_rows_keep_their_ids_and_nothing_happens() -> None:
    found = revised(duties())
    assert list(found.ids.values()) == [d.id for d in duties()]
    assert (found.events, found.doubts, found.certain) == ((), (), 9)


def test_numbers_shift_ids_stay_and_a_new_row_gets_the_next_number() -> None:
    found = revised(duties((NEW, *BASIC[1:], BASIC[0])))
    assert list(found.ids.values())[:7] == ["B007", "B002", "B003", "B004", "B005", "B006", "B001"]
    assert not found.doubts
    assert not found.events


def test_new_numbers_follow_the_highest_ever_given() -> None:
    gone = Lineage(id="B041", kind="withdrawn", edition=2, title="原有事项", lists=("basic",))
    old = file([d.model_copy(update={"edition": 3}) for d in duties()], [gone], edition=3)
    found = identify(old, duties((*BASIC, NEW)), Decisions(), 4)
    assert found.ids["basic 7"] == "B042"


def test_a_row_without_a_duty_withdraws_it() -> None:
    found = revised(duties(BASIC[:-1]))
    assert events(found) == {"B006": ("withdrawn", ())}
    assert found.events[0].title == BASIC[-1]
    assert found.events[0].lists == ("basic",)


def test_a_moved_duty_keeps_the_letter_of_its_first_list() -> None:
    found = revised(duties(BASIC[:5], (*RECLAIMED, BASIC[5])))
    assert found.ids["reclaimed 4"] == "B006"
    (event,) = found.events
    assert (event.id, event.kind, event.lists, event.into) == ("B006", "moved", ("basic", "reclaimed"), ())
    assert not found.doubts


def test_a_doubtful_row_names_its_candidates_and_is_not_counted_as_certain() -> None:
    found = revised(duties(replaced(4, REWORDED)))
    assert told(found.doubts) == {"basic 5": ("B005",)}
    assert found.certain == 8


# ---- decisions -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("id_", "event"), [("B005", {}), ("new", {"B005": ("withdrawn", ())})])
def test_identity_says_which_duty_a_row_is(id_: str, event: dict[str, Any]) -> None:
    new = duties(replaced(4, REWORDED))
    found = revised(new, decided(identity=[{"row": "basic 5", "title": REWORDED, "id": id_}]))
    assert found.ids["basic 5"] == ("B005" if id_ != "new" else "B007")
    assert events(found) == event
    assert not found.doubts


def test_identity_may_overrule_a_certain_pair_where_both_rows_are_decided() -> None:
    swapped = [
        {"row": "basic 1", "title": BASIC[0], "id": "B002"},
        {"row": "basic 2", "title": BASIC[1], "id": "B001"},
    ]
    found = revised(duties(), decided(identity=swapped))
    assert (found.ids["basic 1"], found.ids["basic 2"]) == ("B002", "B001")
    assert not found.events


def test_identity_over_lists_is_a_move() -> None:
    new = duties(BASIC[:5], (*RECLAIMED, "设备维护与信息发布"))
    found = revised(new, decided(identity=[{"row": "reclaimed 4", "title": "设备维护与信息发布", "id": "B006"}]))
    assert {event.id: event.lists for event in found.events} == {"B006": ("basic", "reclaimed")}


def test_the_title_of_a_decision_needs_not_be_punctuated_alike() -> None:
    new = duties(replaced(4, REWORDED))
    found = revised(new, decided(identity=[{"row": "basic 5", "title": REWORDED.replace("，", ", ").rstrip("。"), "id": "B005"}]))
    assert found.ids["basic 5"] == "B005"


PARTS = ("培育社区慈善基金。", "开展社会组织备案。")


def test_a_split_gives_new_ids_to_all_parts() -> None:
    found = revised(duties(replaced(4, *PARTS)), decided(split=[{"id": "B005", "into": ["basic 5", "basic 6"]}]))
    assert (found.ids["basic 5"], found.ids["basic 6"], found.ids["basic 7"]) == ("B007", "B008", "B006")
    assert events(found) == {"B005": ("split", ("B007", "B008"))}
    assert not found.doubts


def test_a_split_over_two_lists_gives_each_part_the_letter_of_its_list() -> None:
    new = duties(replaced(4, PARTS[0]), (*RECLAIMED, PARTS[1]))
    found = revised(new, decided(split=[{"id": "B005", "into": ["basic 5", "reclaimed 4"]}]))
    assert events(found) == {"B005": ("split", ("B007", "R004"))}


def test_a_part_of_a_split_may_be_another_duty_if_that_is_said() -> None:
    kept = {"row": "basic 6", "title": BASIC[5], "id": "B006"}
    new = duties((*BASIC[:4], PARTS[0], BASIC[5]))
    found = revised(new, decided(split=[{"id": "B005", "into": ["basic 5", "basic 6"]}], identity=[kept]))
    assert events(found) == {"B005": ("split", ("B007", "B006"))}


def test_a_suspected_split_is_settled_by_the_decision_on_its_id() -> None:
    new = duties(replaced(4, *PARTS))
    assert revised(new).doubts
    found = revised(new, decided(split=[{"id": "B005", "into": ["basic 5", "basic 6"]}]))
    assert not found.doubts


def test_a_merger_keeps_the_id_of_the_row_it_goes_into() -> None:
    found = revised(duties(replaced(4)), decided(merged=[{"ids": ["B005"], "into": "basic 3"}]))
    assert found.ids["basic 3"] == "B003"
    assert events(found) == {"B005": ("merged", ("B003",))}


def test_a_merger_of_all_its_duties_gives_the_row_a_new_id() -> None:
    both = BASIC[2].rstrip("。") + "，" + BASIC[3]
    new = duties((*BASIC[:2], both, *BASIC[4:]))
    found = revised(new, decided(merged=[{"ids": ["B003", "B004"], "into": "basic 3"}]))
    assert found.ids["basic 3"] == "B007"
    assert events(found) == {"B003": ("merged", ("B007",)), "B004": ("merged", ("B007",))}
    assert not found.doubts


def test_a_merger_over_lists() -> None:
    found = revised(duties(replaced(5)), decided(merged=[{"ids": ["B006"], "into": "reclaimed 1"}]))
    assert events(found) == {"B006": ("merged", ("R001",))}
    assert found.events[0].lists == ("basic",)


def test_everything_at_once() -> None:
    """One duty moved, one split, one merged, one withdrawn, one new, one reworded."""
    new = duties((BASIC[0], BASIC[2], *PARTS, NEW), (*RECLAIMED[:2], BASIC[5]))
    decisions = decided(
        split=[{"id": "B005", "into": ["basic 3", "basic 4"]}],
        merged=[{"ids": ["B002"], "into": "basic 1"}],
    )
    found = revised(new, decisions)
    assert events(found) == {
        "B002": ("merged", ("B001",)),
        "B004": ("withdrawn", ()),
        "B005": ("split", ("B007", "B008")),
        "B006": ("moved", ()),
        "R003": ("withdrawn", ()),
    }
    assert found.ids["basic 5"] == "B009"


# ---- what must be refused ------------------------------------------------------------------------------------------------

KEPT = {"row": "basic 5", "title": REWORDED, "id": "B005"}
REFUSED: dict[str, tuple[Decisions, str]] = {
    "a row beyond the list": (decided(identity=[KEPT | {"row": "basic 7"}]), "no row basic 7; the new list has basic 1–6"),
    "a row of an empty list": (decided(identity=[KEPT | {"row": "cooperative 1"}]), "cooperative 1–0"),
    "another title": (decided(identity=[KEPT | {"title": "别的"}]), f"the title there is {REWORDED!r}, not '别的'"),
    "an unknown id": (decided(identity=[KEPT | {"id": "B999"}]), "[[identity]] of basic 5: B999 is no duty"),
    "a row twice": (decided(identity=[KEPT, KEPT | {"id": "new"}]), "[[identity]] of basic 5: is given twice"),
    "an id for two rows": (
        decided(identity=[KEPT, {"row": "basic 1", "title": BASIC[0], "id": "B005"}]),
        "B005: two decisions say what became of it",
    ),
    "an id kept and split": (
        decided(identity=[KEPT], split=[{"id": "B005", "into": ["basic 5", "basic 6"]}]),
        "B005: two decisions say what became of it",
    ),
    "an id kept and merged": (
        decided(identity=[KEPT], merged=[{"ids": ["B005"], "into": "basic 1"}]),
        "B005: two decisions say what became of it",
    ),
    "an id merged twice": (
        decided(merged=[{"ids": ["B005", "B005"], "into": "basic 1"}]),
        "B005: two decisions say what became of it",
    ),
    "an id split twice": (
        decided(split=[{"id": "B005", "into": ["basic 5", "basic 6"]}] * 2),
        "B005: two decisions say what became of it",
    ),
    "an unknown id merged": (decided(merged=[{"ids": ["R099"], "into": "basic 1"}]), "[[merged]] into basic 1: R099 is no duty"),
    "merged into no row": (decided(merged=[{"ids": ["B005"], "into": "basic 70"}]), "there is no row basic 70"),
    "an unknown id split": (decided(split=[{"id": "B050", "into": ["basic 1", "basic 2"]}]), "of B050: B050 is no duty"),
    "split into no row": (decided(split=[{"id": "B005", "into": ["basic 5", "basic 70"]}]), "there is no row basic 70"),
    "split into one row twice": (decided(split=[{"id": "B005", "into": ["basic 5", "basic 5"]}]), "basic 5 is given twice"),
    "split into a row that is another duty": (
        decided(split=[{"id": "B005", "into": ["basic 5", "basic 6"]}]),
        "[[split]] of B005: basic 6 is also B006; say in [[identity]] which it is",
    ),
    "an id taken from the row it certainly is": (
        decided(identity=[KEPT | {"id": "B001"}]),
        "B001: basic 1 is certainly B001, and no decision is about that row",
    ),
    "a duty that still stands merged away": (
        decided(merged=[{"ids": ["B002"], "into": "basic 1"}]),
        "B002: basic 2 is certainly B002, and no decision is about that row",
    ),
    "a duty that still stands split": (
        decided(split=[{"id": "B001", "into": ["basic 5", "basic 4"]}]),
        "B001: basic 1 is certainly B001",
    ),
}


@pytest.mark.parametrize(("decisions", "says"), REFUSED.values(), ids=REFUSED.keys())
def test_a_decision_that_cannot_be_is_refused(decisions: Decisions, says: str) -> None:
    with pytest.raises(DataFileError) as caught:
        identify(file(duties()), duties(replaced(4, REWORDED)), decisions, 2, Path("review/decisions.toml"))
    assert says in str(caught.value)
    assert str(caught.value).startswith("review/decisions.toml: ")
    assert caught.value.path == "review/decisions.toml"


def test_a_candidate_that_was_given_away_is_proposed_no_more() -> None:
    """Both parts look like the old duty; once one of them is it, the other is a new one."""
    new = duties(replaced(4, *PARTS))
    found = revised(new, decided(identity=[{"row": "basic 5", "title": PARTS[0], "id": "B005"}]))
    assert "B005" not in {candidate.id for doubt in found.doubts for candidate in doubt.candidates}
    assert not [doubt for doubt in found.doubts if "B005" in doubt.problem]
    assert (found.ids["basic 5"], found.ids["basic 6"]) == ("B005", "B007")


# ---- whatever is decided -------------------------------------------------------------------------------------------------

ROWS = [*(f"basic {n}" for n in range(1, 7)), *(f"reclaimed {n}" for n in range(1, 5))]
IDS = ["B001", "B003", "B005", "B006", "R001", "R003"]
NOW = duties((BASIC[0], BASIC[2], *PARTS, NEW, BASIC[1]), (RECLAIMED[0], "维修资金的审批使用", RECLAIMED[1], BASIC[5]))
TITLES = {f"{d.kind} {d.number}": d.title for d in NOW}

_kept = st.builds(
    lambda row, id_: {"row": row, "title": TITLES[row], "id": id_}, st.sampled_from(ROWS), st.sampled_from([*IDS, "new"])
)
_split = st.builds(
    lambda id_, into: {"id": id_, "into": into},
    st.sampled_from(IDS),
    st.lists(st.sampled_from(ROWS), min_size=2, max_size=3),
)
_merged = st.builds(
    lambda ids, into: {"ids": ids, "into": into},
    st.lists(st.sampled_from(IDS), min_size=1, max_size=3),
    st.sampled_from(ROWS),
)


@examples(200)
@given(st.lists(_kept, max_size=3), st.lists(_split, max_size=2), st.lists(_merged, max_size=2))
def test_every_decision_gives_sound_ids_or_a_clear_refusal(
    kept: list[dict[str, Any]], split: list[dict[str, Any]], merged: list[dict[str, Any]]
) -> None:
    """Ids are one a row, those that are gone say so exactly once, and the outcome is a valid edition file."""
    old = file(duties())
    try:
        found = identify(old, NOW, decided(identity=kept, split=split, merged=merged), 2)
    except DataFileError as error:
        if re.search(r"[BR]\d{3}|(basic|reclaimed) \d", str(error)):
            return
        raise
    assert list(found.ids) == ROWS
    assert len(set(found.ids.values())) == len(ROWS)
    for entry in kept:
        assert found.ids[entry["row"]] == entry["id"] or entry["id"] == "new"
    before = {d.id for d in old.duties()}
    gone = {event.id for event in found.events if event.kind != "moved"}
    assert gone == before - set(found.ids.values())
    assert not {id_ for id_ in found.ids.values() if id_ not in before} & before
    new = [d.model_copy(update={"edition": 2, "id": found.ids[f"{d.kind} {d.number}"]}) for d in NOW]
    assert file(new, found.events, edition=2).lineage == found.events
    for entry in split:
        (event,) = (event for event in found.events if event.id == entry["id"])
        assert (event.kind, event.into) == ("split", tuple(found.ids[row] for row in entry["into"]))
    for entry in merged:
        for id_ in entry["ids"]:
            (event,) = (event for event in found.events if event.id == id_)
            assert (event.kind, event.into) == ("merged", (found.ids[entry["into"]],))
