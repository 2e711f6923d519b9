"""An exam is declared invalid: what came of it ends in the same act, or is said to stand."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.accounts.models import AuditEntry
from tests.assessment.sitting import EXAM, Sitting
from tests.certificates.earning import certificates_of, read_all, sit

WHY = "Somebody else sat it."


@pytest.fixture
def exam(app, learner, database, library):
    with database.session(writing=True) as session:
        course = library.current.course("tiny")
        read_all(session, learner.user_id, course)
        for module in course.modules:
            sit(session, learner.user_id, course, module=module.slug)
    sitting = Sitting(learner, database, EXAM)
    sitting.answer_all()
    sitting.submit()
    return sitting


@pytest.fixture
def admin(sign_in):
    return sign_in("administrator")


def acts(database):
    with database.session(writing=False) as session:
        return session.execute(select(col(AuditEntry.act), col(AuditEntry.why))).all()


def test_the_certificate_is_named_and_ends_with_the_exam_unless_it_is_unticked(
    exam, admin, learner, database
):
    (certificate,) = certificates_of(database, learner.user_id)
    path = f"/admin/attempts/{exam.id}/invalidate"
    box = admin.get(path).page.select_one("input[name=take_back]")
    assert box.has_attr("checked")
    assert certificate.public_code in box.find_parent("label").get_text()
    shown = admin.follow(admin.post(path, {"why": WHY, "take_back": "1"})).text
    assert f"Revoked with it: certificate {certificate.public_code}." in shown
    (after,) = certificates_of(database, learner.user_id)
    assert after.revoked_why == WHY
    assert sorted(acts(database)) == [
        ("attempt declared invalid", WHY),
        ("certificate revoked", WHY),
    ]
    assert "evoked" in learner.get(f"/verify/{certificate.public_code}").heading


def test_a_certificate_that_is_to_stand_is_said_to(exam, admin, learner, database):
    (certificate,) = certificates_of(database, learner.user_id)
    done = admin.post(f"/admin/attempts/{exam.id}/invalidate", {"why": WHY})
    assert f"Still valid: certificate {certificate.public_code}." in admin.follow(done).text
    assert certificates_of(database, learner.user_id) == (certificate,)


def test_without_a_reason_the_choice_is_kept_and_nothing_is_done(exam, admin, learner, database):
    visit = admin.post(f"/admin/attempts/{exam.id}/invalidate", {"why": " "})
    assert visit.status == 422
    assert not visit.page.select_one("input[name=take_back]").has_attr("checked")
    assert certificates_of(database, learner.user_id)[0].revoked_at is None
    assert exam.head().is_valid


def test_a_quiz_brings_no_certificate_and_asks_for_none(learner, admin, database):
    quiz = Sitting(learner, database)
    quiz.submit()
    page = admin.get(f"/admin/attempts/{quiz.id}/invalidate").page
    assert not page.select("input[name=take_back]")
