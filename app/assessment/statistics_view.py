"""What the pages and the file of statistics say: figures of the questions as they are now, with words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from app.assessment.access import Crumb
from app.assessment.item_analysis import (
    NO_FIGURES,
    Figures,
    ItemKey,
    Tally,
    figures_by_item,
    reliability,
)
from app.assessment.item_flags import flags, letter, reliability_in_words, worst
from app.assessment.records import Kind
from app.assessment.starting import Assessment
from app.assessment.statistics_pages import (
    AssessmentStatistics,
    CourseStatistics,
    Measured,
    QuestionFigures,
    SortLink,
)
from app.catalog.model import Course, Module
from app.catalog.questions import Choice, Question

# Column → what it is called, and whether it is a number.
_COLUMNS = {
    "question": ("Question", False),
    "verdict": ("What it says", False),
    "facility": ("Facility", True),
    "discrimination": ("Discrimination", True),
    "unanswered": ("Unanswered", True),
    "seconds": ("Time", True),
    "responses": ("Answers", True),
}
_VERDICTS = ("bad", "warn", "ok", "few")


def statistics_url(course: Course, what: Assessment) -> str:
    return f"/teach/{course.slug}/{what.module or 'exam'}/statistics"


def course_statistics(
    course: Course, assessments: Sequence[Assessment], tallies: Sequence[Tally], above: Crumb
) -> CourseStatistics:
    """`above` is the crumb below which the page hangs."""
    measured, first = [], []
    for what in assessments:
        own = _of(what, tallies)
        questions = _asked(course, what, own)
        flagged = [question for question in questions if question.verdict == "bad"]
        measured.append(_measured(course, what, own, questions))
        first += flagged
    return CourseStatistics(
        course=course.title,
        crumbs=(above, (course.title, ""), ("Statistics", "")),
        csv_url=f"/teach/{course.slug}/statistics.csv",
        points_differ=any(_points_differ(course, what) for what in assessments),
        measured=tuple(measured),
        first=tuple(sorted(first, key=lambda q: q.figures.discrimination or 0.0)),
    )


def assessment_statistics(
    course: Course, what: Assessment, tallies: Sequence[Tally], above: Crumb, sort: str
) -> AssessmentStatistics:
    """`sort` names a column, with a minus before it for the other way round."""
    own = _of(what, tallies)
    questions = _asked(course, what, own)
    asked = [question for question in questions if question.figures.responses]
    current = {(question.bank, question.id) for question in questions}
    known = sum(question.figures.responses > 0 for question in questions)
    url = statistics_url(course, what)
    by, backwards = sort.removeprefix("-"), sort.startswith("-")
    by = by if by in _COLUMNS else "verdict"
    return AssessmentStatistics(
        crumbs=(
            above,
            (course.title, ""),
            ("Statistics", f"/teach/{course.slug}/statistics"),
        ),
        measured=_measured(course, what, own, questions),
        csv_url=f"/teach/{course.slug}/statistics.csv",
        bank_url=f"/teach/{course.slug}/{what.module}" if what.module else "",
        standard_url="" if what.module else f"/teach/{course.slug}/exam/standard",
        pass_mark=None if what.module else what.pass_mark,
        mark_decided=what.mark_decided,
        points_differ=_points_differ(course, what),
        columns=tuple(_column(url, name, by, backwards=backwards) for name in _COLUMNS),
        questions=_sorted(asked, by, backwards=backwards),
        unasked=len(current) - known,
        earlier=len({tally.item for tally in own}) - known,
    )


def _points_differ(course: Course, what: Assessment) -> bool:
    return len({question.points for _, question in _may_ask(course, what)}) > 1


def by_question(course: Course, bank: str, tallies: Sequence[Tally]) -> dict[str, QuestionFigures]:
    """Figures of a bank's questions, of the quiz for practice and of the exam for the others."""
    module = course.module(bank)
    if module is None or module.bank is None:
        return {}
    figures = figures_by_item(tallies)
    return {
        q.id: _question(course, bank, q, kind, figures.get(_key(kind, bank, q), NO_FIGURES))
        for q in module.bank.questions
        for kind in (_kind_of(q),)
    }


def _kind_of(question: Question) -> Kind:
    return "quiz" if question.pool == "practice" else "exam"


def _key(kind: Kind, bank: str, question: Question) -> ItemKey:
    module = bank if kind == "quiz" else ""
    return ItemKey(kind, module, bank, question.id, question.item_hash)


def _of(what: Assessment, tallies: Iterable[Tally]) -> list[Tally]:
    return [t for t in tallies if (t.item.kind, t.item.module) == (what.kind, what.module)]


def _asked(course: Course, what: Assessment, tallies: Sequence[Tally]) -> list[QuestionFigures]:
    """Every question that the quiz or the exam may ask, in the order of banks and files."""
    figures = figures_by_item(tallies)
    return [
        _question(
            course,
            module.slug,
            question,
            what.kind,
            figures.get(_key(what.kind, module.slug, question), NO_FIGURES),
        )
        for module, question in _may_ask(course, what)
    ]


def _may_ask(course: Course, what: Assessment) -> Iterator[tuple[Module, Question]]:
    for module in course.modules:
        if module.bank is not None and what.module in ("", module.slug):
            yield from ((module, q) for q in module.bank.questions if _kind_of(q) == what.kind)


def _question(
    course: Course, bank: str, question: Question, kind: Kind, figures: Figures
) -> QuestionFigures:
    found = flags(question, figures, kind)
    return QuestionFigures(
        id=question.id,
        bank=bank,
        stem=question.stem_text,
        url=f"/teach/{course.slug}/{bank}#{question.id}",
        kind=kind,
        verdict="few" if figures.facility is None else worst(found),
        figures=figures,
        flags=found,
    )


def _measured(
    course: Course,
    what: Assessment,
    tallies: Sequence[Tally],
    questions: Sequence[QuestionFigures],
) -> Measured:
    found = reliability(tallies)
    return Measured(
        title=what.title,
        url=statistics_url(course, what),
        reliability=found,
        in_words=reliability_in_words(found, what.kind, course.level),
        flagged=sum(question.verdict == "bad" for question in questions),
    )


def _column(url: str, name: str, by: str, *, backwards: bool) -> SortLink:
    text, numeric = _COLUMNS[name]
    now = "none" if name != by else "descending" if backwards else "ascending"
    other_way = name == by and not backwards
    return SortLink(text, f"{url}?sort={'-' if other_way else ''}{name}", now, numeric)


def _sorted(
    questions: Iterable[QuestionFigures], by: str, *, backwards: bool
) -> tuple[QuestionFigures, ...]:
    """What has no value in a column comes last, whichever way it is sorted."""

    def value(question: QuestionFigures) -> float | str | None:
        if by == "question":
            return question.id
        if by == "verdict":
            return float(_VERDICTS.index(question.verdict))
        found: float | None = getattr(question.figures, by)
        return found

    all_ = list(questions)
    with_value = [question for question in all_ if value(question) is not None]
    without = [question for question in all_ if value(question) is None]
    with_value.sort(key=lambda question: value(question) or 0, reverse=backwards)
    return (*with_value, *without)


HEADINGS = (
    "kind",
    "module",
    "bank",
    "question",
    "wording",
    "item_hash",
    "first_attempts",
    "trust",
    "facility",
    "discrimination",
    "unanswered",
    "seconds",
    "flags",
    "option",
    "is_key",
    "chosen",
    "chosen_by_upper",
    "chosen_by_lower",
)


def table(course: Course, tallies: Sequence[Tally]) -> Iterator[Sequence[object]]:
    """One line for each option of each question that was ever asked, also of earlier wordings."""
    yield HEADINGS
    for item, figures in figures_by_item(tallies).items():
        module = course.module(item.bank)
        question = module.bank.question(item.question_id) if module and module.bank else None
        if question is not None and question.item_hash != item.item_hash:
            question = None
        said = flags(question, figures, item.kind) if question else ()
        start = (
            *item[:4],
            "current" if question else "earlier",
            item.item_hash,
            figures.responses,
            figures.trust,
            *map(_number, (figures.facility, figures.discrimination)),
            *map(_number, (figures.unanswered, figures.seconds)),
            "; ".join(flag.text for flag in said),
        )
        for option in _options(question, figures):
            yield (*start, *option)


def _options(question: Question | None, figures: Figures) -> Sequence[Sequence[object]]:
    if figures.facility is None:
        return (("",) * 5,)
    keys = {}
    if question is not None and isinstance(question.body, Choice):
        keys = {option.id: "yes" if option.correct else "no" for option in question.body.options}
    chosen = figures.chosen
    return [
        (
            letter(id_),
            keys.get(id_, ""),
            *(
                map(_number, (chosen[id_].overall, chosen[id_].upper, chosen[id_].lower))
                if id_ in chosen
                else ("0", "0", "0")
            ),
        )
        for id_ in sorted(keys.keys() | chosen.keys(), key=int)
    ] or (("",) * 5,)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
