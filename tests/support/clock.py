"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta
from threading import Event

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class FrozenClock:
    """`asked` is set when somebody has asked for the time."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now
        self.asked = Event()

    def __call__(self) -> datetime:
        self.asked.set()
        return self.now

    def advance(self, **parts: float) -> None:
        self.now += timedelta(**parts)
