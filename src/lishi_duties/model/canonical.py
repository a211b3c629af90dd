"""Edition files as they are kept."""

from __future__ import annotations

import json
from typing import Any

from lishi_duties.model.edition import DutyListFile
from lishi_duties.model.terms import KINDS


def canonical_json(document: dict[str, Any]) -> bytes:
    """JSON as it is kept: members in the model's order, one record a line, UTF-8, a line end at the end."""

    def compact(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    members = []
    for key, value in document.items():
        if isinstance(value, list):
            body = ",\n".join(compact(element) for element in value)
            members.append(f'"{key}":[\n{body}\n]' if value else f'"{key}":[]')
        else:
            members.append(f'"{key}":{compact(value)}')
    return ("{\n" + ",\n".join(members) + "\n}\n").encode()


def edition_json(file: DutyListFile) -> bytes:
    """An edition file as it is packaged."""
    document = file.model_dump(mode="json")
    for kind in KINDS:
        for record in document[kind]:  # each format has some of these counts, none has all
            record["place"] = {name: value for name, value in record["place"].items() if value is not None}
    return canonical_json(document)
