"""Setting the pass mark of an exam: blind judges, rounds, and decisions that hold from then on."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlmodel import col

from app.accounts.models import AuditEntry
from app.assessment import panels, rate_page, ratings, standards
from app.assessment.models import StandardDecision, StandardRating
from app.assessment.scoring import gives_parts
from app.assessment.selection import expected
from app.catalog.questions import AttemptRule, Cell, Exam
from app.main import follow_renames
from app.web.forms import MAX_FIELDS
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
        return panels.panel(session, "tiny")


def rate(browser, database, value):
    """Rates every question of the panel; `value` is a number, or says one for a position."""
    items = panel(database).items
    for bank in dict.fromkeys(item.bank for item in items):
        here = [item.position for item in items if item.bank == bank]
        data = {f"rating-{p}": str(value(p) if callable(value) else value) for p in here}
        assert browser.post(f"{URL}/rate/{bank}", data).status == 303


def past(browser):
    """What the page of the pass mark tells of earlier panels, line by line, the newest first."""
    section = browser.get(URL).page.select_one("h2#past").find_parent("div", class_="row-open")
    rows = section.find_next_sibling("ul").find_all("li", recursive=False)
    return [[p.get_text(strip=True) for p in row.select("p:not(.margin)")] for row in rows]


def with_bank(app, library, **over):
    """The site with another first bank."""
    course = library.current.course("tiny")
    module = course.module("first-steps")
    other = replace(module, bank=replace(module.bank, **over))
    modules = tuple(other if one is module else one for one in course.modules)
    changed = replace(library.current, courses=(replace(course, modules=modules),))

    class Changed:
        current, latest_problems, healthy = changed, (), True

    app.state.site = replace(app.state.site, library=Changed())


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
    said = visit.page.select_one(f".errors a[href='#rating-{one}']").get_text()
    assert said == "Question 1: please type a whole number from 0 to 100"
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
        before = ratings.ratings(session, panel(database), 1)
        assert ratings.result(panel(database), before).cut == 65


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


def test_ratings_that_come_too_late_are_given_back_as_they_were_typed(opened, admin, database):
    first = panel(database).items[0]
    url, name = f"{URL}/rate/{first.bank}", f"rating-{first.position}"
    form = opened.get(url).page.select_one("main form")
    late = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    late[name] = "33"

    def given_back():
        visit = opened.post(url, late)
        assert visit.status == 409
        assert visit.page.select_one(f"#{name}")["value"] == "33"
        return visit.page.select_one(".errors p").get_text(), visit.page.select("main form button")

    judged_panel(opened, admin, database)
    why, buttons = given_back()
    assert "This round is closed." in why
    assert not buttons
    opened.post(f"{URL}/again")
    why, buttons = given_back()
    assert "Meanwhile round 2 has begun." in why
    assert buttons
    admin.post(f"{URL}/end")
    opened.post(URL, {"candidate": "Somebody else"})
    why, buttons = given_back()
    assert "Meanwhile this panel has ended." in why
    assert not buttons
    assert opened.get(url).page.select_one(f"#{name}")["value"] == ""


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


def test_a_bank_with_more_questions_than_a_form_has_fields_is_rated_page_by_page(
    trainer, admin, database, app, library
):
    some = next(
        q
        for q in library.current.course("tiny").module("first-steps").bank.questions
        if q.pool == "exam" and not q.case_id
    )
    many = tuple(
        replace(
            some, id=f"q-{n:03}", item_hash=f"i{n}", snapshot_hash=f"s{n}", difficulty=n % 3 + 1
        )
        for n in range(MAX_FIELDS + 20)
    )
    with_bank(app, library, questions=many, cases=())
    trainer.post(URL, {"candidate": "Reads a clause and applies it"})
    url = address = f"{URL}/rate/first-steps"
    pages = 0
    while address.startswith(url):
        page = trainer.get(address).page
        names = [field["name"] for field in page.select("input[name^=rating]")]
        assert 0 < len(names) <= 50
        form = page.select_one("main form")
        data = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
        button = form.select_one("button")
        data |= {button["name"]: button["value"]} if button.get("name") else {}
        saved = trainer.post(form["action"], data | dict.fromkeys(names, "60"))
        assert saved.status == 303
        pages += 1
        address = saved.location
    assert (pages, address) == (11, URL)
    rows = [row.get_text() for row in trainer.get(URL).page.select("#banks, .rows .num")]
    assert f"{len(many)} of {len(many)}" in rows
    back = trainer.get(f"{url}?page=2").page
    assert "520 of 520 rated" in back.main.get_text()
    # What leads to another page keeps what was typed.
    assert not [a["href"] for a in back.main.select("a") if "page=" in a["href"]]
    assert [b.get_text() for b in back.select("main form button")] == [
        "Save and go on",
        "Save and go back",
    ]
    assert back.select("section[aria-label^='Question'] .margin b")[0].get_text() == "51"
    wrong = trainer.post(url, {"rating-51": "x", "rating-52": "5", "then": "back"})
    assert wrong.status == 422
    assert "page 2 of 11" in wrong.page.select_one(".margin").get_text(" ")
    first = trainer.post(url, {"rating-51": "", "then": "back"})
    assert first.location == f"{url}?page=1"
    links = [link["href"] for link in trainer.get(URL).page.select(".rows .item-title a")]
    assert links[0] == f"{url}?page=2"


def test_the_text_of_a_case_stands_once_above_its_questions(opened, library):
    case = library.current.course("tiny").module("second-steps").bank.cases[0]
    page = opened.get(f"{URL}/rate/second-steps").page
    shown = [part["aria-label"] for part in page.select("main form section")]
    at = shown.index(f"The case: {case.title}")
    assert shown.count(f"The case: {case.title}") == 1
    numbers = [one.select_one(".margin b").get_text() for one in page.select("main form section")]
    assert shown[at + 1 : at + 1 + len(case.questions)] == [
        f"Question {number}" for number in numbers[at + 1 : at + 1 + len(case.questions)]
    ]
    text = page.select_one(f"section[aria-label='The case: {case.title}'] .case-set")
    assert " ".join(text.get_text().split()).endswith(
        " ".join(BeautifulSoup(case.html, "html.parser").get_text().split())
    )


def test_judges_are_asked_for_the_mean_share_where_an_answer_can_be_right_in_part(
    trainer, database, app, library
):
    questions = library.current.course("tiny").module("first-steps").bank.questions
    asked = tuple(replace(q, pool="exam") if q.type == "open" else q for q in questions)
    with_bank(app, library, questions=asked)
    trainer.post(URL, {"candidate": "Reads a clause and applies it"})
    found = panel(database)
    with database.session(writing=False) as session:
        questions = panels.questions_of(session, found)
    in_parts = set()
    for bank in dict.fromkeys(item.bank for item in found.items):
        page = trainer.get(f"{URL}/rate/{bank}").page
        here = [item for item in found.items if item.bank == bank]
        for number, item in enumerate(here, start=1):
            label = page.select_one(f"label[for=rating-{item.position}]").get_text()
            parts = gives_parts(questions[item.position])
            asks = (
                "of a hundred points for it, how many would such a person get on average?"
                if parts
                else "how many of the hundred would answer it right?"
            )
            assert label == f"Question {number}: {asks}"
            in_parts.add(parts)
    assert in_parts == {True, False}


def test_judges_read_a_cloze_with_its_gaps_and_as_text(library):
    bank = library.current.course("tiny").module("first-steps").bank
    cloze = next(question for question in bank.questions if question.type == "cloze")
    cloze = replace(cloze, stem_html="<p>Lead-in</p>", stem_text="A < b, then a gap")
    assert rate_page._stem(cloze) == "<p>A &lt; b, then a gap</p>"


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


def test_a_panel_that_is_opened_twice_by_one_click_is_open(opened, admin):
    candidate = {"candidate": "Reads a clause and applies it"}
    assert opened.post(URL, candidate).location == URL
    assert admin.post(URL, candidate).status == 409


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
    assert [row[0] for row in past(admin)] == ["64.5 %, before 62 %", "62 %, before 70 %"]


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
    assert past(admin) == [
        ["Ended without a decision", "Open since 23 November 2026, one round. Nobody had rated."]
    ]
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
    questions = library.current.course("tiny").module("first-steps").bank.questions
    reworded = tuple(replace(q, item_hash=f"new:{q.id}") for q in questions)
    with_bank(app, library, questions=reworded)
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
            "Open since 24 November 2026, one round. Judges: Tara Trainer, "
            "Ada Admin (did not rate every question)"
        ),
    ]
    assert before[:2] == ["62 %, before 70 %", "Just under the cut score"]
    assert before[-1].endswith("one round. Judges: Tara Trainer, Ada Admin")
    assert to_pass(learner) == "62 %, set by a panel"


def renamed(library, *, course="tiny", module="first-steps"):
    """The site's courses after the course and its first module got other addresses."""
    old = library.current.course("tiny")
    first, *rest = old.modules
    bank = replace(first.bank, slug=module)
    moved = replace(first, slug=module, aliases=(first.slug,), bank=bank)
    cells = (
        replace(c, bank=module if c.bank == first.slug else c.bank) for c in old.exam.blueprint
    )
    exam = replace(old.exam, blueprint=tuple(cells))
    changed = replace(old, slug=course, aliases=(old.slug,), modules=(moved, *rest), exam=exam)

    class Renamed:
        current = replace(library.current, courses=(changed,))
        latest_problems, healthy = (), True

    return Renamed()


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
