"""Which tables hold attempts: each with its questions as they were shown and the answers to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from app.assessment.arrangement import Arrangement
from app.assessment.kept_arrangement import KeptArrangement
from app.core.ids import new_id
from app.core.tables import Table, utc_field

_OPEN = text("submitted_at IS NULL")
_PROVISIONAL = text("provisional")
# SQLite uses an index only where the question is put in the same words, as SQLAlchemy puts it.
_PROVISIONAL_SQLITE = text("provisional = 1")
_CERTAINTY = text("certainty")
_CERTAINTY_SQLITE = text("certainty = 1")
_VALID = text("invalidated_at IS NULL")
_BLIND = text("kind <> 'decision'")
_NOT_ENDED = text("ended_at IS NULL")


class Attempt(Table, table=True):
    """One try at a quiz (`module` names it) or an exam (`module` is empty). What the rules said when
    it was started stays with it; `number` counts a person's attempts at the same thing from 1.

    `score` is in per cent, None while it is open. `submitted_by` is "learner" or "deadline". While
    it is `provisional`, an answer waits for a trainer; `marked_at` is when the last one was marked.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        # Two clicks start one attempt: the schema allows no second open one.
        Index(
            "uq_attempts_open",
            "user_id",
            "course",
            "kind",
            "module",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        UniqueConstraint("user_id", "course", "kind", "module", "number"),
        # The queue of trainers asks for those that wait, few of very many.
        Index(
            "ix_attempts_provisional",
            "submitted_at",
            sqlite_where=_PROVISIONAL_SQLITE,
            postgresql_where=_PROVISIONAL,
        ),
        # Who has many attempts waits no longer than others: their lists, what they have passed and
        # how well, and whether they ever said how sure they were, are read without the rest.
        Index("ix_attempts_newest", "user_id", "started_at", "id"),
        Index(
            "ix_attempts_best",
            "user_id",
            "passed",
            "course",
            "kind",
            "module",
            "provisional",
            "score",
            "number",
            # For SQLite, which else looks into the rows for what the index has decided.
            "invalidated_at",
            sqlite_where=_VALID,
            postgresql_where=_VALID,
        ),
        Index(
            "ix_attempts_certainty",
            "user_id",
            sqlite_where=_CERTAINTY_SQLITE,
            postgresql_where=_CERTAINTY,
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="users.id")
    course: str
    kind: str
    module: str = ""
    number: int
    title: str
    course_version: str
    course_hash: str
    # No page reads these two: they are kept for an audit, to tell what was drawn from and by which draw.
    content_hash: str
    seed: str
    minutes: int | None = None
    extra_time: int = 0
    pass_mark: float
    # Whether a panel had set it; otherwise it is provisional.
    mark_decided: bool = False
    reveal: str
    certainty: bool = False
    started_at: datetime = utc_field()
    deadline: datetime | None = utc_field(nullable=True)
    # What is left of the pauses allowed, and since when the exam stands still: `pausing` has the rules.
    pause_seconds: int = 0
    paused_at: datetime | None = utc_field(nullable=True)
    resumed_at: datetime | None = utc_field(nullable=True)
    # The sign-in that saved last; no foreign key, because sign-ins end and this only tells them apart.
    saved_by: UUID | None = None
    submitted_at: datetime | None = utc_field(nullable=True)
    submitted_by: str = ""
    score: float | None = None
    passed: bool = False
    provisional: bool = False
    marked_at: datetime | None = utc_field(nullable=True)
    invalidated_at: datetime | None = utc_field(nullable=True)
    invalidated_why: str = ""


class AttemptItem(Table, table=True):
    """A question of an attempt. `arrangement` maps what was shown to what is meant; `share` is the
    part of the points that was earned, None while it is open or waits for a trainer. `asked_hash`
    names the question with the key of then, where it was marked anew by another one.
    """

    __tablename__ = "attempt_items"
    __table_args__ = (Index("ix_attempt_items_question", "bank", "question_id"),)

    attempt_id: UUID = Field(foreign_key="attempts.id", primary_key=True, ondelete="CASCADE")
    position: int = Field(primary_key=True)
    bank: str
    question_id: str
    item_hash: str
    snapshot_hash: str = Field(foreign_key="snapshots.hash")
    case_hash: str | None = Field(default=None, foreign_key="snapshots.hash")
    # No foreign key: SQLite would make the largest table anew to add one, and snapshots never go.
    asked_hash: str | None = None
    arrangement: Arrangement = Field(sa_type=KeptArrangement)
    # none_as_null: an unanswered question is NULL, not the JSON text "null".
    answer: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    answered_at: datetime | None = utc_field(nullable=True)
    certainty: int | None = None
    flagged: bool = False
    share: float | None = None


class Incident(Table, table=True):
    """Something that happened while an exam ran; `incidents` says what `kind` may be, and `seconds`
    for how long or by how much.
    """

    __tablename__ = "attempt_incidents"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    attempt_id: UUID = Field(foreign_key="attempts.id", index=True, ondelete="CASCADE")
    at: datetime = utc_field()
    kind: str
    seconds: int | None = None


class Mark(Table, table=True):
    """What a trainer gave for an open answer, or what was decided where marks differ. Rows are only
    ever added: `place` counts those of an answer from 1. `kind` and `share` are as in `marking`.
    """

    __tablename__ = "marks"
    __table_args__ = (
        ForeignKeyConstraint(
            ["attempt_id", "position"],
            ["attempt_items.attempt_id", "attempt_items.position"],
            name="fk_marks_attempt_items",
            ondelete="CASCADE",
        ),
        UniqueConstraint("attempt_id", "position", "place"),
        # A second marker is never the first one again.
        Index(
            "uq_marks_marker",
            "attempt_id",
            "position",
            "marker_id",
            unique=True,
            sqlite_where=_BLIND,
            postgresql_where=_BLIND,
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    attempt_id: UUID
    position: int
    place: int
    marker_id: UUID = Field(foreign_key="users.id", index=True)
    kind: str
    share: float
    comment: str
    why: str
    at: datetime = utc_field()


class Snapshot(Table, table=True):
    """A question or the text of a case set as it was shown, named by its content and stored once."""

    __tablename__ = "snapshots"

    hash: str = Field(primary_key=True)
    kind: str
    content: dict[str, Any] = Field(sa_type=JSON)
    stored_at: datetime = utc_field()


class ItemCount(Table, table=True):
    """How often a question was answered in one way by learners who did equally well on the rest: counts
    and sums over first attempts, from which statistics are worked out (`item_counts` says how).

    `asked` is how many questions the attempts had, `choice` what was answered, `band` the score on the
    other questions in whole per cent. `share` and what follows are sums over the responses.
    """

    __tablename__ = "item_counts"

    course: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    module: str = Field(primary_key=True)
    bank: str = Field(primary_key=True)
    question_id: str = Field(primary_key=True)
    item_hash: str = Field(primary_key=True)
    asked: int = Field(primary_key=True)
    choice: str = Field(primary_key=True)
    band: int = Field(primary_key=True)
    responses: int
    share: float
    share_squared: float
    rest: float
    rest_squared: float
    share_rest: float
    timed: int
    seconds: float


class StandardPanel(Table, table=True):
    """Judges who set the pass mark of a course's exam. `closed_at` says that the ratings of `round` are
    in, `ended_at` that nothing more comes; one panel of a course is open at a time.
    """

    __tablename__ = "standard_panels"
    __table_args__ = (
        Index(
            "uq_standard_panels_open",
            "course",
            unique=True,
            sqlite_where=_NOT_ENDED,
            postgresql_where=_NOT_ENDED,
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    course: str
    candidate: str
    round: int = 1
    opened_by: UUID = Field(foreign_key="users.id")
    opened_at: datetime = utc_field()
    closed_at: datetime | None = utc_field(nullable=True)
    ended_at: datetime | None = utc_field(nullable=True)


class StandardItem(Table, table=True):
    """A question that a panel rates, as it was when the panel opened; `weight` is how many points of a
    form it brings on average.
    """

    __tablename__ = "standard_items"

    panel_id: UUID = Field(foreign_key="standard_panels.id", primary_key=True)
    position: int = Field(primary_key=True)
    bank: str
    question_id: str
    item_hash: str
    snapshot_hash: str = Field(foreign_key="snapshots.hash")
    # No foreign key, as above; None also in panels that opened before this was kept.
    case_hash: str | None = None
    weight: float


class StandardRating(Table, table=True):
    """What a judge expects of a question, in per cent."""

    __tablename__ = "standard_ratings"

    panel_id: UUID = Field(foreign_key="standard_panels.id", primary_key=True)
    round: int = Field(primary_key=True)
    judge_id: UUID = Field(foreign_key="users.id", primary_key=True)
    position: int = Field(primary_key=True)
    value: int
    rated_at: datetime = utc_field()


class StandardDecision(Table, table=True):
    """A pass mark that was decided, in per cent; never changed, only followed by another. `items` is
    the digest of the questions that were judged; `cut` and `error` are what the panel had found.
    """

    __tablename__ = "standard_decisions"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    course: str = Field(index=True)
    panel_id: UUID = Field(foreign_key="standard_panels.id")
    mark: float
    before: float
    cut: float
    error: float
    judges: int
    items: str
    why: str
    decided_by: UUID = Field(foreign_key="users.id")
    decided_at: datetime = utc_field()
