"""How many examples a property is tried on: a quarter by default, all with `pytest --hypothesis-profile=thorough`, as CI does."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

settings.register_profile("quick", deadline=None, max_examples=25)  # no deadline: a busy machine is no failure
settings.register_profile("thorough", deadline=None, max_examples=100)

LEAST = 5


def examples(count: int, **others: Any) -> settings:
    """Settings for a property that is to be tried on so many examples where there is time."""
    return settings(max_examples=max(LEAST, count * settings().max_examples // 100), **others)
