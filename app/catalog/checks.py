"""Finds what is wrong between files: outcomes, banks, blueprints and completion rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from app.catalog.model import Check, Course, Module
from app.catalog.places import Place
from app.catalog.pools import alone, of_exam, whole_sets
from app.catalog.problems import Problems, did_you_mean
from app.catalog.questions import Bank, Cell, Exam, Question


def check_courses(
    courses: Sequence[Course], banks: Mapping[str, Sequence[Bank]], problems: Problems
) -> None:
    """Report the errors that only show when all files are known.

    `banks` holds every bank that was read, by the slug of its course: also those without a module.
    """
    slugs = [course.slug for course in courses]
    for course in courses:
        _check_outcomes(course, problems)
        _check_completion(course, slugs, problems)
        for module in course.modules:
            _check_inline(module, problems)
            if module.bank is None:
                cure = f"write quizzes/{course.slug}/{module.number:02}-{module.slug}.md"
                problems.error(module.place, "C004", f"The module has no question bank: {cure}.")
        if course.exam is not None:
            _check_blueprint(course.exam, course, problems)
    _check_stray_banks(courses, banks, problems)


def inline_checks(module: Module) -> Iterator[Question]:
    """The questions that stand in the units of a module."""
    for unit in module.units:
        yield from (part.question for part in unit.parts if isinstance(part, Check))


def questions_of(module: Module) -> Iterator[Question]:
    """The questions of a module's units and of its bank."""
    yield from inline_checks(module)
    if module.bank is not None:
        yield from module.bank.questions


def _check_inline(module: Module, problems: Problems) -> None:
    """A check shows its key at once, which no question of an exam may do."""
    for question in inline_checks(module):
        if question.pool == "exam":
            message = "A `::: check` is practice: leave `pool=exam` out."
            problems.error(question.place, "C006", message)


def _check_outcomes(course: Course, problems: Problems) -> None:
    known = {outcome.id for outcome in course.outcomes}
    known |= {outcome.id for module in course.modules for outcome in module.outcomes}
    for module in course.modules:
        for unit in module.units:
            for outcome in unit.outcomes:
                _check_outcome(outcome, known, unit.place, problems)
        for question in questions_of(module):
            if question.outcome:
                _check_outcome(question.outcome, known, question.place, problems)


def _check_outcome(outcome: str, known: set[str], place: Place, problems: Problems) -> None:
    if outcome not in known:
        hint = did_you_mean(outcome, known) or f" Known: {', '.join(sorted(known))}."
        problems.error(place, "C001", f'Unknown outcome "{outcome}".{hint}')


def _check_completion(course: Course, slugs: Sequence[str], problems: Problems) -> None:
    modules = [module.slug for module in course.modules]
    for slug in course.completion.modules or ():
        if slug not in modules:
            message = f'`completion` names the module "{slug}", which is not there.'
            problems.error(course.place, "C002", message + did_you_mean(slug, modules))
    wanted = course.completion.exam
    if wanted and (course.exam is None or course.exam.slug != wanted):
        message = f"`completion` names an exam: write quizzes/{course.slug}/{wanted}.md."
        problems.error(course.place, "C002", message)
    for slug in course.prerequisites:
        if slug not in slugs or slug == course.slug:
            message = f'`prerequisites` names the course "{slug}", which is no other course here.'
            problems.error(course.place, "C003", message + did_you_mean(slug, slugs))


def _check_blueprint(exam: Exam, course: Course, problems: Problems) -> None:
    banks = {module.slug: module.bank for module in course.modules}
    broken = {p.place.path for p in problems.sorted() if p.severity == "error"}
    drawn: dict[str, list[Cell]] = {}
    for cell in exam.blueprint:
        if cell.bank not in banks:
            message = f'The exam draws from a bank "{cell.bank}", which is not there.'
            hint = did_you_mean(cell.bank, banks)
            problems.error(cell.place or exam.place, "X003", message + hint)
        drawn.setdefault(cell.bank, []).append(cell)
    for slug, cells in drawn.items():
        bank = banks.get(slug)
        # A bank with errors has lost questions in reading it: its own errors say enough.
        if bank is not None and bank.place.path not in broken:
            _check_cells(cells, bank, exam, problems)


def _check_cells(cells: Sequence[Cell], bank: Bank, exam: Exam, problems: Problems) -> None:
    """Together, the lines of a blueprint must not draw more from a bank than it has."""
    place = cells[-1].place or exam.place
    single = alone(bank, of_exam)
    have = Counter(question.difficulty for question in single)
    want: Counter[int] = Counter()
    for cell in cells:
        want.update(dict(cell.difficulty))
    for difficulty, number in sorted(want.items()):
        if number > have[difficulty]:
            what = f"questions of difficulty {difficulty}"
            _report_short(place, bank, number, have[difficulty], what, problems)
    total = sum(cell.count for cell in cells)
    if total > len(single):
        _report_short(place, bank, total, len(single), "questions", problems)
    sets, have_sets = sum(cell.sets for cell in cells), len(whole_sets(bank, of_exam))
    if sets > have_sets:
        _report_short(place, bank, sets, have_sets, "case sets", problems)


def _report_short(
    place: Place, bank: Bank, want: int, have: int, what: str, problems: Problems
) -> None:
    message = (
        f'The exam draws {want} {what} from "{bank.slug}", whose pool `exam` has {have} '
        "that are published."
    )
    problems.error(place, "X004", message)


def _check_stray_banks(
    courses: Sequence[Course], banks: Mapping[str, Sequence[Bank]], problems: Problems
) -> None:
    for course in courses:
        known = [module.slug for module in course.modules]
        seen: set[str] = set()
        for bank in banks.get(course.slug, ()):
            if bank.slug not in known:
                hint = did_you_mean(bank.slug, known)
                message = f'The bank "{bank.slug}" has no module in courses/{course.slug}.{hint}'
                problems.error(bank.place, "C005", message)
            elif bank.slug in seen:
                message = f'The module "{bank.slug}" has a second bank: keep one.'
                problems.error(bank.place, "C005", message)
            seen.add(bank.slug)
