"""Counts a bank: types, pools, difficulties, and how much a guesser learns from its keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from app.catalog.model import Course
from app.catalog.questions import Bank, Choice, Option, Question


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """The single-choice questions of a bank that have the same number of options.

    `longest` of them have a key that alone is the longest option; `positions` counts the keys at
    each place in the author's file; the lengths are means in characters.
    """

    options: int
    questions: int
    longest: int
    positions: tuple[int, ...]
    key_length: float
    distractor_length: float

    @property
    def chance(self) -> float:
        return 1 / self.options

    @property
    def longest_share(self) -> float:
        return self.longest / self.questions

    @property
    def position_shares(self) -> tuple[float, ...]:
        return tuple(count / self.questions for count in self.positions)


@dataclass(frozen=True, slots=True)
class BankStatistics:
    """Counts of the questions that are not retired, of a bank or of all banks of a course. What an
    author left out is counted as "". `outcome_pools` has for each outcome its questions by pool.
    """

    bank: str
    path: str
    questions: int
    case_sets: int
    in_case_sets: int
    situations: int
    types: dict[str, int]
    pools: dict[str, int]
    difficulties: dict[str, int]
    exam_difficulties: dict[str, int]
    bloom: dict[str, int]
    outcomes: dict[str, int]
    outcome_pools: dict[str, dict[str, int]]
    keys: tuple[KeyGroup, ...]


def in_use(questions: Iterable[Question]) -> tuple[Question, ...]:
    return tuple(question for question in questions if question.status != "retired")


def bank_statistics(bank: Bank) -> BankStatistics:
    return _statistics(bank.slug, bank.place.path, [bank])


def course_statistics(course: Course) -> BankStatistics:
    """All banks of a course together, for the mixes that a course is meant to have."""
    banks = [module.bank for module in course.modules if module.bank is not None]
    return _statistics("", f"quizzes/{course.slug}", banks)


def _statistics(name: str, path: str, banks: Sequence[Bank]) -> BankStatistics:
    questions = in_use(question for bank in banks for question in bank.questions)
    outcomes = sorted({question.outcome for question in questions})
    return BankStatistics(
        bank=name,
        path=path,
        questions=len(questions),
        case_sets=sum(len(bank.cases) for bank in banks),
        in_case_sets=sum(bool(question.case_id) for question in questions),
        situations=sum(question.situation for question in questions),
        types=_counted(question.type for question in questions),
        pools=_counted(question.pool for question in questions),
        difficulties=_counted(_level(question) for question in questions),
        exam_difficulties=_counted(_level(q) for q in questions if q.pool == "exam"),
        bloom=_counted(question.bloom for question in questions),
        outcomes=_counted(question.outcome for question in questions),
        outcome_pools={
            outcome: _counted(q.pool for q in questions if q.outcome == outcome)
            for outcome in outcomes
        },
        keys=key_groups(questions),
    )


def _level(question: Question) -> str:
    return str(question.difficulty or "")


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))


def key_groups(questions: Iterable[Question]) -> tuple[KeyGroup, ...]:
    """The single-choice questions with one key, by their number of options."""
    by_options: dict[int, list[tuple[Option, ...]]] = {}
    for question in questions:
        options = single_options(question)
        if options:
            by_options.setdefault(len(options), []).append(options)
    return tuple(_key_group(number, found) for number, found in sorted(by_options.items()))


def single_options(question: Question) -> tuple[Option, ...]:
    """The options of a single-choice question with one key and a distractor, else none."""
    if question.type != "single" or not isinstance(question.body, Choice):
        return ()
    options = question.body.options
    one_key = sum(option.correct for option in options) == 1
    return options if one_key and len(options) > 1 else ()


def _key_group(number: int, questions: list[tuple[Option, ...]]) -> KeyGroup:
    positions = [0] * number
    for options in questions:
        positions[next(i for i, option in enumerate(options) if option.correct)] += 1
    every = [option for options in questions for option in options]
    return KeyGroup(
        options=number,
        questions=len(questions),
        longest=sum(key_is_longest(options) for options in questions),
        positions=tuple(positions),
        key_length=fmean(len(option.text) for option in every if option.correct),
        distractor_length=fmean(len(option.text) for option in every if not option.correct),
    )


def key_is_longest(options: Iterable[Option]) -> bool:
    """Whether the key alone is the longest option."""
    lengths = [(len(option.text), option.correct) for option in options]
    key = max(length for length, correct in lengths if correct)
    return all(length < key for length, correct in lengths if not correct)
