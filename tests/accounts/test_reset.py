import pytest
from sqlmodel import select

from app.accounts.models import OneTimeLink, User, UserSession
from tests.accounts.pages import errors, link_in, sign_in_as, token_of
from tests.support.browser import Browser
from tests.support.people import PASSWORD, make_learner

NEW = "another sentence entirely"


@pytest.fixture
def link(nobody, outbox, database):
    """The path of a fresh link for Lena."""
    with database.session(writing=True) as session:
        make_learner(session)
    nobody.post("/reset", {"email": "lena@example.org"})
    return link_in(outbox.mails[-1], "/reset/")


def test_the_answer_does_not_tell_whether_an_address_is_known(nobody, outbox, link):
    known = nobody.post("/reset", {"email": "lena@example.org"})
    unknown = nobody.post("/reset", {"email": "nono@example.org"})
    assert known.status == unknown.status == 200
    assert known.text.replace("lena@", "nono@") == unknown.text
    assert {mail.to for mail in outbox.mails} == {"lena@example.org"}


def test_where_no_mail_is_sent_the_page_says_where_the_link_is(nobody, mailing, link):
    assert "log" in nobody.post("/reset", {"email": "lena@example.org"}).page.main.text
    assert "mail" in mailing.post("/reset", {"email": "lena@example.org"}).heading


def test_a_wrong_address_comes_back_with_a_message(nobody):
    visit = nobody.post("/reset", {"email": "lena@northgate"})
    assert visit.status == 422
    assert "not complete" in errors(visit)["email"]


def test_a_link_changes_the_password_once(nobody, link):
    assert nobody.post(link, {"new_password": NEW}).location == "/sign-in"
    assert nobody.get(link).status == 404
    assert nobody.post(link, {"new_password": "and yet another sentence"}).status == 404
    assert sign_in_as(nobody, "lena@example.org", PASSWORD).status == 422
    assert sign_in_as(nobody, "lena@example.org", NEW).status == 303


def test_a_link_works_for_an_hour(nobody, link, clock):
    clock.advance(minutes=59)
    assert nobody.get(link).status == 200
    clock.advance(minutes=1)
    assert nobody.get(link).status == 404
    assert nobody.post(link, {"new_password": NEW}).status == 404


def test_a_new_link_ends_the_one_before(nobody, outbox, link):
    nobody.post("/reset", {"email": "lena@example.org"})
    assert nobody.get(link).status == 404
    assert nobody.get(link_in(outbox.mails[-1], "/reset/")).status == 200


def test_a_refused_password_leaves_the_link_good(nobody, link):
    visit = nobody.post(link, {"new_password": "lena@example.org"})
    assert visit.status == 422
    assert "e-mail" in errors(visit)["new_password"]
    assert nobody.post(link, {"new_password": NEW}).status == 303


def test_a_reset_signs_out_everywhere_and_lets_nobody_in_by_itself(
    nobody, link, sign_in_again, rows
):
    other = sign_in_again()
    nobody.post(link, {"new_password": NEW})
    assert rows(select(UserSession)) == []
    assert other.get("/account").status == 303
    assert token_of(nobody) is None


@pytest.fixture
def sign_in_again(app):
    def sign_in_again():
        browser = Browser(app)
        sign_in_as(browser, "lena@example.org", PASSWORD)
        return browser

    return sign_in_again


def test_a_reset_opens_an_account_that_was_closed_by_wrong_tries(nobody, link):
    for _ in range(11):
        sign_in_as(nobody, "lena@example.org", "not the password")
    nobody.post(link, {"new_password": NEW})
    assert sign_in_as(nobody, "lena@example.org", NEW).status == 303


def test_the_owner_is_told_that_the_password_was_changed(nobody, outbox, link):
    nobody.post(link, {"new_password": NEW})
    assert outbox.mails[-1].subject == "Your password was changed"


def test_only_the_hash_of_a_link_is_stored(link, one):
    assert link.rpartition("/")[2] != one(select(OneTimeLink.token_hash))


@pytest.mark.parametrize("token", ["x", "0" * 43, "%00", "%2e%2e", "ü"])
def test_an_invented_link_leads_nowhere(nobody, link, token):
    assert nobody.get(f"/reset/{token}").status == 404


def test_a_link_of_one_kind_does_not_do_for_another(nobody, link):
    token = link.rpartition("/")[2]
    for path in ("/invitation/", "/first-admin/", "/sign-up/"):
        assert nobody.get(path + token).status == 404


def test_a_suspended_person_gets_no_link(nobody, outbox, link, database):
    with database.session(writing=True) as session:
        session.exec(select(User)).one().is_active = False
    nobody.post("/reset", {"email": "lena@example.org"})
    assert len(outbox.mails) == 1


def test_asking_is_throttled_per_account(nobody, outbox, link):
    for _ in range(4):
        nobody.post("/reset", {"email": "lena@example.org"})
    assert nobody.post("/reset", {"email": "lena@example.org"}).status == 429
    assert len(outbox.mails) == 5
