"""Catalogue, course, module, print and my learning: states, the next step, and what they ask."""

from dataclasses import replace

import pytest

from app.assessment.queries import passed_exam
from app.catalog.model import Catalog, Completion
from tests.support.statements import count_statements

BOUNDARY = "/courses/tiny/first-steps/boundary"
STATEMENT = "/courses/tiny/first-steps/statement"
WEIGH = "/courses/tiny/second-steps/weigh"


def text(tag):
    return " ".join(tag.get_text(" ").split())


def rows(page, heading):
    """The lines of the list below a heading."""
    return [text(li) for li in page.find(attrs={"aria-labelledby": heading}).find_all("li")]


def filled(page):
    return [(text(b), b.get("href")) for b in page.select(".btn") if "btn-line" not in b["class"]]


class TestCatalogue:
    def test_shows_what_there_is(self, nobody):
        page = nobody.get("/").page
        level = page.select_one("section.level")
        assert text(level.h2) == "A tiny course"
        assert "2 modules, about 11 min" in text(level)
        assert "7 questions, 20 min" in text(level)
        assert "Decide whether an AI system belongs in the scope" in text(level)
        assert page.select_one(".resume") is None

    def test_begins_with_where_somebody_left_off(self, learner):
        learner.post(f"{BOUNDARY}/complete")
        page = learner.get("/").page
        resume = page.select_one("main > section:first-child")
        assert text(resume.h2) == "Write the statement"
        assert resume.find("a")["href"] == STATEMENT
        assert "module 1, unit 2 of 2 · 8 minutes" in text(resume)
        assert filled(page) == [("Continue", STATEMENT)]

    def test_leads_on_to_quiz_and_exam(self, learner, passes):
        for unit in (BOUNDARY, STATEMENT):
            learner.post(f"{unit}/complete")
        page = learner.get("/").page
        assert filled(page) == [("Continue", "/courses/tiny/first-steps/quiz")]
        resume = page.select_one(".resume")
        assert text(resume.h2) == "Quiz: First steps"
        assert "module 1, 4 questions · 4 minutes" in text(resume)
        learner.post(f"{WEIGH}/complete")
        passes(learner.user_id, "first-steps")
        passes(learner.user_id, "second-steps")
        assert filled(learner.get("/").page) == [("Continue", "/courses/tiny/exam")]
        passes(learner.user_id)
        page = learner.get("/").page
        assert filled(page) == [("Open your certificate", "/certificates")]
        assert text(page.select_one(".resume")).startswith("Complete A tiny course")

    def test_paths_are_told_by_cells_and_in_numbers(self, nobody):
        row = nobody.get("/").page.select_one("table.paths tbody tr")
        assert text(row.th) == "AI practitioners"
        assert [cell["class"] for cell in row.select(".need i")] == [["must"], ["must"]]
        assert text(row.select_one(".num")) == "2 must"

    def test_an_empty_catalogue_says_so(self, nobody, change_catalog):
        change_catalog(lambda _: Catalog())
        page = nobody.get("/")
        assert page.status == 200
        assert page.heading == "No course yet"

    def test_a_draft_is_not_listed(self, nobody, sign_in, change_course):
        change_course(status="draft")
        assert "A tiny course" not in nobody.get("/").text
        assert "Draft" in sign_in("trainer").get("/").text

    def test_costs_two_statements(self, learner, database):
        with count_statements(database) as sent:
            learner.get("/")
        assert len(sent) <= 2, sent


class TestCourse:
    def test_has_one_obvious_next_step(self, nobody, learner):
        begin = nobody.get("/courses/tiny").page
        assert filled(begin) == [("Begin: Where the boundary runs", BOUNDARY)]
        learner.post(f"{BOUNDARY}/complete")
        page = learner.get("/courses/tiny").page
        assert filled(page) == [("Continue: Write the statement", STATEMENT)]

    def test_tells_the_state_of_each_module(self, learner, passes):
        assert rows(learner.get("/courses/tiny").page, "modules") == [
            "1 First steps 10 min",
            "2 Second steps 1 min",
        ]
        learner.post(f"{BOUNDARY}/complete")
        assert rows(learner.get("/courses/tiny").page, "modules")[0] == (
            "1 First steps 1 of 2 units 8 min left"
        )
        learner.post(f"{STATEMENT}/complete")
        assert rows(learner.get("/courses/tiny").page, "modules")[0] == (
            "1 First steps Quiz to pass 4 questions"
        )
        passes(learner.user_id, "first-steps")
        page = learner.get("/courses/tiny").page
        assert rows(page, "modules")[0] == "1 First steps Done 10 min"
        assert "1 of 2 modules, about 1 min left" in page.text

    def test_tells_outcomes_exam_and_certificate(self, nobody):
        page = nobody.get("/courses/tiny").page
        assert rows(page, "outcomes")[0] == "4.3 Decide whether an AI system belongs in the scope"
        facts = {text(d.dt): text(d.dd) for d in page.select("dl.facts > div")}
        assert facts["Exam"] == "7 questions in 20 minutes"
        assert facts["Opens"] == "when all two modules are complete"
        assert facts["Attempts"] == "3 within 12 months, the second 24 hours after the first"
        assert facts["Answers"] == "shown after passing"
        assert facts["Certificate"].startswith("A tiny course, valid for 3 years;")
        assert "ISO/IEC 17024" in facts["Certificate"]

    def test_leads_to_certificate_and_result_once_all_is_done(self, learner, passes, database):
        for unit in (BOUNDARY, STATEMENT, WEIGH):
            learner.post(f"{unit}/complete")
        for module in ("first-steps", "second-steps", ""):
            passes(learner.user_id, module, score=87.5)
        with count_statements(database) as sent:
            page = learner.get("/courses/tiny").page
        assert len(sent) <= 4, sent
        assert filled(page) == [("Open your certificate", "/certificates")]
        facts = {text(d.dt): text(d.dd) for d in page.select("dl.facts > div")}
        assert facts["Passed"] == "with 87.5 % on 23 November 2026"
        assert "Opens" not in facts
        with database.session(writing=False) as session:
            exam = passed_exam(session, learner.user_id, "tiny")
        result = page.find("a", string="Your result")
        assert result["href"] == f"/attempts/{exam.attempt_id}/result"
        mine = learner.get("/learning").page
        assert mine.find("a", string="Open your certificate")["href"] == "/certificates"

    def test_without_a_certificate_nothing_is_promised(self, learner, passes, change_course):
        change_course(certificate=None)
        for unit in (BOUNDARY, STATEMENT, WEIGH):
            learner.post(f"{unit}/complete")
        for module in ("first-steps", "second-steps", ""):
            passes(learner.user_id, module)
        for path in ("/", "/courses/tiny", "/learning"):
            assert filled(learner.get(path).page) == []

    def test_an_exam_that_is_open_says_so(self, nobody, change_course):
        change_course(completion=Completion(exam="exam", exam_requires="none"))
        assert "at once" in nobody.get("/courses/tiny").text

    def test_courses_before_advise_and_lock_nothing(self, nobody, change_catalog):
        def two(catalog):
            tiny = catalog.courses[0]
            before = replace(tiny, slug="before", title="The course before")
            after = replace(tiny, prerequisites=("before",))
            return replace(catalog, courses=(before, after))

        change_catalog(two)
        page = nobody.get("/courses/tiny").page
        assert "Better taken before:" in page.text
        assert page.find("a", href="/courses/before")
        assert filled(page)
        assert nobody.get(BOUNDARY).status == 200

    def test_a_course_without_exam_and_certificate_has_no_such_part(self, nobody, change_course):
        change_course(exam=None, certificate=None, completion=Completion())
        page = nobody.get("/courses/tiny").page
        assert page.find(id="exam") is None

    def test_costs_three_statements(self, learner, database):
        with count_statements(database) as sent:
            learner.get("/courses/tiny")
        assert len(sent) <= 3, sent

    def test_an_attempt_that_ran_out_is_handed_in(self, learner, clock, database, change_course):
        """Nobody has looked at it since; the page that tells the next step does."""
        from sqlmodel import select

        from app.assessment.models import Attempt

        change_course(completion=Completion(exam="exam", exam_requires="none"))
        assert learner.post("/courses/tiny/exam").status == 303
        clock.advance(hours=1)
        assert learner.get("/courses/tiny").status == 200
        with database.session(writing=False) as session:
            assert session.exec(select(Attempt)).one().submitted_by == "deadline"


class TestWhatIsOpen:
    """Somebody is in the middle of an exam or a quiz: to go on with it is the one obvious step."""

    @pytest.fixture
    def exam(self, learner, change_course):
        change_course(completion=Completion(exam="exam", exam_requires="none"))
        return learner.post("/courses/tiny/exam").location

    @pytest.fixture
    def quiz(self, learner):
        return learner.post("/courses/tiny/first-steps/quiz").location

    @pytest.mark.parametrize("path", ["/", "/learning", "/courses/tiny"])
    def test_an_exam_that_is_running_is_led_back_to(self, path, learner, exam):
        page = learner.get(path).page
        assert filled(page) == [("Go on with the exam", exam)]
        # Twenty minutes from the clock's start.
        assert "until 09:20" in text(page.main)
        assert "The exam is open" not in page.text

    @pytest.mark.parametrize("path", ["/", "/learning", "/courses/tiny"])
    def test_so_is_a_quiz_though_nothing_else_was_done(self, path, learner, quiz):
        page = learner.get(path).page
        assert filled(page) == [("Go on with the quiz", quiz)]
        assert "until" not in text(page.main)

    def test_a_quiz_of_a_course_that_is_complete_is_too(self, learner, passes, quiz):
        for unit in (BOUNDARY, STATEMENT, WEIGH):
            learner.post(f"{unit}/complete")
        for module in ("first-steps", "second-steps", ""):
            passes(learner.user_id, module, number=2)
        page = learner.get("/").page
        assert filled(page) == [("Go on with the quiz", quiz)]
        assert text(page.select_one(".resume h2")) == "Quiz: First steps"

    def test_the_exam_comes_before_a_quiz(self, learner, quiz, exam):
        assert filled(learner.get("/").page) == [("Go on with the exam", exam)]

    def test_one_whose_time_is_over_is_not_gone_on_with(self, learner, exam, clock):
        clock.advance(minutes=21)
        assert "Go on with the exam" not in learner.get("/").text

    def test_a_pause_makes_nobody_promise_a_time(self, learner, exam, database):
        from sqlalchemy import update

        from app.assessment.models import Attempt
        from tests.support.clock import START

        with database.session(writing=True) as session:
            session.execute(update(Attempt).values(paused_at=START, pause_seconds=600))
        page = learner.get("/").page
        assert filled(page) == [("Go on with the exam", exam)]
        assert "until" not in text(page.main)

    def test_somebody_elses_is_none_of_mine(self, learner, exam, sign_in):
        assert filled(sign_in("another learner").get("/").page) == []

    @pytest.mark.parametrize(("path", "most"), [("/", 2), ("/learning", 5), ("/courses/tiny", 3)])
    def test_costs_no_statement_more(self, path, most, learner, exam, database):
        with count_statements(database) as sent:
            learner.get(path)
        assert len(sent) <= most, sent


class TestModule:
    def test_opens_with_the_scene_and_lists_its_units(self, nobody):
        page = nobody.get("/courses/tiny/first-steps").page
        assert "Tomas draws a circle" in text(page.select_one(".case"))
        assert rows(page, "units") == [
            "4.3 Where the boundary runs 2 min",
            "4.3 Write the statement 8 min",
            "Quiz Module quiz 4 questions, 75 % to pass about 4 min",
        ]
        assert "Decide whether" in text(page.find(id="outcomes").find_parent().find_next("ul"))

    def test_tells_the_best_result_so_far(self, learner, passes):
        passes(learner.user_id, "first-steps", passed=False, score=62.5)
        quiz = rows(learner.get("/courses/tiny/first-steps").page, "units")[-1]
        assert "best so far 62.5 %" in quiz

    def test_leads_through_itself_and_then_on(self, learner, passes):
        def step():
            return filled(learner.get("/courses/tiny/first-steps").page)

        learner.post(f"{BOUNDARY}/complete")
        assert step() == [("Continue: Write the statement", STATEMENT)]
        learner.post(f"{STATEMENT}/complete")
        assert step() == [("Take the quiz", "/courses/tiny/first-steps/quiz")]
        passes(learner.user_id, "first-steps")
        assert step() == [("Continue: Weigh a risk", WEIGH)]


class TestPrint:
    def test_holds_all_units_and_no_state(self, learner):
        learner.post(f"{STATEMENT}/worksheets/scope-statement", {"sites": "my own words"})
        page = learner.get("/courses/tiny/first-steps/print").page
        assert [text(h) for h in page.select("article h2.as-h1")] == [
            "Where the boundary runs",
            "Write the statement",
        ]
        main = page.find("main")
        assert main.find(["form", "input", "textarea"]) is None
        assert "my own words" not in page.text
        assert "What may stay" not in page.text
        assert "Jo wants AskVelt out of the scope" in page.text
        assert "Which legal entities and sites" in page.text
        assert "Felix asks who decides" not in page.text

    def test_says_where_it_comes_from(self, nobody):
        foot = nobody.get("/courses/tiny/first-steps/print").page.find("footer", class_="colophon")
        assert "http://127.0.0.1:8000/courses/tiny/first-steps" in text(foot)


class TestMyLearning:
    def test_is_empty_at_first(self, nobody, learner):
        assert "You have not begun a course yet" in nobody.get("/learning").text
        page = learner.get("/learning").page
        assert page.find("a", href="/certificates")
        assert "You have not started a quiz" in page.text

    def test_shows_courses_with_rings_and_what_is_left(self, learner):
        learner.post(f"{BOUNDARY}/complete")
        page = learner.get("/learning").page
        assert page.find("svg", class_="ring")["aria-label"] == "0 of 2 modules done"
        assert "0 of 2 modules, about 9 min left" in page.text
        assert filled(page) == [("Continue", STATEMENT)]

    def test_shows_attempts_with_their_results(self, learner, passes):
        passes(learner.user_id, "first-steps", passed=False, score=50)
        passes(learner.user_id, score=85)
        lines = [text(li) for li in learner.get("/learning").page.select("main ul.rows li")]
        assert any("Quiz: first-steps Not passed 50 %" in line for line in lines)
        assert any("Tiny exam Passed 85 %" in line for line in lines)
        assert any("Exam passed with 85 %" in line for line in lines)

    def test_an_exam_that_has_become_open_is_told(self, learner, passes):
        for unit in (BOUNDARY, STATEMENT, WEIGH):
            learner.post(f"{unit}/complete")
        passes(learner.user_id, "first-steps")
        passes(learner.user_id, "second-steps")
        page = learner.get("/learning").page
        assert "The exam is open" in page.text
        assert filled(page) == [("Continue", "/courses/tiny/exam")]
        passes(learner.user_id, score=80)
        assert "Complete, exam passed with 80 %" in learner.get("/learning").text

    def test_lists_worksheets_to_be_taken_along(self, learner):
        learner.post(f"{STATEMENT}/worksheets/scope-statement", {"sites": "x"})
        page = learner.get("/learning").page
        link = page.find("a", href=f"{STATEMENT}/worksheets/scope-statement.docx")
        assert link is not None
        assert learner.get(link["href"]).status == 200

    def test_tells_somebody_without_an_account_how_to_keep_it(self, nobody):
        nobody.post(f"{BOUNDARY}/complete")
        page = nobody.get("/learning").page
        assert page.find("a", href="/sign-up")
        assert page.find("a", href="/certificates") is None

    @pytest.mark.parametrize("attempts", [1, 6])
    def test_costs_no_statement_a_row(self, attempts, learner, passes, database):
        for number in range(attempts):
            passes(learner.user_id, "first-steps", number=number + 1)
        with count_statements(database) as sent:
            learner.get("/learning")
        assert len(sent) <= 5, sent
