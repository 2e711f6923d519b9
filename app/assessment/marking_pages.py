"""What the pages of marking are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Crumbs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One answer; `state` says what it waits for or has, `kind` with which shape."""

    url: str
    at: datetime
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class QueuedQuestion:
    """The answers to one question, the oldest first."""

    course: str
    exam: str
    id: str
    text: str
    rows: tuple[QueueRow, ...]


@dataclass(frozen=True, slots=True)
class LatelyRow:
    question: str
    row: QueueRow


@dataclass(frozen=True, slots=True)
class QueuePage:
    """What the reader can do something about; `elsewhere` counts what waits for somebody else, `left`
    what there is no room for.
    """

    crumbs: Crumbs
    waiting: int
    questions: tuple[QueuedQuestion, ...]
    left: int
    elsewhere: int
    lately: tuple[LatelyRow, ...]
    sees_all: bool


@dataclass(frozen=True, slots=True)
class ShownMark:
    what: str
    points: str
    at: datetime
    comment: str
    why: str


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """An open answer for whoever marks it, without a name. `form` is what they may do: "mark",
    "decide" or nothing; `seen` is how many marks there were when it was made. `typed` and `errors`
    are a form that was refused, `refused` says why where no field is wrong.
    """

    crumbs: Crumbs
    address: str
    course: str
    exam: str
    number: int
    question_id: str
    clause: str
    title: str
    handed_in: datetime
    case_title: str
    case_html: str
    stem_html: str
    text: str
    rubric_html: str
    explanation_html: str
    points: float
    state: str
    marks: tuple[ShownMark, ...]
    form: str
    alone: bool
    seen: int
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""
