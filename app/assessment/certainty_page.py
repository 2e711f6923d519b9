"""What is said to somebody of how well they judge themselves: each level in words, then in a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.assessment.certainty import (
    LEAST_ANSWERS,
    LEVELS,
    AtLevel,
    Calibration,
    Level,
    Verdict,
    calibration,
)
from app.assessment.pages import CalibrationLine, CertaintyPage

# What a level claims, and what to do about it where it does not hold.
_CLAIMS: Mapping[int, str] = {
    3: "It pays from 80 %",
    2: "It pays between 67 and 80 %",
    1: "It pays up to 67 %",
}
_ADVICE: Mapping[tuple[int, Verdict], str] = {
    (3, "too sure"): ": say “fairly sure” more often, and look again before you are very sure.",
    (2, "too sure"): ": say “not sure” more often, and read again what only seems familiar.",
    (2, "surer"): ": you may trust yourself more, and say “very sure” more often.",
    (1, "surer"): ": you know more than you think, so say “fairly sure” more often.",
}
_PERHAPS: Mapping[Verdict, str] = {
    "fits": ", so this is well judged.",
    "perhaps too sure": ". That is a little less, which can be chance with so few answers.",
    "perhaps surer": ". That is a little more, which can be chance with so few answers.",
}


def certainty_page(found: Iterable[AtLevel]) -> CertaintyPage:
    """`found` has the levels that were used; those that were not stand there too."""
    used = {one.level.number: one for one in found}
    made = [
        calibration(used.get(level.number, AtLevel(level, 0, 0.0))) for level in reversed(LEVELS)
    ]
    return CertaintyPage(lines=tuple(map(_line, made)), count=sum(one.count for one in made))


def _line(made: Calibration) -> CalibrationLine:
    verdict = made.verdict
    if verdict == "few":
        few = f"{_answers(made.count)} so far. From {LEAST_ANSWERS} on it says something."
        return CalibrationLine(made.level, made.count, few, "", None)
    said = (
        f"When you were {made.level.word.lower()}, you were right {whole(made.share)} of the time."
    )
    ending = _PERHAPS.get(verdict) or _ADVICE[made.level.number, verdict]
    return CalibrationLine(made.level, made.count, said, _claim(made.level) + ending, made)


def _claim(level: Level) -> str:
    return _CLAIMS[level.number]


def _answers(count: int) -> str:
    if not count:
        return "No answer"
    return "1 answer" if count == 1 else f"{count} answers"


def whole(share: float) -> str:
    """A share in whole per cent: of some dozens of answers, decimals would say nothing."""
    return f"{round(share * 100)} %"
