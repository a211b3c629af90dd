"""What a duty list is: records, departments, edition. Pure types, no behaviour beyond showing themselves.

Every record is a frozen pydantic model: hashable by edition and id, comparable, picklable, copyable. All collections are
tuples. The same models are the JSON Schema of an edition file (`lishi-duties schema`).
"""

from lishi_duties.labels import LIST_NAMES
from lishi_duties.model.edition import Department, DutyListFile, Edition, EditorialNote, Jurisdiction, Lineage, Source
from lishi_duties.model.records import (
    BasicDuty,
    CooperativeDuty,
    Discontinuation,
    Duty,
    Handover,
    Place,
    ReclaimedItem,
    Responsibility,
)
from lishi_duties.model.terms import (
    KINDS,
    LETTERS,
    ROLES,
    SCHEMA_VERSION,
    Became,
    BoundedInt,
    DepartmentKind,
    DutyId,
    Kind,
    NoteKind,
    Ordinal,
    Record,
    Role,
    Text,
)
from lishi_duties.model.walk import Part, RecordText, departments_of, field_text, texts_of

__all__ = [
    "KINDS",
    "LETTERS",
    "LIST_NAMES",
    "ROLES",
    "SCHEMA_VERSION",
    "BasicDuty",
    "Became",
    "BoundedInt",
    "CooperativeDuty",
    "Department",
    "DepartmentKind",
    "Discontinuation",
    "Duty",
    "DutyId",
    "DutyListFile",
    "Edition",
    "EditorialNote",
    "Handover",
    "Jurisdiction",
    "Kind",
    "Lineage",
    "NoteKind",
    "Ordinal",
    "Part",
    "Place",
    "ReclaimedItem",
    "Record",
    "RecordText",
    "Responsibility",
    "Role",
    "Source",
    "Text",
    "departments_of",
    "field_text",
    "texts_of",
]
