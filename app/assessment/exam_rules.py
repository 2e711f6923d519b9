"""Whether an attempt may start now, until when it runs, and when its time is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.catalog.periods import add, parse_period
from app.catalog.questions import AttemptRule


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """An attempt as far as the rules care. `ended_at` is None while it is open; one that was
    declared invalid neither counts nor makes anybody wait.
    """

    started_at: datetime
    ended_at: datetime | None
    is_valid: bool = True


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an attempt cannot start, as a sentence, and from when that no longer holds (None: unless
    something else changes). What has to be completed has a title, an address, what is `left` of it,
    and in `next` the title and address of its next step.
    """

    sentence: str
    until: datetime | None = None
    title: str = ""
    address: str = ""
    left: str = ""
    next: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Admission:
    """What the rules say now. `left` is how many attempts may still be started (None: any number)."""

    reasons: tuple[Reason, ...]
    has_open: bool
    used: int
    left: int | None

    @property
    def may_start(self) -> bool:
        return not self.reasons and not self.has_open


def admission(
    rule: AttemptRule, past: Sequence[PastAttempt], gate: Sequence[Reason], now: datetime
) -> Admission:
    """Apply the rules to the attempts so far. `gate` are reasons from elsewhere that forbid it,
    such as modules that are not complete. An open attempt is resumed, not started.
    """
    valid = sorted((a for a in past if a.is_valid), key=lambda a: a.started_at)
    counted = [a for a in valid if not rule.within or _end(rule.within, a.started_at) > now]
    has_open = any(attempt.ended_at is None for attempt in valid)
    reasons = list(gate)
    if rule.max is not None and len(counted) >= rule.max:
        reasons.append(_used_up(rule, rule.max, counted))
    if waiting := _waiting(rule, counted, now):
        reasons.append(waiting)
    return Admission(
        reasons=() if has_open else tuple(reasons),
        has_open=has_open,
        used=len(counted),
        left=None if rule.max is None else max(0, rule.max - len(counted)),
    )


def looks_back(rule: AttemptRule) -> int:
    """How many of the newest valid attempts the rule looks at; those before make no difference."""
    return max(rule.max or 0, len(rule.wait))


def _used_up(rule: AttemptRule, most: int, counted: Sequence[PastAttempt]) -> Reason:
    attempts = "the one attempt" if most == 1 else f"all {most} attempts"
    if not rule.within:
        return Reason(f"You have used {attempts} that there {'is' if most == 1 else 'are'}.")
    # One becomes free when the oldest of those that fill the limit leaves the period.
    free = _end(rule.within, counted[-most].started_at)
    period = parse_period(rule.within)
    return Reason(f"You have used {attempts} that can be started within {period}.", free)


def _waiting(rule: AttemptRule, counted: Sequence[PastAttempt], now: datetime) -> Reason | None:
    ended = [attempt.ended_at for attempt in counted if attempt.ended_at is not None]
    if not rule.wait or not ended:
        return None
    period = parse_period(rule.wait[min(len(counted), len(rule.wait)) - 1])
    until = add(period, max(ended))
    if until <= now:
        return None
    return Reason(f"After this attempt there is a wait of {period}.", until)


def _end(period: str, start: datetime) -> datetime:
    return add(parse_period(period), start)


def deadline(started_at: datetime, minutes: int | None, extra_time: int) -> datetime | None:
    """When the time is over; `extra_time` is a person's accommodation in per cent."""
    if minutes is None:
        return None
    return started_at + timedelta(minutes=minutes) * (100 + extra_time) / 100


def is_over(deadline: datetime | None, now: datetime) -> bool:
    """Whether the time is over; the deadline's own moment still counts."""
    return deadline is not None and now > deadline
