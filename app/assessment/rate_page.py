"""What the page is given on which a judge rates the questions of a bank, so many at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from uuid import UUID

from app.assessment.angoff import Spread
from app.assessment.pages import Crumbs, ShownCase
from app.assessment.panels import Panel, PanelItem
from app.assessment.scoring import gives_parts
from app.catalog.model import Course
from app.catalog.questions import Bank, CaseSet, Choice, Question

# A form has at most 500 fields (`web.forms`), and nobody rates so many at one go.
PER_PAGE = 50
# A field's name, by the question's position.
RATING = "rating-{}"


@dataclass(frozen=True, slots=True)
class RatedQuestion:
    """`options` are pairs of HTML and whether it is right, for questions with options. `case` is there
    at the first question of a case on a page; `number` counts within the bank. `in_parts`: an answer can
    get a part of the points, so that the mean share is asked for. `changed`: the bank has it otherwise
    by now, or no more; `case_changed` says the same of the case.
    """

    position: int
    number: int
    case: ShownCase | None
    in_parts: bool
    stem_html: str
    options: tuple[tuple[str, bool], ...]
    value: str
    before: Spread | None
    changed: bool
    case_changed: bool


@dataclass(frozen=True, slots=True)
class RatePage:
    """`rated` of `count` questions of the bank have a rating that is kept. `refused` says why a form
    came too late; `may_save` whether it can be sent again.
    """

    crumbs: Crumbs
    title: str
    url: str
    bank_url: str
    standard_url: str
    panel: UUID
    candidate: str
    round: int
    at: int
    pages: int
    rated: int
    count: int
    questions: tuple[RatedQuestion, ...]
    may_save: bool
    errors: Mapping[str, str]
    refused: str


def rate_page(
    course: Course,
    panel: Panel,
    here: Sequence[PanelItem],
    questions: Mapping[int, Question],
    cases: Mapping[str, CaseSet],
    own: Mapping[int, int],
    before: Mapping[int, Spread],
    *,
    teaching: tuple[str, str],
    url: str,
    at: int,
    pages: int,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    refused: str,
) -> RatePage:
    """`here` are all questions of the bank, of which page `at` is shown; `cases` theirs, by hash; `typed`
    holds what came with a form, by field; `teaching` is the first crumb, `url` the address of the panel.
    """
    bank = here[0].bank
    module = course.module(bank)
    now = module.bank if module else None
    first = (at - 1) * PER_PAGE
    shown = []
    last = ""
    for number, item in enumerate(here[first : first + PER_PAGE], start=first + 1):
        question = questions[item.position]
        name = RATING.format(item.position)
        shown.append(
            RatedQuestion(
                item.position,
                number,
                _case(cases, item, now, question) if question.case_id != last else None,
                gives_parts(question),
                _stem(question),
                _options(question),
                typed.get(name, str(own.get(item.position, ""))),
                before.get(item.position),
                _changed(now, item),
                _case_changed(now, item, question),
            )
        )
        last = question.case_id
    return RatePage(
        crumbs=(teaching, (course.title, ""), ("Pass mark", url), (bank, "")),
        title=module.title if module else bank,
        url=f"{url}/rate/{bank}",
        bank_url=f"/teach/{course.slug}/{bank}",
        standard_url=url,
        panel=panel.id,
        candidate=panel.candidate,
        round=panel.round,
        at=at,
        pages=pages,
        rated=sum(item.position in own for item in here),
        count=len(here),
        questions=tuple(shown),
        may_save=not (panel.is_closed or panel.is_ended),
        errors=errors,
        refused=refused,
    )


def _changed(bank: Bank | None, item: PanelItem) -> bool:
    now = bank.question(item.question_id) if bank else None
    return now is None or now.item_hash != item.item_hash


def _case_changed(bank: Bank | None, item: PanelItem, question: Question) -> bool:
    now = _case_now(bank, question)
    return item.case_hash is not None and (now is None or now.hash != item.case_hash)


def _case_now(bank: Bank | None, question: Question) -> CaseSet | None:
    return next((c for c in bank.cases if c.id == question.case_id), None) if bank else None


def _case(
    cases: Mapping[str, CaseSet], item: PanelItem, bank: Bank | None, question: Question
) -> ShownCase | None:
    """As it was when the panel opened; as it is today in a panel that opened before this was kept."""
    found = cases[item.case_hash] if item.case_hash else _case_now(bank, question)
    return ShownCase(found.title, found.html) if found else None


def _options(question: Question) -> tuple[tuple[str, bool], ...]:
    body = question.body
    return tuple((o.html, o.correct) for o in body.options) if isinstance(body, Choice) else ()


def _stem(question: Question) -> str:
    """As HTML; of a cloze the text with its gaps, whose HTML begins before the first of them."""
    return (
        f"<p>{escape(question.stem_text)}</p>" if question.type == "cloze" else question.stem_html
    )
