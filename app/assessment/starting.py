"""How an attempt begins: admitted by the rules, drawn, arranged, and kept as it will be shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app.assessment import queries, snapshots
from app.assessment.arrangement import arrange
from app.assessment.exam_rules import Admission, Reason, admission, deadline, looks_back
from app.assessment.models import Attempt as AttemptTable
from app.assessment.models import AttemptItem
from app.assessment.records import Kind
from app.assessment.selection import Asked, Drawn, draw_exam, draw_quiz
from app.assessment.so_far import SoFar, so_far
from app.catalog.model import Course, Module
from app.catalog.questions import AttemptRule, Bank, Exam, Reveal
from app.core.errors import Conflict
from app.web.context import Context

_Draw = Callable[[Random, Asked], Sequence[Drawn]]


class NotNow(Conflict):
    """The rules do not let this attempt start; `admission` says why and from when."""

    def __init__(self, decided: Admission) -> None:
        self.admission = decided
        super().__init__(" ".join(reason.sentence for reason in decided.reasons))


@dataclass(frozen=True, slots=True)
class Assessment:
    """A quiz or an exam as the rules see it, wherever it is written down."""

    course: Course
    kind: Kind
    module: str
    title: str
    rule: AttemptRule
    minutes: int | None
    pass_mark: float
    reveal: Reveal
    certainty: bool
    hash: str
    mark_decided: bool = False


def quiz_of(course: Course, module: Module, bank: Bank) -> Assessment:
    return Assessment(
        course=course,
        kind="quiz",
        module=module.slug,
        title=f"Quiz: {module.title}",
        rule=AttemptRule(max=bank.attempts),
        minutes=bank.minutes,
        pass_mark=bank.pass_mark,
        reveal=bank.reveal,
        certainty=bank.certainty,
        hash=bank.hash,
    )


def exam_of(course: Course, exam: Exam, decided_mark: float | None = None) -> Assessment:
    """`decided_mark` is what a panel has set; without it the pass mark of the file is provisional."""
    return Assessment(
        course=course,
        kind="exam",
        module="",
        title=exam.title,
        rule=exam.attempts,
        minutes=exam.minutes,
        pass_mark=exam.pass_mark if decided_mark is None else decided_mark,
        mark_decided=decided_mark is not None,
        # An exam never tells the key of a question while others of it are open.
        reveal="after-submit" if exam.reveal == "each" else exam.reveal,
        certainty=False,
        hash=exam.hash,
    )


def attempts_so_far(ctx: Context, what: Assessment, user_id: UUID) -> SoFar:
    return so_far(
        ctx.session,
        user_id,
        what.course.slug,
        what.kind,
        what.module,
        looks_back=looks_back(what.rule),
    )


def admission_to(ctx: Context, what: Assessment, user_id: UUID, past: SoFar) -> Admission:
    """What the rules say to another attempt, given those so far."""
    gate = _gate(ctx, what, user_id)
    return admission(what.rule, past.newest, gate, ctx.now)


def _gate(ctx: Context, what: Assessment, user_id: UUID) -> tuple[Reason, ...]:
    if what.course.status == "retired":
        return (Reason("This course is retired, and no new attempts can be started."),)
    module = what.course.module(what.module)
    if module is not None and module.status == "retired":
        return (Reason("This module is retired, and its quiz can no longer be started."),)
    if what.kind == "exam":
        missing = ctx.site.exam_gate(ctx.session, user_id, what.course)
        return tuple(
            Reason(one.sentence, None, one.title, one.address, one.left, one.next)
            for one in missing
        )
    return ()


def start_quiz(ctx: Context, what: Assessment, bank: Bank, past: SoFar) -> UUID:
    """The id of the attempt that is open now: the one that was, or a new one. Raises NotNow."""

    def draw(random: Random, asked: Asked) -> Sequence[Drawn]:
        return draw_quiz(bank, random, asked)

    return _start(ctx, what, past, draw)


def start_exam(ctx: Context, what: Assessment, exam: Exam, past: SoFar) -> UUID:
    """The same for the course's exam."""
    banks = {m.slug: m.bank for m in what.course.modules if m.bank is not None}

    def draw(random: Random, asked: Asked) -> Sequence[Drawn]:
        return draw_exam(exam, banks, random, asked)

    return _start(ctx, what, past, draw)


def _start(ctx: Context, what: Assessment, past: SoFar, draw: _Draw) -> UUID:
    user = ctx.person
    if past.open_id:
        return past.open_id
    decided = admission_to(ctx, what, user.id, past)
    if not decided.may_start:
        raise NotNow(decided)
    # The seed stays with the attempt for an audit; nothing here repeats a draw.
    seed = f"{ctx.site.new_random().getrandbits(64):016x}"
    random = Random(seed)  # noqa: S311  (a draw, not a secret)
    drawn = draw(random, _asked(ctx, what, user.id, past))
    if not drawn:
        raise Conflict("There are no questions to ask yet. Please come back later.")
    attempt_id = _insert(ctx, what, seed, number=past.last_number + 1)
    if attempt_id is None:
        return _other_click(ctx, what, user.id)
    _insert_items(ctx, attempt_id, drawn, random)
    return attempt_id


def _asked(ctx: Context, what: Assessment, user_id: UUID, past: SoFar) -> Asked:
    """An exam looks back at all attempts; a quiz, where practice is the point, at the last one."""
    if not past.last_number:
        return {}
    return queries.questions_asked(
        ctx.session,
        user_id,
        what.course.slug,
        what.kind,
        what.module,
        since=1 if what.kind == "exam" else past.last_number,
    )


def _insert(ctx: Context, what: Assessment, seed: str, *, number: int) -> UUID | None:
    """The new attempt's id, None where the schema says that there is one already."""
    user = ctx.person
    row = AttemptTable(
        user_id=user.id,
        course=what.course.slug,
        kind=what.kind,
        module=what.module,
        number=number,
        title=what.title,
        course_version=what.course.version,
        course_hash=what.course.hash,
        content_hash=what.hash,
        seed=seed,
        minutes=what.minutes,
        extra_time=user.extra_time if what.minutes is not None else 0,
        pass_mark=what.pass_mark,
        mark_decided=what.mark_decided,
        reveal=what.reveal,
        certainty=what.certainty,
        started_at=ctx.now,
        deadline=deadline(ctx.now, what.minutes, user.extra_time),
        pause_seconds=pause_seconds(what, user.pause_minutes),
        saved_by=user.session_id,
    )
    try:
        with ctx.session.begin_nested():
            ctx.session.add(row)
            ctx.session.flush()
    except IntegrityError:
        return None
    return row.id


def pause_seconds(what: Assessment, pause_minutes: int) -> int:
    """For how long an attempt may be paused: an exam alone, and only where a clock can stand still."""
    return pause_minutes * 60 if what.kind == "exam" and what.minutes is not None else 0


def _other_click(ctx: Context, what: Assessment, user_id: UUID) -> UUID:
    """The attempt that another request of the same person started at the same moment."""
    found = attempts_so_far(ctx, what, user_id).open_id
    if found is None:
        raise Conflict
    return found


def _insert_items(ctx: Context, attempt_id: UUID, drawn: Sequence[Drawn], random: Random) -> None:
    cases = {item.case.hash: item.case for item in drawn if item.case}
    snapshots.store(ctx.session, [item.question for item in drawn], cases.values(), ctx.now)
    rows = [
        {
            "attempt_id": attempt_id,
            "position": position,
            "bank": item.bank,
            "question_id": item.question.id,
            "item_hash": item.question.item_hash,
            "snapshot_hash": item.question.snapshot_hash,
            "case_hash": item.case.hash if item.case else None,
            "arrangement": arrange(item.question, random),
            "flagged": False,
        }
        for position, item in enumerate(drawn, start=1)
    ]
    ctx.session.execute(insert(AttemptItem), rows)
