"""`clauseway serve`: take the port, migrate, load the courses, print the address, answer requests."""

from __future__ import annotations

import gc
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from itertools import chain
from typing import Annotated, NoReturn

import structlog
import typer
import uvicorn
from watchfiles import watch
from watchfiles.main import FileChange

from app.catalog.library import Library
from app.cli.database import migrated, sqlite_file
from app.cli.loading import load_fastapi
from app.cli.output import fail, say
from app.cli.settings import settings_of_records
from app.core import process_lock
from app.core.database import Database
from app.core.logs import configure_logs
from app.core.settings import Settings

log = structlog.get_logger(__name__)

# Connections that may wait while the process starts or all threads are busy.
_BACKLOG = 2048
# So many new connections are let in at a time. The event loop takes one from each listener before it
# answers all who are there already (github.com/libuv/libuv/pull/3696): with a single listener the
# last of thirty who come at once waits for thirty rounds, in which the first gets as many pages.
_DOORS = 16
# Seconds that running requests are given at the end.
_GRACE = 10


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    reload: Annotated[bool, typer.Option(help="Follow the course files as they change.")] = False,
) -> None:
    """Serve the courses. Migrates the database first."""
    changes = {k: v for k, v in {"host": host, "port": port}.items() if v is not None}
    settings = settings_of_records(**changes)
    configure_logs(settings)
    gc.disable()  # until all is loaded
    with ExitStack() as open_things:
        _hold_data(settings, open_things)
        listener = open_things.enter_context(_take_port(settings))
        if settings.is_sqlite:
            # The only process there can be: a browser waits for it instead of being refused.
            _listen(listener, settings)
        # Port 0 is a number by now, and has to be one before an address is made of it.
        settings = settings.model_copy(update={"port": listener.getsockname()[1]})
        database = migrated(settings)
        watched = _watched(settings) if reload else None
        library = Library(settings.courses_dir, settings.quizzes_dir, settings.cache_folder)
        library.reload()
        _tell_problems(library)
        _run(settings, database, library, listener, watched)


def _hold_data(settings: Settings, open_things: ExitStack) -> None:
    """Make sure that the data folder can be used and, on SQLite, that nobody else uses it."""
    folder = sqlite_file(settings).parent if settings.is_sqlite else settings.data_dir
    try:
        if settings.is_sqlite:
            folder.mkdir(parents=True, exist_ok=True)
            open_things.enter_context(process_lock.hold(sqlite_file(settings)))
        settings.secret()
    except process_lock.AlreadyRunning as error:
        fail(str(error))
    except OSError as error:
        fail(f"The data folder {folder} cannot be used: {error.strerror}. Set CLAUSEWAY_DATA_DIR.")


def _take_port(settings: Settings) -> socket.socket:
    """Take the port before anything is done, so that one in use is told at once."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
        # "localhost" may be both; browsers and health checks try the older kind without fail.
        family, _, _, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
        taken = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        _fail_to_listen(settings, error)
    try:
        # What is left of connections to the process before is no reason to wait for it to go.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            taken.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        taken.bind(address[:2])
    except OSError as error:
        taken.close()
        _fail_to_listen(settings, error)
    return taken


def _listen(taken: socket.socket, settings: Settings) -> None:
    """Let connections in. One of several processes does so when it can answer: until then a proxy
    is refused and asks another one, whose answer does not wait for this start.
    """
    try:
        taken.listen(_BACKLOG)
    except OSError as error:
        _fail_to_listen(settings, error)


def _fail_to_listen(settings: Settings, error: OSError) -> NoReturn:
    fail(
        f"{settings.host}, port {settings.port}, cannot be listened on: {error.strerror}. "
        "Set CLAUSEWAY_HOST or CLAUSEWAY_PORT, or give --host or --port."
    )


def _tell_problems(library: Library) -> None:
    for problem in library.latest_problems:
        if problem.severity == "error":
            say(str(problem), err=True)
    if not library.healthy:
        say("The courses have errors and are not served until they are mended.", err=True)


def _run(
    settings: Settings,
    database: Database,
    library: Library,
    listener: socket.socket,
    changes: Iterator[set[FileChange]] | None,
) -> None:
    load_fastapi()
    from app.accounts.first_admin import invitation  # noqa: PLC0415
    from app.learning.remembered import forget  # noqa: PLC0415
    from app.main import create_app, follow_renames  # noqa: PLC0415

    follow_renames(database, library)
    application = create_app(
        settings, library=library, database=database, reload=changes is not None
    )
    config = uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        backlog=_BACKLOG,
        timeout_graceful_shutdown=_GRACE,
    )
    if changes is not None:

        def served_anew() -> None:
            forget()
            follow_renames(database, library)
            _spare_the_collector()

        _follow(changes, library, served_anew)
    # Looking for garbage first would find next to none in a fifth of a second.
    gc.freeze()
    gc.enable()
    _listen(listener, settings)
    # Whoever reads the address may press Ctrl+C at once, and the server passes it on when it has ended
    # its work: either is the good end.
    with suppress(KeyboardInterrupt):
        say(f"Clauseway is at {settings.url}")
        link = invitation(database, settings)
        if link:
            say(
                f"There is no administrator yet. This link, good once and for a day, makes one:\n{link}"
            )
        doors = [listener, *(listener.dup() for _ in range(_DOORS - 1))]
        uvicorn.Server(config).run(sockets=doors)


def _spare_the_collector() -> None:
    """Take the courses that were read anew out of the search for garbage, as all was with the start:
    going through their objects takes a tenth of a second, in which every reader waits, and finds
    nothing.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _watched(settings: Settings) -> Iterator[set[FileChange]]:
    """What changes in the course files from now on, kept until it is asked for; an empty set now and
    then where nothing does. It begins before they are read, so that nothing saved since is missed.
    """
    folders = [f for f in (settings.courses_dir, settings.quizzes_dir) if f.is_dir()]
    if not folders:
        return iter(())
    changes = watch(*folders, debounce=150, step=50, rust_timeout=100, yield_on_timeout=True)
    # The watch begins when it is asked for the first time.
    return chain([next(changes)], changes)


def _follow(
    changes: Iterator[set[FileChange]], library: Library, served_anew: Callable[[], None]
) -> None:
    """Read the courses again when a file changes, in a thread that ends with the process."""

    def follow() -> None:
        for _changes in filter(None, changes):
            served = library.reload()
            if served:
                served_anew()
            log.info("courses read again", served=served, problems=len(library.latest_problems))
            for problem in library.latest_problems:
                say(str(problem), err=True)

    threading.Thread(target=follow, daemon=True).start()
