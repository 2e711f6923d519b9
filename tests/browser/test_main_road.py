"""The main road, as people go it: from the first page to a certificate that somebody else verifies."""

import re
import subprocess

import pytest
from playwright.sync_api import expect

from tests.browser.questions import Asked, Sitting
from tests.support.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-roads")]

NAME = "Thanh Hà Nguyễn"
WAYS = {
    "with a mouse": {},
    "by keyboard alone": {"hands": "keyboard"},
    "without JavaScript": {"javascript": False},
    "on a phone": {"width": 390, "height": 844},
    "on a phone without JavaScript": {"width": 390, "height": 844, "javascript": False},
}


@pytest.mark.parametrize("how", WAYS.values(), ids=WAYS)
def test_the_main_road_leads_from_signing_up_to_a_certificate(
    how, site, person, pdftotext, tmp_path
):
    learner = person(site, looks=how.get("width") == 390, **how)
    sign_up(learner)
    read_the_first_module(learner)
    read_the_second_module(learner)
    fail_the_exam(learner)
    site.clock.advance(hours=25)
    pass_the_exam(learner)
    code, file = download_the_certificate(learner, tmp_path)
    pages = subprocess.run(
        [pdftotext, "-layout", file, "-"], capture_output=True, check=True, text=True
    ).stdout.split("\f")
    assert [bool(page.strip()) for page in pages] == [True, False], "one page is expected"
    assert NAME in pages[0]
    assert "A tiny course" in pages[0]
    assert code in pages[0]
    verify(person(site, **how), code)


def sign_up(learner):
    learner.go("/")
    learner.open_menu()
    learner.press(learner.link("Sign in", exact=True))
    learner.press(learner.link("Create an account"))
    page, hands = learner.page, learner.hands
    hands.write(page.get_by_label("Name"), NAME)
    hands.write(page.get_by_label("E-mail"), "thanh.ha@example.org")
    hands.write(page.get_by_label("Password"), PASSWORD)
    learner.press(learner.button("Create account"))
    learner.arrives("/")
    learner.sees(page.get_by_text("Your account is ready."))


def read_the_first_module(learner):
    page = learner.page
    learner.press(learner.link("A tiny course", exact=True))
    learner.arrives("/courses/tiny")
    learner.press(page.locator("main .actions a.btn"))
    learner.arrives("/courses/tiny/first-steps/boundary")
    answer_the_check(learner)
    complete(learner)
    learner.arrives("/courses/tiny/first-steps/statement")
    take_decisions(learner)
    fill_the_worksheet(learner)
    complete(learner)
    learner.arrives("/courses/tiny/first-steps/quiz")
    take_quiz(learner)


def read_the_second_module(learner):
    learner.go("/courses/tiny")
    learner.press(learner.page.locator("main .actions a.btn"))
    learner.arrives("/courses/tiny/second-steps/weigh")
    complete(learner)
    learner.arrives("/courses/tiny/second-steps/quiz")
    take_quiz(learner, wrong=1)


def answer_the_check(learner):
    check = learner.page.locator("#check-check-outside")
    for right, said in ((False, "Not this one."), (True, "Right.")):
        Asked(learner, check).answer(right=right)
        learner.press(check.get_by_role("button", name="Check the answer"))
        expect(check.locator(".why")).to_contain_text(said)
        learner.look()
        if not right:
            expect(check).not_to_contain_text("The boundary may leave a system out")
            learner.press(check.get_by_role("button", name="Try again"))
            expect(check.locator("label.choice")).to_have_count(3)
    expect(check).to_contain_text("The boundary may leave a system out")


def take_decisions(learner):
    story = learner.page.locator("#scenario-start")
    learner.press(story.get_by_role("button", name="Leave ShiftWise out"))
    expect(story).to_contain_text("Felix asks who decides.")
    learner.press(story.get_by_role("button", name="Think again"))
    learner.press(story.get_by_role("button", name="Keep it in"))
    expect(story).to_contain_text("A sound end")
    learner.look()


def fill_the_worksheet(learner):
    sheet = learner.page.locator("#worksheet-scope-statement")
    learner.hands.write(sheet.get_by_label("Organization and sites"), "Utrecht, Lyon and Toronto")
    learner.press(sheet.get_by_role("button", name="Save"))
    expect(sheet.locator(".margin")).to_contain_text("Saved")
    site = learner.page.locator("#checklist-readiness").get_by_label("Every site is in the")
    learner.hands.tick(site)
    if not learner.javascript:
        learner.press(learner.page.locator("#checklist-readiness").get_by_role("button"))
    expect(learner.page.locator("#checklist-readiness .margin")).to_contain_text("1 of 2")
    learner.page.reload()
    expect(sheet.get_by_label("Organization and sites")).to_have_value("Utrecht, Lyon and Toronto")
    expect(site).to_be_checked()


def complete(learner):
    learner.press(learner.button(re.compile("^Mark complete")))


def take_quiz(learner, wrong=0):
    learner.press(learner.button("Start the quiz"))
    learner.arrives_like(r"/attempts/[0-9a-f-]+$")
    quiz = Sitting(learner)
    quiz.answer_all(wrong=wrong)
    quiz.hand_in()
    assert learner.heading == "You passed."
    expect(learner.page.locator(".score")).to_contain_text("75 %" if wrong else "100 %")


def start_exam(learner):
    learner.go("/courses/tiny/exam")
    learner.press(learner.button("Start the exam"))
    learner.arrives_like(r"/attempts/[0-9a-f-]+$")
    return Sitting(learner)


def fail_the_exam(learner):
    exam = start_exam(learner)
    exam.answer_all(right=False)
    exam.hand_in()
    assert learner.heading == "Not passed yet."
    expect(learner.page.locator("main")).to_contain_text("The next attempt may start on")
    expect(learner.page.locator(".review")).to_have_count(0)
    learner.go("/courses/tiny/exam")
    expect(learner.button("Start the exam")).to_have_count(0)
    expect(learner.page.locator("main")).to_contain_text("The next attempt may start on")


def pass_the_exam(learner):
    exam = start_exam(learner)
    exam.answer_all()
    exam.hand_in()
    assert learner.heading == "You passed."
    expect(learner.page.locator(".review")).to_have_count(7)


def download_the_certificate(learner, folder):
    learner.go("/learning")
    learner.press(learner.link("my certificates"))
    learner.arrives("/certificates")
    code = learner.page.locator("main .margin b").inner_text()
    with learner.page.expect_download() as download:
        learner.hands.press(learner.link(re.compile("^PDF")))
    file = folder / "certificate.pdf"
    download.value.save_as(file)
    return code, file


def verify(stranger, code):
    """Somebody else, signed in nowhere, types the code that they were shown."""
    stranger.go("/verify")
    stranger.hands.write(stranger.page.get_by_label("Code"), code.lower())
    stranger.press(stranger.button("Check", exact=True))
    stranger.arrives(f"/verify/{code}")
    assert stranger.heading == "Valid"
    expect(stranger.page.locator("main")).to_contain_text(NAME)
    expect(stranger.page.locator("main")).to_contain_text("A tiny course")
    assert "thanh.ha@example.org" not in stranger.page.content()
