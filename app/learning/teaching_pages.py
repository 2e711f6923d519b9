"""What trainers see: problems of the files, and banks with their keys."""

from __future__ import annotations

from dataclasses import dataclass

from app.assessment.item_analysis import Chosen
from app.assessment.statistics_pages import QuestionFigures
from app.learning.page_parts import Crumbs, State


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """`url` is where the thing can be looked at, "" where there is nothing to see of it."""

    kind: str
    word: str
    place: str
    code: str
    message: str
    url: str


@dataclass(frozen=True, slots=True)
class TaughtModule:
    title: str
    url: str
    bank: str
    practice: int
    exam: int
    state: State


@dataclass(frozen=True, slots=True)
class TaughtCourse:
    title: str
    state: str
    statistics_url: str
    standard_url: str
    modules: tuple[TaughtModule, ...]


@dataclass(frozen=True, slots=True)
class TeachPage:
    """`to_mark` is how many open answers wait for whoever looks."""

    summary: str
    verdict: State
    advice: str
    problems: tuple[ShownProblem, ...]
    courses: tuple[TaughtCourse, ...]
    to_mark: int


@dataclass(frozen=True, slots=True)
class TaughtOption:
    """An option, or what is accepted: `html`, or `text` where an author writes plain text. `letter` and
    `chosen`, by whom it was chosen, are those of options alone.
    """

    html: str
    text: str
    is_key: bool
    note_html: str = ""
    letter: str = ""
    chosen: Chosen | None = None


@dataclass(frozen=True, slots=True)
class TaughtQuestion:
    """`case` names the set that the question belongs to."""

    id: str
    line: int
    facts: tuple[str, ...]
    case: str
    stem_html: str
    options: tuple[TaughtOption, ...]
    hint_html: str
    explanation_html: str
    measured: QuestionFigures


@dataclass(frozen=True, slots=True)
class BankPage:
    """A module's questions with their keys."""

    crumbs: Crumbs
    title: str
    summary: str
    read_url: str
    statistics_url: str
    problems: tuple[ShownProblem, ...]
    questions: tuple[TaughtQuestion, ...]
