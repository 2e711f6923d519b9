"""How an exam is paused and gone on with: the clock stands still, and no question can be seen.

The deadline is moved by all that is left of the pauses when one begins, and back by what was not
used when it ends. So the deadline that is kept is always right: a pause that nobody ends is over by
itself, and nothing has to run in the background for it. Only the server's clock counts.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from app.assessment import incidents
from app.assessment.models import Attempt as AttemptTable
from app.assessment.records import Attempt
from app.core.errors import Conflict
from app.web.context import Context


class Paused(Conflict):
    title = "The exam is paused"
    message = "While it is paused, no answer can be given. Go on with the exam first."


class NoPauseLeft(Conflict):
    title = "There is no pause left"
    message = "All the time for pauses that you were granted is used. The answer was saved."


def pause(ctx: Context, attempt: Attempt) -> None:
    """Stop the clock of an open attempt that is not paused. Raises NoPauseLeft."""
    head = attempt.head
    left = head.pause_left(ctx.now)
    if left <= 0 or head.deadline is None:
        raise NoPauseLeft
    # As many pauses as the log has room for, so that each of them stands in it.
    if not incidents.note(ctx.session, head.id, "paused", ctx.now):
        raise NoPauseLeft("An exam can be paused 20 times. The answer was saved.")
    deadline = head.deadline + timedelta(seconds=left)
    _keep(ctx.session, attempt, pause_seconds=left, paused_at=ctx.now, deadline=deadline)


def go_on(ctx: Context, attempt: Attempt) -> Attempt:
    """End a pause, or note that it ended by itself; without one, nothing."""
    return end(ctx.session, attempt, ctx.now)


def end(session: Session, attempt: Attempt, at: datetime) -> Attempt:
    """The same as of a moment, for whoever ends the attempt itself."""
    head = attempt.head
    if head.paused_at is None or head.pause_ends is None or head.deadline is None:
        return attempt
    elapsed = math.ceil((at - head.paused_at).total_seconds())
    used = min(max(0, elapsed), head.pause_seconds)
    unused = head.pause_seconds - used
    ended = max(head.paused_at, min(at, head.pause_ends))
    incidents.note(session, head.id, "went-on", ended, used)
    return _keep(
        session,
        attempt,
        pause_seconds=unused,
        paused_at=None,
        resumed_at=ended,
        deadline=head.deadline - timedelta(seconds=unused),
    )


def _keep(session: Session, attempt: Attempt, **values: Any) -> Attempt:
    session.execute(
        update(AttemptTable).where(col(AttemptTable.id) == attempt.head.id).values(**values),
        execution_options={"synchronize_session": False},
    )
    return replace(attempt, head=replace(attempt.head, **values))
