"""The time of an exam, held on the server."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.assessment import queries
from app.assessment.models import Attempt
from tests.assessment.sitting import EXAM, Sitting


@pytest.fixture
def exam(learner, database):
    return Sitting(learner, database, EXAM)


def test_an_answer_after_the_deadline_is_refused_and_earlier_ones_count(exam, clock):
    exam.answer(1)
    clock.advance(minutes=20, seconds=1)
    late = exam.answer(2)
    assert late.status == 409
    assert late.heading == "Time is up."
    told = late.page.select_one(".lead").get_text()
    assert "ended at 09:20" in told
    assert "1 of 7 questions" in told
    assert late.page.select_one("a.btn")["href"] == f"{exam.address}/result"
    attempt, _ = exam.load()
    assert [item.is_answered for item in attempt.items] == [True] + [False] * 6
    assert attempt.items[0].share == 1


def test_an_answer_at_the_last_moment_counts(exam, clock):
    clock.advance(minutes=20)
    assert exam.answer(1).status == 303
    exam.submit()
    assert exam.load()[0].items[0].share == 1


def test_an_answer_that_was_sent_in_time_counts_however_long_it_waits(exam, clock, database):
    clock.advance(minutes=19, seconds=59)
    with ThreadPoolExecutor(1) as pool:
        with database.session(writing=True) as session:
            queries.attempt(session, exam.id, lock=True)
            clock.asked.clear()
            answering = pool.submit(exam.answer, 1)
            assert clock.asked.wait(60)
            clock.advance(seconds=5)
        assert answering.result().status == 303
    exam.submit()
    head = exam.head()
    assert head.submitted_at == head.deadline
    assert exam.load()[0].items[0].share == 1


@pytest.mark.parametrize("reader", ["", "?q=3", "/submit", "/result"])
def test_whoever_next_reads_an_overdue_attempt_finds_it_submitted_as_of_its_deadline(
    exam, clock, reader, app, learner
):
    exam.answer_all()
    clock.advance(days=2)
    learner.get(exam.address + reader)
    head = exam.head()
    assert head.submitted_at == head.deadline
    assert (head.submitted_by, head.passed, head.score) == ("deadline", True, 100)
    assert app.state.progress == [(learner.user_id, "tiny")]


@pytest.mark.parametrize("reader", [EXAM, "/attempts"])
def test_lists_find_it_submitted_too(exam, clock, reader, learner):
    clock.advance(days=2)
    learner.get(reader)
    assert exam.head().submitted_by == "deadline"


def test_submitting_late_is_submitting_at_the_deadline(exam, clock):
    exam.answer_all(right=False)
    clock.advance(minutes=25)
    assert exam.submit().location == f"{exam.address}/result"
    head = exam.head()
    assert (head.submitted_by, head.submitted_at) == ("deadline", head.deadline)
    assert "what was saved by then counts" in exam.result().page.select_one(".lead").get_text()


def test_the_wait_begins_at_the_deadline_and_not_when_somebody_looks(exam, clock, learner):
    clock.advance(hours=24, minutes=19)
    page = learner.get(EXAM).page
    assert "24 November 2026, 09:20" in page.get_text()
    clock.advance(minutes=1)
    assert learner.get(EXAM).page.select_one("main form[method=post] button")


def test_the_page_says_how_many_seconds_are_left(exam, clock, learner):
    clock.advance(minutes=5, milliseconds=300)
    timer = learner.get(exam.address).page.select_one("[role=timer]")
    assert timer["data-seconds-left"] == "900"
    assert timer.get_text() == "15:00"


def test_an_open_quiz_has_no_clock_and_never_ends_by_itself(learner, database, clock):
    quiz = Sitting(learner, database)
    clock.advance(days=300)
    # The sign-in ends after thirty days, the attempt does not.
    assert quiz.head().deadline is None
    assert quiz.head().is_open


def test_settling_reaches_every_attempt_of_a_person_in_one_call(exam, clock, app, database):
    from app.assessment import queries

    clock.advance(hours=1)
    with database.session(writing=False) as session:
        assert queries.overdue_of(session, exam.head().user_id, clock()) == (exam.id,)
    exam.browser.get("/attempts")
    with database.session(writing=False) as session:
        assert queries.overdue_of(session, exam.head().user_id, clock()) == ()


def test_the_exam_opens_by_a_quiz_that_ran_out_of_time(learner, database, clock):
    """Nobody has looked at the quiz since; what was answered passes it."""
    quiz = Sitting(learner, database)
    quiz.answer_all()
    with database.session(writing=True) as session:
        session.get_one(Attempt, quiz.id).deadline = clock()
    clock.advance(minutes=1)
    assert learner.get(EXAM).status == 200
    assert (quiz.head().submitted_by, quiz.head().passed) == ("deadline", True)
