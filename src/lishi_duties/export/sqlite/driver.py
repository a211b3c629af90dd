"""The module sqlite3, which not every Python has."""

from __future__ import annotations

from types import ModuleType

from lishi_duties.errors import LishiDutiesError

__all__ = ["sqlite_module"]


def sqlite_module() -> ModuleType:
    """The module sqlite3.

    Raises:
        LishiDutiesError: this Python was built without it.
    """
    try:
        import sqlite3
    except ImportError:
        raise LishiDutiesError("SQLite databases need a Python with the module sqlite3; this one was built without it") from None
    return sqlite3
