"""What the page of an open attempt shows: one question, the grid, and the feedback that is due."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.assessment.pages import AttemptPage, CellMark, LatePage, PausePage, ShownCase, SubmitPage
from app.assessment.presentation import show
from app.assessment.records import Attempt, AttemptHead, Item
from app.assessment.review import ReviewedQuestion, review
from app.assessment.scoring import score
from app.assessment.snapshots import Snapshots


@dataclass(frozen=True, slots=True)
class View:
    """What somebody wants to see of their attempt: the question at `number` (0: none, all are
    answered), after it the feedback on `after` (0: on none). `typed` is an answer that was sent
    and not kept, `certainty` how sure was said with it, `nudge` a sentence about it.
    """

    number: int
    after: int = 0
    typed: Mapping[str, Any] | None = None
    certainty: int | None = None
    nudge: str = ""


def attempt_page(
    attempt: Attempt,
    known: Snapshots,
    view: View,
    *,
    now: datetime,
    is_part: bool,
    attempts_most: int | None,
) -> AttemptPage:
    """The page, whole or (`is_part`) as it is swapped in."""
    item = attempt.item(view.number)
    before = attempt.item(view.after)
    feedback = _feedback(attempt, before, known) if before else None
    locked = _feedback(attempt, item, known, number=view.number) if item else None
    question = None
    if item and not locked:
        asked = known.question(item.snapshot_hash)
        answer = item.answer if view.typed is None else view.typed
        question = show(asked, item.arrangement, answer, number=item.position)
    same_case = before and item and before.case_hash == item.case_hash
    return AttemptPage(
        attempt=attempt.head,
        count=len(attempt.items),
        cells=tuple(cell(other, view.number) for other in attempt.items),
        next_unanswered=next_unanswered(attempt, view.number),
        seconds_left=seconds_left(attempt.head, now),
        attempts_most=attempts_most,
        saved_at=attempt.saved_at,
        is_part=is_part,
        number=view.number,
        question=question,
        locked=locked,
        feedback=feedback,
        feedback_case=_case(before, known) if feedback and not same_case else None,
        case=_case(item, known),
        is_flagged=bool(item and item.flagged),
        pause_minutes=math.ceil(attempt.head.pause_left(now) / 60),
        certainty=view.certainty or (item.certainty if item else None),
        nudge=view.nudge,
    )


def _feedback(
    attempt: Attempt, item: Item, known: Snapshots, number: int = 0
) -> ReviewedQuestion | None:
    """What is due before the attempt is handed in: the review of a question whose answer is final."""
    if not attempt.head.locks_answers or not item.is_answered:
        return None
    question = known.question(item.snapshot_hash)
    result = score(question, item.answer)
    return review(
        question,
        item.arrangement,
        item.answer,
        number=number or item.position,
        result=result,
        said=attempt.said(item, result.share),
    )


def _case(item: Item | None, known: Snapshots) -> ShownCase | None:
    case = known.case(item.case_hash) if item else None
    return ShownCase(case.title, case.html) if case else None


def cell(item: Item, current: int = 0) -> CellMark:
    return CellMark(item.position, item.is_answered, item.flagged, item.position == current)


def next_unanswered(attempt: Attempt, after: int) -> int | None:
    """The next question without an answer, from the beginning again after the last; the current one
    does not count.
    """
    waiting = [number for number in attempt.unanswered if number != after]
    return next((number for number in waiting if number > after), next(iter(waiting), None))


def seconds_left(head: AttemptHead, now: datetime) -> int | None:
    if head.deadline is None:
        return None
    return max(0, math.ceil((head.deadline - now).total_seconds()))


def first_view(attempt: Attempt) -> View:
    """Where somebody goes on who comes back: the first question without an answer."""
    if attempt.unanswered:
        return View(attempt.unanswered[0])
    return View(0 if attempt.head.locks_answers else 1)


def submit_page(attempt: Attempt, now: datetime, attempts_most: int | None) -> SubmitPage:
    return SubmitPage(
        attempt=attempt.head,
        count=len(attempt.items),
        unanswered=tuple(cell(item) for item in attempt.items if not item.is_answered),
        flagged=tuple(cell(item) for item in attempt.items if item.flagged),
        seconds_left=seconds_left(attempt.head, now),
        attempts_most=attempts_most,
        saved_at=attempt.saved_at,
    )


def pause_page(attempt: Attempt, now: datetime) -> PausePage:
    """The attempt has to be paused."""
    head = attempt.head
    assert head.pause_ends is not None
    assert head.deadline is not None
    after = head.deadline - head.pause_ends
    return PausePage(
        attempt=head,
        seconds_left=math.ceil((head.pause_ends - now).total_seconds()),
        ends=head.pause_ends,
        minutes_after=math.floor(after.total_seconds() / 60),
    )


def late_page(attempt: Attempt, now: datetime) -> LatePage:
    answered = len(attempt.items) - len(attempt.unanswered)
    return LatePage(attempt.head, answered, len(attempt.items), came_at=now)
