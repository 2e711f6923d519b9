"""Who decides on a pass mark, and that it holds for attempts that begin from then on."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from app.accounts.models import AuditEntry
from app.assessment import standards
from app.assessment.models import StandardDecision
from tests.assessment.judges import URL, decide, judged_panel, past, rate, to_pass, with_bank
from tests.assessment.sitting import EXAM, Sitting


def test_without_a_decision_the_mark_of_the_file_is_provisional(learner, trainer, catalog):
    mark = f"{catalog.course('tiny').exam.pass_mark:g} %"
    assert to_pass(learner) == f"{mark}, provisional: no panel has set it"
    assert "provisional" in trainer.get(URL).page.select_one(".lead").get_text()


def test_a_result_says_that_its_pass_mark_is_provisional(learner, database):
    exam = Sitting(learner, database, EXAM)
    exam.submit()
    assert "The pass mark is provisional" in exam.result().text


def test_a_decision_that_is_sent_twice_is_taken_once(opened, admin, database):
    judged_panel(opened, admin, database)
    form = admin.get(URL).page.select_one(f"form[action='{URL}/decide']")
    sent = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    sent |= {"mark": "61", "why": "Well argued"}
    for _ in range(2):
        assert admin.post(f"{URL}/decide", sent).location == URL
    assert admin.post(f"{URL}/decide", sent | {"mark": "60"}).status == 409
    with database.session(writing=False) as session:
        assert [one.mark for one in standards.decisions(session, "tiny")] == [61]


def test_a_decision_holds_for_attempts_that_begin_after_it(
    opened, admin, learner, database, clock, catalog
):
    before = Sitting(learner, database, EXAM)
    judged_panel(opened, admin, database)
    assert decide(admin).status == 303
    assert to_pass(learner) == "62 %, set by a panel"
    before.submit()
    clock.advance(days=8)
    after = Sitting(learner, database, EXAM)
    file = catalog.course("tiny").exam.pass_mark
    assert (before.head().pass_mark, before.head().mark_decided) == (file, False)
    assert (after.head().pass_mark, after.head().mark_decided) == (62, True)
    after.submit()
    assert "The pass mark is provisional" not in after.result().text


def test_a_decision_is_recorded_with_its_grounds_and_stays_beside_the_next(
    opened, admin, database, clock
):
    for mark in ("62", "64,5"):
        judged_panel(opened, admin, database)
        decide(admin, mark)
        clock.advance(days=1)
        opened.post(URL, {"candidate": "Once more"})
    with database.session(writing=False) as session:
        newest, first = standards.decisions(session, "tiny")
        acts = session.scalars(select(AuditEntry).where(col(AuditEntry.act) == "pass mark set"))
        assert [act.why for act in acts] == ["Just under the cut score"] * 2
    assert (first.mark, first.cut, first.judges) == (62, 65, 2)
    assert (newest.mark, newest.before) == (64.5, 62)
    assert [row[0] for row in past(admin)] == ["64.5 %, before 62 %", "62 %, before 70 %"]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        *(
            ({"mark": m, "why": "So"}, "mark")
            for m in ("", "0", "101", "x", "1e1", "6 2", "٣", "nan")
        ),
        ({"mark": "62", "why": ""}, "why"),
    ],
)
def test_a_decision_that_is_refused_keeps_what_was_typed(opened, admin, database, form, field):
    judged_panel(opened, admin, database)
    visit = admin.post(f"{URL}/decide", form)
    assert visit.status == 422
    assert visit.page.select_one(f"#{field}")["aria-invalid"] == "true"
    assert visit.page.select_one("#mark")["value"] == form["mark"]
    with database.session(writing=False) as session:
        assert session.scalar(select(func.count()).select_from(StandardDecision)) == 0


def test_trainers_judge_and_administrators_decide(opened, admin, database, learner):
    judged_panel(opened, admin, database)
    assert decide(opened).status == 403
    assert opened.post(f"{URL}/end").status == 403
    assert [learner.get(URL).status, learner.post(URL, {"candidate": "x"}).status] == [404, 404]
    assert decide(learner).status == 404


def test_there_is_no_decision_before_the_round_is_closed(opened, admin, database):
    rate(opened, database, 60)
    rate(admin, database, 70)
    assert decide(admin).status == 409


def test_a_decision_says_that_the_questions_have_changed_since(
    opened, admin, database, app, library
):
    judged_panel(opened, admin, database)
    decide(admin)
    assert "Other questions since" not in admin.get(URL).text
    questions = library.current.course("tiny").module("first-steps").bank.questions
    reworded = tuple(replace(q, item_hash=f"new:{q.id}") for q in questions)
    with_bank(app, library, questions=reworded)
    assert "taken on other questions" in admin.get(URL).text
