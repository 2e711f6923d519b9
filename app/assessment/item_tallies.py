"""What is read of the counts of questions: one row for each answer to each question of a course.

The database also finds out what the upper and the lower 27 per cent answered. Learners stand in the
order of their score on the rest. Where a border falls among equals, each of these counts in part, as
if they had been put into an order by lot.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Float, case, cast, func, select
from sqlmodel import Session, col

from app.assessment.item_analysis import GROUP, ItemKey, Tally
from app.assessment.models import ItemCount
from app.assessment.records import Kind

_ITEM = (
    col(ItemCount.course),
    col(ItemCount.kind),
    col(ItemCount.module),
    col(ItemCount.bank),
    col(ItemCount.question_id),
    col(ItemCount.item_hash),
)
_SUMS = ("share", "share_squared", "rest", "rest_squared", "share_rest", "timed", "seconds")


def tallies(
    session: Session,
    course: str,
    *,
    kind: Kind | None = None,
    module: str | None = None,
    bank: str | None = None,
) -> tuple[Tally, ...]:
    """Of everything in a course, or of one quiz or exam, or of one bank wherever it was asked."""
    wanted = [col(ItemCount.course) == course, col(ItemCount.responses) > 0]
    wanted += [col(ItemCount.kind) == kind] if kind is not None else []
    wanted += [col(ItemCount.module) == module] if module is not None else []
    wanted += [col(ItemCount.bank) == bank] if bank is not None else []
    one = select(ItemCount.__table__, *_ranks()).where(*wanted).subquery().c  # type: ignore[attr-defined]
    answer = (
        one.kind, one.module, one.bank, one.question_id, one.item_hash, one.asked, one.choice,
    )  # fmt: skip
    rows = session.execute(
        select(
            *answer,
            func.sum(one.responses),
            func.sum(_part(one, one.above)),
            func.sum(_part(one, one.below)),
            *(func.sum(one[name]) for name in _SUMS),
        )
        .group_by(*answer)
        .order_by(*answer)
    )
    return tuple(Tally(ItemKey(*row[:5]), *row[5:]) for row in rows)


def _ranks() -> tuple[ColumnElement[Any], ...]:
    """How many who answered the same question did as well on the rest as here, better, and worse: one
    order, so that the database sorts once.
    """
    number = func.sum(col(ItemCount.responses))
    order: Any = {"partition_by": _ITEM, "order_by": col(ItemCount.band)}
    return (
        number.over(**order, groups=(0, 0)).label("equals"),
        func.coalesce(number.over(**order, groups=(1, None)), 0).label("above"),
        func.coalesce(number.over(**order, groups=(None, -1)), 0).label("below"),
    )


def _part(one: Any, ahead: ColumnElement[int]) -> ColumnElement[Any]:
    """How many of a row's responses are in the group that `ahead` others come into first."""
    places = (one.above + one.equals + one.below) * GROUP - ahead
    of_equals = case((places <= 0, 0.0), (places >= one.equals, one.equals), else_=places)
    return cast(one.responses, Float) * of_equals / cast(one.equals, Float)
