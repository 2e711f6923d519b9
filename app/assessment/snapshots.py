"""How questions are kept as they were shown: named by their content, stored once, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlmodel import Session, col

from app.assessment.models import Snapshot
from app.catalog.questions import CaseSet, Question
from app.core.tables import insert_into


@cache
def _shape(kind: str) -> TypeAdapter[Any]:
    """Made with the first attempt, because each takes 10 ms."""
    return TypeAdapter(CaseSet if kind == "case" else Question)


# What a hash names never changes, so what was read once need not be read again. The bound keeps a
# process that lives for months from remembering every edit of every question.
_known: dict[str, Question | CaseSet] = {}
_KNOWN_MOST = 5_000


class Snapshots:
    """Questions and case texts by hash, as one page needs them."""

    def __init__(self, found: dict[str, Question | CaseSet]) -> None:
        self._found = found

    def question(self, hash_: str) -> Question:
        found = self._found[hash_]
        assert isinstance(found, Question)
        return found

    def case(self, hash_: str | None) -> CaseSet | None:
        found = self._found[hash_] if hash_ else None
        assert found is None or isinstance(found, CaseSet)
        return found


def load(session: Session, hashes: Iterable[str | None]) -> Snapshots:
    """One statement, and none where all are known already."""
    wanted = {hash_ for hash_ in hashes if hash_}
    found = {hash_: _known[hash_] for hash_ in wanted if hash_ in _known}
    missing = sorted(wanted - found.keys())
    if missing:
        rows = session.execute(
            select(col(Snapshot.hash), col(Snapshot.kind), col(Snapshot.content)).where(
                col(Snapshot.hash).in_(missing)
            )
        )
        for row in rows:
            found[row.hash] = _shape(row.kind).validate_python(row.content)
        _remember(found)
    return Snapshots(found)


def _remember(found: dict[str, Question | CaseSet]) -> None:
    if len(_known) + len(found) > _KNOWN_MOST:
        _known.clear()
    _known.update(found)


def store(
    session: Session, questions: Iterable[Question], cases: Iterable[CaseSet], now: datetime
) -> None:
    """Keep what is not kept yet. Two transactions may store the same at once, so each row gives way
    to one that is there; all take them in the same order, so that none waits for another in a ring.
    """
    rows: dict[str, dict[str, Any]] = {}
    for question in questions:
        content = _shape("question").dump_python(question, mode="json")
        rows[question.snapshot_hash] = {"kind": "question", "content": content}
    for case in cases:
        rows[case.hash] = {"kind": "case", "content": _shape("case").dump_python(case, mode="json")}
    values = [{"hash": hash_, "stored_at": now, **rows[hash_]} for hash_ in sorted(rows)]
    if not values:
        return
    statement = insert_into(session, Snapshot).on_conflict_do_nothing(index_elements=["hash"])
    session.execute(statement, values)
