"""Two processes on one PostgreSQL database, and Debian's nginx in front of them as it is shipped."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from app.core.database import Database
from tests.cli.conftest import empty_postgres  # noqa: F401
from tests.cli.running import PATIENCE, Server, environment
from tests.cluster.nginx import proxy
from tests.conftest import SITE
from tests.support.browser import Browser
from tests.support.ports import free_port


class Through(Browser):
    """A browser that goes through the proxy; every request of it takes the next process in turn."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False)


class Cluster:
    """Processes with fixed ports; `start` and `stop` take their number, 0 or 1."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.ports = (free_port(), free_port())
        self.proxy_port = free_port()
        self.address = f"http://127.0.0.1:{self.proxy_port}"
        shutil.copytree(SITE / "courses", folder / "courses")
        shutil.copytree(SITE / "quizzes", folder / "quizzes")
        self.settings = {
            "CLAUSEWAY_DATABASE_URL": database_url,
            "CLAUSEWAY_SECRET_KEY": "the same for both processes of the test",
            "CLAUSEWAY_PUBLIC_URL": self.address,
            "CLAUSEWAY_COURSES_DIR": str(folder / "courses"),
            "CLAUSEWAY_QUIZZES_DIR": str(folder / "quizzes"),
            "CLAUSEWAY_LOG_FORMAT": "json",
        }
        self.servers: list[Server | None] = [None, None]
        self.browsers: list[Through] = []
        self.database = Database(database_url, pool=2)

    def start(self, number: int, **over: str) -> None:
        folder = self.folder / f"process-{number}"
        folder.mkdir(exist_ok=True)
        own = environment(folder, CLAUSEWAY_PORT=str(self.ports[number]), **self.settings | over)
        server = Server(folder, own)
        server.client.close()
        server.client = httpx.Client(
            base_url=f"http://127.0.0.1:{self.ports[number]}", timeout=PATIENCE, trust_env=False
        )
        server.client.get("/readyz").raise_for_status()
        self.servers[number] = server

    def start_together(self) -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(self.start, (0, 1)))

    def stop(self, number: int) -> None:
        server = self.servers[number]
        if server is not None:
            self.servers[number] = None
            server.stop()

    def kill(self, number: int) -> None:
        """As a machine that fails: nothing is finished, nobody is told."""
        server = self.servers[number]
        server.client.close()
        server.process.kill()
        server.process.wait(timeout=PATIENCE)
        server.process.stdout.close()
        self.servers[number] = None

    def answered(self, number: int) -> list[str]:
        """The paths that a process has answered, in their order."""
        lines = map(json.loads, self.servers[number].log.splitlines())
        return [line["path"] for line in lines if line["event"] == "request"]

    def browser(self) -> Through:
        """Somebody of their own, through the proxy."""
        self.browsers.append(Through(self.address))
        return self.browsers[-1]

    def past_proxy(self, number: int, browser: Through) -> Through:
        """The same person's browser, with the same session, at one of the processes alone."""
        self.browsers.append(Through(f"http://127.0.0.1:{self.ports[number]}"))
        self.browsers[-1].client.cookies = browser.client.cookies
        return self.browsers[-1]

    def logged(self) -> str:
        return "".join(server.log for server in self.servers if server)


def behind_proxy(cluster: Cluster):
    """The shipped proxy in front of the processes, which it takes strictly in turn."""
    servers = "".join(f"server 127.0.0.1:{port};" for port in cluster.ports)
    return proxy(
        cluster.folder / "nginx",
        cluster.proxy_port,
        {"set $replicas clauseway:8000;": "set $replicas replicas;"},
        more=f"upstream replicas {{ {servers} }}\n",
    )


@pytest.fixture
def cluster(tmp_path, empty_postgres):  # noqa: F811
    """Both processes started together on an empty database, behind the proxy."""
    made = Cluster(tmp_path, empty_postgres)
    try:
        made.start_together()
        with behind_proxy(made):
            yield made
    finally:
        for browser in made.browsers:
            browser.client.close()
        made.stop(0)
        made.stop(1)
        made.database.close()


@pytest.fixture
def visitor(cluster):
    return cluster.browser()
