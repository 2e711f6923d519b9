"""Two identical processes behind a real proxy are one site: no request has to know where it lands."""

import re
import shutil
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from app.accounts.models import User
from app.assessment.models import Attempt
from app.core.settings import ROOT
from tests.assessment.sitting import EXAM, QUIZ, Sitting
from tests.cli.running import PATIENCE
from tests.cluster.conftest import Through
from tests.support.people import CAST, PASSWORD, make_learner

pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("cluster")]

COURSE = "/courses/tiny"
LENA = {"name": "Lena Learner", "email": "lena@example.org", "password": PASSWORD}


def sign_up(browser: Through) -> None:
    answer = browser.post("/sign-up", LENA)
    assert answer.status == 303, answer.text


def read_all(browser: Through) -> None:
    for module in ("first-steps", "second-steps"):
        page = browser.get(f"{COURSE}/{module}").page
        for link in page.select(f"main a[href^='{COURSE}/{module}/']"):
            if re.fullmatch(rf"{COURSE}/{module}/(?!quiz|print)[\w-]+", link["href"]):
                assert browser.post(f"{link['href']}/complete").status == 303


def pass_quizzes(browser: Through, database) -> None:
    for start in (QUIZ, f"{COURSE}/second-steps/quiz"):
        sitting = Sitting(browser, database, start)
        sitting.answer_all()
        assert sitting.submit().status == 303
        assert sitting.result().heading == "You passed."


def administrator(cluster) -> Through:
    with cluster.database.session(writing=True) as session:
        make_learner(session, **CAST["administrator"] | {"now": datetime.now(UTC)})
    browser = cluster.browser()
    signed_in = {"email": CAST["administrator"]["email"], "password": PASSWORD}
    assert browser.post("/sign-in", signed_in).status == 303
    return browser


def person_of(database, email: str) -> UUID:
    with database.session(writing=False) as session:
        return session.execute(select(User.id).where(User.email == email)).scalar_one()


def let_pass(database, exam: Sitting, time_: timedelta) -> None:
    """As if the exam had begun so much earlier; the processes' own clocks cannot be moved."""
    at = exam.head()
    values = {"started_at": at.started_at - time_, "deadline": at.deadline - time_}
    with database.session(writing=True) as session:
        session.execute(update(Attempt).where(Attempt.id == exam.id).values(values))


def test_the_whole_road_leads_over_both(cluster, visitor):
    sign_up(visitor)
    read_all(visitor)
    pass_quizzes(visitor, cluster.database)
    exam = Sitting(visitor, cluster.database, EXAM)
    exam.answer_all()
    exam.submit()
    assert exam.result().heading == "You passed."
    pdf = visitor.get("/certificates").page.select_one("a[href$='.pdf']")["href"]
    assert visitor.get(pdf).response.content.startswith(b"%PDF-")
    code = pdf.removeprefix("/certificates/").removesuffix(".pdf")
    assert cluster.browser().get(f"/verify/{code}").status == 200
    # In turn, and not all at one of them.
    first, second = len(cluster.answered(0)), len(cluster.answered(1))
    assert min(first, second) > 10
    assert abs(first - second) <= 2, (first, second)


def test_processes_that_start_together_on_an_empty_database_migrate_it_once(cluster):
    with cluster.database.session(writing=False) as session:
        assert session.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1
    for server in cluster.servers:
        assert server.client.get("/readyz").status_code == 200
        assert '"level": "error"' not in server.log


def test_limits_and_one_time_links_hold_over_both(cluster, visitor):
    sign_up(visitor)
    stranger = cluster.browser()
    wrong = {"email": LENA["email"], "password": "not the one"}
    statuses = [stranger.post("/sign-in", wrong).status for _ in range(11)]
    assert statuses == [422] * 10 + [429]
    stranger.post("/reset", {"email": LENA["email"]})
    (link,) = _mailed(cluster, "reset")
    new = {"new_password": "another good sentence"}
    used = [cluster.browser().post(link, new).status for _ in range(2)]
    assert used[0] == 303
    assert used[1] in (404, 410)
    # The reset has ended the session of before, wherever it is asked for.
    assert [visitor.get("/account").status for _ in range(2)] == [303, 303]


def test_an_exam_goes_on_when_a_process_dies_and_comes_back_with_newer_content(cluster, visitor):
    sign_up(visitor)
    read_all(visitor)
    pass_quizzes(visitor, cluster.database)
    exam = Sitting(visitor, cluster.database, EXAM)
    asked = [visitor.get(f"{exam.address}?q={n}").page.select_one("#stem").text for n in (1, 2)]
    assert exam.answer(1).status == 303
    cluster.kill(0)
    assert [exam.answer(n).status for n in (2, 1)] == [303, 303]
    for bank in (cluster.folder / "quizzes" / "tiny").glob("0*.md"):
        bank.write_text(bank.read_text().replace("?\n", ", as it is asked now?\n"))
    course = cluster.folder / "courses" / "tiny" / "course.md"
    course.write_text(re.sub(r"(?m)^version: .*$", "version: 9.9.9", course.read_text()))
    cluster.start(0)
    again = [visitor.get(f"{exam.address}?q={n}").page.select_one("#stem").text for n in (1, 2)]
    assert again == asked
    # Each of the two takes every other answer; one of them reads a newer course by now.
    exam.answer_all()
    exam.submit()
    results = [exam.result() for _ in range(2)]
    assert {result.heading for result in results} == {"You passed."}
    pdf = visitor.get("/certificates").page.select_one("a[href$='.pdf']")["href"]
    assert visitor.get(pdf).status == 200


def test_a_deadline_that_passed_is_over_at_both(cluster, visitor):
    sign_up(visitor)
    read_all(visitor)
    pass_quizzes(visitor, cluster.database)
    first, second = (cluster.past_proxy(number, visitor) for number in (0, 1))
    exam = Sitting(first, cluster.database, EXAM)
    assert exam.answer(1).status == 303
    exam.browser = second
    assert exam.answer(2).status == 303
    let_pass(cluster.database, exam, timedelta(minutes=21))
    # Whichever of them is told first, the other knows it: neither holds a clock of its own.
    for exam.browser in (second, first):
        late = exam.answer(3)
        assert (late.status, late.heading) == (409, "Time is up.")
    results = [browser.get(f"{exam.address}/result") for browser in (first, second)]
    assert {result.status for result in results} == {200}
    assert len({result.page.main.get_text() for result in results}) == 1
    attempt, _ = exam.load()
    assert attempt.head.submitted_by == "deadline"
    assert attempt.head.submitted_at == attempt.head.deadline
    assert [item.is_answered for item in attempt.items] == [True, True] + [False] * 5
    # So does the wait for the next try, which begins with the deadline.
    assert [browser.post(EXAM).status for browser in (first, second)] == [409, 409]


def test_time_that_is_given_at_one_holds_at_the_other(cluster, visitor):
    sign_up(visitor)
    read_all(visitor)
    pass_quizzes(visitor, cluster.database)
    first, second = (cluster.past_proxy(number, visitor) for number in (0, 1))
    admin = cluster.past_proxy(0, administrator(cluster))
    lena = person_of(cluster.database, LENA["email"])
    extra = {"extra_time": "50", "extra_time_why": "As agreed"}
    assert admin.post(f"/admin/people/{lena}/extra-time", extra).status == 303
    exam = Sitting(second, cluster.database, EXAM)
    # Twenty minutes and a half of that.
    assert exam.head().deadline - exam.head().started_at == timedelta(minutes=30)
    let_pass(cluster.database, exam, timedelta(minutes=21))
    assert exam.answer(1).status == 303
    more = {"minutes": "120", "why": "Fire alarm"}
    assert admin.post(f"/admin/attempts/{exam.id}/more-time", more).status == 303
    clocks = [b.get(exam.address).page.select_one("[data-deadline]") for b in (first, second)]
    deadline = int(exam.head().deadline.timestamp())
    assert [int(clock["data-deadline"]) for clock in clocks] == [deadline, deadline]
    let_pass(cluster.database, exam, timedelta(minutes=60))
    assert [exam.answer(2).status, exam.answer(3).status] == [303, 303]
    exam.browser = first
    assert exam.answer(4).status == 303
    let_pass(cluster.database, exam, timedelta(minutes=70))
    for exam.browser in (first, second):
        assert exam.answer(5).status == 409


def test_a_newer_version_that_migrates_takes_over_while_the_older_one_still_answers(
    cluster, visitor
):
    sign_up(visitor)
    sitting = Sitting(visitor, cluster.database, QUIZ)
    newer = cluster.folder / "newer"
    for part in ("app", "migrations", "static"):
        shutil.copytree(ROOT / part, newer / part, ignore=shutil.ignore_patterns("__pycache__"))
    with cluster.database.session(writing=False) as session:
        head = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    (newer / "migrations" / "versions" / "9999_a_column_more.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision, down_revision = '9999', {head!r}\nbranch_labels = depends_on = None\n"
        "def upgrade():\n    op.add_column('users', sa.Column('motto', sa.Text(), nullable=True))\n"
        "def downgrade():\n    op.drop_column('users', 'motto')\n"
    )
    (newer / "static" / "new.txt").write_text("so that its static files have another name")
    old_names = _style_sheets(visitor)
    cluster.stop(0)
    cluster.start(0, PYTHONPATH=str(newer))
    sitting.answer_all()
    # A page of one version asks the other one for its style sheet, and gets one.
    names = {name for _ in range(4) for name in _style_sheets(visitor)}
    assert names > old_names
    assert {visitor.get(name).status for name in names for _ in range(2)} == {200}
    cluster.stop(1)
    cluster.start(1, PYTHONPATH=str(newer))
    sitting.submit()
    assert sitting.result().heading == "You passed."


def _mailed(cluster, kind: str) -> set[str]:
    """Links that were mailed, which without a mail server stand in the log, after the answer."""
    until = time.monotonic() + PATIENCE
    links: set[str] = set()
    while not links and time.monotonic() < until:
        links = set(re.findall(rf"{cluster.address}(/{kind}/[\w-]+)", cluster.logged()))
        time.sleep(0.1)
    return links


def _style_sheets(browser: Through) -> set[str]:
    page = browser.get("/").page
    return {link["href"] for link in page.select("link[rel=stylesheet]")}
