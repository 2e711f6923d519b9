"""What is done for an address does not depend on whether anybody has it: the same answer, the same
hashes of passwords, the same statements. scripts/answer_times.py measures what comes of it.
"""

import pytest
from sqlmodel import select

from app.accounts.models import OneTimeLink
from app.core import passwords
from tests.accounts.pages import ASKED
from tests.support.people import PASSWORD, make_learner
from tests.support.statements import count_statements

KNOWN, UNKNOWN, SUSPENDED = "lena@example.org", "nono@example.org", "otto@example.org"


@pytest.fixture
def hashed(monkeypatch):
    """What was hashed and verified, by the cost that stands in the hash."""
    done = []
    hasher = type(passwords._hasher())
    verify, make = hasher.verify, hasher.hash

    def verifying(self, password, stored):
        done.append(("verify", stored.split("$")[:4]))
        return verify(self, password, stored)

    def making(self, password, **more):
        done.append(("hash",))
        return make(self, password, **more)

    monkeypatch.setattr(hasher, "verify", verifying)
    monkeypatch.setattr(hasher, "hash", making)
    return done


@pytest.fixture
def people(database):
    with database.session(writing=True) as session:
        make_learner(session, email=KNOWN)
        from app.accounts.models import User

        other = make_learner(session, email=SUSPENDED, name="Otto")
        session.get(User, other).is_active = False


@pytest.mark.parametrize("what", ASKED)
def test_the_same_is_done_for_an_address_that_is_known_and_one_that_is_not(
    mailing, database, people, hashed, what
):
    seen = {}
    # Once beforehand, so that nothing is done for the first time below.
    ASKED[what](mailing, "first@example.org")
    for email in (UNKNOWN, KNOWN, SUSPENDED):
        hashed.clear()
        with count_statements(database) as sent:
            answer = ASKED[what](mailing, email)
        seen[email] = (list(sent), list(hashed), answer.status)
    assert seen[KNOWN] == seen[UNKNOWN] == seen[SUSPENDED]
    assert len(seen[KNOWN][0]) > 2


def test_the_link_of_nobody_opens_nothing_and_ends_no_other(mailing, people, outbox, rows, one):
    mailing.post("/reset", {"email": KNOWN})
    (link,) = rows(select(OneTimeLink))
    mailing.post("/reset", {"email": UNKNOWN})
    ASKED["sign-up"](mailing, KNOWN)
    assert one(select(OneTimeLink).where(OneTimeLink.id == link.id)).used_at is None
    others = rows(select(OneTimeLink).where(OneTimeLink.id != link.id))
    assert [(other.user_id, other.password_hash, other.name) for other in others] == [
        (None, None, ""),
        (None, None, ""),
    ]
    assert not [mail for mail in outbox.mails if mail.to == UNKNOWN]
    assert "/sign-up/" not in outbox.mails[-1].text


def test_a_link_of_nobody_cannot_be_used_even_by_who_has_its_token(
    mailing, people, database, clock
):
    from app.accounts import links

    with database.session(writing=True) as session:
        reset = links.make(session, links.Kind.RESET, clock())
        sign_up = links.make(session, links.Kind.SIGN_UP, clock(), email=KNOWN)
    assert mailing.get(f"/reset/{reset}").status == 404
    assert mailing.post(f"/reset/{reset}", {"new_password": "a new sentence works"}).status == 404
    for password in ("", PASSWORD):
        assert mailing.post(f"/sign-up/{sign_up}", {"password": password}).status == 422
