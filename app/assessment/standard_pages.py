"""What the pages of a panel are given: how far it is, what it found, and what became of earlier ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.assessment.angoff import Judged, Spread
from app.assessment.pages import Crumbs
from app.assessment.panels import Panel, PastPanel
from app.assessment.rate_page import PER_PAGE
from app.assessment.ratings import Ratings, finished
from app.assessment.standards import Decision
from app.catalog.model import Course
from app.catalog.questions import Question


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
class PastRow:
    """A panel that has ended. `judges` are names and whether they rated every question; `decision` is
    None where it ended without one.
    """

    panel: PastPanel
    judges: tuple[tuple[str, bool], ...]
    decision: Decision | None
    by: str


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """`found` and `items` are there once the round is closed: until then nobody sees others' ratings."""

    id: UUID
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
    `typed` holds what came with a form that was refused, and `lost` what of it has no field any more.
    """

    crumbs: Crumbs
    title: str
    url: str
    mark: float
    decided: Decision | None
    past: tuple[PastRow, ...]
    changed: bool
    panel: ShownPanel | None
    may_decide: bool
    typed: Mapping[str, str]
    lost: tuple[str, ...]
    errors: Mapping[str, str]
    refused: str


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
        id=found.id,
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
        first = next((at for at, item in enumerate(here) if item.position not in own), 0)
        rows.append(
            BankRow(
                module.title if module else slug,
                f"/teach/{course.slug}/exam/standard/rate/{slug}{_page_of(first)}",
                sum(item.position in own for item in here),
                len(here),
            )
        )
    return rows


def _page_of(index: int) -> str:
    """Where a bank's first question without a rating stands."""
    at = index // PER_PAGE + 1
    return f"?page={at}" if at > 1 else ""


def past_rows(
    past: Sequence[PastPanel], taken: Sequence[Decision], names: Mapping[UUID, str]
) -> tuple[PastRow, ...]:
    by_panel = {one.panel_id: one for one in taken}
    rows = []
    for one in past:
        decision = by_panel.get(one.id)
        rows.append(
            PastRow(
                panel=one,
                judges=tuple((names[judge], done) for judge, done in one.judges),
                decision=decision,
                by=names[decision.decided_by] if decision else "",
            )
        )
    return tuple(rows)


def lost_of(typed: Mapping[str, str], panel: Panel | None, *, may_decide: bool) -> tuple[str, ...]:
    """What was typed for a form that the page does not show any more."""
    shown = {"candidate"} if panel is None else set()
    if panel and panel.is_closed and may_decide:
        shown |= {"mark", "why"}
    return tuple(text for name, text in typed.items() if text and name not in shown)
