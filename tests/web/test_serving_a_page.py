"""One hop, one session, one commit; who may ask; and where a browser is sent."""

import hashlib

import pytest
from itsdangerous import URLSafeSerializer

from tests.conftest import database  # noqa: F401  (each kind)
from tests.support.browser import Browser
from tests.web.conftest import gentle


def count(browser) -> int:
    return int(browser.get("/probe/count").text)


def test_what_a_post_wrote_is_there_before_the_answer(probe):
    answer = probe.post("/probe/save", {"n": "1"})
    assert (answer.status, answer.location) == (303, "/probe/open")
    assert count(probe) == 1


def test_a_handler_that_fails_leaves_nothing(probe):
    assert probe.post("/probe/save", {"n": "1", "then": "fail"}).status == 500
    assert count(probe) == 0


def test_a_commit_that_fails_is_not_answered_as_a_success(probe):
    assert probe.post("/probe/save", {"n": "99"}).status == 409
    assert count(probe) == 0


def test_a_page_that_finds_it_must_write_is_run_again_and_kept(probe):
    assert probe.get("/probe/late").text == "written"
    assert count(probe) == 1


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        (None, "/probe/open", 200),
        (None, "/probe/reader", 200),
        (None, "/probe/learner", 303),
        (None, "/probe/trainer", 303),
        ("learner", "/probe/learner", 200),
        ("learner", "/probe/trainer", 403),
        ("manager", "/probe/trainer", 403),
        ("administrator", "/probe/trainer", 403),
        ("trainer", "/probe/trainer", 200),
    ],
)
def test_a_rule_lets_in_whom_it_names(probing, sign_in, who, path, status):
    token = sign_in(who).client.cookies["clauseway"] if who else None
    assert gentle(probing(), token).get(path).status == status


def test_a_site_may_keep_its_units_for_people_with_an_account(probing, sign_in):
    closed = probing(read_without_account=False)
    assert gentle(closed).get("/probe/reader").status == 303
    token = sign_in("learner").client.cookies["clauseway"]
    assert gentle(closed, token).get("/probe/reader").status == 200


def test_nobody_is_sent_to_sign_in_and_back_to_where_they_were(probe):
    answer = probe.get("/probe/learner?a=1&b=2")
    assert answer.location == "/sign-in?next=/probe/learner%3Fa%3D1%26b%3D2"


def test_a_fragment_never_holds_the_sign_in_page(probe):
    answer = probe.get("/probe/learner", htmx="partial")
    assert (answer.text, answer.headers["hx-redirect"]) == ("", "/sign-in")


def test_a_token_that_nobody_gave_out_is_nobody(probing):
    assert gentle(probing(), "invented").get("/probe/learner").status == 303


def test_htmx_is_told_to_load_the_page_instead_of_swapping_it_in(probe):
    answer = probe.post("/probe/save", {"n": "1"}, htmx="partial")
    assert (answer.status, answer.headers["hx-redirect"]) == (200, "/probe/open")


def test_a_message_for_the_next_page_is_shown_once(probe):
    probe.post("/probe/save", {"n": "1"})
    first, second = probe.get("/sign-in"), probe.get("/sign-in")
    assert first.page.select_one("[role=status].flash").get_text(strip=True) == "Saved it."
    assert second.page.select_one(".flash") is None


def test_a_message_that_somebody_else_wrote_is_not_shown(probe):
    probe.client.cookies.set("flash", '"You have won".invented')
    answer = probe.get("/sign-in")
    assert answer.status == 200
    assert "You have won" not in answer.text


def test_a_message_that_is_signed_by_a_weaker_hash_is_not_shown(probe):
    """The library's own choice, SHA-1, with the right secret and the right way to a key."""
    sha1 = {"key_derivation": "hmac", "digest_method": hashlib.sha1}
    weak = URLSafeSerializer("x" * 40, salt="flash", signer_kwargs=sha1).dumps("You have won")
    probe.client.cookies.set("flash", weak)
    assert "You have won" not in probe.get("/sign-in").text


def test_head_is_answered_like_get_without_a_body(probe):
    answer = probe.client.head("/probe/open")
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_page_answers_to_its_own_browser_only(probing, sign_in):
    app = probing()
    lena = sign_in("learner").client.cookies["clauseway"]
    otto = sign_in("another learner").client.cookies["clauseway"]
    assert Browser(app, lena).get("/probe/learner").text == "Lena Learner"
    assert Browser(app, otto).get("/probe/learner").text == "Otto Other"
