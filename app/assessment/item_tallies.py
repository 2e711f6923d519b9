"""What is read of the counts of questions: one row for each answer to each question of a course.

The database also finds out what the upper and the lower 27 per cent answered. Learners stand in the
order of their score on the rest. Where a border falls among equals, each of these counts in part, as
if they had been put into an order by lot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, Float, and_, case, cast, func, select
from sqlmodel import Session, col

from app.assessment.item_analysis import GROUP, ItemKey, Tally
from app.assessment.models import ItemCount
from app.assessment.records import Kind

_ITEM: tuple[Any, ...] = (
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
    at = _borders(wanted)
    answer = (*_ITEM, col(ItemCount.asked), col(ItemCount.choice))
    rows = session.execute(
        select(
            *answer,
            func.sum(col(ItemCount.responses)),
            func.sum(
                _part(col(ItemCount.band) > at.high, col(ItemCount.band) == at.high, at.upper)
            ),
            func.sum(_part(col(ItemCount.band) < at.low, col(ItemCount.band) == at.low, at.lower)),
            *(func.sum(getattr(ItemCount, name)) for name in _SUMS),
        )
        .join(at.table, and_(*(one == at.table.c[one.key] for one in _ITEM)))
        .where(*wanted)
        .group_by(*answer)
        .order_by(*answer)
    )
    return tuple(Tally(ItemKey(*row[1:6]), *row[6:]) for row in rows)


@dataclass(frozen=True, slots=True)
class _Borders:
    """For each question the band in which either group ends, and which part of that band is in it."""

    table: CTE
    high: ColumnElement[Any]
    upper: ColumnElement[Any]
    low: ColumnElement[Any]
    lower: ColumnElement[Any]


def _borders(wanted: Sequence[ColumnElement[bool]]) -> _Borders:
    """Only the bands are sorted, not the rows; a running sum over them says where a group is full."""
    number = func.sum(col(ItemCount.responses))
    running = func.sum(number).over(
        partition_by=_ITEM, order_by=col(ItemCount.band), rows=(None, 0)
    )
    bands = (
        select(
            *_ITEM,
            col(ItemCount.band),
            number.label("equals"),
            running.label("upto"),
            func.sum(number).over(partition_by=_ITEM).label("size"),
        )
        .where(*wanted)
        .group_by(*_ITEM, col(ItemCount.band))
        .subquery()
        .c
    )
    places = bands.size * GROUP
    above, below = bands.size - bands.upto, bands.upto - bands.equals
    keys = [bands[one.key] for one in _ITEM]
    found = (
        select(
            *keys,
            cast(func.max(places), Float).label("places"),
            func.min(case((above < places, bands.band))).label("high"),
            func.max(case((above < places, above))).label("above"),
            func.min(case((above + bands.equals >= places, above + bands.equals))).label(
                "above_to"
            ),
            func.max(case((below < places, bands.band))).label("low"),
            func.max(case((below < places, below))).label("below"),
            func.min(case((bands.upto >= places, bands.upto))).label("below_to"),
        )
        .group_by(*keys)
        .cte("borders")
    )
    c = found.c
    return _Borders(
        found,
        high=c.high,
        upper=(c.places - c.above) / (c.above_to - c.above),
        low=c.low,
        lower=(c.places - c.below) / (c.below_to - c.below),
    )


def _part(
    inside: ColumnElement[bool], border: ColumnElement[bool], part: ColumnElement[Any]
) -> ColumnElement[Any]:
    """How many of a row's responses are in a group."""
    return cast(col(ItemCount.responses), Float) * case((inside, 1.0), (border, part), else_=0.0)
