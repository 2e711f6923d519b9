"""Times are stored in UTC and come back aware; ids sort by time; tokens are stored as hashes."""

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from app.core.clock import UtcDateTime, system_clock
from app.core.ids import new_id, new_token, token_hash

MOMENTS = Table(
    "moments",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime),
)


@pytest.fixture
def moments(database):
    MOMENTS.metadata.create_all(database.engine)
    return database


def stored(database, moment):
    with database.session(writing=True) as session:
        session.execute(insert(MOMENTS).values(at=moment))
    with database.session(writing=False) as session:
        return session.execute(select(MOMENTS.c.at)).scalar_one()


def test_a_time_of_another_zone_comes_back_as_the_same_moment_in_utc(moments):
    brussels = datetime(2026, 11, 23, 10, 30, 15, 250000, tzinfo=timezone(timedelta(hours=1)))
    found = stored(moments, brussels)
    assert found == brussels
    assert found.utcoffset() == timedelta(0)
    assert found.microsecond == 250000


def test_no_time_stays_no_time(moments):
    assert stored(moments, None) is None


def test_a_time_without_a_zone_is_refused(moments):
    with pytest.raises(StatementError, match="without a zone"):
        stored(moments, datetime(2026, 11, 23, 10, 30))  # noqa: DTZ001


def test_the_clock_tells_the_time_in_utc():
    assert system_clock().tzinfo is UTC


def test_ids_are_of_version_7_and_sort_by_the_time_they_were_made():
    before = time.time_ns() // 1_000_000
    ids = []
    for _ in range(5):
        ids.append(new_id())
        time.sleep(0.002)
    after = time.time_ns() // 1_000_000
    assert {one.version for one in ids} == {7}
    assert {one.variant for one in ids} == {"specified in RFC 4122"}
    assert ids == sorted(ids)
    assert all(before <= one.int >> 80 <= after for one in ids)


def test_ids_of_one_moment_differ():
    assert len({new_id() for _ in range(2000)}) == 2000


def test_a_token_is_long_fit_for_an_address_and_not_to_be_found_from_its_hash():
    token = new_token()
    assert len(token) >= 43
    assert token.replace("-", "").replace("_", "").isalnum()
    assert token_hash(token) == token_hash(token) != token_hash(new_token())
    assert token not in token_hash(token)


def test_ids_of_the_same_millisecond_sort_by_the_time_they_were_made(monkeypatch):
    start = 1_764_000_000_000_000_000
    times = iter(range(start, start + 1_000_000, 250))
    monkeypatch.setattr(time, "time_ns", lambda: next(times))
    ids = [new_id() for _ in range(4000)]
    assert ids == sorted(set(ids))
    assert {one.int >> 80 for one in ids} == {start // 1_000_000}
