"""The words of the form: kinds, roles, what a text or an id may be, and the base of every record."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, Field

from lishi_duties.text import shorten_line

SCHEMA_VERSION = 1
"""The version of the edition file's form that this package reads and writes."""

Kind: TypeAlias = Literal["basic", "cooperative", "reclaimed"]
"""Which of the three lists a duty stands in."""

Role: TypeAlias = Literal["leads", "receives"]
"""What a department does: it leads a cooperative duty (牵头), or it receives a reclaimed item (承接)."""

DepartmentKind: TypeAlias = Literal["district", "party", "vertical", "mass", "collective"]
"""What a name in the list stands for.

`district` 区政府工作部门及其机构, `party` 区委部门, `vertical` 垂直管理或派驻机构 (named 江津区… or 国家…),
`mass` 群团组织及合作社组织, `collective` a name that stands for no single department (区级相关部门, 房源单位).
"""

NoteKind: TypeAlias = Literal[
    "correction", "department_name", "department_column", "numbering", "punctuation", "structure", "wording"
]
"""What an editorial note is about; see `EditorialNote.kind`."""

Became: TypeAlias = Literal["moved", "split", "merged", "withdrawn"]
"""What became of an id; see `Lineage.kind`."""

KINDS: tuple[Kind, ...] = ("basic", "cooperative", "reclaimed")
ROLES: tuple[Role, ...] = ("leads", "receives")
LETTERS: dict[Kind, str] = {"basic": "B", "cooperative": "C", "reclaimed": "R"}

Text: TypeAlias = Annotated[str, Field(min_length=1)]
DutyId: TypeAlias = Annotated[str, Field(pattern=r"^[BCR][0-9]{3,}$")]
BoundedInt: TypeAlias = Annotated[int, Field(le=2**31 - 1)]  # what every database and data frame has room for
Ordinal: TypeAlias = Annotated[BoundedInt, Field(ge=1)]


class Record(BaseModel, frozen=True, extra="forbid", strict=True):
    """Base of everything in an edition file: frozen, strict, closed to unknown fields."""

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self)
        return shorten_line(f"{type(self).__name__}({fields})")
