"""Warns of banks whose keys can be guessed, of outcomes untested, and of clauses untaught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

from app.catalog.checks import inline_checks
from app.catalog.model import Course, Module, Outcome
from app.catalog.places import Place
from app.catalog.problems import Problems
from app.catalog.question_style import check_question_style
from app.catalog.questions import Bank, Question
from app.catalog.standard import CLAUSES, CONTROLS, REQUIREMENT_CLAUSES, covered_by
from app.catalog.stats import KeyGroup, in_use, key_groups

LEAST_SINGLES: Final = 6
LONGEST_ABOVE_CHANCE: Final = 0.10
POSITION_ABOVE_CHANCE: Final = 0.20
MOST_OF_ONE_TYPE: Final = 0.60
LEAST_QUESTIONS: Final = 3
MOST_WORDS: Final = 1000
STANDARD: Final = "iso42001"
# Two shares that are equal on paper can differ in the last bit.
_ROUNDING: Final = 1e-9


def check_style(courses: Sequence[Course], today: date, problems: Problems) -> None:
    """The warnings of the contract; what is retired is left alone."""
    living = [course for course in courses if course.status != "retired"]
    for course in living:
        modules = [module for module in course.modules if module.status != "retired"]
        for module in modules:
            _check_module(module, problems)
        _check_outcomes(course, modules, problems)
        if course.review_by and date.fromisoformat(course.review_by) < today:
            message = (
                f"The review was due on {course.review_by}: review the course, set a new date."
            )
            problems.warning(course.place, "W014", message)
    _check_coverage(living, problems)


def _check_module(module: Module, problems: Problems) -> None:
    for unit in module.units:
        if unit.words > MOST_WORDS:
            message = f"The unit has {unit.words} words: split it, {MOST_WORDS:,} are enough."
            problems.warning(unit.place, "W015", message)
    for question in inline_checks(module):
        check_question_style(question, problems)
    if module.bank is not None:
        _check_bank(module.bank, problems)


def _check_bank(bank: Bank, problems: Problems) -> None:
    questions = in_use(bank.questions)
    for question in questions:
        check_question_style(question, problems)
    for group in key_groups(questions):
        if group.questions >= LEAST_SINGLES:
            _check_keys(group, bank.place, problems)
    for kind, number in Counter(question.type for question in questions).items():
        if number / len(questions) > MOST_OF_ONE_TYPE + _ROUNDING:
            message = (
                f"{number} of {len(questions)} questions are of type {kind}: "
                f"more than {MOST_OF_ONE_TYPE:.0%} of one type."
            )
            problems.warning(bank.place, "W013", message)


def _check_keys(group: KeyGroup, place: Place, problems: Problems) -> None:
    which = f"the {group.questions} single-choice questions with {group.options} options"
    if group.longest_share > group.chance + LONGEST_ABOVE_CHANCE + _ROUNDING:
        message = (
            f"In {group.longest} of {which} the key is the longest option: "
            f"{group.longest_share:.0%}, where chance gives {group.chance:.0%}."
        )
        problems.warning(place, "W005", message)
    for position, share in enumerate(group.position_shares, 1):
        if share > group.chance + POSITION_ABOVE_CHANCE + _ROUNDING:
            message = (
                f"In {group.positions[position - 1]} of {which} the key stands at place "
                f"{position}: {share:.0%}, where chance gives {group.chance:.0%}."
            )
            problems.warning(place, "W006", message)


def _check_outcomes(course: Course, modules: Sequence[Module], problems: Problems) -> None:
    """Each outcome needs a unit, three questions, and one in each pool."""
    taught = {outcome for module in modules for unit in module.units for outcome in unit.outcomes}
    asked = [q for module in modules if module.bank for q in in_use(module.bank.questions)]
    for outcome, place in _outcomes_of(course, modules):
        about = [question for question in asked if question.outcome == outcome.id]
        if outcome.id not in taught:
            message = f'No unit teaches the outcome "{outcome.id}": add `outcome={outcome.id}`.'
            problems.warning(place, "W010", message)
        if len(about) < LEAST_QUESTIONS:
            message = f'The outcome "{outcome.id}" has {_questions(len(about))}, fewer than three.'
            problems.warning(place, "W011", message)
        _check_pools(outcome, about, place, problems)


def _check_pools(
    outcome: Outcome, about: Sequence[Question], place: Place, problems: Problems
) -> None:
    for pool in ("practice", "exam"):
        if about and not any(question.pool == pool for question in about):
            message = f'The outcome "{outcome.id}" has no question in the pool `{pool}`.'
            problems.warning(place, "W012", message)


def _questions(number: int) -> str:
    return {0: "no question", 1: "one question"}.get(number, f"{number} questions")


def _outcomes_of(course: Course, modules: Sequence[Module]) -> list[tuple[Outcome, Place]]:
    """The course's outcomes, and those that belong to a module alone."""
    found = {outcome.id: (outcome, course.place) for outcome in course.outcomes}
    for module in modules:
        for outcome in module.outcomes:
            found.setdefault(outcome.id, (outcome, module.place))
    return list(found.values())


def _check_coverage(courses: Sequence[Course], problems: Problems) -> None:
    """Together, the courses that say `covers: iso42001` teach every clause and every control, in
    modules that are not retired.
    """
    covering = [course for course in courses if course.covers == STANDARD]
    if not covering:
        return
    modules = [module for course in covering for module in course.modules]
    units = [unit for module in modules if module.status != "retired" for unit in module.units]
    clauses = {clause for unit in units for clause in unit.clauses}
    controls = {control for unit in units for control in unit.controls}
    place = covering[0].place
    for clause in REQUIREMENT_CLAUSES:
        if clauses.isdisjoint(covered_by(clause)):
            message = f"No unit covers clause {clause} ({CLAUSES[clause]})."
            problems.warning(place, "W016", message)
    for control, title in CONTROLS.items():
        if control not in controls:
            problems.warning(place, "W017", f"No unit covers control {control} ({title}).")
