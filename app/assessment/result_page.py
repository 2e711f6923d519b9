"""What a finished attempt shows: the result first, then what to read again, then each question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.assessment import certainty
from app.assessment.exam_rules import Admission
from app.assessment.incident_words import ShownIncident
from app.assessment.outcomes import outcome_rows
from app.assessment.pages import (
    CertaintyResult,
    CertaintyRow,
    NextStep,
    ResultPage,
    ShownCase,
    UnitToRead,
)
from app.assessment.records import Attempt, AttemptHead, Item
from app.assessment.review import ReviewedQuestion, may_reveal, review
from app.assessment.scoring import Score
from app.assessment.service import marked, total_of
from app.assessment.snapshots import Snapshots
from app.assessment.totals import Marked
from app.catalog.model import Course, Module, Unit


def result_page(
    attempt: Attempt,
    known: Snapshots,
    course: Course | None,
    decided: Admission | None,
    attempts_most: int | None,
    incidents: tuple[ShownIncident, ...],
    comments: Mapping[int, tuple[str, ...]],
    *,
    passed: bool,
) -> ResultPage:
    """`course` is None where it is no longer there, and `decided`, what the rules say to a further
    attempt, where that makes no difference any more. `passed` tells of any
    attempt at the same thing. `comments` are those on open answers, by position.
    """
    head = attempt.head
    scored = [marked(item, known.question(item.snapshot_hash)) for item in attempt.items]
    result = total_of(attempt.items, known)
    shows_key = may_reveal(head.reveal, submitted=True, passed=passed)
    return ResultPage(
        attempt=head,
        attempts_most=attempts_most,
        score=head.score or 0.0,
        right=result.right,
        partly=sum(item.score.earned > 0 and not item.score.is_right for item in scored),
        count=result.count,
        needed=head.pass_mark,
        next=_next(course, head, decided),
        again=_again(course, head, scored) if course else (),
        outcomes=outcome_rows(course, scored),
        questions=_questions(attempt, known, comments) if shows_key else (),
        cases=cases_of(attempt.items, known) if shows_key else {},
        certainty=_certainty(attempt) if shows_key else None,
        hidden="" if shows_key else _hidden(head),
        waiting=decided.reasons if decided else (),
        unmarked=tuple(item.position for item in attempt.items if item.share is None),
        incidents=incidents,
    )


def _hidden(head: AttemptHead) -> str:
    if head.reveal == "never":
        return f"The questions of this {head.kind} are not shown again."
    return "Questions, answers and reasons are shown once you have passed."


def _questions(
    attempt: Attempt, known: Snapshots, comments: Mapping[int, tuple[str, ...]]
) -> tuple[ReviewedQuestion, ...]:
    found = []
    for item in attempt.items:
        question = known.question(item.snapshot_hash)
        kept = Score(item.share, question.points)
        found.append(
            review(
                question,
                item.arrangement,
                item.answer,
                number=item.position,
                result=kept,
                said=attempt.said(item, item.share),
                comments=comments.get(item.position, ()),
                is_valid=attempt.head.is_valid,
            )
        )
    return tuple(found)


def cases_of(items: Iterable[Item], known: Snapshots) -> dict[int, ShownCase]:
    """The text of a case set, at the first of its questions."""
    found: dict[int, ShownCase] = {}
    last = None
    for item in items:
        case = known.case(item.case_hash)
        if case and item.case_hash != last:
            found[item.position] = ShownCase(case.title, case.html)
        last = item.case_hash
    return found


def _certainty(attempt: Attempt) -> CertaintyResult | None:
    """Only shown together with the key: whoever is sure of a single answer would learn from the marks
    whether that one was right.
    """
    said = [one for item in attempt.items if (one := attempt.said(item, item.share))]
    if not said:
        return None
    rows = tuple(
        CertaintyRow(one.level.word, _wholly_right(attempt, one.level), one.count, one.marks)
        for one in certainty.by_level(said)
    )
    return CertaintyResult(certainty.total(said), rows)


def _wholly_right(attempt: Attempt, level: certainty.Level) -> int:
    return sum(
        Score(item.share, 1).is_right for item in attempt.items if item.certainty == level.number
    )


def _again(course: Course, head: AttemptHead, scored: Sequence[Marked]) -> tuple[UnitToRead, ...]:
    """The units that teach what was missed, in the order of the course."""
    modules = [m for m in course.modules if head.kind == "exam" or m.slug == head.module]
    wanted = {
        (module.slug, unit.id)
        for missed in scored
        if missed.score.share is not None and not missed.score.is_right
        for module, unit in _teaching(modules, missed)
    }
    return tuple(
        UnitToRead(
            title=unit.title,
            url=f"/courses/{course.slug}/{module.slug}/{unit.id}",
            clauses=", ".join(unit.clauses),
            module=module.title,
            minutes=unit.minutes,
        )
        for module in modules
        for unit in module.units
        if (module.slug, unit.id) in wanted
    )


def _teaching(modules: Sequence[Module], missed: Marked) -> list[tuple[Module, Unit]]:
    """The units for a question: those with its outcome and its clause, else with one of them."""
    units = [(module, unit) for module in modules for unit in module.units]
    by_both = [
        u for u in units if missed.outcome in u[1].outcomes and missed.clause in u[1].clauses
    ]
    if by_both:
        return by_both
    by_one = [u for u in units if missed.clause and missed.clause in u[1].clauses]
    return by_one or [u for u in units if missed.outcome in u[1].outcomes]


def _next(
    course: Course | None, head: AttemptHead, decided: Admission | None
) -> tuple[NextStep, ...]:
    """What to do now, the best first."""
    if course is None:
        return (NextStep("Go to the courses", "/"),)
    address = f"/courses/{course.slug}"
    if head.kind == "exam":
        return _after_exam(course, head, decided, address)
    if head.counts_as_passed:
        return _after_quiz(course, head.module, address)
    again = NextStep("Try again", f"{address}/{head.module}/quiz")
    back = NextStep("Back to the module", f"{address}/{head.module}")
    return (again, back) if decided is None or not decided.reasons else (back,)


def _after_exam(
    course: Course, head: AttemptHead, decided: Admission | None, address: str
) -> tuple[NextStep, ...]:
    back = NextStep("Back to the course", address)
    if head.counts_as_passed:
        if course.certificate is None:
            return (back,)
        return (NextStep("Open your certificate", "/certificates"), back)
    # While it waits to be marked, it may yet be passed: nobody should use up another attempt.
    if decided is not None and decided.may_start and not head.provisional:
        return (NextStep("To the next attempt", f"{address}/exam"), back)
    return (back,)


def _after_quiz(course: Course, module_slug: str, address: str) -> tuple[NextStep, ...]:
    open_modules = [m for m in course.modules if m.status != "draft"]
    slugs = [module.slug for module in open_modules]
    place = slugs.index(module_slug) + 1 if module_slug in slugs else len(slugs)
    back = NextStep("Back to the course", address)
    if place < len(open_modules):
        module = open_modules[place]
        return (NextStep(f"Go on: {module.title}", f"{address}/{module.slug}"), back)
    if course.exam is not None:
        return (NextStep(f"Go on: {course.exam.title}", f"{address}/exam"), back)
    return (back,)
