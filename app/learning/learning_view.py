"""What somebody's own page says: courses begun, attempts, worksheets written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.assessment.records import AttemptHead
from app.catalog.model import Catalog, Worksheet
from app.learning.course_pages import AttemptLine, CourseLine, SheetLine
from app.learning.course_view import certificate_of
from app.learning.outline import course_summary
from app.learning.page_parts import Link, State
from app.learning.progress import CourseProgress
from app.learning.queries import KeptWorksheet
from app.web.render import percent

ATTEMPTS_SHOWN = 8


def course_line(progress: CourseProgress, exam_score: float | None, now: datetime) -> CourseLine:
    """`exam_score` is the best one with which its exam was passed, in per cent."""
    course = progress.course
    step = progress.next_step
    return CourseLine(
        title=course.title,
        url=f"/courses/{course.slug}",
        note=course_summary(progress),
        state=_course_state(progress, exam_score),
        next=Link(step.title, step.address) if step else None,
        done=progress.done,
        total=progress.total,
        sitting=progress.sitting(now),
        certificate=certificate_of(progress),
    )


def _course_state(progress: CourseProgress, exam_score: float | None) -> State | None:
    passed = "" if exam_score is None else f"exam passed with {percent(exam_score)}"
    if progress.is_complete:
        return State("done", f"Complete, {passed}" if passed else "Complete")
    if passed:
        return State("part", passed.capitalize())
    if progress.course.exam is not None and not progress.missing:
        return State("todo", "The exam is open")
    return None


def attempt_lines(attempts: Sequence[AttemptHead]) -> tuple[AttemptLine, ...]:
    """The newest first, as they come."""
    return tuple(
        AttemptLine(
            title=attempt.title,
            url=attempt.address if attempt.is_open else f"{attempt.address}/result",
            at=attempt.started_at,
            state=_attempt_state(attempt),
            score=attempt.score,
            marked_at=attempt.marked_at,
        )
        for attempt in attempts
    )


def _attempt_state(attempt: AttemptHead) -> State:
    if not attempt.is_valid:
        return State("warn", "Invalid")
    if attempt.is_open:
        return State("part", "Open")
    if attempt.provisional:
        return State("warn", "Waits to be marked")
    return State("ok", "Passed") if attempt.passed else State("bad", "Not passed")


def sheet_lines(catalog: Catalog, kept: Sequence[KeptWorksheet]) -> tuple[SheetLine, ...]:
    """Worksheets that the courses still have."""
    lines = (_sheet_line(catalog, one) for one in kept)
    return tuple(line for line in lines if line)


def _sheet_line(catalog: Catalog, kept: KeptWorksheet) -> SheetLine | None:
    course = catalog.course(kept.course)
    module = course.module(kept.module) if course else None
    for unit in module.units if module else ():
        sheet = unit.part("worksheet", kept.block)
        if isinstance(sheet, Worksheet):
            address = f"/courses/{kept.course}/{kept.module}/{unit.id}"
            return SheetLine(
                title=sheet.title,
                url=f"{address}#worksheet-{sheet.id}",
                where=unit.title,
                updated_at=kept.updated_at,
                download=f"{address}/worksheets/{sheet.id}.docx",
            )
    return None
