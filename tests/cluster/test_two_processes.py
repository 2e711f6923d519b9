"""Two identical processes behind a real proxy are one site: no request has to know where it lands."""

import re
import shutil
import time

import pytest
from sqlalchemy import text

from app.core.settings import ROOT
from tests.assessment.sitting import EXAM, QUIZ, Sitting
from tests.cli.running import PATIENCE
from tests.cluster.conftest import Through
from tests.support.people import PASSWORD

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
