"""What a question looks like while it can be answered: nothing in it tells the right answer.

There is no key, weight, feedback, hint or explanation in these values, and positions of the
arrangement stand in place of ids; what may be said afterwards is in `review`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.assessment.arrangement import Arrangement
from app.assessment.scoring import Answer
from app.catalog.questions import (
    Choice,
    Cloze,
    Matching,
    Numeric,
    OpenAnswer,
    Ordering,
    Question,
    QuestionType,
    ShortText,
)

FormKind = Literal["choice", "choices", "text", "number", "cloze", "matching", "ordering", "open"]

_INSTRUCTIONS: Mapping[FormKind, str] = {
    "choice": "Choose one.",
    "choices": "Choose all that apply.",
    "text": "Type a word or a short phrase.",
    "number": "Type a number.",
    "cloze": "Fill in the gaps.",
    "matching": "Choose what belongs to each.",
    "ordering": "Number these in the right order, beginning with 1.",
    "open": "Write your answer. A trainer marks it.",
}


@dataclass(frozen=True, slots=True)
class ShownOption:
    """An option, or a target that prompts are matched with."""

    position: str
    html: str
    text: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ShownGap:
    """A gap is typed where there are no choices; `value` is then what was typed."""

    position: str
    value: str
    choices: tuple[ShownOption, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownPrompt:
    """`value` is the position of the target that was chosen, or ""."""

    position: str
    html: str
    text: str
    value: str


@dataclass(frozen=True, slots=True)
class ShownItem:
    """`value` is the rank that was given to the item, or ""."""

    position: str
    html: str
    text: str
    value: str


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """An open question with the answer given so far. `segments` are the HTML around the gaps: one
    more than there are gaps. `number` is its place in the attempt, 0 outside of one.
    """

    number: int
    type: QuestionType
    form: FormKind
    stem_html: str
    instruction: str
    is_answered: bool
    value: str = ""
    options: tuple[ShownOption, ...] = ()
    segments: tuple[str, ...] = ()
    gaps: tuple[ShownGap, ...] = ()
    prompts: tuple[ShownPrompt, ...] = ()
    targets: tuple[ShownOption, ...] = ()
    items: tuple[ShownItem, ...] = ()


def show(
    question: Question, arrangement: Arrangement, answer: Answer | None, *, number: int = 0
) -> ShownQuestion:
    """The question as a browser may get it, in the arrangement that was kept for it."""
    form, parts = _parts(question, arrangement, answer or {})
    return ShownQuestion(
        number=number,
        type=question.type,
        form=form,
        stem_html=question.stem_html,
        instruction=_INSTRUCTIONS[form],
        is_answered=answer is not None,
        **parts,
    )


def _parts(
    question: Question, arrangement: Arrangement, answer: Answer
) -> tuple[FormKind, dict[str, Any]]:
    match question.body:
        case Choice() as body:
            chosen = answer.get("choices", []) if body.several else [answer.get("choice")]
            return ("choices" if body.several else "choice"), {
                "options": _options(body, arrangement, chosen)
            }
        case ShortText():
            return "text", {"value": answer.get("text", "")}
        case Numeric():
            return "number", {"value": answer.get("text", "")}
        case OpenAnswer():
            return "open", {"value": answer.get("text", "")}
        case Cloze() as body:
            gaps = _gaps(body, arrangement, answer.get("gaps", {}))
            return "cloze", {"segments": body.segments, "gaps": gaps}
        case Matching() as body:
            return "matching", {
                "prompts": _prompts(body, arrangement, answer.get("pairs", {})),
                "targets": _targets(body, arrangement),
            }
        case Ordering() as body:
            return "ordering", {"items": _items(body, arrangement, answer.get("order", []))}


def _options(body: Choice, arrangement: Arrangement, chosen: list[Any]) -> tuple[ShownOption, ...]:
    by_id = {option.id: option for option in body.options}
    return tuple(
        ShownOption(str(place), by_id[id_].html, by_id[id_].text, id_ in chosen)
        for place, id_ in enumerate(arrangement.order, start=1)
    )


def _targets(body: Matching, arrangement: Arrangement) -> tuple[ShownOption, ...]:
    by_id = {target.id: target for target in body.targets}
    return tuple(
        ShownOption(str(place), by_id[id_].html, by_id[id_].text)
        for place, id_ in enumerate(arrangement.order, start=1)
    )


def _prompts(
    body: Matching, arrangement: Arrangement, pairs: Mapping[str, str]
) -> tuple[ShownPrompt, ...]:
    return tuple(
        ShownPrompt(
            str(place), prompt.html, prompt.text, arrangement.position_of(pairs.get(prompt.id, ""))
        )
        for place, prompt in enumerate(body.prompts, start=1)
    )


def _gaps(
    body: Cloze, arrangement: Arrangement, written: Mapping[str, str]
) -> tuple[ShownGap, ...]:
    shown = []
    for index, gap in enumerate(body.gaps):
        value = written.get(gap.id, "")
        texts = arrangement.gaps[index]
        choices = tuple(
            ShownOption(str(place), "", text, text == value)
            for place, text in enumerate(texts, start=1)
        )
        shown.append(ShownGap(str(index + 1), "" if choices else value, choices))
    return tuple(shown)


def _items(body: Ordering, arrangement: Arrangement, order: list[str]) -> tuple[ShownItem, ...]:
    """Items that were given a rank stand in that order, the others after them as arranged, so that
    the list reads as it was left.
    """
    by_id = {item.id: item for item in body.items}
    rest = [id_ for id_ in arrangement.order if id_ not in order]
    return tuple(
        ShownItem(
            arrangement.position_of(id_),
            by_id[id_].html,
            by_id[id_].text,
            str(order.index(id_) + 1) if id_ in order else "",
        )
        for id_ in [*order, *rest]
    )
