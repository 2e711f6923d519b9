"""What an answer is worth: a share from 0 to 1 for each type of question, whatever was sent.

An answer is a mapping that JSON can hold, one key by the question's type: `choice`, `choices`,
`text`, `gaps`, `pairs` or `order`; None means that nothing was answered. Ids in it are those of the
question's body. The rules are those of the content format, section "Scoring".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from app.catalog.numbers import parse_number
from app.catalog.questions import (
    Choice,
    Cloze,
    Matching,
    Numeric,
    OpenAnswer,
    Ordering,
    Question,
    Scoring,
    ShortText,
)

Answer = Mapping[str, Any]

# Bounds such as 0.8 - 0.1 are not exact in binary; a hair of tolerance keeps them inclusive.
_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Score:
    """`share` is the part of `points` that was earned, from 0 to 1; None while a trainer has to mark it."""

    share: float | None
    points: float

    @property
    def earned(self) -> float:
        return (self.share or 0.0) * self.points

    @property
    def is_provisional(self) -> bool:
        return self.share is None

    @property
    def is_right(self) -> bool:
        return self.share is not None and self.share >= 1 - _HAIR


def score(question: Question, answer: Answer | None) -> Score:
    """The score of an answer. Ids that the question does not have count as not chosen."""
    share = _share(question, answer if isinstance(answer, Mapping) else {})
    return Score(None if share is None else min(1.0, max(0.0, share)), question.points)


def _share(question: Question, answer: Answer) -> float | None:
    match question.body:
        case Choice() as body if body.several:
            return _multiple(body, question.scoring, answer.get("choices"))
        case Choice() as body:
            return _single(body, answer.get("choice"))
        case ShortText() as body:
            return float(matches(_text(answer.get("text")), body.accepted, exact=body.exact))
        case Numeric() as body:
            return float(_in_range(body, _text(answer.get("text"))))
        case Cloze() as body:
            return _cloze(body, answer.get("gaps"))
        case Matching() as body:
            return _matching(body, answer.get("pairs"))
        case Ordering() as body:
            return _ordering(body, question.scoring, answer.get("order"))
        case OpenAnswer():
            # Nothing written is nothing to mark.
            return None if _text(answer.get("text")).strip() else 0.0


def gives_parts(question: Question) -> bool:
    """Whether an answer can earn a part of the points, so that counting what was wholly right would
    leave something out.
    """
    match question.body:
        case Choice() as body if body.several:
            keys = sum(option.correct for option in body.options)
            distractors = len(body.options) - keys
            return question.scoring == "partial" and (keys > 1 or distractors > 1)
        case Choice() as body:
            return any(0 < option.weight < 1 for option in body.options)
        case Cloze() as body:
            return len(body.gaps) > 1
        case Matching() as body:
            return len(body.prompts) > 1
        case Ordering() as body:
            return question.scoring == "partial" and len(body.items) > 2
        case OpenAnswer():
            return True
        case ShortText() | Numeric():
            return False


def _single(body: Choice, chosen: object) -> float:
    return next((option.weight for option in body.options if option.id == chosen), 0.0)


def _multiple(body: Choice, scoring: Scoring, chosen: object) -> float:
    keys = {option.id for option in body.options if option.correct}
    distractors = {option.id for option in body.options if not option.correct}
    marked = set(_texts(chosen))
    right, wrong = marked & keys, marked & distractors
    if not right:
        return 0.0
    if scoring == "all":
        return float(right == keys and not wrong)
    return len(right) / len(keys) - (len(wrong) / len(distractors) if distractors else 0.0)


def matches(written: str, accepted: Iterable[str], *, exact: bool) -> bool:
    """Whether what was written is one of the accepted texts. Without `exact`, capitals, spaces at
    the ends and the amount of space between words do not matter.
    """
    if not written.strip():
        return False
    mine = _folded(written, exact=exact)
    return any(mine == _folded(text, exact=exact) for text in accepted)


_STRAIGHT = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'}


def _folded(text: str, *, exact: bool) -> str:
    # NFC and straight quotes even for exact matches: nobody chooses how a letter is encoded, and
    # phones type curly quotes where keyboards type straight ones.
    composed = unicodedata.normalize("NFC", text).translate(_STRAIGHT)
    if exact:
        return composed
    return unicodedata.normalize("NFC", " ".join(composed.casefold().split()))


def _in_range(body: Numeric, written: str) -> bool:
    number = parse_number(written)
    if number is None:
        return False
    for span in body.ranges:
        hair = _HAIR * max(abs(span.low), abs(span.high))
        if span.low - hair <= number <= span.high + hair:
            return True
    return False


def _cloze(body: Cloze, gaps: object) -> float:
    written = gaps if isinstance(gaps, Mapping) else {}
    right = [
        matches(_text(written.get(gap.id)), gap.accepted, exact=body.exact) for gap in body.gaps
    ]
    return _mean(right)


def _matching(body: Matching, pairs: object) -> float:
    chosen = pairs if isinstance(pairs, Mapping) else {}
    return _mean([chosen.get(prompt.id) == prompt.target for prompt in body.prompts])


def _ordering(body: Ordering, scoring: Scoring, order: object) -> float:
    right = [item.id for item in body.items]
    # A list with repetitions could otherwise hold every pair there is.
    given = [item for item in dict.fromkeys(_texts(order)) if item in right]
    if scoring == "all" or len(right) < 2:
        return float(given == right)
    kept = set(pairwise(right)) & set(pairwise(given))
    return len(kept) / (len(right) - 1)


def _mean(right: list[bool]) -> float:
    return sum(right) / len(right) if right else 0.0


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    return (
        [item for item in value if isinstance(item, str)] if isinstance(value, list | tuple) else []
    )
