"""A site with a few routes of its own, so that the shell is tested apart from what it serves."""

import pytest
from sqlalchemy import text
from starlette.responses import PlainTextResponse, Response

from app.core.errors import TooMany
from app.core.settings import Settings
from app.main import create_app
from app.web.context import Context
from app.web.pages import Access, Pages, redirect
from tests.support.browser import Browser

routes = Pages()


@routes.page("/probe/open", access=Access.ANYONE)
def open_page(_ctx: Context) -> Response:
    return PlainTextResponse("open")


@routes.page("/probe/reader", access=Access.READER)
def reader_page(_ctx: Context) -> Response:
    return PlainTextResponse("read")


@routes.page("/probe/learner", access=Access.LEARNER)
def learner_page(ctx: Context) -> Response:
    return PlainTextResponse(ctx.person.name)


@routes.page("/probe/trainer", access=Access.TRAINER)
def trainer_page(_ctx: Context) -> Response:
    return PlainTextResponse("taught")


@routes.action("/probe/echo", access=Access.ANYONE)
def echo(ctx: Context) -> Response:
    return PlainTextResponse(ctx.form.get("text"))


@routes.action("/probe/save", access=Access.ANYONE)
def save(ctx: Context) -> Response:
    ctx.session.execute(text("INSERT INTO probe VALUES (:n)"), {"n": int(ctx.form.get("n"))})
    if ctx.form.get("then") == "fail":
        raise RuntimeError("the handler failed after it wrote")
    return redirect(ctx, "/probe/open", flash="Saved it.")


@routes.page("/probe/late", access=Access.ANYONE)
def late(ctx: Context) -> Response:
    """Finds out while reading that it has to write."""
    ctx.need_write()
    ctx.session.execute(text("INSERT INTO probe VALUES (1)"))
    return PlainTextResponse("written")


@routes.page("/probe/count", access=Access.ANYONE)
def count(ctx: Context) -> Response:
    return PlainTextResponse(str(ctx.session.execute(text("SELECT count(*) FROM probe")).scalar()))


@routes.page("/probe/broken", access=Access.ANYONE)
def broken(_ctx: Context) -> Response:
    raise RuntimeError("a secret detail of the fault")


@routes.page("/probe/busy", access=Access.ANYONE)
def busy(_ctx: Context) -> Response:
    raise TooMany(retry_after=90)


@pytest.fixture
def database(sqlite):
    """The shell is the same on both databases; test_serving_a_page.py asks for both."""
    return sqlite


@pytest.fixture
def probing(tmp_path, database, library, clock, outbox):
    """probing(public_url=…) → an application with these settings and the routes above."""
    with database.session(writing=True) as session:
        # A PostgreSQL database serves many tests; these two tables are not of the program.
        session.execute(text("DROP TABLE IF EXISTS probe"))
        session.execute(text("DROP TABLE IF EXISTS probe_known"))
        session.execute(text("CREATE TABLE probe_known (n INTEGER PRIMARY KEY)"))
        # Deferred, so that a wrong number shows at the commit and not before.
        session.execute(
            text(
                "CREATE TABLE probe (n INTEGER REFERENCES probe_known (n) "
                "DEFERRABLE INITIALLY DEFERRED)"
            )
        )
        session.execute(text("INSERT INTO probe_known VALUES (1)"))

    def make(**over):
        values = {"data_dir": tmp_path, "secret_key": "x" * 40} | over
        settings = Settings(_env_file=None, **values)
        app = create_app(settings, database=database, library=library, clock=clock, mailer=outbox)
        app.router.routes.extend(routes.routes)
        return app

    return make


@pytest.fixture
def probe(probing):
    """A browser without an account at that site; a fault of the program is answered, not raised."""
    return gentle(probing())


def gentle(app, token: str | None = None) -> Browser:
    browser = Browser(app, token)
    browser.client._transport.raise_server_exceptions = False
    return browser
