"""Nothing that reaches a browser tells a key, a reason or a hint before it is due."""

import pytest

from app.catalog.questions import Choice, Matching, OpenAnswer
from tests.browser.questions import Asked, Sitting, words
from tests.browser.shortcuts import open_the_exam
from tests.browser.world import every_type_library
from tests.conftest import SITE
from tests.support.live import serve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-roads")]


def secrets_of(question) -> set[str]:
    """All that may be read of a question only after it was answered."""
    html = [question.explanation_html, question.hint_html]
    match question.body:
        case Choice() as body:
            html += [option.feedback_html for option in body.options]
        case Matching() as body:
            html += [prompt.why_html for prompt in body.prompts]
        case OpenAnswer() as body:
            html.append(body.rubric_html)
    return {words(text) for text in html if text}


def told(sent, secrets) -> set[str]:
    """Those of the secrets that stand in what was sent, as text or hidden in its markup."""
    read = " ".join(page.text + " " + words(page.text) for page in sent)
    return {secret for secret in secrets if secret in read}


@pytest.fixture
def varied(sqlite, tmp_path):
    """A site whose quiz asks every practice question; open questions are in its exam."""
    with serve(tmp_path, sqlite, every_type_library(SITE, tmp_path)) as site:
        yield site


def test_quiz_tells_of_a_question_only_once_it_is_answered(varied, person):
    bank = varied.library.current.course("tiny").module("first-steps").bank
    hidden = {q.id: secrets_of(q) for q in bank.questions if q.pool == "practice"}
    one = person(varied, who="learner")
    one.go("/courses/tiny/first-steps/quiz")
    one.press(one.button("Start the quiz"))
    one.arrives_like(r"/attempts/[0-9a-f-]+$")
    quiz = Sitting(one)
    types = set()
    while quiz.form.get_attribute("action").endswith(tuple("0123456789")):
        one.page.wait_for_load_state("networkidle")
        assert not told(varied.sent, set().union(*hidden.values()))
        asked = Asked(one, quiz.form)
        types.add(asked.question.type)
        before = len(varied.sent)
        quiz.answer(right=len(types) % 2 == 0)
        due = hidden.pop(asked.question.id)
        if asked.question.explanation_html:
            assert told(varied.sent[before:], due), "nothing was explained"
        del varied.sent[before:]
    assert not hidden
    assert types == {
        *("single", "multiple", "truefalse", "text"),
        *("numeric", "cloze", "matching", "ordering"),
    }


def test_exam_tells_nothing_before_it_is_passed(site, person):
    course = site.library.current.course("tiny")
    exam_questions = [
        q for module in course.modules for q in module.bank.questions if q.pool == "exam"
    ]
    hidden = set().union(*map(secrets_of, exam_questions))
    user_id = site.account("learner")
    open_the_exam(site, user_id)
    site.sent.clear()
    one = person(site).hold_session_of(user_id)
    one.go("/courses/tiny/exam")
    assert not told(site.sent, {q.stem_text for q in exam_questions}), "the exam is told beforehand"
    one.press(one.button("Start the exam"))
    one.arrives_like(r"/attempts/[0-9a-f-]+$")
    exam = Sitting(one)
    attempt = one.page.url
    exam.answer(right=True)
    exam.answer(right=False)
    for number in range(1, 8):
        one.go(f"{attempt}?q={number}")
    for path in ("/learning", "/attempts", "/search?q=EXPLAINED", "/search?q=KEY-first-1"):
        one.go(path)
    assert one.context.request.get("/account/export").ok
    one.go(attempt)
    exam.answer_all(right=False)
    exam.hand_in()
    assert one.heading == "Not passed yet."
    assert one.context.request.get("/account/export").ok
    assert not told(site.sent, hidden | {"EXPLAINED-", "RUBRIC-"})
    # What it is measured with finds something once the exam is passed.
    site.clock.advance(hours=25)
    one.go("/courses/tiny/exam")
    one.press(one.button("Start the exam"))
    one.arrives_like(r"/attempts/[0-9a-f-]+$")
    again = Sitting(one)
    again.answer_all()
    again.hand_in()
    assert len(told(site.sent, {f"EXPLAINED-{id_}" for id_ in again.asked})) == 7


def test_unit_tells_nothing_of_its_check_before_it_is_answered(site, person):
    module = site.library.current.course("tiny").module("first-steps")
    check = module.unit("boundary").part("check", "check-outside").question
    # The hint stands in the page, folded; asking for it is the reader's own affair.
    hidden = secrets_of(check) - {words(check.hint_html)}
    one = person(site)
    for path in ("/boundary", "", "/print"):
        one.go(f"/courses/tiny/first-steps{path}")
    assert not told(site.sent, hidden)
    one.go("/courses/tiny/first-steps/boundary")
    form = one.page.locator("#check-check-outside")
    Asked(one, form).answer(right=False)
    site.sent.clear()
    one.press(form.get_by_role("button", name="Check the answer"))
    one.sees(form.locator(".why"))
    wrong = {words(o.feedback_html) for o in check.body.options if not o.correct}
    assert len(told(site.sent, hidden)) == 1
    assert told(site.sent, hidden) < wrong
