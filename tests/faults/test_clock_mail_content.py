"""A clock that jumps, mail that hangs, courses that break while they are served."""

import socket
import time
from dataclasses import replace

import httpx
import pytest

from app.accounts.throttle import SIGN_IN_ACCOUNT
from app.catalog.library import Library
from app.catalog.model import Catalog
from app.core import mail
from app.core.mail import BackgroundMailer, SmtpMailer
from app.core.settings import Settings
from tests.assessment.sitting import EXAM, QUIZ, Sitting
from tests.conftest import SITE
from tests.support.live import serve
from tests.support.people import PASSWORD

SHEET = "/courses/tiny/first-steps/statement"


def sheet(browser) -> str:
    return browser.get(SHEET).page.find("textarea", attrs={"name": "sites"}).get_text(strip=True)


def test_what_is_saved_after_the_clock_was_put_back_is_kept(learner, clock):
    learner.post(f"{SHEET}/worksheets/scope-statement", {"sites": "Utrecht"})
    clock.advance(hours=-2)
    learner.post(f"{SHEET}/worksheets/scope-statement", {"sites": "Ghent"})
    assert sheet(learner) == "Ghent"


def test_an_attempt_that_ended_by_a_clock_that_ran_ahead_stays_as_it_was_counted(
    learner, database, clock, app
):
    app.state.site = replace(app.state.site, exam_gate=lambda *_: ())
    exam = Sitting(learner, database, EXAM)
    exam.answer_all(but=(1,))
    clock.advance(days=20)
    assert learner.get(exam.address).location == f"{exam.address}/result"
    head = exam.head()
    clock.advance(days=-20)
    assert exam.answer(1).status == 409
    assert exam.head() == head
    assert head.submitted_at == head.deadline


def test_nobody_waits_for_a_limit_that_a_clock_far_ahead_has_begun(learner, nobody, clock):
    wrong = {"email": "lena@example.org", "password": "not her password"}
    clock.advance(days=400)
    for _ in range(SIGN_IN_ACCOUNT.most + 1):
        last = nobody.post("/sign-in", wrong).status
    assert last == 429
    clock.advance(days=-400)
    assert nobody.post("/sign-in", wrong).status == 422


def test_pages_are_served_while_the_mail_server_hangs(sqlite, library, tmp_path, monkeypatch):
    """More mails wait than there are threads for them, on the very connection that caused them; the
    server that takes them never says a word.
    """
    monkeypatch.setattr(mail, "TIMEOUT", 8)
    with socket.create_server(("127.0.0.1", 0), backlog=50) as silent:
        port = silent.getsockname()[1]
        with serve(tmp_path, sqlite, library, smtp_host="127.0.0.1", smtp_port=port) as site:
            mailer = BackgroundMailer(SmtpMailer(_to(port)))
            site.app.state.site = replace(site.app.state.site, mailer=mailer)
            waits = []
            with httpx.Client(base_url=site.url, timeout=60, trust_env=False) as client:
                for number in range(6):
                    form = {"name": "A B", "email": f"a{number}@example.org", "password": PASSWORD}
                    assert client.post("/sign-up", data=form).status_code == 200
                    started = time.monotonic()
                    assert client.get("/courses/tiny").status_code == 200
                    waits.append(time.monotonic() - started)
            assert max(waits) < 6


def _to(port: int) -> Settings:
    return Settings(_env_file=None, smtp_host="127.0.0.1", smtp_port=port, smtp_security="none")


@pytest.fixture
def breaking(app):
    """breaking("errors" | "nothing") serves as after a reload of, or a start with, broken courses."""
    whole = app.state.site.library

    def break_(how: str) -> None:
        library = Library(SITE / "courses", SITE / "quizzes", None)
        library.current = whole.current if how == "errors" else Catalog()
        library.healthy = False
        app.state.site = replace(app.state.site, library=library)

    return break_


@pytest.mark.parametrize("how", ["errors", "nothing"])
def test_an_attempt_goes_on_to_its_result_though_the_courses_are_broken(
    learner, database, breaking, how
):
    """What was asked is kept with the attempt, so it needs no file."""
    sitting = Sitting(learner, database, QUIZ)
    sitting.answer(1)
    breaking(how)
    assert learner.get(sitting.address).status == 200
    sitting.answer_all()
    assert sitting.submit().location == f"{sitting.address}/result"
    page = learner.get(f"{sitting.address}/result")
    assert page.status == 200
    assert sitting.head().score == 100
    for path in ("/", "/learning", "/attempts", "/account", "/account/export", "/certificates"):
        visit = learner.get(path)
        assert visit.status == 200, path
        assert "Traceback" not in visit.text
    assert "have errors" in learner.get("/").text
