"""An attempt in a browser that reloads, goes back, loses its connection, runs out of time."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from app.accounts.models import UserSession
from app.assessment.models import Attempt
from tests.browser.closely import bring_axe, look_closely
from tests.browser.questions import Asked, Sitting
from tests.browser.shortcuts import open_the_exam
from tests.support.patience import until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-roads")]
EXAM = "/courses/tiny/exam"
QUIZ = "/courses/tiny/first-steps/quiz"


@pytest.fixture
def lena(site):
    """The id of a learner to whom the exam is open."""
    user_id = site.account("learner")
    open_the_exam(site, user_id)
    return user_id


@pytest.fixture
def sitting(site, lena, person):
    """A learner at the first question of the exam."""
    return start(person(site).hold_session_of(lena), EXAM)


def start(one, where):
    one.go(where)
    one.press(one.button(re.compile("^Start the")))
    one.arrives_like(r"/attempts/[0-9a-f-]+$")
    return Sitting(one)


def attempts(site, user_id):
    with site.database.session(writing=False) as session:
        return session.scalars(select(Attempt).where(Attempt.user_id == user_id)).all()


def chosen(sitting) -> str:
    return sitting.form.locator(".choices input:checked").locator("xpath=..").inner_text()


@pytest.fixture
def asking(library):
    """The second quiz asks how sure one is, and tells nothing before it is handed in."""
    now = library.current
    tiny = now.course("tiny")
    first, second = tiny.modules
    bank = replace(second.bank, certainty=True, reveal="after-submit")
    modules = (first, replace(second, bank=bank))
    library.current = replace(now, courses=(replace(tiny, modules=modules),))
    yield
    library.current = now


@pytest.mark.parametrize(("hands", "javascript"), [("keyboard", True), ("mouse", False)])
def test_how_sure_is_said_with_any_hands_kept_and_told(hands, javascript, asking, site, person):
    one = person(site, "learner", hands=hands, javascript=javascript)
    sitting = start(one, "/courses/tiny/second-steps/quiz")
    attempt = one.page.url
    Asked(one, sitting.form).answer(right=True)
    levels = sitting.form.get_by_role("radiogroup", name="How sure are you").get_by_role("radio")
    if hands == "keyboard":
        one.hands.reach(levels.first)
        for _ in range(2):
            one.page.keyboard.press("ArrowDown")
    else:
        one.hands.tick(levels.last)
    expect(levels.last).to_be_checked()
    answered = chosen(sitting)
    one.press(sitting.form.locator("button[data-next]"))
    expect(one.page.locator("h1").first).to_have_text("Question 2 of 4")
    one.go(f"{attempt}?q=1")
    expect(levels.last).to_be_checked()
    assert chosen(sitting) == answered
    one.go(f"{attempt}/submit")
    one.press(one.button("Submit the quiz"))
    one.arrives_like("/result$")
    one.sees(one.page.get_by_text("You were very sure: +3 certainty marks."))


def test_keys_that_choose_leave_alone_how_sure_one_is(asking, site, person):
    one = person(site, "learner", hands="keyboard")
    sitting = start(one, "/courses/tiny/second-steps/quiz")
    levels = sitting.form.get_by_role("radiogroup", name="How sure are you").get_by_role("radio")
    one.hands.reach(levels.first)
    one.page.keyboard.press("2")
    expect(sitting.form.locator(".choices input:checked")).to_have_count(1)
    assert not levels.nth(1).is_checked()
    # A question that offers nothing to choose from has no keys either.
    sitting.form.locator(".choices").evaluate("e => e.remove()")
    one.hands.reach(levels.first)
    one.page.keyboard.press("2")
    assert not levels.nth(1).is_checked()


def test_what_was_chosen_is_saved_as_one_goes_and_is_there_after_a_reload(sitting):
    Asked(sitting.person, sitting.form).answer(right=True)
    before = chosen(sitting)
    expect(sitting.page.locator("#saved")).to_contain_text("Saved 09:00")
    expect(sitting.page.locator("#live")).to_have_text("Saved 09:00")
    sitting.page.reload()
    assert chosen(sitting) == before
    expect(sitting.page.locator(".cell.is-answered:visible").first).to_have_text(re.compile("^1"))


# How many requests were sent stands on the page; they go on their way once they are let go.
SLOW = """() => {
  const now = window.fetch, held = new Promise((go) => { window.letGo = go; });
  document.body.dataset.sent = 0;
  window.fetch = async (url, options) => {
    document.body.dataset.sent++;
    await held;
    return now(url, options);
  };
}"""


def change_of_mind(sitting) -> str:
    """Three choices while the server is slow; the last of them, which nobody has sent yet."""
    choices = sitting.form.locator(".choices input")
    sitting.page.evaluate(SLOW)
    choices.nth(0).check()
    expect(sitting.page.locator("body")).to_have_attribute("data-sent", "1")
    choices.nth(1).check()
    # Until this one would be sent as well.
    sitting.page.wait_for_timeout(800)
    choices.nth(2).check()
    return chosen(sitting)


def test_a_slow_server_keeps_what_was_chosen_last(sitting):
    last = change_of_mind(sitting)
    sitting.page.evaluate("letGo()")
    expect(sitting.page.locator("body")).to_have_attribute("data-sent", "2")
    expect(sitting.form).not_to_have_attribute("data-dirty", "")
    expect(sitting.page.locator(".htmx-request")).to_have_count(0)
    sitting.page.reload()
    assert chosen(sitting) == last


def test_whoever_goes_on_while_the_server_is_slow_goes_on_once_it_has_answered(sitting):
    last = change_of_mind(sitting)
    sitting.person.press(sitting.form.locator("button[data-next]"))
    sitting.page.evaluate("letGo()")
    expect(sitting.page.locator("h1").first).to_have_text("Question 2 of 7")
    sitting.page.go_back()
    assert chosen(sitting) == last


def test_whoever_leaves_before_it_was_saved_loses_nothing(sitting, site):
    Asked(sitting.person, sitting.form).answer(right=True)
    before, attempt = chosen(sitting), sitting.page.url
    sitting.page.goto("/")
    # It is sent as the page goes, and nobody on the next one waits for it.
    until(lambda: any(s.method == "POST" and s.path.endswith("/answers/1") for s in site.sent))
    sitting.page.goto(f"{attempt}?q=1")
    assert chosen(sitting) == before


def test_attempt_goes_on_in_another_browser_where_it_was_left(sitting, site, lena, person):
    sitting.answer(right=True)
    sitting.answer(right=False)
    elsewhere = person(site).hold_session_of(lena)
    elsewhere.go(EXAM)
    elsewhere.press(elsewhere.link("Go on"))
    assert elsewhere.path == sitting.person.path
    assert elsewhere.heading == "Question 3 of 7"
    rest = Sitting(elsewhere)
    rest.answer_all()
    rest.hand_in()
    # The first browser finds out with its next step, and that the attempt is over.
    sitting.page.reload()
    sitting.person.arrives_like("/result$")
    assert len([a for a in attempts(site, lena) if a.kind == "exam"]) == 1


def test_two_windows_start_one_attempt(site, lena, person):
    one = person(site).hold_session_of(lena)
    windows = [one.page, one.context.new_page()]
    for window in windows:
        window.goto(EXAM)
    addresses = set()
    for window in windows:
        window.get_by_role("button", name="Start the exam").click()
        window.wait_for_url(re.compile(r"/attempts/"))
        addresses.add(window.url)
    assert len(addresses) == 1
    assert len([a for a in attempts(site, lena) if a.kind == "exam"]) == 1


def test_handing_in_twice_is_once(sitting, site, lena):
    sitting.answer_all()
    sitting.person.arrives_like("/submit$")
    second = sitting.person.context.new_page()
    second.goto(sitting.page.url)
    sitting.hand_in()
    site.clock.advance(minutes=1)
    second.get_by_role("button", name="Submit the exam").click()
    second.wait_for_url(sitting.page.url)
    (exam,) = [a for a in attempts(site, lena) if a.kind == "exam"]
    assert exam.submitted_at < site.clock()


def test_going_back_after_handing_in_shows_the_result_and_no_old_question(sitting):
    sitting.answer_all()
    sitting.hand_in()
    result = sitting.page.url
    for _ in range(3):
        sitting.page.go_back()
        sitting.page.wait_for_load_state("load")
        expect(sitting.page.locator("form#next")).to_have_count(0)
        assert sitting.page.url == result or "/attempts/" not in sitting.page.url


def test_nothing_of_an_attempt_is_kept_by_the_browser(sitting, site):
    sitting.answer_all()
    sitting.hand_in()
    pages = [sent for sent in site.sent if sent.path.startswith("/attempts/")]
    assert pages
    assert {sent.headers["cache-control"] for sent in pages} == {"no-store"}


@pytest.mark.parametrize("javascript", [True, False], ids=["htmx", "without JavaScript"])
def test_session_ended_elsewhere_leads_to_the_sign_in_page(javascript, site, lena, person):
    one = start(person(site, javascript=javascript).hold_session_of(lena), EXAM)
    end_sessions_in_another_browser(site, lena, person)
    one.person.watch.expected = set() if javascript else {401}
    Asked(one.person, one.form).answer(right=True)
    one.person.press(one.form.locator("[data-next]"))
    if javascript:
        one.person.arrives_like("/sign-in")
        assert one.person.heading == "Sign in"
        expect(one.page.locator("#attempt")).to_have_count(0)
    else:
        one.person.sees(one.page.get_by_role("heading", name="Please sign in"))
    one.person.go("/learning")
    one.person.go("/account")
    assert one.person.page.url == f"{site.url}/sign-in?next=/account"


def end_sessions_in_another_browser(site, lena, person):
    other = person(site).hold_session_of(lena)
    other.go("/account")
    with site.database.session(writing=False) as session:
        before = len(session.scalars(select(UserSession)).all())
    assert before > 1
    other.press(other.button("Sign out everywhere else"))
    other.sees(other.page.get_by_text("Every other device is signed out."))


def test_answer_that_comes_too_late_is_told_so_and_earlier_ones_count(site, lena, person):
    one = person(site, reduced_motion="reduce").hold_session_of(lena)
    bring_axe(one)
    sitting = start(one, EXAM)
    sitting.answer(right=True)
    site.clock.advance(minutes=21)
    one.watch.expected = {409}
    Asked(one, sitting.form).answer(right=True)
    one.press(sitting.form.locator("[data-next]"))
    one.sees(one.page.get_by_role("heading", name="Time is up."))
    expect(one.page.locator("main")).to_contain_text("1 of 7 questions")
    assert one.page.evaluate("document.activeElement.id") == "late"
    look_closely(one.page)
    one.press(one.link("See the result"))
    one.arrives_like("/result$")
    expect(one.page.locator("main")).to_contain_text("The time was up at 09:20")


def test_time_left_is_shown_can_be_hidden_and_is_said_at_four_moments_only(site, lena, person):
    one = person(site).hold_session_of(lena)
    one.page.clock.install()
    sitting = start(one, EXAM)
    timer = one.page.get_by_role("timer")
    assert timer.get_attribute("aria-live") is None
    expect(timer).to_have_text(re.compile(r"^(20:00|19:5\d)$"))
    one.page.evaluate("""() => {
      window.said = [];
      const live = document.getElementById("live");
      new MutationObserver(() => live.textContent && said.push(live.textContent))
        .observe(live, { childList: true, characterData: true, subtree: true });
    }""")
    one.page.clock.run_for(19 * 60_000 + 31_000)
    assert one.page.evaluate("said") == [
        "10 minutes left",
        "5 minutes left",
        "1 minute left",
        "30 seconds left",
    ]
    one.press(one.button("Hide", exact=True))
    expect(timer).to_be_empty()
    one.press(one.button("Show time left"))
    # The clock goes on by itself.
    expect(timer).to_have_text(re.compile(r"^00:[0-2]\d$"))
    expect(sitting.form).to_be_visible()


def test_lost_connection_is_told_and_the_answer_is_sent_when_it_is_back(sitting):
    page = sitting.page
    sitting.person.context.set_offline(True)
    Asked(sitting.person, sitting.form).answer(right=True)
    before = chosen(sitting)
    expect(page.get_by_role("alert")).to_contain_text("The server could not be reached")
    sitting.person.context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text("Saved")
    expect(page.get_by_role("alert")).to_be_empty()
    # Chromium and htmx report the request that failed.
    lost = ("ERR_INTERNET_DISCONNECTED", "Failed to fetch")
    troubles = sitting.person.watch.troubles
    troubles[:] = [t for t in troubles if not any(words in t for words in lost)]
    page.reload()
    assert chosen(sitting) == before


def test_flag_stands_in_the_grid_and_on_the_page_before_handing_in(sitting):
    one, page = sitting.person, sitting.page
    one.press(one.button("Flag for later"))
    one.sees(one.button("Flagged. Remove the flag"))
    expect(page.locator(".cells .is-flagged")).to_have_count(1)
    one.press(one.link("Submit exam"))
    one.arrives_like("/submit$")
    expect(page.locator("main")).to_contain_text("7 of 7")
    expect(page.locator(".cells-few .is-flagged")).to_have_count(2)
    one.press(one.link("Back to question 1"))
    one.press(one.button("Flagged. Remove the flag"))
    expect(page.locator(".cells .is-flagged")).to_have_count(0)


def test_numbers_choose_in_the_focused_question_only_and_a_slash_finds_the_search(
    site, lena, person
):
    one = person(site).hold_session_of(lena)
    sitting = start(one, EXAM)
    keys = one.page.keyboard
    keys.press("2")
    expect(sitting.form.locator("input").nth(1)).to_be_checked()
    one.page.locator(".brand").focus()
    keys.press("1")
    expect(sitting.form.locator("input").nth(1)).to_be_checked()
    one.go("/courses/tiny/first-steps/boundary")
    keys.press("1")
    expect(one.page.locator("#check-check-outside input:checked")).to_have_count(0)
    keys.press("/")
    field = one.page.get_by_role("searchbox")
    expect(field).to_be_focused()
    keys.type("scope/1")
    expect(field).to_have_value("scope/1")
    keys.press("Enter")
    one.arrives("/search?q=scope%2F1")
