"""What tests of accounts need beyond the common fixtures."""

import pytest

from app.core.settings import Settings
from app.main import create_app
from tests.support.browser import Browser


@pytest.fixture
def site(tmp_path, database, library, clock, outbox):
    """site(sign_up="domain", …) → an application with these settings."""

    def site(**over):
        values = {"data_dir": tmp_path, "secret_key": "x" * 40} | over
        settings = Settings(_env_file=None, **values)
        return create_app(settings, database=database, library=library, clock=clock, mailer=outbox)

    return site


@pytest.fixture
def mailing(site):
    """A browser without an account on a site that sends mail."""
    return Browser(site(smtp_host="mail.example"))


@pytest.fixture
def one(database):
    """one(select(…)) → the single value that is in the database."""

    def one(statement):
        with database.session(writing=False) as session:
            return session.exec(statement).one()

    return one


@pytest.fixture
def rows(database):
    def rows(statement):
        with database.session(writing=False) as session:
            return list(session.exec(statement).all())

    return rows
