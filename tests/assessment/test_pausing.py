"""Pauses of an exam: the clock stands still, the questions are hidden, and the server alone counts."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from app.accounts.models import AuditEntry, User
from app.assessment import incidents
from app.assessment.models import Attempt as AttemptTable
from tests.assessment.sitting import EXAM, QUIZ, Sitting
from tests.support.browser import Browser


@pytest.fixture
def allowed(learner, database):
    with database.session(writing=True) as session:
        session.execute(
            update(User).where(col(User.id) == learner.user_id).values(pause_minutes=15)
        )
    return learner


@pytest.fixture
def exam(allowed, database):
    return Sitting(allowed, database, EXAM)


def pause(exam, number=1):
    return exam.answer(number, then="pause")


def is_refused(exam, clock, number=1):
    """A pause is not given, but the answer that was sent with it is kept."""
    refused = pause(exam, number)
    assert exam.load()[0].items[number - 1].is_answered
    going_back = refused.location == f"{exam.address}?q={number}"
    return going_back and not exam.head().is_paused(clock())


def go_on(exam):
    return exam.browser.post(f"{exam.address}/go-on")


def minutes_left(exam, clock):
    return (exam.head().deadline - clock()).total_seconds() / 60


def happened(database, exam):
    with database.session(writing=False) as session:
        found = incidents.of_attempts(session, [exam.id])[exam.id]
    return [(one.kind, one.seconds) for one in found]


def test_pausing_saves_the_answer_and_stops_the_clock(exam, clock, database):
    clock.advance(minutes=5)
    assert pause(exam).location == f"{exam.address}/pause"
    assert exam.load()[0].items[0].is_answered
    clock.advance(minutes=10)
    assert go_on(exam).location == exam.address
    assert minutes_left(exam, clock) == 15
    assert happened(database, exam) == [("paused", None), ("went-on", 600)]


def test_no_question_can_be_seen_or_answered_meanwhile(exam, clock):
    pause(exam)
    clock.advance(minutes=1)
    browser = exam.browser
    stems = [exam.question(n).stem_text for n in range(1, len(exam.load()[0].items) + 1)]
    for path in ("", "?q=2", "/submit", "/result"):
        visit = browser.get(f"{exam.address}{path}")
        while visit.status in (303, 308):
            visit = browser.get(visit.location)
        assert visit.heading == "The exam is paused."
        assert not any(stem in visit.text for stem in stems)
    assert exam.answer(2).status == 409
    assert exam.submit().status == 409
    assert pause(exam, 3).status == 409
    assert [item.is_answered for item in exam.load()[0].items].count(True) == 1
    assert exam.head().is_open
    exported = browser.get("/account/export").response.json()["attempts"][0]
    assert exported["questions"] == []


def test_a_part_that_htmx_asks_for_leads_to_the_pause(exam):
    pause(exam)
    visit = exam.browser.get(f"{exam.address}?q=2", htmx="partial")
    assert visit.response.headers["hx-redirect"] == f"{exam.address}/pause"


def test_a_pause_ends_by_itself_and_the_clock_goes_on_from_there(exam, clock, database):
    clock.advance(minutes=5)
    pause(exam)
    clock.advance(minutes=17)
    assert exam.browser.get(exam.address).status == 200
    assert minutes_left(exam, clock) == 13
    assert exam.answer(2).status == 303
    assert happened(database, exam) == [("paused", None), ("went-on", 900)]
    assert is_refused(exam, clock, 3)
    assert exam.browser.get(f"{exam.address}/pause").location == exam.address


def test_an_exam_that_nobody_comes_back_to_ends_when_pause_and_time_are_over(exam, clock):
    clock.advance(minutes=5)
    pause(exam)
    clock.advance(minutes=29, seconds=59)
    assert exam.browser.get(exam.address).status == 200
    clock.advance(seconds=2)
    assert exam.browser.get(exam.address).location == f"{exam.address}/result"
    head = exam.head()
    assert head.submitted_by == "deadline"
    assert (head.submitted_at - head.started_at).total_seconds() == 35 * 60


def told(exam, admin):
    """What the exam's log says to administrators and in the export, and the pause that is left there."""
    page = admin.get(f"/admin/attempts/{exam.id}").page
    rows = [row.get_text() for row in page.select("#_incidents p:not(.margin, .item-note)")]
    exported = exam.browser.get("/account/export").response.json()["attempts"][0]
    said = [one["what"] for one in exported["incidents"]]
    assert rows == said
    return said, exported["pause_seconds_left"], len(exported["questions"])


WENT_ON = "Went on after a pause of 15 minutes"


def test_a_pause_that_is_over_by_itself_is_told_so_before_anybody_comes_back(exam, clock, admin):
    pause(exam)
    clock.advance(minutes=14)
    assert told(exam, admin) == (["Paused"], 900, 0)
    clock.advance(minutes=2)
    assert told(exam, admin) == (["Paused", WENT_ON], 0, len(exam.load()[0].items))


def test_an_exam_that_ends_while_nobody_is_back_from_a_pause_has_its_end_on_the_record(
    exam, clock, database, admin
):
    clock.advance(minutes=5)
    pause(exam)
    clock.advance(minutes=45)
    assert exam.browser.get(exam.address).location == f"{exam.address}/result"
    assert happened(database, exam) == [("paused", None), ("went-on", 900)]
    head = exam.head()
    assert (head.pause_seconds, head.paused_at) == (0, None)
    assert (head.submitted_at - head.started_at).total_seconds() == 35 * 60
    assert told(exam, admin)[:2] == (["Paused", WENT_ON], 0)


def test_an_exam_that_is_declared_invalid_in_a_pause_ends_the_pause(exam, clock, database, admin):
    pause(exam)
    clock.advance(minutes=4)
    admin.post(f"/admin/attempts/{exam.id}/invalidate", {"why": "Test"})
    assert happened(database, exam) == [("paused", None), ("went-on", 240)]
    assert exam.head().pause_seconds == 660


def test_more_time_after_a_pause_that_was_over_by_itself_writes_its_end_down(
    exam, clock, database, admin
):
    pause(exam)
    clock.advance(minutes=16)
    more = {"minutes": "10", "why": "The lift was stuck"}
    assert admin.post(f"/admin/attempts/{exam.id}/more-time", more).status == 303
    assert happened(database, exam) == [("paused", None), ("went-on", 900), ("more-time", 600)]
    assert minutes_left(exam, clock) == 29


def test_more_time_in_a_pause_does_not_end_it(exam, clock, database, admin):
    pause(exam)
    clock.advance(minutes=5)
    more = {"minutes": "10", "why": "The lift was stuck"}
    assert admin.post(f"/admin/attempts/{exam.id}/more-time", more).status == 303
    assert exam.head().is_paused(clock())
    assert happened(database, exam) == [("paused", None), ("more-time", 600)]


def test_an_exam_that_had_ended_in_a_pause_before_its_end_was_logged_is_told_as_it_was(
    exam, clock, database, admin
):
    """Such rows were left by earlier versions."""
    pause(exam)
    paused_at = exam.head().paused_at
    clock.advance(minutes=45)
    with database.session(writing=True) as session:
        session.execute(
            update(AttemptTable)
            .where(col(AttemptTable.id) == exam.id)
            .values(submitted_at=paused_at + timedelta(minutes=35), submitted_by="deadline")
        )
    assert told(exam, admin)[:2] == (["Paused", WENT_ON], 0)


def test_what_is_not_used_is_left_for_another_pause(exam, clock):
    for _ in range(3):
        pause(exam)
        clock.advance(minutes=4)
        go_on(exam)
    assert minutes_left(exam, clock) == 20
    page = exam.browser.get(f"{exam.address}?q=1").page
    assert "3 min left" in page.select_one("button[value=pause]").get_text()
    pause(exam)
    clock.advance(minutes=60)
    assert exam.head().pause_left(clock()) == 0


def test_an_exam_is_paused_twenty_times_at_most(exam, clock):
    for _ in range(20):
        assert pause(exam).status == 303
        clock.advance(seconds=1)
        go_on(exam)
    assert is_refused(exam, clock)


def test_going_on_twice_is_once(exam, clock, database):
    pause(exam)
    clock.advance(minutes=4)
    assert [go_on(exam).location for _ in range(2)] == [exam.address] * 2
    assert minutes_left(exam, clock) == 20
    assert len(happened(database, exam)) == 2


def test_a_pause_is_no_silence(exam, clock, database):
    pause(exam)
    clock.advance(minutes=14)
    go_on(exam)
    exam.answer(2)
    assert [kind for kind, _ in happened(database, exam)] == ["paused", "went-on"]


def test_a_clock_that_is_put_back_gives_no_time(exam, clock):
    pause(exam)
    clock.advance(minutes=-30)
    go_on(exam)
    assert exam.head().pause_seconds == 900
    assert (exam.head().deadline - exam.head().started_at).total_seconds() == 20 * 60


def test_without_leave_there_is_no_pause(learner, database, clock):
    exam = Sitting(learner, database, EXAM)
    assert not exam.browser.get(exam.address).page.select("button[value=pause]")
    assert is_refused(exam, clock)
    assert not exam.head().is_paused(clock())


def test_a_quiz_is_not_paused(allowed, database, clock):
    quiz = Sitting(allowed, database, QUIZ)
    assert is_refused(quiz, clock)


def test_leave_counts_for_exams_that_begin_later(learner, sign_in, database, clock):
    exam = Sitting(learner, database, EXAM)
    admin = sign_in("administrator")
    form = {"pause_minutes": "20", "pauses_why": "Agreed"}
    path = f"/admin/people/{learner.user_id}/pauses"
    assert admin.post(path, form).status == 303
    assert is_refused(exam, clock)
    with database.session(writing=False) as session:
        entry = session.scalars(select(AuditEntry).where(col(AuditEntry.act) == "pauses set")).one()
    assert (entry.why, entry.details) == ("Agreed", {"before": 0, "after": 20})
    facts = learner.get(EXAM).page.select_one("dl.facts").get_text(" ", strip=True)
    assert "Pauses 20 minutes in all, granted to you" in facts


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"pause_minutes": "241", "pauses_why": "Agreed"}, "pause_minutes"),
        ({"pause_minutes": "", "pauses_why": "Agreed"}, "pause_minutes"),
        ({"pause_minutes": "5", "pauses_why": ""}, "pauses_why"),
    ],
)
def test_leave_that_is_refused_keeps_what_was_typed(learner, sign_in, form, field):
    admin = sign_in("administrator")
    visit = admin.post(f"/admin/people/{learner.user_id}/pauses", form)
    assert visit.status == 422
    assert visit.page.select_one(f"#{field}")["aria-invalid"] == "true"
    assert visit.page.select_one("#pause_minutes")["value"] == form["pause_minutes"]


def test_two_windows_that_pause_and_answer_at_once_leave_one_pause(exam, app, clock, database):
    token = exam.browser.client.cookies.get("clauseway")
    answers = []

    def send(then, number):
        browser = Browser(app, token)
        data = fields[number] | {"then": then}
        answers.append(browser.post(f"{exam.address}/answers/{number}", data).status)

    fields = {number: exam.fields(number) for number in (1, 2, 3, 4)}
    works = [("pause", 1), ("pause", 2), ("next", 3), ("next", 4)]
    threads = [threading.Thread(target=send, args=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(409) >= 1
    assert [kind for kind, _ in happened(database, exam)] == ["paused"]
    assert exam.head().is_paused(clock())
    saved = sum(item.is_answered for item in exam.load()[0].items)
    assert saved == answers.count(303)
    assert (exam.head().deadline - clock()).total_seconds() == 35 * 60
