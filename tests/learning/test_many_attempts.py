"""Who has tried five hundred times waits no longer for a page than others do."""

import pytest

from tests.assessment.sitting import EXAM, QUIZ, Sitting
from tests.support.many import copy_attempts, cost

# More than a page shows of them, so that pages say the same of few and many.
FEW, MORE = 60, 500


@pytest.fixture
def result(learner, database):
    """The address of the first of a few attempts at a quiz, all but it in vain."""
    first = Sitting(learner, database)
    first.answer_all()
    first.submit()
    copies = copy_attempts(database, first.id, FEW, passed=False, score=lambda n: n % 50)
    first.last = copies[-1]
    return first


def pages(result):
    return (
        *("/", "/learning", QUIZ, EXAM, "/courses/tiny", "/courses/tiny/first-steps"),
        "/courses/tiny/first-steps/boundary",
        *(f"{result.address}/result", f"{result.address}/record", "/review", "/certificates"),
    )


def test_pages_cost_as_much_after_five_hundred_attempts_in_vain(learner, database, result):
    few = {path: cost(database, learner, path) for path in pages(result)}
    copy_attempts(database, result.last, MORE, score=lambda n: n % 50)
    many = {path: cost(database, learner, path) for path in pages(result)}
    assert few == many
    assert all(found.steps or not database.is_sqlite for found in many.values())


def test_an_attempt_that_was_passed_costs_an_entry_of_an_index(learner, database, result):
    few = {path: cost(database, learner, path) for path in pages(result)}
    copy_attempts(database, result.last, MORE, passed=True, score=lambda n: 80 + n % 20)
    many = {path: cost(database, learner, path) for path in pages(result)}
    for path in pages(result):
        assert many[path][:2] == few[path][:2], path
        # A row that is looked at costs more than twice as many.
        assert many[path].steps - few[path].steps <= 9 * MORE, path
        assert abs(many[path].size - few[path].size) < 100, path
    for path in (QUIZ, f"{result.address}/result", f"{result.address}/record"):
        assert many[path].steps == few[path].steps, path


def test_the_list_of_attempts_does_no_more_than_count_those_of_other_pages(
    learner, database, result
):
    few = cost(database, learner, "/attempts")
    copy_attempts(database, result.last, MORE)
    many = cost(database, learner, "/attempts")
    assert many[:2] == few[:2]
    assert many.steps - few.steps <= 4 * MORE
    # The numbers of attempts and pages have more digits.
    assert many.size - few.size < 100
