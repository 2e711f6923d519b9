"""What the catalogue, a course and the learning of one person are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.learning.page_parts import Link, Row, State
from app.learning.review_pages import ReviewLine
from app.learning.sitting import Sitting
from app.web.context import Earned


@dataclass(frozen=True, slots=True)
class Level:
    """A course in the catalogue."""

    slug: str
    figure: str
    title: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    can: tuple[tuple[str, str], ...]
    more: int
    state: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Where somebody left off, or what they have completed, as `margin` says. `until` is when the
    time of an exam or a quiz is up.
    """

    title: str
    url: str
    note: str
    done: int
    total: int
    current: int
    margin: str = "Where you left off"
    button: str = "Continue"
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PathLine:
    """A learning path as cells: for each course, what it asks of each module."""

    title: str
    url: str
    cells: tuple[tuple[str, ...], ...]
    total: str


@dataclass(frozen=True, slots=True)
class CataloguePage:
    lead: str
    resume: Resume | None
    levels: tuple[Level, ...]
    paths: tuple[PathLine, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoursePage:
    title: str
    margin: tuple[str, ...]
    summary: str
    advice: tuple[Link, ...]
    is_retired: bool
    next: Link | None
    next_note: str
    next_until: datetime | None
    done: int
    total: int
    current: int
    progress: str
    modules: tuple[Row, ...]
    outcomes: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    exam: Link | None
    intro_html: str
    edition: str
    reviewed: str


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course somebody has begun. `sitting` is the exam or quiz they are in the middle of, which
    takes the place of the next step; `certificate` leads to what completing it has earned.
    """

    title: str
    url: str
    note: str
    state: State | None
    next: Link | None
    done: int
    total: int
    sitting: Sitting | None = None
    certificate: Link | None = None


@dataclass(frozen=True, slots=True)
class AttemptLine:
    title: str
    url: str
    at: datetime
    state: State
    score: float | None
    marked_at: datetime | None


@dataclass(frozen=True, slots=True)
class SheetLine:
    title: str
    url: str
    where: str
    updated_at: datetime
    download: str


@dataclass(frozen=True, slots=True)
class LearningPage:
    """`said_certainty` tells whether any of the attempts asked how sure one is."""

    courses: tuple[CourseLine, ...]
    attempts: tuple[AttemptLine, ...]
    worksheets: tuple[SheetLine, ...]
    review: ReviewLine | None
    has_account: bool
    said_certainty: bool = False
    certificates: tuple[Earned, ...] = ()
