"""What the judges of a panel expect, round by round: kept question by question, then laid open.

Judges are the trainers and administrators who rate. Until a round is closed each sees their own
ratings alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from app.assessment.angoff import FEWEST_JUDGES, Judged, judged
from app.assessment.models import StandardRating
from app.assessment.panels import Panel, change
from app.core.errors import Conflict

MOST_ROUNDS = 3

Ratings = Mapping[UUID, Mapping[int, int]]


def ratings(session: Session, found: Panel, round_: int) -> Ratings:
    """Judge → position → rating, in one round; judges in the order of their ids."""
    rows = session.execute(
        select(
            col(StandardRating.judge_id), col(StandardRating.position), col(StandardRating.value)
        )
        .where(col(StandardRating.panel_id) == found.id, col(StandardRating.round) == round_)
        .order_by(col(StandardRating.judge_id), col(StandardRating.position))
    )
    by_judge: dict[UUID, dict[int, int]] = {}
    for row in rows:
        by_judge.setdefault(row.judge_id, {})[row.position] = row.value
    return by_judge


def finished(found: Panel, rated: Ratings) -> tuple[UUID, ...]:
    """The judges who have rated every question; only they count."""
    return tuple(judge for judge, row in rated.items() if len(row) == len(found.items))


def result(found: Panel, rated: Ratings) -> Judged:
    """What the finished judges of a round have found; there have to be two at least."""
    rows = [
        [rated[judge][item.position] for item in found.items] for judge in finished(found, rated)
    ]
    return judged([item.weight for item in found.items], rows)


def rate(
    session: Session, found: Panel, judge: UUID, values: Mapping[int, int | None], now: datetime
) -> None:
    """Keep a judge's ratings of some questions; None takes one back. The panel is locked."""
    if found.is_closed:
        raise Conflict("This round is closed, so the ratings were not saved.")
    session.execute(
        delete(StandardRating).where(
            col(StandardRating.panel_id) == found.id,
            col(StandardRating.round) == found.round,
            col(StandardRating.judge_id) == judge,
            col(StandardRating.position).in_(list(values)),
        ),
        execution_options={"synchronize_session": False},
    )
    rows = [
        _rating(found, found.round, judge, position, value, now)
        for position, value in values.items()
        if value is not None
    ]
    if rows:
        session.execute(insert(StandardRating), rows)


def _rating(
    found: Panel, round_: int, judge: UUID, position: int, value: int, now: datetime
) -> dict[str, Any]:
    return {
        "panel_id": found.id,
        "round": round_,
        "judge_id": judge,
        "position": position,
        "value": value,
        "rated_at": now,
    }


def close(session: Session, found: Panel, now: datetime) -> None:
    """Lay the ratings open; a round that is closed stays as it is. Raises Conflict with fewer than two
    judges who are done.
    """
    if found.is_closed:
        return
    if len(finished(found, ratings(session, found, found.round))) < FEWEST_JUDGES:
        raise Conflict("At least two judges have to rate every question first.")
    change(session, found, closed_at=now)


def again(session: Session, found: Panel, now: datetime) -> None:
    """A further round, which begins with what everybody rated in the last one."""
    if not found.is_closed or found.round >= MOST_ROUNDS:
        raise Conflict(f"A round follows one that is closed, {MOST_ROUNDS} in all.")
    rated = ratings(session, found, found.round)
    rows = [
        _rating(found, found.round + 1, judge, position, value, now)
        for judge in finished(found, rated)
        for position, value in rated[judge].items()
    ]
    session.execute(insert(StandardRating), rows)
    change(session, found, round=found.round + 1, closed_at=None)
