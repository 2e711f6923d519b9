"""What each reader of answers gives back, whatever the type of the question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.catalog.questions import Body, QuestionType


@dataclass(frozen=True, slots=True)
class ReadAnswers:
    """The body of a question; `item` is plain JSON of what its item hash covers (options, key,
    scoring), `besides` of what is shown but changes no statistics (feedback, reasons).
    """

    kind: QuestionType
    body: Body
    item: Any
    besides: Any = None
