"""`lishi-duties schema`."""

from __future__ import annotations

from lishi_duties.model import SCHEMA_VERSION


def schema() -> None:
    """Print the JSON Schema of an edition file."""
    import importlib_resources

    path = importlib_resources.files("lishi_duties") / "data" / "schemas" / f"duty-list-{SCHEMA_VERSION}.json"
    print(path.read_text(encoding="utf-8"), end="")
