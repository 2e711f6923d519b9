"""A unit: what its page says, what completing it does, and who is made a learner by it."""

from dataclasses import replace

import pytest

from app.learning.models import UnitProgress
from tests.support.statements import count_statements

BOUNDARY = "/courses/tiny/first-steps/boundary"
STATEMENT = "/courses/tiny/first-steps/statement"
WEIGH = "/courses/tiny/second-steps/weigh"


def text(tag):
    return " ".join(tag.get_text(" ").split())


def progress_rows(database):
    from sqlmodel import select

    with database.session(writing=False) as session:
        return session.exec(select(UnitProgress)).all()


class TestReading:
    def test_the_outline_shows_where_the_reader_is(self, nobody):
        page = nobody.get(STATEMENT).page
        rail = page.find("nav", attrs={"aria-label": "Course outline"})
        here = rail.find(attrs={"aria-current": "page"})
        assert here["href"] == STATEMENT
        assert "you are here" in text(here)
        assert [a["href"] for a in rail.select("ol.outline > li > a")] == [
            "/courses/tiny/first-steps",
            "/courses/tiny/second-steps",
        ]
        assert rail.find("a", href="/courses/tiny/first-steps/quiz")

    def test_next_and_previous_are_named_by_their_titles(self, nobody):
        page = nobody.get(STATEMENT).page
        assert text(page.select_one("section.next h2")) == "Module quiz: 4 questions"
        assert text(page.find("a", rel="prev")) == "Where the boundary runs"
        first = nobody.get(BOUNDARY).page
        assert text(first.select_one("section.next h2")) == "Write the statement"
        assert first.find("a", rel="prev") is None

    def test_the_last_unit_of_a_module_leads_into_the_next_once_the_quiz_is_passed(
        self, learner, passes
    ):
        passes(learner.user_id, "first-steps")
        end = learner.get(STATEMENT).page.select_one("section.next")
        assert text(end.h2) == "Weigh a risk"
        assert "Second steps" in text(end.p)

    def test_there_is_one_filled_button(self, nobody):
        page = nobody.get(BOUNDARY).page
        filled = [b for b in page.select(".btn") if "btn-line" not in b["class"]]
        assert [text(b) for b in filled] == ["Mark complete and continue"]

    def test_the_foot_says_edition_date_and_sources(self, nobody):
        foot = nobody.get(BOUNDARY).page.find("footer", class_="colophon")
        assert "A tiny course 1.2.0, facts as of 23 November 2026" in text(foot)
        assert foot.find("a", href="https://example.org/source")

    def test_the_contents_lead_to_what_is_there(self, nobody):
        page = nobody.get(BOUNDARY).page
        links = [a["href"][1:] for a in page.select("ul.toc a")]
        assert len(links) == 4
        assert all(page.find(id=target) for target in links)

    def test_a_former_address_leads_to_the_present_one_for_good(self, nobody):
        visit = nobody.get("/courses/tiny/beginning/boundary?x=1")
        assert visit.status == 301
        assert visit.location == f"{BOUNDARY}?x=1"

    def test_a_form_is_sent_again_to_the_present_address(self, nobody):
        visit = nobody.post("/courses/tiny/beginning/boundary/complete")
        assert visit.status == 308
        assert visit.location == f"{BOUNDARY}/complete"
        assert "set-cookie" not in visit.headers

    def test_a_former_address_of_the_course_does_too(self, nobody, change_course):
        change_course(aliases=("wee",))
        visit = nobody.get("/courses/wee/first-steps/boundary")
        assert (visit.status, visit.location) == (301, BOUNDARY)

    @pytest.mark.parametrize("path", [BOUNDARY, STATEMENT])
    def test_reading_makes_nobody_a_learner(self, path, nobody, database):
        from sqlmodel import select

        from app.accounts.models import User

        assert "set-cookie" not in nobody.get(path).headers
        with database.session(writing=False) as session:
            assert session.exec(select(User)).all() == []


class TestStatements:
    def test_a_reader_without_a_session_costs_none(self, nobody, database):
        with count_statements(database) as sent:
            assert nobody.get(STATEMENT).status == 200
        assert len(sent) == 0, sent

    def test_a_learner_costs_two(self, learner, database, passes):
        passes(learner.user_id, "second-steps")
        learner.post(f"{BOUNDARY}/complete")
        learner.post(f"{STATEMENT}/checklists/readiness", {"done": "sites-listed"})
        with count_statements(database) as sent:
            page = learner.get(STATEMENT).page
        assert len(sent) <= 2, sent
        assert page.select("li.is-done")
        assert page.select("input[checked]")


class TestCompleting:
    @pytest.mark.parametrize(
        ("unit", "then"),
        [
            (BOUNDARY, STATEMENT),
            (STATEMENT, "/courses/tiny/first-steps/quiz"),
            (WEIGH, "/courses/tiny/second-steps/quiz"),
        ],
    )
    def test_goes_on_where_the_page_said(self, unit, then, learner):
        visit = learner.post(f"{unit}/complete")
        assert (visit.status, visit.location) == (303, then)

    def test_after_the_last_quiz_comes_the_exam(self, learner, passes):
        passes(learner.user_id, "second-steps")
        assert learner.post(f"{WEIGH}/complete").location == "/courses/tiny/exam"

    def test_htmx_is_told_where_to_go(self, learner):
        visit = learner.post(f"{BOUNDARY}/complete", htmx="partial")
        assert visit.headers["hx-redirect"] == STATEMENT

    def test_is_shown_with_its_date(self, learner):
        learner.post(f"{BOUNDARY}/complete")
        page = learner.get(BOUNDARY).page
        assert "Completed 23 November 2026" in text(page.select_one("section.next"))
        assert page.select_one("section.next a.btn")["href"] == STATEMENT

    def test_twice_is_once_and_keeps_the_first_date(self, learner, database, clock):
        learner.post(f"{BOUNDARY}/complete")
        first = progress_rows(database)
        clock.advance(days=3)
        learner.post(f"{BOUNDARY}/complete")
        assert progress_rows(database) == first

    def test_can_be_taken_back(self, learner, database):
        learner.post(f"{BOUNDARY}/complete")
        visit = learner.post(f"{BOUNDARY}/reopen")
        assert (visit.status, visit.location) == (303, BOUNDARY)
        assert progress_rows(database) == []
        assert "Completed" not in learner.get(BOUNDARY).text

    def test_of_one_person_is_not_that_of_another(self, sign_in, database):
        sign_in("learner").post(f"{BOUNDARY}/complete")
        other = sign_in("another learner")
        assert "Completed" not in other.get(BOUNDARY).text
        other.post(f"{BOUNDARY}/reopen")
        assert len(progress_rows(database)) == 1

    def test_makes_a_learner_of_whoever_has_no_session(self, nobody, database):
        visit = nobody.post(f"{BOUNDARY}/complete")
        assert visit.location == STATEMENT
        assert "clauseway=" in visit.headers["set-cookie"]
        assert "Completed" in nobody.get(BOUNDARY).text

    def test_taking_back_makes_nobody_a_learner(self, nobody):
        assert "set-cookie" not in nobody.post(f"{BOUNDARY}/reopen").headers

    def test_a_unit_that_is_not_there_cannot_be_completed(self, nobody):
        visit = nobody.post("/courses/tiny/first-steps/none/complete")
        assert visit.status == 404
        assert "set-cookie" not in visit.headers

    def test_an_edit_is_told_and_can_be_read_away(self, learner, change_module, catalog):
        learner.post(f"{BOUNDARY}/complete")
        units = catalog.courses[0].module("first-steps").units
        change_module("first-steps", units=(replace(units[0], hash="edited"), *units[1:]))
        page = learner.get(BOUNDARY).page
        assert "Changed since you read it" in text(page.find("nav", class_="rail"))
        assert page.find("form", action=f"{BOUNDARY}/complete")
        learner.post(f"{BOUNDARY}/complete")
        assert "Changed since" not in learner.get(BOUNDARY).text

    def test_tells_those_who_wait_only_when_nothing_is_missing(self, learner, told, passes):
        passes(learner.user_id, "first-steps")
        passes(learner.user_id, "second-steps")
        learner.post(f"{BOUNDARY}/complete")
        learner.post(f"{STATEMENT}/complete")
        assert told == []
        learner.post(f"{WEIGH}/complete")
        assert told == [(learner.user_id, "tiny")]


class TestVisibility:
    @pytest.mark.parametrize("path", ["", "/first-steps", "/first-steps/boundary"])
    def test_a_draft_course_is_for_trainers(self, path, nobody, sign_in, change_course):
        change_course(status="draft")
        assert nobody.get(f"/courses/tiny{path}").status == 404
        assert sign_in("learner").get(f"/courses/tiny{path}").status == 404
        assert sign_in("administrator").get(f"/courses/tiny{path}").status == 404
        assert sign_in("trainer").get(f"/courses/tiny{path}").status == 200

    def test_a_draft_module_is_for_trainers(self, sign_in, change_module):
        change_module("first-steps", status="draft")
        learner = sign_in("learner")
        assert learner.get("/courses/tiny/first-steps").status == 404
        assert learner.get("/courses/tiny/first-steps/print").status == 404
        assert learner.post(f"{BOUNDARY}/complete").status == 404
        assert "First steps" not in learner.get("/courses/tiny").text
        assert sign_in("trainer").get(BOUNDARY).status == 200

    def test_a_retired_module_stays_readable_for_who_has_begun_it(self, sign_in, change_module):
        begun, other = sign_in("learner"), sign_in("another learner")
        begun.post(f"{BOUNDARY}/complete")
        change_module("first-steps", status="retired")
        assert begun.get(BOUNDARY).status == 200
        assert other.get(BOUNDARY).status == 404
        assert other.get(WEIGH).status == 200
