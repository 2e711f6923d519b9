"""A password takes as long as fifty answers that are saved: nobody is kept from saving meanwhile."""

import pytest
from sqlalchemy import event

from app.core import passwords
from tests.accounts.pages import sign_in_as
from tests.support.browser import Browser
from tests.support.people import PASSWORD, make_learner

NEW = "another sentence that works"


@pytest.fixture
def held(database, monkeypatch):
    """How many transactions were open with each password that was hashed or verified."""
    running, found = set(), []
    event.listen(database.engine, "begin", lambda connection: running.add(id(connection)))
    for end in ("commit", "rollback"):
        event.listen(database.engine, end, lambda connection: running.discard(id(connection)))
    hasher = type(passwords._hasher())
    verify, make = hasher.verify, hasher.hash

    def verifying(self, password, stored):
        found.append(("verify", len(running)))
        return verify(self, password, stored)

    def making(self, password, **more):
        found.append(("hash", len(running)))
        return make(self, password, **more)

    monkeypatch.setattr(hasher, "verify", verifying)
    monkeypatch.setattr(hasher, "hash", making)
    return found


@pytest.fixture
def lena(database):
    with database.session(writing=True) as session:
        return make_learner(session)


@pytest.mark.parametrize(("password", "status"), [(PASSWORD, 303), ("not the password", 422)])
def test_signing_in(nobody, lena, held, password, status):
    held.clear()
    assert sign_in_as(nobody, "lena@example.org", password).status == status
    assert held == [("verify", 0)]


def test_signing_up(nobody, held):
    form = {"name": "Sam", "email": "sam@example.org", "password": PASSWORD}
    assert nobody.post("/sign-up", form).status == 303
    assert held == [("hash", 0)]
    assert nobody.get("/account").status == 200


def test_changing_the_password(nobody, lena, held):
    sign_in_as(nobody, "lena@example.org", PASSWORD)
    held.clear()
    form = {"current_password": PASSWORD, "new_password": NEW}
    assert nobody.post("/account/password", form).status == 303
    assert held == [("verify", 0), ("hash", 0)]


def test_leaving(nobody, lena, held):
    sign_in_as(nobody, "lena@example.org", PASSWORD)
    held.clear()
    assert nobody.post("/account/delete", {"password": PASSWORD}).status == 303
    assert held == [("verify", 0)]


def test_a_try_counts_once_though_its_handler_runs_twice(nobody, app, lena, held):
    for _ in range(10):
        assert sign_in_as(nobody, "lena@example.org", "not the password").status == 422
    held.clear()
    assert sign_in_as(Browser(app), "lena@example.org", PASSWORD).status == 429
    # Who has tried too often costs no password.
    assert held == []
