"""What a browser reports of itself while an exam runs: that it was cut off, and that its clock is wrong."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import expect

from app.assessment import incidents
from tests.browser.questions import Asked, Sitting
from tests.browser.shortcuts import open_the_exam

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-roads")]
EXAM = "/courses/tiny/exam"
# Seconds that a busy machine may take for a few pages.
SLOW = 30
# What Chromium and htmx say of a request that failed.
LOST = ("ERR_INTERNET_DISCONNECTED", "Failed to fetch")


@pytest.fixture
def one(site, person):
    """A learner to whom the exam is open, before a browser whose clock is moved by the test."""
    user_id = site.account("learner")
    open_the_exam(site, user_id)
    return person(site).hold_session_of(user_id)


def start(one, site, *, off=timedelta()):
    # The browser's clock goes on by itself, the server's does not.
    one.page.clock.install(time=site.clock() + off)
    one.go(EXAM)
    one.press(one.button(re.compile("^Start the")))
    one.arrives_like(r"/attempts/[0-9a-f-]+$")
    return one.path


def pass_time(one, site, seconds):
    """Time goes by at both ends."""
    site.clock.advance(seconds=seconds)
    one.page.clock.run_for(seconds * 1000)


def is_report(response):
    return response.url.endswith("/incidents") and response.status == 204


def come_back(one):
    one.context.set_offline(False)


def forget_failures(one):
    troubles = one.watch.troubles
    troubles[:] = [t for t in troubles if not any(words in t for words in LOST)]


def log(address, site):
    id_ = UUID(address.rsplit("/", 1)[1])
    with site.database.session(writing=False) as session:
        return [(i.kind, i.seconds) for i in incidents.of_attempts(session, [id_])[id_]]


def test_a_lost_connection_is_reported_with_its_length_once_it_is_back(one, site):
    address = start(one, site)
    pass_time(one, site, 60)
    one.context.set_offline(True)
    pass_time(one, site, 2)
    # An answer that cannot be sent in the meantime is no end of the outage.
    Asked(one, Sitting(one).form).answer(right=True)
    expect(one.page.get_by_role("alert")).to_contain_text("The server could not be reached")
    pass_time(one, site, 88)
    with one.page.expect_response(is_report):
        come_back(one)
    forget_failures(one)
    ((kind, seconds),) = log(address, site)
    assert kind == "offline"
    assert 90 <= seconds <= 90 + SLOW


def test_a_moment_without_connection_is_not_worth_a_report(one, site):
    address = start(one, site)
    # A machine that is slow would make more of the moment.
    site.clock.advance(minutes=1)
    one.page.clock.pause_at(site.clock())
    one.context.set_offline(True)
    pass_time(one, site, 3)
    come_back(one)
    one.page.reload()
    assert log(address, site) == []


def test_an_outage_over_the_end_of_an_exam_is_reported_from_the_result(one, site):
    address = start(one, site)
    pass_time(one, site, 60)
    # As the page of the exam leaves it when it is cut off and the window is not closed.
    one.page.evaluate("sessionStorage.lost = Date.now()")
    site.clock.advance(minutes=31)
    one.page.clock.set_system_time(site.clock())
    with one.page.expect_response(is_report):
        one.page.goto(address)
    one.arrives_like("/result$")
    found = log(address, site)
    assert len(found) == 1, found
    ((kind, seconds),) = found
    assert kind == "offline"
    assert abs(seconds - 1860) <= SLOW
    one.page.reload()
    told = re.compile("The connection was back after 3[01] minutes")
    expect(one.page.locator("#_incidents")).to_contain_text(told)
    assert len(log(address, site)) == 1


def test_an_outage_of_the_server_is_reported_once_its_report_arrives(one, site):
    """As behind a proxy whose replicas are gone: connected all the while, and answered by nobody."""
    address = start(one, site)
    one.watch.expected = {502}
    one.page.route("**/answers/*", lambda route: route.fulfill(status=502))
    one.page.route("**/incidents", lambda route: route.fulfill(status=502))
    Asked(one, Sitting(one).form).answer(right=True)
    pass_time(one, site, 2)
    expect(one.page.get_by_role("alert")).to_contain_text("Not available just now")
    pass_time(one, site, 60)
    one.page.unroute("**/answers/*")
    with one.page.expect_response(lambda response: response.url.endswith("/incidents")):
        one.press(Sitting(one).form.locator("button[data-next]"))
    expect(one.page.locator("h1").first).to_have_text(re.compile("Question 2"))
    assert log(address, site) == []
    remembered = None
    for _ in range(400):
        if remembered := one.page.evaluate("sessionStorage.lost"):
            break
        one.page.wait_for_timeout(50)
    assert remembered
    one.page.unroute("**/incidents")
    with one.page.expect_response(is_report):
        one.page.reload()
    ((kind, seconds),) = log(address, site)
    assert kind == "offline"
    assert 60 <= seconds <= 60 + SLOW


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_wrong_clock_of_the_device_is_reported(one, site, minutes):
    with one.page.expect_response(is_report):
        address = start(one, site, off=timedelta(minutes=minutes))
    ((kind, seconds),) = log(address, site)
    assert kind == "device-clock"
    assert abs(seconds - minutes * 60) <= SLOW


def test_a_clock_that_is_right_is_not_reported(one, site):
    address = start(one, site, off=timedelta(seconds=90))
    one.page.reload()
    assert log(address, site) == []
