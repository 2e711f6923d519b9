"""What the review says: the question, what was right about the answer, and what comes when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from app.assessment.review import review
from app.catalog.model import Catalog, Course, Module
from app.catalog.questions import CaseSet, Question
from app.learning.cards import Held, Known, askable, choose, due, recalled
from app.learning.checks import arrangement_of, asked_on_page
from app.learning.page_parts import Crumbs, Link
from app.learning.review_access import Sitting
from app.learning.review_pages import (
    PauseLine,
    RecallBox,
    ReviewEnd,
    ReviewLine,
    ReviewPage,
    ReviewStep,
)
from app.learning.wording import capitalised, in_words, numbers

_LEAD = "Five questions a sitting, about five minutes. What you did not know comes first."
_RECALL_LEAD = "Up to three questions from the modules before this one. Nothing is scored."


def asking_page(sitting: Sitting, now: datetime, *, is_part: bool) -> ReviewPage:
    """The next question of a sitting, or its end."""
    if not sitting.left or sitting.at > sitting.most:
        return _page(sitting, is_part=is_part, end=_end(sitting, now))
    known = sitting.left[0]
    parallel = "" if sitting.before else choose(known, sitting.held, now)
    return asked_page(sitting, known, parallel, is_part=is_part)


def asked_page(
    sitting: Sitting, known: Known, parallel: str, *, is_part: bool, nudge: str = ""
) -> ReviewPage:
    """A question to be answered. `nudge` says why an answer was not taken."""
    question = known.asked(parallel) or known.question
    step = ReviewStep(
        at=sitting.at,
        count=max(sitting.at, sitting.count(len(sitting.left))),
        address=known.card.address,
        fields=(*sitting.fields, ("asked", parallel)),
        question=asked_on_page(question),
        case=_case(known.module, question),
        hint_html=question.hint_html,
        margin=numbers([question.clause or question.control], ()),
        nudge=nudge,
    )
    return _page(sitting, is_part=is_part, step=step)


def answered_page(sitting: Sitting, known: Known, *, is_part: bool) -> ReviewPage | None:
    """What was answered last for a card, with the key and why; None where there is nothing to show:
    it was never asked, or reads otherwise now.
    """
    asked = known.card.asked
    question = known.asked(asked.parallel) if asked else None
    if asked is None or question is None or asked.item != question.item_hash:
        return None
    left = sum(one.card.address != known.card.address for one in sitting.left)
    count = sitting.count(left + 1)
    is_last = sitting.at >= count
    reviewed = review(question, arrangement_of(question), asked.answer)
    if reviewed.verdict == "waiting":
        # Nobody marks an answer here; its writer compares it with the rubric.
        reviewed = replace(reviewed, verdict="partly")
    step = ReviewStep(
        at=sitting.at,
        count=max(sitting.at, count),
        answered=reviewed,
        case=_case(known.module, question),
        margin=numbers([question.clause or question.control], ()),
        comes_back=known.card.memory.due,
        read_again=_read_again(known, question),
        onward=Link("Finish" if is_last else "Next question", sitting.address(sitting.at + 1)),
    )
    return _page(sitting, is_part=is_part, step=step)


def review_line(catalog: Catalog, held: Held, now: datetime) -> ReviewLine | None:
    """None for somebody who has met nothing that could come back."""
    known = askable(catalog, held)
    if not known:
        return None
    return ReviewLine(
        due=len(due(known, held, now)),
        next_at=_next_at(known, held, now),
        is_paused=all(held.is_paused(one.course.slug) for one in known),
    )


def recall_box(
    catalog: Catalog, held: Held, course: Course, module: Module, now: datetime
) -> RecallBox | None:
    """None where nothing was met before, or this recall is done."""
    left, _ = recalled(askable(catalog, held), held, course, module, now)
    if not left:
        return None
    return RecallBox(len(left), f"/review?before={course.slug}/{module.slug}")


def _page(
    sitting: Sitting,
    *,
    is_part: bool,
    step: ReviewStep | None = None,
    end: ReviewEnd | None = None,
) -> ReviewPage:
    crumbs: Crumbs = (("My learning", "/learning"), ("Review", ""))
    skip, title, lead = None, "Review", _LEAD
    if sitting.before:
        course, module = sitting.before
        address = f"/courses/{course.slug}/{module.slug}"
        crumbs = ((course.title, f"/courses/{course.slug}"), (module.title, address))
        skip, title, lead = Link("Skip this", address), "What came before", _RECALL_LEAD
    return ReviewPage(
        title=title,
        lead=lead,
        crumbs=crumbs,
        skip=skip if end is None else None,
        step=step,
        end=end,
        pauses=() if sitting.before else _pauses(sitting),
        is_part=is_part,
    )


def _end(sitting: Sitting, now: datetime) -> ReviewEnd:
    if sitting.before:
        course, module = sitting.before
        link = Link(f"On to {module.title}", f"/courses/{course.slug}/{module.slug}")
        lead = "That is what came before." if sitting.at > 1 else "There is nothing to recall now."
        return ReviewEnd(lead, "", None, link)
    held = sitting.held
    note = ""
    if held.sitting:
        note = (
            "While an attempt is open, questions that could tell something about it rest. "
            "They come back when it is handed in."
        )
    if not held.cards:
        note = "Questions that you have met in quizzes and checks come back here, each when it is about to be forgotten."
        return ReviewEnd("Nothing to review yet.", note, None, Link("See the courses", "/"))
    if sitting.left:
        number = capitalised(in_words(len(sitting.left)))
        more = (
            f"{number} more {'is' if len(sitting.left) == 1 else 'are'} due, today or another day."
        )
        return ReviewEnd("That was one sitting.", more, None, Link("Go on", "/review"))
    if held.cards and all(held.is_paused(card.course) for card in held.cards):
        return ReviewEnd(
            "The review is paused.", "Nothing comes back until you resume it.", None, None
        )
    lead = "That is all for now." if sitting.at > 1 else "Nothing is due."
    link = Link("My learning", "/learning")
    return ReviewEnd(lead, note, _next_at(sitting.known, held, now), link)


def _next_at(known: Iterable[Known], held: Held, now: datetime) -> datetime | None:
    """From when on the next ones are due, beside those that are now."""
    times = (one.card.memory.due for one in known if not held.is_paused(one.course.slug))
    return min((at for at in times if at > now), default=None)


def _pauses(sitting: Sitting) -> tuple[PauseLine, ...]:
    """All together, and each course where there is more than one."""
    paused = sitting.held.paused
    courses = {one.course.slug: one.course for one in sitting.known}
    if not courses:
        return ()
    lines = [PauseLine("", "All courses", "" in paused)]
    if len(courses) > 1 or paused - {""}:
        lines += [PauseLine(slug, c.title, slug in paused) for slug, c in courses.items()]
    return tuple(lines)


def _case(module: Module, question: Question) -> CaseSet | None:
    """The text that the question hangs on."""
    cases = module.bank.cases if module.bank else ()
    return next((case for case in cases if question.case_id and case.id == question.case_id), None)


def _read_again(known: Known, question: Question) -> Link | None:
    """The unit that holds the check, or the first one that teaches the outcome."""
    for unit in known.module.units:
        holds = known.card.kind == "check" and unit.part("check", known.card.question_id)
        if holds or (known.card.kind == "bank" and question.outcome in unit.outcomes):
            address = f"/courses/{known.course.slug}/{known.module.slug}/{unit.id}"
            return Link(unit.title, address)
    return None
