"""Fills the configured database with responses to quizzes: `python -m benchmarks.seed_responses NUMBER`.

Every learner is new and hands in one quiz of twenty questions, drawn from the banks of the first
course, by the two-parameter logistic model with a fixed seed. The database is made if it is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from math import exp
from random import Random
from typing import Any
from uuid import UUID

from app.assessment import snapshots
from app.assessment.arrangement import arrange
from app.catalog.model import Course, Module
from app.catalog.questions import Choice, Question
from app.core.database import Database
from benchmarks.bulk import Row, bulk, fill

ASKED = 20
_BATCH = 1_000
_START = datetime(2026, 1, 1, tzinfo=UTC)
_USERS = "id, name, email, is_anonymous, roles, time_zone, language, extra_time, is_active, created_at, last_seen"
_ATTEMPTS = (
    "id, user_id, course, kind, module, number, title, course_version, course_hash, content_hash, seed, "
    "extra_time, pass_mark, reveal, certainty, started_at, submitted_at, submitted_by, score, passed, "
    "provisional, invalidated_why"
)
_ITEMS = (
    "attempt_id, position, bank, question_id, item_hash, snapshot_hash, arrangement, answer, "
    "answered_at, flagged, share"
)


def seed(database: Database, course: Course, responses: int) -> None:
    modules = [module for module in course.modules if module.bank]
    banks = {m.slug: [q for q in m.bank.questions if q.type != "open"] for m in modules if m.bank}
    with database.session(writing=True) as session:
        everything = [question for questions in banks.values() for question in questions]
        snapshots.store(session, everything, [], _START)
    random = Random(42001)
    learners = responses // ASKED
    with bulk(database) as rows:
        for first in range(0, learners, _BATCH):
            users: list[Row] = []
            attempts: list[Row] = []
            items: list[Row] = []
            for n in range(first, min(first + _BATCH, learners)):
                users.append(_user(n))
                module = modules[n % len(modules)]
                attempts.append(_attempt(n, course, module))
                items += _items(n, module.slug, banks[module.slug], random)
            rows.write("users", _USERS, users)
            rows.write("attempts", _ATTEMPTS, attempts)
            rows.write("attempt_items", _ITEMS, items)


def _id(kind: int, number: int) -> UUID:
    """In the order of numbers, as ids made one after the other are."""
    return UUID(int=0x0199 << 112 | number << 80 | 0x7 << 76 | kind << 64 | 0b10 << 62)


def _user(n: int) -> Row:
    name = f"Learner {n}"
    return _id(1, n), name, f"r{n}@example.org", False, "", "", "en", 0, True, _START, _START


def _attempt(n: int, course: Course, module: Module) -> Row:
    title = f"Quiz: {module.title}"
    end = _START + timedelta(minutes=15)
    hashes = (course.version, course.hash, module.hash, "0" * 16)
    what = (course.slug, "quiz", module.slug, 1, title, *hashes, 0, 70.0, "after-submit", False)
    return _id(2, n), _id(1, n), *what, _START, end, "learner", 50.0, False, False, ""


def _items(n: int, bank: str, questions: Sequence[Question], random: Random) -> Iterator[Row]:
    ability = random.gauss(0, 1)
    at = _START
    drawn = random.sample(questions, min(ASKED, len(questions)))
    for position, question in enumerate(drawn, start=1):
        at += timedelta(seconds=random.uniform(5, 80))
        # Each question has a difficulty of its own, which stays the same.
        difficulty = int(question.item_hash[:4], 16) / 0x8000 - 1
        knows = random.random() < 1 / (1 + exp(difficulty - ability))
        answer, share = _answer(question, random, knows=knows)
        shown = arrange(question, random).to_json()
        hashes = (question.item_hash, question.snapshot_hash)
        yield (
            _id(2, n), position, bank, question.id, *hashes, shown, answer, at, False, share,
        )  # fmt: skip


def _answer(question: Question, random: Random, *, knows: bool) -> tuple[dict[str, Any], float]:
    body = question.body
    if not isinstance(body, Choice):
        return {"text": "a word"}, float(knows)
    if body.several:
        chosen = [o.id for o in body.options if o.correct is (knows or random.random() < 0.5)]
        return {"choices": chosen}, float(knows)
    options = [option.id for option in body.options if option.correct is knows]
    return {"choice": random.choice(options)}, float(knows)


if __name__ == "__main__":
    fill(seed, "responses")
