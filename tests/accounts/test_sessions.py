from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts import service
from app.accounts.models import User, UserSession
from app.core.ids import new_id, token_hash
from app.web.context import NeedsWrite
from app.web.visitor import Role
from tests.support.clock import START
from tests.support.people import make_learner
from tests.support.statements import count_statements


@pytest.fixture
def signed_in(database, settings):
    """A learner's id and the token of their session."""
    with database.session(writing=True) as session:
        user_id = make_learner(session, roles={Role.TRAINER, Role.MANAGER})
        return user_id, service.start_session(session, user_id, START, settings, "Firefox", "::1")


def visitor(database, token, now=START, *, writing=False):
    with database.session(writing=writing) as session:
        return service.visitor_of(session, token, now)


def test_a_token_leads_to_its_person(database, signed_in):
    user_id, token = signed_in
    found = visitor(database, token)
    assert found.id == user_id
    assert (found.name, found.email) == ("Lena Learner", "lena@example.org")
    assert found.roles == {Role.TRAINER, Role.MANAGER}
    assert not found.is_anonymous


def test_the_visitor_is_found_in_one_statement(database, signed_in):
    with count_statements(database) as sent:
        assert visitor(database, signed_in[1])
    assert [statement.split()[0] for statement in sent] == ["SELECT"]


def test_only_the_hash_of_a_token_is_stored(one, signed_in):
    stored = one(select(UserSession.token_hash))
    assert stored == token_hash(signed_in[1])
    assert signed_in[1] not in stored


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "ü", "'; drop table users; --"])
def test_an_invented_token_leads_to_nobody(database, signed_in, token):
    assert visitor(database, token) is None


def test_a_session_ends_after_its_days(database, signed_in, settings):
    end = START + timedelta(days=settings.session_days)
    assert visitor(database, signed_in[1], end - timedelta(seconds=1), writing=True)
    assert visitor(database, signed_in[1], end) is None


def test_an_ended_session_leads_to_nobody(database, signed_in):
    user_id, token = signed_in
    session_id = visitor(database, token).session_id
    with database.session(writing=True) as session:
        assert not service.end_session(session, new_id(), session_id)
        assert service.end_session(session, user_id, session_id)
        assert not service.end_session(session, user_id, session_id)
    assert visitor(database, token) is None


@pytest.mark.parametrize("state", [{"is_active": False}, {"erased_at": START}])
def test_a_suspended_or_erased_person_is_nobody(database, signed_in, state):
    user_id, token = signed_in
    with database.session(writing=True) as session:
        user = session.get(User, user_id)
        for name, value in state.items():
            setattr(user, name, value)
        session.add(user)
    assert visitor(database, token) is None


def test_last_seen_is_kept_to_the_day(database, one, signed_in):
    _, token = signed_in
    soon, later = START + timedelta(hours=23), START + timedelta(days=1)
    visitor(database, token, soon, writing=True)
    assert one(select(User.last_seen)) == START
    with pytest.raises(NeedsWrite):
        visitor(database, token, later)
    visitor(database, token, later, writing=True)
    assert one(select(User.last_seen)) == one(select(UserSession.last_used)) == later


def test_a_page_read_a_day_later_is_shown_and_writes_down_that_it_was(learner, clock, one):
    clock.advance(days=2)
    assert learner.get("/account").status == 200
    assert one(select(User.last_seen)) == clock()


def test_signing_in_throws_expired_sessions_away(database, rows, signed_in, settings):
    later = START + timedelta(days=settings.session_days + 1)
    with database.session(writing=True) as session:
        service.start_session(session, signed_in[0], later, settings)
    assert [row.created_at for row in rows(select(UserSession))] == [later]
