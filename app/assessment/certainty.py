"""What it is worth to know how sure one is: certainty-based marks, and how claims hold against results.

The scheme is A. R. Gardner-Medwin's: whoever says 1, 2 or 3 earns 1, 2 or 3 marks for a right answer
and 0, -2 or -6 for a wrong one; no answer earns nothing ("Confidence assessment in the teaching of
basic science", ALT-J 3, 1995, 80-85; the same in Moodle). The best marks are had by saying what one
thinks: 2 pays from a chance of 2 in 3 (p = 2p - 2(1 - p)), 3 from 4 in 5 (4p - 2 = 9p - 6).

A partly right answer lies between the two marks of its level in proportion to its share. What may be
expected then depends on the expected share alone, and the levels pay from the same 2/3 and 4/5. (To
multiply the right mark by the share, as Moodle does, would make "very sure" pay for whoever is sure
of any part.) Every question counts the same, whatever its points: this measures judgement of oneself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Literal

# With fewer answers at a level nothing is said of it: the spread would be wider than any level.
LEAST_ANSWERS = 10
# Nine times in ten the true share is on the side of a bound that is named.
_Z = 1.2816


@dataclass(frozen=True, slots=True)
class Level:
    """A level of certainty, what it earns, and from which to which chance of being right it pays."""

    number: int
    word: str
    right: int
    wrong: int
    low: float
    high: float

    def mark(self, share: float) -> float:
        return self.wrong + (self.right - self.wrong) * share


LEVELS = (
    Level(1, "Not sure", 1, 0, 0.0, 2 / 3),
    Level(2, "Fairly sure", 2, -2, 2 / 3, 4 / 5),
    Level(3, "Very sure", 3, -6, 4 / 5, 1.0),
)
_HIGHEST = LEVELS[-1].right


def level(number: int | None) -> Level | None:
    """The level that was said; None where nothing was."""
    return LEVELS[number - 1] if number else None


@dataclass(frozen=True, slots=True)
class Said:
    """One answer: how sure, None for nothing said, and the share of the points that it earned."""

    certainty: int | None
    share: float | None
    is_answered: bool

    @property
    def word(self) -> str:
        """The level in words, and nothing where nothing was said."""
        found = level(self.certainty)
        return found.word if found else ""

    @property
    def mark(self) -> float | None:
        """None while it waits to be marked. Whoever says nothing claims nothing: that is the first level."""
        if not self.is_answered:
            return 0.0
        return None if self.share is None else (level(self.certainty) or LEVELS[0]).mark(self.share)


@dataclass(frozen=True, slots=True)
class AtLevel:
    """The answers given at one level: `right` is the sum of their shares, `marks` what they earned."""

    level: Level
    count: int
    right: float

    @property
    def marks(self) -> float:
        return self.level.wrong * self.count + (self.level.right - self.level.wrong) * self.right


@dataclass(frozen=True, slots=True)
class Total:
    """The marks of an attempt, the most there could be, and what they would be if all answers had been
    given at the lowest level, which claims nothing.
    """

    marks: float
    most: int
    unclaimed: float


def total(said: Iterable[Said]) -> Total:
    all_said = tuple(said)
    return Total(
        marks=sum(one.mark or 0.0 for one in all_said),
        most=_HIGHEST * len(all_said),
        unclaimed=sum(one.share or 0.0 for one in all_said if one.is_answered),
    )


def by_level(said: Iterable[Said]) -> tuple[AtLevel, ...]:
    """What was said at each level that was used, the surest first; what waits does not count."""
    counted = [one for one in said if one.is_answered and one.share is not None]
    found = []
    for one in reversed(LEVELS):
        shares = [c.share or 0.0 for c in counted if c.certainty == one.number]
        if shares:
            found.append(AtLevel(one, len(shares), sum(shares)))
    return tuple(found)


Verdict = Literal["few", "fits", "too sure", "perhaps too sure", "surer", "perhaps surer"]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far what was said at a level holds: `share` was right of `count` answers, and the true share
    probably lies between `low` and `high`.
    """

    level: Level
    count: int
    share: float
    low: float
    high: float

    @property
    def verdict(self) -> Verdict:
        """Whether the level claims too much or too little; "perhaps" where it may be chance."""
        if self.count < LEAST_ANSWERS:
            return "few"
        if self.share < self.level.low:
            return "too sure" if self.high < self.level.low else "perhaps too sure"
        if self.share > self.level.high:
            return "surer" if self.low > self.level.high else "perhaps surer"
        return "fits"


def calibration(found: AtLevel) -> Calibration:
    share = found.right / found.count if found.count else 0.0
    low, high = _spread(share, found.count)
    return Calibration(found.level, found.count, share, low, high)


def _spread(share: float, count: int) -> tuple[float, float]:
    """Wilson's score interval, which stays between 0 and 1 for few answers too (E. B. Wilson, Journal
    of the American Statistical Association 22, 1927). For shares in part it is a little too wide.
    """
    if not count:
        return 0.0, 1.0
    squared = _Z * _Z / count
    middle = (share + squared / 2) / (1 + squared)
    half = _Z * sqrt(share * (1 - share) / count + squared / (4 * count)) / (1 + squared)
    return max(0.0, middle - half), min(1.0, middle + half)
