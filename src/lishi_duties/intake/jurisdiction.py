"""Whose list a document is: province, city, district and town."""

from __future__ import annotations

import re
from pathlib import Path

from lishi_duties.errors import ArgumentError, IntakeError
from lishi_duties.intake.template import TITLE_ENDING
from lishi_duties.model import Jurisdiction, Place
from lishi_duties.text import quoted

_TITLE = re.compile(
    r"^(?P<province>[^省市区]{1,6}(?:省|自治区|特别行政区)|(?:北京|天津|上海|重庆)市)"
    r"(?:(?P<city>[^省]{1,10}?(?:市|自治州|地区|盟))(?=.{1,12}?[区县市旗].))?"
    r"(?P<district>.[县市]区|.{1,12}?(?:区|县|市|旗))(?P<town>.{1,12}?(?:镇|乡|街道|苏木))(?:人民政府|办事处)?$"
)


def jurisdiction_of(title: str, path: Path, before: Jurisdiction | None, override: Jurisdiction | None) -> Jurisdiction:
    """Whose list it is: as given, as in the previous edition, or as the title says.

    Raises:
        ArgumentError: the previous edition is another town's.
        IntakeError: nothing says it.
    """
    town = re.sub(f"{TITLE_ENDING}$", "", title)
    if before is not None:
        if override not in (None, before) or (override is None and before.town not in town):
            raise ArgumentError(
                f"the document is the list of {override or town}, the previous edition that of {before}; "
                "read another town's list without a previous edition"
            )
        return before
    if override is not None:
        return override
    match = _TITLE.match(town)
    if match is None:
        raise IntakeError(
            "the title does not name province, district and town",
            path=path,
            place=Place(),
            text=title,
            advice="Give them: jurisdiction=Jurisdiction(…), on the command line --jurisdiction 重庆市/江津区/李市镇",
        )
    return Jurisdiction(**match.groupdict())


def jurisdiction_named(text: str) -> Jurisdiction:
    """`重庆市/江津区/李市镇`, or with a city between province and district, as a jurisdiction.

    Raises:
        ArgumentError: it has fewer or more parts.
    """
    parts = [part.strip() for part in text.split("/")]
    if len(parts) not in (3, 4) or not all(parts):
        raise ArgumentError(
            "a jurisdiction is province/district/town or province/city/district/town, such as 重庆市/江津区/李市镇, "
            f"not {quoted(text)}"
        )
    province, *city, district, town = parts
    return Jurisdiction(province=province, city=city[0] if city else None, district=district, town=town)
