"""Fills a database with learners: `python -m benchmarks.seed NUMBER` fills the configured one.

Each has an account, a session and one quiz handed in; a tenth keep every response. The first few,
the actors, also have an open quiz, a passed exam and a certificate, so that every page of the main
road can be asked for; the last of them, the busy one, has handed in 500 quizzes. The first hundred
are made here, all others are copies of them that the database makes (`benchmarks.copies`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from app.assessment import snapshots
from app.assessment.arrangement import arrange
from app.assessment.selection import Drawn, draw_exam, draw_quiz
from app.catalog.model import Course, Module
from app.catalog.questions import Choice
from app.core.database import Database
from app.core.ids import token_hash
from app.learning.progress import quiz_length
from benchmarks.bulk import Row, Write, bulk, fill
from benchmarks.copies import FIRST, START, copy_learners

MADE = 100
ACTORS = 64
BUSY = ACTORS - 1
BUSY_ATTEMPTS = 500
# Draws that attempts are copied from; enough that pages differ from one learner to the next.
_DRAWS = 30

# No role, no zone of their own, English, no extra time, active.
_PLAIN = (False, "", "", "en", 0, True)
_USERS = "id, name, email, is_anonymous, roles, time_zone, language, extra_time, is_active, created_at, last_seen"
_SESSIONS = "id, token_hash, user_id, created_at, expires_at, last_used, device, address"
_PROGRESS = "user_id, course, module, unit, unit_hash, completed_at"
_ATTEMPTS = (
    "id, user_id, course, kind, module, number, title, course_version, course_hash, content_hash, "
    "seed, extra_time, pass_mark, reveal, certainty, started_at, submitted_at, submitted_by, score, "
    "passed, provisional, invalidated_why"
)
_ITEMS = (
    "attempt_id, position, bank, question_id, item_hash, snapshot_hash, case_hash, arrangement, "
    "answer, answered_at, flagged, share"
)
_CERTIFICATES = (
    "id, code, user_id, name, course, title, level, language, modules, course_version, course_hash, "
    "outcomes, attempt_id, score, pass_mark, issued_at, revoked_why"
)


def token(number: int) -> str:
    """The session cookie's value of a learner."""
    return f"seeded-session-of-learner-{number:08}"


def open_attempt(number: int) -> UUID:
    return _id(4, number)


def done_attempt(number: int) -> UUID:
    return _id(3, number)


def questions_of(course: Course, number: int) -> int:
    """How many questions the attempts of a learner ask."""
    return quiz_length(course.modules[number % _DRAWS % len(course.modules)])


def certificate_code(number: int) -> str:
    """With letters for two digits that codes leave out."""
    return f"{number:012}".translate(str.maketrans("01", "AB"))


def _id(kind: int, number: int, more: int = 0) -> UUID:
    """In the order of numbers, as ids made one after the other are."""
    return UUID(int=FIRST + number << 80 | 0x7 << 76 | kind << 64 | 0b10 << 62 | more)


@dataclass(frozen=True, slots=True)
class _Quiz:
    """A quiz or an exam as it was drawn once."""

    kind: str
    module: Module | None
    title: str
    pass_mark: float
    reveal: str
    hash: str
    items: tuple[Row, ...]


def seed(database: Database, course: Course, learners: int = MADE) -> None:
    """Learners with numbers from 0. The database has its tables and nobody in it."""
    now = datetime.now(UTC).replace(microsecond=0)
    quizzes, exam = _draw(database, course, now)
    with bulk(database) as write:
        _write_people(write, now)
        _write_progress(write, course)
        _write_attempts(write, course, quizzes)
        _write_actors(write, course, quizzes, exam, now)
    copy_learners(database, MADE, learners)


def _draw(database: Database, course: Course, now: datetime) -> tuple[list[_Quiz], _Quiz]:
    random = Random(42001)
    assert course.exam is not None
    banks = {m.slug: m.bank for m in course.modules if m.bank}
    drawn: list[Drawn] = []
    quizzes = []
    for turn in range(_DRAWS):
        module = course.modules[turn % len(course.modules)]
        assert module.bank is not None
        asked = draw_quiz(module.bank, random)
        drawn += asked
        quizzes.append(
            _Quiz(
                "quiz",
                module,
                f"Module quiz: {module.title}",
                module.bank.pass_mark,
                "after-submit",
                module.bank.hash,
                _items(asked, random),
            )
        )
    asked = draw_exam(course.exam, banks, random)
    drawn += asked
    exam = _Quiz(
        "exam",
        None,
        course.exam.title,
        course.exam.pass_mark,
        "after-submit",
        course.exam.hash,
        _items(asked, random),
    )
    with database.session(writing=True) as session:
        cases = {one.case.hash: one.case for one in drawn if one.case}
        snapshots.store(session, [one.question for one in drawn], cases.values(), now)
    return quizzes, exam


def _items(drawn: tuple[Drawn, ...], random: Random) -> tuple[Row, ...]:
    """Columns of an item from `position` to `arrangement`, and an answer to it."""
    return tuple(
        (
            position,
            one.bank,
            one.question.id,
            one.question.item_hash,
            one.question.snapshot_hash,
            one.case.hash if one.case else None,
            json.dumps(arrange(one.question, random).to_json()),
            json.dumps(_answer(one, random)),
        )
        for position, one in enumerate(drawn, start=1)
    )


def _answer(drawn: Drawn, random: Random) -> dict[str, Any]:
    body = drawn.question.body
    if not isinstance(body, Choice):
        return {"text": "a word"}
    chosen = random.choice(body.options).id
    return {"choices": [chosen]} if body.several else {"choice": chosen}


def _write_people(write: Write, now: datetime) -> None:
    made, until = now - timedelta(hours=1), now + timedelta(days=30)
    write(
        "users",
        _USERS,
        (
            (_id(1, n), f"Learner {n}", f"learner-{n}@example.org", *_PLAIN, made, made)
            for n in range(MADE)
        ),
    )
    write(
        "sessions",
        _SESSIONS,
        (
            (_id(2, n), token_hash(token(n)), _id(1, n), made, until, made, "Firefox", "192.0.2.1")
            for n in range(MADE)
        ),
    )


def _write_progress(write: Write, course: Course) -> None:
    """Actors have read up to the whole course, everybody else two units."""
    places = [(m.slug, u.id, u.hash) for m in course.modules for u in m.units]

    def rows() -> Iterator[Row]:
        for n in range(MADE):
            read = 2 + n % (len(places) - 1) if n < ACTORS else 2
            for module, unit, hash_ in places[:read]:
                yield _id(1, n), course.slug, module, unit, hash_, START

    write("unit_progress", _PROGRESS, rows())


def _attempt(course: Course, quiz: _Quiz, attempt_id: UUID, n: int, number: int, over: bool) -> Row:
    score = float(n * 7 % 101)
    end = (START + timedelta(minutes=number, seconds=50), "learner", score)
    return (
        *(attempt_id, _id(1, n), course.slug, quiz.kind, quiz.module.slug if quiz.module else ""),
        *(number, quiz.title, course.version, course.hash, quiz.hash, "0" * 16, 0),
        *(quiz.pass_mark, quiz.reveal, False, START + timedelta(minutes=number)),
        *(end if over else (None, "", None)),
        *(over and score >= quiz.pass_mark, False, ""),
    )


def _responses(quiz: _Quiz, attempt_id: UUID, over: bool) -> Iterator[Row]:
    for *columns, answer in quiz.items:
        given = (answer, START, False, 1.0) if over else (None, None, False, None)
        yield (attempt_id, *columns, *given)


def _write_attempts(write: Write, course: Course, quizzes: list[_Quiz]) -> None:
    """One attempt each, with responses for a tenth and for the actors."""

    def quiz(n: int) -> _Quiz:
        return quizzes[n % len(quizzes)]

    write(
        "attempts",
        _ATTEMPTS,
        (_attempt(course, quiz(n), done_attempt(n), n, 1, over=True) for n in range(MADE)),
    )
    write(
        "attempt_items",
        _ITEMS,
        (
            row
            for n in range(MADE)
            if n < ACTORS or n % 10 == 0
            for row in _responses(quiz(n), done_attempt(n), over=True)
        ),
    )


def _write_actors(
    write: Write, course: Course, quizzes: list[_Quiz], exam: _Quiz, now: datetime
) -> None:
    for n in range(ACTORS):
        quiz = quizzes[n % len(quizzes)]
        attempts = [(quiz, open_attempt(n), 1000, False), (exam, _id(5, n), 1, True)]
        if n == BUSY:
            attempts += [(quiz, _id(6, n, k), k, True) for k in range(2, BUSY_ATTEMPTS + 1)]
        write(
            "attempts",
            _ATTEMPTS,
            [_attempt(course, what, id_, n, number, over) for what, id_, number, over in attempts],
        )
        for what, id_, _, over in attempts:
            write("attempt_items", _ITEMS, _responses(what, id_, over))
        write("certificates", _CERTIFICATES, [_certificate(course, n, now)])


def _certificate(course: Course, n: int, now: datetime) -> Row:
    assert course.certificate is not None
    outcomes = [[outcome.clause, outcome.text] for outcome in course.outcomes]
    return (
        *(_id(7, n), certificate_code(n), _id(1, n), f"Learner {n}", course.slug, course.title),
        *(course.level, course.language, len(course.modules), course.version, course.hash),
        *(outcomes, _id(5, n), 90.0, 70.0, now - timedelta(minutes=1), ""),
    )


if __name__ == "__main__":
    fill(seed, "learners")
