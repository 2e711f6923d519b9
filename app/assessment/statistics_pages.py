"""What the pages of statistics are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.assessment.item_analysis import Figures, Reliability
from app.assessment.item_flags import Flag


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """A question as it is now with its figures. `verdict` is in a word, for a shape and a colour."""

    id: str
    bank: str
    stem: str
    url: str
    kind: str
    verdict: str
    figures: Figures
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """A quiz or an exam as a whole."""

    title: str
    url: str
    reliability: Reliability
    in_words: str
    flagged: int


@dataclass(frozen=True, slots=True)
class CourseStatistics:
    course: str
    crumbs: tuple[tuple[str, str], ...]
    csv_url: str
    # Whether the questions of a quiz or of the exam bring different points; figures count each the same.
    points_differ: bool
    measured: tuple[Measured, ...]
    first: tuple[QuestionFigures, ...]


@dataclass(frozen=True, slots=True)
class SortLink:
    """A heading of a column: where it leads and how the table is sorted by it now (as in aria-sort)."""

    text: str
    url: str
    sorted: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class AssessmentStatistics:
    crumbs: tuple[tuple[str, str], ...]
    measured: Measured
    csv_url: str
    bank_url: str
    # Where the pass mark of an exam is told and set; "" for a quiz.
    standard_url: str
    # The exam's pass mark in per cent, and whether a panel has set it; None for a quiz.
    pass_mark: float | None
    mark_decided: bool
    # Whether the questions bring different points; figures count each of them the same.
    points_differ: bool
    columns: tuple[SortLink, ...]
    questions: tuple[QuestionFigures, ...]
    unasked: int
    earlier: int


# Question id → its figures and flags; what a page with questions shows beside each.
ByQuestion = Mapping[str, QuestionFigures]
