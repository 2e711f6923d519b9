"""What an attempt is once it has been read: frozen values that pages and rules work on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from app.assessment.arrangement import Arrangement
from app.assessment.certainty import Said
from app.assessment.exam_rules import is_over
from app.catalog.questions import Reveal

Kind = Literal["quiz", "exam"]


def attempt_address(attempt_id: UUID) -> str:
    return f"/attempts/{attempt_id}"


@dataclass(frozen=True, slots=True)
class Item:
    """A question of an attempt, without its text. `answer` is as in `scoring`."""

    position: int
    bank: str
    question_id: str
    snapshot_hash: str
    case_hash: str | None
    arrangement: Arrangement
    answer: Mapping[str, Any] | None
    answered_at: datetime | None
    certainty: int | None
    flagged: bool
    share: float | None

    @property
    def is_answered(self) -> bool:
        return self.answer is not None


@dataclass(frozen=True, slots=True)
class AttemptHead:
    """An attempt without its questions. `module` is "" for an exam, `score` is in per cent."""

    id: UUID
    user_id: UUID
    course: str
    kind: Kind
    module: str
    number: int
    title: str
    started_at: datetime
    deadline: datetime | None
    pause_seconds: int
    paused_at: datetime | None
    resumed_at: datetime | None
    saved_by: UUID | None
    submitted_at: datetime | None
    submitted_by: str
    pass_mark: float
    mark_decided: bool
    reveal: Reveal
    certainty: bool
    score: float | None
    passed: bool
    provisional: bool
    marked_at: datetime | None
    invalidated_at: datetime | None
    invalidated_why: str

    @property
    def is_open(self) -> bool:
        return self.submitted_at is None

    @property
    def pause_ends(self) -> datetime | None:
        """When a pause ends by itself; None where there is none."""
        return self.paused_at and self.paused_at + timedelta(seconds=self.pause_seconds)

    def is_paused(self, now: datetime) -> bool:
        ends = self.pause_ends
        return self.is_open and ends is not None and now < ends

    def pause_left(self, now: datetime) -> int:
        """For how many seconds the attempt may still be paused."""
        ends = self.pause_ends
        return (
            self.pause_seconds if ends is None else max(0, math.floor((ends - now).total_seconds()))
        )

    @property
    def is_valid(self) -> bool:
        return self.invalidated_at is None

    @property
    def counts_as_passed(self) -> bool:
        return self.passed and self.is_valid

    @property
    def locks_answers(self) -> bool:
        """Whether each answer is final, because its feedback follows at once."""
        return self.reveal == "each"

    def is_overdue(self, now: datetime) -> bool:
        return self.is_open and is_over(self.deadline, now)

    @property
    def address(self) -> str:
        return attempt_address(self.id)


@dataclass(frozen=True, slots=True)
class Attempt:
    head: AttemptHead
    items: tuple[Item, ...]

    def said(self, item: Item, share: float | None) -> Said | None:
        """How sure somebody was of a question, and what share they earned; None where it is not asked."""
        return Said(item.certainty, share, item.is_answered) if self.head.certainty else None

    @property
    def hashes(self) -> tuple[str | None, ...]:
        """Of all that the attempt shows, questions and cases, as `snapshots.load` takes them."""
        return tuple(hash_ for item in self.items for hash_ in (item.snapshot_hash, item.case_hash))

    def item(self, position: int) -> Item | None:
        return self.items[position - 1] if 1 <= position <= len(self.items) else None

    @property
    def unanswered(self) -> tuple[int, ...]:
        return tuple(item.position for item in self.items if not item.is_answered)

    @property
    def flagged(self) -> tuple[int, ...]:
        return tuple(item.position for item in self.items if item.flagged)

    @property
    def saved_at(self) -> datetime | None:
        """When an answer was saved last."""
        times = [item.answered_at for item in self.items if item.answered_at is not None]
        return max(times, default=None)
