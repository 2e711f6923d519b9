"""What tests of attempts share: an exam that is open, and ways to answer like a person."""

from dataclasses import replace

import pytest

from app.main import create_app
from app.web.context import Missing
from tests.assessment.judges import URL


@pytest.fixture
def app(settings, database, library, clock, outbox):
    """The whole application, with the gate of the exam open and a list of whom it told of progress."""
    made = create_app(settings, database=database, library=library, clock=clock, mailer=outbox)
    made.state.progress = []

    def remember(_ctx, user_id, course):
        made.state.progress.append((user_id, course.slug))

    made.state.site = replace(made.state.site, exam_gate=lambda *_: (), after_progress=(remember,))
    return made


@pytest.fixture
def gate(app):
    """gate("First steps") closes the exam until these modules are complete."""

    def close(*titles):
        missing = tuple(
            Missing(title, f"/courses/tiny/{at}", "its quiz to pass", ("The quiz", f"/quiz/{at}"))
            for at, title in enumerate(titles, start=1)
        )
        app.state.site = replace(app.state.site, exam_gate=lambda *_: missing)

    return close


@pytest.fixture
def trainer(sign_in):
    return sign_in("trainer")


@pytest.fixture
def admin(sign_in):
    return sign_in("administrator")


@pytest.fixture
def opened(trainer):
    """A trainer who has opened a panel of judges."""
    assert trainer.post(URL, {"candidate": "Reads a clause and applies it"}).status == 303
    return trainer
