"""`clauseway serve`: migrate, load the courses, print the address, answer requests."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import structlog
import typer
import uvicorn
from sqlalchemy.exc import OperationalError
from watchfiles import watch

from app.catalog.library import Library
from app.cli.output import fail, say
from app.cli.settings import settings_or_exit
from app.core import migrate, process_lock
from app.core.database import Database
from app.core.logs import configure_logs
from app.core.settings import Settings

log = structlog.get_logger(__name__)


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    reload: Annotated[bool, typer.Option(help="Follow the course files as they change.")] = False,
) -> None:
    """Serve the courses. Migrates the database first."""
    changes = {k: v for k, v in {"host": host, "port": port}.items() if v is not None}
    settings = settings_or_exit(**changes)
    configure_logs(settings)
    with ExitStack() as open_things:
        if settings.is_sqlite:
            _hold_database(settings, open_things)
        database = Database(settings.database_address, pool=settings.database_pool)
        _migrate(database)
        library = Library(settings.courses_dir, settings.quizzes_dir, settings.cache_folder)
        library.reload()
        _tell_problems(library)
        _run(settings, database, library, reload=reload)


def _hold_database(settings: Settings, open_things: ExitStack) -> None:
    file = Path(settings.database_address.removeprefix("sqlite:///"))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        open_things.enter_context(process_lock.hold(file))
    except process_lock.AlreadyRunning as error:
        fail(str(error))
    except OSError as error:
        fail(
            f"The data folder {file.parent} cannot be used: {error.strerror}. Set CLAUSEWAY_DATA_DIR."
        )


def _migrate(database: Database) -> None:
    try:
        migrate.upgrade(database)
    except migrate.NewerDatabase as error:
        fail(str(error))
    except OperationalError:
        fail("The database does not answer. Check CLAUSEWAY_DATABASE_URL and whether it runs.")


def _tell_problems(library: Library) -> None:
    for problem in library.latest_problems:
        if problem.severity == "error":
            say(str(problem), err=True)
    if not library.healthy:
        say("The courses have errors and are not served until they are mended.", err=True)


def _run(settings: Settings, database: Database, library: Library, *, reload: bool) -> None:
    from app.accounts.first_admin import invitation  # noqa: PLC0415
    from app.main import create_app  # noqa: PLC0415

    application = create_app(settings, library=library, database=database, reload=reload)
    config = uvicorn.Config(
        application,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=10,
    )
    server = uvicorn.Server(config)
    if reload:
        _follow(library, settings)
    say(f"Clauseway is at {settings.url}")
    link = invitation(database, settings)
    if link:
        say(
            f"There is no administrator yet. This link, good once and for a day, makes one:\n{link}"
        )
    server.run()


def _follow(library: Library, settings: Settings) -> None:
    """Reload the courses when a file changes, in a thread that ends with the process."""

    def follow() -> None:
        for _changes in watch(settings.courses_dir, settings.quizzes_dir, debounce=150, step=50):
            swapped = library.reload()
            log.info("courses read again", served=swapped, problems=len(library.latest_problems))
            for problem in library.latest_problems:
                say(str(problem), err=True)

    _in_background(follow)


def _in_background(work: Callable[[], None]) -> None:
    threading.Thread(target=work, daemon=True).start()
