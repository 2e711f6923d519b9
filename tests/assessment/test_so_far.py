"""What is read of the attempts at one quiz or exam, however many there are."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.assessment.models import Attempt
from app.assessment.so_far import SoFar, WaitingResult, so_far
from tests.assessment.sitting import QUIZ, Sitting
from tests.support.clock import START
from tests.support.many import copy_attempts


@pytest.fixture
def first(learner, database):
    """An attempt at a quiz in which everything was right."""
    quiz = Sitting(learner, database)
    quiz.answer_all()
    quiz.submit()
    return quiz


@pytest.fixture
def read(learner, database):
    def read(module="first-steps", looks_back=0):
        with database.session(writing=False) as session:
            where = (learner.user_id, "tiny", "quiz", module)
            return so_far(session, *where, looks_back=looks_back)

    return read


def change(database, attempt_id, **values):
    with database.session(writing=True) as session:
        session.execute(update(Attempt).where(Attempt.id == attempt_id).values(values))


def test_where_nothing_was_tried_there_is_nothing(first, read):
    assert read("second-steps", looks_back=3) == SoFar()


def test_of_equal_results_the_first_is_the_best(database, first, read):
    copy_attempts(database, first.id, 3)
    assert read().best.attempt_id == first.id


def test_a_pass_is_better_than_a_higher_score_that_was_none(database, first, read):
    copy_attempts(database, first.id, 2, passed=False)
    change(database, first.id, score=75.0)
    assert read().best.attempt_id == first.id
    assert read().best.score == 75
    assert read().passed


def test_without_a_pass_the_highest_score_is_the_best(database, first, read):
    change(database, first.id, passed=False, score=10.0)
    second, third = copy_attempts(database, first.id, 2, score=lambda n: 10.0 * n)
    assert read().best.attempt_id == third
    assert not read().passed
    change(database, third, score=0.0)
    assert read().best.attempt_id == second


def test_a_result_that_is_not_final_is_not_the_best_but_waits(database, first, read):
    (second,) = copy_attempts(database, first.id, 1, score=30.0)
    for attempt_id in (first.id, second):
        change(database, attempt_id, passed=False, provisional=True)
    assert (read().best, read().passed) == (None, False)
    assert read().waits == WaitingResult(second, 2, 30.0)
    change(database, first.id, passed=True)
    assert (read().best, read().passed, read().waits) == (None, True, None)
    change(database, first.id, provisional=False)
    assert read().best.attempt_id == first.id


def test_what_was_declared_invalid_counts_for_nothing(database, first, read):
    (second,) = copy_attempts(database, first.id, 1, passed=False, score=5.0)
    change(database, first.id, invalidated_at=START)
    found = read(looks_back=5)
    assert found.best.attempt_id == second
    assert not found.passed
    assert len(found.newest) == 1
    assert found.last_number == 2


def test_the_newest_are_those_begun_last_whatever_their_numbers(database, first, read):
    """Attempts that came from an earlier address of the module are numbered on."""
    copies = copy_attempts(database, first.id, 5)
    change(database, copies[-1], started_at=START - timedelta(days=9))
    begun = [past.started_at for past in read(looks_back=2).newest]
    assert begun == [START + timedelta(minutes=n) for n in (5, 4)]


def test_the_open_one_is_found_though_nothing_is_looked_back_at(database, learner, first, read):
    copy_attempts(database, first.id, 4)
    again = Sitting(learner, database, QUIZ)
    found = read()
    assert found.open_id == again.id
    assert [past.ended_at for past in found.newest] == [None]
    assert found.last_number == 6
