from urllib.parse import urlsplit

import pytest
from sqlmodel import select

from app.accounts import first_admin
from app.accounts.models import AuditEntry, User
from tests.accounts.pages import errors
from tests.support.browser import Browser
from tests.support.people import PASSWORD, make_learner

FORM = {"name": "Ada Admin", "email": "ada@example.org", "password": PASSWORD}


@pytest.fixture
def link(database, settings, clock):
    return urlsplit(first_admin.invitation(database, settings, clock)).path


def test_the_link_is_a_whole_address_of_the_site(database, settings):
    assert first_admin.invitation(database, settings).startswith(
        "http://127.0.0.1:8000/first-admin/"
    )


def test_the_link_makes_an_administrator_who_is_signed_in(nobody, link, one):
    assert nobody.get(link).status == 200
    assert nobody.post(link, FORM).location == "/admin"
    assert nobody.get("/admin").status == 200
    assert one(select(User.roles)) == "administrator"
    entry = one(select(AuditEntry))
    assert (entry.actor_id, entry.act) == (None, "first administrator made")


def test_the_link_works_once(nobody, app, link, rows):
    nobody.post(link, FORM)
    assert Browser(app).get(link).status == 404
    second = Browser(app).post(link, FORM | {"email": "eve@example.org"})
    assert second.status == 404
    assert len(rows(select(User))) == 1


def test_the_link_works_for_a_day(nobody, link, clock):
    clock.advance(hours=24)
    assert nobody.get(link).status == 404


def test_processes_that_start_together_may_each_print_a_link(
    nobody, app, database, settings, clock
):
    first, second = (
        urlsplit(first_admin.invitation(database, settings, clock)).path for _ in range(2)
    )
    assert nobody.post(first, FORM).status == 303
    assert Browser(app).post(second, FORM | {"email": "eve@example.org"}).status == 404


def test_where_there_is_an_administrator_no_link_is_made(database, settings, session_of_ada):
    assert first_admin.invitation(database, settings) is None


@pytest.fixture
def session_of_ada(database):
    with database.session(writing=True) as session:
        make_learner(session, email="ada@example.org", roles={"administrator"})


def test_a_link_is_over_when_an_administrator_came_another_way(nobody, link, session_of_ada):
    assert nobody.get(link).status == 404
    assert nobody.post(link, FORM | {"email": "eve@example.org"}).status == 404


def test_a_link_is_made_when_the_only_administrator_is_suspended(
    database, settings, session_of_ada
):
    with database.session(writing=True) as session:
        session.exec(select(User)).one().is_active = False
    assert first_admin.invitation(database, settings)


def test_a_refused_form_leaves_the_link_good(nobody, link):
    visit = nobody.post(link, FORM | {"password": "short"})
    assert set(errors(visit)) == {"password"}
    assert nobody.post(link, FORM).status == 303
