"""The result page: the result first, then what to read again, then each question."""

import pytest

from app.core.listing import PER_PAGE
from tests.assessment.sitting import EXAM, QUIZ, Sitting
from tests.support.many import copy_attempts


@pytest.fixture
def database(sqlite):
    """What pages say does not depend on the database."""
    return sqlite


def rows(page, title):
    """The rows of the section with this heading: (margin, text) pairs."""
    section = next(h.find_parent("div") for h in page.select("h2") if h.get_text() == title)
    found = section.find_next_sibling("ul").select(".row")
    return [(row.p.get_text(), row.div.get_text(" ", strip=True)) for row in found]


def test_the_score_stands_against_the_pass_mark(learner, database):
    quiz = Sitting(learner, database)
    quiz.answer(1)
    quiz.submit()
    page = quiz.result().page
    assert page.select_one("svg.score")["aria-label"] == "You 25 %, pass mark 75 %"
    assert (
        page.select_one(".lead").get_text().startswith("1 of 4 questions right; 75 % are needed.")
    )


def test_what_was_missed_leads_to_the_units_that_teach_it(learner, database):
    quiz = Sitting(learner, database)
    quiz.submit()
    page = quiz.result().page
    links = {a.get_text(): a["href"] for a in page.select(".item-title a")}
    assert links["Where the boundary runs"] == "/courses/tiny/first-steps/boundary"
    assert links["Write the statement"] == "/courses/tiny/first-steps/statement"
    assert ("4.3", "Where the boundary runs First steps · 2 minutes") in rows(
        page, "Read these again"
    )
    assert "Weigh a risk" not in links


def test_an_exam_leads_to_the_units_of_all_modules_and_only_what_was_missed(learner, database):
    exam = Sitting(learner, database, EXAM)
    missed = [item.position for item in exam.load()[0].items if item.bank == "second-steps"]
    exam.answer_all(but=missed)
    exam.submit()
    page = exam.result().page
    assert [text for _, text in rows(page, "Read these again")] == [
        "Weigh a risk Second steps · 1 minute"
    ]
    assert sorted(rows(page, "By outcome and clause")) == [
        ("4.3", "Decide whether an AI system belongs in the scope 3 of 3"),
        ("6.1.2", "Tell risk assessment from impact assessment 0 of 4"),
    ]


def test_a_passed_quiz_leads_on(learner, database):
    quiz = Sitting(learner, database)
    quiz.answer_all()
    quiz.submit()
    action = quiz.result().page.select_one(".actions a.btn")
    assert (action.get_text(), action["href"]) == (
        "Go on: Second steps",
        "/courses/tiny/second-steps",
    )
    end = quiz.result().page.select(".row-open")[-2:]
    assert [(row.p.get_text(), row.a.get_text()) for row in end] == [
        ("Next", "Go on: Second steps"),
        ("", "Back to the course"),
    ]
    last = Sitting(learner, database, "/courses/tiny/second-steps/quiz")
    last.answer_all()
    last.submit()
    assert last.result().page.select_one(".actions a.btn")["href"] == EXAM


def test_a_failed_quiz_leads_to_another_try(learner, database):
    quiz = Sitting(learner, database)
    quiz.submit()
    action = quiz.result().page.select_one(".actions a.btn")
    assert (action.get_text(), action["href"]) == ("Try again", QUIZ)


def test_a_passed_exam_leads_to_the_certificate(learner, database):
    exam = Sitting(learner, database, EXAM)
    exam.answer_all()
    exam.submit()
    assert exam.result().page.select_one(".actions a.btn")["href"] == "/certificates"


def test_a_failed_exam_says_when_the_next_attempt_may_start(learner, database, clock):
    exam = Sitting(learner, database, EXAM)
    clock.advance(minutes=5)
    exam.submit()
    page = exam.result().page
    assert "may start on 24 November 2026, 09:05" in page.select_one(".lead").get_text()
    assert page.select_one(".actions a.btn")["href"] == "/courses/tiny"
    clock.advance(days=2)
    assert exam.result().page.select_one(".actions a.btn")["href"] == EXAM


def test_each_question_is_reviewed_with_the_answer_and_why(learner, database):
    quiz = Sitting(learner, database)
    quiz.answer(1)
    quiz.answer(2, right=False)
    quiz.submit()
    page = quiz.result().page
    words = [a.get_text() for a in page.select(".marks a")]
    assert words[0] == "right1"
    assert words[2:] == ["not answered3", "not answered4"]
    sections = page.select("section.review")
    assert [section["id"] for section in sections] == ["q-1", "q-2", "q-3", "q-4"]
    assert all(section.select_one(".explain") for section in sections)
    assert "1 of 1" in sections[0].select_one(".margin").get_text()


def test_a_course_that_is_gone_leaves_the_result_readable(learner, database, library):
    from app.catalog.model import Catalog

    quiz = Sitting(learner, database)
    quiz.answer_all(right=False)
    quiz.submit()
    now = library.current
    library.current = Catalog()
    try:
        page = quiz.result()
    finally:
        library.current = now
    assert page.status == 200
    assert page.page.select_one(".actions a.btn")["href"] == "/"
    assert len(page.page.select("section.review")) == 4


def test_my_attempts_are_listed_with_their_state(learner, database):
    done = Sitting(learner, database)
    done.submit()
    open_one = Sitting(learner, database, EXAM)
    page = learner.get("/attempts").page
    links = {a.get_text(): a["href"] for a in page.select(".item-title a")}
    assert links == {
        "Tiny exam, attempt 1": open_one.address,
        "Quiz: First steps, attempt 1": f"{done.address}/result",
    }
    assert [s.get_text(strip=True) for s in page.select(".status")] == ["Open", "Not passed"]


def test_many_attempts_are_listed_page_by_page(learner, database):
    done = Sitting(learner, database)
    done.submit()
    copy_attempts(database, done.id, PER_PAGE + 1)
    first = learner.get("/attempts").page
    assert first.select_one(".lead").get_text(strip=True) == "52 in all, the newest first."
    titles = [a.get_text() for a in first.select(".item-title a")]
    assert titles == [f"Quiz: First steps, attempt {n}" for n in range(PER_PAGE + 2, 2, -1)]
    assert first.find("a", rel="prev") is None
    earlier = first.find("a", rel="next")
    assert earlier.get_text() == "Earlier attempts"
    second = learner.get(earlier["href"]).page
    assert second.title.get_text().startswith("My attempts, page 2")
    titles = [a.get_text() for a in second.select(".item-title a")]
    assert titles == [f"Quiz: First steps, attempt {n}" for n in (2, 1)]
    assert second.find("a", rel="next") is None
    later = second.find("a", rel="prev")
    assert (later.get_text(), later["href"]) == ("Later attempts", "/attempts?page=1")


def test_a_page_beyond_the_last_is_the_last(learner, database):
    Sitting(learner, database).submit()
    page = learner.get("/attempts?page=7").page
    assert len(page.select(".item-title")) == 1
    assert page.select_one("nav.pages") is None
    assert page.select_one(".lead") is None
