"""What assessment keeps of a person: their attempts, with the answers they gave and what was said of
them, and the marks that they gave as a trainer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, select
from sqlmodel import Session, col

from app.assessment import incidents, marking_queries, snapshots
from app.assessment.incident_words import shown
from app.assessment.incidents import Incident
from app.assessment.marking import Mark
from app.assessment.models import Attempt, AttemptItem, StandardPanel, StandardRating
from app.assessment.models import Mark as MarkTable
from app.assessment.wording import in_words, points_of
from app.catalog.model import Catalog
from app.catalog.questions import Question


class AssessmentData:
    """See `app.web.context.PersonalData`."""

    def merge(self, session: Session, source: UUID, target: UUID) -> None:
        """Quizzes and exams need an account, so a learner without one has no attempts to move."""

    def export(
        self,
        session: Session,
        user_id: UUID,
        catalog: Catalog,  # noqa: ARG002
        now: datetime,
    ) -> dict[str, Any]:
        attempts = session.scalars(
            select(Attempt).where(col(Attempt.user_id) == user_id).order_by(col(Attempt.started_at))
        ).all()
        items = session.execute(
            select(AttemptItem)
            .where(col(AttemptItem.attempt_id).in_([attempt.id for attempt in attempts]))
            .order_by(col(AttemptItem.position))
        ).scalars()
        rows = list(items)
        known = snapshots.load(session, (item.snapshot_hash for item in rows))
        happened = incidents.of_attempts(session, [attempt.id for attempt in attempts])
        paused = {a.id for a in attempts if a.paused_at and not incidents.pause_over(a, now)}
        answers: dict[UUID, list[dict[str, Any]]] = {attempt.id: [] for attempt in attempts}
        marks = marking_queries.marks_of(session, answers)
        for item in rows:
            # The questions of an exam that is paused are hidden, here too.
            if item.attempt_id not in paused:
                question = known.question(item.snapshot_hash)
                told = _answer(item, question) | _marks(item, question, marks)
                answers[item.attempt_id].append(told)
        return {
            "attempts": [
                _attempt(a, now)
                | {
                    "incidents": _incidents(incidents.with_end_of_pause(happened[a.id], a, now)),
                    "questions": answers[a.id],
                }
                for a in attempts
            ],
            "marks_given": _given(session, user_id),
            "ratings_as_judge": _ratings(session, user_id),
        }

    def erase(self, session: Session, user_id: UUID) -> None:
        """Finished attempts stay: their person's row has no name any more. Open ones go. Marks that
        the person gave stay as well, because results of others rest on them.
        """
        session.execute(
            delete(Attempt).where(
                col(Attempt.user_id) == user_id, col(Attempt.submitted_at).is_(None)
            )
        )


def _ratings(session: Session, user_id: UUID) -> list[dict[str, Any]]:
    """What the person rated as a judge; the questions stay where they are."""
    rows = session.execute(
        select(
            col(StandardPanel.course),
            col(StandardRating.round),
            col(StandardRating.position),
            col(StandardRating.value),
            col(StandardRating.rated_at),
        )
        .join(StandardPanel, col(StandardPanel.id) == col(StandardRating.panel_id))
        .where(col(StandardRating.judge_id) == user_id)
        .order_by(col(StandardRating.rated_at), col(StandardRating.position))
    )
    return [
        {
            "course": row.course,
            "round": row.round,
            "question": row.position,
            "per_cent": row.value,
            "rated_at": row.rated_at.isoformat(),
        }
        for row in rows
    ]


def _attempt(attempt: Attempt, now: datetime) -> dict[str, Any]:
    over = incidents.pause_over(attempt, now)
    return {
        "title": attempt.title,
        "course": attempt.course,
        "course_version": attempt.course_version,
        "kind": attempt.kind,
        "module": attempt.module,
        "number": attempt.number,
        "started_at": attempt.started_at.isoformat(),
        "deadline": attempt.deadline.isoformat() if attempt.deadline else None,
        "submitted_at": attempt.submitted_at.isoformat() if attempt.submitted_at else None,
        "submitted_by": attempt.submitted_by,
        "extra_time_per_cent": attempt.extra_time,
        "pause_seconds_left": over[1] if over else attempt.pause_seconds,
        "pass_mark": attempt.pass_mark,
        "pass_mark_set_by_panel": attempt.mark_decided,
        "score": attempt.score,
        "passed": attempt.passed,
        "asked_how_sure": attempt.certainty,
        "provisional": attempt.provisional,
        "marked_at": attempt.marked_at.isoformat() if attempt.marked_at else None,
        "invalidated_at": attempt.invalidated_at.isoformat() if attempt.invalidated_at else None,
        "invalidated_why": attempt.invalidated_why,
    }


def _incidents(found: Sequence[Incident]) -> list[dict[str, Any]]:
    return [
        {"at": one.at.isoformat(), "what": one.text, "source": one.source}
        for one in map(shown, found)
    ]


def _answer(item: AttemptItem, question: Question) -> dict[str, Any]:
    """What the person was asked and answered, in words; the key stays where it is."""
    return {
        "position": item.position,
        "question": question.stem_text,
        "answer": in_words(question, item.answer),
        "answered_at": item.answered_at.isoformat() if item.answered_at else None,
        "certainty": item.certainty,
        "flagged": item.flagged,
    }


def _marks(item: AttemptItem, question: Question, marks: marking_queries.Marks) -> dict[str, Any]:
    """What was given and said for an open answer. While it waits, nothing: markers do not know of each
    other yet.
    """
    given = marks.get((item.attempt_id, item.position), ())
    if item.share is None or not given:
        return {}
    return {
        "points": points_of(item.share, question.points),
        "marks": [_mark(mark, question) for mark in given],
    }


def _mark(mark: Mark, question: Question) -> dict[str, Any]:
    return {
        "at": mark.at.isoformat(),
        "kind": mark.kind,
        "points": points_of(mark.share, question.points),
        "comment": mark.comment,
        "reason": mark.why,
    }


def _given(session: Session, user_id: UUID) -> list[dict[str, Any]]:
    """Without the answers: these are somebody else's."""
    rows = session.execute(
        select(MarkTable, col(AttemptItem.snapshot_hash))
        .join(
            AttemptItem,
            and_(
                col(AttemptItem.attempt_id) == col(MarkTable.attempt_id),
                col(AttemptItem.position) == col(MarkTable.position),
            ),
        )
        .where(col(MarkTable.marker_id) == user_id)
        .order_by(col(MarkTable.at), col(MarkTable.id))
    ).all()
    known = snapshots.load(session, (row.snapshot_hash for row in rows))
    given = []
    for row, hash_ in rows:
        question = known.question(hash_)
        given.append(
            {
                "at": row.at.isoformat(),
                "question": question.stem_text,
                "kind": row.kind,
                "points": points_of(row.share, question.points),
                "comment": row.comment,
                "reason": row.why,
            }
        )
    return given


DATA = AssessmentData()
