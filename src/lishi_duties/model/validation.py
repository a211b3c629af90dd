"""What pydantic says of a bad file, in one sentence a person can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError


def explain(error: ValidationError, limit: int = 3) -> str:
    """The first faults of a validation, each with its place in the file."""
    faults = error.errors(include_url=False, include_context=False, include_input=True)
    messages = []
    for fault in faults[:limit]:
        place = ""
        for step in fault["loc"]:
            place += f"[{step}]" if isinstance(step, int) else f".{step}" if place else str(step)
        message = fault["msg"].removeprefix("Value error, ")
        if fault["type"] not in ("value_error", "missing", "json_invalid", "extra_forbidden"):
            value = repr(fault["input"])
            message += f", not {value if len(value) <= 40 else value[:39] + '…'}"
        messages.append(f"{place}: {message}" if place else message)
    more = len(faults) - limit
    return "; ".join(messages) + (f"; and {more} more" if more > 0 else "")
