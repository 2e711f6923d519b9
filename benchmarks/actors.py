"""What an actor has beyond any learner: a session that is known, an open quiz, a passed exam with its
certificate, up to the whole course read; the busy one has handed in 500 quizzes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.catalog.model import Course
from app.core.ids import token_hash
from benchmarks.bulk import Row, Write
from benchmarks.copies import START
from benchmarks.drawn import ATTEMPT_COLUMNS, RESPONSE_COLUMNS, DrawnQuiz
from benchmarks.names import (
    ACTORS,
    BUSY_ATTEMPTS,
    MADE,
    certificate_code,
    done_attempt,
    draw_of,
    open_attempt,
    row_id,
    token,
)

SESSION_COLUMNS = "id, token_hash, user_id, created_at, expires_at, last_used, device, address"
PROGRESS_COLUMNS = "user_id, course, module, unit, unit_hash, completed_at"
# Units that everybody has read.
READ = 2
_CERTIFICATES = (
    "id, code, user_id, name, course, title, level, language, modules, course_version, course_hash, "
    "outcomes, attempt_id, score, pass_mark, issued_at, revoked_why"
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Writes actors, each after the learners before it, so that their rows lie among the others'."""

    write: Write
    course: Course
    quizzes: list[DrawnQuiz]
    exam: DrawnQuiz
    now: datetime

    def add(self, number: int) -> None:
        user, index = row_id(1, number), number % MADE
        self.write("sessions", SESSION_COLUMNS, [self._session(number, user)])
        self.write("unit_progress", PROGRESS_COLUMNS, self._progress(user, index))
        quiz = self.quizzes[draw_of(number)]
        if number % 10:
            # Of those whose number ends in 0 every response is kept already.
            self._respond(quiz, done_attempt(number), over=True)
        self._attempt(quiz, open_attempt(number), user, 1000, None)
        self._attempt(self.exam, row_id(5, number), user, 1, 90.0)
        self.write("certificates", _CERTIFICATES, [self._certificate(number, user)])
        if index == ACTORS - 1:
            for more in range(2, BUSY_ATTEMPTS + 1):
                score = float(more * 7 % 101)
                self._attempt(quiz, row_id(6, number, more), user, more, score)

    def _session(self, number: int, user: UUID) -> Row:
        made, until = self.now - timedelta(hours=1), self.now + timedelta(days=30)
        hash_ = token_hash(token(number))
        return row_id(8, number), hash_, user, made, until, made, "Firefox", "192.0.2.1"

    def _progress(self, user: UUID, index: int) -> Iterator[Row]:
        places = [(m.slug, u.id, u.hash) for m in self.course.modules for u in m.units]
        for module, unit, hash_ in places[READ : READ + index % (len(places) - 1)]:
            yield user, self.course.slug, module, unit, hash_, START

    def _attempt(
        self, quiz: DrawnQuiz, id_: UUID, user: UUID, number: int, score: float | None
    ) -> None:
        row = quiz.attempt(self.course, id_, user, number, score)
        self.write("attempts", ATTEMPT_COLUMNS, [row])
        self._respond(quiz, id_, over=score is not None)

    def _respond(self, quiz: DrawnQuiz, attempt: UUID, *, over: bool) -> None:
        self.write("attempt_items", RESPONSE_COLUMNS, quiz.responses(attempt, over=over))

    def _certificate(self, number: int, user: UUID) -> Row:
        course = self.course
        outcomes = [[outcome.clause, outcome.text] for outcome in course.outcomes]
        name, issued = f"Learner {number}", self.now - timedelta(minutes=1)
        return (
            *(row_id(7, number), certificate_code(number), user, name, course.slug, course.title),
            *(course.level, course.language, len(course.modules), course.version, course.hash),
            *(outcomes, row_id(5, number), 90.0, 70.0, issued, ""),
        )
