import pytest
from sqlmodel import select
from structlog.testing import capture_logs

from app.accounts import access
from app.accounts.models import User, UserSession
from app.core import passwords
from tests.accounts.pages import errors, sign_in_as, token_of, values
from tests.support.browser import Browser
from tests.support.people import PASSWORD, make_learner

WRONG = "This address and password do not belong together"


@pytest.fixture
def lena(database):
    with database.session(writing=True) as session:
        return make_learner(session)


def test_the_form_has_labelled_fields_that_password_managers_know(nobody):
    page = nobody.get("/sign-in").page
    for name, complete in {"email": "username", "password": "current-password"}.items():
        field = page.find("input", {"name": name})
        assert field["autocomplete"] == complete
        assert page.find("label", {"for": field["id"]})


def test_the_right_password_signs_in(nobody, lena, one):
    visit = sign_in_as(nobody, " Lena@Example.org", PASSWORD)
    assert (visit.status, visit.location) == (303, "/learning")
    assert nobody.get("/account").status == 200
    assert one(select(UserSession.user_id)) == lena


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(nobody, lena):
    cookie = sign_in_as(nobody, "lena@example.org", PASSWORD).headers["set-cookie"]
    assert cookie.startswith("clauseway=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie


def test_over_https_the_cookie_is_bound_to_the_host(site, lena):
    browser = Browser(site(public_url="https://learn.example"))
    cookie = sign_in_as(browser, "lena@example.org", PASSWORD).headers["set-cookie"]
    assert cookie.startswith("__Host-clauseway=")
    assert "Secure" in cookie


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(nobody, lena):
    known = sign_in_as(nobody, "lena@example.org", "not the password")
    unknown = sign_in_as(nobody, "nono@example.org", "not the password")
    assert known.status == unknown.status == 422
    assert errors(known) == errors(unknown) == {"password": WRONG}
    assert known.text.replace("lena@", "nono@") == unknown.text
    assert "set-cookie" not in known.headers


def test_an_unknown_address_costs_as_much_as_a_wrong_password(nobody, lena, monkeypatch):
    """The time goes into verifying; it is done for both, against a hash of the same cost."""
    verified = []
    real = passwords._hasher().verify
    monkeypatch.setattr(
        type(passwords._hasher()),
        "verify",
        lambda self, *args: verified.append(args[1]) or real(*args),
    )
    sign_in_as(nobody, "lena@example.org", "not the password")
    sign_in_as(nobody, "nono@example.org", "not the password")
    assert len(verified) == 2
    assert verified[0].split("$")[:4] == verified[1].split("$")[:4]


def test_what_was_typed_comes_back_but_for_the_password(nobody, lena):
    visit = sign_in_as(nobody, "lena@example.org", "not the password", next="/courses/tiny")
    assert values(visit) == {"email": "lena@example.org", "password": "", "next": "/courses/tiny"}


def test_an_empty_form_says_what_is_missing(nobody):
    assert set(errors(nobody.post("/sign-in"))) == {"email", "password"}


def test_a_sign_in_leads_on_to_where_one_came_from(nobody, lena):
    page = nobody.get("/sign-in?next=/courses/tiny%3Fa%3D1")
    assert values(page)["next"] == "/courses/tiny?a=1"
    visit = sign_in_as(nobody, "lena@example.org", PASSWORD, next="/courses/tiny?a=1")
    assert visit.location == "/courses/tiny?a=1"


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_a_sign_in_never_leads_off_the_site(nobody, learner, lena_signs_in, target):
    assert "next" not in values(nobody.get("/sign-in", params={"next": target}))
    assert lena_signs_in(next=target).location == "/learning"
    assert learner.get("/sign-in", params={"next": target}).location == "/learning"


@pytest.fixture
def lena_signs_in(nobody):
    return lambda **more: sign_in_as(nobody, "lena@example.org", PASSWORD, **more)


def test_whoever_is_signed_in_is_not_asked_again(learner):
    assert learner.get("/sign-in?next=/account").location == "/account"


def test_the_token_changes_on_sign_in_and_the_old_one_is_worthless(learner, app, rows):
    before = token_of(learner)
    sign_in_as(learner, "lena@example.org", PASSWORD)
    assert token_of(learner) != before
    assert Browser(app, before).get("/account").status == 303
    assert len(rows(select(UserSession))) == 1


def test_a_token_planted_before_the_sign_in_is_not_taken_over(app, lena):
    browser = Browser(app, "planted-by-somebody-else")
    sign_in_as(browser, "lena@example.org", PASSWORD)
    assert Browser(app, "planted-by-somebody-else").get("/account").status == 303


def test_signing_out_ends_the_session_on_the_server(learner, app, rows):
    token = token_of(learner)
    visit = learner.post("/sign-out")
    assert (visit.status, visit.location) == (303, "/")
    assert token_of(learner) is None
    assert Browser(app, token).get("/account").status == 303
    assert rows(select(UserSession)) == []


def test_signing_out_is_never_done_by_a_link(learner):
    assert learner.get("/sign-out").status == 405
    assert learner.get("/account").status == 200


def test_a_form_of_another_site_cannot_sign_anybody_in(app, lena):
    client = Browser(app).client
    answer = client.post(
        "/sign-in",
        data={"email": "lena@example.org", "password": PASSWORD},
        headers={"sec-fetch-site": "cross-site"},
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_suspended_person_is_told_only_with_the_right_password(nobody, database, lena):
    with database.session(writing=True) as session:
        session.get(User, lena).is_active = False
    wrong = sign_in_as(nobody, "lena@example.org", "not the password")
    assert errors(wrong) == {"password": WRONG}
    right = sign_in_as(nobody, "lena@example.org", PASSWORD)
    assert right.status == 422
    assert "suspended" in errors(right)["password"]


def test_ten_wrong_passwords_close_an_account_for_a_while(nobody, lena, clock):
    for _ in range(10):
        assert sign_in_as(nobody, "lena@example.org", "not the password").status == 422
    refused = sign_in_as(nobody, "lena@example.org", PASSWORD)
    assert refused.status == 429
    assert int(refused.headers["retry-after"]) == 15 * 60 + 1
    clock.advance(minutes=15)
    assert sign_in_as(nobody, "lena@example.org", PASSWORD).status == 303


def test_unknown_addresses_are_throttled_just_the_same(nobody):
    for _ in range(10):
        sign_in_as(nobody, "nono@example.org", "not the password")
    assert sign_in_as(nobody, "nono@example.org", "not the password").status == 429


def test_a_right_password_starts_the_count_afresh(nobody, lena):
    for _ in range(3):
        for _ in range(9):
            sign_in_as(nobody, "lena@example.org", "not the password")
        assert sign_in_as(nobody, "lena@example.org", PASSWORD).status == 303


def test_one_address_cannot_try_many_accounts(nobody, lena, monkeypatch):
    monkeypatch.setattr(access, "verify_password", lambda *_: False)
    for n in range(100):
        assert sign_in_as(nobody, f"nono{n}@example.org", "not the password").status == 422
    assert sign_in_as(nobody, "lena@example.org", PASSWORD).status == 429


def test_the_device_and_address_of_a_sign_in_are_kept(app, lena, one):
    browser = Browser(app)
    browser.client.headers["user-agent"] = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
    sign_in_as(browser, "lena@example.org", PASSWORD)
    row = one(select(UserSession))
    assert (row.device, row.address) == ("Firefox on Linux", "testclient")


def test_whoever_signs_in_or_fails_to_leaves_a_line_without_name_or_address(nobody, lena):
    with capture_logs() as logs:
        sign_in_as(nobody, "lena@example.org", "not the password")
        sign_in_as(nobody, "nono@example.org", PASSWORD)
        sign_in_as(nobody, "lena@example.org", PASSWORD)
        change = {"current_password": PASSWORD, "new_password": "another sentence works"}
        nobody.post("/account/password", change)
        nobody.post("/sign-out")
    told = [(line["event"], line["account"]) for line in logs if "account" in line]
    assert told == [
        ("sign-in refused", None),
        ("sign-in refused", None),
        ("signed in", str(lena)),
        ("password set", str(lena)),
        ("signed out", str(lena)),
    ]
    assert "@example.org" not in str([line for line in logs if line["event"] != "mail"])
    assert "sentence" not in str(logs)
