"""What the pages of a panel are given: how far it is, what it found, and the questions of one bank to rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.assessment.angoff import Judged, Spread
from app.assessment.pages import Crumbs
from app.assessment.standards import Decision, Panel, Ratings, finished
from app.catalog.model import Course
from app.catalog.questions import Choice, Question


@dataclass(frozen=True, slots=True)
class JudgeRow:
    name: str
    done: bool
    cut: float | None


@dataclass(frozen=True, slots=True)
class BankRow:
    title: str
    url: str
    rated: int
    count: int


@dataclass(frozen=True, slots=True)
class ItemRow:
    id: str
    stem: str
    url: str
    spread: Spread


@dataclass(frozen=True, slots=True)
class DecisionRow:
    decision: Decision
    by: str


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """`found` and `items` are there once the round is closed: until then nobody sees others' ratings."""

    round: int
    candidate: str
    opened_at: datetime
    is_closed: bool
    judges: tuple[JudgeRow, ...]
    banks: tuple[BankRow, ...]
    found: Judged | None
    items: tuple[ItemRow, ...]
    may_go_again: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class StandardPage:
    """`changed` says that the exam asks other questions than those that the decision in force rests on.
    `typed` holds what came with a form that was refused.
    """

    crumbs: Crumbs
    title: str
    url: str
    mark: float
    decided: DecisionRow | None
    earlier: tuple[DecisionRow, ...]
    changed: bool
    panel: ShownPanel | None
    may_decide: bool
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RatedQuestion:
    """`options` are pairs of HTML and whether it is right, for questions with options."""

    position: int
    id: str
    stem_html: str
    options: tuple[tuple[str, bool], ...]
    value: str
    before: Spread | None


@dataclass(frozen=True, slots=True)
class RatePage:
    crumbs: Crumbs
    title: str
    url: str
    bank_url: str
    candidate: str
    round: int
    questions: tuple[RatedQuestion, ...]
    errors: Mapping[str, str] = field(default_factory=dict)


def shown_panel(
    course: Course,
    found: Panel,
    questions: Mapping[int, Question],
    rated: Ratings,
    outcome: Judged | None,
    names: Mapping[UUID, str],
    *,
    own: Mapping[int, int],
    most_rounds: int,
    changed: bool,
) -> ShownPanel:
    done = finished(found, rated)
    cuts = dict(zip(done, outcome.judges, strict=True)) if outcome else {}
    items = zip(found.items, outcome.items, strict=True) if outcome else ()
    return ShownPanel(
        round=found.round,
        candidate=found.candidate,
        opened_at=found.opened_at,
        is_closed=found.is_closed,
        judges=tuple(JudgeRow(names[j], j in done, cuts.get(j)) for j in rated),
        banks=tuple(_banks(course, found, own)),
        found=outcome,
        items=tuple(
            ItemRow(
                item.question_id,
                questions[item.position].stem_text,
                f"/teach/{course.slug}/{item.bank}#{item.question_id}",
                spread,
            )
            for item, spread in items
        ),
        may_go_again=found.is_closed and found.round < most_rounds,
        changed=changed,
    )


def _banks(course: Course, found: Panel, own: Mapping[int, int]) -> Sequence[BankRow]:
    rows = []
    for slug in dict.fromkeys(item.bank for item in found.items):
        here = [item for item in found.items if item.bank == slug]
        module = course.module(slug)
        rows.append(
            BankRow(
                module.title if module else slug,
                f"/teach/{course.slug}/exam/standard/rate/{slug}",
                sum(item.position in own for item in here),
                len(here),
            )
        )
    return rows


def options_of(question: Question) -> tuple[tuple[str, bool], ...]:
    body = question.body
    return tuple((o.html, o.correct) for o in body.options) if isinstance(body, Choice) else ()
