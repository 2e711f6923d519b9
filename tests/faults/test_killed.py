"""The process is killed while hundreds of answers stream in: what was acknowledged is there."""

import os
import signal
import time
from random import Random, SystemRandom

from sqlalchemy import func, select, text
from sqlmodel import col

from app.assessment.models import Attempt
from tests.cli.running import PATIENCE, Server
from tests.faults.streaming import QUIZ, Streamer, differences, stored

LEARNERS = 4
KILLS = 3


def test_nothing_acknowledged_is_lost_when_the_process_is_killed(tmp_path, long_quiz, records):
    seed = int(os.environ.get("CLAUSEWAY_TEST_SEED") or SystemRandom().getrandbits(32))
    print(f"CLAUSEWAY_TEST_SEED={seed}")  # noqa: T201  (shown where the test fails)
    random = Random(seed)
    streamers = []
    for kill in range(KILLS):
        server = Server(tmp_path, long_quiz)
        try:
            if not streamers:
                streamers += [
                    Streamer(server.address, Random(random.random())) for _ in range(LEARNERS)
                ]
                for streamer in streamers:
                    streamer.begin()
            for streamer in streamers:
                streamer.move_to(server.address)
                streamer.start()
            before = sum(streamer.answered for streamer in streamers)
            until = time.monotonic() + 60
            wanted = before + random.randint(40, 120)
            while sum(s.answered for s in streamers) < wanted and time.monotonic() < until:
                time.sleep(random.uniform(0, 0.01))
        finally:
            server.process.send_signal(signal.SIGKILL)
            server.process.wait(PATIENCE)
            server.process.stdout.close()
            server.client.close()
        for streamer in streamers:
            streamer.stop()
            assert not streamer.refusals
            assert differences(streamer, records) == [], f"seed {seed}, kill {kill}"
        # What was on its way may have been kept; the next round counts from what is there.
        for streamer in streamers:
            streamer.kept = stored(records, streamer.attempt_id)
    assert sum(streamer.answered for streamer in streamers) >= KILLS * 40
    _go_on(tmp_path, long_quiz, records, streamers)


def _go_on(tmp_path, env, records, streamers) -> None:
    """After the last kill everybody is still signed in, hands in, twice, and it counts once."""
    with records.session(writing=False) as session:
        if records.is_sqlite:
            assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    with Server(tmp_path, env) as server:
        for streamer in streamers:
            streamer.move_to(server.address)
            assert streamer.client.post(QUIZ).headers["location"] == streamer.attempt
            for _ in range(2):
                done = streamer.client.post(f"{streamer.attempt}/submit")
                assert done.headers["location"] == f"{streamer.attempt}/result"
            assert streamer.client.get(f"{streamer.attempt}/result").status_code == 200
            streamer.close()
        assert "Traceback" not in server.log
    with records.session(writing=False) as session:
        counted = session.execute(
            select(func.count(), func.count(col(Attempt.score)), func.max(col(Attempt.number)))
        ).one()
    assert tuple(counted) == (LEARNERS, LEARNERS, 1)
