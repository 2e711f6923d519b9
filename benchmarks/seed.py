"""Fills a database with learners: `python -m benchmarks.seed NUMBER` fills the configured one.

Each has an account, a session and one quiz handed in; a tenth keep every response. Some, the actors,
have more, so that every page of the main road can be asked for. The first hundred are made here, all
others are copies of them that the database makes (`benchmarks.copies`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from app.catalog.model import Course
from app.core.database import Database
from benchmarks.actors import PROGRESS_COLUMNS, READ, SESSION_COLUMNS, Cast
from benchmarks.bulk import Row, Write, bulk, fill
from benchmarks.copies import START, copy_learners
from benchmarks.drawn import ATTEMPT_COLUMNS, RESPONSE_COLUMNS, DrawnQuiz, draw
from benchmarks.names import MADE, actors, done_attempt, draw_of, row_id

# No role, no zone of their own, English, no extra time, active.
_PLAIN = (False, "", "", "en", 0, True)
_USERS = "id, name, email, is_anonymous, roles, time_zone, language, extra_time, is_active, created_at, last_seen"


def seed(database: Database, course: Course, learners: int = MADE) -> None:
    """Learners with numbers from 0. The database has its tables and nobody in it."""
    now = datetime.now(UTC).replace(microsecond=0)
    quizzes, exam = draw(database, course, now)
    with bulk(database) as rows:
        _write_people(rows.write, now)
        _write_progress(rows.write, course)
        _write_attempts(rows.write, course, quizzes)
        rows.cursor.execute("ANALYZE")
        cast = Cast(rows.write, course, quizzes, exam, now)
        there = MADE
        for number in actors(learners):
            if number >= there:
                copy_learners(rows, MADE, there, number + 1)
                there = number + 1
            cast.add(number)
        copy_learners(rows, MADE, there, learners)


def _write_people(write: Write, now: datetime) -> None:
    made, until = now - timedelta(hours=1), now + timedelta(days=30)
    users = (
        (row_id(1, n), f"Learner {n}", f"learner-{n}@example.org", *_PLAIN, made, made)
        for n in range(MADE)
    )
    write("users", _USERS, users)
    # Nobody needs to know their tokens.
    sessions = (
        (row_id(2, n), f"unknown-{n}", row_id(1, n), made, until, made, "Firefox", "192.0.2.1")
        for n in range(MADE)
    )
    write("sessions", SESSION_COLUMNS, sessions)


def _write_progress(write: Write, course: Course) -> None:
    places = [(m.slug, u.id, u.hash) for m in course.modules for u in m.units]
    read = (
        (row_id(1, n), course.slug, *place, START) for n in range(MADE) for place in places[:READ]
    )
    write("unit_progress", PROGRESS_COLUMNS, read)


def _write_attempts(write: Write, course: Course, quizzes: list[DrawnQuiz]) -> None:
    """One attempt each, with responses for a tenth."""

    def attempts() -> Iterator[Row]:
        for n in range(MADE):
            quiz, score = quizzes[draw_of(n)], float(n * 7 % 101)
            yield quiz.attempt(course, done_attempt(n), row_id(1, n), 1, score)

    def responses() -> Iterator[Row]:
        for n in range(0, MADE, 10):
            yield from quizzes[draw_of(n)].responses(done_attempt(n), over=True)

    write("attempts", ATTEMPT_COLUMNS, attempts())
    write("attempt_items", RESPONSE_COLUMNS, responses())


if __name__ == "__main__":
    fill(seed, "learners")
