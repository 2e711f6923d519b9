"""What the catalogue says of each course, where somebody left off, and what each path asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.assessment.selection import questions_in
from app.catalog.model import Catalog, Course, LearningPath, Module, PathStep
from app.catalog.questions import Exam
from app.learning.course_pages import Level, PathLine, Resume
from app.learning.outline import course_summary
from app.learning.progress import NOTHING, CourseProgress, Record, progress_of, quiz_length
from app.learning.remembered import remembered
from app.learning.visibility import visible_course
from app.learning.wording import count, duration, in_words

# So many outcomes tell what a course is about; the others stand on its own page.
_OUTCOMES_SHOWN = 4


def visible_courses(
    catalog: Catalog, records: Mapping[str, Record], *, is_trainer: bool
) -> tuple[CourseProgress, ...]:
    """Every course that a reader can see, with how far they have come."""
    found = []
    for course in catalog.courses:
        record = records.get(course.slug, NOTHING)
        visible = visible_course(course, record, is_trainer=is_trainer)
        if visible is not None:
            found.append(progress_of(visible, record))
    return tuple(found)


def lead(courses: Sequence[CourseProgress], *, read_without_account: bool) -> str:
    number = len(courses)
    what = f"{in_words(number).capitalize()} course{'' if number == 1 else 's'} on ISO/IEC 42001"
    what += " so far, with one running case." if number == 1 else ", one running case."
    if read_without_account:
        return f"{what} Read freely; you need an account only for quizzes, exams and certificates."
    return what


def level_of(progress: CourseProgress) -> Level:
    course = progress.course
    facts = [
        ("Length", f"{count(progress.total, 'module')}, about {duration(course_minutes(course))}")
    ]
    if course.exam is not None:
        facts.append(("Exam", exam_in_short(course, course.exam)))
    shown = course.outcomes[:_OUTCOMES_SHOWN]
    state = ""
    if progress.is_begun:
        state = f"{progress.done} of {count(progress.total, 'module')} done"
    if course.status != "published":
        state = course.status.capitalize()
    return Level(
        slug=course.slug,
        figure=course.level,
        title=course.title,
        summary=course.summary,
        facts=tuple(facts),
        can=tuple((outcome.clause, outcome.text) for outcome in shown),
        more=len(course.outcomes) - len(shown),
        state=state,
    )


def course_minutes(course: Course) -> int:
    return sum(module.minutes for module in course.modules)


def exam_in_short(course: Course, exam: Exam) -> str:
    """`40 questions, 60 min`. Its pass mark may be set by a panel; the exam's own page tells it."""
    parts = [exam_questions(course, exam)]
    if exam.minutes:
        parts.append(f"{exam.minutes} min")
    return ", ".join(parts)


@remembered(200)
def exam_questions(course: Course, exam: Exam) -> str:
    banks = {module.slug: module.bank for module in course.modules if module.bank is not None}
    least, most = questions_in(exam, banks)
    return count(most, "question") if least == most else f"{least} to {most} questions"


def resume_of(courses: Sequence[CourseProgress], now: datetime) -> Resume | None:
    """The exam or quiz that is open, an exam first; else the next step of the course that was read
    last, or what was earned where nothing is left.
    """
    if back := _open_attempt(courses, now):
        return back
    read = [c for c in courses if c.last_read is not None]
    begun = [c for c in read if c.next_step is not None]
    if not begun:
        return _completed(read)
    latest = _read_last(begun)
    step = latest.next_step
    assert step is not None
    notes = [latest.course.title]
    current = 0
    if step.module is not None:
        module = latest.module(step.module.slug)
        current = module.position if module.is_begun else 0
        notes.append(f"module {step.module.number}")
        if step.unit is not None:
            notes.append(f"unit {step.module.units.index(step.unit) + 1} of {module.total}")
        else:
            notes.append(count(quiz_length(step.module), "question"))
    note = ", ".join(notes)
    if step.minutes:
        note += f" · {count(step.minutes, 'minute')}"
        if step.unit is not None and step.module is not None:
            rest = latest.module(step.module.slug).minutes_left - step.minutes
            note += f", then {rest} to the end of the module" if rest > 0 else ""
    return Resume(step.title, step.address, note, latest.done, latest.total, current)


def _read_last(courses: Sequence[CourseProgress]) -> CourseProgress:
    return max(courses, key=lambda c: c.last_read.timestamp() if c.last_read else 0)


def _completed(courses: Sequence[CourseProgress]) -> Resume | None:
    done = [c for c in courses if c.is_complete and c.course.certificate is not None]
    if not done:
        return None
    latest = _read_last(done)
    return Resume(
        title=latest.course.title,
        url="/certificates",
        note=course_summary(latest),
        done=latest.done,
        total=latest.total,
        current=0,
        margin="Complete",
        button="Open your certificate",
    )


def _open_attempt(courses: Sequence[CourseProgress], now: datetime) -> Resume | None:
    found = [(sitting, c) for c in courses if (sitting := c.sitting(now))]
    if not found:
        return None
    sitting, progress = min(found, key=lambda pair: pair[0].module is not None)
    return Resume(
        title=sitting.title,
        url=sitting.address,
        note=sitting.course.title,
        done=progress.done,
        total=progress.total,
        current=0,
        button=sitting.button,
        until=sitting.until,
    )


@remembered(500)
def path_line(path: LearningPath, courses: Sequence[Course]) -> PathLine:
    """What a path asks of each module of each course."""
    cells = tuple(tuple(_need(path, course, m) for m in course.modules) for course in courses)
    flat = [cell for row in cells for cell in row]
    return PathLine(path.title, f"/paths/{path.id}", cells, needs(flat))


def needs(cells: Sequence[str]) -> str:
    """`22 must · 3 should`."""
    counted = [(cells.count(word), word) for word in ("must", "should")]
    return " · ".join(f"{number} {word}" for number, word in counted if number)


def _need(path: LearningPath, course: Course, module: Module) -> str:
    if any(_asks_for(step, course, module) for step in path.must):
        return "must"
    return "should" if any(_asks_for(step, course, module) for step in path.should) else ""


def _asks_for(step: PathStep, course: Course, module: Module) -> bool:
    return step.course == course.slug and step.module in {"", module.slug}
