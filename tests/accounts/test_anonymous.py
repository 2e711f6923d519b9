"""Learners without an account: made when they do something, claimed, merged, forgotten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select
from starlette.requests import Request

from app.accounts import access, leaving, merging, personal, service
from app.accounts.models import OneTimeLink, User, UserSession
from app.accounts.throttle import NEW_LEARNERS
from app.core.errors import TooMany
from app.core.ids import token_hash
from app.learning.models import UnitProgress
from app.web.context import Context, NeedsWrite
from app.web.forms import Form
from tests.accounts.pages import link_in, sign_in_as, token_of
from tests.accounts.remembering import Remembering
from tests.support.browser import Browser
from tests.support.clock import START
from tests.support.people import PASSWORD, make_learner
from tests.support.waiting import until_it_waits

FORM = {"name": "Lena Learner", "email": "lena@example.org", "password": PASSWORD}


@pytest.fixture
def anonymous(app, database, settings):
    """A browser with a cookie but no account, and the learner it stands for."""
    with database.session(writing=True) as session:
        visitor, token = service.create_anonymous(session, START, settings)
    browser = Browser(app, token)
    browser.user_id = visitor.id
    return browser


@pytest.fixture
def context(app, session):
    """context(now=…) → the context of a post by somebody without a cookie."""

    def context(now=START, *, writing=True):
        request = Request(
            {
                "type": "http",
                "method": "POST",
                "path": "/",
                "headers": [(b"user-agent", b"Firefox/140.0 (Linux)")],
                "query_string": b"",
                "client": ("192.0.2.7", 1234),
            }
        )
        return Context(
            site=app.state.site,
            request=request,
            session=session,
            now=now,
            catalog=app.state.site.library.current,
            form=Form(),
            writing=writing,
        )

    return context


def test_reading_makes_nobody(nobody, rows):
    for path in ("/sign-in", "/sign-up", "/reset", "/privacy", "/imprint", "/report"):
        visit = nobody.get(path)
        assert visit.status == 200
        assert "set-cookie" not in visit.headers
    assert rows(select(User)) == rows(select(UserSession)) == []


def test_doing_something_makes_a_learner_behind_a_cookie(context, session):
    ctx = context()
    learner = access.learner_of(ctx)
    assert learner.is_anonymous
    assert ctx.visitor == learner
    stored = session.exec(select(UserSession)).one()
    assert stored.token_hash == token_hash(ctx.new_session)
    assert stored.expires_at == START + timedelta(days=30)
    assert access.learner_of(ctx) is learner


def test_a_page_that_is_read_cannot_make_a_learner(context):
    with pytest.raises(NeedsWrite):
        access.learner_of(context(writing=False))


def test_one_address_cannot_fill_the_database_with_learners(context):
    for _ in range(NEW_LEARNERS.most):
        access.learner_of(context())
    with pytest.raises(TooMany):
        access.learner_of(context())


def test_pages_of_an_account_are_not_for_learners_without_one(anonymous):
    assert anonymous.get("/account").location == "/sign-in?next=/account"
    assert anonymous.get("/account/export").status == 303


def test_signing_up_makes_the_account_out_of_the_learner(anonymous, one):
    assert "added to your account" in anonymous.get("/sign-up").page.aside.text
    anonymous.post("/sign-up", FORM)
    user = one(select(User))
    assert user.id == anonymous.user_id
    assert (user.is_anonymous, user.email) == (False, "lena@example.org")


def test_the_cookie_of_before_does_not_open_the_account(anonymous, app):
    before = token_of(anonymous)
    anonymous.post("/sign-up", FORM)
    assert anonymous.get("/account").status == 200
    assert Browser(app, before).get("/account").status == 303


def test_a_refused_sign_up_leaves_the_learner_as_they_were(anonymous, database, one):
    with database.session(writing=True) as session:
        make_learner(session)
    assert anonymous.post("/sign-up", FORM).status == 422
    user = one(select(User).where(User.id == anonymous.user_id))
    assert (user.is_anonymous, user.email, user.name) == (True, None, "")


def test_a_sign_up_confirmed_on_another_device_keeps_the_work(
    site, database, settings, outbox, one
):
    app = site(smtp_host="mail.example")
    with database.session(writing=True) as session:
        visitor, token = service.create_anonymous(session, START, settings)
    Browser(app, token).post("/sign-up", FORM)
    elsewhere = Browser(app)
    elsewhere.post(link_in(outbox.mails[0], "/sign-up/"), {"password": PASSWORD})
    assert elsewhere.get("/account").status == 200
    assert one(select(User.id)) == visitor.id


def test_a_sign_up_still_works_when_the_learner_was_merged_meanwhile(
    site, database, settings, outbox, rows
):
    app = site(smtp_host="mail.example")
    with database.session(writing=True) as session:
        make_learner(session, email="otto@example.org")
        _, token = service.create_anonymous(session, START, settings)
    browser = Browser(app, token)
    browser.post("/sign-up", FORM)
    sign_in_as(browser, "otto@example.org", PASSWORD)
    visit = browser.post(link_in(outbox.mails[0], "/sign-up/"), {"password": PASSWORD})
    assert visit.status == 303
    assert {user.email for user in rows(select(User))} == {"otto@example.org", "lena@example.org"}


def test_signing_in_merges_and_the_learner_without_an_account_goes(anonymous, database, rows):
    with database.session(writing=True) as session:
        lena = make_learner(session)
    sign_in_as(anonymous, "lena@example.org", PASSWORD)
    assert [user.id for user in rows(select(User))] == [lena]
    assert [row.user_id for row in rows(select(UserSession))] == [lena]


def test_a_wrong_password_merges_nothing(anonymous, database, rows):
    with database.session(writing=True) as session:
        make_learner(session)
    sign_in_as(anonymous, "lena@example.org", "not the password")
    assert len(rows(select(User))) == 2


def test_signing_in_as_somebody_else_never_merges_two_accounts(learner, database, rows):
    with database.session(writing=True) as session:
        make_learner(session, email="otto@example.org")
    sign_in_as(learner, "otto@example.org", PASSWORD)
    assert len(rows(select(User))) == 2


def test_work_done_without_an_account_comes_along_and_leaves_nothing_behind(
    app, nobody, database, rows, catalog
):
    """Through all parts of the site: a unit is completed, then somebody signs in."""
    with database.session(writing=True) as session:
        lena = make_learner(session)
    module = catalog.course("tiny").modules[0]
    nobody.post(f"/courses/tiny/{module.slug}/{module.units[0].id}/complete")
    assert [user.is_anonymous for user in rows(select(User).order_by(User.id))] == [False, True]
    sign_in_as(nobody, "lena@example.org", PASSWORD)
    assert [user.id for user in rows(select(User))] == [lena]
    done = nobody.get("/account/export").text
    assert f'"unit": "{module.units[0].id}"' in done


def test_every_part_of_the_site_is_asked_to_merge(session, settings):
    lena = make_learner(session)
    visitor, _ = service.create_anonymous(session, START, settings)
    part = Remembering()
    merging.merge(session, (personal.DATA, part), visitor.id, lena)
    assert part.merged == [(visitor.id, lena)]
    assert session.exec(select(User.id)).all() == [lena]


def test_unclaimed_learners_go_after_thirty_days(session, settings):
    old = [service.create_anonymous(session, START, settings)[0].id for _ in range(5)]
    young, _ = service.create_anonymous(session, START + timedelta(days=1), settings)
    lena = make_learner(session)
    part = Remembering()
    parts = (personal.DATA, part)
    now = START + timedelta(days=30, seconds=1)
    assert leaving.remove_unclaimed(session, parts, START + timedelta(days=30)) == 0
    assert leaving.remove_unclaimed(session, parts, now) == leaving.REMOVED_AT_ONCE
    while leaving.remove_unclaimed(session, parts, now):
        pass
    assert sorted(part.erased) == sorted(old)
    assert set(session.exec(select(User.id)).all()) == {young.id, lena}


def test_what_still_points_to_a_forgotten_learner_keeps_an_empty_row(session, settings):
    service.create_anonymous(session, START, settings)

    class Keeping(Remembering):
        """Keeps a row without a name, as attempts and certificates are kept."""

        def erase(self, session, user_id):
            session.add(
                OneTimeLink(
                    token_hash="x", kind="kept", user_id=user_id, created_at=START, expires_at=START
                )
            )
            session.flush()

    now = START + timedelta(days=31)
    assert leaving.remove_unclaimed(session, (personal.DATA, Keeping()), now) == 1
    assert session.exec(select(User.erased_at)).one() == now
    assert leaving.remove_unclaimed(session, (personal.DATA, Keeping()), now) == 0


def test_making_a_learner_sweeps_old_ones_out(context, session, settings):
    service.create_anonymous(session, START, settings)
    new = access.learner_of(context(START + timedelta(days=31)))
    assert session.exec(select(User.id)).all() == [new.id]


# PostgreSQL lets requests of one browser run side by side; SQLite has one writer at a time.
BESIDE = pytest.mark.parametrize(
    "database", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
PLACE = "/courses/tiny/first-steps"


@pytest.fixture
def side_by_side(database):
    """side_by_side(act) → the future of `act` in a thread of its own, once it waits for what is held."""
    with ThreadPoolExecutor(1) as pool:

        def side_by_side(act):
            done = pool.submit(act)
            until_it_waits(database, done)
            return done

        yield side_by_side


@BESIDE
def test_what_is_being_done_in_another_window_comes_along(
    anonymous, database, catalog, rows, side_by_side
):
    unit = catalog.course("tiny").modules[0].units[0]
    with database.session(writing=True) as session:
        lena = make_learner(session)
    with database.session(writing=True) as session:
        session.add(
            UnitProgress(
                user_id=anonymous.user_id,
                course="tiny",
                module="first-steps",
                unit=unit.id,
                unit_hash=unit.hash,
                completed_at=START,
            )
        )
        session.flush()
        done = side_by_side(lambda: sign_in_as(anonymous, "lena@example.org", PASSWORD))
    assert done.result(30).status == 303
    assert rows(select(UnitProgress.user_id)) == [lena]


@BESIDE
def test_what_comes_while_a_learner_is_merged_is_refused_with_a_sentence(
    anonymous, database, catalog, app, side_by_side
):
    unit = catalog.course("tiny").modules[0].units[0]
    with database.session(writing=True) as session:
        lena = make_learner(session)
        merging.merge(session, app.state.site.personal_data, anonymous.user_id, lena)
        done = side_by_side(lambda: anonymous.post(f"{PLACE}/{unit.id}/complete"))
    visit = done.result(30)
    assert visit.status == 409
    assert "reload the page" in visit.page.main.text


def test_somebody_who_became_an_account_meanwhile_is_not_merged_into_another(
    anonymous, database, one
):
    anonymous.post("/sign-up", FORM)
    with database.session(writing=True) as session:
        otto = make_learner(session, email="otto@example.org")
        kept = Remembering()
        merging.merge(session, (kept,), anonymous.user_id, otto)
    assert kept.merged == []
