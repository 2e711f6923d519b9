"""Deleting an account and writing to what belongs to it take their locks in one order: the account
first. Otherwise each waits for the other, and PostgreSQL ends one of them.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.accounts import leaving
from app.assessment import queries as attempts
from app.assessment.models import Attempt
from app.certificates import queries as certificates
from app.certificates.models import Certificate
from tests.assessment.sitting import EXAM, Sitting
from tests.support.certificates import make_certificate

# Who posts what, and what is locked for it.
POSTS = {
    "an answer": ("learner", "{attempt}/answers/1", {"choice": "1", "then": "next"}, attempts),
    "handing in": ("learner", "{attempt}/submit", {}, attempts),
    "more time": (
        "administrator",
        "/admin{attempt}/more-time",
        {"minutes": "5", "why": "because"},
        attempts,
    ),
    "an invalidation": (
        "administrator",
        "/admin{attempt}/invalidate",
        {"why": "because"},
        attempts,
    ),
    "a revocation": (
        "administrator",
        "/admin/certificates/{certificate}/revoke",
        {"revoke_why": "because"},
        certificates,
    ),
    "a correction": (
        "administrator",
        "/admin/certificates/{certificate}/correct",
        {"name": "Lena Lerner", "correct_why": "because"},
        certificates,
    ),
}
LOCKING = {attempts: "attempt", certificates: "by_id"}


@pytest.fixture
def open_exam(app, learner, database, clock, library):
    """A learner's open exam and a certificate of theirs."""
    app.state.site = replace(app.state.site, exam_gate=lambda *_: ())
    sitting = Sitting(learner, database, EXAM)
    with database.session(writing=True) as session:
        site = SimpleNamespace(clock=clock, library=library)
        session.add(make_certificate(site, learner.user_id, "own"))
        session.flush()
        certificate = session.scalar(select(col(Certificate.id)))
    return SimpleNamespace(sitting=sitting, certificate=certificate)


@pytest.mark.parametrize("what", POSTS)
def test_a_post_that_has_locked_something_goes_on_while_its_account_is_being_deleted(
    app, sign_in, learner, open_exam, database, clock, what, monkeypatch
):
    """The post holds its row; the deletion begins, and would take the account before the post does."""
    who, path, data, module = POSTS[what]
    browser = learner if who == "learner" else sign_in(who)
    locked, deleting = threading.Event(), threading.Event()
    real = getattr(module, LOCKING[module])

    def locking(session, some_id, *, lock=False):
        found = real(session, some_id, lock=lock)
        if lock and not locked.is_set():
            locked.set()
            deleting.wait(1)
        return found

    monkeypatch.setattr(module, LOCKING[module], locking)

    class Begins:
        def erase(self, _session, _user_id):
            """The account is locked by now."""
            deleting.set()

    def erase():
        with database.session(writing=True) as session:
            parts = (Begins(), *app.state.site.personal_data)
            leaving.erase(session, parts, learner.user_id, clock())

    path = path.format(attempt=open_exam.sitting.address, certificate=open_exam.certificate)
    with ThreadPoolExecutor(2) as pool:
        posting = pool.submit(browser.post, path, data)
        assert locked.wait(10)
        erasing = pool.submit(erase)
        visit = posting.result(30)
        erasing.result(30)
    assert visit.status == 303, visit.text
    with database.session(writing=False) as session:
        left = session.execute(select(col(Attempt.submitted_at), col(Attempt.invalidated_at))).all()
        holders = set(session.scalars(select(col(Certificate.user_id))))
    # What was handed in or declared invalid stays without its name, what was open goes.
    assert len(left) == (1 if what in {"handing in", "an invalidation"} else 0)
    assert holders == {None}


def test_a_post_that_comes_after_the_deletion_is_told_and_changes_nothing(
    app, learner, open_exam, database, clock
):
    """The deletion has locked the account and is not done: the post waits for it, then finds out."""
    site = app.state.site
    locked, goes_on, admitted = threading.Event(), threading.Event(), threading.Event()

    def authenticate(session, token, now):
        visitor = site.authenticate(session, token, now)
        admitted.set()
        return visitor

    app.state.site = replace(site, authenticate=authenticate)

    class Waits:
        def erase(self, _session, _user_id):
            locked.set()
            goes_on.wait(60)

    def erase():
        with database.session(writing=True) as session:
            parts = (Waits(), *site.personal_data)
            leaving.erase(session, parts, learner.user_id, clock())

    with ThreadPoolExecutor(2) as pool:
        erasing = pool.submit(erase)
        assert locked.wait(10)
        posting = pool.submit(learner.post, f"{open_exam.sitting.address}/submit")
        # On SQLite it waits before it asks who is there.
        assert database.is_sqlite or admitted.wait(30)
        with pytest.raises(TimeoutError):
            posting.result(0.3)
        goes_on.set()
        erasing.result(30)
        assert posting.result(30).status in ({401} if database.is_sqlite else {409})
    with database.session(writing=False) as session:
        assert session.scalars(select(col(Attempt.id))).all() == []
