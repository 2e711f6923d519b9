"""What may be said of a question once it was answered, and when the reveal policy allows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from app.assessment.arrangement import Arrangement
from app.assessment.certainty import Said
from app.assessment.scoring import Answer, Score, matches, score
from app.catalog.questions import (
    Choice,
    Cloze,
    Matching,
    Numeric,
    OpenAnswer,
    Ordering,
    Question,
    QuestionType,
    Reveal,
    ShortText,
)

Verdict = Literal["right", "partly", "wrong", "unanswered", "waiting", "unmarked"]


def may_reveal(reveal: Reveal, *, submitted: bool, passed: bool) -> bool:
    """Whether a whole attempt may be shown with its key: `passed` says whether the learner has
    passed this quiz or exam at all. With "each", single answers are shown before that.
    """
    if not submitted or reveal == "never":
        return False
    return passed if reveal == "after-pass" else True


@dataclass(frozen=True, slots=True)
class ReviewedOption:
    """`feedback_html` is the author's word on this option."""

    position: str
    html: str
    chosen: bool
    correct: bool
    feedback_html: str


@dataclass(frozen=True, slots=True)
class ReviewedGap:
    position: str
    value: str
    right: bool
    key: str


@dataclass(frozen=True, slots=True)
class ReviewedPrompt:
    """`value_html` is the target that was chosen, `key_html` the one that belongs there."""

    html: str
    value_html: str
    right: bool
    key_html: str
    why_html: str


@dataclass(frozen=True, slots=True)
class ReviewedItem:
    """`value` is the rank that was given to the item ("" for none), `key` the right one."""

    html: str
    value: str
    right: bool
    key: str


@dataclass(frozen=True, slots=True)
class ReviewedQuestion:
    """A question as it was shown, with the answer, the key and why. Items of an ordering stand in
    their right order; `key` is the accepted answer to a typed question. `said` is how sure somebody
    was, None where it was not asked; `comments` are from those who marked an open answer.
    """

    number: int
    type: QuestionType
    title: str
    stem_html: str
    verdict: Verdict
    share: float | None
    points: float
    clause: str
    control: str
    explanation_html: str = ""
    hint_html: str = ""
    value: str = ""
    key: str = ""
    rubric_html: str = ""
    comments: tuple[str, ...] = ()
    options: tuple[ReviewedOption, ...] = ()
    segments: tuple[str, ...] = ()
    gaps: tuple[ReviewedGap, ...] = ()
    prompts: tuple[ReviewedPrompt, ...] = ()
    items: tuple[ReviewedItem, ...] = ()
    said: Said | None = None


def review(
    question: Question,
    arrangement: Arrangement,
    answer: Answer | None,
    *,
    number: int = 0,
    result: Score | None = None,
    said: Said | None = None,
    comments: tuple[str, ...] = (),
    is_valid: bool = True,
) -> ReviewedQuestion:
    """The question with everything that is known of it. `result` replaces the score where the one
    that was kept has to be shown; `is_valid` says that the attempt was not declared invalid.
    """
    scored = result or score(question, answer)
    return ReviewedQuestion(
        number=number,
        type=question.type,
        title=question.title,
        stem_html=question.stem_html,
        verdict=_verdict(scored, answer, is_valid=is_valid),
        share=scored.share,
        points=scored.points,
        clause=question.clause,
        control=question.control,
        explanation_html=question.explanation_html,
        hint_html=question.hint_html,
        said=said,
        comments=comments,
        **_parts(question, arrangement, answer or {}),
    )


def without_key(reviewed: ReviewedQuestion) -> ReviewedQuestion:
    """Feedback on what was chosen alone, so that a second try is still a try: for inline checks."""
    return replace(
        reviewed,
        explanation_html="",
        key="",
        rubric_html="",
        options=tuple(
            option if option.chosen else replace(option, correct=False, feedback_html="")
            for option in reviewed.options
        ),
        gaps=tuple(gap if gap.right else replace(gap, key="") for gap in reviewed.gaps),
        prompts=tuple(
            prompt if prompt.right else replace(prompt, key_html="", why_html="")
            for prompt in reviewed.prompts
        ),
        # The right order is the key, so what is left is the order that was given.
        items=tuple(
            sorted(
                (item if item.right else replace(item, key="") for item in reviewed.items),
                key=lambda item: int(item.value or 9999),
            )
        ),
    )


def _verdict(scored: Score, answer: Answer | None, *, is_valid: bool) -> Verdict:
    """An answer in words waits for a trainer, unless its attempt was declared invalid."""
    if answer is None:
        return "unanswered"
    if scored.share is None:
        return "waiting" if is_valid else "unmarked"
    if scored.is_right:
        return "right"
    return "partly" if scored.share > 0 else "wrong"


def _parts(question: Question, arrangement: Arrangement, answer: Answer) -> dict[str, Any]:
    match question.body:
        case Choice() as body:
            chosen = answer.get("choices", []) if body.several else [answer.get("choice")]
            return {"options": _options(body, arrangement, chosen)}
        case ShortText() as body:
            return {"value": answer.get("text", ""), "key": " or ".join(body.accepted)}
        case Numeric() as body:
            return {"value": answer.get("text", ""), "key": body.shown}
        case OpenAnswer() as body:
            return {"value": answer.get("text", ""), "rubric_html": body.rubric_html}
        case Cloze() as body:
            return {"segments": body.segments, "gaps": _gaps(body, answer.get("gaps", {}))}
        case Matching() as body:
            return {"prompts": _prompts(body, answer.get("pairs", {}))}
        case Ordering() as body:
            return {"items": _items(body, answer.get("order", []))}


def _options(
    body: Choice, arrangement: Arrangement, chosen: list[Any]
) -> tuple[ReviewedOption, ...]:
    by_id = {option.id: option for option in body.options}
    return tuple(
        ReviewedOption(
            str(place),
            by_id[id_].html,
            id_ in chosen,
            by_id[id_].correct,
            by_id[id_].feedback_html,
        )
        for place, id_ in enumerate(arrangement.order, start=1)
    )


def _gaps(body: Cloze, written: Mapping[str, str]) -> tuple[ReviewedGap, ...]:
    return tuple(
        ReviewedGap(
            str(place),
            written.get(gap.id, ""),
            matches(written.get(gap.id, ""), gap.accepted, exact=body.exact),
            " or ".join(gap.accepted),
        )
        for place, gap in enumerate(body.gaps, start=1)
    )


def _prompts(body: Matching, pairs: Mapping[str, str]) -> tuple[ReviewedPrompt, ...]:
    html = {target.id: target.html for target in body.targets}
    return tuple(
        ReviewedPrompt(
            prompt.html,
            html.get(pairs.get(prompt.id, ""), ""),
            pairs.get(prompt.id) == prompt.target,
            html[prompt.target],
            prompt.why_html,
        )
        for prompt in body.prompts
    )


def _items(body: Ordering, order: list[str]) -> tuple[ReviewedItem, ...]:
    rank = {id_: place for place, id_ in enumerate(order, start=1)}
    return tuple(
        ReviewedItem(item.html, str(rank.get(item.id, "")), rank.get(item.id) == place, str(place))
        for place, item in enumerate(body.items, start=1)
    )
