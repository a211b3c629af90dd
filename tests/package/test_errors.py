"""The errors: one family, also the built-in kind, readable, able to cross a process."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import pytest

import lishi_duties as ld
from lishi_duties import errors

SAMPLES: list[ld.LishiDutiesError] = [
    ld.LishiDutiesError("something"),
    ld.ArgumentError("limit is an int, not 'x'"),
    ld.NotFoundError("no 'x'", asked="x", suggestions=("y",)),
    ld.DutyNotFoundError("no duty 'C47'", asked="C47", suggestions=("C047",)),
    ld.DepartmentNotFoundError("no department '公安'", asked="公安", suggestions=("区公安局", "区信访办")),
    ld.CategoryNotFoundError("no section '民生'", asked="民生"),
    ld.EditionNotFoundError("no edition 9", asked="9"),
    ld.DataFileError("not JSON", path="a.json"),
    ld.TargetError("exists already", path="a.csv"),
    ld.IntakeError("a row without a number", path="list.txt", line=7, text="| | 内容 |"),
    ld.MissingExtraError("the command line", "cli"),
]
identify = [type(error).__name__ for error in SAMPLES]


def test_samples_hold_every_error() -> None:
    assert {type(error).__name__ for error in SAMPLES} == set(errors.__all__)
    assert set(errors.__all__) <= set(ld.__all__)


@pytest.mark.parametrize("error", SAMPLES, ids=identify)
def test_one_family(error: ld.LishiDutiesError) -> None:
    assert isinstance(error, ld.LishiDutiesError)


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (ld.NotFoundError, KeyError),
        (ld.DutyNotFoundError, KeyError),
        (ld.DepartmentNotFoundError, KeyError),
        (ld.CategoryNotFoundError, KeyError),
        (ld.EditionNotFoundError, KeyError),
        (ld.ArgumentError, ValueError),
        (ld.DataFileError, ValueError),
        (ld.TargetError, ValueError),
        (ld.IntakeError, ValueError),
        (ld.MissingExtraError, ImportError),
    ],
)
def test_ordinary_code_catches_the_built_in_kind(kind: type[Exception], builtin: type[Exception]) -> None:
    assert issubclass(kind, builtin)


@pytest.mark.parametrize("error", SAMPLES, ids=identify)
def test_str_is_the_message_without_quotes(error: ld.LishiDutiesError) -> None:
    assert str(error) == error.message
    assert str(error)[0] not in "'\""
    assert error.args == (error.message,)


@pytest.mark.parametrize(
    "duplicate",
    [copy.copy, copy.deepcopy, *(lambda e, p=p: pickle.loads(pickle.dumps(e, p)) for p in range(pickle.HIGHEST_PROTOCOL + 1))],
)
@pytest.mark.parametrize("error", SAMPLES, ids=identify)
def test_copied_or_pickled_it_is_the_same(
    error: ld.LishiDutiesError, duplicate: Callable[[ld.LishiDutiesError], ld.LishiDutiesError]
) -> None:
    back = duplicate(error)
    assert type(back) is type(error)
    assert str(back) == str(error)
    assert vars(back) == vars(error)


def test_a_raised_error_survives_pickling(duties: ld.DutyList) -> None:
    with pytest.raises(ld.DutyNotFoundError) as caught:
        duties["c47"]
    back = pickle.loads(pickle.dumps(caught.value))
    assert (back.asked, back.suggestions, str(back)) == ("c47", ("C047",), str(caught.value))


def test_intake_error_names_file_line_and_text() -> None:
    error = ld.IntakeError("a cell too many", path="list.txt", line=12, text="字" * 100)
    assert str(error).startswith("list.txt:12: a cell too many: ")
    assert (error.problem, error.path, error.line) == ("a cell too many", "list.txt", 12)
    assert len(error.text) == 60
    assert error.text.endswith("…")
    assert str(ld.IntakeError("a section is missing", path="list.txt")) == "list.txt: a section is missing"


def test_missing_extra_says_what_to_install() -> None:
    error = ld.MissingExtraError("the command line", "cli")
    assert "pip install 'lishi-duties[cli]'" in str(error)
    assert (error.what, error.extra) == ("the command line", "cli")
