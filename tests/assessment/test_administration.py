"""What administrators do to attempts."""

import pytest
from sqlalchemy import select

from app.accounts.models import AuditEntry
from app.assessment import queries
from app.core.listing import PER_PAGE
from tests.assessment.sitting import EXAM, Sitting
from tests.support.many import copy_attempts


@pytest.fixture
def passed(learner, database):
    exam = Sitting(learner, database, EXAM)
    exam.answer_all()
    exam.submit()
    return exam


def passed_exam(database, learner):
    with database.session(writing=False) as session:
        return queries.passed_exam(session, learner.user_id, "tiny")


def test_an_invalid_attempt_passes_nothing_and_does_not_count(passed, learner, admin, database):
    assert passed_exam(database, learner).attempt_id == passed.id
    path = f"/admin/attempts/{passed.id}/invalidate"
    done = admin.post(path, {"why": "Somebody else sat it."})
    assert done.location == f"/admin/people/{learner.user_id}/attempts"
    assert passed_exam(database, learner) is None
    assert "3 left of 3" in learner.get(EXAM).text
    page = passed.result()
    assert page.heading == "This attempt is invalid."
    assert "Somebody else sat it." in page.text
    assert not page.page.select("section.review")


def test_the_act_stands_in_the_audit_log(passed, learner, admin, database):
    admin.post(f"/admin/attempts/{passed.id}/invalidate", {"why": "Two people were there."})
    with database.session(writing=False) as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.actor_id, entry.subject_id) == (admin.user_id, learner.user_id)
    assert entry.why == "Two people were there."
    assert entry.details["attempt"] == str(passed.id)
    assert "passed yes" in admin.get("/admin/log").page.main.get_text()


def test_a_reason_is_needed(passed, admin):
    path = f"/admin/attempts/{passed.id}/invalidate"
    page = admin.get(path).page
    assert page.select_one("form.narrow")["action"] == path
    refused = admin.post(path, {"why": "  "})
    assert refused.status == 422
    assert refused.page.select_one("#why")["aria-invalid"] == "true"
    assert passed.head().is_valid


def test_once_is_enough(passed, admin):
    path = f"/admin/attempts/{passed.id}/invalidate"
    admin.post(path, {"why": "First."})
    assert admin.post(path, {"why": "Second."}).status == 409
    assert passed.head().invalidated_why == "First."


def test_an_open_attempt_ends_with_it(learner, database, admin):
    exam = Sitting(learner, database, EXAM)
    exam.answer(1)
    admin.post(f"/admin/attempts/{exam.id}/invalidate", {"why": "The room lost power."})
    visit = exam.answer(2)
    assert visit.status == 409
    assert visit.heading == "This attempt is over"
    assert learner.post(EXAM).location != exam.address


def test_the_list_names_a_persons_attempts(passed, learner, admin):
    page = admin.get(f"/admin/people/{learner.user_id}/attempts")
    assert page.heading == "Attempts of Lena Learner"
    assert "Tiny exam, attempt 1" in page.text
    links = [link["href"] for link in page.page.select(".item-note a")]
    assert links == [f"/admin/attempts/{passed.id}/{what}" for what in ("record", "invalidate")]


def test_the_list_of_a_person_with_many_attempts_has_pages(passed, learner, admin, database):
    copy_attempts(database, passed.id, PER_PAGE)
    address = f"/admin/people/{learner.user_id}/attempts"
    first = admin.get(address).page
    assert len(first.select(".item-title")) == PER_PAGE
    assert first.find("a", rel="next")["href"] == f"{address}?page=2"
    second = admin.get(f"{address}?page=2").page
    assert [title.get_text() for title in second.select(".item-title")] == ["Tiny exam, attempt 1"]
