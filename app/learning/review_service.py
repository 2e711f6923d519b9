"""What is written for reviews: questions met, answered again when they came back, and pauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import Session, col

from app.assessment.scoring import score
from app.catalog.questions import Question
from app.core.tables import insert_into
from app.learning import review_queries
from app.learning.cards import Asked, Card, CardKind, Known
from app.learning.memory import Memory, grade_of, remember
from app.learning.models import ReviewCard, ReviewPause
from app.web.context import Context, MetQuestion

_KEY = ("user_id", "course", "module", "kind", "question_id")
_MEMORY = ("item_hash", "stability", "difficulty", "grade", "answered_at", "due")
_ASKED = ("asked_at", "asked")


def meet_quiz(
    ctx: Context,
    user_id: UUID,
    course: str,
    module: str,
    met: tuple[MetQuestion, ...],
    at: datetime,
) -> None:
    """What assessment tells when a quiz was handed in whose answers may be shown. A question left
    open counts as one not known: the result has just told its answer.
    """
    meet(ctx.session, user_id, (course, module, "bank"), met, at)


def meet(
    session: Session,
    user_id: UUID,
    place: tuple[str, str, CardKind],
    met: Sequence[MetQuestion],
    at: datetime,
) -> None:
    """Keep when each of these comes back; `place` is course, module and kind. Two statements."""
    course, module, kind = place
    ids = [one.question_id for one in met]
    known = review_queries.memories(session, user_id, course, module, ids)
    rows = []
    for one in met:
        card = known.get((kind, one.question_id))
        before = card.memory if card and card.item_hash == one.item_hash else None
        after = remember(before, grade_of(one.share), at)
        if after != before:
            key = zip(_KEY, (user_id, *place, one.question_id), strict=True)
            rows.append(dict(key) | {"item_hash": one.item_hash} | _columns(after))
    upsert_cards(session, rows, _MEMORY)


def answer_card(
    session: Session,
    user_id: UUID,
    known: Known,
    parallel: str,
    question: Question,
    answer: Mapping[str, Any],
    now: datetime,
) -> Card:
    """Keep the answer to what was asked for a card, and when the card comes back: as it is now."""
    card = known.card
    after = remember(known.memory, grade_of(score(question, answer).share), now)
    asked = Asked(now, parallel, question.item_hash, dict(answer))
    session.execute(
        update(ReviewCard)
        .where(
            col(ReviewCard.user_id) == user_id,
            col(ReviewCard.course) == card.course,
            col(ReviewCard.module) == card.module,
            col(ReviewCard.kind) == card.kind,
            col(ReviewCard.question_id) == card.question_id,
        )
        .values(
            item_hash=known.question.item_hash,
            asked_at=now,
            asked={"parallel": parallel, "item": asked.item, "answer": asked.answer},
            **_columns(after),
        ),
        execution_options={"synchronize_session": False},
    )
    return replace(card, item_hash=known.question.item_hash, memory=after, asked=asked)


def pause(session: Session, user_id: UUID, course: str, now: datetime) -> None:
    """Of a course, or of all with ""; pausing twice is once."""
    upsert_pauses(session, [{"user_id": user_id, "course": course, "paused_at": now}])


def resume(session: Session, user_id: UUID, course: str) -> None:
    session.execute(
        delete(ReviewPause).where(
            col(ReviewPause.user_id) == user_id, col(ReviewPause.course) == course
        )
    )


def upsert_cards(
    session: Session, rows: list[dict[str, Any]], columns: Sequence[str] = (*_MEMORY, *_ASKED)
) -> None:
    """Write `columns` of cards; of two for the same question the one answered later stays."""
    if not rows:
        return
    statement = insert_into(session, ReviewCard)
    later = col(ReviewCard.answered_at) <= statement.excluded.answered_at
    session.execute(
        statement.on_conflict_do_update(
            index_elements=_KEY,
            set_={name: statement.excluded[name] for name in columns},
            where=later,
        ),
        rows,
    )


def upsert_pauses(session: Session, rows: list[dict[str, Any]]) -> None:
    if rows:
        statement = insert_into(session, ReviewPause)
        session.execute(
            statement.on_conflict_do_nothing(index_elements=["user_id", "course"]), rows
        )


def _columns(memory: Memory) -> dict[str, Any]:
    return {
        "stability": memory.stability,
        "difficulty": memory.difficulty,
        "grade": int(memory.grade),
        "answered_at": memory.answered_at,
        "due": memory.due,
    }
