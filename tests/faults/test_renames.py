"""A course or a module gets another address: whoever read, passed and wrote there loses nothing."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.assessment.item_tallies import tallies
from app.assessment.models import Attempt, AttemptItem
from app.catalog.library import Library
from app.catalog.renames import renames
from app.learning.queries import record
from app.learning.review_queries import held
from app.main import follow_renames
from tests.assessment.responses import counted_all
from tests.assessment.sitting import QUIZ, Sitting
from tests.conftest import SITE
from tests.support.people import CAST, make_learner


@pytest.fixture
def library(library):
    """The site's, to be renamed by a test and put back."""
    before = library.current
    own = Library(SITE / "courses", SITE / "quizzes", None)
    own.current, own.healthy = before, True
    return own


def rename(library, *, course="tiny", module="first-steps") -> None:
    """Give the course and its first module new addresses, with those of before as aliases."""
    old = library.current.course("tiny") or library.current.courses[0]
    first, *rest = old.modules
    aliases = (*first.aliases, first.slug) if module != first.slug else first.aliases
    bank = replace(first.bank, slug=module)
    changed = replace(
        old,
        slug=course,
        aliases=(*old.aliases, old.slug) if course != old.slug else old.aliases,
        modules=(replace(first, slug=module, aliases=aliases, bank=bank), *rest),
    )
    library.current = replace(library.current, courses=(changed,))


UNIT = "/courses/tiny/first-steps/statement"


@pytest.fixture
def worked(learner, database):
    """A learner who has read two units, written on a sheet, and passed the quiz at the second try."""
    learner.post("/courses/tiny/first-steps/boundary/complete")
    learner.post(f"{UNIT}/complete")
    learner.post(f"{UNIT}/worksheets/scope-statement", {"sites": "Utrecht"})
    for right in (False, True):
        sitting = Sitting(learner, database, QUIZ)
        sitting.answer_all(right=right)
        sitting.submit()
    return learner


@pytest.mark.parametrize(
    ("course", "module"), [("tiny", "new-steps"), ("small", "first-steps"), ("small", "new-steps")]
)
def test_what_was_read_passed_and_written_is_there_under_the_new_address(
    worked, library, database, course, module
):
    rename(library, course=course, module=module)
    follow_renames(database, library)
    with database.session(writing=False) as session:
        found = record(session, worked.user_id, course)
        assert set(found.units) == {(module, "boundary"), (module, "statement")}
        assert found.quizzes == {module}
        bank = session.scalars(select(col(AttemptItem.bank)).distinct()).all()
        assert bank == [module]
        counts = tallies(session, course)
        assert {(tally.item.module, tally.item.bank) for tally in counts} == {(module, module)}
        assert course == "tiny" or not tallies(session, "tiny")
    assert counted_all(database, course) == sum(tally.responses for tally in counts)
    page = worked.get(f"/courses/{course}/{module}/statement").page
    assert page.find("textarea", attrs={"name": "sites"}).get_text(strip=True) == "Utrecht"
    assert "Best result" in worked.get(f"/courses/{course}/{module}").text or "passed" in (
        worked.get(f"/courses/{course}/{module}").text.lower()
    )


def test_what_comes_back_and_what_is_paused_follows(worked, library, database):
    worked.post("/review/pause", {"course": "tiny"})
    rename(library, course="small", module="new-steps")
    follow_renames(database, library)
    with database.session(writing=False) as session:
        found = held(session, worked.user_id)
    assert {(card.course, card.module) for card in found.cards} == {("small", "new-steps")}
    assert found.paused == {"small"}
    assert "The review is paused." in worked.get("/review").text


def test_following_twice_changes_nothing_more(worked, library, database):
    rename(library, module="new-steps")
    follow_renames(database, library)
    with database.session(writing=False) as session:
        before = record(session, worked.user_id, "tiny")
    follow_renames(database, library)
    with database.session(writing=False) as session:
        assert record(session, worked.user_id, "tiny") == before


def test_what_was_done_again_meanwhile_is_put_together(worked, library, database, clock, sign_in):
    """As on a site that renamed before records followed: both addresses have rows of one person."""
    clock.advance(hours=1)
    rename(library, module="new-steps")
    new = "/courses/tiny/new-steps"
    worked.post(f"{new}/statement/worksheets/scope-statement", {"sites": "Ghent"})
    worked.post(f"{new}/boundary/complete")
    again = Sitting(worked, database, f"{new}/quiz")
    other = sign_in("another learner")
    follow_renames(database, library)
    with database.session(writing=False) as session:
        attempts = session.scalars(select(Attempt).order_by(col(Attempt.number))).all()
        assert {a.module for a in attempts} == {"new-steps"}
        assert sorted(a.number for a in attempts) == [1, 2, 3]
        assert [a.number for a in attempts if a.submitted_at is None] == [1]
        found = record(session, worked.user_id, "tiny")
        assert set(found.units) == {("new-steps", "boundary"), ("new-steps", "statement")}
        assert not record(session, other.user_id, "tiny")
    page = worked.get(f"{new}/statement").page
    assert page.find("textarea", attrs={"name": "sites"}).get_text(strip=True) == "Ghent"
    again.answer_all()
    assert again.submit().location == f"{again.address}/result"


def test_an_attempt_that_is_open_goes_on_under_the_new_address(learner, library, database):
    sitting = Sitting(learner, database, QUIZ)
    sitting.answer(1)
    rename(library, module="new-steps")
    follow_renames(database, library)
    assert Sitting(learner, database, "/courses/tiny/new-steps/quiz").id == sitting.id
    sitting.answer_all()
    sitting.submit()
    with database.session(writing=False) as session:
        assert record(session, learner.user_id, "tiny").quizzes == {"new-steps"}


def test_two_attempts_that_are_open_under_both_are_both_kept(learner, library, database):
    first = Sitting(learner, database, QUIZ)
    rename(library, module="new-steps")
    second = Sitting(learner, database, "/courses/tiny/new-steps/quiz")
    assert second.id != first.id
    follow_renames(database, library)
    second.submit()
    follow_renames(database, library)
    with database.session(writing=False) as session:
        rows = session.execute(select(col(Attempt.module), col(Attempt.number))).all()
    assert sorted(rows) == [("new-steps", 1), ("new-steps", 2)]


def test_a_catalogue_without_earlier_names_asks_the_database_nothing(library, database):
    plain = replace(library.current.courses[0], aliases=())
    plain = replace(plain, modules=tuple(replace(m, aliases=()) for m in plain.modules))
    library.current = replace(library.current, courses=(plain,))
    assert renames(library.current) == ()
    with database.session(writing=True) as session:
        make_learner(session, **CAST["learner"])
    follow_renames(database, library)
