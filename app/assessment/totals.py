"""What the scores of an attempt add up to: in all, and by outcome with its clauses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.assessment.scoring import Score

# 70 per cent of ten questions is a pass, also where the sum of thirds and halves is a hair below.
_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Marked:
    """A scored question and what it was about; `in_parts` says whether a part of its points can be won."""

    score: Score
    outcome: str
    clause: str
    in_parts: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """`right` of `count` questions were wholly right; `earned` of `possible` points were won."""

    earned: float
    possible: float
    right: int
    count: int
    is_provisional: bool

    @property
    def percent(self) -> float:
        return 100 * self.earned / self.possible if self.possible else 0.0

    def passes(self, pass_mark: float) -> bool:
        """Whether the score reaches the pass mark (in per cent). A provisional one passes nothing."""
        return not self.is_provisional and self.percent >= pass_mark - _HAIR


def total(marked: Iterable[Marked]) -> Total:
    scores = [item.score for item in marked]
    return Total(
        earned=sum(score.earned for score in scores),
        possible=sum(score.points for score in scores),
        right=sum(score.is_right for score in scores),
        count=len(scores),
        is_provisional=any(score.is_provisional for score in scores),
    )


@dataclass(frozen=True, slots=True)
class Group:
    """The questions about one outcome; `clauses` are those its questions name, in the order of
    the standard. `in_parts` says whether a part of some question's points could be won.
    """

    outcome: str
    clauses: tuple[str, ...]
    total: Total
    in_parts: bool


def by_outcome(marked: Iterable[Marked]) -> tuple[Group, ...]:
    """One group for each outcome, in the order of first appearance."""
    return tuple(
        Group(
            outcome=outcome,
            clauses=tuple(sorted({i.clause for i in items if i.clause}, key=clause_key)),
            total=total(items),
            in_parts=any(item.in_parts for item in items),
        )
        for outcome, items in _grouped(marked)
    )


def clause_key(clause: str) -> tuple[int, ...]:
    """Sorts 6.1.2 before 6.1.10 and 10.1 after 9.3."""
    return tuple(int(part) if part.isdigit() else 0 for part in clause.split("."))


def _grouped(marked: Iterable[Marked]) -> list[tuple[str, list[Marked]]]:
    groups: dict[str, list[Marked]] = {}
    for item in marked:
        groups.setdefault(item.outcome, []).append(item)
    return list(groups.items())
