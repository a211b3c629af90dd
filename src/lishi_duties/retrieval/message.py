r"""What a message is about, without what surrounds it: the fields of a ticket, web addresses, telephone numbers, addresses.

A hotline hands a request on as a ticket, in whatever layout: `诉求内容：…` line by line, `【反映内容】…`, cells between tabs.
Labels are told by their words; fields whose label says who, when, where or how (来电人, 受理时间, 联系电话, 办理时限) are no part
of the matter.

The page of the site takes the same patterns, so they are written in what Python and JavaScript have in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

__all__ = ["PATTERNS", "matter_of", "pieces_of"]

_HAN = r"\u4e00-\u9fff"
_NUMERAL = "[0-9一二三四五六七八九十]"

PATTERNS = {
    "tag": r"<[^<>\n]{1,300}>|https?://[^ \n，。；）)]{1,500}|[A-Za-z0-9._-]{1,60}@[A-Za-z0-9.-]{1,60}",
    # labels, by layout: between brackets; at the beginning of a line; anywhere
    "brackets": rf"[【\[〔〖]([{_HAN}A-Za-z/·]{{1,10}})[】\]〕〗][:：]?",
    "lines": rf"(?:^|(?<=\n))[ \t　]*(?:{_NUMERAL}{{1,2}}[、.． ] ?)?([{_HAN}A-Za-z/·]{{1,10}})"
    r"(?:[:：]|[ \t　]*[|｜]|[ \t　]+(?=[^ \t　\n]))",
    "anywhere": rf"(?:^|(?<=[\n \t　；;，,。|｜]))([{_HAN}A-Za-z/·]{{1,8}})[:：]",
    # what a label is about: its end says most
    "side_end": "(?:人|者|员|号|号码|ID|IP|时间|日期|日|时限|期限|电话|手机|方式|渠道|来源|形式|单位|部门|状态|等级|程度|"
    "类型|类别|分类|归口|地址|住址|地点|位置|区域|地区|姓名|名称|性别|年龄|证|意见|批示|结果|满意度|附件|保密|址|市民|女士|先生)$",
    "matter": "内容|描述|标题|事项|事由|详情|详细|问题|诉求|反映|情况|主题|正文|述|留言|投诉|咨询|求助|建议|期望|希望",
    "side": "单|号|时|期|电话|联系|受理|承办|主办|办理|处理|工作|渠道|紧急|保密|公开|回访|领导|接待|交办|要求|备注|热线|坐席|"
    "信息|区|类",
    "speaker": "^(?:市民|群众|村民|居民|用户|客户|来电人|来电者|诉求人|来访人)$",
    "value_end": r"[\n；;|｜\t]",
    "cell_end": r"[\t|｜]",
    "no_matter": r"^[0-9A-Za-z*＊:：/.\-— 年月日时分秒]*$",
    "surroundings": "|".join(
        (
            r"(?:致电|拨打|来电)?[0-9]{0,8}(?:政务服务|便民服务|政府服务|市长|民生|服务)*热线(?:电话)?",
            r"(?:我的|联系)?(?:电话|手机|微信)(?:号码|号)?(?:是|为)?[:：]?(?= ?[0-9*]{5})",
            r"[0-9]{2,4}年[0-9]{1,2}月(?:[0-9]{1,2}[日号])?|[0-9]{1,2}月[0-9]{1,2}[日号]",
            r"身份证(?:号码|号)?(?:是|为)?[:：]?[0-9]{6,18}[Xx]?",
            rf"我叫[{_HAN}]{{1,4}}(?=[，,。])",
        )
    ),
    "address": rf"(?:家?住(?:在|址)?)?(?:[{_HAN}]{{2}}[省市])?(?:[{_HAN}]{{2}}[市区县])?(?:[{_HAN}]{{2}}(?:镇|乡|街道))?"
    rf"[{_HAN}]{{2}}(?:村|社区|路|街|巷|小区)(?:{_NUMERAL}{{1,4}}[组社队号栋幢](?!长)(?:[0-9]{{1,4}}(?:号|栋|幢|单元|室|楼))*)",
    "sentence_end": r"[。！？!?；;\n]|[①-⑳]|(?<=[，,、 ])(?:[0-9]{1,2}[.、．)）]|[一二三四五六七八九]是)",
    # someone who works or lives elsewhere asks of a matter here; and words that only look like a place
    "away": r"[^，,。；！？\n]{0,6}(?:打工|务工|上班|工作|做工|做生意|读书|上学|读大学|念书|当兵|出差|定居|跑车|开店|回来|"
    "回家|带娃)|夸下?海口",
}
"""Regular expressions, as Python and JavaScript both read them."""

_TAG, _VALUE_END, _CELL_END, _NO_MATTER, _SURROUNDINGS, _ADDRESS, _SENTENCE_END, _SIDE_END, _MATTER, _SIDE, _SPEAKER = (
    re.compile(PATTERNS[name])
    for name in (
        "tag",
        "value_end",
        "cell_end",
        "no_matter",
        "surroundings",
        "address",
        "sentence_end",
        "side_end",
        "matter",
        "side",
        "speaker",
    )
)
_LAYOUTS = tuple(re.compile(PATTERNS[name]) for name in ("brackets", "lines", "anywhere"))

_WHITE = " \t\r\n　"

_ANYWHERE = _LAYOUTS[-1]

_FIELDS = 2
"""So many different fields that are no part of the matter make a ticket."""
_CELLS = 4
"""So many cells make a row of a table."""
_NAME = 10
"""A value of so few characters is a name."""
_SHORT_CELL = 6
"""A cell of so few characters is a name or a state."""

_Field: TypeAlias = tuple[str, str]
"""A label and what follows it; the label is empty for what stands before the first."""


def matter_of(message: str) -> str:
    r"""What a message is about; empty where a ticket holds nothing that is a matter.

    >>> matter_of("工单编号：20260318\n来电人：王女士\n联系电话：13800000000\n诉求内容：路灯不亮\n办理时限：5个工作日").strip()
    '路灯不亮'
    >>> matter_of("【来电人】王女士【电话】13800000000【内容】路灯不亮【办理要求】及时回复").strip()
    '路灯不亮'
    >>> matter_of("楼上漏水，物业不管")
    '楼上漏水，物业不管'
    """
    text = _TAG.sub("\n", message)
    for layout in _LAYOUTS:
        fields = tuple(_fields(text, layout))
        kinds = {label: _about(label, value) for label, value in fields}
        if list(kinds.values()).count("side") >= _FIELDS or (
            layout is not _ANYWHERE and {"side", "matter"} <= set(kinds.values())
        ):
            text = "\n".join(_values(fields))
            break
    text = "\n".join(_cells(line) for line in text.split("\n"))
    return _ADDRESS.sub("\n", _SURROUNDINGS.sub("\n", text))


def pieces_of(matter: str, least: int, most: int) -> tuple[str, ...]:
    """The sentences of a message; those shorter than `least` characters stand with the next, and there are `most` at most.

    >>> pieces_of("路灯不亮已经三个多月了。楼上又漏水，物业不管。谢谢", 8, 60)
    ('路灯不亮已经三个多月了', '楼上又漏水，物业不管谢谢')
    """
    wanted = max(least, -(-len(matter) // most))
    pieces: list[str] = []
    piece = ""
    for sentence in _SENTENCE_END.split(matter):
        piece += sentence.strip(_WHITE)
        if len(piece) >= wanted:
            pieces.append(piece)
            piece = ""
    if piece and pieces:
        pieces[-1] += piece
    elif piece:
        pieces.append(piece)
    return tuple(pieces)


def _about(label: str, value: str = "") -> str:
    """Whether a label is about the `matter`, stands at its `side`, or is no label of a ticket (`other`, or empty).

    A caller whose label is followed by more than a name is one who speaks, in a call that was written down.
    """
    if not label:
        return ""
    if len(value.strip(_WHITE)) > _NAME and _SPEAKER.search(label):
        return "matter"
    if _SIDE_END.search(label):
        return "side"
    if _MATTER.search(label):
        return "matter"
    return "side" if _SIDE.search(label) else "other"


def _fields(text: str, layout: re.Pattern[str]) -> Iterator[_Field]:
    label, end = "", 0
    for match in layout.finditer(text):
        if _about(match[1]) == "other":
            continue
        yield label, text[end : match.start()]
        label, end = match[1], match.end()
    yield label, text[end:]


def _values(fields: tuple[_Field, ...]) -> Iterator[str]:
    """What the fields say of the matter; where none is about it, what follows the value of those at its side."""
    has_matter = any(_about(label, value) == "matter" for label, value in fields)
    for label, value in fields:
        if _about(label, value) != "side":
            yield value
        elif not has_matter:
            value = value.lstrip(" \t　")
            end = _VALUE_END.search(value)
            yield value[end.end() :] if end else ""


def _cells(line: str) -> str:
    """A line; of the row of a table, the cells that may be a matter."""
    cells = _CELL_END.split(line)
    if len(cells) < _CELLS and line.count(",") > _CELLS:
        cells = line.split(",")
    if len(cells) < _CELLS:
        return line
    return "\n".join([cell for cell in cells if _may_be_a_matter(cell)] or cells)


def _may_be_a_matter(cell: str) -> bool:
    return len(cell.strip(_WHITE)) > _SHORT_CELL and not _NO_MATTER.search(cell) and not _is_address(cell)


def _is_address(cell: str) -> bool:
    return not _ADDRESS.sub("", cell).strip(_WHITE)
