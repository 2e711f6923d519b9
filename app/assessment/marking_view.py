"""What markers are shown: which answers wait for them, and one answer with as much of its marks as
they may know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.assessment.access import Crumb
from app.assessment.marking import (
    TOLERATED,
    Mark,
    Marker,
    OpenAnswer,
    Standing,
    agree,
    comments,
    is_for,
    may_decide,
    may_mark,
    may_see,
    needed_for,
    standing,
)
from app.assessment.marking_pages import (
    AnswerPage,
    LatelyRow,
    QueuedQuestion,
    QueuePage,
    QueueRow,
    ShownMark,
)
from app.assessment.marking_queries import Marks, Queued
from app.assessment.snapshots import Snapshots
from app.assessment.wording import points_of
from app.catalog.model import Catalog
from app.catalog.questions import OpenAnswer as OpenBody

SHOWN_MOST = 100
LATELY_MOST = 12


def queue_page(
    waiting: Sequence[Queued],
    lately: Sequence[Queued],
    marks: Marks,
    marker: Marker,
    known: Snapshots,
    catalog: Catalog,
    above: Crumb,
) -> QueuePage:
    """`above` is the crumb below which the page hangs."""
    mine = [one for one in waiting if is_for(marks[one.key], needed_for(one.kind), marker)]
    shown = mine[:SHOWN_MOST]
    return QueuePage(
        crumbs=(above, ("Marking", "")),
        waiting=len(mine),
        questions=_by_question(shown, marks, known, catalog),
        left=len(mine) - len(shown),
        elsewhere=len(waiting) - len(mine),
        lately=tuple(
            LatelyRow(known.question(one.snapshot_hash).title, _lately(one, marks[one.key], known))
            for one in lately
        ),
        sees_all=marker.is_administrator,
    )


def _by_question(
    shown: Sequence[Queued], marks: Marks, known: Snapshots, catalog: Catalog
) -> tuple[QueuedQuestion, ...]:
    """Answers to the same wording together, in the order of the oldest of each."""
    groups: dict[tuple[str, str, str], list[Queued]] = {}
    for one in shown:
        groups.setdefault((one.course, one.title, one.snapshot_hash), []).append(one)
    found = []
    for (course, exam, hash_), members in groups.items():
        question = known.question(hash_)
        rows = tuple(_waiting(one, marks[one.key]) for one in members)
        title = _course_title(catalog, course)
        found.append(QueuedQuestion(title, exam, question.id, question.stem_text, rows))
    return tuple(found)


def _course_title(catalog: Catalog, slug: str) -> str:
    course = catalog.course(slug)
    return course.title if course else slug


def _waiting(one: Queued, marks: Sequence[Mark]) -> QueueRow:
    at = standing(marks, needed_for(one.kind))
    if at.stage == "differs":
        return QueueRow(one.address, one.submitted_at, "warn", "Marks differ: decide")
    state = "Second mark" if marks else "First mark" if needed_for(one.kind) > 1 else "Mark"
    return QueueRow(one.address, one.submitted_at, "part" if marks else "todo", state)


def _lately(one: Queued, marks: Sequence[Mark], known: Snapshots) -> QueueRow:
    at = standing(marks, needed_for(one.kind))
    if at.share is None:
        state = "Marks differ" if at.stage == "differs" else "Waits for a second mark"
        return QueueRow(
            one.address, marks[-1].at, "warn" if at.stage == "differs" else "part", state
        )
    state = points_of(at.share, known.question(one.snapshot_hash).points)
    if marks[-1].kind == "late" and not agree(marks[-1].share, at.share):
        return QueueRow(one.address, marks[-1].at, "warn", f"{state}; a later mark differs")
    return QueueRow(one.address, marks[-1].at, "ok", state)


def answer_page(
    answer: OpenAnswer, marker: Marker, catalog: Catalog, above: Crumb, **typed: Any
) -> AnswerPage:
    """`above` is the crumb below which the page hangs, `typed` are the fields of a form that comes back."""
    head, question, at = answer.attempt.head, answer.question, answer.standing
    form = _form(answer, at, marker)
    assert isinstance(question.body, OpenBody)
    return AnswerPage(
        crumbs=(above, ("Marking", "/teach/marking"), (question.title, "")),
        address=answer.address,
        course=_course_title(catalog, head.course),
        exam=head.title,
        number=answer.item.position,
        question_id=question.id,
        clause=question.clause or question.control,
        title=question.title,
        handed_in=head.submitted_at or head.started_at,
        case_title=answer.case.title if answer.case else "",
        case_html=answer.case.html if answer.case else "",
        stem_html=question.stem_html,
        text=answer.text,
        rubric_html=question.body.rubric_html,
        explanation_html=question.explanation_html,
        points=question.points,
        state=_state(answer, at, marker),
        marks=_marks(answer, at, marker),
        form=form,
        alone=form == "decide" and at.stage == "waits",
        seen=len(answer.marks),
        **(typed | {"typed": _before(answer, form) | typed.get("typed", {})}),
    )


def _form(answer: OpenAnswer, at: Standing, marker: Marker) -> str:
    if not answer.attempt.head.is_valid:
        return ""
    if may_mark(answer.marks, at.stage, marker):
        return "mark"
    return "decide" if may_decide(answer.marks, at.stage, marker) else ""


def _before(answer: OpenAnswer, form: str) -> Mapping[str, str]:
    """Whoever decides begins with what the learner would read otherwise."""
    said = "\n\n".join(comments(answer.marks)) if form == "decide" else ""
    return {"points": "", "comment": said, "why": "", "name_why": ""}


def _state(answer: OpenAnswer, at: Standing, marker: Marker) -> str:
    if not answer.attempt.head.is_valid:
        return "This attempt was declared invalid: there is nothing to mark."
    if at.share is not None:
        return f"This answer is marked: {points_of(at.share, answer.question.points)}."
    if at.stage == "differs":
        return f"Two marks differ by more than {TOLERATED}."
    if marker.own(answer.marks) is not None:
        return "Your mark is kept. Somebody else has to mark this answer too, without seeing yours."
    if needed_for(answer.attempt.head.kind) > 1:
        return "Two people mark this answer, without seeing each other's marks."
    return ""


def _marks(answer: OpenAnswer, at: Standing, marker: Marker) -> tuple[ShownMark, ...]:
    """All of them for whoever decides, and for markers once the answer is marked; until then one's
    own alone. Markers are not named to each other either.
    """
    own = marker.own(answer.marks)
    sees_all = may_see(answer.marks, at.stage, marker)
    number = 0
    shown = []
    for mark in answer.marks:
        number += mark.kind != "decision"
        if sees_all or mark is own:
            what = _what(mark, number) + (" (yours)" if mark.marker == marker.id else "")
            points = points_of(mark.share, answer.question.points)
            shown.append(ShownMark(what, points, mark.at, mark.comment, mark.why))
    return tuple(shown)


def _what(mark: Mark, number: int) -> str:
    if mark.kind == "decision":
        return "Decision"
    name = {1: "First mark", 2: "Second mark"}.get(number, "Further mark")
    return f"{name}, came late" if mark.kind == "late" else name
