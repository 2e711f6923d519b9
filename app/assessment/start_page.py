"""What a quiz or an exam says of itself before it is started."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TypedDict

from app.assessment.exam_rules import Admission, Reason
from app.assessment.pages import Best, StartPage, Waits
from app.assessment.records import attempt_address
from app.assessment.selection import questions_in
from app.assessment.so_far import BestResult, SoFar, WaitingResult
from app.assessment.starting import Assessment
from app.catalog.model import Course, Module
from app.catalog.periods import parse_period
from app.catalog.questions import AttemptRule, Bank, Exam, Reveal

_REVEALED: Mapping[Reveal, str] = {
    "each": "shown after each question, with reasons",
    "after-submit": "shown with reasons when you have handed it in",
    "after-pass": "shown with reasons once you have passed",
    "never": "not shown",
}

_CERTAINTY = (
    "with each answer you say how sure you are; certainty marks stand beside the score and never "
    "decide a pass"
)


class _State(TypedDict, total=False):
    may_start: bool
    needs_account: bool
    resume: str
    reasons: tuple[Reason, ...]
    best: Best | None
    waits: Waits | None


def quiz_page(
    course: Course,
    module: Module,
    bank: Bank,
    what: Assessment,
    decided: Admission | None,
    past: SoFar,
    extra_time: int,
) -> StartPage:
    """`decided` is None for somebody without an account."""
    address = f"/courses/{course.slug}/{module.slug}"
    lead = f"{_questions(bank.draw)} from this module."
    if what.reveal == "each":
        lead += " You see after each one whether it was right, and why."
    return StartPage(
        kind="quiz",
        title=what.title,
        margin=f"Module {module.number}",
        lead=lead,
        crumbs=((course.title, f"/courses/{course.slug}"), (module.title, address), ("Quiz", "")),
        facts=(
            ("Questions", f"{bank.draw}, drawn anew each time"),
            ("To pass", _to_pass(what.pass_mark, bank.draw)),
            ("Time", _time(what.minutes, extra_time)),
            ("Attempts", _attempts(what.rule, decided)),
            ("Answers", _REVEALED[what.reveal]),
            *((("Certainty", _CERTAINTY),) if what.certainty else ()),
        ),
        rules_html="",
        start_url=f"{address}/quiz",
        back_url=address,
        back_text="Back to the module",
        **_state(decided, past),
    )


def exam_page(
    course: Course,
    exam: Exam,
    what: Assessment,
    decided: Admission | None,
    past: SoFar,
    *,
    extra_time: int,
    pause_minutes: int,
) -> StartPage:
    address = f"/courses/{course.slug}"
    facts = [
        ("Questions", _exam_questions(course, exam)),
        ("Time", _time(what.minutes, extra_time)),
        *(
            [("Pauses", _pauses(pause_minutes))]
            if pause_minutes and what.minutes is not None
            else []
        ),
        ("To pass", exam_mark(what.pass_mark, decided=what.mark_decided)),
        ("Attempts", _attempts(what.rule, decided)),
    ]
    if what.rule.wait:
        facts.append(("Waiting time", _waits(what.rule.wait)))
    facts.append(("Answers", _REVEALED[what.reveal]))
    return StartPage(
        kind="exam",
        title=what.title,
        margin="",
        lead="",
        crumbs=((course.title, address), ("Exam", "")),
        facts=tuple(facts),
        rules_html=exam.rules_html,
        certificate="/certificates" if course.certificate else "",
        start_url=f"{address}/exam",
        back_url=address,
        back_text="Back to the course",
        **_state(decided, past),
    )


def _state(decided: Admission | None, past: SoFar) -> _State:
    if decided is None:
        return {"needs_account": True}
    return {
        "may_start": decided.may_start,
        "reasons": decided.reasons,
        "resume": attempt_address(past.open_id) if past.open_id else "",
        "best": _best(past.best) if past.best else None,
        "waits": _waits_to_be_marked(past.waits) if past.waits else None,
    }


def _best(result: BestResult) -> Best:
    url = f"{attempt_address(result.attempt_id)}/result"
    return Best(result.score, result.passed, result.submitted_at, url)


def _waits_to_be_marked(result: WaitingResult) -> Waits:
    return Waits(result.number, result.score, f"{attempt_address(result.attempt_id)}/result")


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"


def _to_pass(pass_mark: float, count: int) -> str:
    needed = math.ceil(pass_mark * count / 100 - 1e-9)
    return f"{pass_mark:g} %, that is {needed} of {count}"


def _time(minutes: int | None, extra_time: int) -> str:
    if minutes is None:
        return "as long as you like"
    more = minutes * extra_time / 100
    granted = f", and {more:g} more that were granted to you" if more else ""
    return f"{minutes} minutes{granted}"


def exam_mark(mark: float, *, decided: bool) -> str:
    """An exam's pass mark, labelled for what it is."""
    return (
        f"{mark:g} %, set by a panel"
        if decided
        else f"{mark:g} %, provisional: no panel has set it"
    )


def _pauses(minutes: int) -> str:
    return f"{minutes} minutes in all, granted to you; the clock stands still meanwhile"


def _attempts(rule: AttemptRule, decided: Admission | None) -> str:
    if rule.max is None:
        return "as many as you like"
    left = f"{rule.max}" if decided is None else f"{decided.left} left of {rule.max}"
    within = f", within {parse_period(rule.within)}" if rule.within else ""
    return f"{left}{within}; a started attempt counts"


def _waits(wait: Sequence[str]) -> str:
    periods = [str(parse_period(period)) for period in wait]
    ordinals = ("first", "second", "third", "fourth", "fifth")
    named = zip(periods, ordinals, strict=False)
    texts = [f"{period} after the {ordinal} attempt" for period, ordinal in named]
    return ", ".join(texts) + (" and each further one" if len(texts) > 1 else "")


def _exam_questions(course: Course, exam: Exam) -> str:
    banks = {m.slug: m.bank for m in course.modules if m.bank is not None}
    least, most = questions_in(exam, banks)
    count = str(most) if least == most else f"{least} to {most}"
    return f"{count}, drawn anew for each attempt, first from those you were never asked"
