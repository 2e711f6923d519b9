"""In which order a question is shown, and which places a browser may name in its stead.

Ids in a question are positions in its author's file, for an ordering even the key. A browser gets
positions in a shuffled arrangement instead ("1", "2", …); the arrangement is kept on the server
with the attempt and maps them back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from app.catalog.numbers import whole
from app.catalog.questions import Choice, Cloze, Matching, Option, Ordering, Question


@dataclass(frozen=True, slots=True)
class Arrangement:
    """`order` holds ids in the order shown: options, targets of a matching, items of an ordering.
    `gaps` holds, for each gap of a cloze, the choices of its drop-down in the order shown.
    """

    order: tuple[str, ...] = ()
    gaps: tuple[tuple[str, ...], ...] = ()

    def id_at(self, position: str) -> str | None:
        """The id shown at a position that a browser named; None for what was never shown."""
        return _at(self.order, position)

    def position_of(self, id_: str) -> str:
        """The position at which an id is shown, "" for one that is not."""
        return str(self.order.index(id_) + 1) if id_ in self.order else ""

    def choice_at(self, gap: int, position: str) -> str | None:
        """The text at a position of a gap's drop-down; gaps count from 0."""
        return _at(self.gaps[gap], position) if gap < len(self.gaps) else None

    def to_json(self) -> dict[str, Any]:
        return {"order": list(self.order), "gaps": [list(gap) for gap in self.gaps]}

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Arrangement:
        return Arrangement(tuple(value["order"]), tuple(tuple(gap) for gap in value["gaps"]))


def _at(values: Sequence[str], position: str) -> str | None:
    index = whole(position, 0) - 1
    return values[index] if 0 <= index < len(values) else None


def arrange(question: Question, random: Random) -> Arrangement:
    """Shuffle what may be shuffled: never True and False, nor options that stay last; an ordering
    is never shown in its right order.
    """
    match question.body:
        case Choice() as body if question.type == "truefalse":
            return Arrangement(tuple(option.id for option in body.options))
        case Choice() as body:
            return Arrangement(_options(body.options, random))
        case Matching() as body:
            return Arrangement(_shuffled([target.id for target in body.targets], random))
        case Ordering() as body:
            return Arrangement(_disordered([item.id for item in body.items], random))
        case Cloze() as body:
            return Arrangement(gaps=tuple(_shuffled(gap.choices, random) for gap in body.gaps))
        case _:
            return Arrangement()


def arrange_by(question: Question, seed: str) -> Arrangement:
    """The same arrangement each time for the same seed: for questions that no attempt keeps."""
    return arrange(question, Random(seed))  # noqa: S311  (a shuffle, not a secret)


def _options(options: Sequence[Option], random: Random) -> tuple[str, ...]:
    free = [option.id for option in options if not option.fixed_last]
    last = [option.id for option in options if option.fixed_last]
    return (*_shuffled(free, random), *last)


def _shuffled(values: Sequence[str], random: Random) -> tuple[str, ...]:
    return tuple(random.sample(list(values), len(values)))


def _disordered(right: Sequence[str], random: Random) -> tuple[str, ...]:
    shown = _shuffled(right, random)
    if len(right) > 1 and shown == tuple(right):
        # Moving the first to the end is as good a wrong order as any, and needs no second try.
        return (*shown[1:], shown[0])
    return shown
