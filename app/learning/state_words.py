"""How what somebody did in a block reads in words, for an export of their data."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from app.assessment.wording import in_words
from app.catalog.model import Check, Checklist, Part, Scenario, Worksheet
from app.learning.checks import check_state
from app.learning.sheets import ticked, written
from app.learning.stories import trail_of


def state_in_words(block: Part | None, state: Mapping[str, Any]) -> dict[str, Any]:
    """What was chosen, written or ticked, without ids of options and hashes of questions. `block`
    is None where the courses no longer have it; then the reader's own texts are given as they are.
    """
    match block:
        case Check():
            return _answered(block, state)
        case Scenario():
            steps = pairwise(trail_of(block, state))
            return {"choices": [_words(step.choices, after.id) for step, after in steps]}
        case Worksheet():
            labels = {field.id: field.label for field in block.fields}
            texts = written(state)
            return {"texts": {labels.get(name, name): text for name, text in texts.items()}}
        case Checklist():
            done = ticked(state)
            return {"ticked": [item.text for item in block.items if item.id in done]}
        case _:
            return {"texts": written(state)} if "fields" in state else {"no_longer_there": True}


def _answered(check: Check, state: Mapping[str, Any]) -> dict[str, Any]:
    """An answer to an earlier wording cannot be told in the words of the present one."""
    kept = check_state(check.question, state)
    if kept.answer is None and state.get("answer"):
        return {"question": check.question.stem_text, "answered_an_earlier_wording": True}
    return {
        "question": check.question.stem_text,
        "answer": in_words(check.question, kept.answer),
        "asked_for_the_answer": kept.key_shown,
    }


def _words(choices: tuple[tuple[str, str], ...], target: str) -> str:
    return next(label for label, step in choices if step == target)
