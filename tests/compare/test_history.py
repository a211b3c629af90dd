"""What became of a duty over the editions."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

import lishi_duties as ld
from lishi_duties.compare import history
from lishi_duties.compare.history import DutyState, duty_history

Document = dict[str, Any]


@pytest.fixture
def editions(document: Document) -> tuple[ld.DutyList, ...]:
    """Four editions of the small list, in which C001, B001, B002 and R001 go different ways."""

    def basic(number: int) -> Document:
        return next(duty for duty in document["basic"] if duty["id"] == f"B{number:03}")

    def edition(number: int) -> ld.DutyList:
        document["edition"]["number"] = number
        for kind in ("basic", "cooperative", "reclaimed"):
            for place, duty in enumerate(document[kind], 1):
                duty |= {"edition": number, "number": place}
        return ld.DutyList(ld.DutyListFile.model_validate_json(json.dumps(document)))

    def event(id: str, kind: str, number: int, title: str, *into: str) -> Document:
        return {"id": id, "kind": kind, "edition": number, "title": title, "into": [*into], "lists": ["basic"]}

    lists = [edition(1)]
    basic(2)["title"] = "负责人民调解，化解矛盾。"
    document["cooperative"][0]["town_tasks"].append("报送情况。")
    lists.append(edition(2))
    document["lineage"] = [
        event("B001", "withdrawn", 3, "负责党员教育。"),
        {**event("C001", "moved", 3, "校园周边安全"), "lists": ["cooperative", "reclaimed"]},
    ]
    document["basic"] = [basic(2)]
    school = document["cooperative"].pop(0)
    kept = {name: school[name] for name in ("edition", "id", "number", "category", "place")}
    handover = [{"department": "区公安局", "heading": "区公安局", "method": ["开展巡逻。"]}]
    document["reclaimed"].insert(0, {**kept, "title": "校园安全", "handover": handover, "discontinued": None})
    document["notes"] = []
    lists.append(edition(3))
    document["lineage"].append(event("B002", "merged", 4, "负责人民调解，化解矛盾。", "B003"))
    document["basic"] = [{**basic(2), "id": "B003", "category": "党的建设"}]
    lists.append(edition(4))
    return tuple(lists)


def events_of(states: tuple[DutyState, ...]) -> list[tuple[int, tuple[str, ...]]]:
    return [(state.edition.number, state.events) for state in states]


def test_a_duty_of_the_packaged_editions(duties: ld.DutyList) -> None:
    states = duty_history("C047")
    assert states[0].duty is duties["C047"]
    assert (states[0].edition, states[0].events, states[0].lineage) == (duties.edition, ("first",), None)


def test_every_edition_is_told_until_the_duty_is_gone(editions: tuple[ld.DutyList, ...]) -> None:
    assert events_of(duty_history("B001", editions)) == [(1, ("first",)), (2, ("unchanged",)), (3, ("gone",))]
    assert events_of(duty_history("B002", editions)) == [(1, ("first",)), (2, ("renamed",)), (3, ("unchanged",)), (4, ("gone",))]
    assert events_of(duty_history("R001", editions)) == [(1, ("first",)), *((number, ("unchanged",)) for number in (2, 3, 4))]
    assert events_of(duty_history("B003", editions)) == [(4, ("first",))]


def test_a_duty_may_be_moved_renamed_and_changed_at_once(editions: tuple[ld.DutyList, ...]) -> None:
    states = duty_history("C001", editions)
    assert events_of(states) == [
        (1, ("first",)), (2, ("changed",)), (3, ("moved", "renamed", "changed")), (4, ("unchanged",)),
    ]  # fmt: skip
    assert [state.duty.kind for state in states if state.duty] == ["cooperative", "cooperative", "reclaimed", "reclaimed"]
    assert [state.lineage.kind if state.lineage else None for state in states] == [None, None, "moved", None]
    assert repr(states[2]) == "<DutyState in edition 3: moved, renamed, changed>"


def test_the_edition_says_what_took_its_place(editions: tuple[ld.DutyList, ...]) -> None:
    last = duty_history("B002", editions)[-1]
    assert last.duty is None
    assert last.lineage == editions[3].lineage[2]
    assert last.lineage.into == ("B003",)


def test_a_shifted_number_is_no_change(editions: tuple[ld.DutyList, ...]) -> None:
    states = duty_history("R001", editions)
    assert {state.duty.number for state in states if state.duty} == {1, 2}


def test_the_order_in_which_editions_are_given_does_not_count(editions: tuple[ld.DutyList, ...]) -> None:
    assert duty_history("C001", reversed(editions)) == duty_history("C001", editions)


def test_an_event_of_an_edition_that_was_not_given_is_told_by_the_next(editions: tuple[ld.DutyList, ...]) -> None:
    states = duty_history("B001", (editions[0], editions[3]))
    assert events_of(states) == [(1, ("first",)), (4, ("gone",))]
    assert states[1].lineage == editions[3].lineage[0]
    assert states[1].lineage.edition == 3


def test_an_event_before_the_first_edition_given_is_not_told(editions: tuple[ld.DutyList, ...]) -> None:
    assert [state.lineage for state in duty_history("C001", editions[2:])] == [None, None]


def test_an_id_that_comes_back(document: Document) -> None:
    lists = []
    title = document["basic"][1]["title"]
    for number in (1, 2, 3):
        document["edition"]["number"] = number
        for kind in ("basic", "cooperative", "reclaimed"):
            for duty in document[kind]:
                duty["edition"] = number
        document["basic"][1]["id"] = "B002" if number != 2 else "B004"
        document["basic"][1]["title"] = title if number != 3 else "负责调解。"
        lists.append(ld.DutyList(ld.DutyListFile.model_validate_json(json.dumps(document))))
    assert events_of(duty_history("B002", lists)) == [(1, ("first",)), (2, ("gone",)), (3, ("back", "renamed"))]


def test_states_are_values(editions: tuple[ld.DutyList, ...]) -> None:
    states = duty_history("C001", editions)
    assert pickle.loads(pickle.dumps(states)) == states
    assert len({*states, *duty_history("C001", editions)}) == len(states)


def test_the_packaged_editions_are_loaded_one_by_one(monkeypatch: pytest.MonkeyPatch, editions: tuple[ld.DutyList, ...]) -> None:
    asked: list[int] = []

    def load(*, edition: int) -> ld.DutyList:
        asked.append(edition)
        return editions[edition - 1]

    monkeypatch.setattr(history, "packaged", lambda: tuple(one.edition for one in editions))
    monkeypatch.setattr(history, "load", load)
    assert duty_history("C001") == duty_history("C001", editions)
    assert asked == [1, 2, 3, 4]
    asked.clear()
    duty_history("C001", editions)
    assert asked == [], "lists that are given need no packaged ones"


# Refusals


def test_an_id_no_edition_has(editions: tuple[ld.DutyList, ...]) -> None:
    with pytest.raises(ld.DutyNotFoundError, match="did you mean C047") as caught:
        duty_history("C47")
    assert caught.value.suggestions == ("C047",)
    with pytest.raises(ld.DutyNotFoundError, match="did you mean B001") as caught:
        duty_history("b1", editions)
    assert caught.value.suggestions == ("B001",), "an earlier edition had it"
    with pytest.raises(ld.DutyNotFoundError, match="no duty has the id 'Z9'"):
        duty_history("Z9", editions)


def test_an_id_gone_before_the_editions_given(editions: tuple[ld.DutyList, ...]) -> None:
    with pytest.raises(ld.DutyNotFoundError, match="withdrawn in edition 3") as caught:
        duty_history("B001", editions[2:])
    assert caught.value.lineage == editions[2].lineage[0]


def test_editions_of_two_towns(editions: tuple[ld.DutyList, ...], duties: ld.DutyList) -> None:
    with pytest.raises(ld.ArgumentError, match="样例市样例区样例镇"):
        duty_history("C001", (duties, editions[1]))


def test_an_edition_given_twice(editions: tuple[ld.DutyList, ...]) -> None:
    with pytest.raises(ld.ArgumentError, match="edition 2 is given twice"):
        duty_history("C001", (*editions, editions[1]))


@pytest.mark.parametrize(
    ("id", "given", "message"),
    [
        (47, None, "an id is a str such as 'C047', not int"),
        ("C001", [], "there is no edition to look in"),
        ("C001", 1, "editions are duty lists, such as a list of them, not int"),
        ("C001", ["1"], "every edition is a DutyList, as load and read give it, not '1'"),
    ],
)
def test_arguments_that_make_no_sense(id: Any, given: Any, message: str) -> None:
    with pytest.raises(ld.ArgumentError, match=message):
        duty_history(id, given)


def test_one_list_is_not_several(duties: ld.DutyList) -> None:
    with pytest.raises(ld.ArgumentError, match="every edition is a DutyList"):
        duty_history("C047", duties)  # type: ignore[arg-type]
