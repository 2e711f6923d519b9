"""What is written down while an exam runs: by the server itself, and on the browser's word."""

import pytest
from sqlalchemy import func, select, update
from sqlmodel import col

from app.accounts import service as accounts
from app.accounts.models import AuditEntry
from app.assessment import incidents
from app.assessment.incident_words import span_of
from app.assessment.models import Attempt, Incident
from tests.assessment.sitting import EXAM, QUIZ, Sitting
from tests.support.browser import Browser
from tests.support.statements import count_statements


@pytest.fixture
def exam(learner, database):
    return Sitting(learner, database, EXAM)


@pytest.fixture
def other_device(learner, database, clock, settings, app):
    with database.session(writing=True) as session:
        token = accounts.start_session(session, learner.user_id, clock(), settings)
    return Browser(app, token)


def happened(database, exam):
    with database.session(writing=False) as session:
        found = incidents.of_attempts(session, [exam.id])[exam.id]
    return [(one.kind, one.seconds) for one in found]


def report(exam, kind, seconds):
    return exam.browser.post(f"{exam.address}/incidents", {"kind": kind, "seconds": seconds})


def told(visit):
    return [row.get_text(" ", strip=True) for row in visit.page.select("#_incidents > li")]


def test_an_exam_that_goes_well_has_nothing_on_its_record(exam, database, clock):
    for number in (1, 2, 3):
        exam.answer(number)
        clock.advance(minutes=2)
    exam.submit()
    assert happened(database, exam) == []
    assert not exam.result().page.select("#incidents")


def test_saving_asks_no_more_of_the_database_than_before(exam, learner, database):
    quiz = Sitting(learner, database, QUIZ)

    def cost(sitting, number):
        data = sitting.fields(number) | {"then": ""}
        with count_statements(database) as seen:
            sitting.browser.post(f"{sitting.address}/answers/{number}", data)
        return len(seen)

    # The first of each reads what is remembered from then on.
    assert cost(exam, 1)
    assert cost(quiz, 1)
    assert cost(exam, 2) == cost(quiz, 2)


def test_an_answer_from_another_sign_in_is_noted_each_time_it_changes(exam, other_device, database):
    exam.answer(1)
    there = exam.fields(2) | {"then": "next"}
    other_device.post(f"{exam.address}/answers/2", there)
    other_device.post(f"{exam.address}/answers/2", exam.fields(2, right=False) | {"then": "next"})
    exam.answer(3)
    assert happened(database, exam) == [("other-sign-in", None)] * 2


def test_a_long_silence_is_noted_when_it_ends(exam, database, clock):
    exam.answer(1)
    clock.advance(minutes=9, seconds=59)
    exam.answer(2)
    assert happened(database, exam) == []
    clock.advance(minutes=10)
    exam.answer(3)
    assert happened(database, exam) == [("silence", 600)]


def test_a_server_clock_that_was_put_back_is_noted_once(exam, database, clock):
    exam.answer(1)
    clock.advance(minutes=-3)
    exam.answer(2)
    exam.answer(3)
    assert happened(database, exam) == [("server-clock", -180)]


def test_what_the_browser_reports_is_told_as_its_word(exam, database, clock):
    clock.advance(minutes=5)
    assert report(exam, "offline", "95").status == 204
    assert report(exam, "device-clock", "-240").status == 204
    exam.submit()
    clock_off = (
        "The clock of the device was 4 minutes behind that of the server, which alone counts"
    )
    assert told(exam.result()) == [
        "09:05:00 The connection was back after 95 seconds Reported by the browser",
        f"09:05:00 {clock_off} Reported by the browser",
    ]
    assert exam.head().score == 0


@pytest.mark.parametrize(
    ("kind", "seconds"),
    [
        *(("offline", wrong) for wrong in ("", "0", "-5", "302", "9" * 400, "٣", "1.5", "x")),
        *(("device-clock", wrong) for wrong in ("", "0", "--5", "9" * 10)),
        *((kind, "10") for kind in ("", "paused", "more-time", "other-sign-in", "server-clock")),
    ],
)
def test_a_report_that_makes_no_sense_is_left_out(exam, database, clock, kind, seconds):
    clock.advance(minutes=5)
    assert report(exam, kind, seconds).status == 204
    assert happened(database, exam) == []


def test_nobody_fills_the_record(exam, database, clock):
    clock.advance(minutes=5)
    for _ in range(30):
        clock.advance(seconds=20)
        report(exam, "offline", "20")
        report(exam, "device-clock", "300")
    with database.session(writing=False) as session:
        kinds = dict(
            session.execute(
                select(col(Incident.kind), func.count()).group_by(col(Incident.kind))
            ).all()
        )
    assert kinds == {"offline": 20, "device-clock": 3}


def test_an_outage_that_is_reported_again_is_written_down_once(exam, database, clock):
    """The page reports anew where it never heard the answer: later, and so of a longer outage."""
    clock.advance(minutes=5)
    report(exam, "offline", "95")
    clock.advance(seconds=40)
    report(exam, "offline", "136")
    assert happened(database, exam) == [("offline", 95)]
    clock.advance(seconds=10)
    report(exam, "offline", "9")
    assert happened(database, exam) == [("offline", 95), ("offline", 9)]


def test_an_outage_over_the_end_can_still_be_reported_for_an_hour(exam, database, clock):
    clock.advance(minutes=50)
    report(exam, "offline", "2400")
    clock.advance(minutes=31)
    report(exam, "offline", "60")
    assert happened(database, exam) == [("offline", 2400)]


def test_an_outage_that_outlasted_the_exam_is_reported_to_the_address_on_the_result(
    exam, database, clock
):
    clock.advance(minutes=25)
    there = exam.result().page.select_one("[data-reports-over]")
    data = {"kind": "offline", "seconds": "1200"}
    assert exam.browser.post(there["data-reports"], data).status == 204
    assert happened(database, exam) == [("offline", 1200)]
    assert any("The connection was back after 20 minutes" in row for row in told(exam.result()))


def test_a_report_on_a_quiz_or_on_somebody_elses_exam_is_nothing(exam, learner, sign_in, database):
    quiz = Sitting(learner, database, QUIZ)
    assert report(quiz, "device-clock", "300").status == 204
    assert happened(database, quiz) == []
    other = sign_in("another learner")
    data = {"kind": "device-clock", "seconds": "300"}
    assert other.post(f"{exam.address}/incidents", data).status == 404
    assert happened(database, exam) == []


def test_the_record_is_for_administrators_and_in_the_export(exam, sign_in, learner, clock):
    exam.answer(1)
    clock.advance(minutes=12)
    exam.answer(2)
    admin = sign_in("administrator")
    page = admin.get(f"/admin/attempts/{exam.id}")
    line = "09:12:00 No answer had been saved for 12 minutes when the next one came"
    assert told(page) == [f"{line} Seen by the server"]
    (attempt,) = learner.get("/account/export").response.json()["attempts"]
    assert attempt["incidents"][0]["what"] == line.removeprefix("09:12:00 ")
    assert attempt["incidents"][0]["source"] == "seen by the server"


def test_more_time_moves_the_deadline_of_an_exam_that_runs(exam, sign_in, database, clock):
    admin = sign_in("administrator")
    clock.advance(minutes=10)
    form = {"minutes": "15", "why": "Fire alarm"}
    assert admin.post(f"/admin/attempts/{exam.id}/more-time", form).status == 303
    assert happened(database, exam) == [("more-time", 900)]
    with database.session(writing=False) as session:
        entry = session.scalars(
            select(AuditEntry).where(col(AuditEntry.act) == "more time in an exam")
        ).one()
    assert (entry.why, entry.details["minutes"]) == ("Fire alarm", 15)
    clock.advance(minutes=24)
    assert exam.answer(1).status == 303
    clock.advance(minutes=2)
    assert exam.answer(2).status == 409


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"minutes": "0", "why": "Fire"}, "minutes"),
        ({"minutes": "241", "why": "Fire"}, "minutes"),
        ({"minutes": "5", "why": " "}, "why"),
    ],
)
def test_more_time_that_is_refused_leaves_the_form_as_it_was(exam, sign_in, form, field):
    admin = sign_in("administrator")
    visit = admin.post(f"/admin/attempts/{exam.id}/more-time", form)
    assert visit.status == 422
    assert visit.page.select_one(f"#{field}")["aria-invalid"] == "true"
    assert visit.page.select_one("#minutes")["value"] == form["minutes"]


def test_there_is_no_more_time_once_an_exam_is_over(exam, sign_in, clock):
    admin = sign_in("administrator")
    clock.advance(minutes=21)
    form = {"minutes": "15", "why": "Fire alarm"}
    assert admin.post(f"/admin/attempts/{exam.id}/more-time", form).status == 409
    assert not admin.get(f"/admin/attempts/{exam.id}").page.select("form [name=minutes]")


def test_an_exam_that_began_before_sign_ins_were_told_apart_has_no_other_one(exam, database):
    with database.session(writing=True) as session:
        session.execute(update(Attempt).values(saved_by=None))
    exam.answer(1)
    assert happened(database, exam) == []


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (-90, "90 seconds"), (150, "2 minutes"), (9000, "2 h 30 min")],
)
def test_a_span_is_told_in_words(seconds, words):
    assert span_of(seconds) == words
