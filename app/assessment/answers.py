"""How a posted form becomes an answer: positions are mapped back to ids, and junk is nothing chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from app.assessment.arrangement import Arrangement
from app.catalog.numbers import whole
from app.catalog.questions import (
    Choice,
    Cloze,
    Gap,
    Matching,
    Numeric,
    OpenAnswer,
    Ordering,
    Question,
    ShortText,
)

# Longer than any honest answer of its kind, in characters.
MAX_LINE = 500
MAX_ESSAY = 20_000


class Fields(Protocol):
    """What is needed of a posted form."""

    def get(self, name: str, default: str = "") -> str: ...

    def all(self, name: str) -> list[str]: ...


def parse_answer(
    question: Question, arrangement: Arrangement, fields: Fields
) -> dict[str, Any] | None:
    """The answer that JSON can hold (see `scoring`), None where nothing was answered.

    Fields: `choice` (once or several times), `text`, `gap-1`, `pair-1`, `order-1`; numbers count
    gaps and prompts in the question's order and items as they are shown.
    """
    match question.body:
        case Choice() as body if body.several:
            # In the author's order, so that the same choice is the same answer however it was shown.
            return _filled("choices", sorted(_chosen(arrangement, fields), key=int))
        case Choice():
            return _filled("choice", next(reversed(_chosen(arrangement, fields)), ""))
        case ShortText() | Numeric():
            return _filled("text", _line(fields.get("text")))
        case OpenAnswer():
            text = fields.get("text")[:MAX_ESSAY]
            return _filled("text", text if text.strip() else "")
        case Cloze() as body:
            return _filled("gaps", _gaps(body, arrangement, fields))
        case Matching() as body:
            return _filled("pairs", _pairs(body, arrangement, fields))
        case Ordering():
            return _filled("order", _order(arrangement, fields))


def _filled(key: str, value: str | list[str] | Mapping[str, str]) -> dict[str, Any] | None:
    return {key: value} if value else None


def _line(text: str) -> str:
    return text[:MAX_LINE] if text.strip() else ""


def _chosen(arrangement: Arrangement, fields: Fields) -> list[str]:
    ids = (arrangement.id_at(position) for position in fields.all("choice"))
    return list(dict.fromkeys(id_ for id_ in ids if id_ is not None))


def _gaps(body: Cloze, arrangement: Arrangement, fields: Fields) -> dict[str, str]:
    written = {}
    for index, gap in enumerate(body.gaps):
        text = _gap(gap, index, arrangement, fields.get(f"gap-{index + 1}"))
        if text:
            written[gap.id] = text
    return written


def _gap(gap: Gap, index: int, arrangement: Arrangement, sent: str) -> str:
    return (arrangement.choice_at(index, sent) or "") if gap.choices else _line(sent)


def _pairs(body: Matching, arrangement: Arrangement, fields: Fields) -> dict[str, str]:
    pairs = {}
    for number, prompt in enumerate(body.prompts, start=1):
        target = arrangement.id_at(fields.get(f"pair-{number}"))
        if target is not None:
            pairs[prompt.id] = target
    return pairs


def _order(arrangement: Arrangement, fields: Fields) -> list[str]:
    """Items by the number beside each; equal numbers keep the order shown, items without one are
    left out.
    """
    ranked = []
    for number, item in enumerate(arrangement.order, start=1):
        rank = whole(fields.get(f"order-{number}").strip(), None)
        if rank is not None:
            ranked.append((rank, number, item))
    return [item for _, _, item in sorted(ranked)]
