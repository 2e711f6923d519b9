"""What the record of an attempt shows: what was asked, as it was shown and answered, and what is new since.

Nothing of it is read from the files but the note that they have changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.assessment.pages import Crumbs, ShownCase
from app.assessment.presentation import show
from app.assessment.queries import Sat
from app.assessment.record_pages import RecordedQuestion, RecordPage
from app.assessment.records import Attempt, Item
from app.assessment.result_page import cases_of
from app.assessment.review import ReviewedQuestion, review
from app.assessment.scoring import Score
from app.assessment.service import total_of
from app.assessment.snapshots import Snapshots
from app.catalog.model import Course


def record_page(
    attempt: Attempt,
    sat: Sat,
    known: Snapshots,
    course: Course | None,
    comments: Mapping[int, tuple[str, ...]],
    *,
    name: str,
    is_own: bool,
    crumbs: Crumbs,
) -> RecordPage:
    """`known` holds the questions as they were asked and as they were marked; `course` is the one of
    today, None where it is no longer there; `comments` are those on open answers, by position.
    """
    cases = cases_of(attempt.items, known)
    questions = tuple(
        _with_comments(
            _question(attempt, item, sat, known, course, cases.get(item.position)), comments
        )
        for item in attempt.items
    )
    return RecordPage(
        attempt=attempt.head,
        name=name,
        is_own=is_own,
        crumbs=crumbs,
        version=sat.course_version,
        minutes=sat.minutes,
        extra_time=sat.extra_time,
        right=total_of(attempt.items, known).right,
        questions=questions,
        mended=_mended(sat, is_own=is_own),
        since=_since(sat, course, sum(bool(one.since) for one in questions), len(questions)),
    )


def _with_comments(
    question: RecordedQuestion, comments: Mapping[int, tuple[str, ...]]
) -> RecordedQuestion:
    said = comments.get(question.reviewed.number, ())
    return replace(question, reviewed=replace(question.reviewed, comments=said))


def _question(
    attempt: Attempt,
    item: Item,
    sat: Sat,
    known: Snapshots,
    course: Course | None,
    case: ShownCase | None,
) -> RecordedQuestion:
    asked_hash = sat.asked.get(item.position, item.snapshot_hash)
    return RecordedQuestion(
        shown=show(known.question(asked_hash), item.arrangement, None, number=item.position),
        reviewed=_reviewed(attempt, item, known, asked_hash),
        mended=None
        if asked_hash == item.snapshot_hash
        else _reviewed(attempt, item, known, item.snapshot_hash),
        case=case,
        answered_at=item.answered_at,
        is_flagged=item.flagged,
        since=_question_since(item, asked_hash, course),
    )


def _reviewed(attempt: Attempt, item: Item, known: Snapshots, hash_: str) -> ReviewedQuestion:
    question = known.question(hash_)
    return review(
        question,
        item.arrangement,
        item.answer,
        number=item.position,
        result=Score(item.share, question.points),
        said=attempt.said(item, item.share),
        is_valid=attempt.head.is_valid,
    )


def _question_since(item: Item, asked_hash: str, course: Course | None) -> str:
    module = course.module(item.bank) if course else None
    current = module.bank.question(item.question_id) if module and module.bank else None
    if current is None:
        return "This question is no longer in the files."
    if current.snapshot_hash != asked_hash:
        return "This question has changed in the files since."
    return ""


def _mended(sat: Sat, *, is_own: bool) -> str:
    numbers = sorted(sat.mended)
    if not numbers:
        return ""
    named, sat_them = f"question {numbers[0]}", "you sat it" if is_own else "it was sat"
    if len(numbers) > 1:
        named = f"questions {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
        sat_them = "you sat them" if is_own else "they were sat"
    return (
        f"What counts as right in {named} was corrected after {sat_them}. What counted before was not "
        "kept."
    )


def _since(sat: Sat, course: Course | None, changed: int, count: int) -> str:
    if course is None:
        return "The course is no longer there. This is what was sat."
    parts = []
    if course.version != sat.course_version:
        parts.append(f"The course is version {course.version} today.")
    if changed:
        parts.append(f"{changed} of the {count} questions have changed in the files.")
    return " ".join([*parts, "This page shows what was sat."]) if parts else ""
