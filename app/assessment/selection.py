"""Which questions an attempt asks: a seeded draw that prefers what was not asked before.

Questions are drawn in blocks: a plain question is one, a case set with all its questions is one,
because a set is shown whole. The same `Random` and the same content give the same draw. What was
asked is given as the number of the attempt that asked it last: nothing of the last attempt comes
again while its pool has anything else, and where something has to, what was asked longest ago does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

from app.catalog.pools import Belongs, alone, most_of, of_exam, of_quiz, whole_sets
from app.catalog.questions import Bank, CaseSet, Cell, Exam, Question

# (bank slug, question id): what identifies a question over all banks of a course.
QuestionKey = tuple[str, str]
# Question → the number of the attempt that asked it last.
Asked = Mapping[QuestionKey, int]
_NOTHING: Asked = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question to be asked, the bank it comes from, and the case set it belongs to."""

    bank: str
    question: Question
    case: CaseSet | None = None

    @property
    def key(self) -> QuestionKey:
        return self.bank, self.question.id


@dataclass(frozen=True, slots=True)
class _Block:
    drawn: tuple[Drawn, ...]
    is_set: bool

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        return [("outcome", item.question.outcome) for item in self.drawn]

    @property
    def clauses(self) -> list[tuple[str, str]]:
        return [("clause", item.question.clause) for item in self.drawn]


def draw_quiz(bank: Bank, random: Random, asked: Asked = _NOTHING) -> tuple[Drawn, ...]:
    """The questions of a module quiz: `bank.draw` published practice questions, none of them open,
    spread over the outcomes; fewer only where the bank has fewer, which the check refuses.
    """
    picked = _Picker(_blocks(bank, of_quiz), random, asked).pick(bank.draw)
    return _in_order(picked, random)


def draw_exam(
    exam: Exam, banks: Mapping[str, Bank], random: Random, asked: Asked = _NOTHING
) -> tuple[Drawn, ...]:
    """The questions of an exam by its blueprint, from the exam pools alone. A cell draws `sets` case
    sets, and `count` plain questions; those of a wanted difficulty before those of any, so
    that the open wishes do not use up what the narrow ones need. Every form follows the same
    blueprint and, within a bank, is spread over outcomes and clauses alike.
    """
    pickers = {slug: _Picker(_blocks(bank, of_exam), random, asked) for slug, bank in banks.items()}
    picked: list[_Block] = []
    for cell in exam.blueprint:
        if cell.bank in pickers:
            picked += pickers[cell.bank].pick_sets(cell.sets)
            for difficulty, count in cell.difficulty:
                picked += pickers[cell.bank].pick(count, _of_difficulty(difficulty))
    for cell in exam.blueprint:
        if cell.bank in pickers:
            rest = cell.count - sum(count for _, count in cell.difficulty)
            picked += pickers[cell.bank].pick(rest, _is_plain)
    return _in_order(picked, random)


def _is_plain(block: _Block) -> bool:
    return not block.is_set


def _of_difficulty(difficulty: int) -> Callable[[_Block], bool]:
    def fits(block: _Block) -> bool:
        return not block.is_set and block.drawn[0].question.difficulty == difficulty

    return fits


def _in_order(picked: Sequence[_Block], random: Random) -> tuple[Drawn, ...]:
    """All blocks shuffled; the questions of a set stay together in their author's order."""
    blocks = list(picked)
    random.shuffle(blocks)
    return tuple(drawn for block in blocks for drawn in block.drawn)


def _blocks(bank: Bank, belongs: Belongs) -> list[_Block]:
    """What can be drawn of a bank."""
    plain = [_Block((Drawn(bank.slug, one),), is_set=False) for one in alone(bank, belongs)]
    return plain + [
        _Block(tuple(Drawn(bank.slug, question, case) for question in members), is_set=True)
        for case, members in whole_sets(bank, belongs)
    ]


class _Picker:
    """Takes blocks out of one pool: fresh ones first, and among these the outcome, then the clause
    that has been taken least.
    """

    def __init__(self, blocks: list[_Block], random: Random, asked: Asked) -> None:
        self._left = list(blocks)
        random.shuffle(self._left)
        self._asked = asked
        self._taken: Counter[tuple[str, str]] = Counter()

    def pick(
        self, count: int, fits: Callable[[_Block], bool] = lambda _block: True
    ) -> list[_Block]:
        """Blocks with `count` questions together, as near as the pool allows: a set that would leave
        a gap, which nothing else can fill, is passed over.
        """
        picked: list[_Block] = []
        left = [block for block in self._left if fits(block)]
        count = most_of(map(_size, left), count)
        while count:
            sizes = _sizes_to_take([_size(block) for block in left], count)
            candidates = [block for block in left if _size(block) in sizes]
            block = min(candidates, key=self._preference)
            picked.append(self._take(block))
            left = [other for other in left if other is not block]
            count -= _size(block)
        return picked

    def pick_sets(self, count: int) -> list[_Block]:
        picked: list[_Block] = []
        while len(picked) < count and any(block.is_set for block in self._left):
            sets = [block for block in self._left if block.is_set]
            picked.append(self._take(min(sets, key=self._preference)))
        return picked

    def _preference(self, block: _Block) -> tuple[list[int], float, float]:
        """Smaller is better: when it was asked, the newest time first (never: an empty list, which is
        smaller than any other), then how often its outcomes and its clauses are taken.
        """
        keys = [drawn.key for drawn in block.drawn]
        asked = sorted((self._asked[key] for key in keys if key in self._asked), reverse=True)
        return asked, self._share(block.outcomes), self._share(block.clauses)

    def _share(self, names: Sequence[tuple[str, str]]) -> float:
        return sum(self._taken[name] for name in names) / len(names)

    def _take(self, block: _Block) -> _Block:
        self._left.remove(block)
        self._taken.update([*block.outcomes, *block.clauses])
        return block


def _size(block: _Block) -> int:
    return len(block.drawn)


def _sizes_to_take(sizes: Sequence[int], count: int) -> frozenset[int]:
    """The sizes of which one can be taken so that others still make up the rest of `count`."""

    def leaves_no_gap(size: int) -> bool:
        others = list(sizes)
        others.remove(size)
        return size <= count and most_of(others, count - size) == count - size

    return frozenset(filter(leaves_no_gap, set(sizes)))


def expected(exam: Exam, banks: Mapping[str, Bank]) -> tuple[tuple[Drawn, float], ...]:
    """How often each question of the pools is in a form, on average: at first attempts, and as if all
    that a line may draw were equally likely.
    """
    found: list[tuple[Drawn, float]] = []
    for slug in dict.fromkeys(cell.bank for cell in exam.blueprint):
        if slug in banks:
            cells = [cell for cell in exam.blueprint if cell.bank == slug]
            found += _expected_of(_blocks(banks[slug], of_exam), cells)
    return tuple((drawn, chance) for drawn, chance in found if chance > 0)


def _expected_of(blocks: Sequence[_Block], cells: Sequence[Cell]) -> list[tuple[Drawn, float]]:
    plain = [block.drawn[0] for block in blocks if not block.is_set]
    there = Counter(drawn.question.difficulty for drawn in plain)
    wanted: Counter[int | None] = Counter()
    for cell in cells:
        wanted.update(dict(cell.difficulty))
    first = {d: min(1.0, wanted[d] / count) for d, count in there.items()}
    left = sum(count * (1 - first[d]) for d, count in there.items())
    rest = sum(cell.count for cell in cells) - wanted.total()
    then = min(1.0, rest / left) if left > 0 else 0.0
    found = [(d, _once(first[d.question.difficulty], then)) for d in plain]
    sets = [block for block in blocks if block.is_set]
    of_sets = min(1.0, sum(cell.sets for cell in cells) / len(sets)) if sets else 0.0
    return found + [(drawn, of_sets) for block in sets for drawn in block.drawn]


def _once(first: float, then: float) -> float:
    return first + (1 - first) * then


def questions_in(exam: Exam, banks: Mapping[str, Bank]) -> tuple[int, int]:
    """How many questions an exam asks, at least and at most: case sets differ in size."""
    least = most = 0
    for cell in exam.blueprint:
        bank = banks.get(cell.bank)
        blocks = _blocks(bank, of_exam) if bank else []
        sizes = sorted(len(block.drawn) for block in blocks if block.is_set)
        least += cell.count + sum(sizes[: cell.sets])
        most += cell.count + sum(sizes[len(sizes) - cell.sets :] if cell.sets else ())
    return least, most
