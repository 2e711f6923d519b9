"""What assessment keeps of a person: their attempts, with the answers they gave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.assessment import incidents, snapshots
from app.assessment.incident_words import shown
from app.assessment.incidents import Incident
from app.assessment.models import Attempt, AttemptItem
from app.assessment.wording import in_words
from app.catalog.model import Catalog
from app.catalog.questions import Question


class AssessmentData:
    """See `app.web.context.PersonalData`."""

    def merge(self, session: Session, source: UUID, target: UUID) -> None:
        """Quizzes and exams need an account, so a learner without one has no attempts to move."""

    def export(self, session: Session, user_id: UUID, catalog: Catalog) -> dict[str, Any]:  # noqa: ARG002
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
        paused = {
            attempt.id for attempt in attempts if attempt.paused_at and attempt.submitted_at is None
        }
        answers: dict[UUID, list[dict[str, Any]]] = {attempt.id: [] for attempt in attempts}
        for item in rows:
            # The questions of an exam that is paused are hidden, here too.
            if item.attempt_id not in paused:
                answers[item.attempt_id].append(_answer(item, known.question(item.snapshot_hash)))
        return {
            "attempts": [
                _attempt(a) | {"incidents": _incidents(happened[a.id]), "questions": answers[a.id]}
                for a in attempts
            ]
        }

    def erase(self, session: Session, user_id: UUID) -> None:
        """Finished attempts stay: their person's row has no name any more. Open ones go."""
        session.execute(
            delete(Attempt).where(
                col(Attempt.user_id) == user_id, col(Attempt.submitted_at).is_(None)
            )
        )


def _attempt(attempt: Attempt) -> dict[str, Any]:
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
        "pause_seconds_left": attempt.pause_seconds,
        "pass_mark": attempt.pass_mark,
        "score": attempt.score,
        "passed": attempt.passed,
        "asked_how_sure": attempt.certainty,
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


DATA = AssessmentData()
