"""Reads what stands in the braces of a question's heading, and says what is not understood."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar, cast, get_args

from app.catalog.attributes import Attributes
from app.catalog.numbers import parse_number
from app.catalog.places import Place
from app.catalog.problems import did_you_mean
from app.catalog.questions import Pool, QuestionStatus, QuestionType, Scoring
from app.catalog.source_file import SourceFile
from app.catalog.standard import unknown_clause, unknown_control

Word = TypeVar("Word", bound=str)

TYPES: Final[tuple[QuestionType, ...]] = get_args(QuestionType)
BLOOM: Final = ("remember", "understand", "apply", "analyse", "evaluate", "create")
MOST_POINTS: Final = 100
_KEYS: Final = (
    "type",
    "difficulty",
    "bloom",
    "situation",
    "clause",
    "control",
    "outcome",
    "points",
    "scoring",
    "tags",
    "as_of",
    "status",
    "pool",
    "match",
)
# Where partial credit has a rule of its own; elsewhere a share of what is right always counts.
_PARTIAL_OR_ALL: Final = ("multiple", "ordering")
_ALWAYS_PARTIAL: Final = ("matching", "cloze", "text")
_TYPED: Final = ("text", "cloze")


@dataclass(frozen=True, slots=True)
class QuestionAttributes:
    """The attributes of a question; `declared` is None where the shape gives the type."""

    declared: QuestionType | None = None
    difficulty: int | None = None
    bloom: str = ""
    situation: bool = False
    clause: str = ""
    control: str = ""
    outcome: str = ""
    points: float = 1.0
    scoring: Scoring = "all"
    tags: tuple[str, ...] = ()
    as_of: str = ""
    status: QuestionStatus = "published"
    pool: Pool = "practice"
    exact: bool = False


class _Reader:
    """Takes the values one by one; each getter reports what it does not understand."""

    def __init__(self, attributes: Attributes, file: SourceFile) -> None:
        self.attributes = attributes
        self.file = file

    def place(self, key: str) -> Place:
        found = self.file.place_of(self.attributes.place.line, f"{key}=")
        return found if found.column > 1 else self.attributes.place

    def wrong(self, key: str, message: str) -> None:
        self.file.problems.error(self.place(key), "Q002", message)

    def word(self, key: str, known: Sequence[Word]) -> Word | None:
        value = self.attributes.get(key)
        if value in known:
            return cast(Word, value)
        if key in self.attributes.values:
            hint = did_you_mean(value, known) or f" Known: {', '.join(known)}."
            self.wrong(key, f"`{key}={value}` is unknown.{hint}")
        return None

    def points(self) -> float:
        value = self.attributes.get("points", "1")
        number = parse_number(value)
        if number is not None and 0 < number <= MOST_POINTS and math.isfinite(number):
            return number
        self.wrong("points", f"`points={value}` has to be a number above 0, up to {MOST_POINTS}.")
        return 1.0

    def day(self) -> str:
        value = self.attributes.get("as_of")
        try:
            return date.fromisoformat(value).isoformat() if value else ""
        except ValueError:
            self.wrong("as_of", f"`as_of={value}` has to be a date, such as 2026-11-23.")
            return ""

    def clause(self) -> str:
        value = self.attributes.get("clause")
        fault = unknown_clause(value) if "clause" in self.attributes.values else ""
        if fault:
            self._unknown("clause", fault)
        return "" if fault else value

    def control(self) -> str:
        value = self.attributes.get("control")
        fault = unknown_control(value) if "control" in self.attributes.values else ""
        if fault:
            self._unknown("control", fault)
        return "" if fault else value

    def _unknown(self, key: str, fault: str) -> None:
        message = f"{fault[:1].upper()}{fault[1:]}."
        self.file.problems.error(self.place(key), "F010", message)


def read_question_attributes(attributes: Attributes, file: SourceFile) -> QuestionAttributes:
    attributes.check(file.problems, _KEYS)
    reader = _Reader(attributes, file)
    difficulty = reader.word("difficulty", ("1", "2", "3"))
    return QuestionAttributes(
        declared=reader.word("type", TYPES),
        difficulty=int(difficulty) if difficulty else None,
        bloom=reader.word("bloom", BLOOM) or "",
        situation=reader.word("situation", ("true", "false")) == "true",
        clause=reader.clause(),
        control=reader.control(),
        outcome=attributes.get("outcome"),
        points=reader.points(),
        scoring=reader.word("scoring", get_args(Scoring)) or "all",
        tags=attributes.words("tags"),
        as_of=reader.day(),
        status=reader.word("status", get_args(QuestionStatus)) or "published",
        pool=reader.word("pool", get_args(Pool)) or "practice",
        exact=reader.word("match", ("exact",)) is not None,
    )


def check_fit(kind: QuestionType, attributes: Attributes, file: SourceFile) -> None:
    """Report `scoring=` and `match=` on a question of a type that knows nothing of them."""
    reader = _Reader(attributes, file)
    scoring = attributes.get("scoring")
    agrees = kind in _ALWAYS_PARTIAL and scoring == "partial"
    if scoring in get_args(Scoring) and kind not in _PARTIAL_OR_ALL and not agrees:
        message = f"`scoring={scoring}` has no effect on a question of type {kind}: leave it out."
        reader.wrong("scoring", message)
    if attributes.get("match") == "exact" and kind not in _TYPED:
        reader.wrong("match", f"`match=` has no effect on a question of type {kind}: leave it out.")
