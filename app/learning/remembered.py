"""What is worked out from a course once and asked for by every reader, until the courses are read anew.

Courses, modules and units are equal to themselves alone, so nothing is found again under those of an
earlier reading; `forget` lets go of them, and of all that hangs on them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Found = TypeVar("Found")

_forget: list[Callable[[], None]] = []


def remembered(most: int) -> Callable[[Callable[Given, Found]], Callable[Given, Found]]:
    """A function whose last `most` results are kept under what it was given."""

    def keep(function: Callable[Given, Found]) -> Callable[Given, Found]:
        kept = lru_cache(maxsize=most)(function)
        _forget.append(kept.cache_clear)
        return kept  # type: ignore[return-value]  # it takes what the function takes

    return keep


def forget() -> None:
    for clear in _forget:
        clear()
