"""Refusing arguments that make no sense."""

from __future__ import annotations

from lishi_duties.errors import ArgumentError
from lishi_duties.text import nearest, quoted

__all__ = ["check_limit", "one_of"]


def one_of(what: str, value: object, allowed: tuple[str, ...]) -> None:
    """Refuse a value that is not among those allowed, with the nearest one.

    >>> one_of("role", "lead", ("leads", "receives"))
    Traceback (most recent call last):
    lishi_duties.errors.ArgumentError: there is no role 'lead'; did you mean 'leads'? allowed: 'leads', 'receives'
    """
    if not isinstance(value, str) or value not in allowed:
        close = nearest(value, allowed, 1) if isinstance(value, str) else ()
        hint = f" did you mean {close[0]!r}?" if close else ""
        raise ArgumentError(f"there is no {what} {quoted(value)};{hint} allowed: {', '.join(map(repr, allowed))}")


def check_limit(limit: int) -> None:
    """Refuse what is no number of results."""
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise ArgumentError(f"limit is how many results at most, an int from 1, not {limit!r}")
