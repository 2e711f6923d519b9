"""Fixtures of all tests: both databases, a small site, a clock that stands still, the cast."""

import os
from pathlib import Path
from random import Random

import pytest
import structlog
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from app.accounts import service as accounts
from app.catalog.library import Library
from app.core.settings import Settings
from app.main import create_app
from tests.support.browser import Browser
from tests.support.clock import FrozenClock
from tests.support.databases import PostgresTemplate, SqliteTemplate, postgres_server
from tests.support.mail import Outbox
from tests.support.people import CAST, make_learner

SITE = Path(__file__).parent / "site"

# How long an example takes is the machine's business.
hypothesis.register_profile(
    "clauseway",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
hypothesis.load_profile("clauseway")


@pytest.fixture(autouse=True)
def plain_tracebacks():
    """An error of the program is logged as the program would: with its traceback. By default structlog
    draws all local variables as well, and half a minute goes by where one of them is a catalogue.
    """
    render = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    if not structlog.is_configured():
        structlog.configure(
            processors=[*structlog.get_config()["processors"][:-1], render],
            cache_logger_on_first_use=False,
        )


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    return SqliteTemplate(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_template():
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    return PostgresTemplate(postgres_server(run))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request, tmp_path):
    """A fresh database of each kind."""
    template = request.getfixturevalue(f"{request.param}_template")
    fresh = template.fresh(tmp_path)
    yield fresh
    fresh.close()


@pytest.fixture
def sqlite(sqlite_template, tmp_path):
    """A fresh SQLite database, for what cannot differ between the two."""
    fresh = sqlite_template.fresh(tmp_path)
    yield fresh
    fresh.close()


@pytest.fixture
def session(database):
    with database.session(writing=True) as session:
        yield session


@pytest.fixture(scope="session")
def library():
    """The course of tests/site: two modules with every kind of block and question, and an exam."""
    library = Library(SITE / "courses", SITE / "quizzes", None)
    library.reload()
    assert not library.current.errors, "\n".join(map(str, library.current.errors))
    assert library.healthy, "\n".join(map(str, library.latest_problems))
    return library


@pytest.fixture
def catalog(library):
    return library.current


@pytest.fixture
def clock():
    return FrozenClock()


@pytest.fixture
def outbox():
    return Outbox()


@pytest.fixture
def settings(tmp_path):
    return Settings(_env_file=None, data_dir=tmp_path, secret_key="x" * 40)


@pytest.fixture
def app(settings, database, library, clock, outbox):
    return create_app(settings, database=database, library=library, clock=clock, mailer=outbox)


@pytest.fixture
def random():
    return Random(42)


@pytest.fixture
def nobody(app):
    """A browser without an account."""
    return Browser(app)


@pytest.fixture
def sign_in(app, database, clock, settings):
    """sign_in("learner") → a browser signed in as that member of the cast (see CAST)."""

    def sign_in(who: str = "learner") -> Browser:
        with database.session(writing=True) as session:
            user_id = make_learner(session, **CAST[who])
            token = accounts.start_session(session, user_id, clock(), settings)
        browser = Browser(app, token)
        browser.user_id = user_id
        return browser

    return sign_in


@pytest.fixture
def learner(sign_in):
    return sign_in("learner")
