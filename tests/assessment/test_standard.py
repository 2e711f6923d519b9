"""Setting the pass mark of an exam: blind judges, rounds, and decisions that hold from then on."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlmodel import col

from app.accounts.models import AuditEntry
from app.assessment import standards
from app.assessment.models import StandardDecision, StandardRating
from app.assessment.routes import standard as standard_routes
from app.assessment.selection import expected
from app.catalog.questions import AttemptRule, Cell, Exam
from tests.assessment.questions import PLACE, make_bank, make_case, make_question
from tests.assessment.sitting import EXAM, Sitting

URL = "/teach/tiny/exam/standard"


@pytest.fixture
def trainer(sign_in):
    return sign_in("trainer")


@pytest.fixture
def admin(sign_in):
    return sign_in("administrator")


@pytest.fixture
def opened(trainer):
    assert trainer.post(URL, {"candidate": "Reads a clause and applies it"}).status == 303
    return trainer


def panel(database):
    with database.session(writing=False) as session:
        return standards.panel(session, "tiny")


def rate(browser, database, value):
    """Rates every question of the panel; `value` is a number, or says one for a position."""
    items = panel(database).items
    for bank in dict.fromkeys(item.bank for item in items):
        here = [item.position for item in items if item.bank == bank]
        data = {f"rating-{p}": str(value(p) if callable(value) else value) for p in here}
        assert browser.post(f"{URL}/rate/{bank}", data).status == 303


def facts(visit):
    return {row.dt.get_text(): row.dd.get_text() for row in visit.page.select("dl.facts > div")}


def to_pass(browser):
    return facts(browser.get(EXAM))["To pass"]


def judged_panel(opened, admin, database):
    rate(opened, database, 60)
    rate(admin, database, 70)
    assert opened.post(f"{URL}/close").status == 303


def decide(admin, mark="62", why="Just under the cut score"):
    return admin.post(f"{URL}/decide", {"mark": mark, "why": why})


def test_without_a_decision_the_mark_of_the_file_is_provisional(learner, trainer, catalog):
    mark = f"{catalog.course('tiny').exam.pass_mark:g} %"
    assert to_pass(learner) == f"{mark}, provisional: no panel has set it"
    assert "provisional" in trainer.get(URL).page.select_one(".lead").get_text()


def test_a_result_says_that_its_pass_mark_is_provisional(learner, database):
    exam = Sitting(learner, database, EXAM)
    exam.submit()
    assert "The pass mark is provisional" in exam.result().text


def test_the_panel_rates_every_question_that_the_exam_may_ask(opened, database, catalog):
    course = catalog.course("tiny")
    banks = {m.slug: m.bank for m in course.modules}
    drawn = expected(course.exam, banks)
    assert [(i.bank, i.question_id, i.item_hash) for i in panel(database).items] == [
        (d.bank, d.question.id, d.question.item_hash) for d, _ in drawn
    ]
    assert {d.question.pool for d, _ in drawn} == {"exam"}
    assert opened.post(URL, {"candidate": "Another"}).status == 409


def test_judges_see_nothing_of_each_other_until_the_round_is_closed(opened, admin, database):
    rate(opened, database, 37)
    bank = panel(database).items[0].bank
    page = admin.get(f"{URL}/rate/{bank}").page
    assert {field["value"] for field in page.select("input[name^=rating]")} == {""}
    assert "37" not in admin.get(URL).page.main.get_text()
    rate(admin, database, 63)
    opened.post(f"{URL}/close")
    found = facts(admin.get(URL))
    assert found["Cut score"] == "50.0 %"
    assert found["Standard error"].startswith("± 13.0 points")
    assert found["Spread of judges"].startswith("18.4 points")


def test_ratings_are_kept_as_they_are_given_and_can_be_taken_back(opened, database):
    first = panel(database).items[0]
    name, url = f"rating-{first.position}", f"{URL}/rate/{first.bank}"
    assert opened.post(url, {name: "40"}).status == 303
    assert opened.get(url).page.select_one(f"#{name}")["value"] == "40"
    opened.post(url, {name: ""})
    assert opened.get(url).page.select_one(f"#{name}")["value"] == ""


@pytest.mark.parametrize("typed", ["101", "-1", "x", "5.5", "٣", "9" * 400])
def test_what_is_no_rating_is_refused_and_the_rest_is_kept(opened, database, typed):
    bank = panel(database).items[0].bank
    one, other = (i.position for i in panel(database).items[:2])
    visit = opened.post(f"{URL}/rate/{bank}", {f"rating-{one}": typed, f"rating-{other}": "55"})
    assert visit.status == 422
    assert visit.page.select_one(f"#rating-{one}")["value"] == typed
    assert visit.page.select_one(f"#rating-{one}")["aria-invalid"] == "true"
    with database.session(writing=False) as session:
        rows = session.execute(select(col(StandardRating.position), col(StandardRating.value)))
        assert rows.all() == [(other, 55)]


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
        before = standards.ratings(session, panel(database), 1)
        assert standards.result(panel(database), before).cut == 65


def test_a_page_of_an_earlier_round_changes_nothing_in_this_one(opened, admin, database):
    judged_panel(opened, admin, database)
    assert opened.post(f"{URL}/again").status == 303
    first = panel(database).items[0]
    url = f"{URL}/rate/{first.bank}"
    page = opened.get(url).page
    assert page.select_one("input[name=round]")["value"] == "2"
    late = {"round": "1", f"rating-{first.position}": "1"}
    assert opened.post(url, late).status == 409
    assert opened.post(f"{URL}/close", {"round": "1"}).status == 409
    assert opened.get(url).page.select_one(f"#rating-{first.position}")["value"] == "60"


def test_judges_read_a_cloze_with_its_gaps_and_as_text(library):
    bank = library.current.course("tiny").module("first-steps").bank
    cloze = next(question for question in bank.questions if question.type == "cloze")
    cloze = replace(cloze, stem_html="<p>Lead-in</p>", stem_text="A < b, then a gap")
    assert standard_routes._stem(cloze) == "<p>A &lt; b, then a gap</p>"


def test_there_are_three_rounds_at_most(opened, admin, database):
    judged_panel(opened, admin, database)
    for status in (303, 303, 409):
        assert opened.post(f"{URL}/again").status == status
        opened.post(f"{URL}/close")


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
    listed = [row.get_text() for row in admin.get(URL).page.select("#decisions")]
    assert listed == ["Decisions"]
    titles = [t.get_text() for t in admin.get(URL).page.select(".rows .item-title")]
    assert [t for t in titles if "before" in t] == ["64.5 %, before 62 %", "62 %, before 70 %"]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        *(({"mark": m, "why": "So"}, "mark") for m in ("", "0", "101", "x", "1e1", "٣", "nan")),
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


def test_a_panel_can_end_without_a_decision(opened, admin, database, learner):
    assert admin.post(f"{URL}/end").status == 303
    assert panel(database) is None
    assert "provisional" in to_pass(learner)
    assert opened.post(f"{URL}/close").status == 404


def test_a_panel_without_a_candidate_is_refused(trainer, database):
    visit = trainer.post(URL, {"candidate": " "})
    assert visit.status == 422
    assert visit.page.select_one("#candidate")["aria-invalid"] == "true"
    assert panel(database) is None


def test_a_decision_says_that_the_questions_have_changed_since(
    opened, admin, database, app, library
):
    judged_panel(opened, admin, database)
    decide(admin)
    assert "Other questions since" not in admin.get(URL).text
    catalog = library.current
    course = catalog.course("tiny")
    module = next(m for m in course.modules if m.bank)
    reworded = tuple(replace(q, item_hash=f"new:{q.id}") for q in module.bank.questions)
    bank = replace(module.bank, questions=reworded)
    modules = tuple(replace(m, bank=bank) if m is module else m for m in course.modules)
    changed = replace(catalog, courses=(replace(course, modules=modules),))

    class Changed:
        current, latest_problems, healthy = changed, (), True

    app.state.site = replace(app.state.site, library=Changed())
    assert "taken on other questions" in admin.get(URL).text


def test_a_judges_ratings_are_in_their_export(opened, database):
    rate(opened, database, 44)
    exported = opened.get("/account/export").response.json()["ratings_as_judge"]
    assert {row["per_cent"] for row in exported} == {44}
    assert len(exported) == len(panel(database).items)


@given(st.integers(0, 4), st.integers(0, 3), st.integers(0, 2))
def test_expected_numbers_of_questions_add_up_to_a_form(hard, rest, sets):
    plain = [
        make_question("single", id=f"d{d}-{n}", difficulty=d, pool="exam")
        for d in (1, 3)
        for n in range(4)
    ]
    cases = [make_case(f"s{s}", [f"s{s}-1", f"s{s}-2"]) for s in range(3)]
    inside = [
        make_question("single", id=f"s{s}-{n}", pool="exam", case_id=f"s{s}")
        for s in range(3)
        for n in (1, 2)
    ]
    cell = Cell("one", hard + rest, ((3, hard),) if hard else (), sets)
    exam = Exam("exam", "Exam", 60, 70, AttemptRule(), "after-pass", (cell,), "", PLACE)
    chances = expected(exam, {"one": make_bank([*plain, *inside], cases=cases)})
    assert sum(chance for _, chance in chances) == pytest.approx(hard + rest + 2 * sets)
    assert all(0 < chance <= 1 for _, chance in chances)
