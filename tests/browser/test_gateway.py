"""What a proxy says in our place, or nobody, changes nothing on the screen, and nothing typed is lost."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.closely import bring_axe
from tests.browser.layout import look_at
from tests.browser.questions import Asked, Sitting
from tests.cluster.nginx import SHIPPED

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-roads")]
QUIZ = "/courses/tiny/first-steps/quiz"
UNIT = "/courses/tiny/first-steps/statement"
NGINX = (
    "<html><head><title>{0} Of nginx</title></head>"
    "<body><center><h1>{0} Of nginx</h1></center><hr></body></html>"
)
FIELDS = "form => String(new URLSearchParams(new FormData(form)))"
AWAY = "Not available just now. What you typed is still here"


@contextmanager
def instead(one, where, **answer):
    """What is posted there gets `answer`, or no connection where there is none."""

    def handle(route) -> None:
        if route.request.method != "POST":
            route.fallback()
        elif answer:
            route.fulfill(**answer)
        else:
            route.abort("connectionrefused")

    one.watch.expected = {answer.get("status")}
    one.page.route(where, handle)
    yield
    one.page.unroute(where, handle)


def of_nginx(status):
    return {"status": status, "content_type": "text/html", "body": NGINX.format(status)}


# As app/web/errors.py answers htmx.
OURS = {
    "status": 503,
    "content_type": "text/html",
    "headers": {"HX-Retarget": "#alert", "HX-Reswap": "innerHTML"},
    "body": '<p class="alert-text"><strong>Not available just now.</strong> Wait a minute.</p>',
}


@pytest.fixture
def one(site, person):
    return person(site, "learner")


@pytest.fixture
def quiz(one):
    one.go(QUIZ)
    one.press(one.button("Start the quiz"))
    one.arrives_like(r"/attempts/[0-9a-f-]+$")
    return Sitting(one)


def forget_failures(one):
    """Chromium and htmx report a request that failed."""
    lost = ("ERR_CONNECTION_REFUSED", "Failed to fetch")
    troubles = one.watch.troubles
    troubles[:] = [t for t in troubles if not any(words in t for words in lost)]


@pytest.mark.parametrize(
    "answer",
    [of_nginx(502), of_nginx(504), of_nginx(413), {}],
    ids=["502", "504", "413", "no connection"],
)
def test_a_question_stays_as_it_is_and_goes_out_with_the_next_press(answer, one, quiz):
    page, go_on = one.page, quiz.form.locator("button[data-next]")
    title = page.title()
    with instead(one, "**/answers/*", **answer):
        Asked(one, quiz.form).answer(right=True)
        filled_in = quiz.form.evaluate(FIELDS)
        with page.expect_request(lambda request: "then=next" in (request.post_data or "")):
            one.press(go_on)
        expect(page.get_by_role("alert")).to_contain_text(AWAY)
        expect(page.locator("#attempt form#next")).to_have_count(1)
        assert quiz.form.evaluate(FIELDS) == filled_in
        assert go_on.evaluate("e => e === document.activeElement")
        assert page.title() == title
    forget_failures(one)
    one.press(go_on)
    expect(page.locator("h1").first).to_have_text(re.compile("Question 2"))
    expect(page.get_by_role("alert")).to_be_empty()


@pytest.mark.parametrize("answer", [of_nginx(502), OURS, {}], ids=["502", "ours", "no connection"])
def test_what_was_typed_stays_and_is_sent_when_the_page_is_left(answer, one, site):
    one.go(UNIT)
    field = one.page.locator("#worksheet-scope-statement").get_by_label("Organization and sites")
    with instead(one, "**/scope-statement", **answer):
        one.hands.write(field, "Utrecht, Lyon and Toronto")
        expect(one.page.get_by_role("alert")).to_contain_text("Not available just now.")
        expect(field).to_have_value("Utrecht, Lyon and Toronto")
        expect(field).to_be_focused()
    forget_failures(one)
    one.go("/")
    posted = []
    for _ in range(400):
        posted = [s.status for s in site.sent if s.method == "POST"]
        if posted:
            break
        one.page.wait_for_timeout(50)
    assert posted == [303]
    one.go(UNIT)
    expect(field).to_have_value("Utrecht, Lyon and Toronto")


def test_a_check_stays_where_it_is(one):
    one.go("/courses/tiny/first-steps/boundary")
    check = one.page.locator("#check-check-outside")
    Asked(one, check).answer(right=True)
    with instead(one, "**/check-outside", **of_nginx(502)):
        one.press(check.locator("[data-next]"))
        expect(one.page.get_by_role("alert")).to_contain_text(AWAY)
        expect(check.locator("input:checked")).to_have_count(1)
    one.press(check.locator("[data-next]"))
    expect(check).to_contain_text("Right")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_the_page_of_the_proxy_can_be_read_and_sends_again_when_it_is_reloaded(
    width, scheme, site, person
):
    one = person(site, "learner", width=width, scheme=scheme)
    bring_axe(one)
    (page,) = re.findall(r"return 503 '(.*?)';", SHIPPED.read_text(), flags=re.DOTALL)
    one.go(QUIZ)
    with instead(one, f"**{QUIZ}", status=502, content_type="text/html", body=page):
        one.press(one.button("Start the quiz"))
        one.sees(one.page.get_by_role("heading", name="Not available just now"))
        look_at(one.page)
        assert one.page.evaluate("async () => (await axe.run()).violations.map((v) => v.id)") == []
        paper = one.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert paper == {"dark": "rgb(28, 27, 24)", "light": "rgb(251, 248, 242)"}[scheme]
    one.page.reload()
    one.arrives_like(r"/attempts/[0-9a-f-]+$")
