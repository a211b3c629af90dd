"""What search and dispatch take alike."""

from __future__ import annotations

from lishi_duties.errors import ArgumentError

__all__ = ["check_limit"]


def check_limit(limit: int) -> None:
    """Refuse what is no number of results."""
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise ArgumentError(f"limit is how many results at most, an int from 1, not {limit!r}")
