from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlmodel import select

from app.accounts import throttle
from app.accounts.models import Throttle
from app.accounts.throttle import Limit
from app.core.errors import TooMany
from tests.support.clock import START

LIMIT = Limit("tests", 3, timedelta(minutes=15))


def test_as_many_tries_as_allowed_pass_and_the_next_does_not(session):
    for _ in range(3):
        throttle.hit(session, LIMIT, "lena", START)
    with pytest.raises(TooMany) as refused:
        throttle.hit(session, LIMIT, "lena", START + timedelta(minutes=5))
    assert refused.value.retry_after == 601


def test_a_new_window_begins_when_the_old_one_is_over(session):
    for _ in range(3):
        throttle.hit(session, LIMIT, "lena", START)
    later = START + timedelta(minutes=15)
    for _ in range(3):
        throttle.hit(session, LIMIT, "lena", later)
    with pytest.raises(TooMany):
        throttle.hit(session, LIMIT, "lena", later)


def test_people_and_purposes_are_counted_apart(session):
    for _ in range(3):
        throttle.hit(session, LIMIT, "lena", START)
    throttle.hit(session, LIMIT, "otto", START)
    throttle.hit(session, Limit("other", 3, timedelta(minutes=15)), "lena", START)


def test_what_was_right_is_forgotten_or_given_back(session):
    for _ in range(3):
        throttle.hit(session, LIMIT, "lena", START)
    throttle.give_back(session, LIMIT, "lena")
    throttle.hit(session, LIMIT, "lena", START)
    throttle.forget(session, LIMIT, "lena")
    throttle.hit(session, LIMIT, "lena", START)


def test_old_counters_are_thrown_away(session):
    throttle.hit(session, LIMIT, "lena", START)
    throttle.hit(session, LIMIT, "otto", START + timedelta(days=2))
    assert len(session.exec(select(Throttle)).all()) == 1


def test_the_table_names_nobody(session):
    throttle.hit(session, LIMIT, "lena@example.org", START)
    assert "lena" not in session.exec(select(Throttle)).one().key


def test_tries_sent_at_the_same_time_are_all_counted(database):
    """Two connections at once: the counter holds over threads, and so over processes."""
    passed = []
    start = Barrier(8)

    def try_once():
        start.wait()
        try:
            with database.session(writing=True) as session:
                throttle.hit(session, LIMIT, "lena", START)
            passed.append(True)
        except TooMany:
            pass

    threads = [Thread(target=try_once) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == 3
