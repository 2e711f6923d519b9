"""Which question is asked when something comes back: what is due, what rests, which parallel one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from app.catalog.model import Catalog, Check, Course, Module
from app.catalog.pools import of_quiz
from app.catalog.questions import Question
from app.learning.memory import Memory

CardKind = Literal["bank", "check"]
SITTING = 5
RECALL = 3
# What was asked in a sitting is not asked a second time in it, nor in the next one of the same day.
_LATELY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked last when a card came back, and what was answered. `parallel` is the id of a
    question of the module's bank, "" for the card's own question.
    """

    at: datetime
    parallel: str
    item: str
    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Card:
    """A question that somebody has met, in a quiz ("bank") or on a page ("check"); `item_hash` is
    that of its wording then.
    """

    course: str
    module: str
    kind: CardKind
    question_id: str
    item_hash: str
    memory: Memory
    asked: Asked | None = None

    @property
    def address(self) -> str:
        return f"/review/{self.course}/{self.module}/{self.kind}/{self.question_id}"

    def was_asked_lately(self, now: datetime) -> bool:
        return self.asked is not None and now - self.asked.at < _LATELY


@dataclass(frozen=True, slots=True)
class Held:
    """All that is kept for one person's review. `paused` names courses, "" all of them; `sitting`
    holds (course, module) of each open attempt, with "" for the module of an exam.
    """

    cards: tuple[Card, ...] = ()
    paused: frozenset[str] = frozenset()
    sitting: frozenset[tuple[str, str]] = frozenset()

    def is_paused(self, course: str) -> bool:
        return bool(self.paused & {"", course})

    def rests(self, course: str, module: str) -> bool:
        """Whether asking would tell something about an attempt that is open: a quiz keeps its
        module's questions back, an exam the whole course's.
        """
        return bool(self.sitting & {(course, ""), (course, module)})


@dataclass(frozen=True, slots=True)
class Known:
    """A card with what the courses have for it now. `parallels` can be asked in its stead."""

    card: Card
    course: Course
    module: Module
    question: Question
    parallels: tuple[Question, ...] = ()

    @property
    def memory(self) -> Memory | None:
        """None where the question reads otherwise now: it is met anew."""
        return self.card.memory if self.card.item_hash == self.question.item_hash else None

    def asked(self, parallel: str) -> Question | None:
        """The question of that id where it may be asked for this card."""
        if not parallel:
            return self.question
        return next((q for q in self.parallels if q.id == parallel), None)


def askable(catalog: Catalog, held: Held) -> tuple[Known, ...]:
    """The cards that can come back at all: what was removed or retired is left out, and so is what
    rests. Whether a course is paused is another matter.
    """
    met: dict[tuple[str, str], set[str]] = {}
    for card in held.cards:
        if card.kind == "bank":
            met.setdefault((card.course, card.module), set()).add(card.question_id)
    found = (
        _known(catalog, card, met.get((card.course, card.module), set()))
        for card in held.cards
        if not held.rests(card.course, card.module)
    )
    return tuple(known for known in found if known)


def due(known: Iterable[Known], held: Held, now: datetime) -> tuple[Known, ...]:
    """What is to be asked now, what was wrong last before the rest, and then what waits longest."""
    waiting = (
        one for one in known if one.card.memory.due <= now and not held.is_paused(one.course.slug)
    )
    return tuple(sorted(waiting, key=_urgency))


def recalled(
    known: Iterable[Known], held: Held, course: Course, module: Module, now: datetime
) -> tuple[tuple[Known, ...], int]:
    """What a module's recall has left to ask, at most three questions of the modules before it, and
    how many of it were asked lately.
    """
    if held.is_paused(course.slug) or module not in course.modules:
        return (), 0
    before = {m.slug for m in course.modules[: course.modules.index(module)]}
    here = [one for one in known if one.course.slug == course.slug and one.module.slug in before]
    lately = sum(one.card.was_asked_lately(now) for one in here)
    left = [one for one in here if not one.card.was_asked_lately(now)]
    left.sort(key=lambda one: (one.card.memory.due > now, *_urgency(one)))
    return tuple(left[: max(0, RECALL - lately)]), lately


def choose(known: Known, held: Held, now: datetime) -> str:
    """Which question is asked for a card: the id of a parallel one, "" for its own. One that was
    never met goes before one that was; they take turns; none is asked twice within a sitting.
    """
    here = [c for c in held.cards if (c.course, c.module) == (known.course.slug, known.module.slug)]
    met = {card.question_id for card in here if card.kind == "bank"}
    lately = {
        c.asked.parallel or c.question_id for c in here if c.asked and c.was_asked_lately(now)
    }
    last = known.card.asked.parallel if known.card.asked else ""
    ids = [question.id for question in known.parallels]
    turn = ids.index(last) + 1 if last in ids else 0
    free = [id_ for id_ in [*ids[turn:], *ids[:turn]] if id_ not in lately]
    return min(free, key=lambda id_: (id_ in met, id_ == last), default="")


def _urgency(known: Known) -> tuple[int, datetime]:
    return known.card.memory.grade, known.card.memory.due


def _known(catalog: Catalog, card: Card, met: set[str]) -> Known | None:
    course = catalog.course(card.course)
    module = course.module(card.module) if course else None
    if course is None or module is None:
        return None
    if course.status != "published" or module.status != "published":
        return None
    question = _question(module, card)
    if question is None or question.status != "published":
        return None
    return Known(card, course, module, question, _parallels(module, card, question, met))


def _question(module: Module, card: Card) -> Question | None:
    if card.kind == "bank":
        found = module.bank.question(card.question_id) if module.bank else None
        return found if found in _practice(module) else None
    checks = (unit.part("check", card.question_id) for unit in module.units)
    return next((check.question for check in checks if isinstance(check, Check)), None)


def _practice(module: Module) -> Sequence[Question]:
    """What of the bank may be asked and shown with its key: what its quiz may ask, never the exam's,
    and nothing of a quiz that does not show it either.
    """
    if module.bank is None or module.bank.reveal == "never":
        return ()
    return list(filter(of_quiz, module.bank.questions))


def _parallels(
    module: Module, card: Card, question: Question, met: set[str]
) -> tuple[Question, ...]:
    """Practice questions of the same outcome. None before a quiz of this bank was handed in, which is
    when its keys may be known; none where the question itself has to be met anew. What hangs on a
    case does not stand in for anything.
    """
    if not met or not question.outcome or card.item_hash != question.item_hash:
        return ()
    own = card.question_id if card.kind == "bank" else ""
    return tuple(
        other
        for other in _practice(module)
        if other.outcome == question.outcome and other.id != own and not other.case_id
    )
