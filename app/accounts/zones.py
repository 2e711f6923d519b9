"""Which time zones a person can choose."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

_AREAS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


@cache
def zones() -> tuple[str, ...]:
    """Names by place, sorted; zones without a place and old aliases are left out, but for UTC."""
    return ("UTC", *sorted(name for name in available_timezones() if name.startswith(_AREAS)))
