"""Requests in the forms in which a hotline gets them, made from any set of plain ones.

    python evaluation/forms.py SET.json [--form NAME] > OTHER.json

The labels stay: what surrounds a request, or how it was heard, does not change whose matter it is. Homophones need
the extra `bench`.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["FORMS", "in_form"]

_SURNAMES = "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗"
_VILLAGES = ("大桥村", "双龙村", "新店村", "石笋村", "沙埂村", "两岔村", "牌坊村", "洞塘村")
_ROADS = ("兴隆路", "人民街", "和平巷", "滨江路", "建设路")
_FAR = ("广东", "浙江", "东莞", "成都", "昆明", "上海", "福建", "深圳")
_FILLERS = ("嗯", "那个", "就是说", "呃", "喂你好", "我跟你讲", "怎么说呢", "这个这个", "啊")


def _caller(chance: random.Random) -> tuple[str, str, str]:
    """A name, a telephone number and an address, all made up."""
    name = chance.choice(_SURNAMES) + chance.choice(("先生", "女士", "某某", "大爷", "孃孃"))
    phone = f"1{chance.choice('3578')}{chance.randrange(10**9):09}"
    address = f"{chance.choice(_VILLAGES)}{chance.randrange(1, 12)}组{chance.randrange(1, 90)}号"
    if chance.random() < 0.4:
        address = f"{chance.choice(_ROADS)}{chance.randrange(1, 200)}号{chance.randrange(1, 9)}栋{chance.randrange(101, 999)}室"
    return name, phone, address


def _ticket_lines(request: str, chance: random.Random) -> str:
    name, phone, address = _caller(chance)
    day = f"2026-{chance.randrange(1, 12):02}-{chance.randrange(1, 28):02}"
    return "\n".join((
        f"工单编号：{day.replace('-', '')}{chance.randrange(10**6):06}",
        f"受理时间：{day} {chance.randrange(8, 20):02}:{chance.randrange(60):02}:{chance.randrange(60):02}",
        "来电渠道：12345热线电话",
        f"诉求人：{name}",
        f"联系电话：{phone}",
        f"诉求地址：{address}",
        f"诉求内容：{request}",
        "紧急程度：一般",
        "办理时限：5个工作日",
    ))  # fmt: skip


def _ticket_brackets(request: str, chance: random.Random) -> str:
    name, phone, address = _caller(chance)
    return (
        f"【来电人】{name}【电话】{phone}【所属区域】江津区李市镇【地址】{address}【诉求类别】投诉举报【反映内容】{request}"
        "【处理要求】请贵单位核实处理并于3日内回复来电人，办理结果请上传系统。"
    )


def _ticket_columns(request: str, chance: random.Random) -> str:
    name, phone, address = _caller(chance)
    number = f"DH{chance.randrange(10**10):010}"
    return "\t".join(
        (
            number,
            "网络渠道",
            f"2026/{chance.randrange(1, 12)}/{chance.randrange(1, 28)}",
            name,
            phone,
            address,
            request,
            "待办理",
            "否",
        )
    )


def _ticket_sentence(request: str, chance: random.Random) -> str:
    name, phone, address = _caller(chance)
    day = chance.randrange(1, 28)
    caller = f"{name}（{phone}，住{address}）于11月{day}日致电12345政务服务热线，反映："
    return f"{caller}{request}来电人要求相关部门尽快处理并回复，谢谢！"


def _signed(request: str, chance: random.Random) -> str:
    name, phone, address = _caller(chance)
    return f"我叫{name}，住在{address}，电话{phone}。{request}"


def _telephone(request: str, chance: random.Random) -> str:
    return f"{request} 我的电话是{_caller(chance)[1]}"


def _works_elsewhere(request: str, chance: random.Random) -> str:
    return f"我在{chance.choice(_FAR)}{chance.choice(('打工', '上班', '务工', '做生意'))}，{request}"


def _fillers(request: str, chance: random.Random) -> str:
    parts = request.replace("。", "，").split("，")
    return "，".join(chance.choice(_FILLERS) + "，" + part if part and chance.random() < 0.7 else part for part in parts)


@cache
def _homophones() -> dict[str, str]:
    """For each of the frequent characters (GB 2312, first level), the others that sound the same."""
    from pypinyin import Style, pinyin  # type: ignore[import-not-found, unused-ignore]

    frequent = [
        bytes((row, column)).decode("gb2312")
        for row in range(0xB0, 0xD8)
        for column in range(0xA1, 0xFF)
        if (row, column) < (0xD7, 0xFA)
    ]
    sounds: dict[str, list[str]] = defaultdict(list)
    for character in frequent:
        sounds[pinyin(character, style=Style.NORMAL)[0][0]].append(character)
    return {c: "".join(other for other in same if other != c) for same in sounds.values() for c in same}


def _misheard(share: float) -> Callable[[str, random.Random], str]:
    def misheard(request: str, chance: random.Random) -> str:
        same = _homophones()
        return "".join(chance.choice(same[c]) if same.get(c) and chance.random() < share else c for c in request)

    return misheard


FORMS: dict[str, Callable[[str, random.Random], str]] = {
    "ticket in lines": _ticket_lines,
    "ticket in brackets": _ticket_brackets,
    "ticket in columns": _ticket_columns,
    "ticket in a sentence": _ticket_sentence,
    "name, address, telephone": _signed,
    "telephone": _telephone,
    "works elsewhere": _works_elsewhere,
    "fillers": _fillers,
    "misheard, 10 %": _misheard(0.10),
    "misheard, 25 %": _misheard(0.25),
}
"""What a form makes of a request; the chance is the same for the same request and form."""


def in_form(name: str, request: str) -> str:
    """A request in one of `FORMS`; always the same.

    >>> in_form("telephone", "路灯坏了")
    '路灯坏了 我的电话是17404744393'
    """
    return FORMS[name](request, random.Random(f"{name}\n{request}"))  # noqa: S311 (no secret)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path)
    parser.add_argument("--form", choices=FORMS, action="append")
    options = parser.parse_args()
    entries: list[dict[str, Any]] = json.loads(options.set.read_text(encoding="utf-8"))
    forms = options.form or list(FORMS)
    written = [{**entry, "query": in_form(form, entry["query"]), "form": form} for form in forms for entry in entries]
    json.dump(written, sys.stdout, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
