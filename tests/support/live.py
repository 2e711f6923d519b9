"""The application behind a real port of its own, for what only a browser can try."""

import socket
import threading
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random

import uvicorn

from app.accounts import service as accounts
from app.core.settings import Settings
from app.main import create_app
from tests.support.clock import FrozenClock
from tests.support.mail import Outbox
from tests.support.people import CAST, make_learner

# What a proxy or a browser's own disk would also get: everything but fonts and scripts.
_KEPT_TYPES = ("text/html", "application/json", "text/plain")


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer as it left the server, its text readable."""

    method: str
    path: str
    status: int
    headers: dict[str, str]
    text: str


@dataclass(slots=True)
class Site:
    """A running Clauseway. `clock` stands still until it is moved, `sent` keeps every page sent."""

    url: str
    app: object
    database: object
    settings: Settings
    library: object
    clock: FrozenClock
    outbox: Outbox
    sent: list[Sent] = field(default_factory=list)

    def account(self, who: str = "learner"):
        """The id of a member of the cast (see CAST), who has an account from now on."""
        with self.database.session(writing=True) as session:
            return make_learner(session, **CAST[who] | {"now": self.clock()})

    def token(self, user_id, device: str = "") -> str:
        """A session cookie's value: signed in without the form."""
        with self.database.session(writing=True) as session:
            return accounts.start_session(
                session, user_id, self.clock(), self.settings, device=device
            )


class _Recorder:
    """Keeps what leaves the application, between it and the port."""

    def __init__(self, app, sent: list[Sent]) -> None:
        self.app, self.sent = app, sent

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start, body = {}, bytearray()

        async def sending(message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    # Before the last byte leaves: a test that saw the page finds it here.
                    self._keep(scope, start, bytes(body))
            await send(message)

        await self.app(scope, receive, sending)

    def _keep(self, scope, start, body: bytes) -> None:
        headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        text = ""
        if headers.get("content-type", "").startswith(_KEPT_TYPES):
            packed = headers.get("content-encoding") == "gzip"
            text = (zlib.decompress(body, 31) if packed else body).decode()
        self.sent.append(Sent(scope["method"], scope["path"], start["status"], headers, text))


@contextmanager
def serve(folder, database, library, *, seed: int | None = 42, **over):
    """A site on a free port until the block ends. `seed` makes draws the same in every run, `over`
    are settings.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    values = {"data_dir": folder, "secret_key": "x" * 40, "port": port} | over
    settings = Settings(_env_file=None, **values)
    clock, outbox = FrozenClock(), Outbox()
    app = create_app(settings, database=database, library=library, clock=clock, mailer=outbox)
    if seed is not None:
        random = Random(seed)
        app.state.site = replace(app.state.site, new_random=lambda: Random(random.random()))
    site = Site(settings.url, app, database, settings, library, clock, outbox)
    config = uvicorn.Config(
        _Recorder(app, site.sent),
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()
