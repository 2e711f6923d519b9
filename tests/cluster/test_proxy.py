"""The shipped proxy follows its replicas' name, as Docker's name server gives it, wherever they go."""

import socket
import struct
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from bs4 import BeautifulSoup

from tests.cli.running import PATIENCE
from tests.cluster.nginx import proxy
from tests.support.ports import free_port

pytestmark = pytest.mark.xdist_group("cluster")


class Names:
    """A name server that answers every question with `addresses`, good for ten minutes."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.socket = socket.socket(type=socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self._answer, daemon=True)
        self.thread.start()

    def _answer(self) -> None:
        while True:
            asked, whose = self.socket.recvfrom(512)
            if not asked:
                return
            found = [socket.inet_aton(address) for address in self.addresses]
            head = asked[:2] + struct.pack("!5H", 0x8180, 1, len(found), 0, 0)
            # The name is the one of the question; type A, class IN.
            rows = [struct.pack("!3HIH", 0xC00C, 1, 1, 600, 4) + address for address in found]
            self.socket.sendto(head + asked[12:] + b"".join(rows), whose)

    def close(self) -> None:
        self.socket.sendto(b"", self.socket.getsockname())
        self.thread.join(PATIENCE)
        self.socket.close()


class Handler(BaseHTTPRequestHandler):
    """Says where it is, that it is busy at /busy; hangs up on whoever asks for /hang-up, after it
    has read all.
    """

    def do_GET(self) -> None:
        self.server.seen.append(self.command)
        self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path == "/hang-up":
            self.close_connection = True
            return
        text = self.server.server_address[0].encode()
        self.send_response(503 if self.path == "/busy" else 200)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_POST = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


class Place:
    """Replicas that share a port and have addresses of their own, as containers have."""

    def __init__(self, folder) -> None:
        self.names = Names()
        self.port = free_port()
        self.running: dict[str, ThreadingHTTPServer] = {}
        self.proxy_port = free_port()
        self.proxy = proxy(
            folder / "nginx",
            self.proxy_port,
            {
                "resolver 127.0.0.11 ": f"resolver 127.0.0.1:{self.names.port} ",
                "set $replicas clauseway:8000;": f"set $replicas clauseway.test:{self.port};",
            },
        )
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{self.proxy_port}", timeout=PATIENCE, trust_env=False
        )

    def start(self, address: str) -> None:
        server = ThreadingHTTPServer((address, self.port), Handler)
        server.daemon_threads = True
        server.seen = []
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        self.running[address] = server
        self.names.addresses.append(address)

    def stop(self, address: str, *, still_named: bool = False) -> None:
        server = self.running.pop(address)
        server.shutdown()
        server.server_close()
        if not still_named:
            self.names.addresses.remove(address)

    def ask(self, times: int) -> Counter:
        return Counter(self.client.get("/").text for _ in range(times))

    def wait_for(self, *addresses: str) -> None:
        """Until all of them have answered; the proxy keeps an answer of the name server a second."""
        missing = set(addresses)
        for _ in range(PATIENCE * 20):
            answer = self.client.get("/")
            assert answer.status_code == 200, answer.text
            missing.discard(answer.text)
            if not missing:
                return
            threading.Event().wait(0.05)
        raise AssertionError(f"never asked: {missing}")

    def close(self) -> None:
        for address in list(self.running):
            self.stop(address)
        self.client.close()
        self.names.close()


@pytest.fixture
def place(tmp_path):
    made = Place(tmp_path)
    try:
        made.start("127.0.0.2")
        made.start("127.0.0.3")
        with made.proxy:
            yield made
    finally:
        made.close()


def test_every_replica_is_asked(place):
    assert place.ask(60).keys() == {"127.0.0.2", "127.0.0.3"}


def test_replicas_that_are_made_anew_elsewhere_take_over_and_nobody_is_refused(place):
    place.ask(4)
    place.start("127.0.0.4")
    place.start("127.0.0.5")
    place.wait_for("127.0.0.4", "127.0.0.5")
    place.stop("127.0.0.2")
    place.stop("127.0.0.3")
    assert place.ask(40).keys() == {"127.0.0.4", "127.0.0.5"}


def test_a_replica_that_cannot_be_reached_is_left_for_the_other_one(place):
    place.stop("127.0.0.2", still_named=True)
    assert place.ask(40).keys() == {"127.0.0.3"}
    posted = [place.client.post("/", data={"choice": "1"}).status_code for _ in range(40)]
    assert set(posted) == {200}


def test_what_a_replica_may_have_done_already_is_not_done_a_second_time(place):
    answer = place.client.post("/hang-up", data={"choice": "1"})
    assert answer.status_code == 502
    assert sum(len(server.seen) for server in place.running.values()) == 1
    is_told_to_wait(answer)


def test_whoever_finds_no_replica_at_all_is_told_to_wait(place):
    for address in list(place.running):
        place.stop(address, still_named=True)
    answer = place.client.get("/courses/fundamentals")
    assert answer.status_code == 502
    is_told_to_wait(answer)


def test_an_error_of_the_site_itself_passes_as_it_is(place):
    answer = place.client.get("/busy")
    assert answer.status_code == 503
    assert answer.text in place.running
    assert "content-security-policy" not in answer.headers


def is_told_to_wait(answer):
    """By a page in our words that has all it needs with it, and is gone with the trouble."""
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.html["lang"] == "en"
    assert page.title.text == "Not available just now · Clauseway"
    assert page.select_one("main h1").text == "Not available just now"
    assert "reload this page" in page.main.text
    assert page.select_one("meta[name=color-scheme]")["content"] == "light dark"
    assert not page.select("script, link, img, [src], [href], [action]")
    assert "url(" not in page.style.text
    assert "@import" not in page.style.text
    assert "nginx" not in answer.text
