"""What a test needs to have happened, done without a browser."""

import shutil

from app.catalog.library import Library
from tests.assessment.sitting import QUIZ, Sitting
from tests.conftest import SITE
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


def library_like(folder, changes: dict[str, tuple[str, str]]) -> Library:
    """tests/site with some text changed: file → (what stands there, what shall)."""
    shutil.copytree(SITE, folder / "site")
    for name, (old, new) in changes.items():
        file = folder / "site" / name
        text = file.read_text()
        assert old in text, f"{name} says nothing of {old!r}"
        file.write_text(text.replace(old, new))
    library = Library(folder / "site/courses", folder / "site/quizzes", None)
    library.reload()
    assert library.healthy, "\n".join(map(str, library.latest_problems))
    return library
