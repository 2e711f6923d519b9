"""How a hundred learners become a million: the database copies their rows, under ids of their own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from benchmarks.bulk import Bulk

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
# The milliseconds in the id of learner 0; the ids of the others follow one after the other.
FIRST = int(START.timestamp() * 1000)


def copy_learners(rows: Bulk, made: int, first: int, end: int) -> None:
    """Learner n, from `first` until before `end`, gets what learner n modulo `made` has: an account, a
    session, two units read, one attempt, responses where n ends in 0.
    """
    dialect = _Sqlite if rows.is_sqlite else _Postgres
    if first < end:
        for statement in (*dialect.quick, *_statements(dialect, made, first, end)):
            rows.cursor.execute(statement)


class _Sqlite:
    quick: tuple[str, ...] = ()

    @staticmethod
    def numbers(first: int, end: int) -> str:
        return (
            f"WITH RECURSIVE numbers(n) AS (SELECT {first} UNION ALL "
            f"SELECT n + 1 FROM numbers WHERE n + 1 < {end}) "
        )

    @staticmethod
    def id(kind: int, number: str) -> str:
        return f"printf('%012x7{kind:03x}8000000000000000', {FIRST} + {number})"


class _Postgres:
    # What is copied has its parents.
    quick: tuple[str, ...] = ("SET LOCAL session_replication_role = replica",)

    @staticmethod
    def numbers(first: int, end: int) -> str:
        return f"WITH numbers(n) AS (SELECT generate_series({first}::bigint, {end - 1})) "

    @staticmethod
    def id(kind: int, number: str) -> str:
        return f"(lpad(to_hex({FIRST} + {number}), 12, '0') || '7{kind:03x}8000000000000000')::uuid"


def _statements(dialect: Any, made: int, first: int, end: int) -> list[str]:
    numbers = dialect.numbers(first, end)
    user, old_user = dialect.id(1, "n"), dialect.id(1, f"n % {made}")
    attempt, old_attempt = dialect.id(3, "n"), dialect.id(3, f"n % {made}")

    def copy(table: str, columns: str, new: str, where: str) -> str:
        """`columns` are taken over as they are, `new` are `column=expression`."""
        own = [pair.split("=", 1) for pair in new.split(" | ")]
        names = ", ".join([name for name, _ in own] + [columns])
        values = ", ".join([value for _, value in own] + [columns])
        return (
            f"INSERT INTO {table} ({names}) {numbers}SELECT {values} FROM numbers "
            f"JOIN {table} AS base ON {where}"
        )

    return [
        copy(
            "users",
            "is_anonymous, roles, time_zone, language, extra_time, is_active, created_at, last_seen",
            f"id={user} | name='Learner ' || n | email='learner-' || n || '@example.org'",
            f"base.id = {old_user}",
        ),
        copy(
            "sessions",
            "created_at, expires_at, last_used, device, address",
            # Nobody needs to know their tokens.
            f"id={dialect.id(2, 'n')} | user_id={user} | token_hash='unknown-' || (n * 7919 % 999983) || '-' || n",
            f"base.id = {dialect.id(2, f'n % {made}')}",
        ),
        copy(
            "unit_progress",
            "course, module, unit, unit_hash, completed_at",
            f"user_id={user}",
            # The last that was made is no actor, who may have read more.
            f"base.user_id = {dialect.id(1, str(made - 1))}",
        ),
        copy(
            "attempts",
            "course, kind, module, number, title, course_version, course_hash, content_hash, seed, "
            "extra_time, pass_mark, reveal, certainty, started_at, submitted_at, submitted_by, "
            "score, passed, provisional, invalidated_why",
            f"id={attempt} | user_id={user}",
            f"base.id = {old_attempt}",
        ),
        copy(
            "attempt_items",
            "position, bank, question_id, item_hash, snapshot_hash, case_hash, arrangement, answer, "
            "answered_at, flagged, share",
            f"attempt_id={attempt}",
            f"n % 10 = 0 AND base.attempt_id = {old_attempt}",
        ),
    ]
