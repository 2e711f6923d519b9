"""What a course and a module say of themselves: outline with states, outcomes, exam, certificate."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from app.assessment.queries import PassedExam
from app.assessment.so_far import BestResult
from app.catalog.model import Catalog, Course, Module, Outcome, Unit
from app.catalog.periods import parse_period
from app.catalog.questions import AttemptRule, Exam, Reveal
from app.learning.access import CoursePlace, ModulePlace
from app.learning.catalogue_view import exam_questions
from app.learning.course_pages import CoursePage
from app.learning.outline import course_summary, outline_of
from app.learning.page_parts import Link, Row, State
from app.learning.pages import ModulePage
from app.learning.progress import CourseProgress, ModuleProgress, Step, UnitState, quiz_length
from app.learning.review_pages import RecallBox
from app.learning.sitting import Sitting
from app.learning.unit_view import edition_of
from app.learning.wording import count, duration, in_words, numbers
from app.web.render import day, percent

_REVEALED: dict[Reveal, str] = {
    "each": "shown after each question",
    "after-submit": "shown when it has been handed in",
    "after-pass": "shown after passing",
    "never": "not shown",
}
_WHAT_IT_IS = (
    "it records the completion of a course and is not a certification of a person under "
    "ISO/IEC 17024"
)
_LEVELS = {
    "fundamentals": ("Level one", "of three"),
    "advanced": ("Level two", "of three"),
    "specialist": ("Level three", "of three"),
}


def course_page(
    place: CoursePlace, catalog: Catalog, passed: PassedExam | None, now: datetime, zone: ZoneInfo
) -> CoursePage:
    """`passed` is None for whoever has not passed the exam; `zone` is the reader's."""
    course, progress = place.course, place.progress
    sitting, step = progress.sitting(now), progress.next_step
    begun = progress.module(step.module.slug) if step and step.module else None
    return CoursePage(
        title=course.title,
        margin=_LEVELS[course.level],
        summary=course.summary,
        advice=_advice(course, catalog),
        is_retired=course.status == "retired",
        next=_back_to(sitting)
        or _next(step, progress, f"{place.address}#modules")
        or certificate_of(progress),
        next_note="" if sitting else _minutes(step),
        next_until=sitting.until if sitting else None,
        done=progress.done,
        total=progress.total,
        current=begun.position if begun and begun.is_begun else 0,
        progress=course_summary(progress),
        modules=tuple(_module_row(module, place.address) for module in progress.modules),
        outcomes=tuple((outcome.clause, outcome.text) for outcome in course.outcomes),
        facts=_facts(course, progress, passed, zone),
        exam=_exam_link(place, passed),
        intro_html=course.intro_html,
        edition=course.version,
        reviewed=course.reviewed,
    )


def _back_to(sitting: Sitting | None) -> Link | None:
    return Link(sitting.button, sitting.address) if sitting else None


def _next(step: Step | None, progress: CourseProgress, otherwise: str) -> Link | None:
    """The one obvious next step; None where there is nothing left to do."""
    if step is None:
        return None
    if not progress.is_begun:
        return Link(f"Begin: {step.title}", step.address)
    return (
        Link(f"Continue: {step.title}", step.address) if step.address else Link("Open", otherwise)
    )


def certificate_of(progress: CourseProgress) -> Link | None:
    """Where whoever has completed the course finds what they have earned."""
    if progress.is_complete and progress.course.certificate is not None:
        return Link("Open your certificate", "/certificates")
    return None


def _exam_link(place: CoursePlace, passed: PassedExam | None) -> Link | None:
    if place.course.exam is None:
        return None
    if passed is not None:
        return Link("Your result", f"/attempts/{passed.attempt_id}/result")
    return Link("The exam\u2019s rules", f"{place.address}/exam")


def _minutes(step: Step | None) -> str:
    return count(step.minutes, "minute") if step and step.minutes else ""


def _advice(course: Course, catalog: Catalog) -> tuple[Link, ...]:
    """Courses that are better taken before. They advise; nothing is locked."""
    found = (catalog.course(slug) for slug in course.prerequisites)
    return tuple(
        Link(before.title, f"/courses/{before.slug}")
        for before in found
        if before and before.status == "published"
    )


def _module_row(progress: ModuleProgress, course_address: str) -> Row:
    module = progress.module
    return Row(
        margin=str(module.number),
        title=module.title,
        url=f"{course_address}/{module.slug}",
        end=_end(progress),
        state=module_state(progress),
    )


def module_state(progress: ModuleProgress) -> State | None:
    """How far a module is; None before it is begun."""
    if progress.module.status != "published":
        return State("none", progress.module.status.capitalize())
    if progress.has_changed:
        return State("part", "Changed since you read it")
    if progress.is_complete:
        return State("done", "Done")
    if progress.all_read:
        return State("part", "Quiz to pass")
    if progress.is_begun:
        return State("part", f"{progress.done} of {count(progress.total, 'unit')}")
    return None


def _end(progress: ModuleProgress) -> str:
    if progress.is_complete or not progress.is_begun:
        return duration(progress.module.minutes)
    if progress.all_read:
        return count(quiz_length(progress.module), "question")
    return f"{duration(progress.minutes_left)} left"


def _facts(
    course: Course, progress: CourseProgress, passed: PassedExam | None, zone: ZoneInfo
) -> tuple[tuple[str, str], ...]:
    facts = _exam_facts(course, course.exam, progress) if course.exam else []
    if passed is not None:
        told = f"with {percent(passed.score_percent)} on {day(passed.submitted_at, zone)}"
        facts = [("Passed", told), *(fact for fact in facts if fact[0] != "Opens")]
    if course.certificate is not None:
        valid = course.certificate.valid
        term = f"valid for {parse_period(valid)}" if valid else "without an end date"
        facts.append(("Certificate", f"{course.certificate.title}, {term}; {_WHAT_IT_IS}"))
    return tuple(facts)


def _exam_facts(course: Course, exam: Exam, progress: CourseProgress) -> list[tuple[str, str]]:
    time = f" in {exam.minutes} minutes" if exam.minutes else ", without a time limit"
    return [
        ("Exam", f"{exam_questions(course, exam)}{time}"),
        ("Opens", _opens(course, progress)),
        ("Attempts", _attempts(exam.attempts)),
        ("Answers", _REVEALED[exam.reveal]),
    ]


def _opens(course: Course, progress: CourseProgress) -> str:
    if course.completion.exam_requires == "none":
        return "at once"
    required = [m for m in course.required_modules if m.status == "published"]
    if len(required) == progress.total:
        which = (
            f"all {in_words(len(required))} modules are" if len(required) > 1 else "the module is"
        )
        return f"when {which} complete"
    return f"when these are complete: {'; '.join(module.title for module in required)}"


def _attempts(rule: AttemptRule) -> str:
    if rule.max is None:
        return "as many as you like"
    within = f" within {parse_period(rule.within)}" if rule.within else ""
    wait = f", the second {parse_period(rule.wait[0])} after the first" if rule.wait else ""
    return f"{rule.max}{within}{wait}"


def module_page(
    place: ModulePlace, best: BestResult | None, recall: RecallBox | None
) -> ModulePage:
    """`best` is the best result at the quiz so far."""
    course, module = place.course, place.module
    progress = place.progress.module(module.slug)
    quiz = (_quiz_row(progress, place.address, best),) if module.bank else ()
    return ModulePage(
        outline=outline_of(place.progress, module),
        crumbs=((course.title, f"/courses/{course.slug}"), (f"Module {module.number}", "")),
        margin=_module_margin(module),
        title=module.title,
        facts=_module_facts(module),
        summary=module.summary,
        scene_html=module.scene_html,
        outcomes=tuple(_outcome(outcome) for outcome in module.outcomes),
        next=_next_in(place, progress),
        units=tuple(
            _unit_row(unit, state, place.address)
            for unit, state in zip(module.units, progress.states, strict=True)
        )
        + quiz,
        recall=recall,
        print_url=f"{place.address}/print",
        edition=edition_of(course),
        as_of=module.as_of,
        sources=module.sources,
    )


def _module_margin(module: Module) -> str:
    """The main clause, where the module has one: 4 for 4.1 to 4.4."""
    mains = {clause.split(".")[0] for clause in module.clauses}
    return mains.pop() if len(mains) == 1 else str(module.number)


def _module_facts(module: Module) -> tuple[str, ...]:
    units = count(len(module.units), "unit")
    return (count(module.minutes, "minute"), f"{units} and a quiz" if module.bank else units)


def _outcome(outcome: Outcome) -> tuple[str, str]:
    return outcome.clause, outcome.text


def _next_in(place: ModulePlace, progress: ModuleProgress) -> Link | None:
    """The next step of this module; of the course once this module is complete."""
    if progress.is_complete:
        return _next(place.progress.next_step, place.progress, place.address)
    verb = "Continue" if progress.is_begun else "Begin"
    for unit, state in zip(place.module.units, progress.states, strict=True):
        if state == "todo":
            return Link(f"{verb}: {unit.title}", f"{place.address}/{unit.id}")
    return Link("Take the quiz", f"{place.address}/quiz")


def _unit_row(unit: Unit, state: UnitState, module_address: str) -> Row:
    states = {
        "todo": None,
        "done": State("done", "Done"),
        "changed": State("part", "Changed since you read it"),
    }
    margin = numbers(unit.clauses, unit.controls)
    url = f"{module_address}/{unit.id}"
    return Row(margin, unit.title, url, duration(unit.minutes), states[state])


def _quiz_row(progress: ModuleProgress, address: str, best: BestResult | None) -> Row:
    bank = progress.module.bank
    assert bank is not None
    asked = quiz_length(progress.module)
    note = f"{count(asked, 'question')}, {bank.pass_mark:g} % to pass"
    if best is not None:
        note += f"; best so far {percent(best.score)}"
    state = State("done", "Passed") if progress.quiz_passed else None
    return Row("Quiz", "Module quiz", f"{address}/quiz", f"about {duration(asked)}", state, note)
