"""What is shown of a question on a page, and what may be said of it after an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.assessment.arrangement import Arrangement, arrange_by
from app.assessment.presentation import ShownQuestion, show
from app.assessment.review import ReviewedQuestion, review, without_key
from app.assessment.scoring import Answer
from app.catalog.model import Check
from app.catalog.questions import Question

# A trainer marks open answers of an attempt; here the learner compares with what is asked for.
_OPEN_INSTRUCTION = "Write your answer, then compare it with what is asked for."


@dataclass(frozen=True, slots=True)
class CheckState:
    """The answer given so far, and whether the learner has asked for the right one."""

    answer: Answer | None = None
    key_shown: bool = False


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """A question to be answered (`question`), or one that was (`review`). `nudge` says why an answer
    was not taken; `just_now` is True in the answer to a post, where focus goes to the feedback.
    """

    id: str
    address: str
    question: ShownQuestion | None
    review: ReviewedQuestion | None
    hint_html: str
    key_shown: bool = False
    nudge: str = ""
    just_now: bool = False
    kind: str = "check"

    @property
    def anchor(self) -> str:
        return f"check-{self.id}"


def arrangement_of(question: Question) -> Arrangement:
    """The same for everybody and at each visit, until the question is edited: whoever answers
    without a session must be understood.
    """
    return arrange_by(question, f"{question.id}/{question.item_hash}")


def check_state(question: Question, kept: Mapping[str, Any] | None) -> CheckState:
    """What was kept, where it still belongs to this question: after an edit it is asked anew."""
    if (
        not kept
        or kept.get("item") != question.item_hash
        or not isinstance(kept.get("answer"), dict)
    ):
        return CheckState()
    return CheckState(kept["answer"], bool(kept.get("key_shown")))


def kept_state(question: Question, state: CheckState) -> dict[str, Any]:
    return {
        "item": question.item_hash,
        "answer": dict(state.answer) if state.answer is not None else None,
        "key_shown": state.key_shown,
    }


def show_check(
    check: Check, address: str, state: CheckState, *, nudge: str = "", just_now: bool = False
) -> ShownCheck:
    """As it may be shown in this state: without an answer nothing tells the key, with a wrong one
    only what was chosen is judged, and the key comes when it is right or asked for.
    """
    question = check.question
    if state.answer is None:
        return ShownCheck(
            check.id,
            address,
            question=asked_on_page(question),
            review=None,
            hint_html=question.hint_html,
            nudge=nudge,
            just_now=just_now,
        )
    reviewed = review(question, arrangement_of(question), state.answer)
    if reviewed.verdict == "waiting":
        # Nobody marks an answer on a page; its writer compares it with the rubric.
        reviewed = replace(reviewed, verdict="partly")
    if not state.key_shown:
        reviewed = _of_chosen(reviewed)
    return ShownCheck(
        check.id,
        address,
        question=None,
        review=reviewed,
        hint_html=question.hint_html,
        key_shown=state.key_shown,
        just_now=just_now,
    )


def blank_check(check: Check) -> ShownQuestion:
    """The question as it is printed, to be answered with a pen."""
    return asked_on_page(check.question)


def asked_on_page(question: Question) -> ShownQuestion:
    """The question to be answered, outside of an attempt."""
    shown = show(question, arrangement_of(question), None)
    return replace(shown, instruction=_OPEN_INSTRUCTION) if shown.form == "open" else shown


def _of_chosen(reviewed: ReviewedQuestion) -> ReviewedQuestion:
    """Feedback on what was chosen. A right answer is its own key, so its explanation may be read."""
    shown = without_key(reviewed)
    if reviewed.verdict == "right":
        return replace(shown, explanation_html=reviewed.explanation_html)
    return shown
