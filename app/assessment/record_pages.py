"""What the page is made from that shows an attempt again exactly as it was sat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.assessment.pages import Crumbs, ShownCase
from app.assessment.presentation import ShownQuestion
from app.assessment.records import AttemptHead
from app.assessment.review import ReviewedQuestion


@dataclass(frozen=True, slots=True)
class RecordedQuestion:
    """A question in the order and the words in which it was shown, with the key of that time. `mended`
    is the same with the key by which it was marked anew. `since` says what became of it in the files.
    """

    shown: ShownQuestion
    reviewed: ReviewedQuestion
    mended: ReviewedQuestion | None
    case: ShownCase | None
    answered_at: datetime | None
    is_flagged: bool
    since: str


@dataclass(frozen=True, slots=True)
class RecordPage:
    """`name` is "" where none is kept any more; `is_own` where its sitter looks. `mended` says which
    keys are not those of the sitting, and `since` how the files have changed; "" where there is nothing.
    """

    attempt: AttemptHead
    name: str
    is_own: bool
    crumbs: Crumbs
    version: str
    minutes: int | None
    extra_time: int
    right: int
    questions: tuple[RecordedQuestion, ...]
    mended: str
    since: str

    @property
    def took(self) -> float:
        """Minutes from the start until it ended."""
        ended = self.attempt.submitted_at or self.attempt.started_at
        return (ended - self.attempt.started_at).total_seconds() / 60
