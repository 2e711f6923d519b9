"""Keeps the counts and sums from which statistics of questions are worked out, in the database alone.

One statement adds an attempt when it is handed in, one takes it out again before it changes, and the
same statement over all attempts makes the table anew. What counts: the first attempt of each learner
at a quiz or an exam, handed in, not invalid, and without an answer that waits for a trainer. A second
attempt never stands in for a first one that was declared invalid: its questions may be known.

A question's `choice` is "" where nothing was answered, the option's id for a single choice, a JSON
list of ids for several, and "*" for any other answer. The rest of an attempt is the mean share of its
other questions, each counting the same. An answer took the time since the answer saved before it, or
since the start; more than ten minutes count as ten, because then somebody was away.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    case,
    cast,
    delete,
    exists,
    func,
    inspect,
    null,
    select,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session, col

from app.assessment.models import Attempt, AttemptItem, ItemCount
from app.core.tables import insert_into, is_sqlite

LONGEST = 600.0
# A share of points such as 1/3 is not exact, and its sum depends on the order; a hair keeps an
# attempt from being added to one band and taken out of the next.
_HAIR = 1e-6

_KEYS = tuple(column.name for column in inspect(ItemCount).primary_key)
_SUMS = (
    "responses",
    "share",
    "share_squared",
    "rest",
    "rest_squared",
    "share_rest",
    "timed",
    "seconds",
)


def count(session: Session, attempts: Iterable[UUID]) -> None:
    """Add attempts that were handed in; those that do not count are passed over. It comes last in a
    transaction, and once: others who hand in the same quiz wait for its rows until then.
    """
    _add(session, attempts, 1)


def discount(session: Session, attempt_id: UUID) -> None:
    """Take an attempt out again; call it before anything of the attempt changes."""
    _add(session, [attempt_id], -1)


class Changes:
    """What changes about many attempts in one transaction, kept together at its end: who hands in
    meanwhile does not wait for the whole of it.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[tuple[Any, ...], list[float]] = {}

    def discount(self, attempt_id: UUID) -> None:
        """As it is now, before anything of it changes."""
        self._take(attempt_id, -1)

    def count(self, attempt_id: UUID) -> None:
        """As it is now, after it has changed."""
        self._take(attempt_id, 1)

    def _take(self, attempt_id: UUID, sign: int) -> None:
        for row in self._session.execute(_counts(sign, col(Attempt.id) == attempt_id)):
            key, sums = tuple(row[: len(_KEYS)]), row[len(_KEYS) :]
            so_far = self._rows.get(key, [0] * len(_SUMS))
            self._rows[key] = [old + new for old, new in zip(so_far, sums, strict=True)]

    def keep(self) -> None:
        rows = [
            dict(zip((*_KEYS, *_SUMS), (*key, *self._rows[key]), strict=True))
            for key in sorted(self._rows)
        ]
        if rows:
            self._session.execute(_adding(insert_into(self._session, ItemCount)), rows)


def recount(session: Session, course: str) -> None:
    """Make the counts of a course anew from its attempts. Nobody hands in meanwhile."""
    if not is_sqlite(session):
        session.execute(text("LOCK TABLE item_counts IN SHARE ROW EXCLUSIVE MODE"))
    session.execute(delete(ItemCount).where(col(ItemCount.course) == course))
    _upsert(session, _counts(1, col(Attempt.course) == course))


def is_counted(session: Session, course: str, bank: str = "") -> bool:
    """Whether there are counts of a course, or of a bank in it."""
    here = [col(ItemCount.course) == course, *([col(ItemCount.bank) == bank] if bank else [])]
    return bool(session.scalar(select(exists().where(*here))))


def courses(session: Session) -> tuple[str, ...]:
    """The courses that somebody has made an attempt in."""
    return tuple(session.scalars(select(col(Attempt.course)).distinct().order_by("course")))


def _add(session: Session, attempts: Iterable[UUID], sign: int) -> None:
    ids = list(attempts)
    if ids:
        _upsert(session, _counts(sign, col(Attempt.id).in_(ids)))


def _upsert(session: Session, counts: Select[Any]) -> None:
    names = [column.name for column in counts.selected_columns]
    session.execute(_adding(insert_into(session, ItemCount).from_select(names, counts)))


def _adding(insert: Any) -> Any:
    """Rows that are there already are added to."""
    own = inspect(ItemCount).columns
    sums = {name: own[name] + insert.excluded[name] for name in _SUMS}
    return insert.on_conflict_do_update(index_elements=_KEYS, set_=sums)


def _counts(sign: int, which: ColumnElement[bool]) -> Select[Any]:
    """The rows of the table for some attempts, in the order of its key, so that two transactions
    that add to the same rows do not wait for each other in a ring.
    """
    one = _responses(which).subquery().c
    seconds = case((one.seconds > LONGEST, LONGEST), else_=one.seconds)
    sums = {
        "responses": func.count(),
        "share": func.sum(one.share),
        "share_squared": func.sum(one.share * one.share),
        "rest": func.sum(one.rest),
        "rest_squared": func.sum(one.rest * one.rest),
        "share_rest": func.sum(one.share * one.rest),
        "timed": func.count(one.seconds),
        "seconds": func.coalesce(func.sum(seconds), 0.0),
    }
    keys = [one[name] for name in _KEYS]
    return (
        select(*keys, *((total * sign).label(name) for name, total in sums.items()))
        .group_by(*keys)
        .order_by(*keys)
    )


def _responses(which: ColumnElement[bool]) -> Select[Any]:
    """Each response of the attempts that count, with what stands beside it in its attempt."""
    attempt = col(AttemptItem.attempt_id)
    share: Any = col(AttemptItem.share)
    asked = func.count().over(partition_by=attempt)
    others = func.nullif(cast(asked - 1, Float), 0.0)
    rest = func.coalesce((func.sum(share).over(partition_by=attempt) - share) / others, 0.0)
    found: Select[Any] = (
        select(
            col(Attempt.course),
            col(Attempt.kind),
            col(Attempt.module),
            col(AttemptItem.bank),
            col(AttemptItem.question_id),
            col(AttemptItem.item_hash),
            asked.label("asked"),
            _choice().label("choice"),
            cast(func.round(rest * 100 + _HAIR), Integer).label("band"),
            share,
            rest.label("rest"),
            _seconds().label("seconds"),
        )
        .join(Attempt, col(Attempt.id) == col(AttemptItem.attempt_id))
        .where(
            which,
            col(Attempt.number) == 1,
            col(Attempt.submitted_at).is_not(None),
            col(Attempt.invalidated_at).is_(None),
            col(Attempt.provisional).is_(False),
            share.is_not(None),
        )
    )
    return found


def _choice() -> ColumnElement[str]:
    answer: Any = col(AttemptItem.answer)
    chosen = func.coalesce(answer["choice"].as_string(), answer["choices"].as_string(), "*")
    return case((answer.is_(null()), ""), else_=chosen)


def _seconds() -> FunctionElement[float]:
    """None where nothing was answered."""
    answered = col(AttemptItem.answered_at)
    before = func.lag(answered).over(
        partition_by=col(AttemptItem.attempt_id), order_by=(answered, col(AttemptItem.position))
    )
    return _SecondsBetween(func.coalesce(before, col(Attempt.started_at)), answered)


class _SecondsBetween(FunctionElement[float]):
    """The time from the first to the second moment, in seconds."""

    name = "seconds_between"
    type = Float()
    inherit_cache = True


@compiles(_SecondsBetween, "sqlite")
def _in_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    start, end = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"((julianday({end}) - julianday({start})) * 86400.0)"


@compiles(_SecondsBetween, "postgresql")
def _in_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    start, end = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST(EXTRACT(EPOCH FROM ({end}) - ({start})) AS DOUBLE PRECISION)"
