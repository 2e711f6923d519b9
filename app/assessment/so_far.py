"""What of a person's attempts at one quiz or exam makes a difference: the open one, the best one, one
that waits to be marked, the newest ones, and how many there were. One statement reads these alone, however many there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, String, Uuid, bindparam, func, literal, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.assessment.exam_rules import PastAttempt
from app.assessment.models import Attempt
from app.assessment.records import AttemptHead, Kind
from app.core.prepared import Prepared


@dataclass(frozen=True, slots=True)
class BestResult:
    """The best valid result that is final: a pass before a higher score that was none, and of equal
    ones the first. The score is in per cent.
    """

    attempt_id: UUID
    score: float
    passed: bool
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingResult:
    """What an attempt that waits to be marked has reached so far, in per cent."""

    attempt_id: UUID
    number: int
    score: float


@dataclass(frozen=True, slots=True)
class SoFar:
    """`passed` tells of any valid attempt, also of one that is passed whatever comes of what waits to
    be marked; as long as none is, `waits` is the newest that waits. `newest` are valid attempts, as
    many as were asked for, and the open one in any case. Attempts are numbered from 1 to `last_number`.
    """

    open_id: UUID | None = None
    passed: bool = False
    best: BestResult | None = None
    waits: WaitingResult | None = None
    newest: tuple[PastAttempt, ...] = ()
    last_number: int = 0


_PLACE: Mapping[str, Any] = {
    "user_id": bindparam("of_person", type_=Uuid()),
    "course": bindparam("at_course", type_=String()),
    "kind": bindparam("of_kind", type_=String()),
    "module": bindparam("at_module", type_=String()),
}


def _here(table: Any = Attempt) -> list[Any]:
    return [col(getattr(table, name)) == value for name, value in _PLACE.items()]


def _rows(what: str) -> Select[*tuple[Any, ...]]:
    return select(
        literal(what).label("what"),
        col(Attempt.id),
        col(Attempt.number),
        col(Attempt.started_at),
        col(Attempt.submitted_at),
        col(Attempt.score),
        col(Attempt.passed),
        col(Attempt.invalidated_at),
    ).where(*_here())


def _sorted(column: Any) -> Any:
    """To sort by what was found. By the column itself either database may go through an index that has
    its order, and look at every attempt on the way to the few that are asked for.
    """
    return func.coalesce(col(column), None)


def _valid(table: Any = Attempt, *, passed: bool) -> list[Any]:
    is_passed = col(table.passed)
    return [is_passed if passed else ~is_passed, col(table.invalidated_at).is_(None)]


def _best(*, passed: bool) -> Select[*tuple[Any, ...]]:
    """The index leads to the highest score, and by that to the first attempt which reached it."""
    same = aliased(Attempt)

    def final(table: Any) -> list[Any]:
        return [*_valid(table, passed=passed), ~col(table.provisional)]

    highest = select(func.max(col(same.score))).where(*_here(same), *final(same))
    return (
        _rows("best")
        .where(*final(Attempt), col(Attempt.score) == highest.scalar_subquery())
        .order_by(col(Attempt.number))
        .limit(1)
    )


_PASSED = _rows("passed").where(*_valid(passed=True)).limit(1)
_WAITS = (
    _rows("waits")
    .where(*_valid(passed=False), col(Attempt.provisional))
    .order_by(_sorted(Attempt.number).desc())
    .limit(1)
)
_NEWEST = (
    _rows("newest")
    .where(col(Attempt.invalidated_at).is_(None))
    .order_by(_sorted(Attempt.started_at).desc(), col(Attempt.id).desc())
    .limit(bindparam("looks_back", type_=Integer()))
)
_LAST = _rows("last").order_by(col(Attempt.number).desc()).limit(1)
_SO_FAR = Prepared(
    union_all(
        _rows("open").where(col(Attempt.submitted_at).is_(None)),
        *(
            select(part.subquery())
            for part in (_PASSED, _best(passed=True), _best(passed=False), _WAITS, _NEWEST, _LAST)
        ),
    )
)


def so_far(
    session: Session,
    user_id: UUID,
    course: str,
    kind: Kind,
    module: str = "",
    *,
    looks_back: int = 0,
) -> SoFar:
    """With as many of the newest attempts as `looks_back` says."""
    rows = _SO_FAR.rows(
        session,
        of_person=user_id,
        at_course=course,
        of_kind=kind,
        at_module=module,
        looks_back=looks_back,
    )
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.what].append(row)
    # A pass comes before what was none, in whatever order the parts come.
    best = max(found["best"], key=lambda row: row.passed, default=None)
    waits = None if found["passed"] else next(iter(found["waits"]), None)
    deciding = {row.id: row for row in (*found["newest"], *found["open"])}
    return SoFar(
        open_id=found["open"][0].id if found["open"] else None,
        passed=bool(found["passed"]),
        best=best and BestResult(best.id, best.score, best.passed, best.submitted_at),
        waits=waits and WaitingResult(waits.id, waits.number, waits.score or 0.0),
        newest=tuple(
            PastAttempt(row.started_at, row.submitted_at, row.invalidated_at is None)
            for row in deciding.values()
        ),
        last_number=found["last"][0].number if found["last"] else 0,
    )


def like(session: Session, head: AttemptHead, *, looks_back: int = 0) -> SoFar:
    """Of the same person's attempts at the same quiz or exam, this one among them."""
    return so_far(session, head.user_id, head.course, head.kind, head.module, looks_back=looks_back)
