"""What trainers are told: where the files have problems, and what a bank holds, with its keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.assessment.access import Crumb
from app.assessment.item_analysis import Chosen, Figures
from app.assessment.item_flags import letter
from app.assessment.statistics_pages import ByQuestion, QuestionFigures
from app.catalog.model import Catalog, Course, Module
from app.catalog.places import Problem
from app.catalog.questions import (
    Bank,
    Choice,
    Cloze,
    Matching,
    Numeric,
    OpenAnswer,
    Ordering,
    Question,
    ShortText,
)
from app.learning.page_parts import State
from app.learning.teaching_pages import (
    BankPage,
    ShownProblem,
    TaughtCourse,
    TaughtModule,
    TaughtOption,
    TaughtQuestion,
    TeachPage,
)
from app.learning.wording import count


def teach_page(
    catalog: Catalog, problems: Sequence[Problem], to_mark: int, *, healthy: bool
) -> TeachPage:
    """`problems` are those of the newest files, `catalog` is what learners see."""
    banks = [m.bank for course in catalog.courses for m in course.modules if m.bank]
    questions = sum(len(bank.questions) for bank in banks)
    parts = ((len(catalog.courses), "course"), (len(banks), "bank"), (questions, "question"))
    return TeachPage(
        summary=", ".join(count(number, noun) for number, noun in parts),
        verdict=_verdict(problems),
        advice=_advice(catalog, healthy=healthy),
        problems=tuple(_problem(problem, catalog) for problem in sorted(problems)),
        courses=tuple(_course(course, problems) for course in catalog.courses),
        to_mark=to_mark,
    )


def _verdict(problems: Iterable[Problem]) -> State:
    kinds = [problem.severity for problem in problems]
    errors, warnings = kinds.count("error"), kinds.count("warning")
    said = [count(n, noun) for n, noun in ((errors, "error"), (warnings, "warning")) if n]
    if not said:
        return State("ok", "Clean")
    return State("bad" if errors else "warn", " and ".join(said))


def _advice(catalog: Catalog, *, healthy: bool) -> str:
    if healthy:
        return "Learners see the files as they are."
    if catalog.courses:
        return "Until the errors are mended, learners go on seeing the version from before."
    return "Until the errors are mended, learners see nothing."


def _problem(problem: Problem, catalog: Catalog) -> ShownProblem:
    kind, word = ("bad", "Error") if problem.severity == "error" else ("warn", "Warning")
    return ShownProblem(
        kind, word, str(problem.place), problem.code, problem.message, _url(problem, catalog)
    )


def _url(problem: Problem, catalog: Catalog) -> str:
    """Where the thing can be looked at; "" where learners do not have it."""
    for course in catalog.courses:
        for module in course.modules:
            if problem.place.path == module.place.path:
                return f"/courses/{course.slug}/{module.slug}"
            if module.bank and problem.place.path == module.bank.place.path:
                return f"/teach/{course.slug}/{module.slug}"
    return ""


def _course(course: Course, problems: Sequence[Problem]) -> TaughtCourse:
    state = "" if course.status == "published" else course.status.capitalize()
    modules = tuple(_module(course, module, problems) for module in course.modules)
    teach = f"/teach/{course.slug}"
    standard = f"{teach}/exam/standard" if course.exam else ""
    return TaughtCourse(course.title, state, f"{teach}/statistics", standard, modules)


def _module(course: Course, module: Module, problems: Sequence[Problem]) -> TaughtModule:
    bank = module.bank
    paths = {module.place.path} | ({bank.place.path} if bank else set())
    return TaughtModule(
        title=module.title,
        url=f"/teach/{course.slug}/{module.slug}",
        bank=bank.place.path if bank else "",
        practice=_in_pool(bank, "practice"),
        exam=_in_pool(bank, "exam"),
        state=_verdict([problem for problem in problems if problem.place.path in paths]),
    )


def _in_pool(bank: Bank | None, pool: str) -> int:
    questions = bank.questions if bank else ()
    return sum(q.pool == pool and q.status == "published" for q in questions)


def bank_page(
    course: Course,
    module: Module,
    problems: Sequence[Problem],
    catalog: Catalog,
    measured: ByQuestion,
    above: Crumb,
) -> BankPage:
    """Every question of a module's bank with its key and why, as its author wrote it, and how it was
    answered. `above` is the crumb below which the page hangs.
    """
    bank = module.bank
    path = bank.place.path if bank else ""
    here = sorted(problem for problem in problems if problem.place.path == path)
    practice, exam = _in_pool(bank, "practice"), _in_pool(bank, "exam")
    questions = bank.questions if bank else ()
    return BankPage(
        crumbs=(above, (course.title, ""), (path, "")),
        title=module.title,
        summary=f"{count(len(questions), 'question')}, {practice} practice and {exam} exam",
        read_url=f"/courses/{course.slug}/{module.slug}",
        statistics_url=f"/teach/{course.slug}/{module.slug}/statistics",
        problems=tuple(_problem(problem, catalog) for problem in here),
        questions=tuple(_question(q, bank, measured[q.id]) for q in questions if bank),
    )


def _question(question: Question, bank: Bank, measured: QuestionFigures) -> TaughtQuestion:
    case = next((case for case in bank.cases if case.id == question.case_id), None)
    facts = [
        numbers for numbers in (question.clause, question.control, question.outcome) if numbers
    ]
    if question.difficulty:
        facts.append(f"difficulty {question.difficulty}")
    facts += [question.type, f"{question.pool} pool"]
    if question.status != "published":
        facts.append(question.status)
    return TaughtQuestion(
        id=question.id,
        line=question.place.line,
        facts=tuple(facts),
        case=case.title if case else "",
        stem_html=question.stem_html,
        options=tuple(_options(question, measured.figures)),
        hint_html=question.hint_html,
        explanation_html=question.explanation_html,
        measured=measured,
    )


def _options(question: Question, figures: Figures) -> Iterable[TaughtOption]:
    match question.body:
        case Choice() as body:
            nobody = None if figures.facility is None else Chosen(0.0, 0.0, 0.0)
            return (
                TaughtOption(
                    option.html,
                    "",
                    option.correct,
                    option.feedback_html,
                    letter(option.id),
                    figures.chosen.get(option.id, nobody),
                )
                for option in body.options
            )
        case ShortText() as body:
            return (TaughtOption("", text, is_key=True) for text in body.accepted)
        case Numeric() as body:
            return (TaughtOption("", body.shown, is_key=True),)
        case Cloze() as body:
            return (_gapped(body), *(TaughtOption("", t, is_key=True) for t in _gaps(body)))
        case Matching() as body:
            targets = {target.id: target for target in body.targets}
            return (
                TaughtOption(
                    f"{p.html} → {targets[p.target].html}", "", is_key=True, note_html=p.why_html
                )
                for p in body.prompts
            )
        case Ordering() as body:
            return (TaughtOption(item.html, "", is_key=True) for item in body.items)
        case OpenAnswer() as body:
            return (TaughtOption(body.rubric_html, "", is_key=True),)


def _gapped(body: Cloze) -> TaughtOption:
    """The text around the gaps, each by its number."""
    pieces = [body.segments[0]]
    for number, segment in enumerate(body.segments[1:], start=1):
        pieces += [f"<b>({number})</b>", segment]
    return TaughtOption("".join(pieces), "", is_key=False)


def _gaps(body: Cloze) -> Iterable[str]:
    for number, gap in enumerate(body.gaps, start=1):
        others = [choice for choice in gap.choices if choice not in gap.accepted]
        instead = f" (not {', '.join(others)})" if others else ""
        yield f"({number}) {' or '.join(gap.accepted)}{instead}"
