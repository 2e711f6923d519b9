"""What is written down of an exam's course: connection, devices, clocks, silence, pauses, more time.

It never changes a score. What the server saw itself is told apart from what the learner's browser
reported. Nothing is asked of the database for it while all goes well: what has to be compared comes
with the attempt, which is read anyway. Each kind has so many rows an attempt at most, so that
nobody can fill the log. A row holds no address and no device, only that something was another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlmodel import Session, col

from app.assessment.models import Attempt as AttemptTable
from app.assessment.models import Incident as IncidentTable
from app.assessment.records import Attempt, AttemptHead
from app.core.ids import new_id
from app.web.context import Context

Kind = Literal[
    "offline",
    "device-clock",
    "other-sign-in",
    "silence",
    "server-clock",
    "paused",
    "went-on",
    "more-time",
]
# What a browser may report; the rest is written by the server alone.
REPORTED: Final[frozenset[str]] = frozenset({"offline", "device-clock"})
# So many seconds without a saved answer are worth a row; fewer are thinking.
SILENCE: Final = 600
# A clock that is behind by less is two processes of one site, or a correction of time.
CLOCK_BACK: Final = 5
# Outages shorter than these seconds are not reported, so that two of them begin further apart.
SAME_OUTAGE: Final = 5
_MOST: Final = 20
_MOST_OF: Final = {"device-clock": 3, "server-clock": 1}


@dataclass(frozen=True, slots=True)
class Incident:
    """`seconds` is how long it took or by how much it differed (a clock behind: negative)."""

    at: datetime
    kind: Kind
    seconds: int | None


def note(
    session: Session, attempt_id: UUID, kind: Kind, at: datetime, seconds: int | None = None
) -> bool:
    """Write it down, and say whether there was room. The caller holds the attempt's row."""
    there = select(func.count()).where(
        col(IncidentTable.attempt_id) == attempt_id, col(IncidentTable.kind) == kind
    )
    if (session.scalar(there) or 0) >= _MOST_OF.get(kind, _MOST):
        return False
    values = {"id": new_id(), "attempt_id": attempt_id, "at": at, "kind": kind, "seconds": seconds}
    session.execute(insert(IncidentTable).values(**values))
    return True


def note_outage(session: Session, attempt_id: UUID, at: datetime, seconds: int) -> None:
    """An outage that the browser tells of `at` its end. Where no answer reached the page, it tells of
    the same one again, later: the start is what both have in common.
    """
    start = at - timedelta(seconds=seconds)
    for known in of_attempts(session, [attempt_id])[attempt_id]:
        if known.kind == "offline" and known.seconds is not None:
            apart = known.at - timedelta(seconds=known.seconds) - start
            if abs(apart.total_seconds()) < SAME_OUTAGE:
                return
    note(session, attempt_id, "offline", at, seconds)


def of_attempts(session: Session, ids: Sequence[UUID]) -> dict[UUID, tuple[Incident, ...]]:
    """What happened in each of these attempts, in its order."""
    found: dict[UUID, list[Incident]] = {id_: [] for id_ in ids}
    rows = session.execute(
        select(
            col(IncidentTable.attempt_id),
            col(IncidentTable.at),
            col(IncidentTable.kind),
            col(IncidentTable.seconds),
        )
        .where(col(IncidentTable.attempt_id).in_(ids))
        .order_by(col(IncidentTable.at), col(IncidentTable.id))
    )
    for row in rows:
        found[row.attempt_id].append(Incident(row.at, row.kind, row.seconds))
    return {id_: tuple(incidents) for id_, incidents in found.items()}


def pause_over(attempt: AttemptHead | AttemptTable, now: datetime) -> tuple[datetime, int] | None:
    """When a pause was over whose end is not written down, and how many seconds were not used of it.
    One that is over by itself is written down by whoever does something to the attempt next.
    """
    if attempt.paused_at is None:
        return None
    by_itself = attempt.paused_at + timedelta(seconds=attempt.pause_seconds)
    ended = min(by_itself, attempt.submitted_at or now)
    if attempt.submitted_at is None and ended < by_itself:
        return None
    return ended, math.floor((by_itself - ended).total_seconds())


def with_end_of_pause(
    found: Sequence[Incident], attempt: AttemptHead | AttemptTable, now: datetime
) -> tuple[Incident, ...]:
    """Readers are told of the end before it is written down."""
    over = pause_over(attempt, now)
    if over is None:
        return tuple(found)
    ended, unused = over
    end = Incident(ended, "went-on", attempt.pause_seconds - unused)
    return tuple(sorted([*found, end], key=lambda one: one.at))


def watch(ctx: Context, attempt: Attempt) -> Attempt:
    """What the server can see when an answer to an exam arrives, before it is saved."""
    head = attempt.head
    if head.kind != "exam":
        return attempt
    heard = max(filter(None, (head.started_at, head.resumed_at, attempt.saved_at)))
    quiet = int((ctx.now - heard).total_seconds())
    if quiet >= SILENCE:
        note(ctx.session, head.id, "silence", ctx.now, quiet)
    elif quiet <= -CLOCK_BACK:
        note(ctx.session, head.id, "server-clock", ctx.now, quiet)
    here = ctx.person.session_id
    if head.saved_by == here:
        return attempt
    if head.saved_by is not None:
        note(ctx.session, head.id, "other-sign-in", ctx.now)
    ctx.session.execute(
        update(AttemptTable).where(col(AttemptTable.id) == head.id).values(saved_by=here),
        execution_options={"synchronize_session": False},
    )
    return replace(attempt, head=replace(head, saved_by=here))
