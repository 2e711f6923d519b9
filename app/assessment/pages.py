"""What each page of assessment is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from app.assessment.certainty import LEVELS, Calibration, Level
from app.assessment.certainty import Total as CertaintyTotal
from app.assessment.exam_rules import Reason
from app.assessment.incident_words import ShownIncident
from app.assessment.outcomes import OutcomeRow
from app.assessment.presentation import ShownQuestion
from app.assessment.records import AttemptHead
from app.assessment.remarking import Changed
from app.assessment.review import ReviewedQuestion
from app.web.paging import Pager

Crumbs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Best:
    """The best result so far, in per cent, and when it was reached."""

    score: float
    passed: bool
    at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Waits:
    """An attempt that waits to be marked: its number, what it has reached so far, in per cent."""

    number: int
    score: float
    url: str


@dataclass(frozen=True, slots=True)
class StartPage:
    """What a quiz or an exam asks, before it is started. `facts` are pairs of a term and its text;
    `resume` is the address of an attempt that is open; `needs_account` says that its
    reader has to sign in first; `waits` is None where nothing waits to be marked, or where it is
    passed whatever comes of that; `certificate` is the address of what an exam that was passed has
    earned.
    """

    kind: Literal["quiz", "exam"]
    title: str
    margin: str
    lead: str
    crumbs: Crumbs
    facts: tuple[tuple[str, str], ...]
    rules_html: str
    start_url: str
    back_url: str
    back_text: str
    may_start: bool = False
    needs_account: bool = False
    resume: str = ""
    reasons: tuple[Reason, ...] = ()
    best: Best | None = None
    waits: Waits | None = None
    certificate: str = ""

    @property
    def go_on(self) -> tuple[str, str] | None:
        """The next step of the first thing that is missing, by title and address."""
        return next((reason.next for reason in self.reasons if reason.next), None)

    @property
    def is_passed(self) -> bool:
        """A passed quiz may still be practised; of a passed exam nothing is missing any more."""
        return self.kind == "exam" and self.best is not None and self.best.passed


@dataclass(frozen=True, slots=True)
class ShownCase:
    title: str
    html: str


class CellMark(NamedTuple):
    """A question's cell in the grid. Grids are looked up by their cells, which tuples do fastest."""

    number: int
    is_answered: bool
    is_flagged: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class AttemptPage:
    """One question of an open attempt, or none when all are answered and locked. `feedback` is the
    question that was just answered, `locked` the current one when it was answered before; only
    attempts that lock answers have either. `certainty` is None where it was not said.
    """

    attempt: AttemptHead
    count: int
    cells: tuple[CellMark, ...]
    next_unanswered: int | None
    seconds_left: int | None
    attempts_most: int | None
    saved_at: datetime | None
    is_part: bool
    number: int = 0
    question: ShownQuestion | None = None
    locked: ReviewedQuestion | None = None
    feedback: ReviewedQuestion | None = None
    feedback_case: ShownCase | None = None
    case: ShownCase | None = None
    is_flagged: bool = False
    # For how many minutes it may still be paused, rounded up.
    pause_minutes: int = 0
    certainty: int | None = None
    levels: tuple[Level, ...] = LEVELS
    nudge: str = ""

    @property
    def heading(self) -> str:
        if not self.number:
            return "All questions answered"
        return f"Question {self.number} of {self.count}"


@dataclass(frozen=True, slots=True)
class SubmitPage:
    """Asks before an attempt is handed in. The tuples hold cells."""

    attempt: AttemptHead
    count: int
    unanswered: tuple[CellMark, ...]
    flagged: tuple[CellMark, ...]
    seconds_left: int | None
    attempts_most: int | None
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class PausePage:
    """An exam that stands still. `seconds_left` is what is left of the pause, `minutes_after` what is
    left of the exam when it goes on.
    """

    attempt: AttemptHead
    seconds_left: int
    ends: datetime
    minutes_after: int


@dataclass(frozen=True, slots=True)
class LatePage:
    """That an answer came after the deadline."""

    attempt: AttemptHead
    answered: int
    count: int
    came_at: datetime


@dataclass(frozen=True, slots=True)
class UnitToRead:
    """A unit that teaches what was missed; `clauses` stand in the margin."""

    title: str
    url: str
    clauses: str
    module: str
    minutes: int


@dataclass(frozen=True, slots=True)
class NextStep:
    text: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CertaintyRow:
    """Of `count` answers given with this certainty, `right` were wholly right; they earned `marks`."""

    text: str
    right: int
    count: int
    marks: float


@dataclass(frozen=True, slots=True)
class CertaintyResult:
    """What certainty earned in an attempt, beside its score."""

    total: CertaintyTotal
    rows: tuple[CertaintyRow, ...]


@dataclass(frozen=True, slots=True)
class CalibrationLine:
    """What holds of one level, in words; `figures` is None where there are too few answers."""

    level: Level
    count: int
    said: str
    advice: str
    figures: Calibration | None


@dataclass(frozen=True, slots=True)
class CertaintyPage:
    """How well somebody judges themselves, the surest level first; `count` answers in all."""

    lines: tuple[CalibrationLine, ...]
    count: int


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A finished attempt. `questions` is empty where the reveal policy keeps them, and `hidden`
    then says why. `next[0]` is the page's one action. `waiting` says from when a further attempt
    is possible, `unmarked` which answers wait for a trainer. `certainty` is None where it was not
    asked or would tell what is kept.
    """

    attempt: AttemptHead
    attempts_most: int | None
    score: float
    right: int
    partly: int
    count: int
    needed: float
    next: tuple[NextStep, ...]
    again: tuple[UnitToRead, ...]
    outcomes: tuple[OutcomeRow, ...]
    questions: tuple[ReviewedQuestion, ...]
    cases: dict[int, ShownCase]
    certainty: CertaintyResult | None = None
    hidden: str = ""
    waiting: tuple[Reason, ...] = ()
    incidents: tuple[ShownIncident, ...] = ()
    unmarked: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AttemptsPage:
    """One page of a person's attempts, the newest first; `asks_certainty` tells whether any that was
    handed in asked how sure one is.
    """

    attempts: tuple[AttemptHead, ...]
    total: int
    pager: Pager
    asks_certainty: bool


@dataclass(frozen=True, slots=True)
class PersonAttemptsPage:
    """The attempts of one person, as an administrator sees them."""

    user_id: UUID
    name: str
    attempts: tuple[AttemptHead, ...]
    total: int
    pager: Pager


@dataclass(frozen=True, slots=True)
class HappenedPage:
    """An attempt as administrators see it: what happened, without questions and answers. `minutes` and
    `why` are what came with a form that was refused.
    """

    attempt: AttemptHead
    name: str
    incidents: tuple[ShownIncident, ...]
    can_get_time: bool
    minutes: str = ""
    why: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InvalidatePage:
    """Asks an administrator why an attempt is invalid."""

    attempt: AttemptHead
    name: str
    why: str
    errors: Mapping[str, str]
    # What came of the attempt and still stands, and whether it is to end with it.
    issued: tuple[str, ...]
    take_back: bool


@dataclass(frozen=True, slots=True)
class RemarkPage:
    """The questions whose key is another than when they were asked. `typed` is the question whose
    form was sent without a reason.
    """

    changed: tuple[Changed, ...]
    typed: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
