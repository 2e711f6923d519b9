"""What waits together is committed together: nobody is told before it is, and nobody pays for others."""

import asyncio
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest
from sqlalchemy import event, text
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.testing import capture_logs

from app.core.errors import Conflict, NotFound, Unavailable
from app.core.together import Writer

# Seconds that nobody waits for anything here, unless it never comes.
_NEVER = 20


@pytest.fixture
def numbers(sqlite):
    """A table of numbers; one that is not in `known` is refused at the commit, not before."""
    with sqlite.session(writing=True) as session:
        session.execute(text("CREATE TABLE known (n INTEGER PRIMARY KEY)"))
        session.execute(
            text(
                "CREATE TABLE numbers (n INTEGER REFERENCES known (n) DEFERRABLE INITIALLY DEFERRED)"
            )
        )
        for n in range(10):
            session.execute(text("INSERT INTO known VALUES (:n)"), {"n": n})
    return sqlite


def add(n, then=None):
    def job(session):
        session.execute(text("INSERT INTO numbers VALUES (:n)"), {"n": n})
        if then is not None:
            raise then
        return n

    return job


def kept(database):
    with database.session(writing=False) as session:
        return sorted(session.scalars(text("SELECT n FROM numbers")))


def together(database, *jobs):
    """All jobs while somebody else writes, so that they wait for one another."""

    async def run():
        with database.session(writing=True):
            waiting = [asyncio.ensure_future(database.write_together(job)) for job in jobs]
            await asyncio.sleep(0.05)
            assert not any(one.done() for one in waiting)
        return await asyncio.gather(*waiting, return_exceptions=True)

    return asyncio.run(run())


def commits(database, act):
    """How many transactions were committed meanwhile."""
    seen = []

    def remember(connection):
        seen.append(connection)

    event.listen(database.engine, "commit", remember)
    try:
        act()
    finally:
        event.remove(database.engine, "commit", remember)
    return len(seen)


def test_jobs_that_wait_share_one_commit(numbers):
    # What comes first may be taken before the others have come, and then waits alone.
    assert commits(numbers, lambda: together(numbers, *(add(n) for n in range(8)))) <= 2
    assert kept(numbers) == list(range(8))


def test_a_job_that_raises_takes_nothing_of_the_others_along(numbers):
    results = together(numbers, add(1), add(2, NotFound()), add(3))
    assert (results[0], results[2]) == (1, 3)
    assert isinstance(results[1], NotFound)
    assert kept(numbers) == [1, 3]


def test_of_a_commit_that_is_refused_only_the_culprit_fails(numbers):
    results = together(numbers, add(1), add(99), add(3))
    assert (results[0], results[2]) == (1, 3)
    assert isinstance(results[1], Conflict)
    assert kept(numbers) == [1, 3]


def test_what_a_job_was_told_is_on_the_disk(numbers):
    async def run():
        await numbers.write_together(add(5))
        return kept(numbers)

    assert asyncio.run(run()) == [5]


def test_closing_finishes_what_waits(numbers):
    async def run():
        waiting = [asyncio.ensure_future(numbers.write_together(add(n))) for n in range(5)]
        await asyncio.sleep(0)
        await asyncio.to_thread(numbers.close)
        return await asyncio.gather(*waiting)

    assert asyncio.run(run()) == list(range(5))


def test_the_work_is_done_by_the_thread_that_asked(numbers):
    async def run():
        return await numbers.write_together(lambda _session: threading.get_ident())

    assert asyncio.run(run()) == threading.get_ident()


def test_two_loops_wait_for_one_another(numbers):
    def add_five(first):
        async def run():
            jobs = (numbers.write_together(add(n)) for n in range(first, first + 5))
            return await asyncio.gather(*jobs)

        return asyncio.run(run())

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(add_five, (0, 5))) == [list(range(5)), list(range(5, 10))]
    assert kept(numbers) == list(range(10))


def test_where_no_transaction_begins_all_are_told_at_once(numbers, monkeypatch):
    """Not one after the other, each after its own wait."""
    monkeypatch.setattr("app.core.together.PATIENCE", 50)
    begun = []
    event.listen(numbers.engine, "begin", begun.append)
    with closing(sqlite3.connect(numbers.engine.url.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        results = together(numbers, *(add(n) for n in range(8)))
    assert all(isinstance(result, Unavailable) for result in results)
    assert len(begun) <= 2
    assert kept(numbers) == []


def test_closing_on_the_loop_itself_does_so_too(numbers):
    async def run():
        waiting = [asyncio.ensure_future(numbers.write_together(add(n))) for n in range(5)]
        await asyncio.sleep(0)
        numbers.close()
        return await asyncio.gather(*waiting)

    assert asyncio.run(run()) == list(range(5))


def test_what_somebody_asked_who_has_gone_is_carried_out_all_the_same(numbers):
    async def run():
        with numbers.session(writing=True):
            waiting = [asyncio.ensure_future(numbers.write_together(add(n))) for n in range(5)]
            await asyncio.sleep(0.05)
            for one in waiting:
                one.cancel()

    asyncio.run(run())
    numbers.close()
    assert kept(numbers) == list(range(5))


def test_a_job_that_raises_stop_iteration_holds_up_nobody(numbers):
    results = []

    async def run():
        for jobs in ((lambda _session: next(iter(())), add(1)), (add(2),)):
            waiting = [numbers.write_together(job) for job in jobs]
            async with asyncio.timeout(_NEVER):
                results.extend(await asyncio.gather(*waiting, return_exceptions=True))

    asyncio.run(run())
    assert results[1:] == [1, 2]
    assert isinstance(results[0], RuntimeError)
    assert isinstance(results[0].__cause__, StopIteration)
    assert kept(numbers) == [1, 2]


def refuse(*_):
    raise OSError("no thought was given to this")


@pytest.mark.parametrize(
    "broken", [refuse, lambda _jobs: refuse], ids=["on the loop", "in the thread"]
)
def test_an_error_nobody_thought_of_ends_no_later_write(broken):
    writes = iter([broken, lambda jobs: lambda: [job.act(None) for job in jobs]])

    def write(jobs):
        return next(writes)(jobs)

    writer = Writer(write)

    async def run():
        first = [asyncio.ensure_future(writer.run(lambda _: "kept")) for _ in range(3)]
        async with asyncio.timeout(_NEVER):
            results = await asyncio.gather(*first, return_exceptions=True)
            return results, await writer.run(lambda _: "kept")

    results, later = asyncio.run(run())
    assert [type(result) for result in results] == [OSError] * 3
    assert later == "kept"


def patience_of_the_pool(database, connections):
    """What as many connections as the pool is said to have wait for another writer."""
    with ExitStack() as taken:
        lent = [taken.enter_context(database.engine.connect()) for _ in range(connections)]
        return [one.exec_driver_sql("PRAGMA busy_timeout").scalar_one() for one in lent]


def test_after_a_busy_moment_others_wait_for_writers_as_patiently_as_before(numbers):
    before = patience_of_the_pool(numbers, 3)

    async def run():
        with closing(sqlite3.connect(numbers.engine.url.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            waiting = asyncio.ensure_future(numbers.write_together(add(1)))
            for _ in range(3):  # until the loop has tried, and left it to a thread
                await asyncio.sleep(0)
            other.execute("COMMIT")
            return await waiting

    assert asyncio.run(run()) == 1
    assert patience_of_the_pool(numbers, 3) == before


def test_where_commit_and_undoing_both_fail_it_is_told_and_others_write_on(numbers, monkeypatch):
    async def run():
        async with asyncio.timeout(_NEVER):
            await numbers.write_together(add(1))
            for act in ("commit", "close"):
                monkeypatch.setattr(numbers._shared._connection, act, refuse)
            with pytest.raises(OSError, match="no thought"):
                await numbers.write_together(add(2))
            return await numbers.write_together(add(3))

    assert asyncio.run(run()) == 3
    assert kept(numbers) == [1, 3]


def test_what_the_log_says_of_a_write_that_is_refused_names_its_own_request(numbers):
    async def ask(n):
        with bound_contextvars(request_id=f"wants {n}"):
            return await numbers.write_together(add(n))

    async def run():
        return await asyncio.gather(*map(ask, (0, 98, 1, 99)), return_exceptions=True)

    with capture_logs(processors=[merge_contextvars]) as logs:
        # Refused at once, and within a commit that all share.
        with numbers.session(writing=True) as session:
            session.execute(text("CREATE UNIQUE INDEX once ON numbers (n)"))
            session.execute(text("INSERT INTO numbers VALUES (1)"))
        results = asyncio.run(run())
    assert [type(result) for result in results] == [int, Conflict, Conflict, Conflict]
    refused = [line["request_id"] for line in logs if line["event"] == "refused by the database"]
    assert sorted(set(refused)) == ["wants 1", "wants 98", "wants 99"]


def test_what_a_thread_takes_although_none_could_be_started_is_done_once(numbers):
    """The queue of the threads has it by then, and one that was busy may come to it."""
    done = []

    class Full(ThreadPoolExecutor):
        def submit(self, *asked):
            super().submit(*asked).result(_NEVER)
            raise RuntimeError("can't start new thread")

    def job(session):
        done.append(session)
        return add(len(done))(session)

    async def run():
        asyncio.get_running_loop().set_default_executor(Full())
        return await numbers.write_together(job)

    assert asyncio.run(run()) == 1
    assert len(done) == 1
    assert kept(numbers) == [1]
