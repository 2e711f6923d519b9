"""What a test needs to have happened, done without a browser."""

from tests.assessment.sitting import QUIZ, Sitting
from tests.support.browser import Browser

SECOND_QUIZ = "/courses/tiny/second-steps/quiz"
UNITS = (
    "/courses/tiny/first-steps/boundary",
    "/courses/tiny/first-steps/statement",
    "/courses/tiny/second-steps/weigh",
)


def at(site, user_id, device: str = "Firefox on Linux") -> Browser:
    """Somebody signed in, without a browser."""
    return Browser(site.app, site.token(user_id, device=device))


def sit(site, browser, start, **answers) -> str:
    """An attempt that is handed in; gives its address."""
    sitting = Sitting(browser, site.database, start)
    sitting.answer_all(**answers)
    sitting.submit()
    return sitting.address


def read_everything(browser) -> None:
    for unit in UNITS:
        assert browser.post(f"{unit}/complete").status == 303


def open_the_exam(site, user_id) -> None:
    """Everything read and both quizzes passed."""
    browser = at(site, user_id)
    read_everything(browser)
    for quiz in (QUIZ, SECOND_QUIZ):
        sit(site, browser, quiz)
