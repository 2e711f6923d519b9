"""Which tables hold what a learner has read and written: completed units, and states of blocks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field

from app.core.tables import Table, utc_field


class UnitProgress(Table, table=True):
    """A unit that somebody has marked complete. `unit_hash` is the unit's as it was read then, so
    that a later edit can be told; the completion itself belongs to the unit's id and stays.
    """

    __tablename__ = "unit_progress"

    user_id: UUID = Field(foreign_key="users.id", primary_key=True)
    course: str = Field(primary_key=True)
    module: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    unit_hash: str
    completed_at: datetime = utc_field()


class BlockState(Table, table=True):
    """What somebody has done in one block of a module: a check answered, a way through a scenario,
    a worksheet's text, a checklist's ticks. What `state` holds is decided in `blocks`.
    """

    __tablename__ = "block_states"

    user_id: UUID = Field(foreign_key="users.id", primary_key=True)
    course: str = Field(primary_key=True)
    module: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    block: str = Field(primary_key=True)
    state: dict[str, Any] = Field(sa_type=JSON)
    updated_at: datetime = utc_field()


class ReviewCard(Table, table=True):
    """A question that somebody has met, and when it comes back. `kind` says where it stands: in the
    module's bank or as a check in one of its units; the columns up to `due` are those of
    `memory.Memory`, and `asked` is what was asked last in a review (see `cards.Asked`).
    """

    __tablename__ = "review_cards"

    user_id: UUID = Field(foreign_key="users.id", primary_key=True)
    course: str = Field(primary_key=True)
    module: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    question_id: str = Field(primary_key=True)
    item_hash: str
    stability: float
    difficulty: float
    grade: int
    answered_at: datetime = utc_field()
    due: datetime = utc_field()
    asked_at: datetime | None = utc_field(nullable=True)
    # none_as_null: what was never asked is NULL, not the JSON text "null".
    asked: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))


class ReviewPause(Table, table=True):
    """A learner has paused the review of a course; `course` is "" where it is all of them."""

    __tablename__ = "review_pauses"

    user_id: UUID = Field(foreign_key="users.id", primary_key=True)
    course: str = Field(primary_key=True)
    paused_at: datetime = utc_field()
