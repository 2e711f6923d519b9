"""What a question is, once parsed: frozen values that the parser makes and scoring, draws and pages read.

A question's `body` says how it is answered. Ids inside a body (`Option.id`, `Item.id`, …) are the
positions in the author's file, so they must not reach a browser while an answer is open (for an
ordering they are the key): pages show positions in a shuffled arrangement instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from app.catalog.places import Place

Pool = Literal["practice", "exam"]
Scoring = Literal["all", "partial"]
QuestionStatus = Literal["draft", "published", "retired"]


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a task list. `weight` is the share of the points in [-1, 1] (key 1, others 0,
    unless the author gave one); `fixed_last` options stay at the end when others are shuffled.
    """

    id: str
    html: str
    text: str
    correct: bool
    weight: float
    feedback_html: str = ""
    fixed_last: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """single, multiple and truefalse questions."""

    options: tuple[Option, ...]
    several: bool = False
    kind: Literal["choice"] = "choice"


@dataclass(frozen=True, slots=True)
class ShortText:
    """A typed word or phrase; `exact` turns off case folding and folding of white space."""

    accepted: tuple[str, ...]
    exact: bool = False
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class NumberRange:
    """An inclusive range of accepted numbers."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Numeric:
    """A typed number that has to lie in one of the ranges; `shown` is the key as the author wrote it."""

    ranges: tuple[NumberRange, ...]
    shown: str
    kind: Literal["numeric"] = "numeric"


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap of a cloze: typed when `choices` is empty, else a drop-down of `choices`."""

    id: str
    accepted: tuple[str, ...]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cloze:
    """`segments` are the pieces of HTML around the gaps: one more than there are gaps. Joined with
    an inline input between each, they are a well-formed block of HTML.
    """

    segments: tuple[str, ...]
    gaps: tuple[Gap, ...]
    exact: bool = False
    kind: Literal["cloze"] = "cloze"


@dataclass(frozen=True, slots=True)
class Target:
    """A right-hand side of a matching question; equal cells of the author's table are one target."""

    id: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A left-hand side of a matching question and the target that belongs to it."""

    id: str
    html: str
    text: str
    target: str
    why_html: str = ""


@dataclass(frozen=True, slots=True)
class Matching:
    """Targets that no prompt names are distractors."""

    prompts: tuple[Prompt, ...]
    targets: tuple[Target, ...]
    kind: Literal["matching"] = "matching"


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Ordering:
    """`items` stand in the right order."""

    items: tuple[Item, ...]
    kind: Literal["ordering"] = "ordering"


@dataclass(frozen=True, slots=True)
class OpenAnswer:
    """A written answer, marked by a trainer after the rubric."""

    rubric_html: str
    kind: Literal["open"] = "open"


Body = Annotated[
    Choice | ShortText | Numeric | Cloze | Matching | Ordering | OpenAnswer,
    Field(discriminator="kind"),
]
QuestionType = Literal[
    "single",
    "multiple",
    "truefalse",
    "text",
    "numeric",
    "cloze",
    "matching",
    "ordering",
    "open",
]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as its author wrote it, rendered.

    A cloze has its gaps in `body`, so that `stem_html` holds only what stands before the first block
    with a gap, while `stem_text` is all of it with `____` for each gap.

    `item_hash` covers stem, body and scoring (statistics start anew when it changes);
    `snapshot_hash` covers all that a learner can ever see of it. Both are SHA-256 in hex over
    canonical JSON (content-format.md, "Versions"). `case_id` names the case set it belongs to.
    """

    id: str
    type: QuestionType
    title: str
    stem_html: str
    stem_text: str
    body: Body
    place: Place
    explanation_html: str = ""
    hint_html: str = ""
    points: float = 1.0
    scoring: Scoring = "all"
    pool: Pool = "practice"
    difficulty: int | None = None
    bloom: str = ""
    situation: bool = False
    clause: str = ""
    control: str = ""
    outcome: str = ""
    tags: tuple[str, ...] = ()
    as_of: str = ""
    status: QuestionStatus = "published"
    case_id: str = ""
    item_hash: str = ""
    snapshot_hash: str = ""


@dataclass(frozen=True, slots=True)
class CaseSet:
    """A text that several questions share; drawn and shown whole."""

    id: str
    title: str
    html: str
    questions: tuple[str, ...]
    place: Place
    hash: str = ""


Reveal = Literal["each", "after-submit", "after-pass", "never"]


@dataclass(frozen=True, slots=True)
class Bank:
    """A module's questions, with the rules of the module quiz. `pass_mark` is in per cent,
    `minutes` and `attempts` are None where there is no limit.
    """

    slug: str
    title: str
    questions: tuple[Question, ...]
    cases: tuple[CaseSet, ...]
    draw: int
    pass_mark: float
    minutes: int | None
    attempts: int | None
    reveal: Reveal
    certainty: bool
    place: Place
    hash: str = ""

    def question(self, question_id: str) -> Question | None:
        return next((q for q in self.questions if q.id == question_id), None)


@dataclass(frozen=True, slots=True)
class AttemptRule:
    """`max` attempts within the ISO 8601 period `within` ("" means ever); `wait` holds the ISO 8601
    durations to wait after the first, second, … attempt, the last one repeating.
    """

    max: int | None = None
    within: str = ""
    wait: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of a blueprint: `count` questions of a bank that stand alone (of each difficulty
    where that is given, in pairs of difficulty and count) and besides them `sets` case sets.
    """

    bank: str
    count: int
    difficulty: tuple[tuple[int, int], ...] = ()
    sets: int = 0
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Exam:
    """`minutes` is None where there is no limit; `rules_html` is what a learner reads first."""

    slug: str
    title: str
    minutes: int | None
    pass_mark: float
    attempts: AttemptRule
    reveal: Reveal
    blueprint: tuple[Cell, ...]
    rules_html: str
    place: Place
    hash: str = ""
