"""A panel of judges from its opening to its end: its questions, its rounds, and what follows a rename."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.assessment import panels, ratings
from app.assessment.models import StandardPanel
from app.assessment.selection import expected
from app.main import follow_renames
from tests.assessment.judges import (
    URL,
    decide,
    facts,
    judged_panel,
    panel,
    past,
    rate,
    renamed,
    to_pass,
)


def test_the_panel_rates_every_question_that_the_exam_may_ask(opened, database, catalog):
    course = catalog.course("tiny")
    banks = {m.slug: m.bank for m in course.modules}
    drawn = expected(course.exam, banks)
    assert [(i.bank, i.question_id, i.item_hash) for i in panel(database).items] == [
        (d.bank, d.question.id, d.question.item_hash) for d, _ in drawn
    ]
    assert {d.question.pool for d, _ in drawn} == {"exam"}
    assert opened.post(URL, {"candidate": "Another"}).status == 409


def test_a_panel_without_a_candidate_is_refused(trainer, database):
    visit = trainer.post(URL, {"candidate": " "})
    assert visit.status == 422
    assert visit.page.select_one("#candidate")["aria-invalid"] == "true"
    assert panel(database) is None


def test_a_panel_that_is_opened_twice_by_one_click_is_open(opened, admin):
    candidate = {"candidate": "Reads a clause and applies it"}
    assert opened.post(URL, candidate).location == URL
    assert admin.post(URL, candidate).status == 409


def test_a_round_closes_with_two_judges_who_rated_everything(opened, admin, database):
    rate(opened, database, 60)
    first = panel(database).items[0]
    admin.post(f"{URL}/rate/{first.bank}", {f"rating-{first.position}": "10"})
    assert opened.post(f"{URL}/close").status == 409
    rate(admin, database, 80)
    assert opened.post(f"{URL}/close").status == 303
    assert opened.post(f"{URL}/rate/{first.bank}", {f"rating-{first.position}": "1"}).status == 409
    assert opened.get(f"{URL}/rate/{first.bank}").status == 409


def test_another_round_begins_with_the_last_one_and_keeps_it(opened, admin, database):
    judged_panel(opened, admin, database)
    assert opened.post(f"{URL}/again").status == 303
    first = panel(database).items[0]
    page = opened.get(f"{URL}/rate/{first.bank}").page
    assert page.select_one(f"#rating-{first.position}")["value"] == "60"
    assert "In the last round: 65 on average, spread 7" in page.main.get_text()
    rate(opened, database, 68)
    opened.post(f"{URL}/close")
    assert facts(opened.get(URL))["Cut score"] == "69.0 %"
    with database.session(writing=False) as session:
        before = ratings.ratings(session, panel(database), 1)
        assert ratings.result(panel(database), before).cut == 65


def test_there_are_three_rounds_at_most(opened, admin, database):
    judged_panel(opened, admin, database)
    for status in (303, 303, 409):
        assert opened.post(f"{URL}/again").status == status
        opened.post(f"{URL}/close")


def test_a_panel_can_end_without_a_decision(opened, admin, database, learner):
    assert admin.post(f"{URL}/end").status == 303
    assert panel(database) is None
    assert past(admin) == [
        ["Ended without a decision", "Opened on 23 November 2026, one round. Nobody had rated."]
    ]
    assert "provisional" in to_pass(learner)
    assert opened.post(f"{URL}/close").status == 404


def test_panels_that_ended_stay_listed_with_judges_and_outcome(
    opened, admin, learner, database, clock
):
    judged_panel(opened, admin, database)
    decide(admin)
    clock.advance(days=1)
    opened.post(URL, {"candidate": "Once more"})
    rate(opened, database, 40)
    first = panel(database).items[0]
    admin.post(f"{URL}/rate/{first.bank}", {f"rating-{first.position}": "10"})
    clock.advance(days=1)
    admin.post(f"{URL}/end")
    newest, before = past(opened)
    assert newest == [
        "Ended without a decision",
        (
            "Opened on 24 November 2026, one round. Judges: Tara Trainer, "
            "Ada Admin (did not rate every question)"
        ),
    ]
    assert before[:2] == ["62 %, before 70 %", "Just under the cut score"]
    assert before[-1].endswith("one round. Judges: Tara Trainer, Ada Admin")
    assert to_pass(learner) == "62 %, set by a panel"


def test_what_was_typed_for_a_panel_that_has_moved_on_is_given_back(opened, admin, database):
    refused = admin.post(URL, {"candidate": "Knows the\nclauses"})
    assert refused.status == 409
    assert "A panel is open already." in refused.page.select_one(".errors").get_text()
    lost = refused.page.select("section[aria-label='What you typed'] .prose p")
    assert [line.get_text() for line in lost] == ["Knows the", "clauses"]
    judged_panel(opened, admin, database)
    form = admin.get(URL).page.select_one(f"form[action='{URL}/decide']")
    late = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    opened.post(f"{URL}/again", late)
    late |= {"mark": "61", "why": "Well argued"}
    refused = admin.post(f"{URL}/decide", late)
    assert refused.status == 409
    lost = refused.page.select("section[aria-label='What you typed'] .prose p")
    assert [line.get_text() for line in lost] == ["61", "Well argued"]
    opened.post(f"{URL}/close")
    refused = admin.post(f"{URL}/decide", late)
    assert refused.status == 409
    assert [refused.page.select_one(f"#{name}")["value"] for name in ("mark", "why")] == [
        "61",
        "Well argued",
    ]
    assert opened.post(f"{URL}/close", {"panel": "none"}).status == 404


@pytest.mark.parametrize(
    ("course", "module"), [("tiny", "new-steps"), ("small", "first-steps"), ("small", "new-steps")]
)
def test_an_open_panel_and_a_decision_follow_a_rename(
    opened, admin, database, app, library, course, module
):
    judged_panel(opened, admin, database)
    decide(admin)
    opened.post(URL, {"candidate": "Once more"})
    rate(opened, database, 48)
    site = renamed(library, course=course, module=module)
    app.state.site = replace(app.state.site, library=site)
    follow_renames(database, site)
    url = f"/teach/{course}/exam/standard"
    page = admin.get(url).page
    assert page.select_one(".lead").get_text() == "62 %, set by a panel of 2 judges."
    assert "Other questions since" not in page.main.get_text()
    assert [link["href"] for link in page.select(".rows .item-title a")] == [
        f"{url}/rate/{module}",
        f"{url}/rate/second-steps",
    ]
    fields = opened.get(f"{url}/rate/{module}").page.select("input[name^=rating]")
    assert {field["value"] for field in fields} == {"48"}
    with database.session(writing=False) as session:
        found = panels.panel(session, course)
        assert len(panels.past_panels(session, course)) == 1
    for bank in dict.fromkeys(item.bank for item in found.items):
        data = {f"rating-{item.position}": "52" for item in found.items if item.bank == bank}
        assert admin.post(f"{url}/rate/{bank}", data).status == 303
    assert opened.post(f"{url}/close").status == 303
    assert facts(admin.get(url))["Cut score"] == "50.0 %"


@pytest.mark.parametrize(
    ("course", "module"), [("tiny", "new-steps"), ("small", "first-steps"), ("small", "new-steps")]
)
def test_what_a_judge_typed_before_a_rename_is_saved(
    opened, admin, database, app, library, course, module
):
    old = f"{URL}/rate/first-steps"
    form = opened.get(old).page.select_one("main form")
    sent = {field["name"]: "" for field in form.select("input")}
    sent |= {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    sent |= {"rating-1": "33"}
    site = renamed(library, course=course, module=module)
    app.state.site = replace(app.state.site, library=site)
    follow_renames(database, site)
    url = f"/teach/{course}/exam/standard"
    assert opened.post(form["action"], sent).location == url
    assert opened.get(old).location == f"{url}/rate/{module}"
    page = opened.get(f"{url}/rate/{module}").page
    assert page.select_one("#rating-1")["value"] == "33"
    # What is wrong in it comes back as well, on a page that leads on under the new address.
    wrong = opened.post(form["action"], sent | {"rating-1": "x"})
    assert wrong.status == 422
    assert wrong.page.select_one("#rating-1")["value"] == "x"
    assert wrong.page.select_one("main form")["action"] == f"{url}/rate/{module}"
    hidden = {key: sent[key] for key in ("panel", "round")}
    assert admin.post(f"{URL}/end", hidden).location == url


def test_a_panel_that_stayed_under_an_earlier_address_takes_what_was_typed(
    opened, database, app, library
):
    """As long as another panel is open under the present address."""
    first = panel(database)
    sent = {"panel": str(first.id), "round": "1", "rating-1": "33"}
    site = renamed(library, course="small")
    app.state.site = replace(app.state.site, library=site)
    assert opened.post("/teach/small/exam/standard", {"candidate": "Other"}).status == 303
    follow_renames(database, site)
    assert opened.post(f"{URL}/rate/first-steps", sent).status == 303
    with database.session(writing=False) as session:
        (kept,) = ratings.ratings(session, first, 1).values()
        assert kept == {1: 33}


def test_what_is_done_already_is_answered_as_the_first_time(opened, admin, database, clock):
    """A second click, or a click in another tab, finds what it asks for."""
    rate(opened, database, 60)
    rate(admin, database, 70)
    sent = {"panel": str(panel(database).id), "round": "1"}
    for step in ("close", "again", "end"):
        before = clock()
        sent["round"] = str(panel(database).round)
        first, second = (clicked(admin, step, sent, clock) for _ in range(2))
        assert first == second
        assert first[0] == 303
        if step == "close":
            assert closed_at(database) == before
        if step == "again":
            assert panel(database).round == 2


def test_a_panel_that_was_decided_did_not_end_without_a_decision(opened, admin, database):
    judged_panel(opened, admin, database)
    sent = {"panel": str(panel(database).id), "round": "1"}
    decide(admin)
    assert admin.post(f"{URL}/end", sent).status == 409
    assert opened.post(f"{URL}/end", sent).status == 403


def test_another_round_is_not_begun_by_a_click_that_comes_two_rounds_late(opened, admin, database):
    judged_panel(opened, admin, database)
    sent = {"panel": str(panel(database).id), "round": "1"}
    opened.post(f"{URL}/again", sent)
    opened.post(f"{URL}/close", sent | {"round": "2"})
    assert opened.post(f"{URL}/again", sent).status == 409
    assert panel(database).round == 2


def clicked(browser, step, sent, clock):
    visit = browser.post(f"{URL}/{step}", sent)
    clock.advance(seconds=1)
    told = browser.get(visit.location).page.select_one("[role=status]") if visit.location else None
    return visit.status, visit.location, told and told.get_text(strip=True)


def closed_at(database):
    with database.session(writing=False) as session:
        return session.scalar(select(col(StandardPanel.closed_at)))
