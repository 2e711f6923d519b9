"""When a process lets connections in: one of several when it can answer, the only one from the start."""

import selectors
import signal
import socket
import sqlite3
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from urllib.parse import urlsplit

import psycopg
import pytest

from app.core.migrate import _ADVISORY_LOCK
from tests.cli.running import PATIENCE, Server, environment
from tests.support.patience import until
from tests.support.ports import free_port


@pytest.fixture
def port():
    return free_port()


def lets_in(port: int) -> bool:
    with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), 5):
        return True
    return False


@pytest.mark.postgres
def test_one_of_several_is_left_by_a_proxy_until_it_can_answer(tmp_path, empty_postgres, port):
    env = environment(tmp_path, CLAUSEWAY_DATABASE_URL=empty_postgres, CLAUSEWAY_PORT=str(port))
    held = empty_postgres.replace("+psycopg", "")
    with ThreadPoolExecutor(1) as pool:
        # As if another process migrated.
        with psycopg.connect(held) as other:
            other.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])
            started = pool.submit(Server, tmp_path, env)
            until(
                lambda: other.execute(
                    "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database ="
                    " (SELECT oid FROM pg_database WHERE datname = current_database())"
                ).fetchone()
            )
            early = lets_in(port)
        with started.result(PATIENCE) as server:
            assert (early, lets_in(port)) == (False, True)
            assert server.client.get("/readyz").status_code == 200


def test_the_only_process_lets_a_browser_wait_while_it_starts(tmp_path, port):
    env = environment(tmp_path, CLAUSEWAY_PORT=str(port))
    (tmp_path / "data").mkdir()
    with ThreadPoolExecutor(1) as pool:
        # It cannot be ready while somebody else writes.
        with closing(sqlite3.connect(tmp_path / "data" / "clauseway.db")) as other:
            other.execute("BEGIN EXCLUSIVE")
            started = pool.submit(Server, tmp_path, env)
            until(lambda: lets_in(port))
            early = not started.done()
            other.rollback()
        with started.result(PATIENCE) as server:
            assert early
            assert server.client.get("/readyz").status_code == 200


def test_those_who_come_at_once_are_let_in_before_the_first_are_served_again_and_again(tmp_path):
    with Server(tmp_path, environment(tmp_path)) as server, ExitStack() as open_things:
        at = urlsplit(server.address)
        asked = f"GET /healthz HTTP/1.1\r\nHost: {at.netloc}\r\n\r\n".encode()
        selector = open_things.enter_context(selectors.DefaultSelector())
        server.process.send_signal(signal.SIGSTOP)
        for number in range(32):
            come = socket.create_connection((at.hostname, at.port))
            selector.register(open_things.enter_context(come), selectors.EVENT_READ, number)
            come.sendall(asked)
        server.process.send_signal(signal.SIGCONT)
        answers = Counter()
        while len(answers) < 32:
            for key, _ in selector.select(PATIENCE):
                if key.fileobj.recv(65536).endswith(b'{"status":"ok"}'):
                    answers[key.data] += 1
                    key.fileobj.sendall(asked)
        assert max(answers.values()) < 8
