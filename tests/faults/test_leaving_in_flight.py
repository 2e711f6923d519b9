"""Somebody deletes their account while a post of theirs is on its way."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.accounts import leaving
from app.learning.models import BlockState, UnitProgress
from tests.support.people import PASSWORD

UNIT = "/courses/tiny/first-steps/statement"
POSTS = {
    "a completion": (f"{UNIT}/complete", {}),
    "a worksheet": (f"{UNIT}/worksheets/scope-statement", {"sites": "Utrecht"}),
}


def rows_of(database, user_id) -> int:
    with database.session(writing=False) as session:
        return sum(
            len(
                session.scalars(
                    select(col(table.module)).where(col(table.user_id) == user_id)
                ).all()
            )
            for table in (UnitProgress, BlockState)
        )


@pytest.mark.parametrize("what", POSTS)
def test_what_was_admitted_before_the_deletion_leaves_nothing_after_it(
    app, learner, database, clock, what, monkeypatch
):
    """The post has found its visitor, the account is deleted, then the post writes. On SQLite the
    deletion waits for the post; on PostgreSQL it does not, and the post has to find out.
    """
    admitted, deleted = threading.Event(), threading.Event()
    site = app.state.site

    def authenticate(session, token, now):
        visitor = site.authenticate(session, token, now)
        admitted.set()
        # On SQLite the deletion waits for this.
        deleted.wait(2 if database.is_sqlite else 30)
        return visitor

    app.state.site = replace(site, authenticate=authenticate)
    path, data = POSTS[what]
    with ThreadPoolExecutor(1) as pool:
        posting = pool.submit(learner.post, path, data)
        assert admitted.wait(10)
        with database.session(writing=True) as session:
            leaving.erase(session, site.personal_data, learner.user_id, clock())
        deleted.set()
        visit = posting.result(30)
    assert rows_of(database, learner.user_id) == 0
    # Either it came first and went with the rest, or its sender is told.
    assert visit.status in {303, 409}
    if not database.is_sqlite:
        assert visit.status == 409
        assert visit.heading == "This account is deleted"


def test_what_is_being_written_is_waited_for_and_deleted_with_the_rest(
    app, learner, database, clock
):
    """The post has written and not committed yet when the deletion begins."""
    written, goes_on = threading.Event(), threading.Event()
    site = app.state.site

    def confirm(session, visitor):
        site.confirm(session, visitor)
        written.set()
        goes_on.wait(30)

    app.state.site = replace(site, confirm=confirm)

    def erase():
        with database.session(writing=True) as session:
            leaving.erase(session, site.personal_data, learner.user_id, clock())

    with ThreadPoolExecutor(2) as pool:
        posting = pool.submit(learner.post, *POSTS["a worksheet"])
        assert written.wait(10)
        erasing = pool.submit(erase)
        with pytest.raises(TimeoutError):
            erasing.result(0.3)
        goes_on.set()
        assert posting.result(30).status == 303
        erasing.result(30)
    assert rows_of(database, learner.user_id) == 0


def test_deleting_twice_at_the_same_moment_is_once(app, learner, database):
    browsers = [learner, type(learner)(app, learner.client.cookies["clauseway"])]
    barrier = threading.Barrier(2)

    def click(browser):
        barrier.wait()
        return browser.post("/account/delete", {"password": PASSWORD}).status

    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(click, browsers))
    assert statuses[0] == 303
    assert statuses[1] in {303, 401, 409, 422}
