"""How an attempt came out by outcome: what was asked about each, and how much of it was wholly right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.assessment.totals import Marked, by_outcome
from app.catalog.model import Course


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """Of `count` questions about an outcome, `right` were wholly right; `clauses` are those they name."""

    text: str
    clauses: str
    right: int
    count: int


def outcome_rows(course: Course | None, scored: Iterable[Marked]) -> tuple[OutcomeRow, ...]:
    """In the words and the order of the course; what it does not know (any more) comes last."""
    order = {outcome.id: place for place, outcome in enumerate(course.outcomes if course else ())}
    groups = sorted(by_outcome(scored), key=lambda group: order.get(group.outcome, len(order)))
    rows = []
    for group in groups:
        outcome = course.outcome(group.outcome) if course and group.outcome else None
        text = outcome.text if outcome else "Other questions"
        clauses = ", ".join(group.clauses)
        rows.append(OutcomeRow(text, clauses, group.total.right, group.total.count))
    return tuple(rows)
