"""What the pages of the review are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.assessment.presentation import ShownQuestion
from app.assessment.review import ReviewedQuestion
from app.catalog.questions import CaseSet
from app.learning.page_parts import Crumbs, Link


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """Where one is: a question to be answered (`question`), one that was (`answered`), or neither at
    the end. `at` counts from 1 to `count`; `fields` go along with the form; `comes_back` is when the
    question does. `focused` is True in the answer to htmx, where focus goes to what is new.
    """

    at: int = 0
    count: int = 0
    address: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    question: ShownQuestion | None = None
    answered: ReviewedQuestion | None = None
    case: CaseSet | None = None
    hint_html: str = ""
    margin: str = ""
    nudge: str = ""
    comes_back: datetime | None = None
    read_again: Link | None = None
    onward: Link | None = None


@dataclass(frozen=True, slots=True)
class ReviewEnd:
    """What is said where nothing is (left) to ask: `lead`, then when something comes back."""

    lead: str
    note: str
    next_at: datetime | None
    link: Link | None


@dataclass(frozen=True, slots=True)
class PauseLine:
    """A course, or all of them (`course` is ""), whose review can be paused."""

    course: str
    title: str
    is_paused: bool


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """`skip` leads past the recall of a module. Of `step` and `end` one is there."""

    title: str
    lead: str
    crumbs: Crumbs
    skip: Link | None
    step: ReviewStep | None
    end: ReviewEnd | None
    pauses: tuple[PauseLine, ...]
    is_part: bool


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """What my learning says of the review: how many are due, or from when on the next ones are."""

    due: int
    next_at: datetime | None
    is_paused: bool


@dataclass(frozen=True, slots=True)
class RecallBox:
    """What a module opens with: so many questions of the modules before it."""

    count: int
    url: str
