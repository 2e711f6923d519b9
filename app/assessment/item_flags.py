"""Says in words what the figures of a question, or of a whole quiz or exam, mean: the bands and their names.

Bands: facility is kept from 0.30 to 0.85 (in a quiz, which is a mastery check, it may be higher);
discrimination of 0.20 and more is good, 0.10 to 0.19 wants a look, less or negative wants mending; a
distractor that fewer than 5 per cent choose does no work. An exam's reliability is asked to reach 0.70
(Fundamentals), 0.80 (Advanced) or 0.85 (Specialist). Source: the item statistics of Tulane's testing
office, Ebel and Frisbie, and what medical certifiers ask for; see `item_analysis` on mixing scales.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from app.assessment.item_analysis import Chosen, Figures, Reliability
from app.catalog.model import Level
from app.catalog.questions import Choice, Option, Question

TOO_HARD, TOO_EASY = 0.30, 0.85
DISCRIMINATES, DISCRIMINATES_A_LITTLE = 0.20, 0.10
WORKS = 0.05
RELIABLE = {"fundamentals": 0.70, "advanced": 0.80, "specialist": 0.85}

_NOBODY = Chosen(0.0, 0.0, 0.0)
# Shares that are worked out from sums may miss a border such as 0.3 by less than this.
_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Flag:
    """`kind` is "bad" for what wants mending, "warn" for what wants a look."""

    kind: Literal["bad", "warn"]
    text: str


def letter(option_id: str) -> str:
    """Options are numbered in their author's order; people call them A, B, C."""
    number = int(option_id)
    return chr(64 + number) if number <= 26 else option_id


def flags(question: Question, figures: Figures, kind: str) -> tuple[Flag, ...]:
    """What is wrong with a question, the worst first; nothing where the figures are suppressed."""
    if figures.facility is None:
        return ()
    found: list[Flag | None] = [
        _key(question, figures),
        _discrimination(figures.discrimination),
        _facility(figures.facility, kind),
        _distractors(question, figures),
    ]
    return tuple(flag for flag in found if flag is not None)


def _key(question: Question, figures: Figures) -> Flag | None:
    """Strong learners agree on something else than the key: it has to be chosen by more of the upper
    than of the lower group, and in the upper one by as many as chose the key.
    """
    if not isinstance(question.body, Choice) or _tells_apart(figures.discrimination):
        return None
    keys = [_chosen(figures, o) for o in question.body.options if o.correct]
    weakest = min((key.upper for key in keys), default=0.0)
    rivals = [
        option
        for option in question.body.options
        if not option.correct
        and _chosen(figures, option).upper >= max(weakest, WORKS)
        and _chosen(figures, option).upper > _chosen(figures, option).lower
    ]
    if not rivals:
        return None
    best = max(rivals, key=lambda option: _chosen(figures, option).upper)
    return Flag("bad", f"The key may be wrong: strong learners choose {letter(best.id)}")


def _tells_apart(discrimination: float | None) -> bool:
    return discrimination is not None and discrimination >= DISCRIMINATES_A_LITTLE - _HAIR


def _discrimination(value: float | None) -> Flag | None:
    if value is None:
        return None
    if value < 0:
        return Flag("bad", "Does not tell strong from weak: weak learners do better")
    if value < DISCRIMINATES_A_LITTLE - _HAIR:
        return Flag("bad", "Does not tell strong from weak")
    if value < DISCRIMINATES - _HAIR:
        return Flag("warn", "Hardly tells strong from weak")
    return None


def _facility(value: float, kind: str) -> Flag | None:
    if value < TOO_HARD - _HAIR:
        return Flag("warn", "Too hard")
    if value > TOO_EASY + _HAIR and kind == "exam":
        return Flag("warn", "Too easy")
    return None


def _distractors(question: Question, figures: Figures) -> Flag | None:
    if not isinstance(question.body, Choice):
        return None
    idle = [
        option
        for option in question.body.options
        if not option.correct and _chosen(figures, option).overall < WORKS
    ]
    if not idle:
        return None
    nobody = all(_chosen(figures, option).overall == 0 for option in idle)
    return Flag("warn", f"{'Nobody' if nobody else 'Hardly anybody'} chooses {_listed(idle)}")


def _chosen(figures: Figures, option: Option) -> Chosen:
    return figures.chosen.get(option.id, _NOBODY)


def _listed(options: Sequence[Option]) -> str:
    letters = [letter(option.id) for option in options]
    return " or ".join(filter(None, [", ".join(letters[:-1]), letters[-1]]))


def reliability_in_words(found: Reliability, kind: str, level: Level) -> str:
    """One sentence without numbers but the one that is asked for."""
    if found.trust in ("none", "suppressed"):
        return "Not enough first attempts to say."
    if found.alpha is None:
        return "All scores are the same, so that nothing can be said."
    if found.alpha <= 0:
        return "Scores differ by no more than chance."
    if kind != "exam":
        return "For practice: no reliability is asked of a quiz."
    wanted = RELIABLE[level]
    reached = found.alpha >= wanted - _HAIR
    return f"{'Reliable enough' if reached else 'Not reliable enough'} for a certificate: {wanted:.2f} is asked for."


def worst(found: Iterable[Flag]) -> str:
    """The kind of the worst flag: "bad", "warn" or "ok"."""
    kinds = {flag.kind for flag in found}
    return "bad" if "bad" in kinds else "warn" if kinds else "ok"
