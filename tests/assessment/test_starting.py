"""What may be started when: the rules as a learner meets them."""

from dataclasses import replace

import pytest

from app.assessment import queries
from tests.assessment.sitting import EXAM, QUIZ, Sitting


def start_button(visit):
    return visit.page.select_one("main form[method=post] button")


def facts(visit):
    return {row.dt.get_text(): row.dd.get_text() for row in visit.page.select("dl.facts > div")}


def fail(learner, database):
    exam = Sitting(learner, database, EXAM)
    exam.submit()
    return exam


def test_the_quiz_page_says_what_it_asks(learner):
    page = learner.get(QUIZ)
    assert page.heading == "Quiz: First steps"
    assert facts(page) == {
        "Questions": "4, drawn anew each time",
        "To pass": "75 %, that is 3 of 4",
        "Time": "as long as you like",
        "Attempts": "as many as you like",
        "Answers": "shown after each question, with reasons",
    }
    assert start_button(page)


def test_a_quiz_asks_as_many_questions_as_its_page_says(learner, database):
    said = facts(learner.get(QUIZ))["Questions"]
    attempt = Sitting(learner, database).load()[0]
    assert said == f"{len(attempt.items)}, drawn anew each time"


def test_the_quiz_page_remembers_the_best_result(learner, database):
    good = Sitting(learner, database)
    good.answer_all()
    good.submit()
    Sitting(learner, database).submit()
    best = learner.get(QUIZ).page.select_one("p.small a")
    assert best["href"] == f"{good.address}/result"
    assert best.get_text() == "100 %"


def test_the_exam_page_shows_the_rules_first(learner):
    page = learner.get(EXAM)
    assert facts(page) == {
        "Questions": "7, drawn anew for each attempt, first from those you were never asked",
        "Time": "20 minutes",
        "To pass": "70 %, provisional: no panel has set it",
        "Attempts": "3 left of 3, within 12 months; a started attempt counts",
        "Waiting time": "24 hours after the first attempt, 7 days after the second attempt "
        "and each further one",
        "Answers": "shown with reasons once you have passed",
    }
    assert "The rules of the tiny exam." in page.text


def test_extra_time_is_named(learner, database):
    from sqlalchemy import update

    from app.accounts.models import User

    with database.session(writing=True) as session:
        session.execute(update(User).values(extra_time=50))
    assert facts(learner.get(EXAM))["Time"] == "20 minutes, and 10 more that were granted to you"


def test_what_is_missing_keeps_the_exam_closed(learner, gate):
    gate("First steps", "Second steps")
    page = learner.get(EXAM)
    links = page.page.select(".rows .item-title a")
    assert [(a.get_text(), a["href"]) for a in links] == [
        ("First steps", "/courses/tiny/1"),
        ("Second steps", "/courses/tiny/2"),
    ]
    left = [note.get_text() for note in page.page.select(".rows .item-note")]
    assert left == ["Its quiz to pass", "Its quiz to pass"]
    (button,) = page.page.select("main .btn:not(.btn-line)")
    assert (button.get_text(), button["href"]) == ("Go on: The quiz", "/quiz/1")
    assert not start_button(page)
    refused = learner.post(EXAM)
    assert refused.status == 409
    assert "First steps" in refused.text


def test_an_exam_that_was_passed_leads_to_result_and_certificate(learner, database, clock):
    exam = Sitting(learner, database, EXAM)
    exam.answer_all()
    exam.submit()
    page = learner.get(EXAM).page
    lead = page.select_one(".lead").get_text()
    assert lead == "You have passed this exam with 100 % on 23 November 2026."
    actions = {a.get_text(): a["href"] for a in page.select(".actions a")}
    assert actions["Open your certificate"] == "/certificates"
    assert actions["Your result"] == f"{exam.address}/result"
    assert page.select("ul.rows") == []
    assert "Another attempt may start on 24 November 2026, 09:00." in page.main.get_text()
    clock.advance(days=2)
    assert "btn-line" in start_button(learner.get(EXAM))["class"]


def test_a_passed_quiz_is_begun_again_like_any_other(learner, database):
    quiz = Sitting(learner, database)
    quiz.answer_all()
    quiz.submit()
    page = learner.get(QUIZ)
    assert start_button(page)["class"] == ["btn"]
    assert "Open your certificate" not in page.text


def test_the_waiting_time_is_kept(learner, database, clock):
    fail(learner, database)
    clock.advance(hours=23, minutes=59)
    assert learner.post(EXAM).status == 409
    assert "24 November 2026, 09:00" in learner.get(EXAM).text
    clock.advance(minutes=1)
    assert learner.post(EXAM).status == 303


def test_three_attempts_are_all_there_are_within_a_year(learner, sign_in, database, clock, app):
    from app.accounts import service as accounts
    from tests.support.browser import Browser

    def again():
        with database.session(writing=True) as session:
            token = accounts.start_session(
                session, learner.user_id, clock(), app.state.site.settings
            )
        return Browser(app, token)

    browser = learner
    for _ in range(3):
        fail(browser, database)
        clock.advance(days=8)
    page = browser.get(EXAM)
    assert not start_button(page)
    assert "all 3 attempts" in page.text
    # The first was started on 23 November 2026.
    assert "23 November 2027" in page.text
    assert browser.post(EXAM).status == 409
    clock.advance(days=366 - 24)
    assert again().post(EXAM).status == 303


def test_an_attempt_that_was_only_started_counts(learner, database, clock):
    Sitting(learner, database, EXAM)
    clock.advance(minutes=21)
    assert facts(learner.get(EXAM))["Attempts"].startswith("2 left of 3")
    assert learner.post(EXAM).status == 409


def test_an_open_attempt_is_gone_on_with(learner, database, gate):
    exam = Sitting(learner, database, EXAM)
    gate("Something that was added")
    page = learner.get(EXAM)
    assert page.page.select_one("main .actions a")["href"] == exam.address
    assert learner.post(EXAM).location == exam.address


def test_without_an_account_the_rules_can_be_read_and_signing_in_leads_back(nobody):
    for address in (QUIZ, EXAM):
        page = nobody.get(address)
        assert page.status == 200
        assert not start_button(page)
        links = [a["href"] for a in page.page.select("main a")]
        assert f"/sign-in?next={address}" in links


def test_earlier_addresses_redirect(learner):
    moved = learner.get("/courses/tiny/beginning/quiz")
    assert (moved.status, moved.location) == (308, QUIZ)
    assert learner.post("/courses/tiny/beginning/quiz").status == 303


@pytest.mark.parametrize(
    "address",
    ["/courses/none/exam", "/courses/none/first-steps/quiz", "/courses/tiny/none/quiz"],
)
def test_what_is_not_there_is_not_found(learner, address):
    assert learner.get(address).status == 404
    assert learner.post(address).status == 404


def test_a_retired_course_starts_nothing_new(learner, library):
    now = library.current
    retired = replace(now.course("tiny"), status="retired")
    library.current = replace(now, courses=(retired,))
    try:
        assert learner.post(QUIZ).status == 409
        library.current = replace(now, courses=(replace(retired, status="draft"),))
        assert learner.get(QUIZ).status == 404
    finally:
        library.current = now


def test_the_quiz_of_a_retired_module_is_not_started_anew(learner, library):
    now = library.current
    tiny = now.course("tiny")
    retired = replace(tiny.modules[0], status="retired")
    library.current = replace(now, courses=(replace(tiny, modules=(retired, *tiny.modules[1:])),))
    try:
        assert not start_button(learner.get(QUIZ))
        assert learner.post(QUIZ).status == 409
    finally:
        library.current = now


def test_what_was_asked_is_known_by_the_attempt_that_asked_it_last(learner, database, clock):
    for number in (1, 2):
        last = fail(learner, database).load()[0]
        exam = (learner.user_id, "tiny", "exam", "")
        with database.session(writing=False) as session:
            asked = queries.questions_asked(session, *exam, since=1)
            assert set(queries.questions_asked(session, *exam, since=number).values()) == {number}
        assert {asked[item.bank, item.question_id] for item in last.items} == {number}
        clock.advance(days=8)
