"""Quizzes and an exam as they were drawn once: every seeded attempt is a copy of one of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from app.assessment import snapshots
from app.assessment.arrangement import arrange
from app.assessment.selection import Drawn, draw_exam, draw_quiz
from app.catalog.model import Course, Module
from app.catalog.questions import Choice
from app.core.database import Database
from benchmarks.bulk import Row
from benchmarks.copies import START
from benchmarks.names import DRAWS

ATTEMPT_COLUMNS = (
    "id, user_id, course, kind, module, number, title, course_version, course_hash, content_hash, "
    "seed, extra_time, pass_mark, reveal, certainty, started_at, submitted_at, submitted_by, score, "
    "passed, provisional, invalidated_why"
)
RESPONSE_COLUMNS = (
    "attempt_id, position, bank, question_id, item_hash, snapshot_hash, case_hash, arrangement, "
    "answer, answered_at, flagged, share"
)


@dataclass(frozen=True, slots=True)
class DrawnQuiz:
    """A quiz, or an exam where it has no module. `items` are the columns of an item from `position`
    to `arrangement`, and an answer to it.
    """

    module: Module | None
    title: str
    pass_mark: float
    hash: str
    items: tuple[Row, ...]

    def attempt(
        self, course: Course, id_: UUID, user: UUID, number: int, score: float | None
    ) -> Row:
        """The row of an attempt; without a score it is still open."""
        start = START + timedelta(minutes=number)
        end = (start + timedelta(seconds=50), "learner") if score is not None else (None, "")
        kind, module = ("quiz", self.module.slug) if self.module else ("exam", "")
        passed = score is not None and score >= self.pass_mark
        return (
            *(id_, user, course.slug, kind, module, number, self.title),
            *(course.version, course.hash, self.hash, "0" * 16, 0, self.pass_mark),
            *("after-submit", False, start, *end, score, passed, False, ""),
        )

    def responses(self, attempt: UUID, *, over: bool) -> Iterator[Row]:
        for *columns, answer in self.items:
            given = (answer, START, False, 1.0) if over else (None, None, False, None)
            yield (attempt, *columns, *given)


def draw(database: Database, course: Course, now: datetime) -> tuple[list[DrawnQuiz], DrawnQuiz]:
    """Quizzes of all modules in turn, and the exam; what they ask is stored."""
    random = Random(42001)
    assert course.exam is not None
    banks = {m.slug: m.bank for m in course.modules if m.bank}
    everything: list[Drawn] = []
    quizzes = []
    for turn in range(DRAWS):
        module = course.modules[turn % len(course.modules)]
        bank = banks[module.slug]
        asked = draw_quiz(bank, random)
        everything += asked
        title = f"Module quiz: {module.title}"
        items = _items(asked, random)
        quizzes.append(DrawnQuiz(module, title, bank.pass_mark, bank.hash, items))
    asked = draw_exam(course.exam, banks, random)
    everything += asked
    items = _items(asked, random)
    exam = DrawnQuiz(None, course.exam.title, course.exam.pass_mark, course.exam.hash, items)
    with database.session(writing=True) as session:
        cases = {one.case.hash: one.case for one in everything if one.case}
        snapshots.store(session, [one.question for one in everything], cases.values(), now)
    return quizzes, exam


def _items(drawn: tuple[Drawn, ...], random: Random) -> tuple[Row, ...]:
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
