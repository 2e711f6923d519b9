"""When an open answer counts as marked, who may mark it, and who decides where marks differ.

Answers of an exam are marked by two people, the second of whom does not see the first mark; others
by one. Marks that differ by no more than `TOLERANCE` are averaged; where they differ by more, a third
person decides. Examiners can differ without either being wrong, which is why exam boards set
tolerances (Ofqual, "Making a mark", 18 February 2014). How large one may be follows the example that
Durham University gives for double marking: under 5 per cent of a module's marks the two are averaged,
above it is resolved by judgement ("Common Awards: Marking, double-marking and moderating"). Here the
5 per cent are held by each answer, so that no sum of differences is larger than that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from app.assessment.records import Attempt, Item, Kind
from app.catalog.questions import CaseSet, Question

# In shares of an answer's points.
TOLERANCE = 0.05
TOLERATED = f"{100 * TOLERANCE:g} %"
_HAIR = 1e-9

# A "mark" counts; a "late" one came when there were enough, and is kept beside them; a "decision"
# stands over all that was given before.
MarkKind = Literal["mark", "late", "decision"]
Stage = Literal["waits", "differs", "stands"]


@dataclass(frozen=True, slots=True)
class Mark:
    """`share` is the part of the points that was given, from 0 to 1; `comment` is for the learner,
    `why` is the reason of a decision.
    """

    place: int
    marker: UUID
    kind: MarkKind
    share: float
    comment: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an answer is: `share` is None until it stands."""

    stage: Stage
    share: float | None = None


def needed_for(kind: Kind) -> int:
    """How many mark an answer. An exam decides about a certificate, so that one view is not enough."""
    return 2 if kind == "exam" else 1


def agree(one: float, other: float) -> bool:
    return abs(one - other) <= TOLERANCE + _HAIR


def standing(marks: Sequence[Mark], needed: int) -> Standing:
    """What the marks of an answer come to; they stand in the order in which they were given."""
    decisions = [mark.share for mark in marks if mark.kind == "decision"]
    if decisions:
        return Standing("stands", decisions[-1])
    shares = [mark.share for mark in marks if mark.kind == "mark"]
    if len(shares) < needed:
        return Standing("waits")
    if not agree(min(shares), max(shares)):
        return Standing("differs")
    return Standing("stands", sum(shares) / len(shares))


def comments(marks: Sequence[Mark]) -> tuple[str, ...]:
    """What the learner reads: the word of whoever decided last, else that of each marker, but no word
    twice.
    """
    decisions = [mark for mark in marks if mark.kind == "decision"]
    said = decisions[-1:] or [mark for mark in marks if mark.kind == "mark"]
    return tuple(dict.fromkeys(mark.comment for mark in said if mark.comment))


@dataclass(frozen=True, slots=True)
class Marker:
    """Who is looking at an answer."""

    id: UUID
    is_administrator: bool

    def own(self, marks: Sequence[Mark]) -> Mark | None:
        """The mark that they gave without seeing another's."""
        blind = (m for m in marks if m.kind != "decision" and m.marker == self.id)
        return next(blind, None)


@dataclass(frozen=True, slots=True)
class OpenAnswer:
    """An answer with everything that its marking needs."""

    attempt: Attempt
    item: Item
    question: Question
    case: CaseSet | None
    marks: tuple[Mark, ...]

    @property
    def standing(self) -> Standing:
        return standing(self.marks, needed_for(self.attempt.head.kind))

    @property
    def text(self) -> str:
        return str((self.item.answer or {}).get("text", ""))

    @property
    def address(self) -> str:
        return f"/teach/marking/{self.attempt.head.id}/{self.item.position}"


def may_mark(marks: Sequence[Mark], stage: Stage, marker: Marker) -> bool:
    return stage == "waits" and marker.own(marks) is None


def may_decide(marks: Sequence[Mark], stage: Stage, marker: Marker) -> bool:
    """Where marks differ: whoever has not marked the answer. An administrator may decide then in any
    case, may decide anew, and may decide alone after marking it, so that no exam waits for ever for
    a second marker whom the site does not have. Nobody sees a mark before they have given theirs.
    """
    if stage == "differs":
        return marker.is_administrator or marker.own(marks) is None
    if stage == "waits":
        return marker.is_administrator and marker.own(marks) is not None
    return marker.is_administrator


def may_see(marks: Sequence[Mark], stage: Stage, marker: Marker) -> bool:
    """Whoever decides sees all marks, and so do markers once the answer is marked."""
    return may_decide(marks, stage, marker) or (stage == "stands" and marker.own(marks) is not None)


def may_have_seen(marks: Sequence[Mark], stage: Stage, marker: Marker) -> bool:
    """Whether somebody can know what others gave, so that a mark of theirs would no longer be one that
    was given without seeing another. Whoever opens a page is not written down: it is enough that the
    page shows them the marks, or did while these differed, or that they have decided over them.
    """
    shares = [mark.share for mark in marks if mark.kind == "mark"]
    differed = bool(shares) and not agree(min(shares), max(shares))
    decided = any(mark.marker == marker.id for mark in marks if mark.kind == "decision")
    return differed or decided or may_see(marks, stage, marker)


def is_for(marks: Sequence[Mark], needed: int, marker: Marker) -> bool:
    """Whether an answer that waits stands in this marker's queue. What an administrator may decide
    alone does not: a second marker may still come.
    """
    stage = standing(marks, needed).stage
    if stage == "differs":
        return may_decide(marks, stage, marker)
    return may_mark(marks, stage, marker)
