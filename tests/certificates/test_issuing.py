import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlmodel import select

from app.accounts.models import AuditEntry
from app.accounts.service import create_anonymous
from app.catalog.model import Catalog
from app.certificates import queries, service
from app.certificates.models import Certificate
from app.certificates.queries import Standing
from app.core.errors import Conflict, NotFound
from app.core.ids import new_id
from tests.certificates.earning import (
    certificates_of,
    context,
    do_everything,
    earn,
    read_all,
    sit,
)
from tests.support.people import make_learner
from tests.support.statements import count_statements


@pytest.fixture
def person(database):
    with database.session(writing=True) as session:
        return make_learner(session)


@pytest.fixture
def administrator(database):
    with database.session(writing=True) as session:
        return make_learner(session, name="Ada Admin", email="ada@example.org")


@pytest.fixture
def course(catalog):
    return catalog.course("tiny")


def test_a_certificate_says_what_was_earned(app, database, person, course, clock):
    with database.session(writing=True) as session:
        attempt = do_everything(session, person, course)
        service.issue_if_due(context(app, session), person, course)
    (issued,) = certificates_of(database, person)
    assert issued.name == "Lena Learner"
    assert (issued.course, issued.title, issued.level) == ("tiny", "A tiny course", "fundamentals")
    assert (issued.course_version, issued.course_hash) == ("1.2.0", course.hash)
    assert issued.attempt_id == attempt
    assert (issued.score, issued.pass_mark, issued.modules) == (85.0, 70.0, 2)
    assert issued.outcomes == tuple((o.clause, o.text) for o in course.outcomes)
    assert issued.issued_at == clock()
    assert issued.expires_at.date() == clock().date().replace(year=2029)
    assert issued.standing(clock()) is Standing.VALID


def test_a_certificate_is_issued_once_however_often_the_course_is_completed(
    app, database, person, course
):
    first = earn(app, database, person)
    for number in (2, 3):
        with database.session(writing=True) as session:
            sit(session, person, course, score=99, number=number)
            service.issue_if_due(context(app, session), person, course)
    assert [c.code for c in certificates_of(database, person)] == [first.code]


def test_two_submits_at_the_same_moment_issue_one(app, database, person, course):
    with database.session(writing=True) as session:
        do_everything(session, person, course)
    both_have_looked = threading.Barrier(2, timeout=60)
    failures = []

    def submit():
        try:
            with database.session(writing=True) as session:
                if not database.is_sqlite:
                    # On PostgreSQL both look before either writes; on SQLite there is one writer.
                    session.execute(select(Certificate.id)).all()
                    both_have_looked.wait()
                service.issue_if_due(context(app, session), person, course)
        except Exception as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=submit) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(certificates_of(database, person)) == 1


def test_the_schema_allows_no_second_standing_certificate(app, database, person):
    issued = earn(app, database, person)
    with database.session(writing=False) as session:
        row = session.get_one(Certificate, issued.id).model_dump()
    second = insert(Certificate).values(row | {"id": new_id(), "code": "X" * 12})
    with pytest.raises(Conflict), database.session(writing=True) as session:
        session.execute(second)


@pytest.mark.parametrize("missing", ["boundary", "weigh"])
def test_nothing_is_issued_while_a_unit_is_unread(app, database, person, course, missing):
    with database.session(writing=True) as session:
        do_everything(session, person, course, but=missing)
        service.issue_if_due(context(app, session), person, course)
    assert certificates_of(database, person) == ()


def test_nothing_is_issued_on_a_failed_exam(app, database, person, course):
    with database.session(writing=True) as session:
        read_all(session, person, course)
        for module in course.modules:
            sit(session, person, course, module=module.slug)
        sit(session, person, course, score=69.9)
        service.issue_if_due(context(app, session), person, course)
    assert certificates_of(database, person) == ()


def test_finishing_the_last_unit_issues_it_within_the_same_request(app, database, sign_in, course):
    learner = sign_in("learner")
    with database.session(writing=True) as session:
        do_everything(session, learner.user_id, course, but="weigh")
    learner.post("/courses/tiny/second-steps/weigh/complete")
    assert len(certificates_of(database, learner.user_id)) == 1


def without_exam(course):
    return replace(course, completion=replace(course.completion, exam=""), exam=None)


def test_a_learner_without_an_account_gets_theirs_once_they_have_one(
    app, database, person, course, settings, clock
):
    easy = without_exam(course)
    catalog = Catalog(courses=(easy,))
    with database.session(writing=True) as session:
        visitor, _ = create_anonymous(session, clock(), settings, "", "")
        for learner in (visitor.id, person):
            read_all(session, learner, easy)
            for module in easy.modules:
                sit(session, learner, easy, module=module.slug)
        service.issue_if_due(context(app, session), visitor.id, easy)
    assert certificates_of(database, visitor.id) == ()
    with database.session(writing=True) as session:
        service.issue_all_due(context(app, session, catalog=catalog), person)
    assert len(certificates_of(database, person)) == 1


def test_looking_for_what_is_due_costs_two_statements(app, database, person):
    earn(app, database, person)
    with database.session(writing=False) as session, count_statements(database) as sent:
        service.issue_all_due(context(app, session, writing=False), person)
    assert len(sent) == 2, sent


def test_one_that_has_run_out_is_followed_by_another_after_a_new_exam(
    app, database, person, course, clock
):
    first = earn(app, database, person)
    clock.advance(days=3 * 366)
    with database.session(writing=True) as session:
        service.issue_if_due(context(app, session), person, course)
    assert len(certificates_of(database, person)) == 1
    with database.session(writing=True) as session:
        sit(session, person, course, number=2, at=clock())
        service.issue_if_due(context(app, session), person, course)
    new, old = certificates_of(database, person)
    assert old.code == first.code
    assert old.standing(clock()) is Standing.EXPIRED
    assert new.standing(clock()) is Standing.VALID


def test_a_corrected_name_makes_a_new_certificate_and_the_old_one_points_to_it(
    app, database, person, administrator, clock
):
    first = earn(app, database, person)
    clock.advance(days=10)
    with database.session(writing=True) as session:
        code = service.reissue(
            session,
            actor=administrator,
            certificate_id=first.id,
            name="Lena Lerner",
            why="Misspelt",
            now=clock(),
        )
    by_name = {c.name: c for c in certificates_of(database, person)}
    old, new = by_name["Lena Learner"], by_name["Lena Lerner"]
    assert old.standing(clock()) is Standing.REPLACED
    assert old.replaced_by == new.public_code == code
    assert new.standing(clock()) is Standing.VALID
    same = ("course", "title", "course_version", "course_hash", "outcomes", "attempt_id", "score")
    assert all(getattr(new, field) == getattr(old, field) for field in same)
    assert (new.issued_at, new.expires_at) == (old.issued_at, old.expires_at)


def test_a_correction_stands_in_the_audit_log_with_both_codes(
    app, database, person, administrator, clock
):
    first = earn(app, database, person)
    with database.session(writing=True) as session:
        code = service.reissue(
            session,
            actor=administrator,
            certificate_id=first.id,
            name="Lena Lerner",
            why="Misspelt",
            now=clock(),
        )
        (entry,) = session.exec(select(AuditEntry)).all()
    assert (entry.actor_id, entry.subject_id, entry.why) == (administrator, person, "Misspelt")
    assert entry.details == {"certificate": first.public_code, "new": code}


def revoke(database, certificate, administrator, now):
    with database.session(writing=True) as session:
        service.revoke(
            session,
            actor=administrator,
            certificate_id=certificate.id,
            why="Somebody else sat the exam",
            now=now,
        )


def test_a_revoked_certificate_is_not_issued_again_on_the_same_exam(
    app, database, person, administrator, course, clock
):
    first = earn(app, database, person)
    clock.advance(days=1)
    revoke(database, first, administrator, clock())
    with database.session(writing=True) as session:
        service.issue_if_due(context(app, session), person, course)
    (only,) = certificates_of(database, person)
    assert only.standing(clock()) is Standing.REVOKED
    clock.advance(days=1)
    with database.session(writing=True) as session:
        sit(session, person, course, number=2, at=clock())
        service.issue_if_due(context(app, session), person, course)
    assert {c.standing(clock()) for c in certificates_of(database, person)} == {
        Standing.VALID,
        Standing.REVOKED,
    }


def test_a_revocation_stands_in_the_audit_log(app, database, person, administrator, clock):
    first = earn(app, database, person)
    revoke(database, first, administrator, clock())
    with database.session(writing=False) as session:
        (entry,) = session.exec(select(AuditEntry)).all()
    assert (entry.act, entry.why) == ("certificate revoked", "Somebody else sat the exam")
    assert entry.details == {"certificate": first.public_code}


def test_what_no_longer_stands_can_neither_be_corrected_nor_revoked(
    app, database, person, administrator, clock
):
    first = earn(app, database, person)
    revoke(database, first, administrator, clock())
    with pytest.raises(service.NoLongerStands):
        revoke(database, first, administrator, clock())
    with pytest.raises(service.NoLongerStands), database.session(writing=True) as session:
        service.reissue(
            session,
            actor=administrator,
            certificate_id=first.id,
            name="Other",
            why="Because",
            now=clock(),
        )


def test_an_invented_certificate_cannot_be_revoked(database, administrator, clock):
    with pytest.raises(NotFound), database.session(writing=True) as session:
        service.revoke(
            session, actor=administrator, certificate_id=new_id(), why="Because", now=clock()
        )


def test_deleting_the_account_takes_name_and_holder_and_leaves_the_code(
    app, database, person, clock
):
    issued = earn(app, database, person)
    parts = {type(part).__module__: part for part in app.state.site.personal_data}
    data = parts["app.certificates.personal"]
    with database.session(writing=True) as session:
        exported = data.export(session, person, Catalog(), clock())["certificates"]
        data.erase(session, person)
    assert [c["code"] for c in exported] == [issued.public_code]
    assert exported[0]["name"] == "Lena Learner"
    with database.session(writing=False) as session:
        left = queries.by_code(session, issued.code)
    assert (left.name, left.user_id) == ("", None)
    assert left.standing(clock()) is Standing.WITHDRAWN
    assert left.standing(clock() + timedelta(days=9999)) is Standing.WITHDRAWN
