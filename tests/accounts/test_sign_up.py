import pytest
from sqlmodel import select

from app.accounts.models import OneTimeLink, User
from tests.accounts.pages import errors, link_in, sign_in_as, token_of, values
from tests.support.browser import Browser
from tests.support.people import PASSWORD, make_learner

FORM = {"name": "Nguyễn Thị Thanh Hà", "email": "Ha@Northgate.example", "password": PASSWORD}


def sign_up(browser, **over):
    return browser.post("/sign-up", FORM | over)


@pytest.fixture
def known(database):
    """Somebody has FORM's address already."""
    with database.session(writing=True) as session:
        return make_learner(session, email="ha@northgate.example")


def test_the_form_says_what_a_name_is_for_and_what_a_password_needs(nobody):
    page = nobody.get("/sign-up").page
    for name in ("name", "email", "password"):
        field = page.find("input", {"name": name})
        assert page.find("label", {"for": field["id"]})
    assert "certificate" in page.find(id="name-hint").text
    assert "12" in page.find(id="password-hint").text


def test_signing_up_makes_an_account_and_signs_in(nobody, one):
    visit = sign_up(nobody)
    assert (visit.status, visit.location) == (303, "/")
    user = one(select(User))
    assert (user.name, user.email) == ("Nguyễn Thị Thanh Hà", "ha@northgate.example")
    assert (user.is_anonymous, user.roles) == (False, "")
    assert user.password_hash.startswith("$argon2id$")
    assert nobody.get("/account").status == 200


def test_signing_up_leads_on_to_where_one_came_from(nobody):
    assert sign_up(nobody, next="/courses/tiny/exam").location == "/courses/tiny/exam"


def test_signing_up_never_leads_off_the_site(nobody):
    assert sign_up(nobody, next="//evil.example").location == "/"


def test_the_form_comes_back_with_what_was_typed_and_every_message(nobody, rows):
    visit = sign_up(nobody, name="Hà ☺", email="thanh.ha@northgate", password="short")
    assert visit.status == 422
    said = errors(visit)
    assert "“☺”" in said["name"]
    assert said["email"] == "The part after @ is not complete: for example, northgate.example"
    assert "at least 12" in said["password"]
    assert values(visit) == {"name": "Hà ☺", "email": "thanh.ha@northgate", "password": ""}
    assert rows(select(User)) == []


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\x07"])
def test_hidden_characters_in_a_name_are_refused(nobody, hidden):
    assert "U+" in errors(sign_up(nobody, name=f"Lena{hidden}Learner"))["name"]


def test_what_was_typed_is_text_and_never_markup(nobody):
    visit = sign_up(nobody, name='"><script>alert(1)</script>', email="x")
    assert values(visit)["name"] == '"><script>alert(1)</script>'
    assert not visit.page.select("main script")


def test_a_known_address_is_told_where_no_mail_is_sent(nobody, known, rows):
    visit = sign_up(nobody)
    assert visit.status == 422
    assert "already an account" in errors(visit)["email"]
    assert [user.id for user in rows(select(User))] == [known]
    assert token_of(nobody) is None


def test_no_role_can_be_posted(nobody, one):
    sign_up(nobody, roles="administrator", is_active="0", extra_time="100")
    assert one(select(User.roles)) == ""


def test_whoever_has_an_account_is_not_asked_to_make_one(learner):
    assert learner.get("/sign-up").location == "/learning"


def test_only_addresses_of_the_domains_may_sign_up_where_set(site, rows):
    browser = Browser(site(sign_up="domain", sign_up_domains="northgate.example, b.example"))
    assert (
        "@b.example or @northgate.example"
        in browser.get("/sign-up").page.find(id="email-hint").text
    )
    for elsewhere in ("ha@example.org", "ha@northgate.example.org", "ha@sub.northgate.example"):
        assert "address that ends in" in errors(sign_up(browser, email=elsewhere))["email"]
    assert rows(select(User)) == []
    assert sign_up(browser).status == 303


def test_where_people_are_invited_nobody_else_signs_up(site, rows):
    browser = Browser(site(sign_up="invitation"))
    page = browser.get("/sign-up")
    assert page.status == 200
    assert not page.page.select("main form")
    assert sign_up(browser).status == 403
    assert rows(select(User)) == []
    assert not browser.get("/sign-in").page.select('main a[href^="/sign-up"]')


# With mail


def test_with_mail_the_answer_does_not_tell_whether_an_address_is_known(site, outbox, known):
    unknown = sign_up(Browser(site(smtp_host="mail.example")), email="new@northgate.example")
    taken = sign_up(Browser(site(smtp_host="mail.example")))
    assert unknown.status == taken.status == 200
    assert unknown.text.replace("new@", "ha@") == taken.text
    assert dict(unknown.headers).keys() == dict(taken.headers).keys()
    assert [mail.to for mail in outbox.mails] == ["new@northgate.example", "ha@northgate.example"]


def test_with_mail_the_owner_of_a_known_address_is_told(mailing, outbox, known, rows):
    sign_up(mailing, name="A Stranger")
    assert link_in(outbox.mails[0], "/sign-in") == "/sign-in"
    assert link_in(outbox.mails[0], "/reset") == "/reset"
    assert [user.name for user in rows(select(User))] == ["Lena Learner"]
    # A link is made for her address too, so that it takes as long; it has no password.
    assert [link.password_hash for link in rows(select(OneTimeLink))] == [None]


def test_with_mail_the_account_is_made_by_the_link_and_the_password(mailing, outbox, one, rows):
    sign_up(mailing)
    assert rows(select(User)) == []
    path = link_in(outbox.mails[0], "/sign-up/")
    assert "ha@northgate.example" in mailing.get(path).text
    assert mailing.post(path, {"password": PASSWORD}).location == "/"
    assert one(select(User.email)) == "ha@northgate.example"
    assert mailing.get("/account").status == 200


def test_a_stranger_cannot_have_an_account_confirmed_by_its_victim(mailing, outbox, rows):
    """The mail reaches somebody who did not sign up and does not know the password chosen."""
    sign_up(mailing)
    path = link_in(outbox.mails[0], "/sign-up/")
    visit = mailing.post(path, {"password": "whatever the victim thinks of"})
    assert visit.status == 422
    assert set(errors(visit)) == {"password"}
    assert rows(select(User)) == []


def test_a_confirmation_works_once_and_for_a_day(mailing, outbox, clock, app):
    sign_up(mailing)
    path = link_in(outbox.mails[0], "/sign-up/")
    clock.advance(hours=25)
    assert mailing.get(path).status == 404
    sign_up(mailing)
    path = link_in(outbox.mails[1], "/sign-up/")
    assert mailing.post(path, {"password": PASSWORD}).status == 303
    assert Browser(app).get(path).status == 404
    assert Browser(app).post(path, {"password": PASSWORD}).status == 404


def test_signing_up_again_ends_the_earlier_link(mailing, outbox):
    sign_up(mailing, password="the first password I chose")
    sign_up(mailing)
    first, second = (link_in(mail, "/sign-up/") for mail in outbox.mails)
    assert mailing.get(first).status == 404
    assert mailing.get(second).status == 200


def test_a_used_link_keeps_no_password(mailing, outbox, one):
    sign_up(mailing)
    mailing.post(link_in(outbox.mails[0], "/sign-up/"), {"password": PASSWORD})
    assert one(select(OneTimeLink.password_hash)) is None


def test_nobody_is_drowned_in_mail(mailing, outbox):
    for _ in range(5):
        assert sign_up(mailing).status == 200
    assert sign_up(mailing).status == 429
    assert len(outbox.mails) == 5


def test_the_new_password_works_afterwards(nobody, app):
    sign_up(nobody)
    assert sign_in_as(Browser(app), "ha@northgate.example", PASSWORD).status == 303
