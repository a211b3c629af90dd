"""The conditions of `filter` have the same names wherever one gives them."""

from __future__ import annotations

from inspect import Parameter, signature

import pytest

import lishi_duties as ld
from lishi_duties.cli.commands.list_ import list_
from lishi_duties.duties.duty_set import Conditions
from lishi_duties.mcp.tools import Tools

NAMES = {"kind", *Conditions.__annotations__}


def test_filter_takes_what_the_type_says() -> None:
    taken = [parameter for name, parameter in signature(ld.DutySet.filter).parameters.items() if name != "self"]
    assert {parameter.name for parameter in taken} == NAMES
    assert {parameter.kind for parameter in taken} == {Parameter.KEYWORD_ONLY}


def test_the_command_line_and_the_server_take_them_too() -> None:
    assert signature(list_).parameters.keys() & NAMES == NAMES
    assert signature(Tools.list_duties).parameters.keys() - {"self", "limit", "offset"} == NAMES


def test_a_name_that_is_none_of_them_is_refused(duties: ld.DutyList) -> None:
    with pytest.raises(TypeError, match=r"filter\(\) got an unexpected keyword argument 'town'"):
        duties.filter(town="李市镇")  # type: ignore[call-overload]
