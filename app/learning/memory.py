"""When a question comes back: what FSRS expects to be remembered, from what was answered so far.

FSRS (Free Spaced Repetition Scheduler, version 6; https://github.com/open-spaced-repetition) models
how stable a memory is and how difficult its matter, and asks again when nine in ten would still know.
Here it runs without steps of minutes (a review is a sitting, not an evening with flash cards),
without its random spread, and on whole days (docs/decisions/0015-what-comes-back.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fsrs import Scheduler

RETENTION = 0.90
_DAY = timedelta(days=1)
# Whoever reviews at nine on one day and at half past eight on the next finds what they expect.
_EARLIER = timedelta(hours=8)


class Grade(IntEnum):
    """How an answer was, with FSRS's numbers: Again, Hard, Good. Easy would be a right answer given
    quickly; how long one took is not known here, so nothing is graded so.
    """

    WRONG = 1
    PARTLY = 2
    RIGHT = 3


@dataclass(frozen=True, slots=True)
class Memory:
    """`stability` is in days, `difficulty` from 1 to 10; `grade` is that of the answer at
    `answered_at`, and from `due` on it may be asked again.
    """

    stability: float
    difficulty: float
    grade: Grade
    answered_at: datetime
    due: datetime


def grade_of(share: float | None) -> Grade:
    """The grade of a score. An open answer has none until somebody marks it; its writer has compared
    it with what is asked for, which is neither right nor wrong.
    """
    if share is None:
        return Grade.PARTLY
    if share >= 1 - 1e-9:
        return Grade.RIGHT
    return Grade.PARTLY if share > 0 else Grade.WRONG


def remember(before: Memory | None, grade: Grade, now: datetime) -> Memory:
    """What is expected after an answer at `now`. Of several answers within a day the worst counts:
    the first one told what was remembered, the others what had just been read.
    """
    from fsrs import Card, Rating, State  # noqa: PLC0415  (needed where something is answered alone)

    if before is None:
        at = now
        card = Card(card_id=0, due=now)
    else:
        # What ran out of time is judged as of then, which can be before the answer known already.
        now = max(now, before.answered_at)
        # FSRS cuts a day and a half off to one and 23 hours to none; an evening and the next
        # morning are a day apart.
        days = round((now - before.answered_at) / _DAY)
        if days == 0 and grade >= before.grade:
            return before
        at = before.answered_at + days * _DAY
        card = Card(
            card_id=0,
            state=State.Review,
            stability=before.stability,
            difficulty=before.difficulty,
            due=before.due,
            last_review=before.answered_at,
        )
    after, _ = _scheduler().review_card(card, Rating(int(grade)), at)
    assert after.stability is not None
    assert after.difficulty is not None
    return Memory(
        stability=after.stability,
        difficulty=after.difficulty,
        grade=grade,
        answered_at=now,
        due=now + (after.due - at) - _EARLIER,
    )


@cache
def _scheduler() -> Scheduler:
    from fsrs import Scheduler  # noqa: PLC0415

    return Scheduler(
        desired_retention=RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )
