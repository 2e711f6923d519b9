"""How an attempt came out by outcome: what was asked about each, and how much of it was right.

A row counts questions that were wholly right, unless one of its questions can give a part of its
points: then it tells the points that were reached, of all that could be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.assessment.totals import Group, Marked, by_outcome
from app.catalog.model import Course


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """`reached` of `possible`: questions about an outcome that were wholly right, or points where
    `in_points`; `clauses` is the outcome's own clause, or those that the questions name where the course
    does not know the outcome.
    """

    text: str
    clauses: str
    reached: float
    possible: float
    in_points: bool = False

    @property
    def said(self) -> str:
        """`3 of 4`, or `7.5 of 10 points`."""
        possible = round(self.possible, 2)
        unit = (" point" if possible == 1 else " points") if self.in_points else ""
        return f"{round(self.reached, 2):g} of {possible:g}{unit}"


def outcome_rows(course: Course | None, scored: Iterable[Marked]) -> tuple[OutcomeRow, ...]:
    """In the words and the order of the course; what it does not know (any more) comes last."""
    order = {outcome.id: place for place, outcome in enumerate(course.outcomes if course else ())}
    groups = sorted(by_outcome(scored), key=lambda group: order.get(group.outcome, len(order)))
    return tuple(_row(course, group) for group in groups)


def _row(course: Course | None, group: Group) -> OutcomeRow:
    outcome = course.outcome(group.outcome) if course and group.outcome else None
    text = outcome.text if outcome else "Other questions"
    # Of an outcome its own, whichever questions were drawn.
    clauses = outcome.clause if outcome else ", ".join(group.clauses)
    total = group.total
    if group.in_parts:
        return OutcomeRow(text, clauses, total.earned, total.possible, in_points=True)
    return OutcomeRow(text, clauses, total.right, total.count)
