"""Which sitting a request belongs to, and whether a card is its visitor's and may be asked now."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from app.catalog.model import Course, Module
from app.catalog.numbers import whole
from app.core.errors import Conflict, NotFound
from app.learning import review_queries
from app.learning.cards import RECALL, SITTING, Card, Held, Known, askable, due, recalled
from app.web.context import Context


@dataclass(frozen=True, slots=True)
class Sitting:
    """A few questions one after the other. `left` is what there is to ask, the most urgent first;
    `at` is the place of the present one. `before` is the module that recalls what came before it.
    """

    held: Held
    known: tuple[Known, ...]
    left: tuple[Known, ...]
    at: int
    before: tuple[Course, Module] | None

    @property
    def most(self) -> int:
        return RECALL if self.before else SITTING

    def count(self, left: int) -> int:
        """How many questions it has altogether, `left` with the present one."""
        return min(self.most, self.at - 1 + left)

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """What a form sends along, so that the answer belongs to the same sitting."""
        before = (("before", _name(self.before)),) if self.before else ()
        return (("at", str(self.at)), *before)

    def address(self, at: int) -> str:
        """Of the question at that place."""
        return self.query("/review", at)

    def query(self, path: str, at: int) -> str:
        values = {"before": _name(self.before)} if self.before else {}
        return f"{path}?{urlencode({**values, 'at': at}, safe='/')}"


def sitting_for(ctx: Context) -> Sitting:
    """One statement; none for a reader without a session. Raises NotFound for the recall of a module
    that is not there.
    """
    read = ctx.form.get if ctx.form.names() else ctx.query
    before = _module(ctx, read("before")) if read("before") else None
    held = review_queries.held(ctx.session, ctx.visitor.id) if ctx.visitor else Held()
    known = askable(ctx.catalog, held)
    if before is None:
        left = due(known, held, ctx.now)
    else:
        left, _ = recalled(known, held, *before, ctx.now)
    return Sitting(held, known, left, _place(read("at"), RECALL if before else SITTING), before)


def known_for(sitting: Sitting, course: str, module: str, kind: str, question: str) -> Known:
    """Raises NotFound for a card that is not the visitor's or has gone, Conflict for one that rests."""

    def fits(card: Card) -> bool:
        return (card.course, card.module, card.kind, card.question_id) == (
            course,
            module,
            kind,
            question,
        )

    for known in sitting.known:
        if fits(known.card):
            return known
    if sitting.held.rests(course, module) and any(map(fits, sitting.held.cards)):
        raise Conflict(
            "This question rests while an attempt is open that it could tell something about. "
            "It comes back when you have handed that in."
        )
    raise NotFound


def _module(ctx: Context, name: str) -> tuple[Course, Module]:
    course_slug, _, module_slug = name.partition("/")
    course = ctx.catalog.course(course_slug)
    module = course.module(module_slug) if course else None
    if course is None or module is None or "draft" in {course.status, module.status}:
        raise NotFound
    return course, module


def _name(place: tuple[Course, Module]) -> str:
    return f"{place[0].slug}/{place[1].slug}"


def _place(sent: str, most: int) -> int:
    """From 1 to one more than there are questions, whatever was sent."""
    return min(max(whole(sent, 1), 1), most + 1)
