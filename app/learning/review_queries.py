"""What is read for reviews: all that one person has met, paused and has open, at one go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args
from uuid import UUID

from sqlalchemy import JSON, Float, Integer, Uuid, bindparam, cast, literal, null, select, union_all
from sqlmodel import Session, col

from app.assessment.queries import open_select
from app.core.clock import UtcDateTime
from app.core.prepared import Prepared
from app.learning.cards import Asked, Card, CardKind, Held
from app.learning.memory import Grade, Memory
from app.learning.models import BlockState, ReviewCard, ReviewPause
from app.learning.queries import KeptWorksheet

# Prepared, and of one shape, like the statements of `queries`: the first part types the rows.

_READER: Any = bindparam("reader", type_=Uuid())
_NO_TIME = cast(null(), UtcDateTime)
_NO_JSON = cast(null(), JSON)
_NO_NUMBER = cast(null(), Float)
_NOTHING = (literal(""), _NO_NUMBER, _NO_NUMBER, cast(null(), Integer))
_OPEN = open_select(_READER).subquery()
_CARDS = select(
    literal("card").label("what"),
    col(ReviewCard.course),
    col(ReviewCard.module),
    col(ReviewCard.kind),
    col(ReviewCard.question_id),
    col(ReviewCard.item_hash),
    col(ReviewCard.stability),
    col(ReviewCard.difficulty),
    col(ReviewCard.grade),
    col(ReviewCard.answered_at),
    col(ReviewCard.due),
    col(ReviewCard.asked_at),
    col(ReviewCard.asked),
).where(col(ReviewCard.user_id) == _READER)
_PAUSES = select(
    literal("pause"),
    col(ReviewPause.course),
    literal(""),
    literal(""),
    literal(""),
    *_NOTHING,
    col(ReviewPause.paused_at),
    _NO_TIME,
    _NO_TIME,
    _NO_JSON,
).where(col(ReviewPause.user_id) == _READER)
_SITTING = select(
    literal("open"),
    _OPEN.c.course,
    _OPEN.c.module,
    literal(""),
    literal(""),
    *_NOTHING,
    _NO_TIME,
    _NO_TIME,
    _NO_TIME,
    _NO_JSON,
)
_SHEETS = select(
    literal("sheet"),
    col(BlockState.course),
    col(BlockState.module),
    literal(""),
    col(BlockState.block),
    *_NOTHING,
    col(BlockState.updated_at),
    _NO_TIME,
    _NO_TIME,
    _NO_JSON,
).where(col(BlockState.user_id) == _READER, col(BlockState.kind) == "worksheet")
_HELD = Prepared(union_all(_CARDS, _PAUSES, _SITTING))
_WITH_SHEETS = Prepared(union_all(_CARDS, _PAUSES, _SITTING, _SHEETS))


def held(session: Session, user_id: UUID) -> Held:
    """One statement."""
    return _held(_HELD.rows(session, reader=user_id))


def held_with_worksheets(session: Session, user_id: UUID) -> tuple[Held, tuple[KeptWorksheet, ...]]:
    """The same together with where the person's worksheets stand, the one written on last first."""
    rows = _WITH_SHEETS.rows(session, reader=user_id)
    sheets = [
        KeptWorksheet(row.course, row.module, row.question_id, row.answered_at)
        for row in rows
        if row.what == "sheet"
    ]
    return _held(rows), tuple(sorted(sheets, key=lambda s: s.updated_at, reverse=True))


def memories(
    session: Session, user_id: UUID, course: str, module: str, question_ids: Sequence[str]
) -> dict[tuple[CardKind, str], Card]:
    """(kind, question) → card, of those that there are."""
    rows = session.execute(
        _CARDS.where(
            col(ReviewCard.course) == course,
            col(ReviewCard.module) == module,
            col(ReviewCard.question_id).in_(question_ids),
        ),
        {"reader": user_id},
    ).all()
    return {(card.kind, card.question_id): card for card in map(_card, rows)}


def _held(rows: Sequence[Any]) -> Held:
    return Held(
        cards=tuple(_card(row) for row in rows if row.what == "card"),
        paused=frozenset(row.course for row in rows if row.what == "pause"),
        sitting=frozenset((row.course, row.module) for row in rows if row.what == "open"),
    )


def _card(row: Any) -> Card:
    kind: CardKind = row.kind
    assert kind in get_args(CardKind)
    asked = None
    if row.asked is not None:
        asked = Asked(row.asked_at, row.asked["parallel"], row.asked["item"], row.asked["answer"])
    return Card(
        course=row.course,
        module=row.module,
        kind=kind,
        question_id=row.question_id,
        item_hash=row.item_hash,
        memory=Memory(row.stability, row.difficulty, Grade(row.grade), row.answered_at, row.due),
        asked=asked,
    )
