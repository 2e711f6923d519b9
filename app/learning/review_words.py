"""How what comes back for somebody reads in words, for an export of their data."""

from __future__ import annotations

from typing import Any

from app.assessment.wording import in_words
from app.catalog.model import Catalog
from app.learning.cards import Card, Held, Known, askable


def cards_in_words(catalog: Catalog, held: Held) -> list[dict[str, Any]]:
    """All cards. Of what rests while an attempt is open no more is told than that: how an answer was
    graded would tell whether to give it again.
    """
    known = {one.card.address: one for one in askable(catalog, held)}
    return [_card(card, known.get(card.address), held) for card in held.cards]


def _card(card: Card, known: Known | None, held: Held) -> dict[str, Any]:
    where = {
        "course": card.course,
        "module": card.module,
        "kind": card.kind,
        "id": card.question_id,
    }
    if held.rests(card.course, card.module):
        return {**where, "rests_while_an_attempt_is_open": True}
    memory = card.memory
    return {
        **where,
        "question": known.question.stem_text if known else None,
        "answered_at": memory.answered_at.isoformat(),
        "graded": memory.grade.name.lower(),
        "comes_back": memory.due.isoformat(),
        "stability_in_days": memory.stability,
        "difficulty": memory.difficulty,
        "asked_last": _asked(card, known),
    }


def _asked(card: Card, known: Known | None) -> dict[str, Any] | None:
    """An answer to an earlier wording cannot be told in the words of the present one."""
    if card.asked is None:
        return None
    at = {"at": card.asked.at.isoformat()}
    question = known.asked(card.asked.parallel) if known else None
    if question is None or question.item_hash != card.asked.item:
        return {**at, "answered_an_earlier_wording": True}
    return {
        **at,
        "question": question.stem_text,
        "answer": in_words(question, card.asked.answer),
    }
